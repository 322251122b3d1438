package mailbox

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/emersion/go-imap/v2"
)

// maxMove is how many messages one command names, for the line lengths that
// servers accept.
const maxMove = 1000

// ErrCannotMove says that the server has neither MOVE nor UIDPLUS. The way
// that is left, EXPUNGE, would remove whatever anybody has marked as deleted.
var ErrCannotMove = errors.New("the server has neither MOVE nor UIDPLUS, so nothing can be moved safely")

// ErrUIDValidity says that the folder's UIDs are not those that were read.
var ErrUIDValidity = errors.New("the folder was rebuilt by the server since it was read (UIDVALIDITY changed)")

// Move moves messages out of a folder, whose UIDs must be of uidValidity. It
// keeps their flags. Messages that are not there any more are left out of
// [Moved]. There is an answer for each move, in order.
//
// With MOVE (RFC 6851) it is one flight, after one that opens the folder
// unless a [Read] with Write has left it open. With UIDPLUS alone messages
// are copied, then marked and removed by their UIDs (RFC 4315 section 2.1).
func (s *Session) Move(ctx context.Context, from string, uidValidity uint32, moves []Move) ([]Moved, error) {
	moved := make([]Moved, len(moves))
	if err := checkMoves(from, moves); err != nil {
		return moved, err
	}
	var jobs []*moveJob
	for i, m := range moves {
		moved[i].UIDs = make(map[UID]UID)
		for part := range slices.Chunk(distinct(m.UIDs), maxMove) {
			jobs = append(jobs, &moveJob{canonical(from), m.To, part, &moved[i]})
		}
	}
	if len(jobs) == 0 {
		return moved, nil
	}
	switch {
	case s.canMove():
		return moved, s.moveOut(ctx, uidValidity, jobs)
	case s.Has("UIDPLUS"):
		return moved, s.copyOut(ctx, uidValidity, jobs)
	}
	for _, job := range jobs {
		job.result.Err = job.failed(ErrCannotMove)
	}
	return moved, nil
}

// canMove asks the client as well: where it does not know MOVE, its own
// fallback removes messages even if copying them has failed.
func (s *Session) canMove() bool {
	return s.Has("MOVE") && s.client.Caps().Has(imap.CapMove)
}

// moveJob is a [Move] under way, or a part of a very large one.
type moveJob struct {
	from, to string
	uids     []UID
	result   *Moved
}

func (job *moveJob) String() string {
	what := fmt.Sprintf("%d messages", len(job.uids))
	if len(job.uids) == 1 {
		what = "1 message"
	}
	return fmt.Sprintf("move %s from %q to %q", what, job.from, job.to)
}

func (job *moveJob) failed(err error) error { return fmt.Errorf("%v: %w", job, err) }

func checkMoves(from string, moves []Move) error {
	names := []string{from}
	for _, m := range moves {
		names = append(names, m.To)
	}
	for _, name := range names {
		if err := checkName(name); err != nil {
			return err
		}
	}
	return nil
}

// reopen makes sure that a folder is open for writing and has the UIDVALIDITY.
func (s *Session) reopen(ctx context.Context, name string, uidValidity uint32) error {
	if s.open.name != name || s.open.status.UIDValidity != uidValidity || !s.open.write {
		var found Found
		if err := s.fly(ctx, func(f *flight) { f.openFolder(name, true, &found) }); err != nil {
			return err
		}
		if found.Err != nil {
			return found.Err
		}
	}
	if s.open.status.UIDValidity != uidValidity {
		return fmt.Errorf("move from %q: %w", name, ErrUIDValidity)
	}
	return nil
}

// moveOut sends all moves at once. COPYUID comes without a tag, and Dovecot
// sends those of several moves before it completes the first: opening the
// folder again in between keeps them apart.
func (s *Session) moveOut(ctx context.Context, uidValidity uint32, jobs []*moveJob) error {
	from := jobs[0].from
	if err := s.reopen(ctx, from, uidValidity); err != nil {
		return err
	}
	var again Found
	err := s.fly(ctx, func(f *flight) {
		for i, job := range jobs {
			if i > 0 {
				f.openFolder(from, true, &again)
			}
			f.move(job)
		}
	})
	if err == nil && again.Err != nil {
		err = again.Err
	}
	return err
}

func (f *flight) move(job *moveJob) {
	cmd := f.session.client.Move(uidSet(job.uids), canonical(job.to))
	f.add(job.String(), func() error {
		data, err := cmd.Wait()
		if no := refusal(err); no != nil {
			job.result.Err = job.failed(no)
			return nil
		}
		if err != nil {
			return err
		}
		job.copied(data.UIDValidity, data.SourceUIDs, data.DestUIDs)
		return nil
	})
}

// copied notes what COPYUID tells: two sets of the same length, whose members
// belong together in order (RFC 4315 section 3). It returns the old UIDs.
func (job *moveJob) copied(uidValidity uint32, source, dest imap.NumSet) []UID {
	old, fresh := uidList(source, len(job.uids)), uidList(dest, len(job.uids))
	stranger := func(uid UID) bool { return !slices.Contains(job.uids, uid) }
	if len(old) != len(fresh) || len(old) == 0 || slices.ContainsFunc(old, stranger) {
		return nil
	}
	job.result.UIDValidity = uidValidity
	for i := range old {
		job.result.UIDs[old[i]] = fresh[i]
	}
	return old
}
