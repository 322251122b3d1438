package daemon

import (
	"context"
	"slices"
	"time"

	"havewemet/mailbox"
	"havewemet/triage"
	"havewemet/triage/ledger"
)

// Undo takes back what passes did, as the journal tells it, oldest first. It is
// planned and done like a pass; where it breaks off, the next pass takes what was
// moved back for the owner's doing, which comes to the same. With act false
// nothing is done.
func (d *Daemon) Undo(ctx context.Context, now time.Time, entries []ledger.Entry, act bool) (Report, error) {
	if act {
		unlock, err := d.Ledger.Lock(ctx)
		if err != nil {
			return Report{}, err
		}
		defer unlock()
	}
	m, err := d.recall(now)
	if err != nil {
		return Report{}, err
	}
	if m.broken() {
		return Report{}, refuse("run `havewemet once` first: it looks how far that pass came", "a pass broke off, and what it did is not known: nothing was done")
	}
	d.progress("connecting")
	box, err := d.Dial(ctx)
	if err != nil {
		return Report{}, err
	}
	defer box.Close()
	s := newSight(d.Rules, m)
	if s.survey, err = box.Survey(ctx, nil); err != nil {
		return Report{}, d.at(err)
	}
	if s.rules.Folders, err = resolve(s.survey, d.Rules); err != nil {
		return Report{}, d.at(err)
	}
	s.memory.Folders = s.rules.Folders
	plan, err := d.planUndo(ctx, box, s, Deeds(entries))
	if err != nil {
		return Report{}, d.at(err)
	}
	if !box.Has("MOVE") && !box.Has("UIDPLUS") {
		plan = plan.Unfiled()
	}
	report := Report{Plan: plan, Mode: d.Rules.Mode, Dry: !act}
	if act {
		done, err := d.apply(ctx, box, s, plan)
		if err != nil {
			return report, err
		}
		report.Trouble, report.Failed = done.trouble, len(done.failed)
		if err := d.record(done); err != nil {
			return report, err
		}
	}
	report.Turns = box.Turns()
	return report, nil
}

// planUndo looks where everything lies now, and plans.
func (d *Daemon) planUndo(ctx context.Context, box *mailbox.Session, s *sight, deeds []triage.Deed) (triage.Plan, error) {
	f := s.rules.Folders
	u := triage.UndoSight{Now: s.Now, Deeds: deeds, Cases: s.Cases}
	var ids []string
	for _, deed := range deeds {
		ids = append(ids, deed.MessageID)
	}
	folders := slices.DeleteFunc(append(filedFolders(f), f.Inbox, f.Drafts, f.Trash), func(name string) bool { return name == "" })
	var err error
	d.progress("looking where the mails lie")
	if u.Where, err = d.whereLie(ctx, box, s, folders, ids); err != nil {
		return triage.Plan{}, err
	}
	var drafts []triage.Place
	for id, places := range u.Where {
		for _, at := range places {
			if at.Folder == f.Drafts {
				s.Questions = append(s.Questions, triage.SeenQuestion{At: at, MessageID: id})
				drafts = append(drafts, at)
			}
		}
	}
	if err := d.readDrafts(ctx, box, s, drafts); err != nil {
		return triage.Plan{}, err
	}
	u.Questions = s.Questions
	return triage.PlanUndo(u, f), nil
}

// Deeds are those of the journal's entries that changed the mailbox and can be
// taken back.
func Deeds(entries []ledger.Entry) (deeds []triage.Deed) {
	for _, e := range entries {
		if acted := e.Action == ledger.ActionDraft || e.Action == ledger.ActionMove; acted && e.Error == "" && !e.Done.IsZero() {
			deeds = append(deeds, triage.Deed{Draft: e.Action == ledger.ActionDraft, Name: e.Name, MessageID: e.MessageID, From: e.From, To: e.To})
		}
	}
	return deeds
}
