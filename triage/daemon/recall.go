package daemon

import (
	"fmt"
	"time"

	"havewemet/mailbox"
	"havewemet/triage"
	"havewemet/triage/ledger"
)

// mind is what the daemon remembers when a pass begins.
type mind struct {
	ledger.Memory
	now          time.Time
	cases        []triage.Case
	pending      []ledger.Entry // intents of a pass that was interrupted
	draftedToday int
}

func (d *Daemon) recall(now time.Time) (mind, error) {
	m := mind{now: now.In(d.Zone)}
	var err error
	if m.Memory, err = d.Ledger.Memory(); err != nil {
		return m, err
	}
	if m.cases, err = d.Ledger.Cases(); err != nil {
		return m, err
	}
	if m.pending, err = d.Ledger.Pending(); err != nil {
		return m, err
	}
	if !d.From.IsZero() {
		d.cursor(&m.Memory).UIDNext = 0
	}
	for _, c := range m.cases {
		if !c.Drafted.IsZero() && d.day(c.Drafted) == d.day(now) {
			m.draftedToday++
		}
	}
	if m.Configured != d.Rules.Folders { // other folders than last time: nothing is known of them
		m.Configured, m.Folders = d.Rules.Folders, triage.Folders{}
	}
	return m, nil
}

// day is the owner's local date.
func (d *Daemon) day(t time.Time) string { return t.In(d.Zone).Format("2006-01-02") }

// open tells whether any case waits for something that Drafts or Sent show.
func (m mind) open() bool {
	for _, c := range m.cases {
		if c.State == triage.StateAsking {
			return true
		}
	}
	return false
}

// due tells whether a case lapses now.
func (m mind) due(r triage.Rules) bool {
	for _, c := range m.cases {
		if at := c.Due(r.Wait, r.DaysOff); !at.IsZero() && !at.After(m.now) {
			return true
		}
	}
	return false
}

// lost tells whether memory has to be made good from the folders.
func (m mind) lost() bool { return m.FirstPass.IsZero() || m.broken() && len(m.Filed) == 0 }

// broken tells whether a pass broke off before it could write down what it did.
func (m mind) broken() bool { return len(m.pending) > 0 }

// unfinished are the moves of which that pass did not write down the outcome.
func (m mind) unfinished() (moves []triage.Move) {
	for _, e := range m.pending {
		if e.Action == ledger.ActionMove {
			moves = append(moves, triage.Move{From: e.From, To: e.To.Folder, MessageID: e.MessageID})
		}
	}
	return moves
}

// cursorOf turns what the server told of a folder into what is remembered.
func cursorOf(s mailbox.Status) ledger.Cursor {
	return ledger.Cursor{UIDValidity: s.UIDValidity, UIDNext: uint32(s.UIDNext), Messages: s.Messages}
}

// refuse is an error with a hint for the owner.
func refuse(hint, format string, a ...any) error {
	return fmt.Errorf("%w\nhint: %s", fmt.Errorf(format, a...), hint)
}

// at says which user on which server an error is about.
func (d *Daemon) at(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", d.Account, err)
}
