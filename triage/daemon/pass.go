package daemon

import (
	"context"
	"fmt"
	"time"

	"havewemet/mailbox"
	"havewemet/triage"
	"havewemet/triage/ledger"
)

// Pass looks at the mailbox, decides, acts, and records: one run. A second
// pass right after it plans nothing. now is the time for all that is decided.
//
// When the connection breaks, the mailbox may be ahead of the ledger; the
// journal's open intents say so, and the next pass looks before it acts.
func (d *Daemon) Pass(ctx context.Context, now time.Time) (Report, error) {
	unlock, err := d.Ledger.Lock(ctx)
	if err != nil {
		return Report{}, err
	}
	defer unlock()
	return d.pass(ctx, now, true)
}

// Plan is a dry run: what [Daemon.Pass] would do. It takes the same way and
// stops before it acts.
func (d *Daemon) Plan(ctx context.Context, now time.Time) (Report, error) {
	return d.pass(ctx, now, false)
}

func (d *Daemon) pass(ctx context.Context, now time.Time, act bool) (Report, error) {
	mind, err := d.recall(now)
	if err != nil {
		return Report{}, err
	}
	d.progress("connecting")
	box, err := d.Dial(ctx)
	if err != nil {
		return Report{}, err
	}
	defer box.Close()

	seen, err := d.look(ctx, box, mind)
	if err != nil {
		return Report{}, err
	}
	plan := triage.MakePlan(seen.Sight, seen.rules)
	report := Report{Plan: plan, Mode: d.Rules.Mode, Found: seen.found, Trouble: seen.trouble, Folders: seen.rules.Folders}
	report.Dry = !act || d.Rules.Mode == triage.ModeWatch

	done := outcome{seen: seen, plan: plan}
	if !report.Dry {
		if done, err = d.apply(ctx, box, seen, plan); err != nil {
			return report, err
		}
		report.Trouble, report.Failed = append(report.Trouble, done.trouble...), len(done.failed)
	}
	if act {
		if err := d.record(done); err != nil {
			return report, err
		}
		report.Summary, err = d.deliverDue(ctx, box, now)
	}
	report.Turns = box.Turns()
	return report, err
}

// mind is what the daemon remembers when a pass begins.
type mind struct {
	ledger.Memory
	now          time.Time
	cases        []triage.Case
	pending      []ledger.Entry // intents of a pass that was interrupted
	draftedToday int
}

func (d *Daemon) recall(now time.Time) (mind, error) {
	m := mind{now: now}
	var err error
	if m.Memory, err = d.Ledger.Memory(); err != nil {
		return m, err
	}
	if m.cases, err = d.Ledger.Cases(); err != nil {
		return m, err
	}
	if m.pending, err = d.Ledger.Pending(); err != nil {
		return m, err
	}
	for _, c := range m.cases {
		if !c.Drafted.IsZero() && d.day(c.Drafted) == d.day(now) {
			m.draftedToday++
		}
	}
	if m.Configured != d.Rules.Folders { // other folders than last time: nothing is known of them
		m.Configured, m.Folders = d.Rules.Folders, triage.Folders{}
	}
	return m, nil
}

// day is the owner's local date.
func (d *Daemon) day(t time.Time) string { return t.In(d.Zone).Format("2006-01-02") }

// open tells whether any case waits for something that Drafts or Sent show.
func (m mind) open() bool {
	for _, c := range m.cases {
		if c.State == triage.StateAsking {
			return true
		}
	}
	return false
}

// due tells whether a case lapses now.
func (m mind) due(wait time.Duration) bool {
	for _, c := range m.cases {
		if at := c.Due(wait); !at.IsZero() && !at.After(m.now) {
			return true
		}
	}
	return false
}

// lost tells whether memory has to be made good from the folders.
func (m mind) lost() bool { return m.FirstPass.IsZero() || len(m.pending) > 0 }

// cursorOf turns what the server told of a folder into what is remembered.
func cursorOf(s mailbox.Status) ledger.Cursor {
	return ledger.Cursor{UIDValidity: s.UIDValidity, UIDNext: uint32(s.UIDNext), Messages: s.Messages}
}

// refuse is an error with a hint for the owner.
func refuse(hint, format string, a ...any) error {
	return fmt.Errorf("%w\nhint: %s", fmt.Errorf(format, a...), hint)
}
