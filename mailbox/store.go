package mailbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// maxQuickLiteral is the size up to which a message goes out without the
// server's leave (RFC 7888 section 5, for LITERAL-; go-imap holds LITERAL+ to
// the same).
const maxQuickLiteral = 4096

// A CreateError says that a folder is not there and could not be created.
type CreateError struct {
	Folder string
	Err    error
}

func (e *CreateError) Error() string { return fmt.Sprintf("create folder %q: %v", e.Folder, e.Err) }
func (e *CreateError) Unwrap() error { return e.Err }

// Store creates folders, where they are not there yet, and subscribes to
// them, then stores items, all in one flight. There is an answer for each
// item, in order.
//
// A [CreateError] comes together with the answers: items for other folders
// are not affected. Any other error is of the connection; then items without
// UID and Err may be stored or not, and must be looked for before they are
// stored again.
//
// An item of more than 4096 bytes, or any on a server without LITERAL+ and
// LITERAL- (RFC 7888), costs a turn of its own. If the server refuses such a
// one, the connection is gone after it.
func (s *Session) Store(ctx context.Context, create []string, items []Item) ([]Stored, error) {
	stored := make([]Stored, len(items))
	for _, name := range create {
		if err := checkName(name); err != nil {
			return stored, err
		}
	}
	if len(create)+len(items) == 0 {
		return stored, nil
	}
	quick, slow := s.sortItems(items, stored)
	var refused []error
	if len(create)+len(quick) > 0 {
		err := s.fly(ctx, func(f *flight) {
			for _, name := range create {
				f.create(name, &refused)
			}
			for _, i := range quick {
				f.append(items[i], &stored[i])
			}
		})
		if err != nil {
			return stored, err
		}
	}
	for _, i := range slow {
		if err := s.storeSlowly(ctx, items[i], &stored[i]); err != nil {
			return stored, err
		}
	}
	return stored, errors.Join(refused...)
}

// sortItems tells items that can go out in one burst from those that have to
// wait for leave. Items that must not reach the wire get their Err.
func (s *Session) sortItems(items []Item, stored []Stored) (quick, slow []int) {
	literals := s.Has("LITERAL-") // LITERAL+ includes it
	for i, item := range items {
		if err := item.check(); err != nil {
			stored[i].Err = fmt.Errorf("store in %q: %w", item.Folder, err)
		} else if literals && len(item.Raw) <= maxQuickLiteral {
			quick = append(quick, i)
		} else {
			slow = append(slow, i)
		}
	}
	return quick, slow
}

func (item Item) check() error {
	if err := checkName(item.Folder); err != nil {
		return err
	}
	if bytes.IndexByte(item.Raw, 0) >= 0 { // RFC 9051 section 9: literal holds no NUL
		return errors.New("the message contains NUL")
	}
	for _, flag := range item.Flags {
		if !isFlag(flag) {
			return fmt.Errorf("%q is not a flag", flag)
		}
	}
	return nil
}

// isFlag holds the grammar of RFC 9051 section 9: an atom, perhaps after a
// backslash.
func isFlag(s string) bool {
	s = strings.TrimPrefix(s, `\`)
	for _, r := range s {
		if r <= ' ' || r > '~' || strings.ContainsRune(`(){%*"\]`, r) {
			return false
		}
	}
	return s != ""
}

// create asks for a folder, and for its status, which tells a refusal because
// it is there from one that matters, whatever code or words the server uses.
func (f *flight) create(name string, refused *[]error) {
	var no *Refused
	var status Status
	cmd := f.session.client.Create(canonical(name), nil)
	f.add(fmt.Sprintf("create folder %q", name), func() error {
		err := cmd.Wait()
		no = refusal(err)
		return unlessRefused(err)
	})
	subscribe := f.session.client.Subscribe(canonical(name))
	f.add(fmt.Sprintf("subscribe to %q", name), func() error {
		return unlessRefused(subscribe.Wait())
	})
	f.status(name, &status)
	f.add("", func() error {
		if no != nil && status.UIDValidity == 0 {
			*refused = append(*refused, &CreateError{name, no})
		}
		return nil
	})
}

// append sends a message. The four steps are always done, whatever fails:
// the client keeps a lock from the first to the third.
func (f *flight) append(item Item, to *Stored) {
	cmd := f.session.startAppend(item)
	f.add(fmt.Sprintf("store in %q", item.Folder), func() error { return finishAppend(cmd, item, to) })
}

func (s *Session) startAppend(item Item) *imapclient.AppendCommand {
	options := &imap.AppendOptions{Time: item.Time}
	for _, flag := range item.Flags {
		options.Flags = append(options.Flags, imap.Flag(flag))
	}
	cmd := s.client.Append(canonical(item.Folder), int64(len(item.Raw)), options)
	// A failure to write shows again in Wait, as NO or as a dead connection.
	cmd.Write(item.Raw)
	cmd.Close()
	return cmd
}

func finishAppend(cmd *imapclient.AppendCommand, item Item, to *Stored) error {
	data, err := cmd.Wait()
	if no := refusal(err); no != nil {
		to.Err = fmt.Errorf("store in %q: %w", item.Folder, no)
		return nil
	}
	if err != nil {
		return err
	}
	to.UIDValidity, to.UID = data.UIDValidity, UID(data.UID)
	return nil
}

// storeSlowly stores one item with a synchronising literal: the server gives
// leave, then the message goes out (RFC 9051 section 4.3).
func (s *Session) storeSlowly(ctx context.Context, item Item, to *Stored) error {
	if s.broken != nil {
		return s.broken
	}
	ctx, rest := s.watch(ctx)
	defer rest()
	s.turns += 2
	err := finishAppend(s.startAppend(item), item, to)
	if err != nil {
		return s.breakDown(ctx, fmt.Sprintf("store in %q", item.Folder), err)
	}
	return nil
}
