package triage

import (
	"encoding/base64"
	"fmt"
	"mime/quotedprintable"
	"regexp"
	"slices"
	"strings"

	"github.com/emersion/go-message"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
)

// part is the outline of a MIME part: what it is called, and the text that
// [Mail] took of it. Other parts are empty.
type part struct {
	mediaType, charset, encoding string
	attached                     bool
	text, html                   *string
	parts                        []*part
	boundless                    bool // a multipart whose boundary is nowhere
}

// outline is [Mail.readBody] that remembers where the texts were. It stops
// where that stops: within the bounds of what is read of any mail.
func (m *Mail) outline() *part {
	e := m.entity
	m.entity = nil
	p := newPart(e)
	if mr := e.MultipartReader(); mr != nil {
		m.outlineParts(p, mr, 1)
		if m.parts == 0 {
			m.takeRawBody()
			p.boundless = true
			p.text = &m.Text
		}
	} else {
		m.outlineLeaf(p, e)
	}
	m.raw = nil
	return p
}

func (m *Mail) outlineParts(p *part, mr message.MultipartReader, depth int) {
	for m.parts < maxParts && !(m.HasText && m.HasHTML) {
		e, err := mr.NextPart()
		if e == nil || err != nil && !message.IsUnknownCharset(err) && !message.IsUnknownEncoding(err) {
			return
		}
		m.parts++
		child := newPart(e)
		p.parts = append(p.parts, child)
		if inner := e.MultipartReader(); inner == nil {
			m.outlineLeaf(child, e)
		} else if depth < maxPartDepth {
			m.outlineParts(child, inner, depth+1)
		}
	}
}

func (m *Mail) outlineLeaf(p *part, e *message.Entity) {
	text, html := m.HasText, m.HasHTML
	m.takePart(e)
	if m.HasText && !text {
		p.text = &m.Text
	}
	if m.HasHTML && !html {
		p.html = &m.HTML
	}
}

var (
	knownTypes = wordList("text/plain text/html text/calendar text/csv image/png image/jpeg image/gif application/pdf application/octet-stream message/rfc822 message/delivery-status " +
		"multipart/alternative multipart/mixed multipart/related multipart/report multipart/signed multipart/encrypted")
	knownEncodings = wordList("7bit 8bit binary quoted-printable base64")
)

func newPart(e *message.Entity) *part {
	p := &part{}
	t, params, err := e.Header.ContentType()
	if t = strings.ToLower(t); err == nil && e.Header.Has("Content-Type") {
		switch main, _, _ := strings.Cut(t, "/"); {
		case knownTypes[t]:
			p.mediaType = t
		case slices.Contains([]string{"text", "image", "multipart", "application", "message"}, main):
			p.mediaType = main + "/x-unknown"
		default:
			p.mediaType = "x-unknown/x-unknown"
		}
		if p.charset = strings.ToLower(params["charset"]); p.charset != "" && p.charset != "us-ascii" {
			if _, err := htmlindex.Get(p.charset); err != nil {
				p.charset = "x-unknown"
			}
		}
	}
	if p.encoding = strings.ToLower(strings.TrimSpace(e.Header.Get("Content-Transfer-Encoding"))); p.encoding != "" && !knownEncodings[p.encoding] {
		p.encoding = "x-unknown"
	}
	d, _, _ := e.Header.ContentDisposition()
	p.attached = strings.EqualFold(d, "attachment")
	return p
}

// writePart writes the fields of MIME, an empty line and the body. name is
// the boundary of its parts.
func (d *redactor) writePart(b *strings.Builder, p *part, name string) {
	multi := strings.HasPrefix(p.mediaType, "multipart/")
	if p.mediaType != "" {
		b.WriteString("Content-Type: " + p.mediaType)
		if p.charset != "" && !multi {
			b.WriteString("; charset=" + p.charset)
		}
		if multi {
			b.WriteString(`; boundary="` + name + `"`)
		}
		b.WriteByte('\n')
	}
	if p.encoding != "" {
		fmt.Fprintf(b, "Content-Transfer-Encoding: %s\n", p.encoding)
	}
	if p.attached {
		b.WriteString("Content-Disposition: attachment\n")
	}
	b.WriteByte('\n')
	if multi && !p.boundless {
		for i, child := range p.parts {
			fmt.Fprintf(b, "--%s\n", name)
			d.writePart(b, child, fmt.Sprintf("%s.%d", name, i+1))
			b.WriteByte('\n')
		}
		fmt.Fprintf(b, "--%s--\n", name)
		return
	}
	switch {
	case p.text != nil:
		writeEncoded(b, d.text(rejoinLinks(lineEnds.Replace(*p.text)), false), p, false)
	case p.html != nil:
		writeEncoded(b, d.html(*p.html), p, true)
	}
}

// writeEncoded writes text in a part's charset and transfer encoding (RFC 2045).
func writeEncoded(b *strings.Builder, s string, p *part, html bool) {
	if enc, err := htmlindex.Get(p.charset); err == nil && p.charset != "utf-8" {
		to := encoding.ReplaceUnsupported(enc.NewEncoder())
		if html {
			to = encoding.HTMLEscapeUnsupported(enc.NewEncoder())
		}
		if out, err := to.String(s); err == nil {
			s = out
		}
	}
	switch p.encoding {
	case "base64":
		s = base64.StdEncoding.EncodeToString([]byte(s))
		for len(s) > 76 {
			b.WriteString(s[:76] + "\n")
			s = s[76:]
		}
		b.WriteString(s + "\n")
	case "quoted-printable":
		w := quotedprintable.NewWriter(b)
		w.Write([]byte(s))
		w.Close()
	default:
		b.WriteString(s)
	}
}

// html redacts an HTML part token by token. The tags stay, of their attributes
// where a link leads and what hides; comments, scripts and styles go.
func (d *redactor) html(s string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(s))
	var raw atom.Atom // the element whose text is no HTML
	for {
		switch tt := z.Next(); tt {
		case html.ErrorToken:
			return b.String()
		case html.TextToken:
			if raw != atom.Script && raw != atom.Style {
				b.WriteString(html.EscapeString(d.htmlText(string(z.Text()))))
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			raw = d.startTag(&b, z, tt == html.SelfClosingTagToken)
		case html.EndTagToken:
			name, _ := z.TagName()
			fmt.Fprintf(&b, "</%s>", tagName(name))
			raw = 0
		case html.DoctypeToken:
			b.WriteString("<!DOCTYPE html>")
		case html.CommentToken:
			b.WriteString("<!-- -->")
		}
	}
}

func tagName(name []byte) string {
	if a := atom.Lookup(name); a != 0 {
		return a.String()
	}
	return "x-unknown"
}

// htmlText redacts one run of text; a line break in it is white space, and
// what stands at its ends parts no words.
func (d *redactor) htmlText(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	core := strings.TrimSpace(s)
	if core == "" {
		return d.plain(s)
	}
	from := strings.Index(s, core)
	flat := strings.NewReplacer("\n", " ", "\r", " ", "\t", " ").Replace(core)
	return d.plain(s[:from]) + d.text(flat, false) + d.plain(s[from+len(core):])
}

func (d *redactor) startTag(b *strings.Builder, z *html.Tokenizer, closed bool) atom.Atom {
	name, more := z.TagName()
	tag := tagName(name)
	b.WriteString("<" + tag)
	for n := 0; more && n < 200; n++ {
		var key, val []byte
		key, val, more = z.TagAttr()
		if v, ok := d.attribute(tag, string(key), string(val)); ok {
			fmt.Fprintf(b, ` %s="%s"`, key, html.EscapeString(v))
		}
	}
	if closed {
		b.WriteByte('/')
	}
	b.WriteByte('>')
	return atom.Lookup([]byte(tag))
}

// attribute returns what is kept of the attributes that the reader reads, and
// of those that help to see what a mail looks like.
func (d *redactor) attribute(tag, key, val string) (string, bool) {
	switch {
	case tag == "meta" && key == "content":
		if val = refreshTarget(val); val == "" {
			return "", false
		}
		return "0; url=" + d.link(val), true
	case slices.Contains(leads[atom.Lookup([]byte(tag))], key), tag == "img" && key == "src":
		return d.link(val), true
	case tag == "img" && key == "alt":
		return d.htmlText(val), true
	case key == "hidden":
		return "", true
	case key == "style":
		v := hidingOnly(val)
		return v, v != ""
	}
	return "", false
}

var (
	hidingKeys  = wordList("display visibility mso-hide font-size opacity max-height overflow")
	hidingValue = regexp.MustCompile(`^(none|hidden|all|block|inline|inline-block|table|visible|[0-9.]{1,6}(px|em|pt|%)?)( ?!important)?$`)
)

// hidingOnly keeps of a style what can hide its element; see [hidingStyle].
func hidingOnly(style string) string {
	var kept []string
	for decl := range strings.SplitSeq(style[:min(len(style), 4<<10)], ";") {
		key, val, _ := strings.Cut(decl, ":")
		key, val = strings.ToLower(strings.TrimSpace(key)), strings.ToLower(strings.TrimSpace(val))
		if hidingKeys[key] && hidingValue.MatchString(val) {
			kept = append(kept, key+":"+val)
		}
	}
	return strings.Join(kept, ";")
}
