package mailbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"time"

	"github.com/emersion/go-imap/v2"
)

// patience is how many times [Account.Timeout] one flight may take in all,
// when the server keeps sending.
const patience = 10

// A Refused is a NO or BAD of the server: the connection is as good as
// before, the command was not done.
type Refused struct {
	Code string // response code, upper case: "OVERQUOTA", "TRYCREATE"; "" for none (RFC 9051 section 7.1)
	Text string // the server's own words
}

func (r *Refused) Error() string {
	if r.Code == "" {
		return "the server refused: " + r.Text
	}
	return fmt.Sprintf("the server refused: %s [%s]", r.Text, r.Code)
}

// refusal returns the NO or BAD that err is, or nil.
func refusal(err error) *Refused {
	var e *imap.Error
	if !errors.As(err, &e) || e.Type != imap.StatusResponseTypeNo && e.Type != imap.StatusResponseTypeBad {
		return nil
	}
	return &Refused{Code: string(e.Code), Text: e.Text}
}

// flight is the commands that are sent in one go, with their answers yet to
// be awaited.
type flight struct {
	session *Session
	waits   []wait
}

type wait struct {
	what string
	done func() error
}

// add notes that a command was sent. Done waits for its answer; its error
// ends the connection, unless it is a [Refused] that done keeps for itself.
func (f *flight) add(what string, done func() error) {
	f.waits = append(f.waits, wait{what, done})
}

// collecting runs collect at once and returns how to wait for its result. A
// server may answer commands at the same time (RFC 9051 section 5.5; Dovecot
// does): what streams in must be taken whichever command we wait for.
func collecting[T any](collect func() (T, error)) func() (T, error) {
	var result T
	var err error
	done := make(chan struct{})
	go func() {
		defer close(done)
		result, err = collect()
	}()
	return func() (T, error) {
		<-done
		return result, err
	}
}

// fly sends what send writes as one burst and waits for all the answers, in
// the order of the commands. The error is one of the connection, and names
// the command that was waiting.
func (s *Session) fly(ctx context.Context, send func(*flight)) error {
	if s.broken != nil {
		return s.broken
	}
	ctx, rest := s.watch(ctx)
	defer rest()
	s.turns++
	s.conn.hold()
	f := &flight{session: s}
	s.refreshCaps(f)
	send(f)
	sent := s.conn.release()
	err := f.land(ctx)
	<-sent
	return err
}

// land waits for every answer, also after a failure: the client's reader
// would hang on data that nobody takes.
func (f *flight) land(ctx context.Context) error {
	var first error
	for _, w := range f.waits {
		if err := w.done(); err != nil && first == nil {
			first = f.session.breakDown(ctx, w.what, err)
		}
	}
	return first
}

// breakDown closes the connection for good and says why.
func (s *Session) breakDown(ctx context.Context, what string, err error) error {
	cause := context.Cause(ctx)
	s.conn.Close()
	switch {
	case cause != nil:
		err = cause
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed):
		err = fmt.Errorf("%s closed the connection", s.addr)
	case refusal(err) != nil:
		err = refusal(err)
	}
	err = fmt.Errorf("%s: %w", what, err)
	s.broken = fmt.Errorf("connection to %s is gone: %w", s.addr, err)
	return err
}

// watch bounds what follows until rest is called: the server's silence by the
// session's timeout, the whole by a multiple of it. Closing the connection is
// the only way to wake the IMAP client, which knows no context.
func (s *Session) watch(ctx context.Context) (_ context.Context, rest func()) {
	ctx, stop := context.WithTimeoutCause(ctx, patience*s.timeout,
		fmt.Errorf("answer from %s not complete within %v", s.addr, patience*s.timeout))
	ctx, fail := context.WithCancelCause(ctx)
	quiet := time.AfterFunc(s.timeout, func() {
		fail(fmt.Errorf("no answer from %s within %v", s.addr, s.timeout))
	})
	heard := func() { quiet.Reset(s.timeout) }
	s.conn.heard.Store(&heard)
	unhook := context.AfterFunc(ctx, func() { s.conn.Close() })
	return ctx, func() {
		s.conn.heard.Store(nil)
		quiet.Stop()
		unhook()
		fail(nil)
		stop()
	}
}
