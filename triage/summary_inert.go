package triage

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Mail clients make links of whatever looks like one. A note, a name or a host
// of somebody else's must not become clickable in a mail that the owner trusts,
// so that the characters which make it look so are broken up.

// Defang is for plain text, the summary's and the terminal's, both of which
// make links: "https://evil.example" is shown as "https[:]//evil[.]example", so
// that the eye sees it as well.
func Defang(s string) string {
	return breakLinks(s, func(r rune) string { return "[" + string(r) + "]" })
}

// inert is for the HTML part: a zero-width non-joiner before the character
// keeps clients from finding the host, and looks like nothing.
func inert(s string) string {
	return breakLinks(s, func(r rune) string { return "\u200c" + string(r) })
}

func breakLinks(s string, broken func(rune) string) string {
	if !strings.ContainsAny(s, ".:") {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		end := strings.IndexFunc(s, unicode.IsSpace)
		if end == 0 {
			_, end = utf8.DecodeRuneInString(s)
			b.WriteString(s[:end])
		} else {
			if end < 0 {
				end = len(s)
			}
			breakWord(&b, s[:end], broken)
		}
		s = s[end:]
	}
	return b.String()
}

// breakWord breaks dots, colons and at signs between other characters, where
// the word has something of a link.
func breakWord(b *strings.Builder, word string, broken func(rune) string) {
	if !linkLike(word) {
		b.WriteString(word)
		return
	}
	runes := []rune(word)
	for i, r := range runes {
		inside := i > 0 && i+1 < len(runes)
		if inside && (r == ':' || (r == '.' || r == '@') && hostRune(runes[i-1]) && hostRune(runes[i+1])) {
			b.WriteString(broken(r))
			continue
		}
		b.WriteRune(r)
	}
}

// linkLike errs on the side of a link: a scheme, "www.", or a dot before two
// letters or more. "e.g." and "3.5" stay as they are.
func linkLike(word string) bool {
	lower := strings.ToLower(word)
	for _, scheme := range []string{"://", "www.", "mailto:", "tel:", "sms:"} {
		if strings.Contains(lower, scheme) {
			return true
		}
	}
	runes := []rune(word)
	for i := 1; i+2 < len(runes); i++ {
		if runes[i] == '.' && hostRune(runes[i-1]) && hostRune(runes[i+1]) && hostRune(runes[i+2]) &&
			(unicode.IsLetter(runes[i+1]) || unicode.IsLetter(runes[i+2])) {
			return true
		}
	}
	return strings.Count(word, ".") >= 3 // an address in numbers
}

func hostRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == '-' || r == '_'
}

// thinMarks drops marks beyond three in a row: stacked by the dozen they run
// over the lines around them.
func thinMarks(s string) string {
	row := 0
	return strings.Map(func(r rune) rune {
		if !unicode.Is(unicode.Mn, r) {
			row = 0
			return r
		}
		if row++; row > 3 {
			return -1
		}
		return r
	}, s)
}
