package language

import (
	"strings"
	"sync"
	"unicode"
)

// guessRunes is as much of a text as is read to guess its language.
const guessRunes = 2000

// vote says which languages use a word; bit i is All()[i].
type vote uint64

var votes = sync.OnceValue(func() map[string]vote {
	m := make(map[string]vote)
	for i, l := range all() {
		for _, w := range strings.Fields(l.Common) {
			m[strings.ToLower(w)] |= 1 << i
		}
	}
	return m
})

// Guess tells the language of a short text by its script and its most frequent
// words: an ISO 639-1 code, or "" where the text does not settle it.
func Guess(text string) string {
	var s scripts
	scores := make([]float64, len(all()))
	word := make([]rune, 0, 32)
	end := func() {
		if len(word) > 0 {
			cast(scores, string(word))
			word = word[:0]
		}
	}
	n := 0
	for _, r := range text {
		if n++; n > guessRunes {
			break
		}
		s.count(r)
		if !unicode.IsLetter(r) && !unicode.IsMark(r) {
			end()
		} else if len(word) < 24 {
			word = append(word, unicode.ToLower(r))
		}
	}
	end()
	if code := s.code(); code != "" {
		return code
	}
	return best(scores)
}

func cast(scores []float64, word string) {
	v := votes()[word]
	if v == 0 {
		return
	}
	shared := 0
	for b := v; b != 0; b &= b - 1 {
		shared++
	}
	for i := range scores {
		if v&(1<<i) != 0 {
			scores[i] += 1 / float64(shared)
		}
	}
}

// best is the language with the most votes, if it leads clearly.
func best(scores []float64) string {
	first, second, at := 0.0, 0.0, -1
	for i, v := range scores {
		if v > first {
			first, second, at = v, first, i
		} else if v > second {
			second = v
		}
	}
	if at < 0 || first < 0.9 || first < second*1.3 {
		return ""
	}
	return all()[at].Code
}

// Characters that only one of the two Chinese scripts uses.
const onlyTraditional = "們這個為會來對說時過還請謝與關於處歡邀絡繫網見學業將團貴參專經驗電話聯"

// Traditional reports whether a Chinese text is written in traditional characters.
func Traditional(text string) bool { return strings.ContainsAny(text, onlyTraditional) }

// scripts counts letters by script.
type scripts struct {
	latin, cyrillic, ukrainian, greek, hebrew, arabic, persian, devanagari, thai, kana, hangul, han, other int
}

func (s *scripts) count(r rune) {
	switch {
	case r < 'A' || !unicode.IsLetter(r):
	case r < 0x0250 || r >= 0x1E00 && r < 0x1F00:
		s.latin++
	case unicode.Is(unicode.Cyrillic, r):
		s.cyrillic++
		if strings.ContainsRune("іїєґІЇЄҐ", r) {
			s.ukrainian++
		}
	case unicode.Is(unicode.Greek, r):
		s.greek++
	case unicode.Is(unicode.Hebrew, r):
		s.hebrew++
	case unicode.Is(unicode.Arabic, r):
		s.arabic++
		if strings.ContainsRune("پچژگکیےٹڈ", r) {
			s.persian++
		}
	case unicode.Is(unicode.Devanagari, r):
		s.devanagari++
	case unicode.Is(unicode.Thai, r):
		s.thai++
	case unicode.In(r, unicode.Hiragana, unicode.Katakana):
		s.kana++
	case unicode.Is(unicode.Hangul, r):
		s.hangul++
	case unicode.Is(unicode.Han, r):
		s.han++
	default:
		s.other++
	}
}

// code settles the scripts that (nearly) one language here writes in.
func (s *scripts) code() string {
	// A Latin name in a text of another script does not make it Latin; one
	// character of a dense script says as much as a word.
	l := s.latin
	switch {
	case s.kana > 0 && (s.kana+s.han)*4 > l:
		return "ja"
	case s.hangul*4 > l:
		return "ko"
	case s.han*4 > l:
		return "zh"
	case s.thai*2 > l:
		return "th"
	case s.hebrew*2 > l:
		return "he"
	case s.greek*2 > l:
		return "el"
	case s.devanagari*2 > l:
		return "hi"
	case s.arabic*2 > l && s.persian == 0:
		return "ar"
	case s.ukrainian > 0 && s.cyrillic*2 > l:
		return "uk"
	}
	return ""
}
