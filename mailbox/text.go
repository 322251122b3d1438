package mailbox

import (
	"bytes"
	"mime"
	"strings"
)

// textMessage makes a message of header fields and the first part alone, as
// if it had no other. That needs the part to be text/plain and no attachment;
// else the message has no body. Uncut says that body is all of the part.
//
// Part 1 of a message that is not multipart is its whole body, and then the
// message's own fields tell what it is (RFC 9051 section 6.4.5).
func textMessage(header, partHeader, body []byte, uncut bool) (raw []byte, whole bool) {
	fields := splitFields(header)
	multipart := strings.HasPrefix(mediaType(fields), "multipart/")
	own := splitFields(partHeader)
	if !multipart {
		own = fields
	}
	nothing := multipart && len(partHeader) == 0 && len(body) == 0
	report := mediaType(fields) == "multipart/report" // its first part alone is none (RFC 6522)
	if nothing || report || mediaType(own) != "text/plain" || isAttachment(own) {
		return endHeader(header), false
	}
	for _, f := range fields {
		if !f.is("Content-Type", "Content-Transfer-Encoding", "MIME-Version") {
			raw = append(raw, f.raw...)
		}
	}
	for _, f := range own {
		if f.is("Content-Type", "Content-Transfer-Encoding") {
			raw = append(raw, f.raw...)
		}
	}
	raw = append(raw, "\r\n"...)
	return append(raw, body...), uncut && !multipart
}

// field is one header field, folded lines and line end included.
type field struct {
	name string
	raw  []byte
}

func (f field) is(names ...string) bool {
	for _, name := range names {
		if strings.EqualFold(f.name, name) {
			return true
		}
	}
	return false
}

func (f field) value() string {
	_, v, _ := strings.Cut(string(f.raw), ":")
	return strings.TrimSpace(strings.NewReplacer("\r", "", "\n", "").Replace(v))
}

// splitFields takes a header apart (RFC 5322 section 2.2), up to its empty
// line. A line that is not a field, nor continues one, is left out.
func splitFields(header []byte) (fields []field) {
	for line := range bytes.Lines(header) {
		switch name, _, ok := strings.Cut(string(line), ":"); {
		case len(bytes.TrimSpace(line)) == 0:
			return fields
		case line[0] == ' ' || line[0] == '\t':
			if n := len(fields); n > 0 {
				fields[n-1].raw = append(fields[n-1].raw, line...)
			}
		case ok:
			raw := append(bytes.Clone(bytes.TrimRight(line, "\r\n")), "\r\n"...)
			fields = append(fields, field{strings.TrimSpace(name), raw})
		}
	}
	return fields
}

// mediaType reads Content-Type; none means text/plain (RFC 2045 section 5.2).
// What does not parse is cut at its first parameter.
func mediaType(fields []field) string {
	for _, f := range fields {
		if f.is("Content-Type") {
			t, _, err := mime.ParseMediaType(f.value())
			if err != nil {
				t, _, _ = strings.Cut(f.value(), ";")
			}
			return strings.ToLower(strings.TrimSpace(t))
		}
	}
	return "text/plain"
}

func isAttachment(fields []field) bool {
	for _, f := range fields {
		if f.is("Content-Disposition") {
			kind, _, _ := strings.Cut(f.value(), ";")
			return strings.EqualFold(strings.TrimSpace(kind), "attachment")
		}
	}
	return false
}
