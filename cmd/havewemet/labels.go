package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"os"

	"havewemet/triage"
)

// readLabels reads a JSON Lines file of labelled notes.
func readLabels(path string) (notes []triage.Labelled, err error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	n := 0
	for line := range bytes.Lines(text) {
		if n++; len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		one, err := readLabel(line)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", path, n, err)
		}
		one.ID = cmp.Or(one.ID, fmt.Sprintf("line %d", n))
		notes = append(notes, one)
	}
	if notes == nil {
		return nil, fmt.Errorf("%s holds no notes", path)
	}
	return notes, nil
}

func readLabel(line []byte) (l triage.Labelled, err error) {
	in, err := readNoteLine(line)
	if err != nil {
		return l, err
	}
	switch {
	case in.Note == nil:
		return l, errors.New(`"note" is missing; "" is a mail without one`)
	case in.Label == nil:
		return l, fmt.Errorf(`"label" is missing: it is %q or %q`, triage.Personalized, triage.Generic)
	case *in.Label != triage.Personalized && *in.Label != triage.Generic:
		return l, fmt.Errorf("%q is no label: it is %q or %q", *in.Label, triage.Personalized, triage.Generic)
	}
	return triage.Labelled{ID: in.id(), Is: *in.Label, Invitation: in.invitation()}, nil
}
