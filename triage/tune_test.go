package triage

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// labelled makes notes out of a text with %s in it, each of another person.
func labelled(is Class, note string, words ...string) (all []Labelled) {
	for i, w := range words {
		all = append(all, Labelled{ID: w, Is: is, Invitation: Invitation{
			Person: Person{Name: fmt.Sprintf("%s %d Ash", note[:1], i)}, Note: strings.ReplaceAll(note, "%s", w)}})
	}
	return all
}

var (
	tails   = []string{"soon then", "again this year", "for the winter", "now or later", "that late", "with rain", "still on", "one more time"}
	crafts  = []string{"weavers", "potters", "printers", "bakers", "millers", "tanners", "coopers", "glaziers"}
	harvest = labelled(Personalized, "Allotment harvest, %s?", tails...)
	guild   = labelled(Personalized, "Let us connect, from Lantern Guild to %s", crafts...)
	kilns   = labelled(Generic, "Would be good to talk pottery kiln prices with %s", crafts...)
	met     = labelled(Personalized, "We met at the carpenters' fair and talked about %s and oak joints.", append(crafts, tails...)...)
	plain   = labelled(Personalized, "Is it still %s?", crafts...)
	pitches = labelled(Generic, "I help %s like you 3x their leads in 90 days. Do you have 15 minutes for a quick call?", append(crafts, tails...)...)
)

func TestConfusion(t *testing.T) {
	j := NewJudge(Owner{})
	if err := j.UseRules([]Rule{{Note: []string{"pottery kiln"}, Class: Personalized}, {Note: []string{"allotment harvest"}, Class: Unsure}}); err != nil {
		t.Fatal(err)
	}
	m := j.Measure(slices.Concat(met, pitches, kilns, harvest[:2]))
	want := Confusion{Verdicts{16, 0, 2}, Verdicts{8, 16, 0}}
	if m.Confusion != want {
		t.Fatalf("got %+v, want %+v", m.Confusion, want)
	}
	if b, ok := m.Balanced(); m.Cost() != 9 || m.Notes() != 42 || !ok || roundScore(b) != .833 ||
		m.Precision(Personalized) != (Share{16, 24}) || m.Recall(Personalized) != (Share{16, 18}) || m.Precision(Generic) != (Share{16, 16}) || m.Recall(Generic) != (Share{16, 24}) {
		t.Errorf("cost %v, notes %d, balanced %v, precision %v %v, recall %v %v", m.Cost(), m.Notes(), b, m.Precision(Personalized), m.Precision(Generic), m.Recall(Personalized), m.Recall(Generic))
	}
	if len(m.Errors) != 8 || m.Errors[0].Is != Generic || m.Errors[0].Verdict.Class != Personalized {
		t.Errorf("errors: %+v", m.Errors)
	}
	if _, ok := new(Confusion).Balanced(); ok {
		t.Error("of nothing there is no accuracy")
	}
}

// TestCurve holds that each point says what a judge with its bounds says.
func TestCurve(t *testing.T) {
	notes := slices.Concat(met, pitches, kilns, harvest, guild)
	for _, n := range readNotes(t) {
		notes = append(notes, Labelled{Is: Class(n.Label), Invitation: Invitation{Note: n.Note}})
	}
	j := NewJudge(Owner{})
	j.GenericBelow = .33
	m := j.Measure(notes)
	inForce := 0
	for _, p := range append(m.Below, m.Above...) {
		var want Confusion
		for _, n := range notes {
			want.add(n.Is, p.Bounds.of(j).Judge(n.Invitation).Class, 1)
		}
		if p.Confusion != want {
			t.Errorf("at %v: got %+v, want %+v", p.Bounds, p.Confusion, want)
		}
		inForce += btoi(p.InForce)
	}
	if len(m.Below) != 10 || len(m.Above) != 12 || inForce != 2 {
		t.Errorf("%d and %d points, %d in force", len(m.Below), len(m.Above), inForce)
	}
}

func TestTune(t *testing.T) {
	right := slices.Concat(met[:8], pitches[:8])
	few := "that takes 20 labelled notes of each class"
	bothLabels := labelled(Generic, "Your allotment harvest, %s!", tails...)
	tests := []struct {
		name     string
		said     []Labelled // what the judge is unsure of
		right    []Labelled
		filed    []Labelled
		sound    func(*Judge) bool
		want     []string // sorted
		whyStays string
	}{
		{name: "nothing is wrong", right: slices.Concat(met, met[:8], pitches, pitches[:8]), whyStays: "no others would cost less"},
		{name: "too few for bounds", right: slices.Concat(met, pitches[:3]), whyStays: "there are 16 personalized and 3 generic"},
		{name: "a personal cue", said: harvest, right: right, want: []string{`+ "Allotment harvest"`}, whyStays: few},
		{name: "a generic cue", said: kilns, right: right, want: []string{`- "pottery kiln prices"`}, whyStays: few},
		{name: "two cues", said: slices.Concat(harvest, kilns), right: right, want: []string{`+ "Allotment harvest"`, `- "pottery kiln prices"`}, whyStays: few},
		{name: "a group", said: guild, right: right, want: []string{`groups "Lantern Guild"`}, whyStays: few},
		{name: "a cue of two people", said: harvest[:2], right: right, whyStays: few},
		{name: "a cue of one person", said: ofOne(harvest), right: right, whyStays: few},
		{name: "a cue of both", said: slices.Concat(harvest, bothLabels), right: right, whyStays: few},
		{name: "a cue that would turn what lies right", said: kilns, right: right, filed: labelled(Personalized, "We met at the fair. Would be good to talk pottery kiln prices with %s", tails...), whyStays: few},
		{name: "a cue that breaks what must hold", said: harvest, right: right, sound: func(j *Judge) bool { return j.Measure(harvest).Personalized.Unsure == len(harvest) }, whyStays: few},
		{name: "bounds", said: plain, right: slices.Concat(met, pitches, pitches[:8]), want: []string{"bounds"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			j := NewJudge(Owner{Name: "Martha Clark"})
			j = around(j, tt.said).of(j)
			e := Evidence{slices.Concat(tt.said, tt.right), tt.filed, tt.sound}
			all, why := j.Tune(e)
			var got []string
			for _, p := range all {
				got = append(got, inShort(p))
				if p.Gain.After.Cost() >= p.Gain.Before.Cost() || p.Bounds == nil && p.People < fewestPeople {
					t.Errorf("%+v gains nothing", p)
				}
				j, _ = p.apply(j)
			}
			slices.Sort(got)
			if !slices.Equal(got, tt.want) || !strings.Contains(why, tt.whyStays) {
				t.Errorf("got %q (%s), want %q (%s)", got, why, tt.want, tt.whyStays)
			}
			if again, _ := j.Tune(e); len(again) > 0 {
				t.Errorf("a second time it proposes %+v", again)
			}
		})
	}
}

// inShort leaves out what hangs on the weights.
func inShort(p Proposal) string {
	switch set := p.Settings(); {
	case p.Bounds != nil:
		return "bounds"
	case p.Rule == nil:
		return set[0].Key + " " + set[0].Value
	case p.Rule.Weight < 0:
		return "- " + set[0].Value
	default:
		return "+ " + set[0].Value
	}
}

// around are bounds between which all of these notes lie, whatever the weights:
// a judge that has them is unsure of each.
func around(j *Judge, notes []Labelled) Bounds {
	b := j.Bounds()
	for _, n := range notes {
		score := j.Judge(n.Invitation).Score
		b.GenericBelow, b.PersonalAbove = min(b.GenericBelow, score), max(b.PersonalAbove, score)
	}
	return b
}

// ofOne has all notes written by the same person.
func ofOne(notes []Labelled) []Labelled {
	notes = slices.Clone(notes)
	for i := range notes {
		notes[i].Name = "Ada Ash"
	}
	return notes
}
