package triage

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// noteWord is what the patterns have to know of a token.
type noteWord struct {
	id    wordID
	stop  int32    // where its sentence ends
	ahead wordBits // the words from here to there

	// lines is where the sentence would end if line breaks ended none: a standard
	// line may be wrapped, and of words without capitals nothing tells.
	lines int32
}

// look finds what the patterns know of the words of a note.
func (b *cueBook) look(tokens []noteToken) []noteWord {
	words := make([]noteWord, len(tokens))
	stop, lines, ahead := len(tokens), len(tokens), wordBits(0)
	for i := len(tokens) - 1; i >= 0; i-- {
		if i+1 < len(tokens) && tokens[i].sentence != tokens[i+1].sentence {
			stop, ahead = i+1, 0
			if tokens[i].after != '\n' {
				lines = stop
			}
		}
		id := b.known[tokens[i].text]
		ahead |= id.bit()
		words[i] = noteWord{id: id, stop: int32(stop), ahead: ahead, lines: int32(lines)}
	}
	return words
}

// match returns where the elements end if they match at token i of a sentence
// that ends at stop, else -1. Gaps are bounded and stay within the sentence, so
// the search is short.
func (r *noteReading) match(p *cuePattern, elems []*cueElem, i, stop int) int {
	for k := range elems {
		e, rest := elems[k], elems[k+1:]
		switch e.kind {
		case '^':
			if i > 0 && r.tokens[i-1].sentence == r.tokens[i].sentence && r.cover[i-1] == "" {
				return -1
			}
			continue
		case '$':
			if i < stop {
				return -1
			}
			continue
		case '.':
			return r.matchGap(p, e.gap, rest, i, stop)
		}
		if i < stop && (e.kind != 'w' || e.begins&r.words[i].id.bit() != 0) {
			if end := r.matchElem(p, e, rest, i, stop); end >= 0 {
				return end
			}
		}
		if !e.optional {
			return -1
		}
	}
	return i
}

func (r *noteReading) matchGap(p *cuePattern, gap int, rest []*cueElem, i, stop int) int {
	for last := min(i+gap, stop); i <= last; i++ {
		if end := r.match(p, rest, i, stop); end >= 0 {
			return end
		}
	}
	return -1
}

func (r *noteReading) matchElem(p *cuePattern, e *cueElem, rest []*cueElem, i, stop int) int {
	if e.kind == '!' {
		for _, alt := range e.alts {
			if r.matchAlt(p, alt, i, stop) > 0 {
				return -1
			}
		}
		return r.match(p, rest, i+1, stop)
	}
	for _, alt := range e.alts {
		n := r.matchAlt(p, alt, i, stop)
		for n > 0 {
			if end := r.match(p, rest, i+n, stop); end >= 0 {
				return end
			}
			if n++; alt.open != 'N' || n > maxNameWords || i+n > stop || !r.nameLike(i+n-1) {
				break
			}
		}
	}
	return -1
}

// maxNameWords is the most that NAME stands for.
const maxNameWords = 4

// matchAlt returns how many tokens an alternative is that matches at token i,
// else 0. A name may have more than it says.
func (r *noteReading) matchAlt(p *cuePattern, a *cueAlt, i, stop int) int {
	if a.open != 0 {
		return btoi(i < stop && r.matchOpen(p, a.open, i))
	}
	if i+len(a.ids) > stop {
		return 0
	}
	for k, id := range a.ids {
		if id == openWord && !strings.HasPrefix(r.tokens[i+k].text, a.words[k]) || id != openWord && id != r.words[i+k].id {
			return 0
		}
	}
	return len(a.ids)
}

// matchOpen tells whether token i is a name, a number or an object.
func (r *noteReading) matchOpen(p *cuePattern, open byte, i int) bool {
	t := &r.tokens[i]
	switch open {
	case 'N':
		return r.nameLike(i)
	case '#':
		return t.number
	}
	return len(t.text) > 1 && !p.lang.common[t.text] && !p.lang.vague[t.text] && r.cover[i] == ""
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// nameLike reports whether token i may be (part of) a name of somebody or
// something: a capital, no common word, not LinkedIn. Scripts without capitals
// pass, so patterns there have to say more.
func (r *noteReading) nameLike(i int) bool {
	t := &r.tokens[i]
	if r.cover[i] != "" || t.number {
		return false
	}
	if !t.capital {
		if c, _ := utf8.DecodeRuneInString(t.text); c < 0x0590 || unicode.IsLower(c) {
			return false
		}
	}
	return !r.book.common(t.text) && t.text != "linkedin"
}
