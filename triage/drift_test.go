package triage

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// driftMail is a mail of LinkedIn's of a layout that is not known.
func driftMail(from, template, subject, body, auth string) []byte {
	field := ""
	if template != "" {
		field = "X-LinkedIn-Template: " + template + "\n"
	}
	return []byte("From: " + from + "\nTo: Martha Clark <martha@example.com>\nSubject: " + subject + "\nDate: Mon, 2 Mar 2026 08:00:00 +0000\nMessage-ID: <1@linkedin.com>\n" +
		"Authentication-Results: mx.example.com; " + auth + "\n" + field + "MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n<html><body>" + body + "</body></html>\n")
}

const (
	driftPass   = "dkim=pass header.i=@linkedin.com"
	driftAccept = `<p><a href="https://www.linkedin.com/comm/mynetwork/invite-accept/invitationId/7100000000000000007/sharedKey/TOKENkey/?trk=eml-%s-hero-0-accept~cta">Accept</a></p>`
	driftCard   = `<p><a href="https://www.linkedin.com/comm/in/odile-quist?midToken=TOKENmid&trk=eml-%s-hero-3-prof~name">Odile Quist</a></p><p>Beekeeper</p>`
)

func TestStrange(t *testing.T) {
	const single = "email_m2m_invite_single_01"
	quist := "Odile Quist <invitations@linkedin.com>"
	fill := func(format, template string) string { return strings.ReplaceAll(format, "%s", template) }
	for _, c := range []struct {
		name, from, template, subject, body, auth string

		want string // gap, template, near, some marks; "" if nothing is strange
	}{
		{"understood", quist, single, "I want to connect", fill(driftCard+driftAccept, single), driftPass, ""},
		{"unknown template", quist, "email_fresh_07", "I want to connect", fill(driftCard+driftAccept, "email_fresh_07"), driftPass,
			"template email_fresh_07 near: from invitations@, subject as of kind invitation, html part, accept link, invitation number, hero profile link"},
		{"unknown in links only", quist, "", "Hello there", fill(driftCard+driftAccept, "email_fresh_07"), driftPass, "template email_fresh_07 near: from invitations@, unknown subject,"},
		{"an unlikely name in links only", quist, "", "Hello there", fill(driftCard+driftAccept, "AQExy12_Qz"), driftPass, ""},
		{"a field of another form", quist, "email.fresh.07", "I want to connect", fill(driftCard, "x"), driftPass, "template - near: template of another form,"},
		{"of another sender", "LinkedIn <messages-noreply@linkedin.com>", "email_garden_01", "Your garden", "<p>Roses of Ada Birch</p>", driftPass, "template email_garden_01: from messages-noreply@, unknown subject, html part"},
		{"of an unknown sender, to accept", "LinkedIn <grove@linkedin.com>", "email_garden_01", "Your garden", fill(driftAccept, "email_garden_01"), driftPass, "template email_garden_01 near: from another sender,"},
		{"known, about something else", "LinkedIn <messages-noreply@linkedin.com>", "email_pymk_02", "People", "<p>Ada Birch</p>", driftPass, ""},
		{"unverified", quist, "email_fresh_07", "I want to connect", "", "spf=none", ""},
		{"forged", quist, "email_fresh_07", "I want to connect", fill(driftAccept, single), "dmarc=fail header.from=linkedin.com", ""},
		{"nobody read", quist, single, "I want to connect", `<div><img alt="x"></div><p>Bees, says she</p>` + fill(driftAccept, single), driftPass,
			"person " + single + " near: from invitations@, subject as of kind invitation, html part, accept link, invitation number, no headline, no profile"},
		{"no card", "LinkedIn <invitations@linkedin.com>", "email_m2m_invite_digest_02", "You have 3 new invitations", "<p>Odile and others</p>", driftPass,
			"person email_m2m_invite_digest_02 near: from invitations@, subject as of kind several, html part, no buttons, no card"},
		{"header only", quist, single, "I want to connect", "", driftPass, ""},
	} {
		raw := driftMail(c.from, c.template, c.subject, c.body, c.auth)
		if c.body == "" {
			raw = []byte(strings.Replace(string(raw), "<html><body></body></html>", "", 1))
		}
		n, err := mailReader.Read(raw)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if s := n.Strange; s != nil {
			near := ""
			if s.Near {
				near = " near"
			}
			name := s.Template
			if name == "" {
				name = "-"
			}
			got = fmt.Sprintf("%s %s%s: %s", s.What, name, near, strings.Join(s.Marks, ", "))
			for _, private := range []string{"TOKEN", "Quist", "odile", "Bees", "Birch", "71000", "Martha"} {
				if strings.Contains(s.Sentence(), private) {
					t.Errorf("%s: %q tells of %s", c.name, s.Sentence(), private)
				}
			}
		}
		if c.want == "" && got != "" || !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: got  %q\nwant %q", c.name, got, c.want)
		}
	}
}

// What is understood of the test mails is understood: only a name that was
// made to be unreadable is not.
func TestNothingStrangeInMailsOfKnownLayouts(t *testing.T) {
	for _, file := range mailFiles(t) {
		n, err := mailReader.Read(readMailFile(t, file))
		if err == nil && n.Strange != nil && !strings.Contains(file, "hostile") {
			t.Errorf("%s: %s", file, n.Strange.Sentence())
		}
	}
}

// Whatever a mail says, its marks are words of ours.
func TestMarksHoldNobody(t *testing.T) {
	template := regexp.MustCompile(`(?i)((member_)?email_[a-z0-9_]+|M2M_Invitation|(first|second)_guest_[a-z0-9_]+|(member_invite|invite|accept_invite|what_you|jobs)_[a-z0-9_]+)`)
	mark := regexp.MustCompile(`^(template of another form|no template|in a member's name|from another sender|from (invitations|invitations-noreply|member|connections|messages-noreply|notifications-noreply|messaging-digest-noreply|hit-reply|inmail-hit-reply|hit-reply-premium-inmail|inmails-noreply)@|` +
		`unknown subject|subject as of kind [a-z]+|header only|text part|html part|accept link|invitation number|hero profile link|no buttons|no card|no name|no headline|no profile)$`)
	strange := 0
	for _, file := range mailFiles(t) {
		n, err := mailReader.Read(template.ReplaceAll(readMailFile(t, file), []byte("email_fresh_07")))
		if err != nil || n.Strange == nil {
			continue
		}
		strange++
		if n.Trust != Verified || n.Strange.Template != "email_fresh_07" && n.Strange.Template != "" {
			t.Errorf("%s: %s mail: %+v", file, n.Trust, *n.Strange)
		}
		for _, m := range n.Strange.Marks {
			if !mark.MatchString(m) {
				t.Errorf("%s: the mark %q is none of ours", file, m)
			}
		}
	}
	if strange < 20 {
		t.Errorf("only %d mails are strange without their templates", strange)
	}
}

var driftDay = time.Date(2026, 3, 2, 7, 0, 0, 0, time.UTC)

func strangeOf(template string, near bool) Strange {
	return Strange{What: GapTemplate, Template: template, Mail: KindInvitation, Near: near, Marks: []string{"html part"}}
}

func TestDriftIsToldOnce(t *testing.T) {
	d := Drift{}.Meet([]Strange{strangeOf("email_fresh_07", true), strangeOf("email_garden_01", false), strangeOf("email_m2m_invite_single_09", true)}, driftDay)
	lines, told := d.Tell(nil, driftDay)
	if len(lines) != 1 || !strings.Contains(lines[0], `"email_fresh_07"`) {
		t.Errorf("said %q: only what is near and still unknown is worth it", lines)
	}
	if again, _ := d.Tell(nil, driftDay); !slices.Equal(lines, again) {
		t.Errorf("undelivered, it is %q", again)
	}
	told = told.Meet([]Strange{strangeOf("email_fresh_07", true)}, driftDay.AddDate(0, 0, 9))
	if lines, _ := told.Tell(nil, driftDay.AddDate(0, 0, 9)); len(lines) > 0 {
		t.Errorf("said again: %q", lines)
	}
	if r := told.Recent(driftDay.AddDate(0, 0, 35)); len(r) != 1 || !r[0].First.Equal(driftDay) {
		t.Errorf("of the last 30 days: %v", r)
	}
	// What was far may come near later.
	told = told.Meet([]Strange{strangeOf("email_garden_01", true)}, driftDay)
	if lines, _ := told.Tell(nil, driftDay); len(lines) != 1 {
		t.Errorf("said %q", lines)
	}
}

func TestDriftIsBounded(t *testing.T) {
	var d Drift
	for i := range 80 {
		d = d.Meet([]Strange{strangeOf(fmt.Sprintf("email_far_%d", i), false), strangeOf(fmt.Sprintf("email_fresh_%d", i), i < 10)}, driftDay.Add(time.Duration(i)*time.Hour))
	}
	near := 0
	for _, m := range d.Met {
		if m.Near {
			near++
		}
	}
	if len(d.Met) != maxMet || near != 10 {
		t.Errorf("%d are remembered, %d of them near", len(d.Met), near)
	}
	lines, told := d.Tell(nil, driftDay)
	if len(lines) != maxMetSaid+1 || !strings.HasPrefix(lines[maxMetSaid], "7 more") {
		t.Errorf("said %q", lines)
	}
	if lines, _ := told.Tell(nil, driftDay); len(lines) > 0 {
		t.Errorf("said again %q", lines)
	}
}

// readCases are n invitations of a day, of which the person was read in some.
func readCases(n, read int, day time.Time) []Case {
	var cases []Case
	for i := range n {
		c := Case{Invitation: Invitation{Person: Person{Name: "Jane"}, Received: day, Trust: Verified}, State: StateNew, Seen: driftDay}
		if i < read {
			c.Headline = "Carpenter"
		}
		cases = append(cases, c)
	}
	return cases
}

func TestFall(t *testing.T) {
	recent, before := driftDay.AddDate(0, 0, -3), driftDay.AddDate(0, 0, -90)
	for _, c := range []struct {
		n, read, earlier, earlierRead int
		fell                          bool
	}{
		{12, 3, 41, 40, true}, {8, 6, 8, 8, true}, {7, 0, 41, 40, false}, {12, 3, 7, 7, false}, {12, 10, 41, 40, false}, {100, 76, 100, 100, false}, {100, 75, 100, 100, true}, {12, 12, 41, 20, false}, {0, 0, 0, 0, false},
	} {
		cases := append(readCases(c.n, c.read, recent), readCases(c.earlier, c.earlierRead, before)...)
		if s := ReadShareOf(cases, driftDay); s != (ReadShare{c.n, c.read, c.earlier, c.earlierRead}) || s.Fell() != c.fell {
			t.Errorf("%+v: counted %+v, fell: %v", c, s, s.Fell())
		}
	}
}

func TestReadShareOf(t *testing.T) {
	at := driftDay.AddDate(0, 0, -1)
	forged := readCases(1, 0, at)[0]
	forged.State = StateSuspicious
	guest := readCases(1, 0, at)[0]
	guest.ReplyTo = "jane@example.org"
	relay := readCases(1, 0, at)[0]
	relay.ReplyTo = "c15c178d-5301-4d85-81dc-bfcca1ed21ad@reply.linkedin.com"
	old := readCases(1, 0, driftDay.AddDate(-3, 0, 0))[0]
	undated := readCases(1, 1, time.Time{})[0]
	future := readCases(1, 1, driftDay.AddDate(1, 0, 0))[0]
	if s := ReadShareOf([]Case{forged, guest, relay, old, undated, future}, driftDay); s != (ReadShare{Recent: 4, RecentRead: 3}) {
		t.Errorf("counted %+v", s)
	}
}

func TestFallIsToldWeekly(t *testing.T) {
	gap := Strange{What: GapPerson, Template: "email_m2m_invite_single_01", Mail: KindInvitation, Near: true, Marks: []string{"no headline", "no profile"}}
	d := Drift{}.Meet([]Strange{gap}, driftDay)
	_, d = d.Tell(nil, driftDay)
	cases := append(readCases(12, 3, driftDay), readCases(41, 40, driftDay.AddDate(0, 0, -90))...)
	var days []int
	for day := range 20 {
		now := driftDay.AddDate(0, 0, day)
		lines, told := d.Tell(cases, now)
		if d = told; len(lines) > 0 {
			days = append(days, day)
		}
		for _, l := range lines {
			if !strings.Contains(l, "in 3 of 12 invitations of the last 30 days, before in 40 of 41") || !strings.Contains(l, `Template "email_m2m_invite_single_01": no headline, no profile.`) {
				t.Errorf("said %q", l)
			}
		}
	}
	if !slices.Equal(days, []int{0, 7, 14}) {
		t.Errorf("said on days %v", days)
	}
}

// In a summary a line has little room: what matters must stand in it.
func TestDriftFitsIntoASummary(t *testing.T) {
	n, err := mailReader.Read(driftMail("Odile Quist <invitations@linkedin.com>", "email_"+strings.Repeat("x", 74), "I want to connect", "<p>Bees</p>"+strings.ReplaceAll(driftAccept, "%s", "x"), driftPass))
	if err != nil || n.Strange == nil {
		t.Fatal(n, err)
	}
	s := emptySummary()
	s.Trouble = []string{n.Strange.Sentence()}
	for _, part := range []string{n.Template, "explain --redact PATH", "no headline"} {
		if said := s.Facts().Trouble[0]; !strings.Contains(said, part) {
			t.Errorf("%q does not say %q", said, part)
		}
	}
}
