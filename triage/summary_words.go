package triage

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// subject says in digits what matters, the most urgent first.
func (f Facts) subject() string {
	n, t := f.Count, f.tongue
	var parts []string
	say := func(n int, what string) {
		if n > 0 && len(parts) < 4 {
			parts = append(parts, t.count(n, "subject."+what, nil))
		}
	}
	say(n.Decide, "decide")
	if n.Answered > 0 {
		parts[0] = t.count(n.Answered, "subject.answered", vars{"Decide": parts[0]})
	}
	say(n.Drafts, "send")
	say(n.New, f.untouched())
	say(n.Lapsed, "lapsed")
	say(n.Forged, "aside")
	say(n.Accepted, "accepted")
	say(n.Filed, "filed")
	if len(parts) == 0 {
		parts = append(parts, t.say("subject.nothing", nil))
		say(n.Older, "older")
		say(n.NewOlder, f.untouched())
		say(n.Waiting, "waiting")
	}
	if n.Trouble > 0 {
		parts = append(parts, t.count(n.Trouble, "subject.trouble", nil))
	}
	return "havewemet: " + strings.Join(parts, ", ")
}

// untouched is what the new cases are: watched, or left for tomorrow.
func (f Facts) untouched() string {
	if f.Mode == ModeWatch {
		return "seen"
	}
	return "tomorrow"
}

// aside is what those are that were set aside.
func (f Facts) aside() string {
	for _, t := range f.Forged {
		if t.Kind == string(Unverified) {
			return "doubtful"
		}
	}
	return "forged"
}

// clauses is how many there are of the sentence, trouble aside.
const clauses = 4

// sentence is the whole in one sentence, the first line of the mail: what is
// the owner's to do first. What finds no room in it is told below.
func (f Facts) sentence() string {
	n, t := f.Count, f.tongue
	var parts []string
	say := func(n int, what string) {
		if n > 0 && len(parts) < clauses {
			parts = append(parts, t.count(n, "line."+what, nil))
		}
	}
	say(n.Decide, "decide")
	if n.Answered > 0 {
		parts[0] = t.count(n.Answered, "line.answered", vars{"Decide": parts[0]})
	}
	say(n.Drafts, "send")
	say(n.New, f.untouched())
	say(n.Soon, "soon")
	say(n.Lapsed, "lapsed")
	say(n.Forged, f.aside())
	say(n.Accepted, "accepted")
	say(n.Filed, "filed")
	if len(parts) == 0 {
		parts = append(parts, f.sayWithSince("line.nothing", 0))
	}
	say(n.Older, "older")
	say(n.NewOlder, "untouched")
	say(n.Waiting, "waiting")
	if n.Trouble > 0 {
		parts = append(parts, t.count(n.Trouble, "line.trouble", nil))
	}
	whole := strings.Join(parts, "; ") + "."
	first, size := utf8.DecodeRuneInString(whole)
	return string(unicode.ToUpper(first)) + whole[size:]
}

// came counts what came, in one line.
func (f Facts) came() string {
	if f.Came.All == 0 {
		return f.sayWithSince("came.none", 0) + "."
	}
	var parts []string
	for _, c := range []struct {
		n    int
		what string
	}{{f.Came.Personalized, "personal"}, {f.Came.Generic, "generic"}, {f.Came.Unsure, "unsure"}, {f.Came.Forged, "forged"}} {
		if c.n > 0 {
			parts = append(parts, f.tongue.count(c.n, "came."+c.what, nil))
		}
	}
	return f.sayWithSince("came.all", f.Came.All) + f.tongue.say("item.colon", nil) + strings.Join(parts, ", ") + "."
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
	if len(f.New)+len(f.NewOld) == 0 {
		return f.tongue.say("watch.would", nil)
	}
	return f.tongue.say("watch.would_these", vars{"Personal": n[Personalized], "Unsure": n[Unsure],
		"Questions": f.tongue.count(n[Generic], "watch.questions", nil)})
}

// sayWithSince is the text of an id for n, which has another form, "_since",
// where a summary was made before.
func (f Facts) sayWithSince(id string, n int) string {
	if f.Since.IsZero() || f.first {
		return f.tongue.count(n, id, nil)
	}
	return f.tongue.count(n, id+"_since", vars{"Date": f.date(f.Since), "Time": f.Since.In(f.zone).Format("15:04")})
}

// date is a day as the summary says it; the year only where it is another one.
func (f Facts) date(t time.Time) string {
	t = t.In(f.zone)
	if t.Year() != f.Now.Year() {
		return f.tongue.date(t, "year")
	}
	return f.tongue.date(t, "short")
}

// lapses says when somebody's time is over, and gives notice of it.
func (f Facts) lapses(t Told) string {
	switch daysBetween(f.Now, t.Lapses.In(f.zone)) {
	case 0:
		return f.tongue.say("item.lapses_today", nil)
	case 1:
		return f.tongue.say("item.lapses_tomorrow", nil)
	}
	return f.dated("lapses", t.Lapses)
}

// dated says of an item what was when; "" if that is not known.
func (f Facts) dated(what string, at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return f.tongue.say("item."+what, vars{"Date": f.date(at)})
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
		days := daysBetween(since.In(f.zone), f.Now)
		if days < lying {
			return f.dated("drafted", since)
		}
		return listed(f.dated("drafted", since), f.tongue.count(days, "item.lying", nil))
	case StateWaiting:
		if t.Days == 0 {
			return f.dated("asked", t.Asked)
		}
		return listed(f.dated("asked", t.Asked), f.dated("anew", t.Anew), f.tongue.say("item.day", vars{"Day": t.DayOf, "Days": t.Days}), f.lapses(t))
	}
	return f.dated("since", t.Since)
}

// day is the date at the head of the letter.
func (f Facts) day() string {
	t, err := time.Parse(time.DateOnly, f.Day)
	if err != nil {
		return f.Day
	}
	return f.tongue.date(t, "long")
}

// tag is one word or two for what a case is.
func (f Facts) tag(t Told) string {
	say := func(id string) string { return f.tongue.say("tag."+id, nil) }
	switch {
	case t.State == StateAnswered:
		return say("answered")
	case t.Class == Personalized:
		return say("personal")
	case t.State == StatePersonal:
		return say("by_hand")
	case t.Kind == kindKnown:
		return say("known")
	case t.Class == Unsure:
		return say("unsure")
	case genericKinds[t.Kind]:
		return say("generic") + f.tongue.say("item.colon", nil) + say(t.Kind)
	}
	return say("generic")
}

// genericKinds are those of generic verdicts that have a word of their own.
var genericKinds = map[string]bool{"no-note": true, kindStandard: true, "canned": true, kindPitch: true, kindRule: true}

// listed joins what is said, by commas.
func listed(parts ...string) string {
	var said []string
	for _, p := range parts {
		if p != "" {
			said = append(said, p)
		}
	}
	return strings.Join(said, ", ")
}
