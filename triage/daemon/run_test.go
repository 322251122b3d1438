package daemon

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

func TestParseSchedule(t *testing.T) {
	for _, bad := range []string{"", "TZ=0", "CRON_TZ=", "TZ=Europe/Vienna", "CRON_TZ=UTC 0 7 * * *", "0 0 30 2 *", "0 7 * * 7", "61 * * * *", "* * * *", "every day", "@reboot"} {
		if _, err := ParseSchedule(bad, time.UTC); err == nil {
			t.Errorf("%q is taken for a schedule", bad)
		}
	}
	for _, good := range []string{"*/15 * * * *", "0 7 * * 1-5", "@daily", "@every 1h", "0 0 29 2 *"} {
		if _, err := ParseSchedule(good, time.UTC); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
}

func TestScheduleKeepsWallClockThroughDST(t *testing.T) {
	vienna, err := time.LoadLocation("Europe/Vienna")
	if err != nil {
		t.Skip(err)
	}
	s, err := ParseSchedule("0 7 * * *", vienna)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 3, 28, 12, 0, 0, 0, vienna) // the night after, clocks go forward
	for range 3 {
		next := s.Next(at)
		if h, m, _ := next.In(vienna).Clock(); h != 7 || m != 0 || next.Sub(at) > 25*time.Hour {
			t.Errorf("after %v comes %v", at, next)
		}
		at = next
	}
}

func newLoop(t *testing.T, last time.Time) *loop {
	return &loop{triage: schedule(t, "*/15 * * * *"), summary: schedule(t, "0 7 * * *"), last: last}
}

func TestLoop(t *testing.T) {
	noon := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	l := newLoop(t, time.Time{})
	if !l.due(noon) {
		t.Error("a first run is not made up for")
	}
	l.ended(noon, nil)
	if l.due(noon.Add(14 * time.Minute)) {
		t.Error("due before its time")
	}
	if !l.due(noon.Add(15 * time.Minute)) {
		t.Error("not due at its time")
	}
	if !l.due(noon.Add(72 * time.Hour)) {
		t.Error("not due after three days of sleep")
	}
	if l.sleep(noon) > tick {
		t.Errorf("sleeps %v without a look at the wall clock", l.sleep(noon))
	}
	if !l.due(noon.Add(-24 * time.Hour)) {
		t.Error("a clock set back stops the passes")
	}
}

func TestPausesGrow(t *testing.T) {
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	l := newLoop(t, now)
	failed := errors.New("no route")
	var pauses []time.Duration
	for range 9 {
		l.ended(now, failed)
		if l.due(now.Add(l.pause - time.Second)) {
			t.Errorf("tried again before %v", l.pause)
		}
		now = now.Add(l.pause)
		if !l.due(now) {
			t.Errorf("not tried again after %v", l.pause)
		}
		pauses = append(pauses, l.pause)
	}
	for i := 1; i < len(pauses); i++ {
		if pauses[i] < pauses[i-1] || pauses[i] > lastPause {
			t.Errorf("pauses %v", pauses)
		}
	}
	if l.due(now.Add(-5*time.Hour)) == false && l.retry.Sub(now.Add(-5*time.Hour)) > lastPause {
		t.Error("a clock set back lengthens the pause")
	}
	l.ended(now, nil)
	if l.pause != 0 {
		t.Error("the pause outlives success")
	}
}

// A laptop that sleeps: timers stand still, the wall clock goes on.
func TestLoopSurvivesSuspend(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		suspended := time.Duration(0)
		clock := func() time.Time { return time.Now().Add(suspended) }
		l := newLoop(t, clock())
		suspended = 8 * time.Hour
		woke := time.Now()
		for !l.due(clock()) {
			sleep(t.Context(), l.sleep(clock()), nil)
		}
		if late := time.Since(woke); late > tick {
			t.Errorf("noticed %v after waking", late)
		}
	})
}
