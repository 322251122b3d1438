package triage

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Story is one case's whole life.
type Story struct {
	Standing
	Verdict Verdict  `json:"verdict"`
	Number  string   `json:"number"`
	Folder  string   `json:"folder"` // where its mail lies; "" if it is gone
	Life    []Moment `json:"life"`   // oldest first
}

// Moment is one thing that happened.
type Moment struct {
	At   time.Time `json:"at"`
	What string    `json:"what"`
	Why  string    `json:"why,omitempty"`
}

// MomentDrafted is what happened when a question was stored in Drafts.
const MomentDrafted = "question drafted"

// Story tells c's life from the case, and from what the journal holds of it,
// oldest first. What both tell is told once.
func (s Summary) Story(c Case, journal []Moment) Story {
	st := Story{Standing: s.standing(c), Verdict: c.Verdict, Number: c.Number, Folder: c.At.Folder}
	st.Verdict.Reasons = slices.Clone(c.Verdict.Reasons)
	for i := range st.Verdict.Reasons {
		r := &st.Verdict.Reasons[i]
		r.Why, r.Quote = cleanLine(thinMarks(r.Why), maxHeadlineRunes), cleanLine(thinMarks(r.Quote), maxNoteRunes)
	}
	st.add(c.Received, "the mail came", "")
	st.add(c.Seen, "first seen", fmt.Sprintf("%s (%s)", c.Verdict.Class, st.Kind))
	for _, m := range journal {
		st.add(m.At, m.What, m.Why)
	}
	st.add(c.Drafted, MomentDrafted, "")
	st.add(c.Asked, "asked", "")
	st.add(c.Since, string(c.State), c.Why)
	slices.SortStableFunc(st.Life, func(a, b Moment) int { return a.At.Compare(b.At) })
	return st
}

// add leaves out what the same moment has told already.
func (st *Story) add(at time.Time, what, why string) {
	what, why = cleanLine(thinMarks(what), maxSaidRunes), cleanLine(thinMarks(why), maxSaidRunes)
	for i := range st.Life {
		switch m := &st.Life[i]; {
		case !m.At.Equal(at):
		case m.What == what && (why == "" || m.Why == why):
			return
		case m.Why == why:
			m.Why = "" // the later one is what came of it
		}
	}
	if !at.IsZero() {
		st.Life = append(st.Life, Moment{at, what, why})
	}
}

// About tells whether a line that a pass has said names a person.
func About(line, name string) bool {
	name = LooseName(name)
	return name != "" && strings.Contains(" "+LooseName(line)+" ", " "+name+" ")
}

// LooseName is a name as the owner may type it: words without case, accents
// and punctuation. Two people may be one by it: it serves to look for
// somebody, and never to decide anything.
func LooseName(s string) string {
	var words []string
	for _, t := range foldNote(s).tokens {
		words = append(words, t.text)
	}
	return strings.Join(words, " ")
}
