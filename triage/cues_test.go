package triage

import (
	"strings"
	"testing"

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
