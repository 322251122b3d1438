package triage

import (
	"cmp"
	"fmt"
	"time"
)

// ask plans the question to somebody whose note is generic: drafted once ever,
// whatever crashed or was lost before.
//
// told is how the owner said that this person is to be asked; "" if the note did.
func (p *planner) ask(c *Case, was State, m SeenMail, told string) {
	why := cmp.Or(told, c.Verdict.why())
	if p.Mode == ModeFile {
		c.meets(EventFiled, p.Now, why)
		p.step(c, was, m.Kind).Move = p.file(m, p.Folders.Generic)
		return
	}
	q := p.questions.of(c)
	if q != nil || !c.Asked.IsZero() {
		switch {
		case !c.Asked.IsZero():
			c.ask(c.Asked, p.Now, "asked already")
		case q.Sent:
			c.Question, c.Drafted = q.MessageID, p.Now
			c.ask(q.when(p.Now), p.Now, "asked already: the question lies in Sent")
		default:
			c.Question, c.Drafted = q.MessageID, p.Now
			c.meets(EventDrafted, p.Now, why)
		}
		p.step(c, was, m.Kind).Move = p.file(m, p.Folders.Generic)
		return
	}
	if p.PerDay > 0 && p.left <= 0 {
		later := fmt.Sprintf("not asked today: the limit of %d questions a day is reached", p.PerDay)
		if p.spared > 0 {
			later = "not asked in this pass, which has looked for as many people as it may ask"
		}
		c.meets(EventDeferred, p.Now, why+"; "+later)
		p.deferred++
		if m.At.Folder == p.Folders.Inbox {
			p.Held = append(p.Held, m.At)
		}
		p.step(c, was, m.Kind)
		return
	}
	if told == "" && p.spare(c, was, m) {
		return
	}
	if said := c.Verdict.inMailbox(); said != "" {
		why += "; " + said
	}
	draft, err := NewQuestion(c.Invitation, c.Verdict, p.Owner, p.Now)
	if err != nil {
		p.doubt(c, was, m, "the question could not be written: "+err.Error())
		return
	}
	p.left--
	c.Question, c.Replies, c.Drafted = draft.MessageID, c.MessageID, p.Now
	c.meets(EventDrafted, p.Now, why)
	p.index.byMessage[draft.MessageID] = c
	p.questions.about(c.Key(), &SeenQuestion{MessageID: draft.MessageID}) // the same person may have another case
	st := p.step(c, was, m.Kind)
	st.Draft, st.Move = &draft, p.file(m, p.Folders.Generic)
}

// ask lets c wait since at.
func (c *Case) ask(at, now time.Time, why string) {
	if c.meets(EventAsked, now, why) {
		c.Asked, c.Anew = at, time.Time{}
	}
}

// askAnew lets c, who was asked before, wait once more, since the owner says so.
// That of a case read back from a folder is not known for sure.
func (c *Case) askAnew(now time.Time, how string) {
	why := "the days count anew"
	if c.Question == "" {
		why = "maybe asked before, so the days count anew"
	}
	if c.meets(EventAsked, now, how+": "+why) {
		c.Anew = now
	}
}

// settleQuestions sees which drafts have left Drafts: sent, or pasted on
// LinkedIn and removed. Only then does the clock run.
func (p *planner) settleQuestions() {
	for _, c := range p.index.cases {
		was, q := c.State, p.questions.of(c)
		if was != StateAsking {
			if q != nil && q.Sent && c.Asked.IsZero() && was != StateSuspicious && was != "" { // whatever became of the case: they were asked
				c.Asked, c.Question = q.when(p.Now), cmp.Or(c.Question, q.MessageID)
				p.Found = append(p.Found, *c)
			}
			continue
		}
		switch {
		case q != nil && q.Sent:
			c.ask(q.when(p.Now), p.Now, "asked: the question was sent")
		case q == nil && p.DraftsSeen:
			c.ask(p.Now, p.Now, "asked: the draft is gone from Drafts")
		default:
			continue
		}
		p.step(c, was, "")
	}
}

func (p *planner) sayDeferred() {
	if p.deferred > 0 && p.spared > 0 {
		p.note("%d more to ask wait for the next pass: [reply] per_day = %d", p.deferred, p.PerDay)
	} else if p.deferred > 0 {
		p.note("%d more to ask wait for tomorrow: [reply] per_day = %d", p.deferred, p.PerDay)
	}
}

// questionIndex finds the question to a person among drafts and sent mail.
type questionIndex struct {
	byReply map[string]*SeenQuestion // In-Reply-To
	byID    map[string]*SeenQuestion
	byPart  map[string][]keyed // by each part of the key
}

type keyed struct {
	QuestionKey
	q *SeenQuestion
}

func indexQuestions(qs []SeenQuestion) questionIndex {
	ix := questionIndex{map[string]*SeenQuestion{}, map[string]*SeenQuestion{}, map[string][]keyed{}}
	put := func(m map[string]*SeenQuestion, id string, q *SeenQuestion) {
		if old := m[id]; id != "" && (old == nil || !old.Sent) { // what was sent decides over a copy in Drafts
			m[id] = q
		}
	}
	for i := range qs {
		q := &qs[i]
		put(ix.byID, q.MessageID, q)
		for _, id := range q.InReplyTo {
			put(ix.byReply, id, q)
		}
		if k, ok := ParseQuestionID(q.MessageID); ok {
			ix.about(k, q)
		}
	}
	return ix
}

// about notes whom a question went to.
func (ix questionIndex) about(k QuestionKey, q *SeenQuestion) {
	for _, part := range k.parts() {
		ix.byPart[part] = append(ix.byPart[part], keyed{k, q})
	}
}

// learn takes from the mails that questions reply to whom these went to: a
// question that was sent under another Message-ID names nobody itself.
func (ix questionIndex) learn(mails []SeenMail) {
	for _, m := range mails {
		if q := ix.byReply[m.MessageID]; q != nil && m.Trust != Forged && len(m.People) == 1 {
			ix.about(m.People[0].Key(), q)
		}
	}
}

func (k QuestionKey) parts() []string {
	var parts []string
	for i, s := range []string{k.Invitation, k.Profile, k.Name} {
		if s != "" {
			parts = append(parts, string(rune('i'+i))+s)
		}
	}
	return parts
}

// of returns the question to c's person, the sent one first; nil if there is none.
func (ix questionIndex) of(c *Case) *SeenQuestion {
	var best *SeenQuestion
	consider := func(q *SeenQuestion) {
		if q != nil && (best == nil || q.Sent && !best.Sent) {
			best = q
		}
	}
	if c.Question != "" {
		consider(ix.byID[c.Question])
	}
	for _, id := range []string{c.MessageID, c.Replies} {
		if id != "" {
			consider(ix.byReply[id])
		}
	}
	k := c.Key()
	for _, part := range k.parts() {
		for _, q := range ix.byPart[part] {
			if k.Same(q.QuestionKey) {
				consider(q.q)
			}
		}
	}
	return best
}

// when is the time of asking: what the mail says, unless its clock runs ahead.
func (q *SeenQuestion) when(now time.Time) time.Time {
	if q.Date.IsZero() || q.Date.After(now) {
		return now
	}
	return q.Date
}
