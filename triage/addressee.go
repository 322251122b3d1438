package triage

import "strings"

// addressee is whom a mail is written to, by all names that it may call them:
// the config's, that in To, that in the footer. LinkedIn knows its members by
// the name that they gave it, which need not be the one in the config.
type addressee []string

// intended stands in the footer, before the name and the headline in
// parentheses. [SAW]
const intended = "This email was intended for "

func (r Reader) addressee(m *Mail, p *mailParts) addressee {
	a := addressee{r.Owner.Name}
	if to := m.address("To").Name; !strings.Contains(to, "@") {
		a = a.add(to)
	}
	for _, lines := range [][]mailLine{p.text, p.html} {
		for _, l := range lines {
			if rest, ok := strings.CutPrefix(l.text, intended); ok {
				name, _, _ := strings.Cut(rest, " (")
				a = a.add(cleanLine(strings.TrimRight(name, "."), maxNameRunes))
			}
		}
	}
	return a
}

func (a addressee) add(name string) addressee {
	if name == "" || len(a) > 4 || a.is(name) {
		return a
	}
	return append(a, name)
}

// is tells whether text is the addressee's name and nothing else.
func (a addressee) is(text string) bool {
	for _, name := range a {
		if sameText(name, text) {
			return true
		}
	}
	return false
}

// firstNames are folded.
func (a addressee) firstNames() []string {
	var first []string
	for _, name := range a {
		if f := foldText(mailFirstName(name)); f != "" {
			first = append(first, f)
		}
	}
	return first
}

// opens tells whether folded text begins with a first name.
func (a addressee) opens(folded string) bool {
	for _, first := range a.firstNames() {
		if strings.HasPrefix(folded+" ", first+" ") {
			return true
		}
	}
	return false
}
