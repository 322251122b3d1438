package main

import (
	"strings"
	"testing"

	"havewemet/triage"
)

func TestLookUp(t *testing.T) {
	var cases []triage.Case
	for _, who := range [][2]string{{"Anna Kovács", "anna"}, {"Anna Kovacs", "anna-kovacs-1"}, {"Anna Kovacsova", ""}, {"Lara Oates", ""}, {"Rao Anna", "rao"}, {"", "x-1"}, {"田中 太郎", ""}, {"Вера Петрова", ""}} {
		cases = append(cases, triage.Case{Invitation: triage.Invitation{Person: triage.Person{Name: who[0], Profile: who[1]}}})
	}
	for text, want := range map[string]string{
		"anna kovacs":                   "Anna Kovács, Anna Kovacs",
		"KOVÁCS":                        "Anna Kovács, Anna Kovacs, Anna Kovacsova",
		"anna":                          "Anna Kovács, Anna Kovacs, Anna Kovacsova, Rao Anna", // though it is a profile
		"anna-kovacs-1":                 "Anna Kovacs",
		"https://linkedin.com/in/anna/": "Anna Kovács",
		"linkedin.com/in/rao":           "Rao Anna",
		"https://www.linkedin.com/comm/in/ANNA%2Dkovacs-1?midToken=AQ1": "Anna Kovacs",
		"https://www.linkedin.com/in/nobody-0?midToken=AQ1":             `"nobody-0"`,
		"rao":                                "Rao Anna",
		"without a name":                     "",
		"田中":                                 "田中 太郎",
		"Иванова":                            "hint: havewemet status --all", // half of it is another name
		"Петрава":                            "hint: names like it: Вера Петрова",
		"":                                   "nobody's name",
		"/":                                  "nobody's name",
		"?":                                  "nobody's name",
		"Lora":                               "hint: names like it: Lara Oates",
		"Lara Oates-Jones of a far-off land": "hint: havewemet status --all",
	} {
		found, err := lookUp(cases, text)
		var names []string
		for _, c := range found {
			names = append(names, c.Name)
		}
		got := strings.Join(names, ", ")
		if err != nil && want != "" && strings.Contains(err.Error(), want) {
			continue
		}
		if err != nil || got != want || len(found) == 0 {
			t.Errorf("%q finds %q (%v), want %q", text, got, err, want)
		}
	}
}
