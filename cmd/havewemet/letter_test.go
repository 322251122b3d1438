package main

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

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
	if !slices.Contains([]string{"invitation", "by-mail", "reminder", "several", "accepted", "message"}, kind) {
		ts.Fatalf("LinkedIn writes no %q", kind)
	}
	postOf(ts).Add("INBOX", []byte(letter(when, kind, people, note)), nil, when)
}

// writer is a person of LinkedIn's mails.
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
	from := w.name + " <invitations@linkedin.com>"
	var template, title, said, cards string
	switch kind {
	case "invitation":
		template, title, cards = "email_m2m_invite_single_01", w.name+" wants to connect", w.card(true)
		said = "Hi Martha,\n\n" + cmp.Or(note, "I'd like to join your LinkedIn network.") + "\n\n"
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
