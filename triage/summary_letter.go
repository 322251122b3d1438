package triage

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// letter is a summary laid out: what both parts of the mail print, each in its
// own way. Texts are clean but not yet escaped or made inert.
type letter struct {
	Subject, Day, Line, Watch string
	Parts                     []letterPart
	Foot                      []string
}

// letterPart is one heading with what stands under it.
type letterPart struct {
	Title string
	Count int    // 0: none is shown
	Lead  string // one line under the heading
	Full  []letterItem
	More  string       // before Brief
	Brief []letterItem // one line each
	Lines []string
	After string // one line at the end
	Dead  bool   // set aside as forged: shown as code, without links
}

// letterItem is one invitation.
type letterItem struct {
	Name, About, Meta, Why string
	Found                  string   // in the owner's mailbox, of somebody who is asked all the same
	Note                   []string // its lines; none: no note is in the mail
	Links                  []letterLink
	Bar                    int // how much of the waiting is over, in percent; 0: no bar
}

type letterLink struct{ Label, URL string }

// room is how much is told at length, so that a mail of any number of people
// stays readable and small.
type room struct {
	decide, other int // how many of a part are told in full
	note, quote   int // runes of a note in full, and of one in a line; a quote of 0 names only
}

// summaryRooms are tried in turn until the mail is small enough. The last one
// still names everybody.
var summaryRooms = []room{
	{100, 100, maxNoteRunes, 140}, {100, 40, 600, 100}, {50, 20, 400, 80}, {25, 10, 320, 60}, {15, 5, 300, 40}, {10, 3, 300, 25}, {5, 1, 300, 15}, {10, 0, 300, 0}, {0, 0, 0, 0},
}

// short is a room for parts that the owner has nothing to do with.
func (r room) short() room {
	r.note = min(r.note, 160)
	return r
}

// letter lays the facts out. Parts in which nothing is said are left out.
func (f Facts) letter(r room) letter {
	l := letter{Subject: f.Subject, Day: f.day(), Line: f.Line, Watch: f.Watch, Foot: summaryFoot}
	if !f.Checked {
		l.Foot = append(slices.Clip(l.Foot), unchecked)
	}
	for _, p := range []letterPart{
		f.decide(r), f.drafts(r), f.waiting(r), f.lapsed(r), f.forged(r), f.joined(r), f.filed(r), f.fresh(r),
		{Title: "What came", Lines: oneLine(f.came())},
		{Title: "Your corrections", Lines: f.Hand},
		{Title: "Notes", Lines: f.Notes},
		{Title: "Trouble", Lines: f.Trouble},
	} {
		if len(p.Full)+len(p.Brief)+len(p.Lines) > 0 || p.After != "" {
			l.Parts = append(l.Parts, p)
		}
	}
	return l
}

var summaryFoot = []string{
	"Written by havewemet, which runs on your own machine. It writes to nobody but you, accepts nobody and deletes nothing: what you do with these people is yours.",
	"When this comes, how long a question waits and what is filed where is set in its config file.",
	"To turn somebody down on LinkedIn, “Ignore” is enough; “I don't know this person” would count against them.",
}

const unchecked = "Whether mails are really LinkedIn's is not checked by its signature: set authserv_id below [trust]; havewemet check proposes what to write."

// part lays out a list: the first ones in full, a line for each of the others.
func (f Facts) part(title string, list []Told, full int, r room, item func(Told) letterItem) letterPart {
	p := letterPart{Title: title, Count: len(list)}
	for i, t := range list {
		if i < full {
			it := item(t)
			it.Note = noteLines(t.Note, r.note)
			p.Full = append(p.Full, it)
			continue
		}
		p.Brief = append(p.Brief, t.brief(r))
	}
	if len(p.Full) > 0 && len(p.Brief) > 0 {
		p.More = fmt.Sprintf("And %d more, one line each:", len(p.Brief))
	}
	return p
}

// brief is an invitation in one line.
func (t Told) brief(r room) letterItem {
	it := letterItem{Name: t.Name}
	if r.quote > 0 && t.Note != "" {
		it.Note = []string{cut(strings.Join(strings.Fields(t.Note), " "), r.quote)}
	}
	return it
}

func (t Told) about() string {
	if t.Headline == "" || t.Place == "" {
		return t.Headline + t.Place
	}
	return t.Headline + " · " + t.Place
}

// links are the profile, where the mail told it, and the list of invitations.
func (f Facts) links(t Told) []letterLink {
	list := letterLink{"Invitation list", f.List}
	if t.Link == "" {
		return []letterLink{list}
	}
	return []letterLink{{"Profile", t.Link}, list}
}

func (f Facts) decide(r room) letterPart {
	p := f.part("To decide", f.Decide, r.decide, r, func(t Told) letterItem {
		return letterItem{Name: t.Name, About: t.about(), Meta: f.meta(t.tag(), "came", t.Received) + f.origin(t), Why: t.Why, Links: f.links(t)}
	})
	p.After = older(f.Older, "From before, still yours to decide")
	return p
}

func (f Facts) drafts(r room) letterPart {
	p := f.part("Questions to send", f.Drafts, r.other, r, func(t Told) letterItem {
		it := letterItem{Name: t.Name, About: t.about(), Meta: f.when(t) + f.origin(t), Found: t.Mailbox}
		if t.Channel == ChannelMail {
			it.Meta += " · send it by mail"
			return it
		}
		it.Meta += " · no mail reaches them: paste it on LinkedIn, then delete the draft"
		it.Links = f.links(t)[:1]
		return it
	})
	p.Lead = "They lie in Drafts, yours to change. The days count once a draft is gone from there."
	return p
}

func (f Facts) waiting(r room) letterPart {
	return f.part("Waiting for an answer", f.Waiting, r.other, r.short(), func(t Told) letterItem {
		it := letterItem{Name: t.Name, Meta: f.when(t)}
		if t.Days > 0 {
			it.Bar = max(100*t.DayOf/t.Days, 1)
		}
		return it
	})
}

func (f Facts) lapsed(r room) letterPart {
	p := f.part("Lapsed in silence", f.Lapsed, r.other, r.short(), func(t Told) letterItem {
		return letterItem{Name: t.Name, Meta: f.meta("", "asked", t.Asked)}
	})
	p.Lead = "Nobody was turned down: the mails were filed. Move one back to take it back."
	return p
}

func (f Facts) forged(r room) letterPart {
	title := "Set aside as forged"
	for _, t := range f.Forged {
		if t.Kind == "unverified" {
			title = "Set aside as forged or not verified"
		}
	}
	p := f.part(title, f.Forged, r.other, r.short(), func(t Told) letterItem {
		return letterItem{Name: t.Name, Why: t.Why}
	})
	p.Lead = "These pose as LinkedIn. Nothing in them is a link here, and nobody was asked."
	p.Dead = true
	return p
}

func (f Facts) joined(r room) letterPart {
	return f.part("Accepted", f.Joined, 0, r, nil) // one line each
}

func (f Facts) filed(r room) letterPart {
	p := f.part("Filed without a question", f.Filed, r.other, r.short(), func(t Told) letterItem {
		return letterItem{Name: t.Name, About: t.about(), Meta: f.meta(t.tag(), "came", t.Received)}
	})
	return p
}

// fresh is what was watched, or left for tomorrow. While watching it is all
// there is, and has to show what the program is worth.
func (f Facts) fresh(r room) letterPart {
	title, lead := "Left for tomorrow", "The questions of today are all drafted; these come next."
	if f.Mode == ModeWatch {
		title, lead = "Seen, not touched", ""
	}
	p := f.part(title, f.New, r.other, r, func(t Told) letterItem {
		it := letterItem{Name: t.Name, About: t.about(), Meta: f.meta(t.tag(), "came", t.Received) + f.origin(t), Why: t.Why}
		if t.Class != Generic {
			it.Links = f.links(t)
		}
		return it
	})
	p.Lead = lead
	p.After = older(f.NewOld, "From before, still untouched")
	return p
}

// meta is the small line under a name: "personal note, came Thu 19 Nov".
func (f Facts) meta(tag, verb string, at time.Time) string {
	if at.IsZero() {
		return tag
	}
	if tag != "" {
		tag += ", "
	}
	return tag + verb + " " + f.date(at)
}

// origin marks what no server of the owner's vouches for, where one is known.
func (f Facts) origin(t Told) string {
	if f.Checked && t.Trust == Unverified {
		return ", origin not verified"
	}
	return ""
}

// older names those told before, in one line.
func older(list []Told, what string) string {
	if len(list) == 0 {
		return ""
	}
	const most = 12
	var names []string
	for _, t := range list[:min(len(list), most)] {
		names = append(names, t.Name)
	}
	s := fmt.Sprintf("%s: %d (%s", what, len(list), strings.Join(names, ", "))
	if len(list) > most {
		s += fmt.Sprintf(" and %d more", len(list)-most)
	}
	return s + ")."
}

// noteLines are the lines of a note, bounded.
func noteLines(note string, max int) []string {
	if note == "" {
		return nil
	}
	return strings.Split(cut(note, max), "\n")
}

// cut bounds s to max runes and says so.
func cut(s string, max int) string {
	if c := firstRunes(s, max); c != s {
		return strings.TrimSpace(c) + " …"
	}
	return s
}

func oneLine(s string) []string {
	return slices.DeleteFunc([]string{s}, func(s string) bool { return s == "" })
}
