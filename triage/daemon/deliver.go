package daemon

import (
	"context"
	"errors"
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

// deliver gives the owner the summary once a local day: its Message-ID is
// derived from account and day, and is looked for first.
func (d *Daemon) deliver(ctx context.Context, box *mailbox.Session, folder string, m ledger.Memory, now time.Time) (string, error) {
	day := d.day(now)
	if m.SummaryDay == day {
		return fmt.Sprintf("today's summary (%s) was delivered already", day), nil
	}
	s, line, err := d.compose(m, m.LastSummary, now)
	if err != nil {
		return "", err
	}
	told := m
	told.ToldLine = line
	told.LastSummary, told.SummaryDay = now, day
	_, told.Drift = m.Drift.Tell(s.Cases, s.Now)
	if d.NoEmpty && s.Facts().Empty() {
		return fmt.Sprintf("nothing to tell today (%s): no summary", day), d.Ledger.Record(nil, nil, told, now, false)
	}
	mail, err := s.Mail()
	if err != nil {
		return "", err
	}
	there, err := d.summaryThere(ctx, box, folder, s, mail.MessageID)
	if err != nil {
		return "", d.at(err)
	}
	if there {
		told.Drift = m.Drift // tomorrow's tells it
		return fmt.Sprintf("today's summary (%s) lies in %q already", day, folder), d.delivered(mail, told, now)
	}
	d.progress("writing the summary")
	if d.Submit != nil {
		return d.send(ctx, s, mail, m, told, now)
	}
	stored, err := box.Store(ctx, nil, []mailbox.Item{{Folder: folder, Raw: mail.Raw, Time: now}})
	if err == nil {
		err = stored[0].Err
	}
	if err != nil {
		return "", d.at(fmt.Errorf("write summary into %q: %w", folder, err))
	}
	if folder == m.Folders.Inbox {
		skipOwn(&told.Inbox, stored[0])
		skipOwn(&told.Watched, stored[0])
	}
	e := summaryEntry(mail, now)
	e.To, e.Done = triage.Place{Folder: folder, UIDValidity: stored[0].UIDValidity, UID: uint32(stored[0].UID)}, now
	return fmt.Sprintf("summary of %s written into %q: %s", day, folder, mail.Subject), d.Ledger.Record(nil, []*ledger.Entry{e}, told, now, false)
}

func summaryEntry(mail triage.SummaryMail, now time.Time) *ledger.Entry {
	return &ledger.Entry{Pass: now.UTC().Format(time.RFC3339), At: now, Action: ledger.ActionSummary, MessageID: mail.MessageID, Why: mail.Subject}
}

// delivered records that a summary lies there already, and ends its intent.
func (d *Daemon) delivered(mail triage.SummaryMail, told ledger.Memory, now time.Time) error {
	e, err := d.Ledger.Sending(mail.MessageID)
	if err != nil {
		return err
	}
	if e == nil || !e.Done.IsZero() && e.Error == "" {
		return d.Ledger.Record(nil, nil, told, now, false)
	}
	e.Done, e.Error = now, ""
	return d.Ledger.Record(nil, []*ledger.Entry{e}, told, now, false)
}

// underway is how long a summary that may have been sent is looked for, before
// it is sent again: mail takes its time.
const underway = time.Hour

// send submits the summary. No server tells afterwards whether a mail was sent:
// the intent is written down before, and one without an outcome is looked for
// in the folder, since the mail goes to its owner. A day without a summary is
// worse than one with two, so that in the end it is sent again, and that is said.
func (d *Daemon) send(ctx context.Context, s triage.Summary, mail triage.SummaryMail, before, told ledger.Memory, now time.Time) (string, error) {
	from, to := s.Addresses()
	e, err := d.Ledger.Sending(mail.MessageID)
	if err != nil {
		return "", err
	}
	again := ""
	switch {
	case e == nil:
		e = summaryEntry(mail, now)
	case e.Done.IsZero() && now.Sub(e.At).Abs() < underway:
		return fmt.Sprintf("today's summary (%s) may be on its way to %s since %s: sent again if it does not come within an hour", s.Day, to, e.At.In(d.Zone).Format("15:04")), nil
	case e.Done.IsZero():
		again = "; one was begun before, so that it may come twice"
	case e.Error == "":
		return fmt.Sprintf("today's summary (%s) was sent already", s.Day), d.Ledger.Record(nil, nil, told, now, false)
	}
	e.At, e.Why, e.Done, e.Error = now, mail.Subject, time.Time{}, ""
	if err := d.Ledger.Record(nil, []*ledger.Entry{e}, before, now, false); err != nil {
		return "", err
	}
	err = d.Submit(ctx, from, to, mail.Raw)
	if errors.As(err, new(*mailbox.UnsureError)) {
		return "", fmt.Errorf("send the summary of %s: %w", s.Day, err)
	}
	e.Done = now
	if err != nil {
		first, _, _ := strings.Cut(err.Error(), "\n")
		e.Error = first
		lost := d.Ledger.Record(nil, []*ledger.Entry{e}, before, now, false)
		return "", errors.Join(fmt.Errorf("send the summary of %s: %w", s.Day, err), lost)
	}
	return fmt.Sprintf("summary of %s sent to %s: %s%s", s.Day, to, mail.Subject, again), d.Ledger.Record(nil, []*ledger.Entry{e}, told, now, false)
}

// skipOwn moves a cursor past a mail of our own, when nothing came before it.
func skipOwn(c *ledger.Cursor, st mailbox.Stored) {
	if st.UID != 0 && st.UIDValidity == c.UIDValidity && uint32(st.UID) == c.UIDNext {
		c.UIDNext++
	}
}

// summaryThere looks for a summary that a crashed run, or one whose ledger is
// lost, has delivered today.
func (d *Daemon) summaryThere(ctx context.Context, box *mailbox.Session, folder string, s triage.Summary, id string) (bool, error) {
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
	from, _ := s.Addresses()
	there := slices.ContainsFunc(mails, func(m triage.SeenMail) bool { // a stranger's mail may bear any Message-ID
		return m.MessageID == id && strings.EqualFold(m.From.Addr, from)
	})
	return there, err
}

// Compose makes the summary of all since the last one, from the ledger alone.
func (d *Daemon) Compose(now time.Time) (triage.Summary, error) {
	return d.ComposeSince(time.Time{}, now)
}

// ComposeSince is the same for any span; a zero time is the last summary's.
func (d *Daemon) ComposeSince(since, now time.Time) (triage.Summary, error) {
	m, err := d.Ledger.Memory()
	if err != nil {
		return triage.Summary{}, err
	}
	if since.IsZero() {
		since = m.LastSummary
	} else {
		m.ToldLine = 0
	}
	s, _, err := d.compose(m, since, now)
	return s, err
}

// compose also returns the last line of the journal that the summary tells.
func (d *Daemon) compose(m ledger.Memory, since, now time.Time) (triage.Summary, int64, error) {
	s := triage.Summary{Owner: d.Rules.Owner, Account: d.Account, Language: d.Language, From: d.SummaryFrom, To: d.SummaryTo, Mode: d.Rules.Mode, Day: d.day(now), Now: now.In(d.Zone), Wait: d.Rules.Wait, DaysOff: d.Rules.DaysOff, Checked: len(d.Reader.AuthServers) > 0, CheckedSince: m.CheckedSince}
	s.Since, s.First = since, since.IsZero()
	if s.First && !m.FirstPass.IsZero() {
		s.Since = m.FirstPass.Add(-time.Second)
	}
	var err error
	if s.Cases, err = d.Ledger.Cases(); err != nil {
		return s, 0, err
	}
	journal, err := d.Ledger.Journal(s.Since)
	if err != nil {
		return s, 0, err
	}
	line := m.ToldLine
	for _, e := range journal {
		if e.ID <= m.ToldLine { // of the second in which the last summary was made
			continue
		}
		line = e.ID
		switch e.Action {
		case ledger.ActionHand:
			s.Hand = sayOnce(s.Hand, e.Name+": "+e.Why)
		case ledger.ActionNote:
			s.Notes = sayOnce(s.Notes, e.Why)
		case ledger.ActionTrouble:
			s.Trouble = sayOnce(s.Trouble, e.Why)
		case ledger.ActionSummary:
			if e.Error != "" {
				s.Trouble = sayOnce(s.Trouble, "a summary could not be sent: "+e.Error)
			}
		}
	}
	changed, _ := m.Drift.Tell(s.Cases, s.Now)
	s.Trouble = append(s.Trouble, changed...)
	return s, line, nil
}

// sayOnce appends a line that every pass of the day may have said.
func sayOnce(lines []string, line string) []string {
	if slices.Contains(lines, line) {
		return lines
	}
	return append(lines, line)
}
