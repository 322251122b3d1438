package daemon

import (
	"testing"
	"time"
)

// FuzzParseSchedule: what is taken for a schedule fires, and later than asked.
func FuzzParseSchedule(f *testing.F) {
	for _, s := range []string{"*/15 * * * *", "TZ=0", "@every 1ms", "0 0 30 2 *", "CRON_TZ=", "@daily", "60 * * * *"} {
		f.Add(s)
	}
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, expr string) {
		s, err := ParseSchedule(expr, time.UTC)
		if err != nil {
			return
		}
		if next := s.Next(now); !next.After(now) {
			t.Fatalf("%q fires at %v", expr, next)
		}
	})
}
