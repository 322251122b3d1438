// Package language holds what the judgement and the questions need to know of
// each language: one data file a language, embedded, complete or a test fails.
// Owners may add files of their own, which are complete or refused: see [Add].
//
// Most of a file are patterns, one a line. A pattern is a sequence of words,
// compared without case, accents and apostrophes ("I'd" is the two words "i d"):
//
//	word*     words that begin so; three letters or more
//	a|b_c     one of several; _ joins the words of one of them
//	@set      one of the words of that set; also in a list: @set|a|b
//	word?     may be missing; so may a list or a set
//	!a|b      one word that is none of these
//	..  ...   up to three, up to eight words of the same sentence
//	NAME      a word or some with a capital letter, as names have
//	NUM       a number
//	OBJ       a word that means something: neither common nor in the set vague
//	^  $      the sentence begins, ends here
//
// NAME, NUM and OBJ stand alone: in a list they are words like others. In
// scripts without spaces each character is a word.
//
// A list that stands in several patterns, or makes one hard to read, is a set.
// A set is words with spaces or line breaks between them, each a word as in a
// list, and holds no other set. Sets have English names that say what they are,
// the same in every file: want, connect, join, add, network, professional,
// on_linkedin, your, with_you; work (what somebody made), event, when.
//
// A small file, which lacks only further patterns, and the signals that
// [Language.Check] names:
//
//	code = "sv"
//	name = "Swedish"
//	common = "och att det i en jag som på är av för med"
//	standard = ["@want gärna? lägga till dig i mitt @professional? nätverk på_linkedin?"]
//	greeting = ["hej|hallå igen|alla?"]
//	wishes = ["ha en bra dag|vecka"]
//	closing = ["med? vänliga hälsningar"]
//	filler = ["ska vi connecta|nätverka"]
//	intro = ["jag heter NAME"]
//
//	[sets]
//	vague = "profil arbete nätverk"
//	want = "jag_vill jag_skulle_vilja jag_önskar"
//	professional = "professionella yrkesmässiga"
//
//	[generic]
//	profile = ["din|ditt profil|bakgrund"]
//
//	[personal]
//	met = ["vi träffades|sågs .. på|i|under"]
//
//	[reply]
//	stranger = ["vi har aldrig träffats"]
//	hostile = ["lämna mig i_fred"]
//	away = ["inte på kontoret"]
//
//	[question]
//	subject = "Att klistra in på LinkedIn: fråga till {name}"
//	greeting = "Hej {name},"
//	thanks = "tack för din inbjudan."
//	no_note = "Inga rader kom fram med mejlet."
//	ask = "Har vi träffats, och vad fick dig att vilja ta kontakt?"
//	ask_canned = "Har vi träffats? Och varför just jag?"
//	ask_pitch = "Har vi träffats? Och vad erbjuder du?"
//	closing = "Vänliga hälsningar"
//	paste = "Inget mejl når fram. Texten ovan är till för att klistras in på LinkedIn:"
//	relay = "Ta bort allt härifrån. LinkedIn tar bara emot svar från adressen som är din där."
//
// What [generic] and [personal] may hold are the signals of package triage that
// look for cues. [reply] holds what an answer to the question may say besides:
// stranger that the two have not met, or that nothing was meant by it; hostile;
// away that nobody is there to answer; and, of words that no note would use, met
// and reason. A mistake is an error with file, line and the pattern.
package language

import (
	"bytes"
	"embed"
	"fmt"
	"sort"
	"strings"
	"sync"

	"github.com/pelletier/go-toml/v2"
)

// Language is what is known of one language.
type Language struct {
	Code string `toml:"code"` // ISO 639-1; "zh-Hant" is the one exception
	Name string `toml:"name"` // in English

	Common   string   `toml:"common"`   // its most frequent words, for telling languages apart; they mean nothing alone
	Wording  string   `toml:"wording"`  // words of further default lines: a sentence about LinkedIn that holds only words of default lines is one
	Polite   string   `toml:"polite"`   // words of good wishes, thanks and seasons: beside a default line, a sentence that holds no others says nothing
	Titles   string   `toml:"titles"`   // before names and after: honours, degrees, offices
	Standard []string `toml:"standard"` // LinkedIn's default lines, of every era, formal and informal
	Greeting []string `toml:"greeting"` // "hi", "dear mr"; a name may follow
	Wishes   []string `toml:"wishes"`   // whole sentences of politeness that say nothing
	Closing  []string `toml:"closing"`  // "kind regards"; a name may follow
	Filler   []string `toml:"filler"`   // whole sentences of wanting to connect, without a reason
	Intro    []string `toml:"intro"`    // "my name is"; says who writes, not why

	Sets     map[string]string   `toml:"sets"`     // words that patterns name with @; vague are those that OBJ leaves out
	Generic  map[string][]string `toml:"generic"`  // cues of texts for anybody, by signal
	Personal map[string][]string `toml:"personal"` // cues of words for this one person, by signal

	Reply map[string][]string `toml:"reply"` // what only answers to the question are read for, by kind of answer

	Question Question `toml:"question"`

	file   string // for telling where something stands
	source []byte // nil of the embedded files, which are at hand
}

// Question is how one asks back in a language. {name} stands for the inviter.
type Question struct {
	Subject  string `toml:"subject"`    // of a text to be pasted
	Greeting string `toml:"greeting"`   // "Hello {name},"
	Thanks   string `toml:"thanks"`     // the opening
	NoNote   string `toml:"no_note"`    // that no note came through with the mail
	Ask      string `toml:"ask"`        // both questions
	Canned   string `toml:"ask_canned"` // both, shorter, to who wrote what could go to anybody
	Pitch    string `toml:"ask_pitch"`  // whether we have met, and what is offered
	Closing  string `toml:"closing"`    // above the owner's name
	Paste    string `toml:"paste"`      // to the owner: no mail gets there, the text above goes to LinkedIn
	Relay    string `toml:"relay"`      // to the owner: delete this; LinkedIn takes replies from the address that it knows
	FullName bool   `toml:"full_name"`  // names are not cut at the first space
}

//go:embed *.toml
var files embed.FS

var embedded = sync.OnceValue(func() []*Language {
	entries, err := files.ReadDir(".")
	if err != nil {
		panic(err) // the files are part of the program
	}
	var list []*Language
	for _, e := range entries {
		data, err := files.ReadFile(e.Name())
		if err != nil {
			panic(err)
		}
		l, err := Parse(e.Name(), data)
		if err != nil {
			panic(err)
		}
		l.source = nil
		list = append(list, l)
	}
	return list
})

var all = sync.OnceValue(func() []*Language {
	listed = true
	list, err := merge(embedded(), own)
	if err != nil {
		panic(err) // Add has tried it
	}
	sort.Slice(list, func(i, j int) bool { return list[i].Code < list[j].Code })
	return list
})

// Parse reads one language file; its name is for errors, which give file, line
// and column. A key that no field knows is an error. Patterns are not read yet.
func Parse(file string, data []byte) (*Language, error) {
	l := &Language{file: file, source: data}
	if err := toml.NewDecoder(bytes.NewReader(data)).DisallowUnknownFields().Decode(l); err != nil {
		return nil, placed(file, err)
	}
	if l.Code == "" {
		return nil, fmt.Errorf("%s: no code", file)
	}
	return l, nil
}

// All returns every language, sorted by code. The languages are shared: read only.
func All() []*Language { return all() }

// Get returns the language of a code: "de", also "de-AT" or "pt_BR".
func Get(code string) (*Language, bool) {
	code = strings.ReplaceAll(strings.ToLower(strings.TrimSpace(code)), "_", "-")
	switch code {
	case "zh-tw", "zh-hk", "zh-mo":
		code = "zh-hant"
	case "nb", "nn":
		code = "no"
	case "iw":
		code = "he"
	case "in":
		code = "id"
	}
	base, _, _ := strings.Cut(code, "-")
	var found *Language
	for _, l := range all() {
		switch strings.ToLower(l.Code) {
		case code:
			return l, true
		case base:
			found = l
		}
	}
	return found, found != nil
}
