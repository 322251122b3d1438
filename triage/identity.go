package triage

import (
	"crypto/sha256"
	"encoding/base32"
	"regexp"
	"strings"
	"time"
)

// A question's Message-ID says whom it asks, so that nobody is asked twice
// even when all that is left is a draft or a sent mail:
//
//	<havewemet.question.INVITATION.PROFILE.NAME@domain>
//
// Each part is a hash, or "0" where the mail did not tell. Two questions are
// the same if any of the parts says so; see [QuestionKey.Same].

// QuestionMark begins every Message-ID of a question; a server can search for it.
const QuestionMark = "havewemet.question."

// QuestionKey identifies the inviter of a question. Its parts are hashes.
type QuestionKey struct {
	Invitation, Profile, Name string
}

// Key derives the key of the question to inv from what identifies it:
// invitation number (else the notification's Message-ID), profile, name.
func (inv Invitation) Key() QuestionKey {
	k := QuestionKey{Invitation: digest("number", inv.Number), Profile: digest("profile", FoldName(inv.Profile)), Name: digest("name", FoldName(inv.Name))}
	if k.Invitation == "" {
		k.Invitation = digest("message", inv.MessageID)
	}
	return k
}

// Same reports whether k and o ask the same person: by profile where both
// know it, else by invitation or by name.
func (k QuestionKey) Same(o QuestionKey) bool {
	if k.Profile != "" && o.Profile != "" {
		return k.Profile == o.Profile
	}
	return k.Invitation != "" && k.Invitation == o.Invitation || k.Name != "" && k.Name == o.Name
}

// invitationWindow is how long mails of one person without a number are taken
// for one invitation: LinkedIn lets an unanswered one lapse after half a year. [BEL]
const invitationWindow = 180 * 24 * time.Hour

// Same reports whether inv and o are one invitation, told by two mails: by its
// number where both have one, else by person and time.
func (inv Invitation) Same(o Invitation) bool {
	if inv.Number != "" && o.Number != "" {
		return inv.Number == o.Number
	}
	return inv.Key().Same(o.Key()) && inv.Received.Sub(o.Received).Abs() <= invitationWindow
}

// MessageID is the question's Message-ID, without brackets.
func (k QuestionKey) MessageID(domain string) string {
	part := func(s string) string {
		if s == "" {
			return "0"
		}
		return s
	}
	return QuestionMark + part(k.Invitation) + "." + part(k.Profile) + "." + part(k.Name) + "@" + domain
}

var questionID = regexp.MustCompile(`(?i)^<?havewemet\.question\.([a-z0-9]+)\.([a-z0-9]+)\.([a-z0-9]+)@`)

// ParseQuestionID reads back what [QuestionKey.MessageID] wrote.
func ParseQuestionID(id string) (QuestionKey, bool) {
	m := questionID.FindStringSubmatch(id)
	if m == nil {
		return QuestionKey{}, false
	}
	for i := range m {
		m[i] = strings.ToLower(m[i])
		if m[i] == "0" {
			m[i] = ""
		}
	}
	return QuestionKey{m[1], m[2], m[3]}, true
}

// digest is 60 bits of a hash: enough that no two of a mailbox's inviters
// meet by chance, short enough for a header line.
func digest(what, s string) string {
	if s == "" {
		return ""
	}
	h := sha256.Sum256([]byte("havewemet " + what + "\x00" + s))
	return strings.ToLower(base32.StdEncoding.EncodeToString(h[:]))[:12]
}
