package mailbox_test

import (
	"net"
	"sync"
	"testing"
	"time"

	"havewemet/mailbox"
	"havewemet/mailbox/memory"
)

const oneWay = 20 * time.Millisecond

// far is a server that is oneWay away. It counts the bursts of the client:
// how often something came from it after something was delivered to it.
type far struct {
	net.Listener
	mu     sync.Mutex
	bursts int
	told   bool // the client got something since its last burst
}

func farAway(t *testing.T, addr string) *far {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	f := &far{Listener: l}
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial("tcp", addr)
			if err != nil {
				client.Close()
				return
			}
			go relay(server, client, f.heard, func() {})
			go relay(client, server, func() {}, f.delivered)
		}
	}()
	return f
}

func (f *far) heard() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.told {
		f.bursts++
	}
	f.told = false
}

func (f *far) delivered() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.told = true
}

// relay delivers what comes from one side to the other, oneWay later.
func relay(to, from net.Conn, came, goes func()) {
	type parcel struct {
		b   []byte
		due time.Time
	}
	road := make(chan parcel, 10000)
	go func() {
		defer to.Close()
		for p := range road {
			time.Sleep(time.Until(p.due))
			goes()
			if _, err := to.Write(p.b); err != nil {
				return
			}
		}
	}()
	defer close(road)
	for {
		b := make([]byte, 64<<10)
		n, err := from.Read(b)
		if err != nil {
			return
		}
		came()
		road <- parcel{b[:n], time.Now().Add(oneWay)}
	}
}

// TestBursts: what the session counts as turns is what the network sees.
func TestBursts(t *testing.T) {
	server := start(t, memory.Options{})
	proxy := farAway(t, server.Addr())
	a := account(server)
	a.Addr = proxy.Addr().String()
	s := mustDial(t, a)
	var items []mailbox.Item
	for i := range 150 {
		items = append(items, mailbox.Item{Folder: "New", Raw: letter(i)})
	}
	began := time.Now()
	stored, err := s.Store(t.Context(), []string{"New"}, items)
	if err != nil || stored[149].UID != 150 {
		t.Fatal(err, stored[149])
	}
	found := read(t, s, mailbox.Read{Folder: "New", Write: true, Search: []mailbox.Query{{}, {After: 7}}, Fetch: []mailbox.Fetch{{Parts: mailbox.TextPart}, {UIDs: []mailbox.UID{1}}}})[0]
	moves := []mailbox.Move{{UIDs: found.Hits[0][:50], To: "Trash"}, {UIDs: found.Hits[0][50:], To: "Archive"}}
	if _, err := s.Move(t.Context(), "New", found.UIDValidity, moves); err != nil {
		t.Fatal(err)
	}
	took := time.Since(began)
	equal(t, "moved", []int{len(server.Mails("New")), len(server.Mails("Trash")), len(server.Mails("Archive"))}, []int{0, 50, 100})
	equal(t, "turns", s.Turns(), 4) // login, store, read, move
	proxy.mu.Lock()
	defer proxy.mu.Unlock()
	equal(t, "bursts", proxy.bursts, s.Turns())
	if limit := 3*2*oneWay + 2*time.Second; took > limit {
		t.Errorf("took %v", took)
	}
	t.Logf("150 stored, 150 read, 150 moved in %v at a round trip of %v", took, 2*oneWay)
}
