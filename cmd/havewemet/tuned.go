package main

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"havewemet/triage"
)

// whatIsIt stands above names of which tune cannot know what they are.
const whatIsIt = "a firm, a school, an event? then move it to that list"

// found says where words were found.
func (p proposalJSON) found() string { return fmt.Sprintf("%d people wrote it", p.People) }

// gain says in one line what a change does to notes that it was not chosen on.
func (p proposalJSON) gain() string {
	b, a := p.Gain.Before, p.Gain.After
	return fmt.Sprintf("on notes left out: asked wrongly %d -> %d, taken wrongly %d -> %d, unsure %d -> %d, cost %.1f -> %.1f",
		b.Asked(), a.Asked(), b.Accepted(), a.Accepted(), b.Unsure(), a.Unsure(), b.Cost(), a.Cost())
}

// asTOML is what is proposed as lines to paste; "" for nothing.
func (c *Config) asTOML(proposals []proposalJSON) string {
	var judge, me, rules strings.Builder
	for _, p := range proposals {
		switch s := p.Set; s[0].Table {
		case "judge":
			for _, s := range s {
				was := map[string]Share{"generic_below": c.Judge.GenericBelow, "personalized_above": c.Judge.PersonalAbove}[s.Key]
				fmt.Fprintf(&judge, "%s = %s  # was %v; %s\n", s.Key, s.Value, was, p.gain())
			}
		case "me":
			fmt.Fprintf(&me, "\t%s,  # %s; %s\n", s[0].Value, p.found(), p.gain())
		default:
			fmt.Fprintf(&rules, "\n[[judge.rule]]\nnote = %s  # %s\nweight = %s  # %s\n", s[0].Value, p.found(), s[1].Value, p.gain())
		}
	}
	var b strings.Builder
	if judge.Len() > 0 {
		b.WriteString("\n[judge]\n" + judge.String())
	}
	if me.Len() > 0 {
		b.WriteString("\n[me]\n# " + whatIsIt + "\ngroups = [\n")
		for _, g := range c.Me.Groups {
			b.WriteString("\t" + triage.Proposal{Group: g}.Settings()[0].Value + ",\n")
		}
		b.WriteString(me.String() + "]\n")
	}
	b.WriteString(rules.String())
	return strings.TrimPrefix(b.String(), "\n")
}

// printTune prints what was measured, the costly errors before the curve.
func (s *screen) printTune(t tuneJSON, c *Config) {
	m := t.Measure
	if t.Source != "" {
		s.printf("%s in %s\n", count(m.Notes(), "labelled note"), harmless(t.Source))
	} else {
		filed := 0
		if t.Filed != nil {
			filed = t.Filed.Notes()
		}
		s.printf("%s: %d you moved by hand, %d lie where havewemet put them (these agree with it by definition, and say nothing about its errors)\n", count(m.Notes()+filed, "mail"), m.Notes(), filed)
	}
	if m.Notes() > 0 {
		s.printf("\n")
		s.printConfusion(m.Confusion)
		s.printErrors("asked, though they wrote", m.Errors, triage.Personalized)
		s.printErrors("taken for personal, though generic", m.Errors, triage.Generic)
		s.printCurve("generic_below", m.Below, func(p triage.Point) float64 { return p.GenericBelow })
		s.printCurve("personalized_above", m.Above, func(p triage.Point) float64 { return p.PersonalAbove })
	}
	if t.Filed != nil && t.Source == "" {
		s.printf("\nwhere havewemet put them, judged again as of now:\n")
		s.printConfusion(t.Filed.Confusion)
	}
	s.printf("\n")
	if t.Unmoved != "" {
		s.printf("the bounds stay: %s\n", t.Unmoved)
	}
	switch {
	case t.Patch == "":
		s.printf("nothing is proposed\n")
	case t.Written != "":
		s.printf("%s\nwritten into %s; the old file is %s\n", harmlessLines(t.Patch), harmless(t.Written), harmless(t.Kept))
	case c.file == "":
		s.printf("%s\nput this into your config\n", harmlessLines(t.Patch))
	default:
		s.printf("%s\nthe same with --write puts this into %s, and keeps the old file beside it\n", harmlessLines(t.Patch), harmless(c.file))
	}
}

// harmlessLines makes text fit for a terminal that has lines of its own.
func harmlessLines(text string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r)) {
			return -1
		}
		return r
	}, text)
}

func (s *screen) printConfusion(c triage.Confusion) {
	row := func(label triage.Class, v triage.Verdicts) []string {
		return []string{string(label), strconv.Itoa(v.Personalized), strconv.Itoa(v.Generic), strconv.Itoa(v.Unsure), share(c.Precision(label)), share(c.Recall(label))}
	}
	s.table([]string{"what it is", "said personalized", "generic", "unsure", "precision", "recall"},
		[][]string{row(triage.Personalized, c.Personalized), row(triage.Generic, c.Generic)}, nil, nil)
	if b, ok := c.Balanced(); ok {
		s.printf("balanced accuracy of what was decided %.1f%%; ", 100*b)
	}
	s.printf("errors cost %.1f (5 to ask somebody who wrote, 1 to take a generic note for personal, 0.5 to be unsure)\n", c.Cost())
}

func share(p triage.Share) string {
	if p.Of == 0 {
		return "-"
	}
	return fmt.Sprintf("%.1f%%", 100*float64(p.N)/float64(p.Of))
}

// mostErrors is how many of a kind are listed; --json has all.
const mostErrors = 15

func (s *screen) printErrors(what string, errors []triage.Misjudged, is triage.Class) {
	errors = slices.DeleteFunc(slices.Clone(errors), func(e triage.Misjudged) bool { return e.Is != is })
	if len(errors) == 0 {
		return
	}
	s.printf("\n%s\n", s.paint(bold, fmt.Sprintf("%s: %d", what, len(errors))))
	for _, e := range errors[:min(len(errors), mostErrors)] {
		why := ""
		if len(e.Verdict.Reasons) > 0 {
			why = e.Verdict.Reasons[0].String()
		}
		who := cmp.Or(strings.Trim(e.ID+"  "+e.Name, " "), "(no name)")
		s.printf("  %s  %.2f  %s\n", short(who, 2*longestName), e.Verdict.Score, short(why, max(s.width()-40, longestName)))
		s.printf("      %s\n", short(cmp.Or(harmless(e.Note), "(no note in the mail)"), min(max(s.width()-7, longestName), 100)))
	}
	if more := len(errors) - mostErrors; more > 0 {
		s.printf("  and %d more; --json lists all\n", more)
	}
}

func (s *screen) printCurve(key string, points []triage.Point, bound func(triage.Point) float64) {
	var rows [][]string
	for _, p := range points {
		all := p.Confusion
		row := []string{fmt.Sprintf("%.2f", bound(p)), share(triage.Share{N: all.Asked(), Of: all.Asked() + all.Personalized.Personalized + all.Personalized.Unsure}),
			share(triage.Share{N: all.Accepted(), Of: all.Accepted() + all.Generic.Generic + all.Generic.Unsure}), share(triage.Share{N: all.Unsure(), Of: all.Notes()}), fmt.Sprintf("%.1f", all.Cost()), ""}
		if p.InForce {
			row[5] = "<- in force"
		}
		rows = append(rows, row)
	}
	s.printf("\n")
	s.table([]string{key, "asked wrongly", "taken wrongly", "unsure", "cost", ""}, rows, nil, nil)
}
