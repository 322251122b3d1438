package ledger

import (
	"database/sql"
	"encoding/json"
	"strings"

	"havewemet/triage"
)

var caseColumns = []string{"id", "state", "since", "why", "seen", "name", "headline", "place", "profile", "note", "language", "number",
	"channel", "reply_to", "message_id", "subject", "received", "trust", "class", "kind", "score", "reasons",
	"question", "drafted", "asked", "anew", "replies", "folder", "uidvalidity", "uid"}

// caseColumns are those to be read: a ledger of version 1 that is opened to be
// read lacks some.
func (l *Ledger) caseColumns() string {
	all := strings.Join(caseColumns, ", ")
	if l.version < 2 {
		return strings.Replace(all, "anew, replies", "'', ''", 1)
	}
	return all
}

// Cases returns all cases, oldest first.
func (l *Ledger) Cases() ([]triage.Case, error) {
	rows, err := l.db.Query(`SELECT `+l.caseColumns()+` FROM cases WHERE account = ? ORDER BY id`, l.account)
	if err != nil {
		return nil, l.hint(err)
	}
	defer rows.Close()
	var cases []triage.Case
	for rows.Next() {
		c, err := scanCase(rows)
		if err != nil {
			return nil, l.hint(err)
		}
		cases = append(cases, c)
	}
	return cases, l.hint(rows.Err())
}

func scanCase(rows *sql.Rows) (triage.Case, error) {
	var c triage.Case
	var since, seen, received, drafted, asked, anew, reasons string
	err := rows.Scan(&c.ID, &c.State, &since, &c.Why, &seen, &c.Name, &c.Headline, &c.Place, &c.Profile, &c.Note, &c.Language, &c.Number,
		&c.Channel, &c.ReplyTo, &c.MessageID, &c.Subject, &received, &c.Trust, &c.Verdict.Class, &c.Verdict.Kind, &c.Verdict.Score, &reasons,
		&c.Question, &drafted, &asked, &anew, &c.Replies, &c.At.Folder, &c.At.UIDValidity, &c.At.UID)
	if err != nil {
		return c, err
	}
	c.Since, c.Seen, c.Received, c.Drafted, c.Asked, c.Anew = parseStamp(since), parseStamp(seen), parseStamp(received), parseStamp(drafted), parseStamp(asked), parseStamp(anew)
	return c, json.Unmarshal([]byte(reasons), &c.Verdict.Reasons)
}

// putCases writes cases and gives numbers to those that have none.
func (l *Ledger) putCases(tx *sql.Tx, cases []*triage.Case) error {
	if len(cases) == 0 {
		return nil
	}
	next, err := l.nextID(tx, "cases")
	if err != nil {
		return err
	}
	put, err := tx.Prepare(`INSERT INTO cases (account, ` + strings.Join(caseColumns, ", ") + `) VALUES (?` + strings.Repeat(", ?", len(caseColumns)) + `)
		ON CONFLICT (account, id) DO UPDATE SET ` + updates(caseColumns[1:]))
	if err != nil {
		return err
	}
	defer put.Close()
	for _, c := range cases {
		if c.ID <= 0 { // a pass numbers its new cases downwards
			c.ID = next
			next++
		}
		reasons, err := json.Marshal(c.Verdict.Reasons)
		if err != nil {
			return err
		}
		_, err = put.Exec(l.account, c.ID, c.State, stamp(c.Since), c.Why, stamp(c.Seen), c.Name, c.Headline, c.Place, c.Profile, c.Note, c.Language, c.Number,
			c.Channel, c.ReplyTo, c.MessageID, c.Subject, stamp(c.Received), c.Trust, c.Verdict.Class, c.Verdict.Kind, c.Verdict.Score, string(reasons),
			c.Question, stamp(c.Drafted), stamp(c.Asked), stamp(c.Anew), c.Replies, c.At.Folder, c.At.UIDValidity, c.At.UID)
		if err != nil {
			return err
		}
	}
	return nil
}

func updates(columns []string) string {
	var set []string
	for _, c := range columns {
		set = append(set, c+" = excluded."+c)
	}
	return strings.Join(set, ", ")
}
