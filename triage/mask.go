package triage

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"havewemet/triage/language"
)

// mask puts other letters in the place of a person's: case, length, script,
// digits and punctuation stay as they are.
type mask struct {
	whose map[string]int // person of each word of a name, folded
	names []string       // those words that no spaces part from others, longest first
}

// newMask knows persons by all the names that they bear.
func newMask(persons [][]string) *mask {
	m := &mask{whose: map[string]int{}}
	for i, names := range persons {
		for _, name := range names {
			for w := range strings.FieldsSeq(foldText(name)) {
				if _, known := m.whose[w]; !known && utf8.RuneCountInString(w) > 1 && w != "linkedin" && w != "via" {
					m.whose[w] = i
				}
			}
		}
	}
	for w := range m.whose {
		if r, _ := utf8.DecodeRuneInString(w); unspaced(r) {
			m.names = append(m.names, w)
		}
	}
	slices.SortFunc(m.names, func(a, b string) int { return len(b) - len(a) })
	return m
}

// text masks s. Of what is LinkedIn's own furniture, the words that LinkedIn
// itself uses stay.
func (m *mask) text(s string, furniture bool) string {
	var b strings.Builder
	for len(s) > 0 {
		end := strings.IndexFunc(s, func(r rune) bool { return !letterly(r) })
		switch {
		case end < 0:
			end = len(s)
		case end == 0:
			r, n := utf8.DecodeRuneInString(s)
			if unicode.IsDigit(r) {
				r = '9'
			}
			b.WriteRune(r)
			s = s[n:]
			continue
		}
		m.word(&b, s[:end], furniture)
		s = s[end:]
	}
	return b.String()
}

func letterly(r rune) bool { return unicode.IsLetter(r) || unicode.IsMark(r) }

func (m *mask) word(b *strings.Builder, w string, furniture bool) {
	f := foldText(w)
	if i, ok := m.whose[f]; ok {
		standIns(b, w, i)
		return
	}
	if r, _ := utf8.DecodeRuneInString(w); unspaced(r) && m.unspaced(b, w, furniture) {
		return
	}
	if furniture && furnitureWords()[f] {
		b.WriteString(w)
		return
	}
	standIns(b, w, anybody)
}

// unspaced masks a run of a script without spaces, where a name may stand
// within a sentence.
func (m *mask) unspaced(b *strings.Builder, w string, furniture bool) bool {
	for _, name := range m.names {
		if before, after, ok := strings.Cut(w, name); ok {
			if before != "" {
				m.word(b, before, furniture)
			}
			standIns(b, name, m.whose[name])
			if after != "" {
				m.word(b, after, furniture)
			}
			return true
		}
	}
	return false
}

// scripts and the letters that stand in for theirs: the first for anybody's
// words, each other for those of one person.
var scripts = []struct {
	table   *unicode.RangeTable
	letters []rune
}{
	{unicode.Latin, []rune("xabcdefghijklmnopqrstuvwyz")},
	{unicode.Cyrillic, []rune("хабвгдежзиклмнопрст")},
	{unicode.Greek, []rune("ξαβγδεζηθικλμνοπρστ")},
	{unicode.Han, []rune("某甲乙丙丁戊己庚辛壬癸")},
	{unicode.Hiragana, []rune("のあいうえおかきくけこ")},
	{unicode.Katakana, []rune("ノアイウエオカキクケコ")},
	{unicode.Hangul, []rune("가나다라마바사아자차카")},
	{unicode.Arabic, []rune("سابتثجحخدذر")},
	{unicode.Hebrew, []rune("סאבגדהוזחטי")},
	{unicode.Thai, []rune("กขคงจฉชซณดต")},
	{unicode.Devanagari, []rune("कखगघचछजझटठड")},
}

const anybody = -1

// standIns writes a letter for each letter of w; marks upon letters are left out.
func standIns(b *strings.Builder, w string, person int) {
	for _, r := range w {
		if unicode.IsMark(r) {
			continue
		}
		out := 'x'
		for _, s := range scripts {
			if unicode.Is(s.table, r) {
				out = s.letters[0]
				if person != anybody {
					out = s.letters[1+person%(len(s.letters)-1)]
				}
				break
			}
		}
		if unicode.IsUpper(r) {
			out = unicode.ToUpper(out)
		}
		b.WriteRune(out)
	}
}

var patternWord = regexp.MustCompile(`\pL[\pL\pM]*`)

// furnitureWords are the words, folded, that this package knows LinkedIn to
// write itself.
var furnitureWords = sync.OnceValue(func() map[string]bool {
	words := map[string]bool{}
	add := func(texts ...string) {
		for _, t := range texts {
			for _, w := range patternWord.FindAllString(foldText(t), -1) {
				words[w] = true
			}
		}
	}
	for label := range buttonWords {
		add(label)
	}
	for label := range greetingWords {
		add(label)
	}
	add(suggestionWords...)
	add(footerWords...)
	add(commonWords...)
	add(openingEnds...)
	add(intended, "has indicated you are a friend colleague fellow group member of done business together at view profile accept invitation from confirm that you know",
		"LinkedIn Corporation trademarks and the logo are registered of in", "connection connections", "via über par tramite", "email emails mail help this was sent to", "how would you like to respond")
	for _, row := range kindTable {
		if row.subject != nil {
			add(row.subject.String())
		}
	}
	for _, l := range language.All() {
		add(l.Standard...)
	}
	return words
})
