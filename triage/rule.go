package triage

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"havewemet/triage/language"
)

// Rule is the owner's own word on invitations that it matches: it decides, or
// adds to what the note is worth. Every field that is given has to match, by any
// of its texts.
//
// A text is words as people write them, found wherever they stand in a row;
// case, accents and apostrophes do not matter, and "word*" is any word that
// begins so. "/.../" is a regular expression (RE2 syntax), case ignored.
type Rule struct {
	Note, Name, Headline, Place, Profile []string

	Language []string // of the note: codes as in "de"

	Class  Class   // decides alone; or
	Weight float64 // added to the judge's sum, -10 to 10
	Why    string  // shown as the reason; "" for what matched
}

// kindRule is the kind of verdicts that a rule with a class gave.
const kindRule = "rule"

// maxRuleWeight settles any note: the judge's sums lie between -10 and 10.
const maxRuleWeight = 10

// RuleError is what is wrong with a rule, and where.
type RuleError struct {
	Key   string // of the config: "note", "class"; "" for the rule as a whole
	Entry string // the text in it, where it is one of a list
	Err   error
}

func (e *RuleError) Error() string { return e.Err.Error() }
func (e *RuleError) Unwrap() error { return e.Err }

// ownRule is a rule as it is looked for.
type ownRule struct {
	Rule
	number int // from 1, as it stands in the config
	fields []ruleField
}

type ruleField struct {
	key   string
	texts []ruleText
}

// ruleText is words in a row, or a regular expression.
type ruleText struct {
	words  []noteToken
	begins bool // the last word is the beginning of one
	re     *regexp.Regexp
}

// UseRules makes the judge heed rules, in their order. The error is a [*RuleError].
func (j *Judge) UseRules(rules []Rule) error {
	j.own = nil
	for i, r := range rules {
		own, err := compileRule(r)
		if err != nil {
			return err
		}
		own.number = i + 1
		j.own = append(j.own, own)
	}
	return nil
}

// CheckRule returns what is wrong with a rule, a [*RuleError].
func CheckRule(r Rule) error {
	_, err := compileRule(r)
	return err
}

func compileRule(r Rule) (*ownRule, error) {
	own := &ownRule{Rule: r}
	for _, f := range []struct {
		key   string
		texts []string
	}{{"note", r.Note}, {"name", r.Name}, {"headline", r.Headline}, {"place", r.Place}, {"profile", r.Profile}} {
		if f.texts == nil {
			continue
		}
		field := ruleField{key: f.key}
		for _, text := range f.texts {
			t, err := compileRuleText(text)
			if err != nil {
				return nil, &RuleError{f.key, text, err}
			}
			field.texts = append(field.texts, t)
		}
		own.fields = append(own.fields, field)
	}
	for _, code := range r.Language {
		if _, ok := language.Get(code); !ok {
			return nil, &RuleError{"language", code, fmt.Errorf("no data for the language %q", code)}
		}
	}
	switch {
	case len(own.fields) == 0 && len(r.Language) == 0:
		return nil, &RuleError{Err: errors.New("matches every invitation: give it a note, name, headline, place, profile or language")}
	case r.Class == "" && r.Weight == 0:
		return nil, &RuleError{Err: errors.New("does nothing: give it a class or a weight")}
	case r.Class != "" && r.Weight != 0:
		return nil, &RuleError{Key: "weight", Err: errors.New("does nothing beside a class, which decides alone: take out one of them")}
	case r.Class != "" && r.Class != Personalized && r.Class != Generic && r.Class != Unsure:
		return nil, &RuleError{Key: "class", Err: fmt.Errorf("%q is no class: there is %s, %s and %s", r.Class, Personalized, Generic, Unsure)}
	case !(r.Weight >= -maxRuleWeight && r.Weight <= maxRuleWeight): // NaN too
		return nil, &RuleError{Key: "weight", Err: fmt.Errorf("must be between %d and %d", -maxRuleWeight, maxRuleWeight)}
	}
	return own, nil
}

func compileRuleText(text string) (t ruleText, err error) {
	if len(text) > 1 && text[0] == '/' && text[len(text)-1] == '/' {
		if t.re, err = regexp.Compile("(?i)" + text[1:len(text)-1]); err != nil {
			return t, errors.New(strings.Replace(strings.TrimPrefix(err.Error(), "error parsing regexp: "), "(?i)", "", 1))
		}
		if t.re.MatchString("") {
			return t, fmt.Errorf("%q matches where nothing stands: write what has to stand there", text)
		}
		return t, nil
	}
	words, begins := strings.CutSuffix(strings.TrimSpace(text), "*")
	t.words, t.begins = foldNote(words).tokens, begins
	switch {
	case len(t.words) == 0:
		return t, fmt.Errorf("%q holds no word", text)
	case begins && utf8.RuneCountInString(t.words[len(t.words)-1].text) < 3:
		return t, fmt.Errorf("%q is too short for a beginning: write at least 3 letters", text)
	}
	return t, nil
}

// find returns where the text stands in a folded one, and the words.
func (t *ruleText) find(in *foldedNote) (quote string, at noteSpan, ok bool) {
	if t.re != nil {
		m := t.re.FindStringIndex(in.raw)
		if m == nil {
			return "", at, false
		}
		for i := range in.tokens {
			if in.tokens[i].end > m[0] && in.tokens[i].start < m[1] {
				if at.to == 0 {
					at.from = i
				}
				at.to = i + 1
			}
		}
		return in.raw[m[0]:m[1]], at, true
	}
	for i := 0; i+len(t.words) <= len(in.tokens); i++ {
		if t.standsAt(in, i) {
			at = noteSpan{i, i + len(t.words)}
			return in.quote(at.from, at.to), at, true
		}
	}
	return "", at, false
}

func (t *ruleText) standsAt(in *foldedNote, i int) bool {
	last := len(t.words) - 1
	for k := range t.words {
		word := in.tokens[i+k].text
		if word != t.words[k].text && !(t.begins && k == last && strings.HasPrefix(word, t.words[k].text)) {
			return false
		}
	}
	return true
}

// ruleMatch is what a rule found.
type ruleMatch struct {
	key   string // of the field whose words are quoted
	quote string
	at    noteSpan // in the note, if key is "note"
}

// match tells whether every field of the rule fits, and the words of the first.
func (own *ownRule) match(inv *Invitation, note *foldedNote) (m ruleMatch, ok bool) {
	if len(own.Language) > 0 && !own.speaks(inv) {
		return m, false
	}
	for i := range own.fields {
		f := &own.fields[i]
		in := note
		if f.key != "note" {
			in = foldNote(firstRunes(map[string]string{"name": inv.Name, "headline": inv.Headline, "place": inv.Place, "profile": inv.Profile}[f.key], 400))
		}
		quote, at, found := "", noteSpan{}, false
		for k := 0; k < len(f.texts) && !found; k++ {
			quote, at, found = f.texts[k].find(in)
		}
		if !found {
			return m, false
		}
		if m.key == "" {
			m = ruleMatch{f.key, quote, at}
		}
	}
	if m.key == "" {
		m.key = "language"
	}
	return m, true
}

// speaks tells whether a note is in one of the rule's languages. Chinese is of
// both scripts where the rule names none.
func (own *ownRule) speaks(inv *Invitation) bool {
	is := language.Guess(inv.Note)
	return slices.ContainsFunc(own.Language, func(code string) bool {
		l, ok := language.Get(code)
		return ok && (l.Code == is || is == "zh" && l.Code == "zh-Hant" && language.Traditional(inv.Note))
	})
}

func (own *ownRule) why(m ruleMatch) string {
	if own.Why != "" {
		return own.Why
	}
	return fmt.Sprintf("your rule %d fits the %s", own.number, m.key)
}

// ruled is the verdict of the first rule that decides.
func (j *Judge) ruled(inv *Invitation) (Verdict, bool) {
	if !slices.ContainsFunc(j.own, func(r *ownRule) bool { return r.Class != "" }) {
		return Verdict{}, false
	}
	note := foldNote(inv.Note)
	for _, own := range j.own {
		if own.Class == "" {
			continue
		}
		if m, ok := own.match(inv, note); ok {
			score := map[Class]float64{Generic: 0, Unsure: .5, Personalized: 1}[own.Class]
			v := Verdict{Class: own.Class, Kind: kindRule, Score: score, Reasons: []Reason{{Why: own.why(m), Quote: m.quote}}}
			if noNote(inv.Note) {
				v.Reasons = append(v.Reasons, Reason{Why: noNoteWhy})
			}
			return v, true
		}
	}
	return Verdict{}, false
}

// ruleSignals are the rules that add to a note's sum.
func (j *Judge) ruleSignals(inv *Invitation, r *noteReading) (fired []firedSignal) {
	for _, own := range j.own {
		if own.Class != "" {
			continue
		}
		m, ok := own.match(inv, r.foldedNote)
		if !ok {
			continue
		}
		f := firedSignal{noteSignal: &noteSignal{name: "rule", kind: "canned", why: own.why(m)}, sum: own.Weight, quoted: m.quote}
		if own.Weight > 0 {
			f.personal, f.kind = true, "own-words"
		}
		if m.key == "note" && m.at.to > 0 {
			f.spans = []noteSpan{m.at}
		}
		fired = append(fired, f)
	}
	return fired
}
