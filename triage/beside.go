package triage

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// takeBeside covers further wordings of the standard line and, if there is one,
// the politeness, address and signature beside it. There the question is not what
// a note is worth but whether anything in it is the inviter's own, so more is
// taken out than in other notes. A wording that no pattern knows counts only where
// nothing else is left: beside own words it is a wish to connect like others.
func (r *noteReading) takeBeside() {
	known := slices.Contains(r.cover, shellStandard)
	if !known && !r.speaksOfPlace() {
		return
	}
	before := slices.Clone(r.cover)
	if r.speaksOfPlace() {
		r.takeReworded()
	}
	if slices.Contains(r.cover, shellStandard) {
		r.takePolite()
		r.takeAddress()
		r.takeCard()
	}
	if !known && slices.Contains(r.cover, "") {
		r.cover = before
	}
}

// speaksOfPlace reports a word for LinkedIn or a network.
func (r *noteReading) speaksOfPlace() bool {
	return slices.ContainsFunc(r.words, func(w noteWord) bool { return r.book.places[w.id] }) ||
		slices.ContainsFunc(r.tokens, func(t noteToken) bool { return t.single }) && unspacedPlace(r.raw)
}

func unspacedPlace(s string) bool {
	s = strings.Join(strings.Fields(s), "") // a line break may stand within the word
	return slices.ContainsFunc(unspacedPlaces, func(w string) bool { return strings.Contains(s, w) })
}

// A standard line has from four to sixty tokens, and is wrapped at most twice.
const (
	leastReworded = 4
	mostReworded  = 60
	mostWrapped   = 2
)

// takeReworded covers sentences that speak of LinkedIn or a network and hold only
// words of which a language's standard lines are made.
func (r *noteReading) takeReworded() {
	for from := 0; from < len(r.tokens); {
		end := r.sentenceEnd(from)
		for to, wrapped := end, 0; ; wrapped++ {
			if r.reworded(from, to) {
				r.markOpen(from, to, shellStandard)
				end = to
				break
			}
			if to == len(r.tokens) || wrapped == mostWrapped || r.tokens[to-1].after != '\n' {
				break
			}
			to = r.sentenceEnd(to)
		}
		from = end
	}
}

func (r *noteReading) sentenceEnd(i int) int {
	end := i + 1
	for end < len(r.tokens) && r.tokens[end].sentence == r.tokens[i].sentence {
		end++
	}
	return end
}

// reworded reports a span that words of the standard line fill, behind a greeting.
func (r *noteReading) reworded(from, to int) bool {
	for from < to && (r.cover[from] == shellGreeting || r.cover[from] == shellName) {
		from++
	}
	if to-from < leastReworded || to-from > mostReworded || !slices.Contains(r.cover[from:to], "") {
		return false
	}
	span := r.tokens[from:to]
	return (slices.ContainsFunc(r.words[from:to], func(w noteWord) bool { return r.book.places[w.id] }) || unspacedPlace(r.quote(from, to))) &&
		r.book.line.holds(span, func(i int) bool { return span[i].text == "linkedin" })
}

// takePolite covers what is left of a sentence where it holds only words of
// politeness, and the names of the two.
func (r *noteReading) takePolite() {
	for i := 0; i < len(r.tokens); {
		end := i
		for end < len(r.tokens) && r.cover[end] == "" && r.tokens[end].sentence == r.tokens[i].sentence {
			end++
		}
		if end == i {
			i++
			continue
		}
		open := r.tokens[i:end]
		passes := func(k int) bool { return slices.Contains(r.names, open[k].text) || joinsClauses(open[k].text) }
		if !open[0].quoted && (r.book.polite.holds(open, passes) || r.book.line.holds(open, passes)) {
			r.mark(i, end, shellWish)
		}
		i = end
	}
}

// takeAddress covers "Dr. Amy Chen, PhD, PMP," at the head of a note: names and
// titles down to the line or the wish, after a greeting or with a title.
func (r *noteReading) takeAddress() {
	greeted, to := false, 0
	for to < len(r.tokens) && (r.cover[to] == "" || r.cover[to] == shellName || r.cover[to] == shellGreeting) {
		greeted = greeted || r.cover[to] == shellGreeting
		to++
	}
	if to == len(r.tokens) || !slices.Contains(r.cover[:to], "") {
		return
	}
	if titled, ok := r.namesOnly(0, to); ok && (titled || greeted) {
		r.markOpen(0, to, shellName)
	}
}

// takeCard covers the signature below a standard line: name, title, firm and
// telephone, on lines of their own or after a dash.
func (r *noteReading) takeCard() {
	to := len(r.tokens)
	from := to
	for from > 0 && (r.cover[from-1] == "" || r.cover[from-1] == shellName) {
		from--
	}
	if from == 0 || !slices.Contains(r.cover[from:], "") || !slices.Contains(r.cover[:from], shellStandard) {
		return
	}
	between := r.raw[r.tokens[from-1].end:r.tokens[from].start]
	above, below := r.cover[from-1], r.quote(from, to)
	polite := above == shellWish || above == shellGreeting // "thanks in advance", or a greeting that closes
	short := len(strings.Fields(below)) <= 2
	signed := above == shellClosing || polite && short && r.tokens[from].caseless() ||
		slices.ContainsFunc(r.tokens[from:], func(t noteToken) bool { return slices.Contains(r.names, t.text) })
	_, names := r.namesOnly(from, to)
	switch {
	case names && signed && (above == shellClosing || strings.ContainsAny(between, "-–—―\n|.!।。！")):
	case above == shellClosing && short && isThai(below) && len(below) <= mostThaiName: // of which no letter tells a name
	default:
		return
	}
	r.markOpen(from, to, shellName)
}

func isThai(s string) bool {
	c, _ := utf8.DecodeRuneInString(s)
	return unicode.Is(unicode.Thai, c)
}

// mostNameWords is the most that address or signature have of words, and of
// characters in scripts without spaces; without a title among them it is fewer.
const (
	mostNameWords = 12
	mostUntitled  = 4
	mostThaiName  = 120 // bytes, three a letter
	mostCalled    = 7   // with the honorific that ends it: then it is a name, whatever it is made of
)

// namesOnly reports that a span holds only names, titles, numbers and the small
// words within them, and whether a title is among them. What may be a word of a
// sentence ("Nice talk yesterday,") is no name, with or without a capital.
func (r *noteReading) namesOnly(from, to int) (titled, ok bool) {
	words, caseless := 0, 0
	honoured := false
	for i := max(from, to-3); i < to && to-from <= mostCalled; i++ {
		honoured = honoured || r.book.titles.begins(r.tokens[i:to]) == to-i
	}
	for i := from; i < to; i++ {
		t := &r.tokens[i]
		switch {
		case t.after == '?' || t.quoted:
			return false, false
		case r.cover[i] == shellGreeting:
			titled = titled || r.book.titles.begins(r.tokens[i:to]) > 0
			continue
		}
		if n := r.book.titles.begins(r.tokens[i:to]); n > 0 {
			titled = true
			i += n - 1
			continue
		}
		switch {
		case r.cover[i] != "" || slices.Contains(r.names, t.text):
		case particles[t.text] || nameParticles[t.text] || degrees[t.text] || r.initials(i):
		case t.number || t.capital && !r.book.common(t.text) && (titled || !r.book.inPattern(t.text)):
		case t.caseless() && (honoured || !r.book.common(t.text)) && !tellsSentence(t.text):
			caseless++
		default:
			return false, false
		}
		words++
	}
	return titled, words <= mostNameWords && (titled || caseless <= mostUntitled)
}

// nameParticles stand within names and titles beside particles.
var nameParticles = foldedSet("el zu ter ten te af av ibn binti ben bint l of the and und et og i ve dello della")

// initials reports a short word in capitals or with a full stop, as degrees are,
// in a note that is not all in capitals.
func (r *noteReading) initials(i int) bool {
	t := &r.tokens[i]
	word := r.raw[t.start:t.end]
	if utf8.RuneCountInString(t.text) > 5 || !t.capital && (t.caseless() || t.end == len(r.raw) || r.raw[t.end] != '.' || r.book.common(t.text)) {
		return false
	}
	return !t.capital || word == strings.ToUpper(word) && r.raw != strings.ToUpper(r.raw)
}

// tellsSentence reports what Japanese names hold seldom and sentences always.
func tellsSentence(s string) bool {
	c, n := utf8.DecodeRuneInString(s)
	return n == len(s) && unicode.Is(unicode.Hiragana, c) && strings.ContainsRune("のとではがをにもっ", c)
}
