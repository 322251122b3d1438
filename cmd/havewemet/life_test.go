package main

import (
	"bytes"
	"cmp"
	"fmt"
	"hash/fnv"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-message/mail"
	"github.com/rogpeppe/go-internal/testscript"

	"havewemet/mailbox"
)

// What the scripts of whole lives (testdata/life-*.txtar) do: LinkedIn writes,
// the owner acts, days pass. A day is like 2026-03-02, which is its noon, or
// 2026-03-02T08:30, always in UTC.

func moment(ts *testscript.TestScript, day string) time.Time {
	layout := "2006-01-02T15:04"
	if !strings.Contains(day, "T") {
		day += "T12:00"
	}
	t, err := time.Parse(layout, day)
	ts.Check(err)
	return t
}

// passOn is `havewemet once` on a day, with what no pass may break: no mail is
// lost, and, unless the owner has meddled with it, a pass after it would have
// nothing to do.
func passOn(ts *testscript.TestScript, neg bool, args []string) {
	command := func(name string) string {
		ts.Check(ts.Exec("havewemet", name, "--config", "my.toml", "--now", moment(ts, args[0]).Format(time.RFC3339)))
		return ts.ReadFile("stdout")
	}
	before := subjects(postOf(ts), postOf(ts).Folders()...)
	meddling := postOf(ts).before.Load() != nil
	said := command("once")
	after := subjects(postOf(ts), postOf(ts).Folders()...)
	for _, s := range before {
		i := slices.Index(after, s)
		if i < 0 {
			ts.Fatalf("%q is lost", s)
		}
		after = slices.Delete(after, i, i+1)
	}
	if plan := command("plan"); !meddling && !strings.HasPrefix(plan, "nothing to do") {
		ts.Fatalf("after a pass on %s there is something to do:\n%s", args[0], plan)
	}
	fmt.Fprint(ts.Stdout(), said)
}

// subjects of all mails of folders but summaries.
func subjects(p *post, folders ...string) (all []string) {
	for _, folder := range folders {
		for _, m := range p.Mails(folder) {
			if s := subject(m.Raw); !strings.HasPrefix(s, "havewemet:") {
				all = append(all, s)
			}
		}
	}
	slices.Sort(all)
	return all
}

func lies(ts *testscript.TestScript, neg bool, args []string) {
	want := slices.Sorted(slices.Values(args[1:]))
	if got := subjects(postOf(ts), args[0]); !slices.Equal(got, want) {
		ts.Fatalf("in %s lies\n\t%s\nwant\n\t%s", args[0], strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
}

// showSummary prints the summary that was delivered last, without its signature.
func showSummary(ts *testscript.TestScript, neg bool, args []string) {
	mails := postOf(ts).Mails("INBOX")
	for _, m := range slices.Backward(mails) {
		if strings.HasPrefix(subject(m.Raw), "havewemet:") {
			r, err := mail.CreateReader(bytes.NewReader(m.Raw))
			ts.Check(err)
			part, err := r.NextPart() // the text comes first
			ts.Check(err)
			text, err := io.ReadAll(part.Body)
			ts.Check(err)
			body, _, _ := strings.Cut(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n-- \n")
			fmt.Fprintf(ts.Stdout(), "Subject: %s\n%s\n", subject(m.Raw), body)
			return
		}
	}
	ts.Fatalf("no summary was delivered")
}

// chosen are the mails of a folder; with a subject, the one that bears it.
func chosen(ts *testscript.TestScript, folder string, subjects ...string) (all []mailbox.Message) {
	for _, m := range postOf(ts).Mails(folder) {
		if len(subjects) == 0 || slices.Contains(subjects, subject(m.Raw)) {
			all = append(all, m)
		}
	}
	if len(all) == 0 || len(subjects) > 0 && len(all) != len(subjects) {
		ts.Fatalf("%d mails of %q are in %s", len(all), subjects, folder)
	}
	return all
}

func takeAll(ts *testscript.TestScript, neg bool, args []string) {
	for _, m := range chosen(ts, args[0], args[2:]...) {
		postOf(ts).MoveMail(args[0], m.UID, args[1])
	}
}

func discard(ts *testscript.TestScript, neg bool, args []string) {
	for _, m := range chosen(ts, args[0], args[1:]...) {
		postOf(ts).Remove(args[0], m.UID)
	}
}

var (
	dateLine = regexp.MustCompile(`(?m)^Date: .*\r$`)
	idLine   = regexp.MustCompile(`(?mi)^Message-ID: <.*>\r$`)
)

// sends is what a mail program does with drafts that are sent: they get a new
// date, with some programs a new Message-ID, and lie in Sent; some leave a copy.
func sends(ts *testscript.TestScript, neg bool, args []string) {
	when := moment(ts, args[0])
	for _, m := range chosen(ts, "Drafts") {
		raw := dateLine.ReplaceAll(m.Raw, []byte("Date: "+when.Format(time.RFC1123Z)+"\r"))
		if slices.Contains(args, "-new-id") {
			raw = idLine.ReplaceAll(raw, fmt.Appendf(nil, "Message-ID: <phone-%d@example.com>\r", m.UID))
		}
		if !slices.Contains(args, "-keep") {
			postOf(ts).Remove("Drafts", m.UID)
		}
		postOf(ts).Add("Sent", raw, []string{`\Seen`}, when)
	}
}

// rewrites is what a mail program does with drafts that are edited: it stores
// another mail and removes the one before.
func rewrites(ts *testscript.TestScript, neg bool, args []string) {
	for _, m := range chosen(ts, "Drafts") {
		postOf(ts).Remove("Drafts", m.UID)
		postOf(ts).Add("Drafts", append(m.Raw, args[0]...), m.Flags, time.Time{})
	}
}

// asking is a mail with the Message-ID of the question that it answers.
func asking(p *post, raw []byte) []byte {
	for _, m := range slices.Backward(p.Mails("Sent")) {
		if id := idLine.Find(m.Raw); id != nil {
			return bytes.ReplaceAll(raw, []byte("QUESTION"), bytes.Trim(id[len("Message-ID: "):], "<>\r"))
		}
	}
	return raw
}

func renameFolder(ts *testscript.TestScript, neg bool, args []string) {
	postOf(ts).RenameFolder(args[0], args[1])
}

func removeFolder(ts *testscript.TestScript, neg bool, args []string) {
	postOf(ts).DeleteFolder(args[0])
}

func renumber(ts *testscript.TestScript, neg bool, args []string) { postOf(ts).Rebuild(args[0]) }

// meanwhile lets the owner take mails elsewhere, just before the server runs
// the next command of that name.
func meanwhile(ts *testscript.TestScript, neg bool, args []string) {
	p, mails := postOf(ts), chosen(ts, args[1], args[3:]...)
	act := func() {
		for _, m := range mails {
			p.MoveMail(args[1], m.UID, args[2])
		}
	}
	p.before.Store(&interruption{args[0], act})
}

// interruption is what happens just before a command, once.
type interruption struct {
	command string
	act     func()
}

// linkedIn delivers a mail of LinkedIn's. A person is NAME, NAME/PROFILE, or
// NAME/PROFILE#N for the N-th invitation of theirs.
func linkedIn(ts *testscript.TestScript, neg bool, args []string) {
	when, kind, rest := moment(ts, args[0]), args[1], args[2:]
	people := []writer{writerOf(rest[0])}
	note := ""
	switch {
	case kind == "several":
		for _, who := range rest[1:] {
			people = append(people, writerOf(who))
		}
	case len(rest) > 1:
		note = rest[1]
	}
	postOf(ts).Add("INBOX", []byte(letter(when, kind, people, note)), nil, when)
}

type writer struct{ name, profile, number string }

func writerOf(s string) writer {
	name, profile, ok := strings.Cut(s, "/")
	profile, nth, _ := strings.Cut(profile, "#")
	if !ok || profile == "" {
		profile = strings.ReplaceAll(strings.ToLower(name), " ", "-")
	}
	h := fnv.New32()
	fmt.Fprint(h, profile, nth)
	return writer{name, profile, fmt.Sprintf("61%017d", h.Sum32())}
}

func (w writer) first() string { return strings.Fields(w.name)[0] }

// card is how a mail shows somebody.
func (w writer) card(accept bool) string {
	s := fmt.Sprintf("%s\nBuyer at Example Stores\nMalmö, Sweden\n\nView profile: https://www.linkedin.com/comm/in/%s?midToken=TOKENmid1\n", w.name, w.profile)
	if accept {
		s += fmt.Sprintf("Accept: https://www.linkedin.com/comm/mynetwork/invite-accept/invitationId/%s/sharedKey/TOKENkey1/\n", w.number)
	}
	return s + "\n"
}

// letter is a mail of LinkedIn's, as short as it may be.
func letter(when time.Time, kind string, people []writer, note string) string {
	w := people[0]
	from, template, said, cards := w.name+" <invitations@linkedin.com>", "", "", ""
	var title string
	switch kind {
	case "invitation":
		template, title, cards = "email_m2m_invite_single_01", w.name+" wants to connect", w.card(true)
		said = cmp.Or(note, "I'd like to join your LinkedIn network.")
		said = "Hi Martha,\n\n" + said + "\n\n"
	case "by-mail":
		address := strings.ReplaceAll(strings.ToLower(w.name), " ", ".") + "@example.org"
		from, template, title = fmt.Sprintf("%s <%s>\nReply-To: %[1]s <%[2]s>\nSender: LinkedIn <messages-noreply@bounce.linkedin.com>", w.name, address), "invite_guest_59", w.name+" invites you"
		said = fmt.Sprintf("Hi Martha,\n\nI'd like to add you to my professional network on LinkedIn.\n\n- %s\n\nConfirm that you know %[1]s: https://www.linkedin.com/e/v2?e=TOKENe1&ek=invite_guest_59&sharedKey=TOKENkey1&invitationId=%s\n\n", w.first(), w.number)
	case "reminder":
		template, title, cards = "email_m2m_invite_reminder_02", w.name+" is waiting for your response", w.card(true)
		said = w.first() + " is waiting for your response\n\n"
	case "several":
		from, template, title = "LinkedIn <notifications-noreply@linkedin.com>", "email_m2m_invite_digest_02", fmt.Sprintf("You have %d new invitations", len(people))
		said = title + "\n\n"
		for _, p := range people {
			cards += p.card(true)
		}
	case "accepted":
		template, title, cards = "email_accept_invite_single_01", w.name+" is now a connection", w.card(false)
		said = w.name + " has accepted your invitation. Let’s start a conversation.\n\n"
	case "message":
		from, template, title, cards = w.name+" via LinkedIn <messaging-digest-noreply@linkedin.com>", "email_member_message_v2", w.name+" just messaged you", w.card(false)
		said = "You have 1 new message\n\n"
		cards += "View message: https://www.linkedin.com/comm/messaging/thread/2-TOKENthread==/?midToken=TOKENmid1\n\n"
	}
	return fmt.Sprintf(`Authentication-Results: mx.example.com; dkim=pass header.i=@linkedin.com; dmarc=pass header.from=linkedin.com
From: %s
To: Martha Clark <martha@example.com>
Subject: %s
Date: %s
Message-ID: <%d.%s.%s@lva1-app0001.prod.linkedin.com>
MIME-Version: 1.0
X-LinkedIn-Class: EMAIL-DEFAULT
X-LinkedIn-Template: %s
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

%s%s----------------------------------------

This email was intended for Martha Clark (Editor)

© 2026 LinkedIn Corporation
`, from, title, when.Format(time.RFC1123Z), when.Unix(), w.profile, kind, template, said, cards)
}
