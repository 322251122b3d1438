package main

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"havewemet/triage"
	"havewemet/triage/language"
)

// WordsConfig is one [reply.words.CODE]: the owner's templates for questions in
// that language.
type WordsConfig struct {
	NoNote string `toml:"no_note"`
	Canned string `toml:"canned"`
	Pitch  string `toml:"pitch"`
}

func (w WordsConfig) on(o triage.Occasion) (text string, ok bool) {
	text, ok = map[triage.Occasion]string{triage.OccasionNoNote: w.NoNote, triage.OccasionCanned: w.Canned, triage.OccasionPitch: w.Pitch}[o]
	return text, ok
}

// checkWords reads the templates that the text holds.
func checkWords(text []byte, c *Config) error {
	if len(c.Reply.Words) == 0 {
		return nil
	}
	p, err := newPatch(text)
	if err != nil {
		return fmt.Errorf("%s: %w", c.file, err)
	}
	for _, code := range slices.Sorted(maps.Keys(c.Reply.Words)) {
		l, ok := language.Get(code)
		if ok && l.Code == code {
			continue
		}
		row, col := p.placeOfTable("reply.words." + code)
		hint := fmt.Sprintf("there is %s", languageCodes())
		if ok {
			hint = fmt.Sprintf("write %q", l.Code)
		}
		return fmt.Errorf("%s:%d:%d: [reply.words.%s]: no data for %q\nhint: %s", c.file, row, col, code, code, hint)
	}
	c.templates = map[string]map[triage.Occasion]*triage.QuestionTemplate{}
	for _, k := range p.keys {
		code, occasion, _ := strings.Cut(strings.TrimPrefix(k.path, "reply.words."), ".")
		on := triage.Occasion(occasion)
		text, ok := c.Reply.Words[code].on(on)
		if !ok || !strings.HasPrefix(k.path, "reply.words.") {
			continue
		}
		t, err := triage.ParseQuestionTemplate(text, on)
		var wrong *triage.TemplateError
		if errors.As(err, &wrong) {
			row, col := p.within(k, text, wrong.Line, wrong.Column)
			return fmt.Errorf("%s:%d:%d: %s: %w\n\t%s", c.file, row, col, k.path, err, line(p.text, row))
		}
		if on == triage.OccasionPitch && !c.Reply.Pitch {
			row, col := p.place(k.from)
			return fmt.Errorf("%s:%d:%d: %s: is never asked without [reply] pitch = true", c.file, row, col, k.path)
		}
		if c.templates[code] == nil {
			c.templates[code] = map[triage.Occasion]*triage.QuestionTemplate{}
		}
		c.templates[code][on] = t
	}
	return nil
}

// place is the row and column of an offset, from 1.
func (p *patch) place(at int) (row, col int) {
	before := string(p.text[:at])
	return 1 + strings.Count(before, "\n"), len(before) - strings.LastIndexByte(before, '\n')
}

// placeOfTable is where a table begins, or its first key where it has no line.
func (p *patch) placeOfTable(table string) (row, col int) {
	if end, ok := p.head[table]; ok {
		row, _ = p.place(end - 1)
		return row, 1
	}
	i := slices.IndexFunc(p.keys, func(k keyPlace) bool { return k.path == table || strings.HasPrefix(k.path, table+".") })
	return p.place(p.keys[max(i, 0)].key)
}

// within finds the place in the file of a line and column of a text value, which
// the file may write with escapes.
func (p *patch) within(k keyPlace, value string, line, column int) (row, col int) {
	lines := strings.SplitAfter(value, "\n")
	left := len(strings.Join(lines[:line-1], "")) + column - 1 // bytes of the value before the place
	at, quote := k.from+1, p.text[k.from]
	if s := string(p.text[k.from:k.to]); strings.HasPrefix(s, `"""`) || strings.HasPrefix(s, "'''") {
		at += 2 + len(firstBreak.FindString(s[3:]))
	}
	for at < k.to {
		s := string(p.text[at:k.to])
		if joined := lineJoin.FindString(s); quote == '"' && joined != "" {
			at += len(joined)
			continue
		}
		if left <= 0 {
			break
		}
		if escaped := escapeForm.FindString(s); quote == '"' && escaped != "" {
			at, left = at+len(escaped), left-escapedBytes(escaped)
			continue
		}
		at, left = at+1, left-1
	}
	return p.place(at)
}

var (
	firstBreak = regexp.MustCompile(`^\r?\n`)
	lineJoin   = regexp.MustCompile(`^\\[ \t]*\r?\n\s*`)
	escapeForm = regexp.MustCompile(`^\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)`)
)

// escapedBytes is how long what an escape of TOML stands for is in UTF-8.
func escapedBytes(escape string) int {
	if code, err := strconv.ParseUint(escape[2:], 16, 32); err == nil {
		return utf8.RuneLen(rune(code))
	}
	return 1
}
