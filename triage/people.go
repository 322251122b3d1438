package triage

import (
	"slices"
	"strings"
)

const maxPeople = 50 // of one mail

// readCards reads the people of a mail about several, from whichever part
// tells more of them.
func readCards(p *mailParts, to addressee) []Invitation {
	t := cardsOf(p.text, to, false)
	h := cardsOf(p.html, to, true)
	if len(h) > len(t) {
		t, h = h, t
	}
	for i := range t {
		for _, o := range h {
			if sameText(o.Name, t[i].Name) {
				t[i].Headline = firstOf(t[i].Headline, o.Headline)
				t[i].Place = firstOf(t[i].Place, o.Place)
				t[i].Profile = firstOf(t[i].Profile, o.Profile)
				t[i].Number = firstOf(t[i].Number, o.Number)
			}
		}
	}
	return t
}

// cardsOf finds cards: words, then the buttons that belong to them.
func cardsOf(lines []mailLine, to addressee, html bool) []Invitation {
	s := newSlotLines(lines, html)
	var people, asking []Invitation // who is named, and who of them can be accepted
	start := 0                      // where the words of the next card may begin
	for i := 0; i < len(s.lines) && len(people) < maxPeople; i++ {
		if !s.isAction(s.lines[i]) {
			continue
		}
		end := i
		for i < len(s.lines) && (s.lines[i].text == "" || s.isAction(s.lines[i]) || isInCommon(s.lines[i].text)) && !startsCard(s.lines[i], html) {
			i++
		}
		card := s.lines[start:i]
		inv := cardPerson(s.lines[start:end], html)
		readCardLinks(&inv, card)
		start = i
		i--
		if inv.Name != "" && !to.is(inv.Name) && !hasPerson(people, inv) && !slices.ContainsFunc(card, func(l mailLine) bool { return l.standsAt(placeSuggested) }) {
			people = append(people, inv)
			if slices.ContainsFunc(card, hasAccept) {
				asking = append(asking, inv)
			}
		}
	}
	if len(asking) > 0 { // the others are shown as people whom one may know
		return asking
	}
	return people
}

func hasAccept(l mailLine) bool {
	return slices.ContainsFunc(l.links, func(link mailLink) bool { return link.accept || isAcceptWord(link.text) })
}

// startsCard tells a line with somebody's photo or name.
func startsCard(l mailLine, html bool) bool {
	for _, link := range l.links {
		if html && link.profile && !isButton(link.text) && !link.accept {
			return true
		}
	}
	return false
}

// cardPerson reads name, headline and place: in HTML from the linked name on,
// in a text part from the last paragraph.
func cardPerson(lines []mailLine, html bool) Invitation {
	for len(lines) > 0 && lines[len(lines)-1].text == "" {
		lines = lines[:len(lines)-1]
	}
	from := len(lines)
	for i := len(lines) - 1; i >= 0; i-- {
		l := lines[i]
		if html && startsCard(l, true) && l.text != "" {
			from = i
			break
		}
		if !html {
			if l.text == "" {
				break
			}
			from = i
		}
	}
	if html && from == len(lines) {
		from = max(0, len(lines)-3)
	}
	var inv Invitation
	for _, l := range lines[from:] {
		switch {
		case l.text == "" || isInCommon(l.text):
		case inv.Name == "":
			if isSeparator(l.text) || len(l.text) > 200 {
				continue
			}
			inv.Name = cleanLine(l.text, maxNameRunes)
			if name, headline, ok := strings.Cut(l.text, " - "); ok {
				inv.Name, inv.Headline = cleanLine(name, maxNameRunes), cleanLine(headline, maxHeadlineRunes)
			}
		case inv.Headline == "":
			inv.Headline = cleanLine(l.text, maxHeadlineRunes)
		case inv.Place == "" && looksLikePlace(l.text):
			inv.Place = cleanLine(l.text, maxNameRunes)
		}
	}
	return inv
}

func readCardLinks(inv *Invitation, lines []mailLine) {
	for _, l := range lines {
		for _, link := range l.links {
			if link.place == placeHeader || link.place == placeFooter {
				continue
			}
			inv.Profile = firstOf(inv.Profile, link.slug)
			inv.Number = firstOf(inv.Number, link.number)
		}
	}
}

func hasPerson(people []Invitation, inv Invitation) bool {
	for _, p := range people {
		if p.Profile != "" && p.Profile == inv.Profile || inv.Profile == "" && sameText(p.Name, inv.Name) {
			return true
		}
	}
	return false
}
