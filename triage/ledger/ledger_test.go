package ledger

import (
	"context"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"havewemet/triage"
)

var day = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func open1(t *testing.T, path, account string) *Ledger {
	t.Helper()
	l, err := Open(path, account)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

func full() *triage.Case {
	return &triage.Case{
		Invitation: triage.Invitation{Person: triage.Person{Name: "Jane O'Neill", Headline: "h", Place: "p", Profile: "jane"}, Note: "a\nb", Language: "en", Number: "6",
			Channel: triage.ChannelMail, ReplyTo: "jane@example.org", MessageID: "m@linkedin.com", Subject: "s", Received: day, Trust: triage.Verified},
		Verdict: triage.Verdict{Class: triage.Generic, Kind: "canned", Score: 0.25, Reasons: []triage.Reason{{Why: "w", Quote: "“q”"}}},
		Seen:    day, State: triage.StateAsking, Since: day, Why: "why", Question: "q@example.com", Replies: "m0@linkedin.com", Drafted: day, Asked: day.Add(time.Hour), Anew: day.Add(2 * time.Hour),
		At: triage.Place{Folder: "Größe/日本", UIDValidity: 4294967295, UID: 4294967294},
	}
}

// fill fails the test for a field of a struct that is zero, so that a new one
// cannot be forgotten in the columns.
func filled(t *testing.T, v reflect.Value, path string) {
	for i := range v.NumField() {
		f, name := v.Field(i), path+v.Type().Field(i).Name
		if name == "Invitation.Unclear" { // of use to the judge alone
			continue
		}
		if f.Kind() == reflect.Struct && f.Type() != reflect.TypeFor[time.Time]() {
			filled(t, f, name+".")
		} else if f.IsZero() {
			t.Errorf("%s is not in the test's case", name)
		}
	}
}

func TestCasesAreKeptWhole(t *testing.T) {
	path := filepath.Join(t.TempDir(), "dir", "ledger ?%#.db")
	l := open1(t, path, "a")
	c := full()
	if err := l.Record([]*triage.Case{c}, nil, Memory{}, day, false); err != nil {
		t.Fatal(err)
	}
	filled(t, reflect.ValueOf(*c), "")
	l.Close()
	l = open1(t, path, "a")
	got, err := l.Cases()
	if err != nil || len(got) != 1 || !reflect.DeepEqual(got[0], *c) {
		t.Fatalf("got %+v, %v\nwant %+v", got, err, *c)
	}
	c.State, c.Note = triage.StateIgnored, ""
	if err := l.Record([]*triage.Case{c, {ID: -7, State: triage.StateNew}}, nil, Memory{}, day, false); err != nil {
		t.Fatal(err)
	}
	if got, _ := l.Cases(); len(got) != 2 || got[0].State != triage.StateIgnored || got[1].ID != 2 {
		t.Errorf("got %+v", got)
	}
	other := open1(t, path, "b")
	if got, err := other.Cases(); err != nil || len(got) != 0 {
		t.Errorf("another account sees %v, %v", got, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file is %v, %v", info.Mode(), err)
	}
}

func TestJournal(t *testing.T) {
	l := open1(t, filepath.Join(t.TempDir(), "l.db"), "a")
	move := &Entry{Pass: "p", At: day, Action: "move", Name: "Jane", MessageID: "m", From: triage.Place{Folder: "INBOX", UIDValidity: 1, UID: 2}, To: triage.Place{Folder: "G"}, Why: "w"}
	if err := l.Intend([]*Entry{move}, Memory{FirstPass: day}, day); err != nil {
		t.Fatal(err)
	}
	if p, err := l.Pending(); err != nil || len(p) != 1 || !reflect.DeepEqual(p[0], *move) {
		t.Fatalf("pending %+v, %v", p, err)
	}
	if m, err := l.Memory(); err != nil || !m.FirstPass.Equal(day) {
		t.Errorf("memory %+v, %v", m, err)
	}
	move.Done, move.To.UID = day, 9
	if err := l.Record(nil, []*Entry{move, {At: day, Action: "note", Why: "n", Done: day}}, Memory{}, day, false); err != nil {
		t.Fatal(err)
	}
	if p, _ := l.Pending(); len(p) != 0 {
		t.Errorf("still pending: %+v", p)
	}
	if j, err := l.Journal(day); err != nil || len(j) != 2 || j[0].To.UID != 9 {
		t.Errorf("journal %+v, %v", j, err)
	}
	if j, _ := l.Journal(day.Add(time.Second)); len(j) != 0 {
		t.Errorf("journal of later: %+v", j)
	}
}

func TestInterruptedIntentsAreHealed(t *testing.T) {
	l := open1(t, filepath.Join(t.TempDir(), "l.db"), "a")
	if err := l.Intend([]*Entry{{At: day, Action: "move"}}, Memory{}, day); err != nil {
		t.Fatal(err)
	}
	if err := l.Record(nil, nil, Memory{}, day, true); err != nil {
		t.Fatal(err)
	}
	if p, _ := l.Pending(); len(p) != 0 {
		t.Errorf("still pending: %+v", p)
	}
}

func TestMemoryIsKept(t *testing.T) {
	l := open1(t, filepath.Join(t.TempDir(), "l.db"), "a")
	if m, err := l.Memory(); err != nil || !reflect.DeepEqual(m, Memory{}) {
		t.Errorf("a new ledger remembers %+v, %v", m, err)
	}
	want := Memory{FirstPass: day, SummaryDay: "2026-03-02", Inbox: Cursor{1, 2, 3}, Held: []triage.Place{{Folder: "INBOX", UIDValidity: 1, UID: 7}},
		Drift: triage.Drift{FallSaid: day, Met: []triage.Met{{Strange: triage.Strange{What: triage.GapTemplate, Template: "email_t_01", Marks: []string{"no card"}}, First: day, Last: day, Said: true}}}}
	if err := l.Record(nil, nil, want, day, false); err != nil {
		t.Fatal(err)
	}
	if m, err := l.Memory(); err != nil || !reflect.DeepEqual(m, want) {
		t.Errorf("got %+v, %v", m, err)
	}
}

func TestRefusals(t *testing.T) {
	dir := t.TempDir()
	newer := filepath.Join(dir, "newer.db")
	l := open1(t, newer, "a")
	if _, err := l.db.Exec(`UPDATE ledger SET version = 99`); err != nil {
		t.Fatal(err)
	}
	l.Close()
	garbage := filepath.Join(dir, "garbage.db")
	os.WriteFile(garbage, []byte(strings.Repeat("not a database ", 100)), 0o600)
	for path, says := range map[string]string{newer: "version 99", garbage: "not a database", dir: "unable to open"} {
		_, err := Open(path, "a")
		if err == nil || !strings.Contains(err.Error(), says) || !strings.HasPrefix(err.Error(), "ledger "+path) || !strings.Contains(err.Error(), "hint: ") {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func TestReadingMakesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "none.db")
	l, err := OpenToRead(path, "a")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if c, err := l.Cases(); err != nil || len(c) != 0 {
		t.Errorf("got %v, %v", c, err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("a dry run made a ledger")
	}
}

func TestOneRunAtATime(t *testing.T) {
	path := filepath.Join(t.TempDir(), "l.db")
	a, b := open1(t, path, "a"), open1(t, path, "a")
	unlock, err := a.Lock(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	soon, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	if _, err := b.Lock(soon); err == nil || !strings.Contains(err.Error(), "locked by another run") {
		t.Errorf("a second run got in: %v", err)
	}
	unlock()
	if unlock, err := b.Lock(context.Background()); err != nil {
		t.Error(err)
	} else {
		unlock()
	}
}

// A ledger of version 1 is read as it is, and brought to this version once it
// is opened to be written.
func TestUpgrade(t *testing.T) {
	path := filepath.Join(t.TempDir(), "l.db")
	l := open1(t, path, "a")
	if err := l.Record([]*triage.Case{full()}, nil, Memory{}, day, false); err != nil {
		t.Fatal(err)
	}
	for _, old := range []string{`ALTER TABLE cases DROP COLUMN anew`, `ALTER TABLE cases DROP COLUMN replies`, `UPDATE ledger SET version = 1`} {
		if _, err := l.db.Exec(old); err != nil {
			t.Fatal(err)
		}
	}
	l.Close()
	for _, open := range []func(path, account string) (*Ledger, error){OpenToRead, Open, OpenToRead, Open} {
		l, err := open(path, "a")
		if err != nil {
			t.Fatal(err)
		}
		cases, err := l.Cases()
		if err != nil || len(cases) != 1 || cases[0].Note != "a\nb" || !cases[0].Anew.IsZero() {
			t.Errorf("read %+v, %v", cases, err)
		}
		l.Close()
	}
	l = open1(t, path, "a")
	c := full()
	c.ID = 1
	if err := l.Record([]*triage.Case{c}, nil, Memory{}, day, false); err != nil {
		t.Fatal(err)
	}
	if cases, err := l.Cases(); err != nil || len(cases) != 1 || !cases[0].Anew.Equal(c.Anew) {
		t.Errorf("read %+v, %v", cases, err)
	}
}
