package triage

import (
	"fmt"
	"slices"
	"time"
)

// Deed is something that a pass did: it stored a question, or moved a mail.
type Deed struct {
	Draft     bool
	Name      string // whom it was about
	MessageID string // of the question, or of the mail
	From, To  Place
}

// UndoSight is what is known when deeds are to be taken back.
type UndoSight struct {
	Now       time.Time
	Deeds     []Deed // oldest first
	Cases     []Case
	Where     map[string][]Place // by Message-ID: where the mails and questions lie now
	Questions []SeenQuestion     // those of them that lie in Drafts, read whole
}

// PlanUndo takes deeds back, the last one first: mails go where they came from,
// questions that nobody has touched go to Trash. What cannot be taken back is
// said in the plan's notes. To the case it is as if the owner's hand had moved
// the mail: it is not triaged again.
func PlanUndo(s UndoSight, f Folders) Plan {
	u := undoer{UndoSight: s, folders: f, index: indexCases(s.Cases), back: map[string]*Step{}, before: map[string]Case{}}
	question := func(d Deed) bool { return d.Draft || d.From.Folder == f.Drafts }
	for _, d := range slices.Backward(s.Deeds) {
		if !question(d) {
			u.move(d)
		}
	}
	mails := u.steps
	u.steps = nil
	told := map[string]bool{}
	for _, d := range slices.Backward(s.Deeds) {
		switch {
		case question(d) && told[d.MessageID]:
			continue
		case d.Draft:
			u.draft(d)
		case question(d):
			u.retired(d)
		}
		told[d.MessageID] = question(d)
	}
	p := Plan{Undoes: true, Notes: u.notes}
	for _, st := range append(u.steps, mails...) { // what becomes of the mail is the last word about a case
		p.Steps = append(p.Steps, *st)
	}
	return p
}

type undoer struct {
	UndoSight
	folders Folders
	index   *caseIndex
	steps   []*Step
	back    map[string]*Step // by the mail's Message-ID
	before  map[string]Case  // as they are, by the same
	notes   []string
}

func (u *undoer) note(format string, a ...any) { u.notes = append(u.notes, fmt.Sprintf(format, a...)) }

// in is where a mail lies in a folder.
func (u *undoer) in(folder, id string) (Place, bool) {
	i := slices.IndexFunc(u.Where[id], func(p Place) bool { return p.Folder == folder })
	if i < 0 || folder == "" {
		return Place{}, false
	}
	return u.Where[id][i], true
}

// caseOf is the case that a deed was about: that of the mail or question, else
// of the only person of that name; nil if there is none.
func (u *undoer) caseOf(d Deed) *Case {
	if c := u.index.byMail[d.MessageID]; c != nil {
		return c
	}
	if c := u.index.byMessage[d.MessageID]; c != nil {
		return c
	}
	if known := u.index.find(Invitation{Person: Person{Name: d.Name}}); len(known) == 1 {
		return known[0]
	}
	return nil
}

func (u *undoer) move(d Deed) {
	if st := u.back[d.MessageID]; st != nil {
		if st.Move.To == d.To.Folder { // further back
			u.moveBack(st, d)
		}
		return
	}
	c := u.caseOf(d)
	at, there := u.in(d.To.Folder, d.MessageID)
	_, back := u.in(d.From.Folder, d.MessageID)
	switch elsewhere := u.Where[d.MessageID]; {
	case there && c != nil:
		st := &Step{Case: *c, Was: c.State, Hand: &at, Move: &Move{From: at, MessageID: d.MessageID}}
		u.steps, u.back[d.MessageID], u.before[d.MessageID] = append(u.steps, st), st, *c
		u.moveBack(st, d)
	case back:
	case len(elsewhere) > 0:
		u.note("the mail of %s stays in %q: it was moved there since", d.Name, elsewhere[0].Folder)
	case c == nil && there:
		u.note("the mail of %s stays in %q: nothing is known of it any more", d.Name, d.To.Folder)
	default:
		u.note("the mail of %s is in none of the folders any more", d.Name)
	}
}

// moveBack lets a step bring its mail to where a deed took it from.
func (u *undoer) moveBack(st *Step, d Deed) {
	st.Move.To = d.From.Folder
	c := u.caseOf(d)
	st.Why = "taken back"
	if c.MessageID == d.MessageID { // else it is a reminder, filed beside
		*c = u.before[d.MessageID]
		e := u.folders.Hand(d.From.Folder)
		if asked := !c.Asked.IsZero(); c.meets(e, u.Now, "taken back: yours to decide") && e == HandGeneric && asked {
			c.askAnew(u.Now, "taken back")
		}
		st.Case, st.Why = *c, c.Why
	}
}

func (u *undoer) draft(d Deed) {
	at, there := u.in(u.folders.Drafts, d.MessageID)
	_, trashed := u.in(u.folders.Trash, d.MessageID)
	i := slices.IndexFunc(u.Questions, func(q SeenQuestion) bool { return q.At == at })
	c := u.caseOf(d)
	switch {
	case trashed && !there:
	case !there || c == nil:
		u.note("the question to %s was sent, pasted or removed: that cannot be taken back", d.Name)
	case i < 0 || !Untouched(u.Questions[i].Raw):
		u.note("the question to %s stays in Drafts: you edited it", d.Name)
	case u.folders.Trash == "":
		u.note("the question to %s stays in Drafts: "+noTrash, d.Name)
	default:
		moved := func(d Deed) bool { return !d.Draft && d.MessageID == c.MessageID }
		if c.At.Folder == u.folders.Generic && !slices.ContainsFunc(u.Deeds, moved) {
			u.note("the mail of %s stays in %q, where you put it: move it to the inbox or to another folder", c.Name, c.At.Folder)
		}
		was := c.State
		c.meets(EventUndone, u.Now, "the question was taken back: yours to decide") // where the mail stays; else its own step says
		u.steps = append(u.steps, &Step{Case: *c, Was: was, Why: "the question is taken back", Move: &Move{From: at, To: u.folders.Trash, MessageID: d.MessageID}})
	}
}

// retired brings a question back to Drafts, if it may be sent again.
func (u *undoer) retired(d Deed) {
	c := u.caseOf(d)
	at, there := u.in(d.To.Folder, d.MessageID)
	switch {
	case !there || c == nil:
		u.note("the question to %s is not in %q any more", d.Name, d.To.Folder)
	case u.back[c.MessageID] == nil && c.State != StateNew:
		u.note("the question to %s stays in %q: the case is settled (%s)", d.Name, d.To.Folder, c.State)
	default:
		u.steps = append(u.steps, &Step{Case: *c, Was: c.State, Why: "the question is put back into Drafts", Move: &Move{From: at, To: u.folders.Drafts, MessageID: d.MessageID}})
	}
}
