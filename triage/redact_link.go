package triage

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

// linkMask makes links that tell as much of a mail's layout as the original
// ones, and nothing of anybody.
type linkMask struct {
	mask    *mask
	numbers map[string]string // of invitations
	hosts   map[string]string // that are not LinkedIn's
}

// pathWords are the parts of LinkedIn's own paths.
var pathWords = wordsOf("comm in profile view fpg pub e v2 blink slink redir redirect invitations mynetwork invite-accept invitation-manager invitationId sharedKey people start accept-invitation psettings email-unsubscribe help linkedin answer feed nhome messaging thread emimp jobs company pulse groups news")

// queryKeys are the keys that LinkedIn's links have.
var queryKeys = wordsOf("ek trk lipi invitationId t e midToken midSig otpToken sharedKey simpleRedirect authToken eid loid trkEmail mboxid invAcpt msgID markAsRead fr fe otp authType id li m ts lang code url redirect_uri")

func wordsOf(s string) map[string]bool {
	words := map[string]bool{}
	for w := range strings.FieldsSeq(s) {
		words[w] = true
	}
	return words
}

var (
	trkPlace  = regexp.MustCompile(`^eml-([A-Za-z0-9_]{3,80})-((?:header|hero|null|footer|body|unsub)-\d{1,3}-[a-z_]{1,30}(?:(?:%7E|~)[a-z_]{1,20})?)`)
	shortWord = regexp.MustCompile(`^[a-z]{1,6}$`)
)

// link returns what stands for href in a redacted mail.
func (l *linkMask) link(href string) string {
	u := parseWebLink(href)
	if u == nil {
		return "https://" + l.host("") + "/"
	}
	if inner := unwrap(u); inner != nil {
		u = inner
	}
	host := hostOf(u)
	if !isLinkedInDomain(host) {
		return u.Scheme + "://" + l.host(host) + "/"
	}
	out := u.Scheme + "://" + l.host(host) + l.path(u.EscapedPath())
	if u.RawQuery != "" {
		out += "?" + l.query(u.RawQuery)
	}
	return out
}

// host keeps LinkedIn's own, what only looks like it, and gateways'.
func (l *linkMask) host(host string) string {
	if isLinkedInDomain(host) || looksLikeLinkedIn(host) || isGateway(host) {
		return host
	}
	if l.hosts[host] == "" {
		l.hosts[host] = fmt.Sprintf("host-%d.example", len(l.hosts)+1)
	}
	return l.hosts[host]
}

func (l *linkMask) path(path string) string {
	parts := strings.Split(path, "/")
	for i, p := range parts {
		before := ""
		if i > 0 {
			before = parts[i-1]
		}
		switch {
		case p == "" || pathWords[p]:
		case before == "in":
			parts[i] = l.slug(p)
		case before == "invitationId":
			parts[i] = l.number(p)
		default:
			parts[i] = "x"
		}
	}
	return strings.Join(parts, "/")
}

func (l *linkMask) slug(escaped string) string {
	slug := cleanSlug(escaped)
	if slug == "" {
		return "%2E%2E" // as unreadable as it was
	}
	return url.PathEscape(l.mask.text(slug, false))
}

func (l *linkMask) number(s string) string {
	if cleanNumber(s) == "" {
		return "x"
	}
	if l.numbers[s] == "" {
		l.numbers[s] = fmt.Sprintf("70%017d", len(l.numbers)+1)
	}
	return l.numbers[s]
}

func (l *linkMask) query(raw string) string {
	var out []string
	for pair := range strings.SplitSeq(raw, "&") {
		key, value, _ := strings.Cut(pair, "=")
		if !queryKeys[key] {
			key = "x"
		}
		link := mailLink{}
		link.readPair(key, value)
		switch {
		case key == "trk" && trkPlace.MatchString(value):
			value = trkPlace.FindString(value)
		case key == "lipi" && link.template != "":
			value = url.QueryEscape("urn:li:page:email_" + link.template + ";x")
		case key == "ek" && link.template != "":
			value = link.template
		case key == "invitationId":
			value = l.number(value)
		case key == "t" && shortWord.MatchString(value):
		default:
			value = "x"
		}
		out = append(out, key+"="+value)
	}
	return strings.Join(out, "&")
}
