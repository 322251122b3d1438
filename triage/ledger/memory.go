package ledger

import (
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"havewemet/triage"
)

// Memory is the little that a pass leaves for the next one. Its zero value is
// that of an account never seen.
type Memory struct {
	FirstPass   time.Time `json:"first_pass"`
	LastTriage  time.Time `json:"last_triage"`
	LastSummary time.Time `json:"last_summary"`
	SummaryDay  string    `json:"summary_day"` // local date of the last summary
	ToldLine    int64     `json:"told_line"`   // the last line of the journal that it told

	Configured triage.Folders `json:"configured"` // the folders as the config names them
	Folders    triage.Folders `json:"folders"`    // the same as the server spells them

	Inbox   Cursor         `json:"inbox"`   // what was triaged
	Watched Cursor         `json:"watched"` // what mode watch has seen: kept apart, so that watching uses nothing up
	Drafts  Cursor         `json:"drafts"`
	Sent    Cursor         `json:"sent"`
	Held    []triage.Place `json:"held"` // mails of the inbox to be read again

	// Asked are the questions, by Message-ID, that lay in Sent when the ledger was
	// new, and when they were sent: of some of them no case may be left.
	Asked map[string]time.Time `json:"asked,omitempty"`

	// Filed is how the folders of cases were left, by name: what came or went
	// since is the owner's doing. The zero Cursor is of a folder that was not there.
	Filed map[string]Cursor `json:"filed,omitempty"`

	// AuthServers is [trust] authserv_id, and CheckedSince since when: who was seen
	// before was read in the light of another one.
	AuthServers  []string  `json:"auth_servers,omitempty"`
	CheckedSince time.Time `json:"checked_since,omitzero"`

	Drift triage.Drift `json:"drift,omitzero"` // what LinkedIn seems to have changed
}

// Cursor says how far a folder was read, and lets STATUS tell that nothing
// came and nothing left since.
type Cursor struct {
	UIDValidity uint32 `json:"uidvalidity"`
	UIDNext     uint32 `json:"uidnext"`
	Messages    uint32 `json:"messages"`
}

// Memory returns what the last pass left.
func (l *Ledger) Memory() (Memory, error) {
	var m Memory
	var facts string
	err := l.db.QueryRow(`SELECT facts FROM memory WHERE account = ?`, l.account).Scan(&facts)
	if errors.Is(err, sql.ErrNoRows) {
		return m, nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(facts), &m)
	}
	return m, l.hint(err)
}

func (l *Ledger) putMemory(tx *sql.Tx, m Memory) error {
	facts, err := json.Marshal(m)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO memory (account, facts) VALUES (?, ?) ON CONFLICT (account) DO UPDATE SET facts = excluded.facts`, l.account, string(facts))
	return err
}
