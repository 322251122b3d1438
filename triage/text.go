package triage

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Bounds of what is shown of a mail, in runes.
const (
	maxNameRunes     = 120
	maxHeadlineRunes = 300
	maxNoteRunes     = 2000
	maxSubjectRunes  = 300
	maxSlugRunes     = 100
)

// cleanLine makes foreign text safe to show on one line: no control, format
// (bidirectional override, zero-width, soft hyphen) or padding characters,
// white space folded, no more than max runes, no token of a link.
func cleanLine(s string, max int) string {
	if plainASCII(s) && len(s) <= max {
		return dropTokens(s)
	}
	var b strings.Builder
	n, space, last := 0, false, rune(0)
	for i, r := range s {
		if unicode.IsSpace(r) {
			space = n > 0
			continue
		}
		if invisible(r) && (space || !joiner(r) || !joined(last) || !joined(nextRune(s[i+utf8.RuneLen(r):]))) {
			continue
		}
		if n >= max || space && n+1 >= max {
			break
		}
		if space {
			b.WriteByte(' ')
			n++
			space = false
		}
		b.WriteRune(r)
		last = r
		n++
	}
	return dropTokens(b.String())
}

// joiner tells the two characters that spell words of some scripts, as in
// Persian "می‌خواهم", and only hide between letters of others.
func joiner(r rune) bool { return r == '\u200c' || r == '\u200d' }

// joined tells letters that a joiner may stand between (Unicode Standard, 23.2).
func joined(r rune) bool {
	return r >= 0x600 && unicode.In(r, unicode.Arabic, unicode.Syriac, unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati,
		unicode.Oriya, unicode.Tamil, unicode.Telugu, unicode.Kannada, unicode.Malayalam, unicode.Sinhala)
}

func nextRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// plainASCII reports whether s is printable ASCII without white space to fold.
func plainASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c < ' ' || c > '~' || c == ' ' && (i == 0 || i == len(s)-1 || s[i-1] == ' ') {
			return false
		}
	}
	return true
}

// invisible tells characters that pad, hide or turn text: Unicode's control,
// format, surrogate and private-use classes, and four fillers that are letters
// or marks by class only.
func invisible(r rune) bool {
	switch r {
	case '\u034F', '\u115F', '\u1160', '\u3164', '\uFFA0', '\u17B4', '\u17B5':
		return true
	}
	return r < ' ' || r >= 0x7F && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Cs, unicode.Co)
}

// cleanText is [cleanLine] for text of several lines: line breaks are kept,
// at most one empty line between two others, none at the ends.
func cleanText(s string, max int) string {
	if strings.ContainsAny(s, "\r\u0085\u2028\u2029") {
		s = lineEnds.Replace(s)
	}
	var b strings.Builder
	n, empty := 0, false
	for line := range strings.SplitSeq(s, "\n") {
		line = cleanLine(line, max-n)
		if line == "" {
			empty = b.Len() > 0
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		if empty {
			b.WriteByte('\n')
			empty = false
		}
		b.WriteString(line)
		if n += utf8.RuneCountInString(line) + 2; n >= max {
			break
		}
	}
	return b.String()
}

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n")

var tokenText = regexp.MustCompile(`(?i)(otpToken|midToken|midSig|sharedKey|authToken|trkEmail|\b(mboxid|invAcpt|msgID|eid|loid|trk\w{0,20}|lipi))(=|%3D)[^\s&]+|sharedKey(/|%2F)[^\s/?&%]+`)

// linkedInPath is a link of LinkedIn's to a place that its mails alone lead to.
var linkedInPath = regexp.MustCompile(`(?i)(linkedin\.com/)(e|comm|blink|slink|redir|emimp)/\S*`)

// dropTokens removes what could sign somebody in, should a piece of a link
// have come into a text to show.
func dropTokens(s string) string {
	if strings.IndexByte(s, '/') >= 0 && strings.Contains(strings.ToLower(s), "linkedin.com/") {
		s = linkedInPath.ReplaceAllString(s, "$1")
	}
	if !strings.Contains(s, "=") && !strings.Contains(s, "%3") && !strings.Contains(s, "haredKey") && !strings.Contains(s, "haredkey") {
		return s
	}
	return strings.TrimSpace(tokenText.ReplaceAllString(s, ""))
}

// sameText compares what two parts of a mail, or a card and a header, say:
// letters and digits only, without case.
func sameText(a, b string) bool {
	return a == b || foldText(a) == foldText(b) && foldText(a) != ""
}

// foldText keeps the letters and digits of s, in lower case, and single
// spaces between words.
func foldText(s string) string {
	if !norm.NFC.IsNormalString(s) { // a header and a body may write "é" in two ways
		s = norm.NFC.String(s)
	}
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for _, r := range s {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
			if space && b.Len() > 0 {
				b.WriteByte(' ')
			}
			space = false
			b.WriteRune(unicode.ToLower(r))
		case r != '\'' && r != '’':
			space = true
		}
	}
	return b.String()
}

// mailFirstName is the first word of a name.
func mailFirstName(name string) string {
	for _, w := range strings.Fields(name) {
		if foldText(w) != "" && !strings.HasSuffix(w, ".") {
			return strings.TrimRight(w, ",")
		}
	}
	return ""
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
