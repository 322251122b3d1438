package mailbox_test

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"

	"havewemet/mailbox"
	"havewemet/mailbox/memory"
)

const greeting = "* OK [CAPABILITY IMAP4rev1 LITERAL+] ready\r\n"

// scripted is a server that says greeting, and to each command what answer
// makes of its tag and its line. An empty answer is silence.
func scripted(t *testing.T, greeting string, answer func(tag, line string) string) mailbox.Account {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				fmt.Fprint(c, greeting)
				for lines := bufio.NewScanner(c); lines.Scan(); {
					tag, line, _ := strings.Cut(lines.Text(), " ")
					text := answer(tag, line)
					if text == "close" {
						return
					}
					fmt.Fprint(c, text)
				}
			}()
		}
	}()
	return mailbox.Account{Addr: l.Addr().String(), Security: "none", User: "u", Password: "hush-hush", Timeout: 100 * time.Millisecond}
}

// polite answers OK to everything.
func polite(tag, line string) string {
	if strings.HasPrefix(line, "LOGIN") {
		return tag + " OK [CAPABILITY IMAP4rev1 LITERAL+ UIDPLUS MOVE] in\r\n"
	}
	return tag + " OK done\r\n"
}

func mustDial(t *testing.T, a mailbox.Account) *mailbox.Session {
	t.Helper()
	s, err := mailbox.Dial(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// soon fails the test when a call takes as long as a hanging one would.
func soon(t *testing.T, call func()) {
	t.Helper()
	began := time.Now()
	call()
	if d := time.Since(began); d > 5*time.Second {
		t.Errorf("took %v", d)
	}
}

func wantError(t *testing.T, err error, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("got %v, want %q in it", err, part)
		}
	}
	if err != nil && strings.Contains(err.Error(), "hush-hush") {
		t.Errorf("the password is in %q", err)
	}
}

func TestDialFailures(t *testing.T) {
	silence := func(string, string) string { return "" }
	for _, test := range []struct {
		name, greeting string
		answer         func(tag, line string) string
		security       string
		want           []string
	}{
		{"no greeting", "", silence, "none", []string{"connect to ", "no answer from ", "within 100ms"}},
		{"turned away", "* BYE too many connections\r\n", silence, "none", []string{"connect to ", "too many connections"}},
		{"nonsense", "220 smtp ready\r\n", silence, "none", []string{"connect to "}},
		{"no answer to login", greeting, silence, "none", []string{"log in to ", "no answer from "}},
		{"closed at login", greeting, func(string, string) string { return "close" }, "none", []string{"log in to "}},
		{"login disabled", "* OK [CAPABILITY IMAP4rev1 LOGINDISABLED] ready\r\n", polite, "none", []string{"log in to ", "starttls"}},
		{"password echoed", greeting, func(tag, line string) string { return tag + " NO wrong: " + line + "\r\n" }, "none", []string{"log in to ", "***"}},
		{"preauth before starttls", "* PREAUTH [CAPABILITY IMAP4rev1] hello\r\n", func(tag, _ string) string { return tag + " BAD already in\r\n" }, "starttls", []string{"connect to "}},
		{"no starttls", greeting, func(tag, _ string) string { return tag + " NO cannot\r\n" }, "starttls", []string{"connect to ", "STARTTLS", "cannot"}},
		{"tls on a plain port", greeting, silence, "tls", []string{"connect to ", "no TLS", "hint: "}},
		{"security mistyped", greeting, silence, "ssl", []string{"connect to ", `"ssl" is not known`}},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := scripted(t, test.greeting, test.answer)
			a.Security = test.security
			soon(t, func() {
				_, err := mailbox.Dial(t.Context(), a)
				wantError(t, err, test.want...)
			})
		})
	}
}

func TestTemporaryLoginTroubleIsNoWrongPassword(t *testing.T) {
	for code, wrong := range map[string]bool{"": true, "[AUTHENTICATIONFAILED] ": true, "[UNAVAILABLE] ": false} {
		_, err := mailbox.Dial(t.Context(), scripted(t, greeting, func(tag, _ string) string { return tag + " NO " + code + "no\r\n" }))
		var login *mailbox.LoginError
		if errors.As(err, &login) != wrong {
			t.Errorf("%q: %v", code, err)
		}
	}
}

// TestCapabilitiesAfterLogin: a server that tells none with LOGIN is asked,
// so that those from before never count.
func TestCapabilitiesAfterLogin(t *testing.T) {
	loggedIn := false
	s := mustDial(t, scripted(t, greeting, func(tag, line string) string {
		switch {
		case strings.HasPrefix(line, "LOGIN"):
			loggedIn = true
		case line == "CAPABILITY" && loggedIn:
			return "* CAPABILITY IMAP4rev1 MOVE\r\n" + tag + " OK done\r\n"
		}
		return tag + " OK done\r\n"
	}))
	equal(t, "capabilities", s.Caps(), []string{"IMAP4rev1", "MOVE"})
}

func TestAuthenticatePlain(t *testing.T) {
	lines := make(chan string, 10) // the server goes on reading after Close
	mustDial(t, scripted(t, "* OK [CAPABILITY IMAP4rev1 LOGINDISABLED SASL-IR AUTH=PLAIN] ready\r\n", func(tag, line string) string {
		lines <- line
		return tag + " OK [CAPABILITY IMAP4rev1] in\r\n"
	})).Close()
	if first := <-lines; !strings.HasPrefix(first, "AUTHENTICATE PLAIN ") {
		t.Errorf("sent %q", first)
	}
}

func TestBrokenFlights(t *testing.T) {
	selected := "* 3 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT 9] ok\r\n"
	for _, test := range []struct {
		name   string
		answer func(tag, line string) string
		want   []string
	}{
		{"silent", func(tag, line string) string { return "" }, []string{`capability: no answer from `, "within 100ms"}},
		{"silent at fetch", func(tag, line string) string { return "" }, []string{"no answer from "}},
		{"line cut", func(tag, line string) string {
			if strings.Contains(line, "FETCH") {
				return "* 1 FETCH (UID 5 FLAGS (\\Se"
			}
			return ""
		}, []string{`fetch from "INBOX": `, "no answer from "}},
		{"literal cut", func(tag, line string) string {
			if strings.Contains(line, "FETCH") {
				return "* 1 FETCH (UID 5 RFC822.SIZE 9 BODY[] {900}\r\nSubject"
			}
			return ""
		}, []string{`fetch from "INBOX": `}},
		{"nonsense", func(tag, line string) string {
			if strings.Contains(line, "FETCH") {
				return "* 1 FETCH (UID 5 XYZZY (((\r\n"
			}
			return ""
		}, []string{`fetch from "INBOX": `}},
		{"closed", func(tag, line string) string {
			if strings.Contains(line, "FETCH") {
				return "close"
			}
			return ""
		}, []string{`fetch from "INBOX": `, "closed the connection"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := mustDial(t, scripted(t, greeting, func(tag, line string) string {
				if text := test.answer(tag, line); text != "" {
					return text
				}
				switch {
				case test.name == "silent" && !strings.HasPrefix(line, "LOGIN"):
					return ""
				case strings.Contains(line, "FETCH"):
					return ""
				case strings.HasPrefix(line, "EXAMINE"):
					return selected + tag + " OK open\r\n"
				}
				return polite(tag, line)
			}))
			get := mailbox.Read{Folder: "INBOX", Fetch: []mailbox.Fetch{{Parts: mailbox.Whole}}}
			soon(t, func() {
				_, err := s.Read(t.Context(), get)
				wantError(t, err, test.want...)
			})
			soon(t, func() {
				_, err := s.Read(t.Context(), get)
				wantError(t, err, "is gone")
				_, err = s.Store(t.Context(), []string{"A"}, []mailbox.Item{{Folder: "A", Raw: letter(1)}})
				wantError(t, err, "is gone")
				_, err = s.Move(t.Context(), "INBOX", 7, []mailbox.Move{{UIDs: []mailbox.UID{1}, To: "A"}})
				wantError(t, err, "is gone")
				s.Close()
			})
		})
	}
}

func TestCancelled(t *testing.T) {
	a := scripted(t, greeting, func(tag, line string) string {
		if strings.HasPrefix(line, "LOGIN") {
			return polite(tag, line)
		}
		return ""
	})
	a.Timeout = time.Minute
	s := mustDial(t, a)
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(20*time.Millisecond, cancel)
	soon(t, func() {
		if _, err := s.Survey(ctx, nil); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	})
}

// TestUnsolicitedFlags: a change of flags that a server reports while it
// fetches is not taken for the message.
func TestUnsolicitedFlags(t *testing.T) {
	first := true
	s := mustDial(t, scripted(t, greeting, func(tag, line string) string {
		mail := "* 2 FETCH (UID 2 FLAGS () RFC822.SIZE 5 BODY[]<0> {5}\r\nA: b\n)\r\n"
		switch {
		case strings.Contains(line, "FETCH") && first:
			first = false
			return "* 2 FETCH (UID 2 FLAGS (\\Seen))\r\n" + mail + tag + " OK\r\n"
		case strings.Contains(line, "FETCH"):
			return mail + tag + " OK\r\n"
		case strings.HasPrefix(line, "EXAMINE"):
			return "* 2 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n" + tag + " OK open\r\n"
		}
		return polite(tag, line)
	}))
	found := read(t, s, mailbox.Read{Folder: "INBOX", Fetch: []mailbox.Fetch{{Parts: mailbox.Whole}}})
	if ms := found[0].Mails[0]; len(ms) != 1 || string(ms[0].Raw) != "A: b\n" {
		t.Errorf("got %+v", ms)
	}
}

// TestCourierNames: everything below INBOX., with dots.
func TestCourierNames(t *testing.T) {
	server := start(t, memory.Options{Prefix: "INBOX.", Without: []string{"MOVE", "SPECIAL-USE", "LITERAL+"}})
	s := mustDial(t, account(server))
	v, err := s.Survey(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for in, want := range map[string]string{
		"Invitations/Personal":       "INBOX.Invitations.Personal",
		"INBOX.Invitations.Personal": "INBOX.Invitations.Personal",
		"inbox/Invitations":          "INBOX.Invitations",
		"inbox":                      "INBOX",
		"INBOX.Drafts":               "INBOX.Drafts",
	} {
		equal(t, "path of "+in, v.Path(in), want)
	}
	if _, err := s.Store(t.Context(), []string{v.Path("A/B")}, nil); err != nil {
		t.Error(err)
	}
	_, err = s.Store(t.Context(), []string{"Elsewhere"}, nil)
	var create *mailbox.CreateError
	if !errors.As(err, &create) || create.Folder != "Elsewhere" {
		t.Errorf("got %v", err)
	}
}

func TestRefusals(t *testing.T) {
	server := start(t, memory.Options{Refuse: func(command, arg string) error {
		switch command + " " + arg {
		case "APPEND Drafts":
			return memory.Refusal("OVERQUOTA", "quota exceeded")
		case "CREATE Denied":
			return memory.Refusal("NOPERM", "not yours")
		case "MOVE Sent":
			return memory.Refusal("NOPERM", "not yours")
		}
		return nil
	}})
	s := mustDial(t, account(server))
	stored, err := s.Store(t.Context(), []string{"Denied", "Fine"}, []mailbox.Item{
		{Folder: "Drafts", Raw: letter(1)}, {Folder: "Fine", Raw: letter(2)}, {Folder: "Denied", Raw: letter(3)},
	})
	wantError(t, err, `create folder "Denied": the server refused: not yours [NOPERM]`)
	wantError(t, stored[0].Err, `store in "Drafts": the server refused: quota exceeded [OVERQUOTA]`)
	wantError(t, stored[2].Err, `store in "Denied": `, "TRYCREATE")
	equal(t, "the other", stored[1].UID, 1)

	uid := server.Add("INBOX", letter(1), nil, time.Time{})
	validity := read(t, s, mailbox.Read{Folder: "INBOX", Write: true})[0].UIDValidity
	moved, err := s.Move(t.Context(), "INBOX", validity, []mailbox.Move{{UIDs: []mailbox.UID{uid}, To: "Sent"}})
	if err != nil {
		t.Fatal(err)
	}
	wantError(t, moved[0].Err, `move 1 message from "INBOX" to "Sent": the server refused: not yours [NOPERM]`)
	equal(t, "left", len(server.Mails("INBOX")), 1)

	server.Rebuild("INBOX")
	_, err = mustDial(t, account(server)).Move(t.Context(), "INBOX", validity, []mailbox.Move{{UIDs: []mailbox.UID{uid}, To: "Trash"}})
	if !errors.Is(err, mailbox.ErrUIDValidity) {
		t.Errorf("got %v", err)
	}
}

// TestNothingLost breaks the connection before and after each command of a
// move, tries again as often as it takes, and counts the mails.
func TestNothingLost(t *testing.T) {
	for _, without := range [][]string{nil, {"MOVE"}} {
		for _, action := range []memory.Action{memory.CutBefore, memory.CutAfter} {
			for k := 1; k <= 14; k++ {
				t.Run(fmt.Sprintf("%v/%v/%d", without, action, k), func(t *testing.T) { breakMove(t, without, action, k) })
			}
		}
	}
}

func breakMove(t *testing.T, without []string, action memory.Action, k int) {
	server := start(t, memory.Options{Without: without, Intercept: func(command string, n int) memory.Action {
		if n == k {
			return action
		}
		return memory.Pass
	}})
	const mails = 4
	for i := range mails {
		server.Add("INBOX", letter(i), []string{`\Seen`}, time.Time{})
	}
	server.CreateFolder("Target", "")
	validity := uint32(0)
	try := func() error {
		s, err := mailbox.Dial(t.Context(), account(server))
		if err != nil {
			return err
		}
		defer s.Close()
		found, err := s.Read(t.Context(), mailbox.Read{Folder: "INBOX", Write: true, Search: []mailbox.Query{{}}})
		if err != nil {
			return err
		}
		validity = found[0].UIDValidity
		moved, err := s.Move(t.Context(), "INBOX", validity, []mailbox.Move{{UIDs: found[0].Hits[0], To: "Target"}})
		if err == nil && moved[0].Err != nil {
			t.Error(moved[0].Err)
		}
		return err
	}
	for n := 1; try() != nil; n++ {
		if n > 2 {
			t.Fatal("does not come through")
		}
	}
	left, there := server.Mails("INBOX"), server.Mails("Target")
	equal(t, "mails in the target", len(there), mails)
	for _, m := range there {
		equal(t, "flags", m.Flags, []string{`\Seen`})
	}
	equal(t, "mails left", len(left), 0)
}

func TestTLS(t *testing.T) {
	cert, roots := selfSigned(t)
	for _, starttls := range []bool{false, true} {
		server := start(t, memory.Options{TLS: &tls.Config{Certificates: []tls.Certificate{cert}}, StartTLS: starttls})
		a := account(server)
		a.Security = map[bool]string{false: "tls", true: "starttls"}[starttls]
		soon(t, func() {
			_, err := mailbox.Dial(t.Context(), a)
			wantError(t, err, "connect to "+a.Addr+": the certificate does not verify: ", "hint: ")
		})
		a.TLS = &tls.Config{RootCAs: roots}
		s := mustDial(t, a)
		if _, err := s.Survey(t.Context(), []string{"INBOX"}); err != nil {
			t.Error(err)
		}
		var items []mailbox.Item
		for i := range 50 {
			items = append(items, mailbox.Item{Folder: "Drafts", Raw: letter(i)})
		}
		if _, err := s.Store(t.Context(), nil, items); err != nil {
			t.Error(err)
		}
		equal(t, "mails", len(server.Mails("Drafts")), 50)
	}
}

func selfSigned(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(leaf)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, roots
}
