package main

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"havewemet/triage"
)

// mailJSON is what `explain --json` prints of a mail: one object a line.
type mailJSON struct {
	Path   string       `json:"path"`
	Mail   triage.Kind  `json:"mail"`
	Trust  triage.Trust `json:"trust"`
	People []personJSON `json:"people"`
	Text   string       `json:"text,omitempty"` // of an InMail, or the writer's own words in a reply

	Answer *triage.Reply `json:"answer,omitempty"` // what it would say as an answer to the question
	Plan   []string      `json:"plan"`
	Error  string        `json:"error,omitempty"`
}

type personJSON struct {
	triage.Person
	Note     string         `json:"note"`
	Language string         `json:"language"`
	Number   string         `json:"number"`
	Channel  triage.Channel `json:"channel"`
	ReplyTo  string         `json:"reply_to,omitempty"` // not covered by LinkedIn's signature
	triage.Explanation
}

// noteJSON is what `explain --notes` prints of a note.
type noteJSON struct {
	ID json.RawMessage `json:"id"`
	triage.Explanation
	Error string `json:"error,omitempty"`
}

func (a *app) explainCommand() *cobra.Command {
	var notes string
	var redact, why bool
	cmd := &cobra.Command{
		Use:   "explain [flags] PATH...",
		Short: "say what mails are, what their notes are worth, and why",
		Long:  "explain reads mails from files (.eml, mbox, Maildir, or - for standard input) and says of each\nwhat it is, whom it is from, the verdict with all that was added up for it, what nearly\ncounted, what in the config would turn it, and what a pass would do.\nWith --notes it judges bare notes: a file of {\"id\", \"note\"} lines, which may also have\n\"name\", \"headline\" and \"place\"; in short, or in full with --why.\nWith --redact it writes a copy of one mail with nobody in it, fit to attach to a bug report.\nIt needs no account; with a config it judges and plans as that config says.",
		Args: takes(func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 && notes == "" {
				return fmt.Errorf("explain what? name a mail file, or --notes FILE")
			}
			if redact && (len(args) != 1 || notes != "") {
				return fmt.Errorf("redact what? name one mail file")
			}
			if why && notes == "" {
				return fmt.Errorf("why goes with --notes FILE: of mails explain says all anyway")
			}
			return nil
		}),
		RunE: func(cmd *cobra.Command, paths []string) error {
			c, err := a.configIfAny()
			if err != nil {
				return err
			}
			now, err := a.time()
			if err != nil {
				return err
			}
			e := explainer{app: a, rules: c.rules(), reader: c.reader(), now: now, why: why}
			if redact {
				return e.redact(paths[0], cmd.InOrStdin())
			}
			if notes != "" {
				if err := e.notes(notes); err != nil {
					return err
				}
			}
			for _, path := range paths {
				if err := eachMail(path, cmd.InOrStdin(), e.mail); err != nil {
					err = withoutPath(err)
					e.failed = fmt.Errorf("explain %s: %w", path, err)
					e.print(mailJSON{Path: path, Mail: triage.KindForeign, Trust: triage.Unverified, People: []personJSON{}, Plan: []string{}, Error: err.Error()}, nil)
				}
			}
			return e.failed
		},
	}
	cmd.Flags().StringVar(&notes, "notes", "", "judge the notes of this JSON Lines file")
	cmd.Flags().BoolVar(&why, "why", false, "of each note, say all that led to its verdict and what would turn it")
	cmd.Flags().BoolVar(&redact, "redact", false, "write a copy of one mail with nobody in it, to report it")
	a.withNow(cmd)
	return cmd
}

// withoutPath is what went wrong with a file that is named anyway.
func withoutPath(err error) error {
	var of *fs.PathError
	if errors.As(err, &of) {
		return of.Err
	}
	return err
}

// configIfAny is the config, or the defaults where there is none.
func (a *app) configIfAny() (*Config, error) {
	if a.configPath == "" && !exists(defaultConfigPath()) {
		c := defaultConfig()
		c.Mode, c.Account.Address, c.Account.Name = Mode(triage.ModeDraft), "owner@example.com", "Owner"
		return &c, nil
	}
	return a.loadConfig()
}

type explainer struct {
	*app
	rules  triage.Rules
	reader triage.Reader
	now    time.Time
	why    bool // of bare notes too
	failed error
	count  int
}

// mail explains one mail. What cannot be read gets its line too.
func (e *explainer) mail(path string, raw []byte) error {
	if len(raw) > maxMail {
		raw = raw[:maxMail]
	}
	out := mailJSON{Path: path, Mail: triage.KindForeign, Trust: triage.Unverified, People: []personJSON{}, Plan: []string{}}
	n, err := e.reader.Read(raw)
	if err != nil {
		out.Error = err.Error()
		e.print(out, nil)
		return nil
	}
	out.Mail, out.Trust, out.Text = n.Kind, n.Trust, n.Text
	replies := n.Kind == triage.KindForeign && len(n.InReplyTo)+len(n.References) > 0 && !n.Report
	if replies {
		out.Text = n.Words
	}
	if reply, ok := triage.ReplyOf(n, e.rules.Owner); ok && (replies || n.Kind == triage.KindInMail) {
		out.Answer = &reply
	}
	for _, inv := range n.People {
		out.People = append(out.People, personJSON{inv.Person, inv.Note, inv.Language, inv.Number, inv.Channel, inv.ReplyTo, e.rules.Explain(n, inv)})
	}
	plan := triage.MakePlan(triage.Sight{Now: e.now, Mails: []triage.SeenMail{{At: triage.Place{Folder: e.rules.Folders.Inbox, UID: 1}, Notification: n}}}, e.rules)
	for _, st := range plan.Steps {
		out.Plan = append(out.Plan, actions(st)...)
	}
	e.print(out, &n)
	return nil
}

func (e *explainer) print(m mailJSON, n *triage.Notification) {
	if e.json {
		e.out.json(m)
		return
	}
	if e.count++; e.count > 1 {
		e.out.printf("\n")
	}
	s := e.out
	s.printf("%s\n", s.paint(bold, harmless(m.Path)))
	if m.Error != "" {
		s.printf("  %s %s\n", s.paint(red, "could not be read:"), harmless(m.Error))
		return
	}
	shown := func(text string) string { return text }
	if m.Trust == triage.Forged {
		shown = triage.Defang
	}
	trust := string(m.Trust)
	if n != nil && n.TrustWhy != "" {
		trust += " (" + shown(n.TrustWhy) + ")"
	}
	e.field("mail", string(m.Mail)+", "+trust)
	for _, p := range m.People {
		e.person(p.as(shown), m.Mail)
	}
	e.text("text:", shown(m.Text))
	if m.Answer != nil && (m.Mail != triage.KindInMail || m.Answer.Kind != triage.ReplyUnclear) {
		e.field("as an answer", shown(m.Answer.Says()))
	}
	if n != nil && n.Undelivered != "" {
		e.field("a report", "a mail could not be delivered: "+shown(n.Undelivered))
	}
	if n != nil && n.Strange != nil {
		e.field("unknown", n.Strange.Sentence())
	}
	if len(m.Plan) == 0 {
		m.Plan = []string{"nothing: it stays where it is"}
	}
	e.field("a pass would", strings.Join(m.Plan, ", then "))
}

func (e *explainer) field(name, value string) {
	if value != "" {
		e.out.printf("  %-13s %s\n", name+":", harmless(value))
	}
}

func (e *explainer) person(p personJSON, kind triage.Kind) {
	who := p.Name
	for _, more := range []string{p.Headline, p.Place} {
		if more != "" {
			who += " | " + more
		}
	}
	e.field("from", who)
	if p.Profile != "" {
		e.field("profile", triage.ProfileLink(p.Profile))
	}
	if kind != triage.KindInvitation && p.Note == "" {
		return
	}
	e.field("number", p.Number)
	channel := string(p.Channel)
	if p.ReplyTo != "" {
		channel += ", to " + p.ReplyTo + " (as Reply-To says; LinkedIn's signature does not cover it)"
	}
	e.field("channel", channel)
	e.text("note:", cmp.Or(p.Note, "no note in the mail"))
	e.explanation(p.Explanation)
}

// as is the person with all texts that others wrote as shown has them.
func (p personJSON) as(shown func(string) string) personJSON {
	for _, s := range []*string{&p.Name, &p.Headline, &p.Place, &p.Note} {
		*s = shown(*s)
	}
	p.Verdict.Reasons = slices.Clone(p.Verdict.Reasons)
	for i := range p.Verdict.Reasons {
		r := &p.Verdict.Reasons[i]
		r.Why, r.Quote = shown(r.Why), shown(r.Quote)
	}
	return p
}

// text prints what somebody wrote with its line breaks.
func (e *explainer) text(name, text string) {
	if text == "" {
		return
	}
	for line := range strings.SplitSeq(text, "\n") {
		e.out.printf("%s\n", strings.TrimRight(fmt.Sprintf("  %-13s %s", name, harmless(line)), " "))
		name = ""
	}
}

func (e *explainer) verdict(v triage.Verdict) {
	e.decision(v)
	e.reasons(v)
}

func (e *explainer) decision(v triage.Verdict) {
	s, j := e.out, e.rules.Judge
	decided := fmt.Sprintf(", score %.2f: %s", v.Score, e.threshold(v, j))
	if v.Kind == "forged" || v.Kind == "unverified" {
		decided = ""
	}
	s.printf("  %-13s %s\n", "verdict:", s.verdictColour(1, fmt.Sprintf("%s (%s)%s", v.Class, v.Kind, decided)))
}

func (e *explainer) reasons(v triage.Verdict) {
	for _, r := range v.Reasons {
		e.out.printf("  %-13s - %s\n", "", harmless(r.String()))
	}
}

// threshold says which bound decided.
func (e *explainer) threshold(v triage.Verdict, j *triage.Judge) string {
	switch v.Class {
	case triage.Generic:
		return fmt.Sprintf("generic is at most %.2f", j.GenericBelow)
	case triage.Personalized:
		return fmt.Sprintf("personalized is at least %.2f", j.PersonalAbove)
	}
	return fmt.Sprintf("between %.2f and %.2f you decide", j.GenericBelow, j.PersonalAbove)
}

// notes judges a file of bare notes.
func (e *explainer) notes(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("explain notes: %w", err)
	}
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, len(text)+1)
	for n := 1; lines.Scan(); n++ {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		out := noteJSON{ID: json.RawMessage("null")}
		in, err := readNoteLine(lines.Bytes())
		if err != nil {
			out.Error = fmt.Sprintf("%s:%d: %v", path, n, err)
			e.failed = fmt.Errorf("explain notes: %s", out.Error)
		} else {
			out.Explanation = e.rules.Judge.Explain(in.invitation())
			if len(in.ID) > 0 {
				out.ID = in.ID
			}
		}
		if e.json {
			e.out.json(out)
			continue
		}
		e.out.printf("%s\n", e.out.paint(bold, harmless(string(out.ID)+"  "+in.invitation().Note)))
		if e.why && out.Error == "" {
			e.explanation(out.Explanation)
		} else {
			e.verdict(out.Verdict)
		}
	}
	return lines.Err()
}
