package triage

import (
	_ "embed"
	"html/template"
	"strings"
)

//go:embed summary.html.tmpl
var summaryTemplate string

// Everything in the letter goes through html/template, which escapes it, and
// what others wrote through inert before that.
var summaryHTML = template.Must(template.New("summary").Funcs(template.FuncMap{
	"inert": inert,
	"item": func(it letterItem, dead bool, l letter) any {
		return struct {
			Item   letterItem
			Dead   bool
			Letter letter
		}{it, dead, l}
	},
	"rest": func(percent int) int { return 100 - percent },
}).Parse(summaryTemplate))

// html is the text/html part.
func (l letter) html() (string, error) {
	var b strings.Builder
	if err := summaryHTML.Execute(&b, l); err != nil {
		return "", err
	}
	return b.String(), nil
}
