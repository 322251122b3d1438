package triage

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestParseFullName(t *testing.T) {
	for _, test := range []struct {
		name   string
		words  string // spellings with "|"
		locals string
	}{
		{"Priya Raman", "Priya Raman", "praman@ p.raman@"},
		{"Dr. Priya K. Raman, PhD", "Priya Raman", "praman@ p.raman@"},
		{"Priya Raman MBA", "Priya Raman", "praman@ p.raman@"},
		{"Priya Raman (she/her)", "Priya Raman", "praman@ p.raman@"},
		{"Łukasz Żółw", "Łukasz|lukasz Żółw|zolw", "lzolw@ l.zolw@"},
		{"Jean-Luc O'Brien", "Jean Brien", "jbrien@ j.brien@"},
		{"李 明", "李 明", ""},
		{"李明", "李 明", ""},
		{"Анна Петрова", "Анна Петрова", ""},
		{"Ming 李", "Ming 李", ""},
		{"Priya", "-", ""},
		{"Priya R.", "-", ""},
		{"李", "-", ""},
		{"", "-", ""},
		{"(Priya) \x00 \u202e", "-", ""},
	} {
		n, ok := ParseFullName(test.name)
		var words []string
		for _, w := range n.Words {
			words = append(words, strings.Join(w, "|"))
		}
		if got := strings.Join(words, " "); ok != (test.words != "-") || ok && got != test.words || strings.Join(n.Locals, " ") != test.locals {
			t.Errorf("%q: %v, %q, %q", test.name, ok, got, n.Locals)
		}
	}
}

func TestBorneBy(t *testing.T) {
	for _, test := range []struct {
		name, display string
		want          bool
	}{
		{"Priya Raman", "PRIYA RAMAN", true},
		{"Priya Raman", "Raman, Priya K. (Example Works)", true},
		{"Priya Raman", "Priya", false},
		{"Priya Raman", "Priyanka Raman", false},
		{"Priya Raman", "Martha (for Priya Raman)", false},
		{"Łukasz Żółw", "Lukasz Zolw", true},
		{"José García", "Jose\u0301 Garci\u0301a", true},
		{"李 明", "李明", true},
		{"太郎 田中", "田中太郎", true},
		{"太郎 田中", "田中次郎", false},
		{"李明", "Li Ming 李 明", true},
		{"李明", "李军 王明", false},
		{"Ming 李", "李 Ming", true},
	} {
		n, ok := ParseFullName(test.name)
		if !ok || n.borneBy(nameWords(test.display)) != test.want {
			t.Errorf("%q in %q: want %v", test.name, test.display, test.want)
		}
	}
}

func TestReadOldMail(t *testing.T) {
	reader := Reader{Owner: planOwner}
	for _, test := range []struct {
		name, header string
		sent         bool
		want         string // own, automatic; nobody wrote it
	}{
		{"a person's", "From: Priya Raman <priya@example.org>", false, ""},
		{"the owner's", "From: Martha <MARTHA@example.com>\nTo: Priya Raman <priya@example.org>", false, "own"},
		{"the owner's under another address", "From: M. Clark <mc@example.org>", true, "own"},
		{"the owner's of an old address", "From: Martha Clark <martha@example.net>", false, "own"},
		{"LinkedIn's", "From: Priya Raman via LinkedIn <messages-noreply@linkedin.com>", false, "automatic"},
		{"a guest invitation", "From: Priya Raman <priya@example.org>\nSender: invitations@linkedin.com", false, "automatic"},
		{"an answer to LinkedIn's", "From: Martha <martha@example.com>\nIn-Reply-To: <1@lva1.prod.linkedin.com>", false, "own automatic"},
		{"our question", "From: Martha <martha@example.com>\nMessage-ID: <" + QuestionMark + "a.b.c@example.com>", true, "own automatic"},
		{"its answer", "From: Priya Raman <priya@example.org>\nIn-Reply-To: <" + QuestionMark + "a.b.c@example.com>", false, "automatic"},
		{"our summary", "From: havewemet <martha@example.com>\nMessage-ID: <" + SummaryMark + "2026-01-01.x@example.com>", false, "own automatic"},
		{"a list's", "From: Priya Raman <priya@example.org>\nList-Id: <oak.example.org>", false, "automatic"},
		{"a circular", "From: Priya Raman <priya@example.org>\nList-Unsubscribe: <mailto:x@example.org>", false, "automatic"},
		{"bulk", "From: Priya Raman <priya@example.org>\nPrecedence: Bulk", false, "automatic"},
		{"away", "From: Priya Raman <priya@example.org>\nAuto-Submitted: auto-replied", false, "automatic"},
		{"a calendar's", "From: Priya Raman <priya@example.org>\nSender: Example Calendar <calendar-notification@example.com>", false, "automatic"},
		{"a document's", `From: "Priya Raman (via Example Docs)" <drive-shares-noreply@example.com>`, false, "nobody"},
		{"a service's", "From: Priya Raman <notifications@example.com>", false, "nobody"},
	} {
		old, err := reader.ReadOldMail([]byte(strings.ReplaceAll(test.header, "\n", "\r\n")+"\r\n\r\n"), test.sent)
		var got []string
		if old.Own {
			got = append(got, "own")
		}
		if old.Automatic {
			got = append(got, "automatic")
		}
		if !old.Own && !old.Automatic && len(old.With) == 0 {
			got = append(got, "nobody")
		}
		if err != nil || strings.Join(got, " ") != test.want {
			t.Errorf("%s: %v, %v", test.name, got, err)
		}
	}
	old, err := reader.ReadOldMail([]byte("From: martha@example.com\r\nTo: Priya Raman <reply+abc@example.com>, \"Raman, Priya\" <priya@example.org>, martha@example.com\r\nCc: Ann <ann@example.org>\r\n\r\n"), false)
	if err != nil || len(old.With) != 2 || old.With[0].Addr != "priya@example.org" || old.With[1].Name != "Ann" {
		t.Errorf("%+v, %v", old.With, err)
	}
	old, err = reader.ReadOldMail([]byte("From: a@example.org\r\nTo: b@example.org\r\nCc: Priya Raman <priya@example.org>\r\nSubject: Re: AW: =?utf-8?q?Sch=C3=B6nes=0d=0aBcc=3A_x?=\r\n\r\n"), false)
	if err != nil || old.Subject != "Schönes Bcc: x" || len(old.With) != 1 || old.With[0].Addr != "a@example.org" {
		t.Errorf("%+v, %v", old, err)
	}
}

// letters are mails between the owner and people, a line each: a year, "to" or
// "from", an address, a subject.
func letters(lines ...string) []OldMail {
	var mails []OldMail
	for i, line := range lines {
		parts := strings.SplitN(line, "; ", 4)
		name, addr, _ := strings.Cut(strings.TrimSuffix(parts[2], ">"), "<")
		other, m := newSomebody(Address{strings.TrimSpace(name), addr}), OldMail{MessageID: fmt.Sprint(i), Subject: parts[3]}
		if parts[0] != "-" {
			m.Date, _ = time.Parse("2006", parts[0])
			m.Date = m.Date.Add(time.Duration(i) * time.Hour)
		}
		if m.Own = parts[1] == "to"; m.Own {
			m.With = append(m.With, newSomebody(Address{"Ann Friend", "ann@example.org"}))
		}
		m.With = append(m.With, other)
		mails = append(mails, m)
	}
	return mails
}

func TestAcquaint(t *testing.T) {
	twice := letters("2019; to; Priya Raman <priya@example.org>; Oak", "2019; to; Priya Raman <priya@example.org>; Oak")
	twice[1].MessageID = twice[0].MessageID
	auto := letters("2019; from; Priya Raman <priya@example.org>; Oak")
	auto[0].Automatic = true
	for _, test := range []struct {
		name  string
		mails []OldMail
		known bool
		says  string
	}{
		{"nothing", nil, false, ""},
		{"an exchange", letters("2017; from; Priya Raman <priya@example.org>; Fair", "2019; to; Priya K. Raman <Priya@example.org>; Offer for the fair", "2018; to; <priya@example.org>; Oak"), true,
			"you exchanged 3 mails with Priya K. Raman (priya@example.org) from 2017 to 2019, the last about “Offer for the fair”"},
		{"one mail to them", letters("2019; to; Priya Raman <priya@example.org>; Oak"), true, "you wrote 1 mail to Priya Raman (priya@example.org) in 2019, about “Oak”"},
		{"one mail in two folders", twice, true, "you wrote 1 mail to Priya Raman (priya@example.org) in 2019, about “Oak”"},
		{"never answered", letters("2019; from; Priya Raman <priya@example.org>; Buy", "2019; from; Priya Raman <priya@example.org>; Buy now"), false,
			"your mailbox holds 2 mails from Priya Raman (priya@example.org) in 2019, none of yours to them"},
		{"automatic", auto, false, ""},
		{"two people", letters("2017; to; Priya Raman <priya@example.org>; Oak", "2019; from; Priya Raman <office@example.com>; Ash"), true,
			"you exchanged 2 mails with Priya Raman (office@example.com, priya@example.org) from 2017 to 2019, the last about “Ash”; 2 addresses bear this name, so it may be somebody else"},
		{"an address like the name", letters("2019; to; <praman@example.org>; Oak", "2019; from; P. <priya.raman7@example.com>; Ash"), false,
			"your mailbox holds 2 mails with an address like this name, priya.raman7@example.com, praman@example.org, which may be somebody else's"},
		{"others", letters("2019; to; Priya <priya@example.org>; Oak", "2019; from; Raman <r@example.org>; Ash", "2019; to; Peter Raman <praman@example.org>; Elm"), false, ""},
		{"neither date nor subject nor address", letters("-; to; Priya Raman <>; "), true, "you wrote 1 mail to Priya Raman"},
	} {
		n, _ := ParseFullName("Priya Raman")
		a := n.Acquaint(test.mails, false)
		if got := a.says(); got != test.says || a.Known() != test.known {
			t.Errorf("%s: known %v: %s", test.name, a.Known(), got)
		}
	}
}

func TestAcquaintIsBounded(t *testing.T) {
	n, _ := ParseFullName("Priya Raman")
	var lines []string
	for i := range 5000 {
		lines = append(lines, fmt.Sprintf("%d; to; Priya Raman %s <priya%d@example.org>; %s", 1900+i%100, strings.Repeat("x", 300), i, strings.Repeat("Ω ", 400)))
	}
	a := n.Acquaint(letters(lines...), false)
	said := a.says()
	if a.To != MaxOldMails || !a.More || !strings.HasPrefix(said, "you wrote at least 50 mails to Priya Raman x") || !strings.Contains(said, " up to 1999, ") || len([]rune(said)) > 400 {
		t.Errorf("%d mails, %d runes: %s", a.To, len([]rune(said)), said)
	}
	if a := n.Acquaint(letters(lines[:3]...), true); !strings.HasPrefix(a.says(), "you wrote at least 3 mails") {
		t.Errorf("some were left out: %s", a.says())
	}
}

// TestPlanSparesWhomTheMailboxKnows also holds that a pass asks nobody who was
// not looked for: who is spared uses up one of the questions in this pass.
func TestPlanSparesWhomTheMailboxKnows(t *testing.T) {
	rules := planRules(ModeDraft)
	rules.PerDay = 2
	sight := Sight{Now: planDay, Mails: []SeenMail{from(KindInvitation, 1, "Priya Raman", "priya", planLine), from(KindInvitation, 2, "Jane Doe", "jane", planLine), from(KindInvitation, 3, "Carl Late", "carl", planLine)}}
	sought := MakePlan(sight, rules).Sought(rules.Owner)
	if len(sought) != 2 || sought[0].Key != FoldName("Priya Raman") || sought[1].Key != FoldName("Jane Doe") {
		t.Fatalf("sought %+v", sought)
	}
	sight.Known = map[string]Acquaintance{
		sought[0].Key: sought[0].Name.Acquaint(letters("2019; to; Priya Raman <priya@example.org>; Oak"), false),
		sought[1].Key: sought[1].Name.Acquaint(letters("2019; from; Jane Doe <jane@example.org>; Buy"), false),
	}
	plan := MakePlan(sight, rules)
	const want = "Priya Raman >unsure\nJane Doe >asking draft INBOX/2>G\nCarl Late >new\nheld 3\nnotes: 1 more to ask wait for the next pass: [reply] per_day = 2"
	if got := planText(plan); got != want {
		t.Errorf("plan:\n%s\nwant:\n%s", got, want)
	}
	v, why := plan.Steps[0].Case.Verdict, "you wrote 1 mail to Priya Raman (priya@example.org) in 2019, about “Oak”"
	if v.Class != Unsure || v.Kind != "known" || len(v.Reasons) != 2 || v.Reasons[0].Why != why || plan.Steps[0].Why != why || v.Reasons[1].Quote == "" {
		t.Errorf("verdict %+v, why %q", v, plan.Steps[0].Why)
	}
	if got := plan.Steps[1]; got.Case.Verdict.Class != Generic || !strings.HasSuffix(got.Why, "; your mailbox holds 1 mail from Jane Doe (jane@example.org) in 2019, none of yours to them") {
		t.Errorf("Jane: %+v", got.Case.Verdict)
	}

	// What comes later of the same person changes nothing, but a note of their own does.
	var cases []Case
	for _, s := range plan.Steps {
		cases = append(cases, s.Case)
	}
	for _, test := range []struct {
		mail SeenMail
		want string
	}{
		{from(KindReminder, 8, "Priya Raman", "priya", ""), ""},
		{from(KindInvitation, 8, "Priya Raman", "priya", planLine), ""},
		{from(KindInvitation, 8, "Priya Raman", "priya", planNote), "Priya Raman unsure>personal INBOX/8>P"},
	} {
		got := planText(MakePlan(Sight{Now: planDay.Add(time.Hour), Cases: slices.Clone(cases), Mails: []SeenMail{test.mail}}, rules))
		if got != test.want {
			t.Errorf("then a %s: %s", test.mail.Kind, got)
		}
	}
}

func TestSoughtLeavesOut(t *testing.T) {
	var mails []SeenMail
	for i, name := range []string{"Priya", "Martha Clark", "Jane Doe", "Jane  DOE", "Paul Personal"} {
		note := planLine
		if i == 4 {
			note = planNote
		}
		mails = append(mails, from(KindInvitation, uint32(i+1), name, fmt.Sprint("p", i), note))
	}
	rules := planRules(ModeDraft)
	var keys []string
	for _, s := range MakePlan(Sight{Now: planDay, Mails: mails}, rules).Sought(rules.Owner) {
		keys = append(keys, s.Key)
	}
	if !slices.Equal(keys, []string{"jane doe"}) {
		t.Errorf("sought %q", keys)
	}
	rules.Mode = ModeFile
	if len(MakePlan(Sight{Now: planDay, Mails: mails}, rules).Sought(rules.Owner)) != 0 {
		t.Error("mode file asks nobody, and looks for somebody")
	}
}
