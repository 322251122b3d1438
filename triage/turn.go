package triage

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"havewemet/triage/language"
)

// Turn is a change of the config that would turn a verdict: tried, not guessed.
type Turn struct {
	Table string `json:"table"`        // "[judge]", "[[judge.rule]]", "[me]", "[trust]"
	Set   string `json:"set"`          // what to write there, as TOML
	Was   string `json:"was"`          // the value that it replaces; "" for a new entry
	If    string `json:"if,omitempty"` // what has to be true of it: "that is a friend"
	Class Class  `json:"class"`        // that the verdict would have
}

const mostTurns = 3

// turns proposes changes, the narrowest first: an entry, a rule, a bound.
func (j *Judge) turns(inv Invitation, w judgement) []Turn {
	turns := []Turn{}
	try := func(t Turn, changed *Judge) bool {
		if len(turns) == mostTurns || changed.Judge(inv).Class != t.Class || t.Class == w.Class {
			return false
		}
		turns = append(turns, t)
		return true
	}
	if w.added() {
		j.tryEntries(w, try)
		j.tryRule(w, try)
		j.tryBounds(w, try)
	}
	return turns
}

// tryFunc judges again with a changed judge, and takes the turn if it is one.
type tryFunc func(t Turn, changed *Judge) bool

// tryBounds moves each bound past the score, in steps of 0.01.
func (j *Judge) tryBounds(w judgement, try tryFunc) {
	down, up := math.Floor(100*w.Score+1e-6), math.Ceil(100*w.Score-1e-6)
	below := func(percent float64, class Class) {
		c := *j
		if c.GenericBelow = percent / 100; c.GenericBelow > 0 && c.GenericBelow < c.PersonalAbove {
			try(Turn{"[judge]", fmt.Sprintf("generic_below = %.2f", c.GenericBelow), fmt.Sprintf("%.2f", j.GenericBelow), "", class}, &c)
		}
	}
	above := func(percent float64, class Class) {
		c := *j
		if c.PersonalAbove = percent / 100; c.PersonalAbove < 1 && c.GenericBelow < c.PersonalAbove {
			try(Turn{"[judge]", fmt.Sprintf("personalized_above = %.2f", c.PersonalAbove), fmt.Sprintf("%.2f", j.PersonalAbove), "", class}, &c)
		}
	}
	switch w.Class {
	case Generic:
		below(down, Unsure)
	case Personalized:
		above(up, Unsure)
	case Unsure:
		above(up-1, Personalized)
		below(down+1, Generic)
	}
}

// tryRule looks for the least weight of a rule on the note's most telling words.
func (j *Judge) tryRule(w judgement, try tryFunc) {
	words, ok := w.r.mostTelling()
	if !ok {
		return
	}
	class, bound, sign := Personalized, j.PersonalAbove, 1.0
	if w.Class == Personalized {
		class, bound, sign = Generic, j.GenericBelow, -1
	}
	tenths := max(1, math.Ceil(sign*10*(math.Log(bound/(1-bound))-w.sum)-1e-6))
	for range 3 { // scores are rounded, so that the least may not do
		if !(tenths <= 10*maxRuleWeight) {
			return
		}
		rule := Rule{Note: []string{inOneLine(w.r.quote(words.from, words.to))}, Weight: sign * tenths / 10}
		changed, err := j.withRule(rule)
		if err != nil {
			return
		}
		set := fmt.Sprintf("note = %s\nweight = %.1f", tomlText(rule.Note[0]), rule.Weight)
		if try(Turn{"[[judge.rule]]", set, "", "", class}, changed) {
			return
		}
		tenths++
	}
}

// withRule is a judge with one more rule.
func (j *Judge) withRule(r Rule) (*Judge, error) {
	own, err := compileRule(r)
	if err != nil {
		return nil, err
	}
	c := *j
	own.number = len(j.own) + 1
	c.own = append(slices.Clip(c.own), own)
	return &c, nil
}

// mostTelling returns up to three words in a row (or six characters) that other
// notes hold least. A note of nothing but usual words has none: a rule on them
// would turn many others.
func (r *noteReading) mostTelling() (best noteSpan, ok bool) {
	most, generic := 0, r.genericSpans()
	for i := range r.tokens {
		for end := i + 1; end <= len(r.tokens) && r.maySay(end-1); end++ {
			span, last := noteSpan{i, end}, &r.tokens[end-1]
			if r.means(i) && r.means(end-1) && !slices.ContainsFunc(generic, span.meets) {
				if n := 2*r.oddIn(span) + r.meaning(span); r.oddIn(span) > 0 && n > most {
					best, ok, most = span, true, n
				}
			}
			if last.after != 0 || end-i == 3 && !last.single || end-i == 6 {
				break
			}
		}
	}
	return best, ok
}

// maySay reports a word of their own that can stand in a rule.
func (r *noteReading) maySay(i int) bool {
	t := &r.tokens[i]
	return r.cover[i] == "" && !t.braced && !t.number && !slices.Contains(r.names, t.text)
}

// means reports a word that is no function word.
func (r *noteReading) means(i int) bool {
	t := &r.tokens[i]
	return t.single || !r.book.common(t.text) && utf8.RuneCountInString(t.text) > 1
}

// entryKeys are what a name in a note may be: a friend, by the full name, or else
// the least that would do.
var entryKeys = []struct {
	key, what string
	words     int // at least
	list      func(*Me) *[]string
}{
	{"friends", "a friend", 2, func(m *Me) *[]string { return &m.Friends }},
	{"cities", "a city of yours", 1, func(m *Me) *[]string { return &m.Cities }},
	{"firms", "a firm of yours", 1, func(m *Me) *[]string { return &m.Firms }},
	{"schools", "a school of yours", 1, func(m *Me) *[]string { return &m.Schools }},
	{"groups", "a group of yours", 1, func(m *Me) *[]string { return &m.Groups }},
	{"events", "an event of yours", 1, func(m *Me) *[]string { return &m.Events }},
}

// tryEntries looks for a name in the note that would turn it, were it in [Me].
func (j *Judge) tryEntries(w judgement, try tryFunc) {
	if w.Class == Personalized {
		return
	}
	for _, span := range w.r.nameRuns() {
		entry := w.r.quote(span.from, span.to)
		if CheckMine(entry) != nil {
			continue
		}
		for _, k := range entryKeys {
			if span.to-span.from < k.words {
				continue
			}
			c := *j
			list := k.list(&c.Owner.Me)
			*list = append(slices.Clip(*list), entry)
			c.mine = newMine(c.Owner.Me)
			if try(Turn{"[me]", k.key + " = [" + tomlText(entry) + "]", "", "that is " + k.what, Personalized}, &c) {
				return
			}
		}
	}
}

// nameRuns finds capitals in a row that may name somebody or something: not a
// capital because a sentence begins or because German writes nouns so, nor the
// two people. The longest first, and few of them: each is tried.
func (r *noteReading) nameRuns() (runs []noteSpan) {
	nouns := language.Guess(r.raw) == "de"
	for i := 0; i < len(r.tokens); i++ {
		from := i
		for i < len(r.tokens) && r.maySay(i) && r.tokens[i].capital && r.nameLike(i) && (i == from || r.tokens[i-1].after == 0) {
			i++
		}
		if i == from {
			continue
		}
		begins := from == 0 || r.tokens[from-1].sentence != r.tokens[from].sentence
		usual := r.book.inPattern(r.tokens[from].text)
		if n := i - from; n <= 4 && !usual && (n > 1 || !begins && !nouns) {
			runs = append(runs, noteSpan{from, i})
		}
		i--
	}
	slices.SortStableFunc(runs, func(a, b noteSpan) int { return (b.to - b.from) - (a.to - a.from) })
	return runs[:min(len(runs), 4)]
}

// trusting proposes to take mails that no server vouches for like others.
func (r Rules) trusting(n Notification, inv Invitation, v Verdict) []Turn {
	was := r.Unverified
	r.Unverified = UnverifiedTriage
	then := r.Verdict(n, inv)
	if then.Class == v.Class {
		return []Turn{}
	}
	return []Turn{{"[trust]", fmt.Sprintf("unverified = %q", UnverifiedTriage), fmt.Sprintf("%q", was), "", then.Class}}
}

// inOneLine is words with single spaces between them.
func inOneLine(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, ""), func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
}

// tomlText is words as a TOML string, on one line.
func tomlText(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(inOneLine(s)) + `"`
}
