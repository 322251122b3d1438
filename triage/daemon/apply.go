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
func (o *outcome) undraft(step int, err error) {
	o.fail(step, err)
	for i := step; i < len(o.plan.Steps); i++ {
		if o.plan.Steps[i].Case.ID == o.plan.Steps[step].Case.ID {
			o.failed[i], o.undrafted[i] = true, true
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
			draft.Action, draft.MessageID = ledger.ActionDraft, st.Draft.MessageID
			all[i] = append(all[i], &draft)
		}
		if st.Move != nil {
			move := e
			move.Action, move.MessageID, move.From, move.To.Folder = ledger.ActionMove, st.Move.MessageID, st.Move.From, st.Move.To
			if plan.Undoes {
				move.Action = ledger.ActionUndo
			}
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
			o.undraft(steps[k], fmt.Errorf("draft question to %q: %w", o.plan.Steps[steps[k]].Case.Name, st.Err))
			continue
		}
		e.To = triage.Place{Folder: drafts, UIDValidity: st.UIDValidity, UID: uint32(st.UID)}
		took(expect, st)
	}
	return nil
}
