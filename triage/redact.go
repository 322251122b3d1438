package triage

import (
	"bytes"
	"fmt"
	"html"
	"mime/quotedprintable"
	"regexp"
	"strings"
	"time"

	"github.com/emersion/go-message/mail"
	nethtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Redact returns a copy of a mail that is read in the same way and has nobody
// in it, to be sent along with a report. It is made anew from an allow-list:
// nothing of the original comes through but LinkedIn's own words, names of
// templates, of header fields and elements, the shape of links, and how long
// words and lines are. Persons stay apart from each other. Of the date only
// year and month stay.
//
// Texts are bounded as in [ParseMail], and its error wraps [ErrUnparsable].
func (r Reader) Redact(raw []byte) ([]byte, error) {
	m, err := ParseMail(raw)
	if err != nil {
		return nil, err
	}
	n, err := r.Read(raw)
	if err != nil {
		return nil, err
	}
	d := &redactor{reader: r, mail: m, read: n}
	d.meet()
	return d.write()
}

// redactor makes one copy.
type redactor struct {
	reader Reader
	mail   *Mail
	read   Notification
	mask   *mask
	links  *linkMask
	note   string // folded, "" where it is LinkedIn's own line
}

// meet learns who is in the mail.
func (d *redactor) meet() {
	persons := [][]string{append(d.reader.addressee(d.mail, d.reader.readParts(d.mail)), d.mail.address("To").Name)}
	for _, p := range d.read.People {
		names := []string{p.Name}
		for w := range strings.SplitSeq(p.Profile, "-") {
			names = append(names, strings.TrimRight(w, "0123456789"))
		}
		persons = append(persons, names)
	}
	from := len(persons)
	for i, p := range d.read.People {
		if sameText(p.Name, nameFrom(d.read.From)) {
			from = i + 1
		}
	}
	if from == len(persons) {
		persons = append(persons, nil)
	}
	persons[from] = append(persons[from], nameFrom(d.read.From), d.mail.address("Sender").Name, d.mail.address("Reply-To").Name)
	d.mask = newMask(persons)
	d.links = &linkMask{mask: d.mask, numbers: map[string]string{}, hosts: map[string]string{}}
	for _, p := range d.read.People {
		if NewJudge(d.reader.Owner).Judge(p).Kind != "standard-line" {
			d.note += " " + foldText(p.Note)
		}
	}
	d.note += " " + foldText(d.read.Text)
}

// line redacts a line of either part, or a piece of one.
func (d *redactor) line(s string) string {
	var out strings.Builder
	furniture := d.furniture(s)
	for {
		i := strings.Index(s, "http")
		if i < 0 || !strings.HasPrefix(s[i:], "http://") && !strings.HasPrefix(s[i:], "https://") {
			if i < 0 {
				i = len(s)
			} else {
				i += len("http")
			}
			out.WriteString(d.mask.text(s[:i], furniture))
			if s = s[i:]; s == "" {
				return out.String()
			}
			continue
		}
		out.WriteString(d.mask.text(s[:i], furniture))
		href := s[i:]
		if end := strings.IndexAny(href, " \t<>\""); end >= 0 {
			href = href[:end]
		}
		s = s[i+len(href):]
		href, tail := trimLinkEnd(href)
		out.WriteString(d.links.link(href) + tail)
	}
}

var linkAtEnd = regexp.MustCompile(`[:\s<(]*https?://\S+$`)

// furniture tells a line that LinkedIn writes into every mail of a kind.
func (d *redactor) furniture(s string) bool {
	text := cleanLine(linkAtEnd.ReplaceAllString(s, ""), 4*maxNoteRunes)
	if f := foldText(text); f == "" || strings.Contains(d.note, f) && !isButton(text) {
		return false
	}
	if isButton(text) || isSuggestions(text) || isFooter(text) || isInCommon(text) {
		return true
	}
	to := addressee{d.reader.Owner.Name, d.mail.address("To").Name}
	if _, whole := readGreeting(text, to); whole {
		return true
	}
	if _, waiting := cutOpening(text, "", to); waiting {
		return true
	}
	for _, re := range append(cardNames, subjectNames...) {
		if re.MatchString(text) {
			return true
		}
	}
	return d.standard(text)
}

// standard tells LinkedIn's default line.
func (d *redactor) standard(text string) bool {
	v := NewJudge(Owner{}).Judge(Invitation{Person: Person{Name: "A"}, Note: text})
	return v.Kind == "standard-line" && len(text) < 200
}

func (d *redactor) write() ([]byte, error) {
	var b bytes.Buffer
	for fields := d.mail.header.Fields(); fields.Next(); {
		if b.Len() > maxHeaderBytes {
			break
		}
		if value := d.field(strings.ToLower(fields.Key()), fields.Value()); value != "" {
			fmt.Fprintf(&b, "%s: %s\r\n", redactedFields[strings.ToLower(fields.Key())], value)
		}
	}
	type part struct{ kind, body string }
	var parts []part
	if d.mail.HasText {
		parts = append(parts, part{"text/plain", d.text(d.mail.Text)})
	}
	if d.mail.HasHTML {
		parts = append(parts, part{"text/html", d.html(d.mail.HTML)})
	}
	if len(parts) == 0 {
		parts = []part{{"text/plain", ""}}
	}
	b.WriteString("MIME-Version: 1.0\r\n")
	multipart := len(parts) > 1
	if multipart {
		b.WriteString("Content-Type: multipart/alternative; boundary=\"=_redacted\"\r\n\r\n")
	}
	for _, p := range parts {
		if multipart {
			b.WriteString("--=_redacted\r\n")
		}
		fmt.Fprintf(&b, "Content-Type: %s; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n", p.kind)
		w := quotedprintable.NewWriter(&b)
		if _, err := w.Write([]byte(p.body)); err != nil {
			return nil, err
		}
		if err := w.Close(); err != nil {
			return nil, err
		}
		b.WriteString("\r\n")
	}
	if multipart {
		b.WriteString("--=_redacted--\r\n")
	}
	return b.Bytes(), nil
}

// redactedFields are the fields that a redacted mail keeps, as they are spelled.
var redactedFields = map[string]string{
	"from": "From", "sender": "Sender", "reply-to": "Reply-To", "to": "To", "subject": "Subject", "date": "Date", "message-id": "Message-ID",
	"in-reply-to": "In-Reply-To", "references": "References", "auto-submitted": "Auto-Submitted", "received": "Received",
	"authentication-results": "Authentication-Results", "x-linkedin-template": "X-LinkedIn-Template", "x-linkedin-class": "X-LinkedIn-Class",
}

var (
	className = regexp.MustCompile(`^[A-Z]+(-[A-Z]+){0,3}$`)
	autoWord  = regexp.MustCompile(`^(no|auto-generated|auto-replied|auto-notified)\b`)
)

// field returns what stands for a field's value; "" leaves the field out.
func (d *redactor) field(name, value string) string {
	switch name {
	case "from", "sender", "reply-to", "to":
		return d.addresses(name)
	case "subject":
		return d.subject()
	case "date":
		if d.read.Date.IsZero() {
			return ""
		}
		y, m, _ := d.read.Date.Date()
		return time.Date(y, m, 1, 0, 0, 0, 0, time.UTC).Format(time.RFC1123Z)
	case "message-id", "in-reply-to", "references":
		return "<redacted@host.example>"
	case "received":
		return "by host.example"
	case "auto-submitted":
		return autoWord.FindString(strings.TrimSpace(value))
	case "authentication-results":
		return d.authResults(value)
	case "x-linkedin-template":
		return keepIf(templateName, value)
	case "x-linkedin-class":
		return keepIf(className, value)
	}
	return ""
}

func keepIf(re *regexp.Regexp, value string) string {
	if value = strings.TrimSpace(value); re.MatchString(value) {
		return value
	}
	return ""
}

// subject keeps the words of a subject that LinkedIn is known to use.
func (d *redactor) subject() string {
	subject := d.read.Subject
	known := d.furniture(subject) || otherMail.subject.MatchString(subject)
	for _, row := range kindTable {
		known = known || row.subject != nil && row.subject.MatchString(subject)
	}
	var h mail.Header
	h.SetSubject(d.mask.text(subject, known))
	return h.Get("Subject")
}

func (d *redactor) addresses(name string) string {
	var list []*mail.Address
	for i, a := range d.mail.addresses(name) {
		if i == 5 {
			break
		}
		addr := "x@host.example"
		if local, domain, ok := strings.Cut(a.Addr, "@"); ok {
			addr = d.local(local, domain) + "@" + d.links.host(domain)
		}
		if name == "to" || strings.EqualFold(a.Addr, d.reader.Owner.Address) {
			addr = "owner@example.com"
		}
		list = append(list, &mail.Address{Name: d.mask.text(a.Name, viaLinkedIn.MatchString(a.Name) || nameFrom(a) == ""), Address: addr})
	}
	var h mail.Header
	h.SetAddressList("From", list)
	return h.Get("From")
}

var senderName = regexp.MustCompile(`^[a-z]+(-[a-z]+){0,3}$`)

// local keeps what is in front of "@linkedin.com" where it names a sender of
// LinkedIn's, not a person.
func (d *redactor) local(local, domain string) string {
	sender := false
	for _, row := range kindTable {
		sender = sender || containsWord(row.senders, local)
	}
	switch {
	case isLinkedInDomain(domain) && relayLocal.MatchString(local):
		return "00000000-0000-0000-0000-000000000000"
	case isLinkedInDomain(domain) && (sender || otherMail.sender.MatchString(local) || strings.HasSuffix(local, "-noreply") && senderName.MatchString(local)), machineLocal.MatchString(local) && senderName.MatchString(local):
		return local
	}
	return "x"
}

var (
	authMethod = regexp.MustCompile(`(?i)^\s*(dkim|dmarc|spf|arc|bimi|compauth)\s*=\s*([a-z]{2,12})\b`)
	authDomain = regexp.MustCompile(`(?i)\bheader\.(d|i|from)\s*=\s*\S+`)
)

// authResults keeps who spoke, if trusted, and what it said of which domain.
func (d *redactor) authResults(value string) string {
	id, infos, ok := splitAuthResults(value)
	if !ok {
		return "x"
	}
	var said []string
	switch {
	case id == "":
	case TrustedServer(id, d.reader.AuthServers) || ServerName(id) != id:
		said = append(said, id) // known to the owner, or a big provider's
	default:
		said = append(said, "mx.host.example")
	}
	for i, info := range infos {
		method := authMethod.FindStringSubmatch(info)
		if method == nil || i > 50 {
			continue
		}
		s := strings.ToLower(method[1] + "=" + method[2])
		for _, of := range authDomain.FindAllString(info, 5) {
			key, domain, _ := strings.Cut(strings.ReplaceAll(of, " ", ""), "=")
			domain = domain[strings.LastIndexByte(domain, '@')+1:]
			if !alignedDomain(domain) {
				domain = "host.example"
			}
			s += " " + strings.ToLower(key) + "=" + strings.TrimRight(strings.ToLower(domain), ".")
		}
		said = append(said, s)
	}
	return strings.Join(said, "; ")
}

func (d *redactor) text(s string) string {
	var b strings.Builder
	for line := range strings.SplitSeq(rejoinLinks(lineEnds.Replace(s)), "\n") {
		b.WriteString(d.line(line) + "\r\n")
	}
	return b.String()
}

var layoutStyle = regexp.MustCompile(`(?i)^\s*(display|visibility|mso-hide|font-size|opacity|max-height)\s*:\s*[a-z0-9.%-]{1,12}\s*(!important)?\s*$`)

// html keeps elements, links, and the styles that hide something.
func (d *redactor) html(s string) string {
	var b strings.Builder
	z := nethtml.NewTokenizer(strings.NewReader(s))
	skip := atom.Atom(0)
	for {
		switch tt := z.Next(); tt {
		case nethtml.ErrorToken:
			return b.String()
		case nethtml.TextToken:
			if skip == 0 {
				b.WriteString(html.EscapeString(d.spaced(string(z.Text()))))
			}
		case nethtml.StartTagToken, nethtml.SelfClosingTagToken:
			t := z.Token()
			if t.DataAtom == atom.Script || t.DataAtom == atom.Style || t.DataAtom == atom.Title {
				skip = t.DataAtom
			} else if t.DataAtom != 0 {
				d.tag(&b, t)
			}
		case nethtml.EndTagToken:
			t := z.Token()
			if t.DataAtom == skip {
				skip = 0
			} else if t.DataAtom != 0 {
				b.WriteString("</" + t.Data + ">")
			}
		}
	}
}

// spaced redacts a text with the white space around it kept.
func (d *redactor) spaced(s string) string {
	s = html.UnescapeString(s)
	text := strings.TrimSpace(s)
	if text == "" {
		return s
	}
	before, after, _ := strings.Cut(s, text)
	return before + d.line(text) + after
}

func (d *redactor) tag(b *strings.Builder, t nethtml.Token) {
	b.WriteString("<" + t.Data)
	for i, a := range t.Attr {
		if i == 50 {
			break
		}
		switch a.Key {
		case "href":
			if t.DataAtom == atom.A || t.DataAtom == atom.Area {
				fmt.Fprintf(b, ` href="%s"`, html.EscapeString(d.links.link(a.Val)))
			}
		case "hidden":
			b.WriteString(" hidden")
		case "style":
			var kept []string
			for decl := range strings.SplitSeq(a.Val, ";") {
				if layoutStyle.MatchString(decl) && len(kept) < 10 {
					kept = append(kept, strings.TrimSpace(decl))
				}
			}
			if len(kept) > 0 {
				fmt.Fprintf(b, ` style="%s"`, html.EscapeString(strings.Join(kept, ";")))
			}
		}
	}
	if t.Type == nethtml.SelfClosingTagToken {
		b.WriteString("/")
	}
	b.WriteString(">")
}
