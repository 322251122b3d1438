package daemon

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"havewemet/mailbox/memory"
	"havewemet/triage"
)

// wrote is a mail of the owner's, or to the owner.
func wrote(year int, from, to, subject string, more ...string) []byte {
	head := append([]string{"From: " + from, "To: " + to, "Subject: " + subject, fmt.Sprintf("Date: Mon, 2 Mar %d 09:00:00 +0000", year),
		fmt.Sprintf("Message-ID: <%s-%d@example.net>", strings.ReplaceAll(subject, " ", "-"), year)}, more...)
	return crlf(strings.Join(head, "\n") + "\n\nHello\n")
}

const martha = "Martha Clark <martha@example.com>"

func TestLookUp(t *testing.T) { testLookUp(t, newWorld(t, memory.Options{}), "Archive") }

// testLookUp wants names beyond ASCII found on a good server, in encoded fields.
func testLookUp(t *testing.T, w *world, archive string) {
	if archive != "Archive" {
		if _, err := w.dial().Store(context.Background(), []string{archive}, nil); err != nil {
			t.Fatal(err)
		}
		w.LookIn = []string{"Sent", archive}
	}
	const priya, lukasz, li = "Priya Raman <priya@example.org>", "=?utf-8?b?xYF1a2FzeiDFu8OzxYJ3?= <lukasz@example.org>", "=?utf-8?b?5p2OIOaYjg==?= <li@example.org>"
	w.deliver("Sent", wrote(2019, martha, priya, "Offer for the fair"), wrote(2018, martha, lukasz, "Oak"), wrote(2015, martha, li, "Ash"))
	w.deliver(archive, wrote(2017, priya, martha, "The fair"), wrote(2019, martha, priya, "Offer for the fair"), // lies in Sent as well
		wrote(2020, "Nora Namesake <shop@example.org>", martha, "Buy"), wrote(2021, martha, "nwest@example.org", "Elm"),
		wrote(2021, "Jane Standard via LinkedIn <messages-noreply@linkedin.com>", martha, "Jane wrote"),
		wrote(2021, "Jane Standard <jane@example.org>", martha, "Jane invites", "Sender: invitations@linkedin.com"),
		wrote(2021, "Jane Standard <jane@example.org>", martha, "Circular", "List-Id: <oak.example.org>"))
	people := []string{"Priya Raman", "Łukasz Żółw", "李 明", "Nora Namesake", "Nell West", "Jane Standard"}
	var mails [][]byte
	for i, name := range people {
		raw := string(invitation(fmt.Sprint("std", i), name, standardLine))
		mails = append(mails, []byte(strings.Replace(raw, "From: "+name, "From: "+encoded(name), 1)))
	}
	w.deliver("INBOX", mails...)

	plan, err := w.Plan(context.Background(), monday)
	if err != nil {
		t.Fatal(err)
	}
	r := w.pass(monday)
	if !slices.Equal(steps(r), steps(plan)) {
		t.Errorf("planned %q, did %q", steps(plan), steps(r))
	}
	want := []string{
		"Priya Raman: (you exchanged 2 mails with Priya Raman (priya@example.org) from 2017 to 2019, the last about “Offer for the fair”)",
		"Łukasz Żółw: (you wrote 1 mail to Łukasz Żółw (lukasz@example.org) in 2018, about “Oak”)",
		"李 明: (you wrote 1 mail to 李 明 (li@example.org) in 2015, about “Ash”)",
		"Nora Namesake: draft move to Invitations/Generic (is LinkedIn's standard line and nothing else: “I'd like to join your LinkedIn network”; your mailbox holds 1 mail from Nora Namesake (shop@example.org) in 2020, none of yours to them)",
		"Nell West: draft move to Invitations/Generic (is LinkedIn's standard line and nothing else: “I'd like to join your LinkedIn network”; your mailbox holds 1 mail with an address like this name, nwest@example.org, which may be somebody else's)",
		"Jane Standard: draft move to Invitations/Generic (is LinkedIn's standard line and nothing else: “I'd like to join your LinkedIn network”)",
	}
	if got := steps(r); !slices.Equal(got, want) || len(r.Trouble) != 0 {
		t.Errorf("did\n%s\nwant\n%s\ntrouble %q", strings.Join(got, "\n"), strings.Join(want, "\n"), r.Trouble)
	}
	const cases = "Jane Standard: asking, Nell West: asking, Nora Namesake: asking, Priya Raman: unsure, Łukasz Żółw: unsure, 李 明: unsure"
	w.wantCases(cases)
	w.want("INBOX", "std0", "std1", "std2")
	s, err := w.Compose(monday)
	if err != nil || s.Facts().Count.Decide != 3 {
		t.Errorf("to decide: %+v, %v", s.Facts().Count, err)
	}

	// Decided once: a second pass has nothing to do, and no turn more than ever.
	if r := w.pass(monday.Add(15 * time.Minute)); len(r.Steps) != 0 || r.Turns > 2 {
		t.Errorf("second pass: %q, %d turns", steps(r), r.Turns)
	}
	w.loseLedger()
	if r := w.pass(monday.Add(time.Hour)); len(w.mails("Drafts")) != 3 {
		t.Errorf("the ledger was lost: %q", steps(r))
	}
	w.wantCases(cases)
}

func encoded(name string) string {
	if strings.IndexFunc(name, func(r rune) bool { return r > '~' }) < 0 {
		return name
	}
	return fmt.Sprintf("=?utf-8?b?%s?=", map[string]string{"Łukasz Żółw": "xYF1a2FzeiDFu8OzxYJ3", "李 明": "5p2OIOaYjg=="}[name])
}

// TestLookUpTurns: two more when somebody is found, one when nobody is, none
// when nobody is to be asked or the owner does not want it.
func TestLookUpTurns(t *testing.T) {
	count := func(lookUp bool, mails ...[]byte) int {
		w := newWorld(t, memory.Options{})
		w.LookUp = lookUp
		for i := range 30 {
			w.deliver("Sent", wrote(1990+i, martha, "Jane Standard <jane@example.org>", "Oak"))
		}
		w.deliver("INBOX", mails...)
		return w.pass(monday).Turns
	}
	jane, wim, paul := invitation("std", "Jane Standard", standardLine), invitation("wim", "Wim Writer", standardLine), invitation("note", "Paul Personal", note)
	for _, test := range []struct {
		name  string
		more  int
		mails [][]byte
	}{
		{"one who is known", 2, [][]byte{jane, wim, paul}},
		{"nobody is known", 1, [][]byte{wim, paul}},
		{"nobody is to be asked", 0, [][]byte{paul}},
		{"no mail", 0, nil},
	} {
		if off, on := count(false, test.mails...), count(true, test.mails...); on-off != test.more {
			t.Errorf("%s: %d turns, %d without looking", test.name, on, off)
		}
	}
}

func TestLookUpIsBounded(t *testing.T) {
	w := newWorld(t, memory.Options{})
	w.Rules.PerDay = 1
	var old [][]byte
	for i := range 200 {
		old = append(old, wrote(1800+i, martha, "Jane Standard <jane@example.org>", fmt.Sprint("Oak ", i)))
	}
	w.deliver("Sent", old...)
	w.deliver("INBOX", invitation("std", "Jane Standard", standardLine), invitation("wim", "Wim Writer", standardLine))
	r := w.pass(monday)
	if got := steps(r); len(got) != 2 || got[0] != "Jane Standard: (you wrote at least 50 mails to Jane Standard (jane@example.org) up to 1999, the last about “Oak 199”)" {
		t.Errorf("%q", got)
	}
	w.wantCases("Jane Standard: unsure, Wim Writer: new") // nobody is asked who was not looked for
	w.pass(monday.Add(15 * time.Minute))
	w.wantCases("Jane Standard: unsure, Wim Writer: asking")
}

// TestLookUpHidesNobody: however much one wrote, another's only mail is found.
func TestLookUpHidesNobody(t *testing.T) {
	w := newWorld(t, memory.Options{})
	old := [][]byte{wrote(1799, martha, "Wim Writer <wim@example.org>", "Ash")}
	for i := range 120 {
		old = append(old, wrote(1800+i, martha, "Jane Standard <jane@example.org>", "Oak"))
	}
	w.deliver("Sent", old...)
	w.deliver("INBOX", invitation("std", "Jane Standard", standardLine), invitation("wim", "Wim Writer", standardLine))
	r := w.pass(monday)
	want := []string{"Jane Standard: (you wrote at least 50 mails to Jane Standard (jane@example.org) up to 1919, the last about “Oak”)",
		"Wim Writer: (you wrote 1 mail to Wim Writer (wim@example.org) in 1799, about “Ash”)"}
	if got := steps(r); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

func TestLookUpOff(t *testing.T) {
	w := newWorld(t, memory.Options{})
	w.LookUp = false
	w.deliver("Sent", wrote(2019, martha, "Jane Standard <jane@example.org>", "Oak"))
	w.deliver("INBOX", invitation("std", "Jane Standard", standardLine))
	w.pass(monday)
	w.wantCases("Jane Standard: asking")
}

// TestLookUpRefused: what cannot be looked through is said once, and who
// cannot be found for that is asked.
func TestLookUpRefused(t *testing.T) {
	const said = "; who was asked may be somebody you know"
	for _, test := range []struct {
		name    string
		options memory.Options
		lookIn  []string
		cases   string
		trouble string
	}{
		{"a folder is missing", memory.Options{}, []string{"Sent", "Archive/Old"}, "Jane Standard: unsure, Wim Writer: asking, Łukasz Żółw: asking",
			`look into "Archive/Old": there is no such folder`},
		{"a folder does not open", memory.Options{Refuse: func(command, folder string) error {
			if command == "EXAMINE" && folder == "Archive" {
				return memory.Refusal("NOPERM", "not yours")
			}
			return nil
		}}, nil, "Jane Standard: unsure, Wim Writer: asking, Łukasz Żółw: asking", `open "Archive": the server refused: not yours [NOPERM]`},
		{"only ASCII", memory.Options{Without: []string{"LITERAL+"}}, []string{"Sent"}, "Jane Standard: unsure, Wim Writer: asking, Łukasz Żółw: asking",
			`search "Sent": the server refused: only ASCII can be searched for on this server`},
	} {
		w := newWorld(t, test.options)
		w.LookIn = test.lookIn
		w.deliver("Sent", wrote(2019, martha, "Jane Standard <jane@example.org>", "Oak"))
		w.deliver("INBOX", invitation("std", "Jane Standard", standardLine), invitation("wim", "Wim Writer", standardLine), invitation("zolw", "Łukasz Żółw", standardLine))
		r := w.pass(monday)
		w.wantCases(test.cases)
		if want := []string{"whom you wrote with before could not be seen: " + test.trouble + said}; !slices.Equal(r.Trouble, want) || r.Failed != 0 {
			t.Errorf("%s: trouble %q, want %q; %d failed", test.name, r.Trouble, want, r.Failed)
		}
	}
}

// TestLookUpWatching: watching shows what would be, and uses nothing up.
func TestLookUpWatching(t *testing.T) {
	w := newWorld(t, memory.Options{Without: []string{"ESEARCH"}})
	w.Rules.Mode = triage.ModeWatch
	w.deliver("Sent", wrote(2019, martha, "Jane Standard <jane@example.org>", "Oak"))
	w.deliver("INBOX", invitation("std", "Jane Standard", standardLine))
	if r := w.pass(monday); len(r.Steps) != 1 || r.Steps[0].Case.Verdict.Kind != "known" {
		t.Errorf("%q", steps(r))
	}
	w.wantCases("Jane Standard: new")
	w.Rules.Mode = triage.ModeDraft
	w.pass(monday.Add(time.Hour))
	w.wantCases("Jane Standard: unsure")
	w.want("INBOX", "std")
}
