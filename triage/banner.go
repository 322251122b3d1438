package triage

import (
	"regexp"
	"strings"
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
	for i, l := range lines[:min(len(lines), maxBannerLines)] {
		if l.text == "" || !isBanner(l) {
			continue
		}
		end = i + 1
		for !bannerTag.MatchString(l.text) && end < len(lines) && end < i+6 && lines[end].text != "" && lines[end].block == l.block {
			end++ // the rest of a paragraph that was wrapped
		}
	}
	return lines[end:]
}

var (
	bannerTag     = regexp.MustCompile(`(?i)^\W{0,3}(external|extern|externe|externo|esterno)( e-?mail| sender| message)?\W{0,3}$|^report suspicious$`)
	bannerOutside = regexp.MustCompile(`(?i)external sender|(came|originated|is) from outside|outside (of )?(the|your|our) (organi|company|institution|network)|von außerhalb|kommt von extern|dall['’]esterno|spoza (organizacji|firmy)|fuera de (la|su|tu) organizaci|fora da (sua )?organiza|utanför (organisationen|din|er)|external (e-?mail|source|message)|externen? (absender|e-?mail|quelle|nachricht)|exp[ée]diteur externe|(provient|vient) de l['’]ext[ée]rieur|remitente externo|remetente externo|mittente esterno|externe afzender|buiten (de|uw|onze) organisatie|extern avs[äe]ndare|zewnętrzn\w+ nadawc|you don['’]t often get email from|sie erhalten nicht (oft|häufig) e-?mails? von`)
	bannerWarning = regexp.MustCompile(`(?i)(do not|be careful with|before|avoid) click(ing)? (on )?(any )?links|bitte keine links|ne cliquez pas|no haga clic|learn why this is important|erfahren sie, warum dies wichtig ist|soyez vigilant`)
)

// isBanner tells a line of a warning. It must speak of what is outside, in
// the words of mail administrators: an inviter rarely does, on top of a note.
func isBanner(l mailLine) bool {
	return len(l.text) < 500 && (bannerTag.MatchString(l.text) || bannerOutside.MatchString(l.text) || bannerWarning.MatchString(l.text))
}
