package main

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/agext/levenshtein"
	"github.com/spf13/cobra"

	"havewemet/triage"
	"havewemet/triage/daemon"
	"havewemet/triage/ledger"
)

func (a *app) statusCommand() *cobra.Command {
	var all bool
	cmd := &cobra.Command{
		Use:   "status [NAME]",
		Short: "list the cases by state, or tell one case's whole story",
		Long: `status lists who is yours to decide on, whose question lies in Drafts and since
when, who was asked and on which day of how many; the most urgent first. What is
settled is counted; --all lists it too.

With a NAME, or a part of one (case and accents do not matter), or a profile as in
linkedin.com/in/PROFILE, it tells all that is known of that person's case, with
times and reasons. Of several people of one name it tells each.

With --json the list is one object, and stories are one object a line. It reads
the ledger, and needs no network.`,
		Args: takes(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			now, err := a.time()
			if err != nil {
				return err
			}
			return a.withLedger(ledger.OpenToRead, func(d *daemon.Daemon) error {
				s, err := d.Compose(now)
				if err != nil {
					return err
				}
				if len(args) == 0 {
					return a.printStatus(s.Status(all), all)
				}
				found, err := lookUp(s.Cases, args[0])
				if err != nil {
					return err
				}
				journal, err := d.Ledger.Journal(time.Time{})
				if err != nil {
					return err
				}
				return a.printStories(s, found, handsFirst(journal))
			})
		},
	}
	cmd.Flags().BoolVar(&all, "all", false, "list what is settled too")
	a.withNow(cmd)
	return cmd
}

// lookUp finds the cases that the owner may mean: those of that profile, where
// the text does not read as a mere name, else of the whole name, else of a name
// that has the text in it.
func lookUp(cases []triage.Case, text string) ([]triage.Case, error) {
	linked := triage.LinkedProfile(text)
	name, slug := triage.LooseName(text), triage.FoldName(cmp.Or(linked, path.Base(text)))
	profile := func(c triage.Case) bool { return c.Profile != "" && triage.FoldName(c.Profile) == slug }
	for _, is := range []func(c triage.Case) bool{
		func(c triage.Case) bool { return strings.ContainsAny(text, "-/0123456789") && profile(c) },
		func(c triage.Case) bool { return name != "" && looseName(c) == name },
		func(c triage.Case) bool { return name != "" && strings.Contains(looseName(c), name) || profile(c) },
	} {
		if found := slices.DeleteFunc(slices.Clone(cases), func(c triage.Case) bool { return !is(c) }); len(found) > 0 {
			return found, nil
		}
	}
	hint := "havewemet status --all lists everybody"
	if near := nearestNames(cases, name); len(near) > 0 {
		hint = "names like it: " + strings.Join(near, ", ")
	} else if len(cases) == 0 {
		hint = "no invitation is known yet: havewemet once looks for them"
	}
	return nil, usageError{fmt.Errorf("nobody's name has %q in it, and no profile is that\nhint: %s", harmless(cmp.Or(linked, text)), hint)}
}

// looseName is the name under which the list shows c.
func looseName(c triage.Case) string { return triage.LooseName(cmp.Or(c.Name, triage.Nameless)) }

// nearestNames are up to three names that are written like text, as a whole or
// in one of their words.
func nearestNames(cases []triage.Case, text string) (near []string) {
	dist := map[string]int{}
	for _, c := range cases {
		loose, shown := looseName(c), short(cmp.Or(c.Name, triage.Nameless), longestName)
		for _, part := range append(strings.Fields(loose), loose) {
			d := levenshtein.Distance(text, part, nil)
			if old, known := dist[shown]; d < 2+utf8.RuneCountInString(text)/4 && (!known || d < old) {
				dist[shown] = d
			}
		}
	}
	for shown := range dist {
		near = append(near, shown)
	}
	slices.SortFunc(near, func(a, b string) int {
		if dist[a] != dist[b] {
			return dist[a] - dist[b]
		}
		return strings.Compare(a, b)
	})
	return near[:min(len(near), 3)]
}

func (a *app) printStatus(st triage.Status, all bool) error {
	if a.json {
		return a.out.json(st)
	}
	if len(st.Cases) > 0 {
		a.out.printStandings(st.Cases)
	}
	var settled []string
	for _, s := range triage.States() {
		if n := st.Count[s]; n > 0 && s.Settled() && !all {
			settled = append(settled, fmt.Sprintf("%d %s", n, s))
		}
	}
	switch {
	case len(settled) > 0:
		a.out.printf("%d open; settled: %s (--all lists them)\n", len(st.Cases), strings.Join(settled, ", "))
	case len(st.Cases) == 0:
		a.out.printf("no invitation is known yet\n")
	}
	return nil
}

func (s *screen) printStandings(cases []triage.Standing) {
	var rows [][]string
	for _, c := range cases {
		row := []string{short(c.Name, longestName), string(c.State), c.Why, c.When}
		if c.State == triage.StateSuspicious {
			row[0], row[2] = triage.Defang(row[0]), triage.Defang(row[2])
		}
		rows = append(rows, row)
	}
	s.tableWithWhy([]string{"who", "state", "why", "when"}, rows, s.stateColour)
}

func (s *screen) stateColour(col int, cell string) string {
	if col != 1 {
		return cell
	}
	switch triage.State(cell) {
	case triage.StateAnswered, triage.StatePersonal:
		return s.paint(green, cell)
	case triage.StateUnsure, triage.StateAsking:
		return s.paint(yellow, cell)
	case triage.StateSuspicious:
		return s.paint(red, cell)
	}
	return s.paint(bold, cell)
}
