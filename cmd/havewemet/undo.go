package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"havewemet/triage"
	"havewemet/triage/daemon"
	"havewemet/triage/ledger"
)

func (a *app) undoCommand() *cobra.Command {
	var dry bool
	cmd := &cobra.Command{
		Use:   "undo [RUN|NAME|last]",
		Short: "take back what a pass did, or all that was done about somebody",
		Long: `undo moves mails back to where they were, and questions that you did not edit
from Drafts to Trash. Nothing is removed, and what you moved yourself stays there.
It says what cannot be taken back, and why.

"last", the default, is the last pass that did something; RUN is the time of one,
as "havewemet journal" prints it; NAME is a person's name, or a part of it.

Who was taken back is yours to decide: they are not triaged again until you move
the mail yourself, into the generic folder to have them asked, or into another.`,
		Args: takes(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			now, err := a.time()
			if err != nil {
				return err
			}
			open := ledger.Open
			if dry {
				open = ledger.OpenToRead
			}
			return a.withDaemon(open, func(d *daemon.Daemon) error {
				journal, err := d.Ledger.Journal(time.Time{})
				if err != nil {
					return err
				}
				entries, what, err := chooseDeeds(journal, cmp.Or(strings.Join(args, ""), "last"), d.Zone)
				if err != nil {
					return err
				}
				r, err := d.Undo(cmd.Context(), now, entries, !dry)
				if err != nil {
					return err
				}
				a.err.clearProgress()
				return a.printUndo(r, what)
			})
		},
	}
	cmd.Flags().BoolVar(&dry, "dry-run", false, "show what would be taken back, and do nothing")
	a.withNow(cmd)
	return cmd
}

// chooseDeeds picks what is to be taken back from the journal, and says in words
// what that is.
func chooseDeeds(journal []ledger.Entry, which string, zone *time.Location) ([]ledger.Entry, string, error) {
	deeds := slices.DeleteFunc(slices.Clone(journal), func(e ledger.Entry) bool { return len(daemon.Deeds([]ledger.Entry{e})) == 0 })
	if len(deeds) == 0 {
		return nil, "", fmt.Errorf("nothing was ever done: there is nothing to undo")
	}
	if which == "last" {
		which = deeds[len(deeds)-1].Pass
	}
	if run := ofRun(deeds, which, zone); len(run) > 0 {
		return run, "the pass of " + runTime(run[0], zone), nil
	}
	wanted := triage.LooseName(which)
	about := slices.DeleteFunc(slices.Clone(deeds), func(e ledger.Entry) bool {
		return wanted == "" || !strings.Contains(triage.LooseName(e.Name), wanted)
	})
	names := map[string]string{}
	for _, e := range about {
		names[triage.FoldName(e.Name)] = e.Name
	}
	switch len(names) {
	case 0:
		return nil, "", usageError{fmt.Errorf("%q is neither the time of a pass that did something nor a name that it was about\nhint: havewemet journal lists them", which)}
	case 1:
		return about, "what was done about " + about[0].Name, nil
	}
	return nil, "", usageError{fmt.Errorf("%q may be %s: write more of the name", which, strings.Join(slices.Sorted(maps.Values(names)), ", "))}
}

// ofRun are the entries of the pass that began at a time, to the second or to
// the minute.
func ofRun(entries []ledger.Entry, text string, zone *time.Location) (run []ledger.Entry) {
	for _, e := range entries {
		at, err := time.Parse(time.RFC3339, e.Pass)
		if err != nil {
			continue
		}
		given, err := time.Parse(time.RFC3339, text)
		shown := runTime(e, zone)
		if err == nil && at.Equal(given) || shown == text || shown == text+at.Format(":05") {
			run = append(run, e)
		}
	}
	return run
}

// runTime is when a pass began, by the clock of a zone; with the offset from UTC
// where the clock shows that time twice, when summer time ends.
func runTime(e ledger.Entry, zone *time.Location) string {
	at, err := time.Parse(time.RFC3339, e.Pass)
	if err != nil {
		return e.Pass
	}
	at = at.In(zone)
	shown := at.Format(time.DateTime)
	for _, other := range []time.Time{at.Add(-time.Hour), at.Add(time.Hour)} {
		if other.Format(time.DateTime) == shown {
			return at.Format(time.RFC3339)
		}
	}
	return shown
}

func (a *app) printUndo(r daemon.Report, what string) error {
	if a.json {
		return a.out.json(asJSON(r))
	}
	if len(r.Steps)+len(r.Notes) == 0 {
		a.out.printf("nothing is left to undo of %s\n", harmless(what))
		return nil
	}
	a.out.printReport(r)
	if r.Failed > 0 {
		return fmt.Errorf("%s could not be taken back; try again: %s", count(r.Failed, "thing"), r.Trouble[len(r.Trouble)-1])
	}
	return nil
}
