// Package daemon does the work on a real mailbox: one pass, the schedule, the
// summary's delivery. What is done is decided in package triage; how IMAP does
// it is known in package mailbox. Open pass.go first: it tells one pass.
package daemon

import (
	"log/slog"
	"time"

	"havewemet/triage"
	"havewemet/triage/ledger"
)

// Daemon is one account's daemon.
type Daemon struct {
	Account string // names user and server in the ledger and in the summary's Message-ID
	Settings

	// Changed returns other settings once the owner has changed them, else nil. An
	// error is a change that is refused, and is returned once. A nil func never
	// changes anything.
	Changed func() (*Settings, error)
	// Wake makes [Daemon.Run] look at once: for changed settings, and whether a
	// pass is due.
	Wake <-chan struct{}

	// From is since when the inbox is looked through again, as in a first pass; zero
	// for what is new only.
	From time.Time

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

	Recorded bool // all was done and is in the ledger; an error is one of the summary
}

func (d *Daemon) progress(what string) {
	if d.Progress != nil {
		d.Progress(what)
	}
}
