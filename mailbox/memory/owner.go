package memory

import (
	"bytes"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"

	"havewemet/mailbox"
)

// What follows is done to the account from another side: by the mail system
// that delivers, or by the owner's phone.

// Add delivers a message. Bare line feeds become CRLF. The folder is created
// when it is not there; the zero time means now.
func (s *Server) Add(name string, raw []byte, flags []string, t time.Time) mailbox.UID {
	s.mu.Lock()
	defer s.mu.Unlock()
	raw = bytes.ReplaceAll(bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n")), []byte("\n"), []byte("\r\n"))
	var list []imap.Flag
	for _, f := range flags {
		list = append(list, imap.Flag(f))
	}
	return mailbox.UID(s.create(name, "").add(raw, list, t))
}

// Folders returns the names of all folders, sorted.
func (s *Server) Folders() (names []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.sorted() {
		names = append(names, f.name)
	}
	return names
}

// Mails returns the messages of a folder, whole; none when it is not there.
func (s *Server) Mails(name string) (mails []mailbox.Message) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.folders[name]
	if f == nil {
		return nil
	}
	for _, m := range f.mails {
		msg := mailbox.Message{UID: mailbox.UID(m.uid), Size: int64(len(m.raw)), Raw: bytes.Clone(m.raw), Whole: true}
		for _, flag := range m.flags {
			msg.Flags = append(msg.Flags, string(flag))
		}
		mails = append(mails, msg)
	}
	return mails
}

// Remove deletes a message for good. It says whether it was there.
func (s *Server) Remove(name string, uid mailbox.UID) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.take(name, uid) != nil
}

// MoveMail moves a message to another folder, which is created when it is not
// there. It returns the new UID, 0 when the message was not there.
func (s *Server) MoveMail(name string, uid mailbox.UID, to string) mailbox.UID {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.take(name, uid)
	if m == nil {
		return 0
	}
	return mailbox.UID(s.create(to, "").add(m.raw, m.flags, m.time))
}

// SetFlags replaces the flags of a message. It says whether it was there.
func (s *Server) SetFlags(name string, uid mailbox.UID, flags ...string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.folders[name]
	if f == nil || f.index(imap.UID(uid)) < 0 {
		return false
	}
	i := f.index(imap.UID(uid))
	m := f.mails[i]
	m.flags = nil
	for _, flag := range flags {
		m.flags = append(m.flags, imap.Flag(flag))
	}
	f.tracker.QueueMessageFlags(uint32(i)+1, m.uid, m.flags, nil)
	return true
}

// CreateFolder creates a folder with a special use such as "Archive", or
// none. A folder that is there only gets the special use.
func (s *Server) CreateFolder(name, role string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.create(name, role)
}

// DeleteFolder deletes a folder with all its mail.
func (s *Server) DeleteFolder(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.folders, name)
}

// RenameFolder gives a folder another name; its mails and its special use stay.
func (s *Server) RenameFolder(name, to string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f := s.folders[name]; f != nil {
		delete(s.folders, name)
		f.name = to
		s.folders[to] = f
	}
}

// Rebuild gives the messages of a folder new UIDs under a new UIDVALIDITY, as
// a server does that has lost its index. Connections that have the folder
// open keep the old one.
func (s *Server) Rebuild(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	old := s.folders[name]
	if old == nil {
		return
	}
	delete(s.folders, name)
	fresh := s.create(name, old.role)
	for _, m := range old.mails {
		fresh.add(m.raw, m.flags, m.time)
	}
}

func (s *Server) take(name string, uid mailbox.UID) (taken *mail) {
	f := s.folders[name]
	if f == nil {
		return nil
	}
	f.remove(func(m *mail) bool {
		if m.uid == imap.UID(uid) {
			taken = m
			return true
		}
		return false
	})
	return taken
}

// create returns a folder, a new one if need be. The caller holds the lock.
func (s *Server) create(name, role string) *folder {
	f := s.folders[name]
	if f == nil {
		s.uidValidity++
		f = &folder{name: name, uidValidity: s.uidValidity, next: 1, tracker: imapserver.NewMailboxTracker(0)}
		s.folders[name] = f
	}
	if role != "" {
		f.role = role
	}
	return f
}

func (s *Server) sorted() (list []*folder) {
	for _, f := range s.folders {
		list = append(list, f)
	}
	slices.SortFunc(list, func(a, b *folder) int { return strings.Compare(a.name, b.name) })
	return list
}
