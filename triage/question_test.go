package triage

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-message/mail"

	"havewemet/triage/language"
)

func readQuestion(t *testing.T, q Question) (*mail.Reader, string) {
	t.Helper()
	r, err := mail.CreateReader(bytes.NewReader(q.Raw))
	if err != nil {
		t.Fatal(err)
	}
	p, err := r.NextPart()
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(p.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r, strings.ReplaceAll(string(body), "\r\n", "\n")
}

func TestQuestionSizes(t *testing.T) {
	hostile := []string{"Jane Doe", strings.Repeat("Jane ", 60), strings.Repeat("ชื", 150), strings.Repeat("محمد", 75), "Jane\r\nBcc: x@y.org", "\u202eenaJ \"Doe\" <a@b.c>, x", "", "山田太郎", strings.Repeat("😀", 300)}
	for _, l := range language.All() {
		for _, name := range hostile {
			for _, channel := range []Channel{ChannelMail, ChannelLinkedIn} {
				inv := Invitation{Person: Person{Name: name, Profile: strings.Repeat("é", 100)}, Language: l.Code, Channel: channel, ReplyTo: "x@reply.linkedin.com", MessageID: "1.2@linkedin.com", Subject: strings.Repeat("ก", 500)}
				q, err := NewQuestion(inv, Verdict{}, Owner{Name: strings.Repeat("ก", 300), Address: "me@example.org", Languages: []string{l.Code}}, time.Unix(1e9, 0))
				if err != nil {
					t.Fatal(err)
				}
				if len(q.Raw) > QuestionSize {
					t.Errorf("%s: %d bytes", l.Code, len(q.Raw))
				}
				r, body := readQuestion(t, q)
				for fields := r.Header.Fields(); fields.Next(); {
					switch fields.Key() {
					case "Bcc", "Cc", "Auto-Submitted":
						t.Errorf("field %s", fields.Key())
					}
				}
				if id, _ := r.Header.MessageID(); id != q.MessageID {
					t.Errorf("Message-ID %q, not %q", id, q.MessageID)
				}
				if to, err := r.Header.AddressList("To"); err != nil || (len(to) == 1) != (channel == ChannelMail) {
					t.Errorf("To %v %v", to, err)
				}
				if !strings.HasPrefix(body, q.Text) {
					t.Errorf("%s: %q does not begin with %q", l.Code, body, q.Text)
				}
				for _, line := range bytes.Split(q.Raw, []byte("\r\n")) {
					if len(line) > 998 || bytes.IndexByte(line, '\n') >= 0 {
						t.Errorf("%s: line of %d bytes", l.Code, len(line))
					}
				}
			}
		}
	}
}

func TestQuestionText(t *testing.T) {
	inv := Invitation{Person: Person{Name: "Dr. Jane Doe", Profile: "jane-doe"}, Channel: ChannelLinkedIn, Subject: "Please add me", MessageID: "a@b.c", Number: "7"}
	owner := Owner{Name: "Martha Clark", Address: "martha@example.com", Languages: []string{"de"}}
	inv.Language = "en"
	q, err := NewQuestion(inv, Verdict{}, owner, time.Unix(1e9, 0))
	if err != nil {
		t.Fatal(err)
	}
	want := "Hello Jane,\n\nthank you for your invitation to connect on LinkedIn. LinkedIn hardly lets one add a note these days, and none came through with the mail. My memory being what it is: have we met, and if so, where? And what made you want to connect?\n\nKind regards,\nMartha Clark\n"
	if q.Text != want {
		t.Errorf("got %q", q.Text)
	}
	r, body := readQuestion(t, q)
	if want := want + "\n----------\nPer Mail ist diese Person nicht zu erreichen. Bitte den Text oben auf LinkedIn einfügen:\nhttps://www.linkedin.com/in/jane-doe/\n"; body != want {
		t.Errorf("got %q", body)
	}
	if s, _ := r.Header.Subject(); s != "Zum Einfügen auf LinkedIn: Frage an Dr. Jane Doe" {
		t.Errorf("subject %q", s)
	}
	inv.Channel, inv.ReplyTo, inv.Language, inv.Note = ChannelMail, "u@example.org", "xx", "Hi"
	if q, err = NewQuestion(inv, Verdict{}, owner, time.Unix(1e9, 0)); err != nil {
		t.Fatal(err)
	}
	r, body = readQuestion(t, q)
	if s, _ := r.Header.Subject(); s != "Re: Please add me" || q.Language != "de" || strings.Contains(body, "linkedin.com") || strings.Contains(body, "kaum") {
		t.Errorf("subject %q, language %s, body %q", s, q.Language, body)
	}
	for _, field := range []string{"In-Reply-To", "References"} {
		if ids, err := r.Header.MsgIDList(field); err != nil || len(ids) != 1 || ids[0] != "a@b.c" {
			t.Errorf("%s %v %v", field, ids, err)
		}
	}
}

func TestProfileLink(t *testing.T) {
	for slug, want := range map[string]string{"": InvitationManager, "..": InvitationManager, "jane-doe": "https://www.linkedin.com/in/jane-doe/", "jané/../x?a": "https://www.linkedin.com/in/jan%C3%A9%2F..%2Fx%3Fa/"} {
		if got := ProfileLink(slug); got != want {
			t.Errorf("%q: %s, not %s", slug, got, want)
		}
	}
}
