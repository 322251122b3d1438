package daemon

import (
	"cmp"
	"time"

	"havewemet/triage"
)

// worthReporting tells a mail that was not understood and may concern an
// invitation: all of it is fetched, as the HTML part may tell what the text
// part does not, and a report needs its marks. They are few.
func worthReporting(n triage.Notification) bool { return n.Strange != nil && n.Strange.Near }

// Drift is what `check` says of how LinkedIn has changed its mails.
type Drift struct {
	Strange []triage.Met     `json:"strange"` // met in the last 30 days
	People  triage.ReadShare `json:"people"`
	Fell    bool             `json:"fell"`
	Says    []string         `json:"-"` // what the owner should know of it: a sentence each
	Others  []string         `json:"-"` // templates of mails that concern no invitation
}

// Drift sums up what passes remember and what a visit saw. The days count back
// from the last pass: a daemon that was stopped for a year has met nothing since.
func (d *Daemon) Drift(v Visit, now time.Time) (Drift, error) {
	m, err := d.Ledger.Memory()
	if err != nil {
		return Drift{}, err
	}
	cases, err := d.Ledger.Cases()
	if err != nil {
		return Drift{}, err
	}
	if !m.LastTriage.IsZero() {
		now = m.LastTriage
	}
	remembered := m.Drift.Meet(v.strange, now)
	r := Drift{Strange: remembered.Recent(now), People: triage.ReadShareOf(cases, now)}
	r.Fell = r.People.Fell()
	if said := remembered.Fall(r.People, now); said != "" {
		r.Says = append(r.Says, said)
	}
	for _, met := range r.Strange {
		if met.Near {
			r.Says = append(r.Says, met.Sentence())
		} else {
			r.Others = append(r.Others, cmp.Or(met.Template, "one without a name"))
		}
	}
	return r, nil
}
