package triage

import (
	"fmt"
	"math/bits"
	"slices"
	"strings"
	"sync"

	"havewemet/triage/language"
)

// cueBook is every pattern of every language, found by its first word: all
// languages are tried on every note, since people mix them.
type cueBook struct {
	shells  cueIndex          // what is taken out: greetings, standard lines, wishes ...
	cues    cueIndex          // what the signals look for
	replies cueIndex          // what answers are read for besides
	spoken  map[string]uint64 // of the common words: bit i is the i-th language
	line    wordBag           // what the standard lines are made of
	polite  wordBag           // and what may stand beside them
	titles  wordBag
	places  map[wordID]bool   // words for LinkedIn or a network
	count   int               // of languages
	lingua  uint64            // the bit of English, of which all others borrow
	known   map[string]wordID // words that stand in patterns
	stems   map[string]bool   // and beginnings of words
	inNotes wordID            // the last of those that stand in patterns of notes; 0 while they are read

	nearly func() *nearIndex // cues of which a part is missing, made when first asked for
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

// wordBits is a set of words that may hold more than were put into it, so that
// what it does not hold can be passed over quickly.
type wordBits uint64

const (
	everyWord   = ^wordBits(0)
	sentenceEnd = wordBits(1) << 63 // no word at all
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
		panic(err) // a test reads the program's own files, and CheckLanguage the owner's
	}
	return b
})

// CheckLanguage tells what is wrong with an owner's language: what it lacks, or
// its first pattern that cannot be read.
func CheckLanguage(l *language.Language) error {
	if err := l.Check(); err != nil {
		return err
	}
	_, err := newCueBook([]*language.Language{l})
	return err
}

func newCueBook(languages []*language.Language) (*cueBook, error) {
	b := &cueBook{spoken: make(map[string]uint64), known: make(map[string]wordID), stems: make(map[string]bool),
		line: make(wordBag), polite: make(wordBag), titles: make(wordBag), places: make(map[wordID]bool)}
	for _, ix := range []*cueIndex{&b.shells, &b.cues, &b.replies} {
		ix.prefixes = make(map[string][]cueStart)
	}
	var files []*cueFile
	for _, l := range languages {
		f, err := b.open(l)
		if err != nil {
			return nil, err
		}
		if err := b.add(f); err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	b.inNotes = wordID(len(b.known))
	for _, f := range files {
		if err := b.addReplies(f); err != nil {
			return nil, err
		}
	}
	for w, id := range b.known {
		if networkWord(w) || linePlaces[w] {
			b.places[id] = true
		}
	}
	b.nearly = sync.OnceValue(b.nearCues)
	return b, nil
}

// cueFile is a language on its way into the book.
type cueFile struct {
	*language.Language
	words *cueWords
	elems *cueElems
	line  wordBag // takes the words of standard lines
}

// open reads what the patterns of a language are made of.
func (b *cueBook) open(l *language.Language) (*cueFile, error) {
	words := &cueWords{common: foldedSet(l.Common), vague: foldedSet(l.Sets["vague"]), language: b.count}
	b.count++
	if l.Code == "en" {
		b.lingua = 1 << words.language
	}
	for w := range words.common {
		b.spoken[w] |= 1 << words.language
	}
	elems := &cueElems{b, make(map[string][]string, len(l.Sets)), make(map[string]*cueAlt), make(map[string]*cueElem)}
	for name, set := range l.Sets {
		elems.sets[name] = strings.Fields(set)
		if i := strings.IndexAny(set, "|@!?"); i >= 0 {
			return nil, fmt.Errorf("%s: set %q: a set is words with spaces between them, and holds no %q", l.Where(name), name, set[i])
		}
	}
	for _, bag := range []struct {
		wordBag
		words string
	}{{b.line, l.Wording}, {b.polite, l.Polite}, {b.titles, l.Titles}} {
		for _, w := range strings.Fields(bag.words) {
			bag.add(words.language, foldNote(strings.ReplaceAll(w, "_", " ")).tokens)
		}
	}
	return &cueFile{l, words, elems, b.line}, nil
}

// put compiles the patterns of a class and files them.
func (f *cueFile) put(ix *cueIndex, class string, patterns []string) error {
	for _, text := range patterns {
		p, err := compileCue(text, class, f.elems, f.words)
		if err != nil {
			return fmt.Errorf("%s: %s: pattern %q: %w", f.Where(text), class, text, err)
		}
		ix.put(p)
		if class == shellStandard {
			p.fill(f.line)
		}
	}
	return nil
}

func (b *cueBook) add(f *cueFile) error {
	for _, shell := range []struct {
		class    string
		patterns []string
	}{
		{shellStandard, f.Standard}, {shellGreeting, f.Greeting}, {shellWish, f.Wishes},
		{shellClosing, f.Closing}, {shellFiller, f.Filler}, {shellIntro, f.Intro},
	} {
		if err := f.put(&b.shells, shell.class, shell.patterns); err != nil {
			return err
		}
	}
	for _, cues := range []map[string][]string{f.Generic, f.Personal} {
		for class, patterns := range cues {
			if !knownSignal(class) {
				return fmt.Errorf("%s: no signal %q", f.Where(class), class)
			}
			if err := f.put(&b.cues, class, patterns); err != nil {
				return err
			}
		}
	}
	return nil
}

// addReplies adds what only answers are read for. It comes when all else is
// known, so that no note is judged by these words.
func (b *cueBook) addReplies(f *cueFile) error {
	for kind, patterns := range f.Reply {
		if !slices.Contains([]string{replyMet, replyReason, replyStranger, replyHostile, replyAway}, kind) {
			return fmt.Errorf("%s: no kind of answer %q", f.Where(kind), kind)
		}
		if err := f.put(&b.replies, kind, patterns); err != nil {
			return err
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

// common reports a word that means nothing by itself in some language.
func (b *cueBook) common(word string) bool { return b.spoken[word] != 0 }

// know returns the number of a word, a new one if it has none.
func (b *cueBook) know(word string) wordID {
	id := b.known[word]
	if id == 0 {
		id = wordID(len(b.known) + 1)
		b.known[word] = id
	}
	return id
}

// put files a pattern under each word that it can begin with.
func (ix *cueIndex) put(p *cuePattern) {
	for k, e := range p.elems {
		start := cueStart{p, following(p.elems[k+1:]), needed(p.elems[k+1:])}
		if e.kind == '^' {
			continue
		}
		for _, a := range e.alts {
			start := start
			switch a.open {
			case 'N':
				start.next = everyWord // the name may have several words
				ix.names = start.appendTo(ix.names)
				continue
			case '#':
				ix.numbers = start.appendTo(ix.numbers)
				continue
			}
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
	ix.eachOver(r, i, r.words[i].stop, f)
}

// eachOver is each for patterns that may go on as far as lines.
func (ix *cueIndex) eachOver(r *noteReading, i int, lines int32, f func(p *cuePattern, end int)) {
	stop := int(lines)
	next := sentenceEnd
	if i+1 < stop {
		next = r.words[i+1].id.bit()
	}
	ahead := r.words[i].ahead
	for at := r.words[i].stop; at < lines; at = r.words[at].stop {
		ahead |= r.words[at].ahead
	}
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
