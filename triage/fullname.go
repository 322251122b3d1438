package triage

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// FullName is a name that says enough to look for its bearer among the mails
// of others: a first and a last one.
type FullName struct {
	// Words are what a field with the name contains, each in the spellings to
	// search for: as written, and without accents where that is another one.
	Words [][]string
	// Locals are how the local part of an address is made of such a name, with
	// the "@": "praman@". For names in Latin letters only.
	Locals []string

	first, last string // folded
	turned      string // first, where that is the whole name, with its halves the other way round
	locals      []string
}

// Bounds of what is searched for of one name: the beginning of a word finds it.
const (
	maxNameSigns = 8
	maxWordRunes = 30
)

// ParseFullName reads a name as LinkedIn shows it. It returns false for a name
// of one word: too many people bear it.
func ParseFullName(name string) (FullName, bool) {
	if i := strings.IndexAny(name, ",|"); i > 0 { // degrees
		name = name[:i]
	}
	words := nameWords(name)
	for n := len(words); n > 2 && isDegree(words[n-1].written); n = len(words) {
		words = words[:n-1]
	}
	if len(words) < 2 && (len(words) == 0 || len(words[0].signs) < 2) {
		return FullName{}, false
	}
	n := FullName{first: words[0].text}
	n.add(words[0])
	if len(words) > 1 {
		last := words[len(words)-1]
		n.last = last.text
		n.add(last)
		n.addLocals()
	} else if a, b, ok := strings.Cut(strings.TrimSpace(name), " "); ok {
		n.turned = joinWords(nameWords(b)) + joinWords(nameWords(a))
	}
	return n, true
}

// isDegree tells "MBA" or "PMP" at the end of a name.
func isDegree(s string) bool {
	return len(s) <= 5 && strings.ToUpper(s) == s && strings.ToLower(s) != s
}

func (n *FullName) add(w nameWord) {
	if w.signs != nil {
		for _, sign := range w.signs[:min(len(w.signs), maxNameSigns)] {
			n.Words = append(n.Words, []string{sign})
		}
		return
	}
	spellings := []string{firstRunes(w.written, maxWordRunes)}
	if !strings.EqualFold(w.written, w.text) {
		spellings = append(spellings, firstRunes(w.text, maxWordRunes))
	}
	n.Words = append(n.Words, spellings)
}

func (n *FullName) addLocals() {
	if len(n.last) > maxWordRunes {
		return
	}
	for _, r := range n.first + n.last {
		if r < 'a' || r > 'z' {
			return
		}
	}
	initial := n.first[:1]
	n.locals = []string{n.first + n.last, n.last + n.first, initial + n.last}
	n.Locals = []string{initial + n.last + "@", initial + "." + n.last + "@"}
}

// ASCII tells whether all that is to be searched for is.
func (n FullName) ASCII() bool {
	for _, spellings := range n.Words {
		for _, s := range spellings {
			if strings.IndexFunc(s, func(r rune) bool { return r > '~' }) >= 0 {
				return false
			}
		}
	}
	return true
}

// borneBy tells whether a display name is this name, with whatever else there
// is in it: "Raman, Priya K. (Example Works)".
func (n FullName) borneBy(words []nameWord) bool {
	has := func(text string) bool {
		return slices.ContainsFunc(words, func(w nameWord) bool {
			return w.text == text || w.signs != nil && strings.Contains(w.text, text)
		})
	}
	return has(n.first) && (n.last == "" || has(n.last)) || n.turned != "" && has(n.turned)
}

// resembles tells whether an address looks as if it were made of the name.
func (n FullName) resembles(addr string) bool {
	local, _, _ := strings.Cut(strings.ToLower(addr), "@")
	local, _, _ = strings.Cut(local, "+")
	local = strings.TrimRight(strings.NewReplacer(".", "", "_", "", "-", "").Replace(local), "0123456789")
	return slices.Contains(n.locals, local)
}

func joinWords(words []nameWord) string {
	all := ""
	for _, w := range words {
		all += w.text
	}
	return all
}

// nameWord is a word of a name. Text is folded as notes are, so that accents
// do not matter; neither it nor what is written has anything but letters,
// digits and marks.
type nameWord struct {
	text, written string
	signs         []string // of a script without spaces between words, one by one
}

// nameWords drops titles, initials, and what follows a name in parentheses.
// Signs of scripts without spaces are one word, with or without spaces.
func nameWords(name string) []nameWord {
	if i := strings.IndexAny(name, "(（["); i > 0 {
		name = name[:i]
	}
	f := foldNote(firstRunes(norm.NFC.String(name), maxNameRunes))
	var words []nameWord
	for _, t := range f.tokens {
		written := strings.Map(dropInvisible, f.raw[t.start:t.end])
		n := len(words)
		switch {
		case t.single && n > 0 && words[n-1].signs != nil:
			words[n-1].text += t.text
			words[n-1].signs = append(words[n-1].signs, written)
		case t.single:
			words = append(words, nameWord{t.text, written, []string{written}})
		case utf8.RuneCountInString(t.text) > 1 && !titleWord(t.text):
			words = append(words, nameWord{t.text, written, nil})
		}
	}
	return words
}
