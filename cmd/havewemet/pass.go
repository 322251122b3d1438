package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/spf13/cobra"

	"havewemet/mailbox"
	"havewemet/triage/daemon"
	"havewemet/triage/ledger"
)

// daemon wires config, ledger and mailbox together.
func (a *app) daemon(c *Config, l *ledger.Ledger) (*daemon.Daemon, error) {
	s, err := c.settings()
	if err != nil {
		return nil, err
	}
	return &daemon.Daemon{Account: c.accountName(), Settings: *s, Ledger: l, Log: slog.New(slog.NewTextHandler(os.Stderr, nil)), Progress: a.err.progress}, nil
}

// settings are what the config says but for account and ledger.
func (c *Config) settings() (*daemon.Settings, error) {
	triage, summary, err := c.schedules()
	if err != nil {
		return nil, err
	}
	s := &daemon.Settings{
		Rules: c.rules(), Reader: c.reader(), Backfill: c.Schedule.Backfill.span(),
		LookUp: c.Known.Search, LookIn: c.lookIn(), SummaryFolder: string(c.Summary.Folder), Language: c.summaryLanguage(), NoEmpty: c.Summary.Empty == "none",
		SummaryFrom: string(c.SMTP.From), SummaryTo: string(c.SMTP.To), Triage: triage, Summary: summary, Zone: c.Schedule.Timezone.location(),
		Dial: func(ctx context.Context) (*mailbox.Session, error) {
			password, err := c.password(ctx)
			if err != nil {
				return nil, err
			}
			box, err := mailbox.Dial(ctx, c.account(password))
			if errors.As(err, new(*mailbox.LoginError)) {
				return nil, fmt.Errorf("%w\nhint: many providers want an app password for IMAP, not the one of their web page", err)
			}
			return box, err
		},
	}
	if c.sends() {
		s.Submit = func(ctx context.Context, from, to string, raw []byte) error {
			out, err := c.outgoing(ctx)
			if err != nil {
				return err
			}
			return out.Submit(ctx, from, to, raw)
		}
	}
	return s, nil
}

// outgoing is the account that sends the summary, with its password.
func (c *Config) outgoing(ctx context.Context) (mailbox.Account, error) {
	password, err := c.submissionPassword(ctx)
	return c.submission(password), err
}

// withDaemon opens the ledger, runs f, and closes it.
func (a *app) withDaemon(open func(path, account string) (*ledger.Ledger, error), f func(*daemon.Daemon) error) error {
	c, err := a.loadConfig()
	if err != nil {
		return err
	}
	if err := c.hasPassword(); err != nil {
		return err
	}
	return a.withLedger(open, f)
}

// withLedger is the same for what needs no mailbox, and so no password.
func (a *app) withLedger(open func(path, account string) (*ledger.Ledger, error), f func(*daemon.Daemon) error) error {
	c, err := a.loadConfig()
	if err != nil {
		return err
	}
	l, err := open(c.ledgerPath(), c.accountName())
	if err != nil {
		return err
	}
	defer l.Close()
	d, err := a.daemon(c, l)
	if err != nil {
		return err
	}
	return f(d)
}

func (a *app) printPass(r daemon.Report) error {
	a.err.clearProgress()
	if a.json {
		return a.out.json(asJSON(r))
	}
	a.out.printReport(r)
	return nil
}

// lookSince lets a pass look through the inbox again, from a day on.
func (a *app) lookSince(d *daemon.Daemon, since string, now time.Time) (err error) {
	if since != "" {
		d.From, err = sinceWhen(since, now, d.Zone)
	}
	return err
}

func withSince(cmd *cobra.Command, since *string) {
	cmd.Flags().StringVar(since, "since", "", "look through the inbox again, from a day on or that long back: 2026-01-31, 90d")
}

func (a *app) planCommand() *cobra.Command {
	var since string
	cmd := &cobra.Command{
		Use:   "plan",
		Short: "show what a pass would do, and do nothing",
		Args:  takes(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			now, err := a.time()
			if err != nil {
				return err
			}
			return a.withDaemon(ledger.OpenToRead, func(d *daemon.Daemon) error {
				if err := a.lookSince(d, since, now); err != nil {
					return err
				}
				r, err := d.Plan(cmd.Context(), now)
				if err != nil {
					return err
				}
				return a.printPass(r)
			})
		},
	}
	a.withNow(cmd)
	withSince(cmd, &since)
	return cmd
}

func (a *app) onceCommand() *cobra.Command {
	var since string
	cmd := &cobra.Command{
		Use:   "once",
		Short: "do one pass now, and the summary if one is due",
		Args:  takes(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			now, err := a.time()
			if err != nil {
				return err
			}
			return a.withDaemon(ledger.Open, func(d *daemon.Daemon) error {
				if err := a.lookSince(d, since, now); err != nil {
					return err
				}
				r, err := d.Pass(cmd.Context(), now)
				if err != nil && !r.Recorded {
					return err
				}
				if err := errors.Join(a.printPass(r), err); err != nil {
					return err
				}
				if r.Failed > 0 {
					return fmt.Errorf("%s: %s could not be done; the next pass tries again: %s", d.Account, count(r.Failed, "thing"), r.Trouble[len(r.Trouble)-1])
				}
				return nil
			})
		},
	}
	a.withNow(cmd)
	withSince(cmd, &since)
	return cmd
}

func (a *app) runCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "run",
		Short: "run as a service: passes and summaries by the schedule",
		Args:  takes(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := a.loadConfig()
			if err != nil {
				return err
			}
			return a.withDaemon(ledger.Open, func(d *daemon.Daemon) error {
				d.Progress = nil
				d.Changed = newReloader(c, a.languages).changed
				var stop func()
				d.Wake, stop = hangups()
				defer stop()
				return d.Run(cmd.Context(), a.clock)
			})
		},
	}
}
