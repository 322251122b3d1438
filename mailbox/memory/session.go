package memory

import (
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
)

// session is one connection's dealings.
type session struct {
	server   *Server
	conn     *imapserver.Conn
	open     *folder
	view     *imapserver.SessionTracker // what the connection knows of open
	readOnly bool
	broken   bool // the connection was cut; commands read before that are not executed
}

var (
	_ imapserver.SessionNamespace = (*session)(nil)
	_ imapserver.SessionMove      = (*session)(nil)
)

// do runs one command, with the breaks and refusals that the options ask for.
func (s *session) do(command, arg string, run func() error) error {
	if s.broken {
		return errors.New("the connection was cut")
	}
	switch action := s.server.intercept(command); action {
	case CutBefore, CutAfter:
		s.broken = true
		c := unwrap(s.conn.NetConn())
		c.silent.Store(true)
		defer c.cut()
		if action == CutBefore {
			return errors.New("the connection is cut")
		}
	}
	if refuse := s.server.options.Refuse; refuse != nil {
		if err := refuse(command, arg); err != nil {
			return err
		}
	}
	return run()
}

// locked is do with the server's lock held.
func (s *session) locked(command, arg string, run func() error) error {
	return s.do(command, arg, func() error {
		s.server.mu.Lock()
		defer s.server.mu.Unlock()
		return run()
	})
}

// on is locked with the folder of that name.
func (s *session) on(command, name string, missing imap.ResponseCode, run func(*folder) error) error {
	return s.locked(command, name, func() error {
		f := s.server.folders[name]
		if f == nil {
			return noSuchFolder(missing)
		}
		return run(f)
	})
}

func (s *session) Close() error { return s.Unselect() }

func (s *session) Login(user, password string) error {
	return s.do("LOGIN", "", func() error {
		if o := s.server.options; user != o.User || password != o.Password {
			return imapserver.ErrAuthFailed
		}
		return nil
	})
}

func (s *session) Select(name string, options *imap.SelectOptions) (data *imap.SelectData, err error) {
	command := "SELECT"
	if options.ReadOnly {
		command = "EXAMINE"
	}
	err = s.on(command, name, imap.ResponseCodeNonExistent, func(f *folder) error {
		s.open, s.view, s.readOnly = f, f.tracker.NewSession(), options.ReadOnly
		data = &imap.SelectData{
			Flags:          []imap.Flag{imap.FlagAnswered, imap.FlagFlagged, imap.FlagDeleted, imap.FlagSeen, imap.FlagDraft},
			PermanentFlags: []imap.Flag{imap.FlagAnswered, imap.FlagFlagged, imap.FlagDeleted, imap.FlagSeen, imap.FlagDraft, imap.FlagWildcard},
			UIDValidity:    f.uidValidity,
		}
		data.NumMessages, data.UIDNext = f.status()
		return nil
	})
	return data, err
}

func (s *session) Unselect() error {
	if s.view != nil {
		s.view.Close()
	}
	s.open, s.view = nil, nil
	return nil
}

func (s *session) Create(name string, _ *imap.CreateOptions) error {
	return s.locked("CREATE", name, func() error {
		name = strings.TrimRight(name, string(s.server.sep))
		switch {
		case s.server.folders[name] != nil:
			return Refusal("ALREADYEXISTS", "Mailbox already exists")
		case !strings.HasPrefix(name, s.server.options.Prefix):
			return Refusal("CANNOT", "Invalid mailbox name")
		}
		s.server.create(name, "")
		return nil
	})
}

func (s *session) Delete(name string) error {
	return s.on("DELETE", name, imap.ResponseCodeNonExistent, func(*folder) error {
		delete(s.server.folders, name)
		return nil
	})
}

func (s *session) Rename(name, to string, _ *imap.RenameOptions) error {
	return s.on("RENAME", name, imap.ResponseCodeNonExistent, func(f *folder) error {
		if s.server.folders[to] != nil {
			return Refusal("ALREADYEXISTS", "Mailbox already exists")
		}
		delete(s.server.folders, name)
		f.name = to
		s.server.folders[to] = f
		return nil
	})
}

func (s *session) Subscribe(name string) error {
	return s.on("SUBSCRIBE", name, imap.ResponseCodeNonExistent, func(f *folder) error {
		f.subscribed = true
		return nil
	})
}

func (s *session) Unsubscribe(name string) error {
	return s.on("UNSUBSCRIBE", name, imap.ResponseCodeNonExistent, func(f *folder) error {
		f.subscribed = false
		return nil
	})
}

func (s *session) Namespace() (data *imap.NamespaceData, err error) {
	return &imap.NamespaceData{
		Personal: []imap.NamespaceDescriptor{{Prefix: s.server.options.Prefix, Delim: s.server.sep}},
	}, s.do("NAMESPACE", "", func() error { return nil })
}

func (s *session) List(w *imapserver.ListWriter, ref string, patterns []string, options *imap.ListOptions) error {
	return s.locked("LIST", ref, func() error {
		for _, f := range s.server.sorted() {
			matches := func(p string) bool { return imapserver.MatchList(f.name, s.server.sep, ref, p) }
			if !slices.ContainsFunc(patterns, matches) || options.SelectSubscribed && !f.subscribed ||
				options.SelectSpecialUse && f.role == "" {
				continue
			}
			data := &imap.ListData{Mailbox: f.name, Delim: s.server.sep}
			if f.role != "" && s.server.has(imap.CapSpecialUse) {
				data.Attrs = append(data.Attrs, imap.MailboxAttr(`\`+f.role))
			}
			if err := w.WriteList(data); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *session) Status(name string, options *imap.StatusOptions) (data *imap.StatusData, err error) {
	err = s.on("STATUS", name, imap.ResponseCodeNonExistent, func(f *folder) error {
		var size, unseen = int64(0), uint32(0)
		for _, m := range f.mails {
			size += int64(len(m.raw))
			if !m.has(imap.FlagSeen) {
				unseen++
			}
		}
		messages, next := f.status()
		data = &imap.StatusData{
			Mailbox: f.name, UIDValidity: f.uidValidity, UIDNext: next,
			NumMessages: &messages, NumUnseen: &unseen, Size: &size,
			NumRecent: new(uint32), NumDeleted: new(uint32),
		}
		return nil
	})
	return data, err
}

func (s *session) Append(name string, r imap.LiteralReader, options *imap.AppendOptions) (data *imap.AppendData, err error) {
	var raw []byte
	err = s.on("APPEND", name, imap.ResponseCodeTryCreate, func(f *folder) error {
		if raw, err = io.ReadAll(r); err != nil {
			return err
		}
		uid := f.add(raw, options.Flags, options.Time)
		if s.server.has(imap.CapUIDPlus) {
			data = &imap.AppendData{UIDValidity: f.uidValidity, UID: uid}
		}
		return nil
	})
	return data, err
}

func (s *session) Poll(w *imapserver.UpdateWriter, allowExpunge bool) error {
	if s.view == nil {
		return nil
	}
	return s.view.Poll(w, allowExpunge)
}

func (s *session) Idle(w *imapserver.UpdateWriter, stop <-chan struct{}) error {
	if s.view == nil {
		<-stop
		return nil
	}
	return s.view.Idle(w, stop)
}
