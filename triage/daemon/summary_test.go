package daemon

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"havewemet/mailbox/memory"
	"havewemet/triage"
)

// summaries counts the summaries in the inbox.
func (w *world) summaries() int {
	w.t.Helper()
	n := 0
	for _, m := range w.mails("INBOX") {
		if strings.Contains(string(m.Raw), "Message-Id: <havewemet.summary.") || strings.Contains(string(m.Raw), "Message-ID: <havewemet.summary.") {
			n++
		}
	}
	return n
}

func TestSummaryOnceADay(t *testing.T) { testSummaryOnceADay(t, newWorld(t, memory.Options{})) }

func testSummaryOnceADay(t *testing.T, w *world) {
	w.fill()
	at := func(day, hour int) time.Time { return time.Date(2026, 3, 1+day, hour, 0, 0, 0, time.UTC) }
	count := func(want int, when string) {
		t.Helper()
		if got := w.summaries(); got != want {
			t.Errorf("%s: %d summaries, want %d", when, got, want)
		}
	}
	w.pass(at(1, 12))
	count(0, "after the very first pass")
	w.pass(at(2, 6))
	count(0, "before its time")
	w.pass(at(2, 8))
	count(1, "after its time")
	w.pass(at(2, 9))
	if said, err := w.Send(context.Background(), at(2, 10)); err != nil || !strings.Contains(said, "already") {
		t.Errorf("sent again: %q, %v", said, err)
	}
	count(1, "the same day")
	w.loseLedger()
	w.pass(at(2, 11))
	w.loseLedger()
	if _, err := w.Send(context.Background(), at(2, 12)); err != nil {
		t.Fatal(err)
	}
	count(1, "the ledger lost")
	w.pass(at(6, 12))
	count(2, "after days of silence: one mail")
	w.pass(at(5, 12)) // the clock is set back
	w.pass(at(6, 13))
	if n := w.summaries(); n > 3 {
		t.Errorf("%d summaries after the clock was set back by a day", n)
	}
	w.pass(at(7, 8))
	own := 2 // turns; what was stored is known as our own, what was sent is new mail
	if w.Submit != nil {
		own = 3
	}
	if r := w.pass(at(7, 9)); r.Turns > own {
		t.Errorf("our own summary is not told from new mail: %d turns", r.Turns)
	}
}

func TestSummaryIsWrittenInModeWatch(t *testing.T) {
	w := newWorld(t, memory.Options{})
	w.Rules.Mode = triage.ModeWatch
	w.fill()
	w.pass(monday)
	r := w.pass(monday.Add(24 * time.Hour))
	if r.Summary == "" || w.summaries() != 1 {
		t.Errorf("said %q, %d summaries", r.Summary, w.summaries())
	}
	mails := w.mails("INBOX")
	text := string(mails[len(mails)-1].Raw)
	for _, name := range []string{"Jane Standard", "Paul Personal"} {
		if !strings.Contains(text, name) {
			t.Errorf("the summary does not name %s", name)
		}
	}
}

func TestSummaryDeliveredButNotRecorded(t *testing.T) {
	b := &breaker{}
	w := newWorld(t, memory.Options{Intercept: b.intercept})
	w.fill()
	w.pass(monday)
	due := monday.Add(24 * time.Hour)
	for k := 1; ; k++ {
		b.set(k, memory.CutAfter)
		_, err := w.Pass(context.Background(), due)
		cut := b.disarm()
		if err == nil && !cut {
			break
		}
		if errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
	}
	w.pass(due.Add(time.Minute))
	if n := w.summaries(); n != 1 {
		t.Errorf("%d summaries, want 1", n)
	}
}

// Who was seen before a server of the owner's was named is not held against
// them: their mails were not read in the light of it.
func TestOriginSinceItIsChecked(t *testing.T) {
	w := newWorld(t, memory.Options{})
	w.Reader.AuthServers = nil
	told := func(at time.Time) int {
		t.Helper()
		s, err := w.ComposeSince(monday.Add(-time.Hour), at)
		if err != nil {
			t.Fatal(err)
		}
		m, err := s.Mail()
		if err != nil {
			t.Fatal(err)
		}
		return strings.Count(m.Text, "origin not verified")
	}
	w.deliver("INBOX", invitation("first", "Paul Personal", note))
	w.pass(monday)
	w.Reader.AuthServers = []string{"mx.example.net"}
	w.pass(monday.Add(time.Hour))
	if n := told(monday.Add(2 * time.Hour)); n != 0 {
		t.Errorf("seen before it was named: %d", n)
	}
	w.deliver("INBOX", invitation("second", "Petra Personal", note))
	w.pass(monday.Add(2 * time.Hour))
	if n := told(monday.Add(3 * time.Hour)); n != 1 {
		t.Errorf("seen since: %d", n)
	}
}
