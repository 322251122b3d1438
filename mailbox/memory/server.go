// Package memory is an IMAP server that keeps one account in memory, for the
// demo and the tests. It is a real server on a real socket: what it announces
// can be cut down to that of poorer servers, commands can be made to fail,
// and connections to break at a given command.
package memory

import (
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net"
	"sync"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	_ "github.com/emersion/go-message/charset" // searches see through encoded fields
)

// Options says what the server is like. The zero value is a good server that
// lets in user "owner" with password "secret".
type Options struct {
	User, Password string
	Addr           string // host:port to listen on; "" means a free port of 127.0.0.1

	// TLS makes connections begin with TLS; with StartTLS they can turn to it.
	TLS      *tls.Config
	StartTLS bool

	// Without names capabilities to leave out: MOVE, UIDPLUS, SPECIAL-USE,
	// NAMESPACE, LIST-EXTENDED, ESEARCH, LITERAL+ (without it LITERAL- is left out as
	// well). Their commands are then refused.
	Without []string

	// Prefix begins the name of every folder but INBOX, like "INBOX." of
	// Courier. Its last character is the separator; "" means "/" and no prefix.
	Prefix string

	// Intercept is told each command before it is executed, upper case and
	// without UID, and how many there have been; it may break the connection.
	Intercept func(command string, n int) Action

	// Refuse may refuse a command, see [Refusal]. Arg is the folder that the
	// command names, or "".
	Refuse func(command, arg string) error
}

// Action is what becomes of a command.
type Action int

const (
	Pass      Action = iota
	CutBefore        // the connection breaks, and the command is not executed
	CutAfter         // it is executed, and the connection breaks before the answer
)

// Refusal makes the server's NO, with a response code such as "OVERQUOTA" or
// "NOPERM" (RFC 5530 section 3); "" for none.
func Refusal(code, text string) error {
	return &imap.Error{Type: imap.StatusResponseTypeNo, Code: imap.ResponseCode(code), Text: text}
}

// Server is a running server.
type Server struct {
	options  Options
	sep      rune
	listener net.Listener
	imap     *imapserver.Server

	mu          sync.Mutex
	folders     map[string]*folder
	uidValidity uint32
	commands    int
}

// Start runs a server with the folders INBOX, Drafts, Sent, Trash and
// Archive. The caller closes it.
func Start(o Options) (*Server, error) {
	if o.User == "" && o.Password == "" {
		o.User, o.Password = "owner", "secret"
	}
	if o.Addr == "" {
		o.Addr = "127.0.0.1:0"
	}
	s := &Server{options: o, sep: '/', folders: make(map[string]*folder), uidValidity: 1000}
	if o.Prefix != "" {
		s.sep = rune(o.Prefix[len(o.Prefix)-1])
	}
	s.CreateFolder("INBOX", "")
	for _, role := range []string{"Drafts", "Sent", "Trash", "Archive"} {
		s.CreateFolder(o.Prefix+role, role)
	}
	l, err := net.Listen("tcp", o.Addr)
	if err != nil {
		return nil, fmt.Errorf("start the in-memory server: %w", err)
	}
	s.listener = &listener{Listener: l, server: s}
	s.imap = imapserver.New(s.imapOptions())
	go s.imap.Serve(s.listener)
	return s, nil
}

// Addr returns the host:port that the server listens on.
func (s *Server) Addr() string { return s.listener.Addr().String() }

// Close ends all connections.
func (s *Server) Close() { s.imap.Close() }

func (s *Server) imapOptions() *imapserver.Options {
	caps := imap.CapSet{imap.CapIMAP4rev1: {}}
	for _, c := range []imap.Cap{
		imap.CapNamespace, imap.CapUIDPlus, imap.CapMove, imap.CapESearch,
		imap.CapListExtended, imap.CapSpecialUse, imap.CapLiteralPlus,
	} {
		if s.has(c) {
			caps[c] = struct{}{}
		}
	}
	o := &imapserver.Options{
		NewSession: func(c *imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return &session{server: s, conn: c}, nil, nil
		},
		Caps:         caps,
		InsecureAuth: true,
		Logger:       log.New(io.Discard, "", 0), // broken connections are what it is here for
	}
	if s.options.StartTLS {
		o.TLSConfig = s.options.TLS
	}
	return o
}

func (s *Server) has(c imap.Cap) bool {
	for _, w := range s.options.Without {
		if imap.Cap(w) == c {
			return false
		}
	}
	return true
}

// intercept counts a command and asks what is to become of it.
func (s *Server) intercept(command string) Action {
	s.mu.Lock()
	s.commands++
	n := s.commands
	s.mu.Unlock()
	if s.options.Intercept == nil {
		return Pass
	}
	return s.options.Intercept(command, n)
}
