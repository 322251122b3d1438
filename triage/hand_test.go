package triage

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

var allStates = []State{"", StateNew, StatePersonal, StateFiled, StateAsking, StateWaiting, StateAnswered, StateIgnored, StateAccepted, StateUnsure, StateSuspicious, StateClosed}

// What an event makes of a case in each state; "-" where it does not happen to
// such a case.
func TestLife(t *testing.T) {
	const want = `
before              (none)     new        personal   filed      asking     waiting    answered   ignored    accepted   unsure     suspicious closed
note                personal   personal   -          personal   personal   personal   -          personal   -          personal   -          personal
doubt               unsure     unsure     -          -          -          -          -          -          -          unsure     -          unsure
forged              suspicious suspicious -          -          -          -          -          -          -          -          -          -
filed               filed      filed      -          -          -          -          -          -          -          filed      -          -
deferred            new        new        -          -          -          -          -          -          -          new        -          -
drafted             asking     asking     -          -          -          -          -          -          -          asking     -          -
asked               waiting    waiting    -          -          waiting    -          -          -          -          waiting    -          -
answer              answered   answered   -          answered   answered   answered   -          answered   -          -          -          answered
silence             -          -          -          -          -          ignored    -          -          -          -          -          -
accepted            accepted   accepted   accepted   accepted   accepted   accepted   accepted   accepted   -          accepted   -          accepted
undone              -          -          -          -          unsure     -          -          -          -          -          -          -
moved to personal   personal   personal   -          personal   personal   personal   personal   personal   -          personal   personal   personal
moved to generic    new        new        new        -          -          -          new        new        -          new        new        new
moved to answered   answered   answered   answered   answered   answered   answered   -          answered   -          answered   answered   answered
moved to ignored    ignored    ignored    ignored    ignored    ignored    ignored    ignored    -          -          ignored    ignored    ignored
moved to suspicious suspicious suspicious suspicious suspicious suspicious suspicious suspicious suspicious -          suspicious -          suspicious
moved to the inbox  -          -          unsure     unsure     unsure     unsure     unsure     unsure     -          -          unsure     unsure
taken away          -          closed     closed     closed     closed     closed     closed     -          -          closed     -          -`
	events := []Event{EventNote, EventDoubt, EventForged, EventFiled, EventDeferred, EventDrafted, EventAsked, EventAnswer, EventSilence, EventAccepted, EventUndone,
		HandPersonal, HandGeneric, HandAnswered, HandIgnored, HandSuspicious, HandInbox, HandGone}
	if len(events) != len(life) {
		t.Errorf("%d events are looked at, %d are in the table", len(events), len(life))
	}
	line := func(first string, cells []string) string {
		s := fmt.Sprintf("\n%-19s", first)
		for _, c := range cells {
			s += fmt.Sprintf(" %-10s", c)
		}
		return strings.TrimRight(s, " ")
	}
	var head []string
	for _, s := range allStates {
		head = append(head, string(s))
	}
	head[0] = "(none)"
	got := line("before", head)
	for _, e := range events {
		var cells []string
		for _, s := range allStates {
			c := Case{State: s, Since: planDay.Add(-1)}
			switch happened := c.meets(e, planDay, "why"); {
			case !happened && (c.State != s || c.Why != "" || c.Since.Equal(planDay)):
				t.Errorf("%s does not happen to a case that is %q, and changed it", e, s)
				fallthrough
			case !happened:
				cells = append(cells, "-")
			default:
				if c.Why != "why" || c.Since.Equal(planDay) != (c.State != s) {
					t.Errorf("%s in state %q: %+v", e, s, c)
				}
				cells = append(cells, string(c.State))
			}
		}
		got += line(string(e), cells)
	}
	if got != want {
		t.Errorf("got%s\nwant%s", got, want)
	}
}

// What comes of it when the owner moves the mail of a case.
func TestPlanHand(t *testing.T) {
	for _, test := range []struct {
		state State
		to    string
		asked bool
		want  string
	}{
		{StatePersonal, "G", false, "Jane Doe personal>asking draft"},
		{StatePersonal, "INBOX", false, "Jane Doe personal>unsure"},
		{StatePersonal, "", false, "Jane Doe personal>closed"},
		{StateAsking, "P", false, "Jane Doe asking>personal; Jane Doe personal>personal Drafts/9>Trash"},
		{StateAsking, "INBOX", false, "Jane Doe asking>unsure; Jane Doe unsure>unsure Drafts/9>Trash"},
		{StateAsking, "", false, "Jane Doe asking>closed; Jane Doe closed>closed Drafts/9>Trash"},
		{StateAsking, "I", false, "Jane Doe asking>ignored; Jane Doe ignored>ignored Drafts/9>Trash"},
		{StateAsking, "G", false, "found Jane Doe in G"},
		{StateWaiting, "P", true, "Jane Doe waiting>personal"},
		{StateWaiting, "A", true, "Jane Doe waiting>answered"},
		{StateWaiting, "", true, "Jane Doe waiting>closed"},
		{StateIgnored, "G", true, "Jane Doe ignored>waiting"},
		{StateIgnored, "", true, "found Jane Doe in "},
		{StateAnswered, "G", true, "Jane Doe answered>waiting"},
		{StateAnswered, "G", false, "Jane Doe answered>asking draft"},
		{StateUnsure, "G", false, "Jane Doe unsure>asking draft"},
		{StateUnsure, "P", false, "Jane Doe unsure>personal"},
		{StateUnsure, "", false, "Jane Doe unsure>closed"},
		{StateUnsure, "INBOX", false, "found Jane Doe in INBOX"},
		{StateSuspicious, "INBOX", false, "Jane Doe suspicious>unsure"},
		{StateSuspicious, "G", false, "Jane Doe suspicious>asking draft"},
		{StateSuspicious, "", false, "found Jane Doe in "},
		{StateAccepted, "P", true, "found Jane Doe in P"},
		{StateAccepted, "", true, "found Jane Doe in "},
		{StateClosed, "P", false, "Jane Doe closed>personal"},
		{StateClosed, "G", false, "Jane Doe closed>asking draft"},
		{StateNew, "", false, "Jane Doe new>closed"},
	} {
		t.Run(fmt.Sprintf("%s to %q", test.state, test.to), func(t *testing.T) {
			rules := planRules(ModeDraft)
			rules.Folders.Trash = "Trash"
			c := caseOf(test.state, "Jane Doe", "jane")
			if test.asked {
				c.Asked = planDay.Add(-100 * 24 * 3600e9)
			}
			s := Sight{Now: planDay, Cases: []Case{c}, DraftsSeen: true, Elsewhere: map[int64]Place{7: {Folder: test.to, UID: 1}}}
			if test.state == StateAsking {
				q, err := NewQuestion(c.Invitation, c.Verdict, planOwner, planDay)
				if err != nil {
					t.Fatal(err)
				}
				s.Questions = []SeenQuestion{{At: Place{"Drafts", 1, 9}, MessageID: c.Question, Raw: q.Raw}}
			}
			p := MakePlan(s, rules)
			got := strings.ReplaceAll(planText(p), "\n", "; ")
			for _, f := range p.Found {
				got += "found " + f.Name + " in " + f.At.Folder
			}
			if got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
			for _, st := range p.Steps {
				if st.Case.At.Folder != test.to {
					t.Errorf("the case says that its mail lies in %q", st.Case.At.Folder)
				}
			}
			if len(p.Steps) > 0 && (p.Steps[0].Hand == nil || p.Steps[0].Hand.Folder != c.At.Folder) {
				t.Errorf("not said to be the owner's doing: %+v", p.Steps[0].Hand)
			}
			s.Cases = nil
			for _, st := range p.Steps {
				s.Cases = []Case{st.Case}
			}
			s.Elsewhere, s.Questions = nil, nil
			if test.state != StateClosed && len(s.Cases) == 1 && s.Cases[0].State != StateAsking {
				if again := MakePlan(s, rules); len(again.Steps) != 0 {
					t.Errorf("moved again: %s", planText(again))
				}
			}
		})
	}
}

// A draft goes to Trash only as it was written, and only once it was read.
func TestPlanRetiresDrafts(t *testing.T) {
	c := caseOf(StateAsking, "Jane Doe", "jane")
	q, err := NewQuestion(c.Invitation, c.Verdict, planOwner, planDay)
	if err != nil {
		t.Fatal(err)
	}
	at := Place{"Drafts", 1, 9}
	accepted := from(KindAccepted, 5, "Jane Doe", "jane", "")
	const settled = "Jane Doe asking>accepted"
	for _, test := range []struct {
		name  string
		q     SeenQuestion
		trash string
		want  string
		read  bool
	}{
		{"not read yet", SeenQuestion{At: at, MessageID: c.Question}, "Trash", settled, true},
		{"untouched", SeenQuestion{At: at, MessageID: c.Question, Raw: q.Raw}, "Trash", settled + "\nJane Doe accepted>accepted Drafts/9>Trash", false},
		{"edited", SeenQuestion{At: at, MessageID: c.Question, Raw: append(q.Raw[:len(q.Raw):len(q.Raw)], "PS: I was there.\r\n"...)}, "Trash",
			settled + "\nnotes: the question to Jane Doe stays in Drafts though it is not needed: you edited it", false},
		{"no trash", SeenQuestion{At: at, MessageID: c.Question, Raw: q.Raw}, "",
			settled + "\nnotes: the question to Jane Doe stays in Drafts though it is not needed: the server has no folder for trash; name one in [folders] trash", false},
		{"sent, with a copy in Drafts", SeenQuestion{Sent: true, MessageID: c.Question}, "Trash", "Jane Doe asking>waiting\nJane Doe waiting>accepted", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			rules := planRules(ModeDraft)
			rules.Folders.Trash = test.trash
			p := MakePlan(Sight{Now: planDay, Cases: []Case{c}, Mails: []SeenMail{accepted}, Questions: []SeenQuestion{test.q}, DraftsSeen: true}, rules)
			if got := planText(p); got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
			if slices.Contains(p.Unread, at) != test.read {
				t.Errorf("to be read: %v", p.Unread)
			}
		})
	}
	if Untouched(nil) || Untouched([]byte("X-Havewemet-Draft: \r\n")) {
		t.Error("nothing is taken for a draft of ours")
	}
}

// What the owner files by hand before a pass has seen it is filed by them.
func TestPlanPut(t *testing.T) {
	in := func(folder string, m SeenMail) SeenMail { m.At.Folder = folder; return m }
	jane := func(kind Kind, note string) SeenMail { return from(kind, 1, "Jane Doe", "jane", note) }
	for _, test := range []struct {
		name  string
		mail  SeenMail
		cases []Case
		want  string
	}{
		{"a note into Generic is asked", in("G", jane(KindInvitation, planNote)), nil, "Jane Doe >asking draft"},
		{"the line into Personal is not", in("P", jane(KindInvitation, planLine)), nil, "Jane Doe >personal"},
		{"a reminder into Generic is asked", in("G", jane(KindReminder, "")), nil, "Jane Doe >asking draft"},
		{"into Suspicious", in("S", jane(KindInvitation, planLine)), nil, "Jane Doe >suspicious"},
		{"of somebody with a case", in("G", jane(KindInvitation, planLine)), []Case{caseOf(StatePersonal, "Jane Doe", "jane")}, ""},
	} {
		p := MakePlan(Sight{Now: planDay, Cases: test.cases, Put: []SeenMail{test.mail}, DraftsSeen: true}, planRules(ModeDraft))
		if got := planText(p); got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}

// Whom the owner wants to be asked waits for a day with a question left.
func TestPlanAsksLater(t *testing.T) {
	r := planRules(ModeDraft)
	r.PerDay = 1
	c := caseOf(StatePersonal, "Jane Doe", "jane")
	s := Sight{Now: planDay, Cases: []Case{c}, DraftsSeen: true, DraftedToday: 1, Elsewhere: map[int64]Place{7: {Folder: "G", UID: 1}}}
	p := MakePlan(s, r)
	if got, want := planText(p), "Jane Doe personal>new\nnotes: 1 more to ask wait for tomorrow: [reply] per_day = 1"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	s.Cases, s.Elsewhere = []Case{p.Steps[0].Case}, nil
	s.Now = planDay.Add(1)
	if got := planText(MakePlan(s, r)); got != "" {
		t.Errorf("on the same day: %q", got)
	}
	s.DraftedToday = 0
	if got, want := planText(MakePlan(s, r)), "Jane Doe new>asking draft"; got != want {
		t.Errorf("next day: %q, want %q", got, want)
	}
}

// A question that a mail program has sent under another Message-ID went to whom
// the mail is from that it replies to, whichever of their mails is dealt with.
func TestPlanQuestionSentAnew(t *testing.T) {
	first, second := from(KindInvitation, 1, "Jane Doe", "jane", planLine), from(KindInvitation, 2, "Jane Doe", "jane", planLine)
	sent := SeenQuestion{Sent: true, MessageID: "phone@example.com", InReplyTo: []string{first.MessageID}, Date: planDay.Add(-time.Minute)}
	for _, mails := range [][]SeenMail{{first, second}, {second, first}} {
		p := MakePlan(Sight{Now: planDay, Mails: mails, Questions: []SeenQuestion{sent}, DraftsSeen: true}, planRules(ModeDraft))
		if got := planText(p); strings.Contains(got, "draft") || !strings.Contains(got, "Jane Doe >waiting") {
			t.Errorf("got\n%s", got)
		}
	}
}

// What a pass filed beside another mail, and sees in that folder as new, is not
// the owner's doing.
func TestPlanFiledBesideIsNotByHand(t *testing.T) {
	beside := from(KindReminder, 4, "Jane Doe", "jane", "")
	beside.At.Folder = planRules(ModeDraft).Folders.Suspicious
	for ours, want := range map[bool]string{true: "", false: "Jane Doe >suspicious"} {
		s := Sight{Now: planDay, Put: []SeenMail{beside}, FiledBefore: map[string]bool{beside.MessageID: ours}, DraftsSeen: true}
		if got := planText(MakePlan(s, planRules(ModeDraft))); got != want {
			t.Errorf("filed before: %t: got %q, want %q", ours, got, want)
		}
	}
}

// Who is to be asked, and turns out to have written or to be connected when the
// rest of the mail is read, is not asked.
func TestPlanWithdrawsDrafts(t *testing.T) {
	for kind, want := range map[Kind]string{
		KindMessage:  "Jane Doe ignored>asking; Jane Doe asking>answered G/1>A",
		KindAccepted: "Jane Doe ignored>asking; Jane Doe asking>accepted",
	} {
		c := caseOf(StateIgnored, "Jane Doe", "jane")
		p := MakePlan(Sight{Now: planDay, Cases: []Case{c}, DraftsSeen: true, Elsewhere: map[int64]Place{7: {Folder: "G", UID: 1}}, Mails: []SeenMail{from(kind, 5, "Jane Doe", "jane", "")}}, planRules(ModeDraft))
		if got := strings.ReplaceAll(planText(p), "\n", "; "); got != want {
			t.Errorf("%s: got %q, want %q", kind, got, want)
		}
		if last := p.Steps[len(p.Steps)-1].Case; last.Question != "" || !last.Drafted.IsZero() {
			t.Errorf("%s: the case knows a question: %+v", kind, last)
		}
	}
}

// A question that was sent under another Message-ID is known by the mail that it
// replies to, also when the case has gone over to a later mail with a note.
func TestPlanQuestionToAnEarlierMail(t *testing.T) {
	c := caseOf(StatePersonal, "Jane Doe", "jane")
	c.Question, c.Replies = c.Key().MessageID("example.com"), "earlier@linkedin.com"
	sent := SeenQuestion{Sent: true, MessageID: "phone@example.com", InReplyTo: []string{"earlier@linkedin.com"}, Date: planDay.Add(-time.Hour)}
	p := MakePlan(Sight{Now: planDay, Cases: []Case{c}, Questions: []SeenQuestion{sent}, DraftsSeen: true, Elsewhere: map[int64]Place{7: {Folder: "G", UID: 1}}}, planRules(ModeDraft))
	if got, want := planText(p), "Jane Doe personal>waiting"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
