package triage

import (
	"bytes"
	"fmt"
	"mime"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"havewemet/triage/language"
)

func TestOccasion(t *testing.T) {
	for _, c := range []struct {
		kind, note string
		pitch      bool
		want       Occasion
	}{
		{"no-note", "", true, OccasionNoNote},
		{"rule", " ", true, OccasionNoNote},
		{"standard-line", planLine, true, OccasionNoNote},
		{"canned", "Hi", true, OccasionCanned},
		{"rule", "Hi", true, OccasionCanned},
		{"pitch", "Hi", true, OccasionPitch},
		{"pitch", "Hi", false, OccasionCanned},
	} {
		if got := (Asking{Pitch: c.pitch}).occasion(Verdict{Kind: c.kind}, c.note); got != c.want {
			t.Errorf("%v: %s", c, got)
		}
	}
}

// TestQuestionWords: each language has words of its own for each occasion; only
// where the mail shows no note do they speak of notes.
func TestQuestionWords(t *testing.T) {
	owner := Owner{Name: "Martha Clark", Address: "martha@example.com", Languages: []string{"en"}, Asking: Asking{Pitch: true}}
	for _, l := range language.All() {
		texts := map[Occasion]string{}
		for on, inv := range map[Occasion]Invitation{OccasionNoNote: {}, OccasionCanned: {Note: "?"}, OccasionPitch: {Note: "?"}} {
			inv.Name, inv.Language = "Jane Doe", l.Code
			v := Verdict{Kind: map[Occasion]string{OccasionPitch: "pitch"}[on]}
			q, err := NewQuestion(inv, v, owner, planDay)
			if err != nil {
				t.Fatal(err)
			}
			texts[on] = q.Text
			if q.Language != l.Code || strings.Contains(q.Text, l.Question.NoNote) != (on == OccasionNoNote) || !strings.Contains(q.Text, l.Question.Thanks) || !strings.HasSuffix(q.Text, "\nMartha Clark\n") {
				t.Errorf("%s, %s: %q", l.Code, on, q.Text)
			}
			// Whoever takes the text from a screen sees each paragraph run one way.
			rtl := rightToLeft(l.Question.Ask)
			for _, line := range strings.Split(strings.TrimSuffix(q.Text, "Martha Clark\n"), "\n") {
				if line != "" && rightToLeft(strings.NewReplacer("Jane Doe", "", "Jane", "").Replace(line)) != rtl {
					t.Errorf("%s, %s: %q begins in the other direction", l.Code, on, line)
				}
			}
		}
		if n := utf8.RuneCountInString; n(texts[OccasionCanned]) >= n(texts[OccasionNoNote]) || texts[OccasionCanned] == texts[OccasionPitch] {
			t.Errorf("%s: %q", l.Code, texts)
		}
	}
}

func TestIsolate(t *testing.T) {
	for _, c := range []struct {
		s    string
		rtl  bool
		want string
	}{
		{"Jane", false, "Jane"}, {"Jane", true, "\u2068Jane\u2069"}, {"עמית", true, "עמית"}, {"עמית", false, "\u2068עמית\u2069"},
		{"عمر (PhD)", true, "\u2068عمر (PhD)\u2069"}, {"عمر (PhD)", false, "\u2068عمر (PhD)\u2069"}, {"山田", false, "山田"}, {"", true, ""}, {"2026", true, "2026"},
	} {
		if got := isolate(c.s, c.rtl); got != c.want {
			t.Errorf("%q is %q, not %q", c.s, got, c.want)
		}
	}
}

// TestQuestionMail: what lies in Drafts comes out of a mail client as it was
// meant, in whatever script: text whole, no word of a header field cut within a
// character, no line of the text broken.
func TestQuestionMail(t *testing.T) {
	names := map[string]string{"he": "עמית (Amit) כהן", "ar": "محمد R.", "ja": "山田太郎", "zh": "王小明", "ko": "김민준", "th": "สมชาย ใจดี", "hi": "प्रिया रमन", "ru": "Анна Иванова"}
	for code, name := range names {
		owner := Owner{Name: name, Address: "me@example.org", Languages: []string{code}}
		for _, channel := range []Channel{ChannelMail, ChannelLinkedIn} {
			inv := Invitation{Person: Person{Name: name, Profile: "x"}, Language: code, Channel: channel, ReplyTo: "x@example.org", MessageID: "1.2@linkedin.com", Subject: strings.Repeat(name+" ", 8)}
			q, err := NewQuestion(inv, Verdict{}, owner, planDay)
			if err != nil {
				t.Fatal(err)
			}
			r, body := readQuestion(t, q)
			if !strings.HasPrefix(body, q.Text) || strings.Contains(q.Text, "\r") || strings.Count(strings.TrimSpace(q.Text), "\n") != 5 {
				t.Errorf("%s: %q", code, body)
			}
			if kind, params, err := r.Header.ContentType(); err != nil || kind != "text/plain" || params["charset"] != "utf-8" {
				t.Errorf("%s: %s %v %v", code, kind, params, err)
			}
			if from, err := r.Header.AddressList("From"); err != nil || from[0].Name != name {
				t.Errorf("%s: from %v %v", code, from, err)
			}
			head, _, _ := bytes.Cut(q.Raw, []byte("\r\n\r\n"))
			if subject, _ := r.Header.Subject(); strings.Contains(subject, "\ufffd") || channel == ChannelLinkedIn && !strings.Contains(subject, name) {
				t.Errorf("%s: subject %q", code, subject)
			}
			for _, line := range strings.Split(string(head), "\r\n") {
				if strings.Count(line, "=?utf-8?") > 1 {
					t.Errorf("%s: two encoded words on a line: %s", code, line)
				}
			}
			for _, word := range strings.Fields(string(head)) {
				if !strings.HasPrefix(word, "=?") {
					continue
				}
				if s, err := new(mime.WordDecoder).Decode(word); err != nil || !utf8.ValidString(s) || len(word) > 75 {
					t.Errorf("%s: the encoded word %s is %q, %v", code, word, s, err)
				}
			}
		}
	}
}

func TestRelayWarns(t *testing.T) {
	inv := Invitation{Person: Person{Name: "Jane Doe", Profile: "jane-doe"}, Language: "de", Channel: ChannelMail, ReplyTo: "0f0e0d0c-1111-2222-3333-0a0b0c0d0e0f@reply.linkedin.com"}
	q, err := NewQuestion(inv, Verdict{}, planOwner, planDay)
	if err != nil {
		t.Fatal(err)
	}
	_, body := readQuestion(t, q)
	if !strings.HasPrefix(body, "Guten Tag Jane,\n") || !strings.HasSuffix(body, "\nMartha Clark\n\n----------\nBefore you send this, delete everything from the line above on. LinkedIn passes a reply on only if it comes from the address that LinkedIn knows as yours.\n") {
		t.Errorf("got %q", body)
	}
}

func TestOwnTemplate(t *testing.T) {
	text := "Hi {{.Name}} ({{.FullName}}){{with .Headline}}, {{.}}{{end}}{{if and .Place (ne .Place \"Rome\")}} of {{.Place}}{{end}},\r\nyou wrote “{{.Note}}” on {{.Date}}.\r\n\r\n{{.Owner}}\r\n"
	tmpl, err := ParseQuestionTemplate(text, OccasionCanned)
	if err != nil {
		t.Fatal(err)
	}
	owner := planOwner
	owner.Asking.Templates = map[string]map[Occasion]*QuestionTemplate{"en": {OccasionCanned: tmpl}}
	inv := Invitation{Person: Person{Name: "Jané {{.Owner}} Doe", Headline: "<Beekeeper>", Place: "Rome"}, Language: "en", Note: "let\nus\u202e connect", Received: time.Date(2026, 3, 2, 23, 0, 0, 0, time.UTC)}
	q, err := NewQuestion(inv, Verdict{Kind: "canned"}, owner, planDay)
	if want := "Hi Jané (Jané {{.Owner}} Doe), <Beekeeper>,\nyou wrote “let us connect” on 2026-03-02.\n\nMartha Clark\n"; err != nil || q.Text != want {
		t.Errorf("%v: %q", err, q.Text)
	}
	inv.Note = ""
	if q, err = NewQuestion(inv, Verdict{Kind: "no-note"}, owner, planDay); err != nil || !strings.HasPrefix(q.Text, "Hello Jané,\n\nthank you") {
		t.Errorf("the other occasions keep their words: %v, %q", err, q.Text)
	}
}

func TestTemplateMistakes(t *testing.T) {
	fields := "known are .Name, .FullName, .Headline, .Place, .Date, .Note, .Owner"
	for text, want := range map[string]string{
		"":                          `1:1 gives an empty text for an inviter of whom the mail tells all`,
		" \n\u200b":                 `1:1 gives an empty text for an inviter of whom the mail tells all`,
		"{{if .Headline}}Hi{{end}}": `1:1 gives an empty text for an inviter of whom the mail tells only the name`,
		"{{.Note}}":                 "",
		"Hello,\nähm {{.Nme}}":      `2:8 there is no field .Nme: ` + fields,
		"{{.Name.Owner}}":           `1:8 there is no field .Name.Owner: ` + fields,
		"{{.}}":                     `1:3 . is no field: ` + fields,
		"{{$}}":                     `1:3 $ is no field: ` + fields,
		"Hello\n\n{{if .Name}} {{printf \"%99d\" 1}}{{end}}": `3:16 there is no function "printf": known are and, or, not, eq, ne`,
		"{{range 1000000000}}{{end}}":                        `1:9 a question may only hold fields like {{.Name}}, {{if}} and {{with}}`,
		"{{with .Place}}{{.Name}}{{end}}":                    `1:18 within {{with}} write $.Name`,
		"{{with .Place}}{{$.Name}}{{end}}x":                  "",
		"{{$x := .Name}}":                                    `1:3 variables are not allowed`,
		"x{{define \"a\"}}x{{end}}":                          `1:16 a template within a question is not allowed`,
		"{{template \"question\"}}":                          `1:12 a question may only hold fields like {{.Name}}, {{if}} and {{with}}`,
		"Hi\n{{.Name":                                        `2:1 unclosed action`,
		"Hi\nyou {{if .Name}}":                               `2:5 unexpected EOF`,
		"Hi\n {{eq .Name 3}}":                                `2:4 error calling eq: incompatible types for comparison: string and int for an inviter of whom the mail tells all`,
		"{{call .Name}}":                                     `1:3 there is no function "call": known are and, or, not, eq, ne`,
		"{{nil}}":                                            `1:3 nil is no field: ` + fields,
		"{{(.Name).Owner}}":                                  `1:10 (.Name).Owner is no field: ` + fields,
		strings.Repeat("x", QuestionRunes+1):                 `1:1 gives 1901 characters, more than 1900, for an inviter of whom the mail tells all`,
		strings.Repeat("{{.Note}}", 7) + "x":                 `1:1 gives 2101 characters, more than 1900, for an inviter with a long name, headline and note`,
	} {
		_, err := ParseQuestionTemplate(text, OccasionCanned)
		got := ""
		if err != nil {
			e := err.(*TemplateError)
			got = fmt.Sprintf("%d:%d %v", e.Line, e.Column, e)
		}
		if got != want {
			t.Errorf("%.60q\n got %s\nwant %s", text, got, want)
		}
	}
}

// What a template quotes of a note is what it says.
func TestNoteBody(t *testing.T) {
	for note, want := range map[string]string{
		"Hello Martha,\nA colleague thought that we should talk.\nElla": "A colleague thought that we should talk.",
		"Hi Martha - we do SEO. Call me?\n\nBest regards,\nElla Brandt": "we do SEO. Call me?",
		"Martha, can we talk about hats? Ella":                          "can we talk about hats?",
		"Ella here, from the hat shop":                                  "Ella here, from the hat shop",
		"let us connect, Martha Clark":                                  "let us connect",
		"Hello Martha":                                                  "Hello Martha",
		"Guten Tag Frau Clark, gerne vernetzen!\nMfG Ella":              "gerne vernetzen!",
		"":  "",
		"👋": "👋",
		"マーサさん、はじめまして。つながりましょう。": "つながりましょう。",
	} {
		if got := readOwnWords(embeddedCues(), note, "Ella Brandt", "Martha Clark").body(); got != want {
			t.Errorf("%q: got %q, want %q", note, got, want)
		}
	}
}

// Who has something to sell is asked what that is, though other signs weigh more.
func TestPitchIsAPitch(t *testing.T) {
	note := "Hello Martha,\nWe help firms like yours to get 30 qualified leads a month. Can I have 15 minutes of your time for a quick call?\nRick"
	v := (&Judge{GenericBelow: .25, PersonalAbove: .72}).Judge(Invitation{Person: Person{Name: "Rick Sand"}, Note: note})
	if on := (Asking{Pitch: true}).occasion(v, note); v.Reasons[0].Why == "has something to sell" || on != OccasionPitch {
		t.Errorf("%+v is asked on the occasion %q", v, on)
	}
}
