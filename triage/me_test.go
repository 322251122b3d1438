package triage

import (
	"strings"
	"testing"
)

var testMe = Me{
	Firms:     []string{"Example Press", "SAP"},
	Schools:   []string{"University of Leipzig", "東京大学", "Lycée Voltaire"},
	Cities:    []string{"Leipzig", "Nice", "Москва", "תל אביב", "Praha"},
	Events:    []string{"FOSDEM", "Carpenters' Fair", "書店まつり"},
	Groups:    []string{"Mittwochsrunde", "Oak and Ash Society"},
	Languages: []string{"Estonian"},
	Friends:   []string{"Priya Raman", "Anna", "Юрий Соколов"},
	Works:     []string{"Why oak joints fail in a wet winter", "木の接ぎ手"},
}

func meJudge() *Judge { return NewJudge(Owner{Name: "Alex Clark", Me: testMe}) }

// found are the owner's things that a note names, as reasons would tell.
func found(note string) (entries []string) {
	r := readNote(embeddedCues(), note, "Jane Doe", "Alex Clark")
	for _, m := range newMine(testMe).mentions(r) {
		entries = append(entries, m.entry)
	}
	return entries
}

func TestMentions(t *testing.T) {
	for note, want := range map[string]string{
		"Priya Raman sends her love from the cutting room":               "Priya Raman",
		"PRIYA RAMAN’s dog ate your chisel":                              "Priya Raman",
		"Priya ate your chisel":                                          "",
		"that was quite a Carpenters’ Fair, wasn't it":                   "Carpenters' Fair",
		"remember the fosdem waffles":                                    "FOSDEM",
		"remember the fosdemic waffles":                                  "FOSDEM", // an ending
		"sapling season again":                                           "",
		"the canteen of SAP had oysters":                                 "SAP",
		"Die Leipziger Lerchen waren gut":                                "Leipzig",
		"Annas Hund bellt noch":                                          "Anna",
		"Помнишь снег в Москве и тот чайник":                             "Москва",
		"привет от Юрия Соколова из гаража":                              "", // Юрия is too short to bend
		"נתראה בתל אביב ליד הפלאפל":                                      "תל אביב",
		"Potkali jsme se v Praze u orloje":                               "", // so is Praha
		"東京大学のボート部でした":                                                   "東京大学",
		"「木の接ぎ手」を読みました":                                                  "木の接ぎ手",
		"書店まつりのたこ焼き":                                                     "書店まつり",
		"ta bande du lycee voltaire et le vieux poele":                   "Lycée Voltaire",
		"it said that oak joints fail, mine did":                         "Why oak joints fail in a wet winter",
		"a wet winter for oak":                                           "",
		"such a nice waffle":                                             "",
		"Nice waffle iron":                                               "",
		"that heron in Nice":                                             "Nice",
		"hope the heron is well":                                         "",
		"Greetings from the Mittwochsrunde's stove, and Priya Raman":     "Mittwochsrunde Priya Raman",
		"Oak and Ash Society, third bench":                               "Oak and Ash Society",
		"I see that you work at Example Press":                           "",
		"I see that you work at Example Press and would like to connect": "",
		"I came across your profile at Example Press and was impressed":  "",
		"Ich sehe, dass Sie bei Example Press arbeiten":                  "",
		"Je vois que vous travaillez chez Example Press":                 "",
		"we sat together at the Example Press summer party":              "Example Press",
		"the heron on the Example Press roof":                            "Example Press",
		"2009, Example Press":                                            "Example Press",
	} {
		if got := strings.Join(found(note), " "); got != want {
			t.Errorf("%q names %q, want %q", note, got, want)
		}
	}
}

// TestTheTwoAreNoNews: neither the greeted owner nor the inviter who signs is a
// friend that a note names.
func TestTheTwoAreNoNews(t *testing.T) {
	m := newMine(Me{Friends: []string{"Alex Clark", "Jane Doe", "Priya Raman"}})
	for _, note := range []string{
		"Hi Alex Clark, the heron is back", "The heron is back. I am Jane Doe", "The heron is back.\n\nBest,\nJane Doe",
		"Dear Priya Raman, the heron is back", "The heron is back.\n\nBest,\nPriya Raman",
	} {
		if got := m.mentions(readNote(embeddedCues(), note, "Jane Doe", "Alex Clark")); len(got) > 0 {
			t.Errorf("%q names %q", note, got[0].entry)
		}
	}
}

func TestMeTips(t *testing.T) {
	without, with := NewJudge(Owner{Name: "Alex Clark"}), meJudge()
	for _, c := range []struct {
		note  string
		class Class
		why   string // "" where nothing may fire
	}{
		{"I see that you work at Example Press and would like to connect", Generic, ""},
		{"Hi Alex, I see you work at SAP and would love to grow my network.", Generic, ""},
		{"Hi Alex, as a fellow editor in Leipzig I'd love to expand my network.", Generic, ""},
		{"I noticed that you studied at University of Leipzig. We help publishers cut their costs by 30%. Open to a quick call?", Generic, ""},
		{"Ich sehe, dass Sie bei Example Press arbeiten, und würde mich gerne vernetzen.", Generic, ""},
		{"we sat together at the Example Press summer party", Personalized, "a firm, Example Press"},
		{"Greetings from Priya Raman and the kettle!", Personalized, "a friend, Priya Raman"},
		{"Oak joints fail, you say? Mine held.", Personalized, "a work, Why oak joints fail in a wet winter"},
		{"Mittwochsrunde!", Personalized, "a group, Mittwochsrunde"},
		{"that FOSDEM waffle queue", Personalized, "an event, FOSDEM"},
		{"東京大学のボート部で一緒に漕ぎました", Personalized, "a school, 東京大学"},
		{"The heron on the Example Press roof says hello", Personalized, "a firm, Example Press"},
	} {
		v := with.Judge(Invitation{Note: c.note})
		if v.Class != c.class {
			t.Errorf("%q is %s %.2f %v", c.note, v.Class, v.Score, v.Reasons)
		}
		before := without.Judge(Invitation{Note: c.note})
		if c.why == "" && before.Score != v.Score || before.Score > v.Score {
			t.Errorf("%q had %.2f and has %.2f", c.note, before.Score, v.Score)
		}
		said := false
		for _, r := range v.Reasons {
			if strings.HasPrefix(r.Why, "names something of yours: ") {
				said = true
				if c.why == "" || !strings.HasSuffix(r.Why, c.why) || r.Quote == "" || !strings.Contains(c.note, r.Quote) {
					t.Errorf("%q: %s %q", c.note, r.Why, r.Quote)
				}
			}
		}
		if said != (c.why != "") {
			t.Errorf("%q: reasons %v", c.note, v.Reasons)
		}
	}
}

// TestStandardLineStaysGeneric: what the inviter's headline shares with the
// owner does not make a note of a standard line, nor of a pitch.
func TestStandardLineStaysGeneric(t *testing.T) {
	j := meJudge()
	inv := Invitation{Person: Person{Name: "Jane Doe", Headline: "Editor at Example Press"}}
	for _, note := range []string{"I'd like to join your LinkedIn network.", "", "Hi Alex!", "Hi Alex, I came across your profile and would love to grow my network."} {
		if inv.Note = note; j.Judge(inv).Class != Generic {
			t.Errorf("%q is %+v", note, j.Judge(inv))
		}
	}
	inv.Note = "The heron is back"
	v, without := j.Judge(inv), NewJudge(Owner{Name: "Alex Clark"}).Judge(inv)
	last := v.Reasons[len(v.Reasons)-1]
	if v.Score <= without.Score || last.Quote != "Example Press" || !strings.HasSuffix(last.Why, "as the headline says, Example Press") {
		t.Errorf("%+v, without %+v", v, without)
	}
}

// TestHeadlineIsWeaker: the note's own words say more than the headline.
func TestHeadlineIsWeaker(t *testing.T) {
	for _, k := range mineKinds {
		if entries := k.entries(&testMe); (k.name == "my-firm" || k.name == "my-school") && (len(entries) == 0 || sameHeadline.weight >= k.weight) {
			t.Errorf("%s weighs %.1f, the headline %.1f", k.name, k.weight, sameHeadline.weight)
		}
	}
}

func TestCheckMine(t *testing.T) {
	for entry, want := range map[string]string{
		"": "too short", "HP": "too short", "  ": "too short", "C++": "too short", "京": "too short",
		"and": "common word", "Und": "common word", "Hope": "common word", "of the": "common word",
		"marketing": "stands in many notes", "network": "stands in many notes", strings.Repeat("heron ", 40): "longer than",
		"SAP": "", "東京": "", "Nice": "", "Example Press": "", "fosdem": "", "Oak and Ash Society": "", "Москва": "", "תל אביב": "", "木の接ぎ手": "",
	} {
		err := CheckMine(entry)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", entry, err, want)
		}
	}
}

func BenchmarkJudgeWithMe(b *testing.B) {
	me := testMe
	me.Cities = append(me.Cities, strings.Fields(strings.Repeat("Alphaberg Betastadt Gammaville Deltaport ", 25))...)
	j := NewJudge(Owner{Name: "Alex Clark", Me: me})
	notes := readNotes(b)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		j.Judge(Invitation{Note: notes[i%len(notes)].Note})
	}
}
