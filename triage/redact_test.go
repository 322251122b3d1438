package triage

import (
	"bytes"
	"errors"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// unalike are test mails whose copy is read differently, and why that must be.
var unalike = map[string]string{
	"channel-own-address": "the owner's address is another one in the copy",
}

// shapeOf is what of a notification a redacted copy has to keep.
func shapeOf(n Notification) any {
	type person struct{ name, headline, place, profile, note, number, mail bool }
	type shape struct {
		kind     Kind
		trust    Trust
		template string
		people   [maxPeople + 1]person
	}
	s := shape{kind: n.Kind, trust: n.Trust, template: n.Template}
	for i, p := range n.People {
		s.people[i] = person{p.Name != "", p.Headline != "", p.Place != "", p.Profile != "", p.Note != "", p.Number != "", p.Channel == ChannelMail}
	}
	return s
}

func TestRedactKeepsShape(t *testing.T) {
	for _, file := range mailFiles(t) {
		name := strings.TrimSuffix(filepath.Base(file), ".eml")
		raw := readMailFile(t, file)
		n, err := mailReader.Read(raw)
		if err != nil {
			t.Fatal(err)
		}
		copied, err := mailReader.Redact(raw)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		again, err := mailReader.Read(copied)
		if err != nil {
			t.Errorf("%s: copy: %v", name, err)
			continue
		}
		if alike := shapeOf(n) == shapeOf(again); alike == (unalike[name] != "") {
			t.Errorf("%s: alike %v (%s)\n%+v\n%+v\n%s", name, alike, unalike[name], asWanted(n), asWanted(again), copied)
		}
	}
}

// TestRedactNobody looks for whatever of a mail is somebody's.
func TestRedactNobody(t *testing.T) {
	for _, file := range mailFiles(t) {
		raw := readMailFile(t, file)
		n, err := mailReader.Read(raw)
		if err != nil {
			t.Fatal(err)
		}
		copied, err := mailReader.Redact(raw)
		if err != nil {
			t.Fatal(err)
		}
		m, err := ParseMail(copied)
		if err != nil {
			t.Fatal(err)
		}
		apart := strings.NewReplacer("’", " ", "'", " ") // as words are masked
		said := foldText(apart.Replace(string(copied) + " " + m.Text + " " + m.HTML + " " + m.field("Subject") + " " + m.address("From").Name))
		words := map[string]bool{}
		for w := range strings.FieldsSeq(said) {
			words[w] = true
		}
		own := []string{n.From.Name, n.Text, mailReader.Owner.Name, "martha", "TOKEN"}
		for _, p := range n.People {
			own = append(own, p.Name, p.Headline, p.Place, p.Note, p.Profile, p.Number, p.ReplyTo)
		}
		own = append(own, n.MessageID)
		if _, domain, _ := strings.Cut(n.From.Addr, "@"); !looksLikeLinkedIn(domain) {
			own = append(own, n.From.Addr)
		}
		for _, text := range own {
			for w := range strings.FieldsSeq(foldText(apart.Replace(text))) {
				if len(w) > 3 && words[w] && !furnitureWords()[w] && !redactedWords[w] {
					t.Errorf("%s: %q of %q came through", filepath.Base(file), w, text)
				}
			}
		}
		if strings.Contains(string(copied), "TOKEN") {
			t.Errorf("%s: a token came through", filepath.Base(file))
		}
	}
}

// redactedWords are what every copy may hold.
var redactedWords = wordsOf("head token https linkedin example host redacted owner member invitations messages notifications noreply messaging digest inmail reply connections html href text body hit com jobalerts jobs newsletters security groups updates style")

func TestRedactHostile(t *testing.T) {
	for name, raw := range hostileMails() {
		start := time.Now()
		copied, err := mailReader.Redact(raw)
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("%s took %v", name, took)
		}
		if err != nil || len(copied) > 16<<20 {
			t.Errorf("%s: %d bytes, %v", name, len(copied), err)
		}
	}
	if _, err := mailReader.Redact([]byte("no header")); !errors.Is(err, ErrUnparsable) {
		t.Errorf("%v", err)
	}
}

var longWord = regexp.MustCompile(`\pL{5,}`)

// FuzzRedact: what a copy says are words of LinkedIn's, of the format, or made
// of stand-ins alone.
func FuzzRedact(f *testing.F) {
	addMailSeeds(f)
	f.Fuzz(func(t *testing.T, raw []byte) {
		copied, err := mailReader.Redact(raw)
		if err != nil {
			return
		}
		m, err := ParseMail(copied)
		if err != nil {
			t.Fatalf("%v:\n%s", err, copied)
		}
		if !bytes.Contains(copied, []byte("\r\n\r\n")) {
			t.Fatalf("no body: %s", copied)
		}
		for _, w := range longWord.FindAllString(m.Text+" "+m.field("Subject"), -1) {
			letters := map[rune]bool{} // Latin ones; those of other scripts are few anyway
			for _, r := range strings.ToLower(w) {
				if r < 0x250 {
					letters[r] = true
				}
			}
			lower := strings.ToLower(w)
			if len(letters) > 2 && !furnitureWords()[foldText(w)] && !redactedWords[lower] && !queryKeys[w] && !pathWords[w] && !inLinks(m.Text, w) {
				t.Errorf("%q came through", w)
			}
		}
	})
}

// inLinks tells a word of a link that a copy has made.
func inLinks(text, word string) bool {
	for _, link := range regexp.MustCompile(`https?://\S+`).FindAllString(text, -1) {
		text = strings.ReplaceAll(text, link, "")
	}
	return !strings.Contains(text, word)
}
