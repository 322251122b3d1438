package triage

import (
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/net/html/atom"
)

// copyReader is the owner of every redacted mail.
var copyReader = Reader{Owner: Owner{Name: "Owner Name", Address: standInOwner}, AuthServers: []string{"mx.example.com"}}

// shapeOf is what of a notification a redacted copy keeps.
func shapeOf(n Notification) string {
	s := fmt.Sprintf("%s %s %q partial %v auto %v replies %d\n", n.Kind, n.Trust, n.Template, n.Partial, n.Auto, len(n.InReplyTo)+len(n.References))
	for i, p := range n.People {
		s += fmt.Sprintf("%d: name %d, headline %v, place %v, profile %v, note %v, number %d, channel %s, unclear %v\n",
			i, len(strings.Fields(p.Name)), p.Headline != "", p.Place != "", p.Profile != "", strings.Count(p.Note, "\n")+len(strings.Fields(p.Note)), len(p.Number), p.Channel, p.Unclear)
	}
	return s + fmt.Sprintf("text %d", len(strings.Fields(n.Text)))
}

func TestRedactKeepsShape(t *testing.T) {
	for _, file := range mailFiles(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			raw := readMailFile(t, file)
			n, err := mailReader.Read(raw)
			if err != nil {
				t.Fatal(err)
			}
			redacted := mustRedact(t, raw)
			again, err := copyReader.Read(redacted)
			if err != nil {
				t.Fatal(err)
			}
			if got, want := shapeOf(again), shapeOf(n); got != want {
				t.Errorf("got  %s\nwant %s\n%s", got, want, redacted)
			}
			if twice := mustRedactAs(t, copyReader, redacted); shapeOf(must(copyReader.Read(twice))) != shapeOf(n) {
				t.Errorf("redacted twice it is read as another mail")
			}
		})
	}
}

func must(n Notification, err error) Notification {
	if err != nil {
		panic(err)
	}
	return n
}

func mustRedact(t testing.TB, raw []byte) []byte { return mustRedactAs(t, mailReader, raw) }

func mustRedactAs(t testing.TB, r Reader, raw []byte) []byte {
	t.Helper()
	out, err := r.Redact(raw)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// everything is a mail as bytes and as decoded, for a search.
func everything(t testing.TB, raw []byte) string {
	t.Helper()
	m, err := ParseMail(raw)
	if err != nil {
		t.Fatal(err)
	}
	all := string(raw) + "\n" + m.Text + "\n" + m.HTML
	for _, name := range []string{"From", "Sender", "Reply-To", "To", "Subject"} {
		all += "\n" + m.field(name)
	}
	return strings.ToLower(all)
}

// TestRedactNobody looks for whatever is anybody's in the copies.
func TestRedactNobody(t *testing.T) {
	suggested := "suggested chief author fosdem"
	for _, file := range mailFiles(t) {
		raw := readMailFile(t, file)
		n := must(mailReader.Read(raw))
		m, _ := ParseMail(raw)
		out := everything(t, mustRedact(t, raw))
		own := []string{n.From.Name, n.Text, n.MessageID, mailReader.Owner.Name, suggested, "Editor (books, mostly) at Example Press"}
		for _, name := range []string{"To", "Reply-To", "Sender", "From"} {
			for _, a := range m.addresses(name) {
				own = append(own, a.Name)
				if local, domain, _ := strings.Cut(a.Addr, "@"); !isLinkedInDomain(domain) {
					own = append(own, strings.ReplaceAll(domain, ".example", ""))
					if !isSender(local) {
						own = append(own, local)
					}
				}
			}
		}
		for _, p := range n.People {
			own = append(own, p.Name, p.Headline, p.Place, p.Note, p.Profile, p.Number, p.ReplyTo)
		}
		for _, text := range own {
			for w := range strings.FieldsSeq(strings.Map(wordsOnly, strings.ToLower(text))) {
				if utf8.RuneCountInString(w) > 2 && !ours(w) && hasWord(out, w) {
					t.Errorf("%s: %q of %q came through", filepath.Base(file), w, text)
				}
			}
		}
		for _, mark := range []string{"token", "2 mar", "09:15", "ltx1", "192.0.2"} {
			if strings.Contains(strings.NewReplacer("midtoken", "", "otptoken", "", "authtoken", "").Replace(out), mark) {
				t.Errorf("%s: %q came through", filepath.Base(file), mark)
			}
		}
	}
}

func wordsOnly(r rune) rune {
	if strings.ContainsRune("_-.@/()'’", r) || foldText(string(r)) == "" {
		return ' '
	}
	return r
}

func hasWord(text, w string) bool {
	for at := 0; ; {
		i := strings.Index(text[at:], w)
		if i < 0 {
			return false
		}
		at += i
		before, _ := utf8.DecodeLastRuneInString(text[:at])
		after, _ := utf8.DecodeRuneInString(text[at+len(w):])
		if foldText(string(before)) == "" && foldText(string(after)) == "" || unspaced(before) || unspaced(after) {
			return true
		}
		at += len(w)
	}
}

// ourWords are what a copy may hold whatever the original holds: LinkedIn's
// words, those of the formats, and the stand-ins.
var ourWords = func() map[string]bool {
	words := map[string]bool{}
	add := func(text string) {
		for w := range strings.FieldsSeq(strings.Map(wordsOnly, strings.ToLower(text))) {
			words[w] = true
			words[foldText(w)] = true
		}
	}
	f := knownFurniture()
	for _, b := range []phraseBook{f.anywhere, f.begins, f.opening, f.common, f.subject} {
		for _, list := range b {
			for _, p := range list {
				add(strings.Join(p.words, " "))
			}
		}
	}
	for _, list := range embeddedCues().shells.words {
		for _, p := range list {
			if p.class == shellStandard && p.closed() {
				for _, e := range p.elems {
					for _, a := range e.alts {
						add(strings.Join(a.words, " "))
					}
				}
			}
		}
	}
	for _, set := range []map[string]bool{buttonWords, ownLabels, buttonParts, pathWords, queryKeys, placeWords, authWords, linkedInHosts, hidingKeys, knownTypes, knownEncodings} {
		for w := range set {
			add(w)
		}
	}
	for _, pair := range standInNames {
		add(strings.Join(pair, " "))
	}
	for k := range keptFields {
		add(k)
	}
	for _, row := range kindTable {
		add(row.senders)
	}
	for _, g := range gateways {
		add(g.domain)
	}
	add(strings.Trim(plainPattern.ReplaceAllString(otherMail.sender.String(), " "), " "))
	add(redacted + " ssuw person host example slug noreply mailer daemon postmaster received from with sub doctype html unknown template charset boundary part utf alternative " +
		"mon jan 2024 auto generated replied notified id linkedin com via none hidden all block inline table visible important https http mailto tel cid javascript data attachment disposition x linkedin class version")
	return words
}()

var plainPattern = regexp.MustCompile(`[^a-z]+`)

func ours(w string) bool {
	if ourWords[w] || ourWords[foldText(w)] || atom.Lookup([]byte(w)) != 0 {
		return true
	}
	for _, t := range foldNote(w).tokens { // of scripts without spaces, one a character
		if !ourWords[t.text] {
			return false
		}
	}
	return true
}

func TestRedactHostile(t *testing.T) {
	for name, raw := range hostileMails() {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			out := mustRedact(t, raw)
			if took := time.Since(start); took > hostileBound {
				t.Errorf("took %v", took)
			}
			if len(out) > 32<<20 {
				t.Errorf("%d bytes", len(out))
			}
		})
	}
	for _, raw := range []string{"", "\r\n\r\n", "no header here"} {
		if _, err := mailReader.Redact([]byte(raw)); !errors.Is(err, ErrUnparsable) {
			t.Errorf("%q: %v", raw, err)
		}
	}
}

func TestRedactLetters(t *testing.T) {
	d := newRedactor(Reader{}, &Mail{}, Notification{})
	for in, want := range map[string]string{
		"Ann-Marie O’Neil, 3rd": "Xxx-Xxxxx X’Xxxx, 9xx",
		"Ünïcødé ÉCOLE":         "Xxxxxxx XXXXX",
		"e\u0301t\u0301":        "xx",
		"Слово МИР":             "Жжжжж ЖЖЖ",
		"田中です カー":               "某某のの ノー",
		"مرحبا":                 "سسسسس",
		"🚀 ✉️ 🇳🇴 Ⓙ ① Ⅷ":         "🚀 ✉️ ◯◯ ◯ 9 9",
		"𝐉ane":                  "Xxxx",
		"a\u202eb\U000E0041":    "x\u200cx\u200c",
		"a\x00\x1bb":            "x\u200c\u200cx",
	} {
		if got := d.text(in, false); got != want {
			t.Errorf("%q became %q, not %q", in, got, want)
		}
	}
}

// TestRedactLinks: what a link tells the reader stays, and nothing else.
func TestRedactLinks(t *testing.T) {
	d := newRedactor(Reader{}, &Mail{}, Notification{})
	const in = "https://www.linkedin.com/comm/in/jane?midToken=T1&trk=eml-email_m2m_invite_single_01-hero-1-prof%7Ephoto"
	for href, want := range map[string]string{
		in:                                     "https://www.linkedin.com/comm/in/slug-1?midToken=REDACTED&trk=eml-email_m2m_invite_single_01-hero-1-prof%7Ephoto",
		"https://m-jane.bounce.linkedin.com/x": "https://sub.linkedin.com/REDACTED",
		"https://www.linkedin.com/in/jane/detail?jane=doe":            "https://www.linkedin.com/in/slug-1/REDACTED?x=REDACTED",
		"https://www.linkedin.com/e/v2?ek=Jane-Doe&trk=eml-Jane-hero": "https://www.linkedin.com/e/v2?ek=-&trk=eml-unknown_template-hero",
		"https://jane:doe@jane.example.org:8080/jane?jane#jane":       "https://host-1.example/REDACTED",
		"https://jane.example.org/?u=www.linkedin.com/in/jane":        "https://host-1.example/linkedin-REDACTED",
		"https://l1nkedin.com/jane":                                   "https://linkedin.com.host-2.example/REDACTED",
		"https://jane.doe@%zz/":                                       "http://%zz/",
		"mailto:jane@example.org":                                     "mailto:REDACTED",
		"jane.html":                                                   "REDACTED",
		"https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fjane.example.org%2Fjane&data=jane": "https://safelinks.protection.outlook.com/?url=https%3A%2F%2Fhost-1.example%2FREDACTED&data=REDACTED",
		"https://urldefense.com/v3/__https://www.linkedin.com/comm/in/jane__;!!jane$":                         "https://urldefense.com/v3/__https://www.linkedin.com/comm/in/slug-1__;REDACTED",
		"https://jane.mimecast.com/s/jane": "https://mimecast.com/REDACTED",
	} {
		d.hosts, d.slugs = numbering{"jane.example.org": 1, "l1nkedin.com": 2}, numbering{"jane": 1}
		if got := d.link(href); got != want {
			t.Errorf("%s became\n%s, not\n%s", href, got, want)
		}
	}
}

var anyWord = regexp.MustCompile(`[\pL\pM]{4,}`)

// FuzzRedact: a copy can be read, and no word of the original that LinkedIn
// or a format does not own is in its texts, its subject or its names.
func FuzzRedact(f *testing.F) {
	addMailSeeds(f)
	f.Fuzz(func(t *testing.T, raw []byte) {
		out, err := mailReader.Redact(raw)
		if err != nil {
			if !errors.Is(err, ErrUnparsable) {
				t.Fatal(err)
			}
			return
		}
		if !utf8.Valid(out) && !strings.Contains(strings.ToLower(string(out)), "charset=") {
			t.Errorf("not UTF-8:\n%q", out)
		}
		n, err := copyReader.Read(out)
		if err != nil {
			t.Fatalf("%v:\n%s", err, out)
		}
		checkNotification(t, n, false)
		checkNoWordOf(t, raw, out)
	})
}

func checkNoWordOf(t *testing.T, raw, out []byte) {
	t.Helper()
	m, err := ParseMail(raw)
	if err != nil {
		t.Fatal(err)
	}
	c, err := ParseMail(out)
	if err != nil {
		t.Fatal(err)
	}
	have := map[string]bool{}
	c.Text, c.HTML = webLink.ReplaceAllString(c.Text, " "), webLink.ReplaceAllString(c.HTML, " ") // TestRedactLinks has those
	for _, w := range anyWord.FindAllString(percentText.ReplaceAllString(strings.ToLower(c.Text+" "+c.HTML+" "+c.field("Subject")+" "+c.field("From")+" "+c.field("To")+" "+c.field("Reply-To")), " "), -1) {
		have[w] = true
	}
	d := newRedactor(Reader{}, &Mail{}, Notification{})
	template := strings.ToLower(strings.Join(templateText.FindAllString(m.Text+m.HTML+m.field("Subject")+m.field("From"), -1), " "))
	for _, w := range anyWord.FindAllString(percentText.ReplaceAllString(strings.ToLower(m.Text+" "+m.HTML+" "+m.field("Subject")+" "+m.field("From")), " "), -1) {
		if have[w] && !strings.Contains(strings.ToLower(redactedBanner+bannerEnd), w) && !ours(strings.TrimRight(w, "x")) && d.plain(w) != w && !strings.Contains(template, w) && !oneLetter(w) {
			t.Errorf("%q came through:\n%s", w, out)
		}
	}
}

var webLink = regexp.MustCompile(`(?i)https?://[^\s"<>]*`)

// percentText is an escaped byte of a link, or its beginning, whose letters
// belong to no word.
var percentText = regexp.MustCompile(`%[0-9a-f]{2}|https?:`)

var templateText = regexp.MustCompile(`[a-z0-9]+(_[a-z0-9]+)+`)

func oneLetter(w string) bool {
	first, _ := utf8.DecodeRuneInString(w)
	return strings.Trim(w, string(first)) == ""
}
