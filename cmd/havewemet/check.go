package main

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"havewemet/mailbox"
	"havewemet/triage/daemon"
	"havewemet/triage/ledger"
)

// checkJSON is what `check --json` prints.
type checkJSON struct {
	Config       string            `json:"config"`
	Server       string            `json:"server"`
	User         string            `json:"user"`
	Capabilities []string          `json:"capabilities"`
	Moves        string            `json:"moves"` // how mail is moved
	Sends        string            `json:"sends"` // the server that sends the summary, logged in to; "" where it is stored
	Folders      map[string]string `json:"folders"`
	ToMake       []string          `json:"to_make"`
	AllFolders   []string          `json:"all_folders"`
	Drift        daemon.Drift      `json:"drift"`        // what LinkedIn seems to have changed
	AuthservIDs  []string          `json:"authserv_ids"` // seen on LinkedIn mails in the inbox
	Languages    []string          `json:"languages"`    // files of the owner's own
	Warnings     []string          `json:"warnings"`
}

func (a *app) checkCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "check",
		Short: "check the config, then the server: capabilities and folders",
		Args:  takes(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := a.loadConfig()
			if err != nil {
				return err
			}
			return a.withDaemon(ledger.OpenToRead, func(d *daemon.Daemon) error {
				r, err := a.check(cmd.Context(), c, d)
				if err != nil {
					return err
				}
				a.err.clearProgress()
				if a.json {
					return a.out.json(r)
				}
				a.printCheck(r)
				return nil
			})
		},
	}
}

func (a *app) check(ctx context.Context, c *Config, d *daemon.Daemon) (checkJSON, error) {
	r := checkJSON{Config: c.file, Server: string(c.Account.IMAP), User: c.Account.User, Languages: []string{}, Warnings: []string{}}
	for _, f := range a.languages {
		r.Languages = append(r.Languages, f.path)
	}
	a.err.progress("connecting")
	box, err := d.Dial(ctx)
	if err != nil {
		return r, err
	}
	defer box.Close()
	v, err := d.Visit(ctx, box)
	if err != nil {
		return r, err
	}
	r.Capabilities, r.AuthservIDs, r.ToMake = box.Caps(), v.AuthservIDs, list(v.ToMake)
	f := v.Folders
	r.Folders = map[string]string{"personal": f.Personal, "generic": f.Generic, "answered": f.Answered, "ignored": f.Ignored, "suspicious": f.Suspicious, "drafts": f.Drafts, "sent": f.Sent, "trash": f.Trash}
	for _, folder := range v.All {
		r.AllFolders = append(r.AllFolders, folder.Name)
	}
	if r.Drift, err = d.Drift(v, a.clock()); err != nil {
		return r, err
	}
	if c.sends() {
		out, err := c.outgoing(ctx)
		if err == nil {
			err = out.TrySubmit(ctx)
		}
		if err != nil {
			return r, err
		}
		r.Sends = out.Addr
	}
	r.Moves = moves(box)
	if r.Moves == "" {
		r.Warnings = append(r.Warnings, "the server has neither MOVE nor UIDPLUS: mail cannot be moved safely, and will not be")
	}
	if f.Sent == "" {
		r.Warnings = append(r.Warnings, "no sent folder found: whether a question was sent is told by its draft being gone; name it in [folders] sent")
	}
	if said := trustWarning(c.Trust.AuthservID, r.AuthservIDs, v.TrustFits); said != "" {
		r.Warnings = append(r.Warnings, said)
	}
	r.Warnings = append(r.Warnings, r.Drift.Says...)
	return r, nil
}

// trustWarning proposes the server name that LinkedIn's mails really bear.
func trustWarning(set, seen []string, fits bool) string {
	propose := ""
	if len(seen) > 0 {
		propose = fmt.Sprintf("; LinkedIn's mails in your inbox bear %q: if the first is your own server, write authserv_id = [%q] below [trust]", seen, seen[0])
	}
	switch {
	case len(set) == 0:
		return "[trust] authserv_id is not set: no mail counts as verified" + propose
	case propose != "" && !fits:
		return "[trust] authserv_id names no server that vouches for LinkedIn's mails: none counts as verified" + propose
	}
	return ""
}

// moves says how a server moves mail; "" if it cannot safely.
func moves(box *mailbox.Session) string {
	switch {
	case box.Has("MOVE"):
		return "by MOVE"
	case box.Has("UIDPLUS"):
		return "by COPY, then UID EXPUNGE (no MOVE)"
	}
	return ""
}

func (a *app) printCheck(r checkJSON) {
	s := a.out
	s.printf("config   %s: in order\n", r.Config)
	for _, file := range r.Languages {
		s.printf("language %s: in order\n", file)
	}
	s.printf("server   %s, logged in as %s\n", r.Server, r.User)
	s.printf("moves    %s\n", cmp.Or(r.Moves, "not at all"))
	if r.Sends != "" {
		s.printf("sends    the summary by %s, logged in\n", r.Sends)
	}
	s.printf("has      %s\n", strings.Join(r.Capabilities, " "))
	if p := r.Drift.People; p.Recent > 0 {
		s.printf("reads    the person in %d of %d invitations of the last 30 days; in the year before, in %d of %d\n", p.RecentRead, p.Recent, p.BeforeRead, p.Before)
	}
	if n := len(r.Drift.Others); n > 0 {
		s.printf("unknown  %s of mails about other things: %s\n", count(n, "template"), strings.Join(r.Drift.Others, ", "))
	}
	s.printf("\n")
	var rows [][]string
	for _, key := range []string{"personal", "generic", "answered", "ignored", "suspicious", "drafts", "sent", "trash"} {
		state := "there"
		for _, name := range r.ToMake {
			if name == r.Folders[key] {
				state = "made when first needed"
			}
		}
		if r.Folders[key] == "" {
			state = "none found"
		}
		rows = append(rows, []string{key, cmp.Or(r.Folders[key], "-"), state})
	}
	s.table([]string{"folder", "on the server", ""}, rows, nil, nil)
	if len(r.Warnings) > 0 {
		s.printf("\n")
	}
	for _, w := range r.Warnings {
		s.printf("%s %s\n", s.paint(yellow, "warning:"), harmless(w))
	}
}
