package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"havewemet/triage"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"havewemet": main})
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
	for _, provider := range triage.Providers() {
		if !strings.Contains(string(text), `"`+provider+`"`) {
			t.Errorf("config.example.toml does not name the provider %s", provider)
		}
	}
	for _, field := range triage.QuestionFields() {
		if !strings.Contains(string(text), "."+field) {
			t.Errorf("config.example.toml does not name the field .%s", field)
		}
	}
	for _, key := range allKeys() {
		if !strings.Contains(string(text), "\n"+key+" = ") && !strings.Contains(string(text), "\n# "+key+" = ") {
			t.Errorf("config.example.toml does not name %s", key)
		}
	}
}

// allKeys are the keys of the config, without their tables.
func allKeys() []string {
	var all []string
	var add func(t reflect.Type)
	add = func(t reflect.Type) {
		for _, k := range keys(t, "") {
			if f, _ := fieldOf(t, k); len(keys(f, "")) > 0 {
				add(tableOf(f))
			} else {
				all = append(all, k)
			}
		}
	}
	add(reflect.TypeFor[Config]())
	return all
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

// TestReadmeDemo holds that the README shows what the demo prints; "..." stands
// for what it leaves out.
func TestReadmeDemo(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, shown, found := strings.Cut(string(text), "A part of what it prints:\n\n```\n")
	shown, _, ended := strings.Cut(shown, "```")
	if !found || !ended {
		t.Fatal("where is the demo in the README?")
	}
	var out bytes.Buffer
	a := &app{clock: time.Now, out: &screen{Writer: &out}, err: &screen{Writer: io.Discard}}
	root := a.root()
	root.SetArgs([]string{"demo", "--out", t.TempDir()})
	if err := root.ExecuteContext(t.Context()); err != nil {
		t.Fatal(err)
	}
	plain := func(s string) string { return strings.Join(strings.Fields(strings.ReplaceAll(s, "  | ", "")), " ") }
	printed := plain(out.String())
	for _, line := range strings.Split(shown, "\n") {
		at := 0
		for _, piece := range strings.Split(line, "...") {
			i := strings.Index(printed[at:], plain(piece))
			if i < 0 {
				t.Fatalf("the demo does not print %q", line)
			}
			at += i
		}
	}
}
