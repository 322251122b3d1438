package triage

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// The mails in testdata/mails are look-alikes of what public material shows,
// with invented people. Beside each stands what it should be read as.

var mailReader = Reader{
	Owner:       Owner{Name: "Martha Clark", Address: "martha@example.com", Languages: []string{"en"}},
	AuthServers: []string{"mx.example.com"},
}

type wantMail struct {
	Mail    Kind         `json:"mail"`
	Trust   Trust        `json:"trust"`
	Partial bool         `json:"partial"`
	Text    string       `json:"text"`
	People  []wantPerson `json:"people"`
}

type wantPerson struct {
	Person
	Note    string  `json:"note"`
	Number  string  `json:"number"`
	Channel Channel `json:"channel"`
	ReplyTo string  `json:"replyTo"`
}

func asWanted(n Notification) wantMail {
	w := wantMail{Mail: n.Kind, Trust: n.Trust, Partial: n.Partial, Text: n.Text, People: []wantPerson{}}
	for _, p := range n.People {
		w.People = append(w.People, wantPerson{p.Person, p.Note, p.Number, p.Channel, p.ReplyTo})
	}
	return w
}

func mailFiles(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/mails/*.eml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no test mails: %v", err)
	}
	return files
}

func readMailFile(t testing.TB, path string) []byte {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestReadMails(t *testing.T) {
	for _, file := range mailFiles(t) {
		name := strings.TrimSuffix(file, ".eml")
		t.Run(filepath.Base(name), func(t *testing.T) {
			var want wantMail
			if err := json.Unmarshal(readMailFile(t, name+".json"), &want); err != nil {
				t.Fatal(err)
			}
			raw := readMailFile(t, file)
			lf := bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n"))
			crlf := bytes.ReplaceAll(lf, []byte("\n"), []byte("\r\n"))
			for _, raw := range [][]byte{lf, crlf, append([]byte("From x@example.net Mon Mar  2 09:15:00 2026\n"), lf...)} {
				n, err := mailReader.Read(raw)
				if err != nil {
					t.Fatal(err)
				}
				if got := asWanted(n); !reflect.DeepEqual(got, want) {
					t.Fatalf("got  %+v (%s)\nwant %+v", got, n.TrustWhy, want)
				}
				checkNotification(t, n, true)
			}
		})
	}
}

var tokenPair = regexp.MustCompile(`(?i)(otpToken|midToken|midSig|sharedKey|authToken|trkEmail)(=|%3D)[^\s&]`)

// checkNotification asserts what holds of every notification, whatever the mail.
func checkNotification(t testing.TB, n Notification, marked bool) {
	t.Helper()
	show := fmt.Sprintf("%+v", n)
	if marked && strings.Contains(show, "TOKEN") {
		t.Errorf("a token came through: %s", show)
	}
	check := func(what, s string, max int, lines bool) {
		if !utf8.ValidString(s) {
			t.Errorf("%s is not UTF-8: %q", what, s)
		}
		if utf8.RuneCountInString(s) > max {
			t.Errorf("%s has %d runes", what, utf8.RuneCountInString(s))
		}
		if tokenPair.MatchString(s) {
			t.Errorf("%s holds a token: %q", what, s)
		}
		for _, r := range s {
			if invisible(r) && !(lines && r == '\n') {
				t.Errorf("%s holds %U: %q", what, r, s)
				break
			}
		}
	}
	check("subject", n.Subject, maxSubjectRunes, false)
	check("template", n.Template, 80, false)
	check("why", n.TrustWhy, 600, false)
	check("from", n.From.Name+n.From.Addr, maxNameRunes+320, false)
	check("id", n.MessageID, 500, false)
	check("text", n.Text, maxNoteRunes, true)
	if len(n.People) > maxPeople+1 {
		t.Errorf("%d people", len(n.People))
	}
	for _, p := range n.People {
		check("name", p.Name, maxNameRunes, false)
		check("headline", p.Headline, maxHeadlineRunes, false)
		check("place", p.Place, maxNameRunes, false)
		check("note", p.Note, maxNoteRunes, true)
		check("profile", p.Profile, maxSlugRunes, false)
		check("number", p.Number, 25, false)
		check("reply to", p.ReplyTo, 320, false)
		if strings.ContainsAny(p.Profile, "/:?#&=<>\"' ") || strings.Contains(p.Profile, "..") {
			t.Errorf("profile %q", p.Profile)
		}
		if (p.ReplyTo != "") != (p.Channel == ChannelMail) {
			t.Errorf("channel %q with reply to %q", p.Channel, p.ReplyTo)
		}
	}
}

func TestReadNothing(t *testing.T) {
	for _, raw := range []string{"", "\r\n\r\n", "no header here", "\x00\x01", "From x\n\nbody", ": x\n\ny"} {
		if _, err := mailReader.Read([]byte(raw)); !errors.Is(err, ErrUnparsable) {
			t.Errorf("%q: %v", raw, err)
		}
	}
}

func TestReadHeaderOnly(t *testing.T) {
	for _, test := range []struct {
		header  string
		kind    Kind
		partial bool
	}{
		{"From: Jane Doe <invitations@linkedin.com>\nX-LinkedIn-Template: email_m2m_invite_single_01\n", KindInvitation, true},
		{"From: Jane Doe <invitations@linkedin.com>\nSubject: I want to connect\n", KindInvitation, true},
		{"From: Jane Doe <invitations@linkedin.com>\nSubject: words that nobody knows\n", KindOther, true},
		{"From: LinkedIn <messages-noreply@linkedin.com>\nSubject: words that nobody knows\n", KindOther, true},
		{"From: LinkedIn Job Alerts <jobalerts-noreply@linkedin.com>\nSubject: words that nobody knows\n", KindOther, false},
		{"From: LinkedIn <invitations@linkedin.com>\nX-LinkedIn-Template: email_pymk_02\n", KindOther, false},
		{"From: Jane Doe <jane@example.org>\nSubject: I want to connect\n", KindForeign, false},
	} {
		n, err := mailReader.Read([]byte(test.header + "\n"))
		if err != nil || n.Kind != test.kind || n.Partial != test.partial {
			t.Errorf("%q: %v, %v, %v", test.header, n.Kind, n.Partial, err)
		}
	}
}

// hostileMails are made here, being too big to keep.
func hostileMails() map[string][]byte {
	head := "From: Jane Doe <invitations@linkedin.com>\nSubject: I want to connect\nX-LinkedIn-Template: email_m2m_invite_single_01\n"
	var nested strings.Builder
	nested.WriteString(head)
	for i := range 20000 {
		fmt.Fprintf(&nested, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i)
	}
	html := head + "Content-Type: text/html\n\n"
	return map[string][]byte{
		"20,000 nested parts":     []byte(nested.String()),
		"100,000 flat parts":      []byte(head + "Content-Type: multipart/mixed; boundary=b\n\n" + strings.Repeat("--b\nContent-Type: image/png\n\nx\n", 100000)),
		"1 MB header line":        []byte("X-Long: " + strings.Repeat("a", 1<<20) + "\n" + head + "\nHi\n"),
		"1 MB From":               []byte("Subject: x\nFrom: " + strings.Repeat("a,", 1<<19) + " <invitations@linkedin.com>\n\nHi\n"),
		"100,000 fields":          []byte(strings.Repeat("X-Many: field\n", 100000) + head + "\nHi\n"),
		"100,000 Received":        []byte(head + strings.Repeat("Authentication-Results: mx.example.com; dkim=pass header.d=x\nReceived: x\n", 3000) + "\nHi\n"),
		"25 MB body":              []byte(head + "\n" + strings.Repeat("all the same words\n", 25<<20/19)),
		"25 MB line":              []byte(head + "\n" + strings.Repeat("https://a.b ", 25<<20/12)),
		"25 MB base64":            []byte(head + "Content-Transfer-Encoding: base64\n\n" + strings.Repeat("YWFhYWFhYWFhYWFhYWFhYWFh\n", 25<<20/25)),
		"100,000 open tags":       []byte(html + strings.Repeat("<div><b>", 100000)),
		"100,000 hidden tags":     []byte(html + strings.Repeat(`<p style="display:none">`, 100000)),
		"100,000 links":           []byte(html + strings.Repeat(`<a href="https://www.linkedin.com/in/x">Accept</a>`, 20000)),
		"comment never closed":    []byte(html + "<p>Hi</p><!--" + strings.Repeat("-", 1<<20)),
		"one long attribute":      []byte(html + `<a href="https://www.linkedin.com/in/` + strings.Repeat("a", 1<<20) + `">x</a>`),
		"attributes without end":  []byte(html + "<p " + strings.Repeat("a=b ", 1<<18) + ">x"),
		"NUL and broken UTF-8":    []byte(head + "\nHi\x00 \xff\xfe there\n\nJane Doe\nx\n"),
		"cut base64":              []byte(head + "Content-Transfer-Encoding: base64\n\nSGkgTWFydGhhLA=\n!!!"),
		"1 MB base":               []byte(html + `<base href="https://www.linkedin.com/` + strings.Repeat("a/", 400<<10) + `">` + strings.Repeat("<a href=x>a.</a>", 3000)),
		"comment of a hundred kB": []byte("Authentication-Results: mx.example.com " + strings.Repeat("(", 100000) + "\n" + head + "\nHi\n"),
	}
}

// hostileKinds is what hostile mails are read as, where that is not an
// invitation: what matters of them comes too late, or not at all.
var hostileKinds = map[string]Kind{"1 MB From": KindForeign}

// hostileBound only tells what never ends from what does, on a busy machine
// with the race detector too; [BenchmarkReadHostile] has the times.
const hostileBound = 30 * time.Second

func TestReadHostile(t *testing.T) {
	for name, raw := range hostileMails() {
		t.Run(name, func(t *testing.T) {
			runtime.GC()
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			n, err := mailReader.Read(raw)
			took := time.Since(start)
			runtime.ReadMemStats(&after)
			if err != nil {
				t.Fatal(err)
			}
			checkNotification(t, n, false)
			if want := cmp.Or(hostileKinds[name], KindInvitation); n.Kind != want {
				t.Errorf("read as %s, want %s", n.Kind, want)
			}
			if len(n.People) == 1 && n.People[0].Name != "Jane Doe" {
				t.Errorf("read as from %q", n.People[0].Name)
			}
			if took > hostileBound {
				t.Errorf("took %v", took)
			}
			if used := after.TotalAlloc - before.TotalAlloc; used > 64<<20 {
				t.Errorf("allocated %d MB", used>>20)
			}
		})
	}
}

func TestHTMLLines(t *testing.T) {
	lines, hidden := readHTML(`<head><title>T</title><style>p{}</style></head><body><div style="DISPLAY : none !important">pre<div>in</div>header</div>
<p>One&nbsp;&nbsp;two<br/>three<br><br>f&#8203;our</p><script>no</script><p hidden>dark</p><span style="font-size:0px">zero</span>` +
		`<td><a href="https://www.linkedin.com/comm/in/jane?trk=eml-t_x-hero-1">Jane <b>Doe</b></a></td><p>a &lt;b&gt; &amp; c</p><!-- x -->`)
	var got []string
	for _, l := range lines {
		got = append(got, l.text)
	}
	if want := []string{"One two", "three", "", "four", "Jane Doe", "a <b> & c"}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %q", got)
	}
	if want := []string{"preinheader", "dark", "zero"}; !reflect.DeepEqual(hidden, want) {
		t.Errorf("hidden %q", hidden)
	}
	if l := lines[4].links; len(l) != 1 || l[0].slug != "jane" || l[0].text != "Jane Doe" || l[0].place != placeHero {
		t.Errorf("links %+v", l)
	}
}

func TestCleanSlug(t *testing.T) {
	for in, want := range map[string]string{
		"jane-doe-1": "jane-doe-1", "ren%C3%A9": "rené", "%E7%94%B0": "田", "..%2f..%2fetc": "", "a/b": "", "javascript:alert(1)": "",
		"%ff": "", "%zz": "", "": "", "a%00b": "", "a%0d%0ab": "", strings.Repeat("a", 101): "", "a..b": "", "a%E2%80%AEb": "",
	} {
		if got := cleanSlug(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func addMailSeeds(f *testing.F) {
	for _, file := range mailFiles(f) {
		f.Add(readMailFile(f, file))
	}
}

func FuzzParseMail(f *testing.F) {
	addMailSeeds(f)
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, err := ParseMail(raw)
		if err != nil {
			if !errors.Is(err, ErrUnparsable) {
				t.Fatal(err)
			}
			return
		}
		for _, s := range []string{m.Text, m.HTML} {
			if !utf8.ValidString(s) || strings.Contains(s, "\x00") || len(s) > 3*maxTextBytes {
				t.Errorf("bad text of %d bytes", len(s))
			}
		}
		for _, name := range []string{"From", "Reply-To", "Sender"} {
			for _, a := range m.addresses(name) {
				if strings.ContainsAny(a.Addr, "\r\n <>") {
					t.Errorf("address %q", a.Addr)
				}
			}
		}
	})
}

func FuzzRead(f *testing.F) {
	addMailSeeds(f)
	f.Fuzz(func(t *testing.T, raw []byte) {
		n, err := mailReader.Read(raw)
		if err == nil {
			checkNotification(t, n, false)
		}
	})
}

func FuzzHTML(f *testing.F) {
	for _, file := range mailFiles(f) {
		if m, err := ParseMail(readMailFile(f, file)); err == nil && m.HasHTML {
			f.Add(m.HTML)
		}
	}
	f.Add(`<p style="display:none"><div hidden><a href="javascript:x">x<br></p><!--`)
	f.Fuzz(func(t *testing.T, s string) {
		lines, hidden := readHTML(strings.ToValidUTF8(s, ""))
		for _, l := range lines {
			hidden = append(hidden, l.text)
			for _, link := range l.links {
				hidden = append(hidden, link.text, link.slug, link.host, link.template, link.number)
			}
		}
		for _, s := range hidden {
			if !utf8.ValidString(s) || strings.ContainsAny(s, "\r\n\x00\u202e\u200b") || tokenPair.MatchString(s) {
				t.Errorf("unsafe %q", s)
			}
		}
	})
}

func FuzzTrust(f *testing.F) {
	for _, file := range mailFiles(f) {
		if m, err := ParseMail(readMailFile(f, file)); err == nil {
			f.Add(m.header.Get("Authentication-Results"))
		}
	}
	f.Add(`mx.example.com 1 (a(b)c\)) ; dkim="pa;ss" header.d=linkedin.com; dmarc=pass (x) header.from=linkedin.com`)
	f.Fuzz(func(t *testing.T, v string) {
		field := []authField{{value: v, border: true}}
		said := readAuthResults(field, mailReader.AuthServers)
		if !utf8.ValidString(said.server) {
			t.Errorf("server %q", said.server)
		}
		if said.server == "" && (said.dkimPass || said.dmarcPass || said.dkimFail || said.dmarcFail) {
			t.Errorf("believed nobody: %+v", said)
		}
		if other := readAuthResults(field, nil); other != (authSaid{}) {
			t.Errorf("believed an untrusted server: %+v", other)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	whole := readMailFile(b, "testdata/mails/f-2016-note.eml")
	filler := bytes.Repeat([]byte(`<table style="mso-table-rspace:0pt"><tr><td style="padding:0 15px 0 0"><img alt="" src="https://media.example.org/i.png"></td><td>&nbsp;</td></tr></table>`+"\n"), 250)
	// B/op of "25 MB" bounds what reading takes on top of the mail itself.
	for name, raw := range map[string][]byte{
		"25 MB":   hostileMails()["25 MB body"],
		"text":    readMailFile(b, "testdata/mails/f-2016-standard.eml"),
		"html":    bytes.Replace(whole, []byte("</tbody></table>"), append([]byte("</tbody></table>"), filler...), 1),
		"foreign": readMailFile(b, "testdata/mails/foreign-forward.eml"),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(raw)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := mailReader.Read(raw); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkReadHostile: each must be far below two seconds.
func BenchmarkReadHostile(b *testing.B) {
	for name, raw := range hostileMails() {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := mailReader.Read(raw); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkReadAndJudge is what one invitation costs a pass: its text part is
// fetched nearly always, the whole mail where that does not settle it.
func BenchmarkReadAndJudge(b *testing.B) {
	judge := NewJudge(mailReader.Owner)
	for name, file := range map[string]string{"text": "f-2016-standard.eml", "whole": "f-2016-note.eml"} {
		raw := readMailFile(b, "testdata/mails/"+file)
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(raw)))
			b.ReportAllocs()
			for b.Loop() {
				n, err := mailReader.Read(raw)
				if err != nil {
					b.Fatal(err)
				}
				judge.Judge(n.People[0])
			}
		})
	}
}

func TestRejoinLinks(t *testing.T) {
	const long = "https://www.linkedin.com/comm/in/jane-doe?midToken=TOKENmid1&midSig=TOKENsig1&trk=eml-email_m2m_invite_single_01-hero-3-prof&eid=TOKENeid1"
	for _, width := range []int{62, 72, 76} {
		text := "Jane Doe\n\nView profile: " + long + "\n\nAccept"
		broken := ""
		for line := range strings.SplitSeq(text, "\n") {
			for len(line) > width {
				broken, line = broken+line[:width]+"\n", line[width:]
			}
			broken += line + "\n"
		}
		if got := rejoinLinks(broken); got != text+"\n" && got != text {
			t.Errorf("at %d columns: %q", width, got)
		}
	}
	for _, whole := range []string{"https://example.com/a\nb=1", "see " + long + "\nJane", "see " + long + "\nJane_Doe_2", strings.Repeat("a ", 40) + "https://example.com/a-link-that-ends\nThanks"} {
		if got := rejoinLinks(whole); got != whole {
			t.Errorf("%q became %q", whole, got)
		}
	}
}

// A link that is written out in a note is shown without what signs in.
func TestWrittenOutLinks(t *testing.T) {
	const link = "https://www.linkedin.com/comm/mynetwork/invite-accept/invitationId/6900000000000000001/sharedKey/TOKENkey1/?midToken=TOKENmid1"
	for _, html := range []string{"<p>Accept: " + link + "</p>", `<p><a href="` + link + `">` + link + "</a> words</p>", "<p hidden>" + link + "</p>", "<p>a/sharedKey/TOKENkey1/b</p>"} {
		lines, hidden := readHTML(html)
		if said := fmt.Sprint(lines, hidden); strings.Contains(said, "TOKEN") {
			t.Errorf("%s: %s", html, said)
		}
	}
}

// The template of a link in a note is not the mail's.
func TestTemplateOfMost(t *testing.T) {
	mail := "From: Jane Doe <invitations@linkedin.com>\nSubject: Hello\n\nSee https://www.linkedin.com/jobs/?trk=eml-email_job_alert-x-1\n\nJane Doe\nEditor\n\nAccept: https://www.linkedin.com/comm/in/jane?trk=eml-email_m2m_invite_single_01-hero-0-accept\nView profile: https://www.linkedin.com/comm/in/jane?trk=eml-email_m2m_invite_single_01-hero-3-prof\n"
	if n, err := mailReader.Read([]byte(mail)); err != nil || n.Kind != KindInvitation {
		t.Errorf("read as %s, %v", n.Kind, err)
	}
}

// Each kind is told by its template and, where the header was trimmed, without
// one, and each has its test mails.
func TestEveryKindHasMails(t *testing.T) {
	told := map[Kind][2]int{}
	for _, file := range mailFiles(t) {
		n, err := mailReader.Read(readMailFile(t, file))
		if err != nil {
			t.Fatal(err)
		}
		count := told[n.Kind]
		if n.Template == "" {
			count[0]++
		} else {
			count[1]++
		}
		told[n.Kind] = count
	}
	kinds := []Kind{KindOther}
	for _, row := range kindTable {
		kinds = append(kinds, row.kind)
	}
	for _, kind := range kinds {
		if told[kind][0] < 1 || told[kind][1] < 2 {
			t.Errorf("%s: %d test mails without a template, %d with one", kind, told[kind][0], told[kind][1])
		}
	}
	if told[KindForeign][0] < 5 {
		t.Errorf("foreign: %d test mails", told[KindForeign][0])
	}
}

var softBreak = regexp.MustCompile(`=\r?\n`) // RFC 2045 section 6.7

var tokenValue = regexp.MustCompile(`(?:(?:otpToken|midToken|midSig|sharedKey|authToken|eid|loid)=|/sharedKey/)([^&\s"'<>/?]+)`)

// No test mail holds a token that was ever anybody's.
func TestMailsHoldNoTokens(t *testing.T) {
	for _, file := range mailFiles(t) {
		for _, m := range tokenValue.FindAllStringSubmatch(softBreak.ReplaceAllString(string(readMailFile(t, file)), ""), -1) {
			if value := strings.TrimPrefix(m[1], "3D"); !strings.HasPrefix(value, "TOKEN") && !strings.HasPrefix("TOKEN", value) { // or the piece of one that a line break left
				t.Errorf("%s: %s", file, m[0])
			}
		}
	}
}

// What people write of themselves is theirs, whatever words LinkedIn uses too.
func TestNotesLikeChrome(t *testing.T) {
	const mail = "From: Tom Baker <invitations@linkedin.com>\nTo: Martha Clark <martha@example.com>\nSubject: I want to connect\nX-LinkedIn-Template: email_m2m_invite_single_01\n\n%s\n\nTom Baker\nBaker\n\nAccept: https://www.linkedin.com/comm/mynetwork/invite-accept/invitationId/6900000000000000001/?trk=eml-email_m2m_invite_single_01-hero-0-accept\nView profile: https://www.linkedin.com/comm/in/tom-baker?trk=eml-email_m2m_invite_single_01-hero-3-prof\n"
	for _, note := range []string{
		"Martha, Tom from Leipzig here. Thanks for the invitation!", "Tom here, thanks for the invitation!", "Martha, hier Tom. Danke für die Einladung nach Leipzig!",
		"Martha, c'est Tom de Leipzig, merci pour l'invitation", "Tom wird in Leipzig sein. Wartet ihr am Stand?", "Tom, Köln. Ihr Vortrag war toll. Bitte antworten Sie mir kurz!",
		"Tom here, we met at the panel on views from outside the EU.", "Ich komme von außerhalb, wir sprachen am Stand über Ihr Buch.",
		"Мы общались на конференции HighLoad 2019", "Nos conocimos en Comunicación 2019", "Worked with you on mutual funds 2016",
		"Martha, the jury is waiting for your response. Shall we talk on Monday?", "Everybody is waiting for your response. Call me before Friday.",
	} {
		n, err := mailReader.Read(fmt.Appendf(nil, mail, note))
		if err != nil || len(n.People) != 1 || n.People[0].Note != note {
			t.Errorf("%q is read as %+v, %v", note, n.People, err)
		}
	}
}

// However a link is written, what signs in is not shown of it.
func TestLinksInNotes(t *testing.T) {
	for _, link := range []string{"HTTPS://www.linkedin.com/e/TOKENpath/x?e=TOKENe", "www.linkedin.com/e/TOKENpath/x?e=TOKENe", "https://www.google.com/url?q=https%3A%2F%2Fwww.%6Cinkedin.com%2Fe%2FTOKEN",
		"https://www.linkedin.com/company/otpToken-TOKEN/", strings.Repeat("http://a.b ", 60) + "https://www.linkedin.com/e/TOKENpath/x?e=TOKENe"} {
		if shown := fmt.Sprint(readTextPart("see " + link + " now")); strings.Contains(shown, "TOKEN") {
			t.Errorf("%s is shown as %s", link, shown)
		}
	}
}
