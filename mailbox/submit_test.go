package mailbox_test

import (
	"context"
	"crypto/tls"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"havewemet/mailbox"
	"havewemet/mailbox/memory"
)

// outbox is a submission server that keeps what it takes.
func outbox(t *testing.T, o memory.SubmissionOptions) mailbox.Account {
	t.Helper()
	s, err := memory.StartSubmission(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return mailbox.Account{Addr: s.Addr(), Security: "none", User: "owner", Password: "secret", Timeout: 5 * time.Second}
}

const hello = "From: <martha@example.com>\r\nTo: <martha@example.com>\r\nSubject: Hello\r\n\r\nOne.\r\n.two dots\r\nGrüße\r\n"

func TestSubmit(t *testing.T) {
	for name, security := range map[string]string{"plain": "none", "TLS": "tls", "STARTTLS": "starttls"} {
		t.Run(name, func(t *testing.T) {
			taken := make(chan string, 10)
			o := memory.SubmissionOptions{Take: func(from, to string, raw []byte) error {
				taken <- from + " " + to + " " + string(raw)
				return nil
			}}
			cert, roots := selfSigned(t)
			if security != "none" {
				o.TLS, o.StartTLS = &tls.Config{Certificates: []tls.Certificate{cert}}, security == "starttls"
			}
			a := outbox(t, o)
			a.Security, a.TLS = security, &tls.Config{RootCAs: roots}
			if err := a.TrySubmit(context.Background()); err != nil || len(taken) != 0 {
				t.Fatalf("tried: %v, %d sent", err, len(taken))
			}
			if err := a.Submit(context.Background(), "martha@example.com", "m.clark@example.org", []byte(hello)); err != nil {
				t.Fatal(err)
			}
			if got, want := <-taken, "martha@example.com m.clark@example.org "+hello; got != want || len(taken) != 0 {
				t.Errorf("taken %q, want %q alone", got, want)
			}
		})
	}
}

// TestSubmitRefused: what is certainly not sent says so, and what may be is
// unsure.
func TestSubmitRefused(t *testing.T) {
	for name, c := range map[string]struct {
		take   func(string, string, []byte) error
		change func(*mailbox.Account)
		want   string
		unsure bool
	}{
		"no":             {take: func(string, string, []byte) error { return &smtp.SMTPError{Code: 552, Message: "mailbox full"} }, want: "mailbox full"},
		"cut":            {take: func(string, string, []byte) error { return memory.ErrCut }, want: "may be on its way", unsure: true},
		"wrong password": {change: func(a *mailbox.Account) { a.Password = "guess" }, want: `as "owner"`},
		"no STARTTLS":    {change: func(a *mailbox.Account) { a.Security = "starttls" }, want: "STARTTLS"},
		"line break":     {change: func(a *mailbox.Account) { a.User = "owner\r\nRSET" }, want: "line break"},
	} {
		t.Run(name, func(t *testing.T) {
			a := outbox(t, memory.SubmissionOptions{Take: c.take})
			if c.change != nil {
				c.change(&a)
			}
			err := a.Submit(context.Background(), "martha@example.com", "martha@example.com", []byte(hello))
			if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "secret") {
				t.Errorf("error %v, want one with %q", err, c.want)
			}
			if got := errors.As(err, new(*mailbox.UnsureError)); got != c.unsure {
				t.Errorf("unsure: %t, want %t (%v)", got, c.unsure, err)
			}
			if got := errors.As(err, new(*mailbox.LoginError)); got != (name == "wrong password") {
				t.Errorf("refused login: %t", got)
			}
		})
	}
	ctx, stop := context.WithCancel(context.Background())
	a := outbox(t, memory.SubmissionOptions{})
	stop()
	if err := a.Submit(ctx, "martha@example.com", "martha@example.com", []byte(hello)); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
}
