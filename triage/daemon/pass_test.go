package daemon

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"havewemet/mailbox"
	"havewemet/mailbox/memory"
	"havewemet/triage"
)

const generic, personal, answered, ignored, suspicious = "Invitations/Generic", "Invitations/Personal", "Invitations/Answered", "Invitations/Ignored", "Invitations/Suspicious"

// ordinary mails must stay as they are, whatever happens.
var ordinary = [][]byte{
	plain("Lunch", "Ann Friend <ann@example.org>", "Shall we?"),
	plain("Fwd: I want to connect", "Ann Friend <ann@example.org>", "> From: Jo <invitations@linkedin.com>\n> "+standardLine+"\n\nwho is this?"),
	linkedin("Your job alert", "email_job_alert_digest_01", "LinkedIn Job Alerts <jobalerts-noreply@linkedin.com>", "Your job alert for Carpenter in Berlin"),
}

func (w *world) fill() {
	w.deliver("INBOX", ordinary...)
	w.deliver("INBOX", invitation("std", "Jane Standard", standardLine), invitation("note", "Paul Personal", note))
}

func (w *world) wantOrdinary(more ...string) {
	w.t.Helper()
	w.want("INBOX", append([]string{"Lunch", "Fwd: I want to connect", "Your job alert"}, more...)...)
}

func TestPassFilesAndDrafts(t *testing.T) { testPassFilesAndDrafts(t, newWorld(t, memory.Options{})) }

func testPassFilesAndDrafts(t *testing.T, w *world) {
	w.fill()
	before := w.mails("INBOX")
	w.pass(monday)
	w.wantOrdinary()
	w.want(generic, "std")
	w.want(personal, "note")
	w.wantCases("Jane Standard: asking, Paul Personal: personal")
	for i, m := range w.mails("INBOX") {
		if m.UID != before[i].UID || string(m.Raw) != string(before[i].Raw) || !slices.Equal(seen(m.Flags), seen(before[i].Flags)) {
			t.Errorf("ordinary mail %d is not as it was: %v, %v", before[i].UID, m.Flags, before[i].Flags)
		}
	}
	if m := w.mails(generic)[0]; len(seen(m.Flags)) != 0 {
		t.Errorf("a filed unseen mail has flags %v", m.Flags)
	}
	drafts := w.mails("Drafts")
	if len(drafts) != 1 {
		t.Fatalf("%d drafts, want 1", len(drafts))
	}
	raw := string(drafts[0].Raw)
	for _, part := range []string{"In-Reply-To: <std@lva1-app0001.prod.linkedin.com>", "References: <std@", "Message-Id: <" + triage.QuestionMark, "https://www.linkedin.com/in/jane-standard/"} {
		if !strings.Contains(strings.ReplaceAll(raw, "=\r\n", ""), part) {
			t.Errorf("the draft lacks %q:\n%s", part, raw)
		}
	}
	if strings.Contains(raw, "\nTo:") || strings.Contains(raw, "Auto-Submitted") || len(raw) > 4096 {
		t.Errorf("the draft has a To, is automatic, or is too long (%d bytes):\n%s", len(raw), raw)
	}
	if !slices.Contains(drafts[0].Flags, `\Draft`) {
		t.Errorf("the draft has flags %v", drafts[0].Flags)
	}
}

// seen are the flags that matter: \Recent is the server's own affair.
func seen(flags []string) []string {
	return slices.DeleteFunc(slices.Clone(flags), func(f string) bool { return f == `\Recent` })
}

func TestSecondPassIsIdle(t *testing.T) {
	w := newWorld(t, memory.Options{})
	w.fill()
	w.pass(monday)
	r := w.pass(monday.Add(15 * time.Minute))
	if len(r.Steps) != 0 || r.Turns > 2 { // and LOGOUT
		t.Errorf("second pass: %d steps, %d turns", len(r.Steps), r.Turns)
	}
}

func TestPlanDoesNothingAndEqualsPass(t *testing.T) {
	w := newWorld(t, memory.Options{})
	w.fill()
	plan, err := w.Plan(context.Background(), monday)
	if err != nil {
		t.Fatal(err)
	}
	w.wantOrdinary("std", "note")
	w.wantCases("")
	done := w.pass(monday)
	if got, want := steps(done), steps(plan); !slices.Equal(got, want) || len(want) != 2 {
		t.Errorf("planned %q, did %q", want, got)
	}
}

func steps(r Report) []string {
	var all []string
	for _, s := range r.Steps {
		do := ""
		if s.Draft != nil {
			do += " draft"
		}
		if s.Move != nil {
			do += " move to " + s.Move.To
		}
		all = append(all, s.Case.Name+":"+do+" ("+s.Why+")")
	}
	return all
}

func TestLedgerLost(t *testing.T) { testLedgerLost(t, newWorld(t, memory.Options{})) }

func testLedgerLost(t *testing.T, w *world) {
	w.fill()
	w.pass(monday)
	for day := range 3 {
		w.loseLedger()
		r := w.pass(monday.Add(time.Duration(day+1) * time.Hour))
		if len(r.Steps) != 0 {
			t.Errorf("after the ledger was lost: %q", steps(r))
		}
		w.wantCases("Jane Standard: asking, Paul Personal: personal")
	}
	// Pasted and removed: neither draft nor sent mail is left, and Jane invites again.
	w.take("Drafts", "Trash")
	w.loseLedger()
	w.deliver("INBOX", invitation("again", "Jane Standard", standardLine))
	w.pass(monday.Add(26 * time.Hour))
	w.want(generic, "std", "again")
	w.want("Drafts")
	w.wantCases("Jane Standard: waiting, Paul Personal: personal")
}

func TestSilenceLapsesAndAnswersCount(t *testing.T) {
	testLife(t, newWorld(t, memory.Options{}))
}

func testLife(t *testing.T, w *world) {
	w.deliver("INBOX", ordinary...)
	w.deliver("INBOX", invitation("one", "Jane Standard", standardLine), invitation("two", "Wim Writer", standardLine),
		invitation("three", "Gus Guest", standardLine, "Reply-To: Gus Guest <gus@example.org>"))
	w.pass(monday)
	w.take("Drafts", "Sent")
	w.pass(monday.Add(time.Hour))
	w.wantCases("Gus Guest: waiting, Jane Standard: waiting, Wim Writer: waiting")
	w.deliver("INBOX", message("Wim wrote", "Wim Writer"))
	w.pass(monday.Add(48 * time.Hour))
	w.want(answered, "two")
	question := triage.Invitation{Person: triage.Person{Name: "Gus Guest", Profile: "gus-guest"}, Number: "6100000000001234567"}.Key().MessageID("example.com")
	w.deliver("INBOX", plain("auto", "Gus Guest <gus@example.org>", "I am away", "In-Reply-To: <"+question+">", "Auto-Submitted: auto-replied"))
	w.pass(monday.Add(49 * time.Hour))
	w.wantCases("Gus Guest: waiting, Jane Standard: waiting, Wim Writer: answered")
	w.deliver("INBOX", plain("reply", "Gus Guest <gus@example.org>", "Yes, in Leipzig!", "In-Reply-To: <"+question+">"))
	w.pass(monday.Add(50 * time.Hour))
	w.want(answered, "two", "three")
	w.pass(monday.Add(20 * 24 * time.Hour))
	w.want(generic, "one")
	w.pass(monday.Add(23 * 24 * time.Hour))
	w.want(generic)
	w.want(ignored, "one")
	w.wantCases("Gus Guest: answered, Jane Standard: ignored, Wim Writer: answered")
	if got := w.subjects("INBOX"); !slices.Contains(got, "Wim wrote") || !slices.Contains(got, "reply") {
		t.Errorf("answers must stay where they are; the inbox holds %q", got)
	}
}

func TestDraftThatLiesIsNotAsked(t *testing.T) {
	w := newWorld(t, memory.Options{})
	w.fill()
	w.pass(monday)
	w.pass(monday.Add(60 * 24 * time.Hour))
	w.want(generic, "std")
	w.wantCases("Jane Standard: asking, Paul Personal: personal")
}

func TestWatchingUsesNothingUp(t *testing.T) { testWatching(t, newWorld(t, memory.Options{})) }

func testWatching(t *testing.T, w *world) {
	w.Rules.Mode = triage.ModeWatch
	w.fill()
	folders := len(w.survey())
	for i := range 3 {
		w.pass(monday.Add(time.Duration(i) * 15 * time.Minute))
	}
	w.wantOrdinary("std", "note")
	w.want("Drafts")
	if got := len(w.survey()); got != folders {
		t.Errorf("%d folders after watching, %d before", got, folders)
	}
	w.Rules.Mode = triage.ModeDraft
	w.pass(monday.Add(time.Hour))
	w.wantOrdinary()
	w.want(generic, "std")
	w.want(personal, "note")
	w.wantCases("Jane Standard: asking, Paul Personal: personal")
}

func (w *world) survey() []string {
	w.t.Helper()
	s, err := w.dial().Survey(context.Background(), nil)
	if err != nil {
		w.t.Fatal(err)
	}
	var names []string
	for _, f := range s.Folders {
		names = append(names, f.Name)
	}
	return names
}

func TestFiledIsNotAskedLater(t *testing.T) {
	w := newWorld(t, memory.Options{})
	w.Rules.Mode = triage.ModeFile
	w.fill()
	w.pass(monday)
	w.want(generic, "std")
	w.Rules.Mode = triage.ModeDraft
	w.pass(monday.Add(time.Hour))
	w.deliver("INBOX", invitation("again", "Jane Standard", standardLine))
	w.pass(monday.Add(2 * time.Hour))
	w.want("Drafts")
	w.want(generic, "std", "again")
}

func TestLimitADay(t *testing.T) { testLimitADay(t, newWorld(t, memory.Options{})) }

func testLimitADay(t *testing.T, w *world) {
	w.Rules.PerDay = 2
	w.deliver("INBOX", invitation("a", "Ada Alpha", standardLine), invitation("b", "Bob Beta", standardLine), invitation("c", "Cid Gamma", standardLine))
	r := w.pass(monday)
	w.want("INBOX", "c")
	if len(r.Notes) != 1 {
		t.Errorf("notes %q", r.Notes)
	}
	if r := w.pass(monday.Add(time.Hour)); r.Turns > 2 {
		t.Errorf("%d turns while the limit is reached", r.Turns)
	}
	w.deliver("INBOX", linkedin("reminder of c", "email_m2m_invite_reminder_02", "Cid Gamma <invitations@linkedin.com>", "Cid Gamma's invitation is waiting for your response\n\nCid Gamma\nCarpenter\n\nView profile: https://www.linkedin.com/comm/in/cid-gamma?trk=x"))
	w.pass(monday.Add(2 * time.Hour))
	w.pass(monday.Add(24 * time.Hour))
	w.want(generic, "a", "b", "c", "reminder of c")
	if len(w.mails("Drafts")) != 3 {
		t.Errorf("%d drafts", len(w.mails("Drafts")))
	}
}

func TestForgedIsSetAside(t *testing.T) {
	w := newWorld(t, memory.Options{})
	forged := strings.Replace(string(invitation("forged", "Jane Standard", standardLine)), "dkim=pass header.i=@linkedin.com; dmarc=pass", "dkim=fail header.i=@linkedin.com; dmarc=fail", 1)
	w.deliver("INBOX", []byte(forged))
	w.pass(monday)
	w.want(suspicious, "forged")
	w.want("Drafts")
	w.deliver("INBOX", invitation("true", "Jane Standard", standardLine)) // the real Jane is asked all the same
	w.pass(monday.Add(time.Hour))
	w.want(generic, "true")
}

func TestOwnersHandWins(t *testing.T) {
	w := newWorld(t, memory.Options{})
	w.fill()
	w.pass(monday)
	w.take("Drafts", "Trash")
	w.pass(monday.Add(time.Hour))
	w.take(generic, "Archive")
	w.pass(monday.Add(30 * 24 * time.Hour))
	w.want("Archive", "std")
	w.want(ignored)
	if r := w.pass(monday.Add(31*24*time.Hour + time.Minute)); len(r.Steps) != 0 {
		t.Errorf("still at it: %q", steps(r))
	}
}

func TestMovedBackToTheInbox(t *testing.T) { testMovedBack(t, newWorld(t, memory.Options{})) }

func testMovedBack(t *testing.T, w *world) {
	w.fill()
	w.pass(monday)
	w.take(generic, "INBOX")
	w.take(personal, "INBOX")
	for i := range 3 {
		w.pass(monday.Add(time.Duration(i+1) * time.Hour))
		w.wantOrdinary("std", "note")
		w.wantCases("Jane Standard: unsure, Paul Personal: unsure")
	}
	if in, out := len(w.mails("Drafts")), len(w.mails("Trash")); in != 0 || out != 1 {
		t.Errorf("%d drafts, %d in Trash", in, out)
	}
}

func TestRefusals(t *testing.T) {
	full := memory.Refusal("OVERQUOTA", "mailbox is full")
	for _, test := range []struct {
		name, command string
		failed        string // what the pass says
	}{
		{"no folder may be made", "CREATE", "Invitations/"},
		{"no draft fits", "APPEND", "Jane Standard"},
	} {
		t.Run(test.name, func(t *testing.T) {
			refuse := false
			w := newWorld(t, memory.Options{Refuse: func(command, _ string) error {
				if refuse && command == test.command {
					return full
				}
				return nil
			}})
			w.deliver("INBOX", invitation("std", "Jane Standard", standardLine))
			refuse = true
			r, err := w.Pass(context.Background(), monday)
			if said := strings.Join(r.Trouble, " ") + " " + errText(err); !strings.Contains(said, test.failed) || !strings.Contains(said, "mailbox is full") {
				t.Errorf("said %q", said)
			}
			w.want("INBOX", "std")
			w.want("Drafts")
			refuse = false
			w.pass(monday.Add(15 * time.Minute))
			w.want(generic, "std")
			if n := len(w.mails("Drafts")); n != 1 {
				t.Errorf("%d drafts", n)
			}
		})
	}
}

func errText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestStopsBetweenActions(t *testing.T) {
	ctx, cancel := context.WithCancelCause(context.Background())
	w := newWorld(t, memory.Options{Intercept: func(command string, _ int) memory.Action {
		if command == "APPEND" && cancel != nil {
			cancel(errors.New("told to stop"))
		}
		return memory.Pass
	}})
	w.Ledger.Close() // the deliveries below are APPENDs too
	stop := cancel
	cancel = nil
	w.deliver("INBOX", invitation("std", "Jane Standard", standardLine))
	w.openLedger()
	cancel = stop
	_, err := w.Pass(ctx, monday)
	cancel = nil
	if err == nil || !strings.Contains(err.Error(), "told to stop") {
		t.Errorf("error %v", err)
	}
	if n := len(w.mails("Drafts")); n != 1 {
		t.Errorf("the action in hand was not ended: %d drafts", n)
	}
	w.want("INBOX", "std")
	w.pass(monday.Add(time.Minute))
	w.want(generic, "std")
	if n := len(w.mails("Drafts")); n != 1 {
		t.Errorf("%d drafts", n)
	}
}

func TestMany(t *testing.T) { testMany(t, newWorld(t, memory.Options{})) }

// testMany: round trips count flights, not mails.
func testMany(t *testing.T, w *world) {
	var mails [][]byte
	const each = 60
	const note = "Hi Martha, we met at the carpenters' fair in Leipzig last week." // too short for a template, however many send it
	for i := range each {
		mails = append(mails, invitation(fmt.Sprintf("std %d", i), fmt.Sprintf("Jane Number%d", i), standardLine), invitation(fmt.Sprintf("note %d", i), fmt.Sprintf("Paul Number%d", i), note))
	}
	w.deliver("INBOX", mails...)
	r := w.pass(monday)
	if g, p, d := len(w.mails(generic)), len(w.mails(personal)), len(w.mails("Drafts")); g != each || p != each || d != each {
		t.Errorf("%d generic, %d personal, %d drafts of %d each", g, p, d, each)
	}
	if r.Turns > 7 { // and LOGOUT
		t.Errorf("%d turns", r.Turns)
	}
	cases, err := w.Ledger.Cases()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases { // where the ledger says that a mail lies, it lies
		found := slices.ContainsFunc(w.mails(c.At.Folder), func(m mailbox.Message) bool {
			return uint32(m.UID) == c.At.UID && strings.Contains(string(m.Raw), "<"+c.MessageID+">")
		})
		if !found {
			t.Fatalf("the mail of %s is not at %+v", c.Name, c.At)
		}
	}
}
