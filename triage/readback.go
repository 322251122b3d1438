package triage

import (
	"slices"
	"time"
)

// ReadBack makes cases true to what lies in the folders, for a pass that has
// no memory of them or an unfinished pass before it: it returns cases with
// those that are new, and those whose mail lies elsewhere now. It is for mails
// that the daemon filed; what the owner moved is seen in [MakePlan]. A mail in
// Generic with neither draft nor sent question was asked by pasting; when is
// not known, so the days count from its own date.
func ReadBack(mails []SeenMail, cases []Case, questions []SeenQuestion, r Rules, now time.Time) []Case {
	ix := indexCases(cases)
	qs := indexQuestions(questions)
	qs.learn(mails) // a person's case may be made of another mail than they were asked about
	for _, m := range mails {
		if c := ix.byMessage[m.MessageID]; m.MessageID != "" && c != nil {
			c.follow(m.At, qs, r, now)
		}
	}
	for _, kind := range []Kind{KindInvitation, KindReminder, KindSeveral} { // the invitation's own mail says most
		for _, m := range mails {
			if m.Kind != kind {
				continue
			}
			for _, inv := range m.People {
				if len(ix.find(inv)) > 0 {
					continue
				}
				c := Case{Invitation: inv, At: m.At, Verdict: r.Verdict(m.Notification, inv)}
				c.readBack(qs, r, now)
				if q := qs.of(&c); q != nil && q.Sent && c.Asked.IsZero() {
					c.Asked, c.Question = q.when(now), q.MessageID
				}
				c.presumeAsked(r)
				ix.add(&c)
			}
		}
	}
	all := make([]Case, len(ix.cases))
	for i, c := range ix.cases {
		all[i] = *c
	}
	return all
}

// Unfinished tells whether m lies where one of the moves was to bring it.
func (m SeenMail) Unfinished(moves []Move) bool {
	return m.MessageID != "" && slices.ContainsFunc(moves, func(mv Move) bool { return mv.MessageID == m.MessageID && mv.To == m.At.Folder })
}

// follow takes the folder in which c's mail lies for the state that it is in.
func (c *Case) follow(at Place, qs questionIndex, r Rules, now time.Time) {
	moved := c.At.Folder != at.Folder
	c.At = at
	if !moved || r.Folders.Of(c.State) == at.Folder {
		return
	}
	seen := c.Seen
	c.readBack(qs, r, now)
	c.Seen, c.Since = seen, now
}

// readBack tells c's state from the folder of its mail.
func (c *Case) readBack(qs questionIndex, r Rules, now time.Time) {
	const why = "read back from the folder "
	since := c.Received
	if since.IsZero() || since.After(now) {
		since = now
	}
	c.Seen, c.Since, c.Why = since, since, why+c.At.Folder
	if q := qs.byReply[c.MessageID]; c.MessageID != "" && q != nil { // to be retired, where the owner has filed the mail since
		c.Question, c.Drafted = q.MessageID, q.when(now)
	}
	switch c.At.Folder {
	case r.Folders.Personal:
		c.State = StatePersonal
	case r.Folders.Answered:
		c.State = StateAnswered
	case r.Folders.Ignored:
		c.State = StateIgnored
	case r.Folders.Suspicious:
		c.State = StateSuspicious
	case r.Folders.Generic:
		c.readBackGeneric(qs, r, since, now)
	}
}

// presumeAsked is for a case of which nothing but its folder is known: unless
// the verdict alone has led there, they may have been asked by pasting.
func (c *Case) presumeAsked(r Rules) {
	byVerdict := c.State == StateFiled
	switch c.State {
	case StatePersonal:
		byVerdict = c.Verdict.Class == Personalized
	case StateSuspicious:
		byVerdict = r.untrusted(c.Trust)
	}
	if !byVerdict && c.Question == "" && c.Asked.IsZero() {
		c.Asked = c.Since
	}
}

func (c *Case) readBackGeneric(qs questionIndex, r Rules, since, now time.Time) {
	q := qs.of(c)
	switch {
	case q != nil && q.Sent:
		c.Question, c.Drafted = q.MessageID, q.when(now)
		c.readBackAsked(q.when(now), "read back: the question lies in Sent")
	case q != nil:
		c.Question, c.Drafted, c.State, c.Since = q.MessageID, q.when(now), StateAsking, q.when(now)
		c.Why = "read back: the question lies in Drafts"
	case r.Mode == ModeDraft:
		c.readBackAsked(since, "read back: asked by pasting, counted from the invitation's date")
	default:
		c.State = StateFiled
	}
}

// readBackAsked is a case that waits since at.
func (c *Case) readBackAsked(at time.Time, why string) {
	c.State, c.Since, c.Asked, c.Why = StateWaiting, at, at, why
}
