package triage

import (
	"embed"
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/goodsign/monday"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/pelletier/go-toml/v2"
	"golang.org/x/text/language"
)

// tongue is a language that the summary is told in: one file of tongue/.
type tongue struct {
	Code  string
	words *i18n.Localizer
	lines []saidLine
}

// vars are what the fields of a text are filled with.
type vars = map[string]any

//go:embed tongue/*.toml
var tongueFiles embed.FS

const ownTongue = "en" // of the program, its journal and its log

var tongues = sync.OnceValue(func() map[string]*tongue {
	all := map[string]*tongue{}
	bundle := i18n.NewBundle(language.MustParse(ownTongue))
	bundle.RegisterUnmarshalFunc("toml", toml.Unmarshal)
	files, _ := tongueFiles.ReadDir("tongue")
	for _, f := range files {
		text, _ := tongueFiles.ReadFile(path.Join("tongue", f.Name()))
		var more struct{ Said map[string]string }
		_, err := bundle.ParseMessageFileBytes(text, f.Name())
		if err == nil {
			err = toml.Unmarshal(text, &more)
		}
		if err != nil {
			panic(fmt.Sprintf("tongue/%s: %v", f.Name(), err)) // embedded, and read by each test
		}
		code := strings.TrimSuffix(f.Name(), ".toml")
		all[code] = &tongue{Code: code, words: i18n.NewLocalizer(bundle, code), lines: saidLines(more.Said)}
	}
	return all
})

// Tongues are the languages that a summary can be told in (ISO 639-1), sorted.
func Tongues() []string { return slices.Sorted(maps.Keys(tongues())) }

// tongueOf is the tongue of a code, or the program's own.
func tongueOf(code string) *tongue {
	if t := tongues()[code]; t != nil {
		return t
	}
	return tongues()[ownTongue]
}

// say is the text of an id.
func (t *tongue) say(id string, v vars) string {
	s, err := t.words.Localize(&i18n.LocalizeConfig{MessageID: id, TemplateData: v})
	if err != nil {
		return id // a test holds that every tongue has every id
	}
	return s
}

// count is the text of an id for n, which is also its field N.
func (t *tongue) count(n int, id string, v vars) string {
	all := vars{"N": n}
	maps.Copy(all, v)
	s, err := t.words.Localize(&i18n.LocalizeConfig{MessageID: id, TemplateData: all, PluralCount: n})
	if err != nil {
		return t.say(id, all) // one form for all numbers
	}
	return s
}

// date writes a moment as one of the layouts "short", "year" or "long".
func (t *tongue) date(at time.Time, layout string) string {
	return monday.Format(at, t.say("date."+layout, nil), monday.Locale(t.say("date.locale", nil)))
}

// Sentences that stand in the ledger are English, as the journal and the log
// are: verdicts, what a pass said, what the owner did. saidLine tells one of
// them in a tongue. In its English form "{}" is anything, "{said}" another such
// sentence; both are put where they stand in the other form, in this order.
type saidLine struct {
	form  *regexp.Regexp
	parts []string // "{}" or "{said}", as they come
	told  string
}

var saidPart = regexp.MustCompile(`\{(said)?\}`)

// saidLines puts those with the most words of their own first.
func saidLines(forms map[string]string) []saidLine {
	literal := func(form string) int { return len(saidPart.ReplaceAllString(form, "")) }
	var lines []saidLine
	for _, form := range slices.SortedFunc(maps.Keys(forms), func(a, b string) int {
		if d := literal(b) - literal(a); d != 0 {
			return d
		}
		return strings.Compare(a, b)
	}) {
		fixed := saidPart.Split(form, -1)
		for i := range fixed {
			fixed[i] = regexp.QuoteMeta(fixed[i])
		}
		lines = append(lines, saidLine{regexp.MustCompile("(?s)^" + strings.Join(fixed, "(.+?)") + "$"), saidPart.FindAllString(form, -1), forms[form]})
	}
	return lines
}

// tell is an English sentence of the program's in this tongue. One that the
// tongue does not know as a whole stays as it is.
func (t *tongue) tell(sentence string) string {
	told, _ := t.know(sentence, 0)
	return told
}

func (t *tongue) know(sentence string, depth int) (told string, ok bool) {
	const deepest = 4
	if depth > deepest {
		return sentence, false
	}
	for _, l := range t.lines {
		if told, ok := l.tell(t, sentence, depth); ok {
			return told, true
		}
	}
	return sentence, false
}

func (l saidLine) tell(t *tongue, sentence string, depth int) (told string, ok bool) {
	found := l.form.FindStringSubmatch(sentence)
	if found == nil {
		return "", false
	}
	for i, part := range l.parts {
		if part == "{said}" {
			if found[i+1], ok = t.know(found[i+1], depth+1); !ok {
				return "", false
			}
		}
	}
	i := 0
	return saidPart.ReplaceAllStringFunc(l.told, func(string) string {
		i++
		return found[i]
	}), true
}
