package main

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-message/mail"
	"github.com/rogpeppe/go-internal/testscript"

	"havewemet/mailbox"
)

// What the scripts of whole lives (testdata/life-*.txtar) do beside what all
// scripts do: the owner acts, and days pass. A day is like 2026-03-02, which is
// its noon, or 2026-03-02T08:30, always in UTC.

// moment reads a day.
func moment(ts *testscript.TestScript, day string) time.Time {
	if !strings.Contains(day, "T") {
		day += "T12:00"
	}
	t, err := time.Parse("2006-01-02T15:04", day)
	ts.Check(err)
	return t
}

// passOn is `havewemet once` on a day, with what no pass may break: no mail is
// lost, and, unless the owner has meddled with it, a pass after it would have
// nothing to do.
func passOn(ts *testscript.TestScript, neg bool, args []string) {
	command := func(name string) string {
		ts.Check(ts.Exec("havewemet", name, "--config", "my.toml", "--now", moment(ts, args[0]).Format(time.RFC3339)))
		return ts.ReadFile("stdout")
	}
	before := subjects(postOf(ts), postOf(ts).Folders()...)
	meddling := postOf(ts).before.Load() != nil
	said := command("once")
	after := subjects(postOf(ts), postOf(ts).Folders()...)
	for _, s := range before {
		i := slices.Index(after, s)
		if i < 0 {
			ts.Fatalf("%q is lost", s)
		}
		after = slices.Delete(after, i, i+1)
	}
	if plan := command("plan"); !meddling && !strings.HasPrefix(plan, "nothing to do") {
		ts.Fatalf("after a pass on %s there is something to do:\n%s", args[0], plan)
	}
	fmt.Fprint(ts.Stdout(), said)
}

// subjects of all mails of folders but summaries.
func subjects(p *post, folders ...string) (all []string) {
	for _, folder := range folders {
		for _, m := range p.Mails(folder) {
			if s := subject(m.Raw); !strings.HasPrefix(s, "havewemet:") {
				all = append(all, s)
			}
		}
	}
	slices.Sort(all)
	return all
}

func lies(ts *testscript.TestScript, neg bool, args []string) {
	want := slices.Sorted(slices.Values(args[1:]))
	if got := subjects(postOf(ts), args[0]); !slices.Equal(got, want) {
		ts.Fatalf("in %s lies\n\t%s\nwant\n\t%s", args[0], strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
}

// showSummary prints the summary that was delivered last, without its signature.
func showSummary(ts *testscript.TestScript, neg bool, args []string) {
	mails := postOf(ts).Mails("INBOX")
	for _, m := range slices.Backward(mails) {
		if strings.HasPrefix(subject(m.Raw), "havewemet:") {
			r, err := mail.CreateReader(bytes.NewReader(m.Raw))
			ts.Check(err)
			part, err := r.NextPart() // the text comes first
			ts.Check(err)
			text, err := io.ReadAll(part.Body)
			ts.Check(err)
			body, _, _ := strings.Cut(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n-- \n")
			fmt.Fprintf(ts.Stdout(), "Subject: %s\n%s\n", subject(m.Raw), body)
			return
		}
	}
	ts.Fatalf("no summary was delivered")
}

// chosen are the mails of a folder; with a subject, the one that bears it.
func chosen(ts *testscript.TestScript, folder string, subjects ...string) (all []mailbox.Message) {
	for _, m := range postOf(ts).Mails(folder) {
		if len(subjects) == 0 || slices.Contains(subjects, subject(m.Raw)) {
			all = append(all, m)
		}
	}
	if len(all) == 0 || len(subjects) > 0 && len(all) != len(subjects) {
		ts.Fatalf("%d mails of %q are in %s", len(all), subjects, folder)
	}
	return all
}

func takeAll(ts *testscript.TestScript, neg bool, args []string) {
	for _, m := range chosen(ts, args[0], args[2:]...) {
		postOf(ts).MoveMail(args[0], m.UID, args[1])
	}
}

func discard(ts *testscript.TestScript, neg bool, args []string) {
	for _, m := range chosen(ts, args[0], args[1:]...) {
		postOf(ts).Remove(args[0], m.UID)
	}
}

var (
	dateLine = regexp.MustCompile(`(?m)^Date: .*\r$`)
	idLine   = regexp.MustCompile(`(?mi)^Message-ID: <.*>\r$`)
)

// sends is what a mail program does with drafts that are sent: they get a new
// date, with some programs a new Message-ID, and lie in Sent; some leave a copy.
func sends(ts *testscript.TestScript, neg bool, args []string) {
	when := moment(ts, args[0])
	for _, m := range chosen(ts, "Drafts") {
		raw := dateLine.ReplaceAll(m.Raw, []byte("Date: "+when.Format(time.RFC1123Z)+"\r"))
		if slices.Contains(args, "-new-id") {
			raw = idLine.ReplaceAll(raw, fmt.Appendf(nil, "Message-ID: <phone-%d@example.com>\r", m.UID))
		}
		if !slices.Contains(args, "-keep") {
			postOf(ts).Remove("Drafts", m.UID)
		}
		postOf(ts).Add("Sent", raw, []string{`\Seen`}, when)
	}
}

// rewrites is what a mail program does with drafts that are edited: it stores
// another mail and removes the one before.
func rewrites(ts *testscript.TestScript, neg bool, args []string) {
	for _, m := range chosen(ts, "Drafts") {
		postOf(ts).Remove("Drafts", m.UID)
		postOf(ts).Add("Drafts", append(m.Raw, args[0]...), m.Flags, time.Time{})
	}
}

// asking is a mail with the Message-ID of the question that it answers.
func asking(p *post, raw []byte) []byte {
	for _, m := range slices.Backward(p.Mails("Sent")) {
		if id := idLine.Find(m.Raw); id != nil {
			return bytes.ReplaceAll(raw, []byte("QUESTION"), bytes.Trim(id[len("Message-ID: "):], "<>\r"))
		}
	}
	return raw
}

func renameFolder(ts *testscript.TestScript, neg bool, args []string) {
	postOf(ts).RenameFolder(args[0], args[1])
}

func removeFolder(ts *testscript.TestScript, neg bool, args []string) {
	postOf(ts).DeleteFolder(args[0])
}

func renumber(ts *testscript.TestScript, neg bool, args []string) { postOf(ts).Rebuild(args[0]) }

// meanwhile lets the owner take mails elsewhere, just before the server runs
// the next command of that name.
func meanwhile(ts *testscript.TestScript, neg bool, args []string) {
	p, mails := postOf(ts), chosen(ts, args[1], args[3:]...)
	act := func() {
		for _, m := range mails {
			p.MoveMail(args[1], m.UID, args[2])
		}
	}
	p.before.Store(&interruption{args[0], act})
}

// interruption is what happens just before a command, once.
type interruption struct {
	command string
	act     func()
}
