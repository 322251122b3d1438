package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"havewemet/mailbox"
	"havewemet/mailbox/memory"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"havewemet": main})
}

// The scripts tell what users see, one behaviour each. Beside the usual
// commands they have:
//
//	server [-without CAP]... [-refuse COMMAND CODE]   start a mail server; $IMAP is its address
//	deliver FOLDER FILE...                            mail arrives
//	folder FOLDER N                                   the folder holds N mails
//	take FOLDER TO                                    the owner moves all mails of a folder
//	holds TEXT FILE|DIR...                            none of these files, or of what lies in the mailbox, holds TEXT (with !)
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		UpdateScripts:       os.Getenv("UPDATE_SCRIPTS") != "",
		Setup: func(e *testscript.Env) error {
			e.Setenv("HOME", e.WorkDir)
			e.Setenv("XDG_CONFIG_HOME", filepath.Join(e.WorkDir, "config"))
			e.Setenv("XDG_STATE_HOME", filepath.Join(e.WorkDir, "state"))
			e.Setenv("PASSWORD", "secret")
			wd, err := os.Getwd()
			e.Setenv("TREE", filepath.Join(wd, "..", ".."))
			return err
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"server": startServer, "deliver": deliver, "folder": folderHolds, "take": takeAll, "holds": holds, "lockledger": lockLedger,
		},
	})
}

var servers = map[*testscript.TestScript]*memory.Server{}

func serverOf(ts *testscript.TestScript) *memory.Server {
	s := servers[ts]
	if s == nil {
		ts.Fatalf("no server is started")
	}
	return s
}

func startServer(ts *testscript.TestScript, neg bool, args []string) {
	var o memory.Options
	for len(args) > 0 {
		switch {
		case args[0] == "-without" && len(args) > 1:
			o.Without, args = append(o.Without, args[1]), args[2:]
		case args[0] == "-refuse" && len(args) > 2:
			command, refusal := args[1], memory.Refusal(args[2], "the server says no")
			o.Refuse = func(c, _ string) error {
				if c == command {
					return refusal
				}
				return nil
			}
			args = args[3:]
		default:
			ts.Fatalf("server: what is %q?", args[0])
		}
	}
	s, err := memory.Start(o)
	ts.Check(err)
	ts.Defer(func() { s.Close(); delete(servers, ts) })
	servers[ts] = s
	ts.Setenv("IMAP", s.Addr())
	config := fmt.Sprintf("mode = \"draft\"\n[account]\nimap = %q\ntls = \"none\"\nuser = \"owner\"\naddress = \"martha@example.com\"\nname = \"Martha Clark\"\npassword_command = [\"printenv\", \"PASSWORD\"]\n[schedule]\ntimezone = \"UTC\"\n[trust]\nauthserv_id = [\"mx.example.com\"]\n", s.Addr())
	ts.Check(os.WriteFile(ts.MkAbs("my.toml"), []byte(config), 0o600))
}

func deliver(ts *testscript.TestScript, neg bool, args []string) {
	for _, file := range args[1:] {
		serverOf(ts).Add(args[0], []byte(ts.ReadFile(file)), nil, time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC))
	}
}

func folderHolds(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: folder NAME N")
	}
	want, err := strconv.Atoi(args[1])
	ts.Check(err)
	if got := len(serverOf(ts).Mails(args[0])); got != want {
		ts.Fatalf("%s holds %d mails, want %d", args[0], got, want)
	}
}

func takeAll(ts *testscript.TestScript, neg bool, args []string) {
	for _, m := range serverOf(ts).Mails(args[0]) {
		serverOf(ts).MoveMail(args[0], m.UID, args[1])
	}
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
			for _, m := range written(serverOf(ts)) {
				look(name, m.Raw)
			}
			continue
		}
		ts.Check(filepath.WalkDir(ts.MkAbs(name), func(path string, d os.DirEntry, err error) error {
			if err == nil && d.Type().IsRegular() {
				var text []byte
				if text, err = os.ReadFile(path); err == nil {
					look(path, text)
				}
			}
			return err
		}))
	}
	if neg == (len(found) > 0) {
		ts.Fatalf("%q is found in %q", args[0], found)
	}
}

// written are the mails that the daemon made.
func written(s *memory.Server) []mailbox.Message {
	var all []mailbox.Message
	for _, folder := range []string{"Drafts", "Sent", "Trash", "INBOX"} {
		for _, m := range s.Mails(folder) {
			if strings.Contains(string(m.Raw), "<havewemet.") {
				all = append(all, m)
			}
		}
	}
	return all
}

// lockLedger holds the ledger as a run of another program would.
func lockLedger(ts *testscript.TestScript, neg bool, args []string) {
	unlock, err := lockFile(ts.MkAbs(args[0]))
	ts.Check(err)
	ts.Defer(unlock)
}

// TestExampleConfigNamesEveryKey holds config.example.toml complete and true:
// it decodes, and no key of the config is missing from it.
func TestExampleConfigNamesEveryKey(t *testing.T) {
	text, err := os.ReadFile("../../config.example.toml")
	if err != nil {
		t.Fatal(err)
	}
	c := defaultConfig()
	c.file = "config.example.toml"
	if err := decodeConfig(text, &c); err != nil {
		t.Fatal(err)
	}
	for _, key := range allKeys() {
		if !strings.Contains(string(text), "\n"+key+" = ") && !strings.Contains(string(text), "\n# "+key+" = ") {
			t.Errorf("config.example.toml does not name %s", key)
		}
	}
}

// TestExampleConfigShowsTheDefaults: where the example says "Default", it is.
func TestExampleConfigShowsTheDefaults(t *testing.T) {
	text, err := os.ReadFile("../../config.example.toml")
	if err != nil {
		t.Fatal(err)
	}
	got, want := defaultConfig(), defaultConfig()
	if err := decodeConfig(text, &got); err != nil {
		t.Fatal(err)
	}
	want.Account, want.Trust, want.Schedule.Timezone = got.Account, got.Trust, got.Schedule.Timezone // these have no defaults that could be shown
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("the example shows\n%v\nthe defaults are\n%v", got, want)
	}
}

// TestReadmeCommands holds that each subcommand that the README shows exists.
func TestReadmeCommands(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, c := range (&app{}).root().Commands() {
		names = append(names, c.Name())
	}
	for _, line := range strings.Split(string(text), "\n") {
		words := strings.Fields(strings.TrimSpace(line))
		if len(words) > 1 && words[0] == "havewemet" && !slices.Contains(names, words[1]) {
			t.Errorf("the README runs %q", line)
		}
	}
	for _, name := range names {
		if !strings.Contains(string(text), "havewemet "+name) {
			t.Errorf("the README does not tell of `havewemet %s`", name)
		}
	}
}

// TestImports holds the arrows between the packages, and that package triage
// does no I/O, reads no clock and writes no log.
func TestImports(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "havewemet/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	never := map[string][]string{
		"havewemet/triage":          {"os", "net", "log", "log/slog", "io/fs", "syscall", "net/http", "database/sql", "havewemet/mailbox", "havewemet/triage/ledger", "havewemet/triage/daemon"},
		"havewemet/triage/language": {"os", "net", "log", "log/slog", "havewemet/triage", "havewemet/mailbox"},
		"havewemet/triage/ledger":   {"net", "log/slog", "havewemet/mailbox", "havewemet/triage/daemon"},
		"havewemet/triage/daemon":   {"os", "net", "havewemet/mailbox/memory", "github.com/emersion/go-imap/v2", "database/sql"},
		"havewemet/mailbox":         {"havewemet/triage", "havewemet/triage/daemon", "havewemet/triage/ledger", "havewemet/mailbox/memory"},
		"havewemet/mailbox/memory":  {"havewemet/triage", "havewemet/triage/daemon"},
	}
	seen := 0
	for _, line := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		words := strings.Fields(line)
		if never[words[0]] != nil {
			seen++
		}
		for _, imported := range words[1:] {
			if slices.Contains(never[words[0]], imported) {
				t.Errorf("%s must not import %s", words[0], imported)
			}
		}
	}
	if seen != len(never) {
		t.Errorf("%d of %d packages seen", seen, len(never))
	}
}

// TestOneClock: nothing but main reads the clock.
func TestOneClock(t *testing.T) {
	for _, dir := range []string{"../../triage", "../../triage/daemon", "../../triage/ledger", "../../triage/language", "."} {
		files, _ := filepath.Glob(dir + "/*.go")
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasSuffix(file, "_test.go") || filepath.Base(file) == "main.go" {
				continue
			}
			if strings.Contains(string(text), "time.Now") || strings.Contains(string(text), "time.Since") {
				t.Errorf("%s reads the clock", file)
			}
		}
	}
}

// TestNoPlainExpunge: the code has none (promise 3).
func TestNoPlainExpunge(t *testing.T) {
	files, _ := filepath.Glob("../../mailbox/*.go")
	if len(files) < 5 {
		t.Fatal("where is the mailbox package?")
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		for _, call := range []string{".Expunge(", ".UnselectAndExpunge(", "client.Delete("} {
			if strings.Contains(string(text), call) {
				t.Errorf("%s calls %s", file, call)
			}
		}
	}
}
