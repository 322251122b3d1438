package daemon

import (
	"strings"
	"testing"
	"time"

	"havewemet/mailbox/memory"
	"havewemet/triage"
)

// questionTo is the Message-ID of the question to somebody whom [invitation]
// made.
func questionTo(name string) string {
	who := triage.Person{Name: name, Profile: strings.ReplaceAll(strings.ToLower(name), " ", "-")}
	return triage.Invitation{Person: who, Number: "6100000000001234567"}.Key().MessageID("example.com")
}

// askGus is a world in which Gus was asked by mail on Monday at one.
func askGus(t *testing.T) *world {
	w := newWorld(t, memory.Options{})
	w.deliver("INBOX", ordinary...)
	w.deliver("INBOX", invitation("gus", "Gus Guest", standardLine, "Reply-To: Gus Guest <gus@example.org>"))
	w.pass(monday)
	w.take("Drafts", "Sent")
	w.pass(monday.Add(time.Hour))
	w.wantCases("Gus Guest: waiting")
	return w
}

func (w *world) why(name string) string {
	w.t.Helper()
	cases, err := w.Ledger.Cases()
	if err != nil {
		w.t.Fatal(err)
	}
	for _, c := range cases {
		if c.Name == name {
			return c.Why
		}
	}
	return ""
}

const quoted = "\n\nOn Mon, 2 Mar 2026 at 13:00, Martha Clark <martha@example.com> wrote:\n> Have we met, and where?\n> I read your article, we worked together at a fair.\n"

func TestAnswers(t *testing.T) {
	question := "In-Reply-To: <" + questionTo("Gus Guest") + ">"
	html := "MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8"
	for _, test := range []struct {
		name string
		mail []byte
		why  string // "" where the mail does not count
		note string
	}{
		{"with its text", plain("Re", "Gus <gus@example.org>", "Yes, we met at the timber fair in Ghent."+quoted, question),
			"answered by mail: it says how you know each other: “Yes, we met at the timber fair in Ghent”; accept?", ""},
		{"by References alone", plain("Re", "Gus <gus@phone.example.org>", "No, we have not met."+quoted, "References: <other@example.org> <"+questionTo("Gus Guest")+">"),
			"answered by mail: it says no and gives no reason: “No, we have not met”; ignore it, unless you want the contact", ""},
		{"to the notification", plain("Re", "Gus <gus@example.org>", "Get lost.", "In-Reply-To: <gus@lva1-app0001.prod.linkedin.com>"),
			"answered by mail: it is angry: “Get lost”; ignore it and do not answer", ""},
		{"HTML alone", plain("Re", "Gus <gus@example.org>", `<div dir="ltr">Ja, wir haben uns auf der Holzmesse kennengelernt.</div><div class="gmail_quote">Am Mo schrieb Martha:<blockquote>Never contact me again</blockquote></div>`, question, html),
			"answered by mail: it says how you know each other: “Ja, wir haben uns auf der Holzmesse kennengelernt”; accept?", ""},
		{"multipart with HTML first", plain("Re", "Gus <gus@example.org>", "--x\nContent-Type: text/html\n\n<p>Anna Becker suggested that I write to you.</p>\n--x\nContent-Type: image/png\n\nx\n--x--", question, "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x"),
			"answered by mail: it names who sent them: “Anna Becker suggested that I write to you”; accept?", ""},
		{"nothing but a quotation", plain("Re", "Gus <gus@example.org>", "> Have we met?", question),
			"answered by mail: read it", ""},
		{"from the address that was asked", plain("hello", "Gus <GUS@example.org>", "I wanted to ask you about your article on larch."),
			"answered by mail: it says why: “I wanted to ask you about your article on larch”; accept?", ""},
		{"from there, but before the asking", []byte(strings.Replace(string(plain("hello", "Gus <gus@example.org>", "I wanted to ask you about your article.")), "Wed, 4 Mar", "Sun, 1 Mar", 1)), "", ""},
		{"from another address", plain("hello", "Gus <gus2@example.org>", "I wanted to ask you about your article."), "", ""},
		{"with next to nothing", plain("Re", "Gus <gus@example.org>", "Hi", question), "answered by mail: it says neither where you met nor why: “Hi”; read it and decide", ""},
		{"out of office, by its header", plain("away", "Gus <gus@example.org>", "We met at the fair", question, "Auto-Submitted: auto-replied"), "", ""},
		{"out of office, by its subject", plain("Automatic reply: hello", "Gus <gus@example.org>", "Back soon", question), "", ""},
		{"out of office, by older fields", plain("hello", "Gus <gus@example.org>", "Back soon", question, "X-Autoreply: yes"), "", ""},
		{"out of office, by Precedence", plain("hello", "Gus <gus@example.org>", "Back soon", question, "Precedence: auto_reply"), "", ""},
		{"out of office, by its words", plain("hello", "Gus <gus@example.org>", "I am out of the office until Monday.", question), "", "answered by a program"},
		{"bounce", plain("Undelivered", "Mail Delivery <MAILER-DAEMON@mx.example.com>", report("failed", questionTo("Gus Guest")), "MIME-Version: 1.0", `Content-Type: multipart/report; report-type=delivery-status; boundary="r"`),
			"", "your question to Gus Guest could not be delivered: 550 5.1.1 <gus@example.org>: no such user here"},
		{"bounce by Exchange", plain("Undeliverable: hello", "Microsoft Outlook <postmaster@example.org>", report("failed", questionTo("Gus Guest")), question, "MIME-Version: 1.0", `Content-Type: multipart/report; report-type=delivery-status; boundary="r"`),
			"", "your question to Gus Guest could not be delivered: 550 5.1.1 <gus@example.org>: no such user here"},
		{"delay", plain("Delayed", "Mail Delivery <MAILER-DAEMON@mx.example.com>", report("delayed", questionTo("Gus Guest")), "MIME-Version: 1.0", `Content-Type: multipart/report; report-type=delivery-status; boundary="r"`), "", ""},
		{"another's bounce", plain("Undelivered", "Mail Delivery <MAILER-DAEMON@mx.example.com>", report("failed", "lunch@example.com"), "MIME-Version: 1.0", `Content-Type: multipart/report; report-type=delivery-status; boundary="r"`), "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := askGus(t)
			w.deliver("INBOX", test.mail)
			r := w.pass(monday.Add(2 * time.Hour))
			if said := strings.Join(r.Notes, "; "); !strings.Contains(said, test.note) || test.note == "" && said != "" {
				t.Errorf("noted %q, want %q", said, test.note)
			}
			if len(r.Trouble) > 0 {
				t.Errorf("trouble: %q", r.Trouble)
			}
			if r.Turns > 10 { // and LOGOUT
				t.Errorf("%d turns", r.Turns)
			}
			if test.why == "" {
				w.wantCases("Gus Guest: waiting")
				w.pass(monday.Add(22 * 24 * time.Hour))
				w.want(ignored, "gus") // the clock was not stopped
				return
			}
			w.wantCases("Gus Guest: answered")
			w.want(answered, "gus")
			if got := w.why("Gus Guest"); got != test.why {
				t.Errorf("why is %q, want %q", got, test.why)
			}
			if n := len(w.mails("INBOX")); n != len(ordinary)+1 {
				t.Errorf("the answer did not stay: %d mails in the inbox", n)
			}
		})
	}
}

// report is the body of a delivery report with the header of what it returns.
func report(action, id string) string {
	return "--r\nContent-Type: text/plain\n\nI could not deliver your mail.\n--r\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.com\n\n" +
		"Final-Recipient: rfc822; gus@example.org\nAction: " + action + "\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 <gus@example.org>:\n no such user here\n\n" +
		"--r\nContent-Type: text/rfc822-headers\n\nFrom: martha@example.com\nMessage-ID: <" + id + ">\n\n--r--\n"
}

func TestLateAnswer(t *testing.T) {
	w := askGus(t)
	w.pass(monday.Add(22 * 24 * time.Hour))
	w.want(ignored, "gus")
	w.deliver("INBOX", plain("Sorry", "Gus <gus@example.org>", "Sorry, I was ill. We worked together at Oakfield.", "In-Reply-To: <"+questionTo("Gus Guest")+">"))
	w.pass(monday.Add(23 * 24 * time.Hour))
	w.want(ignored)
	w.want(answered, "gus")
	if got := w.why("Gus Guest"); got != "late, answered by mail: it says how you know each other: “We worked together at Oakfield”; accept?" {
		t.Errorf("why is %q", got)
	}
}

// TestRelayedAnswer: what comes from the address by which LinkedIn passes mail
// on to her is hers.
func TestRelayedAnswer(t *testing.T) {
	const relay = "c15c178d-5301-4d85-81dc-bfcca1ed21ad@reply.linkedin.com"
	w := newWorld(t, memory.Options{})
	w.deliver("INBOX", invitation("gus", "Gus Guest", standardLine, "Reply-To: Gus Guest <"+relay+">"))
	w.pass(monday)
	w.take("Drafts", "Sent")
	w.deliver("INBOX", plain("Re: hello", "Gus Guest <"+relay+">", "Yes, we met at the timber fair in Ghent."+quoted))
	w.pass(monday.Add(time.Hour)) // which sees question and answer at once
	if got := w.why("Gus Guest"); got != "answered by mail: it says how you know each other: “Yes, we met at the timber fair in Ghent”; accept?" {
		t.Errorf("why is %q", got)
	}
}

// TestWritesAgain: who says more later is told of, and moved no more.
func TestWritesAgain(t *testing.T) {
	w := askGus(t)
	reply := "In-Reply-To: <" + questionTo("Gus Guest") + ">"
	w.deliver("INBOX", plain("Re", "Gus <gus@example.org>", "Will answer soon", reply), plain("Re Re", "Gus <gus@example.org>", "We met at the timber fair.", reply))
	r := w.pass(monday.Add(2 * time.Hour))
	w.wantCases("Gus Guest: answered")
	if said := strings.Join(r.Notes, "; "); said != "Gus Guest wrote again: it says how you know each other: “We met at the timber fair”; accept?" {
		t.Errorf("noted %q", said)
	}
}

// TestAnsweredOnLinkedIn: an InMail brings its words, a message does not.
func TestAnsweredOnLinkedIn(t *testing.T) {
	body := "Have we met?\n      Gus Guest\n        Reply\n        https://www.linkedin.com/comm/messaging/thread/2-abc/?midToken=TOKENmid2\n\nYes, we met at the timber fair in Ghent.\n"
	for _, test := range []struct {
		name, why string
		mail      []byte
	}{
		{"message", "Gus Guest wrote to you on LinkedIn: read it there", message("Gus wrote", "Gus Guest")},
		{"inmail", "answered by InMail: it says how you know each other: “Yes, we met at the timber fair in Ghent”; accept?",
			linkedin("Message replied: Have we met?", "email_hire_inmail_initial_single_01", "Gus Guest <inmail-hit-reply@linkedin.com>", body)},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := askGus(t)
			w.deliver("INBOX", test.mail)
			w.pass(monday.Add(2 * time.Hour))
			if got := w.why("Gus Guest"); got != test.why {
				t.Errorf("why is %q, want %q", got, test.why)
			}
		})
	}
}

// TestHugeAnswer: what is fetched and read is bounded.
func TestHugeAnswer(t *testing.T) {
	for name, body := range map[string]string{
		"a megabyte":         "Yes, we met at the timber fair in Ghent.\n" + strings.Repeat("and so on, and on, and on it goes\n", 32<<10),
		"ten thousand lines": "Yes, we met at the timber fair in Ghent.\n\nOn Mon, 2 Mar 2026 at 13:00, Martha wrote:\n" + strings.Repeat("> never contact me again\n", 10_000),
	} {
		t.Run(name, func(t *testing.T) {
			w := askGus(t)
			w.deliver("INBOX", plain("Re", "Gus <gus@example.org>", body, "In-Reply-To: <"+questionTo("Gus Guest")+">"))
			w.pass(monday.Add(2 * time.Hour))
			if got := w.why("Gus Guest"); !strings.Contains(got, "“Yes, we met at the timber fair in Ghent”; accept?") {
				t.Errorf("why is %q", got)
			}
		})
	}
}
