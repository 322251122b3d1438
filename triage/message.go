package triage

import "strings"

// readSenders reads who accepted or wrote: From's name, and whom the body
// lists. Today's message mails show no words of the message. [SAW 2025]
func readSenders(n Notification, p *mailParts, to addressee) []Invitation {
	name := nameFrom(n.From)
	if name == "" && n.Kind != KindSeveral {
		name = nameInSubject(n.Subject)
	}
	var people []Invitation
	switch n.Kind {
	case KindMessage:
		if people = messageSenders(p.text); len(people) == 0 {
			people = linkedNames(p.html, to)
		}
	case KindAccepted:
		if name == "" {
			return readCards(p, to)
		}
	}
	if name == "" {
		return people
	}
	for i, o := range people {
		if sameText(o.Name, name) {
			people[0], people[i] = people[i], people[0]
			return people
		}
		if full := o.Name + " (" + o.Headline + ")"; strings.HasPrefix(full, name+" (") {
			people[i].Name, people[i].Headline = name, strings.TrimSuffix(full[len(name)+2:], ")")
			return people
		}
		if foldText(o.Name) != "" && strings.HasPrefix(foldText(o.Name)+" ", foldText(name)+" ") {
			return people // From gave the first name only
		}
	}
	var inv Invitation
	inv.Name = name
	for i, lines := range [][]mailLine{p.text, p.html} {
		if s := newSlotLines(lines, i == 1); inv.Profile == "" && n.Kind != KindInMail {
			inv.Profile = s.profile(name, s.findName(name))
		}
	}
	return append([]Invitation{inv}, people...)
}

// messageSenders reads lines "Name (Headline)", each with a link to a profile
// on it or on the next. A headline may hold parentheses, a name too: the
// outermost pair that ends the line is the headline's. [SAW 2025]
func messageSenders(lines []mailLine) []Invitation {
	var people []Invitation
	for i, l := range lines {
		slug := ""
		for _, link := range l.links {
			if link.place != placeHeader {
				slug = firstOf(slug, link.slug)
			}
		}
		if slug == "" || len(people) == maxPeople {
			continue
		}
		text := l.text
		if strings.HasPrefix(text, "(") || strings.HasPrefix(text, "http") {
			if i == 0 {
				continue
			}
			text = lines[i-1].text
		} else if j := strings.Index(text, "https://"); j >= 0 {
			text = strings.TrimRight(text[:j], " (:")
		}
		var inv Invitation
		inv.Name, inv.Headline = splitHeadline(text)
		inv.Profile = slug
		if inv.Name != "" && !isButton(inv.Name) && !isFooter(inv.Name) && !hasPerson(people, inv) {
			people = append(people, inv)
		}
	}
	return people
}

// linkedNames are those whose names lead to their profiles, in an HTML part.
func linkedNames(lines []mailLine, to addressee) []Invitation {
	var people []Invitation
	for _, l := range lines {
		for _, link := range l.links {
			inv := Invitation{Person: Person{Name: link.text, Profile: link.slug}}
			if link.slug != "" && link.text != "" && link.place != placeHeader && link.place != placeFooter && !isButton(link.text) && !to.is(link.text) && len(people) < maxPeople && !hasPerson(people, inv) {
				people = append(people, inv)
			}
		}
	}
	return people
}

// splitHeadline cuts "Name (Headline (with more))".
func splitHeadline(s string) (name, headline string) {
	s = strings.TrimSpace(s)
	if i := strings.Index(s, " ("); i > 0 && strings.HasSuffix(s, ")") {
		return cleanLine(s[:i], maxNameRunes), cleanLine(s[i+2:len(s)-1], maxHeadlineRunes)
	}
	return cleanLine(s, maxNameRunes), ""
}

// inMailText is what the sender wrote: in the text part it follows subject,
// name and "Reply" with its link, and ends at the footer. [SAW 2026]
func inMailText(n Notification, p *mailParts) string {
	lines := p.text
	if len(lines) == 0 {
		lines = p.html
	}
	name := nameFrom(n.From)
	subject := " " + foldText(n.Subject) // "Message replied: ..." stands before it in later turns
	opening := func(l mailLine) bool {
		return l.text == "" || strings.HasSuffix(subject, " "+foldText(l.text)) || sameText(l.text, name) || isButton(l.text) || len(l.links) > 0 && strings.HasPrefix(l.text, "https://")
	}
	start := 0
	for start < len(lines) && opening(lines[start]) {
		start++
	}
	end := start
	for end < len(lines) && !isFooter(lines[end].text) && !(len(lines[end].links) == 1 && isButton(lines[end].links[0].text)) {
		end++
	}
	return noteText(lines[start:end])
}
