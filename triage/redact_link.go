package triage

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

// redacted stands for what is not shown.
const redacted = "REDACTED"

// link redacts a link of either part.
func (d *redactor) link(href string) string {
	u := parseWebLink(href)
	if u == nil {
		return noWebLink(href)
	}
	if i := gatewayOf(hostOf(u)); i >= 0 {
		return d.gatewayLink(u, i)
	}
	host := hostOf(u)
	if isLinkedInDomain(host) {
		return u.Scheme + "://" + d.host(host) + d.path(u.EscapedPath()) + d.query(u.RawQuery)
	}
	path := u.EscapedPath()
	switch {
	case strings.Contains(strings.ToLower(href), "linkedin") && !looksLikeLinkedIn(host):
		path = "/linkedin-" + redacted // the reader shows no such path
	case path != "" && path != "/":
		path = "/" + redacted
	}
	return u.Scheme + "://" + d.host(host) + path
}

// noWebLink keeps the kind of a link that leads nowhere in the web.
func noWebLink(href string) string {
	href = strings.ToLower(strings.TrimSpace(href))
	for _, scheme := range []string{"mailto:", "tel:", "cid:", "javascript:", "data:", "#"} {
		if strings.HasPrefix(href, scheme) {
			return scheme + redacted
		}
	}
	if strings.HasPrefix(href, "http:") || strings.HasPrefix(href, "https:") {
		return "http://%zz/" // cannot be parsed either
	}
	return redacted
}

// gatewayLink packs the redacted link as the gateway packed the original.
func (d *redactor) gatewayLink(u *url.URL, i int) string {
	base := "https://" + gateways[i].domain + "/"
	inner := unwrap(u)
	if inner == nil {
		return base + redacted
	}
	link := d.link(inner.String())
	query := url.QueryEscape(link)
	for _, packed := range []string{
		base + "?url=" + query + "&data=" + redacted,
		base + "?a=" + query,
		base + "v3/__" + link + "__;" + redacted,
		base + "v2/url?u=" + strings.NewReplacer("%", "-", "_", "-5F", "-", "-2D").Replace(url.PathEscape(link)),
		base + redacted + "/" + url.PathEscape(link),
	} {
		if p := parseWebLink(packed); p != nil {
			if back := unwrap(p); back != nil && back.String() == parseWebLink(link).String() {
				return packed
			}
		}
	}
	return link
}

// linkedInHosts are names below linkedin.com that say nothing of anybody; the
// return paths of single mails are there, too.
var linkedInHosts = wordList("www mail maila mailb mailc mailbot bounce reply e em click media static lnkd help blog touch m")

// host keeps linkedin.com, and what passes for it as what passes for it.
func (d *redactor) host(domain string) string {
	domain = strings.TrimSuffix(domain, ".")
	switch {
	case domain == "":
		return ""
	case domain == "linkedin.com":
		return domain
	case isLinkedInDomain(domain):
		if sub := strings.TrimSuffix(domain, ".linkedin.com"); linkedInHosts[sub] {
			return domain
		}
		return "sub.linkedin.com"
	case domain == d.owner:
		return "example.com"
	}
	name := fmt.Sprintf("host-%d.example", d.hosts.of(domain))
	if looksLikeLinkedIn(domain) {
		return "linkedin.com." + name
	}
	return name
}

// pathWords are the parts of LinkedIn's paths that name a page and nobody.
var pathWords = wordList("comm in profile view fpg pub e v2 blk inv blink slink redir redirect invitations mynetwork invite-accept " +
	"accept-invitation start people invitationId sharedKey feed help linkedin answer psettings email-unsubscribe messaging thread " +
	"premium emimp jobs company school groups posts pulse showcase events newsletters uas login notifications settings legal invite invitation-manager received")

// path keeps the shape of a path: profiles and invitations are numbered.
func (d *redactor) path(escaped string) string {
	parts := strings.Split(escaped, "/")
	for i, part := range parts {
		before := ""
		if i > 0 {
			before = parts[i-1]
		}
		switch {
		case part == "":
		case before == "in" && i <= 3:
			parts[i] = d.slug(part)
		case before == "invitationId":
			parts[i] = d.number(part)
		case pathWords[part]:
		case strings.Contains(part, "invite-accept"), strings.Contains(part, "accept-invitation"):
			parts[i] = "invite-accept"
		default:
			parts[i] = redacted
		}
	}
	return strings.Join(parts, "/")
}

// slug keeps whether a slug is one, and whether it is ASCII.
func (d *redactor) slug(escaped string) string {
	s := cleanSlug(escaped)
	switch {
	case s == "":
		return redacted + "%FF"
	case strings.IndexFunc(s, func(c rune) bool { return c > '~' }) >= 0:
		return fmt.Sprintf("sl%%C3%%BCg-%d", d.slugs.of(s))
	}
	return fmt.Sprintf("slug-%d", d.slugs.of(s))
}

// number keeps the length of an invitation's number.
func (d *redactor) number(s string) string {
	if cleanNumber(s) == "" {
		return redacted
	}
	n := fmt.Sprint(d.numbers.of(s))
	return strings.Repeat("9", max(1, len(s)-len(n)-1)) + "0" + n
}

// queryKeys are all that have been seen.
var queryKeys = wordList("midToken midSig trk trkEmail eid otpToken lipi sharedKey invitationId ek e t id fr fe authType authToken mboxid invAcpt " +
	"simpleRedirect redirect_uri url data loid msgID u lloc li_theme")

// query keeps the keys, and of the values what tells kind and place.
func (d *redactor) query(raw string) string {
	if raw == "" {
		return ""
	}
	pairs := strings.Split(raw, "&")
	for i, pair := range pairs[:min(len(pairs), 50)] {
		key, value, _ := strings.Cut(pair, "=")
		shown := redacted
		switch key {
		case "trk":
			shown = d.trk(value)
		case "lipi":
			shown = d.lipi(value)
		case "ek":
			shown = d.linkTemplate(value)
		case "invitationId":
			shown = d.number(value)
		case "t":
			if value == "ssuw" {
				shown = value
			}
		}
		if target := redirectTarget(key, value); target != nil {
			shown = url.QueryEscape(target.Scheme + "://" + d.host(hostOf(target)) + "/")
		} else if !queryKeys[key] {
			key = "x"
		}
		pairs[i] = key + "=" + shown
	}
	return "?" + strings.Join(pairs[:min(len(pairs), 50)], "&")
}

// linkTemplate keeps a template that looks like LinkedIn's own. Anybody can
// write a link, so that a looser form that would do in the header does not here.
func (d *redactor) linkTemplate(s string) string {
	switch {
	case s == "M2M_Invitation", plainTemplate.MatchString(s) && (kindByTemplate(s) != "" || !d.named(s)):
		return s
	case templateName.MatchString(s):
		return "unknown_template"
	}
	return "-" // no template's name, as the original is none
}

func (d *redactor) lipi(value string) string {
	v, err := url.QueryUnescape(value)
	rest, ok := strings.CutPrefix(v, "urn:li:page:email_")
	if err != nil || !ok {
		return redacted
	}
	template, _, _ := strings.Cut(rest, ";")
	return url.QueryEscape("urn:li:page:email_" + d.linkTemplate(template) + ";" + redacted)
}

var (
	placePart  = regexp.MustCompile(`[^~%-]+|%[^~%-]{0,2}`)
	placeWords = wordList("header hero body footer unsub pymk suggested suggestions recommended recommendations prof profile profile_glimmer cta accept ignore photo name home why help text social null image card reply message 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 %7E")
)

func (d *redactor) trk(value string) string {
	rest, ok := strings.CutPrefix(value, "eml-")
	if !ok {
		return redacted
	}
	template, place, more := strings.Cut(rest, "-")
	out := "eml-" + d.linkTemplate(template)
	if !more {
		return out
	}
	return out + "-" + placePart.ReplaceAllStringFunc(place, func(s string) string {
		if placeWords[s] {
			return s
		}
		return "x"
	})
}
