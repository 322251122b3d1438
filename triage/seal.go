package triage

import (
	"bytes"
	"crypto/sha256"
	"encoding/base32"
	"strings"
)

// A draft carries the hash of what it says, so that it can be told from one
// that the owner has edited, whatever else was lost: ledger, numbers, templates.

// sealField is the header field of the hash; it is the first of the mail.
const sealField = "X-Havewemet-Draft"

func sealOf(raw []byte) string {
	sum := sha256.Sum256(raw)
	return strings.ToLower(base32.StdEncoding.EncodeToString(sum[:15]))
}

// sealed returns a mail with its seal before it.
func sealed(raw []byte) []byte {
	return append([]byte(sealField+": "+sealOf(raw)+"\r\n"), raw...)
}

// Untouched tells whether a draft is as [NewQuestion] wrote it, byte for byte.
func Untouched(raw []byte) bool {
	field, rest, ok := bytes.Cut(raw, []byte("\r\n"))
	return ok && string(field) == sealField+": "+sealOf(rest)
}
