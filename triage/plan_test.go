package triage

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

var (
	planOwner = Owner{Name: "Martha Clark", Address: "martha@example.com", Languages: []string{"en"}}
	planDay   = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
)

func planRules(mode Mode) Rules {
	return Rules{Mode: mode, Owner: planOwner, Judge: NewJudge(planOwner), Wait: 21 * 24 * time.Hour,
		Folders: Folders{Inbox: "INBOX", Personal: "P", Generic: "G", Answered: "A", Ignored: "I", Suspicious: "S", Drafts: "Drafts", Sent: "Sent"}}
}

// from is a mail of kind from a person; its UID is its Message-ID's number.
func from(kind Kind, uid uint32, name, profile, note string) SeenMail {
	inv := Invitation{Person: Person{Name: name, Profile: profile}, Note: note, Channel: ChannelLinkedIn, MessageID: fmt.Sprintf("m%d@linkedin.com", uid), Received: planDay.Add(-time.Hour)}
	return SeenMail{At: Place{"INBOX", 1, uid}, Notification: Notification{Kind: kind, Trust: Verified, MessageID: inv.MessageID, Date: inv.Received, People: []Invitation{inv}}}
}

func caseOf(state State, name, profile string) Case {
	c := Case{ID: 7, Invitation: Invitation{Person: Person{Name: name, Profile: profile}, MessageID: "old@linkedin.com", Received: planDay.Add(-48 * time.Hour)}, State: state}
	c.At = Place{planRules(ModeDraft).Folders.Of(state), 3, 70}
	if c.At.Folder == "" {
		c.At.Folder = "INBOX"
	}
	if state == StateAsking {
		c.Question = c.Key().MessageID("example.com")
	}
	if state == StateWaiting {
		c.Asked = planDay.Add(-24 * time.Hour)
	}
	return c
}

// watchedForgery is the case of a forged mail that was seen while watching.
func watchedForgery(name, profile string) Case {
	c := caseOf(StateNew, name, profile)
	c.Trust, c.Verdict = Forged, Verdict{Class: Unsure, Kind: string(Forged)}
	return c
}

// old is a mail that came before the invitation of caseOf.
func old(m SeenMail) SeenMail {
	m.Date = planDay.Add(-72 * time.Hour)
	return m
}

// planText writes a plan down, a step a line.
func planText(p Plan) string {
	var lines []string
	for _, s := range p.Steps {
		line := fmt.Sprintf("%s %s>%s", s.Case.Name, s.Was, s.Case.State)
		if s.Draft != nil {
			line += " draft"
		}
		if s.Move != nil {
			line += fmt.Sprintf(" %s/%d>%s", s.Move.From.Folder, s.Move.From.UID, s.Move.To)
		}
		lines = append(lines, line)
	}
	for _, h := range p.Held {
		lines = append(lines, fmt.Sprintf("held %d", h.UID))
	}
	if len(p.Notes) > 0 {
		lines = append(lines, "notes: "+strings.Join(p.Notes, "; "))
	}
	return strings.Join(lines, "\n")
}

const planLine = "I'd like to add you to my professional network on LinkedIn."
const planNote = "Hi Martha, we met at the carpenters' fair in Leipzig last week."

func TestPlan(t *testing.T) {
	jane := func(kind Kind, uid uint32, note string) SeenMail { return from(kind, uid, "Jane Doe", "jane", note) }
	forged := jane(KindInvitation, 1, planLine)
	forged.Trust = Forged
	nobody := from(KindInvitation, 1, "", "", planLine)
	reply := SeenMail{At: Place{"INBOX", 1, 5}, Notification: Notification{Kind: KindForeign, Date: planDay, From: Address{Addr: "jane@example.org"}, InReplyTo: []string{caseOf(StateAsking, "Jane Doe", "jane").Question}}}
	auto, own := reply, reply
	auto.Auto = true
	own.From.Addr = "Martha@example.com"
	repeated := caseOf(StateUnsure, "Jane Doe", "jane")
	repeated.Verdict.Kind = string(KindReminder)
	for _, test := range []struct {
		name  string
		mode  Mode
		cases []Case
		mails []SeenMail
		want  string
	}{
		{"a note", ModeDraft, nil, []SeenMail{jane(KindInvitation, 1, planNote)}, "Jane Doe >personal INBOX/1>P"},
		{"the standard line", ModeDraft, nil, []SeenMail{jane(KindInvitation, 1, planLine)}, "Jane Doe >asking draft INBOX/1>G"},
		{"the standard line, filing only", ModeFile, nil, []SeenMail{jane(KindInvitation, 1, planLine)}, "Jane Doe >filed INBOX/1>G"},
		{"watching plans what drafting would do", ModeWatch, nil, []SeenMail{jane(KindInvitation, 1, planLine)}, "Jane Doe >asking draft INBOX/1>G"},
		{"forged", ModeDraft, nil, []SeenMail{forged}, "Jane Doe >suspicious INBOX/1>S"},
		{"nobody can be asked nobody", ModeDraft, nil, []SeenMail{nobody}, " >unsure"},
		{"other mail", ModeDraft, nil, []SeenMail{jane(KindOther, 1, ""), jane(KindForeign, 2, "")}, ""},
		{"two of a name are two", ModeDraft, nil, []SeenMail{jane(KindInvitation, 1, planLine), from(KindInvitation, 2, "Jane Doe", "jane-2", planLine)},
			"Jane Doe >asking draft INBOX/1>G\nJane Doe >asking draft INBOX/2>G"},
		{"twice in one pass is asked once", ModeDraft, nil, []SeenMail{jane(KindInvitation, 1, planLine), jane(KindInvitation, 2, planLine)},
			"Jane Doe >asking draft INBOX/1>G\nJane Doe asking>asking INBOX/2>G"},
		{"again while waiting", ModeDraft, []Case{caseOf(StateWaiting, "Jane Doe", "jane")}, []SeenMail{jane(KindInvitation, 1, planLine)}, "Jane Doe waiting>waiting INBOX/1>G"},
		{"again after silence", ModeDraft, []Case{caseOf(StateIgnored, "Jane Doe", "jane")}, []SeenMail{jane(KindInvitation, 1, planLine)}, "Jane Doe ignored>ignored INBOX/1>I"},
		{"again, now with a note", ModeDraft, []Case{caseOf(StateIgnored, "Jane Doe", "jane")}, []SeenMail{jane(KindInvitation, 1, planNote)}, "Jane Doe ignored>personal INBOX/1>P"},
		{"a note after an answer stays answered", ModeDraft, []Case{caseOf(StateAnswered, "Jane Doe", "jane")}, []SeenMail{jane(KindInvitation, 1, planNote)}, "Jane Doe answered>answered INBOX/1>A"},
		{"a reminder beside its invitation", ModeDraft, []Case{caseOf(StatePersonal, "Jane Doe", "jane")}, []SeenMail{jane(KindReminder, 1, "")}, "Jane Doe personal>personal INBOX/1>P"},
		{"a reminder of nobody known", ModeDraft, nil, []SeenMail{jane(KindReminder, 1, "")}, "Jane Doe >unsure"},
		{"a reminder that shows the line", ModeDraft, nil, []SeenMail{jane(KindReminder, 1, planLine)}, "Jane Doe >asking draft INBOX/1>G"},
		{"a reminder, then its invitation", ModeDraft, nil, []SeenMail{jane(KindReminder, 1, ""), jane(KindInvitation, 2, planLine)}, "Jane Doe >asking draft INBOX/2>G\nJane Doe asking>asking INBOX/1>G"},
		{"a note in the reminder of somebody asked", ModeDraft, []Case{caseOf(StateWaiting, "Jane Doe", "jane")}, []SeenMail{jane(KindReminder, 1, planNote)}, "Jane Doe waiting>personal INBOX/1>P"},
		{"the line in the reminder of somebody asked", ModeDraft, []Case{caseOf(StateWaiting, "Jane Doe", "jane")}, []SeenMail{jane(KindReminder, 1, planLine)}, "Jane Doe waiting>waiting INBOX/1>G"},
		{"a note in the reminder alone", ModeDraft, nil, []SeenMail{jane(KindInvitation, 1, planLine), jane(KindReminder, 2, planNote)}, "Jane Doe >personal INBOX/2>P\nJane Doe personal>personal INBOX/1>P"},
		{"a reminder long before its invitation", ModeDraft, []Case{repeated}, []SeenMail{jane(KindInvitation, 2, planLine)}, "Jane Doe unsure>asking draft INBOX/2>G\nJane Doe asking>asking INBOX/70>G"},
		{"accepted meanwhile is not asked", ModeDraft, nil, []SeenMail{jane(KindInvitation, 1, planLine), jane(KindAccepted, 2, "")}, "Jane Doe >accepted"},
		{"a reminder of doubt stays", ModeDraft, []Case{caseOf(StateUnsure, "Jane Doe", "jane")}, []SeenMail{jane(KindReminder, 1, "")}, ""},
		{"a reminder waits for what is left for tomorrow", ModeDraft, []Case{caseOf(StateNew, "Jane Doe", "jane")}, []SeenMail{jane(KindReminder, 1, "")}, "held 1"},
		{"a message answers", ModeDraft, []Case{caseOf(StateWaiting, "Jane Doe", "jane")}, []SeenMail{jane(KindMessage, 5, "")}, "Jane Doe waiting>answered G/70>A"},
		{"a message while the draft lies there", ModeDraft, []Case{caseOf(StateAsking, "Jane Doe", "jane")}, []SeenMail{jane(KindMessage, 5, "")}, "Jane Doe asking>answered G/70>A"},
		{"a late message", ModeDraft, []Case{caseOf(StateIgnored, "Jane Doe", "jane")}, []SeenMail{jane(KindMessage, 5, "")}, "Jane Doe ignored>answered I/70>A"},
		{"a message by name alone", ModeDraft, []Case{caseOf(StateWaiting, "Jane Doe", "jane")}, []SeenMail{from(KindMessage, 5, "jane  DOE", "", "")}, "Jane Doe waiting>answered G/70>A"},
		{"a namesake's message", ModeDraft, []Case{caseOf(StateWaiting, "Jane Doe", "jane")}, []SeenMail{from(KindMessage, 5, "Jane Doe", "jane-2", "")}, ""},
		{"a name that fits two", ModeDraft, []Case{caseOf(StateWaiting, "Jane Doe", "jane"), caseOf(StateWaiting, "Jane Doe", "jane-2")}, []SeenMail{from(KindMessage, 5, "Jane Doe", "", "")},
			"notes: Jane Doe wrote on LinkedIn, but 2 invitations bear that name: see which one it is"},
		{"a message of somebody with a note", ModeDraft, []Case{caseOf(StatePersonal, "Jane Doe", "jane")}, []SeenMail{jane(KindMessage, 5, "")}, ""},
		{"invites and writes before she is asked", ModeDraft, nil, []SeenMail{jane(KindInvitation, 1, planLine), jane(KindMessage, 5, "")}, "Jane Doe >answered INBOX/1>A"},
		{"somebody of her name is connected when she is first seen", ModeDraft, nil, []SeenMail{jane(KindInvitation, 1, planLine), from(KindAccepted, 5, "Jane Doe", "", "")}, "Jane Doe >asking draft INBOX/1>G"},
		{"a forged mail that was watched says nothing of its name", ModeDraft, []Case{watchedForgery("Jane Doe", "jane")}, []SeenMail{jane(KindInvitation, 1, planLine)}, "Jane Doe >asking draft INBOX/1>G"},
		{"whom the owner has set aside is not asked again", ModeDraft, []Case{caseOf(StateSuspicious, "Jane Doe", "jane")}, []SeenMail{jane(KindInvitation, 1, planLine)}, "Jane Doe suspicious>suspicious INBOX/1>S"},
		{"somebody was connected before she invited", ModeDraft, []Case{caseOf(StateWaiting, "Jane Doe", "jane")}, []SeenMail{old(from(KindAccepted, 5, "Jane Doe", "", ""))}, ""},
		{"a namesake writes before she is asked", ModeDraft, nil, []SeenMail{jane(KindInvitation, 1, planLine), from(KindMessage, 5, "Jane Doe", "", "")}, "Jane Doe >asking draft INBOX/1>G"},
		{"a reply by mail", ModeDraft, []Case{caseOf(StateAsking, "Jane Doe", "jane")}, []SeenMail{reply}, "Jane Doe asking>answered G/70>A"},
		{"an automatic reply", ModeDraft, []Case{caseOf(StateWaiting, "Jane Doe", "jane")}, []SeenMail{auto}, ""},
		{"the owner's own copy", ModeDraft, []Case{caseOf(StateWaiting, "Jane Doe", "jane")}, []SeenMail{own}, ""},
		{"accepted", ModeDraft, []Case{caseOf(StateWaiting, "Jane Doe", "jane")}, []SeenMail{jane(KindAccepted, 5, "")}, "Jane Doe waiting>accepted"},
		{"accepted closes but once", ModeDraft, []Case{caseOf(StateAccepted, "Jane Doe", "jane")}, []SeenMail{jane(KindAccepted, 5, "")}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			for i := range test.cases {
				test.cases[i].ID = int64(i + 1)
			}
			got := planText(MakePlan(Sight{Now: planDay, Mails: test.mails, Cases: test.cases}, planRules(test.mode)))
			if got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

func TestPlanQuestions(t *testing.T) {
	asking, sentAt := caseOf(StateAsking, "Jane Doe", "jane"), planDay.Add(-22*24*time.Hour)
	draft := SeenQuestion{MessageID: asking.Question}
	for _, test := range []struct {
		name      string
		looked    bool
		questions []SeenQuestion
		want      string
	}{
		{"not looked", false, nil, ""},
		{"lies in Drafts", true, []SeenQuestion{draft}, ""},
		{"edited, with a new Message-ID", true, []SeenQuestion{{MessageID: "new@example.com", InReplyTo: []string{"old@linkedin.com"}}}, ""},
		{"gone", true, nil, "Jane Doe asking>waiting"},
		{"sent", true, []SeenQuestion{{Sent: true, MessageID: asking.Question, Date: planDay}}, "Jane Doe asking>waiting"},
		{"sent with a new Message-ID", true, []SeenQuestion{{Sent: true, MessageID: "new@example.com", InReplyTo: []string{"old@linkedin.com"}, Date: planDay}}, "Jane Doe asking>waiting"},
		{"sent, and a copy in Drafts", true, []SeenQuestion{draft, {Sent: true, MessageID: asking.Question, Date: planDay}}, "Jane Doe asking>waiting"},
		{"sent long ago", true, []SeenQuestion{{Sent: true, MessageID: asking.Question, Date: sentAt}}, "Jane Doe asking>waiting\nJane Doe waiting>ignored G/70>I"},
		{"sent by a clock that runs ahead", true, []SeenQuestion{{Sent: true, MessageID: asking.Question, Date: planDay.Add(time.Hour)}}, "Jane Doe asking>waiting"},
		{"another's", true, []SeenQuestion{draft, {Sent: true, MessageID: "x@example.com", InReplyTo: []string{"other@linkedin.com"}}}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := MakePlan(Sight{Now: planDay, Cases: []Case{asking}, Questions: test.questions, DraftsSeen: test.looked}, planRules(ModeDraft))
			if got := planText(p); got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
			for _, s := range p.Steps {
				if s.Case.Asked.After(planDay) || s.Case.Asked.IsZero() {
					t.Errorf("asked at %v", s.Case.Asked)
				}
			}
		})
	}
}

// Whatever is left of an earlier question, nobody is asked a second time.
func TestPlanAsksOnce(t *testing.T) {
	mail := from(KindInvitation, 1, "Jane Doe", "jane", planLine)
	inv := mail.People[0]
	other := inv
	other.MessageID, other.Number = "first@linkedin.com", "6123"
	for name, q := range map[string]SeenQuestion{
		"her draft":                    {MessageID: inv.Key().MessageID("example.com")},
		"her draft, another domain":    {MessageID: inv.Key().MessageID("old.example")},
		"of her first invitation":      {MessageID: other.Key().MessageID("example.com")},
		"sent":                         {MessageID: inv.Key().MessageID("example.com"), Sent: true},
		"sent, with a new Message-ID":  {MessageID: "new@example.com", InReplyTo: []string{inv.MessageID}, Sent: true},
		"in upper case, as some write": {MessageID: strings.ToUpper(inv.Key().MessageID("example.com"))},
	} {
		p := MakePlan(Sight{Now: planDay, Mails: []SeenMail{mail}, Questions: []SeenQuestion{q}, DraftsSeen: true}, planRules(ModeDraft))
		if len(p.Steps) != 1 || p.Steps[0].Draft != nil || p.Steps[0].Move == nil {
			t.Errorf("%s: %s", name, planText(p))
		}
	}
	namesake := inv
	namesake.Profile, namesake.MessageID = "jane-2", "second@linkedin.com"
	p := MakePlan(Sight{Now: planDay, Mails: []SeenMail{mail}, Questions: []SeenQuestion{{MessageID: namesake.Key().MessageID("example.com")}}, DraftsSeen: true}, planRules(ModeDraft))
	if len(p.Steps) != 1 || p.Steps[0].Draft == nil {
		t.Errorf("a namesake's question stands for hers: %s", planText(p))
	}
}

func TestPlanLapses(t *testing.T) {
	c := caseOf(StateWaiting, "Jane Doe", "jane")
	for _, test := range []struct {
		after time.Duration
		wait  time.Duration
		want  string
	}{
		{20 * 24 * time.Hour, 21 * 24 * time.Hour, ""},
		{21 * 24 * time.Hour, 21 * 24 * time.Hour, "Jane Doe waiting>ignored G/70>I"},
		{900 * 24 * time.Hour, 0, ""}, // waits for ever
	} {
		r := planRules(ModeDraft)
		r.Wait = test.wait
		if got := planText(MakePlan(Sight{Now: c.Asked.Add(test.after), Cases: []Case{c}}, r)); got != test.want {
			t.Errorf("after %v of %v: %q, want %q", test.after, test.wait, got, test.want)
		}
	}
	answer := from(KindMessage, 5, "Jane Doe", "jane", "")
	answer.Date = c.Asked.Add(20 * 24 * time.Hour)
	if got := planText(MakePlan(Sight{Now: c.Asked.Add(30 * 24 * time.Hour), Cases: []Case{c}, Mails: []SeenMail{answer}}, planRules(ModeDraft))); got != "Jane Doe waiting>answered G/70>A" {
		t.Errorf("an answer seen together with the end of the wait: %q", got)
	}
}

func TestPlanLimit(t *testing.T) {
	r := planRules(ModeDraft)
	r.PerDay = 2
	mails := []SeenMail{from(KindInvitation, 1, "Ada", "a", planLine), from(KindInvitation, 2, "Bob", "b", planLine), from(KindInvitation, 3, "Cid", "c", planNote)}
	got := planText(MakePlan(Sight{Now: planDay, Mails: mails, DraftedToday: 1}, r))
	want := "Cid >personal INBOX/3>P\nAda >asking draft INBOX/1>G\nBob >new\nheld 2\nnotes: 1 more to ask wait for tomorrow: [reply] per_day = 2"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestReadBack(t *testing.T) {
	in := func(folder string, m SeenMail) SeenMail { m.At.Folder = folder; return m }
	mails := []SeenMail{
		in("P", from(KindInvitation, 1, "Ada", "a", planNote)), in("G", from(KindReminder, 2, "Bob", "b", "")), in("G", from(KindInvitation, 3, "Bob", "b", planLine)),
		in("G", from(KindInvitation, 4, "Cid", "c", planLine)), in("G", from(KindInvitation, 5, "Dan", "d", planLine)),
		in("A", from(KindInvitation, 6, "Eve", "e", planLine)), in("I", from(KindInvitation, 7, "Fay", "f", planLine)), in("S", from(KindInvitation, 8, "Gus", "g", planLine)),
	}
	key := func(i int) string { return mails[i].People[0].Key().MessageID("example.com") }
	questions := []SeenQuestion{{MessageID: key(3)}, {MessageID: key(4), Sent: true, Date: planDay.Add(-2 * time.Hour)}}
	states := func(mode Mode) string {
		var all []string
		for _, c := range ReadBack(mails, nil, questions, planRules(mode), planDay) {
			all = append(all, c.Name+" "+string(c.State)+" "+c.MessageID[:2])
		}
		slices.Sort(all)
		return strings.Join(all, ", ")
	}
	if got, want := states(ModeDraft), "Ada personal m1, Bob waiting m3, Cid asking m4, Dan waiting m5, Eve answered m6, Fay ignored m7, Gus suspicious m8"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	// Whoever was asked about one mail of theirs was asked, whichever the case is made of.
	sent := SeenQuestion{Sent: true, MessageID: "phone@example.com", InReplyTo: []string{"m9@linkedin.com"}, Date: planDay.Add(-time.Hour)}
	twice := []SeenMail{mails[0], in("G", from(KindInvitation, 9, "Ada", "a", planLine))}
	if cases := ReadBack(twice, nil, []SeenQuestion{sent}, planRules(ModeDraft), planDay); len(cases) != 1 || cases[0].State != StatePersonal || !cases[0].Asked.Equal(sent.Date) {
		t.Errorf("asked about another mail: %+v", cases)
	}
	if got := states(ModeFile); !strings.Contains(got, "Bob filed") {
		t.Errorf("mode file: %s", got)
	}
}

func TestQuestionKey(t *testing.T) {
	inv := Invitation{Person: Person{Name: "Jane Doe", Profile: "jane-doe"}, Number: "6123", MessageID: "m@linkedin.com"}
	// Questions that lie in mailboxes bear these: they must never change.
	if got, want := inv.Key().MessageID("example.com"), "havewemet.question.sa6piifpn2zz.i4tqy45hqldw.3jp34tkdq3jr@example.com"; got != want {
		t.Errorf("key is %s, want %s", got, want)
	}
	k, ok := ParseQuestionID("<" + inv.Key().MessageID("example.com") + ">")
	if !ok || k != inv.Key() {
		t.Errorf("read back %v, %v", k, ok)
	}
	for _, bad := range []string{"", "x@y", "havewemet.question.a.b@c", "havewemet.summary.2026-01-01.abc@example.com"} {
		if _, ok := ParseQuestionID(bad); ok {
			t.Errorf("%q is taken for a question", bad)
		}
	}
	if (QuestionKey{}).Same(QuestionKey{}) {
		t.Error("two of whom nothing is known are the same")
	}
}
