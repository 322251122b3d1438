package main

import (
	"errors"
	"time"

	"github.com/spf13/cobra"

	"havewemet/triage/daemon"
	"havewemet/triage/ledger"
)

func (a *app) summaryCommand() *cobra.Command {
	var send, print, html bool
	var since string
	cmd := &cobra.Command{
		Use:   "summary",
		Short: "print what the next summary would say, or deliver it now",
		Args:  takes(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			now, err := a.time()
			if err != nil {
				return err
			}
			switch {
			case !send:
				return a.printSummary(since, html, now)
			case since != "" || print || html:
				return usageError{errors.New("--send delivers today's summary as it is: it goes with none of --print, --html, --since")}
			}
			return a.withDaemon(ledger.Open, func(d *daemon.Daemon) error {
				said, err := d.Send(cmd.Context(), now)
				if err != nil {
					return err
				}
				a.err.clearProgress()
				if a.json {
					return a.out.json(map[string]string{"summary": said})
				}
				a.out.printf("%s\n", harmless(said))
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&send, "send", false, "deliver today's summary now; once a day, whatever happens")
	cmd.Flags().BoolVar(&print, "print", false, "print it; so it does without --send")
	cmd.Flags().BoolVar(&html, "html", false, "print the HTML part")
	cmd.Flags().StringVar(&since, "since", "", "tell all since a day, a time, or that long ago: 2026-01-01, 7d")
	a.withNow(cmd)
	return cmd
}

// printSummary needs no mailbox: all is in the ledger.
func (a *app) printSummary(since string, html bool, now time.Time) error {
	return a.withLedger(ledger.OpenToRead, func(d *daemon.Daemon) error {
		from, err := sinceWhen(since, now, d.Zone)
		if err != nil {
			return err
		}
		s, err := d.ComposeSince(from, now)
		if err != nil {
			return err
		}
		if a.json {
			return a.out.json(s.Facts())
		}
		mail, err := s.Mail()
		if err != nil {
			return err
		}
		if html {
			a.out.printf("%s\n", mail.HTML)
			return nil
		}
		a.out.printf("Subject: %s\n\n%s\n", mail.Subject, mail.Text)
		return nil
	})
}
