package mailbox

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/emersion/go-imap/v2"
)

// criteria says a query in the terms of RFC 9051 section 6.4.4. SINCE knows
// days only, in a zone of the server's own: a day earlier is asked for.
func (q Query) criteria() *imap.SearchCriteria {
	c := q.Match.criteria()
	if q.After > 0 {
		c.UID = append(c.UID, after(q.After))
	}
	if len(q.UIDs) > 0 {
		c.UID = append(c.UID, uidSet(distinct(q.UIDs)))
	}
	if !q.Since.IsZero() {
		c.Since = q.Since.UTC().Add(-24 * time.Hour)
	}
	return &c
}

// after is the set n+1:*, which holds the last message even when that one's
// UID is not greater than n (RFC 9051 section 6.4.9).
func after(n UID) imap.UIDSet { return imap.UIDSet{{Start: imap.UID(n) + 1, Stop: 0}} }

// beyond says that no UID can be greater.
func beyond(n UID) bool { return n == math.MaxUint32 }

func (m Match) criteria() (c imap.SearchCriteria) {
	switch {
	case m.Field != "":
		c.Header = []imap.SearchCriteriaHeaderField{{Key: m.Field, Value: m.Contains}}
	case len(m.Any) > 0:
		c = anyOf(m.Any)
	case len(m.All) > 0:
		for _, one := range m.All {
			more := one.criteria()
			c.And(&more)
		}
	case m.Not != nil:
		c.Not = []imap.SearchCriteria{m.Not.criteria()}
	}
	return c
}

// anyOf builds a balanced tree: OR takes two keys, and servers bound how deep
// they nest.
func anyOf(ms []Match) imap.SearchCriteria {
	if len(ms) == 1 {
		return ms[0].criteria()
	}
	half := len(ms) / 2
	return imap.SearchCriteria{Or: [][2]imap.SearchCriteria{{anyOf(ms[:half]), anyOf(ms[half:])}}}
}

// check refuses what would end the field name or the command early.
func (m Match) check() error {
	if !printable(m.Contains) || !printable(m.Field) || !isASCII(m.Field) {
		return fmt.Errorf("search for %q in field %q: only printable text can be searched for, in a field named in ASCII", m.Contains, m.Field)
	}
	for _, sub := range m.subs() {
		if err := sub.check(); err != nil {
			return err
		}
	}
	return nil
}

func (m Match) subs() []Match {
	subs := append(append([]Match(nil), m.Any...), m.All...)
	if m.Not != nil {
		subs = append(subs, *m.Not)
	}
	return subs
}

func (m Match) ascii() bool {
	return isASCII(m.Contains) && !slices.ContainsFunc(m.subs(), func(sub Match) bool { return !sub.ascii() })
}

func isASCII(s string) bool { return strings.IndexFunc(s, func(r rune) bool { return r > '~' }) < 0 }

func printable(s string) bool {
	return utf8.ValidString(s) && strings.IndexFunc(s, unicode.IsControl) < 0
}

// errASCII is the refusal of servers to which text beyond ASCII could only be
// sent by waiting for a go-ahead at each word (RFC 9051 section 4.3).
var errASCII = &Refused{Text: "only ASCII can be searched for on this server"}

// takesUTF8 tells whether text beyond ASCII can be sent at once: as a literal
// that does not wait (RFC 7888), or in quotes (RFC 9051 section 4.3).
func (s *Session) takesUTF8() bool {
	return s.Has("LITERAL+") || s.Has("LITERAL-") || s.Has("IMAP4rev2")
}
