package triage

import (
	"fmt"
	"math/bits"
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
	known  map[string]wordID // words that stand in patterns
	stems  map[string]bool   // and beginnings of words
}

// wordID numbers the words that stand in patterns, so that a note's words are
// looked up once and compared as numbers. Other words have none: 0.
type wordID int32

const openWord wordID = -1 // stands for all words that begin in some way

type cueIndex struct {
	words    [][]cueStart          // by the word's number
	prefixes map[string][]cueStart // by the first three bytes
	names    []cueStart            // those that begin with a name
	numbers  []cueStart            // or with a number
}

// cueStart is a pattern under one of the words that it can begin with.
type cueStart struct {
	*cuePattern
	next  wordBits // what can stand behind that word
	needs wordBits // of which one has to stand in the sentence from there on
}

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
}

type cueElem struct {
	kind     byte // w word, ! none of, . gap, N name, # number, O object, ^ $
	optional bool
	gap      int
	begins   wordBits  // with what an alternative can begin
	alts     []*cueAlt // the longest first
}

// cueAlt is one of the things that an element can be.
type cueAlt struct {
	words  []string
	ids    []wordID // of the words; openWord for the last of a prefix
	prefix bool     // the last word begins so
}

// wordBits is a set of words that may hold more than were put into it, so that
// what it does not hold can be passed over quickly.
type wordBits uint64

const (
	everyWord   = ^wordBits(0)
	sentenceEnd = wordBits(1) << 63
)

func (id wordID) bit() wordBits {
	if id < 0 {
		return everyWord
	}
	return 1 << (id % 63)
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
	b := &cueBook{common: make(map[string]bool), known: make(map[string]wordID), stems: make(map[string]bool)}
	for _, ix := range []*cueIndex{&b.shells, &b.cues} {
		ix.prefixes = make(map[string][]cueStart)
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
	elems := &cueElems{b, make(map[string][]string, len(l.Sets)), make(map[string]*cueAlt), make(map[string]*cueElem)}
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
	return nil
}

func foldedSet(words string) map[string]bool {
	m := make(map[string]bool)
	for _, t := range foldNote(words).tokens {
		m[t.text] = true
	}
	return m
}

// cueElems compiles what a language's patterns are made of, each word and each
// list once: most stand in many patterns.
type cueElems struct {
	book  *cueBook
	sets  map[string][]string
	words map[string]*cueAlt
	elems map[string]*cueElem
}

func (c *cueElems) alt(text string) (*cueAlt, error) {
	if alt, ok := c.words[text]; ok {
		return alt, nil
	}
	alt := new(cueAlt)
	word, prefix := strings.CutSuffix(text, "*")
	alt.prefix = prefix
	for _, t := range foldNote(strings.ReplaceAll(word, "_", " ")).tokens {
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
			c.book.stems[w] = true
			alt.ids = append(alt.ids, openWord)
		} else {
			alt.ids = append(alt.ids, c.book.know(w))
		}
	}
	c.words[text] = alt
	return alt, nil
}

// noteWord is what the patterns have to know of a token.
type noteWord struct {
	id    wordID
	stop  int32    // where its sentence ends
	ahead wordBits // the words from here to there
}

func (b *cueBook) look(tokens []noteToken) []noteWord {
	words := make([]noteWord, len(tokens))
	stop, ahead := len(tokens), wordBits(0)
	for i := len(tokens) - 1; i >= 0; i-- {
		if i+1 < len(tokens) && tokens[i].sentence != tokens[i+1].sentence {
			stop, ahead = i+1, 0
		}
		id := b.known[tokens[i].text]
		ahead |= id.bit()
		words[i] = noteWord{id, int32(stop), ahead}
	}
	return words
}

// know returns the number of a word, a new one if it has none.
func (b *cueBook) know(word string) wordID {
	id := b.known[word]
	if id == 0 {
		id = wordID(len(b.known) + 1)
		b.known[word] = id
	}
	return id
}

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
		// A word with an apostrophe or of a script without spaces is several
		// tokens, so words are compiled as one alternative of many words.
		p.elems = append(p.elems, e)
	}
	if len(p.elems) > 1 && slices.ContainsFunc(p.elems[1:], func(e *cueElem) bool { return e.kind == '^' }) {
		return nil, fmt.Errorf("^ stands before all else")
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

func (c *cueElems) compile(field string) (*cueElem, error) {
	switch field {
	case "..":
		return &cueElem{kind: '.', gap: 3}, nil
	case "...":
		return &cueElem{kind: '.', gap: 8}, nil
	case "NAME":
		return &cueElem{kind: 'N'}, nil
	case "NUM":
		return &cueElem{kind: '#'}, nil
	case "OBJ":
		return &cueElem{kind: 'O'}, nil
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

// put files a pattern under each word that it can begin with.
func (ix *cueIndex) put(p *cuePattern) {
	for k, e := range p.elems {
		start := cueStart{p, following(p.elems[k+1:]), needed(p.elems[k+1:])}
		switch e.kind {
		case '^':
			continue
		case 'N':
			start.next = everyWord // the name may have several words
			ix.names = append(ix.names, start)
			return
		case '#':
			ix.numbers = append(ix.numbers, start)
			return
		}
		for _, a := range e.alts {
			start := start
			if len(a.ids) > 1 {
				start.next = a.ids[1].bit()
			}
			if id := a.ids[0]; id != openWord {
				for int(id) >= len(ix.words) {
					ix.words = append(ix.words, nil)
				}
				ix.words[id] = start.appendTo(ix.words[id])
			} else {
				stem := a.words[0][:3]
				ix.prefixes[stem] = start.appendTo(ix.prefixes[stem])
			}
		}
		if !e.optional {
			return
		}
	}
}

// following returns what the next word has to be for the elements to match.
func following(elems []*cueElem) (next wordBits) {
	for _, e := range elems {
		switch e.kind {
		case 'w':
			next |= e.begins
		case '$':
			return next | sentenceEnd
		default:
			return everyWord
		}
		if !e.optional {
			return next
		}
	}
	return everyWord
}

// needed returns the rarest of what the elements cannot do without.
func needed(elems []*cueElem) wordBits {
	rarest := everyWord
	for _, e := range elems {
		if e.kind == 'w' && !e.optional && bits.OnesCount64(uint64(e.begins)) < bits.OnesCount64(uint64(rarest)) {
			rarest = e.begins
		}
	}
	return rarest
}

// appendTo appends s to a list, or joins it with the list's last.
func (s cueStart) appendTo(list []cueStart) []cueStart {
	if n := len(list); n > 0 && list[n-1].cuePattern == s.cuePattern {
		list[n-1].next |= s.next
		list[n-1].needs |= s.needs
		return list
	}
	return append(list, s)
}

// each calls f with every pattern that matches at token i, and where it ends.
func (ix *cueIndex) each(r *noteReading, i int, f func(p *cuePattern, end int)) {
	stop := int(r.words[i].stop)
	next := sentenceEnd
	if i+1 < stop {
		next = r.words[i+1].id.bit()
	}
	ahead := r.words[i].ahead
	try := func(list []cueStart) {
		for _, s := range list {
			if s.next&next == 0 || s.needs&ahead == 0 {
				continue
			}
			if end := r.match(s.cuePattern, s.elems, i, stop); end > i {
				f(s.cuePattern, end)
			}
		}
	}
	if id := r.words[i].id; int(id) < len(ix.words) {
		try(ix.words[id])
	}
	if word := r.tokens[i].text; len(word) >= 3 {
		try(ix.prefixes[word[:3]])
	}
	if r.tokens[i].number {
		try(ix.numbers)
	}
	if len(ix.names) > 0 && r.nameLike(i) && (i == 0 || !r.nameLike(i-1) || r.tokens[i-1].after != 0) {
		try(ix.names)
	}
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
	t := &r.tokens[i]
	switch e.kind {
	case 'w':
		for _, alt := range e.alts {
			if n := r.matchAlt(alt, i, stop); n > 0 {
				if end := r.match(p, rest, i+n, stop); end >= 0 {
					return end
				}
			}
		}
	case '!':
		for _, alt := range e.alts {
			if r.matchAlt(alt, i, stop) > 0 {
				return -1
			}
		}
		return r.match(p, rest, i+1, stop)
	case '#':
		if t.number {
			return r.match(p, rest, i+1, stop)
		}
	case 'O':
		if len(t.text) > 1 && !p.lang.common[t.text] && !p.lang.vague[t.text] && r.cover[i] == "" {
			return r.match(p, rest, i+1, stop)
		}
	case 'N':
		for n := i; n < min(i+4, stop) && r.nameLike(n); n++ {
			if end := r.match(p, rest, n+1, stop); end >= 0 {
				return end
			}
		}
	}
	return -1
}

// matchAlt returns how many tokens an alternative is that matches at token i,
// else 0.
func (r *noteReading) matchAlt(a *cueAlt, i, stop int) int {
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
	return !r.book.common[t.text] && t.text != "linkedin"
}
