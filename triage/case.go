package triage

import "time"

// State is where an invitation stands in its life.
type State string

const (
	StateNew        State = "new"        // seen, nothing done yet: watched, or left for tomorrow by the daily limit
	StatePersonal   State = "personal"   // a note of their own: the owner decides
	StateFiled      State = "filed"      // generic, filed in mode "file": never asked by the daemon
	StateAsking     State = "asking"     // the question lies in Drafts
	StateWaiting    State = "waiting"    // asked; the days count from Asked
	StateAnswered   State = "answered"   // the inviter wrote: the owner decides
	StateIgnored    State = "ignored"    // silence lapsed
	StateAccepted   State = "accepted"   // LinkedIn says that they are connected
	StateUnsure     State = "unsure"     // doubt: left in the inbox, the owner decides
	StateSuspicious State = "suspicious" // forged: set aside, no question
	StateClosed     State = "closed"     // the owner took the mail away: nothing more is done
)

// Case is one invitation's life, from the first mail to its end.
type Case struct {
	ID int64 // the ledger's number; negative until it is recorded, 0 before it is indexed
	Invitation
	Verdict Verdict
	Seen    time.Time // when a pass first saw it
	State   State
	Since   time.Time // when the state was entered
	Why     string    // how it was entered, one plain line

	Question string    // Message-ID of the drafted question, without brackets; "" if none was drafted
	Replies  string    // Message-ID of the mail that it replies to, which may be an earlier one than the case's
	Drafted  time.Time // when the question was drafted; zero if never
	Asked    time.Time // when the question left Drafts; zero before
	Anew     time.Time // from when the owner lets the days of waiting count anew; zero: they count from Asked

	At Place // where the invitation's mail lies
}

// Place is one mail in one folder. UID is 0 where the server did not tell.
type Place struct {
	Folder      string `json:"folder"`
	UIDValidity uint32 `json:"uidvalidity"`
	UID         uint32 `json:"uid"`
}

// countsFrom is from when the days of waiting count.
func (c Case) countsFrom() time.Time {
	if c.Anew.IsZero() {
		return c.Asked
	}
	return c.Anew
}

// Due is when an unanswered case lapses, days off not counted; zero if it is not
// waiting, or waits for ever.
func (c Case) Due(wait time.Duration, off DaysOff) time.Time {
	if c.State != StateWaiting || wait <= 0 {
		return time.Time{}
	}
	return off.after(c.countsFrom(), wait)
}

// onlyRepeated tells that c is known from mails alone that never show notes.
func (c Case) onlyRepeated() bool {
	return c.State == StateUnsure && (c.Verdict.Kind == string(KindReminder) || c.Verdict.Kind == string(KindSeveral))
}

// posing tells that c says nothing about the person whose name it bears, and is
// not found under it: its mail was set aside as forged, or would have been.
func (c Case) posing() bool {
	return c.Question == "" && c.Asked.IsZero() && (c.setAside() || c.State == StateNew && c.Trust == Forged)
}

// caseIndex finds the case of a person: by invitation number, by profile, else
// by exact name.
type caseIndex struct {
	cases                           []*Case
	keys                            map[*Case]QuestionKey
	byInvitation, byProfile, byName map[string][]*Case
	byMessage                       map[string]*Case // Message-IDs of the invitations and of the questions
	byMail                          map[string]*Case // those of the invitations, forged ones too
}

func indexCases(cases []Case) *caseIndex {
	ix := &caseIndex{keys: map[*Case]QuestionKey{}, byInvitation: map[string][]*Case{}, byProfile: map[string][]*Case{}, byName: map[string][]*Case{}, byMessage: map[string]*Case{}, byMail: map[string]*Case{}}
	for i := range cases {
		c := cases[i]
		ix.add(&c)
	}
	return ix
}

// add gives c a number of its own if it has none, so that all that a pass does
// about it ends in one case.
func (ix *caseIndex) add(c *Case) {
	ix.cases = append(ix.cases, c)
	if c.ID == 0 {
		c.ID = -int64(len(ix.cases))
	}
	if c.MessageID != "" {
		ix.byMail[c.MessageID] = c
	}
	if !c.posing() {
		ix.know(c)
	}
}

// know lets c be found by its person.
func (ix *caseIndex) know(c *Case) {
	k := c.Key()
	ix.keys[c] = k
	put := func(m map[string][]*Case, key string) {
		if key != "" {
			m[key] = append(m[key], c)
		}
	}
	put(ix.byInvitation, k.Invitation)
	put(ix.byProfile, k.Profile)
	put(ix.byName, k.Name)
	for _, id := range []string{c.MessageID, c.Question} {
		if id != "" {
			ix.byMessage[id] = c
		}
	}
}

// find returns the cases that are about inv's person: none, one, or several
// when a bare name fits more than one profile.
func (ix *caseIndex) find(inv Invitation) []*Case { return ix.findKey(inv.Key()) }

func (ix *caseIndex) findKey(k QuestionKey) []*Case {
	if k.Profile != "" {
		if found := ix.byProfile[k.Profile]; len(found) > 0 {
			return found[:1]
		}
	}
	var found []*Case
	seen := map[string]bool{} // one case a profile: reminders and second mails do not make a name ambiguous
	for _, list := range [][]*Case{ix.byInvitation[k.Invitation], ix.byName[k.Name]} {
		for _, c := range list {
			ck := ix.keys[c]
			if !k.Same(ck) || ck.Profile != "" && seen[ck.Profile] || ck.Profile == "" && len(found) > 0 {
				continue
			}
			seen[ck.Profile] = true
			found = append(found, c)
		}
		if len(found) > 0 {
			break
		}
	}
	return found
}
