package triage

import (
	"cmp"
	"slices"
	"unicode/utf8"
)

// Explanation is a verdict with all that led to it, and what could lead to
// another. What it says of the score is what [Judge.Judge] added up.
type Explanation struct {
	Verdict Verdict  `json:"verdict"`
	How     How      `json:"how"`
	Out     []Taken  `json:"out"`     // in the note's order
	Base    float64  `json:"base"`    // of any note, before something is found
	Shapes  []Piece  `json:"shapes"`  // the heaviest first
	Signals []Piece  `json:"signals"` // those that decided first
	Sum     float64  `json:"sum"`     // of base, shapes and signals
	Near    []Nearly `json:"near"`    // at most 5, best first
	Turn    []Turn   `json:"turn"`    // at most 3; none if no weight, no bound and no entry could
}

// How a verdict came about.
type How string

const (
	BySum    How = "sum"        // the score is the logistic of the sum
	HeldBack How = "held-back"  // a default line or a remark on one: the sum does not count
	Alone    How = "alone"      // one thing decided, and nothing was added up
	Unjudged How = "not-judged" // there is no note that counts, or it could not be read
)

// Taken is a part of a note that says nothing, and as what it was taken out.
type Taken struct {
	As    string `json:"as"` // "greeting", "standard line", ...
	Quote string `json:"quote"`
}

// Piece is one part of a sum.
type Piece struct {
	Name   string  `json:"name"`
	Why    string  `json:"why"`
	Weight float64 `json:"weight"`          // in units of the logistic scale, rounded to 0.001
	Quote  string  `json:"quote,omitempty"` // all finds that count, joined by " … "
}

// Shape is what a note's shapes add together.
func (e Explanation) Shape() (z float64) {
	for _, s := range e.Shapes {
		z += s.Weight
	}
	return z
}

// Explain judges as Judge does and tells all of it. It judges again for each
// change of the config that it proposes, so it is slower by far.
func (j *Judge) Explain(inv Invitation) Explanation {
	w := j.judge(inv)
	e := explained(w.Verdict, w.how)
	if w.r != nil {
		e.Out = w.r.takenOut()
		e.Near = j.near(w)
	}
	if w.added() {
		e.Base, e.Sum = fitted.bias, roundScore(w.sum)
		e.Shapes = w.r.shapePieces()
		for _, f := range w.fired {
			if z := roundScore(f.sum); z != 0 {
				e.Signals = append(e.Signals, Piece{f.name, f.why, z, f.quoteAll(w.r)})
			}
		}
	}
	e.Turn = j.turns(inv, w)
	return e
}

// Explain explains the verdict on a person in a mail, see [Rules.Verdict].
func (r Rules) Explain(n Notification, inv Invitation) Explanation {
	v, ok := r.unjudged(n, inv)
	if !ok {
		return r.Judge.Explain(inv)
	}
	e := explained(v, Unjudged)
	if v.Kind == string(Unverified) {
		e.Turn = r.trusting(n, inv, v)
	}
	return e
}

// explained is an explanation whose lists are empty, not null.
func explained(v Verdict, how How) Explanation {
	return Explanation{Verdict: v, How: how, Out: []Taken{}, Shapes: []Piece{}, Signals: []Piece{}, Near: []Nearly{}, Turn: []Turn{}}
}

// shellNames are what people call the parts that are taken out.
var shellNames = map[string]string{
	shellStandard: "standard line", shellGreeting: "greeting", shellWish: "wish", shellClosing: "sign-off",
	shellFiller: "wish to connect", shellIntro: "introduction", shellName: "name",
}

// takenOut lists what was taken out, neighbours of one class together.
func (r *noteReading) takenOut() []Taken {
	out := []Taken{}
	for i := 0; i < len(r.cover); {
		from := i
		for i++; i < len(r.cover) && r.cover[i] == r.cover[from]; i++ {
		}
		if as, ok := shellNames[r.cover[from]]; ok {
			out = append(out, Taken{as, r.quote(from, i)})
		}
	}
	return out
}

// shapePieces lists the shapes that weigh anything.
func (r *noteReading) shapePieces() []Piece {
	pieces := []Piece{}
	for i := range noteShapes {
		if z := roundScore(noteShapes[i].worth(r)); z != 0 {
			pieces = append(pieces, Piece{Name: noteShapes[i].name, Why: noteShapes[i].why, Weight: z})
		}
	}
	slices.SortStableFunc(pieces, func(a, b Piece) int { return cmp.Compare(max(b.Weight, -b.Weight), max(a.Weight, -a.Weight)) })
	return pieces
}

// quoteAll returns the words of all finds that count.
func (f *firedSignal) quoteAll(r *noteReading) string {
	quote := f.quote(r)
	for i := 1; i < len(f.spans) && i <= repeats; i++ {
		quote += " … " + r.quote(f.spans[i].from, f.spans[i].to)
	}
	return quote
}

// runes counts what a span quotes.
func (r *noteReading) runes(s noteSpan) int { return utf8.RuneCountInString(r.quote(s.from, s.to)) }
