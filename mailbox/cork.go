package mailbox

import (
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// corkPatience is how long a corked connection keeps bytes back. It only
// matters where somebody waits for an answer while still corked, as the IMAP
// client does for a synchronising literal (RFC 9051 section 4.3).
const corkPatience = 50 * time.Millisecond

// cork is a connection that can gather what is written and send it in one go,
// so that the commands of a flight leave in one burst rather than in a packet
// each.
type cork struct {
	net.Conn
	closed atomic.Bool

	mu     sync.Mutex
	corked bool
	kept   []byte
	timer  *time.Timer

	heard atomic.Pointer[func()] // called when bytes have come in
}

func newCork(conn net.Conn) *cork { return &cork{Conn: conn} }

// Write fails once the connection is closed, corked or not. The IMAP client
// relies on it: a command that it may write after it has given up the
// connection would never be answered, nor fail.
func (c *cork) Write(b []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed.Load() {
		return 0, net.ErrClosed
	}
	if c.corked {
		c.kept = append(c.kept, b...)
		return len(b), nil
	}
	return c.Conn.Write(b)
}

func (c *cork) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if heard := c.heard.Load(); heard != nil && n > 0 {
		(*heard)()
	}
	return n, err
}

func (c *cork) Close() error {
	c.closed.Store(true)
	return c.Conn.Close()
}

// hold begins to gather.
func (c *cork) hold() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.corked = true
	c.timer = time.AfterFunc(corkPatience, c.leak)
}

// leak sends what was gathered so far and goes on gathering.
func (c *cork) leak() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.corked {
		return
	}
	c.send()
	c.timer.Reset(corkPatience)
}

// release sends what was gathered and returns a channel that is closed when
// it is sent. It does not wait: a server that cannot get rid of its answers
// stops reading, so they must be read while the burst is still going out.
func (c *cork) release() <-chan struct{} {
	done := make(chan struct{})
	c.mu.Lock() // unlocked when all is sent, so that later writes come later
	c.corked = false
	if c.timer != nil {
		c.timer.Stop()
	}
	go func() {
		defer close(done)
		defer c.mu.Unlock()
		c.send()
	}()
	return done
}

// send writes what was gathered. A failure closes the connection, which wakes
// whoever reads from it. The caller holds mu.
func (c *cork) send() {
	if len(c.kept) == 0 {
		return
	}
	if _, err := c.Conn.Write(c.kept); err != nil {
		c.Close()
	}
	c.kept = nil
}
