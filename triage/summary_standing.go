package triage

import (
	"cmp"
	"slices"
	"time"
)

// Standing is where a case stands on the day that is told.
type Standing struct {
	Told
	When string `json:"when"` // in words: "asked Mon 2 Mar, day 3 of 21, lapses on Mon 23 Mar"
}

// Status is how all cases stand.
type Status struct {
	Now   time.Time     `json:"now"`
	Count map[State]int `json:"count"` // of all cases
	Cases []Standing    `json:"cases"` // the most urgent first
}

// urgency is the order of the states: what is the owner's to decide or to send,
// who may still write, what a later pass takes on, and what is settled.
var urgency = []State{StateAnswered, StatePersonal, StateUnsure, StateAsking, StateWaiting, StateNew,
	StateSuspicious, StateFiled, StateIgnored, StateAccepted, StateClosed}

// Settled tells that nothing is expected any more in a state, of the owner or
// of the daemon.
func (s State) Settled() bool {
	return slices.Index(urgency, s) >= slices.Index(urgency, StateSuspicious)
}

// States are all states, the most urgent first.
func States() []State { return slices.Clone(urgency) }

// Status tells of each case, or of those that are not settled: who waits by
// when they lapse, drafts by how long they lie, all else the newest first.
func (s Summary) Status(settled bool) Status {
	st := Status{Now: s.Now, Count: map[State]int{}, Cases: []Standing{}}
	for _, c := range s.Cases {
		st.Count[c.State]++
		if settled || !c.State.Settled() {
			st.Cases = append(st.Cases, s.standing(c))
		}
	}
	slices.SortStableFunc(st.Cases, func(a, b Standing) int {
		by := b.Since.Compare(a.Since)
		switch a.State {
		case StateWaiting:
			by = a.Lapses.Compare(b.Lapses)
		case StateAsking:
			by = -by
		}
		return cmp.Or(slices.Index(urgency, a.State)-slices.Index(urgency, b.State), by, cmp.Compare(a.Name, b.Name))
	})
	return st
}

func (s Summary) standing(c Case) Standing {
	t := s.tell(c)
	return Standing{t, Facts{Now: s.Now, zone: s.Now.Location(), tongue: tongueOf(ownTongue)}.when(t)}
}
