package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"havewemet/triage"
	"havewemet/triage/ledger"
)

// printStories tells the cases' stories if they are of one name, and else lists
// them, to be told apart.
func (a *app) printStories(s triage.Summary, cases []triage.Case, journal []ledger.Entry) error {
	names := map[string]bool{}
	for _, c := range cases {
		names[looseName(c)] = true
	}
	if len(names) > 1 && !a.json {
		s.Cases = cases
		a.out.printStandings(s.Status(true).Cases)
		a.out.printf("more than one: write more of the name, to be told the whole story of one\n")
		return nil
	}
	if len(cases) > 1 && !a.json {
		a.out.printf("%d cases bear this name:\n\n", len(cases))
	}
	for i, c := range cases {
		st := s.Story(c, moments(c, s.Cases, journal))
		if a.json {
			if err := a.out.json(st); err != nil {
				return err
			}
			continue
		}
		if i > 0 {
			a.out.printf("\n")
		}
		a.out.printStory(st, s)
	}
	return nil
}

// moments are the lines of the journal that are about c. What names only its
// mail's sender may be about another of that name, and then says so.
func moments(c triage.Case, all []triage.Case, journal []ledger.Entry) (told []triage.Moment) {
	others, namesake := map[string]bool{}, false
	for _, o := range all {
		if o.ID != c.ID {
			others[o.MessageID], others[o.Question] = true, true
			namesake = namesake || triage.FoldName(o.Name) == triage.FoldName(c.Name)
		}
	}
	delete(others, "")
	for _, e := range journal {
		its := e.MessageID != "" && (e.MessageID == c.MessageID || e.MessageID == c.Question)
		named := e.Name != "" && triage.FoldName(e.Name) == triage.FoldName(c.Name) || e.Name == "" && e.MessageID == "" && triage.About(e.Why, c.Name)
		if !its && (!named || others[e.MessageID]) {
			continue
		}
		m := triage.Moment{At: e.At, What: deed(e), Why: e.Why}
		if !its && namesake {
			m.What += " (or about another of that name)"
		}
		told = append(told, m)
	}
	return told
}

func (s *screen) printStory(st triage.Story, by triage.Summary) {
	shown := harmless
	if st.State == triage.StateSuspicious {
		shown = func(text string) string { return triage.Defang(harmless(text)) }
	}
	field := func(name, value string) {
		if value != "" {
			s.printf("  %-9s %s\n", name+":", value)
		}
	}
	s.printf("%s\n", s.paint(bold, shown(st.Name)))
	field("about", shown(strings.Join(slices.DeleteFunc([]string{st.Headline, st.Place}, func(t string) bool { return t == "" }), " | ")))
	field("profile", st.Link)
	field("state", s.stateColour(1, string(st.State))+", "+st.When)
	field("lies in", harmless(st.Folder))
	name := "note"
	for line := range strings.SplitSeq(cmp.Or(st.Note, "no note in the mail"), "\n") {
		s.printf("%s\n", strings.TrimRight(fmt.Sprintf("  %-9s %s", strings.TrimSuffix(name+":", " :"), shown(line)), " "))
		name = " "
	}
	field("verdict", harmless(fmt.Sprintf("%s (%s), score %.2f", st.Class, st.Kind, st.Verdict.Score)))
	for _, r := range st.Verdict.Reasons {
		s.printf("  %-9s - %s\n", "", shown(r.String()))
	}
	s.printf("\n")
	for _, m := range st.Life {
		line := s.paint(dim, m.At.In(by.Now.Location()).Format(minutes)) + "  " + harmless(m.What)
		if m.Why != "" {
			line += ": " + shown(m.Why)
		}
		s.printf("  %s\n", line)
	}
}
