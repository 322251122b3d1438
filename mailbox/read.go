package mailbox

import (
	"context"
	"fmt"
	"slices"

	"github.com/emersion/go-imap/v2"
)

// maxHits bounds what a search may find; a server that claims more is not
// believed at all.
const maxHits = 10_000_000

// readJob is a [Read] under way.
type readJob struct {
	Read
	found *Found
	again [][]UID // for each Fetch, messages whose answer was not complete
}

// Read opens folders, searches them and fetches from them, all in one flight.
// It returns an answer for each read, in order.
//
// The read that has Write set goes last, so that its folder stays open for
// the [Session.Move] that follows.
func (s *Session) Read(ctx context.Context, reads ...Read) ([]Found, error) {
	if err := checkReads(nil, reads); err != nil {
		return nil, err
	}
	if len(reads) == 0 {
		return nil, nil
	}
	var jobs []*readJob
	if err := s.fly(ctx, func(f *flight) { jobs = f.reads(reads) }); err != nil {
		return nil, err
	}
	return s.finish(ctx, jobs)
}

func checkReads(names []string, reads []Read) error {
	for _, r := range reads {
		names = append(names[:len(names):len(names)], r.Folder)
		for _, q := range r.Search {
			if err := q.Match.check(); err != nil {
				return fmt.Errorf("search %q: %w", r.Folder, err)
			}
		}
	}
	for _, name := range names {
		if err := checkName(name); err != nil {
			return err
		}
	}
	return nil
}

// reads sends the commands of all reads. The jobs are in the order of reads.
func (f *flight) reads(reads []Read) []*readJob {
	jobs := make([]*readJob, len(reads))
	for i, r := range reads {
		jobs[i] = newReadJob(r)
	}
	inOrder := slices.Clone(jobs)
	slices.SortStableFunc(inOrder, func(a, b *readJob) int { return btoi(a.Write) - btoi(b.Write) })
	for _, job := range inOrder {
		f.read(job)
	}
	return jobs
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func newReadJob(r Read) *readJob {
	return &readJob{Read: r, again: make([][]UID, len(r.Fetch)), found: &Found{
		Hits:  make([][]UID, len(r.Search)),
		Mails: make([][]Message, len(r.Fetch)),
	}}
}

// read sends the commands of one folder without waiting for it to open. When
// it does not, the others run on whatever is open then (RFC 9051 section
// 6.3.2 says nothing is, which is not relied upon): they only read, and what
// they find is thrown away.
//
// A server may run commands side by side, as Dovecot does. So where an answer
// could be taken for that to another command the folder is opened again in
// between, which no server does while others still run: it costs no turn.
// That is so for SEARCH without ESEARCH, whose answer has no tag (RFC 9051
// section 7.3.4), and for FETCH of the same messages, whose answers have none ever.
func (f *flight) read(job *readJob) {
	if !f.stillOpen(job) {
		f.openFolder(job.Folder, job.Write, job.found)
	}
	for i, q := range job.Search {
		if i > 0 && !f.session.Has("ESEARCH") {
			f.barrier(job)
		}
		f.search(job, i, q)
	}
	for i, fetch := range job.Fetch {
		if !apart(fetch, job.Fetch[:i]) {
			f.barrier(job)
		}
		f.fetch(job, i, fetch)
	}
}

// apart tells whether no message is asked for both by fetch and by one of the
// others: then each answer tells by its UID what it answers.
func apart(fetch Fetch, others []Fetch) bool {
	asked := make(map[UID]bool)
	for _, other := range others {
		if fetch.UIDs == nil || other.UIDs == nil {
			return false
		}
		for _, uid := range other.UIDs {
			asked[uid] = true
		}
	}
	return !slices.ContainsFunc(fetch.UIDs, func(uid UID) bool { return asked[uid] })
}

// stillOpen spares opening a large folder once more, when all that is asked
// for is known mails of a folder that is open as it should be. What arrived
// meanwhile shows only when a folder is opened.
func (f *flight) stillOpen(job *readJob) bool {
	open := f.session.open
	if open.name != canonical(job.Folder) || job.Write && !open.write || len(job.Search) > 0 ||
		slices.ContainsFunc(job.Fetch, func(f Fetch) bool { return f.UIDs == nil }) {
		return false
	}
	job.found.Status = open.status
	return true
}

// barrier opens the folder again. The status of the first time holds: mail
// that came since is for the next pass.
func (f *flight) barrier(job *readJob) {
	again := new(Found)
	f.openFolder(job.Folder, job.Write, again)
	f.add("", func() error {
		if job.found.Err == nil {
			job.found.Err = again.Err
		}
		return nil
	})
}

// openFolder sends SELECT or EXAMINE, and notes what is open afterwards.
func (f *flight) openFolder(name string, write bool, found *Found) {
	s := f.session
	name = canonical(name)
	s.open = opened{}
	cmd := s.client.Select(name, &imap.SelectOptions{ReadOnly: !write})
	f.add(fmt.Sprintf("open %q", name), func() error {
		s.open = opened{}
		data, err := cmd.Wait()
		if no := refusal(err); no != nil {
			found.Err = fmt.Errorf("open %q: %w", name, no)
			return nil
		}
		if err != nil {
			return err
		}
		found.Status = Status{UIDValidity: data.UIDValidity, UIDNext: UID(data.UIDNext), Messages: data.NumMessages}
		s.open = opened{name, found.Status, write}
		return nil
	})
}

func (f *flight) search(job *readJob, i int, q Query) {
	if beyond(q.After) || q.UIDs != nil && len(q.UIDs) == 0 {
		return
	}
	if !q.Match.ascii() && !f.session.takesUTF8() {
		if job.found.Err == nil {
			job.found.Err = fmt.Errorf("search %q: %w", job.Folder, errASCII)
		}
		return
	}
	var options *imap.SearchOptions
	if f.session.Has("ESEARCH") { // RFC 4731
		options = &imap.SearchOptions{ReturnAll: true}
	}
	cmd := f.session.client.UIDSearch(q.criteria(), options)
	f.add(fmt.Sprintf("search %q", job.Folder), func() error {
		data, err := cmd.Wait()
		if job.refused("search", err) {
			return nil
		}
		if err != nil {
			return err
		}
		for _, uid := range distinct(uidList(data.All, maxHits)) {
			if uid > q.After {
				job.found.Hits[i] = append(job.found.Hits[i], uid)
			}
		}
		return nil
	})
}

// refused notes a NO or BAD, unless the folder has failed already.
func (job *readJob) refused(what string, err error) bool {
	no := refusal(err)
	if no != nil && job.found.Err == nil {
		job.found.Err = fmt.Errorf("%s %q: %w", what, job.Folder, no)
	}
	return no != nil
}

// finish asks a second time for messages whose answer was not complete, and
// drops what commands found after their folder had not opened.
//
// A server may report a change of flags while it fetches (RFC 9051 section
// 7.5.2); the client takes that for the message itself.
func (s *Session) finish(ctx context.Context, jobs []*readJob) ([]Found, error) {
	found := make([]Found, len(jobs))
	for i, job := range jobs {
		if job.found.Err == nil {
			if err := s.fetchAgain(ctx, job); err != nil {
				return nil, err
			}
		}
		if job.found.Err != nil {
			*job.found = *newReadJob(job.Read).withErr(job.found)
		}
		found[i] = *job.found
	}
	return found, nil
}

func (job *readJob) withErr(failed *Found) *Found {
	job.found.Status, job.found.Err = failed.Status, failed.Err
	return job.found
}

func (s *Session) fetchAgain(ctx context.Context, job *readJob) error {
	second := Read{Folder: job.Folder, Write: job.Write}
	var index []int
	for i, uids := range job.again {
		if len(uids) > 0 {
			second.Fetch = append(second.Fetch, Fetch{UIDs: uids, Parts: job.Fetch[i].Parts})
			index = append(index, i)
		}
	}
	if index == nil {
		return nil
	}
	var jobs []*readJob
	if err := s.fly(ctx, func(f *flight) { jobs = f.reads([]Read{second}) }); err != nil {
		return err
	}
	for n, i := range index {
		job.found.Mails[i] = append(job.found.Mails[i], jobs[0].found.Mails[n]...)
		sortMails(job.found.Mails[i])
	}
	return nil
}
