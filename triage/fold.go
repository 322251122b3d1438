package triage

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// FoldName brings a name or a profile slug into the form in which it is
// compared: NFKC, case-folded, white space single, punctuation at the ends off.
// Accents stay: Müller and Muller are two people.
//
// The result is hashed into the Message-IDs of questions that lie in mailboxes
// for years. It must stay the same for ever, or people are asked twice.
func FoldName(s string) string {
	s = norm.NFKC.String(strings.ToValidUTF8(s, ""))
	s = norm.NFKC.String(cases.Fold().String(s))
	s = strings.Join(strings.Fields(strings.Map(dropInvisible, s)), " ")
	return strings.TrimFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	})
}

// dropInvisible removes what nobody sees in a name: bidi controls, joiners,
// control characters other than white space.
func dropInvisible(r rune) rune {
	if unicode.Is(unicode.Cf, r) || unicode.IsControl(r) && !unicode.IsSpace(r) {
		return -1
	}
	return r
}

// noteRunes bounds what of a note is judged; LinkedIn allows 300.
const noteRunes = 2000

// foldedNote is a note as tokens that know where they came from, so that a
// reason can quote the original.
type foldedNote struct {
	raw    string
	tokens []noteToken
}

// noteToken is a word, a number, or one character of a script that is written
// without spaces. Apostrophes and hyphens part tokens: "I'd" is "i", "d".
type noteToken struct {
	text       string // without case, accents and width
	start, end int    // bytes in the note
	after      rune   // what parts it from the next token: one of . ? ! , \n or 0
	sentence   int32
	capital    bool // begins with an upper-case letter
	number     bool
	single     bool // one character of a script without spaces
	quoted     bool // within quotation marks
	braced     bool // within {}, [], <> or %%: a field that was never filled
}

func foldNote(raw string) *foldedNote {
	raw = firstRunes(raw, noteRunes)
	n := &foldedNote{raw: raw, tokens: make([]noteToken, 0, len(raw)/5+4)}
	f := folder{note: n, buf: make([]byte, 0, len(raw)+16)}
	for i, r := range raw {
		f.rune(i, r)
	}
	f.flush(len(raw))
	f.name()
	return n
}

func firstRunes(s string, max int) string {
	if len(s) <= max {
		return s
	}
	for i := range s {
		if max == 0 {
			return s[:i]
		}
		max--
	}
	return s
}

// folder holds the state of one walk over a note.
type folder struct {
	note   *foldedNote
	buf    []byte // folded text of all tokens
	spans  [][2]int
	start  int // of the token in hand, in the note
	from   int // of the token in hand, in buf
	open   bool
	cur    noteToken
	spaces int
	quote  bool
	brace  int
}

func (f *folder) rune(i int, r rune) {
	switch {
	case r < utf8.RuneSelf && ('a' <= r && r <= 'z'):
		f.begin(i)
		f.buf = append(f.buf, byte(r))
	case r < utf8.RuneSelf && ('A' <= r && r <= 'Z'):
		if f.begin(i) {
			f.cur.capital = true
		}
		f.buf = append(f.buf, byte(r|0x20))
	case unspaced(r):
		f.flush(i)
		f.begin(i)
		f.cur.single = true
		f.buf = appendFolded(f.buf, r)
		f.flush(i + utf8.RuneLen(r))
	case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) && f.open:
		if f.begin(i) {
			f.cur.capital = unicode.IsUpper(r) || unicode.IsTitle(r)
			f.cur.number = unicode.IsDigit(r)
		}
		f.buf = appendFolded(f.buf, r)
	case r == '%' && f.open && f.cur.number:
		f.flush(i)
		f.begin(i)
		f.buf = append(f.buf, "percent"...)
		f.flush(i + 1)
	case unicode.Is(unicode.Cf, r) || unicode.IsMark(r):
	default:
		f.flush(i)
		f.parting(i, r)
	}
}

func (f *folder) begin(i int) bool {
	if f.open {
		return false
	}
	f.open, f.start, f.from = true, i, len(f.buf)
	f.cur = noteToken{quoted: f.quote, braced: f.brace > 0}
	f.spaces = 0
	return true
}

func (f *folder) flush(end int) {
	if !f.open {
		return
	}
	f.open = false
	f.cur.start, f.cur.end = f.start, end
	f.spans = append(f.spans, [2]int{f.from, len(f.buf)})
	f.note.tokens = append(f.note.tokens, f.cur)
}

// parting notes punctuation and white space after the last token.
func (f *folder) parting(i int, r rune) {
	switch r {
	case '"', '״', '“', '”', '„', '«', '»', '「', '」', '『', '』', '‟', '″':
		if !f.betweenLetters(i, r) { // as in Hebrew abbreviations
			f.quote = !f.quote
		}
		return
	case '{', '[', '<':
		f.brace++
	case '}', ']', '>':
		f.brace = max(f.brace-1, 0)
	}
	if len(f.note.tokens) == 0 {
		return
	}
	last := &f.note.tokens[len(f.note.tokens)-1]
	switch r {
	case '.', '…', '。', '．', '।', '۔':
		if r == '.' && (f.insideWord(i) || f.abbreviates(i)) {
			return
		}
		last.after = stronger(last.after, '.')
	case '!', '！':
		last.after = stronger(last.after, '!')
	case '?', '？', '؟', ';':
		if r == ';' {
			last.after = stronger(last.after, ',')
			return
		}
		last.after = stronger(last.after, '?')
	case '\n', '\r', '\u2028', '\u2029':
		last.after = stronger(last.after, '\n')
	case ',', ':', '،', '、', '，', '：', '(', ')', '–', '—', '|', '•', '*', '/':
		last.after = stronger(last.after, ',')
	case '-':
		// A hyphen with space before it is a dash.
		if i > 0 && f.note.raw[i-1] <= ' ' {
			last.after = stronger(last.after, ',')
		}
	default:
		if unicode.IsSpace(r) {
			// Two spaces are what is left of a line break in many exports.
			if f.spaces++; f.spaces == 2 {
				last.after = stronger(last.after, '\t')
			}
		} else if r > 0x2000 && !unicode.IsPunct(r) { // emoji
			last.after = stronger(last.after, '!')
		}
	}
}

// betweenLetters reports a rune without space on either side.
func (f *folder) betweenLetters(i int, r rune) bool {
	before, _ := utf8.DecodeLastRuneInString(f.note.raw[:i])
	after, _ := utf8.DecodeRuneInString(f.note.raw[i+utf8.RuneLen(r):])
	return unicode.IsLetter(before) && unicode.IsLetter(after) && before >= 0x0590 && before < 0x0600
}

// insideWord tells "node.js" and "2.5" from the end of a sentence.
func (f *folder) insideWord(i int) bool {
	raw := f.note.raw
	if i+1 >= len(raw) || i == 0 || raw[i-1] <= ' ' {
		return false
	}
	c, _ := utf8.DecodeRuneInString(raw[i+1:])
	return unicode.IsLower(c) || unicode.IsDigit(c)
}

// abbreviates reports a full stop after a title, with a name to come.
func (f *folder) abbreviates(i int) bool {
	if after, _ := utf8.DecodeRuneInString(f.note.raw[i+1:]); after == 'ª' || after == 'º' {
		return true
	} else if after != ' ' {
		return false
	}
	word := f.spans[len(f.spans)-1]
	text := string(f.buf[word[0]:word[1]])
	n := len(f.note.tokens)
	initial := utf8.RuneCountInString(text) == 1 && (f.note.tokens[n-1].capital || n > 1 && f.note.tokens[n-1].start == f.note.tokens[n-2].end+1)
	return initial || degrees[text]
}

// degrees and titles stand before names, or behind them, some with a full stop.
var degrees = func() map[string]bool {
	m := map[string]bool{}
	for _, t := range strings.Fields("professor professore profesor profesora professeur rektor rehtori direktor directeur directrice director directora direttore dyrektor igazgato fru frau herr herrn hr heer mevrouw meneer pani pan pana inzenyrko inzenyre doktor doktore docteur maitre madame monsieur madam sir avocat abogado abogada licenciado lic ingeniero ingeniera avvocato ingegnere bapak ibu pak bu mas mbak domnule doamna gospodin ד פרופ دكتور الدكتور الدكتورة المهندس المهندسة الاستاذ الاستاذة dr mr mrs ms mme mlle prof sr sra srta sig dott dottssa dhr mevr dvs drs ir ing arch avv av geom rag eng enga exma exmo ilmo dipl mag jur cand siv mgr inz bc mudr judr phdr rndr doc  ec ph phd mba cpa cfa md esq jr др проф  дтн δρ καθ κα κος yth hj st sp م د أ ड शर ดร ผศ รศ ד״ר פרופ") {
		m[t] = true
	}
	return m
}()

func stronger(a, b rune) rune {
	const order = "\x00,\t\n.!?"
	if strings.IndexRune(order, b) > strings.IndexRune(order, a) {
		return b
	}
	return a
}

// name gives the tokens their text, and the sentences their numbers: a line
// break ends a sentence only where the next line begins like one.
func (f *folder) name() {
	all := string(f.buf)
	tokens := f.note.tokens
	for i := range tokens {
		tokens[i].text = all[f.spans[i][0]:f.spans[i][1]]
	}
	sentence := int32(0)
	for i := range tokens {
		t := &tokens[i]
		if t.text != "" && '0' <= t.text[0] && t.text[0] <= '9' {
			t.number = true
		}
		t.sentence = sentence
		if t.after == '\t' && i+1 < len(tokens) && (t.single || t.caseless() || tokens[i+1].single || tokens[i+1].caseless()) {
			t.after = 0 // only a capital tells that the spaces were a line break
		} else if t.after == '\t' {
			t.after = '\n'
		}
		if t.after == '\n' && i+1 < len(tokens) && !startsLine(tokens[i+1]) {
			t.after = 0
			if f.note.raw[t.end] == ',' {
				t.after = ','
			}
		}
		switch t.after {
		case '.', '!', '?', '\n':
			sentence++
		}
	}
}

func startsLine(t noteToken) bool {
	return t.capital || t.single || t.number || t.text == "i" || t.caseless()
}

// caseless reports words of scripts that have no capitals.
func (t *noteToken) caseless() bool {
	c, _ := utf8.DecodeRuneInString(t.text)
	return c >= 0x0590 && !unicode.IsLower(c) && !t.number
}

// unspaced reports scripts without spaces between words (and Hangul, whose
// particles hang on to the words).
func unspaced(r rune) bool {
	switch {
	case r < 0x0E00:
		return false
	case r <= 0x0EFF: // Thai, Lao
		return true
	case r < 0x1100:
		return false
	}
	return r >= 0x3040 && r <= 0x30FF && r != 0x30FB || r >= 0x3400 && r <= 0x9FFF || r >= 0xAC00 && r <= 0xD7A3 ||
		r >= 0x20000 && r <= 0x3FFFF || r >= 0xFF66 && r <= 0xFF9F || r == 0x3005
}

// appendFolded appends r without case, accent and width.
func appendFolded(b []byte, r rune) []byte {
	switch r {
	case 'ß', 'ẞ':
		return append(b, "ss"...)
	case 'æ', 'Æ':
		return append(b, "ae"...)
	case 'œ', 'Œ':
		return append(b, "oe"...)
	case 'ø', 'Ø':
		return append(b, 'o')
	case 'ł', 'Ł':
		return append(b, 'l')
	case 'đ', 'Đ', 'ð', 'Ð':
		return append(b, 'd')
	case 'ı', 'İ':
		return append(b, 'i')
	case 'ς':
		return utf8.AppendRune(b, 'σ')
	case 'أ', 'إ', 'آ', 'ٱ':
		return utf8.AppendRune(b, 'ا')
	case 'ى':
		return utf8.AppendRune(b, 'ي')
	}
	if accent(r) {
		return b
	}
	if r < utf8.RuneSelf {
		return append(b, byte(unicode.ToLower(r)))
	}
	var tmp [4]byte
	size := utf8.EncodeRune(tmp[:], unicode.ToLower(r))
	d := norm.NFKD.Properties(tmp[:size]).Decomposition()
	if d == nil || r >= 0x3040 && r <= 0x30FF || r >= 0xAC00 && r <= 0xD7A3 {
		return append(b, tmp[:size]...)
	}
	for len(d) > 0 {
		c, n := utf8.DecodeRune(d)
		if !accent(c) {
			b = utf8.AppendRune(b, unicode.ToLower(c))
		}
		d = d[n:]
	}
	return b
}

// accent reports marks that people leave out when they type: accents, Hebrew
// points, Arabic vowel signs and the tatweel. Marks of Indic scripts are letters.
func accent(r rune) bool {
	return r >= 0x0300 && r <= 0x036F || r >= 0x0591 && r <= 0x05C7 || r >= 0x064B && r <= 0x065F || r == 0x0640 || r == 0x0670
}

// quote cuts tokens from up to and without to out of the note, as written.
func (n *foldedNote) quote(from, to int) string {
	if from < 0 || to <= from || to > len(n.tokens) {
		return ""
	}
	return n.raw[n.tokens[from].start:n.tokens[to-1].end]
}
