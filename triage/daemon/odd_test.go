package daemon

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"havewemet/mailbox/memory"
	"havewemet/triage"
)

// Odd turns of life, each of which once did harm.

const wait = 22 * 24 * time.Hour

// messageID gives a mail another Message-ID; "" takes it away.
func messageID(raw []byte, id string) []byte {
	at := bytes.Index(raw, []byte("Message-ID: "))
	end := at + bytes.IndexByte(raw[at:], '\n') + 1
	field := ""
	if id != "" {
		field = "Message-ID: <" + id + ">\r\n"
	}
	return slices.Concat(raw[:at], []byte(field), raw[end:])
}

func TestTwoInvitationsInOnePass(t *testing.T) {
	w := newWorld(t, memory.Options{})
	w.deliver("INBOX", invitation("first", "Jane Standard", standardLine), invitation("second", "Jane Standard", note))
	w.pass(monday)
	w.want("Drafts")
	w.want(personal, "first", "second")
}

func TestFoldersRenamedInTheConfig(t *testing.T) {
	w := newWorld(t, memory.Options{})
	w.fill()
	w.pass(monday)
	w.Rules.Folders.Ignored = "Let go"
	w.pass(monday.Add(time.Hour))
	w.take("Drafts", "Sent")
	w.pass(monday.Add(2 * time.Hour))
	w.pass(monday.Add(wait))
	w.want("Let go", "std")
}

// A Message-ID that is part of another's must not move that other's mail.
func TestMessageIDsThatHoldOneAnother(t *testing.T) {
	for _, without := range [][]string{nil, {"UIDPLUS"}} {
		w := newWorld(t, memory.Options{Without: without})
		w.deliver("INBOX", invitation("vera", "Vera Victim", standardLine), messageID(invitation("eve", "Eve Odd", standardLine), "linkedin.com"))
		w.pass(monday)
		w.take("Drafts", "Sent")
		w.pass(monday.Add(time.Hour))
		w.deliver("INBOX", message("Eve wrote", "Eve Odd"))
		w.pass(monday.Add(48 * time.Hour))
		w.want(generic, "vera")
		w.want(answered, "eve")
	}
}

func TestNoMessageID(t *testing.T) {
	var server *memory.Server
	w := newWorldOn(t, memory.Options{}, &server)
	w.deliver("INBOX", messageID(invitation("std", "Jane Standard", standardLine), ""))
	w.pass(monday)
	w.want(generic, "std")
	w.take("Drafts", "Sent")
	w.pass(monday.Add(time.Hour))
	server.Rebuild(generic) // new numbers: nothing tells any more which mail it was
	w.pass(monday.Add(wait))
	w.want(generic, "std")
	if r := w.pass(monday.Add(wait + time.Hour)); len(r.Steps) != 0 {
		t.Errorf("still at it: %q", steps(r))
	}
}

func TestFolderOfCasesDeleted(t *testing.T) {
	var server *memory.Server
	w := newWorldOn(t, memory.Options{}, &server)
	w.fill()
	w.pass(monday)
	w.take("Drafts", "Sent")
	w.pass(monday.Add(time.Hour))
	server.DeleteFolder(generic)
	w.pass(monday.Add(wait))
	w.wantCases("Jane Standard: closed, Paul Personal: personal")
}

// A place in the inbox that is remembered from before the inbox was made anew
// is not a place in the inbox of today.
func TestStalePlaceInTheInbox(t *testing.T) {
	var server *memory.Server
	refuse := false
	w := newWorldOn(t, memory.Options{Refuse: func(command, _ string) error {
		if refuse && command == "MOVE" {
			return memory.Refusal("", "not now")
		}
		return nil
	}}, &server)
	w.deliver("INBOX", invitation("std", "Jane Standard", standardLine))
	refuse = true
	w.pass(monday)
	refuse = false
	w.take("INBOX", "Archive")
	server.Rebuild("INBOX")
	w.deliver("INBOX", ordinary...)
	w.deliver("INBOX", message("Jane wrote", "Jane Standard"))
	for i := range 2 {
		w.pass(monday.Add(time.Duration(48+i) * time.Hour))
	}
	if got := w.subjects("INBOX"); !slices.Contains(got, "Jane wrote") || !slices.Contains(got, "Lunch") {
		t.Errorf("the inbox holds %q", got)
	}
}

func TestRefusedDraftWithTwoMailsOfOnePerson(t *testing.T) {
	refuse := false
	w := newWorld(t, memory.Options{Refuse: func(command, _ string) error {
		if refuse && command == "APPEND" {
			return memory.Refusal("OVERQUOTA", "full")
		}
		return nil
	}})
	w.deliver("INBOX", invitation("one", "Jane Standard", standardLine), invitation("two", "Jane Standard", standardLine))
	refuse = true
	w.pass(monday)
	w.want("INBOX", "one", "two")
	w.wantCases("")
	refuse = false
	w.pass(monday.Add(time.Hour))
	w.want(generic, "one", "two")
	w.wantCases("Jane Standard: asking")
}

func TestWatchedRemindersAndForgeries(t *testing.T) {
	w := newWorld(t, memory.Options{})
	w.Rules.Mode = triage.ModeWatch
	forged := bytes.Replace(invitation("forged", "Karen Fake", standardLine), []byte("dkim=pass header.i=@linkedin.com; dmarc=pass"), []byte("dkim=fail header.i=@linkedin.com; dmarc=fail"), 1)
	reminder := linkedin("reminder", "email_m2m_invite_reminder_02", "Cid Gamma <invitations@linkedin.com>", "Cid Gamma's invitation is waiting for your response\n\nView profile: https://www.linkedin.com/comm/in/cid-gamma?trk=x")
	w.deliver("INBOX", forged, reminder)
	w.pass(monday)
	w.Rules.Mode = triage.ModeDraft
	w.pass(monday.Add(time.Hour))
	w.want("INBOX", "reminder")
	w.want(suspicious, "forged")
	w.wantCases("Cid Gamma: unsure, Karen Fake: suspicious")
	if r := w.pass(monday.Add(2 * time.Hour)); r.Turns > 2 {
		t.Errorf("%d turns with nothing to do", r.Turns)
	}
}

func TestDeliveredTwice(t *testing.T) {
	w := newWorld(t, memory.Options{})
	mail := invitation("std", "Jane Standard", standardLine)
	w.deliver("INBOX", mail)
	w.pass(monday)
	w.take("Drafts", "Sent")
	w.pass(monday.Add(time.Hour))
	w.deliver("INBOX", mail)
	w.pass(monday.Add(2 * time.Hour))
	w.wantCases("Jane Standard: waiting")
	w.want(generic, "std", "std")
}

// A copy with the same Message-ID and size is not the same mail.
func TestUnequalTwins(t *testing.T) {
	w := newWorld(t, memory.Options{Without: []string{"MOVE"}})
	w.deliver("INBOX", invitation("oak", "Paul Personal", note))
	w.pass(monday)
	w.loseLedger()
	w.deliver("INBOX", bytes.ReplaceAll(invitation("oak", "Paul Personal", note), []byte("oak joints"), []byte("elm joints")))
	w.pass(monday.Add(time.Hour))
	both := ""
	for _, folder := range []string{"INBOX", personal} {
		for _, m := range w.mails(folder) {
			both += string(m.Raw)
		}
	}
	if !strings.Contains(both, "oak joints") || !strings.Contains(both, "elm joints") {
		t.Error("a mail is lost")
	}
}

func TestBouncesAreNoAnswers(t *testing.T) {
	w := newWorld(t, memory.Options{})
	w.deliver("INBOX", invitation("std", "Jane Standard", standardLine, "Reply-To: Jane <jane@example.org>"))
	w.pass(monday)
	question := w.mails("Drafts")[0]
	id := string(question.Raw[bytes.Index(question.Raw, []byte(triage.QuestionMark)):])
	id = id[:strings.IndexByte(id, '>')]
	w.take("Drafts", "Sent")
	w.pass(monday.Add(time.Hour))
	w.deliver("INBOX", plain("failure", "Mail Delivery System <MAILER-DAEMON@example.org>", "no such user", "In-Reply-To: <"+id+">"),
		plain("report", "Postbox <x@example.org>", "no such user", "In-Reply-To: <"+id+">", `Content-Type: multipart/report; boundary="x"`))
	w.pass(monday.Add(2 * time.Hour))
	w.wantCases("Jane Standard: waiting")
}

func TestForeignMailWithTheSummarysMessageID(t *testing.T) {
	w := newWorld(t, memory.Options{})
	w.fill()
	w.pass(monday)
	due := monday.Add(24 * time.Hour)
	w.deliver("INBOX", messageID(plain("spam", "Spam <spam@example.org>", "x"), triage.SummaryID(w.Account, w.day(due), w.Rules.Owner)))
	if r := w.pass(due); !strings.Contains(r.Summary, "written") {
		t.Errorf("a stranger's mail stands for the summary: %q", r.Summary)
	}
}

func TestSummaryThrownAwayIsNotSentAgain(t *testing.T) {
	w := newWorld(t, memory.Options{})
	for range 2 {
		if _, err := w.Send(context.Background(), monday); err != nil {
			t.Fatal(err)
		}
		if w.summaries() > 0 {
			w.take("INBOX", "Trash")
		}
	}
	w.want("INBOX")
}

func TestFoldersThatCoincide(t *testing.T) {
	for _, change := range []func(*triage.Folders){
		func(f *triage.Folders) { f.Personal = "inbox" },
		func(f *triage.Folders) { f.Ignored = f.Generic },
		func(f *triage.Folders) { f.Generic = "Drafts" },
		func(f *triage.Folders) { f.Answered = "Sent" },
	} {
		w := newWorld(t, memory.Options{})
		change(&w.Rules.Folders)
		w.fill()
		if _, err := w.Pass(context.Background(), monday); err == nil || !strings.Contains(err.Error(), "hint: ") {
			t.Errorf("%+v: %v", w.Rules.Folders, err)
		}
		w.wantOrdinary("std", "note")
	}
}

func TestServerThatCannotMove(t *testing.T) {
	w := newWorld(t, memory.Options{Without: []string{"MOVE", "UIDPLUS"}})
	w.fill()
	r := w.pass(monday)
	w.wantOrdinary("std", "note")
	w.wantCases("Jane Standard: asking, Paul Personal: personal")
	if len(r.Notes) != 1 || len(w.mails("Drafts")) != 1 {
		t.Errorf("notes %q, %d drafts", r.Notes, len(w.mails("Drafts")))
	}
	if r := w.pass(monday.Add(time.Hour)); len(r.Steps) != 0 {
		t.Errorf("again: %q", steps(r))
	}
}

func TestManyWaitingByMail(t *testing.T) {
	w := newWorld(t, memory.Options{})
	var mails [][]byte
	for i := range 400 {
		mails = append(mails, invitation(fmt.Sprintf("std %d", i), fmt.Sprintf("Jane Number%d", i), standardLine, fmt.Sprintf("Reply-To: <jane%d@example.org>", i)))
	}
	w.deliver("INBOX", mails...)
	w.pass(monday)
	w.take("Drafts", "Sent")
	w.pass(monday.Add(time.Hour))
	w.deliver("INBOX", plain("reply", "Jane <jane7@example.org>", "Yes!", "In-Reply-To: <std-7@lva1-app0001.prod.linkedin.com>"))
	w.pass(monday.Add(2 * time.Hour))
	w.want(answered, "std 7")
}

func TestOtherSeparator(t *testing.T) {
	w := newWorld(t, memory.Options{Prefix: "INBOX."})
	w.fill()
	w.pass(monday)
	w.want("INBOX.Invitations.Generic", "std")
	w.loseLedger()
	if r := w.pass(monday.Add(time.Hour)); len(r.Steps) != 0 {
		t.Errorf("after the ledger was lost: %q", steps(r))
	}
	w.take("INBOX.Drafts", "INBOX.Sent")
	w.pass(monday.Add(2 * time.Hour))
	w.pass(monday.Add(wait))
	w.want("INBOX.Invitations.Ignored", "std")
}
