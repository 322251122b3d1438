package memory

import (
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// SubmissionOptions say what a [Submission] is like. The zero value takes all
// mail of user "owner" with password "secret".
type SubmissionOptions struct {
	User, Password string

	// TLS makes connections begin with TLS; with StartTLS they can turn to it.
	TLS      *tls.Config
	StartTLS bool

	// Take gets each mail. It may refuse it by an error, by [ErrCut] break the
	// connection instead of an answer.
	Take func(from, to string, raw []byte) error
}

// ErrCut breaks the connection after a mail was taken.
var ErrCut = errors.New("cut")

// Submission is a server that takes mail (RFC 6409) and sends none.
type Submission struct {
	listener net.Listener
	smtp     *smtp.Server
}

// StartSubmission runs one on a free port of 127.0.0.1. The caller closes it.
func StartSubmission(o SubmissionOptions) (*Submission, error) {
	if o.User == "" && o.Password == "" {
		o.User, o.Password = "owner", "secret"
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &Submission{listener: listener}
	s.smtp = smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) { return &submitter{options: o, conn: c}, nil }))
	s.smtp.Domain, s.smtp.ErrorLog = "localhost", log.New(io.Discard, "", 0)
	s.smtp.AllowInsecureAuth = o.TLS == nil
	switch {
	case o.TLS != nil && o.StartTLS:
		s.smtp.TLSConfig = o.TLS
	case o.TLS != nil:
		listener = tls.NewListener(listener, o.TLS)
	}
	go s.smtp.Serve(listener)
	return s, nil
}

// Addr is host:port.
func (s *Submission) Addr() string { return s.listener.Addr().String() }

// Close ends all connections.
func (s *Submission) Close() { s.smtp.Close() }

// submitter is one connection.
type submitter struct {
	options  SubmissionOptions
	conn     *smtp.Conn
	known    bool
	from, to string
}

func (s *submitter) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *submitter) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if s.known = user == s.options.User && password == s.options.Password; !s.known {
			return &smtp.SMTPError{Code: 535, EnhancedCode: smtp.EnhancedCode{5, 7, 8}, Message: "authentication failed"}
		}
		return nil
	}), nil
}

func (s *submitter) Mail(from string, _ *smtp.MailOptions) error {
	if s.from = from; !s.known {
		return smtp.ErrAuthRequired
	}
	return nil
}

func (s *submitter) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = to
	return nil
}

func (s *submitter) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err == nil && s.options.Take != nil {
		err = s.options.Take(s.from, s.to, raw)
	}
	if errors.Is(err, ErrCut) {
		s.conn.Conn().Close()
	}
	return err
}

func (s *submitter) Reset()        {}
func (s *submitter) Logout() error { return nil }
