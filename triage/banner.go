package triage

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// Companies' mail gateways put a warning on top of what comes from outside,
// and a tag before the subject. Neither is anybody's note.

// subjectTag is "[EXTERNAL] " and the like.
var subjectTag = regexp.MustCompile(`(?i)^(\s*[\[{(]\s*(ext|extern|external|externe|externo|esterno|caution|warning|achtung|attention)\b[^\])}]{0,30}[\])}]\s*:?\s*)+`)

func dropSubjectTag(subject string) string { return subjectTag.ReplaceAllString(subject, "") }

// bannerEnd ends the line below the warning of Proofpoint's gateway. [CODE]
const bannerEnd = "BannerEnd"

const maxBannerLines = 12

// dropBanner takes such warnings off the beginning of a mail.
func dropBanner(lines []mailLine) []mailLine {
	end := 0
	for i, l := range lines[:min(len(lines), 2*maxBannerLines)] {
		if strings.HasSuffix(l.text, bannerEnd) && len(l.text) < 60 {
			end = i + 1
		}
	}
	lines, end = lines[end:], 0
	others := 0 // lines that are no warning: a banner is on top, or not there
	for i, l := range lines[:min(len(lines), maxBannerLines)] {
		if l.text == "" || i < end {
			continue
		}
		if !isBanner(l.text) {
			if others++; others > 2 {
				break
			}
			continue
		}
		end = i + 1
		for !bannerTags[bareText(l.text)] && end < len(lines) && end < i+6 && lines[end].text != "" && lines[end].block == l.block {
			end++ // the rest of a paragraph that was wrapped
		}
	}
	return lines[end:]
}

// bannerTags are whole lines, bannerWords pieces of one, both in lower case.
var (
	bannerTags = map[string]bool{"external": true, "extern": true, "externe": true, "externo": true, "esterno": true, "external email": true, "external e-mail": true, "external sender": true, "external message": true, "report suspicious": true}

	bannerWords = []string{
		"external sender", "external email", "external e-mail", "external source", "external message", "external mail", "report phishing", "from outside", "outside of the organi", "outside the organi", "outside your organi", "outside our organi",
		"outside of the company", "outside the company", "outside your company", "outside our company", "outside of your organi", "outside of our organi", "you don't often get email from", "you don’t often get email from",
		"externen absender", "externer absender", "externe e-mail", "externe nachricht", "von außerhalb", "kommt von extern", "sie erhalten nicht oft e-mail", "sie erhalten nicht häufig e-mail",
		"expéditeur externe", "provient de l'extérieur", "provient de l’extérieur", "remitente externo", "remetente externo", "fuera de la organiza", "fuera de su organiza", "fora da organiza", "fora da sua organiza",
		"mittente esterno", "dall'esterno", "dall’esterno", "externe afzender", "buiten de organisatie", "buiten uw organisatie", "buiten onze organisatie", "extern avsändare", "utanför organisationen", "spoza organizacji", "spoza firmy",
		"do not click links", "do not click on links", "do not click on any links", "or clicking on links", "before clicking links", "bitte keine links", "ne cliquez pas", "no haga clic", "learn why this is important", "erfahren sie, warum dies wichtig ist", "soyez vigilant",
	}
)

// bannerNouns are what a warning is about, or warns of.
var bannerNouns = []string{"mail", "message", "sender", "clic", "link", "learn why", "report phishing", "nachricht", "absender", "expéditeur", "vigilant", "correo", "remitente", "remetente", "mensagem", "mittente", "messaggio", "afzender", "bericht", "avsändare", "meddelande", "wiadomo", "nadawc", "erfahren sie"}

// bareText is a line without what frames it.
func bareText(s string) string {
	return strings.ToLower(strings.TrimFunc(s, func(r rune) bool { return !unicode.IsLetter(r) }))
}

// isBanner tells a line of a warning. It must speak of what is outside, in
// the words of mail administrators: an inviter rarely does, on top of a note.
func isBanner(text string) bool {
	if len(text) >= 500 {
		return false
	}
	if bannerTags[bareText(text)] {
		return true
	}
	lower := strings.ToLower(text)
	in := func(w string) bool { return strings.Contains(lower, w) }
	return slices.ContainsFunc(bannerWords, in) && slices.ContainsFunc(bannerNouns, in)
}
