// Package daemon does the work on a real mailbox: one pass, the schedule, the
// summary's delivery. What is done is decided in package triage; how IMAP does
// it is known in package mailbox. Open pass.go first: it tells one pass.
package daemon

import (
	"context"
	"log/slog"
	"time"

	"havewemet/mailbox"
	"havewemet/triage"
	"havewemet/triage/ledger"
)

// Daemon is one account's daemon.
type Daemon struct {
	Account       string       // names user and server in the ledger and in the summary's Message-ID
	Rules         triage.Rules // its folders as the config names them
	Reader        triage.Reader
	Backfill      time.Duration  // how far back the first pass looks; 0: all
	SummaryFolder string         // as the config names it
	LookUp        bool           // look whom the owner wrote with before, of those to be asked
	LookIn        []string       // the folders for that, as the config names them; none: Sent and the archive
	Triage        Schedule       // when to look
	Summary       Schedule       // when to write the summary
	Zone          *time.Location // of the schedules and of the summary's day

	Dial   func(context.Context) (*mailbox.Session, error)
	Ledger *ledger.Ledger
	Log    *slog.Logger
	// Progress is told what long work is at: nil for nothing.
	Progress func(what string)
}

// Report is what a pass did, or would do.
type Report struct {
	triage.Plan
	Mode    triage.Mode
	Dry     bool     // nothing was done: a plan, or mode watch
	Found   int      // mails of LinkedIn's that were looked at
	Trouble []string // what went wrong with single mails; the rest was done
	Failed  int      // steps that could not be done
	Summary string   // what became of the summary, "" if none was due
	Turns   int      // round trips
}

func (d *Daemon) progress(what string) {
	if d.Progress != nil {
		d.Progress(what)
	}
}
