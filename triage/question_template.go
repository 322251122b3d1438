package triage

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/template"
	"text/template/parse"
	"unicode/utf8"
)

// QuestionRunes is the most characters that a question of the owner's own words
// has; LinkedIn takes an InMail of 1,900.
const QuestionRunes = 1900

// QuestionTemplate is a question in the owner's own words, greeting and
// signature included: a text/template that was checked. It has no loops and
// calls nothing that could take long, so its text is bounded by its own length.
type QuestionTemplate struct{ template *template.Template }

// questionFields are what a template may name, each on one line, and "" where the
// mail does not tell it.
type questionFields struct {
	Name     string // as the language's greeting has it: the first or the full name
	FullName string
	Headline string
	Place    string
	Date     string // of the invitation's mail, 2006-01-02
	Note     string // what they wrote, without greeting and signature; "" on the occasion no_note
	Owner    string // [Owner.Name]
}

// QuestionFields are the names of what a template may name.
func QuestionFields() []string {
	var names []string
	for f := range reflect.TypeFor[questionFields]().Fields() {
		names = append(names, f.Name)
	}
	return names
}

// questionFunctions is what a template may call: nothing that prints or counts.
var questionFunctions = []string{"and", "or", "not", "eq", "ne"}

// TemplateError is a mistake in a template, and where it is.
type TemplateError struct {
	Line, Column int // from 1; the column in bytes, of the whole line's first action where that is all that is known
	Err          error
}

func (e *TemplateError) Error() string { return e.Err.Error() }
func (e *TemplateError) Unwrap() error { return e.Err }

// ParseQuestionTemplate reads a template for an occasion, and tries it on
// inviters of whom much, little and nothing is told. The error is a
// [*TemplateError].
func ParseQuestionTemplate(text string, on Occasion) (*QuestionTemplate, error) {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	tree := parse.New("question")
	tree.Mode = parse.SkipFuncCheck // the check below knows where the name stands
	trees := map[string]*parse.Tree{}
	if _, err := tree.Parse(text, "", "", trees); err != nil {
		return nil, placeTemplateError(text, err)
	}
	c := templateCheck{text}
	for _, t := range trees {
		if t != tree {
			return nil, c.wrong(t.Root.Pos, "a template within a question is not allowed")
		}
	}
	if err := c.list(tree.Root, true); err != nil {
		return nil, err
	}
	made, err := template.New("question").AddParseTree("question", tree)
	if err != nil {
		return nil, placeTemplateError(text, err)
	}
	t := &QuestionTemplate{made}
	for _, s := range questionSamples(on) {
		if _, err := t.text(s.questionFields); err != nil {
			return nil, placeTemplateError(text, fmt.Errorf("%w %s", err, s.of))
		}
	}
	return t, nil
}

type questionSample struct {
	of string
	questionFields
}

// questionSamples are the longest, the usual and the least that is told.
func questionSamples(on Occasion) []questionSample {
	long := func(runes int) string { return strings.Repeat("x", runes) }
	all := []questionSample{
		{"for an inviter of whom the mail tells all", questionFields{"Priya", "Priya Raman", "Beekeeper", "Ghent", "2026-03-02", "Let us connect.", "Martha Clark"}},
		{"for an inviter of whom the mail tells only the name", questionFields{Name: "Priya", FullName: "Priya Raman", Date: "2026-03-02", Note: "Hi", Owner: "Martha Clark"}},
		{"for an inviter of whom the mail tells nothing", questionFields{Note: "Hi", Owner: "Martha Clark"}},
		{"for an inviter with a long name, headline and note", questionFields{long(60), long(60), long(120), long(60), "2026-03-02", long(300), long(60)}},
	}
	if on == OccasionNoNote {
		for i := range all {
			all[i].Note = ""
		}
	}
	return all
}

// text executes the template.
func (t *QuestionTemplate) text(f questionFields) (string, error) {
	var b strings.Builder
	if err := t.template.Execute(&b, f); err != nil {
		return "", err
	}
	text := strings.TrimSpace(b.String())
	switch n := utf8.RuneCountInString(text); {
	case strings.IndexFunc(text, visible) < 0:
		return "", errors.New("gives an empty text")
	case n > QuestionRunes:
		return "", fmt.Errorf("gives %d characters, more than %d,", n, QuestionRunes)
	}
	return text + "\n", nil
}

func visible(r rune) bool { return dropInvisible(r) >= 0 }

// templateCheck refuses all that a question does not need: loops, variables,
// templates within, and functions and fields that are not there.
type templateCheck struct{ text string }

// list checks nodes; dot is false within {{with}}, where a dot is a text.
func (c templateCheck) list(l *parse.ListNode, dot bool) error {
	if l == nil {
		return nil
	}
	for _, n := range l.Nodes {
		var err error
		switch n := n.(type) {
		case *parse.TextNode, *parse.CommentNode:
		case *parse.ActionNode:
			err = c.pipe(n.Pipe, dot)
		case *parse.IfNode:
			err = c.branch(&n.BranchNode, dot, dot)
		case *parse.WithNode:
			err = c.branch(&n.BranchNode, dot, false)
		default:
			err = c.wrong(n.Position(), "a question may only hold fields like {{.Name}}, {{if}} and {{with}}")
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (c templateCheck) branch(b *parse.BranchNode, dot, within bool) error {
	if err := c.pipe(b.Pipe, dot); err != nil {
		return err
	}
	if err := c.list(b.List, within); err != nil {
		return err
	}
	return c.list(b.ElseList, dot)
}

func (c templateCheck) pipe(p *parse.PipeNode, dot bool) error {
	if len(p.Decl) > 0 {
		return c.wrong(p.Decl[0].Pos, "variables are not allowed")
	}
	for _, cmd := range p.Cmds {
		for _, arg := range cmd.Args {
			if err := c.arg(arg, dot); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c templateCheck) arg(n parse.Node, dot bool) error {
	switch n := n.(type) {
	case *parse.StringNode, *parse.NumberNode, *parse.BoolNode:
		return nil
	case *parse.PipeNode:
		return c.pipe(n, dot)
	case *parse.FieldNode:
		if !dot {
			return c.wrong(n.Pos, "within {{with}} write $%s", n)
		}
		return c.field(n.Pos, n.Ident)
	case *parse.VariableNode: // without variables there is but $
		if len(n.Ident) > 1 {
			return c.field(n.Pos, n.Ident[1:])
		}
	case *parse.DotNode:
		if !dot {
			return nil
		}
	case *parse.IdentifierNode:
		if slices.Contains(questionFunctions, n.Ident) {
			return nil
		}
		return c.wrong(n.Pos, "there is no function %q: known are %s", n.Ident, strings.Join(questionFunctions, ", "))
	}
	return c.wrong(n.Position(), "%s is no field: known are .%s", n, strings.Join(QuestionFields(), ", ."))
}

func (c templateCheck) field(at parse.Pos, path []string) error {
	if len(path) == 1 && slices.Contains(QuestionFields(), path[0]) {
		return nil
	}
	return c.wrong(at, "there is no field .%s: known are .%s", strings.Join(path, "."), strings.Join(QuestionFields(), ", ."))
}

func (c templateCheck) wrong(at parse.Pos, format string, a ...any) error {
	before := c.text[:min(int(at), len(c.text))]
	return &TemplateError{1 + strings.Count(before, "\n"), len(before) - strings.LastIndexByte(before, '\n'), fmt.Errorf(format, a...)}
}

var templateErrorForm = regexp.MustCompile(`(?s)^template: [^:]*:(\d+):(?:(\d+):)? (?:executing .*? at <.*>: )?(.*)$`)

// placeTemplateError reads the place out of an error of text/template. Of a
// mistake in syntax it gives but the line.
func placeTemplateError(text string, err error) error {
	m := templateErrorForm.FindStringSubmatch(err.Error())
	if m == nil {
		return &TemplateError{1, 1, err}
	}
	e := &TemplateError{Err: errors.New(m[3])}
	e.Line, _ = strconv.Atoi(m[1])
	lines := strings.Split(text, "\n")
	e.Line = min(e.Line, len(lines))
	if m[2] != "" {
		e.Column, _ = strconv.Atoi(m[2])
	} else {
		e.Column = max(strings.Index(lines[e.Line-1], "{{"), 0)
	}
	e.Column++
	return e
}
