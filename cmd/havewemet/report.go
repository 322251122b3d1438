package main

import (
	"fmt"
	"strings"

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
	if s.Move != nil {
		all = append(all, "move to "+s.Move.To)
	}
	return all
}

// printReport prints a table of who, verdict, why, and what was done.
func (s *screen) printReport(r daemon.Report) {
	var rows [][]string
	for _, st := range r.Steps {
		verdict := string(st.Case.Verdict.Class) + " (" + st.Case.Verdict.Kind + ")"
		if st.Kind == "" || st.Was != "" && st.Was != triage.StateNew {
			verdict = string(st.Was) + " -> " + string(st.Case.State)
		}
		done := strings.Join(actions(st), ", ")
		if done == "" {
			done = "-"
		}
		rows = append(rows, []string{short(st.Case.Name, 24), verdict, short(st.Why, 64), done})
	}
	if len(rows) > 0 {
		head := "done"
		if r.Dry {
			head = "would do"
		}
		s.table([]string{"who", "verdict", "why", head}, rows, s.verdictColour)
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

func (s *screen) verdictColour(col int, cell string) string {
	if col != 1 {
		return cell
	}
	switch {
	case strings.HasPrefix(cell, string(triage.Personalized)):
		return s.paint(green, cell)
	case strings.HasPrefix(cell, string(triage.Generic)):
		return s.paint(yellow, cell)
	}
	return s.paint(bold, cell)
}

// closing says the pass in one line.
func closing(r daemon.Report) string {
	drafts, moves := 0, 0
	for _, s := range r.Steps {
		if s.Draft != nil {
			drafts++
		}
		if s.Move != nil {
			moves++
		}
	}
	switch {
	case len(r.Steps) == 0:
		return fmt.Sprintf("nothing to do (mode %s)", r.Mode)
	case r.Dry && r.Mode == triage.ModeWatch:
		return fmt.Sprintf("mode watch: nothing is touched; in mode draft this would store %s and file %s", count(drafts, "question"), count(moves, "mail"))
	case r.Dry:
		return fmt.Sprintf("a plan, nothing was done: %s to draft, %s to file (mode %s)", count(drafts, "question"), count(moves, "mail"), r.Mode)
	}
	return fmt.Sprintf("%s drafted, %s filed (mode %s)", count(drafts, "question"), count(moves, "mail"), r.Mode)
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
