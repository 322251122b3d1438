package language

import (
	"fmt"
	"reflect"
	"regexp"
	"strings"
)

// What a language has to have patterns for; any other signal may be missing.
var (
	genericSignals  = []string{"profile", "network", "pitch", "recruiting", "thanks-connecting"}
	replyKinds      = []string{"stranger", "hostile", "away"}
	personalSignals = []string{"met", "worked-together", "referral", "shared-interest", "thanks", "request", "shared-group", "joke"}
)

var codeForm = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z]{2,8})?$`)

// Check tells what a file lacks of all that the judgement and the question need.
func (l *Language) Check() error {
	if !codeForm.MatchString(l.Code) {
		return fmt.Errorf("%s: %q is no code of a language: write it as ISO 639 does, like \"sv\"", l.Where("code"), l.Code)
	}
	var lacks []string
	need := func(key string, has int) {
		if has == 0 {
			lacks = append(lacks, key)
		}
	}
	need("name", len(l.Name))
	need("common", len(strings.Fields(l.Common)))
	need("standard", len(l.Standard))
	need("greeting", len(l.Greeting))
	need("wishes", len(l.Wishes))
	need("closing", len(l.Closing))
	need("filler", len(l.Filler))
	need("intro", len(l.Intro))
	for _, s := range genericSignals {
		need("generic."+s, len(l.Generic[s]))
	}
	for _, s := range personalSignals {
		need("personal."+s, len(l.Personal[s]))
	}
	for _, k := range replyKinds {
		need("reply."+k, len(l.Reply[k]))
	}
	q := reflect.ValueOf(l.Question)
	for i := range q.NumField() {
		if f := q.Field(i); f.Kind() == reflect.String {
			need("question."+q.Type().Field(i).Tag.Get("toml"), len(strings.TrimSpace(f.String())))
		}
	}
	if len(lacks) > 0 {
		return fmt.Errorf("%s:1: the language lacks %s", l.file, strings.Join(lacks, ", "))
	}
	for _, text := range []string{l.Question.Greeting, l.Question.Subject} {
		if strings.Count(text, "{name}") != 1 {
			return fmt.Errorf("%s: %q has to hold {name} once", l.Where(text), text)
		}
	}
	return nil
}
