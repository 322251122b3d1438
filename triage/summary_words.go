package triage

import (
	"fmt"
	"strings"
	"time"
)

// subject says in digits what matters, the most urgent first.
func (f Facts) subject() string {
	n := f.Count
	seen := "for tomorrow"
	if f.Mode == ModeWatch {
		seen = "seen"
	}
	var parts []string
	say := func(n int, what string) {
		if n > 0 && len(parts) < 4 {
			parts = append(parts, fmt.Sprintf("%d %s", n, what))
		}
	}
	say(n.Decide, "to decide")
	if n.Answered > 0 {
		parts[0] += fmt.Sprintf(" (%d answered)", n.Answered)
	}
	say(n.Drafts, "to send")
	say(n.New, seen)
	say(n.Lapsed, "lapsed")
	say(n.Forged, "forged")
	say(n.Accepted, "accepted")
	say(n.Filed, "filed")
	if len(parts) == 0 {
		parts = append(parts, "nothing new")
		say(n.Older, "still to decide")
		say(n.NewOlder, seen)
		say(n.Waiting, "waiting")
	}
	if n.Trouble > 0 {
		parts = append(parts, plural(n.Trouble, "problem", "problems"))
	}
	return "havewemet: " + strings.Join(parts, ", ")
}

// sentence is the whole in one sentence, the first line of the mail.
func (f Facts) sentence() string {
	n := f.Count
	var parts []string
	say := func(n int, one, many string) {
		if n > 0 {
			parts = append(parts, plural(n, one, many))
		}
	}
	say(n.Decide, "invitation is yours to decide", "invitations are yours to decide")
	if n.Answered > 0 {
		parts[0] += fmt.Sprintf(" (%d answered)", n.Answered)
	}
	say(n.Drafts, "question waits in Drafts", "questions wait in Drafts")
	if f.Mode == ModeWatch {
		say(n.New, "invitation was seen and not touched", "invitations were seen and not touched")
	} else {
		say(n.New, "is left for tomorrow", "are left for tomorrow")
	}
	say(n.Lapsed, "lapsed", "lapsed")
	say(n.Forged, "was set aside as forged", "were set aside as forged")
	say(n.Accepted, "is connected with you now", "are connected with you now")
	say(n.Filed, "was filed without a question", "were filed without a question")
	if len(parts) == 0 {
		parts = append(parts, "nothing new"+f.since())
	}
	say(n.Older, "older one is still yours to decide", "older ones are still yours to decide")
	say(n.NewOlder, "seen before is still untouched", "seen before are still untouched")
	say(n.Waiting, "was asked and has time to answer", "were asked and have time to answer")
	say(n.Soon, "of them lapses by tomorrow", "of them lapse by tomorrow")
	say(n.Trouble, "thing went wrong", "things went wrong")
	whole := strings.Join(parts, "; ") + "."
	return strings.ToUpper(whole[:1]) + whole[1:]
}

// came counts what came, in one line; "" if nothing did.
func (f Facts) came() string {
	if f.Came.All == 0 {
		return ""
	}
	var parts []string
	for _, c := range []struct {
		n    int
		what string
	}{{f.Came.Personalized, "personal"}, {f.Came.Generic, "generic"}, {f.Came.Unsure, "unsure"}, {f.Came.Forged, "forged"}} {
		if c.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", c.n, c.what))
		}
	}
	return fmt.Sprintf("%s came%s: %s.", plural(f.Came.All, "invitation", "invitations"), f.since(), strings.Join(parts, ", "))
}

// watching says what mode watch means today.
func (f Facts) watching() string {
	if f.Mode != ModeWatch {
		return ""
	}
	n := map[Class]int{}
	for _, list := range [][]Told{f.New, f.NewOld} {
		for _, t := range list {
			n[t.Class]++
		}
	}
	would := "file personal notes, draft a question to generic ones and leave doubt in the inbox"
	if len(f.New)+len(f.NewOld) > 0 {
		would = fmt.Sprintf("file %d as personal, draft %s and leave %d in the inbox",
			n[Personalized], plural(n[Generic], "question", "questions"), n[Unsure])
	}
	return `Nothing was touched: this is mode "watch". Mode "draft" would ` + would + "."
}

// since is " since <when the last summary was made>", or "" for the first one.
func (f Facts) since() string {
	if f.Since.IsZero() {
		return ""
	}
	return " since " + f.date(f.Since) + f.Since.In(f.zone).Format(", 15:04")
}

// date is a day as the summary says it; the year only where it is another one.
func (f Facts) date(t time.Time) string {
	t = t.In(f.zone)
	if t.Year() != f.Now.Year() {
		return t.Format("Mon 2 Jan 2006")
	}
	return t.Format("Mon 2 Jan")
}

// lapses says when somebody's time is over, and gives notice of it.
func (f Facts) lapses(t Told) string {
	switch daysBetween(f.Now, t.Lapses.In(f.zone)) {
	case 0:
		return "today"
	case 1:
		return "tomorrow"
	}
	return "on " + f.date(t.Lapses)
}

// lying is after how many days a draft is worth a word.
const lying = 3

// when says since when a case stands where it does, and what becomes of it.
func (f Facts) when(t Told) string {
	switch t.State {
	case StateAsking:
		since := t.Drafted
		if since.IsZero() {
			since = t.Since
		}
		s := f.meta("", "in Drafts since", since)
		if days := daysBetween(since.In(f.zone), f.Now); days >= lying {
			s += fmt.Sprintf(", for %d days now", days)
		}
		return s
	case StateWaiting:
		s := f.meta("", "asked", t.Asked)
		if t.Days > 0 {
			s += fmt.Sprintf(", day %d of %d, lapses %s", t.DayOf, t.Days, f.lapses(t))
		}
		return s
	}
	return f.meta("", "since", t.Since)
}

// day is the date at the head of the letter.
func (f Facts) day() string {
	t, err := time.Parse(time.DateOnly, f.Day)
	if err != nil {
		return f.Day
	}
	return t.Format("Monday, 2 January 2006")
}

// tag is one word or two for what a case is.
func (t Told) tag() string {
	switch {
	case t.State == StateAnswered:
		return "answered"
	case t.Class == Personalized:
		return "personal note"
	case t.Kind == kindKnown:
		return "you may have met"
	case t.Class == Generic && t.Kind != "":
		return "generic: " + strings.ReplaceAll(t.Kind, "-", " ")
	}
	return string(t.Class)
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
