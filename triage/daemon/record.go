package daemon

import (
	"maps"
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
	if o.did {
		for _, c := range o.plan.Found {
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
	if o.did {
		entries = append(entries, o.hands()...)
	}
	said := func(action string, lines []string) {
		for _, line := range lines {
			entries = append(entries, &ledger.Entry{Pass: s.Now.UTC().Format(time.RFC3339), At: s.Now, Action: action, Why: line, Done: s.Now})
		}
	}
	said(ledger.ActionTrouble, append(s.trouble, o.trouble...))
	memory := s.memory
	if o.did {
		said(ledger.ActionNote, o.plan.Notes)
		memory.Held = o.held()
	} else { // watching uses nothing up
		memory.Drafts, memory.Sent, memory.Held, memory.Filed = s.before.Drafts, s.before.Sent, s.before.Held, s.before.Filed
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

// hands are the journal's lines for what the owner did. What the undo command
// moved back has a line of its own.
func (o *outcome) hands() (entries []*ledger.Entry) {
	if o.plan.Undoes {
		return nil
	}
	for i, st := range o.plan.Steps {
		if st.Hand != nil && !o.failed[i] {
			entries = append(entries, &ledger.Entry{Pass: o.seen.Now.UTC().Format(time.RFC3339), At: o.seen.Now, Action: ledger.ActionHand, Name: st.Case.Name,
				MessageID: st.Case.MessageID, From: *st.Hand, To: st.Case.At, Why: st.Why, Done: o.seen.Now})
		}
	}
	return entries
}

// expect counts moves of our own into what is expected of the two folders, so
// that they do not look changed. Where the server does not tell enough they are
// left as they were, and the next pass looks.
func (o *outcome) expect(from, to string, m mailbox.Moved) {
	if m.Err != nil || len(m.UIDs) == 0 {
		return
	}
	memory := &o.seen.memory
	n := uint32(len(m.UIDs))
	if c, ours := memory.Filed[from]; ours && c.Messages >= n {
		c.Messages -= n
		memory.Filed[from] = c
	}
	if from == memory.Folders.Drafts && memory.Drafts.Messages >= n {
		memory.Drafts.Messages -= n
	}
	c, ours := memory.Filed[to]
	if c == (ledger.Cursor{}) {
		c = ledger.Cursor{UIDValidity: m.UIDValidity, UIDNext: 1}
	}
	first, last := uint32(slices.Min(slices.Collect(maps.Values(m.UIDs)))), uint32(slices.Max(slices.Collect(maps.Values(m.UIDs))))
	if ours && c.UIDValidity == m.UIDValidity && first == c.UIDNext && last == first+n-1 {
		memory.Filed[to] = ledger.Cursor{UIDValidity: c.UIDValidity, UIDNext: last + 1, Messages: c.Messages + n}
	}
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
