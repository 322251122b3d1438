package daemon

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"havewemet/mailbox"
	"havewemet/mailbox/memory"
)

// outbox is a submission server whose mail arrives in the owner's inbox, as it
// does when one writes to oneself. take may stand in its way.
type outbox struct {
	mu      sync.Mutex
	take    func() error
	arrives bool
	sent    int
}

// now sets what becomes of mails from now on.
func (o *outbox) now(arrives bool, take func() error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.arrives, o.take = arrives, take
}

func (o *outbox) taken() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.sent
}

func sendingWorld(t *testing.T) (*world, *outbox) {
	t.Helper()
	var server *memory.Server
	w, o := newWorldOn(t, memory.Options{}, &server), &outbox{arrives: true}
	s, err := memory.StartSubmission(memory.SubmissionOptions{Take: func(from, to string, raw []byte) error {
		if from != "martha@example.com" || to != "martha@example.com" {
			t.Errorf("from %q to %q", from, to)
		}
		o.mu.Lock()
		defer o.mu.Unlock()
		var err error
		if o.take != nil {
			err = o.take()
		}
		if err == nil || errors.Is(err, memory.ErrCut) {
			o.sent++
			if o.arrives {
				server.Add("INBOX", raw, nil, monday)
			}
		}
		return err
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	account := mailbox.Account{Addr: s.Addr(), Security: "none", User: "owner", Password: "secret", Timeout: 5 * time.Second}
	w.Submit = account.Submit
	return w, o
}

func TestSendOnceADay(t *testing.T) {
	w, o := sendingWorld(t)
	testSummaryOnceADay(t, w)
	if o.taken() != w.summaries() {
		t.Errorf("%d sent, %d arrived", o.taken(), w.summaries())
	}
}

// TestSendInterrupted: what may have been sent is looked for, and only sent
// again when it did not come.
func TestSendInterrupted(t *testing.T) {
	for name, c := range map[string]struct {
		arrives     bool
		sent, later int // at once, and after an hour
	}{
		"it arrives": {true, 1, 1},
		"it is lost": {false, 1, 2},
	} {
		t.Run(name, func(t *testing.T) {
			w, o := sendingWorld(t)
			o.now(c.arrives, func() error { return memory.ErrCut })
			w.fill()
			w.pass(monday)
			due := monday.Add(24 * time.Hour)
			if _, err := w.Pass(context.Background(), due); !errors.As(err, new(*mailbox.UnsureError)) {
				t.Fatalf("the pass ended with %v", err)
			}
			o.now(c.arrives, nil)
			w.pass(due.Add(15 * time.Minute))
			if o.taken() != c.sent {
				t.Errorf("%d sent after a quarter of an hour, want %d", o.taken(), c.sent)
			}
			r := w.pass(due.Add(2 * time.Hour))
			if o.taken() != c.later {
				t.Errorf("%d sent after two hours, want %d", o.taken(), c.later)
			}
			if again := strings.Contains(r.Summary, "twice"); again != (c.later > c.sent) {
				t.Errorf("said %q", r.Summary)
			}
			w.pass(due.Add(3 * time.Hour))
			if o.taken() != c.later {
				t.Errorf("%d sent in the end, want %d", o.taken(), c.later)
			}
		})
	}
}

// TestSendRefused: a refusal is tried again by every pass, and told once it can
// be; the pass itself is done.
func TestSendRefused(t *testing.T) {
	w, o := sendingWorld(t)
	w.fill()
	w.pass(monday)
	o.now(true, func() error { return errors.New("mailbox full") })
	due := monday.Add(24 * time.Hour)
	for _, at := range []time.Time{due, due.Add(15 * time.Minute), due.Add(24 * time.Hour)} {
		if _, err := w.Pass(context.Background(), at); err == nil || !strings.Contains(err.Error(), "mailbox full") {
			t.Fatalf("the pass of %v ended with %v", at, err)
		}
	}
	journal, err := w.Ledger.Journal(due)
	if err != nil || len(journal) != 2 {
		t.Errorf("%d entries for two days, %v", len(journal), err)
	}
	o.now(true, nil)
	w.pass(due.Add(25 * time.Hour))
	if o.taken() != 1 {
		t.Fatalf("%d sent, want one for both days", o.taken())
	}
	if text := string(w.newest("INBOX")); !strings.Contains(strings.ReplaceAll(text, "=\r\n", ""), "a summary could not be sent") {
		t.Errorf("the summary does not tell of the day that failed:\n%s", text)
	}
}

// newest is the last mail of a folder.
func (w *world) newest(folder string) []byte {
	w.t.Helper()
	mails := w.mails(folder)
	if len(mails) == 0 {
		w.t.Fatalf("%s is empty", folder)
	}
	return mails[len(mails)-1].Raw
}

// TestSummaryDays: one summary a local day on the days on which clocks change,
// where its hour comes twice or not at all, and when the owner travels.
func TestSummaryDays(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for name, first := range map[string]time.Time{
		"an hour is missing": time.Date(2026, 3, 27, 12, 0, 0, 0, berlin), // 29 March: no 02:30
		"an hour is twice":   time.Date(2026, 10, 23, 12, 0, 0, 0, berlin),
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, memory.Options{})
			w.Zone = berlin
			if w.Summary, err = ParseSchedule("30 2 * * *", berlin); err != nil {
				t.Fatal(err)
			}
			w.fill()
			days := map[string]bool{}
			for at := first; at.Before(first.AddDate(0, 0, 4)); at = at.Add(30 * time.Minute) {
				if r := w.pass(at); r.Summary != "" {
					days[at.Format(time.DateOnly)] = true
				}
			}
			if n := w.summaries(); n != len(days) || n < 3 || n > 4 {
				t.Errorf("%d summaries on %d days", n, len(days))
			}
		})
	}
	t.Run("the owner travels", func(t *testing.T) {
		w := newWorld(t, memory.Options{})
		w.fill()
		w.pass(monday)
		w.pass(monday.Add(24 * time.Hour))
		if w.Zone, err = time.LoadLocation("Pacific/Auckland"); err != nil {
			t.Fatal(err)
		}
		w.pass(monday.Add(24*time.Hour + 15*time.Minute))
		w.pass(monday.Add(25 * time.Hour))
		if n := w.summaries(); n > 2 {
			t.Errorf("%d summaries in two local days", n)
		}
	})
}

// TestWeekly: the cron expression alone makes the summary weekly, and it tells
// the whole week.
func TestWeekly(t *testing.T) {
	w := newWorld(t, memory.Options{})
	w.Summary = schedule(t, "0 7 * * 1")
	w.pass(monday)
	w.fill()
	for day := range 8 {
		w.pass(monday.AddDate(0, 0, day))
	}
	if n := w.summaries(); n != 1 {
		t.Fatalf("%d summaries in a week, want 1", n)
	}
	for _, name := range []string{"Jane Standard", "Paul Personal"} {
		if !strings.Contains(string(w.newest("INBOX")), name) {
			t.Errorf("the summary does not name %s, who wrote six days ago", name)
		}
	}
}

func TestNoEmptySummary(t *testing.T) {
	w := newWorld(t, memory.Options{})
	w.NoEmpty = true
	w.pass(monday)
	r := w.pass(monday.Add(24 * time.Hour))
	if w.summaries() != 0 || !strings.Contains(r.Summary, "nothing to tell") {
		t.Errorf("%d summaries, said %q", w.summaries(), r.Summary)
	}
	if r := w.pass(monday.Add(25 * time.Hour)); r.Summary != "" {
		t.Errorf("said again: %q", r.Summary)
	}
	w.fill()
	w.pass(monday.Add(26 * time.Hour))
	w.pass(monday.Add(48 * time.Hour))
	if w.summaries() != 1 {
		t.Errorf("%d summaries of a day with news", w.summaries())
	}
}
