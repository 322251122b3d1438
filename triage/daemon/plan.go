package daemon

import (
	"context"
	"slices"

	"havewemet/mailbox"
	"havewemet/triage"
)

// plan decides. What a plan needs to know besides is looked up once, and then
// it is made anew.
func (d *Daemon) plan(ctx context.Context, box *mailbox.Session, s *sight) (triage.Plan, error) {
	plan := triage.MakePlan(s.Sight, s.rules)
	if err := d.lookUp(ctx, box, s, plan); err != nil {
		return plan, err
	}
	if err := d.readDrafts(ctx, box, s, plan.Unread); err != nil {
		return plan, err
	}
	if s.Known == nil && len(plan.Unread) == 0 {
		return plan, nil
	}
	return triage.MakePlan(s.Sight, s.rules), nil
}

// readDrafts reads drafts as a whole: whether the owner has touched them shows
// in every byte.
func (d *Daemon) readDrafts(ctx context.Context, box *mailbox.Session, s *sight, drafts []triage.Place) error {
	var uids []mailbox.UID
	for _, at := range drafts {
		uids = append(uids, mailbox.UID(at.UID))
	}
	if len(uids) == 0 {
		return nil
	}
	folder := s.rules.Folders.Drafts
	found, err := box.Read(ctx, mailbox.Read{Folder: folder, Fetch: []mailbox.Fetch{{UIDs: uids, Parts: mailbox.Whole}}})
	if err != nil || found[0].Err != nil {
		return err // a folder that cannot be read just now is for the next pass
	}
	for _, mail := range found[0].Mails[0] {
		at := triage.Place{Folder: folder, UIDValidity: found[0].UIDValidity, UID: uint32(mail.UID)}
		if i := slices.IndexFunc(s.Questions, func(q triage.SeenQuestion) bool { return q.At == at }); i >= 0 && mail.Whole {
			s.Questions[i].Raw = mail.Raw
		}
	}
	return nil
}
