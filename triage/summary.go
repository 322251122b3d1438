package triage

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/emersion/go-message"
	"github.com/emersion/go-message/mail"
)

// Summary is what the owner is told once a day.
type Summary struct {
	Owner        Owner
	Language     string        // of [Tongues]; English for any other
	From, To     string        // mail addresses of the owner's; "" means that of Owner
	Account      string        // "martha@imap.example.com:993": with the day it makes the Message-ID
	Mode         Mode          //
	Day          string        // local date, "2026-11-22"
	Since        time.Time     // what came and changed since then is told as new
	First        bool          // no summary was made before
	Now          time.Time     // in the owner's zone: all dates are told in it
	Wait         time.Duration // [reply] wait
	DaysOff      DaysOff       // [reply] days_off
	Cases        []Case        // all cases
	Notes        []string      // said by passes since: deferred questions, ambiguous names
	Checked      bool          // a server of the owner's is known, so that mails can be verified
	CheckedSince time.Time     // when the owner named it: of who was seen before, nothing is said
	Hand         []string      // what the owner did with filed mails, as it was understood
	Trouble      []string      // unparsable mails, failed actions, log-in trouble
}

// SummaryMail is a summary, ready to be stored.
type SummaryMail struct {
	MessageID string // without angle brackets
	Subject   string
	Text      string // the text/plain part, with "\n"
	HTML      string // the text/html part, with "\n"
	Raw       []byte // the whole mail, with CRLF
}

// SummaryMark begins every Message-ID of a summary; a server can search for it.
const SummaryMark = "havewemet.summary."

// SummaryID is the Message-ID, without angle brackets, of the one summary that
// an account gets on a local day. It must stay the same for ever, or a day's
// summary comes twice.
func SummaryID(account, day string, owner Owner) string {
	hash := digest("account", account)
	if hash == "" {
		hash = "0"
	}
	_, domain, _ := strings.Cut(owner.Address, "@")
	if domain == "" {
		domain = "localhost"
	}
	return SummaryMark + day + "." + hash + "@" + strings.ToLower(domain)
}

// summarySize is what a summary should stay under, in bytes: Gmail cuts off
// HTML that is longer than 102 kB.
const summarySize = 100_000

// Mail writes the summary. Everybody is named in both parts, whatever the
// number; the more there are, the fewer are told at length. It fails only for
// an owner's address or a day that no header field can hold.
func (s Summary) Mail() (SummaryMail, error) {
	from, to := s.Addresses()
	for _, address := range []string{from, to} {
		if a, err := mail.ParseAddress("<" + address + ">"); err != nil || a.Address != address {
			return SummaryMail{}, fmt.Errorf("write the summary from %q to %q: this is not a mail address", from, to)
		}
	}
	if _, err := time.Parse(time.DateOnly, s.Day); err != nil {
		return SummaryMail{}, fmt.Errorf("write the summary of %q: this is not a date like 2026-11-22", s.Day)
	}
	f := s.Facts()
	m := SummaryMail{MessageID: SummaryID(s.Account, s.Day, s.Owner), Subject: f.Subject}
	for _, room := range summaryRooms {
		l := f.letter(room)
		m.Text = l.text()
		var err error
		if m.HTML, err = l.html(); err != nil {
			return SummaryMail{}, fmt.Errorf("write the summary of %s: %w", s.Day, err)
		}
		if m.Raw, err = s.raw(m, from, to); err != nil {
			return SummaryMail{}, fmt.Errorf("write the summary of %s: %w", s.Day, err)
		}
		if len(m.Raw) < summarySize {
			break
		}
	}
	return m, nil
}

// Addresses are whom the summary is from and to: the owner both times.
func (s Summary) Addresses() (from, to string) {
	return cmp.Or(s.From, s.Owner.Address), cmp.Or(s.To, s.Owner.Address)
}

// raw puts the parts together (RFC 2046 section 5.1.4: the best one last). It
// carries no List-* fields, since it has one reader and no list behind it.
func (s Summary) raw(m SummaryMail, from, to string) ([]byte, error) {
	var h mail.Header
	h.SetDate(s.Now)
	h.SetAddressList("From", []*mail.Address{{Name: "havewemet", Address: from}})
	h.SetAddressList("To", []*mail.Address{{Name: cleanLine(s.Owner.Name, maxNameRunes), Address: to}})
	h.SetSubject(m.Subject)
	h.SetMessageID(m.MessageID)
	h.Set("Auto-Submitted", "auto-generated") // RFC 3834 section 5
	// The boundary follows from the day, so that the same facts are the same
	// bytes. "=_" never occurs in quoted-printable (RFC 2045 section 6.7).
	boundary := "=_" + digest("boundary", m.MessageID)
	h.SetContentType("multipart/alternative", map[string]string{"boundary": boundary})
	// Not mail.CreateInlineWriter: it drops the boundary.
	var b bytes.Buffer
	w, err := message.CreateWriter(&b, h.Header)
	if err != nil {
		return nil, err
	}
	for _, part := range []struct{ kind, body string }{{"text/plain", m.Text}, {"text/html", m.HTML}} {
		if err := writePart(w, part.kind, part.body); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func writePart(w *message.Writer, kind, body string) error {
	var h message.Header
	h.SetContentType(kind, map[string]string{"charset": "utf-8"})
	h.Set("Content-Transfer-Encoding", "quoted-printable")
	part, err := w.CreatePart(h)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(part, body); err != nil {
		return err
	}
	return part.Close()
}
