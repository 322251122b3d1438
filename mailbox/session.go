package mailbox

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// closeTimeout bounds the sending of LOGOUT.
const closeTimeout = 2 * time.Second

// Session is a connection that is logged in. It is for one goroutine. After
// an error of the connection every call fails at once.
type Session struct {
	addr    string
	timeout time.Duration
	conn    *cork
	client  *imapclient.Client

	caps      imap.CapSet // never those from before login, which may lack MOVE
	capsFresh bool        // caps were asked for by a command of their own
	open      opened
	turns     int
	broken    error
}

// opened is the folder that is selected; the zero value is none.
type opened struct {
	name   string
	status Status
	write  bool
}

// Caps returns the capabilities announced after login, sorted.
func (s *Session) Caps() []string {
	var caps []string
	for c := range s.caps {
		caps = append(caps, string(c))
	}
	slices.Sort(caps)
	return caps
}

// Has says whether the server announced a capability, or one that includes it
// (RFC 9051 appendix E: IMAP4rev2 includes MOVE, UIDPLUS and others).
func (s *Session) Has(capability string) bool { return s.caps.Has(imap.Cap(capability)) }

// Turns returns how many times the session has waited for the server since
// it was connected.
func (s *Session) Turns() int { return s.turns }

// Close logs out. It does not wait for the answer, on which nothing depends.
func (s *Session) Close() {
	if s.broken == nil {
		unhook := time.AfterFunc(closeTimeout, func() { s.conn.Close() })
		defer unhook.Stop()
		s.client.Logout()
		s.broken = errors.New("session is closed")
	}
	s.conn.Close()
}

// refreshCaps asks for the capabilities in the first flight after login. What
// came with the answer to LOGIN may be shorter than the truth.
func (s *Session) refreshCaps(f *flight) {
	if s.capsFresh {
		return
	}
	s.capsFresh = true
	cmd := s.client.Capability()
	f.add("capability", func() error {
		caps, err := cmd.Wait()
		if err != nil {
			if refusal(err) != nil {
				return nil
			}
			return err
		}
		if len(caps) > 0 {
			s.caps = caps
		}
		return nil
	})
}

// checkName refuses a folder name that must not reach the wire.
func checkName(name string) error {
	switch {
	case name == "":
		return errors.New("a folder name is empty")
	case strings.ContainsAny(name, "\r\n\x00"):
		return fmt.Errorf("folder name %q contains a line break or NUL", name)
	case !utf8.ValidString(name):
		return fmt.Errorf("folder name %q is not UTF-8", name)
	}
	return nil
}

// canonical gives INBOX its one spelling (RFC 9051 section 5.1).
func canonical(name string) string {
	if strings.EqualFold(name, "INBOX") {
		return "INBOX"
	}
	return name
}

func sameFolder(a, b string) bool { return canonical(a) == canonical(b) }

// distinct sorts UIDs and drops repeats, and 0, which would mean "*".
func distinct(uids []UID) []UID {
	list := slices.Compact(slices.Sorted(slices.Values(uids)))
	if len(list) > 0 && list[0] == 0 {
		list = list[1:]
	}
	return list
}

func uidSet(uids []UID) imap.UIDSet {
	var set imap.UIDSet
	for _, u := range uids {
		set.AddNum(imap.UID(u))
	}
	return set
}

// uidList is the numbers of a set in its order, or nil when they are more
// than limit: a range is written in a few bytes and may be anything.
func uidList(set imap.NumSet, limit int) []UID {
	ranges, ok := set.(imap.UIDSet)
	if !ok || ranges.Dynamic() {
		return nil
	}
	var n uint64
	for _, r := range ranges {
		n += uint64(r.Stop) - uint64(r.Start) + 1
	}
	if n > uint64(limit) {
		return nil
	}
	nums, _ := ranges.Nums()
	list := make([]UID, len(nums))
	for i, u := range nums {
		list[i] = UID(u)
	}
	return list
}
