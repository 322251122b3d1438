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
		case m.Trust == Forged || m.Auto:
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
		case m.Kind == KindForeign && !strings.EqualFold(m.From.Addr, p.Owner.Address):
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
// that the question replied to (RFC 5322 section 3.6.4).
func (p *planner) hearReply(m SeenMail) {
	for _, id := range append(append([]string{}, m.InReplyTo...), m.References...) {
		c := p.index.byMessage[id]
		if k, ok := ParseQuestionID(id); c == nil && ok {
			if known := p.index.findKey(k); len(known) == 1 {
				c = known[0]
			}
		}
		if c != nil && p.hears(c, m.Date) {
			p.answered(c, &hearing{SeenMail: m})
			return
		}
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
	why := "answered by mail"
	switch h.Kind {
	case KindMessage:
		why = fmt.Sprintf("%s wrote to you on LinkedIn: read it there", h.person.Name)
	case KindInMail:
		why = fmt.Sprintf("%s wrote to you by InMail", h.person.Name)
	}
	if c.Asked.IsZero() && was == StateAsking {
		why += " (the question still lay in Drafts)"
	}
	c.meets(EventAnswer, p.Now, why)
	st := p.step(c, was, h.Kind)
	if c.At.Folder != "" { // the owner may have taken it away
		st.Move = &Move{From: c.At, To: p.Folders.Answered, MessageID: c.MessageID}
	}
}
