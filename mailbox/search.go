package mailbox

import (
	"fmt"
	"math"
	"time"

	"github.com/emersion/go-imap/v2"
)

// criteria says a query in the terms of RFC 9051 section 6.4.4. SINCE knows
// days only, in a zone of the server's own: a day earlier is asked for.
func (q Query) criteria() *imap.SearchCriteria {
	c := q.Match.criteria()
	if q.After > 0 {
		c.UID = []imap.UIDSet{after(q.After)}
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

// check refuses what could only be sent as a literal, or would end the field
// name early. Contains is ASCII by the server's rules as well: other text
// needs CHARSET, which not every server has.
func (m Match) check() error {
	for _, s := range []string{m.Field, m.Contains} {
		for _, r := range s {
			if r < ' ' || r > '~' {
				return fmt.Errorf("search for %q in field %q: only printable ASCII can be searched for", m.Contains, m.Field)
			}
		}
	}
	subs := append(append([]Match(nil), m.Any...), m.All...)
	if m.Not != nil {
		subs = append(subs, *m.Not)
	}
	for _, sub := range subs {
		if err := sub.check(); err != nil {
			return err
		}
	}
	return nil
}
