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

// plan decides. Before anybody is asked it looks whether the owner wrote with
// somebody of that name before: one flight of searches and one that fetches
// header fields, whatever the number of people and folders, and none where
// nobody is to be asked.
func (d *Daemon) plan(ctx context.Context, box *mailbox.Session, s *sight) (triage.Plan, error) {
	plan := triage.MakePlan(s.Sight, s.rules)
	sought := plan.Sought(d.Rules.Owner)
	if !d.LookUp || len(sought) == 0 {
		return plan, nil
	}
	d.progress("looking whom you wrote with before")
	s.Known = map[string]triage.Acquaintance{}
	for some := range slices.Chunk(sought, maxSought) {
		l := lookup{d: d, s: s, sought: some, mails: make([][]triage.OldMail, len(some)), more: make([]bool, len(some))}
		if err := l.run(ctx, box); err != nil {
			return plan, err
		}
	}
	return triage.MakePlan(s.Sight, s.rules), nil
}

// maxSought bounds how many people are looked for in one flight. A pass has no
// more of them than it may ask in a day: 20, if the owner has not set another.
const maxSought = 100

// lookup looks for people in the owner's own mail.
type lookup struct {
	d      *Daemon
	s      *sight
	sought []triage.Sought
	mails  [][]triage.OldMail // of each of them
	more   []bool             // some were left out
}

// oldFolder is what was found in one folder.
type oldFolder struct {
	name     string
	validity uint32
	hits     [][]mailbox.UID // of each of those sought
}

func (l *lookup) run(ctx context.Context, box *mailbox.Session) error {
	folders, err := l.search(ctx, box)
	if err != nil {
		return err
	}
	if err := l.fetch(ctx, box, folders); err != nil {
		return err
	}
	for i, who := range l.sought {
		l.s.Known[who.Key] = who.Name.Acquaint(l.mails[i], l.more[i])
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

// search sends a search for each person and folder. Names beyond ASCII go
// apart, so that a server which cannot search for them still finds the others.
func (l *lookup) search(ctx context.Context, box *mailbox.Session) ([]*oldFolder, error) {
	type part struct {
		*oldFolder
		people []int
	}
	var parts []part
	var reads []mailbox.Read
	var folders []*oldFolder
	for _, name := range l.folders() {
		folder := &oldFolder{name: name, hits: make([][]mailbox.UID, len(l.sought))}
		folders = append(folders, folder)
		for _, ascii := range []bool{true, false} {
			p, read := part{oldFolder: folder}, mailbox.Read{Folder: name}
			for i, who := range l.sought {
				if query, plain := withSomebody(who.Name); plain == ascii {
					p.people = append(p.people, i)
					read.Search = append(read.Search, query)
				}
			}
			if len(p.people) > 0 {
				parts, reads = append(parts, p), append(reads, read)
			}
		}
	}
	found, err := l.read(ctx, box, reads)
	if err != nil {
		return nil, err
	}
	for i, f := range found {
		if f.Err != nil {
			l.fail(f.Err)
			continue
		}
		parts[i].validity = f.UIDValidity
		for k, who := range parts[i].people {
			hits := f.Hits[k]
			if len(hits) > triage.MaxOldMails {
				hits, l.more[who] = hits[len(hits)-triage.MaxOldMails:], true
			}
			parts[i].hits[who] = hits
		}
	}
	return folders, nil
}

// read leaves the inbox open again, to move mails out of it.
func (l *lookup) read(ctx context.Context, box *mailbox.Session, reads []mailbox.Read) ([]mailbox.Found, error) {
	found, err := box.Read(ctx, append(reads, mailbox.Read{Folder: l.s.rules.Folders.Inbox, Write: l.d.Rules.Mode != triage.ModeWatch})...)
	if err != nil {
		return nil, err
	}
	return found[:len(reads)], nil
}

// fetch reads the header fields of what was found, the newest of each person.
func (l *lookup) fetch(ctx context.Context, box *mailbox.Session, folders []*oldFolder) error {
	folders = slices.DeleteFunc(folders, func(f *oldFolder) bool { return len(slices.Concat(f.hits...)) == 0 })
	var reads []mailbox.Read
	for _, f := range folders {
		reads = append(reads, mailbox.Read{Folder: f.name, Fetch: []mailbox.Fetch{{UIDs: distinct(f.hits), Parts: mailbox.Exchange}}})
	}
	if len(reads) == 0 {
		return nil
	}
	found, err := l.read(ctx, box, reads)
	if err != nil {
		return err
	}
	for i, f := range folders {
		switch {
		case found[i].Err != nil:
			l.fail(found[i].Err)
		case found[i].UIDValidity != f.validity:
			l.fail(fmt.Errorf("read %q: UIDVALIDITY changed while it was read", f.name))
		default:
			l.take(f, found[i].Mails[0])
		}
	}
	return nil
}

func distinct(hits [][]mailbox.UID) []mailbox.UID {
	return slices.Compact(slices.Sorted(slices.Values(slices.Concat(hits...))))
}

// take gives each person their mails of a folder. Drafts are no mail yet: an
// archive of all mail holds them, too.
func (l *lookup) take(f *oldFolder, mails []mailbox.Message) {
	read := map[mailbox.UID]triage.OldMail{}
	for _, mail := range mails {
		old, err := l.d.Reader.ReadOldMail(mail.Raw, f.name == l.s.rules.Folders.Sent)
		if err == nil && !slices.ContainsFunc(mail.Flags, func(flag string) bool { return strings.EqualFold(flag, `\Draft`) }) {
			read[mail.UID] = old
		}
	}
	for i, hits := range f.hits {
		for _, uid := range hits {
			if old, ok := read[uid]; ok {
				l.mails[i] = append(l.mails[i], old)
			}
		}
	}
}
