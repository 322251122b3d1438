package triage

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"
)

// notTold are texts of the planner that no summary tells: what is for the
// journal alone, pieces of sentences, and where a mail is verified.
var notTold = map[string]bool{
	"the question is not needed any more: %s": true,
	"filed beside the invitation of %s (%s)":  true,
	"finish what was broken off":              true,
	"the question is taken back":              true,
	"the question is put back into Drafts":    true,
	"no answer since %s":                      true, // what has lapsed is told with its date
	" says dkim=pass for linkedin.com":        true,
	" says dmarc=pass for linkedin.com":       true,
	"older invitation or reminder was":        true,
	"older invitations or reminders were":     true,
	"%s left alone: `havewemet once --since 2020-01-31` looks at those that came since a day": true,
	"2 January 2006":      true,
	"no readable address": true,
	"no signal ":          true,
}

var verb = regexp.MustCompile(`%[sdqv]|\{said\}`)

// TestAllSaidIsTold: each sentence that the planner, the judge or undo may give
// as a reason or as a note has a form in each tongue. It reads the code, so that
// a new sentence, or a piece of one, cannot be forgotten.
func TestAllSaidIsTold(t *testing.T) {
	seen := 0
	for _, code := range Tongues() {
		if code == ownTongue {
			continue
		}
		forms := saidForms(t, code)
		for _, file := range []string{"plan.go", "ask.go", "hand.go", "answer.go", "readback.go", "undo.go", "verdict.go", "trust.go", "judge.go", "defaultline.go"} {
			for _, text := range sentences(t, file) {
				seen++
				whole, piece := verb.ReplaceAllString(text, "3"), strings.Trim(verb.ReplaceAllString(text, "{}"), " {}(“")
				if !notTold[text] && tongueOf(code).tell(whole) == whole && !strings.Contains(forms, piece) {
					t.Errorf("%s: %q is not told in %s", file, text, code)
				}
			}
		}
	}
	if seen < 3*60 {
		t.Errorf("%d sentences were found", seen)
	}
}

// saidForms are the English sentences that a tongue can tell, one a line.
func saidForms(t *testing.T, code string) string {
	t.Helper()
	text, err := tongueFiles.ReadFile("tongue/" + code + ".toml")
	if err != nil {
		t.Fatal(err)
	}
	var tree struct{ Said map[string]string }
	if err := toml.Unmarshal(text, &tree); err != nil {
		t.Fatal(err)
	}
	var forms strings.Builder
	for form := range tree.Said {
		forms.WriteString(verb.ReplaceAllString(form, "{}") + "\n")
	}
	return forms.String()
}

// sentences are the texts of a file of code that have two words or more.
func sentences(t *testing.T, file string) (texts []string) {
	t.Helper()
	tree, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(tree, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			if text, err := strconv.Unquote(lit.Value); err == nil && len(strings.Fields(text)) > 1 {
				texts = append(texts, text)
			}
		}
		return true
	})
	return texts
}
