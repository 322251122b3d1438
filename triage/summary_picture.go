package triage

import (
	"fmt"
	"strings"
	"time"
)

// picture is the last weeks as stacked bars, which need neither images nor
// scripts: table cells in HTML, signs in plain text.
type picture struct {
	Said    string // the same in one sentence, for who cannot see it
	Bars    []bar
	Colours []colour // the legend, in the order in which bars are stacked, the lowest first
}

type bar struct {
	Day, Month string // of its Monday; the month where it is another than before
	All        int
	Blocks     []block // the highest first
}

type block struct {
	Colour colour
	N      int
	Height int // pixels
}

// colour is one fate of an invitation. Colours differ from the paper, light and
// dark, by 3:1 at least (WCAG 2.2, 1.4.11); blocks do not touch each other.
type colour struct {
	Class, Light string // of the style block, and inline
	Sign         string // in plain text
	ID           string // of its name
	Label        string
	N            int
}

const barHeight = 96 // pixels, of the highest bar

// picture draws the weeks; nil if nobody came.
func (f Facts) picture() *picture {
	t := f.tongue
	p := picture{Colours: []colour{
		{Class: "p1", Light: "#2f6f4f", Sign: "#", ID: "weeks.personal"},
		{Class: "p2", Light: "#7b5aa6", Sign: "?", ID: "weeks.unsure"},
		{Class: "p3", Light: "#1d4f8a", Sign: "+", ID: "weeks.answered"},
		{Class: "p4", Light: "#a86a1c", Sign: "=", ID: "weeks.generic"},
		{Class: "p5", Light: "#8a8175", Sign: ".", ID: "weeks.lapsed"},
	}}
	for i := range p.Colours {
		p.Colours[i].Label = t.count(2, p.Colours[i].ID, nil)
	}
	most, all, month := 0, 0, time.Month(0)
	for _, w := range f.Weeks {
		most, all = max(most, w.All()), all+w.All()
	}
	if all == 0 {
		return nil
	}
	for _, w := range f.Weeks {
		monday, err := time.Parse(time.DateOnly, w.Monday)
		if err != nil {
			return nil
		}
		b := bar{Day: fmt.Sprint(monday.Day()), All: w.All()}
		if monday.Month() != month {
			month = monday.Month()
			b.Month = t.date(monday, "month")
		}
		for i, n := range []int{w.Personal, w.Unsure, w.Answered, w.Generic, w.Lapsed} {
			p.Colours[i].N += n
			if n > 0 {
				b.Blocks = append([]block{{p.Colours[i], n, max(n*barHeight/most, 3)}}, b.Blocks...)
			}
		}
		p.Bars = append(p.Bars, b)
	}
	p.Said = f.saidOfWeeks(all, p.Colours)
	return &p
}

func (f Facts) saidOfWeeks(all int, colours []colour) string {
	t := f.tongue
	var parts []string
	for _, c := range colours {
		if c.N > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", c.N, t.count(c.N, c.ID, nil)))
		}
	}
	said := t.count(all, "weeks.came", nil) + t.say("item.colon", nil) + strings.Join(parts, ", ") + "."
	if f.Answers.Asked > f.Answers.Waiting { // who still has time says nothing of the others
		said += " " + t.count(f.Answers.Asked, "weeks.share", vars{"Answered": f.Answers.Answered, "Percent": f.Answers.Percent()})
		if f.Answers.Waiting > 0 {
			said += "; " + t.count(f.Answers.Waiting, "weeks.waiting", nil)
		}
		said += "."
	}
	return said
}

// signs are a bar in plain text, of at most as many columns.
func (b bar) signs(most, columns int) string {
	var s strings.Builder
	for i := len(b.Blocks) - 1; i >= 0; i-- {
		n := b.Blocks[i].N
		if most > columns {
			n = max(n*columns/most, 1)
		}
		s.WriteString(strings.Repeat(b.Blocks[i].Colour.Sign, n))
	}
	return s.String()
}
