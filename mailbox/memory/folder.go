package memory

import (
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
)

// folder is a mailbox. The server's lock covers it.
type folder struct {
	name        string
	role        string
	subscribed  bool
	uidValidity uint32
	next        imap.UID
	mails       []*mail // ascending by UID
	tracker     *imapserver.MailboxTracker
}

// mail is a message; only its flags change.
type mail struct {
	uid   imap.UID
	flags []imap.Flag
	time  time.Time
	raw   []byte
}

func (m *mail) has(flag imap.Flag) bool {
	return slices.ContainsFunc(m.flags, func(f imap.Flag) bool { return strings.EqualFold(string(f), string(flag)) })
}

func (m *mail) store(change *imap.StoreFlags) {
	if change.Op == imap.StoreFlagsSet {
		m.flags = nil
	}
	for _, flag := range change.Flags {
		m.flags = slices.DeleteFunc(slices.Clone(m.flags), func(f imap.Flag) bool {
			return strings.EqualFold(string(f), string(flag))
		})
		if change.Op != imap.StoreFlagsDel {
			m.flags = append(m.flags, flag)
		}
	}
}

func (f *folder) add(raw []byte, flags []imap.Flag, t time.Time) imap.UID {
	if t.IsZero() {
		t = time.Now()
	}
	m := &mail{uid: f.next, flags: slices.Clone(flags), time: t, raw: raw}
	f.next++
	f.mails = append(f.mails, m)
	f.tracker.QueueNumMessages(uint32(len(f.mails)))
	return m.uid
}

// remove takes messages out, from the last to the first, so that the numbers
// reported to the connections stay right (RFC 9051 section 7.5.1).
func (f *folder) remove(gone func(*mail) bool) {
	for i := len(f.mails) - 1; i >= 0; i-- {
		if gone(f.mails[i]) {
			f.mails = slices.Delete(f.mails, i, i+1)
			f.tracker.QueueExpunge(uint32(i) + 1)
		}
	}
}

// fixed returns a set with "*" replaced by the last number there is.
func (f *folder) fixed(set imap.NumSet) imap.NumSet {
	switch set := set.(type) {
	case imap.UIDSet:
		var last imap.UID
		if n := len(f.mails); n > 0 {
			last = f.mails[n-1].uid
		}
		var fixed imap.UIDSet
		for _, r := range set {
			start, stop := fixRange(r.Start, r.Stop, last)
			fixed.AddRange(start, stop)
		}
		return fixed
	case imap.SeqSet:
		var fixed imap.SeqSet
		for _, r := range set {
			start, stop := fixRange(r.Start, r.Stop, uint32(len(f.mails)))
			fixed.AddRange(start, stop)
		}
		return fixed
	}
	return set
}

func fixRange[N ~uint32](start, stop, last N) (N, N) {
	if start == 0 {
		start = last
	}
	if stop == 0 {
		stop = last
	}
	return max(min(start, stop), 1), max(start, stop, 1)
}

func (f *folder) status() (messages uint32, next imap.UID) { return uint32(len(f.mails)), f.next }

func noSuchFolder(code imap.ResponseCode) error {
	return Refusal(string(code), "Mailbox doesn't exist")
}
