package mailbox

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"reflect"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-sasl"
)

const dialTimeout = 30 * time.Second

// Account says where a mailbox is, or a server that takes mail, and how to get in.
type Account struct {
	Addr     string // host:port
	Security string // "tls", "starttls" (never falls back to plain text), or "none"; "" means "tls"
	User     string
	Password string
	TLS      *tls.Config   // nil: the system's trust, the host of Addr
	Timeout  time.Duration // of the server's silence in one flight; 0 means 60 s
}

// LoginError says that the server did not accept user and password.
type LoginError struct {
	Addr, User string
	Err        error
}

func (e *LoginError) Error() string {
	return fmt.Sprintf("log in to %s as %q: %v", e.Addr, e.User, e.Err)
}

func (e *LoginError) Unwrap() error { return e.Err }

// Dial connects and logs in. What fails before login says "connect to"; a
// refused password is a [LoginError].
func Dial(ctx context.Context, a Account) (*Session, error) {
	if strings.ContainsAny(a.User+a.Password, "\r\n\x00") {
		return nil, fmt.Errorf("log in to %s: user or password contains a line break or NUL", a.Addr)
	}
	conn, err := a.connect(ctx, "imap")
	if err != nil {
		return nil, fmt.Errorf("connect to %s: %w", a.Addr, a.hint(err))
	}
	s := &Session{addr: a.Addr, timeout: a.timeout(), conn: newCork(conn)}
	ctx, rest := s.watch(ctx)
	defer rest()
	if err := s.greet(a); err != nil {
		s.conn.Close()
		return nil, fmt.Errorf("connect to %s: %w", a.Addr, cmp.Or(context.Cause(ctx), a.hint(err)))
	}
	if err := s.login(a); err != nil {
		s.conn.Close()
		return nil, a.loginError(cmp.Or(context.Cause(ctx), err))
	}
	return s, nil
}

func (a Account) timeout() time.Duration { return cmp.Or(a.Timeout, time.Minute) }

// connect opens the network connection, and TLS on it when that comes first.
// ALPN names are those of RFC 7301's registry, which has none for SMTP.
func (a Account) connect(ctx context.Context, alpn ...string) (net.Conn, error) {
	ctx, stop := context.WithTimeoutCause(ctx, dialTimeout, fmt.Errorf("not connected within %v", dialTimeout))
	defer stop()
	dialer := &net.Dialer{}
	var conn net.Conn
	var err error
	switch a.Security {
	case "tls", "":
		config := a.tlsConfig()
		config.NextProtos = alpn
		conn, err = (&tls.Dialer{NetDialer: dialer, Config: config}).DialContext(ctx, "tcp", a.Addr)
	case "starttls", "none":
		conn, err = dialer.DialContext(ctx, "tcp", a.Addr)
	default:
		return nil, fmt.Errorf("security %q is not known: it is tls, starttls or none", a.Security)
	}
	if err != nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	return conn, err
}

func (a Account) tlsConfig() *tls.Config {
	config := a.TLS.Clone()
	if config == nil {
		config = new(tls.Config)
	}
	if config.ServerName == "" {
		config.ServerName, _, _ = net.SplitHostPort(a.Addr)
	}
	return config
}

// hint adds what to do about an error that people meet when they set up an
// account.
func (a Account) hint(err error) error {
	var cert *tls.CertificateVerificationError
	var plain tls.RecordHeaderError
	switch {
	case errors.As(err, &cert):
		return fmt.Errorf("the certificate does not verify: %w\n"+
			"hint: the host must be the one that the certificate names; for a server with a certificate of its own, trust that certificate", cert.Err)
	case errors.As(err, &plain):
		return fmt.Errorf("no TLS is spoken on this port: %w\nhint: for the ports 143 and 587 use starttls, for 993 and 465 tls, for a test server on this machine none", err)
	}
	return err
}

// greet reads the greeting, and turns TLS on after it when asked to.
// A greeting of PREAUTH makes STARTTLS impossible, and is refused then: it
// may come from somebody in between (RFC 9051 section 11.1).
func (s *Session) greet(a Account) error {
	if a.Security == "starttls" {
		s.turns++
		client, err := imapclient.NewStartTLS(s.conn, &imapclient.Options{TLSConfig: a.tlsConfig()})
		if no := refusal(err); no != nil {
			return fmt.Errorf("STARTTLS: %w", no)
		}
		s.client = client
		return s.clear(err)
	}
	s.client = imapclient.New(s.conn, nil)
	err := s.client.WaitGreeting()
	var bye *imap.Error
	if errors.As(err, &bye) {
		return fmt.Errorf("the server turned us away: %s", bye.Text)
	}
	return s.clear(err)
}

// clear replaces the client's words for a closed connection.
func (s *Session) clear(err error) error {
	if err == nil || !strings.Contains(err.Error(), "EOF") && !strings.Contains(err.Error(), "before greeting") {
		return err
	}
	return fmt.Errorf("the server closed the connection (%w)", err)
}

// login authenticates and learns the capabilities that hold afterwards.
func (s *Session) login(a Account) error {
	before := s.client.Caps()
	if before == nil {
		return errors.New("the server does not tell its capabilities")
	}
	if s.client.State() == imap.ConnStateAuthenticated { // PREAUTH, RFC 9051 section 7.1.4
		s.caps = before
		return nil
	}
	s.turns++
	var err error
	switch {
	case !before.Has(imap.CapLoginDisabled):
		err = s.client.Login(a.User, a.Password).Wait()
	case before.Has(imap.AuthCap(sasl.Plain)):
		err = s.client.Authenticate(sasl.NewPlainClient("", a.User, a.Password))
	default:
		return errors.New("the server takes no password on this connection\nhint: it may want TLS, try tls or starttls")
	}
	if err != nil {
		return err
	}
	return s.capsAfterLogin(before)
}

// capsAfterLogin takes the capabilities that came with the answer to LOGIN.
// Where none came the client may still show those from before, so it asks:
// a server shows MOVE perhaps only now, and moving without it is another path.
func (s *Session) capsAfterLogin(before imap.CapSet) error {
	s.caps = s.client.Caps()
	if s.caps != nil && reflect.ValueOf(s.caps).Pointer() != reflect.ValueOf(before).Pointer() {
		return nil
	}
	s.turns++
	s.capsFresh = true
	caps, err := s.client.Capability().Wait()
	s.caps = caps
	return err
}

// loginError tells a wrong password from trouble of the server's own
// (RFC 5530 section 3), and keeps the password out of what it says.
func (a Account) loginError(err error) error {
	no := refusal(err)
	if no == nil {
		return fmt.Errorf("log in to %s: %w", a.Addr, err)
	}
	if a.Password != "" {
		no.Text = strings.ReplaceAll(no.Text, a.Password, "***")
	}
	switch imap.ResponseCode(no.Code) {
	case imap.ResponseCodeUnavailable, imap.ResponseCodeInUse, imap.ResponseCodeLimit, imap.ResponseCodeServerBug:
		return fmt.Errorf("log in to %s: %w", a.Addr, no)
	}
	return &LoginError{Addr: a.Addr, User: a.User, Err: no}
}
