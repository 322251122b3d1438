package mailbox

import (
	"context"
	"fmt"
	"strings"

	"github.com/emersion/go-imap/v2"
)

// Survey is what an account has: its folders, and how their names are built.
type Survey struct {
	Folders []Folder
	Sep     rune   // hierarchy separator; 0 when folders cannot nest
	Prefix  string // personal namespace, separator included: "INBOX." on Courier, mostly "" (RFC 2342)
	Status  []Status
	Found   []Found
}

// Survey lists the folders, and in the same flight asks for the status of
// some (a folder that is not there gets the zero Status) and does the reads.
// Names are the server's own.
func (s *Session) Survey(ctx context.Context, status []string, reads ...Read) (Survey, error) {
	var v Survey
	if err := checkReads(status, reads); err != nil {
		return v, err
	}
	v.Status = make([]Status, len(status))
	var jobs []*readJob
	err := s.fly(ctx, func(f *flight) {
		if s.Has("NAMESPACE") {
			f.namespace(&v)
		}
		f.list(&v)
		for i, name := range status {
			f.status(name, &v.Status[i])
		}
		jobs = f.reads(reads)
	})
	if err != nil {
		return v, err
	}
	v.Found, err = s.finish(ctx, jobs)
	return v, err
}

func (f *flight) namespace(v *Survey) {
	cmd := f.session.client.Namespace()
	f.add("namespace", func() error {
		data, err := cmd.Wait()
		if err != nil {
			return unlessRefused(err)
		}
		if len(data.Personal) > 0 {
			v.Prefix, v.Sep = data.Personal[0].Prefix, data.Personal[0].Delim
		}
		return nil
	})
}

// list asks for the special uses by name where the server knows how: plain
// LIST may tell them but need not (RFC 6154 section 2).
func (f *flight) list(v *Survey) {
	var options *imap.ListOptions
	if f.session.Has("SPECIAL-USE") && f.session.Has("LIST-EXTENDED") {
		options = &imap.ListOptions{ReturnSpecialUse: true}
	}
	collected := collecting(f.session.client.List("", "*", options).Collect)
	f.add("list folders", func() error {
		list, err := collected()
		for _, data := range list {
			v.Folders = append(v.Folders, folder(data))
			if v.Sep == 0 {
				v.Sep = data.Delim
			}
		}
		return err
	})
}

// roles are the special uses that name a folder's purpose (RFC 6154 section
// 2, RFC 8457 section 3).
var roles = []string{"All", "Archive", "Drafts", "Flagged", "Important", "Junk", "Sent", "Trash"}

func folder(data *imap.ListData) Folder {
	f := Folder{Name: canonical(data.Mailbox)}
	for _, attr := range data.Attrs {
		name := strings.TrimPrefix(string(attr), `\`)
		switch {
		case strings.EqualFold(name, "NoSelect"), strings.EqualFold(name, "NonExistent"):
			f.NoSelect = true
		default:
			for _, role := range roles {
				if strings.EqualFold(name, role) {
					f.Role = role
				}
			}
		}
	}
	return f
}

func (f *flight) status(name string, to *Status) {
	cmd := f.session.client.Status(canonical(name), &imap.StatusOptions{
		NumMessages: true, UIDNext: true, UIDValidity: true,
	})
	f.add(fmt.Sprintf("status of %q", name), func() error {
		data, err := cmd.Wait()
		if err != nil {
			return unlessRefused(err)
		}
		to.UIDValidity, to.UIDNext = data.UIDValidity, UID(data.UIDNext)
		if data.NumMessages != nil {
			to.Messages = *data.NumMessages
		}
		return nil
	})
}

// unlessRefused drops a NO or BAD, for commands that the caller can do
// without.
func unlessRefused(err error) error {
	if refusal(err) != nil {
		return nil
	}
	return err
}

// Folder finds a folder by its server name; INBOX in any spelling.
func (v Survey) Folder(name string) (Folder, bool) {
	for _, f := range v.Folders {
		if sameFolder(f.Name, name) {
			return f, true
		}
	}
	return Folder{}, false
}

// Path turns a name as people configure it, with "/" between levels, into the
// server's name for it. A name that exists as written stays as it is.
func (v Survey) Path(name string) string {
	if _, ok := v.Folder(name); ok || strings.EqualFold(name, "INBOX") {
		return canonical(name)
	}
	if v.Sep != 0 {
		name = strings.ReplaceAll(name, "/", string(v.Sep))
	}
	if n := len(v.Prefix); len(name) >= n && strings.EqualFold(name[:n], v.Prefix) {
		return v.Prefix + name[n:]
	}
	return v.Prefix + name
}
