package memory

import (
	"bytes"
	"slices"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
)

// numbered is a message with its number in the connection's eyes.
type numbered struct {
	seq uint32
	*mail
}

// pick returns the messages of a set that the connection knows of. The caller
// holds the lock.
func (s *session) pick(set imap.NumSet) (picked []numbered) {
	set = s.open.fixed(set)
	for i, m := range s.open.mails {
		n := numbered{s.view.EncodeSeqNum(uint32(i) + 1), m}
		if n.seq != 0 && contains(set, n) {
			n.mail = &mail{m.uid, slices.Clone(m.flags), m.time, m.raw}
			picked = append(picked, n)
		}
	}
	return picked
}

// writable refuses changes of a folder that EXAMINE has opened.
func (s *session) writable() error {
	if s.readOnly {
		return Refusal("", "Mailbox is opened read-only")
	}
	return nil
}

// Fetch writes without the lock: a client that does not read holds up nobody
// else.
func (s *session) Fetch(w *imapserver.FetchWriter, set imap.NumSet, options *imap.FetchOptions) error {
	return s.do("FETCH", "", func() error {
		s.server.mu.Lock()
		mails := s.pick(set)
		s.server.mu.Unlock()
		for _, m := range mails {
			if err := m.write(w.CreateMessage(m.seq), options); err != nil {
				return err
			}
		}
		return nil
	})
}

func (m *mail) write(w *imapserver.FetchResponseWriter, options *imap.FetchOptions) error {
	w.WriteUID(m.uid)
	if options.Flags {
		w.WriteFlags(m.flags)
	}
	if options.InternalDate {
		w.WriteInternalDate(m.time)
	}
	if options.RFC822Size {
		w.WriteRFC822Size(int64(len(m.raw)))
	}
	if options.BodyStructure != nil {
		w.WriteBodyStructure(imapserver.ExtractBodyStructure(bytes.NewReader(m.raw)))
	}
	for _, section := range options.BodySection {
		data := imapserver.ExtractBodySection(bytes.NewReader(m.raw), section)
		if section.Part == nil && section.Specifier == imap.PartSpecifierNone {
			data = cutTo(m.raw, section.Partial) // to the byte, also where the header does not parse
		}
		literal := w.WriteBodySection(section, int64(len(data)))
		if _, err := literal.Write(data); err != nil {
			return err
		}
		if err := literal.Close(); err != nil {
			return err
		}
	}
	return w.Close()
}

func cutTo(b []byte, p *imap.SectionPartial) []byte {
	if p == nil {
		return b
	}
	start := min(p.Offset, int64(len(b)))
	return b[start:min(start+p.Size, int64(len(b)))]
}

func (s *session) Search(kind imapserver.NumKind, c *imap.SearchCriteria, _ *imap.SearchOptions) (data *imap.SearchData, err error) {
	err = s.locked("SEARCH", "", func() error {
		var seqs imap.SeqSet
		var uids imap.UIDSet
		data = new(imap.SearchData)
		for _, m := range s.pick(imap.UIDSet{{Start: 1, Stop: 0}}) {
			if !s.open.matches(m, c) {
				continue
			}
			n := uint32(m.uid)
			if kind == imapserver.NumKindSeq {
				n = m.seq
			}
			seqs.AddNum(m.seq)
			uids.AddNum(m.uid)
			data.Count++
			data.Max = n
			if data.Min == 0 {
				data.Min = n
			}
		}
		data.All = uids
		if kind == imapserver.NumKindSeq {
			data.All = seqs
		}
		return nil
	})
	return data, err
}

func (s *session) Store(w *imapserver.FetchWriter, set imap.NumSet, change *imap.StoreFlags, _ *imap.StoreOptions) error {
	err := s.locked("STORE", "", func() error {
		if err := s.writable(); err != nil {
			return err
		}
		for _, picked := range s.pick(set) {
			i := s.open.index(picked.uid)
			m := s.open.mails[i]
			m.store(change)
			s.open.tracker.QueueMessageFlags(uint32(i)+1, m.uid, m.flags, s.view)
		}
		return nil
	})
	if err != nil || change.Silent {
		return err
	}
	return s.Fetch(w, set, &imap.FetchOptions{Flags: true})
}

func (f *folder) index(uid imap.UID) int {
	return slices.IndexFunc(f.mails, func(m *mail) bool { return m.uid == uid })
}

func (s *session) Expunge(_ *imapserver.ExpungeWriter, uids *imap.UIDSet) error {
	return s.locked("EXPUNGE", "", func() error {
		if uids != nil && !s.server.has(imap.CapUIDPlus) {
			return unknownCommand
		}
		if err := s.writable(); err != nil {
			return err
		}
		s.open.remove(func(m *mail) bool {
			return m.has(imap.FlagDeleted) && (uids == nil || uids.Contains(m.uid))
		})
		return nil
	})
}

var unknownCommand = &imap.Error{Type: imap.StatusResponseTypeBad, Text: "Unknown command"}

func (s *session) Copy(set imap.NumSet, to string) (data *imap.CopyData, err error) {
	err = s.on("COPY", to, imap.ResponseCodeTryCreate, func(target *folder) error {
		data, _ = s.copyTo(target, set)
		return nil
	})
	return data, err
}

// Move leaves it to Poll to tell of the messages that went.
func (s *session) Move(w *imapserver.MoveWriter, set imap.NumSet, to string) error {
	return s.on("MOVE", to, imap.ResponseCodeTryCreate, func(target *folder) error {
		if !s.server.has(imap.CapMove) {
			return unknownCommand
		}
		if err := s.writable(); err != nil {
			return err
		}
		data, copied := s.copyTo(target, set)
		s.open.remove(func(m *mail) bool { return copied.Contains(m.uid) })
		if data == nil {
			return nil
		}
		return w.WriteCopyData(data)
	})
}

// copyTo returns no data when nothing was copied, or without UIDPLUS.
func (s *session) copyTo(target *folder, set imap.NumSet) (_ *imap.CopyData, copied imap.UIDSet) {
	data := &imap.CopyData{UIDValidity: target.uidValidity}
	for _, m := range s.pick(set) {
		copied.AddNum(m.uid)
		data.DestUIDs.AddNum(target.add(m.raw, m.flags, m.time))
	}
	data.SourceUIDs = copied
	if len(copied) == 0 || !s.server.has(imap.CapUIDPlus) {
		return nil, copied
	}
	return data, copied
}
