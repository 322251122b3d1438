package daemon

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"havewemet/mailbox"
	"havewemet/triage"
	"havewemet/triage/ledger"
)

// sight is what a pass saw, with what it needs to act on it.
type sight struct {
	triage.Sight
	rules   triage.Rules  // with the folders as the server spells them
	memory  ledger.Memory // as it will be remembered
	before  ledger.Memory // as it was
	survey  mailbox.Survey
	found   int
	trouble []string
	strange []triage.Strange // what was not understood of single mails
	heal    bool             // open intents were looked up

	readHeld bool // the held mails were among those read

	mails   map[string][]triage.SeenMail // by folder
	deleted map[triage.Place]bool        // mails of the inbox that are marked so, and not removed yet
	status  map[string]mailbox.Status    // of folders, when the pass began
	looked  map[string]lying             // what lies in the folders of cases that were looked into
	arrived map[string][]triage.Place    // what is new in them, by Message-ID

	readBack []triage.SeenMail // filed, and not remembered where they are
	summed   bool              // there is a summary from before the ledger was lost
	anyone   bool              // cases are being read back: anybody's message may matter
	perhaps  []string          // folded names of those whose messages would matter

	answerable map[string]bool // Message-IDs that an answer may reply to
	asked      []string        // addresses that it may come from
}

func newSight(r triage.Rules, m mind) *sight {
	s := &sight{Sight: triage.Sight{Now: m.now, Cases: m.cases, DraftedToday: m.draftedToday}, rules: r, memory: m.Memory, before: m.Memory, mails: map[string][]triage.SeenMail{},
		deleted: map[triage.Place]bool{}, status: map[string]mailbox.Status{}, looked: map[string]lying{}, arrived: map[string][]triage.Place{}}
	s.memory.Filed = maps.Clone(m.Filed)
	if s.memory.Filed == nil {
		s.memory.Filed = map[string]ledger.Cursor{}
	}
	return s
}

// task is one folder's part of a flight, and what its answer leads to. All
// tasks that are known go out together, so that round trips count only what
// really depends on an answer.
type task struct {
	read mailbox.Read
	then func(mailbox.Found) ([]task, error)
}

// land takes the answer to t.
func (t task) land(f mailbox.Found) ([]task, error) {
	if f.Err != nil {
		return nil, fmt.Errorf("read %q: %w", t.read.Folder, f.Err)
	}
	return t.then(f)
}

// look reads what is new. A pass with nothing to do ends after the first flight.
func (d *Daemon) look(ctx context.Context, box *mailbox.Session, m mind) (*sight, error) {
	s := newSight(d.Rules, m)
	inbox, err := d.survey(ctx, box, s, m)
	if err != nil {
		return nil, err
	}
	if len(inbox) > 0 {
		go d.Rules.Judge.Warm()
	}
	hands := d.handTasks(s, m)
	if len(inbox)+len(hands)+len(s.looked) > 0 || m.lost() || m.broken() || m.open() && s.changed(m) || m.due(d.Rules) || d.asksLater(m) {
		tasks := slices.Concat(d.lookTasks(s, m), hands, inbox)
		if err := d.flights(ctx, box, tasks); err != nil {
			return nil, err
		}
	}
	d.understand(s, m)
	if err := d.seeHands(ctx, box, s, m); err != nil {
		return nil, err
	}
	return s, d.seeFiled(ctx, box, s)
}

// survey is the first flight: which folders there are, and whether anything
// changed in those that matter. Where nothing is remembered, the inbox is
// searched at once. It returns what is still to be read of the inbox.
func (d *Daemon) survey(ctx context.Context, box *mailbox.Session, s *sight, m mind) ([]task, error) {
	first := m.Folders == (triage.Folders{})
	inbox := d.inboxTask(s, m)
	var status []string
	var reads []mailbox.Read
	if first {
		reads = []mailbox.Read{inbox.read}
	} else {
		status = append([]string{m.Folders.Inbox, cmp.Or(m.Folders.Drafts, m.Folders.Inbox), cmp.Or(m.Folders.Sent, m.Folders.Inbox)}, filedFolders(m.Folders)...)
	}
	d.progress("looking for new mail")
	var err error
	if s.survey, err = box.Survey(ctx, status, reads...); err != nil {
		return nil, err
	}
	if s.rules.Folders, err = resolve(s.survey, d.Rules); err != nil {
		return nil, err
	}
	s.memory.Folders = s.rules.Folders
	for i, name := range status {
		s.status[name] = s.survey.Status[i]
	}
	switch {
	case first:
		return inbox.land(s.survey.Found[0])
	case d.anyNew(s, m):
		return []task{inbox}, nil
	}
	return nil, nil
}

// anyNew compares the inbox with what was seen last: if no UID was given out
// since, nothing came.
func (d *Daemon) anyNew(s *sight, m mind) bool {
	inbox, seen := s.survey.Status[0], d.cursor(&m.Memory)
	return inbox.UIDNext == 0 || inbox.UIDValidity != seen.UIDValidity || uint32(inbox.UIDNext) > seen.UIDNext || len(d.held(m)) > 0
}

// cursor is the one that d's mode uses up.
func (d *Daemon) cursor(m *ledger.Memory) *ledger.Cursor {
	if d.Rules.Mode == triage.ModeWatch {
		return &m.Watched
	}
	return &m.Inbox
}

// held are the mails to be read again; none while the day's limit is reached.
func (d *Daemon) held(m mind) []mailbox.UID {
	if d.Rules.Mode == triage.ModeWatch || d.Rules.PerDay > 0 && m.draftedToday >= d.Rules.PerDay {
		return nil
	}
	var uids []mailbox.UID
	for _, p := range m.Held {
		if p.UIDValidity == m.Inbox.UIDValidity {
			uids = append(uids, mailbox.UID(p.UID))
		}
	}
	return uids
}

// changed tells whether Drafts or Sent are not as they were left.
func (s *sight) changed(m mind) bool {
	if len(s.survey.Status) < 3 { // other folders than last time
		return true
	}
	return cursorOf(s.survey.Status[1]) != m.Drafts || cursorOf(s.survey.Status[2]) != m.Sent
}

// flights does all tasks, and those that come out of them, flight by flight.
// The inbox goes last in each, to be the folder that is open when mails are
// moved out of it.
func (d *Daemon) flights(ctx context.Context, box *mailbox.Session, tasks []task) error {
	for len(tasks) > 0 {
		reads := make([]mailbox.Read, len(tasks))
		for i, t := range tasks {
			reads[i] = t.read
		}
		found, err := box.Read(ctx, reads...)
		if err != nil {
			return err
		}
		var next []task
		for i, t := range tasks {
			more, err := t.land(found[i])
			if err != nil {
				return err
			}
			next = append(next, more...)
		}
		tasks = next
		if len(tasks) > 0 {
			d.progress("reading mails")
		}
	}
	return nil
}

// understand turns what was read into what is planned from.
func (d *Daemon) understand(s *sight, m mind) {
	f := s.rules.Folders
	d.recallAsked(s, m)
	s.Unfinished = m.unfinished()
	for _, folder := range filedFolders(f) {
		for _, mail := range s.mails[folder] {
			if m.lost() || mail.Unfinished(s.Unfinished) {
				s.readBack = append(s.readBack, mail)
			} else {
				s.Put = append(s.Put, mail)
			}
		}
	}
	if m.lost() || m.broken() {
		s.Cases = triage.ReadBack(s.readBack, s.Cases, s.Questions, s.rules, s.Now)
		s.ReadBack, s.heal = true, m.broken()
	}
	s.Mails = s.undeleted(f.Inbox)
	slices.SortFunc(s.Mails, func(a, b triage.SeenMail) int { return cmp.Compare(a.At.UID, b.At.UID) })
	if !slices.Equal(s.memory.AuthServers, d.Reader.AuthServers) {
		s.memory.AuthServers = d.Reader.AuthServers
		if !s.memory.FirstPass.IsZero() {
			s.memory.CheckedSince = s.Now
		}
	}
	if s.memory.FirstPass.IsZero() {
		s.memory.FirstPass = s.Now
		if s.summed { // it was the ledger that was lost: today's summary may still be due
			s.memory.FirstPass = d.beforeToday(s.Now)
		}
	}
	s.memory.LastTriage = s.Now
	s.memory.Drift = m.Drift.Meet(s.strange, s.Now)
}

// undeleted are the mails of a folder that nobody has marked as deleted. One that
// was filed is looked at all the same: a move that broke off may have marked it.
func (s *sight) undeleted(folder string) []triage.SeenMail {
	filed := map[string]bool{}
	for _, c := range s.Cases {
		filed[c.MessageID] = filed[c.MessageID] || c.At.Folder != folder
	}
	return slices.DeleteFunc(slices.Clone(s.mails[folder]), func(m triage.SeenMail) bool { return s.deleted[m.At] && !filed[m.MessageID] })
}

// recallAsked keeps in mind who was asked before the ledger was lost, since Sent
// is not looked through again.
func (d *Daemon) recallAsked(s *sight, m mind) {
	if m.lost() {
		s.memory.Asked = map[string]time.Time{}
		for _, q := range s.Questions {
			if _, ours := triage.ParseQuestionID(q.MessageID); ours && q.Sent {
				s.memory.Asked[q.MessageID] = q.Date
			}
		}
		return
	}
	for id, at := range m.Asked {
		s.Questions = append(s.Questions, triage.SeenQuestion{Sent: true, MessageID: id, Date: at})
	}
}

func filedFolders(f triage.Folders) []string {
	return []string{f.Personal, f.Generic, f.Answered, f.Ignored, f.Suspicious}
}
