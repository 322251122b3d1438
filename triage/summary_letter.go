package triage

import (
	"strings"
)

// letter is a summary laid out: what both parts of the mail print, each in its
// own way. Texts are clean but not yet escaped or made inert.
type letter struct {
	Language                  string // ISO 639-1
	Subject, Day, Line, Watch string
	Why, But                  string // before the reasons
	Colon                     string // between a word and what it names
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
	Weeks *picture
	Dead  bool // set aside as forged: shown as code, without links
}

// letterItem is one invitation.
type letterItem struct {
	Name, About, Meta, Why string
	Found                  string   // in the owner's mailbox, of somebody who is asked all the same
	Note                   []string // its lines
	NoNote                 string   // said where no note is shown
	Links                  []letterLink
	Bar                    int // how much of the waiting is over, in percent; 0: no bar
}

type letterLink struct{ Label, URL string }

// room is how much is told at length, so that a mail of any number of people
// stays readable and small.
type room struct {
	decide, other int // how many of a part are told in full
	note, quote   int // runes of a note in full, and of one in a line; a quote of 0 names only
	lines, said   int // lines of notes, of corrections, of trouble, and runes of each
}

// summaryRooms are tried in turn until the mail is small enough. The last one
// still names everybody.
var summaryRooms = []room{
	{100, 100, maxNoteRunes, 140, 100, maxSaidRunes}, {100, 40, 600, 100, 100, maxSaidRunes}, {50, 20, 400, 80, 60, 400}, {25, 10, 320, 60, 40, 300}, {15, 5, 300, 40, 30, 300},
	{10, 3, 300, 25, 20, 200}, {5, 1, 300, 15, 20, 200}, {10, 0, 300, 0, 15, 100}, {0, 0, 0, 0, 10, 100},
}

// short is a room for parts that the owner has nothing to do with.
func (r room) short() room {
	r.note = min(r.note, 160)
	return r
}

// letter lays the facts out. Parts in which nothing is said are left out.
func (f Facts) letter(r room) letter {
	say := func(id string) string { return f.tongue.say(id, nil) }
	l := letter{Language: f.tongue.Code, Subject: f.Subject, Day: f.day(), Line: f.Line, Watch: f.Watch, Why: say("item.why"), But: say("item.but"), Colon: say("item.colon"),
		Foot: []string{say("foot.who"), say("foot.how"), say("foot.ignore")}}
	if !f.Checked {
		l.Foot = append(l.Foot, say("foot.unchecked"))
	}
	if f.Empty() && f.Count.Waiting == 0 {
		return l // the sentence says so
	}
	came := letterPart{Title: say("part.came"), Weeks: f.picture()}
	if f.Came.All > 0 || came.Weeks != nil {
		came.Lines = []string{f.came()}
	}
	for _, p := range []letterPart{
		f.decide(r), f.drafts(r), f.fresh(r), f.waiting(r), f.lapsed(r), f.forged(r), f.joined(r), f.filed(r),
		{Title: say("part.corrections"), Lines: f.tellAll(f.Hand, r)},
		{Title: say("part.notes"), Lines: f.tellAll(f.Notes, r)},
		{Title: say("part.trouble"), Lines: f.tellAll(f.Trouble, r)},
		came,
	} {
		if len(p.Full)+len(p.Brief)+len(p.Lines) > 0 || p.After != "" {
			l.Parts = append(l.Parts, p)
		}
	}
	return l
}

func (f Facts) tellAll(lines []string, r room) []string {
	var told []string
	for _, l := range lines[:min(len(lines), r.lines)] {
		told = append(told, cut(f.tongue.tell(l), r.said))
	}
	if more := len(lines) - len(told); more > 0 {
		told = append(told, f.tongue.count(more, "part.rest", nil))
	}
	return told
}

// part lays out a list: the first ones in full, a line for each of the others.
func (f Facts) part(id string, list []Told, full int, r room, item func(Told) letterItem) letterPart {
	p := letterPart{Title: f.tongue.say("part."+id, nil), Count: len(list)}
	for i, t := range list {
		if i < full {
			it := item(t)
			it.Name = f.name(t)
			p.Full = append(p.Full, it)
			continue
		}
		p.Brief = append(p.Brief, f.brief(t, r))
	}
	if len(p.Full) > 0 && len(p.Brief) > 0 {
		p.More = f.tongue.count(len(p.Brief), "part.more", nil)
	}
	return p
}

func (f Facts) name(t Told) string {
	if t.Name == Nameless {
		return f.tongue.say("item.somebody", nil)
	}
	return t.Name
}

// brief is an invitation in one line.
func (f Facts) brief(t Told, r room) letterItem {
	it := letterItem{Name: f.name(t)}
	if r.quote > 0 && t.Note != "" && t.Kind != kindStandard {
		it.Note = []string{f.tongue.say("item.quoted", vars{"Note": cut(strings.Join(strings.Fields(t.Note), " "), r.quote)})}
	}
	return it
}

// noted gives an item its note. LinkedIn's standard line, which everybody
// knows, is only named.
func (f Facts) noted(it letterItem, t Told, r room) letterItem {
	switch {
	case t.Note == "":
		it.NoNote = f.tongue.say("item.no_note", nil)
	case t.Kind == kindStandard && t.Class == Generic:
		it.NoNote = f.tongue.say("tag."+kindStandard, nil)
	default:
		it.Note = noteLines(t.Note, r.note)
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
	list := letterLink{f.tongue.say("item.list", nil), f.List}
	if t.Link == "" {
		return []letterLink{list}
	}
	return []letterLink{{f.tongue.say("item.profile", nil), t.Link}, list}
}

// meta is the small line under a name: "personal note, came Thu 19 Nov".
func (f Facts) meta(t Told) string {
	return listed(f.tag(t), f.dated("came", t.Received), f.origin(t))
}

// origin marks what no server of the owner's vouches for, where one is known.
func (f Facts) origin(t Told) string {
	if t.doubted {
		return f.tongue.say("item.origin", nil)
	}
	return ""
}

func (f Facts) decide(r room) letterPart {
	p := f.part("decide", f.Decide, r.decide, r, func(t Told) letterItem {
		return f.noted(letterItem{About: t.about(), Meta: f.meta(t), Why: f.tongue.tell(t.Why), Links: f.links(t)}, t, r)
	})
	p.After = f.older(f.Older, "part.older")
	return p
}

func (f Facts) drafts(r room) letterPart {
	p := f.part("drafts", f.Drafts, r.other, r, func(t Told) letterItem {
		it := letterItem{About: t.about(), Meta: listed(f.when(t), f.origin(t)), Found: f.tongue.tell(t.Mailbox)}
		how := "by_mail"
		if t.Channel != ChannelMail {
			how, it.Links = "paste", f.links(t)[:1]
		}
		it.Meta += " · " + f.tongue.say("item."+how, nil)
		return f.noted(it, t, r)
	})
	p.Lead = f.tongue.say("part.drafts_lead", nil)
	return p
}

// waiting shows those who lapse first; of the others a line is enough.
func (f Facts) waiting(r room) letterPart {
	const most = 10
	r.other, r.quote = min(r.other, most), 0
	p := f.part("waiting", f.Waiting, r.other, r, func(t Told) letterItem {
		it := letterItem{Meta: f.when(t)}
		if t.Days > 0 {
			it.Bar = max(100*t.DayOf/t.Days, 1)
		}
		return it
	})
	for i := range p.Brief {
		if t := f.Waiting[len(p.Full)+i]; t.Days > 0 {
			p.Brief[i].Meta = f.tongue.say("item.day", vars{"Day": t.DayOf, "Days": t.Days})
		}
	}
	return p
}

func (f Facts) lapsed(r room) letterPart {
	p := f.part("lapsed", f.Lapsed, r.other, r, func(t Told) letterItem {
		return f.noted(letterItem{Meta: f.dated("asked", t.Asked)}, t, r.short())
	})
	p.Lead = f.tongue.say("part.lapsed_lead", nil)
	return p
}

func (f Facts) forged(r room) letterPart {
	p := f.part(f.aside(), f.Forged, r.other, r, func(t Told) letterItem {
		return f.noted(letterItem{Why: f.tongue.tell(t.Why)}, t, r.short())
	})
	p.Lead = f.tongue.say("part.forged_lead", nil)
	p.Dead = true
	return p
}

func (f Facts) joined(r room) letterPart {
	return f.part("accepted", f.Joined, 0, r, nil) // one line each
}

func (f Facts) filed(r room) letterPart {
	return f.part("filed", f.Filed, r.other, r, func(t Told) letterItem {
		return f.noted(letterItem{About: t.about(), Meta: f.meta(t)}, t, r.short())
	})
}

// fresh is what was watched, or left for tomorrow. While watching it is all
// there is, and has to show what the program is worth.
func (f Facts) fresh(r room) letterPart {
	p := f.part(f.untouched(), f.New, r.other, r, func(t Told) letterItem {
		it := letterItem{About: t.about(), Meta: f.meta(t), Why: f.tongue.tell(t.Why)}
		if t.Class != Generic {
			it.Links = f.links(t)
		}
		return f.noted(it, t, r)
	})
	if f.Mode != ModeWatch {
		p.Lead = f.tongue.say("part.tomorrow_lead", nil)
	}
	p.After = f.older(f.NewOld, "part.untouched")
	return p
}

// older names those told before, in one line.
func (f Facts) older(list []Told, id string) string {
	if len(list) == 0 {
		return ""
	}
	const most = 12
	var names []string
	for _, t := range list[:min(len(list), most)] {
		names = append(names, f.name(t))
	}
	all := strings.Join(names, ", ")
	if more := len(list) - most; more > 0 {
		all = f.tongue.count(more, "part.names", vars{"Names": all})
	}
	return f.tongue.count(len(list), id, vars{"Names": all})
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
