package triage

import (
	"fmt"
	"slices"
	"time"
)

// What the owner does with a mail is a decision: the case follows it, and
// nothing moves the mail back.

// Hand is what it means that the owner has put a mail into a folder: [HandGone]
// for any that is none of f.
func (f Folders) Hand(folder string) Event {
	switch folder {
	case f.Inbox:
		return HandInbox
	case f.Personal:
		return HandPersonal
	case f.Generic:
		return HandGeneric
	case f.Answered:
		return HandAnswered
	case f.Ignored:
		return HandIgnored
	case f.Suspicious:
		return HandSuspicious
	}
	return HandGone
}

// handSays is the plain line for each of them.
var handSays = map[Event]string{
	HandInbox:      "you moved it back to the inbox: yours to decide",
	HandPersonal:   "you filed it as personal: no question",
	HandGeneric:    "you filed it as generic: to be asked",
	HandAnswered:   "you filed it as answered",
	HandIgnored:    "you filed it as ignored: nothing more is done",
	HandSuspicious: "you filed it as suspicious: nothing more is done",
	HandGone:       "you took the mail away: nothing more is done",
}

// follow sees what the owner did with the mails of cases since the last pass.
func (p *planner) follow() {
	for _, m := range p.Mails {
		if c := p.index.byMail[m.MessageID]; c != nil && p.broughtBack(c, m) {
			p.byHand[m.At] = true
			p.hand(c, m.At)
		}
		if p.index.byMail[m.MessageID] == nil && p.FiledBefore[m.MessageID] {
			p.byHand[m.At] = true // a reminder that the owner wants to see
		}
	}
	for _, c := range p.index.cases {
		if at, moved := p.Elsewhere[c.ID]; moved && !p.byHand[c.At] {
			p.hand(c, at)
		}
	}
	for _, m := range p.Put {
		p.put(m)
	}
}

// broughtBack tells a mail that the owner has moved back to the inbox from one
// that was delivered a second time, and from one that an interrupted move out of
// the inbox has left behind, or copied only.
func (p *planner) broughtBack(c *Case, m SeenMail) bool {
	left := slices.ContainsFunc(p.Unfinished, func(mv Move) bool { return mv.MessageID == m.MessageID && mv.From.Folder == m.At.Folder })
	return !left && !p.StillFiled[m.MessageID] && c.At.Folder != "" && c.At.Folder != m.At.Folder
}

// hand lets c follow its mail to where the owner has put it.
func (p *planner) hand(c *Case, at Place) {
	was, from := c.State, c.At
	c.At = at
	e := p.Folders.Hand(at.Folder)
	if at.Folder != "" && at.Folder == p.Folders.Of(was) || !c.meets(e, p.Now, handSays[e]) {
		p.Found = append(p.Found, *c)
		return
	}
	if _, known := p.index.keys[c]; !known {
		p.index.know(c)
	}
	steps := len(p.Steps)
	switch {
	case e == HandGeneric && !c.Asked.IsZero():
		c.askAnew(p.Now, "you filed it as generic")
		p.step(c, was, "")
	case e == HandGeneric:
		p.ask(c, was, mailOf(c), handSays[e])
	default:
		p.step(c, was, "")
	}
	for i := range p.Steps[steps:] {
		p.Steps[steps+i].Hand = &from
	}
}

// put sees a mail of somebody without a case that the owner has filed. What
// they say with it is said of all people that the mail speaks of. What a pass
// filed beside another mail is not theirs.
func (p *planner) put(m SeenMail) {
	if !m.aboutInviting() || p.FiledBefore[m.MessageID] {
		return
	}
	for _, inv := range m.People {
		if len(p.index.find(inv)) > 0 || p.index.byMail[m.MessageID] != nil && m.Kind == KindInvitation {
			continue
		}
		c := &Case{Invitation: inv, Seen: p.Now, Verdict: p.Verdict(m.Notification, inv)}
		p.index.add(c)
		p.hand(c, m.At)
	}
}

// askLater asks those whom the owner wants to be asked, and for whom there was
// no question left on that day.
func (p *planner) askLater() {
	for _, c := range p.index.cases {
		waits := c.State == StateNew && c.At.Folder == p.Folders.Generic && !p.Now.Equal(c.Since)
		if waits && (p.Mode == ModeFile || p.DraftsSeen && (p.PerDay == 0 || p.left > 0)) {
			p.ask(c, c.State, mailOf(c), handSays[HandGeneric])
		}
	}
}

// mailOf stands for the mail of a case that is not read again.
func mailOf(c *Case) SeenMail {
	return SeenMail{At: c.At, Notification: Notification{MessageID: c.MessageID}}
}

// withdrawDrafts takes questions out of the plan whose cases were settled after
// they had been planned.
func (p *planner) withdrawDrafts() {
	drafted := map[int64]bool{}
	for _, st := range p.Steps {
		drafted[st.Case.ID] = drafted[st.Case.ID] || st.Draft != nil
	}
	for _, c := range p.index.cases {
		if drafted[c.ID] = drafted[c.ID] && c.State != StateAsking; drafted[c.ID] {
			c.Question, c.Replies, c.Drafted = "", "", time.Time{}
		}
	}
	for i := range p.Steps {
		if st := &p.Steps[i]; drafted[st.Case.ID] {
			st.Draft, st.Case.Question, st.Case.Replies, st.Case.Drafted = nil, "", "", time.Time{}
		}
	}
}

const noTrash = "the server has no folder for trash; name one in [folders] trash"

// retireDrafts moves the questions to Trash that nobody has to send any more:
// the case was settled in another way. A draft that is not as it was written is
// the owner's, and stays.
func (p *planner) retireDrafts() {
	settled := map[int64]bool{} // in this pass
	for _, st := range p.Steps {
		settled[st.Case.ID] = settled[st.Case.ID] || st.Was == StateAsking
	}
	say := func(c *Case, format string, a ...any) {
		if settled[c.ID] { // and not again in each pass that sees it
			p.note(format, a...)
		}
	}
	for _, c := range p.index.cases {
		q := p.questions.byID[c.Question]
		if c.State == StateAsking || c.State == StateWaiting || c.State == StateNew || c.Question == "" || q == nil || q.Sent {
			continue
		}
		switch {
		case p.Folders.Trash == "":
			say(c, "the question to %s stays in Drafts though it is not needed: "+noTrash, c.Name)
		case q.Raw == nil:
			p.Unread = append(p.Unread, q.At)
		case !Untouched(q.Raw):
			say(c, "the question to %s stays in Drafts though it is not needed: you edited it", c.Name)
		default:
			st := p.step(c, c.State, "")
			st.Move = &Move{From: q.At, To: p.Folders.Trash, MessageID: q.MessageID}
			st.Why = fmt.Sprintf("the question is not needed any more: %s", c.Why)
		}
	}
}
