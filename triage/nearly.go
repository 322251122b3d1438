package triage

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// Nearly is what would have spoken for a note, but for one thing.
type Nearly struct {
	Name   string  `json:"name"`
	Quote  string  `json:"quote"`
	Why    string  `json:"why"`    // goes on after the quote: "names no subject"
	Weight float64 `json:"weight"` // that it would have had

	span noteSpan
}

const mostNear = 5

// near finds what nearly spoke for a note: cues with one part missing, and what
// was found but does not count. Nothing of what did speak for it is among them,
// and nothing of a note that is but the standard line.
func (j *Judge) near(w judgement) []Nearly {
	r := w.r
	var all []Nearly
	add := func(name, why string, weight float64, s noteSpan) {
		all = append(all, Nearly{name, r.quote(s.from, s.to), why, weight, s})
	}
	r.nearFinds(add)
	if w.Kind != kindStandard || w.how != Alone {
		r.nearCues(add)
		j.mine.nearMentions(r, add)
	}
	// The heaviest first, and of those the one that quotes most.
	slices.SortStableFunc(all, func(a, b Nearly) int {
		return cmp.Or(cmp.Compare(b.Weight, a.Weight), cmp.Compare(r.runes(b.span), r.runes(a.span)))
	})
	kept := []Nearly{}
	for _, n := range all {
		if len(kept) < mostNear && !w.speaks(n) && !slices.ContainsFunc(kept, func(k Nearly) bool { return k.span.meets(n.span) || k.Name == n.Name && k.Quote == n.Quote }) {
			kept = append(kept, n)
		}
	}
	return kept
}

func (s noteSpan) meets(t noteSpan) bool { return s.from < t.to && t.from < s.to }

// speaks reports what is no news: the signal fired, or its words speak for the
// note in another.
func (w judgement) speaks(n Nearly) bool {
	return slices.ContainsFunc(w.fired, func(f firedSignal) bool {
		return f.name == n.Name || f.personal && f.name != "own-words" && slices.ContainsFunc(f.spans, n.span.meets)
	})
}

// nearFinds are finds that need something beside them.
func (r *noteReading) nearFinds(add func(name, why string, weight float64, s noteSpan)) {
	for _, n := range []struct {
		name, why string
		find      func() (noteSpan, bool)
	}{
		{"quoted-line", "is in quotation marks, but too few words of their own stand beside it", r.quotedAlone},
		{"own-words", "is in words of their own, but canned ones stand beside it", r.ownBeside},
	} {
		if span, ok := n.find(); ok {
			add(n.name, n.why, signalNamed(n.name).worth(1), span)
		}
	}
}

func (r *noteReading) quotedAlone() (noteSpan, bool) {
	span, ok := r.covered(shellStandard)
	return span, ok && r.tokens[span.from].quoted
}

// ownBeside finds the sentence without anything canned that has most words that
// other notes seldom hold.
func (r *noteReading) ownBeside() (best noteSpan, ok bool) {
	canned := map[int32]bool{}
	for _, g := range r.genericSpans() {
		canned[r.tokens[g.from].sentence] = true
	}
	if len(canned) == 0 {
		return best, false
	}
	most := 0
	for i := 0; i < len(r.tokens); {
		from := i
		for i++; i < len(r.tokens) && r.cover[i] == r.cover[from] && r.tokens[i].sentence == r.tokens[from].sentence; i++ {
		}
		if span := (noteSpan{from, i}); r.cover[from] == "" && !canned[r.tokens[from].sentence] && r.oddIn(span) > most {
			best, ok, most = span, true, r.oddIn(span)
		}
	}
	return best, ok
}

// genericSpans are the finds of cues of texts for anybody.
func (r *noteReading) genericSpans() (spans []noteSpan) {
	for class, list := range r.cues {
		if !signalNamed(class).personal {
			spans = append(spans, list...)
		}
	}
	return spans
}

// nearMentions are the owner's things where a program could have put them.
func (m *mine) nearMentions(r *noteReading, add func(name, why string, weight float64, s noteSpan)) {
	if m == nil {
		return
	}
	m.each(r, func(f mention) {
		if r.mergedIn(f.kind.fact, f.span) {
			add(f.kind.name, "is yours, but a program could have filled it in", f.kind.worth(1), f.span)
		}
	})
}

// nearCues are cues within phrases that were taken out, and cues of which all
// parts but one are there.
func (r *noteReading) nearCues(add func(name, why string, weight float64, s noteSpan)) {
	index, generic := r.book.nearly(), r.genericSpans()
	for i := range r.tokens {
		switch r.cover[i] {
		case shellWish, shellIntro, shellFiller:
			r.book.cues.each(r, i, func(p *cuePattern, end int) {
				if s := signalNamed(p.class); s.personal {
					add(s.name, "stands in the "+shellNames[r.cover[i]]+", as anybody could write it", s.worth(1), noteSpan{i, end})
				}
			})
		case "":
			index.each(r, i, func(p *cuePattern, end int) {
				span := noteSpan{i, end}
				for k := i; k < end; k++ {
					if r.cover[k] != "" {
						return
					}
				}
				if !slices.ContainsFunc(generic, span.meets) {
					add(p.class, index.missing[p], signalNamed(p.class).worth(1), span)
				}
			})
		}
	}
}

// nearIndex finds personal cues with a part missing.
type nearIndex struct {
	cueIndex
	missing map[*cuePattern]string // what, in words that follow a quote
}

// nearCues makes of each personal cue those that lack one part: a subject, a
// name, a number, or words that mean nothing by themselves, like "your" or "at".
// Words that tell something stay: at least one where the end is missing, and
// two where it is not known who did what, since "article on" is everybody's.
func (b *cueBook) nearCues() *nearIndex {
	ix := &nearIndex{cueIndex{prefixes: map[string][]cueStart{}}, map[*cuePattern]string{}}
	seen := map[*cuePattern]bool{}
	for _, list := range b.cues.all() {
		for _, start := range list {
			p := start.cuePattern
			if seen[p] || !signalNamed(p.class).personal {
				continue
			}
			seen[p] = true
			for k := range p.elems {
				if without, why := p.without(k); without != nil {
					ix.put(without)
					ix.missing[without] = why
				}
			}
		}
	}
	return ix
}

// all lists the patterns of an index, some more than once.
func (ix *cueIndex) all() [][]cueStart {
	lists := append([][]cueStart{ix.names, ix.numbers}, ix.words...)
	for _, stem := range slices.Sorted(maps.Keys(ix.prefixes)) {
		lists = append(lists, ix.prefixes[stem])
	}
	return lists
}

// without is the pattern that lacks element k, and what is missing then; nil if
// too little is left to be told from other words. What leads to a subject or a
// name at the end ("about", "at") goes with it.
func (p *cuePattern) without(k int) (*cuePattern, string) {
	e, last := p.elems[k], k == len(p.elems)-1
	if e.optional || e.kind != 'w' || p.telling(e) {
		return nil, ""
	}
	why := e.lacking()
	if why == "" {
		why = "lacks " + e.words() + [...]string{" before it", " within it", " after it"}[p.where(k)]
	}
	from := k
	for last && e.open() != 0 && from > 1 && !p.telling(p.elems[from-1]) && p.tellingIn(p.elems[:from-1]) > 0 {
		from--
	}
	left := slices.Concat(p.elems[:from], p.elems[k+1:])
	for len(left) > 0 && left[0].kind == '.' {
		left = left[1:]
	}
	for len(left) > 0 && left[len(left)-1].kind == '.' {
		left = left[:len(left)-1]
	}
	needed, telling := 0, 1
	for _, e := range left {
		if !e.optional && e.kind == 'w' {
			needed++
		}
	}
	if needed < 2 {
		return nil, ""
	}
	first := left[0]
	if !last || e.open() == 0 && first.open() != 0 {
		telling = 2
	}
	if p.tellingIn(left) < telling || first.optional || !first.beginsPattern() {
		return nil, ""
	}
	return &cuePattern{text: p.text, class: p.class, elems: left, lang: p.lang}, why
}

// where tells whether element k begins the pattern (0), ends it (2) or neither.
func (p *cuePattern) where(k int) int {
	switch k {
	case 0:
		return 0
	case len(p.elems) - 1:
		return 2
	}
	return 1
}

// open is what an element of nothing but a name, a number or an object is; else 0.
func (e *cueElem) open() byte {
	if e.kind == 'w' && len(e.alts) == 1 {
		return e.alts[0].open
	}
	return 0
}

// lacking says what is missing without an element that is open; "" for words.
func (e *cueElem) lacking() string {
	switch e.open() {
	case 'O':
		return "names no subject"
	case 'N':
		return "gives no name"
	case '#':
		return "gives no number"
	}
	return ""
}

// telling reports an element none of whose words means nothing by itself.
func (p *cuePattern) telling(e *cueElem) bool {
	return e.kind == 'w' && !e.optional && !slices.ContainsFunc(e.alts, func(a *cueAlt) bool {
		return a.open != 0 || !slices.ContainsFunc(a.words, func(w string) bool { return !p.lang.common[w] })
	})
}

func (p *cuePattern) tellingIn(elems []*cueElem) (n int) {
	for _, e := range elems {
		if p.telling(e) {
			n++
		}
	}
	return n
}

// words names up to three of an element's words, of the shortest.
func (e *cueElem) words() string {
	shortest := 0
	for _, a := range e.alts { // the longest come first
		if a.open == 0 {
			shortest = len(a.words)
		}
	}
	var words []string
	for _, a := range e.alts {
		if a.open == 0 && len(a.words) == shortest {
			words = append(words, "“"+strings.Join(a.words, " ")+"”")
		}
	}
	if len(words) > 3 {
		return strings.Join(words[:3], ", ") + " or the like"
	}
	return strings.Join(words, " or ")
}
