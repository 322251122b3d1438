package triage

import (
	"strings"
	"unicode/utf8"
)

// noteSignal is one thing that speaks for or against a note's having been
// written for its reader. The sign of a weight never changes, so that the
// reasons shown stay true whatever the weights are fitted to.
type noteSignal struct {
	name     string
	why      string  // one sentence about a note in which it was found
	weight   float64 // guess for the first find, in units of the logistic scale; weights.go knows better
	again    float64 // guess for each further one
	kind     string  // of a verdict that rests on it
	find     func(r *noteReading) []noteSpan
	personal bool
}

// noteSpan is a run of tokens: from up to and without to.
type noteSpan struct{ from, to int }

const (
	signalPitch = "pitch"
	kindPitch   = "pitch"
)

// noteSignals in the order in which reasons are given.
var noteSignals = []noteSignal{
	{name: "met", personal: true, kind: "met", weight: 3.0, again: .5, why: "speaks of a meeting or an event that you share"},
	{name: "worked-together", personal: true, kind: "worked-together", weight: 3.0, again: .5, why: "says that you worked or spent time together"},
	{name: "referral", personal: true, kind: "referral", weight: 2.8, again: .3, why: "names somebody who sent them to you"},
	{name: "shared-interest", personal: true, kind: "shared-interest", weight: 2.5, again: .4, why: "names a thing that you made, and what it is about"},
	{name: "thanks", personal: true, kind: "thanks", weight: 2.5, again: .3, why: "thanks you for something that happened"},
	{name: "request", personal: true, kind: "request", weight: 2.2, again: .4, why: "asks what only you can answer"},
	{name: "shared-group", personal: true, kind: "shared-group", weight: 2.2, again: .4, why: "names a school, course or group that you share"},
	{name: "joke", personal: true, kind: "joke", weight: 2.5, again: .3, why: "makes a joke for somebody who knows them"},
	{name: "quoted-line", personal: true, kind: "joke", weight: 2.5, why: "quotes LinkedIn's standard line and comments on it", find: findQuotedLine},
	{name: "own-words", personal: true, kind: "own-words", weight: .9, why: "is in words of their own, with nothing canned about them", find: findOwnWords},

	{name: "merge-field", kind: "canned", weight: -4, why: "holds a field that was never filled in", find: findMergeField},
	{name: "audience", kind: "canned", weight: -2.5, again: -.3, why: "is written to many readers at once"},
	{name: "thanks-connecting", kind: "canned", weight: -2.5, why: "thanks you for a connection that does not exist yet"},
	{name: signalPitch, kind: kindPitch, weight: -1.7, again: -.8, why: "has something to sell"},
	{name: "recruiting", kind: kindPitch, weight: -1.4, again: -.5, why: "is about a job"},
	{name: "network", kind: "canned", weight: -1.5, again: -.6, why: "gives the growth of a network as the reason"},
	{name: "profile", kind: "canned", weight: -1.5, again: -.6, why: "says what could be said of any profile"},
	{name: "contact", kind: kindPitch, weight: -.9, again: -.3, why: "holds an address, a link or a telephone number", find: findContact},
	{name: "self", kind: "canned", weight: -.6, again: -.3, why: "speaks of the sender"},
	{name: "filler", kind: "canned", weight: -.5, why: "wants to connect, without a word about why", find: findFiller},
	{name: "unknown-language", kind: "own-words", weight: -.8, why: "is in a language that the judgement does not know", find: findUnknownLanguage},
}

func knownSignal(name string) bool {
	for i := range noteSignals {
		if noteSignals[i].name == name && noteSignals[i].find == nil {
			return true
		}
	}
	return false
}

// findQuotedLine finds a standard line in quotation marks with own words beside it.
func findQuotedLine(r *noteReading) []noteSpan {
	if r.own < 2 {
		return nil
	}
	for i := range r.tokens {
		if r.cover[i] == shellStandard && r.tokens[i].quoted && !networkWord(r.tokens[i].text) { // “LinkedIn” alone is no quotation
			end := i
			for end < len(r.tokens) && r.cover[end] == shellStandard {
				end++
			}
			return []noteSpan{{i, end}}
		}
	}
	return nil
}

// findOwnWords finds words that no shell and no cue of a text for anybody covers.
func findOwnWords(r *noteReading) []noteSpan {
	if r.own == 0 || r.generic > 0 {
		return nil
	}
	for i := range r.tokens {
		if r.cover[i] != "" {
			continue
		}
		end := i
		for end < len(r.tokens) && r.cover[end] == "" && r.tokens[end].sentence == r.tokens[i].sentence {
			end++
		}
		if r.meaning(noteSpan{i, end}) > 0 {
			return []noteSpan{{i, end}}
		}
	}
	return nil
}

func findMergeField(r *noteReading) (spans []noteSpan) {
	for i := 0; i < len(r.tokens); i++ {
		if !r.tokens[i].braced {
			continue
		}
		end := i
		for end < len(r.tokens) && r.tokens[end].braced {
			end++
		}
		raw := r.quote(i, end)
		if end-i <= 4 && (strings.ToUpper(raw) == raw && strings.ToLower(raw) != raw || fieldWord(r.tokens[i].text) || r.braceBefore(i)) {
			spans = append(spans, noteSpan{i, end})
		}
		i = end
	}
	if k := strings.Index(r.raw, "%"); k >= 0 && len(spans) == 0 {
		for i, t := range r.tokens {
			if t.start > 0 && r.raw[t.start-1] == '%' && t.end < len(r.raw) && r.raw[t.end] == '%' {
				spans = append(spans, noteSpan{i, i + 1})
			}
		}
	}
	return spans
}

// braceBefore reports a token behind a brace, which people hardly write.
func (r *noteReading) braceBefore(i int) bool {
	start := r.tokens[i].start
	return start > 0 && r.raw[start-1] == '{'
}

// fieldWord reports words that stand for a name or a firm in a template.
func fieldWord(s string) bool {
	for _, w := range []string{"first", "last", "name", "vorname", "nachname", "prenom", "nom", "nombre", "nome", "company", "firm", "empresa", "entreprise", "title", "job", "industry", "city", "naam", "imie", "imion", "fornamn", "foretag", "etternavn", "fornavn", "efternavn", "virksomhed", "bedrift", "etunimi", "yritys", "jmeno", "firma", "prenume", "companie", "vezeteknev", "keresztnev", "ceg", "nama", "perusahaan", "isim", "sirket", "ονομα", "εταιρ", "имя", "компан", "імя", "الاسم", "اسم", "الشركة", "שם", "חברה", "नाम", "कंपनी"} {
		if strings.HasPrefix(s, w) {
			return true
		}
	}
	return false
}

// findContact finds mail addresses, links and telephone numbers.
func findContact(r *noteReading) (spans []noteSpan) {
	for i, t := range r.tokens {
		switch {
		case t.text == "http" || t.text == "https" || t.text == "www":
			spans = append(spans, noteSpan{i, min(i+3, len(r.tokens))})
		case t.end+1 < len(r.raw) && r.raw[t.end] == '@' && r.raw[t.end+1] > ' ' && i+1 < len(r.tokens):
			spans = append(spans, noteSpan{i, i + 2})
		case t.number && len(t.text) >= 8:
			spans = append(spans, noteSpan{i, i + 1})
		}
		if len(spans) == 3 {
			break
		}
	}
	return spans
}

func findFiller(r *noteReading) []noteSpan {
	for i := range r.tokens {
		if r.cover[i] == shellFiller {
			end := i
			for end < len(r.tokens) && r.cover[end] == shellFiller && r.tokens[end].sentence == r.tokens[i].sentence {
				end++
			}
			return []noteSpan{{i, end}}
		}
	}
	return nil
}

// findUnknownLanguage finds a longer note without one common word of any
// language that has a file.
func findUnknownLanguage(r *noteReading) []noteSpan {
	if len(r.tokens) < 6 {
		return nil
	}
	for i, t := range r.tokens {
		if r.book.common(t.text) || t.single || r.cover[i] == shellGreeting || r.cover[i] == shellStandard {
			return nil
		}
	}
	return []noteSpan{{0, min(len(r.tokens), 6)}}
}

// meaning counts the words of a span that are no function words; of scripts
// without spaces three characters count as a word.
func (r *noteReading) meaning(s noteSpan) int {
	words, singles := 0, 0
	for i := s.from; i < s.to; i++ {
		t := &r.tokens[i]
		switch {
		case r.cover[i] != "" || t.braced:
		case t.single:
			singles++
		case !r.book.common(t.text) && utf8.RuneCountInString(t.text) > 1:
			words++
		}
	}
	return words + singles/3
}
