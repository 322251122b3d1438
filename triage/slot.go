package triage

import (
	"regexp"
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
	person  Person
	note    string
	number  string
	guest   bool // layout of a guest invitation
	related bool // the card was found by the inviter's name
}

// slotLines is one part of a mail on its way to a slotReading.
type slotLines struct {
	lines  []mailLine
	action int // the first line with a button; len(lines) if there is none
	html   bool
}

// readInvitation reads both parts of a single invitation or a reminder.
// settled is false if the name, or both note and standard line, are missing.
func (r Reader) readInvitation(f mailFrom, n Notification, p *mailParts) (inv Invitation, settled bool) {
	name := nameFrom(n.From)
	if name == "" {
		name = nameInSubject(n.Subject)
	}
	t := r.readSlot(p.text, name, f.guest, false)
	if name == "" {
		name = t.person.Name
	}
	h := r.readSlot(p.html, name, f.guest, true)
	if name == "" {
		name = h.person.Name
	}
	inv.Name = name
	inv.Headline = fuller(t.person.Headline, h.person.Headline)
	inv.Place = firstOf(t.person.Place, h.person.Place)
	inv.Profile = firstOf(t.person.Profile, h.person.Profile)
	inv.Number = firstOf(t.number, h.number)
	guest := t.guest || h.guest || strings.HasPrefix(n.Template, "invite_guest")
	tNote := r.dropGreeting(t.note, guest)
	hNote := r.dropGreeting(h.note, guest)
	inv.Note = longest(tNote, hNote)
	if inv.Note == "" {
		inv.Note = r.dropGreeting(r.preheaderNote(p.hidden, name), guest)
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
	cut := strings.TrimRight(a, "….")
	if a == "" || cut != a && len(b) > len(a) && strings.HasPrefix(b, strings.TrimSpace(cut)) {
		return b
	}
	return a
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
func (r Reader) preheaderNote(hidden []string, name string) string {
	first := foldText(mailFirstName(r.Owner.Name))
	for _, s := range hidden {
		if rest, ok := cutWaiting(s, name, r.Owner.Name); ok {
			s = rest
		}
		begins, _ := readGreeting(s, r.Owner.Name)
		if begins && first != "" && strings.Contains(" "+foldText(s[:min(len(s), 60)])+" ", " "+first+" ") {
			return cleanText(s, maxNoteRunes)
		}
	}
	return ""
}

var subjectNames = []*regexp.Regexp{
	re(`^(.{2,80})['’]s invitation is (still )?a?waiting`),
	re(`^(.{2,80}) (wants|would like) to connect`),
	re(`^(.{2,80}) (has )?invited you to connect`),
	re(`^(.{2,80}) just messaged you`),
	re(`^(.{2,80}) (has )?accepted your (linkedin )?invitation`),
	re(`^(.{2,80}) (has )?sent you (a|\d+) (new )?message`),
}

func nameInSubject(subject string) string {
	for _, re := range subjectNames {
		if m := re.FindStringSubmatch(subject); m != nil && !strings.Contains(foldText(m[1]), "linkedin") {
			return cleanLine(m[1], maxNameRunes)
		}
	}
	return ""
}

// readSlot finds card and slot in the lines of one part.
func (r Reader) readSlot(lines []mailLine, name string, guest, html bool) slotReading {
	if len(lines) == 0 {
		return slotReading{}
	}
	s := newSlotLines(lines, html)
	out := slotReading{number: s.number()}
	if name == "" {
		name = s.nameInCard()
	}
	asked := s.dropOpening(name, r.Owner.Name)
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
		out.related = true
		note = s.lines[:card]
		rest := s.readCard(&out.person, card)
		if noteText(note) == "" {
			note = rest
		}
	case asked != "" || guest && noteText(s.lines[:s.action]) == "":
		note = s.afterButtons()
	default:
		note = s.lines[:s.action]
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
	} else if i := s.action; i > 0 && isButton(s.lines[i-1].text) && s.lines[i].links[0].text == "" {
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
	return s
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
		if !s.html && link.tracked && len(l.links) == 1 && strings.HasSuffix(strings.TrimRight(l.text, ")>"), link.safeURL()) && len(link.text) <= 150 {
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

var cardNames = []*regexp.Regexp{
	re(`^(.{2,80}) has indicated you`),
	re(`^(.{2,80}) would like to connect on linkedin`),
	re(`^view (.{2,80})['’]s profile\b`),
	re(`^accept invitation from (.{2,80}?)(:.*)?$`),
}

// nameInCard finds the inviter where From says only "LinkedIn".
func (s *slotLines) nameInCard() string {
	for _, l := range s.lines {
		for _, link := range l.links {
			if link.profile && link.tracked && link.place != placeHeader && link.place != placeFooter && s.html && link.text != "" && !isButton(link.text) {
				return link.text
			}
		}
	}
	for _, l := range s.lines {
		for _, re := range cardNames {
			if m := re.FindStringSubmatch(l.text); m != nil {
				return m[1]
			}
		}
	}
	return ""
}

// dropOpening takes LinkedIn's own opening off: logo, header bar, the owner's
// name, "X is waiting for your response". It returns the name in "X would
// like to connect on LinkedIn. How would you like to respond?" (2013-16), as
// the slot may then stand behind the buttons.
func (s *slotLines) dropOpening(name, owner string) (asked string) {
	i := 0
	for ; i < s.action; i++ {
		l := s.lines[i]
		if l.text == "" || s.isHeaderBar(l) || sameText(l.text, owner) || sameText(l.text, "LinkedIn") || isSeparator(l.text) ||
			strings.Contains(l.text, " has indicated you") {
			continue
		}
		if m := cardNames[1].FindStringSubmatch(l.text); m != nil && (name == "" || sameText(m[1], name)) {
			asked = m[1]
			continue
		}
		if rest, ok := cutWaiting(l.text, name, owner); ok {
			if rest == "" {
				continue
			}
			cut := append([]mailLine(nil), s.lines...)
			cut[i].text = rest
			s.lines = cut
		} else if s.asksInForeignTongue(i, name) {
			asked = name
			continue
		}
		break
	}
	s.lines = s.lines[i:]
	s.action -= i
	return asked
}

// asksInForeignTongue tells the opening sentence of a guest reminder by its
// place: it names inviter and LinkedIn, and only buttons follow.
func (s *slotLines) asksInForeignTongue(i int, name string) bool {
	f := foldText(s.lines[i].text)
	if name == "" || len(f) > 300 || !strings.Contains(f, "linkedin") || !strings.HasPrefix(f, foldText(name)) {
		return false
	}
	for _, l := range s.lines[i+1 : s.action] {
		if l.text != "" {
			return false
		}
	}
	return s.action < len(s.lines)
}

func (s *slotLines) isHeaderBar(l mailLine) bool {
	for _, link := range l.links {
		if link.place == placeHeader {
			return true
		}
	}
	return false
}

// findName returns the last line before the buttons that is the inviter's
// name: a note can be signed with it. s.action if there is none.
func (s *slotLines) findName(name string) int {
	want := foldText(name)
	if want == "" {
		return s.action
	}
	near := s.action
	for i := s.action - 1; i >= 0; i-- {
		l := s.lines[i]
		if l.text == "" || strings.HasPrefix(l.text, "- ") || len(l.text) > 600 {
			continue
		}
		have := foldText(l.text)
		if have == want {
			return i
		}
		if near == s.action && (s.nearName(l.text, have, want)) {
			near = i
		}
	}
	if near == s.action {
		near = s.relatedParagraph(want)
	}
	return near
}

// relatedParagraph takes the last paragraph for the card if its first line
// has a word of the name in From: "Jane Doe" and "J. Doe-Smith".
func (s *slotLines) relatedParagraph(want string) int {
	i := s.lastParagraph()
	if i < s.action {
		for w := range strings.FieldsSeq(foldText(s.lines[i].text)) {
			if len(w) > 1 && containsWord(want, w) {
				return i
			}
		}
	}
	return s.action
}

// nearName tells a card's line that is not quite the name in From: with a
// title or pronouns, in the other order, or with the headline behind a dash.
func (s *slotLines) nearName(text, have, want string) bool {
	if rest, ok := strings.CutPrefix(have, want+" "); ok {
		tail := text[min(len(text), len(want)):]
		return len(rest) <= 20 && !strings.ContainsAny(text, "!?") && !strings.HasSuffix(text, ".") && strings.ContainsAny(tail, ",(|-–") ||
			strings.Contains(tail, " - ") || strings.Contains(tail, " | ")
	}
	if strings.HasSuffix(have, " "+want) {
		return len(have)-len(want) <= 6 && !strings.Contains(text, ",") && !strings.HasPrefix(text, "-")
	}
	a, b := strings.Fields(have), strings.Fields(want)
	if len(a) != len(b) || len(a) < 2 || len(a) > 6 {
		return false
	}
	for _, w := range a {
		if !containsWord(want, w) {
			return false
		}
	}
	return true
}

// lastParagraph is the card's first line when nothing tells the name: the
// paragraph of two to four short lines before the buttons.
func (s *slotLines) lastParagraph() int {
	end := s.action
	for end > 0 && (s.lines[end-1].text == "" || isInCommon(s.lines[end-1].text)) {
		end--
	}
	start := end
	for start > 0 && s.lines[start-1].text != "" && s.lines[start-1].block == s.lines[end-1].block {
		start--
	}
	if n := end - start; n < 2 || n > 4 || s.action == len(s.lines) {
		return s.action
	}
	if first := s.lines[start].text; len(first) > 100 || strings.HasSuffix(first, ".") || strings.HasSuffix(first, ",") {
		return s.action
	}
	return start
}

// signOff finds "- Jane" as the last line before the buttons, the end of the
// slot in guest invitations and those of 2009-13; -1 if there is none.
func (s *slotLines) signOff(name string) int {
	for i := s.action - 1; i >= 0 && s.action < len(s.lines); i-- {
		text := s.lines[i].text
		if text == "" {
			continue
		}
		rest := strings.TrimLeft(text, "-–— ")
		if rest != text && rest != "" && (sameText(rest, name) || sameText(rest, mailFirstName(name))) {
			return i
		}
		break
	}
	return -1
}

// readCard reads headline and place behind the name, and returns what more
// stands before the buttons: a note, should a layout put it there.
func (s *slotLines) readCard(p *Person, card int) (rest []mailLine) {
	if _, after, ok := strings.Cut(s.lines[card].text, " - "); ok {
		p.Headline = cleanLine(strings.TrimSuffix(after, "."), maxHeadlineRunes)
	} else if _, after, ok := strings.Cut(s.lines[card].text, " | "); ok {
		p.Headline = cleanLine(after, maxHeadlineRunes)
	}
	for i, l := range s.lines[card+1 : s.action] {
		switch {
		case l.text == "" || isInCommon(l.text) || sameText(l.text, p.Name):
		case p.Headline == "":
			p.Headline = cleanLine(l.text, maxHeadlineRunes)
		case p.Place == "" && looksLikePlace(l.text):
			p.Place = cleanLine(l.text, maxNameRunes)
		default:
			return s.lines[card+1+i : s.action]
		}
	}
	return nil
}

// looksLikePlace tells "Greater Zurich Area" from a sentence.
func looksLikePlace(s string) bool {
	begins, _ := readGreeting(s, "")
	return utf8.RuneCountInString(s) <= 80 && !strings.ContainsAny(s, "!?:;…") && !strings.HasSuffix(s, ".") && !begins && len(strings.Fields(s)) <= 9
}

// afterButtons is the slot of a guest reminder of 2016: from the first line
// of words behind the buttons to the footer. [SAW], text part.
func (s *slotLines) afterButtons() []mailLine {
	i := s.action
	for i < len(s.lines) && (s.lines[i].text == "" || s.isAction(s.lines[i])) {
		i++
	}
	end := i
	for end < len(s.lines) && !s.isAction(s.lines[end]) && !isFooter(s.lines[end].text) {
		end++
	}
	return s.lines[i:end]
}

// profile picks the inviter's slug: the link that says so, the one under a
// button or the name, the first near the card; never the header bar's.
func (s *slotLines) profile(name string, card int) string {
	best, bestRank := "", 9
	for i, l := range s.lines {
		for _, link := range l.links {
			if link.slug == "" || link.place == placeHeader || link.place == placeFooter {
				continue
			}
			rank := 9
			switch {
			case link.place == placeHero:
				rank = 1
			case sameText(link.text, name), isButton(link.text) && (link.tracked || i >= s.action):
				rank = 2
			case !s.html && link.tracked:
				rank = 3
			case s.html && link.tracked && i >= card-2 && i <= s.action && s.action < len(s.lines):
				rank = 4
			}
			if rank < bestRank {
				best, bestRank = link.slug, rank
			}
		}
	}
	return best
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
func (r Reader) dropGreeting(note string, guest bool) string {
	first, rest, paragraph := strings.Cut(note, "\n\n")
	if !paragraph || strings.Contains(first, "\n") {
		if first, rest, paragraph = strings.Cut(note, "\n"); !paragraph {
			return note
		}
		paragraph = false
	}
	begins, whole := readGreeting(first, r.Owner.Name)
	rest = strings.TrimSpace(rest)
	if !begins || !whole || rest == "" {
		return note
	}
	if again, _ := readGreeting(rest, r.Owner.Name); again {
		return rest
	}
	if !paragraph || !r.isOwnGreeting(first, guest) {
		return note
	}
	if guest || !looksDefault(rest) {
		return rest
	}
	return note
}

// isOwnGreeting tells "Hi Martha,", LinkedIn's only greeting in English.
func (r Reader) isOwnGreeting(line string, guest bool) bool {
	f := foldText(line)
	first := foldText(mailFirstName(r.Owner.Name))
	switch {
	case guest && (f == "hi" || f == first && first != ""):
		return true
	case first == "":
		return strings.HasPrefix(f, "hi ") && strings.Count(f, " ") == 1
	}
	return f == "hi "+first || f == "hi "+foldText(r.Owner.Name)
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
