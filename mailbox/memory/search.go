package memory

import (
	"bytes"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-message"
)

// matches evaluates search keys (RFC 9051 section 6.4.4), all but those on
// the Date field and MODSEQ.
func (f *folder) matches(m numbered, c *imap.SearchCriteria) bool {
	for _, set := range c.SeqNum {
		if !contains(f.fixed(set), m) {
			return false
		}
	}
	for _, set := range c.UID {
		if !contains(f.fixed(set), m) {
			return false
		}
	}
	for _, flag := range c.Flag {
		if !m.has(flag) {
			return false
		}
	}
	for _, flag := range c.NotFlag {
		if m.has(flag) {
			return false
		}
	}
	return m.sizeAndDay(c) && m.text(c) && f.combined(m, c)
}

func contains(set imap.NumSet, m numbered) bool {
	switch set := set.(type) {
	case imap.UIDSet:
		return set.Contains(m.uid)
	case imap.SeqSet:
		return set.Contains(m.seq)
	}
	return false
}

func (f *folder) combined(m numbered, c *imap.SearchCriteria) bool {
	for i := range c.Not {
		if f.matches(m, &c.Not[i]) {
			return false
		}
	}
	for i := range c.Or {
		if !f.matches(m, &c.Or[i][0]) && !f.matches(m, &c.Or[i][1]) {
			return false
		}
	}
	return true
}

func (m *mail) sizeAndDay(c *imap.SearchCriteria) bool {
	day := time.Date(m.time.Year(), m.time.Month(), m.time.Day(), 0, 0, 0, 0, time.UTC)
	size := int64(len(m.raw))
	return (c.Since.IsZero() || !day.Before(c.Since)) &&
		(c.Before.IsZero() || day.Before(c.Before)) &&
		(c.Larger == 0 || size > c.Larger) &&
		(c.Smaller == 0 || size < c.Smaller)
}

// text looks into decoded header fields, and for BODY and TEXT into the bytes
// as they are.
func (m *mail) text(c *imap.SearchCriteria) bool {
	for _, s := range append(c.Body[:len(c.Body):len(c.Body)], c.Text...) {
		if !bytes.Contains(bytes.ToLower(m.raw), bytes.ToLower([]byte(s))) {
			return false
		}
	}
	if len(c.Header) == 0 {
		return true
	}
	entity, _ := message.Read(bytes.NewReader(m.raw))
	if entity == nil {
		return false
	}
	for _, h := range c.Header {
		found := false
		for fields := entity.Header.FieldsByKey(h.Key); fields.Next(); {
			text, _ := fields.Text()
			found = found || strings.Contains(strings.ToLower(text), strings.ToLower(h.Value))
		}
		if !found {
			return false
		}
	}
	return true
}
