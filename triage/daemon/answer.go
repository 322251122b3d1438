package daemon

import (
	"cmp"
	"slices"
	"strings"

	"havewemet/mailbox"
	"havewemet/triage"
)

// mostAsked bounds the search for mails from those who were asked by mail. The
// latest are looked for: a search for all would grow with the years.
const mostAsked = 50

// asked are the addresses at which questions were put to people whose answer
// would still count, the latest first.
func (m mind) asked() []string {
	var open []triage.Case
	for _, c := range m.cases {
		switch c.State {
		case triage.StateAsking, triage.StateWaiting, triage.StateIgnored:
			if c.Channel == triage.ChannelMail && searchable(c.ReplyTo) {
				open = append(open, c)
			}
		}
	}
	slices.SortStableFunc(open, func(a, b triage.Case) int { return cmp.Or(b.Drafted.Compare(a.Drafted), cmp.Compare(b.ID, a.ID)) })
	var addresses []string
	for _, c := range open[:min(len(open), mostAsked)] {
		addresses = append(addresses, strings.ToLower(c.ReplyTo))
	}
	slices.Sort(addresses)
	return slices.Compact(addresses)
}

// fromAsked finds what those people write, and what mail servers say about the
// questions to them. false: nobody was asked by mail.
func fromAsked(addresses []string) (mailbox.Match, bool) {
	if len(addresses) == 0 {
		return mailbox.Match{}, false
	}
	any := []mailbox.Match{has("From", "mailer-daemon@"), has("From", "postmaster@")}
	for _, a := range addresses {
		any = append(any, has("From", a))
	}
	return mailbox.Match{Any: any}, true
}

// listen notes what an answer would reply to, and where it would come from.
func (s *sight) listen(m mind) {
	s.asked = m.asked()
	s.answerable = map[string]bool{}
	for _, c := range m.cases {
		switch c.State {
		case triage.StateAsking, triage.StateWaiting, triage.StateIgnored, triage.StateFiled, triage.StateAnswered, triage.StateClosed:
			s.answerable[c.MessageID], s.answerable[c.Question] = true, true
		}
	}
	delete(s.answerable, "")
}

// mayAnswer tells whether a mail's words may matter: an answer's, or a report's
// that a question could not be delivered.
func (s *sight) mayAnswer(n triage.Notification) bool {
	for _, id := range slices.Concat(n.InReplyTo, n.References) {
		if _, ours := triage.ParseQuestionID(id); ours || s.answerable[id] {
			return true
		}
	}
	return len(s.asked) > 0 && (n.Report || slices.Contains(s.asked, strings.ToLower(n.From.Addr)))
}

// wantsWords tells how much more of a mail that may be an answer is to be
// fetched: its text, and all of it where the first part is not the text.
func (s *sight) wantsWords(n triage.Notification, mail mailbox.Message, had mailbox.Parts) (mailbox.Parts, bool) {
	switch {
	case !s.mayAnswer(n) || n.Auto && !n.Report:
		return 0, false
	case had == mailbox.Header && !n.Report:
		return mailbox.TextPart, true
	case had != mailbox.Whole && !mail.Whole && (n.Report || n.Words == ""):
		return mailbox.Whole, true
	}
	return 0, false
}
