package daemon

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"havewemet/mailbox/memory"
	"havewemet/triage"
)

// fresh is an invitation of a template that nobody knows.
func fresh(subject, name string) []byte {
	return bytes.ReplaceAll(invitation(subject, name, standardLine), []byte("email_m2m_invite_single_01"), []byte("email_m2m_invite_fresh_07"))
}

// saying counts the summaries that say something, folded lines undone.
func (w *world) saying(what string) int {
	w.t.Helper()
	n := 0
	for _, m := range w.mails("INBOX") {
		text := strings.ReplaceAll(strings.ReplaceAll(string(m.Raw), "=\r\n", ""), "\r\n", " ")
		if !strings.Contains(text, "havewemet.summary.") {
			continue
		}
		if strings.Contains(text, what) {
			n++
		}
		if strings.Contains(text, "TOKEN") {
			w.t.Errorf("a token is in the summary: %s", text)
		}
	}
	return n
}

func TestUnknownTemplateIsSaidOnce(t *testing.T) {
	for _, mode := range []triage.Mode{triage.ModeWatch, triage.ModeDraft} {
		t.Run(string(mode), func(t *testing.T) {
			w := newWorld(t, memory.Options{})
			w.Rules.Mode = mode
			w.deliver("INBOX", fresh("I want to connect", "Odile Quist"))
			w.pass(monday)
			said := func(want int, when string) {
				t.Helper()
				if n := w.saying("email_m2m_invite_fresh_07"); n != want {
					t.Errorf("%s: %d summaries say it, want %d", when, n, want)
				}
			}
			said(0, "before the summary is due")
			w.pass(monday.AddDate(0, 0, 1))
			said(1, "in the first summary")
			w.deliver("INBOX", fresh("I want to connect again", "Per Holm"))
			w.pass(monday.AddDate(0, 0, 2))
			w.pass(monday.AddDate(0, 0, 3))
			said(1, "on later days")
			w.loseLedger()
			for day := 3; day < 7; day++ {
				w.pass(monday.AddDate(0, 0, day).Add(time.Hour))
			}
			if n := w.saying("email_m2m_invite_fresh_07"); n > 2 {
				t.Errorf("the ledger lost: %d summaries say it", n)
			}
		})
	}
}

// A draft mode that follows a watch reads the mails again and says nothing twice.
func TestUnknownTemplateIsSaidOnceAcrossModes(t *testing.T) {
	w := newWorld(t, memory.Options{})
	w.Rules.Mode = triage.ModeWatch
	w.deliver("INBOX", fresh("I want to connect", "Odile Quist"))
	w.pass(monday)
	w.pass(monday.AddDate(0, 0, 1))
	w.Rules.Mode = triage.ModeDraft
	w.pass(monday.AddDate(0, 0, 2))
	w.pass(monday.AddDate(0, 0, 3))
	if n := w.saying("email_m2m_invite_fresh_07"); n != 1 {
		t.Errorf("%d summaries say it", n)
	}
}

// A preview of the summary says it, and uses nothing up.
func TestPreviewUsesUpNoDrift(t *testing.T) {
	w := newWorld(t, memory.Options{})
	w.deliver("INBOX", fresh("I want to connect", "Odile Quist"))
	w.pass(monday)
	for range 2 {
		s, err := w.Compose(monday.Add(time.Hour))
		if err != nil || len(s.Trouble) != 1 || !strings.Contains(s.Trouble[0], "accept link") {
			t.Errorf("trouble %q, %v", s.Trouble, err)
		}
	}
	if _, err := w.Send(context.Background(), monday.Add(2*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if n := w.saying("email_m2m_invite_fresh_07"); n != 1 {
		t.Errorf("%d summaries say it", n)
	}
}

// LinkedIn drops headline and profile from its mails: the summary says so once
// there are enough of them, with the marks of their layout.
func TestFallIsSaid(t *testing.T) {
	w := newWorld(t, memory.Options{})
	var mails [][]byte
	for i := range 20 {
		name := fmt.Sprintf("Member %c%c", 'A'+i, 'a'+i)
		subject := fmt.Sprintf("I want to connect %d", i)
		raw := invitation(subject, name, standardLine)
		if i < 10 {
			raw = bytes.Replace(raw, []byte("Mon, 2 Mar 2026"), []byte("Mon, 5 Jan 2026"), 1)
		} else {
			accept := fmt.Sprintf("https://www.linkedin.com/comm/mynetwork/invite-accept/invitationId/%d/sharedKey/TOKENkey1/", number(name))
			raw = linkedin(subject, "email_m2m_invite_single_01", name+" <invitations@linkedin.com>", standardLine+"\n\nAccept: "+accept)
			raw = bytes.Replace(raw, []byte("<br>Accept: "+accept), []byte(`<a href="`+accept+`">Accept</a>`), 1)
		}
		mails = append(mails, raw)
	}
	w.deliver("INBOX", mails...)
	w.pass(monday)
	w.pass(monday.AddDate(0, 0, 1))
	if n := w.saying("in 0 of 10 invitations of the last 30 days, before in 10 of 10"); n != 1 {
		s, _ := w.Compose(monday.AddDate(0, 0, 9))
		t.Errorf("%d summaries say it; composed %q", n, s.Trouble)
	}
	w.pass(monday.AddDate(0, 0, 2))
	if n := w.saying("of the last 30 days, before in"); n != 1 {
		t.Errorf("%d summaries say it the day after", n)
	}
	v, err := w.Visit(context.Background(), w.dial())
	if err != nil {
		t.Fatal(err)
	}
	if r, err := w.Daemon.Drift(v, monday.AddDate(1, 0, 0)); err != nil || !r.Fell || len(r.Says) != 2 || len(r.Strange) != 1 {
		t.Errorf("check says %+v, %v", r, err)
	}
}
