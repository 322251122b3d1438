package daemon

import (
	"context"
	"time"

	"havewemet/triage"
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
		return Report{}, d.at(err)
	}
	plan, err := d.plan(ctx, box, seen)
	if err != nil {
		return Report{}, d.at(err)
	}
	if !box.Has("MOVE") && !box.Has("UIDPLUS") {
		plan = plan.Unfiled()
	}
	report := Report{Plan: plan, Mode: d.Rules.Mode, Found: seen.found, Trouble: seen.trouble}
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
		report.Recorded = true
		report.Summary, err = d.deliverDue(ctx, box, seen.survey.Path(d.SummaryFolder), now)
	}
	report.Turns = box.Turns()
	return report, err
}
