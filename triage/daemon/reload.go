package daemon

import (
	"context"
	"fmt"
	"strings"
	"time"

	"havewemet/mailbox"
	"havewemet/triage"
	"havewemet/triage/ledger"
)

// Settings are what the owner's config says and may change under a running
// daemon: all but the account and the ledger.
type Settings struct {
	Rules         triage.Rules // its folders as the config names them
	Reader        triage.Reader
	Backfill      time.Duration // how far back the first pass looks; 0: all
	SummaryFolder string        // as the config names it
	Language      string        // that the summary is told in
	NoEmpty       bool          // no summary on a day on which there is nothing to tell
	SummaryFrom   string        // mail addresses; "" means the owner's
	SummaryTo     string
	LookUp        bool           // look whom the owner wrote with before, of those to be asked
	LookIn        []string       // the folders for that, as the config names them; none: Sent and the archive
	Triage        Schedule       // when to look
	Summary       Schedule       // when to write the summary
	Zone          *time.Location // of the schedules and of the summary's day

	Dial func(context.Context) (*mailbox.Session, error)
	// Submit sends the summary to its owner; nil: it is stored in its folder. An
	// error that is no [mailbox.UnsureError] means that nothing was sent.
	Submit func(ctx context.Context, from, to string, raw []byte) error
}

// reload takes settings that the owner has changed. Those that are refused are
// told once, in the log and in the next summary.
func (d *Daemon) reload(ctx context.Context, now time.Time) (taken bool) {
	if d.Changed == nil {
		return false
	}
	s, err := d.Changed()
	if err != nil {
		said, _, _ := strings.Cut(err.Error(), "\n")
		d.Log.Error("changed config refused, the old one stays in force", "error", said)
		if err := d.trouble(ctx, now, "a changed config was refused, and the old one stayed in force: "+said); err != nil {
			d.Log.Error("the summary will not tell of it", "error", err)
		}
		return false
	}
	if s == nil {
		return false
	}
	d.Settings = *s
	d.Log.Info("changed config taken", "mode", d.Rules.Mode)
	return true
}

// trouble writes a line for the next summary into the journal.
func (d *Daemon) trouble(ctx context.Context, now time.Time, why string) error {
	unlock, err := d.Ledger.Lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	m, err := d.Ledger.Memory()
	if err != nil {
		return fmt.Errorf("note trouble: %w", err)
	}
	return d.Ledger.Record(nil, []*ledger.Entry{{Pass: now.UTC().Format(time.RFC3339), At: now, Action: ledger.ActionTrouble, Why: why, Done: now}}, m, now, false)
}
