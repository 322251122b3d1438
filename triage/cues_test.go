package triage

import (
	"runtime"
	"strings"
	"testing"
	"unicode/utf8"

	"havewemet/triage/language"
)

// TestLanguageMistake: who writes a language file is told where it is wrong.
func TestLanguageMistake(t *testing.T) {
	for _, c := range []struct{ file, want string }{
		{"code = 'xx'\ngreeting = [\n  'hej',\n  'hej @whom',\n]\n", `xx.toml:4: greeting: pattern "hej @whom": no set "whom"`},
		{"code = 'xx'\nwishes = [\"ha* det\"]\n", `xx.toml:2: wish: pattern "ha* det": "ha*" is too short for a prefix`},
		{"code = 'xx'\nintro = ['NAME', '.. jag']\n", `xx.toml:2: intro: pattern ".. jag": has to begin with a word or a name`},
		{"code = 'xx'\nfiller = ['ska vi|']\n", `xx.toml:2: filler: pattern "ska vi|": "" holds no word`},
		{"code = 'xx'\n[sets]\nvague = 'a'\nwant = 'vill|önskar'\n", `xx.toml:4: set "want": a set is words with spaces between them, and holds no '|'`},
		{"code = 'xx'\n\n[personal]\nmeet = ['vi sågs']\n", `xx.toml:4: no signal "meet"`},
		{"code = 'xx'\nwhishes = ['ha det']\n", `xx.toml:2:1: no key "whishes" is known here`},
		{"code = 'xx'\ngreeting = 'hej'\n", `xx.toml:2:`},
		{"code = 'xx'\ngreeting = ['hej]\n", `xx.toml:2:`},
		{"name = 'Xx'\n", `xx.toml: no code`},
	} {
		l, err := language.Parse("xx.toml", []byte(c.file))
		if err == nil {
			_, err = newCueBook([]*language.Language{l})
		}
		if err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%q: %v, not %s", c.file, err, c.want)
		}
	}
}

// TestNoteOfOneWord: what a note costs in memory grows no faster than the note,
// and not at all beyond what of a note is judged.
func TestNoteOfOneWord(t *testing.T) {
	j := NewJudge(Owner{Name: "Alex Clark"})
	j.Warm()
	allocated := func(note string) uint64 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		j.Judge(Invitation{Note: note})
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	for _, word := range []string{"hi ", "i ", "your ", "met. ", "NAME ", "Jane ", "je ", "我", "ร", "?!"} {
		half := strings.Repeat(word, noteRunes/2/utf8.RuneCountInString(word))
		a, b, c := allocated(half), allocated(half+half), allocated(strings.Repeat(word, 100_000/len(word)))
		if b > 3*a+64<<10 || c > 2*b+64<<10 {
			t.Errorf("%q: %d bytes for half a note, %d for a whole one, %d for 100 kB", word, a, b, c)
		}
	}
}
