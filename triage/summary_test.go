package triage

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	htmlpkg "html"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-message/mail"
)

var summaryZone = time.FixedZone("CET", 3600)

func summaryDay(day int, clock string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", fmt.Sprintf("2026-11-%02d %s", day, clock), summaryZone)
	if err != nil {
		panic(err)
	}
	return t
}

// told makes a case that entered its state at the given time.
func told(name string, s State, class Class, kind, note string, since time.Time) Case {
	slug := strings.ReplaceAll(FoldName(name), " ", "-")
	c := Case{Invitation: Invitation{Person: Person{Name: name, Profile: slug}, Note: note, Channel: ChannelLinkedIn, Received: since.Add(-2 * time.Hour)},
		Verdict: Verdict{Class: class, Kind: kind}, Seen: since, State: s, Since: since}
	switch s {
	case StateAsking:
		c.Drafted = since
	case StateWaiting:
		c.Asked = since
	case StateSuspicious:
		c.Trust, c.Verdict = Forged, Verdict{Class: Unsure, Kind: string(Forged)}
	case StateIgnored:
		c.Asked = since.AddDate(0, 0, -21)
		c.Seen = c.Asked
	}
	return c
}

const addYou = "I'd like to add you to my professional network on LinkedIn."

func emptySummary() Summary {
	return Summary{Owner: Owner{Name: "Martha Clark", Address: "martha@example.com", Languages: []string{"en"}}, Account: "martha@imap.example.com:993",
		Mode: ModeDraft, Day: "2026-11-22", Since: summaryDay(21, "07:00"), Now: summaryDay(22, "07:00"), Checked: true, Wait: 21 * 24 * time.Hour}
}

// richSummary is a day on which there is something of everything.
func richSummary() Summary {
	s := emptySummary()
	fresh, before := summaryDay(21, "18:15"), summaryDay(18, "09:00")

	answered := told("Jörg Müller", StateAnswered, Generic, "standard-line", "Ich möchte Sie gerne zu meinem beruflichen Netzwerk auf LinkedIn hinzufügen.", fresh)
	answered.Headline, answered.Place, answered.Why = "Archivar am Stadtarchiv", "Köln", "Jörg Müller wrote to you on LinkedIn: read it there"
	personal := told("Priya Natarajan", StatePersonal, Personalized, "met",
		"Hello Martha,\nwe sat next to each other at the dinner in Utrecht, and you told me about the flood maps of 1953.\n\nI found the atlas that you were looking for!", fresh.Add(time.Hour))
	personal.Headline, personal.Place, personal.Why = "Curator of maps, University Library", "Leiden, Netherlands", "speaks of a meeting or an event that you share: “at the dinner in Utrecht”"
	joke := told("Tom Okafor", StatePersonal, Personalized, "joke", addYou+"\n\nNo introductions necessary, I should think. Twelve years in one office!", fresh)
	joke.Headline, joke.Why = "Retired, at last", "quotes LinkedIn's standard line and comments on it: “No introductions necessary”"
	unsure := told("Lena Virtanen", StateUnsure, Unsure, "reminder", "", fresh)
	unsure.Profile, unsure.Why = "", "first seen in a mail that never shows notes (reminder)"
	older := told("Ines Carvalho", StatePersonal, Personalized, "request", "Could I ask you about the archive in Porto?", before)

	paste := told("Rick Stone", StateAsking, Generic, "standard-line", addYou, fresh)
	paste.Headline, paste.Place = "Helping founders scale 10x | growth.example.com", "Austin, Texas"
	byMail := told("Mei Tanaka", StateAsking, Generic, "no-note", "", summaryDay(19, "10:00"))
	byMail.Channel = ChannelMail

	waiting := told("Sam Doyle", StateWaiting, Generic, "canned", "I came across your profile and think that we can help each other. Let's connect!", summaryDay(18, "12:00"))
	soon := told("Nadia El-Amin", StateWaiting, Generic, "standard-line", addYou, summaryDay(2, "12:00"))
	lapsed := told("Bob Harris", StateIgnored, Generic, "no-note", "", fresh)

	forged := told("LinkedIn Support", StateSuspicious, Unsure, "forged", "Confirm at https://login.evil.example/verify?id=7 today", fresh)
	forged.Why = "forged: it poses as LinkedIn, but is from mail.evil.example"
	joined := told("Ruth Adler", StateAccepted, Personalized, "met", "We shared the stage in Graz.", fresh)
	filed := told("Old Filed", StateFiled, Generic, "no-note", "", before)
	left := told("Carl Late", StateNew, Generic, "standard-line", addYou, fresh)

	acquainted := told("Olga Brandt", StateUnsure, Unsure, "known", addYou, fresh)
	acquainted.Why = Acquaintance{Name: "Olga Brandt", Addresses: []string{"olga@example.org"}, To: 5, From: 7, First: summaryDay(1, "09:00").AddDate(-9, 0, 0), Last: summaryDay(1, "09:00").AddDate(-7, 0, 0), Subject: "Offer for the Leipzig fair"}.says()
	alike := told("Priya Raman", StateAsking, Generic, "standard-line", addYou, fresh)
	alike.Verdict.Reasons = []Reason{{Why: Acquaintance{Name: "Priya Raman", Addresses: []string{"praman@example.com"}, From: 3, First: fresh, Last: fresh}.says()}}

	s.Cases = []Case{paste, waiting, older, unsure, joke, personal, answered, byMail, soon, lapsed, forged, joined, filed, left, acquainted, alike}
	s.Notes = []string{"1 more to ask wait for tomorrow: [reply] per_day = 20"}
	s.Hand = []string{"Walter Finch: " + handSays[HandPersonal]}
	s.Trouble = []string{`mail 812 in "INBOX" could not be read, and was left alone: no end of the header`}
	return s
}

func watchSummary() Summary {
	s := richSummary()
	s.Mode, s.Since, s.Notes, s.Hand, s.Trouble = ModeWatch, time.Time{}, nil, nil, nil
	s.Cases = s.Cases[:7]
	for i := range s.Cases {
		c := &s.Cases[i]
		c.State, c.Since, c.Seen = StateNew, summaryDay(21, "18:15"), summaryDay(21, "18:15")
	}
	return s
}

func hostileSummary() Summary {
	s := emptySummary()
	for i, name := range []string{
		`<script>alert(1)</script>`, `"><a href="https://evil.example">Free</a>`, "Eve\r\nBcc: x@evil.example", "\u202eelgooG\u202c", "https://evil.example/x",
		"www.evil.example", "a@evil.example", "H" + strings.Repeat("\u0335\u0321", 40) + "x", strings.Repeat("W", 5000), "مريم العلي", "דנה כהן", "", "javascript:alert(1)", "{{.}}",
		"www.l\u0456nkedin.com", "linkedin.com\u2024evil.example", "\u2067Eve\u2066\u202d", "Eve\x00\x1b[31m\u200b\u007f", "\U000e0045" + strings.Repeat("\u200d\u2028", 50), "xn--lnkedin-w0a.example",
	} {
		for j, state := range []State{StatePersonal, StateSuspicious, StateWaiting} {
			c := told(name, state, Unsure, "own-words", "See "+name+" and mailto:x@evil.example\n<img src=x onerror=alert(1)> // evil.example", summaryDay(21, "10:00"))
			c.Profile = []string{"../../evil", "a?b=c", "..", `x"onclick="y`, "good-one", "мария-іва"}[(i+j)%6]
			c.Headline, c.Why = name, "quotes: “"+name+"”"
			s.Cases = append(s.Cases, c)
			c.State, c.Verdict.Reasons = StateAsking, []Reason{{Why: inMailbox + name}}
			s.Cases = append(s.Cases, c)
		}
		s.Notes, s.Trouble = append(s.Notes, name), append(s.Trouble, name)
	}
	return s
}

func manySummary(n int) Summary {
	s := emptySummary()
	states := []State{StatePersonal, StateAsking, StateWaiting, StateUnsure, StateNew, StateIgnored}
	for i := range n {
		c := told(fmt.Sprintf("Größe Nummer%d", i), states[i%len(states)], Generic, "pitch", strings.Repeat("Schöne Grüße aus Köln, wir könnten über Küsten reden. ", 6), summaryDay(21, "10:00"))
		c.Headline, c.Place, c.Why = strings.Repeat("Geschäftsführer ", 8), "München", "offers something: “wir könnten”"
		s.Cases = append(s.Cases, c)
	}
	return s
}

func mustMail(t *testing.T, s Summary) SummaryMail {
	t.Helper()
	m, err := s.Mail()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestSummaryReadsBack reads every mail back with the library that other
// mail is read with: both parts have to come through whole.
func TestSummaryReadsBack(t *testing.T) {
	for name, day := range summaryDays {
		t.Run(name, func(t *testing.T) {
			s := day()
			m := mustMail(t, s)
			if bytes.Count(m.Raw, []byte("\n")) != bytes.Count(m.Raw, []byte("\r\n")) {
				t.Error("a line does not end with CRLF")
			}
			for line := range bytes.SplitSeq(m.Raw, []byte("\r\n")) {
				if len(line) > 998 || slices.ContainsFunc(line, func(c byte) bool { return c >= 0x80 || c == '\r' }) {
					t.Errorf("line too long or not 7-bit: %q", line)
				}
			}
			r, err := mail.CreateReader(bytes.NewReader(m.Raw))
			if err != nil {
				t.Fatal(err)
			}
			checkSummaryHeader(t, r.Header, s, m)
			for _, want := range []struct{ kind, body string }{{"text/plain", m.Text}, {"text/html", m.HTML}} {
				p, err := r.NextPart()
				if err != nil {
					t.Fatal(err)
				}
				kind, params, _ := p.Header.(*mail.InlineHeader).ContentType()
				body, err := io.ReadAll(p.Body)
				got := strings.ReplaceAll(string(body), "\r\n", "\n")
				if err != nil || kind != want.kind || params["charset"] != "utf-8" || got != want.body {
					t.Errorf("part %s (%v): read back other than written", kind, err)
				}
			}
			if _, err := r.NextPart(); err != io.EOF {
				t.Errorf("after two parts: %v", err)
			}
		})
	}
}

func checkSummaryHeader(t *testing.T, h mail.Header, s Summary, m SummaryMail) {
	t.Helper()
	if id, err := h.MessageID(); err != nil || id != m.MessageID || id != SummaryID(s.Account, s.Day, s.Owner) {
		t.Errorf("Message-ID %q, %v", id, err)
	}
	if subject, err := h.Subject(); err != nil || subject != m.Subject {
		t.Errorf("Subject %q, %v", subject, err)
	}
	if d, err := h.Date(); err != nil || !d.Equal(s.Now) {
		t.Errorf("Date %v, %v", d, err)
	}
	for _, key := range []string{"From", "To"} {
		if a, err := h.AddressList(key); err != nil || len(a) != 1 || a[0].Address != s.Owner.Address {
			t.Errorf("%s %v, %v", key, a, err)
		}
	}
	if h.Get("Auto-Submitted") != "auto-generated" || h.Get("MIME-Version") != "1.0" {
		t.Error("Auto-Submitted or MIME-Version is missing")
	}
	if kind, _, _ := h.ContentType(); kind != "multipart/alternative" {
		t.Errorf("Content-Type %s", kind)
	}
	for f := h.Fields(); f.Next(); {
		if strings.HasPrefix(f.Key(), "List-") || f.Key() == "Bcc" {
			t.Errorf("field %s", f.Key())
		}
	}
}

var allowedLink = regexp.MustCompile(`^https://www\.linkedin\.com/(in/[A-Za-z0-9%_~.-]*[A-Za-z0-9][A-Za-z0-9%_~.-]*|mynetwork/invitation-manager)/$`)

// htmlElements calls visit with every element and returns the texts.
func htmlElements(t *testing.T, doc string, visit func(xml.StartElement)) (text string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(doc))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	var b strings.Builder
	for {
		tok, err := d.Token()
		if err == io.EOF {
			return b.String()
		}
		if err != nil {
			t.Fatalf("the HTML part is not well-formed: %v", err)
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			visit(tok)
		case xml.CharData:
			b.Write(tok)
		}
	}
}

// TestSummaryLinks: whatever people call themselves and write, nothing leads
// anywhere but to LinkedIn's profiles and list of invitations.
func TestSummaryLinks(t *testing.T) {
	known := []string{"html", "head", "meta", "title", "style", "body", "table", "tbody", "tr", "td", "div", "h2", "bdi", "span", "br", "a", "code"}
	host := regexp.MustCompile(`(?i)[\pL\pN]\.(example|com|org)|\w://|mailto:\S|\w@\w`)
	for name, day := range summaryDays {
		t.Run(name, func(t *testing.T) {
			m := mustMail(t, day())
			text := htmlElements(t, m.HTML, func(e xml.StartElement) {
				if !slices.Contains(known, e.Name.Local) {
					t.Errorf("element <%s>", e.Name.Local)
				}
				for _, a := range e.Attr {
					switch key := a.Name.Local; {
					case key == "href":
						if e.Name.Local != "a" || !allowedLink.MatchString(a.Value) {
							t.Errorf("<%s href=%q>", e.Name.Local, a.Value)
						}
					case key == "src" || key == "background" || strings.HasPrefix(key, "on") || strings.Contains(strings.ToLower(a.Value), "url("):
						t.Errorf("<%s %s=%q>", e.Name.Local, key, a.Value)
					}
				}
			})
			if i := strings.Index(text, "}\n}"); i > 0 { // after the style block
				text = text[i:]
			}
			if hit := host.FindStringIndex(text); hit != nil {
				t.Errorf("clickable in HTML: %q", text[max(0, hit[0]-20):min(len(text), hit[1]+20)])
			}
			for _, line := range strings.Split(m.Text, "\n") {
				if _, url, ok := strings.Cut(line, ": https:"); ok && allowedLink.MatchString("https:"+url) {
					continue
				}
				if host.MatchString(line) {
					t.Errorf("clickable in text: %q", line)
				}
			}
		})
	}
}

// TestSummaryForgedHasNoLinks looks at the one part that must not have any.
func TestSummaryForgedHasNoLinks(t *testing.T) {
	s := richSummary()
	s.Cases = slices.DeleteFunc(s.Cases, func(c Case) bool { return c.State != StateSuspicious })
	m := mustMail(t, s)
	if strings.Contains(m.HTML, "href") || strings.Contains(m.Text, "https://") {
		t.Error("a forged mail was told with a link")
	}
	for _, want := range []string{"https[:]//login[.]evil[.]example/verify", "mail[.]evil[.]example"} {
		if !strings.Contains(m.Text, want) {
			t.Errorf("the text part does not say %q", want)
		}
	}
}

var someHost = regexp.MustCompile(`[\pL\d-]+(\.[\pL\d-]+)+`)

// TestSummaryBreaksHostsOfForged: whatever host a forged mail was told by,
// neither part of the summary holds it as a client would find it.
func TestSummaryBreaksHostsOfForged(t *testing.T) {
	rules, told := planRules(ModeDraft), 0
	for _, file := range mailFiles(t) {
		n, err := mailReader.Read(readMailFile(t, file))
		if err != nil || n.Trust != Forged {
			continue
		}
		s := emptySummary()
		for _, st := range MakePlan(Sight{Now: s.Now, Mails: []SeenMail{{Notification: n}}}, rules).Steps {
			s.Cases = append(s.Cases, st.Case)
		}
		if len(s.Cases) == 0 {
			continue
		}
		m := mustMail(t, s)
		html := htmlpkg.UnescapeString(m.HTML)
		for _, host := range someHost.FindAllString(n.TrustWhy, -1) {
			told++
			if strings.Contains(m.Text, host) || strings.Contains(html, host) {
				t.Errorf("%s: %q is told as it stands", file, host)
			}
			if !strings.Contains(strings.ReplaceAll(html, "\u200c", ""), host) || !strings.Contains(strings.Join(strings.Fields(strings.NewReplacer("[.]", ".").Replace(m.Text)), " "), host) {
				t.Errorf("%s: %q is not told", file, host)
			}
		}
	}
	if told < 10 {
		t.Errorf("only %d hosts to try", told)
	}
}

func TestSummaryCountsAndNames(t *testing.T) {
	for _, name := range []string{"rich", "watch", "many"} {
		t.Run(name, func(t *testing.T) {
			s := summaryDays[name]()
			m := mustMail(t, s)
			t.Logf("%d bytes, text %d, HTML %d", len(m.Raw), len(m.Text), len(m.HTML))
			html := strings.ReplaceAll(htmlElements(t, m.HTML, func(xml.StartElement) {}), "\u200c", "")
			text := strings.Join(strings.Fields(m.Text), " ")
			for _, c := range s.Cases {
				if c.Name == "Old Filed" { // filed before the last summary
					continue
				}
				if !strings.Contains(html, c.Name) || !strings.Contains(text, c.Name) {
					t.Errorf("%s is not named in both parts", c.Name)
				}
			}
			for _, part := range []string{html, text} {
				if !strings.Contains(strings.Join(strings.Fields(part), " "), s.Facts().Line) {
					t.Errorf("the sentence %q is missing", s.Facts().Line)
				}
			}
			if len(m.Raw) >= 100_000 {
				t.Errorf("%d bytes", len(m.Raw))
			}
			for line := range strings.SplitSeq(m.Text, "\n") {
				if columns(line) > 78 && !strings.Contains(line, "https://www.linkedin.com/") {
					t.Errorf("%d columns: %q", columns(line), line)
				}
			}
		})
	}
	if got, want := mustMail(t, richSummary()).Subject, "havewemet: 5 to decide (1 answered), 3 to send, 1 for tomorrow, 1 lapsed, 1 problem"; got != want {
		t.Errorf("subject %q, want %q", got, want)
	}
	if got := mustMail(t, emptySummary()).Subject; got != "havewemet: nothing new" {
		t.Errorf("subject of an empty day %q", got)
	}
}

// TestSummarySize: whatever there is to say, Gmail shows the whole of it.
func TestSummarySize(t *testing.T) {
	s := manySummary(300)
	for i := range 60 {
		line := fmt.Sprintf("%d %s", i, strings.Repeat("Größe ", 200))
		s.Notes, s.Hand, s.Trouble = append(s.Notes, line), append(s.Hand, line), append(s.Trouble, line)
	}
	if m := mustMail(t, s); len(m.Raw) >= summarySize || !strings.Contains(m.Text, "And 50 more, which havewemet journal tells.") {
		t.Errorf("%d bytes", len(m.Raw))
	}
}

// TestCleanJoiners: a joiner stays where it spells a word, and nowhere else.
func TestCleanJoiners(t *testing.T) {
	for in, want := range map[string]string{
		"می\u200cخواهم":       "می\u200cخواهم",
		"क्\u200dष":           "क्\u200dष",
		"pay\u200cpal":        "paypal",
		"می\u200c":            "می",
		"می\u200c\u200cخواهم": "می\u200cخواهم",
		"می \u200cخواهم":      "می خواهم",
		"\u200cخواهم":         "خواهم",
		"x\u200dخ":            "xخ",
	} {
		if got := cleanLine(in, 100); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
	if FoldName("می\u200cنا") != FoldName("مینا") || LooseName("می\u200cنا") != LooseName("مینا") {
		t.Error("a joiner makes another person of a name")
	}
}

func TestSummaryFactsAsJSON(t *testing.T) {
	b, err := json.Marshal(emptySummary().Facts())
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(b, []byte("null")) {
		t.Errorf("an empty list is null: %s", b)
	}
	f := richSummary().Facts()
	if f.Count.Decide != 5 || f.Count.Answered != 1 || f.Decide[0].Name != "Jörg Müller" || f.Count.Older != 1 {
		t.Errorf("decide: %+v", f.Count)
	}
	if w := f.Waiting[0]; w.Name != "Nadia El-Amin" || w.DayOf != 21 || w.Days != 21 {
		t.Errorf("waiting: %s, day %d of %d", w.Name, w.DayOf, w.Days)
	}
	if f.Came != (Came{All: 10, Personalized: 3, Generic: 4, Unsure: 2, Forged: 1}) {
		t.Errorf("came: %+v", f.Came)
	}
	if f.Forged[0].Link != "" || f.Forged[0].Profile != "" {
		t.Error("a forged mail's profile is told")
	}
}

func TestSummaryRefuses(t *testing.T) {
	for _, address := range []string{"", "martha", "a@b\r\nBcc: x@y", "Martha <a@example.com>", "a@example.com, b@example.com"} {
		s := emptySummary()
		s.Owner.Address = address
		if m, err := s.Mail(); err == nil {
			t.Errorf("address %q: %s", address, m.Raw)
		}
	}
	s := emptySummary()
	s.Day = "22.11.2026\r\nX: y"
	if _, err := s.Mail(); err == nil {
		t.Error("day with a line break")
	}
}

// The ID is looked for before a summary is stored: it must never change.
func TestSummaryID(t *testing.T) {
	s := emptySummary()
	const want = "havewemet.summary.2026-11-22.fkgpd7rncbnp@example.com"
	if got := SummaryID(s.Account, s.Day, s.Owner); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if SummaryID("other", s.Day, s.Owner) == want || SummaryID(s.Account, "2026-11-23", s.Owner) == want {
		t.Error("two accounts or days share an ID")
	}
}

func TestDefang(t *testing.T) {
	for in, want := range map[string]string{
		"see https://x.y/z.":            "see https[:]//x[.]y/z.",
		"at Booking.com, e.g. in 3.5 h": "at Booking[.]com, e.g. in 3.5 h",
		"a@b.de  and\u3000www.x.org":    "a[@]b[.]de  and\u3000www[.]x[.]org",
		"mailto:bob or 10:30":           "mailto[:]bob or 10:30",
		"The end. New line...":          "The end. New line...",
		"你好。谢谢":                         "你好。谢谢",
		"":                              "",
	} {
		if got := Defang(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestWrapText(t *testing.T) {
	for _, s := range []string{"", "one", strings.Repeat("word ", 60), strings.Repeat("x", 300), strings.Repeat("漢字", 100), "a " + strings.Repeat("漢", 50) + " b", "e\u0301"} {
		lines := wrapText(s, 40)
		if strings.ReplaceAll(strings.Join(lines, ""), " ", "") != strings.ReplaceAll(s, " ", "") {
			t.Errorf("%q: lost something: %q", s, lines)
		}
		for _, l := range lines {
			if columns(l) > 40 {
				t.Errorf("%d columns: %q", columns(l), l)
			}
		}
	}
}

// A genuine mail that the owner has put among the suspicious ones is told as
// their doing, and is an invitation that came like any other.
func TestSummaryByHandSuspicious(t *testing.T) {
	s := emptySummary()
	c := told("Rosa Lind", StateSuspicious, Generic, "canned", "Let's connect!", s.Now.Add(-time.Hour))
	c.Trust, c.Verdict = Verified, Verdict{Class: Generic, Kind: "canned"}
	s.Cases, s.Hand = []Case{c}, []string{"Rosa Lind: " + handSays[HandSuspicious]}
	f := s.Facts()
	if f.Count.Forged != 0 || f.Came != (Came{All: 1, Generic: 1}) || f.Weeks[weeksTold-1].Generic != 1 {
		t.Errorf("forged %d, came %+v, this week %+v", f.Count.Forged, f.Came, f.Weeks[weeksTold-1])
	}
	if m := mustMail(t, s); strings.Contains(m.Text, "orged") || !strings.Contains(m.Text, "you filed it as suspicious") {
		t.Errorf("the mail says\n%s", m.Text)
	}
}
