package daemon

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"havewemet/mailbox"
	"havewemet/triage"
	"havewemet/triage/ledger"
)

// deliverDue writes the summary into the owner's folder if one is due. Several
// that were missed are one mail.
func (d *Daemon) deliverDue(ctx context.Context, box *mailbox.Session, folder string, now time.Time) (string, error) {
	m, err := d.Ledger.Memory()
	if err != nil || !d.summaryDue(m, now) {
		return "", err
	}
	if err := context.Cause(ctx); err != nil {
		return "", fmt.Errorf("stopped before the summary was written, the next pass does it: %w", err)
	}
	return d.deliver(context.WithoutCancel(ctx), box, folder, m, now)
}

// summaryDue: after a very first pass none is due before its time comes. A
// last one in the future is a clock that jumped: then the day decides.
func (d *Daemon) summaryDue(m ledger.Memory, now time.Time) bool {
	last := m.LastSummary
	if last.IsZero() {
		last = m.FirstPass
	}
	if last.After(now) {
		last = d.beforeToday(now)
	}
	next := d.Summary.Next(last)
	return !next.IsZero() && !next.After(now)
}

// beforeToday is the last moment of the owner's yesterday.
func (d *Daemon) beforeToday(now time.Time) time.Time {
	y, m, day := now.In(d.Zone).Date()
	return time.Date(y, m, day, 0, 0, 0, 0, d.Zone).Add(-time.Second)
}

// Send delivers today's summary now, unless it was delivered already.
func (d *Daemon) Send(ctx context.Context, now time.Time) (string, error) {
	unlock, err := d.Ledger.Lock(ctx)
	if err != nil {
		return "", err
	}
	defer unlock()
	box, err := d.Dial(ctx)
	if err != nil {
		return "", err
	}
	defer box.Close()
	m, err := d.Ledger.Memory()
	if err != nil {
		return "", err
	}
	survey, err := box.Survey(ctx, nil)
	if err != nil {
		return "", d.at(err)
	}
	return d.deliver(ctx, box, survey.Path(d.SummaryFolder), m, now)
}

// deliver appends the summary once a local day: its Message-ID is derived from
// account and day, and is looked for first.
func (d *Daemon) deliver(ctx context.Context, box *mailbox.Session, folder string, m ledger.Memory, now time.Time) (string, error) {
	day := d.day(now)
	if m.SummaryDay == day {
		return fmt.Sprintf("today's summary (%s) was delivered already", day), nil
	}
	s, err := d.Compose(now)
	if err != nil {
		return "", err
	}
	mail, err := s.Mail()
	if err != nil {
		return "", err
	}
	there, err := d.summaryThere(ctx, box, folder, mail.MessageID)
	if err != nil {
		return "", d.at(err)
	}
	said := fmt.Sprintf("today's summary (%s) lies in %q already", day, folder)
	m.LastSummary, m.SummaryDay = now, day
	var entries []*ledger.Entry
	if !there {
		d.progress("writing the summary")
		stored, err := box.Store(ctx, nil, []mailbox.Item{{Folder: folder, Raw: mail.Raw, Time: now}})
		if err != nil {
			return "", d.at(err)
		}
		if err := stored[0].Err; err != nil {
			return "", d.at(fmt.Errorf("write summary into %q: %w", folder, err))
		}
		said = fmt.Sprintf("summary of %s written into %q: %s", day, folder, mail.Subject)
		_, m.Drift = m.Drift.Tell(s.Cases, s.Now) // told now; where a summary lay there already, tomorrow's tells it
		entries = append(entries, &ledger.Entry{Pass: now.UTC().Format(time.RFC3339), At: now, Action: ledger.ActionSummary, MessageID: mail.MessageID,
			To: triage.Place{Folder: folder, UIDValidity: stored[0].UIDValidity, UID: uint32(stored[0].UID)}, Why: mail.Subject, Done: now})
		if folder == m.Folders.Inbox {
			skipOwn(&m.Inbox, stored[0])
			skipOwn(&m.Watched, stored[0])
		}
	}
	return said, d.Ledger.Record(nil, entries, m, now, false)
}

// skipOwn moves a cursor past a mail of our own, when nothing came before it.
func skipOwn(c *ledger.Cursor, st mailbox.Stored) {
	if st.UID != 0 && st.UIDValidity == c.UIDValidity && uint32(st.UID) == c.UIDNext {
		c.UIDNext++
	}
}

// summaryThere looks for a summary that a crashed run, or one whose ledger is
// lost, has delivered today.
func (d *Daemon) summaryThere(ctx context.Context, box *mailbox.Session, folder, id string) (bool, error) {
	found, err := box.Read(ctx, mailbox.Read{Folder: folder, Search: []mailbox.Query{{Match: has("Message-ID", id)}}})
	if err != nil {
		return false, err
	}
	if err := found[0].Err; err != nil {
		return false, refuse("name a folder that is there: [summary] folder = \"INBOX\"", "summary folder %q: %w", folder, err)
	}
	if len(found[0].Hits[0]) == 0 {
		return false, nil
	}
	mails, err := d.envelopes(ctx, box, mailbox.Read{Folder: folder}, found[0].Hits[0])
	there := slices.ContainsFunc(mails, func(m triage.SeenMail) bool { // a stranger's mail may bear any Message-ID
		return m.MessageID == id && strings.EqualFold(m.From.Addr, d.Rules.Owner.Address)
	})
	return there, err
}

// Compose makes the summary of all since the last one, from the ledger alone.
func (d *Daemon) Compose(now time.Time) (triage.Summary, error) {
	s := triage.Summary{Owner: d.Rules.Owner, Account: d.Account, Language: d.Language, Mode: d.Rules.Mode, Day: d.day(now), Now: now.In(d.Zone), Wait: d.Rules.Wait, DaysOff: d.Rules.DaysOff, Checked: len(d.Reader.AuthServers) > 0}
	m, err := d.Ledger.Memory()
	if err != nil {
		return s, err
	}
	if s.Since = m.LastSummary; s.Since.IsZero() && !m.FirstPass.IsZero() {
		s.Since = m.FirstPass.Add(-time.Second)
	}
	if s.Cases, err = d.Ledger.Cases(); err != nil {
		return s, err
	}
	journal, err := d.Ledger.Journal(s.Since)
	if err != nil {
		return s, err
	}
	for _, e := range journal {
		switch e.Action {
		case ledger.ActionHand:
			s.Hand = sayOnce(s.Hand, e.Name+": "+e.Why)
		case ledger.ActionNote:
			s.Notes = sayOnce(s.Notes, e.Why)
		case ledger.ActionTrouble:
			s.Trouble = sayOnce(s.Trouble, e.Why)
		}
	}
	changed, _ := m.Drift.Tell(s.Cases, s.Now)
	s.Trouble = append(s.Trouble, changed...)
	return s, nil
}

// sayOnce appends a line that every pass of the day may have said.
func sayOnce(lines []string, line string) []string {
	if slices.Contains(lines, line) {
		return lines
	}
	return append(lines, line)
}
