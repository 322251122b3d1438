package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"havewemet/triage"
	"havewemet/triage/daemon"
	"havewemet/triage/ledger"
)

func (a *app) journalCommand() *cobra.Command {
	var since string
	cmd := &cobra.Command{
		Use:   "journal",
		Short: "print what was done, pass by pass, the newest last",
		Long: `journal prints what each pass did and what it had to say, the newest last, each
below the time of its pass, which undo takes:

  havewemet undo "2026-03-02 12:00:00"

--since names a day (2026-03-02), a time (2026-03-02T12:00:00Z) or how long ago
("7d", "36h"). With --json it is one object a line. It needs no network.`,
		Args: takes(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			now, err := a.time()
			if err != nil {
				return err
			}
			return a.withLedger(ledger.OpenToRead, func(d *daemon.Daemon) error {
				from, err := sinceWhen(since, now, d.Zone)
				if err != nil {
					return err
				}
				entries, err := d.Ledger.Journal(from)
				if err != nil {
					return err
				}
				return a.printJournal(handsFirst(entries), d.Zone)
			})
		},
	}
	cmd.Flags().StringVar(&since, "since", "", "only what was done since a day, a time, or that long ago: 2026-03-02, 7d")
	a.withNow(cmd)
	return cmd
}

// minutes is a time to the minute, as the owner reads and writes it.
const minutes = "2006-01-02 15:04"

// sinceWhen reads a day, a time, or how long ago; "" is the beginning of time.
func sinceWhen(text string, now time.Time, zone *time.Location) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.DateOnly, time.RFC3339, time.DateTime, minutes} {
		if t, err := time.ParseInLocation(layout, text, zone); err == nil {
			return t, nil
		}
	}
	d := Duration(text)
	if d.check() != nil {
		return time.Time{}, usageError{fmt.Errorf("--since %q is neither a day nor a span of time\nhint: write it like 2026-03-02, 2026-03-02T12:00:00Z, 7d or 36h", text)}
	}
	return now.Add(-d.span()), nil
}

// handsFirst puts what the owner did, as a pass has seen it, before what the pass
// then did about it.
func handsFirst(entries []ledger.Entry) []ledger.Entry {
	ordered := make([]ledger.Entry, 0, len(entries))
	for len(entries) > 0 {
		n := 1
		for n < len(entries) && entries[n].Pass == entries[0].Pass {
			n++
		}
		for _, hands := range []bool{true, false} {
			for _, e := range entries[:n] {
				if (e.Action == ledger.ActionHand) == hands {
					ordered = append(ordered, e)
				}
			}
		}
		entries = entries[n:]
	}
	return ordered
}

func (a *app) printJournal(entries []ledger.Entry, zone *time.Location) error {
	pass := ""
	for _, e := range entries {
		if a.json {
			if err := a.out.json(e); err != nil {
				return err
			}
			continue
		}
		if e.Pass != pass {
			pass = e.Pass
			a.out.printf("%s\n", a.out.paint(bold, harmless(runTime(e, zone))))
		}
		a.out.printf("  %s\n", a.out.entry(e))
	}
	if len(entries) == 0 && !a.json {
		a.out.printf("nothing was done\n")
	}
	return nil
}

// entry is a line of the journal: whom it was about, what was done, and why.
func (s *screen) entry(e ledger.Entry) string {
	line := harmless(deed(e))
	if e.Error != "" || e.Action == ledger.ActionTrouble {
		line = s.paint(red, line)
	}
	if e.Name != "" {
		line = triage.Defang(short(e.Name, longestName)) + ": " + line
	}
	why := e.Why
	if e.Action == ledger.ActionHand { // it names the folder once more
		_, why, _ = strings.Cut(why, ": ")
	}
	if why != "" {
		line += ": " + triage.Defang(harmless(why))
	}
	return line
}

// deed says in words what an entry of the journal did.
func deed(e ledger.Entry) string {
	way := fmt.Sprintf("from %s to %s", e.From.Folder, e.To.Folder)
	said := e.Action
	if _, question := triage.ParseQuestionID(e.MessageID); question {
		way = "the question " + way
	}
	switch e.Action {
	case ledger.ActionDraft:
		said = triage.MomentDrafted
	case ledger.ActionMove:
		said = "moved " + way
	case ledger.ActionUndo:
		said = "moved back " + way
	case ledger.ActionHand:
		if said = "you moved it " + way; e.To.Folder == "" {
			said = "you took it from " + e.From.Folder
		}
	case ledger.ActionSummary:
		if said = "summary sent"; e.To.Folder != "" {
			said = "summary written into " + e.To.Folder
		}
	}
	switch {
	case e.Error != "":
		said += " (not done: " + strings.TrimSpace(e.Error) + ")"
	case e.Done.IsZero():
		said += " (begun; the next pass looks what became of it)"
	}
	return said
}
