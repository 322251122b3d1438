package triage

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Facts are what a summary tells. Both parts of the mail and `summary --json`
// are made from them. All texts are clean: no control or direction characters,
// bounded. They are still other people's words, to be escaped where shown.
type Facts struct {
	Day     string    `json:"day"`
	Mode    Mode      `json:"mode"`
	Since   time.Time `json:"since,omitzero"` // zero: this is the first
	Now     time.Time `json:"now"`
	Subject string    `json:"subject"`
	Line    string    `json:"line"`         // the whole in one sentence
	Watch   string    `json:"mode_says"`    // what watching means today; "" in other modes
	List    string    `json:"invitations"`  // link to LinkedIn's list of invitations
	Count   Counts    `json:"count"`        // of the lists below
	Came    Came      `json:"came"`         // since the last summary
	Decide  []Told    `json:"decide"`       // new since the last summary: answered, then personal, then unsure
	Older   []Told    `json:"decide_older"` // told before, still undecided
	Drafts  []Told    `json:"drafts"`       // all questions that lie in Drafts
	Waiting []Told    `json:"waiting"`      // all who were asked, those that lapse first first
	Lapsed  []Told    `json:"lapsed"`       // since the last summary, as the next four
	Forged  []Told    `json:"forged"`       // without profile: nothing of a forged mail becomes a link
	Joined  []Told    `json:"accepted"`     //
	Filed   []Told    `json:"filed"`        // in mode file, without a question
	New     []Told    `json:"new"`          // watched, or left for tomorrow
	NewOld  []Told    `json:"new_older"`    // told before, still watched or left
	Checked bool      `json:"checked"`      // where mails are from is checked
	Notes   []string  `json:"notes"`        //
	Hand    []string  `json:"corrections"`  // what the owner did with filed mails, as it was understood
	Trouble []string  `json:"trouble"`      //
	Weeks   []Week    `json:"weeks"`        // the last twelve, the oldest first
	Answers Answers   `json:"answers"`      // to the questions of these weeks
	zone    *time.Location
	tongue  *tongue
	first   bool // no summary was made before
}

// Counts are how long the lists of [Facts] are.
type Counts struct {
	Decide   int `json:"decide"`
	Answered int `json:"answered"` // of those to decide
	Older    int `json:"decide_older"`
	Drafts   int `json:"drafts"`
	Waiting  int `json:"waiting"`
	Soon     int `json:"lapse_soon"` // of those waiting: today or tomorrow
	Lapsed   int `json:"lapsed"`
	Forged   int `json:"forged"`
	Accepted int `json:"accepted"`
	Filed    int `json:"filed"`
	New      int `json:"new"`
	NewOlder int `json:"new_older"`
	Trouble  int `json:"trouble"`
}

// Came counts the invitations first seen since the last summary.
type Came struct {
	All          int `json:"all"`
	Personalized int `json:"personalized"`
	Generic      int `json:"generic"`
	Unsure       int `json:"unsure"`
	Forged       int `json:"forged"`
}

// Told is one invitation as a summary tells it.
type Told struct {
	Person
	Link     string    `json:"link"` // to the profile, rebuilt; "" where the mail did not tell it
	Note     string    `json:"note"` // "" means that no note is in the mail
	State    State     `json:"state"`
	Class    Class     `json:"class"`
	Kind     string    `json:"kind"`
	Why      string    `json:"why"`
	Mailbox  string    `json:"mailbox,omitempty"` // what was found of somebody of that name who is asked all the same
	Channel  Channel   `json:"channel"`
	Trust    Trust     `json:"trust"`
	Received time.Time `json:"received,omitzero"`
	Since    time.Time `json:"since,omitzero"` // in this state
	Drafted  time.Time `json:"drafted,omitzero"`
	Asked    time.Time `json:"asked,omitzero"`
	Anew     time.Time `json:"anew,omitzero"` // from when the days count, if not from Asked
	DayOf    int       `json:"day,omitzero"`  // of waiting, from 1
	Days     int       `json:"of,omitzero"`   // days of waiting in all
	Lapses   time.Time `json:"lapses,omitzero"`

	doubted bool // no server of the owner's vouches for the mail, though one was asked
}

// Facts gathers what the summary tells.
func (s Summary) Facts() Facts {
	f := Facts{Checked: s.Checked, Day: s.Day, Mode: s.Mode, Since: s.Since, Now: s.Now, List: InvitationManager, zone: s.Now.Location(), tongue: tongueOf(s.Language), first: s.First,
		Notes: cleanLines(s.Notes), Hand: cleanLines(s.Hand), Trouble: cleanLines(s.Trouble)}
	f.Weeks, f.Answers = s.weeks()
	// Lists are never nil: JSON says [] for an empty one.
	for _, l := range f.lists() {
		*l = []Told{}
	}
	for _, c := range s.Cases {
		if c.State != StateSuspicious || c.setAside() { // what the owner put there is told as their doing
			f.put(s.tell(c), c.Since.After(s.Since))
		}
		if c.Seen.After(s.Since) {
			f.Came.add(c)
		}
	}
	f.sort()
	f.Count = Counts{Decide: len(f.Decide), Older: len(f.Older), Drafts: len(f.Drafts), Waiting: len(f.Waiting), Lapsed: len(f.Lapsed),
		Forged: len(f.Forged), Accepted: len(f.Joined), Filed: len(f.Filed), New: len(f.New), NewOlder: len(f.NewOld), Trouble: len(f.Trouble)}
	for _, t := range f.Decide {
		if t.State == StateAnswered {
			f.Count.Answered++
		}
	}
	for _, t := range f.Waiting {
		if !t.Lapses.IsZero() && daysBetween(s.Now, t.Lapses.In(f.zone)) <= 1 {
			f.Count.Soon++
		}
	}
	f.Subject, f.Line, f.Watch = f.subject(), f.sentence(), f.watching()
	return f
}

func (f *Facts) lists() []*[]Told {
	return []*[]Told{&f.Decide, &f.Older, &f.Drafts, &f.Waiting, &f.Lapsed, &f.Forged, &f.Joined, &f.Filed, &f.New, &f.NewOld}
}

// put adds one case to the list where it is told. What has lapsed, was
// accepted, filed or set aside is told once; what waits for somebody, daily.
func (f *Facts) put(t Told, fresh bool) {
	var list *[]Told
	switch t.State {
	case StateAnswered, StatePersonal, StateUnsure:
		list = &f.Older
		if fresh {
			list = &f.Decide
		}
	case StateNew:
		list = &f.NewOld
		if fresh {
			list = &f.New
		}
	case StateAsking:
		list = &f.Drafts
	case StateWaiting:
		list = &f.Waiting
	case StateIgnored:
		list = &f.Lapsed
	case StateSuspicious:
		list = &f.Forged
	case StateAccepted:
		list = &f.Joined
	case StateFiled:
		list = &f.Filed
	}
	always := list == &f.Older || list == &f.NewOld || list == &f.Drafts || list == &f.Waiting
	if list != nil && (fresh || always) {
		*list = append(*list, t)
	}
}

func (n *Came) add(c Case) {
	n.All++
	switch {
	case c.setAside():
		n.Forged++
	case c.Verdict.Class == Personalized:
		n.Personalized++
	case c.Verdict.Class == Generic:
		n.Generic++
	default:
		n.Unsure++
	}
}

// Nameless is how somebody is told of whom no mail gives the name.
const Nameless = "Somebody without a name"

// tell makes of a case what is told of it. The reader has cleaned all texts
// already; a ledger or a folder may be older than the reader, so it is done again.
func (s Summary) tell(c Case) Told {
	t := Told{
		Person: Person{Name: cleanLine(thinMarks(c.Name), maxNameRunes), Headline: cleanLine(thinMarks(c.Headline), maxHeadlineRunes),
			Place: cleanLine(thinMarks(c.Place), maxNameRunes), Profile: c.Profile},
		Note:  cleanText(thinMarks(c.Note), maxNoteRunes),
		State: c.State, Class: c.Verdict.Class, Kind: cleanLine(c.Verdict.Kind, 40), Why: cleanLine(thinMarks(c.Why), maxHeadlineRunes), Mailbox: cleanLine(thinMarks(c.Verdict.inMailbox()), maxHeadlineRunes),
		Channel: c.Channel, Trust: c.Trust, Received: c.Received, Since: c.Since, Drafted: c.Drafted, Asked: c.Asked, Anew: c.Anew, Lapses: c.Due(s.Wait, s.DaysOff),
	}
	t.doubted = s.Checked && c.Trust == Unverified && !c.Seen.Before(s.CheckedSince)
	if t.Name == "" {
		t.Name = Nameless
	}
	// A dot alone is a slug to its letters but a step upwards in a path.
	if c.State == StateSuspicious || cleanSlug(c.Profile) != c.Profile || strings.Trim(c.Profile, ".") == "" {
		t.Profile = ""
	}
	if t.Profile != "" {
		t.Link = ProfileLink(t.Profile)
	}
	if !t.Lapses.IsZero() {
		const day = 24 * time.Hour
		t.Days = int((s.Wait + day - 1) / day)
		t.DayOf = min(max(s.DaysOff.days(c.countsFrom().In(s.Now.Location()), s.Now)+1, 1), t.Days)
	}
	return t
}

// daysBetween counts by the calendar: what was asked on one evening is all on
// its second day next morning.
func daysBetween(from, to time.Time) int {
	midnight := func(t time.Time) time.Time {
		y, m, d := t.Date()
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	}
	return int(midnight(to).Sub(midnight(from)) / (24 * time.Hour))
}

// sort orders each list by what the owner does with it: what is to be decided
// by weight, who waits by when they lapse, all else the newest first.
func (f *Facts) sort() {
	weight := map[State]int{StateAnswered: 0, StatePersonal: 1, StateUnsure: 2}
	class := map[Class]int{Personalized: 0, Unsure: 1, Generic: 2}
	for _, l := range f.lists() {
		slices.SortStableFunc(*l, func(a, b Told) int {
			if l == &f.Waiting {
				return cmp.Or(a.Lapses.Compare(b.Lapses), cmp.Compare(a.Name, b.Name))
			}
			return cmp.Or(weight[a.State]-weight[b.State], class[a.Class]-class[b.Class],
				b.Received.Compare(a.Received), cmp.Compare(a.Name, b.Name))
		})
	}
}

const maxSaidRunes = 600 // of a line of notes or trouble

func cleanLines(lines []string) []string {
	clean := []string{}
	for _, l := range lines {
		if l = cleanLine(thinMarks(l), maxSaidRunes); l != "" {
			clean = append(clean, l)
		}
	}
	return clean
}
