package daemon

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"havewemet/mailbox"
	"havewemet/triage"
)

// lookUp looks whether the owner wrote before with those whom the plan asks:
// one flight of searches and one that fetches header fields, whatever the
// number of people and folders, and none where nobody is to be asked.
func (d *Daemon) lookUp(ctx context.Context, box *mailbox.Session, s *sight, plan triage.Plan) error {
	sought := plan.Sought(d.Rules.Owner)
	if !d.LookUp || len(sought) == 0 {
		return nil
	}
	d.progress("looking whom you wrote with before")
	s.Known = map[string]triage.Acquaintance{}
	l := lookup{d: d, s: s, sought: sought, taken: map[triage.Place]bool{}, more: map[string]bool{}}
	return l.run(ctx, box)
}

// lookup looks for people in the owner's own mail.
type lookup struct {
	d      *Daemon
	s      *sight
	sought []triage.Sought
	mails  []triage.OldMail
	taken  map[triage.Place]bool // what several searches found is counted once
	more   map[string]bool       // of whom some mails were left out, by [triage.Sought.Key]
}

// search looks for some people in a folder, with one command: a server then
// goes through its mails once.
type search struct {
	folder   string
	people   []triage.Sought
	validity uint32
	hits     []mailbox.UID
}

// maxTogether keeps the command within the 8000 bytes that servers accept
// (RFC 2683 section 3.2.1.5).
const maxTogether = 20

func (l *lookup) run(ctx context.Context, box *mailbox.Session) error {
	found, err := l.search(ctx, box, l.searches())
	if err != nil {
		return err
	}
	if err := l.fetch(ctx, box, found); err != nil {
		return err
	}
	for _, who := range l.sought {
		l.s.Known[who.Key] = who.Name.Acquaint(l.mails, l.more[who.Key])
	}
	return nil
}

// folders are where the owner's mail lies that is not the inbox's.
func (l *lookup) folders() []string {
	if len(l.d.LookIn) == 0 {
		archive := cmp.Or(special(l.s.survey, "Archive", ""), special(l.s.survey, "All", ""))
		return slices.DeleteFunc(slices.Compact([]string{l.s.rules.Folders.Sent, archive}), func(name string) bool { return name == "" })
	}
	var names []string
	for _, name := range l.d.LookIn {
		name = l.s.survey.Path(name)
		if f, ok := l.s.survey.Folder(name); !ok || f.NoSelect {
			l.fail(fmt.Errorf("look into %q: there is no such folder", name))
		} else if !slices.Contains(names, f.Name) {
			names = append(names, f.Name)
		}
	}
	return names
}

// fail says what could not be looked through. Whoever is not found for that is
// asked: a server that cannot search must not stop everything.
func (l *lookup) fail(err error) {
	line := fmt.Sprintf("whom you wrote with before could not be seen: %v; who was asked may be somebody you know", err)
	if !slices.Contains(l.s.trouble, line) {
		l.s.trouble = append(l.s.trouble, line)
	}
}

// searches has names beyond ASCII apart, so that a server which cannot search
// for them still finds the others.
func (l *lookup) searches() []*search {
	var plain, other []triage.Sought
	for _, who := range l.sought {
		if who.Name.ASCII() {
			plain = append(plain, who)
		} else {
			other = append(other, who)
		}
	}
	var all []*search
	for _, folder := range l.folders() {
		for people := range slices.Chunk(plain, maxTogether) {
			all = append(all, &search{folder: folder, people: people})
		}
		for people := range slices.Chunk(other, maxTogether) {
			all = append(all, &search{folder: folder, people: people})
		}
	}
	return all
}

// search returns those that found something. Where there is so much that one
// person's mails could hide another's, each is looked for alone, in a flight more.
func (l *lookup) search(ctx context.Context, box *mailbox.Session, searches []*search) ([]*search, error) {
	var done []*search
	for len(searches) > 0 {
		var reads []mailbox.Read
		for _, one := range searches {
			reads = append(reads, mailbox.Read{Folder: one.folder, Search: []mailbox.Query{{Match: withAny(one.people)}}})
		}
		found, err := l.read(ctx, box, reads)
		if err != nil {
			return nil, err
		}
		var alone []*search
		for i, one := range searches {
			one.validity = found[i].UIDValidity
			hits, most := []mailbox.UID(nil), triage.MaxOldMails*len(one.people)
			if found[i].Err != nil {
				l.fail(found[i].Err)
			} else {
				hits = found[i].Hits[0]
			}
			switch {
			case len(hits) == 0:
				continue
			case len(hits) > most && len(one.people) > 1:
				for people := range slices.Chunk(one.people, 1) {
					alone = append(alone, &search{folder: one.folder, people: people})
				}
				continue
			case len(hits) > most:
				l.more[one.people[0].Key] = true
				hits = hits[len(hits)-most:]
			}
			one.hits = hits
			done = append(done, one)
		}
		searches = alone
	}
	return done, nil
}

// read leaves the inbox open again, to move mails out of it.
func (l *lookup) read(ctx context.Context, box *mailbox.Session, reads []mailbox.Read) ([]mailbox.Found, error) {
	found, err := box.Read(ctx, append(reads, mailbox.Read{Folder: l.s.rules.Folders.Inbox, Write: l.d.Rules.Mode != triage.ModeWatch})...)
	if err != nil {
		return nil, err
	}
	return found[:len(reads)], nil
}

// fetch reads the header fields of what was found.
func (l *lookup) fetch(ctx context.Context, box *mailbox.Session, found []*search) error {
	if len(found) == 0 {
		return nil
	}
	var reads []mailbox.Read
	for _, one := range found {
		reads = append(reads, mailbox.Read{Folder: one.folder, Fetch: []mailbox.Fetch{{UIDs: one.hits, Parts: mailbox.Exchange}}})
	}
	got, err := l.read(ctx, box, reads)
	if err != nil {
		return err
	}
	for i, one := range found {
		switch {
		case got[i].Err != nil:
			l.fail(got[i].Err)
		case got[i].UIDValidity != one.validity:
			l.fail(fmt.Errorf("read %q: UIDVALIDITY changed while it was read", one.folder))
		default:
			l.take(one.folder, got[i].Mails[0])
		}
	}
	return nil
}

// take keeps what was fetched. Drafts are no mail yet: an archive of all mail
// holds them, too.
func (l *lookup) take(folder string, mails []mailbox.Message) {
	for _, mail := range mails {
		at := triage.Place{Folder: folder, UID: uint32(mail.UID)}
		if l.taken[at] {
			continue
		}
		l.taken[at] = true
		old, err := l.d.Reader.ReadOldMail(mail.Raw, folder == l.s.rules.Folders.Sent)
		if err == nil && !slices.ContainsFunc(mail.Flags, func(flag string) bool { return strings.EqualFold(flag, `\Draft`) }) {
			l.mails = append(l.mails, old)
		}
	}
}
