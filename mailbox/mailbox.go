// Package mailbox speaks IMAP: folders, UIDs, flags, bytes. It knows nothing
// of invitations.
//
// Three promises hold for everything here. No mail is ever lost: there is no
// plain EXPUNGE, and a move that the server cannot do safely is refused. No
// call hangs: each network flight has a deadline, and a cancelled context
// closes the connection. Reading changes nothing: BODY.PEEK and EXAMINE only.
//
// Calls are batched into flights: a [Session] sends all commands of one call
// in one go and waits once, so a pass costs round trips by the handful
// whatever the number of mails (RFC 9051 section 5.5).
//
// One thing is not IMAP: [Account.Submit] sends the owner a mail (RFC 6409).
package mailbox

import (
	"slices"
	"strings"
	"time"
)

// UID is a message's number in a folder, valid under the folder's UIDVALIDITY
// (RFC 9051 section 2.3.1.1).
type UID uint32

// Folder is one mailbox of the account.
type Folder struct {
	Name     string // decoded, with the server's own separator
	Role     string // special use without the backslash: "Drafts", "Sent", "Trash"...; "" for none (RFC 6154)
	NoSelect bool
}

// Status is what STATUS or SELECT told of a folder. The zero value means
// that the folder is not there.
type Status struct {
	UIDValidity uint32
	UIDNext     UID
	Messages    uint32
}

// Query selects messages of a folder by what the server can search.
type Query struct {
	After UID       // only UIDs greater than this
	UIDs  []UID     // only these, if not nil; an empty list finds nothing, and is not asked for
	Since time.Time // only mail that arrived then or later; a day of slack is taken, for the server's zone
	Match Match     // zero: every message
}

// Match is a condition on header fields. Exactly one of its fields is used,
// in this order; the zero Match is always true. A text beyond ASCII needs a
// server with LITERAL+, LITERAL- or IMAP4rev2: others refuse the [Read].
type Match struct {
	Field    string // with Contains: the field contains the text, ignoring case; "" contains: the field is there
	Contains string
	Any      []Match
	All      []Match
	Not      *Match
}

// Parts says how much of a message is fetched.
type Parts int

const (
	Header   Parts = iota // the header fields that [Fields] lists
	Envelope              // the few of them that servers keep at hand: [EnvelopeFields]
	TextPart              // the fields of Header, and the first part, when it is text/plain
	Whole                 // everything, up to [MaxWhole]
	Exchange              // who wrote to whom, when and about what: [ExchangeFields]
)

// MaxWhole bounds what is fetched of one message, in bytes.
const MaxWhole = 512 << 10

// MaxText bounds what is fetched of a text part, in bytes.
const MaxText = 64 << 10

// Read is one folder's share of a flight: open it, search it, fetch from it.
type Read struct {
	Folder string
	Write  bool // open with SELECT, because a Move out of it follows; else EXAMINE
	Search []Query
	Fetch  []Fetch
}

// Fetch asks for messages: those of UIDs, or all after After when UIDs is nil.
type Fetch struct {
	UIDs  []UID
	After UID
	Parts Parts
}

// Found answers a [Read].
type Found struct {
	Status
	Hits  [][]UID     // one for each Query, ascending
	Mails [][]Message // one for each Fetch, ascending by UID; messages that are gone are left out
	Err   error       // the server refused: no such folder, no permission; other reads of the flight are not affected
}

// Message is one fetched message.
type Message struct {
	UID   UID
	Flags []string
	Size  int64
	// Raw is a message as RFC 5322 has it, with CRLF line ends. With TextPart
	// it is made of the listed header fields and the text part alone, as if
	// the message had no other; with Header, Envelope and Exchange it has no body.
	Raw   []byte
	Whole bool // Raw is all of the message, not cut at MaxWhole
}

// Deleted tells that somebody has marked the message, and not removed it yet
// (RFC 3501 section 2.3.2).
func (m Message) Deleted() bool {
	return slices.ContainsFunc(m.Flags, func(f string) bool { return strings.EqualFold(f, `\Deleted`) })
}

// Item is a new message to be stored.
type Item struct {
	Folder string
	Raw    []byte // CRLF line ends
	Flags  []string
	Time   time.Time // INTERNALDATE; zero: the server's
}

// Stored answers an [Item]. UID is 0 where the server does not tell (no UIDPLUS).
type Stored struct {
	UIDValidity uint32
	UID         UID
	Err         error // the server refused this one: over quota, no such folder
}

// Move asks that messages of the folder that is read be moved.
type Move struct {
	UIDs []UID
	To   string
}

// Moved answers a [Move].
type Moved struct {
	UIDValidity uint32      // of the target; 0 where the server does not tell
	UIDs        map[UID]UID // old to new; empty where the server does not tell
	Err         error       // the server refused; nothing of this Move was moved
}
