package triage

import (
	"encoding/base64"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Words of the stand-ins for the owner's name, and for those of others.
var standInNames = [][]string{{"Owner", "Name"}, {"Inviter", "One"}, {"Second", "Two"}, {"Third", "Three"}, {"Fourth", "Four"}, {"Fifth", "Five"}, {"Sixth", "Six"}, {"Seventh", "Seven"}}

// addName gives each word of one person's names a stand-in. No two words
// share one, since first names alone must tell people apart, too.
func (d *redactor) addName(person int, names ...string) {
	n := 0
	for _, name := range names {
		for _, t := range foldNote(firstRunes(name, maxNameRunes)).tokens {
			first, size := utf8.DecodeRuneInString(t.text)
			if t.text == "linkedin" || size == len(t.text) && !t.single || t.number || d.names[t.text] != "" {
				continue
			}
			if unicode.Is(unicode.Latin, first) {
				d.names[t.text] = standInName(person, n)
			} else {
				d.names[t.text] = strings.Repeat(string(scriptLetter(first, len(d.names)+1)), utf8.RuneCountInString(t.text))
			}
			n++
		}
	}
}

func standInName(person, word int) string {
	name := "Person" + count(person)
	if person < len(standInNames) {
		if word < 2 {
			return standInNames[person][word]
		}
		name = standInNames[person][0]
	}
	if word == 0 {
		return name
	}
	return name + "s" + count(word)
}

// count spells a number in letters: a, b ... z, ba.
func count(n int) string {
	if n < 26 {
		return string(rune('a' + n))
	}
	return count(n/26) + count(n%26)
}

// redactedBanner stands for the warning of any gateway.
const redactedBanner = "This message came from outside the organization."

// text redacts what people read, line by line, its links too.
func (d *redactor) text(s string, subject bool) string {
	var b strings.Builder
	for i, line := range strings.Split(s, "\n") {
		if i > 0 {
			b.WriteByte('\n')
		}
		if isBanner(cleanLine(line, 600)) {
			b.WriteString(redactedBanner)
			continue
		}
		if strings.HasSuffix(strings.TrimSpace(line), bannerEnd) && len(line) < 60 {
			b.WriteString("X" + bannerEnd)
			continue
		}
		d.line(&b, line, subject || d.subject != "" && len(line) < 8*maxSubjectRunes && sameText(line, d.subject))
	}
	return b.String()
}

// line cuts a line at its links: the words before one are its label.
func (d *redactor) line(b *strings.Builder, s string, subject bool) {
	for {
		i := linkStart(s)
		if i < 0 {
			d.words(b, s, subject)
			return
		}
		href := s[i:]
		if end := strings.IndexAny(href, " \t<>\""); end >= 0 {
			href = href[:end]
		}
		rest := s[i+len(href):]
		href, tail := trimLinkEnd(href)
		d.words(b, s[:i], subject)
		b.WriteString(d.link(href))
		d.runes(b, tail)
		s = rest
	}
}

func linkStart(s string) int {
	at := 0
	for {
		i := strings.Index(s[at:], "http")
		if i < 0 {
			return -1
		}
		at += i
		if strings.HasPrefix(s[at:], "http://") || strings.HasPrefix(s[at:], "https://") {
			return at
		}
		at += 4
	}
}

var addressText = regexp.MustCompile(`[\pL\pN._%+-]+@[\pL\pN-]+(\.[\pL\pN-]+)*\.\pL{2,}`)

// words redacts what stands between links.
func (d *redactor) words(b *strings.Builder, s string, subject bool) {
	at := 0
	if strings.Contains(s, "@") {
		for _, m := range addressText.FindAllStringIndex(s, 100) {
			d.phrases(b, s[at:m[0]], subject)
			b.WriteString(d.address(s[m[0]:m[1]]))
			at = m[1]
		}
	}
	d.phrases(b, s[at:], subject)
}

// phrases keeps LinkedIn's, and names as their stand-ins.
func (d *redactor) phrases(b *strings.Builder, s string, subject bool) {
	n := foldNote(s)
	known := knownFurniture().mark(n, d.names, subject)
	at := 0
	for i, t := range n.tokens {
		d.runes(b, s[at:t.start])
		at = t.end
		word := s[t.start:t.end]
		switch {
		case known[i] < 0 || t.number && isCopyrightYear(s, t):
			d.kept(b, word)
		case known[i] > 0:
			head := firstRunes(word, known[i])
			d.kept(b, head)
			d.runes(b, word[len(head):])
		case d.names[t.text] != "":
			b.WriteString(inCaseOf(word, d.names[t.text]))
		default:
			d.runes(b, word)
		}
	}
	d.runes(b, s[at:])
}

// isCopyrightYear tells the year of "© 2015", which tells a layout's age.
func isCopyrightYear(s string, t noteToken) bool {
	year := s[t.start:t.end]
	return len(year) == 4 && (year[:2] == "20") && strings.HasSuffix(strings.TrimRight(s[:t.start], " "), "©")
}

func inCaseOf(word, standIn string) string {
	first, size := utf8.DecodeRuneInString(word)
	switch {
	case unicode.IsLower(first):
		return strings.ToLower(standIn)
	case len(word) > size && strings.ToUpper(word) == word && strings.ToLower(word) != word:
		return strings.ToUpper(standIn)
	}
	return standIn
}

// kept writes a word of LinkedIn's, without what may hide between its letters.
func (d *redactor) kept(b *strings.Builder, word string) {
	for _, c := range word {
		if invisible(c) {
			c = standInInvisible
		}
		b.WriteRune(c)
	}
}

// plain replaces every letter and digit.
func (d *redactor) plain(s string) string {
	var b strings.Builder
	d.runes(&b, s)
	return b.String()
}

func (d *redactor) runes(b *strings.Builder, s string) {
	for _, c := range s {
		if c = d.rune(c); c >= 0 {
			b.WriteRune(c)
		}
	}
}

// standInInvisible is a zero-width non-joiner, as the padding of preheaders
// has it. One for all: text can be spelled in characters that nobody sees.
const standInInvisible = '\u200c'

// rune returns what stands for one character, -1 for nothing. Punctuation,
// white space and emoji stay.
func (d *redactor) rune(c rune) rune {
	switch {
	case c < utf8.RuneSelf:
		switch {
		case 'a' <= c && c <= 'z':
			return 'x'
		case 'A' <= c && c <= 'Z':
			return 'X'
		case '0' <= c && c <= '9':
			return '9'
		case c >= ' ' && c != 0x7f || c == '\t' || c == '\n':
			return c
		case c == '\r':
			return -1
		}
		return standInInvisible
	case c == '\ufe0f' || c == 'ー': // emoji's, and a vowel's length
		return c
	case invisible(c):
		return standInInvisible
	case unicode.IsNumber(c):
		return '9'
	case unicode.IsLetter(c):
		return d.letter(c)
	case unicode.IsMark(c):
		if scriptOf(c) == "" {
			return -1
		}
		return d.letter(c)
	case letterSymbol(c):
		return '◯'
	}
	return c
}

// letterSymbol tells symbols that letters can be written with: enclosed,
// squared and regional ones, braille.
func letterSymbol(c rune) bool {
	return c >= 0x24B6 && c <= 0x24E9 || c >= 0x2800 && c <= 0x28FF || c >= 0x3200 && c <= 0x33FF || c >= 0x1F100 && c <= 0x1F2FF
}

func (d *redactor) letter(c rune) rune {
	l, ok := d.letters[c]
	if !ok {
		l = scriptLetter(c, 0)
		d.letters[c] = l
	}
	return l
}

// plainLetters are the stand-ins of scripts whose first letter is a rare one;
// capitals are made of them.
var plainLetters = map[string]rune{"Latin": 'x', "Cyrillic": 'ж', "Greek": 'ξ', "Han": '某', "Arabic": 'س', "Hebrew": 'א', "Hiragana": 'の', "Katakana": 'ノ', "Hangul": '가', "Thai": 'ก', "Devanagari": 'क'}

// scriptLetter returns the k-th letter of the script and case of c, counted
// from that script's plain letter; of no script in particular, an x.
func scriptLetter(c rune, k int) rune {
	upper := unicode.IsUpper(c) || unicode.IsTitle(c)
	script := scriptOf(c)
	from, ok := plainLetters[script]
	if script == "" {
		script, from, ok = "Latin", 'x', true
	}
	table := unicode.Scripts[script]
	if !ok {
		from = firstOfScript(table)
	}
	found := from
	for l := from; l < from+400 && k >= 0; l++ {
		if unicode.Is(table, l) && unicode.IsLetter(l) && (l == from || !unicode.IsUpper(l)) {
			found = l
			k--
		}
	}
	if upper {
		return unicode.ToUpper(found)
	}
	return found
}

func firstOfScript(table *unicode.RangeTable) rune {
	for _, r := range table.R16 {
		for c := rune(r.Lo); c <= rune(r.Hi); c += rune(r.Stride) {
			if unicode.IsLetter(c) {
				return c
			}
		}
	}
	for _, r := range table.R32 {
		for c := rune(r.Lo); c <= rune(r.Hi); c += rune(r.Stride) {
			if unicode.IsLetter(c) {
				return c
			}
		}
	}
	return 'x'
}

// scriptOf is "" for what belongs to no script or to several.
func scriptOf(c rune) string {
	for name, table := range unicode.Scripts {
		if unicode.Is(table, c) && name != "Common" && name != "Inherited" {
			return name
		}
	}
	return ""
}

// encodeWords writes s as encoded words (RFC 2047) if the original was.
func encodeWords(original, s string) string {
	if !strings.Contains(original, "=?") {
		return s
	}
	var words []string
	for s != "" {
		head := s[:0]
		for i, c := range s {
			if i+utf8.RuneLen(c) > 45 { // an encoded word has 75 characters at most
				break
			}
			head = s[:i+utf8.RuneLen(c)]
		}
		words = append(words, "=?UTF-8?B?"+base64.StdEncoding.EncodeToString([]byte(head))+"?=")
		s = s[len(head):]
	}
	return strings.Join(words, "\n ")
}
