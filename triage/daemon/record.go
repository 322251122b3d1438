package daemon

import (
	"slices"
	"time"

	"havewemet/mailbox"
	"havewemet/triage"
	"havewemet/triage/ledger"
)

// record writes what a pass learned into the ledger, all or nothing.
func (d *Daemon) record(o outcome) error {
	s := o.seen
	var rec recorder
	if s.ReadBack {
		for _, c := range s.Cases {
			rec.put(c)
		}
	}
	for i, st := range o.plan.Steps {
		switch {
		case !o.did:
			rec.watched(st)
		case !o.failed[i]:
			rec.put(st.Case)
		case st.Move != nil && o.fromInbox(st) && !o.undrafted[i]:
			// Only the filing failed: the question is asked all the same, and
			// the mail, which is held, is filed when the server lets it be.
			st.Case.At = st.Move.From
			rec.put(st.Case)
		}
	}
	entries := o.entries
	said := func(action string, lines []string) {
		for _, line := range lines {
			entries = append(entries, &ledger.Entry{Pass: s.Now.UTC().Format(time.RFC3339), At: s.Now, Action: action, Why: line, Done: s.Now})
		}
	}
	said("trouble", append(s.trouble, o.trouble...))
	memory := s.memory
	if o.did {
		said("note", o.plan.Notes)
		memory.Held = o.held()
	} else { // watching uses nothing up
		memory.Drafts, memory.Sent, memory.Held = s.before.Drafts, s.before.Sent, s.before.Held
	}
	return d.Ledger.Record(rec.cases, entries, memory, s.Now, s.heal && o.did)
}

// held are the mails to be read again: those that the plan holds, those that
// could not be filed, and, where the day's limit kept them from being read,
// those held before.
func (o *outcome) held() []triage.Place {
	held := slices.Clone(o.plan.Held)
	for i, st := range o.plan.Steps {
		if o.failed[i] && st.Move != nil && o.fromInbox(st) {
			held = append(held, st.Move.From)
		}
	}
	if !o.seen.readHeld {
		held = append(held, o.seen.before.Held...)
	}
	return held
}

func (o *outcome) fromInbox(st triage.Step) bool {
	return st.Move.From.Folder == o.seen.rules.Folders.Inbox
}

// recorder collects cases, the last word about each.
type recorder struct {
	cases []*triage.Case
	byID  map[int64]*triage.Case
}

func (r *recorder) put(c triage.Case) {
	if r.byID == nil {
		r.byID = map[int64]*triage.Case{}
	}
	if old := r.byID[c.ID]; old != nil {
		*old = c
		return
	}
	r.byID[c.ID] = &c
	r.cases = append(r.cases, &c)
}

// watched keeps what came while the daemon only looks on: seen, with its
// verdict, and still to be triaged once it may act.
func (r *recorder) watched(st triage.Step) {
	if st.Was != "" && st.Was != triage.StateNew {
		return
	}
	c := st.Case
	if c.State == triage.StateUnsure && st.Kind != triage.KindInvitation { // it judges nobody, and never will
		r.put(c)
		return
	}
	c.State, c.Question, c.Drafted, c.Asked = triage.StateNew, "", time.Time{}, time.Time{}
	if st.Move != nil {
		c.At = st.Move.From
	}
	r.put(c)
}

// took counts a mail of our own into what is expected of a folder, so that it
// does not look changed. What does not fit makes the next pass look.
func took(c *ledger.Cursor, st mailbox.Stored) {
	if st.UID == 0 || st.UIDValidity != c.UIDValidity || uint32(st.UID) != c.UIDNext {
		*c = ledger.Cursor{}
		return
	}
	c.UIDNext++
	c.Messages++
}
