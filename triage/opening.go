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
// must begin with the inviter's name or a title, or ask the owner by name to
// respond: "my team is waiting for your response" is a note's.
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
		if inviter == "" || titles[head] || beginsWithWordOf(head, inviter) || strings.HasSuffix(end, "now") && to.opens(head) || strings.Contains(head, "linkedin") {
			return strings.TrimLeft(rest, " .!"), true
		}
	}
	if inviter != "" && waitsInSomeTongue(text, lower, inviter, to) {
		return "", true
	}
	return text, false
}

var titles = wordSet("dr", "prof", "mr", "ms", "mrs", "ing")

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

// firstPerson are words of somebody who speaks for themself, and of thanks.
var firstPerson = wordSet("i", "im", "my", "me", "we", "our", "here", "thanks", "thank", "ich", "mein", "meine", "wir", "hier", "danke", "je", "mon", "ma", "nous", "merci", "cest", "soy", "mi", "yo", "gracias",
	"io", "sono", "mio", "mia", "grazie", "eu", "meu", "minha", "obrigado", "obrigada", "ik", "mijn", "wij", "bedankt", "jag", "min", "vi", "tack", "jeg", "tak", "takk", "jestem", "dziękuję")

// waitsInSomeTongue tells an opening in a language whose exact words are not
// known: one short line that names the inviter, or owner and inviter, and says
// near its end, or at its very beginning, that somebody waits or invites.
func waitsInSomeTongue(text, lower, inviter string, to addressee) bool {
	folded := foldText(text)
	if utf8.RuneCountInString(text) > 160 || !namedIn(folded, inviter) || strings.ContainsAny(text, "!?¡¿") || strings.Contains(text, ". ") {
		return false
	}
	if slices.ContainsFunc(strings.Fields(folded), func(w string) bool { return firstPerson[w] }) {
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
	return first && len(after) <= 5 || before == "" && len(strings.Fields(folded)) <= 14
}

// namedIn tells whether folded text holds a word of the name. In scripts
// without spaces, and where words take prefixes, it may be part of a word.
func namedIn(folded, name string) bool {
	words := strings.Fields(folded)
	for w := range strings.FieldsSeq(foldText(name)) {
		if utf8.RuneCountInString(w) > 1 && slices.ContainsFunc(words, func(have string) bool { return strings.HasPrefix(have, w) }) {
			return true
		}
		if unspaced(firstRune(w)) && strings.Contains(folded, w) {
			return true
		}
	}
	return false
}

// dropOpening takes LinkedIn's own opening off: logo, header bar, the owner's
// name, "X is waiting for your response". It returns the name in "X would
// like to connect on LinkedIn. How would you like to respond?" (2013-16), as
// the slot may then stand behind the buttons.
func (s *slotLines) dropOpening(preheaders []string, name string, to addressee) (asked string) {
	i := 0
	for ; i < s.action; i++ {
		l := s.lines[i]
		if l.text == "" || l.standsAt(placeHeader) || to.is(strings.TrimRight(l.text, ",")) || sameText(l.text, "LinkedIn") || isSeparator(l.text) ||
			isPreheader(l.text, preheaders, name, to) {
			continue
		}
		if end := s.relation(i, name); end > i {
			i = end - 1
			continue
		}
		if who, end := s.asks(i, name); end > i {
			asked = who
			i = end - 1
			continue
		}
		if rest, ok := cutOpening(l.text, name, to); ok {
			if rest == "" {
				continue
			}
			cut := append([]mailLine(nil), s.lines...)
			cut[i].text = rest
			s.lines = cut
		}
		break
	}
	s.lines = s.lines[i:]
	s.action -= i
	return asked
}

// preheaders are the folded texts that the HTML part hides and does not show
// elsewhere: the text part shows them all the same.
func (p *mailParts) preheaders() []string {
	if len(p.hidden) == 0 || len(p.text) == 0 {
		return nil
	}
	var shown strings.Builder
	for _, l := range p.html {
		shown.WriteString(foldText(l.text) + "\n")
	}
	var all []string
	for _, s := range p.hidden {
		if f := foldText(s); f != "" && !strings.Contains(shown.String(), f) {
			all = append(all, f)
		}
	}
	return all
}

// isPreheader tells LinkedIn's opening line in whatever language: it stands in
// the preheader alone, and names inviter or owner.
func isPreheader(text string, preheaders []string, name string, to addressee) bool {
	f := foldText(text)
	return slices.Contains(preheaders, f) && (name != "" && namedIn(f, name) || to.opens(f))
}

// relation returns where "Jane Doe has indicated you are a friend:" ends, i if
// it does not begin there. In languages whose words are not known it is a
// sentence of one or two lines that begins with the name and ends in a colon.
func (s *slotLines) relation(i int, name string) (end int) {
	text := s.lines[i].text
	known := strings.Contains(text, " has indicated you") || strings.Contains(text, " requested to add you")
	if !known && (name == "" || !strings.HasPrefix(foldText(text)+" ", foldText(name)+" ")) {
		return i
	}
	for end = i; end < min(s.action, i+3) && s.lines[end].text != ""; end++ {
		if strings.HasSuffix(s.lines[end].text, ":") || strings.HasSuffix(s.lines[end].text, "：") {
			return end + 1
		}
	}
	if known {
		return i + 1
	}
	return i
}

// asks returns who asks how one would like to respond, in the opening sentence
// of 2013-16, and where it ends: it may be broken over two lines.
func (s *slotLines) asks(i int, name string) (who string, end int) {
	text := s.lines[i].text
	for end = i + 1; end <= min(i+3, s.action) && text != ""; end++ {
		if m := wouldConnect.FindStringSubmatch(text); m != nil && strings.HasSuffix(text, "?") && (name == "" || sameText(m[1], name)) {
			return m[1], end
		}
		if s.asksInForeignTongue(text, end, name) {
			return name, end
		}
		if end < len(s.lines) && s.lines[end].text != "" {
			text += " " + s.lines[end].text
		} else {
			break
		}
	}
	return "", i
}

// asksInForeignTongue tells the opening sentence of 2013-16 by its form: it
// begins with the inviter, names LinkedIn, and asks, or only buttons follow.
func (s *slotLines) asksInForeignTongue(text string, end int, name string) bool {
	f := foldText(text)
	if name == "" || len(f) > 300 || !strings.Contains(f, "linkedin") && !strings.Contains(f, "领英") && !strings.Contains(f, "領英") || !strings.HasPrefix(f, foldText(name)) {
		return false
	}
	if strings.HasSuffix(text, "?") || strings.HasSuffix(text, "？") || strings.HasSuffix(text, "؟") {
		return true
	}
	for _, l := range s.lines[min(end, s.action):s.action] {
		if l.text != "" {
			return false
		}
	}
	return s.action < len(s.lines)
}
