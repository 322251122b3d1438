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
	Kind    string   `json:"kind"`  // no-note, standard-line, canned, pitch; met, worked-together, shared-interest, referral, request, joke, own-words, ...
	Score   float64  `json:"score"` // 0 surely generic to 1 surely personalized
	Reasons []Reason `json:"reasons"`
}

// Reason is one plain line and the words of the note that it rests on.
type Reason struct {
	Why   string `json:"why"`
	Quote string `json:"quote"`
}
