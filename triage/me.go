package triage

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Me is what owners told about themselves: who names it in a note knows more
// than their profile's first line. Each entry is as people write it.
type Me struct {
	Firms     []string
	Schools   []string
	Cities    []string
	Events    []string
	Groups    []string
	Languages []string
	Friends   []string
	Works     []string // titles of own talks and articles
}

// mineKind is what an entry of [Me] is, and what naming it is worth.
type mineKind struct {
	noteSignal
	entries func(*Me) []string

	// A fact stands in the first lines of a profile, where programs get it from:
	// "I see that you work at {firm}". See [noteReading.mergedIn].
	fact bool
}

// mineKinds with the strongest first, which an entry under two keys counts as.
// Labelled notes cannot show these weights, so they are guesses that stay in
// proportion to the fitted ones: a friend or an own work decides where nothing
// speaks against it, a firm decides together with own words, a city tips a scale.
var mineKinds = []mineKind{
	{mineSignal("my-work", "shared-interest", "a work", 2.6, .4), func(m *Me) []string { return m.Works }, false},
	{mineSignal("my-friend", "referral", "a friend", 2.4, .5), func(m *Me) []string { return m.Friends }, false},
	{mineSignal("my-event", "shared-group", "an event", 1.8, .4), func(m *Me) []string { return m.Events }, false},
	{mineSignal("my-group", "shared-group", "a group", 1.8, .4), func(m *Me) []string { return m.Groups }, false},
	{mineSignal("my-school", "shared-group", "a school", 1.2, .3), func(m *Me) []string { return m.Schools }, true},
	{mineSignal("my-firm", "shared-group", "a firm", 1.2, .3), func(m *Me) []string { return m.Firms }, true},
	{mineSignal("my-city", "own-words", "a city", .5, .2), func(m *Me) []string { return m.Cities }, true},
	{mineSignal("my-language", "own-words", "a language", .5, .2), func(m *Me) []string { return m.Languages }, true},
}

func mineSignal(name, kind, what string, weight, again float64) noteSignal {
	return noteSignal{name: name, kind: kind, personal: true, weight: weight, again: again, why: "names something of yours: " + what + ", "}
}

// sameHeadline is a firm or school of the owner's in the inviter's headline.
var sameHeadline = noteSignal{name: "same-headline", kind: "shared-group", personal: true, weight: .6, why: "is of somebody with whom you share, as the headline says, "}

// mine finds the owner's things in notes. It is made once and only read.
type mine struct {
	things map[rune][]*mineThing // by the first letter, as folded
	joined []*mineThing          // of scripts that write "in" and "the" at the word
}

// mineThing is an entry, or a part of a work's title that is long enough.
type mineThing struct {
	entry string
	kind  *mineKind
	words []noteToken
}

func newMine(me Me) *mine {
	m := &mine{things: make(map[rune][]*mineThing)}
	for k := range mineKinds {
		kind := &mineKinds[k]
		for _, entry := range kind.entries(&me) {
			if CheckMine(entry) != nil {
				continue
			}
			words := foldNote(entry).tokens
			m.put(&mineThing{entry, kind, words})
			if kind.name == "my-work" {
				for _, part := range titleParts(words) {
					m.put(&mineThing{entry, kind, part})
				}
			}
		}
	}
	return m
}

func (m *mine) put(t *mineThing) {
	first, _ := utf8.DecodeRuneInString(t.words[0].text)
	if semitic(first) {
		m.joined = append(m.joined, t)
		return
	}
	m.things[first] = append(m.things[first], t)
}

// titleParts are the shortest runs of a title that still say which it is:
// people seldom quote the whole.
func titleParts(words []noteToken) (parts [][]noteToken) {
	common := embeddedCues().common
	for i := range words {
		if common(words[i].text) || words[i].single {
			continue
		}
		meaning := 0
		for k := i; k < len(words); k++ {
			if !common(words[k].text) && utf8.RuneCountInString(words[k].text) > 2 {
				meaning++
			}
			if meaning == 3 {
				parts = append(parts, words[i:k+1])
				break
			}
		}
	}
	return parts
}

// CheckMine tells why an entry of [Me] would be found where nobody meant it.
func CheckMine(entry string) error {
	words := foldNote(entry).tokens
	letters, single, meaning := 0, len(words) > 0, false
	for _, w := range words {
		letters += utf8.RuneCountInString(w.text)
		single = single && w.single
		meaning = meaning || !embeddedCues().common(w.text)
	}
	switch {
	case utf8.RuneCountInString(entry) > 200:
		return errors.New("is longer than 200 letters")
	case letters < 3 && !(single && letters == 2):
		return fmt.Errorf("%q is too short to be told from other words: write at least 3 letters of it", entry)
	case !meaning:
		return fmt.Errorf("%q is a common word in some language, and would be found in notes that do not mean it: write more of the name", entry)
	case len(words) == 1 && !words[0].capital && !single && cased(words[0].text) && embeddedCues().inPattern(words[0].text):
		return fmt.Errorf("%q stands in many notes that do not mean it: write more of the name, or a capital where it has one", entry)
	}
	return nil
}

func cased(word string) bool {
	r, _ := utf8.DecodeRuneInString(word)
	return unicode.IsLower(r)
}

// mention is one of the owner's things in a note.
type mention struct {
	*mineThing
	span noteSpan
}

// mentions returns where a note names the owner's things, each thing once and
// the longest where several begin at one word. Names of the two people, in the
// greeting, the signature or between, tell nothing.
func (m *mine) mentions(r *noteReading) (found []mention) {
	m.each(r, func(f mention) {
		if !slices.ContainsFunc(found, func(g mention) bool { return g.entry == f.entry }) && !r.mergedIn(f.kind.fact, f.span) {
			found = append(found, f)
		}
	})
	return found
}

// each calls f with everything of the owner's that a note names, a program's
// fillings too.
func (m *mine) each(r *noteReading, f func(mention)) {
	for i := 0; i < len(r.tokens); i++ {
		if thing, end := m.at(r, i); thing != nil {
			f(mention{thing, noteSpan{i, end}})
			i = end - 1
		}
	}
}

// at returns the longest of the owner's things at token i, and its end.
func (m *mine) at(r *noteReading, i int) (thing *mineThing, end int) {
	first, _ := utf8.DecodeRuneInString(r.tokens[i].text)
	things := m.things[first]
	if semitic(first) {
		things = m.joined
	}
	for _, t := range things {
		if to := i + len(t.words); to > end && t.matches(r, i) && !r.namesTheTwo(noteSpan{i, to}) {
			thing, end = t, to
		}
	}
	return thing, end
}

func (t *mineThing) matches(r *noteReading, i int) bool {
	if i+len(t.words) > len(r.tokens) {
		return false
	}
	for k := range t.words {
		if !sameWord(t.words[k].text, r.tokens[i+k].text, t.words[k].single) {
			return false
		}
	}
	return len(t.words) > 1 || r.meansName(i, &t.words[0])
}

// meansName tells Nice from nice: a single word that notes use otherwise has to
// have its capital, and not because a sentence begins.
func (r *noteReading) meansName(i int, word *noteToken) bool {
	if !word.capital || !r.book.inPattern(word.text) {
		return true
	}
	return r.tokens[i].capital && i > 0 && r.tokens[i-1].sentence == r.tokens[i].sentence
}

// sameWord compares a word of an entry with one of a note, which may have an
// ending: "Annas", "Leipziger", "в Москве".
func sameWord(entry, word string, single bool) bool {
	switch letters := utf8.RuneCountInString(entry); {
	case entry == word || joinedBefore(word, entry):
		return true
	case single:
		return false
	case letters >= 6:
		stem := entry
		if last, size := utf8.DecodeLastRuneInString(entry); strings.ContainsRune("aoаяоеьйη", last) {
			stem = entry[:len(entry)-size]
		}
		ending, ok := strings.CutPrefix(word, stem)
		return ok && utf8.RuneCountInString(ending) <= 4
	case letters >= 4:
		return word == entry+"s"
	}
	return false
}

// joinedBefore reports an entry with a Hebrew or Arabic "in", "to", "and" or
// "the" at its beginning.
func joinedBefore(word, entry string) bool {
	before, ok := strings.CutSuffix(word, entry)
	if !ok || before == "" {
		return false
	}
	first, _ := utf8.DecodeRuneInString(entry)
	return semitic(first) && utf8.RuneCountInString(before) <= 3 && strings.Trim(before, "בהוכלמשابفكلو") == ""
}

func semitic(r rune) bool { return r >= 0x0590 && r < 0x0780 }

// namesTheTwo reports words that are the inviter's or the owner's name, or that
// say nothing since they greet, sign or are LinkedIn's.
func (r *noteReading) namesTheTwo(s noteSpan) bool {
	all := true
	for i := s.from; i < s.to; i++ {
		switch r.cover[i] {
		case shellGreeting, shellName, shellClosing, shellStandard:
			return true
		}
		all = all && slices.Contains(r.names, r.tokens[i].text)
	}
	return all
}

// mergedIn reports a mention that a program could have put there: within the
// words of a text for anybody; or, being a fact of the profile, in a sentence
// that is otherwise of such texts, or made of nothing but their words. What the
// sentence says of the two people outweighs that, but for "noticed that you studied".
func (r *noteReading) mergedIn(fact bool, s noteSpan) bool {
	near := r.tokens[s.from].sentence
	sameSentence := func(c noteSpan) bool { return r.tokens[c.from].sentence == near }
	around := func(c noteSpan) bool { return c.from <= s.from && s.to <= c.to }
	var personal, generic []noteSpan
	for class, spans := range r.cues {
		for _, c := range spans {
			switch {
			case !sameSentence(c):
			case signalNamed(class).personal:
				personal = append(personal, c)
			default:
				generic = append(generic, c)
			}
		}
	}
	for _, p := range personal {
		if !slices.ContainsFunc(generic, func(g noteSpan) bool { return g.from < p.to && p.from < g.to }) {
			return false
		}
	}
	if r.cover[s.from] != "" || slices.ContainsFunc(generic, around) {
		return true
	}
	return fact && (len(generic) > 0 || r.usualBut(s))
}

// usualBut reports that a sentence has words beside a mention, and that all of
// them stand in many notes.
func (r *noteReading) usualBut(s noteSpan) bool {
	words := 0
	for i := range r.tokens {
		t := &r.tokens[i]
		if t.sentence != r.tokens[s.from].sentence || i >= s.from && i < s.to {
			continue
		}
		switch {
		case r.cover[i] == shellGreeting || r.cover[i] == shellName:
			continue
		case t.number && r.cover[i] == "", t.single && r.cover[i] == "":
			return false
		case r.cover[i] == "" && len(t.text) > 2 && !r.book.common(t.text) && !r.book.inPattern(t.text):
			return false
		}
		words++
	}
	return words > 0
}

// signals are the owner's things in a note and in its inviter's headline, one
// signal a kind.
func (m *mine) signals(r *noteReading, headline string) (fired []firedSignal) {
	if m == nil || len(m.things) == 0 && len(m.joined) == 0 {
		return nil
	}
	found := m.mentions(r)
	for k := range mineKinds {
		kind := &mineKinds[k]
		var entries []string
		var spans []noteSpan
		for _, f := range found {
			if f.kind == kind {
				entries, spans = append(entries, f.entry), append(spans, f.span)
			}
		}
		if len(spans) > 0 {
			s := kind.noteSignal
			s.why += strings.Join(entries, ", ")
			fired = append(fired, firedSignal{noteSignal: &s, sum: s.worth(len(spans)), spans: spans})
		}
	}
	if s, ok := m.inHeadline(r, headline); ok && !slices.ContainsFunc(found, func(f mention) bool { return f.kind.name == "my-firm" || f.kind.name == "my-school" }) {
		fired = append(fired, s)
	}
	return fired
}

// inHeadline finds a firm or school of the owner's in an inviter's headline.
func (m *mine) inHeadline(r *noteReading, headline string) (firedSignal, bool) {
	h := &noteReading{foldedNote: foldNote(firstRunes(headline, 400)), book: r.book}
	h.cover = make([]string, len(h.tokens))
	for i := range h.tokens {
		t, end := m.at(h, i)
		if t == nil || t.kind.name != "my-firm" && t.kind.name != "my-school" {
			continue
		}
		s := sameHeadline
		s.why += t.entry
		return firedSignal{noteSignal: &s, sum: s.weight, quoted: h.quote(i, end)}, true
	}
	return firedSignal{}, false
}
