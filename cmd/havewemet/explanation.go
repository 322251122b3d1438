package main

import (
	"fmt"
	"strings"

	"github.com/mattn/go-runewidth"

	"havewemet/triage"
)

// explanation prints a verdict with all that led to it and what would turn it.
func (e *explainer) explanation(x triage.Explanation) {
	e.decision(x.Verdict)
	if x.How == triage.BySum || x.How == triage.HeldBack {
		e.sum(x)
	}
	if x.How != triage.BySum || len(x.Signals) == 0 {
		e.reasons(x.Verdict)
	}
	var out []string
	for _, t := range x.Out {
		out = append(out, t.As+" “"+t.Quote+"”")
	}
	if len(out) > 0 {
		e.wrapped("taken out:", "", strings.Join(out, ", "))
	}
	name := "nearly:"
	for _, n := range x.Near {
		e.wrapped(name, weight(n.Weight), n.Name+": “"+n.Quote+"” "+n.Why)
		name = ""
	}
	e.turns(x)
}

// sum prints a sum, one part a line.
func (e *explainer) sum(x triage.Explanation) {
	e.wrapped("", weight(x.Base), "before anything is found")
	if len(x.Shapes) > 0 {
		var parts []string
		for _, s := range x.Shapes {
			parts = append(parts, fmt.Sprintf("%s (%+.2f)", s.Why, s.Weight))
		}
		e.wrapped("", weight(x.Shape()), "its shape: "+strings.Join(parts, ", "))
	}
	for _, s := range x.Signals {
		e.wrapped("", weight(s.Weight), s.Name+": "+triage.Reason{Why: s.Why, Quote: s.Quote}.String())
	}
	total := "in sum"
	if x.How == triage.HeldBack {
		total += ", but held back"
	}
	e.wrapped("", weight(x.Sum), fmt.Sprintf("%s: score %.2f", total, x.Verdict.Score))
}

func weight(w float64) string { return fmt.Sprintf("%+6.2f  ", w) }

func (e *explainer) turns(x triage.Explanation) {
	switch {
	case len(x.Turn) > 0:
		e.out.printf("  would turn it:\n")
	case x.How == triage.Unjudged:
		e.out.printf("  would turn it: nothing in the config\n")
	case x.Verdict.Kind == "rule":
		e.out.printf("  would turn it: only your rules\n")
	case x.How == triage.Alone && x.Verdict.Kind == "canned":
		e.out.printf("  would turn it: no bound, only a rule on its words\n")
	default:
		e.out.printf("  would turn it: no bound and no weight, only a rule with a class\n")
	}
	for _, t := range x.Turn {
		e.wrapped("", "- ", turn(t))
	}
}

// turn says what would turn a verdict: where, what, what it stands on now, and
// what would come of it.
func turn(t triage.Turn) string {
	s := t.Table + " " + strings.ReplaceAll(t.Set, "\n", ", ")
	if t.Was != "" {
		s += " instead of " + t.Was
	}
	if t.If != "" {
		s += ", if " + t.If + ","
	}
	if t.Class == triage.Unsure {
		return s + " would leave it to you"
	}
	return s + " would make it " + string(t.Class)
}

// mostColumns is as wide as an explanation gets, however wide the screen is.
const mostColumns = 80

// wrapped prints text behind a name and a mark, broken at spaces: what goes on
// stands below where the text began.
func (e *explainer) wrapped(name, mark, text string) {
	before := fmt.Sprintf("  %-13s %s", name, mark)
	most := max(min(mostColumns, e.out.width())-len(before), 20)
	line, used := "", 0
	flush := func() {
		e.out.printf("%s%s\n", before, line)
		before, line, used = strings.Repeat(" ", len(before)), "", 0
	}
	for word := range strings.FieldsSeq(harmless(text)) {
		if used > 0 && used+1+runewidth.StringWidth(word) > most {
			flush()
		}
		for runewidth.StringWidth(word) > most { // of a script without spaces
			line = runewidth.Truncate(word, most, "")
			word = word[len(line):]
			flush()
		}
		if used > 0 {
			line, used = line+" ", used+1
		}
		line, used = line+word, used+runewidth.StringWidth(word)
	}
	flush()
}
