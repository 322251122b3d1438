package triage

import (
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// phrase is a run of words that LinkedIn writes, folded as [foldNote] folds.
type phrase struct {
	words []string
	open  bool // the last word may go on; only its beginning is then known
}

// phraseBook holds phrases by the first two bytes of their first word.
type phraseBook map[string][]phrase

func phraseKey(word string) string { return word[:min(2, len(word))] }

// add takes texts as the tables of this package write them: one that ends in a
// space ends with a whole word.
func (b phraseBook) add(texts []string) {
	for _, text := range texts {
		p := phrase{open: !strings.HasSuffix(text, " ")}
		for _, t := range foldNote(text).tokens {
			p.words = append(p.words, t.text)
		}
		if len(p.words) > 0 {
			k := phraseKey(p.words[0])
			b[k] = append(b[k], p)
		}
	}
}

// at returns where the longest phrase at token i ends, i if there is none, and
// how many letters of its last token are known.
func (b phraseBook) at(tokens []noteToken, i int) (end, letters int) {
	end = i
	for _, p := range b[phraseKey(tokens[i].text)] {
		if n, known := p.match(tokens[i:]); i+n > end || i+n == end && known > letters {
			end, letters = i+n, known
		}
	}
	return end, letters
}

func (p phrase) match(tokens []noteToken) (n, letters int) {
	if len(p.words) > len(tokens) {
		return 0, 0
	}
	for k, w := range p.words {
		last := k == len(p.words)-1
		if text := tokens[k].text; text != w && !(last && p.open && strings.HasPrefix(text, w)) {
			return 0, 0
		}
		letters = utf8.RuneCountInString(w)
	}
	return len(p.words), letters
}

// furniture is what a redacted mail keeps of the words of a mail, being
// LinkedIn's and nobody's. Most of it is what the reader looks for: what it
// need not know, a maintainer need not see.
type furniture struct {
	anywhere phraseBook
	begins   phraseBook // of a line
	opening  phraseBook // of a line that names somebody, as LinkedIn's opening does
	common   phraseBook // of a line about connections in common
	subject  phraseBook
}

var knownFurniture = sync.OnceValue(func() *furniture {
	f := &furniture{phraseBook{}, phraseBook{}, phraseBook{}, phraseBook{}, phraseBook{}}
	for _, s := range ownSentences {
		f.anywhere.add([]string{s + " "})
	}
	f.anywhere.add(openingEnds)
	f.anywhere.add([]string{"linkedin "})
	f.begins.add(footerWords)
	f.begins.add(suggestionWords)
	for w := range greetingWords {
		f.begins.add([]string{w + " "})
	}
	f.opening.add(waitingWords)
	for title := range titles {
		f.begins.add([]string{title + " "})
	}
	f.common.add(commonWords)
	f.common.add([]string{"connection", "you both ", "one ", "واحد "})
	for _, re := range cardNames {
		f.anywhere.add(slices.DeleteFunc(literalsOf(re), func(s string) bool { return !strings.Contains(strings.TrimSpace(s), " ") }))
	}
	for _, re := range subjectNames {
		f.subject.add(literalsOf(re))
	}
	for _, row := range kindTable {
		f.subject.add(literalsOf(row.subject))
	}
	f.subject.add(literalsOf(otherMail.subject))
	return f
})

// ownSentences are LinkedIn's own in public mail [SAW] that no table of the
// reader's holds whole. Each is kept wherever it stands, so each is three
// words or more, or could be nobody's.
var ownSentences = []string{
	"has indicated you are a", "has indicated you are a friend", "has indicated you are a colleague", "has indicated you are a classmate",
	"would like to connect on LinkedIn", "how would you like to respond", "respond to",
	"this email was intended for", "learn why we included this", "learn why we included this at the following link",
	"you are receiving LinkedIn invitations emails", "you are receiving invitation emails", "you are receiving accepted invitation emails",
	"you are receiving messages digest emails", "you are receiving job alert emails", "you are receiving LinkedIn notification emails",
	"reminder emails for pending invitations", "unsubscribe here", "this email was sent to",
	"you received an invitation to connect", "will use your email address to make suggestions", "to our members in features like people you may know",
	"if you need assistance or have questions", "please contact LinkedIn customer service",
	"LinkedIn Corporation", "West Maude Avenue, Sunnyvale, CA", "Stierlin Court, Mountain View, CA", "Stierlin Ct, Mountain View, CA, USA",
	"LinkedIn and the LinkedIn logo are registered trademarks of LinkedIn",
	"this is a reminder that on", "sent you an invitation to become part of their professional network at LinkedIn",
	"has accepted your invitation", "accepted your invitation", "you are receiving accepted invitation", "let’s start a conversation",
	"invited you to follow", "invited you to subscribe", "invited you to attend", "people you may know notification",
	"see who reached out", "connection in common", "connections in common", "mutual connection", "mutual connections", "invitation to connect on LinkedIn", "join my network on LinkedIn", "build your network with InMail", "off Premium", "via LinkedIn",
	"you have an invitation", "you have a new invitation", "new invitations", "new invitation", "new message", "new messages", "new connections", "sent you a message", "has sent you a message",
}

// ownLabels are whole labels of links beside those of [isButton].
var ownLabels = wordSet("help", "unsubscribe", "settings", "view message", "view messages", "see all", "learn why we included this", "linkedin")

// buttonParts are the words that [isButton] knows around a name.
var buttonParts = wordSet("view", "s", "profile", "of", "accept", "invitation", "from", "confirm", "that", "you", "know", "harap", "konfirmasi", "bahwa", "anda", "mengenal",
	"einladung", "kontaktanfrage", "von", "annehmen", "accepter", "l", "de", "aceptar", "la", "invitación", "aceitar", "o", "convite", "accetta", "invito", "di", "uitnodiging", "van", "accepteren",
	"zaakceptuj", "przyjmij", "zaproszenie", "od", "acceptera", "inbjudan", "från", "acceptér", "принять", "приглашение", "от")

// mark tells how far each token is LinkedIn's, in letters from its beginning;
// -1 is the whole of it. names are words that stand for nothing of LinkedIn's
// by themselves.
func (f *furniture) mark(n *foldedNote, names map[string]string, subject bool) []int {
	known := make([]int, len(n.tokens))
	f.markLabel(n, names, known)
	books := []phraseBook{f.anywhere}
	if subject {
		books = append(books, f.subject)
	}
	if isInCommon(n.raw) {
		books = append(books, f.common)
	}
	if len(n.tokens) < 30 && slices.ContainsFunc(n.tokens, func(t noteToken) bool { return names[t.text] != "" }) {
		books = append(books, f.opening)
	}
	for i := range n.tokens {
		for _, b := range books {
			markPhrase(b, n.tokens, i, names, known)
		}
		if i == 0 {
			markPhrase(f.begins, n.tokens, i, names, known)
		}
	}
	markStandardLines(n, known)
	return known
}

func (f *furniture) markLabel(n *foldedNote, names map[string]string, known []int) {
	label := strings.TrimSpace(n.raw)
	if len(n.tokens) == 0 || len(label) > 200 || len(n.tokens) == 1 && names[n.tokens[0].text] != "" {
		return
	}
	whole := buttonWords[foldText(label)] || ownLabels[foldText(label)]
	if !whole && !isButton(label) {
		return
	}
	for i, t := range n.tokens {
		if whole || buttonParts[t.text] && names[t.text] == "" {
			known[i] = -1
		}
	}
}

func markPhrase(b phraseBook, tokens []noteToken, i int, names map[string]string, known []int) {
	end, letters := b.at(tokens, i)
	if end == i || end == i+1 && names[tokens[i].text] != "" {
		return
	}
	for k := i; k < end-1; k++ {
		known[k] = -1
	}
	if last := end - 1; known[last] >= 0 {
		if utf8.RuneCountInString(tokens[last].text) <= letters {
			letters = -1
		}
		known[last] = letters
	}
}

// markStandardLines marks LinkedIn's default lines, in any language. Patterns
// with gaps or names in them are left out: those would let words through.
func markStandardLines(n *foldedNote, known []int) {
	r := &noteReading{foldedNote: n, book: embeddedCues(), words: embeddedCues().look(n.tokens), cover: make([]string, len(n.tokens))}
	for i := range n.tokens {
		r.book.shells.each(r, i, func(p *cuePattern, end int) {
			if p.class != shellStandard || !p.closed() {
				return
			}
			for k := i; k < end; k++ {
				known[k] = -1
			}
		})
	}
}

// closed tells a pattern that names every word that it matches.
func (p *cuePattern) closed() bool {
	for _, e := range p.elems {
		if e.kind != 'w' && e.kind != '^' && e.kind != '$' {
			return false
		}
		for _, a := range e.alts {
			if a.prefix || a.open != 0 {
				return false
			}
		}
	}
	return true
}

// literalsOf returns the texts that a pattern spells out, cut where it leaves
// open what stands there. The result is what a subject may keep and still be
// told by that pattern.
func literalsOf(re *regexp.Regexp) []string {
	if re == nil {
		return nil
	}
	tree, err := syntax.Parse(re.String(), syntax.Perl)
	if err != nil {
		return nil
	}
	seen := map[string]bool{}
	var out []string
	for _, s := range spellOut(tree) {
		for part := range strings.SplitSeq(s, anything) {
			if part = strings.TrimLeft(part, " "); len(foldText(part)) >= 3 && !seen[part] {
				seen[part] = true
				out = append(out, part)
			}
		}
	}
	return out
}

const (
	anything    = "\x00" // what a pattern leaves open
	maxSpelling = 4000   // spellings of one pattern
)

func spellOut(re *syntax.Regexp) []string {
	switch re.Op {
	case syntax.OpLiteral:
		return []string{strings.ToLower(string(re.Rune))}
	case syntax.OpCharClass:
		return spellClass(re.Rune)
	case syntax.OpBeginLine, syntax.OpEndLine, syntax.OpBeginText, syntax.OpEndText, syntax.OpWordBoundary, syntax.OpEmptyMatch:
		return []string{""}
	case syntax.OpCapture:
		return spellOut(re.Sub[0])
	case syntax.OpQuest:
		return append([]string{""}, spellOut(re.Sub[0])...)
	case syntax.OpAlternate:
		var all []string
		for _, sub := range re.Sub {
			all = append(all, spellOut(sub)...)
		}
		return all
	case syntax.OpConcat:
		all := []string{""}
		for _, sub := range re.Sub {
			all = product(all, spellOut(sub))
		}
		return all
	}
	return []string{anything}
}

func product(heads, tails []string) []string {
	if len(heads)*len(tails) > maxSpelling {
		tails = []string{anything}
	}
	all := make([]string, 0, len(heads)*len(tails))
	for _, h := range heads {
		for _, t := range tails {
			all = append(all, h+t)
		}
	}
	return all
}

func spellClass(ranges []rune) []string {
	seen := map[rune]bool{}
	var all []string
	for i := 0; i+1 < len(ranges); i += 2 {
		for c := ranges[i]; c <= ranges[i+1]; c++ {
			if l := unicode.ToLower(unicode.ToUpper(c)); !seen[l] { // ſ is an s
				seen[l] = true
				all = append(all, string(l))
			}
			if len(all) > 4 {
				return []string{anything}
			}
		}
	}
	return all
}
