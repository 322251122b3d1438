package main

import (
	"github.com/spf13/cobra"

	"havewemet/triage/daemon"
	"havewemet/triage/ledger"
)

func (a *app) summaryCommand() *cobra.Command {
	var send, html bool
	cmd := &cobra.Command{
		Use:   "summary",
		Short: "print what the next summary would say, or deliver it now",
		Args:  takes(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			now, err := a.time()
			if err != nil {
				return err
			}
			if send {
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
			}
			return a.withDaemon(ledger.OpenToRead, func(d *daemon.Daemon) error {
				s, err := d.Compose(now)
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
				text := "Subject: " + mail.Subject + "\n\n" + mail.Text
				if html {
					text = mail.HTML
				}
				a.out.printf("%s\n", text)
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&send, "send", false, "deliver today's summary now; once a day, whatever happens")
	cmd.Flags().BoolVar(&html, "html", false, "print the HTML part")
	a.withNow(cmd)
	return cmd
}
