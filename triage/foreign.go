package triage

import (
	"slices"
	"strings"
)

// foreignAction returns where a mail wants its reader to go that poses as
// LinkedIn's and leads elsewhere, or through LinkedIn's open redirects; "" if
// all of it leads to LinkedIn. Links of a note are no action, nor are those
// that others have put below the footer; but a mail that invites has an action
// of LinkedIn's own.
func foreignAction(p *mailParts, invites bool) string {
	away := ""
	ours := false // it has an action of LinkedIn's as well
	for i, lines := range [][]mailLine{p.text, p.html} {
		html := i == 1
		lines = aboveFooter(lines)
		for at, l := range lines {
			for _, link := range l.links {
				to := link.leadsAway()
				if !html && link.text == "" && at > 0 && isButton(strings.TrimRight(lines[at-1].text, ":")) {
					link.text = lines[at-1].text // the label stands above its link
				}
				switch {
				case to == "":
					ours = ours || link.accept || link.profile || link.place == placeHero
				case isButton(strings.TrimRight(link.text, ":")), link.acts && link.scheme != "mailto",
					html && !strings.Contains(link.text, ".") && link.scheme != "mailto", // a picture or a label, not a link that is written out
					html && strings.Contains(strings.ToLower(link.text), "linkedin.com"): // or one that lies
					return to
				case link.scheme == "":
					away = firstOf(away, to)
				}
			}
		}
	}
	if invites && !ours && p.hasFurniture() {
		return away
	}
	return ""
}

// leadsAway is where a link leads that does not lead to LinkedIn, in words; ""
// if it does, or if a gateway keeps it to itself.
func (l mailLink) leadsAway() string {
	switch {
	case l.scheme != "":
		return "a link of the kind " + l.scheme
	case l.host == "" || isGateway(l.host) || alsoTheirs[l.host]:
		return ""
	case l.linkedin && l.redirect:
		return "an unknown place, by a redirect of " + l.host
	case l.linkedin:
		return ""
	}
	return l.host
}

// alsoTheirs are hosts beside linkedin.com that LinkedIn's mails lead to: its
// pictures, its short links, its apps.
var alsoTheirs = map[string]bool{"media.licdn.com": true, "static.licdn.com": true, "lnkd.in": true, "apps.apple.com": true, "itunes.apple.com": true, "play.google.com": true}

func aboveFooter(lines []mailLine) []mailLine {
	end := slices.IndexFunc(lines, func(l mailLine) bool { return isFooter(l.text) && !isSeparator(l.text) })
	if end < 0 {
		return lines
	}
	return lines[:end]
}
