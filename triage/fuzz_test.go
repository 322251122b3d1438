package triage

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"
)

// FuzzJudge: whatever a stranger writes gets a verdict with reasons, quoted
// from what was written, and a question that can be stored.
func FuzzJudge(f *testing.F) {
	for _, note := range []string{"", "Hi Martha,", planLine, planNote, "“" + planLine + "” - no introductions necessary", "你好，我们在上海见过", "{first_name}", "\x00\xff\u202e", strings.Repeat("a ", 3000)} {
		f.Add(note, "Jane Doe")
	}
	judge := NewJudge(planOwner)
	f.Fuzz(func(t *testing.T, note, name string) {
		inv := Invitation{Person: Person{Name: name, Profile: name}, Note: note, Subject: note, MessageID: name, Channel: ChannelMail, ReplyTo: name}
		v := judge.Judge(inv)
		if v.Class != Personalized && v.Class != Generic && v.Class != Unsure || v.Kind == "" || v.Score < 0 || v.Score > 1 || len(v.Reasons) == 0 {
			t.Fatalf("%q: %+v", note, v)
		}
		for _, r := range v.Reasons {
			if r.Why == "" || !strings.Contains(note, r.Quote) {
				t.Fatalf("%q: quotes %q, which is not in it", note, r.Quote)
			}
		}
		q, err := NewQuestion(inv, v, planOwner, planDay)
		if err != nil {
			t.Fatal(err)
		}
		if len(q.Raw) > QuestionSize || !utf8.Valid(q.Raw) || strings.Contains(strings.ReplaceAll(string(q.Raw), "\r\n", ""), "\n") {
			t.Fatalf("the question to %q is %d bytes:\n%q", name, len(q.Raw), q.Raw)
		}
		if _, err := ParseMail(q.Raw); err != nil {
			t.Fatal(err)
		}
		if k, ok := ParseQuestionID(q.MessageID); !ok || k != inv.Key() {
			t.Fatalf("%q is read back as %v", q.MessageID, k)
		}
	})
}

// FuzzQuestionTemplate: whatever an owner writes is refused with a place in it,
// or gives a text that is not empty and has its bound.
func FuzzQuestionTemplate(f *testing.F) {
	for _, text := range []string{"Hi {{.Name}}", "{{with .Place}}{{$.Name}}{{else}}{{eq .Note 1}}{{end}}", "a\r\n{{range 9}}", "{{define \"x\"}}{{end}}", "{{/* */ -}} {{`a` | not}}"} {
		f.Add(text, "Jane Doe")
	}
	f.Fuzz(func(t *testing.T, text, name string) {
		tmpl, err := ParseQuestionTemplate(text, OccasionCanned)
		if err != nil {
			var wrong *TemplateError
			if !errors.As(err, &wrong) || wrong.Line < 1 || wrong.Column < 1 || wrong.Line > 1+strings.Count(text, "\n") {
				t.Fatalf("%q: %#v", text, err)
			}
			return
		}
		owner := planOwner
		owner.Asking.Templates = map[string]map[Occasion]*QuestionTemplate{"en": {OccasionCanned: tmpl}}
		q, err := NewQuestion(Invitation{Person: Person{Name: name, Headline: name}, Note: name}, Verdict{}, owner, planDay)
		if err == nil && (len(q.Raw) > QuestionSize || strings.TrimSpace(q.Text) == "") {
			t.Fatalf("%q: %q", text, q.Text)
		}
	})
}

// FuzzSummary: no name or note breaks the daily mail.
func FuzzSummary(f *testing.F) {
	f.Add("Jane Doe", planNote, "met: “here”")
	f.Add("<script>", "https://evil.example\r\nBcc: x@example.org\x00", "")
	f.Fuzz(func(t *testing.T, name, note, why string) {
		var cases []Case
		for _, s := range []State{StateNew, StatePersonal, StateAsking, StateWaiting, StateAnswered, StateIgnored, StateUnsure, StateSuspicious, StateAccepted, StateFiled} {
			cases = append(cases, Case{Invitation: Invitation{Person: Person{Name: name, Headline: note, Place: why, Profile: name}, Note: note}, State: s, Why: why, Since: planDay, Asked: planDay, Seen: planDay})
		}
		s := Summary{Owner: planOwner, Account: "a", Mode: ModeDraft, Day: "2026-03-02", Now: planDay.Add(time.Hour), Wait: time.Hour, Cases: cases, Notes: []string{note}, Trouble: []string{why}}
		m, err := s.Mail()
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(m.HTML, "<script") || len(m.Raw) > 100_000 || strings.Contains(m.Subject, "\n") {
			t.Fatalf("%d bytes: %s", len(m.Raw), m.HTML)
		}
	})
}

// FuzzAcquaint: whatever an inviter is called can be searched for, and whatever
// an old mail's header says is told in one line.
func FuzzAcquaint(f *testing.F) {
	f.Add("Priya Raman", "From: Priya Raman <priya@example.org>\r\nDate: Mon, 2 Mar 2020 08:00:00 +0000\r\nSubject: Oak\r\n\r\n")
	f.Add("Łukasz\u200b \xff\x00Żółw", "To: =?utf-8?q?=C5=81ukasz_=C5=BB=C3=B3=C5=82w?= <x@example.org>, \"a\\\"\r\nCc: ;,<>\r\n\r\n")
	f.Add("李 明 \u202e(x)", "From: 李明 <>\nDate: x\nSubject: \x1b[31m\n")
	reader := Reader{Owner: planOwner}
	f.Fuzz(func(t *testing.T, name, header string) {
		n, ok := ParseFullName(name)
		if ok == (len(n.Words) == 0) {
			t.Fatalf("%q: %v, %q", name, ok, n.Words)
		}
		for _, text := range append(slices.Concat(n.Words...), n.Locals...) {
			if text == "" || !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl) {
				t.Fatalf("%q is searched for as %q", name, text)
			}
		}
		if !ok {
			return
		}
		for _, sent := range []bool{false, true} {
			old, err := reader.ReadOldMail([]byte(header), sent)
			if err != nil {
				return
			}
			if said := n.Acquaint([]OldMail{old, old}, false).says(); utf8.RuneCountInString(said) > 500 || said != "" && cleanLine(said, 500) != said {
				t.Fatalf("%q: %q", header, said)
			}
		}
	})
}
