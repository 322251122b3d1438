package triage

import (
	"bytes"
	"slices"

	"github.com/emersion/go-message"
)

// AuthservIDs returns the names of the servers that say something about a
// mail in its Authentication-Results fields, as the config would call them:
// first those that vouch for linkedin.com, each as they stand from the top.
// Anybody can write such a field: the owner must know which server is theirs.
func AuthservIDs(raw []byte) []string {
	e, err := message.Read(bytes.NewReader(raw))
	if e == nil || err != nil && !message.IsUnknownCharset(err) && !message.IsUnknownEncoding(err) {
		return nil
	}
	var vouching, others []string
	for fields := e.Header.FieldsByKey("Authentication-Results"); fields.Next(); {
		id, infos, ok := splitAuthResults(fields.Value())
		name := cleanLine(ServerName(id), 200)
		if !ok || name == "" {
			continue
		}
		var said authSaid
		said.add(infos)
		if said.anyPass {
			vouching = append(vouching, name)
		} else {
			others = append(others, name)
		}
	}
	var ids []string
	for _, name := range append(vouching, others...) {
		if !slices.Contains(ids, name) {
			ids = append(ids, name)
		}
	}
	return ids
}
