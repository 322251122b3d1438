package main

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/emersion/go-message/mail"

	"havewemet/triage"
)

// mailParts reads a mail of our own making back: the head as people read it,
// text and HTML.
func mailParts(raw []byte) (head []string, text, html string, err error) {
	reader, err := mail.CreateReader(bytes.NewReader(raw))
	if err != nil {
		return nil, "", "", fmt.Errorf("read back: %w", err)
	}
	for _, key := range []string{"From", "To", "Subject"} {
		if v, err := reader.Header.Text(key); err == nil && v != "" {
			head = append(head, key+": "+v)
		}
	}
	m, err := triage.ParseMail(raw)
	if err != nil {
		return nil, "", "", fmt.Errorf("read back: %w", err)
	}
	return head, m.Text, m.HTML, nil
}

// readDraft is mailParts for a question.
func readDraft(raw []byte) (head []string, text string) {
	head, text, _, err := mailParts(raw)
	if err != nil {
		return nil, string(bytes.TrimSpace(raw))
	}
	return head, strings.TrimSpace(text)
}
