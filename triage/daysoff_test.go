package triage

import (
	"testing"
	"time"
)

func TestDaysOff(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	weekend := []string{"saturday", "Sunday"}
	const day = 24 * time.Hour
	for _, test := range []struct {
		off    []string
		from   string // 2026-11-20 is a Friday
		wait   time.Duration
		want   string
		counts int // days told from one to the other
	}{
		{nil, "2026-11-20 10:00", 3 * day, "2026-11-23 10:00", 3},
		{weekend, "2026-11-20 10:00", day, "2026-11-23 10:00", 1},
		{weekend, "2026-11-20 10:00", 5 * day, "2026-11-27 10:00", 5},
		{weekend, "2026-11-21 10:00", day, "2026-11-24 00:00", 2}, // asked on a Saturday: Monday is the first day
		{weekend, "2026-11-20 00:00", day, "2026-11-23 00:00", 1}, // not at the first stroke of Saturday
		{append(weekend, "12-24", "12-25", "2026-12-28"), "2026-12-23 10:00", 2 * day, "2026-12-30 10:00", 2},
		{append(weekend, "12-25"), "2027-12-24 10:00", day, "2027-12-27 10:00", 1},
		{[]string{"2026-12-25"}, "2027-12-24 10:00", day, "2027-12-25 10:00", 1},
		{weekend, "2026-03-27 10:00", day, "2026-03-30 10:00", 1}, // the clocks change on that Sunday
		{nil, "2026-03-28 10:00", day, "2026-03-29 11:00", 1},     // a day is 24 hours
		{weekend, "2026-11-20 10:00", 0, "2026-11-20 10:00", 0},   //
		{weekend, "2026-11-20 10:00", 36500 * day, "", 36500},     // in no time
		{weekend, "2026-11-20 10:00", 100000 * day, "", 100000},   // as it comes
	} {
		d, err := ParseDaysOff(test.off, berlin)
		if err != nil {
			t.Fatal(err)
		}
		from, err := time.ParseInLocation("2006-01-02 15:04", test.from, berlin)
		if err != nil {
			t.Fatal(err)
		}
		due := d.after(from.UTC(), test.wait)
		if got := due.In(berlin).Format("2006-01-02 15:04"); test.want != "" && got != test.want {
			t.Errorf("%v from %s without %v: %s, want %s", test.wait, test.from, test.off, got, test.want)
		}
		if got := d.days(from, due.In(berlin)); got != test.counts {
			t.Errorf("%s to %s without %v are told as %d days, want %d", test.from, due, test.off, got, test.counts)
		}
	}
	for _, bad := range [][]string{{"caturday"}, {"2026-13-01"}, {"02-30"}, {"1-5"}, {""}, {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}} {
		if _, err := ParseDaysOff(bad, berlin); err == nil {
			t.Errorf("%q is taken for days", bad)
		}
	}
}
