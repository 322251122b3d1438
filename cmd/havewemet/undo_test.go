package main

import (
	"testing"
	"time"

	"havewemet/triage/ledger"
)

// TestRunTime: the time above a pass in the journal is of that pass alone, in
// the hour that the clock shows twice too.
func TestRunTime(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skip(err)
	}
	passes := map[string]string{
		"2026-10-24T23:59:00Z": "2026-10-25 01:59:00",
		"2026-10-25T00:15:00Z": "2026-10-25T02:15:00+02:00",
		"2026-10-25T01:15:00Z": "2026-10-25T02:15:00+01:00",
		"2026-10-25T02:00:00Z": "2026-10-25 03:00:00",
		"2026-03-29T01:00:00Z": "2026-03-29 03:00:00",
	}
	var journal []ledger.Entry
	for pass := range passes {
		journal = append(journal, ledger.Entry{Pass: pass})
	}
	for pass, want := range passes {
		got := runTime(ledger.Entry{Pass: pass}, zone)
		if got != want {
			t.Errorf("%s is shown as %q, want %q", pass, got, want)
		}
		for _, text := range []string{got, pass} {
			if run := ofRun(journal, text, zone); len(run) != 1 || run[0].Pass != pass {
				t.Errorf("%q is %v, want the pass of %s alone", text, run, pass)
			}
		}
	}
	for text, want := range map[string]int{"2026-10-25 03:00": 1, "2026-10-25 03": 0, "2026-10-25": 0, "2026-10-25 02:15:00": 0, "2026-10-25 02:15": 0, "2026-10-25T02:15": 0} {
		if n := len(ofRun(journal, text, zone)); n != want {
			t.Errorf("%q is %d passes, want %d", text, n, want)
		}
	}
}

// TestChooseDeeds: a name is found however it is typed, and only if it is one.
func TestChooseDeeds(t *testing.T) {
	done := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	journal := []ledger.Entry{
		{Pass: "2026-03-02T12:00:00Z", Action: ledger.ActionMove, Name: "Jörg Müller", Done: done},
		{Pass: "2026-03-02T12:15:00Z", Action: ledger.ActionMove, Name: "Priya Raman", Done: done},
		{Pass: "2026-03-02T12:30:00Z", Action: ledger.ActionMove, Name: "", Done: done},
		{Pass: "2026-03-02T12:45:00Z", Action: ledger.ActionMove, Name: "Priya Rao", Done: done, Error: "no such folder"},
	}
	for which, want := range map[string]int{"jorg muller": 1, "JÖRG": 1, "raman": 1, "priya": 1, "?": 0, " ": 0, "r": 0, "nobody": 0, "2026-03-02 12:15": 1} {
		got, what, err := chooseDeeds(journal, which, time.UTC)
		if len(got) != want || (err == nil) != (want > 0) {
			t.Errorf("%q: %d deeds (%s), %v; want %d", which, len(got), what, err, want)
		}
	}
}
