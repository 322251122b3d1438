package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mattn/go-runewidth"

	"havewemet/triage"
	"havewemet/triage/daemon"
)

// reportJSON is what `plan` and `once` print with --json: one object.
type reportJSON struct {
	Mode    triage.Mode `json:"mode"`
	Dry     bool        `json:"dry"`
	Found   int         `json:"found"`
	Turns   int         `json:"turns"`
	Steps   []stepJSON  `json:"steps"`
	Notes   []string    `json:"notes"`
	Trouble []string    `json:"trouble"`
	Summary string      `json:"summary,omitempty"`
}

type stepJSON struct {
	triage.Person
	Was     triage.State   `json:"was"`
	State   triage.State   `json:"state"`
	Mail    triage.Kind    `json:"mail,omitempty"`
	Channel triage.Channel `json:"channel"`
	Verdict triage.Verdict `json:"verdict"`
	Why     string         `json:"why"`
	Plan    []string       `json:"plan"`
}

func asJSON(r daemon.Report) reportJSON {
	j := reportJSON{Mode: r.Mode, Dry: r.Dry, Found: r.Found, Turns: r.Turns, Steps: []stepJSON{}, Notes: list(r.Notes), Trouble: list(r.Trouble), Summary: r.Summary}
	for _, s := range r.Steps {
		j.Steps = append(j.Steps, stepJSON{s.Case.Person, s.Was, s.Case.State, s.Kind, s.Case.Channel, s.Case.Verdict, s.Why, actions(s)})
	}
	return j
}

// list is a list that prints as [] when it is empty.
func list(s []string) []string { return append([]string{}, s...) }

// actions says in words what a step does to the mailbox.
func actions(s triage.Step) []string {
	all := []string{}
	if s.Draft != nil {
		all = append(all, "draft question")
	}
	switch {
	case s.Gone:
		all = append(all, "left alone: you moved it")
	case s.Move != nil:
		all = append(all, "move to "+s.Move.To)
	}
	return all
}

// printReport prints a table of who, verdict, why, and what was done.
func (s *screen) printReport(r daemon.Report) {
	if len(r.Steps) > 0 {
		s.printSteps(r)
	}
	for _, n := range r.Notes {
		s.printf("%s %s\n", s.paint(yellow, "note:"), harmless(n))
	}
	for _, t := range r.Trouble {
		s.printf("%s %s\n", s.paint(red, "trouble:"), harmless(t))
	}
	s.printf("%s\n", closing(r))
	if r.Summary != "" {
		s.printf("%s\n", harmless(r.Summary))
	}
}

// Where a terminal has no room for a reason of some length, it stands on a line
// of its own.
const longestWhy, shortestWhy, longestName = 64, 44, 24

func (s *screen) printSteps(r daemon.Report) {
	head := []string{"who", "verdict", "why", "done"}
	if r.Dry {
		head[3] = "would do"
	}
	var rows [][]string
	for _, st := range r.Steps {
		row := []string{short(st.Case.Name, longestName), verdictOf(st), harmless(st.Why), strings.Join(actions(st), ", ")}
		if row[0] == "" {
			row[0] = "(no name)"
		}
		if st.Case.State == triage.StateSuspicious {
			row[0], row[2] = triage.Defang(row[0]), triage.Defang(row[2])
		}
		if row[3] == "" {
			row[3] = "-"
		}
		rows = append(rows, row)
	}
	s.tableWithWhy(head, rows, s.verdictColour)
}

// tableWithWhy prints a table of four columns, the third of which are reasons:
// cut, or under the rows.
func (s *screen) tableWithWhy(head []string, rows [][]string, paint func(col int, cell string) string) {
	room := s.width() - 3*len(gap)
	for _, c := range []int{0, 1, 3} {
		widest := len(head[c])
		for _, row := range rows {
			widest = max(widest, runewidth.StringWidth(row[c]))
		}
		room -= widest
	}
	if room < shortestWhy {
		s.printNarrow(head, rows, paint)
		return
	}
	for _, row := range rows {
		row[2] = short(row[2], min(room, longestWhy))
	}
	s.table(head, rows, paint, nil)
}

// printNarrow prints the table with the reasons under the rows.
func (s *screen) printNarrow(head []string, rows [][]string, paint func(col int, cell string) string) {
	var whys []string
	for _, row := range rows {
		whys = append(whys, "    "+short(row[2], max(s.width()-5, longestName)))
	}
	for i := range rows {
		rows[i] = slices.Delete(rows[i], 2, 3)
	}
	s.table(slices.Delete(slices.Clone(head), 2, 3), rows, paint, whys)
}

// verdictOf says in the table what a step is about: the verdict on a case that
// is new, the way that an older one takes, or the mail that tells nothing new.
func verdictOf(st triage.Step) string {
	switch {
	case st.Case.State == triage.StateSuspicious && st.Was == "":
		return "suspicious (" + st.Case.Verdict.Kind + ")"
	case st.Was == st.Case.State && st.Kind != "":
		return string(st.Kind)
	case st.Was == st.Case.State:
		return string(st.Was)
	case st.Kind == "" || st.Was != "" && st.Was != triage.StateNew:
		return string(st.Was) + " -> " + string(st.Case.State)
	}
	return string(st.Case.Verdict.Class) + " (" + st.Case.Verdict.Kind + ")"
}

func (s *screen) verdictColour(col int, cell string) string {
	if col != 1 {
		return cell
	}
	switch {
	case strings.HasPrefix(cell, string(triage.Personalized)):
		return s.paint(green, cell)
	case strings.HasPrefix(cell, string(triage.Generic)):
		return s.paint(yellow, cell)
	case strings.HasPrefix(cell, string(triage.StateSuspicious)):
		return s.paint(red, cell)
	}
	return s.paint(bold, cell)
}

// closing says the pass in one line.
func closing(r daemon.Report) string {
	if r.Undoes {
		return closingUndo(r)
	}
	drafts, moves := 0, 0
	for _, s := range r.Steps {
		if s.Draft != nil {
			drafts++
		}
		if s.Move != nil && !s.Gone {
			moves++
		}
	}
	switch {
	case len(r.Steps) == 0:
		return fmt.Sprintf("nothing to do (mode %s)", r.Mode)
	case r.Dry && r.Mode == triage.ModeWatch:
		return fmt.Sprintf("mode watch: nothing is touched; in mode draft this would store %s and file %s", count(drafts, "question"), count(moves, "mail"))
	case drafts+moves == 0:
		return fmt.Sprintf("nothing to draft or to file (mode %s)", r.Mode)
	case r.Dry:
		return fmt.Sprintf("a plan, nothing was done: %s to draft, %s to file (mode %s)", count(drafts, "question"), count(moves, "mail"), r.Mode)
	}
	return fmt.Sprintf("%s drafted, %s filed (mode %s)", count(drafts, "question"), count(moves, "mail"), r.Mode)
}

func closingUndo(r daemon.Report) string {
	said := count(len(r.Steps)-r.Failed, "mail") + " moved back"
	if r.Dry {
		said = "a plan, nothing was done: " + count(len(r.Steps), "mail") + " to move back"
	}
	if n := len(r.Notes); n > 0 {
		said += fmt.Sprintf("; %d cannot be taken back", n)
	}
	return said
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
