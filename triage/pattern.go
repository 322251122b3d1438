package triage

import (
	"fmt"
	"slices"
	"strings"
)

// cuePattern is one line of a language file; see package language for its form.
type cuePattern struct {
	text  string
	class string // shell class, or the signal it is a cue of
	elems []*cueElem
	lang  *cueWords
}

// cueWords are the words of a language that mean nothing by themselves.
type cueWords struct {
	common, vague map[string]bool

	language int // its bit in cueBook.spoken
}

type cueElem struct {
	kind     byte // w word, name or number, ! none of, . gap, ^ $
	optional bool
	gap      int
	begins   wordBits  // with what an alternative can begin
	alts     []*cueAlt // the longest first
}

// cueAlt is one of the things that an element can be.
type cueAlt struct {
	open   byte // 0, or N name, # number, O object: then it has no words
	words  []string
	ids    []wordID // of the words; openWord for the last of a prefix
	tokens []noteToken
	prefix bool // the last word begins so
}

// cueElems compiles what a language's patterns are made of, each word and each
// list once: most stand in many patterns.
type cueElems struct {
	book  *cueBook
	sets  map[string][]string
	words map[string]*cueAlt
	elems map[string]*cueElem
}

// alt compiles a word. One with an apostrophe or of a script without spaces is
// several tokens, as is one with _ in it.
func (c *cueElems) alt(text string) (*cueAlt, error) {
	if alt, ok := c.words[text]; ok {
		return alt, nil
	}
	alt := new(cueAlt)
	if open := map[string]byte{"NAME": 'N', "NUM": '#', "OBJ": 'O'}[text]; open != 0 {
		alt.open, alt.ids = open, []wordID{openWord}
		c.words[text] = alt
		return alt, nil
	}
	word, prefix := strings.CutSuffix(text, "*")
	alt.prefix = prefix
	alt.tokens = foldNote(strings.ReplaceAll(word, "_", " ")).tokens
	for _, t := range alt.tokens {
		alt.words = append(alt.words, t.text)
	}
	if len(alt.words) == 0 {
		return nil, fmt.Errorf("%q holds no word", text)
	}
	if alt.prefix && len(alt.words[len(alt.words)-1]) < 3 {
		return nil, fmt.Errorf("%q is too short for a prefix", text)
	}
	for k, w := range alt.words {
		if alt.prefix && k == len(alt.words)-1 {
			if c.book.inNotes == 0 {
				c.book.stems[w] = true
			}
			alt.ids = append(alt.ids, openWord)
		} else {
			alt.ids = append(alt.ids, c.book.know(w))
		}
	}
	c.words[text] = alt
	return alt, nil
}

// compileCue reads a pattern.
func compileCue(text, class string, elems *cueElems, words *cueWords) (*cuePattern, error) {
	p := &cuePattern{text: text, class: class, lang: words}
	fields := strings.Fields(text)
	p.elems = make([]*cueElem, 0, len(fields))
	for _, field := range fields {
		e, ok := elems.elems[field]
		if !ok {
			var err error
			if e, err = elems.compile(field); err != nil {
				return nil, err
			}
			elems.elems[field] = e
		}
		p.elems = append(p.elems, e)
	}
	if len(p.elems) > 1 && slices.ContainsFunc(p.elems[1:], func(e *cueElem) bool { return e.kind == '^' }) {
		return nil, fmt.Errorf("^ stands before all else")
	}
	for _, e := range p.elems {
		if e.beginsPattern() {
			if !e.optional {
				return p, nil
			}
			continue
		}
		if e.kind != '^' {
			break
		}
	}
	return nil, fmt.Errorf("has to begin with a word or a name")
}

// fill puts the words of a pattern into a bag.
func (p *cuePattern) fill(bag wordBag) {
	for _, e := range p.elems {
		for _, a := range e.alts {
			if a.open == 0 && !a.prefix {
				bag.add(p.lang.language, a.tokens)
			}
		}
	}
}

// beginsPattern reports an element by which a pattern can be found.
func (e *cueElem) beginsPattern() bool {
	return e.kind == 'w' && !slices.ContainsFunc(e.alts, func(a *cueAlt) bool { return a.open == 'O' })
}

// compile reads what stands between two spaces of a pattern.
func (c *cueElems) compile(field string) (*cueElem, error) {
	switch field {
	case "..":
		return &cueElem{kind: '.', gap: 3}, nil
	case "...":
		return &cueElem{kind: '.', gap: 8}, nil
	case "^", "$":
		return &cueElem{kind: field[0]}, nil
	}
	e := &cueElem{kind: 'w'}
	if rest, ok := strings.CutPrefix(field, "!"); ok {
		e.kind, field = '!', rest
	}
	if rest, ok := strings.CutSuffix(field, "?"); ok && rest != "" {
		e.optional, field = true, rest
	}
	var alts []string
	for _, a := range strings.Split(field, "|") {
		if set, ok := strings.CutPrefix(a, "@"); ok {
			if len(c.sets[set]) == 0 {
				return nil, fmt.Errorf("no set %q", set)
			}
			alts = append(alts, c.sets[set]...)
			continue
		}
		alts = append(alts, a)
	}
	e.alts = make([]*cueAlt, 0, len(alts))
	for _, a := range alts {
		alt, err := c.alt(a)
		if err != nil {
			return nil, err
		}
		e.alts = append(e.alts, alt)
	}
	// "network circle" before "network": what follows may be missing, so the first
	// alternative that fits would leave the rest of the longer one standing.
	slices.SortStableFunc(e.alts, func(a, b *cueAlt) int { return len(b.words) - len(a.words) })
	for _, a := range e.alts {
		e.begins |= a.ids[0].bit()
	}
	return e, nil
}
