package triage

import (
	"net/url"
	"strings"
)

// gateways replace every link of a genuine mail by one of their own, on its
// way to the mailbox. Most pack the link into it; where is told by inner, which
// is nil for those that keep it to themselves.
var gateways = []struct {
	domain string
	inner  func(*url.URL) string
}{
	{"safelinks.protection.outlook.com", inQuery("url")},
	{"urldefense.proofpoint.com", proofpoint}, // version 2
	{"urldefense.com", proofpoint},            // version 3
	{"cudasvc.com", inQuery("a")},
	{"secure-web.cisco.com", cisco},
	{"fireeye.com", inQuery("u")},
	{"protect.checkpoint.com", checkpoint},
	{"safelinks.protection.partner.outlook.cn", inQuery("url")},
	{"urldefense.us", proofpoint},
	{"mimecast.com", nil},
	{"mimecastprotect.com", nil},
	{"trendmicro.com", nil},
	{"avanan.click", nil},
	{"clicktime.symantec.com", nil},
	{"hornetsecurity.com", nil},
	{"protection.sophos.com", nil},
}

// isGateway reports whether host rewrites links.
func isGateway(host string) bool { return gatewayOf(host) >= 0 }

func gatewayOf(host string) int {
	for i, g := range gateways {
		if host == g.domain || strings.HasSuffix(host, "."+g.domain) {
			return i
		}
	}
	return -1
}

// unwrap returns the link that a gateway has packed into u, of two gateways
// the inner one's; nil if there is none to see.
func unwrap(u *url.URL) (inner *url.URL) {
	for range 3 {
		i := gatewayOf(hostOf(u))
		if i < 0 || gateways[i].inner == nil {
			break
		}
		next := parseWebLink(gateways[i].inner(u))
		if next == nil {
			break
		}
		u, inner = next, next
	}
	return inner
}

func inQuery(key string) func(*url.URL) string {
	return func(u *url.URL) string { return u.Query().Get(key) }
}

// proofpoint: version 2 writes "%" as "-" and "/" as "_", version 3 puts the
// link between "__" and "__;".
func proofpoint(u *url.URL) string {
	if packed := u.Query().Get("u"); packed != "" {
		link, err := url.PathUnescape(strings.NewReplacer("-", "%", "_", "/").Replace(packed))
		if err == nil {
			return link
		}
	}
	_, packed, _ := strings.Cut(u.Path, "/v3/__")
	link, _, _ := strings.Cut(packed, "__;")
	if u.RawQuery != "" && link == packed { // the link's own query has become u's
		query, _, _ := strings.Cut(u.RawQuery, "__;")
		link += "?" + query
	}
	return link
}

// checkpoint puts the link between "___" and "___.".
func checkpoint(u *url.URL) string {
	_, packed, _ := strings.Cut(u.String(), "/___")
	link, _, _ := strings.Cut(packed, "___.")
	return link
}

// cisco packs the link behind the last "/".
func cisco(u *url.URL) string {
	path := u.EscapedPath()
	link, err := url.PathUnescape(path[strings.LastIndexByte(path, '/')+1:])
	if err != nil {
		return ""
	}
	return link
}
