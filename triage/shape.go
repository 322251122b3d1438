package triage

// noteShape is something that can be measured of a note in any language. Shapes
// place the notes in which no signal found anything, or too little; they give
// no reason of their own.
type noteShape struct {
	name    string
	why     string                       // what a large value tells
	sign    float64                      // of its weight: 1, -1, or 0 where the fit may choose
	measure func(r *noteReading) float64 // 0 to 1; of the wording -1 to 1
}

var noteShapes = []noteShape{
	{"brief", "few words are left", 0, func(r *noteReading) float64 { return toOne(r.own > 0, max(0, 1-float64(r.own-1)/4)) }},
	{"names", "names people, places or things", 1, func(r *noteReading) float64 { return min(1, float64(r.namesLeft())/3) }},
	{"odd", "uses words that notes seldom hold", 1, func(r *noteReading) float64 { return min(1, float64(r.odd)/6) }},
	{"plain", "holds words that many notes hold", -1, func(r *noteReading) float64 {
		return toOne(r.own > 0, 1-min(1, float64(r.odd)/float64(max(r.own, 1))))
	}},
	{"asks", "ends in a question", 0, func(r *noteReading) float64 {
		return toOne(len(r.tokens) > 0 && r.tokens[len(r.tokens)-1].after == '?', 1)
	}},
	{"wording", "is worded as notes for one reader are", 1, (*noteReading).wording},
}

func toOne(is bool, v float64) float64 {
	if is {
		return v
	}
	return 0
}

// namesLeft counts capitals within sentences: of people, firms and places, and
// in German of every noun.
func (r *noteReading) namesLeft() (n int) {
	for i := 1; i < len(r.tokens); i++ {
		t := &r.tokens[i]
		if t.capital && t.sentence == r.tokens[i-1].sentence && !t.braced && r.nameLike(i) && len(t.text) > 1 {
			n++
		}
	}
	return n
}

// oddWords counts the words of meaning that stand in no pattern of any language.
func (r *noteReading) oddWords() int { return r.oddIn(noteSpan{0, len(r.tokens)}) }

func (r *noteReading) oddIn(s noteSpan) int {
	words, singles := 0, 0
	for i := s.from; i < s.to; i++ {
		t := &r.tokens[i]
		switch {
		case r.cover[i] != "" || t.braced || t.number || r.book.common(t.text) || r.book.inPattern(t.text):
		case t.single:
			singles++
		case len(t.text) > 2:
			words++
		}
	}
	return words + singles/3
}

// inPattern reports words that some pattern of notes of some language holds.
func (b *cueBook) inPattern(word string) bool {
	if id := b.known[word]; id != 0 && id <= b.inNotes {
		return true
	}
	for n := 3; n < len(word); n++ {
		if b.stems[word[:n]] {
			return true
		}
	}
	return false
}
