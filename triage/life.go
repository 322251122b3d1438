package triage

import "time"

// Event is what happens to a case: what a mail says, what the owner does, time.
type Event string

const (
	EventNote     Event = "note"     // a note of the inviter's own, with the first mail or a later one
	EventDoubt    Event = "doubt"    // left to the owner: an unsure verdict, or another reason
	EventForged   Event = "forged"   // not from LinkedIn
	EventFiled    Event = "filed"    // generic, in mode "file"
	EventDeferred Event = "deferred" // generic, and no more questions today
	EventDrafted  Event = "drafted"  // the question is stored in Drafts
	EventAsked    Event = "asked"    // the question left Drafts, or lies in Sent
	EventAnswer   Event = "answer"   // the inviter wrote
	EventSilence  Event = "silence"  // no answer within [reply] wait
	EventAccepted Event = "accepted" // LinkedIn says that they are connected
	EventUndone   Event = "undone"   // the question was taken back, and the mail stays

	// The owner's hand, by where it has put the mail.
	HandPersonal   Event = "moved to personal"
	HandGeneric    Event = "moved to generic"
	HandAnswered   Event = "moved to answered"
	HandIgnored    Event = "moved to ignored"
	HandSuspicious Event = "moved to suspicious"
	HandInbox      Event = "moved to the inbox"
	HandGone       Event = "taken away" // deleted, or in a folder that is none of ours
)

// life is all that can become of a case: into which state an event leads, and
// from which. "" is before the first mail. What is not here does not happen: a
// case that is connected stays so, whatever is done with its mail.
var life = map[Event]turn{
	EventNote:     {StatePersonal, []State{"", StateNew, StateFiled, StateAsking, StateWaiting, StateIgnored, StateUnsure, StateClosed}},
	EventDoubt:    {StateUnsure, []State{"", StateNew, StateUnsure, StateClosed}},
	EventForged:   {StateSuspicious, []State{"", StateNew}},
	EventFiled:    {StateFiled, []State{"", StateNew, StateUnsure}},
	EventDeferred: {StateNew, []State{"", StateNew, StateUnsure}},
	EventDrafted:  {StateAsking, []State{"", StateNew, StateUnsure}},
	EventAsked:    {StateWaiting, []State{"", StateNew, StateUnsure, StateAsking}},
	EventAnswer:   {StateAnswered, []State{"", StateNew, StateFiled, StateAsking, StateWaiting, StateIgnored, StateClosed}},
	EventSilence:  {StateIgnored, []State{StateWaiting}},
	EventAccepted: {StateAccepted, []State{"", StateNew, StatePersonal, StateFiled, StateAsking, StateWaiting, StateAnswered, StateIgnored, StateUnsure, StateClosed}},
	EventUndone:   {StateUnsure, []State{StateAsking}},

	HandPersonal:   {StatePersonal, []State{"", StateNew, StateFiled, StateAsking, StateWaiting, StateAnswered, StateIgnored, StateUnsure, StateSuspicious, StateClosed}},
	HandGeneric:    {StateNew, []State{"", StateNew, StatePersonal, StateAnswered, StateIgnored, StateUnsure, StateSuspicious, StateClosed}}, // to be asked
	HandAnswered:   {StateAnswered, []State{"", StateNew, StatePersonal, StateFiled, StateAsking, StateWaiting, StateIgnored, StateUnsure, StateSuspicious, StateClosed}},
	HandIgnored:    {StateIgnored, []State{"", StateNew, StatePersonal, StateFiled, StateAsking, StateWaiting, StateAnswered, StateUnsure, StateSuspicious, StateClosed}},
	HandSuspicious: {StateSuspicious, []State{"", StateNew, StatePersonal, StateFiled, StateAsking, StateWaiting, StateAnswered, StateIgnored, StateUnsure, StateClosed}},
	HandInbox:      {StateUnsure, []State{StatePersonal, StateFiled, StateAsking, StateWaiting, StateAnswered, StateIgnored, StateSuspicious, StateClosed}},
	HandGone:       {StateClosed, []State{StateNew, StatePersonal, StateFiled, StateAsking, StateWaiting, StateAnswered, StateUnsure}},
}

// turn is a row of the table.
type turn struct {
	to   State
	from []State
}

// After is the state that a case in state s has once e has happened; false if
// it does not happen to such a case.
func (s State) After(e Event) (State, bool) {
	row := life[e]
	for _, from := range row.from {
		if from == s {
			return row.to, true
		}
	}
	return s, false
}

// meets lets e happen to c, and says in one plain line why. It reports false,
// and c is as before, where that does not happen to such a case.
func (c *Case) meets(e Event, now time.Time, why string) bool {
	to, ok := c.State.After(e)
	if !ok {
		return false
	}
	if c.State != to {
		c.Since = now
	}
	c.State, c.Why = to, why
	return true
}
