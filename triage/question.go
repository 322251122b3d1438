package triage

import (
	"bytes"
	"errors"
	"fmt"
	"mime"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/emersion/go-message"
	"github.com/emersion/go-message/mail"

	"havewemet/triage/language"
)

// Question is a draft that asks an inviter back.
type Question struct {
	MessageID string // without angle brackets, derived from the invitation
	Raw       []byte // the whole mail (RFC 5322), CRLF, at most QuestionSize bytes
	Text      string // what is to be sent or pasted, with \n
	Language  string // code of the language file that it is written in
}

// QuestionSize is the most bytes that a question's mail has.
const QuestionSize = 16 << 10

// InvitationManager is where LinkedIn lists the open invitations.
const InvitationManager = "https://www.linkedin.com/mynetwork/invitation-manager/"

// ProfileLink rebuilds the link to a profile from its slug alone, so that no
// token of a mail's link lives on; without slug it is [InvitationManager].
func ProfileLink(slug string) string {
	slug = strings.ToValidUTF8(strings.TrimSpace(slug), "")
	if slug == "" || slug == "." || slug == ".." {
		return InvitationManager
	}
	var b strings.Builder
	b.WriteString("https://www.linkedin.com/in/")
	for _, c := range []byte(slug) {
		if 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("-._~", c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	b.WriteByte('/')
	return b.String()
}

// NewQuestion drafts the question to the inviter of inv, of whose note v was
// made. The same invitation and owner always get the same Message-ID.
func NewQuestion(inv Invitation, v Verdict, owner Owner, now time.Time) (Question, error) {
	if !validAddress(owner.Address) {
		return Question{}, fmt.Errorf("draft question to %q: the owner's address %q is none", visibleName(inv.Name, 60), owner.Address)
	}
	q := Question{MessageID: inv.Key().MessageID(owner.Address[strings.LastIndexByte(owner.Address, '@')+1:])}
	w := newPhrasing(inv, v, owner)
	q.Language = w.words.Code
	// Names are what has no bound. Where a mail gets too long they are cut, and
	// only they: what it says stays whole.
	for _, runes := range []int{60, 30, 15, 0} {
		text, err := w.text(runes)
		if err != nil {
			return Question{}, fmt.Errorf("draft question to %q: template %s of %q: %w", visibleName(inv.Name, 60), w.occasion, q.Language, err)
		}
		q.Text = text
		raw, err := w.draft(q, now, runes)
		if err != nil {
			return Question{}, fmt.Errorf("draft question to %q: %w", visibleName(inv.Name, 60), err)
		}
		if raw = sealed(raw); len(raw) <= QuestionSize {
			q.Raw = raw
			return q, nil
		}
	}
	return Question{}, fmt.Errorf("draft question to %q: more than %d bytes", visibleName(inv.Name, 60), QuestionSize)
}

// questionLanguages returns the language of the question and the owner's own.
func questionLanguages(inv Invitation, owner Owner) (words, own *language.Language) {
	own, _ = language.Get("en")
	for _, code := range owner.Languages {
		if l, ok := language.Get(code); ok {
			own = l
			break
		}
	}
	words, ok := language.Get(inv.Language)
	if !ok {
		return own, own
	}
	if words.Code == "zh" && language.Traditional(inv.Note+inv.Name+inv.Headline+inv.Place) {
		if l, ok := language.Get("zh-Hant"); ok {
			words = l
		}
	}
	return words, own
}

// addressed puts the name into a greeting or subject, or takes its place out.
func addressed(greeting, name string) string {
	if name != "" {
		return strings.ReplaceAll(greeting, "{name}", name)
	}
	s := strings.NewReplacer(", {name}", "", " {name}", "", "{name}", "").Replace(greeting)
	return strings.TrimLeftFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsPunct(r) && r != '¡' })
}

// draft is the mail that lies in Drafts: the text first, so that it can be taken
// from the top, below it what the owner is told.
func (w phrasing) draft(q Question, now time.Time, runes int) ([]byte, error) {
	inv, owner := w.inv, w.owner
	var h mail.Header
	h.SetContentType("text/plain", map[string]string{"charset": "utf-8"})
	h.Set("MIME-Version", "1.0")
	if id := strings.Trim(inv.MessageID, "<> "); validMessageID(id) {
		h.SetMsgIDList("References", []string{id})
		h.SetMsgIDList("In-Reply-To", []string{id})
	}
	h.SetMessageID(q.MessageID)
	if w.mail() {
		h.SetSubject(boundSubject(replySubject(inv.Subject)))
		h.SetAddressList("To", []*mail.Address{{Name: headerName(inv.Name, runes), Address: inv.ReplyTo}})
	} else {
		name := visibleName(inv.Name, runes)
		if name == "" {
			name = "LinkedIn"
		}
		h.SetSubject(boundSubject(addressed(w.own.Question.Subject, name)))
	}
	h.SetAddressList("From", []*mail.Address{{Name: headerName(owner.Name, max(runes, 40)), Address: owner.Address}})
	h.SetDate(now)

	body := q.Text + w.below()
	var best []byte
	for _, encoding := range []string{"quoted-printable", "base64"} {
		h.Set("Content-Transfer-Encoding", encoding)
		raw, err := writeMail(h.Header, strings.ReplaceAll(body, "\n", "\r\n"))
		if err != nil {
			return nil, err
		}
		if best == nil || len(raw) < len(best) {
			best = raw
		}
	}
	return best, nil
}

func writeMail(h message.Header, body string) ([]byte, error) {
	var b bytes.Buffer
	w, err := message.CreateWriter(&b, h)
	if err != nil {
		return nil, err
	}
	_, err = w.Write([]byte(body))
	if err := errors.Join(err, w.Close()); err != nil {
		return nil, err
	}
	// RFC 2047 section 2: lines with encoded words have 76 characters at most.
	head, rest, _ := bytes.Cut(b.Bytes(), []byte("\r\n\r\n"))
	head = bytes.ReplaceAll(head, []byte("?= =?"), []byte("?=\r\n =?"))
	return slices.Concat(head, []byte("\r\n\r\n"), rest), nil
}

// boundLink is the profile's link; a slug longer than any of LinkedIn's (100
// characters) leads nowhere, so the list of invitations stands in.
func boundLink(slug string) string {
	if link := ProfileLink(slug); len(link) <= 960 {
		return link
	}
	return InvitationManager
}

func replySubject(s string) string {
	s = visibleName(s, 120)
	if len(s) >= 3 && strings.EqualFold(s[:3], "re:") {
		return s
	}
	return strings.TrimSpace("Re: " + s)
}

// boundSubject keeps the encoded field under 600 bytes.
func boundSubject(s string) string {
	for len(mime.QEncoding.Encode("utf-8", s)) > 600 {
		s = strings.TrimSpace(firstRunes(s, utf8.RuneCountInString(s)*3/4)) + "…"
	}
	return s
}

// headerName bounds a display name in bytes too, since each may become three.
func headerName(s string, runes int) string {
	s = visibleName(s, runes)
	for len(s) > 120 {
		s = firstRunes(s, utf8.RuneCountInString(s)*3/4)
	}
	return strings.TrimSpace(s)
}

// visibleName is a name on one line, without what nobody sees, cut at a number
// of runes.
func visibleName(s string, runes int) string {
	s = strings.Map(func(r rune) rune {
		if r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return dropInvisible(r)
	}, strings.ToValidUTF8(s, ""))
	s = strings.Join(strings.Fields(s), " ")
	if cut := firstRunes(s, runes); len(cut) < len(s) {
		return strings.TrimSpace(cut) + strings.Repeat("…", min(runes, 1))
	}
	return s
}

// firstName returns how one greets somebody: the first name, or the whole where
// it does not show which that is.
func firstName(name string) string {
	name = visibleName(name, 200)
	for _, r := range name {
		if unspaced(r) {
			return name
		}
	}
	fields := strings.Fields(name)
	for len(fields) > 1 && titleWord(fields[0]) {
		fields = fields[1:]
	}
	if len(fields) == 0 {
		return ""
	}
	first := strings.TrimFunc(fields[0], func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) })
	unclear := utf8.RuneCountInString(first) < 2 || strings.ContainsAny(fields[0], ".,()@/\"")
	if unclear || len(fields) == 1 {
		return strings.Join(fields, " ")
	}
	return first
}

func titleWord(s string) bool {
	switch strings.ToLower(strings.Trim(s, ".,")) {
	case "dr", "prof", "mr", "mrs", "ms", "miss", "sir", "dame", "ing", "dipl", "dipl-ing", "mag", "eng", "engr", "er", "ca", "cpa", "phd", "md", "herr", "frau", "sr", "sra", "sig", "dott", "dra", "mme", "m", "hon", "rev", "capt", "col", "adv":
		return true
	}
	return false
}

// validAddress reports addresses that can be written as they are: one @, no
// space, no character that a header or a list of addresses gives a meaning.
func validAddress(s string) bool {
	local, domain, ok := strings.Cut(s, "@")
	if !ok || local == "" || domain == "" || len(s) > 254 || strings.ContainsAny(s, " <>()[]\\,;:\"") || strings.Contains(domain, "@") {
		return false
	}
	if strings.HasPrefix(domain, ".") || strings.HasSuffix(domain, ".") || strings.Contains(domain, "..") {
		return false
	}
	return printableASCII(s)
}

// validMessageID reports ids that other clients can follow.
func validMessageID(s string) bool {
	return len(s) <= 400 && strings.Count(s, "@") == 1 && !strings.ContainsAny(s, " <>()[],;:\\\"") && printableASCII(s) &&
		!strings.HasPrefix(s, "@") && !strings.HasSuffix(s, "@")
}

func printableASCII(s string) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}
