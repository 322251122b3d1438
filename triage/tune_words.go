package triage

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	// fewestPeople is how many must have written words before they count: what
	// one person writes often is theirs.
	fewestPeople = 3

	// seldom is the most of words' notes that may have the other label.
	seldom = 0.2
)

// ruleWeights are what a proposed rule may weigh: the least tips a scale, two
// move an unsure note well to one side, three do so with most.
var ruleWeights = []float64{1, 2, 3}

// sharedWords are words that several notes have.
type sharedWords struct {
	text  string // as the first note has them
	name  bool   // capitals in a row, which may name something
	said  []int  // the notes of Said that have them, ascending
	filed []int
}

// find collects the words that at least [fewestPeople] wrote.
func (t *tuning) find() {
	type key struct {
		words string
		name  bool
	}
	all := map[key]*sharedWords{}
	look := func(notes []Labelled, list func(*sharedWords) *[]int) {
		for i := range notes {
			r := readOwnWords(embeddedCues(), notes[i].Note, notes[i].Name, t.judge.Owner.Name)
			put := func(s noteSpan, name bool) {
				k := key{r.foldedRun(s), name}
				w := all[k]
				if w == nil {
					w = &sharedWords{text: inOneLine(strings.Map(dropInvisible, r.quote(s.from, s.to))), name: name}
					all[k] = w
				}
				if in := list(w); len(*in) == 0 || (*in)[len(*in)-1] != i {
					*in = append(*in, i)
				}
			}
			for _, s := range r.phrases() {
				put(s, false)
			}
			for _, s := range r.nameRuns() {
				put(s, true)
			}
		}
	}
	look(t.Said, func(w *sharedWords) *[]int { return &w.said })
	look(t.Filed, func(w *sharedWords) *[]int { return &w.filed })
	for _, w := range all {
		if len(w.said) >= fewestPeople && (!w.name || CheckMine(w.text) == nil) {
			t.words = append(t.words, w)
		}
	}
	// Of words that the same notes have the longer mean what they say.
	slices.SortFunc(t.words, func(a, b *sharedWords) int {
		return cmp.Or(len(b.said)-len(a.said), len(b.text)-len(a.text), strings.Compare(a.text, b.text), btoi(b.name)-btoi(a.name))
	})
}

func (r *noteReading) foldedRun(s noteSpan) string {
	var b strings.Builder
	for i := s.from; i < s.to; i++ {
		b.WriteString(r.tokens[i].text)
		b.WriteByte(' ')
	}
	return b.String()
}

// phrases are two or three words in a row (or two to six characters) that begin
// and end with meaning, and single words that few notes hold.
func (r *noteReading) phrases() (spans []noteSpan) {
	for i := range r.tokens {
		for end := i + 1; end <= len(r.tokens) && r.maySay(end-1); end++ {
			last := &r.tokens[end-1]
			alone := end-i == 1
			if r.means(i) && r.means(end-1) && (!alone || !last.single && utf8.RuneCountInString(last.text) > 4 && !r.book.inPattern(last.text)) {
				spans = append(spans, noteSpan{i, end})
			}
			if last.after != 0 || end-i == 3 && !last.single || end-i == 6 {
				break
			}
		}
	}
	return spans
}

// wordsChange is a change that rests on words, with what it does to the notes
// that have them.
type wordsChange struct {
	*sharedWords
	Proposal
	label Class // the label that it is for
	after []Class
	total float64 // what it gains on all of them
}

// bestWords chooses the group, or the rule, that gains most and whose gain holds
// on notes that it was not chosen on.
func (t *tuning) bestWords(groups bool) (best Proposal, ok bool) {
	changes := t.wordChanges(groups)
	if !t.heldOut(changes).sure() {
		return best, false
	}
	for _, c := range changes {
		held, gain := t.gainOf(c)
		if c.Gain = gain; held.sure() && t.holds(c.Proposal) {
			return c.Proposal, true
		}
	}
	return best, false
}

// wordChanges are the changes that would gain on all notes, the best first.
func (t *tuning) wordChanges(groups bool) (changes []*wordsChange) {
	try := func(w *sharedWords, label Class, p Proposal) {
		c := &wordsChange{sharedWords: w, Proposal: p, label: label}
		if c.People, c.total = t.fits(c, -1); c.People < fewestPeople {
			return
		}
		changed, err := p.apply(t.judge)
		if err != nil {
			return
		}
		for _, i := range w.said {
			c.after = append(c.after, t.classAfter(p, changed, i))
		}
		if _, c.total = t.fits(c, -1); c.total > 0 {
			changes = append(changes, c)
		}
	}
	for _, w := range t.words {
		switch {
		case w.name != groups || !t.errs(w):
		case groups:
			try(w, Personalized, Proposal{Group: w.text})
		default:
			for _, weight := range ruleWeights {
				try(w, Personalized, Proposal{Rule: &Rule{Note: []string{w.text}, Weight: weight}})
				try(w, Generic, Proposal{Rule: &Rule{Note: []string{w.text}, Weight: -weight}})
			}
		}
	}
	slices.SortStableFunc(changes, func(a, b *wordsChange) int { return cmp.Compare(b.total, a.total) })
	return changes
}

// classAfter is the class of a note that has the words of a change. What a rule
// adds to a sum needs no second reading.
func (t *tuning) classAfter(p Proposal, changed *Judge, i int) Class {
	w := t.said[i]
	if p.Rule == nil || !w.added() {
		return changed.Judge(t.Said[i].Invitation).Class
	}
	last := *changed
	last.own = changed.own[len(changed.own)-1:]
	for _, f := range last.ruleSignals(&t.Said[i].Invitation, w.r) {
		w.fired, w.sum = append(slices.Clip(w.fired), f), w.sum+f.sum
	}
	changed.settle(&w)
	return w.Class
}

// errs tells whether at least two notes with the words are not judged right, and
// no rule speaks of them yet: one on top of another is hard to understand.
func (t *tuning) errs(w *sharedWords) bool {
	n := 0
	for _, i := range w.said {
		if t.said[i].Class != t.Said[i].Is && !slices.ContainsFunc(t.said[i].fired, func(f firedSignal) bool { return f.name == "rule" }) {
			n++
		}
	}
	return n > 1
}

// fits counts, outside a fold, the people of the change's label who wrote the
// words, and what it gains there. Words that the other label has too often fit
// nobody.
func (t *tuning) fits(c *wordsChange, without int) (people int, gain float64) {
	seen := map[string]bool{}
	notes, other := 0, 0
	count := func(n *Labelled) {
		if notes++; n.Is != c.label {
			other++
		}
	}
	for k, i := range c.said {
		n := &t.Said[i]
		if t.fold[i] == without {
			continue
		}
		if count(n); n.Is == c.label {
			seen[n.inviter()] = true
		}
		if c.after != nil {
			gain += t.gain(c, k)
		}
	}
	for _, i := range c.filed {
		count(&t.Filed[i])
	}
	if float64(other) > seldom*float64(notes) {
		return 0, 0
	}
	return len(seen), gain
}

// chosen tells whether a change would be proposed without the notes of a fold.
func (t *tuning) chosen(c *wordsChange, without int) bool {
	people, gain := t.fits(c, without)
	return people >= fewestPeople && gain > 0
}

// heldOut is what it gains to choose changes without the notes of each fold in
// turn, one after the other as long as they gain, and to measure them on these.
// Of many words some fit by chance: this tells whether choosing so is any good.
func (t *tuning) heldOut(changes []*wordsChange) (all spread) {
	for f := range tuneFolds {
		var left []*wordsChange
		for _, c := range changes {
			if t.chosen(c, f) {
				left = append(left, c)
			}
		}
		done := map[int]bool{} // notes that a change before has settled
		for {
			var best *wordsChange
			most := 0.0
			for _, c := range left {
				gain := 0.0
				for k, i := range c.said {
					if t.fold[i] != f && !done[i] {
						gain += t.gain(c, k)
					}
				}
				if gain > most {
					best, most = c, gain
				}
			}
			if best == nil {
				break
			}
			for k, i := range best.said {
				if t.fold[i] == f && !done[i] {
					all.add(t.gain(best, k))
				}
				done[i] = true
			}
		}
	}
	return all
}

// gain is what a change gains on the k-th note that has its words.
func (t *tuning) gain(c *wordsChange, k int) float64 {
	i := c.said[k]
	return cost(t.Said[i].Is, t.said[i].Class) - cost(t.Said[i].Is, c.after[k])
}

// gainOf is what one change gains on the notes of those folds without which it
// would be proposed too. All other notes count as they are.
func (t *tuning) gainOf(c *wordsChange) (held spread, gain Gain) {
	for i := range t.said {
		gain.Before.add(t.Said[i].Is, t.said[i].Class, 1)
	}
	gain.After = gain.Before
	for f := range tuneFolds {
		if !t.chosen(c, f) {
			continue
		}
		for k, i := range c.said {
			if t.fold[i] == f {
				gain.After.add(t.Said[i].Is, t.said[i].Class, -1)
				gain.After.add(t.Said[i].Is, c.after[k], 1)
				held.add(t.gain(c, k))
			}
		}
	}
	return held, gain
}
