package daemon

import (
	"cmp"
	"time"

	"havewemet/mailbox"
	"havewemet/triage"
)

func has(field, text string) mailbox.Match { return mailbox.Match{Field: field, Contains: text} }

// fromLinkedIn finds what LinkedIn sends, and what poses as it. Both fields
// are in the envelope that servers keep at hand.
var fromLinkedIn = mailbox.Match{Any: []mailbox.Match{has("From", "linkedin"), has("Sender", "linkedin")}}

// neverMatters are senders of LinkedIn's whose mails are never about an
// invitation. They are most of what LinkedIn sends, and are left unread.
var neverMatters = mailbox.Match{Any: []mailbox.Match{has("From", "jobalerts-noreply@linkedin.com"), has("From", "jobs-noreply@linkedin.com"),
	has("From", "jobs-listings@linkedin.com"), has("From", "newsletters-noreply@linkedin.com"), has("From", "editors-noreply@linkedin.com"),
	has("From", "groups-noreply@linkedin.com"), has("From", "security-noreply@linkedin.com")}}

// mayMatter is what is looked through in the inbox.
var mayMatter = mailbox.Match{All: []mailbox.Match{fromLinkedIn, {Not: &neverMatters}}}

// likely narrows that to the mails whose text is surely wanted. It only saves
// bytes: what it misses is told from its header fields and fetched then.
var likely = mailbox.Match{All: []mailbox.Match{
	{Any: []mailbox.Match{has("From", "invitations@linkedin.com"), has("From", "invitations-noreply@linkedin.com"), has("From", "member@linkedin.com"),
		{All: []mailbox.Match{has("Sender", "linkedin.com"), {Not: &mailbox.Match{Field: "From", Contains: "linkedin.com"}}}}}},
	{Not: &mailbox.Match{Field: "Subject", Contains: "accepted your invitation"}},
	{Not: &mailbox.Match{Field: "Subject", Contains: "start a conversation with your new connection"}},
}}

// replies finds mails that may answer a question: all that reply to anything.
// Whether they answer ours is told from their header fields; a search for each
// question would grow with the years. They are looked for in new mail only: a
// first pass through ten thousand mails takes those that name a question.
func replies(fresh bool) mailbox.Match {
	if fresh {
		return has("In-Reply-To", triage.QuestionMark)
	}
	return mailbox.Match{Any: []mailbox.Match{has("In-Reply-To", ""), has("References", triage.QuestionMark)}}
}

// withAny finds mails that any of these people wrote or was written. LinkedIn's
// own mails, which bear the names of others, would hide the rest.
func withAny(people []triage.Sought) mailbox.Match {
	var any []mailbox.Match
	for _, who := range people {
		for _, field := range []string{"From", "To", "Cc"} {
			var all []mailbox.Match
			for _, spellings := range who.Name.Words {
				var word []mailbox.Match
				for _, s := range spellings {
					word = append(word, has(field, s))
				}
				all = append(all, mailbox.Match{Any: word})
			}
			any = append(any, mailbox.Match{All: all})
			for _, local := range who.Name.Locals {
				any = append(any, has(field, local))
			}
		}
	}
	return mailbox.Match{All: []mailbox.Match{{Any: any}, {Not: &fromLinkedIn}}}
}

// searchable tells whether a Message-ID of somebody else's making can be put
// into a command. One that cannot is not looked for.
func searchable(id string) bool {
	for i := 0; i < len(id); i++ {
		if id[i] <= ' ' || id[i] >= 0x7f || id[i] == '"' || id[i] == '\\' {
			return false
		}
	}
	return id != "" && len(id) < 500
}

// inboxQueries are the searches of the inbox: what is surely wanted, all that
// may be, and what of the mails that the owner is to decide still lies there.
func (d *Daemon) inboxQueries(m mind) []mailbox.Query {
	q := mailbox.Query{After: after(d.cursor(&m.Memory).UIDNext)}
	wide := mailbox.Match{Any: []mailbox.Match{mayMatter, replies(q.After == 0)}}
	if match, ok := fromAsked(m.asked()); ok {
		wide.Any = append(wide.Any, match)
	}
	all := q
	if q.After == 0 && !d.From.IsZero() {
		q.Since = d.From
	} else if q.After == 0 && d.Backfill > 0 {
		q.Since = m.now.Add(-d.Backfill)
		for _, c := range m.cases { // what was left for tomorrow may have become old
			if c.State == triage.StateNew && !c.Received.IsZero() && c.Received.Before(q.Since) {
				q.Since = c.Received
			}
		}
	}
	narrow := q
	narrow.Match, q.Match, all.Match = likely, wide, likely
	queries := []mailbox.Query{narrow, q, {UIDs: undecided(m, cmp.Or(d.cursor(&m.Memory).UIDValidity, m.Watched.UIDValidity))}}
	if m.FirstPass.IsZero() && !q.Since.IsZero() {
		queries = append(queries, all) // how many are too old
	}
	return queries
}

// undecided are the mails of cases that lie in the inbox, the newest thousand:
// what the owner moves out of it is a decision, too.
func undecided(m mind, validity uint32) []mailbox.UID {
	uids := []mailbox.UID{}
	for _, c := range m.cases {
		if c.At.UID != 0 && c.At.Folder == m.Folders.Inbox && c.At.UIDValidity == validity && (c.State == triage.StateUnsure || c.State == triage.StateNew) {
			uids = append(uids, mailbox.UID(c.At.UID))
		}
	}
	return uids[max(0, len(uids)-1000):]
}

// after is the UID before the first that is not known.
func after(uidNext uint32) mailbox.UID {
	if uidNext == 0 {
		return 0
	}
	return mailbox.UID(uidNext - 1)
}

// sentQuery finds questions in Sent when nothing is remembered of it: by our
// Message-ID at any age, and what replies to anything within living memory,
// for clients that give a mail a new Message-ID when they send it.
func sentQuery(now time.Time, wait time.Duration) []mailbox.Query {
	return []mailbox.Query{
		{Match: has("Message-ID", triage.QuestionMark)},
		{Since: now.Add(-wait - 60*24*time.Hour), Match: has("In-Reply-To", "")},
	}
}
