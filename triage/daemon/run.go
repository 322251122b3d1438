package daemon

import (
	"context"
	"errors"
	"strings"
	"time"
)

// tick is how long the loop sleeps at most before it looks at the wall clock
// again: timers stand still while a laptop sleeps, and clocks are set.
const tick = 30 * time.Second

// Pauses after passes that failed: each twice the last.
const (
	firstPause = 30 * time.Second
	lastPause  = 30 * time.Minute
)

// Run does a pass whenever a schedule fires, until ctx is cancelled; the
// action in hand is ended first. A run that was missed while the program was
// down is made up for once, at the start. A pass that fails is tried again
// after pauses that grow, for ever. Settings that the owner changes hold from
// the next tick, and end such a pause; a pass in hand is ended with the old ones.
// clock is the wall clock.
func (d *Daemon) Run(ctx context.Context, clock func() time.Time) error {
	m, err := d.Ledger.Memory()
	if err != nil {
		return err
	}
	loop := loop{last: m.LastTriage}
	d.Log.Info("started", "mode", d.Rules.Mode, "account", d.Account)
	for ctx.Err() == nil {
		now := clock().Round(0) // wall time only
		if d.reload(ctx, now) {
			loop.retry, loop.pause = time.Time{}, 0 // what failed may be mended
		}
		loop.triage, loop.summary = d.Triage, d.Summary
		if loop.due(now) {
			report, err := d.Pass(ctx, now)
			loop.ended(now, err)
			d.tell(report, err, loop.pause)
		}
		sleep(ctx, loop.sleep(clock().Round(0)), d.Wake)
	}
	d.Log.Info("stopped")
	return nil
}

// loop knows when the next pass is due, by wall clock.
type loop struct {
	triage, summary Schedule
	last            time.Time     // the last pass; zero: never
	retry           time.Time     // after a failure: not before
	pause           time.Duration // zero after success
}

func (l *loop) due(now time.Time) bool {
	switch {
	case !l.retry.IsZero():
		// A clock set back must not lengthen the pause.
		return !now.Before(l.retry) || l.retry.Sub(now) > l.pause
	case l.last.IsZero() || l.last.After(now):
		return true
	}
	return !l.next().After(now)
}

// next is when either schedule fires after the last pass.
func (l *loop) next() time.Time {
	next, summary := l.triage.Next(l.last), l.summary.Next(l.last)
	if summary.Before(next) {
		return summary
	}
	return next
}

func (l *loop) ended(now time.Time, err error) {
	if err == nil {
		l.last, l.retry, l.pause = now, time.Time{}, 0
		return
	}
	l.pause = min(max(2*l.pause, firstPause), lastPause)
	l.retry = now.Add(l.pause)
}

func (l *loop) sleep(now time.Time) time.Duration {
	next := l.retry
	if next.IsZero() {
		next = l.next()
	}
	return max(min(next.Sub(now), tick), 0)
}

func sleep(ctx context.Context, d time.Duration, wake <-chan struct{}) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-wake:
	case <-t.C:
	}
}

// tell logs what a pass did. Names are in the mailbox and in the summary; the
// log has numbers only.
func (d *Daemon) tell(r Report, err error, pause time.Duration) {
	switch {
	case errors.Is(err, context.Canceled):
	case err != nil:
		first, _, _ := strings.Cut(err.Error(), "\n")
		d.Log.Error("pass failed", "error", first, "again_in", pause)
	case len(r.Steps) == 0 && r.Summary == "" && len(r.Trouble) == 0:
		d.Log.Debug("nothing to do", "turns", r.Turns)
	default:
		acts := 0
		for _, s := range r.Steps {
			if s.Acts() {
				acts++
			}
		}
		d.Log.Info("pass done", "mode", r.Mode, "cases", len(r.Steps), "acted_on", acts, "trouble", len(r.Trouble), "summary", r.Summary != "", "turns", r.Turns)
	}
}
