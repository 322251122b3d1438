package triage

import (
	"bytes"
	"strings"
	"testing"
)

// providerFields are fields as each provider's servers write them; %[1]s is
// what they say of dkim and %[2]s of dmarc.
var providerFields = map[string][]string{
	"gmail":   {"mx.google.com;\r\n dkim=%[1]s header.i=@linkedin.com header.s=d2048 header.b=Ab12;\r\n spf=pass (google.com: domain of s-1@bounce.linkedin.com designates 192.0.2.1 as permitted sender) smtp.mailfrom=s-1@bounce.linkedin.com;\r\n dmarc=%[2]s (p=REJECT sp=REJECT dis=NONE) header.from=linkedin.com"},
	"outlook": {"spf=pass (sender IP is 192.0.2.1)\r\n smtp.mailfrom=bounce.linkedin.com; hotmail.com; dkim=%[1]s (signature was verified)\r\n header.d=linkedin.com;hotmail.com; dmarc=%[2]s action=none\r\n header.from=linkedin.com;compauth=pass reason=100"},
	"icloud": {"bimi.icloud.com; bimi=skipped reason=\"insufficient dmarc\"", "dmarc.icloud.com; dmarc=%[2]s header.from=linkedin.com",
		"dkim-verifier.icloud.com;\r\n\tdkim=%[1]s (2048-bit key) header.d=linkedin.com header.i=@linkedin.com header.b=XubAwo48", "spf.icloud.com; spf=pass (spf.icloud.com: domain of s-1@bounce.linkedin.com designates 192.0.2.1 as permitted sender) smtp.mailfrom=s-1@bounce.linkedin.com"},
	"fastmail": {"phl-mx-07.messagingengine.com;\r\n x-csa=none; x-me-sender=none", "phl-mx-07.messagingengine.com; bimi=skipped (DMARC Policy is not at enforcement)", "phl-mx-07.messagingengine.com;\r\n dkim=%[1]s (2048-bit rsa key sha256) header.d=linkedin.com header.i=@linkedin.com header.b=xyz; dmarc=%[2]s (p=reject dis=none) header.from=linkedin.com"},
	"yahoo":    {"atlas-production.v2-mail-prod1-gq1.omega.yahoo.com;\r\n dkim=%[1]s header.i=@linkedin.com header.s=d2048 arc_overridden_status=NOT_OVERRIDDEN;\r\n spf=pass smtp.mailfrom=bounce.linkedin.com arc_overridden_status=NOT_OVERRIDDEN;\r\n dmarc=%[2]s(p=REJECT,sp=REJECT) header.from=linkedin.com arc_overridden_status=NOT_OVERRIDDEN;"},
	"ionos":    {"kundenserver.de; dkim=%[1]s header.i=@mailb.linkedin.com", "kundenserver.de; dkim=%[1]s header.i=@linkedin.com"},
	"gmx":      {"gmx.net; dkim=%[1]s header.i=@linkedin.com"},
	"posteo":   {"posteo.de; dmarc=%[2]s (p=reject dis=none) header.from=linkedin.com", "posteo.de; spf=pass smtp.mailfrom=bounce.linkedin.com", "posteo.de;\r\n\tdkim=%[1]s (2048-bit key) header.d=linkedin.com header.i=@linkedin.com header.b=Ye7KpuTx;"},
	"proton":   {"mail.protonmail.ch; dkim=%[1]s (Good 2048 bit\r\n rsa-sha256 signature) header.d=linkedin.com header.a=rsa-sha256", "mail.protonmail.ch; dmarc=%[2]s (p=reject dis=none)\r\n header.from=linkedin.com"},
	"zoho":     {"mx.zohomail.com;\r\n\tdkim=%[1]s;\r\n\tspf=pass (zohomail.com: domain of bounce.linkedin.com designates 192.0.2.1 as permitted sender)  smtp.mailfrom=s-1@bounce.linkedin.com;\r\n\tdmarc=%[2]s(p=reject dis=none)  header.from=linkedin.com"},
	"yandex":   {"vla1-f55d97afef99.qloud-c.yandex.net; spf=pass (vla1-f55d97afef99.qloud-c.yandex.net: domain of bounce.linkedin.com designates 192.0.2.1 as permitted sender, rule=[ip4:192.0.2.0/24]) smtp.mail=s-1@bounce.linkedin.com; dkim=%[1]s header.i=@linkedin.com"},
	"mailru":   {"mxs.mail.ru; spf=pass (mx289.i.mail.ru: domain of bounce.linkedin.com designates 192.0.2.1 as permitted sender) smtp.mailfrom=s-1@bounce.linkedin.com smtp.helo=mailb-da.linkedin.com;\r\n\t dkim=%[1]s header.d=linkedin.com; dmarc=%[2]s header.from=invitations@linkedin.com"},
}

// providerMail is a mail as it lies in a mailbox: below the fields of the
// provider's (first) and its Received field comes what was sent along (second).
func providerMail(provider, fields, along string) []byte {
	inside, border := "", "mx.example.com"
	if provider == "outlook" {
		inside = "Received: from HK2APC01FT029.eop-APC01.prod.protection.outlook.com\r\n (2603:1096:202:2e:cafe::4c) by HK2PR06CA0006.outlook.office365.com\r\n (2603:1096:202:2e::18) with Microsoft SMTP Server; Mon, 2 Mar 2026 09:15:01 +0000\r\n"
		border = "\r\n HK2APC01FT029.mail.protection.outlook.com (10.152.248.195) with Microsoft\r\n SMTP Server"
	}
	return []byte(inside + fields + "Received: from mailb-da.linkedin.com (192.0.2.1) by " + border + "; Mon, 2 Mar 2026 09:15:00 +0000\r\n" + along +
		"From: Jane Doe <invitations@linkedin.com>\r\nTo: Martha Clark <martha@example.com>\r\nSubject: I want to connect\r\nX-LinkedIn-Template: email_m2m_invite_single_01\r\n\r\nJane Doe\r\nEditor\r\n\r\nAccept: https://www.linkedin.com/comm/in/jane?trk=eml-x-hero-0-accept\r\n")
}

func TestProviders(t *testing.T) {
	for _, name := range Providers() {
		fields := providerFields[name]
		said := func(dkim, dmarc string) (s string) {
			for _, f := range fields {
				s += "Authentication-Results: " + strings.NewReplacer("%[1]s", dkim, "%[2]s", dmarc).Replace(f) + "\r\n"
			}
			return s
		}
		r := mailReader
		r.AuthServers = []string{name}
		check := func(what, header, below string, want Trust) {
			t.Helper()
			n, err := r.Read(providerMail(name, header, below))
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
		check("a pass that was sent along with hops, below none", said("none", "none"), "Received: from x by y.mail.protection.outlook.com; Mon, 2 Mar 2026 09:14:00 +0000\r\n"+said("pass", "pass"), Unverified)
		check("a pass that was sent along, below one too long", "Authentication-Results: "+strings.Repeat("x", maxAuthField+1)+"\r\n", said("pass", "pass"), Unverified)
		check("another server", "Authentication-Results: mx.evil.example; dkim=pass header.d=linkedin.com; dmarc=pass header.from=linkedin.com\r\n", "", Unverified)
		check("its name for an id", "", "Authentication-Results: "+name+"; dkim=pass header.d=linkedin.com; dmarc=pass header.from=linkedin.com\r\n", Unverified)
		mail := providerMail(name, said("pass", "pass"), "Authentication-Results: mx.evil.example; dkim=pass header.d=linkedin.com\r\n")
		if ids, fits := AuthservIDs([][]byte{mail}, []string{name}); len(ids) != 2 || ids[0] != name || !fits {
			t.Errorf("%s is proposed as %q, fits %v", name, ids, fits)
		}
	}
}

// A field without an id is Microsoft's only where Microsoft puts its own.
func TestFieldWithoutID(t *testing.T) {
	const pass = "Authentication-Results: spf=pass smtp.mailfrom=linkedin.com; dkim=pass (signature was verified) header.d=linkedin.com;dmarc=pass action=none header.from=linkedin.com\r\n"
	const fake = "Received: from mailb-da.linkedin.com by AB1.mail.protection.outlook.com; Mon, 2 Mar 2026 09:14:00 +0000\r\n"
	outlook := mailReader
	outlook.AuthServers = []string{"outlook"}
	gmail := mailReader
	gmail.AuthServers = []string{"gmail"}
	for _, test := range []struct {
		what   string
		reader Reader
		mail   []byte
		want   Trust
	}{
		{"Microsoft's", outlook, providerMail("outlook", pass, ""), Verified},
		{"Microsoft's, but the owner is elsewhere", gmail, providerMail("outlook", pass, ""), Unverified},
		{"sent along, alone", outlook, providerMail("outlook", "", pass), Unverified},
		{"sent along, above a made-up hop", outlook, providerMail("outlook", "", pass+fake), Unverified},
		{"on top of a mail that Microsoft did not let in", outlook, providerMail("", pass, ""), Unverified},
		{"on top, but the host only begins like Microsoft's", outlook, bytes.ReplaceAll(providerMail("outlook", pass, ""), []byte(".mail.protection.outlook.com"), []byte(".mail.protection.outlook.com.evil.example")), Unverified},
	} {
		if n, err := test.reader.Read(test.mail); err != nil || n.Trust != test.want {
			t.Errorf("%s: %s (%s), %v, want %s", test.what, n.Trust, n.TrustWhy, err, test.want)
		}
	}
}

// What is proposed first vouches in most mails, whatever some of them bring along.
func TestAuthservIDs(t *testing.T) {
	mail := func(fields ...string) []byte {
		return []byte("Authentication-Results: " + strings.Join(fields, "\r\nAuthentication-Results: ") + "\r\nFrom: x@linkedin.com\r\n\r\n")
	}
	const relay, own, google, evil = "relay.example.org; spf=pass smtp.mailfrom=linkedin.com", "mx.example.org; dkim=pass header.d=linkedin.com", "mx.google.com; dkim=pass header.i=@linkedin.com", "mx.evil.example; dkim=pass header.d=linkedin.com"
	for _, test := range []struct {
		mails   [][]byte
		servers []string
		want    string
		fits    bool
	}{
		{[][]byte{mail(relay, own)}, nil, "mx.example.org relay.example.org", false},
		{[][]byte{mail(evil), mail(own, google), mail(own)}, []string{"*.example.org"}, "mx.example.org mx.evil.example gmail", true},
		{[][]byte{mail(own, google)}, []string{"mx.google.com"}, "mx.example.org gmail", true},
		{[][]byte{mail(relay, own)}, []string{"relay.example.org"}, "mx.example.org relay.example.org", false},
		{[][]byte{mail(relay)}, []string{"relay.example.org"}, "relay.example.org", true},
		{[][]byte{[]byte("From: x@linkedin.com\r\n\r\n")}, []string{"gmail"}, "", false},
	} {
		if ids, fits := AuthservIDs(test.mails, test.servers); strings.Join(ids, " ") != test.want || fits != test.fits {
			t.Errorf("%q, %q: %q %v, want %q %v", test.mails, test.servers, ids, fits, test.want, test.fits)
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
		{"mx.google.com", "Gmail", true}, {"mx.google.com.evil.example", "gmail", false}, {"gmail", "gmail", false}, {"", "gmail", false}, {"", "outlook", true}, {"", "", false}, {"x", "*.", false},
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
		reminder := from(KindReminder, 9, "Jane Doe", "jane", "")
		reminder.Trust = m.Trust
		known := Sight{Now: planDay, Mails: []SeenMail{reminder}, Cases: []Case{caseOf(StateWaiting, "Jane Doe", "jane")}}
		if plan := MakePlan(known, rules); test.choice == UnverifiedInbox && test.trust == Unverified && len(plan.Steps) != 0 {
			t.Errorf("%+v: a reminder does not stay in the inbox: %+v", test, plan.Steps)
		}
		if v := rules.Verdict(m.Notification, m.People[0]); test.state == StateSuspicious && v.Class != Unsure {
			t.Errorf("%+v is judged %+v", test, v)
		}
	}
}
