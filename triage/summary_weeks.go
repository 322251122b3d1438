package triage

import "time"

// weeksTold is how many weeks the summary's picture shows.
const weeksTold = 12

// Week counts the invitations that came in one week, each once, by what has
// become of it. Those set aside as forged are none.
type Week struct {
	Monday   string `json:"monday"`   // local date, "2026-11-16"
	Personal int    `json:"personal"` // a note of their own
	Unsure   int    `json:"unsure"`
	Generic  int    `json:"generic"`  // neither answered nor lapsed
	Answered int    `json:"answered"` // they wrote, or you were connected after you asked
	Lapsed   int    `json:"lapsed"`
}

// All is how many came.
func (w Week) All() int { return w.Personal + w.Unsure + w.Generic + w.Answered + w.Lapsed }

// Answers are what came of the questions to those who are in the picture.
type Answers struct {
	Asked    int `json:"asked"`
	Answered int `json:"answered"`
	Waiting  int `json:"waiting"` // have time to answer
}

// Percent is the share of answers, rounded.
func (s Answers) Percent() int {
	if s.Asked == 0 {
		return 0
	}
	return (200*s.Answered + s.Asked) / (2 * s.Asked)
}

// weeks counts the cases of the last weeks, the oldest week first.
func (s Summary) weeks() (weeks []Week, share Answers) {
	monday := mondayOf(s.Now)
	first := monday.AddDate(0, 0, -7*(weeksTold-1))
	for i := range weeksTold {
		weeks = append(weeks, Week{Monday: first.AddDate(0, 0, 7*i).Format(time.DateOnly)})
	}
	for _, c := range s.Cases {
		came := c.Received
		if came.IsZero() || came.After(s.Now) { // a mail's date may be anything
			came = c.Seen
		}
		i := daysBetween(first, came.In(s.Now.Location())) / 7
		if c.setAside() || came.In(s.Now.Location()).Before(first) || i >= weeksTold {
			continue
		}
		weeks[i].add(c)
		share.add(c)
	}
	return weeks, share
}

func (w *Week) add(c Case) {
	switch {
	case c.hasAnswered():
		w.Answered++
	case c.State == StateIgnored:
		w.Lapsed++
	case c.Verdict.Class == Personalized:
		w.Personal++
	case c.Verdict.Class == Generic:
		w.Generic++
	default:
		w.Unsure++
	}
}

func (s *Answers) add(c Case) {
	if c.Asked.IsZero() && !c.hasAnswered() {
		return
	}
	s.Asked++
	switch {
	case c.hasAnswered():
		s.Answered++
	case c.State == StateWaiting:
		s.Waiting++
	}
}

// hasAnswered counts who was asked and then accepted, too: the owner does so
// when the answer was good, wherever it was read.
func (c Case) hasAnswered() bool {
	return c.State == StateAnswered || c.State == StateAccepted && !c.Asked.IsZero()
}

func mondayOf(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d-(int(t.Weekday())+6)%7, 0, 0, 0, 0, t.Location())
}
