package triage

import (
	"fmt"
	"strings"
	"testing"
)

// authFields are fields as each provider's servers write them; %[1]s is what
// they say of dkim and %[2]s of dmarc.
var authFields = map[string][]string{
	"gmail":   {"mx.google.com;\r\n dkim=%[1]s header.i=@linkedin.com header.s=d2048 header.b=Ab12;\r\n spf=pass (google.com: domain of s-1@bounce.linkedin.com designates 192.0.2.1 as permitted sender) smtp.mailfrom=s-1@bounce.linkedin.com;\r\n dmarc=%[2]s (p=REJECT sp=REJECT dis=NONE) header.from=linkedin.com"},
	"outlook": {"spf=pass (sender IP is 192.0.2.1)\r\n smtp.mailfrom=bounce.linkedin.com; hotmail.com; dkim=%[1]s (signature was verified)\r\n header.d=linkedin.com;hotmail.com; dmarc=%[2]s action=none\r\n header.from=linkedin.com;compauth=pass reason=100"},
	"icloud": {"bimi.icloud.com; bimi=skipped reason=\"insufficient dmarc\"", "dmarc.icloud.com; dmarc=%[2]s header.from=linkedin.com",
		"dkim-verifier.icloud.com;\r\n\tdkim=%[1]s (2048-bit key) header.d=linkedin.com header.i=@linkedin.com header.b=XubAwo48", "spf.icloud.com; spf=pass (spf.icloud.com: domain of s-1@bounce.linkedin.com designates 192.0.2.1 as permitted sender) smtp.mailfrom=s-1@bounce.linkedin.com"},
	"fastmail": {"phl-mx-07.messagingengine.com;\r\n x-csa=none; x-me-sender=none; dkim=%[1]s (2048-bit rsa key sha256) header.d=linkedin.com header.i=@linkedin.com header.b=xyz; dmarc=%[2]s (p=reject dis=none) header.from=linkedin.com"},
	"yahoo":    {"atlas-production.v2-mail-prod1-gq1.omega.yahoo.com;\r\n dkim=%[1]s header.i=@linkedin.com header.s=d2048;\r\n spf=pass smtp.mailfrom=bounce.linkedin.com;\r\n dmarc=%[2]s(p=REJECT,sp=REJECT) header.from=linkedin.com;"},
	"ionos":    {"kundenserver.de; dkim=%[1]s header.i=@mailb.linkedin.com", "kundenserver.de; dkim=%[1]s header.i=@linkedin.com"},
	"gmx":      {"gmx.net; dkim=%[1]s header.i=@linkedin.com"},
	"posteo":   {"posteo.de; dmarc=%[2]s (p=reject dis=none) header.from=linkedin.com", "posteo.de; spf=pass smtp.mailfrom=bounce.linkedin.com", "posteo.de;\r\n\tdkim=%[1]s (2048-bit key) header.d=linkedin.com header.i=@linkedin.com header.b=Ye7KpuTx;"},
	"proton":   {"mail.protonmail.ch; dkim=%[1]s (Good 2048 bit\r\n rsa-sha256 signature) header.d=linkedin.com header.a=rsa-sha256", "mail.protonmail.ch; dmarc=%[2]s (p=reject dis=none)\r\n header.from=linkedin.com"},
	"zoho":     {"mx.zohomail.com;\r\n\tdkim=%[1]s;\r\n\tspf=pass (zohomail.com: domain of bounce.linkedin.com designates 192.0.2.1 as permitted sender)  smtp.mailfrom=s-1@bounce.linkedin.com;\r\n\tdmarc=%[2]s(p=reject dis=none)  header.from=linkedin.com"},
	"yandex":   {"mxback17j.mail.yandex.net; dkim=%[1]s header.i=@linkedin.com"},
}

func TestProviders(t *testing.T) {
	const mail = "Received: from mailb-da.linkedin.com by mx.example.com; Mon, 2 Mar 2026 09:15:00 +0000\r\n%sFrom: Jane Doe <invitations@linkedin.com>\r\nTo: Martha Clark <martha@example.com>\r\nSubject: I want to connect\r\nX-LinkedIn-Template: email_m2m_invite_single_01\r\n\r\nJane Doe\r\nEditor\r\n\r\nAccept: https://www.linkedin.com/comm/in/jane?trk=eml-x-hero-0-accept\r\n"
	for _, name := range Providers() {
		fields := authFields[name]
		said := func(dkim, dmarc string) (s string) {
			for _, f := range fields {
				if f = strings.NewReplacer("%[1]s", dkim, "%[2]s", dmarc).Replace(f); f != "" {
					s += "Authentication-Results: " + f + "\r\n"
				}
			}
			return s
		}
		r := mailReader
		r.AuthServers = []string{name}
		check := func(what, header, below string, want Trust) {
			t.Helper()
			n, err := r.Read([]byte(header + fmt.Sprintf(mail, below)))
			if err != nil || n.Trust != want {
				t.Errorf("%s, %s: %s (%s), %v, want %s", name, what, n.Trust, n.TrustWhy, err, want)
			}
		}
		if len(fields) == 0 {
			t.Errorf("%s: no field of its servers to try", name)
			continue
		}
		check("pass", said("pass", "pass"), "", Verified)
		check("fail", said("fail", "fail"), "", Forged)
		check("a pass that was sent along, below a fail", said("fail", "fail"), said("pass", "pass"), Forged)
		check("a pass that was sent along, below none", said("none", "none"), said("pass", "pass"), Unverified)
		check("another server", "Authentication-Results: mx.evil.example; dkim=pass header.d=linkedin.com; dmarc=pass header.from=linkedin.com\r\n", "", Unverified)
		if ids := AuthservIDs([]byte(said("pass", "pass") + "From: x@example.org\r\n\r\n")); len(ids) != 1 || ids[0] != name {
			t.Errorf("%s is proposed as %q", name, ids)
		}
	}
}

func TestTrustedServer(t *testing.T) {
	for _, test := range []struct {
		id, server string
		want       bool
	}{
		{"mx.example.com", "mx.example.com", true}, {"MX.example.com.", "mx.Example.com", true}, {"mx1.example.com", "*.example.com", true},
		{"example.com", "*.example.com", false}, {"evilexample.com", "*.example.com", false}, {"mx.example.com.evil.example", "*.example.com", false},
		{"mx.google.com", "Gmail", true}, {"mx.google.com.evil.example", "gmail", false}, {"gmail", "gmail", true}, {"", "gmail", false}, {"", "outlook", true}, {"", "", false}, {"x", "*.", false},
	} {
		if got := TrustedServer(test.id, []string{test.server}); got != test.want {
			t.Errorf("%q is meant by %q: %v", test.id, test.server, got)
		}
	}
}

// What is not verified goes where the owner wants it; forged mail nowhere else.
func TestUnverified(t *testing.T) {
	for _, test := range []struct {
		choice Unvouched
		trust  Trust
		state  State
		why    string
	}{
		{UnverifiedTriage, Unverified, StateAsking, ""}, {"", Unverified, StateAsking, ""}, {UnverifiedInbox, Unverified, StateUnsure, "mx says nothing"},
		{UnverifiedSuspicious, Unverified, StateSuspicious, "unverified: mx says nothing"}, {UnverifiedSuspicious, Verified, StateAsking, ""}, {UnverifiedInbox, Forged, StateSuspicious, "forged: mx says nothing"},
	} {
		rules := planRules(ModeDraft)
		rules.Unverified = test.choice
		m := from(KindInvitation, 7, "Jane Doe", "jane", planLine)
		m.Trust, m.TrustWhy = test.trust, "mx says nothing"
		m.People[0].Trust = test.trust
		plan := MakePlan(Sight{Now: planDay, Mails: []SeenMail{m}}, rules)
		if len(plan.Steps) != 1 || plan.Steps[0].Case.State != test.state || !strings.HasPrefix(plan.Steps[0].Why, test.why) {
			t.Errorf("%+v: %+v", test, plan.Steps)
		}
		if v := rules.Verdict(m.Notification, m.People[0]); test.state == StateSuspicious && v.Class != Unsure {
			t.Errorf("%+v is judged %+v", test, v)
		}
	}
}
