package triage

import (
	"bytes"
	"strings"

	"github.com/emersion/go-message"
	"github.com/emersion/go-msgauth/authres"
)

// AuthservIDs returns the names of the servers that say something about a
// mail in its Authentication-Results fields (RFC 8601 section 2.5), topmost
// first. Anybody can write such a field: the owner must know which server is
// their own.
func AuthservIDs(raw []byte) []string {
	e, err := message.Read(bytes.NewReader(raw))
	if e == nil || err != nil && !message.IsUnknownCharset(err) && !message.IsUnknownEncoding(err) {
		return nil
	}
	var ids []string
	for fields := e.Header.FieldsByKey("Authentication-Results"); fields.Next(); {
		head, _, _ := strings.Cut(plainAuthResults(fields.Value()), ";")
		if id, _, err := authres.Parse(head); err == nil && id != "" {
			ids = append(ids, cleanLine(id, 200))
		}
	}
	return ids
}
