package daemon

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"havewemet/mailbox"
	"havewemet/mailbox/memory"
	"havewemet/triage"
	"havewemet/triage/ledger"
)

// kinds of servers on which the owner's hand has to be seen.
var kinds = map[string][]string{"all there": nil, "no UIDPLUS": {"UIDPLUS"}, "no MOVE": {"MOVE"}, "no ESEARCH": {"ESEARCH"}}

func onKinds(t *testing.T, test func(*testing.T, *world)) {
	for name, without := range kinds {
		t.Run(name, func(t *testing.T) { test(t, newWorld(t, memory.Options{Without: without})) })
	}
}

// idle wants further passes to do nothing.
func (w *world) idle(from time.Time) {
	w.t.Helper()
	for i := range 2 {
		if r := w.pass(from.Add(time.Duration(i+1) * time.Minute)); len(r.Steps) != 0 {
			w.t.Errorf("pass %d after it: %q", i+1, steps(r))
		}
	}
}

func TestHandGenericToPersonal(t *testing.T) { onKinds(t, testHandGenericToPersonal) }

func testHandGenericToPersonal(t *testing.T, w *world) {
	w.fill()
	w.pass(monday)
	w.take(generic, personal)
	w.pass(monday.Add(time.Hour))
	w.wantCases("Jane Standard: personal, Paul Personal: personal")
	w.want(personal, "std", "note")
	w.want("Drafts")
	if n := len(w.mails("Trash")); n != 1 {
		t.Errorf("%d mails in Trash", n)
	}
	w.idle(monday.Add(time.Hour))
	s, err := w.Compose(monday.Add(2 * time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	if f := s.Facts(); len(f.Hand) != 1 || !strings.Contains(f.Hand[0], "Jane Standard: you filed it as personal") {
		t.Errorf("the summary says of corrections: %q", f.Hand)
	}
	w.pass(monday.Add(wait))
	w.want(personal, "std", "note")
}

// A correction that is seen in the pass that writes the summary is told by this
// one, and by no other, whatever the clock of the journal rounds away.
func TestHandToldOnce(t *testing.T) {
	w := newWorld(t, memory.Options{})
	w.fill()
	w.pass(monday)
	w.take(generic, personal)
	due := monday.AddDate(0, 0, 1)
	w.pass(due)
	if m, err := w.Ledger.Memory(); err != nil || !m.LastSummary.Equal(due) {
		t.Fatalf("no summary was written: %+v, %v", m, err)
	}
	for _, at := range []time.Time{due, due.Add(time.Hour)} {
		s, err := w.Compose(at)
		if err != nil {
			t.Fatal(err)
		}
		if f := s.Facts(); len(f.Hand) != 0 {
			t.Errorf("told again: %q", f.Hand)
		}
	}
	w.take(personal, generic) // in the same second
	w.pass(due)
	if s, err := w.Compose(due.Add(time.Hour)); err != nil || len(s.Hand) != 2 {
		t.Errorf("what came after it: %q, %v", s.Hand, err)
	}
}

func TestHandPersonalToGeneric(t *testing.T) { onKinds(t, testHandPersonalToGeneric) }

func testHandPersonalToGeneric(t *testing.T, w *world) {
	w.fill()
	w.pass(monday)
	w.take("Drafts", "Archive")
	w.take(personal, generic)
	w.pass(monday.Add(time.Hour))
	w.wantCases("Jane Standard: waiting, Paul Personal: asking")
	w.want(generic, "std", "note")
	if n := len(w.mails("Drafts")); n != 1 {
		t.Errorf("%d drafts", n)
	}
	w.idle(monday.Add(time.Hour))
	w.take("Drafts", "Sent")
	w.pass(monday.Add(2 * time.Hour))
	w.pass(monday.Add(wait))
	w.want(ignored, "std", "note")
}

// An edited draft is the owner's, whatever becomes of the case.
func TestHandEditedDraftStays(t *testing.T) {
	w := newWorld(t, memory.Options{})
	w.fill()
	w.pass(monday)
	draft := w.mails("Drafts")[0]
	w.take("Drafts", "Trash")
	w.deliver("Drafts", []byte(strings.Replace(string(draft.Raw), "Hello", "Dearest", 1)+"PS: hello\r\n"))
	w.take(generic, personal)
	r := w.pass(monday.Add(time.Hour))
	w.wantCases("Jane Standard: personal, Paul Personal: personal")
	if n := len(w.mails("Drafts")); n != 1 {
		t.Errorf("%d drafts", n)
	}
	if len(r.Notes) != 1 || !strings.Contains(r.Notes[0], "you edited it") {
		t.Errorf("notes are %q", r.Notes)
	}
	if r := w.pass(monday.Add(2 * time.Hour)); len(r.Steps)+len(r.Notes) != 0 {
		t.Errorf("said again: %q, %q", steps(r), r.Notes)
	}
}

func TestHandDeletes(t *testing.T) { onKinds(t, testHandDeletes) }

func testHandDeletes(t *testing.T, w *world) {
	w.fill()
	w.pass(monday)
	w.take(generic, "Archive")
	w.pass(monday.Add(time.Hour))
	w.wantCases("Jane Standard: closed, Paul Personal: personal")
	w.want("Drafts")
	w.idle(monday.Add(time.Hour))
	w.take("Archive", personal) // and thinks better of it
	w.pass(monday.Add(3 * time.Hour))
	w.wantCases("Jane Standard: personal, Paul Personal: personal")
	w.idle(monday.Add(3 * time.Hour))
}

func TestHandSortsTheInbox(t *testing.T) { onKinds(t, testHandSortsTheInbox) }

func testHandSortsTheInbox(t *testing.T, w *world) {
	w.Rules.PerDay = 1
	w.deliver("INBOX", invitation("one", "Jane Standard", standardLine), invitation("two", "Wim Writer", standardLine))
	w.pass(monday)
	w.want("INBOX", "two")
	w.wantCases("Jane Standard: asking, Wim Writer: new")
	w.take("INBOX", "Archive")
	w.pass(monday.Add(24 * time.Hour))
	w.wantCases("Jane Standard: asking, Wim Writer: closed")
	w.idle(monday.Add(24 * time.Hour))
	// A mail that no pass has seen is filed by hand.
	w.deliver("INBOX", invitation("three", "Ann Other", note))
	w.take("INBOX", generic)
	w.pass(monday.Add(48 * time.Hour))
	w.wantCases("Ann Other: asking, Jane Standard: asking, Wim Writer: closed")
	w.want(generic, "havewemet: 1 to send", "one", "three")
}

// Many whom the owner wants to be asked are asked on as many days as it takes.
func TestHandAsksOverDays(t *testing.T) {
	w := newWorld(t, memory.Options{})
	w.Rules.PerDay = 1
	w.deliver("INBOX", invitation("one", "Jane Standard", note), invitation("two", "Wim Writer", note), invitation("three", "Ann Other", note))
	w.pass(monday)
	w.take(personal, generic)
	for day := range 3 {
		at := monday.Add(time.Duration(24*day+1) * time.Hour)
		w.pass(at)
		w.idle(at)
		if n := len(w.mails("Drafts")); n != day+1 {
			t.Fatalf("day %d: %d drafts: %s", day, n, w.cases())
		}
	}
	w.wantCases("Ann Other: asking, Jane Standard: asking, Wim Writer: asking")
}

// What a suspicious mail is, is the owner's to say.
func TestHandSuspicious(t *testing.T) {
	w := newWorld(t, memory.Options{})
	forged := []byte(strings.Replace(string(invitation("forged", "Karen Fake", standardLine)), "dkim=pass header.i=@linkedin.com; dmarc=pass", "dkim=fail header.i=@linkedin.com; dmarc=fail", 1))
	w.deliver("INBOX", forged)
	w.pass(monday)
	w.want(suspicious, "forged")
	w.take(suspicious, "INBOX")
	w.pass(monday.Add(time.Hour))
	w.want("INBOX", "forged")
	w.wantCases("Karen Fake: unsure")
	w.idle(monday.Add(time.Hour))
	w.take("INBOX", generic)
	w.pass(monday.Add(2 * time.Hour))
	w.wantCases("Karen Fake: asking")
}

// New numbers of a folder are nobody's doing.
func TestHandRenumbered(t *testing.T) {
	var server *memory.Server
	w := newWorldOn(t, memory.Options{}, &server)
	w.fill()
	w.pass(monday)
	server.Rebuild(generic)
	server.Rebuild(personal)
	if r := w.pass(monday.Add(time.Hour)); len(r.Steps) != 0 {
		t.Errorf("taken for the owner's doing: %q", steps(r))
	}
	w.wantCases("Jane Standard: asking, Paul Personal: personal")
	cases, err := w.Ledger.Cases()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		mails := w.mails(c.At.Folder)
		if !slices.ContainsFunc(mails, func(m mailbox.Message) bool { return uint32(m.UID) == c.At.UID }) {
			t.Errorf("the mail of %s is not at %v", c.Name, c.At)
		}
	}
	if r := w.pass(monday.Add(2 * time.Hour)); r.Turns > 2 {
		t.Errorf("%d turns", r.Turns)
	}
}

// A pass that has nothing to see costs what it did, however much is filed.
func TestHandCostsNothing(t *testing.T) {
	w := newWorld(t, memory.Options{})
	w.fill()
	w.pass(monday)
	w.take("Drafts", "Sent")
	w.pass(monday.Add(time.Hour))
	for i := range 2 {
		if r := w.pass(monday.Add(time.Duration(i+2) * time.Hour)); len(r.Steps) != 0 || r.Turns > 2 {
			t.Errorf("%q in %d turns", steps(r), r.Turns)
		}
	}
	w.pass(monday.Add(wait)) // moves from one of the folders to another
	if r := w.pass(monday.Add(wait + time.Hour)); len(r.Steps) != 0 || r.Turns > 2 {
		t.Errorf("%q in %d turns", steps(r), r.Turns)
	}
}

// Watching follows nobody's hand, and uses nothing up.
func TestHandWatched(t *testing.T) {
	w := newWorld(t, memory.Options{})
	w.fill()
	w.pass(monday)
	w.Rules.Mode = triage.ModeWatch
	w.take(generic, personal)
	w.pass(monday.Add(time.Hour))
	w.wantCases("Jane Standard: asking, Paul Personal: personal")
	w.Rules.Mode = triage.ModeDraft
	w.pass(monday.Add(2 * time.Hour))
	w.wantCases("Jane Standard: personal, Paul Personal: personal")
	w.want("Drafts")
}

// Accepted and answered settle a question that nobody has sent.
func TestSettledDraftGoesToTrash(t *testing.T) {
	w := newWorld(t, memory.Options{})
	w.deliver("INBOX", invitation("one", "Jane Standard", standardLine), invitation("two", "Wim Writer", standardLine))
	w.pass(monday)
	w.deliver("INBOX", message("Wim wrote", "Wim Writer"))
	w.pass(monday.Add(48 * time.Hour))
	w.wantCases("Jane Standard: asking, Wim Writer: answered")
	if in, out := len(w.mails("Drafts")), len(w.mails("Trash")); in != 1 || out != 1 {
		t.Errorf("%d drafts, %d in Trash", in, out)
	}
	w.idle(monday.Add(48 * time.Hour))
}

func TestNoTrash(t *testing.T) {
	var server *memory.Server
	w := newWorldOn(t, memory.Options{}, &server)
	server.DeleteFolder("Trash")
	w.fill()
	w.pass(monday)
	w.take(generic, personal)
	r := w.pass(monday.Add(time.Hour))
	if n := len(w.mails("Drafts")); n != 1 || len(r.Notes) != 1 || !strings.Contains(r.Notes[0], "no folder for trash") {
		t.Errorf("%d drafts, notes %q", n, r.Notes)
	}
	w.idle(monday.Add(time.Hour))
}

// Nobody is asked twice, though neither ledger nor mail tells that they were.
func TestAskedBeforeTheLedgerWasLost(t *testing.T) {
	w := newWorld(t, memory.Options{})
	w.deliver("INBOX", invitation("one", "Jane Standard", standardLine))
	w.pass(monday)
	w.take("Drafts", "Sent")
	w.take(generic, "Archive")
	w.loseLedger()
	w.pass(monday.Add(time.Hour))
	w.deliver("INBOX", invitation("two", "Jane Standard", standardLine))
	w.pass(monday.Add(2 * time.Hour))
	w.want("Drafts")
	w.wantCases("Jane Standard: waiting")
}

// A first pass leaves old invitations alone, and says how many there are.
func TestOlderInvitations(t *testing.T) {
	var server *memory.Server
	w := newWorldOn(t, memory.Options{}, &server)
	w.Backfill = 30 * 24 * time.Hour
	for i, name := range []string{"Ada Alder", "Bob Birch", "Cid Cedar"} {
		server.Add("INBOX", invitation(name, name, standardLine), nil, monday.Add(-time.Duration(i)*50*24*time.Hour))
	}
	r := w.pass(monday)
	w.wantCases("Ada Alder: asking")
	if len(r.Notes) != 1 || !strings.HasPrefix(r.Notes[0], "2 older invitations or reminders") {
		t.Errorf("notes are %q", r.Notes)
	}
	if r := w.pass(monday.Add(time.Hour)); len(r.Steps)+len(r.Notes) != 0 {
		t.Errorf("the second time: %q, %q", steps(r), r.Notes)
	}
	w.From = monday.Add(-60 * 24 * time.Hour)
	w.pass(monday.Add(2 * time.Hour))
	w.wantCases("Ada Alder: asking, Bob Birch: asking")
	w.From = time.Time{}
	w.idle(monday.Add(2 * time.Hour))
	w.want("INBOX", "Cid Cedar")
}

// Somebody who has two cases, one of them set aside by hand and taken back, is
// asked once.
func TestHandTwoCasesOneQuestion(t *testing.T) {
	w := newWorld(t, memory.Options{})
	w.Rules.Mode = triage.ModeWatch
	w.pass(monday.Add(-time.Hour)) // what lies in the folders is not from before
	w.deliver("INBOX", invitation("one", "Jane Standard", standardLine))
	w.take("INBOX", suspicious)
	w.deliver("INBOX", invitation("two", "Jane Standard", standardLine))
	w.pass(monday)
	w.take(suspicious, generic)
	w.Rules.Mode = triage.ModeDraft
	w.pass(monday.Add(time.Hour))
	if n := len(w.mails("Drafts")); n != 1 {
		t.Errorf("%d questions to one person; %s", n, w.cases())
	}
	w.idle(monday.Add(time.Hour))
}

// TestUndecidedUnknownPlace: a mail whose number the server did not tell is not
// asked for by one. 0 would stand for the last mail in a set (RFC 9051 section
// 9, seq-number), and the library breaks the connection over it.
func TestUndecidedUnknownPlace(t *testing.T) {
	m := mind{Memory: ledger.Memory{Folders: triage.Folders{Inbox: "INBOX"}}}
	for _, at := range []triage.Place{{Folder: "INBOX"}, {Folder: "INBOX", UIDValidity: 7}, {Folder: "INBOX", UIDValidity: 7, UID: 3}, {Folder: "Sent", UIDValidity: 7, UID: 4}} {
		m.cases = append(m.cases, triage.Case{State: triage.StateUnsure, At: at})
	}
	for validity, want := range map[uint32][]mailbox.UID{0: {}, 7: {3}} {
		if got := undecided(m, validity); !slices.Equal(got, want) {
			t.Errorf("validity %d: %v, want %v", validity, got, want)
		}
	}
}

// A mail that the owner has marked as deleted, with a mail program that removes
// such mails later, is as good as gone: nobody is asked, and nothing moves it.
func TestHandMarkedDeleted(t *testing.T) {
	for name, without := range kinds {
		t.Run(name, func(t *testing.T) {
			var server *memory.Server
			testHandMarkedDeleted(t, newWorldOn(t, memory.Options{Without: without}, &server), &server)
		})
	}
}

func testHandMarkedDeleted(t *testing.T, w *world, server **memory.Server) {
	mark := func(subject string) {
		for _, m := range (*server).Mails("INBOX") {
			if bytes.Contains(m.Raw, []byte("Subject: "+subject+"\r\n")) {
				(*server).SetFlags("INBOX", m.UID, `\Deleted`)
			}
		}
	}
	w.Rules.PerDay = 1
	w.fill()
	w.deliver("INBOX", invitation("two", "Tom Second", standardLine))
	w.pass(monday)
	w.wantOrdinary("two") // left for tomorrow
	mark("two")
	w.deliver("INBOX", invitation("three", "Tina Third", standardLine))
	mark("three")
	w.pass(monday.Add(12 * time.Hour))
	w.wantCases("Jane Standard: asking, Paul Personal: personal, Tom Second: closed")
	w.want("Drafts", "To paste on LinkedIn: question for Jane Standard")
	w.idle(monday.Add(12 * time.Hour))
}
