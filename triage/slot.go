package triage

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// The layouts of a single invitation, as far as public mail shows them. The
// slot is where LinkedIn's default line stands [SAW]; that an inviter's own
// note stands in its place is inferred [INF].
//
//	member, 2015-26      slot / name / headline / place / in common / buttons
//	several of 2025-26   the same, after "Jane, X from Y is waiting for your response."
//	guest, ~2009-16      slot / "- Jane" / accept
//	guest reminder, 2016 "Jane Doe would like to connect on LinkedIn. ..." / buttons / slot
//	2024-26, no note     name / headline / place / buttons: the slot is empty
type slotReading struct {
	person Person
	note   string
	number string
	guest  bool // layout of a guest invitation
}

// slotLines is one part of a mail on its way to a slotReading.
type slotLines struct {
	lines  []mailLine
	action int // the first line with a button; len(lines) if there is none
	html   bool
}

// readInvitation reads both parts of a single invitation or a reminder.
// settled is false if the name, or both note and standard line, are missing.
func readInvitation(f mailFrom, n Notification, p *mailParts, to addressee) (inv Invitation, settled bool) {
	name := nameFrom(n.From)
	if name == "" {
		name = nameInSubject(n.Subject)
	}
	preheaders := p.preheaders()
	t := readSlot(p.text, preheaders, name, to, f.guest, false)
	if name == "" {
		name = t.person.Name
	}
	h := readSlot(p.html, nil, name, to, f.guest, true)
	if name == "" {
		name = h.person.Name
	}
	inv.Name = name
	inv.Headline = fuller(t.person.Headline, h.person.Headline)
	inv.Place = firstOf(t.person.Place, h.person.Place)
	if wrapped(t.person, h.person) {
		inv.Headline, inv.Place = h.person.Headline, h.person.Place
	}
	inv.Profile = firstOf(t.person.Profile, h.person.Profile)
	inv.Number = firstOf(t.number, h.number)
	guest := t.guest || h.guest || strings.HasPrefix(n.Template, "invite_guest")
	tNote := to.dropGreeting(t.note, guest)
	hNote := to.dropGreeting(h.note, guest)
	inv.Note = longest(tNote, hNote)
	if inv.Note == "" {
		inv.Note = to.dropGreeting(preheaderNote(p.hidden, name, to), guest)
	}
	return inv, name != "" && inv.Note != ""
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// fuller prefers a, unless it was cut and b goes on.
func fuller(a, b string) string {
	if b == a+"." { // the text part ends its line so
		return b
	}
	cut := strings.TrimRight(a, "….")
	if a == "" || cut != a && len(b) > len(a) && strings.HasPrefix(b, strings.TrimSpace(cut)) {
		return b
	}
	return a
}

// wrapped tells whether a gateway broke the headline of the text part, so that
// its second half looks like a place.
func wrapped(text, html Person) bool {
	f := foldText(html.Headline)
	return text.Headline != "" && text.Place != "" && f != foldText(text.Headline) && strings.HasPrefix(f, foldText(text.Headline+" "+text.Place))
}

// longest prefers the part that holds more of the note, and the text part's
// line breaks where both hold the same.
func longest(text, html string) string {
	if utf8.RuneCountInString(foldText(html)) > utf8.RuneCountInString(foldText(text)) {
		return html
	}
	return text
}

// preheaderNote looks for the slot's text in what the HTML part hides [SAW
// 2016: the same text]; only a letter to the owner is taken for it.
func preheaderNote(hidden []string, name string, to addressee) string {
	for _, s := range hidden {
		if rest, ok := cutOpening(s, name, to); ok {
			s = rest
		}
		if begins, _ := readGreeting(s, to); !begins {
			continue
		}
		for _, first := range to.firstNames() {
			if strings.Contains(" "+foldText(s[:min(len(s), 60)])+" ", " "+first+" ") {
				return cleanText(s, maxNoteRunes)
			}
		}
	}
	return ""
}

// readSlot finds card and slot in the lines of one part.
func readSlot(lines []mailLine, preheaders []string, name string, to addressee, guest, html bool) slotReading {
	if len(lines) == 0 {
		return slotReading{}
	}
	s := newSlotLines(lines, html)
	out := slotReading{number: s.number()}
	if name == "" {
		if name = s.nameInCard(); to.is(name) {
			name = ""
		}
	}
	asked := s.dropOpening(preheaders, name, to)
	if name == "" && asked != "" {
		name = asked
	}
	card := s.findName(name)
	if name == "" {
		card = s.lastParagraph()
		if card < s.action {
			name = s.lines[card].text
		}
	}
	out.person.Name = cleanLine(name, maxNameRunes)
	out.person.Profile = s.profile(name, card)
	var note []mailLine
	switch end := s.signOff(name); {
	case end >= 0:
		out.guest = true
		note = s.lines[:end]
	case card < s.action:
		note = s.lines[:card]
		rest := s.readCard(&out.person, card)
		switch {
		case noteText(note) != "":
		case asked != "":
			note = s.afterButtons()
		default:
			note = rest
		}
	case asked != "" || guest && noteText(s.lines[:s.action]) == "":
		note = s.afterButtons()
	default:
		note = s.lines[:s.action]
	}
	if asked != "" {
		note = slices.DeleteFunc(slices.Clone(note), func(l mailLine) bool { return ownSentence(l.text, name) })
		if first := slices.IndexFunc(note, func(l mailLine) bool { return l.text != "" }); first >= 0 && sameText(note[first].text, name) {
			note = nil // the card, below its buttons
		}
	}
	out.note = noteText(note)
	return out
}

// newSlotLines cuts off suggestions, promotion and footer, and finds the first
// button. A note may say what a footer says, so that footers are looked for
// behind the first button only.
func newSlotLines(lines []mailLine, html bool) *slotLines {
	s := &slotLines{lines: dropPromotion(lines), html: html}
	s.action = s.first(s.isAction)
	if s.action == len(s.lines) {
		// Somebody has turned the mail into text without links.
		s.action = s.first(func(l mailLine) bool { return isButton(l.text) })
	} else if i := s.action; i > 0 && s.lines[i].links[0].text == "" && s.labels(i-1) {
		s.action-- // 2009-13: the label stands above its link
	}
	seen := s.action < len(s.lines)
	for i, l := range s.lines {
		if l.text == "" || seen && i <= s.action {
			continue
		}
		if isSuggestions(l.text) || (seen || html || i > 2) && isFooter(l.text) && (seen || !isSeparator(l.text)) {
			s.lines = s.lines[:i]
			break
		}
	}
	s.action = min(s.action, len(s.lines))
	if i := s.suggestions(); i > s.action {
		s.lines = s.lines[:i]
	}
	return s
}

// suggestions is where other people's cards begin, with their heading, as
// their links tell; 0 if there are none.
func (s *slotLines) suggestions() int {
	i := s.first(func(l mailLine) bool { return l.standsAt(placeSuggested) })
	if i == len(s.lines) {
		return 0
	}
	for i--; i > s.action; i-- {
		if l := s.lines[i]; l.text != "" && len(l.links) == 0 {
			return i
		}
		if len(s.lines[i].links) > 0 && s.lines[i].text != "" {
			return i + 1
		}
	}
	return 0
}

// labels tells whether line i is the label of a bare link below it: a button's
// words, or in a language that is not known a paragraph of its own of one
// short line without a sentence's end.
func (s *slotLines) labels(i int) bool {
	text := s.lines[i].text
	return isButton(text) || text != "" && len(text) < 100 && !s.html && (i == 0 || s.lines[i-1].text == "") &&
		!strings.ContainsAny(text[len(text)-1:], ".!?,:)") && !strings.HasPrefix(text, "-")
}

// first returns the first line that is so, len(s.lines) if none is.
func (s *slotLines) first(is func(mailLine) bool) int {
	for i, l := range s.lines {
		if is(l) {
			return i
		}
	}
	return len(s.lines)
}

// dropPromotion takes out the block "Build your network with InMail" up to the
// next dashed line, which can stand in a text part of 2025-26 [CODE].
func dropPromotion(lines []mailLine) []mailLine {
	for i, l := range lines {
		if !strings.HasPrefix(l.text, "Build your network with InMail") {
			continue
		}
		for j := i; j < len(lines) && j < i+30; j++ {
			if isSeparator(lines[j].text) {
				return append(append([]mailLine(nil), lines[:i]...), lines[j+1:]...)
			}
		}
		break
	}
	return lines
}

// isAction tells a line with a button. In a text part a link of LinkedIn's own
// that ends a line is one; in HTML nearly everything is linked, and labels tell.
func (s *slotLines) isAction(l mailLine) bool {
	for _, link := range l.links {
		if link.place == placeHeader {
			continue
		}
		if isButton(link.text) || s.html && link.accept && link.text != "" {
			return true
		}
		if !s.html && !link.face && link.tracked && len(l.links) == 1 && (link.packed || strings.HasSuffix(strings.TrimRight(l.text, ")>"), link.safeURL())) && len(link.text) <= 150 {
			return true
		}
	}
	return false
}

// number is the invitation's in the first link that tells one.
func (s *slotLines) number() string {
	for _, l := range s.lines {
		for _, link := range l.links {
			if link.number != "" {
				return link.number
			}
		}
	}
	return ""
}

// standsAt tells whether a link of the line says that it stands there.
func (l mailLine) standsAt(place linkPlace) bool {
	return slices.ContainsFunc(l.links, func(link mailLink) bool { return link.place == place })
}

// afterButtons is the slot of a guest reminder of 2016: from the first line
// of words behind the buttons to the footer. [SAW], text part.
func (s *slotLines) afterButtons() []mailLine {
	i := s.lastButton()
	for i < len(s.lines) && (s.lines[i].text == "" || s.isAction(s.lines[i])) {
		i++
	}
	end, paragraph := i, i
	for end < len(s.lines) && !s.isAction(s.lines[end]) && !isFooter(s.lines[end].text) {
		if end > i && (s.lines[end].text == "" || s.lines[end].block != s.lines[end-1].block) {
			paragraph = end
		}
		if slices.ContainsFunc(s.lines[end].links, func(l mailLink) bool { return l.tracked }) {
			return s.lines[i:paragraph] // where one unsubscribes, in whatever language
		}
		end++
	}
	if end < len(s.lines) && !isFooter(s.lines[end].text) {
		end = paragraph // what leads up to a link, too
	}
	return s.lines[i:end]
}

// lastButton is the last line with an accept or profile button: the name above
// them may be linked like one.
func (s *slotLines) lastButton() int {
	last := s.action
	for i := s.action; i < len(s.lines) && !isFooter(s.lines[i].text); i++ {
		if slices.ContainsFunc(s.lines[i].links, func(l mailLink) bool { return l.accept || l.tracked && isButton(l.text) }) {
			last = i
		}
	}
	return last
}

// ownSentence tells "This is a reminder that on 10/24/13 Jane Doe sent you an
// invitation ... on LinkedIn" in whatever language. [SAW 2013]
func ownSentence(text, name string) bool {
	f := foldText(text)
	return name != "" && len(f) < 400 && !strings.Contains(text, "://") && strings.Contains(f, foldText(name)) && strings.Contains(f, "linkedin")
}

// noteText joins the lines of a slot; blocks are paragraphs. In HTML a line
// that is a link of LinkedIn's as a whole is none of the inviter's words.
func noteText(lines []mailLine) string {
	var b strings.Builder
	paragraph, block := false, -1
	for _, l := range lines {
		if l.text == "" {
			paragraph = paragraph || len(l.links) == 0
			continue
		}
		if isInCommon(l.text) || isFurniture(l) {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
			if paragraph || l.block != block {
				b.WriteByte('\n')
			}
		}
		paragraph, block = false, l.block
		b.WriteString(l.text)
		if b.Len() > 8*maxNoteRunes {
			break
		}
	}
	return cleanText(b.String(), maxNoteRunes)
}

func isFurniture(l mailLine) bool {
	for _, link := range l.links {
		if link.linkedin && link.tracked && (link.text == l.text || link.place == placeHeader) {
			return true
		}
	}
	return false
}
