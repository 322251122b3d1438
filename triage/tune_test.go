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
	guild   = labelled(Personalized, "I help %s grow, as Lantern Guild does.", crafts...)
	kilns   = labelled(Generic, "Would be good to talk pottery kiln prices with %s", crafts...)
	prices  = labelled(Generic, "Happy to compare barley malt quotes with %s", crafts...)
	met     = labelled(Personalized, "We met at the carpenters' fair and talked about %s and oak joints.", append(crafts, tails...)...)
	plain   = labelled(Personalized, "Is it still %s?", crafts...)
	pitches = labelled(Generic, "I help %s like you 3x their leads in 90 days. Do you have 15 minutes for a quick call?", append(crafts, tails...)...)
)

func TestConfusion(t *testing.T) {
	m := NewJudge(Owner{}).Measure(slices.Concat(met, pitches, kilns, harvest[:2]))
	want := Confusion{Verdicts{16, 0, 2}, Verdicts{8, 16, 0}}
	if m.Confusion != want {
		t.Fatalf("got %+v, want %+v", m.Confusion, want)
	}
	if b, ok := m.Balanced(); m.Cost() != 9 || m.Notes() != 42 || !ok || roundScore(b) != .833 ||
		m.Precision(Personalized) != (Share{16, 24}) || m.Recall(Personalized) != (Share{16, 18}) || m.Precision(Generic) != (Share{16, 16}) || m.Recall(Generic) != (Share{16, 24}) {
		t.Errorf("cost %v, notes %d, balanced %v, precision %v %v, recall %v %v", m.Cost(), m.Notes(), b, m.Precision(Personalized), m.Precision(Generic), m.Recall(Personalized), m.Recall(Generic))
	}
	if len(m.Errors) != 8 || m.Errors[0].Verdict.Score < m.Errors[7].Verdict.Score {
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
	if len(m.Below) != 10 || len(m.Above) != 11 || inForce != 2 {
		t.Errorf("%d and %d points, %d in force", len(m.Below), len(m.Above), inForce)
	}
}

func TestTune(t *testing.T) {
	tests := []struct {
		name     string
		judge    Bounds
		said     []Labelled
		filed    []Labelled
		sound    func(*Judge) bool
		want     []string
		whyStays string
	}{
		{name: "nothing is wrong", said: slices.Concat(met, met[:8], pitches, pitches[:8]), whyStays: "no others"},
		{name: "too few for bounds", said: slices.Concat(met, pitches[:3]), whyStays: "16 personalized and 3 generic"},
		{name: "a personal cue", said: slices.Concat(met, pitches, harvest), want: []string{`note = "Allotment harvest"`, "weight = 2"}, whyStays: "20 labelled"},
		{name: "a generic cue", said: slices.Concat(met, pitches, kilns), want: []string{`note = "pottery kiln prices"`, "weight = -2"}, whyStays: "20 labelled"},
		{name: "two cues", said: slices.Concat(met, pitches, harvest, kilns), want: []string{`note = "pottery kiln prices"`, "weight = -2", `note = "Allotment harvest"`, "weight = 2"}, whyStays: "no others"},
		{name: "two cues alike", said: slices.Concat(met, pitches, kilns, prices), want: []string{`note = "compare barley malt"`, "weight = -3", `note = "pottery kiln prices"`, "weight = -2"}, whyStays: "20 labelled"},
		{name: "a group", said: slices.Concat(met, pitches, guild), want: []string{`groups = "Lantern Guild"`}, whyStays: "20 labelled"},
		{name: "a cue of two people", said: slices.Concat(met, pitches, harvest[:2]), whyStays: "20 labelled"},
		{name: "a cue of one person", said: slices.Concat(met, pitches, ofOne(harvest)), whyStays: "20 labelled"},
		{name: "a cue of both", said: slices.Concat(met[:4], pitches, harvest, labelled(Generic, "Your Allotment harvest, %s!", tails...)), whyStays: "20 labelled"},
		{name: "a cue that would turn what lies right", said: slices.Concat(met, pitches, kilns), filed: labelled(Personalized, "Would be good to talk pottery kiln prices with %s, old friend", tails...), whyStays: "20 labelled"},
		{name: "a cue that fails a test", said: slices.Concat(met, pitches, harvest), sound: func(j *Judge) bool { return j.Judge(harvest[1].Invitation).Class == Unsure }, whyStays: "20 labelled"},
		{name: "bounds", judge: Bounds{.30, .95}, said: slices.Concat(met, plain, pitches, pitches[:8]), want: []string{"generic_below = 0.3", "personalized_above = 0.8"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			j := NewJudge(Owner{Name: "Martha Clark"})
			if tt.judge != (Bounds{}) {
				j = tt.judge.of(j)
			}
			e := Evidence{tt.said, tt.filed, tt.sound}
			all, why := j.Tune(e)
			var got []string
			for _, p := range all {
				for _, s := range p.Settings() {
					got = append(got, s.Key+" = "+s.Value)
				}
				if p.Gain.After.Cost() >= p.Gain.Before.Cost() {
					t.Errorf("%+v gains nothing", p)
				}
				j, _ = p.apply(j)
			}
			if !slices.Equal(got, tt.want) || !strings.Contains(why, tt.whyStays) {
				t.Errorf("got %q (%s), want %q (%s)", got, why, tt.want, tt.whyStays)
			}
			if again, _ := j.Tune(e); len(again) > 0 {
				t.Errorf("a second time it proposes %+v", again)
			}
		})
	}
}

// ofOne has all notes written by the same person.
func ofOne(notes []Labelled) []Labelled {
	notes = slices.Clone(notes)
	for i := range notes {
		notes[i].Name = "Ada Ash"
	}
	return notes
}
