package main

import (
	"errors"
	"fmt"
	"io"

	"havewemet/triage"
)

// redact writes a copy of the one mail at path that has nobody in it.
func (e *explainer) redact(path string, stdin io.Reader) error {
	var copied []byte
	err := eachMail(path, stdin, func(_ string, raw []byte) (err error) {
		if copied != nil {
			return errors.New("there is more than one mail\nhint: name the file of one mail (.eml)")
		}
		if len(raw) > maxMail {
			raw = raw[:maxMail]
		}
		copied, err = e.reader.Redact(raw)
		return err
	})
	if err == nil && copied == nil {
		err = triage.ErrUnparsable
	}
	if err != nil {
		return fmt.Errorf("redact %s: %w", path, withoutPath(err))
	}
	if _, err := e.out.Write(copied); err != nil {
		return err
	}
	e.err.printf("redacted: names, addresses, tokens and all that people wrote are replaced; LinkedIn's own words and the layout are kept. Read it before you send it.\n")
	return nil
}
