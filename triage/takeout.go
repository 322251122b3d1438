package triage

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// takeOut covers what says nothing. A standard line is taken out wherever it
// stands, since what stands beside it decides; all else has to fill its clause,
// for "thank you" is empty and "thank you for the pictures" is not.
func (r *noteReading) takeOut() {
	for i := 0; i < len(r.tokens); {
		class, end := r.shellAt(i)
		if end == i {
			n := max(r.vocative(i), r.addressed(i))
			if n > 0 {
				class, end = shellName, i+n
			}
		}
		if end == i {
			i++
			continue
		}
		r.mark(i, end, class)
		i = end
		if class == shellGreeting {
			i += r.takeName(i)
		}
	}
	r.takeSignature()
	r.takeBeside()
}

func (r *noteReading) mark(from, to int, class string) {
	for i := from; i < to; i++ {
		r.cover[i] = class
	}
}

// shellAt returns the longest shell that begins at token i, and its end.
func (r *noteReading) shellAt(i int) (class string, end int) {
	end = i
	begins := r.clauseBegins(i)
	take := func(p *cuePattern, to int) {
		to = r.fillGap(p, to)
		switch {
		case to < end:
			return
		case to == end && p.class != shellStandard && !(p.class == shellGreeting && class != shellStandard && r.tokens[i].sentence == 0):
			// "Ciao" and "Beste" begin some notes and end others.
			return
		case p.class == shellStandard:
		case !begins:
			return
		case p.class != shellGreeting && !r.clauseEnds(to):
			return
		case p.class == shellClosing && !r.clauseEnds(to):
			return
		}
		class, end = p.class, to
	}
	r.book.shells.each(r, i, take)
	if r.words[i].lines > r.words[i].stop {
		r.book.shells.eachOver(r, i, r.words[i].lines, func(p *cuePattern, to int) {
			if p.class == shellStandard {
				take(p, to)
			}
		})
	}
	return class, end
}

// fillGap lets a gap at a shell's end reach as far as its clause, if it can.
func (r *noteReading) fillGap(p *cuePattern, to int) int {
	last := p.elems[len(p.elems)-1]
	for n := 0; n <= last.gap; n++ {
		if r.clauseEnds(to + n) {
			return to + n
		}
	}
	return to
}

func (r *noteReading) clauseBegins(i int) bool {
	if i == 0 || r.tokens[i].single {
		return true
	}
	before := &r.tokens[i-1]
	return before.after != 0 || r.cover[i-1] != "" || joinsClauses(before.text)
}

func (r *noteReading) clauseEnds(end int) bool {
	if end >= len(r.tokens) || r.tokens[end-1].after != 0 {
		return true
	}
	next := &r.tokens[end]
	return next.capital || next.single || r.tokens[end-1].single || joinsClauses(next.text) || slices.Contains(r.names, next.text)
}

// joinsClauses reports "and" and "but" of the languages that have files.
func joinsClauses(word string) bool {
	switch word {
	case "and", "but", "so", "und", "aber", "et", "mais", "y", "e", "ed", "pero", "ma", "mas", "en", "maar", "i", "och", "og", "ja", "ve", "και", "и", "і", "та", "si", "es", "dan", "و", "ו", "और":
		return true
	}
	return false
}

// takeName covers the name after a greeting.
func (r *noteReading) takeName(i int) int {
	n := 0
	if i < len(r.tokens) {
		if class, _ := r.shellAt(i); class == shellStandard {
			return 0
		}
		n := max(r.honoured(i), r.caselessName(i), r.thaiName(i))
		if degrees[r.tokens[i].text] && i+1 < len(r.tokens) {
			if after := r.honoured(i + 1); after > 0 {
				n = max(n, 1+after)
			}
		}
		if n > 0 {
			r.mark(i, i+n, shellName)
			return n
		}
	}
	for n < 4 && i+n < len(r.tokens) {
		t := &r.tokens[i+n]
		if n > 0 && r.tokens[i+n-1].after != 0 || i+n > 0 && n == 0 && r.tokens[i-1].after != 0 && r.tokens[i-1].after != ',' {
			break
		}
		known := slices.Contains(r.names, t.text)
		// "hi priya," is a name too, though it has no capital.
		addressed := n < 2 && !t.single && t.after != 0 && !r.book.common(t.text)
		if !known && !addressed && !t.capital || !known && r.book.common(t.text) || t.text == "linkedin" || t.after == 0 && !known && !r.named(i+n) || n > 0 && !known && !r.named(i+n) {
			break
		}
		n++
	}
	r.mark(i, i+n, shellName)
	return n
}

// particles stand within names and titles: "Madame la Directrice".
var particles = map[string]bool{"la": true, "le": true, "de": true, "des": true, "du": true, "d": true, "von": true, "van": true, "der": true, "den": true, "del": true, "da": true, "do": true, "dos": true, "di": true, "y": true, "e": true, "og": true, "och": true, "a": true, "o": true, "bin": true, "ibn": true, "al": true}

// vocative finds "Alex, ..." where a note begins without a greeting.
func (r *noteReading) vocative(i int) int {
	if i != 0 {
		return 0
	}
	for n := 0; n < 3 && n+1 < len(r.tokens); n++ {
		t := &r.tokens[n]
		if !slices.Contains(r.names, t.text) && !r.named(n) {
			return 0
		}
		if t.after == ',' || t.after == '\n' || t.after == '!' && slices.Contains(r.names, t.text) {
			return n + 1
		}
	}
	return 0
}

// named reports a capitalised word that is a name rather than the noun or the
// beginning of a sentence: no pattern of any language knows it.
func (r *noteReading) named(i int) bool {
	t := &r.tokens[i]
	return t.capital && !r.book.common(t.text) && (degrees[t.text] || !r.book.inPattern(t.text))
}

// honorifics follow a name, in scripts and languages that do so.
var honorifics = func() (list [][]string) {
	for _, h := range []string{"さん", "さま", "様", "殿", "氏", "先生", "님", "씨", "선생님", "대표님", "교수님", "女士", "小姐", "老师", "老師", "经理", "經理", "校长", "校長", "教授", "会计师", "會計師", "医生", "醫師", "律师", "律師", "总", "總", "博士", "部長", "社長", "課長", "교수님", "변호사님", "이사님", "님께", "팀장님", "부장님", "과장님", "선배님", "जी", "bey", "hanım", "hocam", "المحترم", "المحترمة"} {
		var words []string
		for _, t := range foldNote(h).tokens {
			words = append(words, t.text)
		}
		list = append(list, words)
	}
	return list
}()

// honorific returns how many tokens of an honorific begin at i.
func (r *noteReading) honorific(i int) (n int) {
	for _, words := range honorifics {
		k := 0
		for k < len(words) && i+k < len(r.tokens) && r.tokens[i+k].text == words[k] {
			k++
		}
		if k == len(words) {
			n = max(n, k)
		}
	}
	return n
}

// mayName reports tokens of which names are made: Japanese names are seldom in
// hiragana, and all else is.
func (r *noteReading) mayName(i int) bool {
	t := &r.tokens[i]
	if slices.Contains(r.names, t.text) || t.capital {
		return true
	}
	c, _ := utf8.DecodeRuneInString(t.text)
	return t.caseless() && !r.book.common(t.text) && !unicode.Is(unicode.Hiragana, c)
}

// mostHonoured is how many characters of firm, rank and name may stand before an
// honorific.
const mostHonoured = 20

// honoured finds "Martha-san," at token i: a name, an honorific, and the end of
// the clause.
func (r *noteReading) honoured(i int) int {
	for n := 0; n <= mostHonoured && i+n < len(r.tokens); n++ {
		if h := r.honorific(i + n); n > 0 && h > 0 {
			end := i + n + h
			if end == len(r.tokens) || r.tokens[end-1].after != 0 || r.greets(end) {
				return n + h
			}
		}
		if !r.mayName(i+n) || r.tokens[i+n].after != 0 {
			break
		}
	}
	return 0
}

// greets reports a greeting or a standard line at token i.
func (r *noteReading) greets(i int) bool {
	class, end := r.shellAt(i)
	return end > i && (class == shellGreeting || class == shellStandard)
}

// addressed finds a name at the head of a note in scripts where no comma and no
// capital shows it: with an honorific, or with the greeting after it.
func (r *noteReading) addressed(i int) int {
	if i != 0 {
		return 0
	}
	if n := r.honoured(i); n > 0 {
		return n
	}
	for n := 1; n <= 4 && n < len(r.tokens) && r.mayName(n-1) && r.tokens[n-1].after == 0; n++ {
		if class, end := r.shellAt(n); r.tokens[n].single && end > n && class == shellGreeting {
			return n
		}
	}
	return 0
}

// caselessName finds a name of up to three words after a greeting where no
// capital shows it: the clause has to end with it.
func (r *noteReading) caselessName(i int) int {
	most := 3
	if i < len(r.tokens) && degrees[r.tokens[i].text] {
		most = 6
	}
	for n := 0; n < most && i+n < len(r.tokens); n++ {
		t := &r.tokens[i+n]
		if t.single || !t.caseless() || !r.mayName(i+n) || n > 0 && r.book.inPattern(t.text) {
			return 0
		}
		if t.after != 0 && !(n == 0 && most > 3 && t.after == '.') {
			return n + 1
		}
	}
	return 0
}

// thaiName finds a name between a greeting and the standard line: Thai writes no
// comma there. Nine characters are a name, and no sentence.
func (r *noteReading) thaiName(i int) int {
	for n := 0; n <= 9 && i+n < len(r.tokens); n++ {
		if class, end := r.shellAt(i + n); n > 0 && end > i+n && class == shellStandard {
			return n
		}
		if c, _ := utf8.DecodeRuneInString(r.tokens[i+n].text); !unicode.Is(unicode.Thai, c) {
			break
		}
	}
	return 0
}

// dashedName returns where a name without capitals begins that stands alone after
// a dash or in the last line, below words that say nothing.
func (r *noteReading) dashedName() int {
	n := len(r.tokens)
	if from := r.belowDash(); from < n {
		return from
	}
	from, singles := n, 0
	for from > 0 && r.cover[from-1] == "" && r.tokens[from-1].caseless() && r.mayName(from-1) && n-from < 5 {
		from--
		if r.tokens[from].single {
			singles++
		}
	}
	if words := n - from - singles; from == 0 || singles > 4 || words > 2 {
		return n
	}
	switch r.cover[from-1] {
	case shellStandard, shellFiller, shellWish, shellClosing:
	default:
		return n
	}
	if from < n && !strings.ContainsAny(r.raw[r.tokens[from-1].end:r.tokens[from].start], "-–—―\n") {
		return n
	}
	return from
}

// mostThai is how many characters of a Thai name may stand below a dash, with one
// space in it: no sentence is written so.
const mostThai = 24

// belowDash returns where a last line of Thai begins that a dash marks as a name.
func (r *noteReading) belowDash() int {
	n := len(r.tokens)
	from := n
	for from > 0 && n-from < mostThai && r.cover[from-1] == "" {
		if c, _ := utf8.DecodeRuneInString(r.tokens[from-1].text); !unicode.Is(unicode.Thai, c) {
			break
		}
		from--
		if from > 0 && strings.ContainsAny(r.raw[r.tokens[from-1].end:r.tokens[from].start], "-–—") && r.cover[from-1] == shellStandard {
			return from
		}
	}
	return n
}

// takeSignature covers names at the end: after a closing whatever is left of
// the last lines, else up to three capitalised words in a line of their own.
func (r *noteReading) takeSignature() {
	n := len(r.tokens)
	if from := r.dashedName(); from < n {
		r.markOpen(from, n, shellName)
		return
	}
	for i := n - 1; i >= 0 && i >= n-8; i-- {
		if r.cover[i] == shellClosing {
			r.markOpen(i+1, n, shellName)
			return
		}
	}
	from := n
	for from > 0 && n-from < 3 && (r.capitalised(from-1) || slices.Contains(r.names, r.tokens[from-1].text)) && r.cover[from-1] == "" {
		from--
		if from > 0 && r.tokens[from-1].after != 0 {
			break
		}
	}
	alone := from > 0 && from < n && r.tokens[from-1].after != 0
	switch {
	case from == n || n-from > 3:
	case alone && r.tokens[n-1].after != '!' && r.tokens[n-1].after != '?' && (n > 6 || r.cover[from-1] != ""):
		r.markOpen(from, n, shellName)
	case from > 0 && r.cover[from-1] != "" && r.cover[from-1] != shellName && r.cover[from-1] != shellGreeting:
		r.markOpen(from, n, shellName)
	}
}

// capitalised reports a capital, also one before an apostrophe: "В'ячеслав".
func (r *noteReading) capitalised(i int) bool {
	if r.tokens[i].capital {
		return true
	}
	if i == 0 || !r.tokens[i-1].capital {
		return false
	}
	between := r.raw[r.tokens[i-1].end:r.tokens[i].start]
	return between == "'" || between == "’"
}

func (r *noteReading) markOpen(from, to int, class string) {
	for i := from; i < to; i++ {
		if r.cover[i] == "" {
			r.cover[i] = class
		}
	}
}

// body is the note without the greeting before it and the sign-off below it; the
// whole of one that is nothing else.
func (r *noteReading) body() string {
	from, to := 0, len(r.tokens)
	name := func(i int) bool { return i >= 0 && i < to && r.cover[i] == shellName }
	parted := func(i int) bool { return i >= 0 && r.tokens[i].after != 0 }
	for from < to && (r.cover[from] == shellGreeting || name(from) && (from > 0 || parted(from) || name(from+1))) {
		from++
	}
	for to > from && (r.cover[to-1] == shellClosing || name(to-1) && (parted(to-2) || name(to-2) || to > 1 && r.cover[to-2] == shellClosing)) {
		to--
	}
	if from == to {
		return r.raw
	}
	end := len(r.raw)
	if to < len(r.tokens) {
		end = r.tokens[to].start
	}
	return strings.TrimRight(r.raw[r.tokens[from].start:end], " \t\n,;:–—-")
}
