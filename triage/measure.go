package triage

import (
	"cmp"
	"encoding/json"
	"math"
	"slices"
)

// Labelled is an invitation of whose note is known what it is.
type Labelled struct {
	ID string // tells it from the others, as its source does
	Invitation
	Is Class // Personalized or Generic
}

// Labelled are the people of a mail whose notes count, labelled with a class.
// Where no note came through, what the owner decides about somebody says nothing
// about notes.
func (r Rules) Labelled(m SeenMail, is Class) (all []Labelled) {
	for _, inv := range m.People {
		if _, unjudged := r.unjudged(m.Notification, inv); !unjudged && !noNote(inv.Note) {
			all = append(all, Labelled{Invitation: inv, Is: is})
		}
	}
	return all
}

// What errors cost, accepting a generic note as personal being 1: the owner
// reads it, sees it, and has lost a minute. To ask somebody who did write
// offends a person, and is the worst mistake there is. Doubt is read like a
// personal note, and promises less.
const (
	costAsked    = 5.0
	costAccepted = 1.0
	costUnsure   = 0.5
)

func cost(is, said Class) float64 {
	switch {
	case said == Unsure:
		return costUnsure
	case is == said:
		return 0
	case is == Personalized:
		return costAsked
	}
	return costAccepted
}

// Verdicts count what was said of the notes of one label.
type Verdicts struct {
	Personalized int `json:"personalized"`
	Generic      int `json:"generic"`
	Unsure       int `json:"unsure"`
}

func (v Verdicts) all() int { return v.Personalized + v.Generic + v.Unsure }

// Confusion counts verdicts by label.
type Confusion struct {
	Personalized Verdicts `json:"personalized"` // the notes labelled so
	Generic      Verdicts `json:"generic"`
}

func (c *Confusion) add(is, said Class, n int) {
	v := &c.Generic
	if is == Personalized {
		v = &c.Personalized
	}
	switch said {
	case Personalized:
		v.Personalized += n
	case Generic:
		v.Generic += n
	default:
		v.Unsure += n
	}
}

// Asked are people who did write and would be asked whether they had.
func (c Confusion) Asked() int { return c.Personalized.Generic }

// Accepted are generic notes that would be taken for personal.
func (c Confusion) Accepted() int { return c.Generic.Personalized }

// Unsure are notes of either label that the owner would have to decide on.
func (c Confusion) Unsure() int { return c.Personalized.Unsure + c.Generic.Unsure }

// Notes are all that were judged.
func (c Confusion) Notes() int { return c.Personalized.all() + c.Generic.all() }

// Cost adds up what the errors cost; a generic note taken for personal is 1.
func (c Confusion) Cost() float64 {
	return costAsked*float64(c.Asked()) + costAccepted*float64(c.Accepted()) + costUnsure*float64(c.Unsure())
}

// Precision is how many of the notes that were given a class belong to it.
func (c Confusion) Precision(class Class) Share {
	if class == Personalized {
		return Share{c.Personalized.Personalized, c.Personalized.Personalized + c.Generic.Personalized}
	}
	return Share{c.Generic.Generic, c.Generic.Generic + c.Personalized.Generic}
}

// Recall is how many of the notes of a class were given it; the unsure were not.
func (c Confusion) Recall(class Class) Share {
	if class == Personalized {
		return Share{c.Personalized.Personalized, c.Personalized.all()}
	}
	return Share{c.Generic.Generic, c.Generic.all()}
}

// Balanced is the mean over both labels of how much of what was decided was
// decided right; false if of one of them nothing was.
func (c Confusion) Balanced() (float64, bool) {
	p, g := c.Personalized, c.Generic
	decidedP, decidedG := p.Personalized+p.Generic, g.Generic+g.Personalized
	if decidedP == 0 || decidedG == 0 {
		return 0, false
	}
	return (float64(p.Personalized)/float64(decidedP) + float64(g.Generic)/float64(decidedG)) / 2, true
}

// Share is a part of a whole, which may be empty.
type Share struct {
	N  int `json:"n"`
	Of int `json:"of"`
}

// Misjudged is a costly error.
type Misjudged struct {
	ID      string  `json:"id"`
	Name    string  `json:"name"`
	Note    string  `json:"note"`
	Is      Class   `json:"is"`
	Verdict Verdict `json:"verdict"`
}

// Point is what would be if the judge had these bounds.
type Point struct {
	Bounds
	InForce bool `json:"in_force"`
	Confusion
}

// Bounds are the two of a judge.
type Bounds struct {
	GenericBelow  float64 `json:"generic_below"`
	PersonalAbove float64 `json:"personalized_above"`
}

func (b Bounds) of(j *Judge) *Judge {
	c := *j
	c.GenericBelow, c.PersonalAbove = b.GenericBelow, b.PersonalAbove
	return &c
}

// Bounds are those in force.
func (j *Judge) Bounds() Bounds { return Bounds{j.GenericBelow, j.PersonalAbove} }

// Measure is what a judge is worth on labelled notes.
type Measure struct {
	Confusion
	Errors []Misjudged // who would be asked first, then who would be accepted; the furthest off first
	Below  []Point     // over generic_below, the other bound as it is
	Above  []Point     // over personalized_above, the other bound as it is
}

// MarshalJSON adds what follows from the confusion.
func (m Measure) MarshalJSON() ([]byte, error) {
	type of struct {
		Personalized Share `json:"personalized"`
		Generic      Share `json:"generic"`
	}
	var balanced *float64
	if b, ok := m.Balanced(); ok {
		b = roundScore(b)
		balanced = &b
	}
	return json.Marshal(struct {
		Notes     int         `json:"notes"`
		Confusion Confusion   `json:"confusion"`
		Precision of          `json:"precision"`
		Recall    of          `json:"recall"`
		Balanced  *float64    `json:"balanced"` // null where nothing was decided
		Cost      float64     `json:"cost"`
		Errors    []Misjudged `json:"errors"`
		Below     []Point     `json:"curve_generic_below"`
		Above     []Point     `json:"curve_personalized_above"`
	}{m.Notes(), m.Confusion, of{m.Precision(Personalized), m.Precision(Generic)}, of{m.Recall(Personalized), m.Recall(Generic)}, balanced, m.Cost(), m.Errors, m.Below, m.Above})
}

// Measure judges labelled notes.
func (j *Judge) Measure(notes []Labelled) Measure {
	m := Measure{Errors: []Misjudged{}}
	scored := j.score(notes)
	for i, n := range notes {
		said := scored[i].Class
		m.add(n.Is, said, 1)
		if said != Unsure && said != n.Is {
			m.Errors = append(m.Errors, Misjudged{n.ID, n.Name, n.Note, n.Is, scored[i].Verdict})
		}
	}
	slices.SortStableFunc(m.Errors, func(a, b Misjudged) int {
		if a.Is != b.Is {
			return cmp.Compare(b.Is, a.Is) // "personalized" before "generic"
		}
		if a.Is == Personalized {
			return cmp.Compare(a.Verdict.Score, b.Verdict.Score)
		}
		return cmp.Compare(b.Verdict.Score, a.Verdict.Score)
	})
	for _, below := range steps(.1, .5, j.GenericBelow) {
		m.Below = append(m.Below, j.point(notes, scored, Bounds{below, j.PersonalAbove})...)
	}
	for _, above := range steps(.4, .9, j.PersonalAbove) {
		m.Above = append(m.Above, j.point(notes, scored, Bounds{j.GenericBelow, above})...)
	}
	return m
}

// steps are bounds 0.05 apart, with the one in force among them.
func steps(from, to, inForce float64) []float64 {
	all := []float64{inForce}
	for n := math.Round(20 * from); n <= math.Round(20*to); n++ {
		all = append(all, n/20)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// point is none where the bounds would cross.
func (j *Judge) point(notes []Labelled, scored []judgement, b Bounds) []Point {
	if b.GenericBelow > b.PersonalAbove {
		return nil
	}
	p := Point{Bounds: b, InForce: b == j.Bounds()}
	bounded := b.of(j)
	for i := range scored {
		p.add(notes[i].Is, scored[i].under(bounded), 1)
	}
	return []Point{p}
}

func (j *Judge) score(notes []Labelled) []judgement {
	all := make([]judgement, len(notes))
	for i := range notes {
		all[i] = j.judge(notes[i].Invitation)
	}
	return all
}

// under is the class that a judge would give that differs in its bounds alone.
func (w judgement) under(j *Judge) Class {
	if w.added() {
		j.settle(&w)
	}
	return w.Class
}
