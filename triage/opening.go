package triage

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// openingEnds close LinkedIn's own opening sentence of 2013-26: "Jane, Head of
// X from Y is waiting for your response." [SAW, CODE], "Martha, respond to
// Jane's invite now." [SAW].
var openingEnds = []string{
	"is waiting for your response", "is awaiting your response", "is still waiting for your response", "’s invite now", "'s invite now", "how would you like to respond?",
	"wartet auf ihre antwort", "wartet auf deine antwort", "attend votre réponse", "está esperando tu respuesta", "está aguardando sua resposta",
	"è in attesa della tua risposta", "wacht op je antwoord", "wacht op uw antwoord", "czeka na twoją odpowiedź", "väntar på ditt svar",
}

// waitingWords are how words of waiting and of answering begin where no whole
// sentence of LinkedIn's is known: a line with one of them that also names the
// inviter is taken for the opening.
var waitingWords = []string{
	"wartet", "warten", "einladung", "antworten", "attend", "répond", "invitation", "espera", "aguarda", "respond", "rispondi", "convite", "invitación", "attesa", "aspetta", "attende", "invito", "wacht", "uitnodiging", "reageer",
	"czeka", "oczekuje", "odpowiedz", "zaproszenie", "väntar", "svara", "inbjudan", "venter", "afventer", "svar på", "odottaa", "vastaa", "kutsu", "čeká", "odpověz", "pozván", "bekliyor", "davet", "așteaptă", "asteapta", "răspunde", "invitați", "πρόσκλησ", "απάντησ",
	"válasz", "vár ", "meghív", "ждет", "ждёт", "ожидает", "ответьте", "приглашени", "чекає", "очікує", "запрошен", "περιμένει", "απαντήστε", "menunggu", "undangan",
	"待って", "お待ち", "返信", "招待", "기다리", "기다립", "응답", "초대", "等待", "等您", "等你", "正在等", "邀请", "邀請", "ينتظر", "تنتظر", "انتظار", "دعوة", "ממתין", "ממתינה", "מחכה", "प्रतीक्षा", "इंतज़ार", "รอ",
}

// cutOpening takes LinkedIn's opening sentence off the beginning of a line. It
// must name the inviter or begin with the owner's first name: "my team is
// waiting for your response" is a note's.
func cutOpening(text, inviter string, to addressee) (rest string, ok bool) {
	if len(text) > 1000 {
		return text, false
	}
	lower := strings.ToLower(text)
	if len(lower) != len(text) {
		lower = text
	}
	for _, end := range openingEnds {
		i := strings.Index(lower, end)
		if i < 0 || i > 400 {
			continue
		}
		head, rest := foldText(text[:i]), text[i+len(end):]
		if !endsSentence(rest) {
			continue
		}
		title := strings.HasSuffix(end, "for your response") && !strings.Contains(head, " ") // "Dr."
		if inviter == "" || title || beginsWithWordOf(head, inviter) || to.opens(head) || strings.Contains(head, "linkedin") {
			return strings.TrimLeft(rest, " .!"), true
		}
	}
	if inviter != "" && waitsInSomeTongue(text, lower, inviter, to) {
		return "", true
	}
	return text, false
}

// endsSentence tells whether nothing of the sentence before is in rest.
func endsSentence(rest string) bool {
	rest = strings.TrimLeft(rest, " ")
	return rest == "" || strings.ContainsRune(".!?…:。", firstRune(rest))
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// beginsWithWordOf tells whether folded text begins with any word of a name:
// "Liz" of Elizabeth "Liz" Thornbury, "Ting" of Xu Ting.
func beginsWithWordOf(folded, name string) bool {
	for w := range strings.FieldsSeq(foldText(name)) {
		if strings.HasPrefix(folded+" ", w+" ") {
			return true
		}
	}
	return false
}

// waitsInSomeTongue tells an opening in a language whose exact words are not
// known: one short line that names the inviter, or owner and inviter, and says
// near its end, or at its very beginning, that somebody waits or invites.
func waitsInSomeTongue(text, lower, inviter string, to addressee) bool {
	folded := foldText(text)
	if utf8.RuneCountInString(text) > 160 || !namedIn(folded, inviter) {
		return false
	}
	at, word := -1, ""
	for _, w := range waitingWords {
		if i := strings.LastIndex(lower, w); i > at {
			at, word = i, w
		}
	}
	if at < 0 {
		return false
	}
	before, after := foldText(text[:at]), strings.Fields(foldText(text[at+len(word):]))
	if unspaced(firstRune(word)) {
		return true
	}
	first := beginsWithWordOf(folded, inviter) || to.opens(folded)
	return first && len(after) <= 5 || strings.Count(before, " ") < 2 && before == "" && len(strings.Fields(folded)) <= 14
}

// namedIn tells whether folded text holds a word of the name. In scripts
// without spaces, and where words take prefixes, it may be part of a word.
func namedIn(folded, name string) bool {
	words := strings.Fields(folded)
	for w := range strings.FieldsSeq(foldText(name)) {
		if utf8.RuneCountInString(w) > 1 && (slices.Contains(words, w) || slices.ContainsFunc(words, func(have string) bool { return strings.HasPrefix(have, w) })) {
			return true
		}
		if unspaced(firstRune(w)) && strings.Contains(folded, w) {
			return true
		}
	}
	return false
}
