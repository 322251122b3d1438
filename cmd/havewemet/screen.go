package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode"

	"github.com/mattn/go-runewidth"
	"golang.org/x/term"
)

// screen prints results. Rules: results go to stdout, progress and errors to
// stderr; colour and progress only on a terminal, no colour with NO_COLOR; what
// comes out of mails is made harmless first.
type screen struct {
	io.Writer
	terminal, colour bool
	progressed       bool
}

func newScreen(f *os.File) *screen {
	terminal := term.IsTerminal(int(f.Fd()))
	return &screen{Writer: f, terminal: terminal, colour: terminal && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"}
}

func (s *screen) printf(format string, a ...any) { fmt.Fprintf(s, format, a...) }

// Colours by meaning.
const (
	green  = "32"
	yellow = "33"
	red    = "31"
	bold   = "1"
	dim    = "2"
)

func (s *screen) paint(colour, text string) string {
	if !s.colour || text == "" {
		return text
	}
	return "\x1b[" + colour + "m" + text + "\x1b[0m"
}

// progress shows what long work is at, on one line that is wiped again.
func (s *screen) progress(what string) {
	if s.terminal {
		s.progressed = true
		s.printf("\r\x1b[K%s...", what)
	}
}

func (s *screen) clearProgress() {
	if s.progressed {
		s.progressed = false
		s.printf("\r\x1b[K")
	}
}

func (s *screen) json(v any) error {
	e := json.NewEncoder(s)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// width is how many columns there are; where output is no terminal, plenty.
func (s *screen) width() int {
	if f, ok := s.Writer.(*os.File); ok && s.terminal {
		if w, _, err := term.GetSize(int(f.Fd())); err == nil && w > 0 {
			return w
		}
	}
	return 1000
}

// gap stands between the columns of a table.
const gap = "  "

// table prints aligned columns. paint colours a cell, after its width is known;
// under is a line for each row, or nil.
func (s *screen) table(head []string, rows [][]string, paint func(col int, cell string) string, under []string) {
	rows = append([][]string{head}, rows...)
	width := make([]int, len(head))
	for r, row := range rows {
		for c := range row {
			if r > 0 {
				row[c] = harmless(row[c])
			}
			width[c] = max(width[c], runewidth.StringWidth(row[c]))
		}
	}
	for r, row := range rows {
		var b strings.Builder
		for c, cell := range row {
			shown := cell
			if r == 0 {
				shown = s.paint(dim, cell)
			} else if paint != nil {
				shown = paint(c, cell)
			}
			b.WriteString(shown)
			if c < len(row)-1 {
				b.WriteString(strings.Repeat(" ", width[c]-runewidth.StringWidth(cell)) + gap)
			}
		}
		s.printf("%s\n", strings.TrimRight(b.String(), " "))
		if r > 0 && under != nil {
			s.printf("%s\n", under[r-1])
		}
	}
}

// harmless makes text of a mail fit for a terminal: one line, no control or
// format characters.
func harmless(s string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return ' '
		}
		return r
	}, s)), " ")
}

// short cuts text to a width.
func short(s string, width int) string { return runewidth.Truncate(harmless(s), width, "…") }
