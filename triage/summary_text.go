package triage

import (
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// textColumns is how wide the text part is (RFC 5322 section 2.1.1 asks for 78
// at most). Only links are longer.
const textColumns = 76

// text is the text/plain part.
func (l letter) text() string {
	var t textPart
	t.wrap("", "", l.Line)
	t.empty()
	if l.Watch != "" {
		t.wrap("", "", l.Watch)
		t.empty()
	}
	for _, p := range l.Parts {
		t.part(p, l)
	}
	t.line("-- ") // clients show what follows as a signature
	for _, s := range l.Foot {
		t.wrap("", "", s)
	}
	return t.String()
}

// textPart writes lines, the foreign words in them defanged.
type textPart struct{ strings.Builder }

func (t *textPart) line(s string) { t.WriteString(s + "\n") }
func (t *textPart) empty()        { t.line("") }

// wrap writes s in lines of at most textColumns; first and rest begin them.
func (t *textPart) wrap(first, rest, s string) {
	for _, l := range wrapText(Defang(s), textColumns-len(rest)) {
		t.line(strings.TrimRight(first+l, " "))
		first = rest
	}
}

func (t *textPart) part(p letterPart, l letter) {
	title := p.Title
	if p.Count > 0 {
		title = fmt.Sprintf("%s (%d)", p.Title, p.Count)
	}
	t.line(title)
	t.line(strings.Repeat("-", columns(title)))
	if p.Lead != "" {
		t.wrap("", "", p.Lead)
	}
	if p.Lead != "" || len(p.Full) > 0 {
		t.empty()
	}
	for _, it := range p.Full {
		t.item(it, l)
		t.empty()
	}
	if p.More != "" {
		t.line(p.More)
	}
	for _, it := range p.Brief {
		s := it.Name
		if it.Meta != "" {
			s += l.Colon + it.Meta
		}
		for _, n := range it.Note {
			s += l.Colon + n
		}
		t.wrap("- ", "  ", s)
	}
	for _, s := range p.Lines {
		if len(p.Lines) == 1 {
			t.wrap("", "", s)
		} else {
			t.wrap("- ", "  ", s)
		}
	}
	if p.Weeks != nil {
		t.weeks(p.Weeks)
	}
	if p.After != "" {
		t.wrap("", "", p.After)
	}
	if len(p.Brief)+len(p.Lines) > 0 || p.After != "" {
		t.empty()
	}
}

func (t *textPart) item(it letterItem, l letter) {
	t.wrap("* ", "  ", it.Name)
	for _, s := range []string{it.About, it.Meta} {
		if s != "" {
			t.wrap("  ", "  ", s)
		}
	}
	if it.NoNote != "" {
		t.wrap("  ", "  ", "("+it.NoNote+")")
	}
	for _, s := range it.Note {
		t.wrap("  > ", "  > ", s)
	}
	for _, r := range []struct{ label, said string }{{l.Why, it.Why}, {l.But, it.Found}} {
		if r.said != "" {
			t.wrap("  "+r.label+" ", strings.Repeat(" ", 3+columns(r.label)), r.said)
		}
	}
	for _, k := range it.Links {
		t.line("  " + k.Label + l.Colon + k.URL)
	}
}

// weeks draws a line a week, and says what its signs are.
func (t *textPart) weeks(p *picture) {
	const before = 16 // columns: the day, the month, the number
	most := 0
	for _, b := range p.Bars {
		most = max(most, b.All)
	}
	t.empty()
	month, begun := "", false
	for _, b := range p.Bars {
		if b.Month != "" {
			month = b.Month
		}
		if begun = begun || b.All > 0; !begun {
			continue // weeks before the first invitation would be lines of zeros
		}
		day := fmt.Sprintf("  %2s %s", b.Day, month)
		t.line(strings.TrimRight(fmt.Sprintf("%s%*d  %s", day, max(before-2-columns(day), 3), b.All, b.signs(most, textColumns-before)), " "))
	}
	var legend []string
	for _, c := range p.Colours {
		if c.N > 0 {
			legend = append(legend, c.Sign+" "+c.Label)
		}
	}
	t.wrap("  ", "  ", strings.Join(legend, "   "))
	t.empty()
	t.wrap("", "", p.Said)
	t.empty()
}

// wrapText breaks s at spaces into lines of at most max columns; a word that is
// longer, or written in a script without spaces, is broken where it has to be.
// There is always a line, if an empty one.
func wrapText(s string, max int) []string {
	var lines []string
	line, used := "", 0
	flush := func() {
		lines = append(lines, line)
		line, used = "", 0
	}
	for _, word := range strings.FieldsFunc(s, breaks) {
		w := columns(word)
		if used > 0 && used+1+w > max {
			flush()
		}
		for w > max {
			head := firstColumns(word, max)
			line = head
			flush()
			word = word[len(head):]
			w = columns(word)
		}
		if used > 0 {
			line += " "
			used++
		}
		line += word
		used += w
	}
	if used > 0 || len(lines) == 0 {
		flush()
	}
	return lines
}

// breaks tells the spaces at which a line may end: not the one before a French
// colon.
func breaks(r rune) bool { return r != '\u00a0' && unicode.IsSpace(r) }

func columns(s string) int {
	n := 0
	for _, r := range s {
		n += runeColumns(r)
	}
	return n
}

// runeColumns is how many columns a terminal or a fixed-width font gives r.
func runeColumns(r rune) int {
	if r < 0x300 {
		return 1
	}
	if unicode.In(r, unicode.Mn, unicode.Me) {
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}

// firstColumns is as much of s as fits into max columns, at least one rune.
func firstColumns(s string, max int) string {
	n := 0
	for i, r := range s {
		if n += runeColumns(r); n > max && i > 0 {
			return s[:i]
		}
	}
	return s
}
