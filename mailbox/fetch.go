package mailbox

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// chunk is how many messages one FETCH names: enough to fill the line, few
// enough for the line lengths that servers accept.
const chunk = 100

// maxHeader bounds the header fields that are fetched, in bytes.
const maxHeader = 64 << 10

// Fields are the header fields that [Header] and [TextPart] fetch.
var Fields = []string{
	"From", "To", "Sender", "Reply-To", "Subject", "Date",
	"Message-ID", "In-Reply-To", "References",
	"Content-Type", "Content-Transfer-Encoding", "MIME-Version",
	"Auto-Submitted", "Authentication-Results",
	"Precedence", "Return-Path", "X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Response-Suppress",
	"X-LinkedIn-Template", "X-LinkedIn-Class",
	"List-Unsubscribe",
}

// EnvelopeFields are the header fields that [Envelope] fetches: those of which
// servers build ENVELOPE (RFC 9051 section 7.5.2), and which they therefore
// keep in an index. No other field is cheap on a mailbox of ten thousand.
var EnvelopeFields = []string{"From", "Sender", "Reply-To", "Subject", "Date", "Message-ID", "In-Reply-To"}

// ExchangeFields are the header fields that [Exchange] fetches: the two ends of
// a mail, and what tells a person's from a program's.
var ExchangeFields = []string{"From", "Sender", "To", "Cc", "Subject", "Date", "Message-ID", "In-Reply-To",
	"Auto-Submitted", "Precedence", "List-Id", "List-Unsubscribe"}

// maxExchange bounds them, in bytes: there may be a thousand such mails in an
// answer, and the first of a long list of readers are enough.
const maxExchange = 8 << 10

// options are the items to fetch. ENVELOPE and BODYSTRUCTURE stay out: the
// server composes them from what a stranger wrote, and one that it gets wrong
// costs the connection.
func (p Parts) options() *imap.FetchOptions {
	o := &imap.FetchOptions{UID: true, Flags: true, RFC822Size: true}
	fields := section(nil, imap.PartSpecifierHeader, maxHeader)
	fields.HeaderFields = Fields
	switch p {
	case Envelope:
		fields.HeaderFields = EnvelopeFields
	case Exchange:
		fields.HeaderFields, fields.Partial.Size = ExchangeFields, maxExchange
	}
	switch p {
	case Whole:
		o.BodySection = append(o.BodySection, section(nil, imap.PartSpecifierNone, MaxWhole))
	case TextPart:
		o.BodySection = append(o.BodySection, fields,
			section([]int{1}, imap.PartSpecifierMIME, maxHeader),
			section([]int{1}, imap.PartSpecifierNone, MaxText))
	default:
		o.BodySection = append(o.BodySection, fields)
	}
	return o
}

func section(part []int, what imap.PartSpecifier, limit int64) *imap.FetchItemBodySection {
	return &imap.FetchItemBodySection{
		Part: part, Specifier: what, Peek: true,
		Partial: &imap.SectionPartial{Offset: 0, Size: limit},
	}
}

func (f *flight) fetch(job *readJob, i int, fetch Fetch) {
	if fetch.UIDs == nil {
		if !beyond(fetch.After) {
			// Not "*", which is the last message whatever its number (RFC 9051
			// section 6.4.9): the client takes an answer that nobody has asked for
			// as one to a later command, which may be about another folder.
			f.fetchSet(job, i, imap.UIDSet{{Start: imap.UID(fetch.After) + 1, Stop: math.MaxUint32}})
		}
		return
	}
	for part := range slices.Chunk(distinct(fetch.UIDs), chunk) {
		f.fetchSet(job, i, uidSet(part))
	}
}

// fetchSet sends one UID FETCH. A NO because messages have gone meanwhile is
// no failure (RFC 5530 section 3, EXPUNGEISSUED): the others have come.
func (f *flight) fetchSet(job *readJob, i int, set imap.UIDSet) {
	fetch := job.Fetch[i]
	cmd := f.session.client.Fetch(set, fetch.Parts.options())
	collected := collecting(func() ([]fetched, error) { return collect(cmd) })
	f.add(fmt.Sprintf("fetch from %q", job.Folder), func() error {
		got, err := collected()
		no := refusal(err)
		if no == nil && err != nil {
			return err
		}
		if no != nil && no.Code != "EXPUNGEISSUED" {
			job.refused("fetch from", err)
		}
		for _, one := range got {
			if fetch.UIDs != nil || one.UID > fetch.After {
				job.take(i, fetch.Parts, one)
			}
		}
		sortMails(job.found.Mails[i])
		return nil
	})
}

// fetched is the answer for one message.
type fetched struct {
	Message
	sections []imapclient.FetchBodySectionBuffer
}

// collect takes the messages as they come. After a literal that broke off
// nothing of the command may be touched any more, not even to close it: the
// client would read on beside its own reader. The connection is dead then.
func collect(cmd *imapclient.FetchCommand) (list []fetched, err error) {
	for msg := cmd.Next(); msg != nil; msg = cmd.Next() {
		var one fetched
		for item := msg.Next(); item != nil; item = msg.Next() {
			if err := one.take(item); err != nil {
				return list, err
			}
		}
		list = append(list, one)
	}
	return list, cmd.Close()
}

func (one *fetched) take(item imapclient.FetchItemData) (err error) {
	switch item := item.(type) {
	case imapclient.FetchItemDataUID:
		one.UID = UID(item.UID)
	case imapclient.FetchItemDataRFC822Size:
		one.Size = item.Size
	case imapclient.FetchItemDataFlags:
		for _, flag := range item.Flags {
			one.Flags = append(one.Flags, string(flag))
		}
	case imapclient.FetchItemDataBodySection:
		var b []byte
		if item.Literal != nil {
			b, err = io.ReadAll(item.Literal)
		}
		one.sections = append(one.sections, imapclient.FetchBodySectionBuffer{Section: item.Section, Bytes: b})
	}
	return err
}

// take makes the message of what was fetched.
func (job *readJob) take(i int, parts Parts, one fetched) {
	if len(one.sections) == 0 {
		job.again[i] = append(job.again[i], one.UID)
		return
	}
	m := one.Message
	switch parts {
	case Whole:
		m.Raw = one.part(nil, imap.PartSpecifierNone)
		m.Whole = len(m.Raw) < MaxWhole || m.Size <= MaxWhole
	case TextPart:
		body := one.part([]int{1}, imap.PartSpecifierNone)
		m.Raw, m.Whole = textMessage(
			one.part(nil, imap.PartSpecifierHeader),
			one.part([]int{1}, imap.PartSpecifierMIME),
			body, len(body) < MaxText)
	default:
		m.Raw = endHeader(one.part(nil, imap.PartSpecifierHeader))
	}
	job.found.Mails[i] = append(job.found.Mails[i], m)
}

// part finds a section by its part and kind alone. Servers repeat the list of
// fields in another order or case, which is all the same.
func (one *fetched) part(number []int, what imap.PartSpecifier) []byte {
	for _, b := range one.sections {
		if b.Section.Specifier == what && slices.Equal(b.Section.Part, number) {
			return b.Bytes
		}
	}
	return nil
}

func sortMails(mails []Message) {
	slices.SortStableFunc(mails, func(a, b Message) int { return int(int64(a.UID) - int64(b.UID)) })
}

// endHeader cuts an unfinished last line off and ends the header with an
// empty line.
func endHeader(h []byte) []byte {
	h = h[:bytes.LastIndexByte(h, '\n')+1]
	if bytes.HasSuffix(h, []byte("\r\n\r\n")) {
		return h
	}
	return append(bytes.TrimRight(h, "\r\n"), "\r\n\r\n"...)
}
