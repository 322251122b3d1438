package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"database/sql"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/gofrs/flock"
	"github.com/rogpeppe/go-internal/testscript"
	_ "modernc.org/sqlite"

	"havewemet/mailbox"
	"havewemet/mailbox/memory"
)

// The scripts tell what users see, one behaviour each. Beside the usual
// commands they have:
//
//	server [-tls] [-starttls] [-no FOLDER] [-without CAP]... [-refuse COMMAND CODE]
//	                              start a mail server; $IMAP is its address, my.toml a config for it
//	submission [REFUSAL]          start a server that takes mail into INBOX, or refuses it; $SMTP is its address
//	refuse COMMAND CODE | refuse  from now on the server refuses a command; or none any more
//	deliver FOLDER FILE...        mail arrives; QUESTION in it is the Message-ID of the last question in Sent
//	take FOLDER TO [SUBJECT]...   the owner moves all mails of a folder, or those
//	discard FOLDER [SUBJECT]...   the owner deletes them for good
//	sends DAY [-new-id] [-keep]   the owner sends what lies in Drafts; the mail program gives it a new Message-ID, or keeps a copy
//	rewrites TEXT                 the owner adds to what lies in Drafts
//	meanwhile COMMAND FOLDER TO [SUBJECT]...
//	                              the owner moves them during a pass, just before the server's next COMMAND
//	rename FOLDER TO              the owner renames a folder
//	remove FOLDER                 the owner deletes a folder with its mails
//	renumber FOLDER               the server gives a folder another UIDVALIDITY
//	linkedin DAY KIND WHO... [NOTE]
//	                              LinkedIn writes: invitation, by-mail, reminder, several, accepted, message
//	pass DAY                      a pass of my.toml on that day; it loses no mail, and leaves nothing to do
//	lies FOLDER [SUBJECT]...      these mails lie there and, summaries aside, no others
//	summary                       print the summary that was delivered last
//	folder FOLDER N               the folder holds N mails
//	mailbox FILE                  write what lies in which folder into FILE
//	await FOLDER N                wait until the folder holds N mails
//	[!] holds TEXT WHERE...       a file, a directory, or (MAILBOX) a mail of our own holds TEXT
//	edit FILE OLD NEW             replace OLD in FILE, which must be there
//	exits N PROGRAM ARG...        like exec, with that exit code; a refusal is a dozen lines at most
//	sql FILE STATEMENT            change a ledger
//	lock FILE                     hold a ledger as another pass does
//	lockdb FILE                   hold the database of a ledger as any program may
//	terminate                     send SIGTERM to what runs in the background
//	hangup                        send SIGHUP to what runs in the background
func TestScripts(t *testing.T) {
	tree, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Files:               scripts(t),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       os.Getenv("UPDATE_SCRIPTS") != "",
		Setup: func(e *testscript.Env) error {
			p := new(post)
			p.refuse.Store("")
			e.Values[postKey{}] = p
			e.Setenv("HOME", e.WorkDir)
			e.Setenv("XDG_CONFIG_HOME", filepath.Join(e.WorkDir, "config"))
			e.Setenv("XDG_STATE_HOME", filepath.Join(e.WorkDir, "state"))
			e.Setenv("LEDGER", filepath.Join(e.WorkDir, "state", "havewemet", "ledger.db"))
			e.Setenv("PASSWORD", "secret")
			e.Setenv("DEMO", filepath.Join(tree, "cmd", "havewemet", "demo"))
			e.Setenv("TREE", tree)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"server": startServer, "submission": startSubmission, "refuse": refuseCommand, "deliver": deliver, "take": takeAll, "folder": folderHolds,
			"mailbox": listMailbox, "await": awaitMails, "holds": holds, "edit": edit, "exits": exits,
			"linkedin": linkedIn, "pass": passOn, "lies": lies, "summary": showSummary, "discard": discard, "sends": sends, "rewrites": rewrites,
			"rename": renameFolder, "remove": removeFolder, "renumber": renumber, "meanwhile": meanwhile,
			"sql": changeLedger, "lock": lockLedger, "lockdb": lockDatabase, "terminate": signals(syscall.SIGTERM), "hangup": signals(syscall.SIGHUP),
		},
	})
}

// scripts are the files of the scripts. The lives last long and are left out of
// a short run, under the race detector: what runs at once in them runs in other
// scripts, too.
func scripts(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) < 50 {
		t.Fatal("where are the scripts?", err)
	}
	return slices.DeleteFunc(files, func(file string) bool {
		return testing.Short() && strings.HasPrefix(filepath.Base(file), "life-")
	})
}

// post is a script's mail server. Its refusal may change while it runs.
type post struct {
	*memory.Server
	refuse atomic.Value // command and code, a string
	before atomic.Pointer[interruption]
}

type postKey struct{}

func postOf(ts *testscript.TestScript) *post {
	p := ts.Value(postKey{}).(*post)
	if p.Server == nil {
		ts.Fatalf("no server is started")
	}
	return p
}

func startServer(ts *testscript.TestScript, neg bool, args []string) {
	var o memory.Options
	var no []string
	p, security := ts.Value(postKey{}).(*post), "none"
	for len(args) > 0 {
		switch {
		case args[0] == "-tls" || args[0] == "-starttls":
			security = args[0][1:]
			o.TLS, o.StartTLS = selfSigned(ts), security == "starttls"
			args = args[1:]
		case args[0] == "-no" && len(args) > 1:
			no, args = append(no, args[1]), args[2:]
		case args[0] == "-without" && len(args) > 1:
			o.Without, args = append(o.Without, args[1]), args[2:]
		case args[0] == "-refuse" && len(args) > 2:
			p.refuse.Store(args[1] + " " + args[2])
			args = args[3:]
		default:
			ts.Fatalf("server: what is %q?", args[0])
		}
	}
	o.Refuse = func(command, _ string) error {
		if refused, code, _ := strings.Cut(p.refuse.Load().(string), " "); command == refused {
			return memory.Refusal(code, "the server says no")
		}
		return nil
	}
	o.Intercept = func(command string, _ int) memory.Action {
		if b := p.before.Load(); b != nil && b.command == command && p.before.CompareAndSwap(b, nil) {
			b.act()
		}
		return memory.Pass
	}
	s, err := memory.Start(o)
	ts.Check(err)
	ts.Defer(s.Close)
	for _, folder := range no {
		s.DeleteFolder(folder)
	}
	p.Server = s
	ts.Setenv("IMAP", s.Addr())
	config := fmt.Sprintf(`mode = "draft"
[account]
imap = %q
tls = %q
user = "owner"
address = "martha@example.com"
name = "Martha Clark"
password_command = ["printenv", "PASSWORD"]
[schedule]
timezone = "UTC"
backfill = "0"
[trust]
authserv_id = ["mx.example.com"]
`, s.Addr(), security)
	ts.Check(os.WriteFile(ts.MkAbs("my.toml"), []byte(config), 0o600))
}

func startSubmission(ts *testscript.TestScript, neg bool, args []string) {
	s, err := memory.StartSubmission(memory.SubmissionOptions{Take: func(_, _ string, raw []byte) error {
		if len(args) > 0 {
			return errors.New(args[0])
		}
		postOf(ts).Add("INBOX", raw, nil, time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC))
		return nil
	}})
	ts.Check(err)
	ts.Defer(s.Close)
	ts.Setenv("SMTP", s.Addr())
}

// selfSigned makes a certificate that nobody vouches for, and writes it to
// cert.pem for a script that wants to trust it.
func selfSigned(ts *testscript.TestScript) *tls.Config {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	ts.Check(err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs("cert.pem"), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600))
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
}

func refuseCommand(ts *testscript.TestScript, neg bool, args []string) {
	postOf(ts).refuse.Store(strings.Join(args, " "))
}

func deliver(ts *testscript.TestScript, neg bool, args []string) {
	for _, file := range args[1:] {
		postOf(ts).Add(args[0], asking(postOf(ts), []byte(ts.ReadFile(file))), nil, time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC))
	}
}

func folderHolds(ts *testscript.TestScript, neg bool, args []string) {
	if got, want := len(postOf(ts).Mails(args[0])), number(ts, args[1]); got != want {
		ts.Fatalf("%s holds %d mails, want %d", args[0], got, want)
	}
}

func number(ts *testscript.TestScript, s string) int {
	n, err := strconv.Atoi(s)
	ts.Check(err)
	return n
}

func listMailbox(ts *testscript.TestScript, neg bool, args []string) {
	var b strings.Builder
	for _, folder := range postOf(ts).Folders() {
		fmt.Fprintf(&b, "%s\n", folder)
		for _, m := range postOf(ts).Mails(folder) {
			fmt.Fprintf(&b, "\t%s%s\n", subject(m.Raw), strings.Join(append([]string{""}, m.Flags...), " "))
		}
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(b.String()), 0o600))
}

func subject(raw []byte) string {
	for line := range bytes.Lines(raw) {
		if s, ok := bytes.CutPrefix(line, []byte("Subject: ")); ok {
			return strings.TrimSpace(string(s))
		}
	}
	return "(no subject)"
}

func awaitMails(ts *testscript.TestScript, neg bool, args []string) {
	want := number(ts, args[1])
	for range 200 {
		if len(postOf(ts).Mails(args[0])) == want {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	folderHolds(ts, neg, args)
}

// holds looks for a text in files, below directories, and (for MAILBOX) in
// what the daemon wrote into the mailbox.
func holds(ts *testscript.TestScript, neg bool, args []string) {
	var found []string
	look := func(where string, text []byte) {
		if strings.Contains(strings.ReplaceAll(string(text), "=\r\n", ""), args[0]) {
			found = append(found, where)
		}
	}
	for _, name := range args[1:] {
		if name == "MAILBOX" {
			for _, m := range written(postOf(ts)) {
				look(name, m.Raw)
			}
			continue
		}
		ts.Check(filepath.WalkDir(ts.MkAbs(name), func(path string, d os.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			text, err := os.ReadFile(path)
			look(path, text)
			return err
		}))
	}
	if neg == (len(found) > 0) {
		ts.Fatalf("%q is found in %q", args[0], found)
	}
}

// written are the mails that the daemon made.
func written(p *post) []mailbox.Message {
	var all []mailbox.Message
	for _, folder := range p.Folders() {
		for _, m := range p.Mails(folder) {
			if strings.Contains(string(m.Raw), "<havewemet.") {
				all = append(all, m)
			}
		}
	}
	return all
}

func edit(ts *testscript.TestScript, neg bool, args []string) {
	text := ts.ReadFile(args[0])
	lines := strings.NewReplacer(`\n`, "\n", `\r`, "\r")
	before, after := lines.Replace(args[1]), lines.Replace(args[2])
	if !strings.Contains(text, before) {
		ts.Fatalf("%s does not hold %q", args[0], before)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.ReplaceAll(text, before, after)), 0o600))
}

// maxRefusal is how many lines a program may take to say what is wrong.
const maxRefusal = 12

func exits(ts *testscript.TestScript, neg bool, args []string) {
	code := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		code = exit.ExitCode()
	}
	said := ts.ReadFile("stderr")
	if want := number(ts, args[0]); code != want {
		ts.Fatalf("exit code %d, want %d", code, want)
	}
	if n := strings.Count(said, "\n"); code != 0 && (n == 0 || n > maxRefusal) {
		ts.Fatalf("the refusal takes %d lines", n)
	}
}

func changeLedger(ts *testscript.TestScript, neg bool, args []string) {
	db, err := sql.Open("sqlite", "file:"+ts.MkAbs(args[0]))
	ts.Check(err)
	defer db.Close()
	_, err = db.Exec(args[1])
	ts.Check(err)
}

func lockLedger(ts *testscript.TestScript, neg bool, args []string) {
	lock := flock.New(ts.MkAbs(args[0]) + ".lock")
	ts.Check(lock.Lock())
	ts.Defer(func() { lock.Unlock() })
}

func lockDatabase(ts *testscript.TestScript, neg bool, args []string) {
	db, err := sql.Open("sqlite", "file:"+ts.MkAbs(args[0])+"?_txlock=exclusive")
	ts.Check(err)
	tx, err := db.Begin()
	ts.Check(err)
	ts.Defer(func() { tx.Rollback(); db.Close() })
}

func signals(s syscall.Signal) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, neg bool, args []string) {
		for _, cmd := range slices.Clone(ts.BackgroundCmds()) {
			ts.Check(cmd.Process.Signal(s))
		}
	}
}
