package language

import (
	"reflect"
	"strings"
	"testing"
)

func TestComplete(t *testing.T) {
	for _, l := range All() {
		for _, f := range []struct {
			name string
			n    int
		}{{"name", len(l.Name)}, {"common", len(l.Common)}, {"standard", len(l.Standard)}, {"greeting", len(l.Greeting)}, {"wishes", len(l.Wishes)}, {"closing", len(l.Closing)}, {"filler", len(l.Filler)}, {"intro", len(l.Intro)}} {
			if f.n == 0 {
				t.Errorf("%s has no %s", l.Code, f.name)
			}
		}
		for _, cue := range []string{"profile", "network", "pitch", "recruiting", "thanks-connecting"} {
			if len(l.Generic[cue]) == 0 {
				t.Errorf("%s has no generic.%s", l.Code, cue)
			}
		}
		for _, cue := range []string{"met", "worked-together", "referral", "shared-interest", "thanks", "request", "shared-group", "joke"} {
			if len(l.Personal[cue]) == 0 {
				t.Errorf("%s has no personal.%s", l.Code, cue)
			}
		}
		q := reflect.ValueOf(l.Question)
		for i := range q.NumField() {
			if q.Field(i).Kind() == reflect.String && strings.TrimSpace(q.Field(i).String()) == "" {
				t.Errorf("%s has no question.%s", l.Code, q.Type().Field(i).Name)
			}
		}
		if strings.Count(l.Question.Greeting, "{name}") != 1 || strings.Count(l.Question.Subject, "{name}") != 1 {
			t.Errorf("%s: greeting and subject name the inviter once", l.Code)
		}
	}
}

// TestSets: each set stands in some pattern, or is vague.
func TestSets(t *testing.T) {
	for _, l := range All() {
		var patterns strings.Builder
		for _, list := range [][]string{l.Standard, l.Greeting, l.Wishes, l.Closing, l.Filler, l.Intro} {
			patterns.WriteString(strings.Join(list, " ") + " ")
		}
		for _, cues := range []map[string][]string{l.Generic, l.Personal} {
			for _, list := range cues {
				patterns.WriteString(strings.Join(list, " ") + " ")
			}
		}
		used := map[string]bool{"@vague": true}
		for _, w := range strings.FieldsFunc(patterns.String(), func(r rune) bool { return strings.ContainsRune(" |!?", r) }) {
			used[w] = true
		}
		for set := range l.Sets {
			if !used["@"+set] {
				t.Errorf("%s: no pattern names the set %s", l.Code, set)
			}
		}
	}
}

func TestGuess(t *testing.T) {
	for text, want := range map[string]string{
		"I would like to talk about your article":             "en",
		"Ich möchte Sie gerne etwas fragen":                   "de",
		"Bonjour, nous avons travaillé avec vous dans le sud": "fr",
		"Hola, me gustaría hablar con usted de su libro":      "es",
		"Olá, gostaria de falar com você sobre o seu livro":   "pt",
		"Ciao, vorrei parlare con te del tuo libro":           "it",
		"Ik wil graag met je praten over het boek":            "nl",
		"はじめまして":                                              "ja", "안녕하세요": "ko", "您好，很高兴": "zh", "สวัสดี": "th", "שלום": "he", "Γεια σας": "el", "नमस्ते": "hi", "مرحبا بك": "ar", "Привіт, як справи, дякую": "uk", "Здравствуйте, я хотел бы": "ru", "Jane": "", "": "",
	} {
		if got := Guess(text); got != want {
			t.Errorf("%q is %q, not %q", text, got, want)
		}
	}
}

func TestWhere(t *testing.T) {
	l, _ := Get("sv")
	for text, want := range map[string]string{"Swedish": "sv.toml:2", "sets": "sv.toml", "no such text": "sv.toml", "common": "sv.toml:3"} {
		if got := l.Where(text); got != want {
			t.Errorf("%q is at %s, not %s", text, got, want)
		}
	}
}

func TestGet(t *testing.T) {
	for code, want := range map[string]string{"de": "de", "pt_BR": "pt", "zh-TW": "zh-Hant", "zh": "zh", "nb": "no", "xx": ""} {
		l, ok := Get(code)
		if ok != (want != "") || ok && l.Code != want {
			t.Errorf("%s: %v", code, l)
		}
	}
}
