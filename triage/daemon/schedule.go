package daemon

import (
	"fmt"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// Schedule is a cron expression in a time zone.
type Schedule struct {
	cron cron.Schedule
	zone *time.Location
}

// ParseSchedule reads five cron fields or a descriptor (@hourly). Expressions
// that never fire are refused, and so are zones inside the expression: there
// is one key for the zone.
func ParseSchedule(expr string, zone *time.Location) (s Schedule, err error) {
	defer func() {
		if r := recover(); r != nil { // the parser has panicked on less
			err = fmt.Errorf("not a cron expression: %q", expr)
		}
	}()
	if strings.HasPrefix(expr, "TZ=") || strings.HasPrefix(expr, "CRON_TZ=") {
		return s, fmt.Errorf("name the zone in [schedule] timezone, not in the expression: %q", expr)
	}
	c, err := cron.ParseStandard(expr)
	if err != nil {
		return s, fmt.Errorf("not a cron expression: %w", err)
	}
	s = Schedule{c, zone}
	if s.Next(time.Date(2026, 1, 1, 0, 0, 0, 0, zone)).IsZero() {
		return s, fmt.Errorf("never fires: %q", expr)
	}
	return s, nil
}

// Next is the first time after t at which s fires.
func (s Schedule) Next(t time.Time) time.Time { return s.cron.Next(t.In(s.zone)) }
