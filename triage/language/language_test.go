package language

import (
	"strconv"
	"strings"
	"testing"
)

func TestComplete(t *testing.T) {
	for _, l := range All() {
		if err := l.Check(); err != nil {
			t.Error(err)
		}
	}
}

// mine is the Swedish file as an owner's own, changed.
func mine(t *testing.T, file string, change func(l *Language)) *Language {
	source, err := files.ReadFile("sv.toml")
	if err != nil {
		t.Fatal(err)
	}
	l, err := Parse(file, source)
	if err != nil {
		t.Fatal(err)
	}
	change(l)
	return l
}

// line is where the Swedish file first says something.
func line(t *testing.T, text string) int {
	source, err := files.ReadFile("sv.toml")
	if err != nil {
		t.Fatal(err)
	}
	before, _, ok := strings.Cut(string(source), text)
	if !ok {
		t.Fatalf("sv.toml does not say %q", text)
	}
	return 1 + strings.Count(before, "\n")
}

func TestCheck(t *testing.T) {
	for want, change := range map[string]func(*Language){
		"": func(l *Language) {},
		`my.toml:1: "Swedish" is no code of a language: write it as ISO 639 does, like "sv"`: func(l *Language) { l.Code = "Swedish" },
		"my.toml:1: the language lacks common, intro":                                        func(l *Language) { l.Common, l.Intro = " ", nil },
		"my.toml:1: the language lacks generic.pitch, personal.met, question.no_note": func(l *Language) {
			delete(l.Generic, "pitch")
			delete(l.Personal, "met")
			l.Question.NoNote = ""
		},
		`my.toml:LINE: "Mitt minne`: func(l *Language) { l.Question.Greeting = l.Question.Ask },
	} {
		want = strings.Replace(want, "LINE", strconv.Itoa(line(t, "Mitt minne")), 1)
		if err := mine(t, "my.toml", change).Check(); err == nil != (want == "") || err != nil && !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

func TestMerge(t *testing.T) {
	coded := func(file, code string) *Language { return mine(t, file, func(l *Language) { l.Code = code }) }
	list := []*Language{coded("de.toml", "de"), coded("sv.toml", "sv")}
	got, err := merge(list, []*Language{coded("my.toml", "SV"), coded("new.toml", "qaa")})
	if err != nil || len(got) != 3 || got[0] != list[0] || got[1].file != "my.toml" || got[2].file != "new.toml" || list[1].file != "sv.toml" {
		t.Errorf("%v, %v", got, err)
	}
	if _, err := merge(list, []*Language{coded("a.toml", "qaa"), coded("b.toml", "qaa")}); err == nil || err.Error() != `b.toml:1: a.toml has the code "qaa", too` {
		t.Errorf("two of one code: %v", err)
	}
	var many []*Language
	for i := range mostLanguages {
		many = append(many, coded("many.toml", "q"+string(rune('a'+i/26))+string(rune('a'+i%26))))
	}
	if _, err := merge(list, many); err == nil {
		t.Error("more languages than a vote has bits")
	}
}

func TestAddComesFirst(t *testing.T) {
	All()
	if err := Add([]*Language{{Code: "qaa"}}); err == nil {
		t.Error("added to languages that are in use")
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
