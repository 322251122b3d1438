package daemon

import (
	"context"
	"slices"

	"havewemet/mailbox"
	"havewemet/triage"
	"havewemet/triage/ledger"
)

// The owner works on the same folders, by any client. What changed there since
// the daemon left them shows in their STATUS, which is asked for anyway; only a
// folder that changed is opened, and only what is new in it is read.

// lying is what lies in a folder.
type lying struct {
	validity uint32
	uids     map[uint32]bool
}

func lyingOf(validity uint32, uids []mailbox.UID) lying {
	l := lying{validity, make(map[uint32]bool, len(uids))}
	for _, uid := range uids {
		l.uids[uint32(uid)] = true
	}
	return l
}

func (l lying) holds(p triage.Place) bool { return p.UIDValidity == l.validity && l.uids[p.UID] }

// handTasks look into the folders of cases that are not as they were left. When
// memory is lost, the folders are read as a whole anyway.
func (d *Daemon) handTasks(s *sight, m mind) []task {
	if m.lost() {
		return nil
	}
	s.anyone = m.broken() // there are cases that were not written down
	var tasks []task
	for _, folder := range filedFolders(s.rules.Folders) {
		left, known := m.Filed[folder]
		status, asked := s.status[folder]
		if known && asked && cursorOf(status) == left && !m.misses(folder) {
			continue
		}
		if _, there := s.survey.Folder(folder); !there {
			s.memory.Filed[folder] = ledger.Cursor{}
			if slices.ContainsFunc(m.cases, func(c triage.Case) bool { return c.At.Folder == folder }) {
				s.looked[folder] = lying{}
			}
			continue
		}
		tasks = append(tasks, d.handTask(s, m, folder, left, known))
	}
	return tasks
}

// misses tells of a mail that should lie in a folder, and whose number there is
// not known: it may never have come there.
func (m mind) misses(folder string) bool {
	return slices.ContainsFunc(m.cases, func(c triage.Case) bool { return c.At == (triage.Place{Folder: folder}) && c.MessageID != "" })
}

// handTask sees what lies in a folder, and reads what is new there: of mails
// that have a case where they are, of others what the owner may mean by it.
// Where a folder has new numbers or was never seen, that cannot be told.
func (d *Daemon) handTask(s *sight, m mind, folder string, left ledger.Cursor, known bool) task {
	unfinished := m.unfinished()
	read := mailbox.Read{Folder: folder, Search: []mailbox.Query{{}}, Fetch: []mailbox.Fetch{{After: after(left.UIDNext), Parts: mailbox.Envelope}}}
	return task{read, func(f mailbox.Found) ([]task, error) {
		renumbered := f.UIDValidity != left.UIDValidity
		if renumbered && left.UIDNext > 1 {
			return []task{d.handTask(s, m, folder, ledger.Cursor{}, false)}, nil
		}
		s.memory.Filed[folder] = cursorOf(f.Status)
		s.looked[folder] = lyingOf(f.UIDValidity, f.Hits[0])
		put := map[mailbox.UID]mailbox.Parts{}
		for _, n := range d.seen(folder, f) {
			switch {
			case n.MessageID == "":
			case slices.ContainsFunc(m.cases, func(c triage.Case) bool { return c.MessageID == n.MessageID }):
				if n.Unfinished(unfinished) {
					s.readBack = append(s.readBack, n)
				}
				s.arrived[n.MessageID] = append(s.arrived[n.MessageID], n.At)
			case n.Unfinished(unfinished):
				put[mailbox.UID(n.At.UID)] = mailbox.TextPart
			case known && n.Kind != triage.KindForeign:
				if parts, more := s.wants(n.Notification); more {
					put[mailbox.UID(n.At.UID)] = parts
				}
			}
		}
		return d.fetchTasks(s, folder, f.UIDValidity, put), nil
	}}
}

// asksLater tells whether somebody whom the owner wants to be asked may be
// asked today.
func (d *Daemon) asksLater(m mind) bool {
	full := d.Rules.PerDay > 0 && m.draftedToday >= d.Rules.PerDay
	return !full && slices.ContainsFunc(m.cases, func(c triage.Case) bool {
		return c.State == triage.StateNew && c.At.Folder == m.Folders.Generic && m.Folders.Generic != ""
	})
}

// seeHands finds out where the mails lie now that are not where they were left.
func (d *Daemon) seeHands(ctx context.Context, box *mailbox.Session, s *sight, m mind) error {
	s.Elsewhere = map[int64]triage.Place{}
	for _, c := range s.Cases {
		if s.deleted[c.At] {
			s.Elsewhere[c.ID] = triage.Place{}
		}
	}
	if m.lost() || len(s.looked) == 0 && len(s.arrived) == 0 {
		return nil
	}
	var unclear []triage.Case
	for _, c := range s.Cases {
		gone, sure := s.gone(c)
		places := s.arrived[c.MessageID]
		switch {
		case sure && !gone || !sure && len(places) == 0:
		case sure && len(places) == 1:
			s.Elsewhere[c.ID] = places[0]
		case c.MessageID == "":
			s.Elsewhere[c.ID] = triage.Place{}
		default:
			unclear = append(unclear, c)
		}
	}
	return d.searchFor(ctx, box, s, unclear)
}

// gone tells whether c's mail has left its place; sure is false where nobody
// looked.
func (s *sight) gone(c triage.Case) (gone, sure bool) {
	f := s.rules.Folders
	in, looked := s.looked[c.At.Folder]
	switch {
	case c.At.Folder == "": // taken away before
		return true, len(s.arrived[c.MessageID]) > 0
	case c.At.Folder == f.Inbox:
		undecided := c.State == triage.StateUnsure || c.State == triage.StateNew
		return !in.holds(c.At), looked && undecided && c.At.UIDValidity == in.validity
	case !slices.Contains(filedFolders(f), c.At.Folder): // the config named other folders then
		return true, len(s.arrived[c.MessageID]) > 0
	}
	renumbered := c.At.UIDValidity != in.validity && in.validity != 0
	return !in.holds(c.At), looked && !(renumbered && c.MessageID == "") // nothing tells which one it is now
}

// searchFor looks for the mails of cases in all folders where they can lie.
// What is in none of them is gone.
func (d *Daemon) searchFor(ctx context.Context, box *mailbox.Session, s *sight, cases []triage.Case) error {
	var ids []string
	for _, c := range cases {
		ids = append(ids, c.MessageID)
	}
	where, err := d.whereLie(ctx, box, s, append(filedFolders(s.rules.Folders), s.rules.Folders.Inbox), ids)
	if err != nil {
		return err
	}
	for _, c := range cases {
		places := where[c.MessageID]
		same := slices.IndexFunc(places, func(p triage.Place) bool { return p.Folder == c.At.Folder })
		switch {
		case slices.Contains(places, c.At): // and elsewhere perhaps a copy
		case len(places) == 0:
			s.Elsewhere[c.ID] = triage.Place{}
		default:
			s.Elsewhere[c.ID] = places[max(0, same)]
		}
	}
	return nil
}

// whereLie finds mails by Message-ID, in the order of the folders: one flight of
// searches, and one that fetches envelopes, since a server finds what only holds
// a Message-ID, too.
func (d *Daemon) whereLie(ctx context.Context, box *mailbox.Session, s *sight, folders, ids []string) (map[string][]triage.Place, error) {
	var match []mailbox.Match
	for _, id := range ids {
		if searchable(id) {
			match = append(match, has("Message-ID", id))
		}
	}
	found := make([][]triage.SeenMail, len(folders))
	var tasks []task
	for i, folder := range folders {
		if _, there := s.survey.Folder(folder); !there || len(match) == 0 {
			continue
		}
		read := mailbox.Read{Folder: folder}
		for some := range slices.Chunk(match, maxTogether) {
			read.Search = append(read.Search, mailbox.Query{Match: mailbox.Match{Any: some}})
		}
		tasks = append(tasks, task{read, func(f mailbox.Found) ([]task, error) {
			uids := slices.Compact(slices.Sorted(slices.Values(slices.Concat(f.Hits...))))
			if len(uids) == 0 {
				return nil, nil
			}
			fetch := mailbox.Read{Folder: folder, Fetch: []mailbox.Fetch{{UIDs: uids, Parts: mailbox.Envelope}}}
			return []task{{fetch, func(f mailbox.Found) ([]task, error) {
				found[i] = d.seen(folder, f)
				return nil, nil
			}}}, nil
		}})
	}
	err := d.flights(ctx, box, tasks)
	where := map[string][]triage.Place{}
	for _, m := range slices.Concat(found...) {
		where[m.MessageID] = append(where[m.MessageID], m.At)
	}
	return where, err
}

// seen reads the first fetch of a folder's answer. What cannot be read is left out.
func (d *Daemon) seen(folder string, f mailbox.Found) (mails []triage.SeenMail) {
	for _, mail := range f.Mails[0] {
		if n, err := d.Reader.Read(mail.Raw); err == nil {
			mails = append(mails, triage.SeenMail{At: triage.Place{Folder: folder, UIDValidity: f.UIDValidity, UID: uint32(mail.UID)}, Notification: n})
		}
	}
	return mails
}
