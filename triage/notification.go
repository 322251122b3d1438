package triage

import "time"

// Kind is what a mail is.
type Kind string

const (
	KindInvitation Kind = "invitation" // one person asks to connect
	KindReminder   Kind = "reminder"   // LinkedIn repeats an invitation that is still open
	KindSeveral    Kind = "several"    // several inviters in one mail
	KindAccepted   Kind = "accepted"   // an invitation of the owner's was accepted
	KindMessage    Kind = "message"    // a member wrote a message; its text is on LinkedIn only
	KindInMail     Kind = "inmail"     // a paid message; its text is in the mail
	KindOther      Kind = "other"      // LinkedIn mail of any other kind
	KindForeign    Kind = "foreign"    // not from LinkedIn, whatever it quotes
)

// Trust is what the owner's own mail server says about a mail's origin.
type Trust string

const (
	Verified   Trust = "verified"   // a trusted server saw LinkedIn's signature
	Unverified Trust = "unverified" // no trusted server said anything
	Forged     Trust = "forged"     // a trusted server said no, or the mail poses as LinkedIn
)

// Notification is one mail, read. For [KindForeign] only the header fields,
// Words, Undelivered and People (empty) are set.
type Notification struct {
	Kind     Kind
	Trust    Trust
	TrustWhy string // one plain line, no tokens
	Template string // LinkedIn's name of the mail, "email_m2m_invite_single_01"; "" if not told

	MessageID  string // without angle brackets
	Subject    string // decoded, bounded, safe to show
	Date       time.Time
	InReplyTo  []string // Message-IDs without brackets (RFC 5322 section 3.6.4)
	References []string
	From       Address
	Auto       bool // a program wrote it (RFC 3834 section 5, and what others do): it is no answer

	// People are those the mail speaks of: the inviter, the inviters of a
	// several-in-one mail, the one who accepted or wrote.
	People []Invitation

	// Text is what an InMail says; no other mail of LinkedIn's holds the words
	// of a message today.
	Text string

	// Words are what the writer of a mail that is not LinkedIn's wrote, without
	// what is quoted; "" where only the header was read.
	Words string

	// Report says that a mail server wrote this about another mail (RFC 3464);
	// Undelivered why that could not be delivered, "" if it could or only the
	// header was read. InReplyTo then names that mail too.
	Report      bool
	Undelivered string

	// Partial says that the text part did not settle person and note, so that
	// the whole mail is worth reading. Never set when the HTML part was there.
	Partial bool

	// Strange is what LinkedIn seems to have changed, nil if nothing.
	Strange *Strange
}

// Address is one mailbox of a header field.
type Address struct {
	Name string // decoded display name
	Addr string // local@domain, "" if it could not be read
}

// Person is somebody on LinkedIn as a mail shows them.
type Person struct {
	Name     string `json:"name"`
	Headline string `json:"headline"`
	Place    string `json:"place"`
	Profile  string `json:"profile"` // slug of linkedin.com/in/<slug>, decoded; "" if not told
}

// Channel is how a question can reach the inviter.
type Channel string

const (
	ChannelMail     Channel = "mail"     // Reply-To is a person or LinkedIn's relay
	ChannelLinkedIn Channel = "linkedin" // the text is to be pasted on LinkedIn
)

// Invitation is one person's wish to connect.
type Invitation struct {
	Person
	Note     string  // the text in the slot, with its line breaks; "" means that no note is in the mail
	Unclear  bool    // neither card nor buttons are below the slot: what the mail says, or does not say, may be cut off
	Language string  // of the note (ISO 639-1), "" if unknown
	Number   string  // LinkedIn's invitation number, digits; "" if the mail has none
	Channel  Channel //
	ReplyTo  string  // where the mail channel leads: local@domain

	MessageID string    // of the notification that brought it, without brackets
	Subject   string    // of that notification
	Received  time.Time // its Date
	Trust     Trust
}
