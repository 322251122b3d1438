package ledger

import (
	"database/sql"
	"strings"
	"time"

	"havewemet/triage"
)

// The actions of the journal.
const (
	ActionDraft   = "draft"   // a question stored in Drafts
	ActionMove    = "move"    // a mail filed, or a draft put into Trash
	ActionHand    = "hand"    // the owner moved a mail, and the case followed
	ActionUndo    = "undo"    // a mail or draft moved back by the undo command
	ActionSummary = "summary" // a summary delivered
	ActionNote    = "note"    // something that the owner should know
	ActionTrouble = "trouble" // something that went wrong
)

// Entry is one line of the journal: an action with its intent before and its
// outcome after, or something that the owner should know.
type Entry struct {
	ID        int64        `json:"id"`
	Pass      string       `json:"pass"` // when the pass began
	At        time.Time    `json:"at"`
	Action    string       `json:"action"`
	Name      string       `json:"name,omitempty"`
	MessageID string       `json:"message_id,omitempty"`
	From      triage.Place `json:"from,omitzero"`
	To        triage.Place `json:"to,omitzero"`
	Why       string       `json:"why,omitempty"`
	Done      time.Time    `json:"done,omitzero"` // zero: intended, outcome not known
	Error     string       `json:"error,omitempty"`
}

var entryColumns = []string{"id", "pass", "at", "action", "name", "message_id", "from_folder", "from_uidvalidity", "from_uid",
	"to_folder", "to_uidvalidity", "to_uid", "why", "done", "error"}

// Intend writes down what is about to be done, before the mailbox is touched.
// A full disk shows here, where nothing has happened yet. Intents of earlier
// passes that are still open have been looked up when this one was planned,
// and are closed. m is what was remembered before, with the time of a first pass.
func (l *Ledger) Intend(entries []*Entry, m Memory, now time.Time) error {
	return l.write(func(tx *sql.Tx) error {
		if err := l.close(tx, now); err != nil {
			return err
		}
		if err := l.putEntries(tx, entries); err != nil {
			return err
		}
		return l.putMemory(tx, m)
	})
}

// Pending returns the intents whose outcome was never written: what a crash
// left. A look at the folders tells what became of them; of a summary,
// [Ledger.Sending] does.
func (l *Ledger) Pending() ([]Entry, error) {
	return l.entries(`done = '' AND action <> ?`, ActionSummary)
}

// Sending returns the entry of the summary with this Message-ID; nil if none was
// begun. Without an outcome it may have been sent.
func (l *Ledger) Sending(messageID string) (*Entry, error) {
	found, err := l.entries(`action = ? AND message_id = ?`, ActionSummary, messageID)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[len(found)-1], nil
}

// Record writes all that a pass learned in one transaction: cases, outcomes
// and what to remember. heal says that the pass has looked what became of the
// intents of earlier ones.
func (l *Ledger) Record(cases []*triage.Case, entries []*Entry, m Memory, now time.Time, heal bool) error {
	return l.write(func(tx *sql.Tx) error {
		if heal {
			if err := l.close(tx, now); err != nil {
				return err
			}
		}
		if err := l.putCases(tx, cases); err != nil {
			return err
		}
		if err := l.putEntries(tx, entries); err != nil {
			return err
		}
		return l.putMemory(tx, m)
	})
}

func (l *Ledger) close(tx *sql.Tx, now time.Time) error {
	_, err := tx.Exec(`UPDATE journal SET done = ?, error = 'interrupted; looked up in the folders' WHERE account = ? AND done = '' AND action <> ?`, stamp(now), l.account, ActionSummary)
	return err
}

// Journal returns the entries since a time, oldest first.
func (l *Ledger) Journal(since time.Time) ([]Entry, error) { return l.entries(`at >= ?`, stamp(since)) }

// Moves returns all moves ever begun, and those of the owner, oldest first.
func (l *Ledger) Moves() ([]Entry, error) {
	return l.entries(`action IN (?, ?)`, ActionMove, ActionHand)
}

// FiledBefore returns the Message-IDs of mails that have been moved, by a pass or
// by the owner.
func (l *Ledger) FiledBefore() (map[string]bool, error) {
	moves, err := l.entries(`action IN (?, ?) AND done <> '' AND error = ''`, ActionMove, ActionHand)
	ids := make(map[string]bool, len(moves))
	for _, e := range moves {
		ids[e.MessageID] = e.MessageID != ""
	}
	return ids, err
}

func (l *Ledger) entries(where string, args ...any) ([]Entry, error) {
	rows, err := l.db.Query(`SELECT `+strings.Join(entryColumns, ", ")+` FROM journal WHERE account = ? AND `+where+` ORDER BY id`, append([]any{l.account}, args...)...)
	if err != nil {
		return nil, l.hint(err)
	}
	defer rows.Close()
	var entries []Entry
	for rows.Next() {
		var e Entry
		var at, done string
		err := rows.Scan(&e.ID, &e.Pass, &at, &e.Action, &e.Name, &e.MessageID, &e.From.Folder, &e.From.UIDValidity, &e.From.UID,
			&e.To.Folder, &e.To.UIDValidity, &e.To.UID, &e.Why, &done, &e.Error)
		if err != nil {
			return nil, l.hint(err)
		}
		e.At, e.Done = parseStamp(at), parseStamp(done)
		entries = append(entries, e)
	}
	return entries, l.hint(rows.Err())
}

func (l *Ledger) putEntries(tx *sql.Tx, entries []*Entry) error {
	if len(entries) == 0 {
		return nil
	}
	next, err := l.nextID(tx, "journal")
	if err != nil {
		return err
	}
	put, err := tx.Prepare(`INSERT INTO journal (account, ` + strings.Join(entryColumns, ", ") + `) VALUES (?` + strings.Repeat(", ?", len(entryColumns)) + `)
		ON CONFLICT (account, id) DO UPDATE SET ` + updates(entryColumns[1:]))
	if err != nil {
		return err
	}
	defer put.Close()
	for _, e := range entries {
		if e.ID == 0 {
			e.ID = next
			next++
		}
		_, err := put.Exec(l.account, e.ID, e.Pass, stamp(e.At), e.Action, e.Name, e.MessageID, e.From.Folder, e.From.UIDValidity, e.From.UID,
			e.To.Folder, e.To.UIDValidity, e.To.UID, e.Why, stamp(e.Done), e.Error)
		if err != nil {
			return err
		}
	}
	return nil
}
