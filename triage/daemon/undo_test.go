package daemon

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"havewemet/mailbox/memory"
)

// undo takes back all that was ever done.
func (w *world) undo(now time.Time) Report {
	w.t.Helper()
	journal, err := w.Ledger.Journal(time.Time{})
	if err != nil {
		w.t.Fatal(err)
	}
	r, err := w.Undo(context.Background(), now, journal, true)
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

func TestUndo(t *testing.T) { onKinds(t, testUndo) }

func testUndo(t *testing.T, w *world) {
	w.fill()
	w.pass(monday)
	w.undo(monday.Add(time.Hour))
	w.wantOrdinary("std", "note")
	w.want("Drafts")
	w.wantCases("Jane Standard: unsure, Paul Personal: unsure")
	w.idle(monday.Add(time.Hour))
	w.wantOrdinary("std", "note")
	if r := w.undo(monday.Add(2 * time.Hour)); len(r.Steps)+len(r.Notes) != 0 {
		t.Errorf("the second time: %q, %q", steps(r), r.Notes)
	}
	w.pass(monday.Add(wait))
	w.wantCases("Jane Standard: unsure, Paul Personal: unsure")
}

// A whole life is taken back in one go, as far as it can be.
func TestUndoFurtherBack(t *testing.T) { testUndoFurtherBack(t, newWorld(t, memory.Options{})) }

func testUndoFurtherBack(t *testing.T, w *world) {
	w.fill()
	w.pass(monday)
	w.take("Drafts", "Sent")
	w.pass(monday.Add(time.Hour))
	w.pass(monday.Add(wait))
	w.want(ignored, "std")
	r := w.undo(monday.Add(wait + time.Hour))
	if got := w.subjects("INBOX"); !slices.Contains(got, "std") {
		t.Errorf("the inbox holds %q", got)
	}
	if len(r.Notes) != 1 || !strings.Contains(r.Notes[0], "was sent, pasted or removed") {
		t.Errorf("notes are %q", r.Notes)
	}
	w.idle(monday.Add(wait + time.Hour))
}

// Only the lapse is taken back: the days count anew.
func TestUndoLapse(t *testing.T) {
	w := newWorld(t, memory.Options{})
	w.fill()
	w.pass(monday)
	w.take("Drafts", "Sent")
	w.pass(monday.Add(time.Hour))
	w.pass(monday.Add(wait))
	journal, err := w.Ledger.Journal(monday.Add(wait))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Undo(context.Background(), monday.Add(wait+time.Hour), journal, true); err != nil {
		t.Fatal(err)
	}
	w.want(generic, "std")
	w.wantCases("Jane Standard: waiting, Paul Personal: personal")
	w.idle(monday.Add(wait + time.Hour))
	w.pass(monday.Add(2*wait + 2*time.Hour))
	w.want(ignored, "std")
}

// What the owner did since stays, and is said.
func TestUndoLeavesTheOwners(t *testing.T) {
	var server *memory.Server
	w := newWorldOn(t, memory.Options{}, &server)
	w.fill()
	w.pass(monday)
	draft := w.mails("Drafts")[0]
	w.take("Drafts", "Archive")
	w.deliver("Drafts", append(draft.Raw, "PS: hello\r\n"...))
	w.take(generic, "Archive")
	server.Rebuild(personal) // by Message-ID, then
	r := w.undo(monday.Add(time.Hour))
	w.wantOrdinary("note")
	if n := len(w.mails("Drafts")); n != 1 {
		t.Errorf("%d drafts", n)
	}
	for i, want := range []string{"is in none of the folders any more", "you edited it"} {
		if i >= len(r.Notes) || !strings.Contains(r.Notes[i], want) {
			t.Errorf("notes are %q", r.Notes)
		}
	}
}

// A reminder that was filed beside its invitation, taken back, stays.
func TestUndoReminder(t *testing.T) {
	w := newWorld(t, memory.Options{})
	w.deliver("INBOX", invitation("std", "Jane Standard", standardLine))
	w.pass(monday)
	w.deliver("INBOX", linkedin("reminder", "email_m2m_invite_reminder_02", "Jane Standard <invitations@linkedin.com>", "Jane Standard's invitation is waiting for your response\n\nView profile: https://www.linkedin.com/comm/in/jane-standard?trk=x"))
	w.pass(monday.Add(time.Hour))
	w.want(generic, "std", "reminder")
	journal, err := w.Ledger.Journal(monday.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Undo(context.Background(), monday.Add(2*time.Hour), journal, true); err != nil {
		t.Fatal(err)
	}
	w.want(generic, "std")
	w.want("INBOX", "reminder")
	w.idle(monday.Add(2 * time.Hour))
	w.want("INBOX", "reminder")
	w.wantCases("Jane Standard: asking")
}

func TestUndoCutAnywhere(t *testing.T) {
	calm := newWorld(t, memory.Options{})
	calm.fill()
	calm.pass(monday)
	calm.undo(monday.Add(time.Hour))
	calm.pass(monday.Add(2 * time.Hour))
	want := calm.state(monday.Add(3*time.Hour), true)
	for _, action := range []memory.Action{memory.CutBefore, memory.CutAfter} {
		for k, cut := 1, true; cut; k++ {
			b := &breaker{}
			w := newWorld(t, memory.Options{Intercept: b.intercept})
			w.fill()
			w.pass(monday)
			journal, err := w.Ledger.Journal(time.Time{})
			if err != nil {
				t.Fatal(err)
			}
			b.set(k, action)
			w.Undo(context.Background(), monday.Add(time.Hour), journal, true)
			cut = b.disarm()
			w.pass(monday.Add(time.Hour + time.Minute))
			w.Undo(context.Background(), monday.Add(time.Hour+2*time.Minute), journal, true)
			w.pass(monday.Add(2 * time.Hour))
			if got := w.state(monday.Add(3*time.Hour), true); got != want {
				t.Fatalf("cut at command %d (%v):\n%s\nundisturbed:\n%s", k, action, got, want)
			}
		}
	}
}

// A question that the owner's move has caused is taken back, and the mail stays:
// it does not count as asked.
func TestUndoQuestionAlone(t *testing.T) {
	w := newWorld(t, memory.Options{})
	w.deliver("INBOX", invitation("note", "Paul Personal", note))
	w.pass(monday)
	w.take(personal, generic)
	w.pass(monday.Add(time.Hour))
	journal, err := w.Ledger.Journal(monday.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	r, err := w.Undo(context.Background(), monday.Add(2*time.Hour), journal, true)
	if err != nil {
		t.Fatal(err)
	}
	if want := `the mail of Paul Personal stays in "Invitations/Generic", where you put it: move it to the inbox or to another folder`; len(r.Plan.Notes) != 1 || r.Plan.Notes[0] != want {
		t.Errorf("notes %q, want %q", r.Plan.Notes, want)
	}
	w.wantCases("Paul Personal: unsure")
	w.deliver("INBOX", invitation("std", "Jane Standard", standardLine)) // so that Drafts is looked at
	w.pass(monday.Add(3 * time.Hour))
	w.wantCases("Jane Standard: asking, Paul Personal: unsure")
	w.want(generic, "note", "std")
}
