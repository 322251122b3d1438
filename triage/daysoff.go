package triage

import (
	"fmt"
	"strings"
	"time"
)

// DaysOff are days that do not count while an answer is waited for: weekdays,
// dates, and days of every year, in the owner's zone. The zero value has none.
type DaysOff struct {
	weekdays [7]bool
	dates    map[string]bool // "2026-12-24", "12-25"
	zone     *time.Location
}

// longest is over how many days off are counted out, to be done in no time: a
// hundred years.
const longestCount = 36500

// ParseDaysOff reads days: "saturday", "2026-12-24", and "12-25" for each year.
func ParseDaysOff(days []string, zone *time.Location) (DaysOff, error) {
	d := DaysOff{dates: map[string]bool{}, zone: zone}
	left := 7
	for _, text := range days {
		weekday, ok := parseWeekday(text)
		_, dated := time.Parse(time.DateOnly, text)
		_, yearly := time.Parse(time.DateOnly, "2024-"+text) // a year with a 29th of February
		switch {
		case ok && !d.weekdays[weekday]:
			d.weekdays[weekday] = true
			left--
		case ok:
		case dated == nil || yearly == nil:
			d.dates[text] = true
		default:
			return d, fmt.Errorf("%q is not a day: write one like \"saturday\", \"2026-12-24\", or \"12-25\" for every year", text)
		}
	}
	if left == 0 {
		return d, fmt.Errorf("all seven days of the week are off: no day is left to count")
	}
	return d, nil
}

func parseWeekday(text string) (time.Weekday, bool) {
	for w := time.Sunday; w <= time.Saturday; w++ {
		if strings.EqualFold(text, w.String()) {
			return w, true
		}
	}
	return 0, false
}

func (d DaysOff) none() bool { return d.weekdays == [7]bool{} && len(d.dates) == 0 }

func (d DaysOff) off(t time.Time) bool {
	return d.weekdays[t.Weekday()] || d.dates[t.Format(time.DateOnly)] || d.dates[t.Format("01-02")]
}

// after is when a wait that began at t is over. The hours of days off are left out.
func (d DaysOff) after(t time.Time, wait time.Duration) time.Time {
	const day = 24 * time.Hour
	if d.none() || wait > longestCount*day {
		return t.Add(wait)
	}
	at := wall(t.In(d.zone)) // where each day has 24 hours
	for n := 0; n < 2*longestCount; n++ {
		rest := at.Truncate(day).Add(day).Sub(at) // of this day
		if !d.off(at) {
			if wait < rest || wait == rest && !d.off(at.Add(rest)) {
				at = at.Add(wait)
				break
			}
			wait -= rest
		}
		at = at.Add(rest)
	}
	return time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second(), at.Nanosecond(), d.zone)
}

// days counts the days from one moment to another by the calendar, those off
// left out.
func (d DaysOff) days(from, to time.Time) int {
	n := daysBetween(from, to)
	if d.none() || n > 2*longestCount {
		return n
	}
	counted := 0
	for i := 1; i <= n; i++ {
		if !d.off(from.AddDate(0, 0, i)) {
			counted++
		}
	}
	return counted
}

// wall is what clocks show at t, told as a time of the zone without changes.
func wall(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
}
