package triage

import (
	"math"
	"math/bits"
	"slices"
	"strings"
	"unicode"
)

// Judge tells what a note is worth.
//
// It takes out of the note what says nothing (greeting, names, LinkedIn's
// standard line in any language, wishes, sign-off) and judges what is left by
// named signals and by its shape, each with a weight. The logistic of their sum
// is the score.
type Judge struct {
	// GenericBelow and PersonalAbove part the scores: below the one generic,
	// above the other personalized, between them unsure. To ask somebody who did
	// write is the worst mistake, hence generic begins low.
	GenericBelow  float64
	PersonalAbove float64

	Owner Owner

	mine *mine      // the owner's things, as they are looked for
	own  []*ownRule // the owner's rules
}

// Defaults of a judge's bounds.
const (
	DefaultGenericBelow  = 0.25
	DefaultPersonalAbove = 0.72
)

// NewJudge returns a judge with the default bounds that knows its languages.
func NewJudge(owner Owner) *Judge {
	return &Judge{GenericBelow: DefaultGenericBelow, PersonalAbove: DefaultPersonalAbove, Owner: owner, mine: newMine(owner.Me)}
}

// Warm reads the language data, which the first judgement would have to wait
// for: some tens of milliseconds, to be spent while the network is waited for.
func (j *Judge) Warm() { embeddedCues() }

// Judge judges the note of an invitation. It is safe for use by several
// goroutines at once.
func (j *Judge) Judge(inv Invitation) Verdict { return j.judge(inv).Verdict }

// judgement is a verdict with what led to it.
type judgement struct {
	Verdict
	how   How
	r     *noteReading  // nil where the note was not read
	fired []firedSignal // the strongest reasons first
	sum   float64       // of base, shapes and signals
}

// added reports that there is a sum.
func (w *judgement) added() bool { return w.how == BySum || w.how == HeldBack }

func (j *Judge) judge(inv Invitation) judgement {
	if inv.Unclear {
		return unreadable("the mail could not be read to its end", inv.Note)
	}
	link := bareLink(inv.Note)
	if v, ok := j.ruled(&inv); ok && !link {
		return judgement{how: Alone, Verdict: v}
	}
	if noNote(inv.Note) {
		return judgement{how: Alone, Verdict: Verdict{Class: Generic, Kind: "no-note", Score: 0, Reasons: []Reason{{Why: noNoteWhy}}}}
	}
	r := readNote(embeddedCues(), inv.Note, inv.Name, j.Owner.Name)
	rules := j.ruleSignals(&inv, r)
	if v, ok := r.empty(); ok && !(v.Kind != kindStandard && slices.ContainsFunc(rules, firedSignal.inNote)) {
		return judgement{how: Alone, Verdict: v, r: r}
	}
	if link {
		return unreadable("a link of LinkedIn's stands where the note should", inv.Note)
	}
	return j.weigh(r, &inv, rules)
}

const noNoteWhy = "no note in the mail"

// noNote reports a note that nobody can see.
func noNote(note string) bool {
	return strings.TrimFunc(note, func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) }) == ""
}

func unreadable(why, note string) judgement {
	return judgement{how: Unjudged, Verdict: Verdict{Class: Unsure, Kind: "unreadable", Score: 0.5, Reasons: []Reason{{Why: why, Quote: firstRunes(note, 80)}}}}
}

// bareLink reports a note that is a link to a profile with at most a label before
// it: rather a button that was read as a note than what somebody wrote.
func bareLink(note string) bool {
	label, link, ok := strings.Cut(strings.TrimSpace(note), "https://www.linkedin.com/")
	return ok && len(strings.Fields(label)) <= 2 && len(strings.Fields(link)) <= 1
}

// noteReading is a note with what was found in it.
type noteReading struct {
	*foldedNote
	book    *cueBook
	words   []noteWord // of each token
	names   []string   // words of the inviter's and the owner's name, folded
	cover   []string   // what took a token out; "" for own words
	cues    map[string][]noteSpan
	spoken  uint64 // languages that the note may be in
	own     int    // words of meaning that nothing took out
	odd     int    // of them those that stand in no pattern
	generic int    // cues of texts for anybody
}

func readNote(book *cueBook, note string, names ...string) *noteReading {
	r := readOwnWords(book, note, names...)
	r.own = r.meaning(noteSpan{0, len(r.tokens)})
	r.odd = r.oddWords()
	r.spoken = r.languages()
	r.findCues()
	return r
}

// readOwnWords reads a note as far as to know what says nothing.
func readOwnWords(book *cueBook, note string, names ...string) *noteReading {
	f := foldNote(note)
	r := &noteReading{foldedNote: f, book: book, words: book.look(f.tokens), cover: make([]string, len(f.tokens)), cues: make(map[string][]noteSpan, 4)}
	for _, name := range names {
		for _, t := range foldNote(firstRunes(name, 200)).tokens {
			if len(t.text) > 1 {
				r.names = append(r.names, t.text)
			}
		}
	}
	r.takeOut()
	return r
}

// empty judges a note of which nothing was left.
func (r *noteReading) empty() (Verdict, bool) {
	left := 0
	for i := range r.tokens {
		if r.cover[i] == "" {
			left++
		}
	}
	span, standard := r.covered(shellStandard)
	if r.own > 0 && left > 0 || left > 2 || len(r.cues) > 0 && !(standard && left == 0) {
		return Verdict{}, false
	}
	v := Verdict{Class: Generic, Kind: "canned", Score: .02}
	if standard {
		v.Kind, v.Score = kindStandard, 0.01
		v.Reasons = []Reason{{Why: "is LinkedIn's standard line and nothing else", Quote: r.quote(span.from, span.to)}}
		return v, true
	}
	if span, ok := r.covered(shellFiller); ok {
		v.Reasons = []Reason{{Why: "wants to connect, without a word about why", Quote: r.quote(span.from, span.to)}}
		return v, true
	}
	v.Reasons = []Reason{{Why: "only a greeting", Quote: strings.TrimSpace(firstRunes(r.raw, 100))}}
	return v, true
}

// covered returns the first run of tokens that a class took out.
func (r *noteReading) covered(class string) (noteSpan, bool) {
	from := slices.Index(r.cover, class)
	if from < 0 {
		return noteSpan{}, false
	}
	to := from
	for to < len(r.cover) && r.cover[to] == class {
		to++
	}
	return noteSpan{from, to}, true
}

// languages tells in which languages a note may be: those of which it holds a
// third as many common words as of the one that has most. People mix languages,
// but what is a cue in one of them may be two small words of another.
func (r *noteReading) languages() uint64 {
	var votes [64]int
	most := 0
	for i := range r.tokens {
		for in := r.book.spoken[r.tokens[i].text]; in != 0; in &= in - 1 {
			l := bits.TrailingZeros64(in)
			votes[l]++
			most = max(most, votes[l])
		}
	}
	var spoken uint64
	for l, n := range votes {
		if 2*n >= most {
			spoken |= 1 << l
		}
	}
	return spoken
}

// findCues runs the languages' cues over what is left.
func (r *noteReading) findCues() {
	for i := range r.tokens {
		switch r.cover[i] {
		case "", shellWish, shellIntro, shellFiller:
		default:
			continue
		}
		r.book.cues.each(r, i, func(p *cuePattern, end int) {
			spoken := r.spoken
			if personal := signalNamed(p.class).personal; personal && r.cover[i] != "" {
				return
			} else if !personal {
				spoken |= r.book.lingua
			}
			if spoken&(1<<p.lang.language) == 0 {
				return
			}
			spans := r.cues[p.class]
			if n := len(spans); n > 0 && spans[n-1].to > i {
				spans[n-1].to = max(spans[n-1].to, end)
				return
			}
			r.cues[p.class] = append(spans, noteSpan{i, end})
		})
	}
	for class, spans := range r.cues {
		if s := signalNamed(class); !s.personal {
			r.generic += len(spans)
		}
	}
}

func signalNamed(name string) *noteSignal {
	for i := range noteSignals {
		if noteSignals[i].name == name {
			return &noteSignals[i]
		}
	}
	panic("no signal " + name) // files are checked when they are compiled
}

// firedSignal is a signal that found something.
type firedSignal struct {
	*noteSignal
	sum   float64
	spans []noteSpan

	quoted string // what it rests on, where that is not in the note
}

// inNote reports a signal that speaks for the note by words in it, and not by
// the headline.
func (f firedSignal) inNote() bool { return f.personal && len(f.spans) > 0 }

// quote returns the words that a signal rests on.
func (f *firedSignal) quote(r *noteReading) string {
	if len(f.spans) == 0 {
		return f.quoted
	}
	return r.quote(f.spans[0].from, f.spans[0].to)
}

func (r *noteReading) signals() []firedSignal {
	var fired []firedSignal
	for i := range noteSignals {
		s := &noteSignals[i]
		spans := r.cues[s.name]
		if s.find != nil {
			spans = s.find(r)
		}
		if len(spans) > 0 {
			fired = append(fired, firedSignal{noteSignal: s, sum: s.worth(len(spans)), spans: spans})
		}
	}
	return fired
}

func (j *Judge) weigh(r *noteReading, inv *Invitation, rules []firedSignal) judgement {
	fired := append(r.signals(), j.mine.signals(r, inv.Headline)...)
	fired = append(fired, rules...)
	w := judgement{how: BySum, r: r, fired: fired, sum: fitted.bias + r.shape()}
	for _, f := range fired {
		w.sum += f.sum
	}
	if j.settle(&w); w.how == BySum {
		w.Kind, w.Reasons = r.explain(w.Class, fired)
	}
	return w
}

// settle makes a class of a sum: by the bounds, or held back from them, with the
// reason for that.
func (j *Judge) settle(w *judgement) {
	w.how, w.Verdict = BySum, Verdict{Score: roundScore(logistic(w.sum))}
	if held, ok := j.holdBack(w.r, w.fired, w.Verdict); ok {
		w.Verdict, w.how = held, HeldBack
		return
	}
	w.Class = j.class(w.Score)
	if w.Class == Generic && w.r.remarksOnLine() {
		w.how = HeldBack
		w.Verdict = Verdict{Class: Unsure, Kind: "own-words", Score: j.GenericBelow, Reasons: []Reason{{Why: "says something beside LinkedIn's standard line", Quote: strings.TrimSpace(firstRunes(w.r.raw, 100))}}}
	}
}

// remarksOnLine reports own words beside LinkedIn's standard line with nothing
// canned about them: whoever adds them means something by them.
func (r *noteReading) remarksOnLine() bool {
	_, line := r.covered(shellStandard)
	return line && r.own > 0 && r.generic == 0
}

func logistic(z float64) float64 { return 1 / (1 + math.Exp(-z)) }

func roundScore(score float64) float64 { return math.Round(1000*score) / 1000 }

// class tells between which bounds a score lies.
func (j *Judge) class(score float64) Class {
	switch {
	case score < j.GenericBelow:
		return Generic
	case score > j.PersonalAbove:
		return Personalized
	}
	return Unsure
}

// explain picks the kind and up to four reasons: those that decided first.
func (r *noteReading) explain(class Class, fired []firedSignal) (kind string, reasons []Reason) {
	rank := func(f firedSignal) float64 {
		w := math.Abs(f.sum)
		if class == Personalized && f.personal || class == Generic && !f.personal {
			w += 100
		}
		return w
	}
	slices.SortStableFunc(fired, func(a, b firedSignal) int {
		switch d := rank(b) - rank(a); {
		case d > 0:
			return 1
		case d < 0:
			return -1
		}
		return 0
	})
	kind = "own-words"
	if class == Generic {
		kind = "canned"
	}
	for i, f := range fired {
		if i == 0 && (class == Unsure || f.personal == (class == Personalized)) {
			kind = f.kind
		}
		if class == Generic && f.name == signalPitch {
			kind = f.kind // who sells something sells, whatever weighs more
		}
		if i < 4 && roundScore(f.sum) != 0 && !(class == Generic && f.name == "own-words") {
			reasons = append(reasons, Reason{Why: f.why, Quote: f.quote(r)})
		}
	}
	if len(reasons) == 0 {
		why := "says nothing that tells which it is"
		if class == Generic {
			why = "names nothing that is meant for one reader"
		}
		reasons = []Reason{{Why: why, Quote: strings.TrimSpace(firstRunes(r.raw, 100))}}
	}
	return kind, reasons
}
