package triage

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

var subjectNames = []*regexp.Regexp{
	anyOf(`^(.{2,80})['’]s invitation is (still )?a?waiting`),
	anyOf(`^(.{2,80}) (wants|would like) to connect`),
	anyOf(`^(.{2,80}) (has )?invited you to connect`),
	anyOf(`^(.{2,80}) just messaged you`),
	anyOf(`^(.{2,80}?) (has )?accepted your (linkedin )?invitation`),
	anyOf(`^(.{2,80}) (has )?sent you (a|\d+) (new )?message`),
}

func nameInSubject(subject string) string {
	for _, re := range subjectNames {
		if m := re.FindStringSubmatch(subject); m != nil && !strings.Contains(foldText(m[1]), "linkedin") {
			return cleanLine(m[1], maxNameRunes)
		}
	}
	return ""
}

// wouldConnect opens reminders and guest reminders of 2013-16. [SAW]
var wouldConnect = anyOf(`^(.{2,80}) would like to connect on linkedin`)

var cardNames = []*regexp.Regexp{
	anyOf(`^(.{2,80}?) (has indicated you|(has )?requested to add you)`),
	wouldConnect,
	anyOf(`^view (.{2,80})['’]s profile\b`),
	anyOf(`^accept invitation from (.{2,80}?)(:.*)?$`),
	anyOf(`^(.{2,60}?) (möchte|souhaite|quiere|quer|vuole|wil|chce|vill|vil|хочет|желает) .{0,40}linkedin`), // [INF]
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
	return s.nameBySlug()
}

// nameBySlug finds "Jane Doe - Editor" before the buttons by the profile that
// they lead to: "jane-doe-1b2c3".
func (s *slotLines) nameBySlug() string {
	slug := s.profile("", s.action)
	for _, l := range s.lines[:s.action] {
		if name, _, ok := strings.Cut(l.text, " - "); ok && slugNames(slug, name) {
			return name
		}
	}
	return ""
}

// slugNames tells whether a profile's slug begins with a name, as most do.
func slugNames(slug, name string) bool {
	words := strings.Fields(foldText(name))
	if len(words) < 2 || len(words) > 6 {
		return false
	}
	return strings.HasPrefix(foldText(strings.ReplaceAll(slug, "-", " "))+" ", strings.Join(words, " ")+" ")
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
		if have == want || strings.HasPrefix(have, want+" ") && (strings.Contains(l.text, " - ") || strings.Contains(l.text, " | ")) {
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
	if a, b := strings.Fields(have), strings.Fields(want); len(a) >= 2 && len(a) <= 4 && len(b) <= 2 && a[0] == b[0] && !strings.ContainsAny(text, ",.!?:") &&
		(len(b) == 1 || utf8.RuneCountInString(b[1]) == 1 && strings.HasPrefix(a[len(a)-1], b[1])) {
		return true // From says "Jane" or "Jane D."
	}
	if rest, ok := strings.CutPrefix(have, want+" "); ok {
		tail := text[min(len(text), len(want)):]
		return len(rest) <= 20 && !strings.ContainsAny(text, "!?") && !strings.HasSuffix(text, ".") && strings.ContainsAny(tail, ",(|-–") ||
			strings.Contains(tail, " - ") || strings.Contains(tail, " | ")
	}
	if strings.Contains(" "+want+" ", " "+have+" ") && strings.Contains(have, " ") && len(want)-len(have) <= 20 {
		return true // From has a title, too
	}
	if before, after, ok := strings.Cut(have, " "+want+" "); ok && len(before) <= 6 && len(after) <= 20 && strings.ContainsAny(text, ".,(") {
		return true // "Dr. Jane Doe, PhD"
	}
	if strings.HasSuffix(have, " "+want) {
		return len(have)-len(want) <= 6 && !strings.Contains(text, ",") && !strings.HasPrefix(text, "-")
	}
	a, b := strings.Fields(have), strings.Fields(want)
	if len(a) < len(b) || len(a) > len(b)+1 || len(b) < 2 || len(a) > 6 {
		return false
	}
	for _, w := range b { // in another order, or with a middle name
		if !containsWord(have, w) {
			return false
		}
	}
	return len(a) == len(b) || a[0] == b[0] && a[len(a)-1] == b[len(b)-1]
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
		if headline, more, ok := strings.Cut(after, ". "); ok && isInCommon(strings.TrimSuffix(more, ".")) {
			after = headline
		}
		p.Headline = cleanLine(strings.TrimSuffix(after, "."), maxHeadlineRunes)
	} else if _, after, ok := strings.Cut(s.lines[card].text, " | "); ok {
		p.Headline = cleanLine(after, maxHeadlineRunes)
	}
	for i, l := range s.lines[card+1 : s.action] {
		switch {
		case strings.HasPrefix(l.text, "This is a reminder that on "): // [SAW 2013]
			return nil
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
	begins, _ := readGreeting(s, nil)
	return utf8.RuneCountInString(s) <= 80 && !strings.ContainsAny(s, "!?:;…") && !strings.HasSuffix(s, ".") && !begins && len(strings.Fields(s)) <= 9
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
