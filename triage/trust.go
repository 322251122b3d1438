package triage

import (
	"cmp"
	"regexp"
	"strings"

	"github.com/emersion/go-message"
	"github.com/emersion/go-msgauth/authres"
)

// trust weighs what the owner's own servers say about a mail (RFC 8601), and
// then what the mail itself gives away. Names, numbers and links of X-LinkedIn
// fields prove nothing: they have been copied.
func (r Reader) trust(m *Mail, f mailFrom, n Notification, p *mailParts) (Trust, string) {
	said := readAuthResults(authFields(m.header.Header), r.AuthServers)
	_, domain, _ := strings.Cut(f.from.Addr, "@")
	switch {
	case m.header.FieldsByKey("From").Len() > 1 || len(m.addresses("From")) > 1: // RFC 5322 section 3.6
		return Forged, "it claims to be from more than one sender"
	case f.lookalike:
		return Forged, "the sender's domain " + domain + " only looks like linkedin.com"
	case said.dmarcFail:
		return Forged, said.server + " says dmarc=fail"
	case said.dkimFail && !said.anyPass:
		return Forged, said.server + " says dkim=fail for linkedin.com"
	case f.posing && n.Template != "":
		return Forged, "it bears LinkedIn's template, but is from " + orUnknown(domain)
	case f.posing:
		return Forged, "it poses as LinkedIn, but is from " + orUnknown(domain)
	case said.dkimPass:
		return Verified, said.server + " says dkim=pass for linkedin.com"
	case said.dmarcPass && f.linkedin:
		return Verified, said.server + " says dmarc=pass for linkedin.com"
	}
	if host := foreignAction(p, invites(n.Kind)); host != "" && asksToAct(n.Kind) {
		return Forged, "its buttons lead to " + host
	}
	if said.server != "" {
		return Unverified, said.server + " saw no signature of linkedin.com"
	}
	return Unverified, "no trusted server says where it is from"
}

func orUnknown(domain string) string {
	if domain == "" {
		return "no readable address"
	}
	return domain
}

// authSaid is what trusted servers say about linkedin.com.
type authSaid struct {
	server                                   string // the first of them that spoke, "" if none did
	dkimPass, dkimFail, dmarcPass, dmarcFail bool
	anyPass                                  bool // some field says pass, be it a lower one
	dkimTold, dmarcTold                      bool // a field above told of this method
}

// authField is an Authentication-Results field and where it stands among the
// Received fields: each server puts its own on top (RFC 5321 section 4.4).
type authField struct {
	value  string
	hops   int  // Received fields above it
	border bool // on top of the Received field of the server that let the mail into Microsoft's
}

const (
	maxAuthFields = 20
	maxAuthField  = 16 << 10 // bytes
)

// microsoftBorder is in the Received field that Microsoft writes when a mail
// comes in from outside [SAW 2017, 2021, 2026; Outlook.com and Microsoft 365];
// its hops inside are "by" other names.
var microsoftBorder = regexp.MustCompile(`(?i)\sby\s+[-a-z0-9]+\.mail\.protection\.outlook\.com(?:[\s(;]|$)`)

// authFields returns the topmost fields, the first one first. It ends above one
// that is too long: it might be the server's own, and all below it forged.
func authFields(h message.Header) []authField {
	var all []authField
	hops, inside, ended := 0, true, false
	for fields := h.Fields(); fields.Next(); {
		switch strings.ToLower(fields.Key()) {
		case "authentication-results":
			ended = ended || len(all) == maxAuthFields || len(fields.Value()) > maxAuthField
			if !ended {
				all = append(all, authField{value: fields.Value(), hops: hops})
			}
		case "received":
			if inside && microsoftBorder.MatchString(fields.Value()) {
				inside = false
				for i := range all {
					all[i].border = all[i].hops == hops
				}
			}
			hops++
		}
	}
	return all
}

// read parts a field into its server's id and what it says. Anybody can write
// a field without an id: it is Microsoft's only where none but Microsoft could
// have put it.
func (f authField) read() (id string, infos []string, ok bool) {
	id, infos, ok = splitAuthResults(f.value)
	return id, infos, ok && (id != "" || f.border)
}

// readAuthResults reads the topmost fields of trusted servers. A server takes
// fields that bear its own id off incoming mail (RFC 8601 section 5), but not
// all do. So those below a later Received field are not read, and a pass
// counts only in the topmost field that tells of its method at all.
func readAuthResults(fields []authField, servers []string) authSaid {
	var said authSaid
	hops := 0 // above the first
	for _, f := range fields {
		id, infos, ok := f.read()
		if !ok || !TrustedServer(id, servers) {
			continue
		}
		if said.server == "" {
			hops, said.server = f.hops, cmp.Or(cleanLine(id, 200), ServerName(id))
		} else if f.hops > hops {
			break
		}
		said.add(infos)
	}
	return said
}

// add takes in the results of one field. They are parsed one at a time, so
// that one which breaks the syntax spoils no other.
func (a *authSaid) add(infos []string) {
	var results []authres.Result
	for _, info := range infos {
		if _, one, err := authres.Parse("id;" + info); err == nil {
			results = append(results, one...)
		}
	}
	dkimTold, dmarcTold := a.dkimTold, a.dmarcTold
	for _, r := range results {
		switch r := r.(type) {
		case *authres.DKIMResult:
			a.dkimTold = true
			// header.d or header.i (RFC 8601 section 2.7.1); some write "@domain" into either.
			if !alignedDomain(r.Domain) && !(r.Domain == "" && alignedDomain(r.Identifier)) {
				continue
			}
			pass := r.Value == authres.ResultPass
			a.anyPass = a.anyPass || pass
			a.dkimPass = a.dkimPass || pass && !dkimTold
			a.dkimFail = a.dkimFail || r.Value == authres.ResultFail || r.Value == authres.ResultHardFail
		case *authres.DMARCResult:
			a.dmarcTold = true
			if !alignedDomain(r.From) {
				continue
			}
			pass := r.Value == authres.ResultPass
			a.anyPass = a.anyPass || pass
			a.dmarcPass = a.dmarcPass || pass && !dmarcTold
			a.dmarcFail = a.dmarcFail || r.Value == authres.ResultFail
		}
	}
}

// alignedDomain tells linkedin.com and what is below it (mailb.linkedin.com):
// relaxed alignment (RFC 7489 section 3.1).
func alignedDomain(s string) bool {
	if i := strings.LastIndexByte(s, '@'); i >= 0 {
		s = s[i+1:]
	}
	return isLinkedInDomain(strings.ToLower(strings.TrimSuffix(s, ".")))
}

// splitAuthResults parts a field into the server's id and what it says. The id
// is "" for servers that begin at once with what they say (Microsoft's).
func splitAuthResults(field string) (id string, infos []string, ok bool) {
	infos = strings.Split(plainAuthResults(field), ";")
	if strings.Contains(infos[0], "=") {
		return "", infos, true
	}
	id, _, err := authres.Parse(infos[0])
	return id, infos[1:], err == nil && id != ""
}

var spacedEqual = regexp.MustCompile(`\s*=\s*`)

// plainAuthResults takes out what the parser does not know: comments, nested
// ones too (RFC 5322 section 3.2.2), and blanks and semicolons in quotes.
func plainAuthResults(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	depth, quoted := 0, false
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '\\' && (depth > 0 || quoted):
			i++
		case c == '"' && depth == 0:
			quoted = !quoted
		case quoted:
			if c == ' ' || c == ';' || c == '\t' || c == '=' || c == '\r' || c == '\n' {
				c = '_'
			}
			b.WriteByte(c)
		case c == '(':
			depth++
		case c == ')':
			depth = max(0, depth-1)
			b.WriteByte(' ')
		case depth == 0:
			b.WriteByte(c)
		}
	}
	return spacedEqual.ReplaceAllString(b.String(), "=")
}
