package triage

import (
	"regexp"
	"slices"
	"strings"
)

// dropGreeting parts LinkedIn's greeting from the note.
//
// Known [SAW]: guest invitations of 2009-16 open with "Hi Martha," or "Hi,"
// in a paragraph of its own before the slot; member layouts of 2015-26 open
// the default text itself with "Hi Martha,". Inferred [INF]: with a note of
// the inviter's own that greeting stays where it was. So:
//
//   - two greetings in a row: the first is LinkedIn's, in whatever language;
//   - "Hi Martha," alone in a paragraph before anything but the default line:
//     LinkedIn's; before the default line it belongs to the default text,
//     but in guest layouts, where it does not;
//   - all else is the inviter's own, and is kept. A greeting dropped by
//     mistake costs no verdict: a greeting is no evidence either way.
func (to addressee) dropGreeting(note string, guest bool) string {
	if _, whole := readGreeting(note, to); guest && (whole || to.is(strings.TrimRight(note, ",!"))) {
		return "" // LinkedIn's, before an empty slot
	}
	first, rest, paragraph := strings.Cut(note, "\n\n")
	if !paragraph || strings.Contains(first, "\n") {
		if first, rest, paragraph = strings.Cut(note, "\n"); !paragraph {
			return note
		}
		paragraph = false
	}
	begins, whole := readGreeting(first, to)
	rest = strings.TrimSpace(rest)
	if !begins || !whole || rest == "" {
		return note
	}
	if again, _ := readGreeting(rest, to); again {
		return rest
	}
	if !paragraph || !to.isOwnGreeting(first, guest) {
		return note
	}
	if guest || !looksDefault(rest) {
		return rest
	}
	return note
}

// isOwnGreeting tells "Hi Martha,", LinkedIn's only greeting in English.
func (to addressee) isOwnGreeting(line string, guest bool) bool {
	f := foldText(line)
	for _, name := range to {
		first := foldText(mailFirstName(name))
		if first != "" && (f == "hi "+first || f == "hi "+foldText(name) || guest && f == first) {
			return true
		}
	}
	return guest && f == "hi" || len(to.firstNames()) == 0 && strings.HasPrefix(f, "hi ") && strings.Count(f, " ") == 1
}

var sentenceBreak = regexp.MustCompile(`[.!?…]\s|\n`)

// looksDefault tells whether text may be a default line: one sentence with
// LinkedIn or the network in it. It only decides whose a greeting is.
func looksDefault(text string) bool {
	f := foldText(text)
	if len(f) > 160 || sentenceBreak.MatchString(text) || strings.Contains(text, "://") {
		return false
	}
	for _, w := range []string{"linkedin", "network", "netzwerk", "réseau", "red profesional", "rede", "rete", "netwerk", "sieci", "nätverk", "netværk", "nettverk", "领英"} {
		if strings.Contains(f, w) {
			return true
		}
	}
	return false
}

// greetingWords begin a letter in the languages that LinkedIn is used in most.
var greetingWords = wordSet("hi", "hello", "hey", "dear", "greetings", "hallo", "hej", "liebe", "lieber", "guten tag", "servus", "moin",
	"sehr geehrte", "sehr geehrter", "bonjour", "salut", "cher", "chère", "hola", "estimado", "estimada", "querido", "querida", "olá", "oi", "caro", "cara", "prezado", "prezada",
	"ciao", "salve", "buongiorno", "gentile", "dag", "beste", "goedendag", "cześć", "witaj", "witam", "dzień dobry", "szanowny", "szanowna",
	"hei", "hejsan", "tjena", "kära", "käre", "merhaba", "ahoj", "dobrý den", "salam", "привет", "здравствуйте", "halo",
	"good morning", "good afternoon", "good evening", "good day", "hi there", "hello there", "hey there", "hi again", "bună")

// readGreeting tells whether text begins with a greeting, and if the whole of
// it is one: greeting word, up to three words of a name, a mark.
func readGreeting(text string, to addressee) (begins, whole bool) {
	f := foldText(text[:min(len(text), 400)])
	words := strings.Fields(f)
	if len(words) == 0 {
		return false, false
	}
	n := 0
	if len(words) > 1 && greetingWords[words[0]+" "+words[1]] {
		n = 2
	} else if greetingWords[words[0]] {
		n = 1
	} else if slices.Contains(to.firstNames(), words[0]) && strings.HasPrefix(strings.TrimLeft(text[min(len(text), len(words[0])):], " "), ",") {
		n = 1
	}
	if n == 0 {
		return false, false
	}
	short := len(words) <= n+3 && !strings.Contains(text, "\n")
	marked := strings.HasSuffix(text, ",") || strings.HasSuffix(text, "!") || strings.HasSuffix(text, ":") || len(words) <= n+1
	return true, short && marked
}
