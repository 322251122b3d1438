package triage

import (
	"fmt"
	"strings"
	"time"

	"golang.org/x/text/unicode/bidi"

	"havewemet/triage/language"
)

// Asking is how the owner wants questions to be worded.
type Asking struct {
	// Pitch asks who has something to sell what that is; else they get the
	// question that a canned note gets.
	Pitch bool
	// Templates are the owner's own words by the language's code; whatever is
	// not there is asked in the words of the language's file.
	Templates map[string]map[Occasion]*QuestionTemplate
}

// Occasion is what a question is put to.
type Occasion string

const (
	OccasionNoNote Occasion = "no_note" // no note in the mail, or LinkedIn's standard line
	OccasionCanned Occasion = "canned"  // a note that could go to anybody
	OccasionPitch  Occasion = "pitch"   // a note of somebody who has something to sell
)

func (a Asking) occasion(v Verdict, note string) Occasion {
	switch {
	case strings.TrimSpace(note) == "" || v.Kind == kindStandard:
		return OccasionNoNote
	case v.Kind == kindPitch && a.Pitch:
		return OccasionPitch
	}
	return OccasionCanned
}

// phrasing is what one question is made of.
type phrasing struct {
	inv      Invitation
	owner    Owner
	words    *language.Language // of the question
	own      *language.Language // of what the draft tells the owner
	occasion Occasion
}

func newPhrasing(inv Invitation, v Verdict, owner Owner) phrasing {
	w := phrasing{inv: inv, owner: owner, occasion: owner.Asking.occasion(v, inv.Note)}
	w.words, w.own = questionLanguages(inv, owner)
	return w
}

// text is the question itself, its foreign words cut at a number of runes. It
// never says that no note was written: a mail without a note does not prove that.
func (w phrasing) text(runes int) (string, error) {
	if t := w.owner.Asking.Templates[w.words.Code][w.occasion]; t != nil {
		return t.text(w.fields(runes))
	}
	q := w.words.Question
	sentences := []string{q.Thanks}
	switch w.occasion {
	case OccasionNoNote:
		sentences = append(sentences, q.NoNote, q.Ask)
	case OccasionCanned:
		sentences = append(sentences, q.Canned)
	case OccasionPitch:
		sentences = append(sentences, q.Pitch)
	}
	space := " "
	if w.words.Code == "ja" || strings.HasPrefix(w.words.Code, "zh") {
		space = ""
	}
	f := w.fields(runes)
	return addressed(q.Greeting, f.Name) + "\n\n" + strings.Join(sentences, space) + "\n\n" + q.Closing + "\n" + visibleName(w.owner.Name, max(runes, 40)) + "\n", nil
}

// fields are what a template may name.
func (w phrasing) fields(runes int) questionFields {
	name := w.inv.Name
	if !w.words.Question.FullName {
		name = firstName(name)
	}
	note := "" // the standard line is nobody's
	if w.occasion != OccasionNoNote {
		note = readOwnWords(embeddedCues(), w.inv.Note, w.inv.Name, w.owner.Name).body()
	}
	f := questionFields{
		Name:     visibleName(name, runes),
		FullName: visibleName(w.inv.Name, runes),
		Headline: visibleName(w.inv.Headline, 2*runes),
		Place:    visibleName(w.inv.Place, runes),
		Note:     visibleName(note, 5*runes),
		Owner:    visibleName(w.owner.Name, max(runes, 40)),
	}
	if !w.inv.Received.IsZero() {
		f.Date = w.inv.Received.Format(time.DateOnly)
	}
	rtl := rightToLeft(w.words.Question.Thanks)
	for _, s := range []*string{&f.Name, &f.FullName, &f.Headline, &f.Place, &f.Note, &f.Owner} {
		*s = isolate(*s, rtl)
	}
	return f
}

// rightToLeft tells how a text runs: as its first letter that has a direction
// does (UAX #9, rules P2 and P3).
func rightToLeft(s string) bool {
	for _, r := range s {
		switch p, _ := bidi.LookupRune(r); p.Class() {
		case bidi.R, bidi.AL:
			return true
		case bidi.L:
			return false
		}
	}
	return false
}

// isolate keeps s, which stands among words that run the one way, from drawing
// the punctuation around it to itself where it runs the other way, in part or in
// whole (UAX #9 section 2.4: FSI, PDI). All other text stays as it is.
func isolate(s string, rtl bool) string {
	for _, r := range s {
		p, _ := bidi.LookupRune(r)
		if class := p.Class(); rtl && class == bidi.L || !rtl && (class == bidi.R || class == bidi.AL) {
			return "\u2068" + s + "\u2069"
		}
	}
	return s
}

// below is what the owner is told under the text, in the owner's language: where the text has
// to go, if a mail is not all there is to it; "" if it is.
func (w phrasing) below() string {
	q, text := w.own.Question, ""
	switch {
	case !w.mail():
		text = q.Paste + "\n" + boundLink(w.inv.Profile)
	case isRelay(w.inv.ReplyTo):
		text = q.Relay
	default:
		return ""
	}
	return fmt.Sprintf("\n----------\n%s\n", text)
}

// mail tells whether the question can be sent.
func (w phrasing) mail() bool { return w.inv.Channel == ChannelMail && validAddress(w.inv.ReplyTo) }
