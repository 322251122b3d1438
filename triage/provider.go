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

// providers, with the evidence as in [kindTable]. Those marked DC were seen in
// deltachat-core-rust, test-data/message/dkimchecks-2022-09-28, which holds
// what came of the same mails, forged ones too, at each of them.
var providers = []provider{
	{name: "gmail", ids: []string{"mx.google.com"}}, // [SAW] on LinkedIn's mails; also Workspace
	// [SAW] "spf=pass (sender IP is ...) ...; dkim=pass ... header.d=..." 2017 to 2026; also
	// Microsoft 365. With the recipient's domain for an id it is what a sender's server left.
	{name: "outlook", bare: true},
	// [SAW, DC] a field each of these, "dkim=none" too. Forged ones of other ids are left.
	{name: "icloud", ids: []string{"dmarc.icloud.com", "dkim-verifier.icloud.com", "spf.icloud.com", "arc.icloud.com", "bimi.icloud.com"}},
	{name: "fastmail", ids: []string{"*.messagingengine.com"}}, // [SAW, DC] mx6., phl-mx-08.; several fields, the topmost say nothing
	{name: "yahoo", ids: []string{"*.yahoo.com"}},              // [SAW, DC] atlas-production.v2-mail-prod1-gq1.omega.yahoo.com; also AOL
	{name: "ionos", ids: []string{"kundenserver.de"}},          // [SAW] on LinkedIn's mails
	{name: "gmx", ids: []string{"gmx.net"}},                    // [SAW] dkim only, "dkim=none" too
	{name: "posteo", ids: []string{"posteo.de"}},               // [SAW, DC] a field each method
	{name: "proton", ids: []string{"*.protonmail.ch"}},         // [SAW] mail. and mailin036.protonmail.ch, a field each method
	{name: "zoho", ids: []string{"mx.zohomail.com"}},           // [SAW] "dkim=pass" without a domain, but dmarc with one
	// [SAW, DC] vla1-f55d97afef99.qloud-c.yandex.net on incoming mail, mxback17j.mail.yandex.net and
	// mail-nwsmtp-smtp-production-main-95.iva.yp-c.yandex.net on outgoing; no dmarc.
	// It writes none at all on a mail without a signature: one sent along might count [INF].
	{name: "yandex", ids: []string{"*.mail.yandex.net", "*.qloud-c.yandex.net", "*.yp-c.yandex.net"}},
	{name: "mailru", ids: []string{"mxs.mail.ru"}}, // [SAW, DC] header.from is the whole address
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
// meant by the id of a field; "" is the id of a field that has none. A server
// may be named by its provider's name, or by "*." and a domain for all hosts
// below it. A provider's name stands for its ids only: no provider takes a
// field off whose id is "gmail".
func TrustedServer(id string, servers []string) bool {
	for _, s := range servers {
		if p := providerOf(s); p != nil && p.is(id) || p == nil && matchesServer(s, id) {
			return true
		}
	}
	return false
}

// providerOf is the provider of that name, nil if there is none.
func providerOf(name string) *provider {
	for i := range providers {
		if strings.EqualFold(providers[i].name, name) {
			return &providers[i]
		}
	}
	return nil
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
