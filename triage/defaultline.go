package triage

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// defaultLineRunes is the most that a default line has: LinkedIn's own have 40 to
// 100 characters in the languages that are known.
const defaultLineRunes = 120

// defaultLine tells how much a note is like LinkedIn's default line in a language
// or wording that no file knows.
type defaultLine int

const (
	noDefaultLine   defaultLine = iota
	likeDefaultLine             // one short sentence about LinkedIn or a network
	sureDefaultLine             // and hardly a word beside them and the wish to connect
)

// defaultLike looks whether what greeting and sign-off leave is one short
// sentence that speaks of LinkedIn or a network and of nothing else that could be
// told: no cue of words for one reader, no name, no number, no question.
func (r *noteReading) defaultLike(fired []firedSignal) (defaultLine, noteSpan) {
	for _, f := range fired {
		if f.inNote() && f.name != "own-words" {
			return noDefaultLine, noteSpan{}
		}
	}
	left, ok := r.onlySentence()
	if !ok || utf8.RuneCountInString(r.quote(left.from, left.to)) > defaultLineRunes {
		return noDefaultLine, noteSpan{}
	}
	place, asks, rest, singles := false, false, 0, 0
	for i := left.from; i < left.to; i++ {
		t := &r.tokens[i]
		switch {
		case t.number || t.after == '?' || t.quoted && r.cover[i] == shellStandard && !networkWord(t.text):
			return noDefaultLine, noteSpan{}
		case networkWord(t.text):
			place = true
		case connectWord(t.text):
			asks = true
		case t.capital && !t.single && i > left.from && r.cover[i] == "" && !r.book.common(t.text):
			return noDefaultLine, noteSpan{} // names somebody or something
		case r.cover[i] == "" && t.single:
			singles++
		case r.cover[i] == "" && !r.book.common(t.text) && utf8.RuneCountInString(t.text) > 1:
			rest++
		}
	}
	for _, w := range unspacedPlaces {
		place = place || strings.Contains(r.quote(left.from, left.to), w)
	}
	for _, w := range unspacedAsks {
		asks = asks || strings.Contains(r.quote(left.from, left.to), w)
	}
	switch {
	case !place:
		return noDefaultLine, noteSpan{}
	case asks && rest+singles/8 <= 1 && !slices.Contains(r.cover, shellStandard): // else the rest is a remark on it
		return sureDefaultLine, left
	}
	return likeDefaultLine, left
}

// onlySentence returns the sentence in which all words stand that no greeting, no
// wish and no sign-off covers, if it is one. A standard line is part of it, since
// half of one is what an unknown wording may hold.
func (r *noteReading) onlySentence() (s noteSpan, ok bool) {
	s.from = -1
	for i := range r.tokens {
		switch r.cover[i] {
		case "", shellStandard, shellFiller:
			if s.from < 0 {
				s.from = i
			}
			if r.tokens[i].sentence != r.tokens[s.from].sentence {
				return s, false
			}
			s.to = i + 1
		}
	}
	return s, s.from >= 0
}

// networkWords name LinkedIn or a network, folded, as they begin. What is another
// word in another language ("red", "rede", "rete") is not among them: there the
// language's own patterns have to know.
var networkWords = foldedWords("linkedin", "linkdin", "linkedln", "линкедин", "лінкедін", "لينكد", "لنكد", "لینکد", "לינקד", "लिंक", "লিংক", "network", "netzwerk", "reseau", "netwerk", "natverk", "netvaerk", "nettverk", "verkosto", "halozat", "retea", "sieci", "tinkl", "vorgust", "mrez", "мреж", "мереж", "сеть", "сети", "δικτυ", "شبك", "רשת", "नेटवर्क", "নেটওয়ার্ক", "jaringan", "rangkaian", "xarxa", "tengslanet", "rrjet", "kontaktnat", "kontaktnet")

// linePlaces are words for a network that are other words elsewhere, and count
// only among words of the same language's standard lines.
var linePlaces = map[string]bool{"red": true, "redes": true, "rede": true, "rete": true, "siec": true, "sieci": true, "sit": true, "site": true, "siti": true, "agima": true, "agina": true, "aginiza": true, "kontakte": true, "contacts": true, "contactos": true, "contatos": true, "contatti": true, "relations": true}

// connectWords begin the words for adding, joining and connecting.
var connectWords = foldedWords("connect", "conect", "konekt", "connett", "conex", "colleg", "vernetz", "verbind", "contact", "kontakt", "contat", "contatt", "join", "add", "aggiung", "ajout", "rejoind", "anadir", "agreg", "adicion", "unir", "toevoeg", "hinzufug", "beitret", "lagga", "legge", "tilfoj", "liit", "lisat", "pridat", "pripoj", "spojit", "prida", "dodat", "dodac", "dolacz", "adaug", "alatur", "csatlakoz", "hozzaad", "felven", "ekle", "katil", "baglan", "προσθ", "συνδε", "добав", "присоед", "дода", "приєд", "повез", "додам", "povez", "pridruzit", "dodati", "prideti", "prisijung", "lisada", "liituda", "pievien", "أضيف", "اضاف", "انضم", "تواصل", "להוסיף", "להצטרף", "להתחבר", "जोड़", "जुड़", "terhubung", "bergabung", "menambah")

// In scripts without spaces a word is several tokens, so the note is searched.
var (
	unspacedPlaces = []string{"領英", "领英", "人脈", "人脉", "ネットワーク", "リンクトイン", "네트워크", "링크드인", "เครือข่าย"}
	unspacedAsks   = []string{"追加", "つなが", "繋が", "参加", "추가", "연결", "참여", "添加", "加入", "建立联系", "建立聯繫", "新增", "เชื่อม", "เพิ่ม", "เข้าร่วม"}
)

func foldedWords(words ...string) []string {
	for i, w := range words {
		words[i] = foldNote(w).tokens[0].text
	}
	return words
}

func networkWord(s string) bool { return beginsWith(s, networkWords) }
func connectWord(s string) bool { return beginsWith(s, connectWords) }

func beginsWith(s string, list []string) bool {
	return slices.ContainsFunc(list, func(w string) bool { return strings.HasPrefix(s, w) })
}

// holdBack keeps a note that is like a default line from being taken for the
// inviter's own words: it goes to the owner, or is generic where it also asks to
// connect and says nothing beside.
func (j *Judge) holdBack(r *noteReading, fired []firedSignal, v Verdict) (Verdict, bool) {
	if v.Score <= j.GenericBelow/3 {
		return v, false
	}
	like, left := r.defaultLike(fired)
	why := "is one short sentence about LinkedIn, as its default line is in many languages"
	most := (j.GenericBelow + j.PersonalAbove) / 2
	switch like {
	case noDefaultLine:
		return v, false
	case sureDefaultLine:
		why = "asks to connect on LinkedIn in one sentence and says nothing else, as its default line does"
		most = j.GenericBelow / 3
	}
	if v.Score <= most {
		return v, false
	}
	v.Score, v.Kind = roundScore(most), kindStandard
	v.Class = j.class(v.Score)
	v.Reasons = []Reason{{Why: why, Quote: r.quote(left.from, left.to)}}
	return v, true
}

const kindStandard = "standard-line"
