package triage

import "strings"

// provider is a big mail provider by the names that its servers give
// themselves in Authentication-Results (RFC 8601 section 2.5), so that an
// owner can write "gmail" in the config.
type provider struct {
	name string
	ids  []string // as in the config: a name, or "*." and a domain
	bare bool     // its fields have no id at all, against the RFC
}

// providers, with the evidence as in [kindTable].
var providers = []provider{
	{name: "gmail", ids: []string{"mx.google.com"}},            // [SAW] on LinkedIn's mails; also Workspace
	{name: "outlook", bare: true},                              // [SAW] "spf=pass (sender IP is ...) ...; dkim=pass ... header.d=..."; also Microsoft 365
	{name: "icloud", ids: []string{"*.icloud.com"}},            // [SAW] a field each of dmarc., dkim-verifier., spf., bimi.icloud.com
	{name: "fastmail", ids: []string{"*.messagingengine.com"}}, // [CODE] mx1., phl-mx-07.messagingengine.com
	{name: "yahoo", ids: []string{"*.yahoo.com"}},              // [BEL] atlas-production.v2-mail-prod1-gq1.omega.yahoo.com; also AOL
	{name: "ionos", ids: []string{"kundenserver.de"}},          // [SAW] on LinkedIn's mails
	{name: "gmx", ids: []string{"gmx.net"}},                    // [SAW] dkim only
	{name: "posteo", ids: []string{"posteo.de"}},               // [SAW] a field each method
	{name: "proton", ids: []string{"*.protonmail.ch"}},         // [SAW] mail. and mailin036.protonmail.ch, a field each method
	{name: "zoho", ids: []string{"mx.zohomail.com"}},           // [SAW] "dkim=pass" without a domain, but dmarc with one
	{name: "yandex", ids: []string{"*.mail.yandex.net"}},       // [SAW] dkim only
}

// Providers are the names that stand for a big mail provider's servers.
func Providers() []string {
	names := make([]string, len(providers))
	for i, p := range providers {
		names[i] = p.name
	}
	return names
}

// TrustedServer tells whether one of servers, as the config names them, is
// meant by id, which is as in the field or as from [ServerName]; "" is the id
// of a field that has none. A server may be named by its provider's name, or
// by "*." and a domain for all hosts below it.
func TrustedServer(id string, servers []string) bool {
	for _, s := range servers {
		if strings.EqualFold(s, id) && id != "" || matchesServer(s, id) {
			return true
		}
		for _, p := range providers {
			if strings.EqualFold(s, p.name) && p.is(id) {
				return true
			}
		}
	}
	return false
}

func (p provider) is(id string) bool {
	if id == "" {
		return p.bare
	}
	for _, s := range p.ids {
		if matchesServer(s, id) {
			return true
		}
	}
	return false
}

func matchesServer(pattern, id string) bool {
	pattern, id = strings.ToLower(strings.TrimSuffix(pattern, ".")), strings.ToLower(strings.TrimSuffix(id, "."))
	if domain, ok := strings.CutPrefix(pattern, "*."); ok {
		return domain != "" && strings.HasSuffix(id, "."+domain)
	}
	return pattern != "" && pattern == id
}

// ServerName is what the config would call the server that an
// Authentication-Results field names: its provider, else itself.
func ServerName(id string) string {
	for _, p := range providers {
		if p.is(id) {
			return p.name
		}
	}
	return id
}
