package triage

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Acquaintance is what the owner's own mail knows of somebody's name.
type Acquaintance struct {
	Name      string   // as the newest mail bears it
	Addresses []string // that bear it, the newest first
	To, From  int      // mails of the owner's to them, and of theirs
	First     time.Time
	Last      time.Time
	Subject   string // of the last
	More      bool   // there may be more mails than were looked at

	Alike      []string // addresses that only look like the name
	AlikeMails int
}

// Sought is what to look for before somebody is asked, and under what key it
// stands in [Sight.Known].
type Sought struct {
	Key  string
	Name FullName
}

// Sought are those whom p would ask and who can be looked for: not those with
// one name only, nor the owner's namesakes, who are in every mail.
func (p Plan) Sought(o Owner) []Sought {
	var all []Sought
	seen := map[string]bool{}
	for _, st := range p.Steps {
		key := FoldName(st.Case.Name)
		name, full := ParseFullName(st.Case.Name)
		if st.Draft == nil || st.Hand != nil || !full || seen[key] || name.borneBy(nameWords(o.Name)) {
			continue
		}
		seen[key] = true
		all = append(all, Sought{key, name})
	}
	return all
}

// MaxOldMails is how many mails of one person are counted, the newest.
const MaxOldMails = 50

// Acquaint finds in mails those that passed between the owner and whoever
// bears the name. A display name decides; an address that looks like the name
// never does. Each mail counts once, wherever else it lies. More says that not
// all of the person's mails are there.
func (n FullName) Acquaint(mails []OldMail, more bool) Acquaintance {
	mails = newest(mails)
	a := Acquaintance{More: more}
	theirs := map[string]bool{}
	for _, m := range mails {
		for _, other := range m.With {
			if n.borneBy(other.words) {
				theirs[strings.ToLower(other.Addr)] = true
			}
		}
	}
	delete(theirs, "")
	for _, m := range mails {
		a.add(n, m, theirs)
	}
	return a
}

// newest drops automatic mails and second copies, and sorts the rest.
func newest(mails []OldMail) []OldMail {
	var kept []OldMail
	seen := map[string]bool{}
	for _, m := range mails {
		if m.Automatic || seen[m.MessageID] {
			continue
		}
		seen[m.MessageID] = m.MessageID != ""
		kept = append(kept, m)
	}
	slices.SortStableFunc(kept, func(a, b OldMail) int { return b.Date.Compare(a.Date) })
	return kept
}

// add counts m, which is not newer than those before it.
func (a *Acquaintance) add(n FullName, m OldMail, theirs map[string]bool) {
	alike := ""
	for _, other := range m.With {
		addr := strings.ToLower(other.Addr)
		bears := n.borneBy(other.words)
		if !bears && !theirs[addr] {
			if len(other.words) < 2 && n.resembles(addr) { // bears no other full name
				alike = addr
			}
			continue
		}
		if a.To+a.From == MaxOldMails {
			a.More = true
			return
		}
		if m.Own {
			a.To++
		} else {
			a.From++
		}
		if a.Name == "" && bears {
			a.Name = other.Name
		}
		if addr != "" && !slices.Contains(a.Addresses, addr) {
			a.Addresses = append(a.Addresses, addr)
		}
		if a.To+a.From == 1 {
			a.Last, a.Subject = m.Date, m.Subject
		}
		if !m.Date.IsZero() {
			a.First = m.Date
		}
		return
	}
	if alike != "" {
		a.AlikeMails++
		if !slices.Contains(a.Alike, alike) {
			a.Alike = append(a.Alike, alike)
		}
	}
}

// Known tells that the owner wrote to somebody of that name. Who only ever
// wrote to the owner, and got no answer, may be any sender of circulars.
func (a Acquaintance) Known() bool { return a.To > 0 }

// kindKnown is the verdict's kind of who is left to the owner for that.
const kindKnown = "known"

// inMailbox begins what is said of people who are asked all the same.
const inMailbox = "your mailbox holds "

// says is what was found, in one plain line; "" if nothing was.
func (a Acquaintance) says() string {
	mails := plural(a.To+a.From, "mail", "mails")
	if a.More {
		mails = "at least " + mails
	}
	switch {
	case a.To > 0 && a.From > 0:
		return "you exchanged " + mails + " with " + a.who() + a.when() + a.about() + a.doubt()
	case a.To > 0:
		return "you wrote " + mails + " to " + a.who() + a.when() + a.about() + a.doubt()
	case a.From > 0:
		return inMailbox + mails + " from " + a.who() + a.when() + ", none of yours to them" + a.doubt()
	case a.AlikeMails > 0:
		return fmt.Sprintf("%s%s with an address like this name, %s, which may be somebody else's", inMailbox, plural(a.AlikeMails, "mail", "mails"), few(a.Alike))
	}
	return ""
}

func (a Acquaintance) who() string {
	if len(a.Addresses) == 0 {
		return cut(a.Name, 60)
	}
	return fmt.Sprintf("%s (%s)", cut(a.Name, 60), few(a.Addresses))
}

func (a Acquaintance) when() string {
	first, last := a.First.Year(), a.Last.Year()
	switch {
	case a.Last.IsZero():
		return ""
	case a.More:
		return fmt.Sprintf(" up to %d", last)
	case first == last:
		return fmt.Sprintf(" in %d", last)
	}
	return fmt.Sprintf(" from %d to %d", first, last)
}

func (a Acquaintance) about() string {
	if a.Subject == "" {
		return ""
	}
	what := ", the last about"
	if a.To+a.From == 1 {
		what = ", about"
	}
	return what + " “" + cut(a.Subject, 60) + "”"
}

func (a Acquaintance) doubt() string {
	if len(a.Addresses) < 2 {
		return ""
	}
	return fmt.Sprintf("; %d addresses bear this name, so it may be somebody else", len(a.Addresses))
}

// few names two addresses at most.
func few(addrs []string) string {
	var some []string
	for _, addr := range addrs[:min(len(addrs), 2)] {
		some = append(some, cut(addr, 60))
	}
	if more := len(addrs) - len(some); more > 0 {
		some = append(some, fmt.Sprintf("%d more", more))
	}
	return strings.Join(some, ", ")
}

// spare leaves to the owner somebody whom the mailbox knows: not asked, though
// one of the day's questions counts as used in this pass, so that nobody is
// asked who was not looked for. It returns false if c is to be asked.
func (p *planner) spare(c *Case, was State, m SeenMail) bool {
	a := p.Known[FoldName(c.Name)]
	said := a.says()
	if !a.Known() {
		if said != "" {
			c.Verdict.Reasons = append(slices.Clip(c.Verdict.Reasons), Reason{Why: said})
		}
		return false
	}
	p.left--
	p.spared++
	c.Verdict = c.Verdict.because(said, "")
	c.Verdict.Class, c.Verdict.Kind, c.Verdict.Score = Unsure, kindKnown, .5
	p.doubt(c, was, m, c.Verdict.why())
	return true
}

// inMailbox is the line about what was found of somebody who is asked all the same.
func (v Verdict) inMailbox() string {
	for _, r := range v.Reasons {
		if strings.HasPrefix(r.Why, inMailbox) {
			return r.Why
		}
	}
	return ""
}
