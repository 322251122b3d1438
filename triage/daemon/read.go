package daemon

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"havewemet/mailbox"
	"havewemet/triage"
	"havewemet/triage/ledger"
)

// inboxTask searches the inbox and reads what it finds.
func (d *Daemon) inboxTask(s *sight, m mind) task {
	cur := d.cursor(&m.Memory)
	return task{mailbox.Read{Folder: d.Rules.Folders.Inbox, Search: d.inboxQueries(m)}, func(f mailbox.Found) ([]task, error) {
		if cur.UIDNext > 0 && f.UIDValidity != cur.UIDValidity {
			// The numbers mean other mails now (RFC 9051 section 2.3.1.1):
			// look again as in a first pass, and find by Message-ID what is known.
			*d.cursor(&s.memory) = cursorOf(f.Status)
			m.Memory.Inbox, m.Memory.Watched, m.Memory.Held = s.memory.Inbox, s.memory.Watched, nil
			d.cursor(&m.Memory).UIDNext = 0
			s.memory.Held = nil
			return []task{d.inboxTask(s, m)}, nil
		}
		*d.cursor(&s.memory) = cursorOf(f.Status)
		wanted := map[mailbox.UID]mailbox.Parts{}
		for _, uid := range f.Hits[1] {
			wanted[uid] = mailbox.Envelope
		}
		if f.UIDValidity == cur.UIDValidity {
			s.looked[d.Rules.Folders.Inbox] = lyingOf(f.UIDValidity, f.Hits[2])
		}
		held := d.held(m)
		for _, uid := range append(f.Hits[0], held...) {
			wanted[uid] = mailbox.TextPart
		}
		s.readHeld = len(held) > 0
		if len(f.Hits) > 3 {
			s.Older = max(0, len(f.Hits[3])-len(f.Hits[0]))
		}
		s.found += len(wanted)
		s.perhaps = nil
		for _, c := range m.cases {
			s.perhaps = append(s.perhaps, triage.FoldName(c.Name))
		}
		s.listen(m)
		return d.fetchTasks(s, d.Rules.Folders.Inbox, f.UIDValidity, wanted), nil
	}}
}

// lookTasks look where questions lie, and into the folders when memory is lost.
func (d *Daemon) lookTasks(s *sight, m mind) []task {
	f := s.rules.Folders
	var tasks []task
	if f.Drafts != "" {
		tasks = append(tasks, task{mailbox.Read{Folder: f.Drafts, Fetch: []mailbox.Fetch{{Parts: mailbox.Envelope}}}, func(found mailbox.Found) ([]task, error) {
			s.DraftsSeen = true
			s.memory.Drafts = cursorOf(found.Status)
			s.takeQuestions(d, found, f.Drafts, false)
			return nil, nil
		}})
	}
	if f.Sent != "" {
		tasks = append(tasks, d.sentTask(s, m))
	}
	if m.lost() {
		for _, name := range filedFolders(f) {
			if _, ok := s.survey.Folder(name); ok {
				s.anyone = true
				tasks = append(tasks, d.filedTask(s, name, m))
			} else {
				s.memory.Filed[name] = ledger.Cursor{}
			}
		}
	}
	if _, ok := s.survey.Folder(s.survey.Path(d.SummaryFolder)); ok && s.anyone && m.FirstPass.IsZero() {
		tasks = append(tasks, d.summedTask(s))
	}
	return tasks
}

// summedTask looks for earlier summaries, which tell a ledger that was lost
// from one that never was.
func (d *Daemon) summedTask(s *sight) task {
	read := mailbox.Read{Folder: s.survey.Path(d.SummaryFolder), Search: []mailbox.Query{{Match: has("Message-ID", triage.SummaryMark)}}}
	return task{read, func(f mailbox.Found) ([]task, error) {
		s.summed = len(f.Hits[0]) > 0
		return nil, nil
	}}
}

// sentTask reads what was sent since the last look.
func (d *Daemon) sentTask(s *sight, m mind) task {
	read := mailbox.Read{Folder: s.rules.Folders.Sent}
	fresh := m.lost() || m.broken() || m.Sent.UIDNext == 0
	if fresh {
		read.Search = sentQuery(m.now, d.Rules.Wait)
	} else {
		read.Fetch = []mailbox.Fetch{{After: after(m.Sent.UIDNext), Parts: mailbox.Envelope}}
	}
	return task{read, func(f mailbox.Found) ([]task, error) {
		s.memory.Sent = cursorOf(f.Status)
		switch {
		case !fresh && f.UIDValidity != m.Sent.UIDValidity:
			m.Sent.UIDNext = 0
			return []task{d.sentTask(s, m)}, nil
		case !fresh:
			s.takeQuestions(d, f, read.Folder, true)
			return nil, nil
		}
		uids := slices.Compact(slices.Sorted(slices.Values(append(f.Hits[0], f.Hits[1]...))))
		if len(uids) == 0 {
			return nil, nil
		}
		return []task{{mailbox.Read{Folder: read.Folder, Fetch: []mailbox.Fetch{{UIDs: uids, Parts: mailbox.Envelope}}}, func(f mailbox.Found) ([]task, error) {
			s.takeQuestions(d, f, read.Folder, true)
			return nil, nil
		}}}, nil
	}}
}

// filedTask reads a folder of cases that are not remembered.
func (d *Daemon) filedTask(s *sight, folder string, m mind) task {
	return task{mailbox.Read{Folder: folder, Search: []mailbox.Query{{Match: fromLinkedIn}}}, func(f mailbox.Found) ([]task, error) {
		if !m.broken() {
			s.memory.Filed[folder] = cursorOf(f.Status)
		}
		known := map[triage.Place]bool{}
		for _, c := range m.cases {
			known[c.At] = true
		}
		wanted := map[mailbox.UID]mailbox.Parts{}
		for _, uid := range f.Hits[0] {
			if !known[triage.Place{Folder: folder, UIDValidity: f.UIDValidity, UID: uint32(uid)}] {
				wanted[uid] = mailbox.TextPart
			}
		}
		return d.fetchTasks(s, folder, f.UIDValidity, wanted), nil
	}}
}

// fetchTasks fetches mails, and more of those that need more to be understood.
func (d *Daemon) fetchTasks(s *sight, folder string, validity uint32, wanted map[mailbox.UID]mailbox.Parts) []task {
	if len(wanted) == 0 {
		return nil
	}
	read := mailbox.Read{Folder: folder, Write: folder == d.Rules.Folders.Inbox && d.Rules.Mode != triage.ModeWatch}
	byParts := map[mailbox.Parts][]mailbox.UID{}
	for uid, parts := range wanted {
		byParts[parts] = append(byParts[parts], uid)
	}
	for _, parts := range []mailbox.Parts{mailbox.TextPart, mailbox.Envelope, mailbox.Header, mailbox.Whole} {
		if uids := byParts[parts]; len(uids) > 0 {
			slices.Sort(uids)
			read.Fetch = append(read.Fetch, mailbox.Fetch{UIDs: uids, Parts: parts})
		}
	}
	return []task{{read, func(f mailbox.Found) ([]task, error) {
		if f.UIDValidity != validity {
			return nil, fmt.Errorf("read %q: UIDVALIDITY changed while it was read: nothing was done", folder)
		}
		more := map[mailbox.UID]mailbox.Parts{}
		for i, mails := range f.Mails {
			for _, mail := range mails {
				if parts, again := d.take(s, folder, validity, mail, read.Fetch[i].Parts); again {
					more[mail.UID] = parts
				}
			}
		}
		return d.fetchTasks(s, folder, validity, more), nil
	}}}
}

// take reads one mail. It returns how much more of it must be fetched before
// it can be understood.
func (d *Daemon) take(s *sight, folder string, validity uint32, mail mailbox.Message, had mailbox.Parts) (mailbox.Parts, bool) {
	n, err := d.Reader.Read(mail.Raw)
	if err != nil {
		if had == mailbox.TextPart && !mail.Whole {
			return mailbox.Whole, true
		}
		s.trouble = append(s.trouble, fmt.Sprintf("mail %d in %q could not be read, and was left alone: %v", mail.UID, folder, err))
		return 0, false
	}
	if had == mailbox.Envelope {
		return s.wants(n)
	}
	if n.Kind == triage.KindForeign {
		if parts, more := s.wantsWords(n, mail, had); more {
			return parts, true
		}
	}
	if (n.Partial || worthReporting(n)) && had == mailbox.TextPart && !mail.Whole {
		return mailbox.Whole, true
	}
	if n.Strange != nil {
		s.strange = append(s.strange, *n.Strange)
	}
	if n.Kind == triage.KindInvitation {
		for _, who := range n.People {
			s.perhaps = append(s.perhaps, triage.FoldName(who.Name))
		}
	}
	at := triage.Place{Folder: folder, UIDValidity: validity, UID: uint32(mail.UID)}
	if mail.Deleted() && folder == s.rules.Folders.Inbox {
		s.deleted[at] = true
	}
	s.mails[folder] = append(s.mails[folder], triage.SeenMail{At: at, Notification: n})
	return 0, false
}

// wants tells from the envelope how much more of a mail matters: every
// invitation's text does; a message's or an acceptance's only if its person
// is, or may be, one of ours; so does that of an answer; of other replies, the
// header fields, which may tell more.
func (s *sight) wants(n triage.Notification) (mailbox.Parts, bool) {
	switch n.Kind {
	case triage.KindInvitation, triage.KindReminder, triage.KindSeveral:
		return mailbox.TextPart, true
	case triage.KindOther:
		return mailbox.TextPart, n.Partial || s.mayAnswer(n) // the envelope did not settle what it is, or it is a relay's
	case triage.KindForeign:
		if s.mayAnswer(n) && !n.Auto {
			return mailbox.TextPart, true
		}
		return mailbox.Header, true
	}
	name := triage.FoldName(n.From.Name)
	for _, who := range n.People {
		name = triage.FoldName(who.Name)
	}
	return mailbox.TextPart, s.anyone || name == "" || strings.Contains(name, "linkedin") || slices.Contains(s.perhaps, name)
}

// takeQuestions keeps what lies in Drafts or Sent and may be a question.
func (s *sight) takeQuestions(d *Daemon, found mailbox.Found, folder string, sent bool) {
	for _, n := range d.seen(folder, found) {
		s.Questions = append(s.Questions, triage.SeenQuestion{Sent: sent, At: n.At, MessageID: n.MessageID, InReplyTo: n.InReplyTo, Date: n.Date})
	}
}

// seeFiled looks whether mails of the inbox that have been filed before still
// lie where they were filed: then they were delivered twice, not moved back.
func (d *Daemon) seeFiled(ctx context.Context, box *mailbox.Session, s *sight) error {
	arrived := map[string]bool{}
	for _, m := range s.Mails {
		arrived[m.MessageID] = true
	}
	if len(arrived) > 0 {
		var err error
		if s.FiledBefore, err = d.Ledger.FiledBefore(); err != nil {
			return err
		}
	}
	var tasks []task
	s.StillFiled = map[string]bool{}
	for _, c := range s.Cases {
		_, there := s.survey.Folder(c.At.Folder)
		if in, looked := s.looked[c.At.Folder]; looked && arrived[c.MessageID] {
			s.StillFiled[c.MessageID] = in.holds(c.At)
			continue
		}
		if !there || !arrived[c.MessageID] || c.At.Folder == s.rules.Folders.Inbox || !searchable(c.MessageID) {
			continue
		}
		read := mailbox.Read{Folder: c.At.Folder, Search: []mailbox.Query{{Match: has("Message-ID", c.MessageID)}}}
		tasks = append(tasks, task{read, func(f mailbox.Found) ([]task, error) {
			s.StillFiled[c.MessageID] = f.UIDValidity == c.At.UIDValidity && slices.Contains(f.Hits[0], mailbox.UID(c.At.UID)) || c.At.UID == 0 && len(f.Hits[0]) > 0
			return nil, nil
		}})
	}
	return d.flights(ctx, box, tasks)
}
