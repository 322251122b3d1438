package triage

import (
	"fmt"
	"strings"
	"time"
)

// hearing is a mail by which somebody wrote to the owner.
type hearing struct {
	SeenMail
	person Invitation // who wrote, for notifications
	used   bool
}

// hear collects who wrote before anything is planned: whoever wrote already is
// not asked, and an answer wins over the silence that would lapse.
func (p *planner) hear() {
	for _, m := range p.Mails {
		switch {
		case m.Trust == Forged:
		case m.Undelivered != "":
			p.undelivered(m)
		case m.Auto:
		case m.Kind == KindMessage || m.Kind == KindInMail:
			for _, who := range m.People {
				h := &hearing{SeenMail: m, person: who}
				profile := FoldName(who.Profile)
				p.wrote[profile] = append(p.wrote[profile], h)
				p.hearPerson(h)
			}
		case m.Kind == KindAccepted:
			for _, who := range m.People {
				if profile := FoldName(who.Profile); m.Date.After(p.accepts[profile]) {
					p.accepts[profile] = m.Date
				}
			}
		case (m.Kind == KindForeign || isRelay(m.From.Addr)) && !strings.EqualFold(m.From.Addr, p.Owner.Address):
			p.hearReply(m)
		}
	}
}

// hearPerson matches a LinkedIn message with the case of its writer. A name
// that fits two people is said, not guessed.
func (p *planner) hearPerson(h *hearing) {
	known := p.index.find(h.person)
	if len(known) > 1 {
		p.note("%s wrote on LinkedIn, but %d invitations bear that name: see which one it is", h.person.Name, len(known))
		h.used = true
		return
	}
	if len(known) == 1 && p.hears(known[0], h.Date) {
		p.answered(known[0], h)
	}
}

// hearReply matches a mail that replies to a question, or to the notification
// that the question replied to (RFC 5322 section 3.6.4); or that comes from
// where the question went.
func (p *planner) hearReply(m SeenMail) {
	reply, said := ReplyOf(m.Notification, p.Owner)
	c := p.repliedTo(m)
	if c != nil && c.State == StateAnswered && said && reply.Kind != ReplyAway {
		p.note("%s wrote again: it %s", c.Name, reply.Says())
		return
	}
	if c == nil || !p.hears(c, m.Date) {
		c = p.askedAt(m)
	}
	switch {
	case c == nil:
	case said && reply.Kind == ReplyAway:
		p.note("%s's mail was answered by a program, which does not count: “%s”", c.Name, reply.Sentence)
	default:
		p.answered(c, &hearing{SeenMail: m})
	}
}

// repliedTo is the case whose question, or whose notification, a mail names.
func (p *planner) repliedTo(m SeenMail) *Case {
	for _, id := range append(append([]string{}, m.InReplyTo...), m.References...) {
		c := p.index.byMessage[id]
		if k, ok := ParseQuestionID(id); c == nil && ok {
			if known := p.index.findKey(k); len(known) == 1 {
				c = known[0]
			}
		}
		if c != nil {
			return c
		}
	}
	return nil
}

// askedAt is the case of whoever was asked at the address that a mail comes
// from, before it was written. An address that several were asked at tells
// nobody.
func (p *planner) askedAt(m SeenMail) (asked *Case) {
	for _, c := range p.index.cases {
		if c.Channel != ChannelMail || c.ReplyTo == "" || !strings.EqualFold(c.ReplyTo, m.From.Addr) || !p.hears(c, m.Date) {
			continue
		}
		at := c.Asked
		if q := p.questions.of(c); at.IsZero() && q != nil && q.Sent { // settled after answers are heard
			at = q.when(p.Now)
		}
		if at.IsZero() || m.Date.Before(at.Add(-clockSlack)) {
			continue
		}
		if asked != nil {
			p.note("%s wrote from an address at which more than one was asked: see whose invitation it is about", m.From.Addr)
			return nil
		}
		asked = c
	}
	return asked
}

// clockSlack is how far the clocks of two mail programs may be apart.
const clockSlack = time.Hour

// undelivered says that a question did not arrive. The days run on: the owner
// may still ask on LinkedIn.
func (p *planner) undelivered(m SeenMail) {
	if c := p.repliedTo(m); c != nil {
		p.note("your question to %s could not be delivered: %s", c.Name, m.Undelivered)
	}
}

// hears reports whether a mail written at t can be an answer of c's inviter.
// The day of slack is for clocks that disagree.
func (p *planner) hears(c *Case, t time.Time) bool {
	if _, may := c.State.After(EventAnswer); !may || c.State == StateClosed && c.Asked.IsZero() {
		return false
	}
	return t.IsZero() || !t.Before(c.Received.Add(-24*time.Hour))
}

// heardFrom is the message that the inviter of a new invitation wrote since.
// A name alone does not do here: to leave somebody unasked because a namesake
// wrote would be wrong in silence.
func (p *planner) heardFrom(c *Case) *hearing {
	if c.Profile == "" {
		return nil
	}
	for _, h := range p.wrote[FoldName(c.Profile)] {
		if !h.used && !h.Date.Before(c.Received) {
			return h
		}
	}
	return nil
}

// answered files the invitation of somebody who wrote. The mail that says so
// stays where it is.
func (p *planner) answered(c *Case, h *hearing) {
	h.used = true
	was := c.State
	how := "answered by mail"
	if h.Kind == KindInMail {
		how = "answered by InMail"
	}
	why := how + ": read it"
	if h.Kind == KindMessage {
		why = fmt.Sprintf("%s wrote to you on LinkedIn: read it there", h.person.Name)
	} else if reply, ok := ReplyOf(h.Notification, p.Owner); ok {
		why = how + ": it " + reply.Says()
	}
	if was == StateIgnored {
		why = "late, " + why
	}
	if q := p.questions.of(c); q != nil && q.Sent && c.Asked.IsZero() { // seen in the same pass
		c.Asked = q.when(p.Now)
	} else if c.Asked.IsZero() && was == StateAsking {
		why += " (the question still lay in Drafts)"
	}
	c.meets(EventAnswer, p.Now, why)
	st := p.step(c, was, h.Kind)
	if c.At.Folder != "" { // the owner may have taken it away
		st.Move = &Move{From: c.At, To: p.Folders.Answered, MessageID: c.MessageID}
	}
}
