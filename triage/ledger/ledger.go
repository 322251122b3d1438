// Package ledger remembers the cases and keeps a journal of what was done, in
// SQLite. It is memory, not truth: the mailbox is. Deleted between two passes,
// nothing is lost and nobody is asked twice.
//
// The SQL is what Postgres runs too, and every row names its account, so that
// a fleet of daemons can share one ledger later.
package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Version is the schema that this program writes.
const Version = 2

// patience is how long a call waits for another run to let go.
const patience = 5 * time.Second

// Ledger is one account's part of a ledger file.
type Ledger struct {
	db      *sql.DB
	path    string
	account string
	version int // of the file
}

const schema = `
CREATE TABLE IF NOT EXISTS ledger (version BIGINT NOT NULL);
CREATE TABLE IF NOT EXISTS cases (
	account TEXT NOT NULL, id BIGINT NOT NULL,
	state TEXT NOT NULL, since TEXT NOT NULL, why TEXT NOT NULL, seen TEXT NOT NULL,
	name TEXT NOT NULL, headline TEXT NOT NULL, place TEXT NOT NULL, profile TEXT NOT NULL,
	note TEXT NOT NULL, language TEXT NOT NULL, number TEXT NOT NULL, channel TEXT NOT NULL, reply_to TEXT NOT NULL,
	message_id TEXT NOT NULL, subject TEXT NOT NULL, received TEXT NOT NULL, trust TEXT NOT NULL,
	class TEXT NOT NULL, kind TEXT NOT NULL, score DOUBLE PRECISION NOT NULL, reasons TEXT NOT NULL,
	question TEXT NOT NULL, drafted TEXT NOT NULL, asked TEXT NOT NULL, anew TEXT NOT NULL DEFAULT '', replies TEXT NOT NULL DEFAULT '',
	folder TEXT NOT NULL, uidvalidity BIGINT NOT NULL, uid BIGINT NOT NULL,
	PRIMARY KEY (account, id));
CREATE TABLE IF NOT EXISTS journal (
	account TEXT NOT NULL, id BIGINT NOT NULL,
	pass TEXT NOT NULL, at TEXT NOT NULL, action TEXT NOT NULL, name TEXT NOT NULL, message_id TEXT NOT NULL,
	from_folder TEXT NOT NULL, from_uidvalidity BIGINT NOT NULL, from_uid BIGINT NOT NULL,
	to_folder TEXT NOT NULL, to_uidvalidity BIGINT NOT NULL, to_uid BIGINT NOT NULL,
	why TEXT NOT NULL, done TEXT NOT NULL, error TEXT NOT NULL,
	PRIMARY KEY (account, id));
CREATE TABLE IF NOT EXISTS memory (account TEXT NOT NULL, facts TEXT NOT NULL, PRIMARY KEY (account));
`

// Open opens the ledger file at path for account, and makes it if it is not
// there. account names user and server.
func Open(path, account string) (*Ledger, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("ledger %s: %w", path, err)
	}
	l, err := open(path, account, "rwc")
	if err != nil {
		return nil, err
	}
	return l, os.Chmod(path, 0o600) // notes of other people are in it
}

// OpenToRead opens the ledger for a dry run: nothing is written, and a ledger
// that is not there is an empty one.
func OpenToRead(path, account string) (*Ledger, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return open("", account, "memory")
	}
	return open(path, account, "ro")
}

func open(path, account, mode string) (*Ledger, error) {
	q := url.Values{"mode": {mode}, "_txlock": {"immediate"}, "_pragma": {fmt.Sprintf("busy_timeout(%d)", patience.Milliseconds())}}
	if mode == "rwc" {
		q.Add("_pragma", "journal_mode(WAL)")
		q.Add("_pragma", "synchronous(FULL)")
	}
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Opaque: url.PathEscape(path), RawQuery: q.Encode()}).String())
	if err != nil {
		return nil, fmt.Errorf("ledger %s: %w", path, err)
	}
	db.SetMaxOpenConns(1)
	l := &Ledger{db: db, path: path, account: account}
	if err := l.prepare(mode); err != nil {
		db.Close()
		return nil, l.hint(err)
	}
	return l, nil
}

// prepare makes the tables and refuses what a newer program wrote.
func (l *Ledger) prepare(mode string) error {
	var n int
	if err := l.db.QueryRow(`SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'ledger'`).Scan(&n); err != nil {
		return err
	}
	if n == 0 && mode == "ro" {
		return errors.New("this is not a ledger of havewemet")
	}
	if n == 0 {
		if _, err := l.db.Exec(schema); err != nil {
			return err
		}
		if _, err := l.db.Exec(`INSERT INTO ledger (version) VALUES (?)`, Version); err != nil {
			return err
		}
	}
	if err := l.db.QueryRow(`SELECT max(version) FROM ledger`).Scan(&l.version); err != nil {
		return err
	}
	if l.version > Version {
		return fmt.Errorf("it is of version %d, and this program knows only version %d\nhint: run the newer havewemet, or move the ledger away: the mailbox is the truth", l.version, Version)
	}
	if l.version < Version && mode != "ro" {
		return l.write(l.upgrade)
	}
	return nil
}

// upgrade brings an older file to this version. Another run may have done so
// since it was opened.
func (l *Ledger) upgrade(tx *sql.Tx) error {
	if err := tx.QueryRow(`SELECT max(version) FROM ledger`).Scan(&l.version); err != nil || l.version >= Version {
		return err
	}
	for _, column := range []string{"anew", "replies"} {
		if _, err := tx.Exec(`ALTER TABLE cases ADD COLUMN ` + column + ` TEXT NOT NULL DEFAULT ''`); err != nil {
			return err
		}
	}
	l.version = Version
	_, err := tx.Exec(`UPDATE ledger SET version = ?`, Version)
	return err
}

// Close closes the ledger.
func (l *Ledger) Close() error { return l.db.Close() }

// Lock takes the ledger for one pass, so that two runs never overlap. The
// returned function lets it go.
func (l *Ledger) Lock(ctx context.Context) (unlock func(), err error) {
	if l.path == "" {
		return func() {}, nil
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	lock := flock.New(l.path + ".lock")
	if ok, err := lock.TryLockContext(ctx, 50*time.Millisecond); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return nil, fmt.Errorf("ledger %s: lock: %w", l.path, err)
	} else if !ok {
		return nil, fmt.Errorf("ledger %s: locked by another run of havewemet\nhint: wait until it has ended, or stop it", l.path)
	}
	return func() { lock.Unlock() }, nil
}

// hint says of an error of SQLite what the owner can do about it.
func (l *Ledger) hint(err error) error {
	if err == nil {
		return nil
	}
	hint := ""
	var e *sqlite.Error
	if errors.As(err, &e) {
		switch e.Code() & 0xff {
		case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
			return fmt.Errorf("ledger %s: locked by another run\nhint: wait until it has ended, or stop it (%w)", l.path, err)
		case sqlite3.SQLITE_FULL:
			hint = "\nhint: the disk is full; nothing was done"
		case sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT:
			hint = "\nhint: move the file away: the mailbox is the truth, and a new ledger is read back from it"
		case sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_READONLY:
			hint = "\nhint: the file and its directory must be writable by the user that runs havewemet"
		}
	}
	return fmt.Errorf("ledger %s: %w%s", l.path, err, hint)
}

// write runs f in one transaction.
func (l *Ledger) write(f func(*sql.Tx) error) error {
	tx, err := l.db.Begin()
	if err != nil {
		return l.hint(err)
	}
	defer tx.Rollback()
	if err := f(tx); err != nil {
		return l.hint(err)
	}
	return l.hint(tx.Commit())
}

// nextID is the first free number of a table. Writers hold the lock of an
// immediate transaction, so that no two take the same.
func (l *Ledger) nextID(tx *sql.Tx, table string) (int64, error) {
	var id int64
	err := tx.QueryRow(`SELECT coalesce(max(id), 0) + 1 FROM `+table+` WHERE account = ?`, l.account).Scan(&id)
	return id, err
}

// stamp and parseStamp keep times as text that sorts and that people can read.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05Z")
}

func parseStamp(s string) time.Time {
	t, _ := time.Parse(time.RFC3339, s) // "" is the zero time
	return t
}
