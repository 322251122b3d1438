package triage

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"havewemet/triage/language"
)

// cueBook is every pattern of every language, found by its first word: all
// languages are tried on every note, since people mix them.
type cueBook struct {
	shells cueIndex // what is taken out: greetings, standard lines, wishes ...
	cues   cueIndex // what the signals look for
	common map[string]bool
	known  map[string]bool // words that stand in patterns
	stems  map[string]bool // and beginnings of words
}

type cueIndex struct {
	words    map[string][]*cuePattern
	prefixes map[string][]*cuePattern // by the first three bytes
	names    []*cuePattern            // those that begin with a name
	numbers  []*cuePattern            // or with a number
}

// cuePattern is one line of a language file; see package language for its form.
type cuePattern struct {
	text  string
	class string // shell class, or the signal it is a cue of
	elems []cueElem
	lang  *cueWords
}

// cueWords are the words of a language that mean nothing by themselves.
type cueWords struct {
	common, vague map[string]bool
}

type cueElem struct {
	kind     byte // w word, ! none of, . gap, N name, # number, O object, ^ $
	alts     []cueAlt
	optional bool
	gap      int
}

type cueAlt struct {
	words  []string
	prefix bool
}

const (
	shellStandard = "standard"
	shellGreeting = "greeting"
	shellWish     = "wish"
	shellClosing  = "closing"
	shellFiller   = "filler"
	shellIntro    = "intro"
	shellName     = "name"
)

var embeddedCues = sync.OnceValue(func() *cueBook {
	b, err := newCueBook(language.All())
	if err != nil {
		panic(err) // the files are part of the program, and a test reads them
	}
	return b
})

func newCueBook(languages []*language.Language) (*cueBook, error) {
	b := &cueBook{common: make(map[string]bool), known: make(map[string]bool), stems: make(map[string]bool)}
	for _, ix := range []*cueIndex{&b.shells, &b.cues} {
		ix.words, ix.prefixes = make(map[string][]*cuePattern), make(map[string][]*cuePattern)
	}
	for _, l := range languages {
		if err := b.add(l); err != nil {
			return nil, err
		}
	}
	return b, nil
}

func (b *cueBook) add(l *language.Language) error {
	words := &cueWords{common: foldedSet(l.Common), vague: foldedSet(l.Sets["vague"])}
	for w := range words.common {
		b.common[w] = true
	}
	elems := &cueElems{make(map[string][]string, len(l.Sets)), make(map[string]cueAlt)}
	for name, set := range l.Sets {
		elems.sets[name] = strings.Fields(set)
		if i := strings.IndexAny(set, "|@!?"); i >= 0 {
			return fmt.Errorf("%s: set %q: a set is words with spaces between them, and holds no %q", l.Where(name), name, set[i])
		}
	}
	put := func(ix *cueIndex, class string, patterns []string) error {
		for _, text := range patterns {
			p, err := compileCue(text, class, elems, words)
			if err != nil {
				return fmt.Errorf("%s: %s: pattern %q: %w", l.Where(text), class, text, err)
			}
			ix.put(p)
		}
		return nil
	}
	for _, shell := range []struct {
		class    string
		patterns []string
	}{
		{shellStandard, l.Standard}, {shellGreeting, l.Greeting}, {shellWish, l.Wishes},
		{shellClosing, l.Closing}, {shellFiller, l.Filler}, {shellIntro, l.Intro},
	} {
		if err := put(&b.shells, shell.class, shell.patterns); err != nil {
			return err
		}
	}
	for _, cues := range []map[string][]string{l.Generic, l.Personal} {
		for class, patterns := range cues {
			if !knownSignal(class) {
				return fmt.Errorf("%s: no signal %q", l.Where(class), class)
			}
			if err := put(&b.cues, class, patterns); err != nil {
				return err
			}
		}
	}
	b.know(elems.words)
	return nil
}

func foldedSet(words string) map[string]bool {
	m := make(map[string]bool)
	for _, t := range foldNote(words).tokens {
		m[t.text] = true
	}
	return m
}

// cueElems compiles what a language's patterns are made of, each word once:
// most stand in many patterns.
type cueElems struct {
	sets  map[string][]string
	words map[string]cueAlt
}

func (c *cueElems) alt(text string) (cueAlt, error) {
	if alt, ok := c.words[text]; ok {
		return alt, nil
	}
	var alt cueAlt
	word, prefix := strings.CutSuffix(text, "*")
	alt.prefix = prefix
	for _, t := range foldNote(strings.ReplaceAll(word, "_", " ")).tokens {
		alt.words = append(alt.words, t.text)
	}
	if len(alt.words) == 0 {
		return alt, fmt.Errorf("%q holds no word", text)
	}
	if alt.prefix && len(alt.words[len(alt.words)-1]) < 3 {
		return alt, fmt.Errorf("%q is too short for a prefix", text)
	}
	c.words[text] = alt
	return alt, nil
}

func compileCue(text, class string, elems *cueElems, words *cueWords) (*cuePattern, error) {
	p := &cuePattern{text: text, class: class, lang: words}
	for _, field := range strings.Fields(text) {
		e, err := elems.compile(field)
		if err != nil {
			return nil, err
		}
		// A word with an apostrophe or of a script without spaces is several
		// tokens, so words are compiled as one alternative of many words.
		p.elems = append(p.elems, e)
	}
	for _, e := range p.elems {
		if e.kind == 'w' || e.kind == 'N' || e.kind == '#' {
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

func (c *cueElems) compile(field string) (cueElem, error) {
	switch field {
	case "..":
		return cueElem{kind: '.', gap: 3}, nil
	case "...":
		return cueElem{kind: '.', gap: 8}, nil
	case "NAME":
		return cueElem{kind: 'N'}, nil
	case "NUM":
		return cueElem{kind: '#'}, nil
	case "OBJ":
		return cueElem{kind: 'O'}, nil
	case "^", "$":
		return cueElem{kind: field[0]}, nil
	}
	e := cueElem{kind: 'w'}
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
				return e, fmt.Errorf("no set %q", set)
			}
			alts = append(alts, c.sets[set]...)
			continue
		}
		alts = append(alts, a)
	}
	for _, a := range alts {
		alt, err := c.alt(a)
		if err != nil {
			return e, err
		}
		e.alts = append(e.alts, alt)
	}
	// "network circle" before "network": what follows may be missing, so the first
	// alternative that fits would leave the rest of the longer one standing.
	slices.SortStableFunc(e.alts, func(a, b cueAlt) int { return len(b.words) - len(a.words) })
	return e, nil
}

// put files a pattern under each word that it can begin with.
func (ix *cueIndex) put(p *cuePattern) {
	for _, e := range p.elems {
		switch e.kind {
		case '^':
			continue
		case 'N':
			ix.names = append(ix.names, p)
			return
		case '#':
			ix.numbers = append(ix.numbers, p)
			return
		}
		for _, a := range e.alts {
			key, to := a.words[0], ix.words
			if a.prefix && len(a.words) == 1 {
				key, to = key[:3], ix.prefixes
			}
			if l := to[key]; len(l) == 0 || l[len(l)-1] != p {
				to[key] = append(l, p)
			}
		}
		if !e.optional {
			return
		}
	}
}

// each calls f with every pattern that matches at token i, and where it ends.
func (ix *cueIndex) each(r *noteReading, i int, f func(p *cuePattern, end int)) {
	try := func(list []*cuePattern) {
		for _, p := range list {
			if end := r.match(p, i); end > i {
				f(p, end)
			}
		}
	}
	word := r.tokens[i].text
	try(ix.words[word])
	if len(word) >= 3 {
		try(ix.prefixes[word[:3]])
	}
	if r.tokens[i].number {
		try(ix.numbers)
	}
	if len(ix.names) > 0 && r.nameLike(i) && (i == 0 || !r.nameLike(i-1) || r.tokens[i-1].after != 0) {
		try(ix.names)
	}
}

func (r *noteReading) match(p *cuePattern, i int) int {
	return r.matchFrom(p, p.elems, i, i)
}

// matchFrom returns where the elements end if they match at token i, else -1.
// Gaps are bounded and stay within the sentence, so the search is short.
func (r *noteReading) matchFrom(p *cuePattern, elems []cueElem, first, i int) int {
	if len(elems) == 0 {
		return i
	}
	e, rest := &elems[0], elems[1:]
	here := i < len(r.tokens) && r.tokens[i].sentence == r.tokens[first].sentence
	switch e.kind {
	case '^':
		if i > 0 && r.tokens[i-1].sentence == r.tokens[i].sentence && r.cover[i-1] == "" {
			return -1
		}
		return r.matchFrom(p, rest, first, i)
	case '$':
		if here {
			return -1
		}
		return r.matchFrom(p, rest, first, i)
	case '.':
		return r.matchGap(p, e.gap, rest, first, i)
	}
	if here {
		if end := r.matchElem(p, e, rest, first, i); end >= 0 {
			return end
		}
	}
	if e.optional {
		return r.matchFrom(p, rest, first, i)
	}
	return -1
}

func (r *noteReading) matchGap(p *cuePattern, gap int, rest []cueElem, first, i int) int {
	for n := 0; n <= gap; n++ {
		if end := r.matchFrom(p, rest, first, i+n); end >= 0 {
			return end
		}
		if i+n >= len(r.tokens) || r.tokens[i+n].sentence != r.tokens[first].sentence {
			return -1
		}
	}
	return -1
}

func (r *noteReading) matchElem(p *cuePattern, e *cueElem, rest []cueElem, first, i int) int {
	t := &r.tokens[i]
	switch e.kind {
	case 'w':
		for k := range e.alts {
			if n := r.matchAlt(&e.alts[k], first, i); n > 0 {
				if end := r.matchFrom(p, rest, first, i+n); end >= 0 {
					return end
				}
			}
		}
	case '!':
		for k := range e.alts {
			if r.matchAlt(&e.alts[k], first, i) > 0 {
				return -1
			}
		}
		return r.matchFrom(p, rest, first, i+1)
	case '#':
		if t.number {
			return r.matchFrom(p, rest, first, i+1)
		}
	case 'O':
		if len(t.text) > 1 && !p.lang.common[t.text] && !p.lang.vague[t.text] && r.cover[i] == "" {
			return r.matchFrom(p, rest, first, i+1)
		}
	case 'N':
		for n := 0; n < 4 && i+n < len(r.tokens) && r.tokens[i+n].sentence == t.sentence && r.nameLike(i+n); n++ {
			if end := r.matchFrom(p, rest, first, i+n+1); end >= 0 {
				return end
			}
		}
	}
	return -1
}

func (r *noteReading) matchAlt(a *cueAlt, first, i int) int {
	if i+len(a.words) > len(r.tokens) {
		return 0
	}
	for k, w := range a.words {
		t := &r.tokens[i+k]
		if t.sentence != r.tokens[first].sentence {
			return 0
		}
		if t.text != w && !(a.prefix && k == len(a.words)-1 && strings.HasPrefix(t.text, w)) {
			return 0
		}
	}
	return len(a.words)
}

// nameLike reports whether token i may be (part of) a name of somebody or
// something: a capital, no common word, not LinkedIn. Scripts without capitals
// pass, so patterns there have to say more.
func (r *noteReading) nameLike(i int) bool {
	t := &r.tokens[i]
	if r.cover[i] != "" || r.book.common[t.text] || t.text == "linkedin" || t.number {
		return false
	}
	if t.capital {
		return true
	}
	c, _ := utf8.DecodeRuneInString(t.text)
	return c >= 0x0590 && !unicode.IsLower(c)
}
