package language

import (
	"errors"
	"fmt"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// Where returns the place of a text in the language's file, "sv.toml:17": of the
// string that it is, or of the key. Where it stands nowhere, as when the file
// writes it with escapes, it is the file alone.
func (l *Language) Where(text string) string {
	source := l.source
	if source == nil {
		source, _ = files.ReadFile(l.file)
	}
	line := 0
	for s := range strings.Lines(string(source)) {
		line++
		key, _, _ := strings.Cut(s, "=")
		if strings.TrimSpace(key) == text || strings.Contains(s, `"`+text+`"`) || strings.Contains(s, `'`+text+`'`) {
			return fmt.Sprintf("%s:%d", l.file, line)
		}
	}
	return l.file
}

// placed puts before an error of the TOML reader where it is: file, line, column.
func placed(file string, err error) error {
	var strict *toml.StrictMissingError
	if errors.As(err, &strict) && len(strict.Errors) > 0 {
		e := &strict.Errors[0]
		line, column := e.Position()
		return fmt.Errorf("%s:%d:%d: no key %q is known here", file, line, column, strings.Join(e.Key(), "."))
	}
	var syntax *toml.DecodeError
	if errors.As(err, &syntax) {
		line, column := syntax.Position()
		return fmt.Errorf("%s:%d:%d: %w", file, line, column, err)
	}
	return fmt.Errorf("%s: %w", file, err)
}
