package main

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"havewemet/mailbox"
	"havewemet/mailbox/memory"
	"havewemet/triage"
	"havewemet/triage/daemon"
	"havewemet/triage/ledger"
)

// The demo's mails are look-alikes; nobody in them exists.
//
//go:embed demo/*.eml
var demoMails embed.FS

// answerMail comes on day 3; all others lie in the inbox on day 1.
const answerMail = "demo/answer.eml"

// Martha's account on the demo's server.
const demoUser, demoPassword = "martha@example.com", "demo"

func (a *app) demoCommand() *cobra.Command {
	var serve bool
	var out string
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "show the whole job on a made-up mailbox, without network or account",
		Args:  takes(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			demo, err := a.newDemo()
			if err != nil {
				return err
			}
			defer demo.close()
			if err := demo.play(cmd.Context(), out); err != nil {
				return err
			}
			if serve {
				a.out.printf("\nThe mailbox stays up, for a look with a mail client (IMAP, no encryption):\n  server %s   user %s   password %s\nStop with Ctrl-C.\n", demo.server.Addr(), demoUser, demoPassword)
				<-cmd.Context().Done()
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&serve, "serve", false, "keep the demo's IMAP server up afterwards")
	cmd.Flags().StringVar(&out, "out", os.TempDir(), "directory for the summary mail")
	return cmd
}

// demo is a mailbox of its own, and a daemon on it.
type demo struct {
	*app
	dir    string
	server *memory.Server
	ledger *ledger.Ledger
	daemon *daemon.Daemon
}

func (a *app) newDemo() (*demo, error) {
	d := &demo{app: a}
	var err error
	if d.server, err = memory.Start(memory.Options{User: demoUser, Password: demoPassword}); err != nil {
		return nil, fmt.Errorf("start the demo's server: %w", err)
	}
	if d.dir, err = os.MkdirTemp("", "havewemet-demo-*"); err != nil {
		return nil, err
	}
	if d.ledger, err = ledger.Open(filepath.Join(d.dir, "ledger.db"), "demo"); err != nil {
		return nil, err
	}
	c := defaultConfig()
	c.Mode = Mode(triage.ModeDraft)
	c.Account.IMAP, c.Account.TLS, c.Account.User, c.Account.Name = Address(d.server.Addr()), "none", demoUser, "Martha Clark"
	c.Account.Languages = []string{"en", "de"}
	c.Schedule.Timezone = "UTC"
	c.Trust.AuthservID = Servers{"mx.example.com"}
	if d.daemon, err = a.daemon(&c, d.ledger); err != nil {
		return nil, err
	}
	d.daemon.Dial = func(ctx context.Context) (*mailbox.Session, error) { return mailbox.Dial(ctx, c.account(demoPassword)) }
	d.daemon.Log, d.daemon.Progress = slog.New(slog.DiscardHandler), nil
	return d, d.fill()
}

// fill puts the mails of day 1 into the inbox.
func (d *demo) fill() error {
	names, err := fs.Glob(demoMails, "demo/*.eml")
	if err != nil {
		return err
	}
	for _, name := range names {
		if name != answerMail {
			if err := d.arrive(name, demoDay(1, 9, 0)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (d *demo) arrive(name string, at time.Time) error {
	raw, err := demoMails.ReadFile(name)
	if err != nil {
		return err
	}
	d.server.Add("INBOX", raw, nil, at)
	return nil
}

func (d *demo) close() {
	if d.ledger != nil {
		d.ledger.Close()
	}
	d.server.Close()
	os.RemoveAll(d.dir)
}

// demoDay is a time of the simulated clock: day 1 is Monday, 2 March 2026.
func demoDay(day, hour, minute int) time.Time {
	return time.Date(2026, 3, 1+day, hour, minute, 0, 0, time.UTC)
}

// play tells three weeks of Martha's mailbox.
func (d *demo) play(ctx context.Context, out string) error {
	d.act("Day 1", "a full inbox: the first pass")
	if err := d.pass(ctx, demoDay(1, 12, 0)); err != nil {
		return err
	}
	d.showDraft()
	d.act("Day 1, in the evening", "Martha has sent or pasted her questions: the days begin to count")
	d.askAll()
	if err := d.pass(ctx, demoDay(1, 18, 0)); err != nil {
		return err
	}
	d.act("Day 3", "somebody answers on LinkedIn; the daily summary is due")
	if err := d.arrive(answerMail, demoDay(3, 11, 0)); err != nil {
		return err
	}
	if err := d.pass(ctx, demoDay(3, 12, 0)); err != nil {
		return err
	}
	files, err := d.saveSummary(out)
	if err != nil {
		return err
	}
	d.act("Day 22", "three weeks of silence lapse")
	if err := d.pass(ctx, demoDay(22, 18, 0)); err != nil {
		return err
	}
	if d.json {
		return d.out.json(map[string][]string{"files": files})
	}
	d.out.printf("\nThe summary mail of day 3, to look at:\n  %s\n", strings.Join(files, "\n  "))
	return nil
}

func (d *demo) act(day, what string) {
	if d.json {
		return
	}
	d.out.printf("\n%s %s\n\n", d.out.paint(bold, day+":"), what)
}

func (d *demo) pass(ctx context.Context, now time.Time) error {
	r, err := d.daemon.Pass(ctx, now)
	if err != nil {
		return err
	}
	return d.printPass(r)
}

// showDraft prints one question as it lies in Drafts.
func (d *demo) showDraft() {
	drafts := d.server.Mails("Drafts")
	if len(drafts) == 0 || d.json {
		return
	}
	d.out.printf("\nOne of the %d questions in Drafts:\n\n", len(drafts))
	head, text := readDraft(drafts[0].Raw)
	for _, line := range append(head, append([]string{""}, strings.Split(text, "\n")...)...) {
		d.out.printf("%s\n", strings.TrimRight(d.out.paint(dim, "  | ")+harmless(line), " "))
	}
}

// askAll does what Martha does: she sends what has an address, and pastes the
// rest on LinkedIn and removes the draft.
func (d *demo) askAll() {
	for _, draft := range d.server.Mails("Drafts") {
		head, _ := readDraft(draft.Raw)
		if strings.Contains(strings.Join(head, "\n"), "\nTo: ") {
			d.server.MoveMail("Drafts", draft.UID, "Sent")
		} else {
			d.server.Remove("Drafts", draft.UID)
		}
	}
}

// saveSummary writes the newest summary of the inbox to files.
func (d *demo) saveSummary(dir string) ([]string, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	mails := d.server.Mails("INBOX")
	raw := mails[len(mails)-1].Raw
	_, _, html, err := mailParts(raw)
	if err != nil {
		return nil, err
	}
	files := []string{filepath.Join(dir, "havewemet-demo.eml"), filepath.Join(dir, "havewemet-demo.html")}
	if err := os.WriteFile(files[0], raw, 0o600); err != nil {
		return nil, err
	}
	return files, os.WriteFile(files[1], []byte(html), 0o600)
}
