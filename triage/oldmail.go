package triage

import (
	"regexp"
	"strings"
	"time"
)

// OldMail is a mail of the owner's past, as far as its header tells.
type OldMail struct {
	MessageID string
	Own       bool       // the owner wrote it
	With      []somebody // to whom, in To or Cc, or else who wrote it
	Subject   string     // decoded, bounded, safe to show, without "Re:"
	Date      time.Time  // zero where the mail does not tell

	// Automatic mail is written by no person to another, whatever names it
	// bears: LinkedIn's, of lists and calendars, our own questions and summaries.
	Automatic bool
}

// somebody is a person at the other end of a mail.
type somebody struct {
	Address
	words []nameWord // of the display name
}

func newSomebody(a Address) somebody { return somebody{a, nameWords(a.Name)} }

// ReadOldMail reads a header. Sent says that it lies where the owner's sent
// mail does, which makes it theirs under any address.
func (r Reader) ReadOldMail(raw []byte, sent bool) (OldMail, error) {
	m, err := openMail(raw)
	if err != nil {
		return OldMail{}, err
	}
	n := headerOf(m)
	old := OldMail{MessageID: n.MessageID, Subject: n.Subject, Date: n.Date}
	for range 5 { // "Re: AW: Re:"
		old.Subject = strings.TrimSpace(replyMark.ReplaceAllString(old.Subject, ""))
	}
	// Addresses change over the years, names seldom.
	old.Own = sent || strings.EqualFold(n.From.Addr, r.Owner.Address) || sameText(n.From.Name, r.Owner.Name)
	with := []Address{n.From}
	if old.Own {
		with = append(m.addresses("To"), m.addresses("Cc")...)
	}
	for _, a := range with {
		if !isRobot(a) && !strings.EqualFold(a.Addr, r.Owner.Address) {
			old.With = append(old.With, newSomebody(a))
		}
	}
	f := r.whoSent(m, n.From)
	old.Automatic = n.Auto || f.linkedin || f.guest || f.posing || ofList(m) || !old.Own && isRobot(f.sender) || isOurs(n)
	return old, nil
}

// ofList tells mails to many (RFC 2919, RFC 2369, and older usage).
func ofList(m *Mail) bool {
	switch strings.ToLower(strings.TrimSpace(m.header.Get("Precedence"))) {
	case "bulk", "list", "junk":
		return true
	}
	return m.header.Has("List-Id") || m.header.Has("List-Unsubscribe")
}

// isOurs tells our own mails, the answers to them, and to LinkedIn's.
func isOurs(n Notification) bool {
	for _, id := range append([]string{n.MessageID}, n.InReplyTo...) {
		_, domain, _ := strings.Cut(id, "@")
		if strings.HasPrefix(id, QuestionMark) || strings.HasPrefix(id, SummaryMark) || isLinkedInDomain(strings.ToLower(domain)) {
			return true
		}
	}
	return false
}

// robot is the local part of an address behind which nobody reads.
var robot = regexp.MustCompile(`(?i)(^|[._+-])(no-?reply|do-?not-?reply|notifications?|notify|mailer-daemon|postmaster|bounces?|invitations?|calendar|reply\+.*)([._+-]|$)`)

// inNameOf is in the display names of mails that a service sends for somebody.
var inNameOf = regexp.MustCompile(`(?i)[\s(]via\s`)

// isRobot tells an address that is no person's, though it may bear one's name.
func isRobot(a Address) bool {
	local, domain, _ := strings.Cut(a.Addr, "@")
	return isLinkedInDomain(domain) || robot.MatchString(local) || inNameOf.MatchString(a.Name)
}
