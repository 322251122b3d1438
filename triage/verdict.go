package triage

// Class is what a note is taken for.
type Class string

const (
	Personalized Class = "personalized" // at least one thing of the inviter's own
	Generic      Class = "generic"      // could go unchanged to a hundred others
	Unsure       Class = "unsure"       // the owner decides
)

// Verdict is a judgement with its reasons.
type Verdict struct {
	Class   Class    `json:"class"`
	Kind    string   `json:"kind"`  // no-note, standard-line, canned, pitch; met, worked-together, shared-interest, referral, request, joke, own-words, ...; rule
	Score   float64  `json:"score"` // 0 surely generic to 1 surely personalized
	Reasons []Reason `json:"reasons"`
}

// Reason is one plain line and the words of the note that it rests on.
type Reason struct {
	Why   string `json:"why"`
	Quote string `json:"quote"`
}

// String is the line with the words behind it.
func (r Reason) String() string {
	if r.Quote == "" {
		return r.Why
	}
	return r.Why + ": “" + r.Quote + "”"
}

// trusts tells whether the note of a mail counts.
func (r Rules) trusts(t Trust) bool {
	return t != Forged && (t != Unverified || r.Unverified == UnverifiedTriage || r.Unverified == "")
}

// setAside tells that c's mail was set aside for what it is, and not by the
// owner.
func (c Case) setAside() bool {
	return c.State == StateSuspicious && (c.Verdict.Kind == string(Forged) || c.Verdict.Kind == string(Unverified))
}

// Verdict is what is made of a person in a mail: of an invitation, and of a
// reminder that shows what was written, by the note; of all others nothing,
// since they never show one, nor of a mail that is not trusted.
func (r Rules) Verdict(n Notification, inv Invitation) Verdict {
	if v, ok := r.unjudged(n, inv); ok {
		return v
	}
	return r.Judge.Judge(inv)
}

// unjudged is the verdict on a mail whose note does not count.
func (r Rules) unjudged(n Notification, inv Invitation) (v Verdict, ok bool) {
	unsure := func(kind, why string) (Verdict, bool) {
		return Verdict{Class: Unsure, Kind: kind, Score: 0.5, Reasons: []Reason{{Why: why}}}, true
	}
	kind := n.Kind
	switch {
	case !r.trusts(n.Trust):
		return unsure(string(n.Trust), n.TrustWhy)
	case inv.Name == "" && inv.Profile == "":
		return unsure("nobody", "the mail does not tell whom it is from")
	case kind == KindInvitation, kind == KindReminder && inv.Note != "":
		return Verdict{}, false
	case kind == KindReminder, kind == KindSeveral:
		return unsure(string(kind), "first seen in a mail that never shows notes ("+string(kind)+")")
	}
	return unsure(string(kind), "no invitation, but of the kind "+string(kind))
}
