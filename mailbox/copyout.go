package mailbox

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/emersion/go-imap/v2"
)

// idsPerSearch is how many Message-IDs one SEARCH asks for.
const idsPerSearch = 40

// copyJob is a [Move] on a server without MOVE.
type copyJob struct {
	*moveJob
	mails  []Message // those that are to be copied
	remove []UID     // those that are known to be in the target
}

// copyOut moves by COPY, STORE \Deleted and UID EXPUNGE. Nothing is marked
// before the server has said that its copy is there.
//
// A try that broke off may have left copies behind. They are looked for
// first, by Message-ID and size, then byte by byte, and are not made again.
func (s *Session) copyOut(ctx context.Context, uidValidity uint32, moves []*moveJob) error {
	jobs, err := s.copyJobs(ctx, uidValidity, moves)
	if err != nil {
		return err
	}
	if err := s.findCopies(ctx, jobs); err != nil {
		return err
	}
	// A message that is marked \Deleted and has no copy in the target was
	// marked by somebody else, and it is for them to remove it. One that has a
	// copy is the last step of a try that broke off.
	for _, job := range jobs {
		job.mails = slices.DeleteFunc(job.mails, Message.Deleted)
	}
	if err := s.reopen(ctx, moves[0].from, uidValidity); err != nil {
		return err
	}
	err = s.fly(ctx, func(f *flight) {
		for _, job := range jobs {
			f.copy(job)
		}
	})
	if err != nil {
		return err
	}
	return s.removeCopied(ctx, jobs)
}

// copyJobs reads what is there to be moved.
func (s *Session) copyJobs(ctx context.Context, uidValidity uint32, moves []*moveJob) ([]*copyJob, error) {
	read := Read{Folder: moves[0].from, Write: true}
	for _, m := range moves {
		read.Fetch = append(read.Fetch, Fetch{UIDs: m.uids, Parts: Header})
	}
	found, err := s.Read(ctx, read)
	if err != nil {
		return nil, err
	}
	if found[0].Err != nil {
		return nil, found[0].Err
	}
	if found[0].UIDValidity != uidValidity {
		return nil, fmt.Errorf("move from %q: %w", read.Folder, ErrUIDValidity)
	}
	jobs := make([]*copyJob, len(moves))
	for i, m := range moves {
		jobs[i] = &copyJob{moveJob: m, mails: found[0].Mails[i]}
	}
	return jobs, nil
}

// twin is what two copies of a message have in common.
type twin struct {
	id   string
	size int64
}

// twinOf returns false for a message whose Message-ID cannot be searched for.
func twinOf(m Message) (twin, bool) {
	for _, f := range splitFields(m.Raw) {
		if f.is("Message-ID") && f.value() != "" {
			return twin{f.value(), m.Size}, Match{Contains: f.value()}.check() == nil
		}
	}
	return twin{}, false
}

// findCopies notes which messages are in their target already. A target that
// does not open has none; COPY will say what is wrong with it.
func (s *Session) findCopies(ctx context.Context, jobs []*copyJob) error {
	reads := make([]Read, len(jobs))
	for i, job := range jobs {
		reads[i] = Read{Folder: job.to, Search: job.searches()}
	}
	found, err := s.Read(ctx, reads...)
	if err != nil {
		return err
	}
	hits := 0
	for i := range reads {
		uids := distinct(slices.Concat(found[i].Hits...))
		hits += len(uids)
		reads[i] = Read{Folder: jobs[i].to, Fetch: []Fetch{{UIDs: append([]UID{}, uids...), Parts: Header}}}
	}
	if hits == 0 {
		return nil
	}
	found, err = s.Read(ctx, reads...)
	if err != nil {
		return err
	}
	for i, job := range jobs {
		if found[i].Err != nil {
			continue
		}
		copies := job.likelyCopies(found[i])
		if err := s.compareCopies(ctx, job, copies); err != nil {
			return err
		}
		job.leaveOut(copies, found[i].UIDValidity)
	}
	return nil
}

func (job *copyJob) searches() (queries []Query) {
	var ids []Match
	for _, m := range job.mails {
		if t, ok := twinOf(m); ok {
			ids = append(ids, Match{Field: "Message-ID", Contains: t.id})
		}
	}
	for some := range slices.Chunk(ids, idsPerSearch) {
		queries = append(queries, Query{Match: Match{Any: some}})
	}
	return queries
}

// likelyCopies pairs messages with those of the target that have the same
// Message-ID and size. One copy answers for one message.
func (job *copyJob) likelyCopies(found Found) map[UID]UID {
	there := make(map[twin]UID)
	for _, m := range found.Mails[0] {
		if t, ok := twinOf(m); ok && !m.Deleted() {
			there[t] = m.UID
		}
	}
	copies := make(map[UID]UID)
	for _, m := range job.mails {
		t, ok := twinOf(m)
		if uid, likely := there[t]; ok && likely {
			copies[m.UID] = uid
			delete(there, t)
		}
	}
	return copies
}

// compareCopies drops from copies what is not the same to the byte: a stranger
// can write a second mail with the Message-ID and the size of a first.
func (s *Session) compareCopies(ctx context.Context, job *copyJob, copies map[UID]UID) error {
	if len(copies) == 0 {
		return nil
	}
	whole := func(folder string, uids []UID) Read {
		return Read{Folder: folder, Fetch: []Fetch{{UIDs: uids, Parts: Whole}}}
	}
	sources := slices.Sorted(maps.Keys(copies))
	found, err := s.Read(ctx, whole(job.from, sources), whole(job.to, slices.Sorted(maps.Values(copies))))
	if err != nil {
		return err
	}
	var raw [2]map[UID][]byte
	for i := range raw {
		raw[i] = make(map[UID][]byte)
		for _, m := range slices.Concat(found[i].Mails...) {
			if m.Whole {
				raw[i][m.UID] = m.Raw
			}
		}
	}
	for _, uid := range sources {
		one, other := raw[0][uid], raw[1][copies[uid]]
		if one == nil || !bytes.Equal(one, other) {
			delete(copies, uid)
		}
	}
	return nil
}

// leaveOut takes what has its copy out of what is to be copied.
func (job *copyJob) leaveOut(copies map[UID]UID, uidValidity uint32) {
	job.mails = slices.DeleteFunc(job.mails, func(m Message) bool {
		uid, copied := copies[m.UID]
		if copied {
			job.result.UIDValidity = uidValidity
			job.result.UIDs[m.UID] = uid
			job.remove = append(job.remove, m.UID)
		}
		return copied
	})
}

func (f *flight) copy(job *copyJob) {
	if len(job.mails) == 0 {
		return
	}
	var uids []UID
	for _, m := range job.mails {
		uids = append(uids, m.UID)
	}
	cmd := f.session.client.Copy(uidSet(uids), canonical(job.to))
	f.add(job.String(), func() error {
		data, err := cmd.Wait()
		if no := refusal(err); no != nil {
			job.result.Err = job.failed(no)
			return nil
		}
		if err != nil {
			return err
		}
		if old := job.copied(data.UIDValidity, data.SourceUIDs, data.DestUIDs); old != nil {
			uids = old // the others went away meanwhile
		}
		job.remove = append(job.remove, uids...)
		return nil
	})
}

// removeCopied takes out what has a copy, by UID EXPUNGE of just those.
func (s *Session) removeCopied(ctx context.Context, jobs []*copyJob) error {
	var uids []UID
	for _, job := range jobs {
		uids = append(uids, job.remove...)
	}
	uids = distinct(uids)
	if len(uids) == 0 {
		return nil
	}
	set := uidSet(uids)
	what := fmt.Sprintf("remove %d copied messages from %q", len(uids), jobs[0].from)
	var failed error
	note := func(err error) error {
		if no := refusal(err); no != nil && failed == nil {
			failed = fmt.Errorf("%s: %w", what, no)
		}
		return unlessRefused(err)
	}
	err := s.fly(ctx, func(f *flight) {
		mark := s.client.Store(set, &imap.StoreFlags{
			Op: imap.StoreFlagsAdd, Silent: true, Flags: []imap.Flag{imap.FlagDeleted},
		}, nil)
		f.add(what, func() error { return note(mark.Close()) })
		expunge := s.client.UIDExpunge(set)
		f.add(what, func() error { return note(expunge.Close()) })
	})
	if err != nil {
		return err
	}
	return failed
}
