package memory

import (
	"bytes"
	"crypto/tls"
	"io"
	"net"
	"sync/atomic"
	"time"
)

// listener wraps the connections that come in.
type listener struct {
	net.Listener
	server *Server
}

func (l *listener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	wrapped := &conn{Conn: c, tcp: c.(*net.TCPConn), literals: l.server.has("LITERAL+")}
	if o := l.server.options; o.TLS != nil && !o.StartTLS {
		wrapped.Conn = tls.Server(c, o.TLS)
	}
	return wrapped, nil
}

// conn is a connection that can fall silent and break.
type conn struct {
	net.Conn
	tcp      *net.TCPConn
	literals bool // LITERAL- may be announced; the server library always does
	silent   atomic.Bool
}

func (c *conn) Write(b []byte) (int, error) {
	if c.silent.Load() {
		return len(b), nil
	}
	if !c.literals && bytes.Contains(b, []byte("CAPABILITY ")) {
		_, err := c.Conn.Write(bytes.Replace(b, []byte(" LITERAL-"), nil, 1))
		return len(b), err
	}
	return c.Conn.Write(b)
}

// cut breaks the connection. Answers that were sent before still arrive: what
// the client goes on sending is read, since the system would otherwise reset
// the connection and drop them.
func (c *conn) cut() {
	c.silent.Store(true)
	c.tcp.CloseWrite()
	c.tcp.SetReadDeadline(time.Now().Add(100 * time.Millisecond))
	io.Copy(io.Discard, c.tcp)
	c.tcp.Close()
}

// unwrap finds the connection under STARTTLS.
func unwrap(nc net.Conn) *conn {
	if t, ok := nc.(*tls.Conn); ok {
		nc = t.NetConn()
	}
	c, _ := nc.(*conn)
	return c
}
