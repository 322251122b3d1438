package daemon

import (
	"context"
	"maps"
	"slices"

	"havewemet/mailbox"
	"havewemet/triage"
	"havewemet/triage/ledger"
)

// mostFiled is how many filed mails are looked at, at most.
const mostFiled = 2000

// Filed reads what lies in the folders as evidence of what notes are. Nothing is
// changed.
//
// The folder is the label: Generic, and Answered and Ignored, whose mails come
// from there. Where the owner's hand put a mail, a person said so; where the
// daemon did, or where nobody knows any more, it was the daemon's own verdict.
func (d *Daemon) Filed(ctx context.Context) (e triage.Evidence, err error) {
	d.progress("connecting")
	box, err := d.Dial(ctx)
	if err != nil {
		return e, err
	}
	defer box.Close()
	d.progress("looking into the folders")
	s := &sight{rules: d.Rules, mails: map[string][]triage.SeenMail{}}
	if s.survey, err = box.Survey(ctx, nil); err != nil {
		return e, d.at(err)
	}
	if s.rules.Folders, err = resolve(s.survey, d.Rules); err != nil {
		return e, d.at(err)
	}
	f := s.rules.Folders
	hand, err := d.handOf(f)
	if err != nil {
		return e, err
	}
	labels := map[string]triage.Class{f.Personal: triage.Personalized, f.Generic: triage.Generic, f.Answered: triage.Generic, f.Ignored: triage.Generic}
	if err := d.readNewest(ctx, box, s, slices.Sorted(maps.Keys(labels))); err != nil {
		return e, d.at(err)
	}
	seen := map[string]bool{} // a reminder repeats the note
	for _, folder := range slices.Sorted(maps.Keys(labels)) {
		for _, m := range s.mails[folder] {
			byHand := hand.put(m) && folder != f.Answered && folder != f.Ignored
			for _, one := range d.Rules.Labelled(m, labels[folder]) {
				key := one.Profile + "\n" + one.Name + "\n" + one.Note
				switch {
				case seen[key]:
				case byHand:
					e.Said = append(e.Said, one)
				default:
					e.Filed = append(e.Filed, one)
				}
				seen[key] = true
			}
		}
	}
	return e, nil
}

// readNewest reads LinkedIn's mails of folders. Where they are too many, the
// oldest of the fullest folders are left out.
func (d *Daemon) readNewest(ctx context.Context, box *mailbox.Session, s *sight, folders []string) error {
	var found []mailbox.Found
	var tasks []task
	for _, folder := range folders {
		if _, there := s.survey.Folder(folder); there {
			tasks = append(tasks, task{mailbox.Read{Folder: folder, Search: []mailbox.Query{{Match: fromLinkedIn}}}, func(f mailbox.Found) ([]task, error) {
				found = append(found, f)
				return nil, nil
			}})
		}
	}
	if err := d.flights(ctx, box, tasks); err != nil {
		return err
	}
	most := mostFiled // of one folder
	for newest(found, most) > mostFiled {
		most--
	}
	var fetch []task
	for i, f := range found {
		wanted := map[mailbox.UID]mailbox.Parts{}
		for _, uid := range f.Hits[0][max(0, len(f.Hits[0])-most):] {
			wanted[uid] = mailbox.TextPart
		}
		fetch = append(fetch, d.fetchTasks(s, tasks[i].read.Folder, f.UIDValidity, wanted)...)
	}
	return d.flights(ctx, box, fetch)
}

// newest is how many mails are found with at most so many of each folder.
func newest(found []mailbox.Found, most int) (all int) {
	for _, f := range found {
		all += min(len(f.Hits[0]), most)
	}
	return all
}

// hand knows by Message-ID where the daemon put mails, and where the owner has
// put them since, so that where they lie tells whose doing that is. Folders of a
// config before this one tell nothing: the owner may have renamed them.
type hand struct {
	ours   map[string][]string // folders into which the daemon put a mail
	owners map[string]string   // where the owner put it, and the daemon left it
}

func (d *Daemon) handOf(f triage.Folders) (hand, error) {
	h := hand{map[string][]string{}, map[string]string{}}
	know := func(id, folder string) {
		if slices.Contains(append(filedFolders(f), f.Inbox), folder) {
			h.ours[id] = append(h.ours[id], folder)
		}
	}
	moves, err := d.Ledger.Moves()
	if err != nil {
		return h, err
	}
	moved := map[string]bool{}
	for _, e := range moves {
		moved[e.MessageID] = true
		if e.Action == ledger.ActionHand {
			know(e.MessageID, e.From.Folder)
			h.owners[e.MessageID] = e.To.Folder
			continue
		}
		know(e.MessageID, e.To.Folder)
		delete(h.owners, e.MessageID)
	}
	cases, err := d.Ledger.Cases()
	if err != nil {
		return h, err
	}
	for _, c := range cases {
		if !moved[c.MessageID] { // left where it was, or read back from there
			know(c.MessageID, c.At.Folder)
		}
	}
	return h, nil
}

// put tells whether the owner put a mail where it lies.
func (h hand) put(m triage.SeenMail) bool {
	if m.MessageID == "" {
		return false
	}
	known := h.ours[m.MessageID]
	return h.owners[m.MessageID] == m.At.Folder || len(known) > 0 && !slices.Contains(known, m.At.Folder)
}
