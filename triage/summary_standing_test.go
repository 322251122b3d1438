package triage

import (
	"slices"
	"testing"
	"time"
)

// TestEveryStateHasItsUrgency: a state that is not listed would stand first.
func TestEveryStateHasItsUrgency(t *testing.T) {
	for event, row := range life {
		for _, s := range append(slices.Clone(row.from), row.to) {
			if s != "" && !slices.Contains(States(), s) {
				t.Errorf("%s, of the event %q, is not among the states", s, event)
			}
		}
	}
}

func TestStatusOrder(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2026, 3, n, 12, 0, 0, 0, time.UTC) }
	s := Summary{Now: day(20), Wait: 21 * 24 * time.Hour}
	for _, c := range []struct {
		name  string
		state State
		since int
	}{
		{"ignored", StateIgnored, 19}, {"new", StateNew, 1}, {"asked later", StateWaiting, 9}, {"asked first", StateWaiting, 2},
		{"drafted later", StateAsking, 8}, {"drafted first", StateAsking, 3}, {"unsure", StateUnsure, 3}, {"personal", StatePersonal, 3},
		{"personal since yesterday", StatePersonal, 19}, {"answered", StateAnswered, 2}, {"closed", StateClosed, 2},
	} {
		one := Case{Invitation: Invitation{Person: Person{Name: c.name}}, State: c.state, Since: day(c.since)}
		if c.state == StateWaiting {
			one.Asked = one.Since
		}
		s.Cases = append(s.Cases, one)
	}
	open := []string{"answered", "personal since yesterday", "personal", "unsure", "drafted first", "drafted later", "asked first", "asked later", "new"}
	for settled, want := range map[bool][]string{false: open, true: append(slices.Clone(open), "ignored", "closed")} {
		var got []string
		for _, c := range s.Status(settled).Cases {
			got = append(got, c.Name)
		}
		if !slices.Equal(got, want) {
			t.Errorf("with settled ones %v: %q, want %q", settled, got, want)
		}
	}
	if n := s.Status(false).Count[StateIgnored]; n != 1 {
		t.Errorf("%d ignored, want 1", n)
	}
}

// TestStoryTellsOnce: what case and journal both tell is told once, and a reason
// with what came of it.
func TestStoryTellsOnce(t *testing.T) {
	at := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	c := Case{Seen: at, State: StateAsking, Since: at, Why: "no note in the mail", Drafted: at, Verdict: Verdict{Class: Generic, Kind: "no-note"}}
	st := Summary{Now: at}.Story(c, []Moment{{at, MomentDrafted, c.Why}, {at, "moved", c.Why}, {at.Add(time.Hour), "note", c.Why}})
	want := []Moment{{at, "first seen", "generic (no-note)"}, {at, MomentDrafted, ""}, {at, "moved", ""}, {at, "asking", c.Why}, {at.Add(time.Hour), "note", c.Why}}
	if !slices.Equal(st.Life, want) {
		t.Errorf("got %q\nwant %q", st.Life, want)
	}
}

func TestAbout(t *testing.T) {
	for _, c := range []struct {
		line, name string
		want       bool
	}{
		{"your question to Li Na could not be delivered", "Li Na", true},
		{"your question to Zoé O'Brien stays in Drafts", "ZOE O’BRIEN", true},
		{"ask: you edited it", "Ed", false},
		{"the link lies in Drafts", "Li", false},
		{"anything", "", false},
		{"anything?", "?!", false},
	} {
		if got := About(c.line, c.name); got != c.want {
			t.Errorf("About(%q, %q) = %v", c.line, c.name, got)
		}
	}
}
