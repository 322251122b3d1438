package mailbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// UnsureError says that a mail was handed over and the server's answer lost:
// it may be on its way.
type UnsureError struct{ Err error }

func (e *UnsureError) Error() string {
	return fmt.Sprintf("the server's answer was lost, the mail may be on its way: %v", e.Err)
}

func (e *UnsureError) Unwrap() error { return e.Err }

// Submit hands one mail to a submission server (RFC 6409), whose account a is.
// Any error but an [UnsureError] means that nothing was sent.
func (a Account) Submit(ctx context.Context, from, to string, raw []byte) error {
	client, done, err := a.submission(ctx)
	if err != nil {
		return err
	}
	defer done()
	fail := func(doing string, err error) error {
		return fmt.Errorf("%s %s: %w", doing, a.Addr, a.lost(ctx, err))
	}
	if err := client.Mail(from, nil); err != nil {
		return fail("send from "+from+" by", err)
	}
	if err := client.Rcpt(to, nil); err != nil {
		return fail("send to "+to+" by", err)
	}
	data, err := client.Data()
	if err != nil {
		return fail("send a mail by", err)
	}
	if _, err := bytes.NewReader(raw).WriteTo(data); err != nil {
		return fail("send a mail by", err) // without the dot at its end no server takes it (RFC 5321 section 4.1.1.4)
	}
	if err := data.Close(); errors.As(err, new(*smtp.SMTPError)) {
		return fail("send a mail by", err)
	} else if err != nil {
		return fail("send a mail by", &UnsureError{err})
	}
	client.Quit() // it is sent, whatever the farewell
	return nil
}

// TrySubmit logs in and sends nothing.
func (a Account) TrySubmit(ctx context.Context) error {
	client, done, err := a.submission(ctx)
	if err != nil {
		return err
	}
	defer done()
	return client.Quit()
}

// submission connects and logs in; done closes the connection.
func (a Account) submission(ctx context.Context) (client *smtp.Client, done func(), err error) {
	if strings.ContainsAny(a.User+a.Password, "\r\n\x00") {
		return nil, nil, fmt.Errorf("log in to %s: user or password contains a line break or NUL", a.Addr)
	}
	conn, err := a.connect(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("connect to %s: %w", a.Addr, a.hint(err))
	}
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	done = func() {
		stop()
		conn.Close()
	}
	timeout := a.timeout()
	conn.SetDeadline(time.Now().Add(timeout)) // until the client sets its own
	if a.Security == "starttls" {
		client, err = smtp.NewClientStartTLS(conn, a.tlsConfig())
	} else {
		client = smtp.NewClient(conn)
		err = client.Hello("localhost")
	}
	if err != nil {
		done()
		return nil, nil, fmt.Errorf("connect to %s: %w", a.Addr, a.lost(ctx, a.hint(err)))
	}
	client.CommandTimeout, client.SubmissionTimeout = timeout, timeout
	if err := a.authenticate(client); err != nil {
		done()
		return nil, nil, a.lost(ctx, err)
	}
	return client, done, nil
}

func (a Account) authenticate(client *smtp.Client) error {
	var by sasl.Client
	switch {
	case client.SupportsAuth(sasl.Plain):
		by = sasl.NewPlainClient("", a.User, a.Password)
	case client.SupportsAuth(sasl.Login):
		by = sasl.NewLoginClient(a.User, a.Password)
	default:
		return fmt.Errorf("log in to %s: the server takes no password on this connection\nhint: it may want TLS, try tls or starttls", a.Addr)
	}
	err := client.Auth(by)
	var no *smtp.SMTPError
	if !errors.As(err, &no) {
		return err
	}
	if a.Password != "" {
		no.Message = strings.ReplaceAll(no.Message, a.Password, "***")
	}
	if no.Temporary() {
		return fmt.Errorf("log in to %s: %w", a.Addr, no)
	}
	return &LoginError{Addr: a.Addr, User: a.User, Err: no}
}

// lost prefers the reason for which we ended a connection to what was seen of it.
func (a Account) lost(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil && !errors.As(err, new(*UnsureError)) {
		return cause
	}
	return err
}
