package daemon

import (
	"context"
	"fmt"
	"slices"

	"havewemet/mailbox"
	"havewemet/triage"
	"havewemet/triage/ledger"
)

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
	for _, q := range o.seen.Questions {
		read[q.At] = q.Raw != nil
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
	before := map[int]triage.Place{}
	for _, i := range old {
		from := &o.plan.Steps[i].Move.From
		before[i] = *from
		if found[0].Err != nil || from.UIDValidity != found[0].UIDValidity {
			from.UID = 0
		}
		from.UIDValidity = found[0].UIDValidity
	}
	for _, i := range asked {
		mv := o.plan.Steps[i].Move
		mv.From.UID = pick(ids[mv.MessageID], mv.From.UID)
	}
	for _, i := range old {
		o.lies(i, before[i], o.plan.Steps[i].Move.From)
	}
	return nil
}

// lies tells all steps about a case where its mail is now; the place of another
// mail, of a reminder filed beside it or a draft, is not the case's.
func (o *outcome) lies(step int, before, now triage.Place) {
	for i := range o.plan.Steps {
		if c := &o.plan.Steps[i].Case; c.ID == o.plan.Steps[step].Case.ID && c.At == before {
			c.At = now
		}
	}
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
	mails, err := d.envelopes(ctx, box, mailbox.Read{Folder: folder, Write: true}, uids)
	for _, m := range mails {
		if m.At.UIDValidity == f.UIDValidity {
			ids[m.MessageID] = append(ids[m.MessageID], m.At.UID)
		}
	}
	return ids, err
}

// envelopes reads the envelopes of mails in the folder that read opens.
func (d *Daemon) envelopes(ctx context.Context, box *mailbox.Session, read mailbox.Read, uids []mailbox.UID) ([]triage.SeenMail, error) {
	read.Fetch = []mailbox.Fetch{{UIDs: uids, Parts: mailbox.Envelope}}
	found, err := box.Read(ctx, read)
	if err != nil {
		return nil, err
	}
	if err := found[0].Err; err != nil {
		return nil, fmt.Errorf("read %q: %w", read.Folder, err)
	}
	return d.seen(read.Folder, found[0]), nil
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
		o.expect(folder, to, moved[k])
		for _, i := range byTarget[to] {
			o.moved(i, entries[i], moved[k], box.Has("UIDPLUS"))
		}
	}
	return nil
}

// gone settles a step whose mail the owner has taken away.
func (o *outcome) gone(i int, entries []*ledger.Entry) {
	e := entries[len(entries)-1]
	e.Done, e.Error = o.seen.Now, "not moved: it is not there any more"
	if !o.plan.Steps[i].Move.Again {
		o.plan.Steps[i].Gone = true
		o.plan.Steps[i].Case.Why += "; its mail was moved by hand and left alone"
	}
}

// moved settles a step by what the server says of its move. A server that tells
// the new numbers (RFC 4315) and does not tell one has not moved the mail: the
// owner was faster. The next pass then looks where it should lie.
func (o *outcome) moved(i int, entries []*ledger.Entry, m mailbox.Moved, tells bool) {
	e, st := entries[len(entries)-1], &o.plan.Steps[i]
	e.Done = o.seen.Now
	if m.Err != nil {
		e.Error = m.Err.Error()
		o.fail(i, fmt.Errorf("file the mail of %q in %q: %w", st.Case.Name, st.Move.To, m.Err))
		return
	}
	uid, there := m.UIDs[mailbox.UID(st.Move.From.UID)]
	e.To = triage.Place{Folder: st.Move.To, UIDValidity: m.UIDValidity, UID: uint32(uid)}
	if !there && (tells || len(m.UIDs) > 0) {
		e.To = triage.Place{Folder: st.Move.To}
		o.gone(i, entries)
	}
	o.lies(i, st.Move.From, e.To)
}
