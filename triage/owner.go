package triage

// Owner is the person whose mailbox it is.
type Owner struct {
	Name      string   // as signed under questions: "Martha Clark"
	Address   string   // local@domain
	Languages []string // ISO 639-1; the first is the owner's own
	Me        Me       // what a note may name
	Asking    Asking   // how questions are worded
}
