package daemon

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"havewemet/mailbox"
	"havewemet/mailbox/memory"
	"havewemet/triage"
	"havewemet/triage/ledger"
)

// world is a mailbox on a real server with a daemon at work on it. All that
// the owner does and all that is looked at goes over IMAP too.
type world struct {
	*Daemon
	t       *testing.T
	account mailbox.Account
	path    string // of the ledger
	owner   *mailbox.Session
}

var monday = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// newWorld starts the embedded server.
func newWorld(t *testing.T, o memory.Options) *world {
	t.Helper()
	var server *memory.Server
	return newWorldOn(t, o, &server)
}

// newWorldOn also hands out the server, for what no client can do.
func newWorldOn(t *testing.T, o memory.Options, to **memory.Server) *world {
	t.Helper()
	server, err := memory.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	*to = server
	t.Cleanup(server.Close)
	return worldOn(t, mailbox.Account{Addr: server.Addr(), Security: "none", User: "owner", Password: "secret", Timeout: 10 * time.Second})
}

func worldOn(t *testing.T, account mailbox.Account) *world {
	t.Helper()
	w := &world{t: t, account: account, path: filepath.Join(t.TempDir(), "ledger.db")}
	owner := triage.Owner{Name: "Martha Clark", Address: "martha@example.com", Languages: []string{"en"}}
	w.Daemon = &Daemon{Account: "owner@test", Log: slog.New(slog.DiscardHandler), Settings: Settings{
		Zone: time.UTC, SummaryFolder: "INBOX", LookUp: true,
		Reader: triage.Reader{Owner: owner, AuthServers: []string{"mx.example.com"}},
		Rules: triage.Rules{Mode: triage.ModeDraft, Owner: owner, Judge: triage.NewJudge(owner), Wait: 21 * 24 * time.Hour,
			Folders: triage.Folders{Inbox: "INBOX", Personal: "Invitations/Personal", Generic: "Invitations/Generic", Answered: "Invitations/Answered",
				Ignored: "Invitations/Ignored", Suspicious: "Invitations/Suspicious"}},
		Triage: schedule(t, "*/15 * * * *"), Summary: schedule(t, "0 7 * * *"),
		Dial: func(ctx context.Context) (*mailbox.Session, error) { return mailbox.Dial(ctx, w.account) },
	}}
	w.openLedger()
	t.Cleanup(func() { w.Ledger.Close() })
	return w
}

func schedule(t *testing.T, expr string) Schedule {
	t.Helper()
	s, err := ParseSchedule(expr, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (w *world) openLedger() {
	w.t.Helper()
	var err error
	if w.Ledger, err = ledger.Open(w.path, w.Account); err != nil {
		w.t.Fatal(err)
	}
}

// loseLedger deletes the ledger, as an owner might.
func (w *world) loseLedger() {
	w.t.Helper()
	w.Ledger.Close()
	files, _ := filepath.Glob(w.path + "*")
	for _, f := range files {
		os.Remove(f)
	}
	w.openLedger()
}

// dial is the owner's own connection.
func (w *world) dial() *mailbox.Session {
	w.t.Helper()
	if w.owner == nil {
		var err error
		if w.owner, err = mailbox.Dial(context.Background(), w.account); err != nil {
			w.t.Fatal(err)
		}
		w.t.Cleanup(w.owner.Close)
	}
	return w.owner
}

func (w *world) deliver(folder string, raws ...[]byte) {
	w.t.Helper()
	var items []mailbox.Item
	for _, raw := range raws {
		items = append(items, mailbox.Item{Folder: folder, Raw: raw, Time: monday})
	}
	stored, err := w.dial().Store(context.Background(), nil, items)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, s := range stored {
		if s.Err != nil {
			w.t.Fatal(s.Err)
		}
	}
}

// mails are the whole mails of a folder; none if it is not there.
func (w *world) mails(folder string) []mailbox.Message {
	w.t.Helper()
	found, err := w.dial().Read(context.Background(), mailbox.Read{Folder: folder, Fetch: []mailbox.Fetch{{Parts: mailbox.Whole}}})
	if err != nil {
		w.t.Fatal(err)
	}
	if found[0].Err != nil {
		return nil
	}
	return found[0].Mails[0]
}

// subjects tells what lies in a folder.
func (w *world) subjects(folder string) []string {
	w.t.Helper()
	var all []string
	for _, m := range w.mails(folder) {
		for line := range bytes.Lines(m.Raw) {
			if s, ok := bytes.CutPrefix(line, []byte("Subject: ")); ok {
				all = append(all, strings.TrimSpace(string(s)))
				break
			}
		}
	}
	slices.Sort(all)
	return all
}

// take moves all mails of a folder elsewhere, by the owner's hand.
func (w *world) take(folder, to string) {
	w.t.Helper()
	s := w.dial()
	if _, err := s.Store(context.Background(), []string{to}, nil); err != nil {
		w.t.Fatal(err)
	}
	found, err := s.Read(context.Background(), mailbox.Read{Folder: folder, Write: true, Search: []mailbox.Query{{}}})
	if err != nil {
		w.t.Fatal(err)
	}
	moved, err := s.Move(context.Background(), folder, found[0].UIDValidity, []mailbox.Move{{UIDs: found[0].Hits[0], To: to}})
	if err != nil || moved[0].Err != nil {
		w.t.Fatal(err, moved)
	}
}

func (w *world) pass(now time.Time) Report {
	w.t.Helper()
	r, err := w.Pass(context.Background(), now)
	if err != nil {
		w.t.Fatalf("pass at %v: %v", now, err)
	}
	return r
}

// cases returns each case's name and state.
func (w *world) cases() string {
	w.t.Helper()
	cases, err := w.Ledger.Cases()
	if err != nil {
		w.t.Fatal(err)
	}
	var all []string
	for _, c := range cases {
		all = append(all, fmt.Sprintf("%s: %s", c.Name, c.State))
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}

func (w *world) want(folder string, subjects ...string) {
	w.t.Helper()
	slices.Sort(subjects)
	if got := w.subjects(folder); !slices.Equal(got, subjects) {
		w.t.Errorf("%s holds %q, want %q", folder, got, subjects)
	}
}

func (w *world) wantCases(want string) {
	w.t.Helper()
	if got := w.cases(); got != want {
		w.t.Errorf("cases are %q, want %q", got, want)
	}
}

// The mails. Names are invented; the subject tells them apart in the tests.

func linkedin(subject, template, from, body string, more ...string) []byte {
	id := strings.ReplaceAll(strings.ToLower(subject), " ", "-")
	head := []string{
		"From: " + from, "To: Martha Clark <martha@example.com>", "Subject: " + subject,
		"Message-ID: <" + id + "@lva1-app0001.prod.linkedin.com>", "Date: Mon, 2 Mar 2026 08:00:00 +0000",
		"Authentication-Results: mx.example.com; dkim=pass header.i=@linkedin.com; dmarc=pass header.from=linkedin.com",
		"X-LinkedIn-Class: EMAIL-DEFAULT", "X-LinkedIn-Template: " + template, "MIME-Version: 1.0",
		`Content-Type: multipart/alternative; boundary="b"`,
	}
	text := body + "\n\n----------------------------------------\n\nThis email was intended for Martha Clark (Editor)\n\n© 2026 LinkedIn Corporation\n"
	html := "<html><body><p>" + strings.ReplaceAll(body, "\n", "<br>") + "</p></body></html>"
	return crlf(strings.Join(append(head, more...), "\n") + "\n\n--b\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n\n" + text +
		"\n--b\nContent-Type: text/html; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n\n" + html + "\n--b--\n")
}

func crlf(s string) []byte { return []byte(strings.ReplaceAll(s, "\n", "\r\n")) }

const standardLine = "I'd like to join your LinkedIn network."

// invitation is a member invitation as of 2016 and later.
func invitation(subject, name, note string, more ...string) []byte {
	slug := strings.ReplaceAll(strings.ToLower(name), " ", "-")
	body := fmt.Sprintf("Hi Martha,\n\n%s\n\n%s\nCarpenter at Example Works\nBerlin, Germany\n\nView profile: https://www.linkedin.com/comm/in/%s?midToken=TOKENmid1&trk=eml-email_m2m_invite_single_01-hero-3-prof~name&otpToken=TOKENotp1\n\nAccept: https://www.linkedin.com/comm/mynetwork/invite-accept/invitationId/%d/sharedKey/TOKENkey1/", note, name, slug, number(name))
	return linkedin(subject, "email_m2m_invite_single_01", name+" <invitations@linkedin.com>", body, more...)
}

// number is an invitation number for a name.
func number(name string) int64 {
	n := int64(6100000000000000000)
	for _, r := range name {
		n = n + int64(r)*7919
	}
	return n
}

// message is the notification that a member wrote; its text is not in it.
func message(subject, name string) []byte {
	slug := strings.ReplaceAll(strings.ToLower(name), " ", "-")
	body := fmt.Sprintf("You have 1 new message\n\n.....................................\n\n%s (Carpenter at Example Works)\n\n(https://www.linkedin.com/comm/in/%s?midToken=TOKENmid2)\n\nView message: https://www.linkedin.com/comm/messaging/thread/2-abc/?midToken=TOKENmid2", name, slug)
	raw := linkedin(subject, "email_member_message_v2", name+" via LinkedIn <messaging-digest-noreply@linkedin.com>", body)
	return bytes.Replace(raw, []byte("Mon, 2 Mar 2026"), []byte("Wed, 4 Mar 2026"), 1)
}

// plain is an ordinary mail.
func plain(subject, from, body string, more ...string) []byte {
	head := append([]string{"From: " + from, "To: martha@example.com", "Subject: " + subject, "Message-ID: <" + strings.ReplaceAll(subject, " ", "-") + "@example.org>", "Date: Wed, 4 Mar 2026 09:00:00 +0000"}, more...)
	return crlf(strings.Join(head, "\n") + "\n\n" + body + "\n")
}

const note = "Hi Martha, we met at the carpenters' fair in Leipzig last week and talked about your talk on oak joints."
