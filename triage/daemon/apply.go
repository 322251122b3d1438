package daemon

import (
	"context"
	"fmt"
	"slices"
	"time"

	"havewemet/mailbox"
	"havewemet/triage"
	"havewemet/triage/ledger"
)

// outcome is what came of a plan.
type outcome struct {
	seen      *sight
	plan      triage.Plan
	did       bool            // false in mode watch: nothing was to be done
	failed    map[int]bool    // steps that were not done, or not to the end
	undrafted map[int]bool    // those of them whose question is not stored
	entries   []*ledger.Entry // the journal of what was
	trouble   []string
}

func (o *outcome) fail(step int, err error) {
	if !o.failed[step] {
		o.failed[step] = true
		o.trouble = append(o.trouble, err.Error())
	}
}

// undraft leaves undone a step whose question is not stored, and what was
// planned after it about the same case.
func (o *outcome) undraft(step int) {
	for i := step; i < len(o.plan.Steps); i++ {
		if o.plan.Steps[i].Case.ID == o.plan.Steps[step].Case.ID {
			o.failed[i], o.undrafted[i] = o.failed[i] || i != step, true
		}
	}
}

// apply does a plan: intents into the journal, then all drafts, then all
// moves. What the server refuses is trouble of that one step; what breaks the
// connection ends the pass, and the next one looks how far it came.
//
// A cancelled ctx lets the flight in hand end, and starts no further one.
func (d *Daemon) apply(ctx context.Context, box *mailbox.Session, s *sight, plan triage.Plan) (outcome, error) {
	o := outcome{seen: s, plan: plan, did: true, failed: map[int]bool{}, undrafted: map[int]bool{}}
	entries := d.intents(plan, s.Now)
	for _, e := range entries {
		o.entries = append(o.entries, e...)
	}
	if len(o.entries) == 0 {
		return o, nil
	}
	before := s.before
	before.FirstPass = s.memory.FirstPass
	if err := d.Ledger.Intend(o.entries, before, s.Now); err != nil {
		return o, err
	}
	for _, act := range []func(context.Context, *mailbox.Session, *outcome, [][]*ledger.Entry) error{d.makeFolders, d.storeDrafts, d.moveMails} {
		if err := context.Cause(ctx); err != nil {
			return o, fmt.Errorf("stopped before all was done, the next pass goes on: %w", err)
		}
		if err := act(context.WithoutCancel(ctx), box, &o, entries); err != nil {
			return o, d.at(err)
		}
	}
	return o, nil
}

// intents are the journal entries of each step.
func (d *Daemon) intents(plan triage.Plan, now time.Time) [][]*ledger.Entry {
	all := make([][]*ledger.Entry, len(plan.Steps))
	for i, st := range plan.Steps {
		e := ledger.Entry{Pass: now.UTC().Format(time.RFC3339), At: now, Name: st.Case.Name, Why: st.Why}
		if st.Draft != nil {
			draft := e
			draft.Action, draft.MessageID = "draft", st.Draft.MessageID
			all[i] = append(all[i], &draft)
		}
		if st.Move != nil {
			move := e
			move.Action, move.MessageID, move.From, move.To.Folder = "move", st.Move.MessageID, st.Move.From, st.Move.To
			all[i] = append(all[i], &move)
		}
	}
	return all
}

// makeFolders makes the folders that the plan needs and the server lacks. It
// comes first and alone: where it is not permitted, nothing else is done.
func (d *Daemon) makeFolders(ctx context.Context, box *mailbox.Session, o *outcome, _ [][]*ledger.Entry) error {
	needed := map[string]bool{}
	for _, st := range o.plan.Steps {
		if st.Move != nil {
			needed[st.Move.To] = true
		}
	}
	create := missing(o.seen.survey, needed)
	if len(create) == 0 {
		return nil
	}
	slices.Sort(create)
	d.progress("making folders")
	if _, err := box.Store(ctx, create, nil); err != nil {
		return refuse("make the folders yourself, or name others in the config: [folders]", "%w; nothing was done", err)
	}
	return nil
}

// storeDrafts puts the questions into Drafts, all in one flight.
func (d *Daemon) storeDrafts(ctx context.Context, box *mailbox.Session, o *outcome, entries [][]*ledger.Entry) error {
	var items []mailbox.Item
	var steps []int
	drafts := o.seen.rules.Folders.Drafts
	for i, st := range o.plan.Steps {
		if st.Draft != nil {
			items = append(items, mailbox.Item{Folder: drafts, Raw: st.Draft.Raw, Flags: []string{`\Draft`, `\Seen`}, Time: o.seen.Now})
			steps = append(steps, i)
		}
	}
	if len(items) == 0 {
		return nil
	}
	d.progress(fmt.Sprintf("storing %d drafts", len(items)))
	stored, err := box.Store(ctx, nil, items)
	if err != nil {
		return err
	}
	expect := &o.seen.memory.Drafts
	for k, st := range stored {
		e := entries[steps[k]][0]
		e.Done = o.seen.Now
		if st.Err != nil {
			e.Error = st.Err.Error()
			o.undraft(steps[k])
			o.fail(steps[k], fmt.Errorf("draft question to %q: %w", o.plan.Steps[steps[k]].Case.Name, st.Err))
			continue
		}
		e.To = triage.Place{Folder: drafts, UIDValidity: st.UIDValidity, UID: uint32(st.UID)}
		took(expect, st)
	}
	return nil
}

// moveMails files the mails: those of the inbox, which is open, then those
// that lie in other folders.
func (d *Daemon) moveMails(ctx context.Context, box *mailbox.Session, o *outcome, entries [][]*ledger.Entry) error {
	byFolder := map[string][]int{}
	for i, st := range o.plan.Steps {
		switch {
		case st.Move == nil:
		case o.failed[i]: // its draft is not stored: the mail stays where it is
			e := entries[i][len(entries[i])-1]
			e.Done, e.Error = o.seen.Now, "not moved, because its question could not be stored"
		default:
			byFolder[st.Move.From.Folder] = append(byFolder[st.Move.From.Folder], i)
		}
	}
	inbox := o.seen.rules.Folders.Inbox
	folders := []string{inbox}
	for folder := range byFolder {
		if folder != inbox {
			folders = append(folders, folder)
		}
	}
	slices.Sort(folders[1:])
	for _, folder := range folders {
		steps := byFolder[folder]
		if len(steps) == 0 {
			continue
		}
		d.progress(fmt.Sprintf("filing %d mails", len(steps)))
		if err := d.locate(ctx, box, o, folder, steps); err != nil {
			return err
		}
		if err := d.moveFrom(ctx, box, o, folder, steps, entries); err != nil {
			return err
		}
	}
	return nil
}

// locate finds again the mails of steps that this pass has not read: since
// they were filed, weeks may have passed, the folder may have new numbers, and
// the owner may have moved them. What is not found for certain is gone.
func (d *Daemon) locate(ctx context.Context, box *mailbox.Session, o *outcome, folder string, steps []int) error {
	read := map[triage.Place]bool{}
	for _, m := range o.seen.Mails {
		read[m.At] = true
	}
	search := mailbox.Read{Folder: folder, Write: true}
	var old, asked []int
	for _, i := range steps {
		mv := o.plan.Steps[i].Move
		if read[mv.From] {
			continue
		}
		old = append(old, i)
		if searchable(mv.MessageID) {
			search.Search = append(search.Search, mailbox.Query{Match: has("Message-ID", mv.MessageID)})
			asked = append(asked, i)
		}
	}
	if len(old) == 0 {
		return nil
	}
	found, err := box.Read(ctx, search)
	if err != nil {
		return err
	}
	ids, err := d.messageIDs(ctx, box, folder, found[0])
	if err != nil {
		return err
	}
	for _, i := range old {
		from := &o.plan.Steps[i].Move.From
		if found[0].Err != nil || from.UIDValidity != found[0].UIDValidity {
			from.UID = 0
		}
		from.UIDValidity = found[0].UIDValidity
	}
	for _, i := range asked {
		mv := o.plan.Steps[i].Move
		mv.From.UID = pick(ids[mv.MessageID], mv.From.UID)
	}
	return nil
}

// messageIDs reads the Message-IDs of what was found, and returns the UIDs of
// each: a server searches for a part of the field, and a stranger may have
// written a Message-ID that holds another's.
func (d *Daemon) messageIDs(ctx context.Context, box *mailbox.Session, folder string, f mailbox.Found) (map[string][]uint32, error) {
	ids := map[string][]uint32{}
	uids := slices.Compact(slices.Sorted(slices.Values(slices.Concat(f.Hits...))))
	if len(uids) == 0 {
		return ids, nil
	}
	found, err := box.Read(ctx, mailbox.Read{Folder: folder, Write: true, Fetch: []mailbox.Fetch{{UIDs: uids, Parts: mailbox.Envelope}}})
	if err != nil || found[0].Err != nil || found[0].UIDValidity != f.UIDValidity {
		return ids, err
	}
	for _, mail := range found[0].Mails[0] {
		if n, err := d.Reader.Read(mail.Raw); err == nil {
			ids[n.MessageID] = append(ids[n.MessageID], uint32(mail.UID))
		}
	}
	return ids, nil
}

// pick chooses the mail that is meant: the one at the remembered number, else
// the only one; 0 if there is none, or if it is not certain.
func pick(uids []uint32, remembered uint32) uint32 {
	switch {
	case slices.Contains(uids, remembered):
		return remembered
	case len(uids) == 1:
		return uids[0]
	}
	return 0
}

// moveFrom moves mails out of one folder, all in one flight. A mail that is
// not there any more is the owner's doing: it is left alone, and the case goes on.
func (d *Daemon) moveFrom(ctx context.Context, box *mailbox.Session, o *outcome, folder string, steps []int, entries [][]*ledger.Entry) error {
	byTarget := map[string][]int{}
	var targets []string
	var validity uint32
	for _, i := range steps {
		m := o.plan.Steps[i].Move
		if m.From.UID == 0 || validity != 0 && m.From.UIDValidity != validity {
			o.gone(i, entries[i])
			continue
		}
		validity = m.From.UIDValidity
		if byTarget[m.To] == nil {
			targets = append(targets, m.To)
		}
		byTarget[m.To] = append(byTarget[m.To], i)
	}
	var moves []mailbox.Move
	for _, to := range targets {
		mv := mailbox.Move{To: to}
		for _, i := range byTarget[to] {
			mv.UIDs = append(mv.UIDs, mailbox.UID(o.plan.Steps[i].Move.From.UID))
		}
		moves = append(moves, mv)
	}
	if len(moves) == 0 {
		return nil
	}
	moved, err := box.Move(ctx, folder, validity, moves)
	if err != nil {
		return err
	}
	for k, to := range targets {
		for _, i := range byTarget[to] {
			o.moved(i, entries[i], moved[k])
		}
	}
	return nil
}

// gone settles a step whose mail the owner has taken away.
func (o *outcome) gone(i int, entries []*ledger.Entry) {
	e := entries[len(entries)-1]
	e.Done, e.Error = o.seen.Now, "not moved: it is not there any more"
	if !o.plan.Steps[i].Move.Again {
		o.plan.Steps[i].Case.Why += "; its mail was moved by hand and left alone"
	}
}

// moved settles a step by what the server says of its move.
func (o *outcome) moved(i int, entries []*ledger.Entry, m mailbox.Moved) {
	e, st := entries[len(entries)-1], &o.plan.Steps[i]
	e.Done = o.seen.Now
	if m.Err != nil {
		e.Error = m.Err.Error()
		o.fail(i, fmt.Errorf("file the mail of %q in %q: %w", st.Case.Name, st.Move.To, m.Err))
		return
	}
	uid, there := m.UIDs[mailbox.UID(st.Move.From.UID)]
	if !there && len(m.UIDs) > 0 {
		o.gone(i, entries)
		return
	}
	e.To = triage.Place{Folder: st.Move.To, UIDValidity: m.UIDValidity, UID: uint32(uid)}
	if st.Case.At.Folder == st.Move.From.Folder { // not for a reminder, which is filed beside its invitation
		st.Case.At = e.To
	}
}
