package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"havewemet/triage"
)

// texts takes a text or a list of texts, as TOML may hold either.
func texts(v any) ([]string, error) {
	switch v := v.(type) {
	case nil:
		return nil, nil
	case string:
		return []string{v}, nil
	case []any:
		list := []string{}
		for _, one := range v {
			s, ok := one.(string)
			if !ok {
				return nil, fmt.Errorf("%v is no text", one)
			}
			list = append(list, s)
		}
		if len(list) == 0 {
			return nil, errors.New("the list is empty, so that nothing would match")
		}
		return list, nil
	}
	return nil, errors.New(`must be a text, or a list of texts like ["beekeep*", "honey"]`)
}

// RuleConfig is one [[judge.rule]].
type RuleConfig struct {
	Note     any     `toml:"note"`
	Name     any     `toml:"name"`
	Headline any     `toml:"headline"`
	Place    any     `toml:"place"`
	Profile  any     `toml:"profile"`
	Language any     `toml:"language"`
	Class    string  `toml:"class"`
	Weight   float64 `toml:"weight"`
	Why      string  `toml:"why"`
}

// rule returns the rule that the config means. The error is a [*triage.RuleError].
func (c *RuleConfig) rule() (triage.Rule, error) {
	r := triage.Rule{Class: triage.Class(c.Class), Weight: c.Weight, Why: c.Why}
	for _, f := range []struct {
		key  string
		from any
		to   *[]string
	}{{"note", c.Note, &r.Note}, {"name", c.Name, &r.Name}, {"headline", c.Headline, &r.Headline}, {"place", c.Place, &r.Place}, {"profile", c.Profile, &r.Profile}, {"language", c.Language, &r.Language}} {
		list, err := texts(f.from)
		if err != nil {
			return r, &triage.RuleError{Key: f.key, Err: err}
		}
		*f.to = list
	}
	return r, triage.CheckRule(r)
}

// TestConfig is one [[test]]: a note, and the class that it has to get.
type TestConfig struct {
	Note     string `toml:"note"`
	Class    string `toml:"class"`
	Name     string `toml:"name"`
	Headline string `toml:"headline"`
	Place    string `toml:"place"`
	Profile  string `toml:"profile"`
}

func (t *TestConfig) invitation() triage.Invitation {
	return triage.Invitation{Person: triage.Person{Name: t.Name, Headline: t.Headline, Place: t.Place, Profile: t.Profile}, Note: t.Note}
}

// ownRules returns the rules of a config that was checked.
func (c *Config) ownRules() []triage.Rule {
	var rules []triage.Rule
	for i := range c.Judge.Rule {
		if r, err := c.Judge.Rule[i].rule(); err == nil {
			rules = append(rules, r)
		}
	}
	return rules
}

// checkRules checks the rules, then the tests by what they make of the judge.
func checkRules(text []byte, c *Config) error {
	for i := range c.Judge.Rule {
		_, err := c.Judge.Rule[i].rule()
		var wrong *triage.RuleError
		if !errors.As(err, &wrong) {
			continue
		}
		row, col := locateNth(text, "judge.rule", i, wrong.Key)
		name := "judge.rule"
		if wrong.Key != "" {
			name += "." + wrong.Key
		}
		if wrong.Entry != "" {
			row, col = locateEntry(text, row, col, wrong.Entry)
		}
		return fmt.Errorf("%s:%d:%d: %s: %w\n\t%s", c.file, row, col, name, err, line(text, row))
	}
	return runTests(text, c)
}

// runTests judges the notes of all tests, and tells of each that fails.
func runTests(text []byte, c *Config) error {
	if len(c.Test) == 0 {
		return nil
	}
	judge := c.judge()
	var failed []string
	for i := range c.Test {
		t := &c.Test[i]
		if classes := []triage.Class{triage.Personalized, triage.Generic, triage.Unsure}; !slices.Contains(classes, triage.Class(t.Class)) {
			row, col := locateNth(text, "test", i, "class")
			return fmt.Errorf("%s:%d:%d: test.class: %q is no class: there is %s, %s and %s\n\t%s", c.file, row, col, t.Class, classes[0], classes[1], classes[2], line(text, row))
		}
		v := judge.Judge(t.invitation())
		if v.Class == triage.Class(t.Class) {
			continue
		}
		row, col := locateNth(text, "test", i, "note")
		// A note may be somebody's: it is not in the first line, which goes into logs.
		said := fmt.Sprintf("%s:%d:%d: test %d must be %s, but is %s (score %.2f)\n\t%s", c.file, row, col, i+1, t.Class, v.Class, v.Score, line(text, row))
		for _, r := range v.Reasons {
			said += "\n\t" + r.String()
		}
		failed = append(failed, said)
	}
	if len(failed) > 0 {
		return errors.New(strings.Join(failed, "\n"))
	}
	return nil
}

// locateNth finds the place of a key in the n-th (from 0) table of an array of
// tables: the column of its value, or that of the table's line if it is not
// there. Tables that are written inline are all where their list is.
func locateNth(text []byte, table string, n int, key string) (row, col int) {
	in, list := "", table
	if before, last, ok := strings.Cut(table, "."); ok {
		in, list = before, last
	}
	row, col = locate(text, in, list)
	at := -1
	for i, l := range linesOfKeys(text) {
		if head, ok := strings.CutPrefix(strings.TrimSpace(l), "["); ok {
			if at == n {
				return row, col
			}
			head, _, _ = strings.Cut(strings.TrimPrefix(head, "["), "]")
			if strings.ReplaceAll(head, " ", "") == table {
				if at++; at == n {
					row, col = i+1, 1
				}
			}
			continue
		}
		name, val, ok := strings.Cut(l, "=")
		if ok && at == n && key != "" && strings.TrimSpace(name) == key {
			return i + 1, len(l) - len(strings.TrimLeft(val, " \t")) + 1
		}
	}
	return row, col
}
