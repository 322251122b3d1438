package triage

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// LinkedIn changes its mails. What is not understood of a verified one is kept
// apart from what is, so that the owner hears of it and can report it. It is
// told in words of our own: nothing that a person wrote is in it, and of links
// no more than the name of a template.

// Gap is what is missing from what was read of a mail.
type Gap string

const (
	GapTemplate Gap = "template" // nobody knows its template
	GapPerson   Gap = "person"   // it invites, but who could not be read
)

// Strange is what of one mail was not understood.
type Strange struct {
	What     Gap      `json:"what"`
	Template string   `json:"template"` // "" if not told
	Mail     Kind     `json:"mail"`     // what it was taken for all the same
	Near     bool     `json:"near"`     // it may concern an invitation: worth the owner's time
	Marks    []string `json:"marks"`    // of its layout, from a closed list
}

// strangeIn tells what of a mail was not understood, nil if nothing. Of mails
// that are not verified it tells nothing: anybody may make up a template.
func strangeIn(m *Mail, f mailFrom, n Notification, p *mailParts) *Strange {
	if n.Trust != Verified {
		return nil
	}
	s := Strange{Mail: n.Kind}
	template, odd := tellableTemplate(m, n.Template)
	s.Template = template
	switch {
	case odd || template != "" && kindByTemplate(template) == "":
		s.What = GapTemplate
	case !p.headerOnly && invites(n.Kind) && !anyRead(f, n):
		s.What = GapPerson
	default:
		return nil
	}
	s.Near = invites(n.Kind) || n.Kind == KindAccepted || n.Kind == KindMessage || f.guest ||
		containsWord(mainInvitationSenders, localPart(f.from)) || p.has(func(l mailLink) bool { return l.accept })
	s.Marks = s.marks(m, f, n, p)
	return &s
}

// invites tells the kinds that are about somebody's wish to connect.
func invites(k Kind) bool { return k == KindInvitation || k == KindReminder || k == KindSeveral }

// tellableTemplate is a template's name as far as it may be repeated. LinkedIn
// signs its header field; a link may stand in somebody's note, so that only
// what looks like LinkedIn's own names is taken from it. odd says that the
// field is there, and holds no name as all have been so far.
func tellableTemplate(m *Mail, template string) (name string, odd bool) {
	field := strings.TrimSpace(m.header.Get("X-Linkedin-Template"))
	switch {
	case templateName.MatchString(field):
		return field, false
	case plainTemplate.MatchString(template):
		return template, false
	}
	return "", field != ""
}

var plainTemplate = regexp.MustCompile(`^[a-z]{2,20}(_[a-z]{1,20}|_[a-z]?[0-9]{1,3}|_m2m){1,8}$`)

// anyRead tells whether whom a mail speaks of could be read, if only one of
// several. Mails to guests, and those of 2009-13, show no more than a name.
func anyRead(f mailFrom, n Notification) bool {
	bare := f.guest || strings.Contains(n.Template, "guest") || localPart(f.from) == "member"
	return slices.ContainsFunc(n.People, func(inv Invitation) bool { return inv.Name != "" && (bare || inv.shown()) })
}

// shown tells a person of whom more is known than the name, which From gives
// away whatever the layout: a headline, or a profile.
func (p Person) shown() bool { return p.Headline != "" || p.Profile != "" }

// marks are of the layout: what a reader who knows the usual ones needs to
// guess what is new. Every word is from here.
func (s Strange) marks(m *Mail, f mailFrom, n Notification, p *mailParts) []string {
	var marks []string
	mark := func(is bool, yes, no string) {
		if !is {
			yes = no
		}
		if yes != "" {
			marks = append(marks, yes)
		}
	}
	if s.Template == "" {
		mark(s.What == GapTemplate, "template of another form", "no template")
	}
	marks = append(marks, senderMark(f), subjectMark(n.Subject))
	if p.headerOnly {
		return append(marks, "header only")
	}
	mark(m.HasText, "text part", "")
	mark(m.HasHTML, "html part", "")
	mark(p.has(func(l mailLink) bool { return l.accept }), "accept link", "")
	mark(p.has(func(l mailLink) bool { return l.number != "" }), "invitation number", "")
	mark(p.has(func(l mailLink) bool { return l.profile && l.place == placeHero }), "hero profile link", "")
	if !invites(s.Mail) {
		return marks
	}
	mark(p.has(func(l mailLink) bool { return isButton(l.text) }), "", "no buttons")
	if len(n.People) == 0 {
		return append(marks, "no card")
	}
	mark(n.People[0].Name != "", "", "no name")
	mark(n.People[0].Headline != "", "", "no headline")
	mark(n.People[0].Profile != "", "", "no profile")
	return marks
}

// senderMark names those senders only that the table of kinds names.
func senderMark(f mailFrom) string {
	if f.guest {
		return "in a member's name"
	}
	local := localPart(f.from)
	for _, row := range kindTable {
		if containsWord(row.senders, local) {
			return "from " + local + "@"
		}
	}
	return "from another sender"
}

func subjectMark(subject string) string {
	for _, row := range kindTable {
		if row.subject != nil && row.subject.MatchString(subject) {
			return "subject as of kind " + string(row.kind)
		}
	}
	return "unknown subject"
}

// Met is something strange, with when it was first and last met.
type Met struct {
	Strange
	First time.Time `json:"first"`
	Last  time.Time `json:"last"`
	Said  bool      `json:"said"` // in a summary
}

// Drift is what is remembered of how LinkedIn's mails have changed. Its zero
// value remembers nothing.
type Drift struct {
	Met      []Met     `json:"met,omitempty"`      // one for each gap and template
	FallSaid time.Time `json:"fall_said,omitzero"` // when a summary last told of a fall
}

// Bounds of what is remembered and told of it.
const (
	maxMet      = 50
	maxMetSaid  = 3 // in one summary
	driftMonth  = 30 * 24 * time.Hour
	driftBefore = 365 * 24 * time.Hour
	driftWeek   = 7*24*time.Hour - time.Hour // an hour less, as clocks are changed
)

// Meet returns d with what a pass met. A mail that is read twice changes
// nothing but when it was last met.
func (d Drift) Meet(seen []Strange, now time.Time) Drift {
	d.Met = slices.Clone(d.Met)
	for _, s := range seen {
		i := slices.IndexFunc(d.Met, func(m Met) bool { return m.What == s.What && m.Template == s.Template })
		if i < 0 {
			d.Met = append(d.Met, Met{Strange: s, First: now, Last: now})
			continue
		}
		m := &d.Met[i]
		m.Last = now
		if s.Near && !m.Near {
			m.Strange = s
		}
	}
	if len(d.Met) > maxMet { // what concerns the owner least, and longest ago, is forgotten first
		slices.SortStableFunc(d.Met, func(a, b Met) int {
			if a.Near != b.Near {
				return map[bool]int{true: -1, false: 1}[a.Near]
			}
			return b.Last.Compare(a.Last)
		})
		d.Met = d.Met[:maxMet]
	}
	return d
}

// strange tells whether m is not understood to this day: a newer program may
// know the template.
func (m Met) strange() bool {
	return m.What != GapTemplate || m.Template == "" || kindByTemplate(m.Template) == ""
}

// Recent is what was met in the 30 days before now.
func (d Drift) Recent(now time.Time) []Met {
	recent := []Met{}
	for _, m := range d.Met {
		if m.strange() && !m.Last.Before(now.Add(-driftMonth)) {
			recent = append(recent, m)
		}
	}
	return recent
}

// Tell returns what a summary says of drift, one line each, and what is to be
// remembered once that summary is delivered: what was met is said once, a fall
// once a week for as long as it lasts.
func (d Drift) Tell(cases []Case, now time.Time) (lines []string, told Drift) {
	told = d
	told.Met = slices.Clone(d.Met)
	more := 0
	for i := range told.Met {
		m := &told.Met[i]
		if m.Said || !m.Near || !m.strange() {
			continue
		}
		m.Said = true
		if len(lines) == maxMetSaid {
			more++
			continue
		}
		lines = append(lines, m.Sentence())
	}
	if more > 0 {
		lines = append(lines, fmt.Sprintf("%s not understood either: havewemet check tells of them", plural(more, "more form of LinkedIn's mails was", "more forms of LinkedIn's mails were")))
	}
	if said := d.Fall(ReadShareOf(cases, now), now); said != "" && (d.FallSaid.IsZero() || now.Sub(d.FallSaid) >= driftWeek || d.FallSaid.After(now)) {
		lines, told.FallSaid = append(lines, said), now
	}
	return lines, told
}

// changed and report are in every sentence; what may be cut off where there is
// little room stands behind them.
const (
	changed = "LinkedIn may have changed its mails: "
	report  = `To report it, "havewemet explain --redact PATH" makes a copy of such a mail with nobody in it. `
)

// Sentence says what was not understood.
func (s Strange) Sentence() string {
	gap := "unknown template" + s.named()
	if s.What == GapPerson {
		gap = "nobody could be read in a mail" + strings.Replace(s.named(), " ", " of template ", 1)
	}
	return fmt.Sprintf("%s%s, taken for: %s. %sLayout: %s", changed, gap, s.Mail, report, strings.Join(s.Marks, ", "))
}

func (s Strange) named() string {
	if s.Template == "" {
		return ""
	}
	return fmt.Sprintf(" %q", s.Template)
}

// ReadShare counts of how many invitations the person could be read.
type ReadShare struct {
	Recent     int `json:"recent"` // invitations of the last 30 days
	RecentRead int `json:"recent_read"`
	Before     int `json:"before"` // of the year before
	BeforeRead int `json:"before_read"`
}

// ReadShareOf counts cases by the date of their mail: a first pass sees ten
// years of mail on one day. Forged mails do not count. Who invites as a guest
// is read if there is a name: these mails show no more.
func ReadShareOf(cases []Case, now time.Time) ReadShare {
	var s ReadShare
	month := now.Add(-driftMonth)
	for _, c := range cases {
		at := c.Received
		if at.IsZero() || at.After(now) {
			at = c.Seen
		}
		if c.State == StateSuspicious || c.Trust == Forged || at.Before(month.Add(-driftBefore)) || at.After(now) {
			continue
		}
		read := 0
		if c.Name != "" && (c.shown() || c.byGuest()) {
			read = 1
		}
		if at.Before(month) {
			s.Before++
			s.BeforeRead += read
		} else {
			s.Recent++
			s.RecentRead += read
		}
	}
	return s
}

// byGuest tells an invitation that is answered at its inviter's own address.
func (inv Invitation) byGuest() bool {
	return inv.ReplyTo != "" && !strings.HasSuffix(strings.ToLower(inv.ReplyTo), "linkedin.com")
}

// A fall is told from chance by numbers on both sides, and by its depth.
const (
	fallNumbers = 8  // at least, of recent and of earlier invitations
	fallDepth   = 25 // at least, in points of a hundred
)

// Fell tells whether the person is read in clearly fewer mails than before.
func (s ReadShare) Fell() bool {
	return s.Recent >= fallNumbers && s.Before >= fallNumbers &&
		100*(s.BeforeRead*s.Recent-s.RecentRead*s.Before) >= fallDepth*s.Recent*s.Before
}

// Fall says a fall, with what was not understood of the mails; "" if there is none.
func (d Drift) Fall(s ReadShare, now time.Time) string {
	if !s.Fell() {
		return ""
	}
	said := fmt.Sprintf("%sthe person could be read in %d of %d invitations of the last 30 days, before in %d of %d. %s", changed, s.RecentRead, s.Recent, s.BeforeRead, s.Before, report)
	for _, m := range d.Recent(now) {
		if m.What == GapPerson {
			said += fmt.Sprintf("Template%s: %s. ", cmp.Or(m.named(), " not told"), strings.Join(m.Marks, ", "))
		}
	}
	return strings.TrimSpace(said)
}
