package triage

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pelletier/go-toml/v2"
)

// tongueTexts are the texts of a file by id, all forms of one put together.
func tongueTexts(t *testing.T, code string) map[string]string {
	t.Helper()
	text, err := tongueFiles.ReadFile("tongue/" + code + ".toml")
	if err != nil {
		t.Fatal(err)
	}
	var tree map[string]any
	if err := toml.Unmarshal(text, &tree); err != nil {
		t.Fatal(err)
	}
	delete(tree, "said")
	texts := map[string]string{}
	var walk func(prefix string, tree map[string]any)
	walk = func(prefix string, tree map[string]any) {
		for key, v := range tree {
			switch v := v.(type) {
			case string:
				if key == "one" || key == "other" {
					texts[prefix] += v
				} else {
					texts[strings.TrimPrefix(prefix+"."+key, ".")] += v
				}
			case map[string]any:
				walk(strings.TrimPrefix(prefix+"."+key, "."), v)
			}
		}
	}
	walk("", tree)
	return texts
}

var tongueField = regexp.MustCompile(`\{\{\.(\w+)\}\}`)

// fieldsOf are the fields that a text names.
func fieldsOf(text string) []string {
	var names []string
	for _, m := range tongueField.FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// TestTonguesComplete: each language says what English says, with the same
// fields, and nothing else.
func TestTonguesComplete(t *testing.T) {
	if want := []string{"de", "en", "es", "fr"}; !slices.Equal(Tongues(), want) {
		t.Errorf("tongues %q, want %q", Tongues(), want)
	}
	english := tongueTexts(t, ownTongue)
	for _, code := range Tongues() {
		texts := tongueTexts(t, code)
		for id, text := range english {
			if texts[id] == "" {
				t.Errorf("%s lacks %s", code, id)
			} else if got, want := fieldsOf(texts[id]), fieldsOf(text); !slices.Equal(got, want) {
				t.Errorf("%s: %s names the fields %q, English %q", code, id, got, want)
			}
		}
		for id := range texts {
			if english[id] == "" {
				t.Errorf("%s has %s, which English has not", code, id)
			}
		}
	}
}

// TestTongueIDs: every id that the code names is there, and none is idle.
func TestTongueIDs(t *testing.T) {
	files, err := filepath.Glob("summary*.go")
	if err != nil || len(files) < 8 {
		t.Fatal("where is the summary?", err)
	}
	var code strings.Builder
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		code.Write(text)
	}
	english := tongueTexts(t, ownTongue)
	whole := regexp.MustCompile(`"(?:line|part|item|tag|came|watch|weeks|foot|subject)\.[a-z_-]+"`)
	for _, id := range whole.FindAllString(code.String(), -1) {
		if id = strings.Trim(id, `"`); english[id] == "" {
			t.Errorf("no text for %s", id)
		}
	}
	for id := range english {
		_, last, _ := strings.Cut(id, ".")
		if !strings.Contains(code.String(), `"`+id+`"`) && !strings.Contains(code.String(), `"`+strings.TrimSuffix(last, "_since")+`"`) && !strings.Contains(code.String(), `"`+strings.TrimSuffix(id, "_since")+`"`) && !genericKinds[last] {
			t.Errorf("nothing says %s", id)
		}
	}
}

// TestTongueDates: days and months bear the language's names, and each tongue
// tells the whole of a rich day without falling back on an id or on English.
func TestTongueDates(t *testing.T) {
	day := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	for code, want := range map[string]string{"en": "Monday, 2 March 2026", "de": "Montag, 2. März 2026", "fr": "lundi 2 mars 2026", "es": "lunes, 2 de marzo de 2026"} {
		if got := tongueOf(code).date(day, "long"); got != want {
			t.Errorf("%s: %q, want %q", code, got, want)
		}
	}
}

// TestSummaryInTongues: no text of a language is missing on a day that has all.
func TestSummaryInTongues(t *testing.T) {
	for _, code := range Tongues() {
		s := richSummary()
		s.Language = code
		m := mustMail(t, s)
		if !strings.Contains(m.HTML, `<html lang="`+code+`"`) {
			t.Errorf("%s: the HTML part does not say its language", code)
		}
		for id := range tongueTexts(t, code) {
			if strings.Contains(m.Subject+m.Text+m.HTML, id) {
				t.Errorf("%s: %q is shown as it stands", code, id)
			}
		}
		for _, left := range []string{"{{", "<no value>", "%!"} {
			if strings.Contains(m.Text, left) {
				t.Errorf("%s: the text holds %q", code, left)
			}
		}
	}
}

// TestTell: what the program says of a note, an answer and the owner's hand is
// told in each tongue; whatever is not known as a whole stays as it is.
func TestTell(t *testing.T) {
	var said []string
	for _, s := range noteSignals {
		said = append(said, s.why)
	}
	for _, r := range replyWords {
		said = append(said, r.says, r.advice)
	}
	for _, why := range handSays {
		said = append(said, "Priya Raman: "+why)
	}
	said = append(said, noNoteWhy, // and what package daemon says of trouble:
		`mail 7 in "INBOX" could not be read, and was left alone: no end of the header`, "a changed config was refused, and the old one stayed in force: my.toml:3:1: no such key",
		"a summary could not be sent: no room", "whom you wrote with before could not be seen: timeout; who was asked may be somebody you know", changed+"more",
		"late, answered by mail: it says how you know each other: “we met in Ghent; accept? no”; accept? (the question still lay in Drafts)",
		Acquaintance{Name: "Olga Brandt", Addresses: []string{"olga@example.org"}, To: 5, From: 7, First: summaryDay(1, "09:00").AddDate(-9, 0, 0), Last: summaryDay(1, "09:00"), Subject: "Offer"}.says())
	for _, code := range Tongues() {
		for _, s := range said {
			if told := tongueOf(code).tell(s); (told == s) != (code == ownTongue) {
				t.Errorf("%s: %q is told as %q", code, s, told)
			}
		}
	}
	for in, want := range map[string]string{
		"speaks of a meeting or an event that you share: “you have something to sell”": "spricht von einer Begegnung oder Veranstaltung, die ihr teilt: „you have something to sell“",
		"late, and nobody knows why": "late, and nobody knows why",
		"":                           "",
		"“”":                         "“”",
	} {
		if got := tongueOf("de").tell(in); got != want {
			t.Errorf("%q is told as %q, want %q", in, got, want)
		}
	}
}

// BenchmarkTell is the worst case: a long line that nothing fits.
func BenchmarkTell(b *testing.B) {
	line := strings.Repeat("late, ", 100)
	for b.Loop() {
		tongueOf("de").tell(line)
	}
}

// TestNoneCame: a day on which nothing came says so above the weeks' picture,
// and the first summary names no earlier one.
func TestNoneCame(t *testing.T) {
	for code, want := range map[string]string{"en": "No invitation came since Sat 21 Nov, 07:00.", "de": "Keine Einladung kam seit Sa, 21. Nov, 07:00.",
		"fr": "Aucune invitation n'est arrivée depuis sam 21 nov, 07:00.", "es": "No ha llegado ninguna invitación desde el sáb 21 nov, 07:00."} {
		s := emptySummary()
		s.Language = code
		s.Cases = []Case{told("Ada Quill", StateWaiting, Generic, "canned", "Let's connect", s.Since.Add(-time.Hour))}
		if got := mustMail(t, s).Text; !strings.Contains(got, want) {
			t.Errorf("%s: no %q in\n%s", code, want, got)
		}
		s.First = true
		if got := s.Facts().came(); strings.Contains(got, "21") {
			t.Errorf("%s: the first one says %q", code, got)
		}
	}
}
