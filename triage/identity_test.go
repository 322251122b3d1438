package triage

import (
	"testing"
	"time"
)

func TestSameInvitation(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, n) }
	jane := Invitation{Person: Person{Name: "Jane Doe", Profile: "jane-doe"}, Number: "6900000000000000001", Received: day(0)}
	with := func(change func(*Invitation)) Invitation {
		o := jane
		change(&o)
		return o
	}
	for what, test := range map[string]struct {
		other Invitation
		same  bool
	}{
		"itself":                            {jane, true},
		"another number":                    {with(func(o *Invitation) { o.Number = "6900000000000000002" }), false},
		"the number, with a name cut":       {with(func(o *Invitation) { o.Name, o.Received = "Jane", day(400) }), true},
		"no number, next month":             {with(func(o *Invitation) { o.Number, o.Received = "", day(31) }), true},
		"no number, next year":              {with(func(o *Invitation) { o.Number, o.Received = "", day(300) }), false},
		"no number, another profile":        {with(func(o *Invitation) { o.Number, o.Profile = "", "jane-doe-2" }), false},
		"name alone, next month":            {with(func(o *Invitation) { o.Number, o.Profile, o.Received = "", "", day(31) }), true},
		"nobody":                            {Invitation{Received: day(0)}, false},
		"name alone, in another case":       {with(func(o *Invitation) { o.Number, o.Profile, o.Name = "", "", "JANE DOE" }), true},
		"no number, earlier by half a year": {with(func(o *Invitation) { o.Number, o.Received = "", day(-200) }), false},
	} {
		if got := jane.Same(test.other); got != test.same || test.other.Same(jane) != got {
			t.Errorf("%s: %v", what, got)
		}
	}
}

// The single mail, a reminder and a line in a mail about several are one
// invitation of one person.
func TestOneInvitationInThreeMails(t *testing.T) {
	var all []Invitation
	for _, name := range []string{"single", "reminder", "several"} {
		n, err := mailReader.Read(readMailFile(t, "testdata/mails/same-person-"+name+".eml"))
		if err != nil || len(n.People) == 0 {
			t.Fatalf("%s: %d people, %v", name, len(n.People), err)
		}
		all = append(all, n.People[0])
	}
	for _, o := range all[1:] {
		if !all[0].Same(o) {
			t.Errorf("%+v is not %+v", o, all[0])
		}
		o.Number = ""
		if !all[0].Same(o) {
			t.Errorf("without its number %+v is not %+v", o, all[0])
		}
	}
}
