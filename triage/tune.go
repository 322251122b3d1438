package triage

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"strconv"
)

const (
	// tuneFolds is how often a change is chosen on the others and measured on the
	// held.
	tuneFolds = 10

	// fewestForBounds is how many notes of each label it takes to move a bound:
	// with fewer, one note more or less moves it elsewhere.
	fewestForBounds = 20

	// surely is how many times the spread of a gain it must exceed, so that
	// chance gives as much only once in twenty times.
	surely = 1.64

	// worth is the least that a change must save: its owner has to read it, and to
	// live with it. It is four notes less to decide on.
	worth = 2.0
)

// Evidence is what changes of the config are proposed from.
type Evidence struct {
	Said []Labelled // a person said what these notes are
	// Filed are notes of which nobody said so but the judge itself. It is right
	// about them by definition: they only hold it back.
	Filed []Labelled
	Sound func(*Judge) bool // whether a judge may be at all; nil: any
}

// Proposal is a change of the config: of the bounds, or one more rule or group.
type Proposal struct {
	Bounds *Bounds
	Rule   *Rule
	Group  string // of [Me]: a firm, a school, an event maybe
	Gain   Gain
	People int // with the label that the words speak for who wrote them; 0 for bounds
}

// Gain is what a change does to notes that it was not chosen on, with all that
// was proposed before it in force.
type Gain struct {
	Before Confusion `json:"before"`
	After  Confusion `json:"after"`
}

// apply returns the judge with the change.
func (p Proposal) apply(j *Judge) (*Judge, error) {
	switch {
	case p.Bounds != nil:
		return p.Bounds.of(j), nil
	case p.Rule != nil:
		return j.withRule(*p.Rule)
	}
	return j.withGroup(p.Group), nil
}

// Setting is one key of the config with its value, as TOML.
type Setting struct {
	Table string `json:"table"`
	Key   string `json:"key"`
	Value string `json:"value"` // of a list: the new entry
}

// Settings are what has to be written for a change. Those of "judge.rule" are
// one more table, that of "me" is one more entry.
func (p Proposal) Settings() []Setting {
	number := func(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
	switch {
	case p.Bounds != nil:
		return []Setting{{"judge", "generic_below", number(p.Bounds.GenericBelow)}, {"judge", "personalized_above", number(p.Bounds.PersonalAbove)}}
	case p.Rule != nil:
		return []Setting{{"judge.rule", "note", tomlText(p.Rule.Note[0])}, {"judge.rule", "weight", number(p.Rule.Weight)}}
	}
	return []Setting{{"me", "groups", tomlText(p.Group)}}
}

func (j *Judge) withGroup(entry string) *Judge {
	c := *j
	c.Owner.Me.Groups = append(slices.Clip(c.Owner.Me.Groups), entry)
	c.mine = newMine(c.Owner.Me)
	return &c
}

// Tune proposes changes, each measured with those before it in force, until no
// more gains anything. So the judge that has them all is proposed nothing: each
// makes what the errors cost on the evidence less. why says of the bounds why
// they are not moved, "" if they are.
func (j *Judge) Tune(e Evidence) (all []Proposal, why string) {
	t := &tuning{Evidence: e, judge: j, fold: foldsOf(e.Said)}
	t.said, t.filed = j.score(e.Said), j.score(e.Filed)
	t.find()
	for {
		p, ok := t.bestWords(true)
		if !ok {
			p, ok = t.bestWords(false)
		}
		if !ok {
			if p, why, ok = t.bestBounds(); !ok {
				break
			}
		}
		all = t.take(all, p)
	}
	if slices.ContainsFunc(all, func(p Proposal) bool { return p.Bounds != nil }) {
		why = ""
	}
	return all, why
}

// take puts a change in force. Bounds that are moved twice are one change.
func (t *tuning) take(all []Proposal, p Proposal) []Proposal {
	t.judge, t.said, t.filed = t.tried.judge, t.tried.said, t.tried.filed
	if p.Bounds == nil {
		return append(all, p)
	}
	i := slices.IndexFunc(all, func(q Proposal) bool { return q.Bounds != nil })
	if i < 0 {
		return append(all, p)
	}
	p.Gain.After = all[i].Gain.After.plus(p.Gain.After, 1).plus(p.Gain.Before, -1)
	p.Gain.Before = all[i].Gain.Before
	return append(slices.Delete(all, i, i+1), p)
}

func (v Verdicts) plus(w Verdicts, sign int) Verdicts {
	return Verdicts{v.Personalized + sign*w.Personalized, v.Generic + sign*w.Generic, v.Unsure + sign*w.Unsure}
}

func (c Confusion) plus(d Confusion, sign int) Confusion {
	return Confusion{c.Personalized.plus(d.Personalized, sign), c.Generic.plus(d.Generic, sign)}
}

// tuning is a search for changes under way.
type tuning struct {
	Evidence
	judge *Judge // with what was proposed so far
	fold  []int  // of each of Said
	words []*sharedWords

	said, filed []judgement // by judge
	tried       struct {    // the last change that held, in force
		judge       *Judge
		said, filed []judgement
	}
}

// inviter tells people apart as well as the source does.
func (n *Labelled) inviter() string {
	switch {
	case n.Profile != "":
		return "profile " + FoldName(n.Profile)
	case n.Name != "":
		return "name " + FoldName(n.Name)
	}
	return "note " + n.Note
}

// foldsOf deals the notes out, so that all of one person lie in one fold and
// each fold has its share of both labels; the same notes are dealt the same.
func foldsOf(notes []Labelled) []int {
	type person struct {
		key  string
		is   Class
		hash uint64
	}
	var people []person
	seen := map[string]int{}
	for i := range notes {
		key := notes[i].inviter()
		if _, ok := seen[key]; !ok {
			h := fnv.New64a()
			h.Write([]byte(key))
			seen[key] = 0
			people = append(people, person{key, notes[i].Is, h.Sum64()})
		}
	}
	slices.SortFunc(people, func(a, b person) int {
		return cmp.Or(cmp.Compare(a.is, b.is), cmp.Compare(a.hash, b.hash), cmp.Compare(a.key, b.key))
	})
	for i, p := range people {
		seen[p.key] = i % tuneFolds
	}
	fold := make([]int, len(notes))
	for i := range notes {
		fold[i] = seen[notes[i].inviter()]
	}
	return fold
}

// spread is the gain of each note that a change touches, added up.
type spread struct{ sum, squares float64 }

func (s *spread) add(gain float64) {
	s.sum += gain
	s.squares += gain * gain
}

// sure tells a gain from chance, and from what is not worth a line.
func (s spread) sure() bool { return s.sum >= worth && s.sum >= surely*math.Sqrt(s.squares) }

// holds tries a change on all notes: it must gain on what people said, take
// nothing back on what the judge filed, and leave the judge sound.
func (t *tuning) holds(p Proposal) bool {
	changed, err := p.apply(t.judge)
	if err != nil || t.Sound != nil && !t.Sound(changed) {
		return false
	}
	said, filed := changed.score(t.Said), changed.score(t.Filed)
	gain := func(notes []Labelled, before, after []judgement) (sum float64) {
		for i := range notes {
			sum += cost(notes[i].Is, before[i].Class) - cost(notes[i].Is, after[i].Class)
		}
		return sum
	}
	if gain(t.Said, t.said, said) <= 0 || gain(t.Filed, t.filed, filed) < 0 {
		return false
	}
	t.tried.judge, t.tried.said, t.tried.filed = changed, said, filed
	return true
}

// bestBounds chooses bounds that cost less, and says why if it does not.
func (t *tuning) bestBounds() (p Proposal, why string, ok bool) {
	var labels Confusion
	for i := range t.Said {
		labels.add(t.Said[i].Is, t.Said[i].Is, 1)
	}
	if n, m := labels.Personalized.all(), labels.Generic.all(); min(n, m) < fewestForBounds {
		return p, fmt.Sprintf("that takes %d labelled notes of each class; there are %d personalized and %d generic", fewestForBounds, n, m), false
	}
	grid := boundsGrid(t.judge.Bounds())
	said := make([][]Class, len(grid))
	for g, b := range grid {
		bounded := b.of(t.judge)
		for i := range t.said {
			said[g] = append(said[g], t.said[i].under(bounded))
		}
	}
	best := t.cheapest(said, -1)
	if best == 0 {
		return p, "no others would cost less on these notes", false
	}
	p.Bounds = &grid[best]
	var held spread
	for f := range tuneFolds {
		chosen := said[t.cheapest(said, f)]
		for i := range t.said {
			if t.fold[i] == f {
				is := t.Said[i].Is
				p.Gain.Before.add(is, said[0][i], 1)
				p.Gain.After.add(is, chosen[i], 1)
				held.add(cost(is, said[0][i]) - cost(is, chosen[i]))
			}
		}
	}
	switch before, after := p.Gain.Before.Cost(), p.Gain.After.Cost(); {
	case after >= before:
		return p, fmt.Sprintf("%.2f and %.2f would cost less on these notes, but on notes that they were not chosen on errors cost %.1f with them and %.1f without",
			p.Bounds.GenericBelow, p.Bounds.PersonalAbove, after, before), false
	case !held.sure():
		return p, fmt.Sprintf("%.2f and %.2f would cost less on these notes, but on notes that they were not chosen on errors cost %.1f with them and %.1f without, which may be chance",
			p.Bounds.GenericBelow, p.Bounds.PersonalAbove, after, before), false
	case !t.holds(p):
		return p, fmt.Sprintf("%.2f and %.2f would cost less on these notes, but turn what lies right", p.Bounds.GenericBelow, p.Bounds.PersonalAbove), false
	}
	return p, "", true
}

// boundsGrid begins with the bounds in force; the nearer to them, the earlier.
func boundsGrid(now Bounds) []Bounds {
	grid := []Bounds{now}
	for _, below := range steps(.05, .6, now.GenericBelow) {
		for _, above := range steps(.4, .95, now.PersonalAbove) {
			if b := (Bounds{below, above}); below <= above && b != now {
				grid = append(grid, b)
			}
		}
	}
	far := func(b Bounds) float64 {
		return math.Abs(b.GenericBelow-now.GenericBelow) + math.Abs(b.PersonalAbove-now.PersonalAbove)
	}
	slices.SortStableFunc(grid, func(a, b Bounds) int {
		switch d := far(a) - far(b); {
		case d < -1e-9:
			return -1
		case d > 1e-9:
			return 1
		}
		return 0
	})
	return grid
}

// cheapest is the first of the bounds that cost least on the notes outside a fold.
func (t *tuning) cheapest(said [][]Class, without int) (best int) {
	least := math.Inf(1)
	for g := range said {
		sum := 0.0
		for i, class := range said[g] {
			if t.fold[i] != without {
				sum += cost(t.Said[i].Is, class)
			}
		}
		if sum < least-1e-9 {
			best, least = g, sum
		}
	}
	return best
}
