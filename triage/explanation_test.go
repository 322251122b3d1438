package triage

import (
	"math"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestExplanationAddsUp: what is told of a score is what made it.
func TestExplanationAddsUp(t *testing.T) {
	j := NewJudge(Owner{Name: "Alex Clark"})
	how := map[How]int{}
	for _, n := range readNotes(t) {
		inv := Invitation{Note: n.Note}
		e, v := j.Explain(inv), j.Judge(inv)
		how[e.How]++
		if !reflect.DeepEqual(e.Verdict, v) {
			t.Errorf("%s: explains %+v, judges %+v", n.ID, e.Verdict, v)
		}
		sum := e.Base + e.Shape()
		for _, s := range e.Signals {
			sum += s.Weight
			for _, q := range strings.Split(s.Quote, " … ") {
				if s.Why == "" || q == "" || !strings.Contains(n.Note, q) {
					t.Errorf("%s: signal %+v", n.ID, s)
				}
			}
		}
		if math.Abs(sum-e.Sum) > .01 {
			t.Errorf("%s: the pieces make %.3f, the sum is %.3f", n.ID, sum, e.Sum)
		}
		score := 1 / (1 + math.Exp(-sum))
		switch e.How {
		case BySum:
			if math.Abs(score-v.Score) > .002 {
				t.Errorf("%s: the pieces make %.3f, the score is %.3f", n.ID, score, v.Score)
			}
		case HeldBack:
			if score < v.Score && v.Class != Unsure {
				t.Errorf("%s: held back from %.3f to %.3f", n.ID, score, v.Score)
			}
		case Alone:
			if sum != 0 || len(e.Turn) > 0 {
				t.Errorf("%s: nothing was added up, but %+v", n.ID, e)
			}
		}
		for _, o := range e.Out {
			if o.As == "" || !strings.Contains(n.Note, o.Quote) {
				t.Errorf("%s: took out %+v", n.ID, o)
			}
		}
	}
	if how[BySum] < 400 || how[Alone] < 10 {
		t.Errorf("verdicts came about so: %v", how)
	}
}

var turnWords = regexp.MustCompile(`^(?s)note = "(.*)"\nweight = (-?[0-9.]+)$`)

// turned is a judge with the config changed as a turn says, from its words alone.
func turned(t *testing.T, owner Owner, turn Turn) *Judge {
	key, value, _ := strings.Cut(turn.Set, " = ")
	j := NewJudge(owner)
	bound, _ := strconv.ParseFloat(value, 64)
	switch turn.Table + key {
	case "[judge]generic_below":
		j.GenericBelow = bound
	case "[judge]personalized_above":
		j.PersonalAbove = bound
	case "[[judge.rule]]note":
		m := turnWords.FindStringSubmatch(turn.Set)
		if m == nil {
			t.Fatalf("a rule %q", turn.Set)
		}
		weight, _ := strconv.ParseFloat(m[2], 64)
		if err := j.UseRules([]Rule{{Note: []string{m[1]}, Weight: weight}}); err != nil {
			t.Fatal(err)
		}
		return j
	default:
		for _, k := range entryKeys {
			if turn.Table == "[me]" && k.key == key {
				*k.list(&owner.Me) = []string{strings.Trim(value, `[]"`)}
				return NewJudge(owner)
			}
		}
		t.Fatalf("a turn by %+v", turn)
	}
	if bound <= 0 || bound >= 1 || j.GenericBelow >= j.PersonalAbove {
		t.Errorf("%+v", turn)
	}
	return j
}

// TestTurnsTurn: every proposed change does what is said of it.
func TestTurnsTurn(t *testing.T) {
	owner := Owner{Name: "Alex Clark"}
	j, tables := NewJudge(owner), map[string]int{}
	for _, n := range readNotes(t) {
		inv := Invitation{Note: n.Note}
		e := j.Explain(inv)
		if len(e.Turn) > mostTurns {
			t.Errorf("%s: %d turns", n.ID, len(e.Turn))
		}
		for _, turn := range e.Turn {
			tables[turn.Table]++
			if got := turned(t, owner, turn).Judge(inv).Class; got != turn.Class || got == e.Verdict.Class {
				t.Errorf("%s: %s %q makes %s of %s, and not %s", n.ID, turn.Table, turn.Set, got, e.Verdict.Class, turn.Class)
			}
		}
		if again := j.Judge(inv); !reflect.DeepEqual(again, e.Verdict) {
			t.Errorf("%s: trying changes changed the judge", n.ID)
		}
	}
	if tables["[judge]"] < 100 || tables["[[judge.rule]]"] < 100 || tables["[me]"] < 10 {
		t.Errorf("turns: %v", tables)
	}
}

// TestLeastWeight: a rule that weighs 0.1 less does not turn.
func TestLeastWeight(t *testing.T) {
	owner := Owner{Name: "Alex Clark"}
	j := NewJudge(owner)
	for _, n := range readNotes(t) {
		inv := Invitation{Note: n.Note}
		for _, turn := range j.Explain(inv).Turn {
			m := turnWords.FindStringSubmatch(turn.Set)
			if m == nil {
				continue
			}
			weight, _ := strconv.ParseFloat(m[2], 64)
			if weight = weight - math.Copysign(.1, weight); math.Abs(weight) < .05 {
				continue
			}
			turn.Set = strings.Replace(turn.Set, "= "+m[2], "= "+strconv.FormatFloat(weight, 'f', 1, 64), 1)
			if turned(t, owner, turn).Judge(inv).Class == turn.Class {
				t.Errorf("%s: %q would do", n.ID, turn.Set)
			}
		}
	}
}

func TestNearly(t *testing.T) {
	j := meJudge()
	for note, want := range map[string]string{
		"Hi Alex, I really liked your recent post. Would love to be part of your network.":              "shared-interest: liked your recent post names no subject",
		"Bonjour Madame, j'ai beaucoup aimé votre dernière publication. Connectons-nous !":              "shared-interest: votre dernière publication names no subject",
		"I see that you work at Example Press and would like to connect":                                "my-firm: Example Press is yours, but a program could have filled it in",
		"Thanks for connecting! I share tips on beekeeping every week.":                                 "own-words: I share tips on beekeeping every week is in words of their own, but canned ones stand beside it",
		"“I'd like to add you to my professional network on LinkedIn.”":                                 "quoted-line: I'd like to add you to my professional network on LinkedIn is in quotation marks, but too few words of their own stand beside it",
		"I came across your profile and was impressed by your experience. Let's connect!":               "",
		"We met at the carpenters' fair in Leipzig and talked about your article on oak joints.":        "",
		"Hi Alex, hope you are well! I'd like to add you to my professional network on LinkedIn. Jane.": "",
		"": "",
	} {
		var got []string
		for _, n := range j.Explain(Invitation{Note: note}).Near {
			got = append(got, n.Name+": "+n.Quote+" "+n.Why)
			if n.Weight <= 0 {
				t.Errorf("%q: %+v", note, n)
			}
		}
		if s := strings.Join(got, "\n"); s != want {
			t.Errorf("%q nearly has\n%s\nwant\n%s", note, s, want)
		}
	}
	for lang, lines := range standardLines {
		for _, line := range lines {
			if e := j.Explain(Invitation{Note: line}); len(e.Near) > 0 || len(e.Turn) > 0 {
				t.Errorf("%s: %q has %+v and %+v", lang, line, e.Near, e.Turn)
			}
		}
	}
}

// TestNearlyIsShort: few, of different words, and none that fired.
func TestNearlyIsShort(t *testing.T) {
	j, count := NewJudge(Owner{Name: "Alex Clark"}), 0
	for _, n := range readNotes(t) {
		e := j.Explain(Invitation{Note: n.Note})
		count += len(e.Near)
		for i, near := range e.Near {
			fired := slices.ContainsFunc(e.Signals, func(s Piece) bool { return s.Name == near.Name })
			if i >= mostNear || fired || !strings.Contains(n.Note, near.Quote) || i > 0 && e.Near[i-1].Weight < near.Weight {
				t.Errorf("%s: %+v", n.ID, e.Near)
			}
		}
	}
	t.Logf("%d near finds", count)
}

// TestExplainUnjudged: where no note counts, the key that governs it is told, or
// nothing.
func TestExplainUnjudged(t *testing.T) {
	inv := Invitation{Person: Person{Name: "Jane Doe"}, Note: "We met at the carpenters' fair in Leipzig."}
	rules := Rules{Judge: NewJudge(Owner{Name: "Alex Clark"}), Unverified: UnverifiedInbox}
	for _, c := range []struct {
		kind  Kind
		trust Trust
		note  string
		want  []Turn
	}{
		{KindInvitation, Unverified, inv.Note, []Turn{{"[trust]", `unverified = "triage"`, `"inbox"`, "", Personalized}}},
		{KindReminder, Unverified, "", []Turn{}},
		{KindInvitation, Forged, inv.Note, []Turn{}},
		{KindReminder, Verified, "", []Turn{}},
	} {
		inv.Note = c.note
		n := Notification{Kind: c.kind, Trust: c.trust}
		e := rules.Explain(n, inv)
		if e.How != Unjudged || !reflect.DeepEqual(e.Turn, c.want) || !reflect.DeepEqual(e.Verdict, rules.Verdict(n, inv)) {
			t.Errorf("%s %s: %+v", c.trust, c.kind, e)
		}
	}
}

func BenchmarkExplain(b *testing.B) {
	j := NewJudge(Owner{Name: "Alex Clark"})
	notes := readNotes(b)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		j.Explain(Invitation{Note: notes[i%len(notes)].Note})
	}
}

// TestFriendTurns: a full name in a note of doubt is proposed as a friend's.
func TestFriendTurns(t *testing.T) {
	inv := Invitation{Note: "The beetles are back in the oak of Priya Raman, says our recruiter."}
	want := Turn{"[me]", `friends = ["Priya Raman"]`, "", "that is a friend", Personalized}
	if e := NewJudge(Owner{Name: "Alex Clark"}).Explain(inv); len(e.Turn) == 0 || e.Turn[0] != want {
		t.Errorf("%s %.2f: %+v", e.Verdict.Class, e.Verdict.Score, e.Turn)
	}
	if e := NewJudge(Owner{Name: "Priya Raman"}).Explain(inv); len(e.Turn) > 0 && e.Turn[0].Table == "[me]" {
		t.Errorf("the owner is a friend: %+v", e.Turn)
	}
}
