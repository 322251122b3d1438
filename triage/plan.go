package triage

import (
	"fmt"
	"slices"
	"time"
)

// Mode is how much the owner lets the daemon do.
type Mode string

const (
	ModeWatch Mode = "watch" // writes nothing but the summary
	ModeFile  Mode = "file"  // moves mail
	ModeDraft Mode = "draft" // moves mail and drafts questions
)

// Folders are the names of the folders, as the server spells them.
type Folders struct {
	Inbox, Personal, Generic, Answered, Ignored, Suspicious, Drafts, Sent, Trash string
}

// Of is the folder that holds the mails of cases in state s; "" for the inbox's.
func (f Folders) Of(s State) string {
	switch s {
	case StatePersonal:
		return f.Personal
	case StateFiled, StateAsking, StateWaiting:
		return f.Generic
	case StateAnswered:
		return f.Answered
	case StateIgnored:
		return f.Ignored
	case StateSuspicious:
		return f.Suspicious
	}
	return ""
}

// Rules are what the owner's config says about planning.
type Rules struct {
	Mode    Mode
	Owner   Owner
	Judge   *Judge
	Folders Folders
	Wait    time.Duration // until silence lapses
	DaysOff DaysOff       // that are not counted in Wait
	PerDay  int           // questions a day; 0: no limit

	Unverified Unvouched // what becomes of mails that no trusted server vouches for
}

// Unvouched is what the owner wants done with LinkedIn mails that no trusted
// server says anything about.
type Unvouched string

const (
	UnverifiedTriage     Unvouched = "triage"     // the same as with others; the default
	UnverifiedInbox      Unvouched = "inbox"      // left where they are, for the owner to decide
	UnverifiedSuspicious Unvouched = "suspicious" // set aside like forged ones
)

// Sight is what a pass saw before it decides anything.
type Sight struct {
	Now          time.Time
	Mails        []SeenMail     // of the inbox, in its order
	Cases        []Case         // remembered, or read back from the folders
	Questions    []SeenQuestion // lying in Drafts and in Sent
	DraftsSeen   bool           // Drafts was looked through, so that a missing draft is gone
	DraftedToday int
	Older        int                     // invitations that a first pass has left alone, since they are too old
	ReadBack     bool                    // cases were read back from the folders
	StillFiled   map[string]bool         // Message-IDs of mails that lie in the inbox, and where they were filed
	FiledBefore  map[string]bool         // Message-IDs of mails of the inbox that were filed before, if they have no case
	Known        map[string]Acquaintance // of those to be asked, by [Sought.Key]
	Unfinished   []Move                  // of a pass that broke off: whether they were done is not known
	Elsewhere    map[int64]Place         // by [Case.ID]: where a mail lies that is not where it was left; zero if in none of the folders
	Put          []SeenMail              // of nobody who has a case, new in the folders: the owner's doing
}

// SeenMail is a mail that may concern an invitation.
type SeenMail struct {
	At Place
	Notification
}

// SeenQuestion is a question, or what the owner made of it, as it lies in
// Drafts or in Sent.
type SeenQuestion struct {
	Sent      bool
	At        Place
	MessageID string
	InReplyTo []string
	Date      time.Time
	Raw       []byte // the whole mail, once it was asked for by [Plan.Unread]
}

// Plan is what a pass does. A dry run prints it, a real pass does it.
type Plan struct {
	Steps []Step
	Held  []Place  // mails to be read again in the next pass
	Notes []string // what the owner should know: one plain line each

	Found  []Case  // whose mail got another number or name of its folder, and nothing else
	Unread []Place // of drafts that have to be read before all can be planned
	Undoes bool    // takes back what was done, see [PlanUndo]
}

// Step is what is done about one case: at most one draft, then at most one
// move, then the case is recorded. In this order, so that a crash leaves a
// mail unfiled but never a question lost.
type Step struct {
	Case  Case      // as it is once the step is done
	Was   State     // before; "" for a case that is new
	Draft *Question // to be stored in Drafts
	Move  *Move
	Kind  Kind   // of the mail that made the step; "" when time did
	Hand  *Place // where the mail lay before the owner moved it, when that made the step
	Why   string // one plain line
	Gone  bool   // once done: the mail to be moved was not there any more, and was left alone
}

// Move is one mail to be filed. Reads as "already so" when the mail is not
// there any more: the owner's hand wins.
type Move struct {
	From      Place
	To        string
	MessageID string // of the mail, to find it again where UIDs do not serve
	Again     bool   // a try that broke off may have done it already
}

// Acts reports whether the step touches the mailbox.
func (s Step) Acts() bool { return s.Draft != nil || s.Move != nil }

// MakePlan decides what a pass does about what was seen. In mode watch it
// plans what mode draft would do; the daemon then does none of it.
func MakePlan(s Sight, r Rules) Plan {
	p := planner{Sight: s, Rules: r, index: indexCases(s.Cases), questions: indexQuestions(s.Questions), left: r.PerDay - s.DraftedToday,
		verdicts: map[Place]Verdict{}, byHand: map[Place]bool{}, wrote: map[string][]*hearing{}, accepts: map[string]time.Time{}}
	p.questions.learn(s.Mails)
	p.settleQuestions()
	p.follow()
	p.hear()
	p.askLater()
	for _, m := range p.tellingFirst() {
		p.mail(m)
	}
	p.fileRepeated()
	p.lapse()
	p.finish()
	p.withdrawDrafts()
	p.retireDrafts()
	p.sayDeferred()
	if p.Older > 0 {
		p.note("%s left alone: `havewemet once --since 2020-01-31` looks at those that came since a day", plural(p.Older, "older invitation or reminder was", "older invitations or reminders were"))
	}
	return p.Plan
}

// tellingFirst puts the mails that bring a note before all others: who invites
// twice in one pass, and writes a note once, has written a note. Mails that
// never show notes come last: they judge nobody of whom another tells more.
func (p *planner) tellingFirst() []SeenMail {
	var order [3][]SeenMail
	for _, m := range p.Mails {
		tells, shows := 1, m.Kind == KindInvitation || m.Kind == KindReminder && m.first().Note != "" && p.tells(m)
		switch {
		case shows && m.Trust != Forged && p.verdict(m).Class == Personalized:
			tells = 0
		case m.aboutInviting() && !shows:
			tells = 2
		}
		order[tells] = append(order[tells], m)
	}
	return slices.Concat(order[:]...)
}

// verdict judges the invitation of a mail, once.
func (p *planner) verdict(m SeenMail) Verdict {
	v, ok := p.verdicts[m.At]
	if !ok {
		v = p.compared(m, p.Verdict(m.Notification, m.first()))
		p.verdicts[m.At] = v
	}
	return v
}

// planner carries a plan while it is made. Its cases are pointers into index,
// so that each mail of a pass sees what the mails before it did.
type planner struct {
	Sight
	Rules
	Plan
	index     *caseIndex
	questions questionIndex
	verdicts  map[Place]Verdict
	byHand    map[Place]bool // mails that the owner put where they are
	repeats   []repeat
	sent      *templateIndex        // notes of many people; nil until it is asked for
	wrote     map[string][]*hearing // by folded profile
	accepts   map[string]time.Time  // the same, when LinkedIn last said that they are connected
	left      int                   // questions that may still be drafted today
	deferred  int
	spared    int // left to the owner since their mailbox knows them
}

// step records that c has changed, or came to be.
func (p *planner) step(c *Case, was State, kind Kind) *Step {
	p.Steps = append(p.Steps, Step{Case: *c, Was: was, Kind: kind, Why: c.Why})
	return &p.Steps[len(p.Steps)-1]
}

func (p *planner) note(format string, a ...any) {
	p.Notes = append(p.Notes, fmt.Sprintf(format, a...))
}

// mail plans for one mail of the inbox.
func (p *planner) mail(m SeenMail) {
	about := m.aboutInviting()
	switch {
	case p.byHand[m.At]:
	case about && p.untrusted(m.Trust):
		p.setAside(m)
	case m.Kind == KindInvitation:
		p.invitation(m)
	case m.Kind == KindReminder && m.first().Note != "" && p.tells(m):
		p.invitation(m) // the reminders to guests show what was written
	case about:
		p.repeated(m)
	case m.Kind == KindAccepted:
		p.accepted(m)
	}
}

// untrusted tells a mail that is set aside unread.
func (r Rules) untrusted(t Trust) bool {
	return t == Forged || t == Unverified && r.Unverified == UnverifiedSuspicious
}

// aboutInviting tells a mail that speaks of people's wish to connect.
func (n Notification) aboutInviting() bool {
	return n.Kind == KindInvitation || n.Kind == KindReminder || n.Kind == KindSeveral
}

// setAside files away what is not trusted, without a question.
func (p *planner) setAside(m SeenMail) {
	c := Case{Invitation: m.first(), Seen: p.Now, Verdict: p.Verdict(m.Notification, m.first()), At: m.At}
	if known := p.index.byMail[m.MessageID]; known != nil && known.State == StateNew {
		c.ID, c.Seen = known.ID, known.Seen
	} else if known != nil && known.State != StateSuspicious { // the owner has decided otherwise
		return
	}
	c.meets(EventForged, p.Now, string(m.Trust)+": "+m.TrustWhy)
	p.index.add(&c)
	p.step(&c, "", m.Kind).Move = p.file(m, p.Folders.Suspicious)
}

// first is the invitation a mail speaks of first, or what is known without one.
func (n Notification) first() Invitation {
	if len(n.People) > 0 {
		return n.People[0]
	}
	return Invitation{Person: Person{Name: n.From.Name}, MessageID: n.MessageID, Subject: n.Subject, Received: n.Date, Trust: n.Trust, Channel: ChannelLinkedIn}
}

// file is the move of m to a folder; nil if it lies there.
func (p *planner) file(m SeenMail, to string) *Move {
	if m.At.Folder == to {
		return nil
	}
	return &Move{From: m.At, To: to, MessageID: m.MessageID}
}

// invitation plans for one person's wish to connect.
func (p *planner) invitation(m SeenMail) {
	inv, verdict := m.first(), p.verdict(m)
	var c *Case
	if known := p.index.find(inv); len(known) > 0 {
		if c = known[0]; c.State != StateNew && !c.onlyRepeated() {
			p.again(c, m, inv, verdict)
			return
		}
	} else {
		c = &Case{Invitation: inv, Seen: p.Now}
		p.index.add(c)
	}
	was := c.State
	if c.onlyRepeated() && c.MessageID != inv.MessageID {
		p.repeats = append(p.repeats, repeat{c, c.At, c.MessageID, Kind(c.Verdict.Kind)})
	}
	c.Invitation, c.Verdict, c.At = inv, verdict, m.At
	switch verdict.Class {
	case Personalized:
		c.meets(EventNote, p.Now, verdict.why())
		p.step(c, was, m.Kind).Move = p.file(m, p.Folders.Personal)
	case Generic:
		if h := p.heardFrom(c); h != nil {
			p.answered(c, h)
			return
		}
		if p.connected(c) {
			c.meets(EventAccepted, p.Now, "LinkedIn says that you are connected")
			p.step(c, was, m.Kind)
			return
		}
		p.ask(c, was, m, "")
	default:
		p.doubt(c, was, m, verdict.why())
	}
}

// doubt leaves a mail in the inbox, to be listed in the summary.
func (p *planner) doubt(c *Case, was State, m SeenMail, why string) {
	c.meets(EventDoubt, p.Now, why)
	p.step(c, was, m.Kind)
}

// why is the verdict's first reason, with the words that it quotes.
func (v Verdict) why() string {
	if len(v.Reasons) == 0 {
		return v.Kind
	}
	return v.Reasons[0].String()
}

// again plans for a further invitation of somebody who has a case. Nobody is
// asked twice; but a note of their own is news for the owner.
func (p *planner) again(c *Case, m SeenMail, inv Invitation, v Verdict) {
	was := c.State
	_, may := was.After(EventNote)
	switch {
	case may && v.Class == Personalized && inv.MessageID != c.MessageID:
		how := "invited again, with a note: "
		if inv.Same(c.Invitation) {
			how = "the note came with a later mail: "
		}
		c.Invitation, c.Verdict, c.At = inv, v, m.At
		c.meets(EventNote, p.Now, how+v.why())
		p.step(c, was, m.Kind).Move = p.file(m, p.Folders.Personal)
	case was == StateClosed && inv.MessageID != c.MessageID:
		c.Invitation, c.Verdict, c.At = inv, v, m.At
		p.doubt(c, was, m, "invited again, after you took the first invitation away: yours to decide")
	default:
		p.beside(c, m)
	}
}

// beside files a mail where its case's mail lies, unless the owner wants to see
// what nobody vouches for.
func (p *planner) beside(c *Case, m SeenMail) {
	if m.Trust == Unverified && p.Unverified == UnverifiedInbox {
		return
	}
	to := p.Folders.Of(c.State)
	if to == "" && c.State == StateAccepted {
		to = c.At.Folder
	}
	if to == "" || to == m.At.Folder {
		if c.State == StateNew {
			p.Held = append(p.Held, m.At)
		}
		return
	}
	st := p.step(c, c.State, m.Kind)
	st.Move = p.file(m, to)
	st.Why = fmt.Sprintf("filed beside the invitation of %s (%s)", c.Name, c.State)
}

// tells is whether a reminder's note may be news: unless somebody's invitation
// itself is still to be dealt with.
func (p *planner) tells(m SeenMail) bool {
	known := p.index.find(m.first())
	return len(known) == 0 || known[0].State != StateNew || known[0].MessageID == m.MessageID
}

// repeated plans for a mail that never shows notes: it judges nobody.
func (p *planner) repeated(m SeenMail) {
	var first *Case
	open := false
	for _, inv := range m.People {
		if known := p.index.find(inv); len(known) > 0 {
			if first == nil {
				first = known[0]
			}
			open = open || known[0].State == StateNew || known[0].State == StateUnsure
			continue
		}
		open = true
		c := &Case{Invitation: inv, Seen: p.Now, At: m.At, Verdict: p.Verdict(m.Notification, inv)}
		c.meets(EventDoubt, p.Now, c.Verdict.why())
		p.index.add(c)
		p.step(c, "", m.Kind)
	}
	switch {
	case first != nil && !open:
		p.beside(first, m)
	case first != nil && first.State == StateNew:
		p.Held = append(p.Held, m.At)
	}
}

// repeat is a mail that never shows notes, from which alone a person was known
// until their invitation came.
type repeat struct {
	*Case
	at        Place
	messageID string
	kind      Kind
}

// fileRepeated files such mails beside the invitation, once it has told of all
// people of theirs; before, they are still to be decided from them.
func (p *planner) fileRepeated() {
	open := map[string]bool{}
	for _, c := range p.index.cases {
		if c.onlyRepeated() {
			open[c.MessageID] = true
		}
	}
	for _, r := range p.repeats {
		to := p.Folders.Of(r.State)
		switch {
		case open[r.messageID] || r.at.Folder != p.Folders.Inbox:
			continue
		case to == "" && r.State == StateNew:
			p.Held = append(p.Held, r.at)
			continue
		case to == "":
			continue
		}
		open[r.messageID] = true
		st := p.step(r.Case, r.State, r.kind)
		st.Move = &Move{From: r.at, To: to, MessageID: r.messageID}
		st.Why = fmt.Sprintf("filed beside the invitation of %s (%s)", r.Name, r.State)
	}
}

// accepted closes the case of somebody with whom the owner is connected now.
// The mail stays where it is, and so does the invitation's. A mail from before
// the invitation is about somebody else; so may be one that gives no more than
// the name of somebody who is first seen in this pass: to leave them unasked
// because of a namesake would be wrong in silence.
func (p *planner) accepted(m SeenMail) {
	for _, inv := range m.People {
		known := p.index.find(inv)
		if len(known) != 1 || m.Trust == Forged {
			continue
		}
		c := known[0]
		if c.ID < 0 && inv.Profile == "" || !m.Date.IsZero() && m.Date.Before(c.Received) {
			continue
		}
		if was := c.State; c.meets(EventAccepted, p.Now, "LinkedIn says that you are connected") {
			p.step(c, was, m.Kind)
		}
	}
}

// connected tells whether LinkedIn has said since that c's inviter and the
// owner are connected. As in heardFrom, a name alone does not do.
func (p *planner) connected(c *Case) bool {
	at, ok := p.accepts[FoldName(c.Profile)]
	return ok && c.Profile != "" && !at.Before(c.Received)
}

// lapse lets go whoever was asked and stayed silent.
func (p *planner) lapse() {
	for _, c := range p.index.cases {
		due := c.Due(p.Wait, p.DaysOff)
		if due.IsZero() || due.After(p.Now) {
			continue
		}
		was := c.State
		c.meets(EventSilence, p.Now, fmt.Sprintf("no answer since %s", c.Asked.In(p.Now.Location()).Format("2 January 2006")))
		filed := p.redirect(c, p.Folders.Ignored)
		if st := p.step(c, was, ""); !filed {
			st.Move = &Move{From: c.At, To: p.Folders.Ignored, MessageID: c.MessageID}
		}
	}
}

// redirect changes where this plan moves c's mail; false if it does not.
func (p *planner) redirect(c *Case, to string) bool {
	for i := range p.Steps {
		if mv := p.Steps[i].Move; mv != nil && p.Steps[i].Case.ID == c.ID && mv.From == c.At {
			mv.To = to
			return true
		}
	}
	return false
}

// finish takes up moves between folders that broke off: a server without MOVE
// may have copied a mail and not removed it. Mails of the inbox come by
// themselves, since the inbox is read again.
func (p *planner) finish() {
	planned := map[string]bool{}
	for _, st := range p.Steps {
		if st.Move != nil {
			planned[st.Move.MessageID] = true
		}
	}
	for _, m := range p.Unfinished {
		c := p.index.byMessage[m.MessageID]
		if c == nil || planned[m.MessageID] || m.From.Folder == p.Folders.Inbox || m.From.Folder == p.Folders.Drafts {
			continue
		}
		planned[m.MessageID] = true
		m.Again = true
		st := p.step(c, c.State, "")
		st.Move, st.Why = &m, "finish what was broken off"
	}
}

// Unfiled is the plan on a server that cannot move mail safely: all mail stays
// where it is, and that is said.
func (p Plan) Unfiled() Plan {
	stay := 0
	for i := range p.Steps {
		if p.Steps[i].Move != nil {
			p.Steps[i].Move = nil
			stay++
		}
	}
	if stay > 0 {
		p.Notes = append(p.Notes, fmt.Sprintf("%s not filed: the server has neither MOVE nor UIDPLUS, and cannot move mail safely", mailsWere(stay)))
	}
	return p
}

func mailsWere(n int) string {
	if n == 1 {
		return "1 mail was"
	}
	return fmt.Sprintf("%d mails were", n)
}
