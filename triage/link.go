package triage

import (
	"net/url"
	pathpkg "path"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// mailLink is what is kept of a link in a mail. Its query and path can sign
// the owner in, so that nothing of them goes further than these fields.
type mailLink struct {
	text     string // of the anchor, or the label before it in a text part
	host     string // in lower case
	linkedin bool   // host is linkedin.com or below it
	slug     string // of /in/<slug>, checked
	number   string // of the invitation
	template string // of the mail, as the link tells it
	place    linkPlace
	profile  bool   // leads to somebody's profile
	accept   bool   // leads to accepting
	redirect bool   // leads anywhere by way of linkedin.com
	tracked  bool   // is LinkedIn's own furniture: carries marks that nobody's note does
	scheme   string // of what is no link into the web but acts like one: "javascript"
	acts     bool   // leads there by another way than an anchor: a form, an image map, by itself
	packed   bool   // stands in angle brackets behind its text, and is not shown
	face     bool   // is the person's name or photo, no button
	public   string // path of a page that anybody may see, "" if it is none
}

// linkPlace is where a link says it stands ("trk=eml-<template>-hero-2-...").
// The profile link of the header bar is the recipient's own.
type linkPlace byte

const (
	placeUnknown linkPlace = iota
	placeHeader
	placeHero
	placeFooter
	placeSuggested // people or things that LinkedIn proposes
)

// parseMailLink never fails: a link that cannot be read has no host.
func parseMailLink(href, text string) mailLink {
	l := mailLink{text: text}
	u := parseWebLink(href)
	if u == nil {
		l.scheme = oddScheme(href)
		return l
	}
	if inner := unwrap(u); inner != nil {
		u = inner
	}
	l.host = hostOf(u)
	l.linkedin = isLinkedInDomain(l.host)
	if !l.linkedin {
		return l
	}
	l.readPath(u)
	for pair := range strings.SplitSeq(u.RawQuery, "&") {
		key, value, _ := strings.Cut(pair, "=")
		l.readPair(key, value)
	}
	return l
}

// LinkedProfile is the slug of a link to a profile, "" if text is none. What can
// sign somebody in is no part of it.
func LinkedProfile(text string) string { return parseMailLink(text, "").slug }

// parseWebLink returns nil for what is no link into the web.
func parseWebLink(href string) *url.URL {
	if len(href) > 16<<10 {
		href = href[:16<<10]
	}
	href = cleanHref(href)
	u, err := url.Parse(href)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil
	}
	return u
}

// cleanHref makes of a link what browsers and mail clients make of it, so that
// none hides where it leads: they drop control characters, take "\" for "/"
// and any number of slashes for two, and complete what has no scheme.
func cleanHref(href string) string {
	href = strings.Map(func(r rune) rune {
		switch {
		case r < ' ' || r == 0x7f || r == utf8.RuneError:
			return -1
		case r == '\\':
			return '/'
		}
		return r
	}, strings.TrimSpace(href))
	if m := webScheme.FindString(href); m != "" {
		return strings.TrimRight(strings.ToLower(m), "/") + "//" + href[len(m):]
	}
	switch {
	case strings.HasPrefix(href, "//"):
		return "https:" + href
	case bareHost.MatchString(href):
		return "http://" + href
	}
	return href
}

var webScheme = regexp.MustCompile(`^(?i)https?:/*`)

var bareHost = regexp.MustCompile(`^(?i)[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,20}/`)

var schemes = regexp.MustCompile(`^(?i)(javascript|data|vbscript|mailto|file|ftp|https?)\s*:`)

// oddScheme is the scheme of what a button of LinkedIn's never leads to; http
// itself if the link cannot be read.
func oddScheme(href string) string {
	if m := schemes.FindStringSubmatch(cleanHref(href)); m != nil {
		return strings.ToLower(m[1])
	}
	return ""
}

// resolve makes a relative link absolute where a mail names a base.
func resolve(base *url.URL, href string) string {
	if base == nil || strings.Contains(href, ":") || strings.HasPrefix(href, "//") {
		return href
	}
	u, err := base.Parse(href)
	if err != nil {
		return href
	}
	return u.String()
}

func hostOf(u *url.URL) string {
	return cleanLine(strings.TrimSuffix(strings.ToLower(u.Hostname()), "."), 253)
}

func isLinkedInDomain(domain string) bool {
	return domain == "linkedin.com" || strings.HasSuffix(domain, ".linkedin.com")
}

// readPath knows the paths of each era: /comm/in/<slug> since 2017,
// /comm/profile/view 2016, /fpg/ and /e/ before. [SAW], but /fpg/ [CODE].
func (l *mailLink) readPath(u *url.URL) {
	path, comm := strings.CutPrefix(u.EscapedPath(), "/comm/")
	path = strings.TrimPrefix(path, "/")
	l.tracked = comm
	first, rest, _ := strings.Cut(path, "/")
	switch first {
	case "in":
		slug, _, _ := strings.Cut(rest, "/")
		l.slug = cleanSlug(slug)
		l.profile = l.slug != ""
		if l.slug != "" {
			l.public = "/in/" + url.PathEscape(l.slug)
			if strings.HasSuffix(u.Path, "/") {
				l.public += "/"
			}
		}
	case "profile", "fpg", "pub":
		l.profile = true
	case "posts", "pulse", "company", "school", "showcase", "groups", "events", "newsletters":
		l.public = publicPath(u)
	case "e", "blink":
		l.tracked = true
	case "invitations":
		l.accept = true
	}
	l.profile = l.profile || strings.Contains(path, "/fpg/")
	switch plain, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(pathpkg.Clean("/"+u.Path), "/"), "comm/"), "/"); plain {
	case "slink", "redir": // however it is written
		l.redirect = true
	}
	if strings.Contains(path, "invite-accept") || strings.Contains(path, "accept-invitation") {
		l.accept, l.tracked = true, true
	}
	if _, id, ok := strings.Cut(path, "invitationId/"); ok {
		id, _, _ = strings.Cut(id, "/")
		l.number = cleanNumber(id)
	}
}

var (
	templateName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]{2,79}$`)
	digitsOnly   = regexp.MustCompile(`^[0-9]{5,25}$`)
)

// readPair takes what is of use from one pair of a query. [SAW], all four.
func (l *mailLink) readPair(key, value string) {
	switch key {
	case "invitationId":
		if l.number == "" {
			l.number = cleanNumber(value)
		}
		l.tracked = true
	case "ek":
		l.setTemplate(value)
		l.tracked = true
	case "trk":
		if rest, ok := strings.CutPrefix(value, "eml-"); ok {
			template, place, _ := strings.Cut(rest, "-")
			l.setTemplate(template)
			l.setPlace(place)
			l.face = faceLink.MatchString(place)
			l.tracked = true
		}
	case "lipi":
		if v, err := url.QueryUnescape(value); err == nil {
			rest, _ := strings.CutPrefix(v, "urn:li:page:email_")
			if rest != v {
				template, _, _ := strings.Cut(rest, ";")
				l.setTemplate(template)
				l.tracked = true
			}
		}
	case "t":
		l.accept = l.accept || value == "ssuw" // guests, 2015
	case "midToken", "midSig", "otpToken", "sharedKey", "simpleRedirect", "authToken", "eid":
		l.tracked = true
	default:
		if u := redirectTarget(key, value); u != nil { // LinkedIn's own lead to itself
			l.redirect = !isLinkedInDomain(hostOf(u))
		}
	}
}

var faceLink = regexp.MustCompile(`(?i)prof(%7E|~)(name|photo)`)

// redirectKeys are those by which links of LinkedIn's lead on to another.
var redirectKeys = map[string]bool{"redirect_uri": true, "redirect": true, "redirectUrl": true, "url": true, "session_redirect": true, "sessionRedirect": true, "destRedirectURL": true, "dest": true, "goback": true}

// redirectTarget is where a pair of a query leads on to, nil if nowhere.
func redirectTarget(key, value string) *url.URL {
	if !redirectKeys[key] {
		return nil
	}
	to, err := url.QueryUnescape(value)
	if err != nil {
		return nil
	}
	return parseWebLink(to)
}

func (l *mailLink) setTemplate(s string) {
	if l.template == "" && templateName.MatchString(s) {
		l.template = s
	}
}

func (l *mailLink) setPlace(s string) {
	switch {
	case strings.HasPrefix(s, "header") || strings.Contains(s, "profile_glimmer"):
		l.place = placeHeader
	case strings.HasPrefix(s, "hero"):
		l.place = placeHero
	case strings.HasPrefix(s, "footer"):
		l.place = placeFooter
	case strings.Contains(s, "pymk") || strings.HasPrefix(s, "suggest") || strings.HasPrefix(s, "recommend"):
		l.place = placeSuggested
	}
}

func cleanNumber(s string) string {
	if digitsOnly.MatchString(s) {
		return s
	}
	return ""
}

// cleanSlug decodes and checks a profile slug: letters and digits of any
// script, and "-_.~", so that a link can be rebuilt from it; "" if it is none.
func cleanSlug(escaped string) string {
	s, err := url.PathUnescape(escaped)
	if err != nil || s == "" || strings.Contains(s, "..") || !utf8.ValidString(s) || utf8.RuneCountInString(s) > maxSlugRunes {
		return ""
	}
	for _, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && !strings.ContainsRune("-_.~", r) || invisible(r) {
			return ""
		}
	}
	return s
}

// shown is what may be shown of a link: a LinkedIn link without what could sign
// somebody in, and of others all but one that another link is packed into.
func (l mailLink) shown(href string) string {
	switch {
	case l.linkedin:
		return l.safeURL()
	case packsLinkedIn(href) || isGateway(l.host):
		return "https://" + l.host + "/"
	}
	return href
}

func packsLinkedIn(href string) bool {
	if plain, err := url.PathUnescape(href); err == nil {
		href += plain
	}
	return strings.Contains(strings.ToLower(href), "linkedin")
}

// safeURL is a LinkedIn link without what could sign somebody in.
func (l mailLink) safeURL() string {
	if l.public != "" {
		return "https://www.linkedin.com" + l.public
	}
	return "https://www.linkedin.com/"
}

var tokenish = regexp.MustCompile(`(?i)token|key`)

var plainPath = regexp.MustCompile(`^/[\w./~-]{1,200}$`)

// publicPath is that of a page without anybody's tokens: those of LinkedIn's
// mails stand below /comm/.
func publicPath(u *url.URL) string {
	if path := u.EscapedPath(); plainPath.MatchString(path) && !strings.Contains(path, "..") && !tokenish.MatchString(path) {
		return path
	}
	return ""
}
