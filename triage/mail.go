package triage

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime/quotedprintable"
	"regexp"
	"strings"

	"github.com/emersion/go-message"
	_ "github.com/emersion/go-message/charset" // decodes what is not UTF-8
	"github.com/emersion/go-message/mail"
)

// Bounds of what is read of one mail. They are far above any notification's
// (50 kB, two parts, one level) and far below what would hurt.
const (
	maxHeaderBytes = 256 << 10 // of the top-level header, else it is trimmed first
	maxFieldBytes  = 32 << 10  // of one field of a trimmed header
	maxSameField   = 64        // fields of one name in a trimmed header
	maxPartDepth   = 16
	maxParts       = 200
	maxTextBytes   = 1 << 20 // of decoded text, a part
)

// ErrUnparsable is wrapped by the errors of [ParseMail] and [Reader.Read] when
// nothing of a mail can be read. Such a mail is left alone.
var ErrUnparsable = errors.New("mail cannot be parsed")

// Mail is a bounded view of one message: its header, and the first text/plain
// and text/html that say anything, decoded to UTF-8 without NUL.
type Mail struct {
	Text, HTML       string
	HasText, HasHTML bool

	header mail.Header
	entity *message.Entity
	raw    []byte
	parts  int
}

// ParseMail reads a message with CRLF or LF line ends. It takes what it can
// of a broken one: unknown charset or encoding, missing boundary, bad header
// lines and an mbox "From " line are no errors.
func ParseMail(raw []byte) (*Mail, error) {
	m, err := openMail(raw)
	if err != nil {
		return nil, err
	}
	m.readBody()
	return m, nil
}

// openMail reads the header only: most mails of a mailbox are told by it.
func openMail(raw []byte) (*Mail, error) {
	raw = skipMboxLine(raw)
	if len(bytes.TrimSpace(raw)) == 0 {
		return nil, fmt.Errorf("%w: it is empty", ErrUnparsable)
	}
	opts := &message.ReadOptions{MaxHeaderBytes: maxHeaderBytes}
	// An unknown charset or encoding comes with an error and a usable entity.
	e, err := message.ReadWithOptions(bytes.NewReader(raw), opts)
	if e == nil || e.Header.Len() == 0 {
		header, body := trimHeader(raw)
		if len(header) == 0 {
			return nil, fmt.Errorf("%w: no header field in it", ErrUnparsable)
		}
		opts.MaxHeaderBytes = 8 * maxHeaderBytes
		e, err = message.ReadWithOptions(io.MultiReader(bytes.NewReader(header), bytes.NewReader(body)), opts)
	}
	if e == nil {
		return nil, fmt.Errorf("%w: %v", ErrUnparsable, err)
	}
	return &Mail{header: mail.Header{Header: e.Header}, entity: e, raw: raw}, nil
}

// skipMboxLine drops blank lines and the separator of an mbox (RFC 4155)
// before the header.
func skipMboxLine(raw []byte) []byte {
	raw = bytes.TrimLeft(raw, "\r\n")
	for i := 0; i < 2 && (bytes.HasPrefix(raw, []byte("From ")) || bytes.HasPrefix(raw, []byte(">From "))); i++ {
		_, raw, _ = bytes.Cut(raw, []byte("\n"))
	}
	return raw
}

// keptFields are all that this package reads. Received is kept for its place
// among the Authentication-Results.
var keptFields = map[string]bool{
	"from": true, "sender": true, "reply-to": true, "to": true, "subject": true, "date": true, "message-id": true,
	"in-reply-to": true, "references": true, "auto-submitted": true, "received": true,
	"authentication-results": true, "mime-version": true, "content-type": true, "content-transfer-encoding": true,
	"cc": true, "list-id": true, "list-unsubscribe": true, "precedence": true,
	"x-autoreply": true, "x-autorespond": true, "x-autoresponder": true, "x-auto-response-suppress": true, "return-path": true,
	"content-disposition": true, "x-linkedin-template": true, "x-linkedin-class": true,
}

// trimHeader keeps the well-formed fields (RFC 5322 section 2.2) that are
// needed, with their folded lines, and drops all else: it is the second try
// at a header that is broken or too long.
func trimHeader(raw []byte) (header, body []byte) {
	var out bytes.Buffer
	count := map[string]int{}
	keep := false
	size := 0
	for len(raw) > 0 {
		line, rest, _ := bytes.Cut(raw, []byte("\n"))
		raw = rest
		line = bytes.TrimSuffix(line, []byte("\r"))
		if len(line) == 0 {
			break
		}
		if line[0] != ' ' && line[0] != '\t' {
			name, _, found := bytes.Cut(line, []byte(":"))
			key := ""
			if found && len(name) < 80 {
				key = strings.ToLower(string(bytes.TrimRight(name, " \t")))
			}
			if keep = keptFields[key] && count[key] < maxSameField; keep {
				count[key]++
			}
			if keep {
				line = append([]byte(key), line[len(name):]...)
			}
			size = 0
		}
		size += len(line)
		if keep && size <= maxFieldBytes {
			out.Write(line)
			out.WriteString("\r\n")
		}
	}
	if out.Len() > 0 {
		out.WriteString("\r\n")
	}
	return out.Bytes(), raw
}

// readBody fills in the text parts.
func (m *Mail) readBody() {
	if m.entity == nil {
		return
	}
	e := m.entity
	m.entity = nil
	mr := e.MultipartReader()
	if mr == nil {
		m.takePart(e)
		return
	}
	m.walkParts(mr, 1)
	if m.parts == 0 {
		m.takeRawBody()
	}
	m.raw = nil
}

// takeRawBody takes the body of a multipart whose boundary is nowhere: by the
// boundary that its parts do have, else as a text.
func (m *Mail) takeRawBody() {
	body := m.raw
	for len(body) > 0 {
		line, rest, _ := bytes.Cut(body, []byte("\n"))
		body = rest
		if len(bytes.TrimSuffix(line, []byte("\r"))) == 0 {
			break
		}
	}
	body = body[:min(len(body), maxTextBytes)]
	if found := partsBegin.FindSubmatch(body); found != nil {
		var h message.Header
		h.SetContentType("multipart/mixed", map[string]string{"boundary": string(found[1])})
		if e, err := message.New(h, bytes.NewReader(body)); err == nil {
			m.walkParts(e.MultipartReader(), 1)
		}
	}
	if m.HasText || m.HasHTML {
		return
	}
	if decoded, ok := guessQuotedPrintable(body); ok {
		body = decoded
	}
	m.keepText(body, true)
}

// partsBegin is a delimiter line with the header of a part below (RFC 2046
// section 5.1.1).
var partsBegin = regexp.MustCompile(`(?mi)^--([0-9a-z'()+_,./:=?-]{1,70})[ \t]*\r?\ncontent-`)

// walkParts goes through a multipart in order (RFC 2046 section 5.1) until
// both texts are found. A reader's own walk has no depth limit and costs time
// quadratic in it, hence this one.
func (m *Mail) walkParts(mr message.MultipartReader, depth int) {
	for m.parts < maxParts && !(m.HasText && m.HasHTML) {
		p, err := mr.NextPart()
		if p == nil || err != nil && !message.IsUnknownCharset(err) && !message.IsUnknownEncoding(err) {
			return
		}
		m.parts++
		if inner := p.MultipartReader(); inner == nil {
			m.takePart(p)
		} else if depth < maxPartDepth {
			m.walkParts(inner, depth+1)
		}
	}
}

// takePart keeps the text of a part if it is the first good one of its type.
// What a broken encoding or a cut mail has given up to there is kept.
func (m *Mail) takePart(e *message.Entity) {
	t, _, err := e.Header.ContentType()
	if t == "" || err != nil && !strings.HasPrefix(t, "text/") {
		t = "text/plain" // RFC 2045 section 5.2
	}
	if d, _, _ := e.Header.ContentDisposition(); strings.EqualFold(d, "attachment") {
		return
	}
	plain := strings.EqualFold(t, "text/plain")
	if !plain && !strings.EqualFold(t, "text/html") || plain && m.HasText || !plain && m.HasHTML {
		return
	}
	b, _ := io.ReadAll(io.LimitReader(e.Body, maxTextBytes))
	m.keepText(b, plain)
}

func (m *Mail) keepText(b []byte, plain bool) {
	s := strings.ToValidUTF8(string(b), "\uFFFD")
	if strings.IndexByte(s, 0) >= 0 {
		s = strings.ReplaceAll(s, "\x00", "")
	}
	if strings.TrimSpace(s) == "" {
		return
	}
	if plain {
		m.Text, m.HasText = s, true
	} else {
		m.HTML, m.HasHTML = s, true
	}
}

var quotedPrintableMark = regexp.MustCompile(`=\r?\n|=3D|=[CE][0-9A-F]=[89AB][0-9A-F]`)

func guessQuotedPrintable(body []byte) ([]byte, bool) {
	if !quotedPrintableMark.Match(body) {
		return nil, false
	}
	b, err := io.ReadAll(quotedprintable.NewReader(bytes.NewReader(body)))
	return b, err == nil
}

// field returns the decoded text (RFC 2047) of a header field, "" if it is
// not there; an undecodable one is returned as it stands.
func (m *Mail) field(name string) string {
	s, err := m.header.Text(name)
	if err != nil {
		s = m.header.Get(name)
	}
	return s
}

// addresses returns the mailboxes of an address field. An address list that
// breaks RFC 5322 (an unquoted comma in a name, raw 8-bit text) is read as one
// mailbox: the last angle brackets, and what stands before them.
func (m *Mail) addresses(name string) []Address {
	if !m.header.Has(name) {
		return nil
	}
	list, err := m.header.AddressList(name)
	if err == nil {
		out := make([]Address, 0, len(list))
		for i, a := range list {
			if i == 20 {
				break
			}
			out = append(out, Address{Name: cleanLine(a.Name, maxNameRunes), Addr: cleanAddr(a.Address)})
		}
		return out
	}
	s := m.field(name)
	if i := strings.LastIndexByte(s, '<'); i >= 0 {
		addr, _, _ := strings.Cut(s[i+1:], ">")
		return []Address{{Name: cleanLine(strings.Trim(strings.TrimSpace(s[:i]), `"`), maxNameRunes), Addr: cleanAddr(addr)}}
	}
	return []Address{{Addr: cleanAddr(s)}}
}

func (m *Mail) address(name string) Address {
	if list := m.addresses(name); len(list) > 0 {
		return list[0]
	}
	return Address{}
}

var saneAddr = regexp.MustCompile(`^[^\s<>()\[\],;:\\"@\x00-\x20\x7f]{1,64}@[\pL\pN]([\pL\pN.-]{0,250}[\pL\pN])?$`)

// cleanAddr returns local@domain, the domain in lower case, or "" if s is
// none. Quoted local parts are legal and never seen: they are refused.
func cleanAddr(s string) string {
	s = strings.TrimSpace(s)
	if len(s) > 320 || !saneAddr.MatchString(s) || cleanLine(s, 400) != s {
		return ""
	}
	local, domain, _ := strings.Cut(s, "@")
	if strings.Contains(domain, "..") {
		return ""
	}
	return local + "@" + strings.ToLower(domain)
}

// messageIDs returns the ids in a field (RFC 5322 section 3.6.4), without
// brackets, at most 50. JavaMail's and others' that break the syntax are kept.
func (m *Mail) messageIDs(name string) []string {
	s := m.header.Get(name)
	var ids []string
	for len(ids) < 50 {
		_, rest, ok := strings.Cut(s, "<")
		if !ok {
			break
		}
		id, after, ok := strings.Cut(rest, ">")
		if !ok {
			break
		}
		s = after
		if id = strings.Join(strings.Fields(cleanLine(id, 500)), ""); id != "" {
			ids = append(ids, id)
		}
	}
	if ids == nil {
		if id := strings.TrimSpace(s); id != "" && !strings.ContainsAny(id, " \t<>") {
			return []string{cleanLine(id, 500)}
		}
	}
	return ids
}
