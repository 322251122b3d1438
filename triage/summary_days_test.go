package triage

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var updateSummary = flag.Bool("update-summary", false, "write testdata/summary anew")

// summaryDays are the situations in which a summary has to be good. Each is a
// whole mail in testdata/summary, which the browser and the other parser read.
var summaryDays = map[string]func() Summary{
	"empty": emptySummary, "rich": richSummary, "watch": watchSummary, "hostile": hostileSummary,
	"many": func() Summary { return manySummary(300) },

	"german":  func() Summary { return in("de", richSummary()) },
	"french":  func() Summary { return in("fr", richSummary()) },
	"spanish": func() Summary { return in("es", richSummary()) },

	"first": func() Summary {
		states := []State{StateAsking, StateAsking, StatePersonal, StateAsking, StateUnsure, StateNew, StateNew, StateAsking, StateAnswered}
		s := castSummary(300, states, func(i int) time.Time { return summaryDay(22, "06:40") })
		s.Since = time.Time{}
		s.Notes = []string{"66 more to ask wait for tomorrow: [reply] per_day = 20"}
		return s
	},
	"answered": func() Summary {
		s := castSummary(5, []State{StateAnswered}, func(i int) time.Time { return summaryDay(21, fmt.Sprintf("%d:15", 10+i)) })
		for i := range s.Cases {
			s.Cases[i].Why = "wrote to you on LinkedIn: read it there"
		}
		return s
	},
	"trouble": func() Summary {
		s := emptySummary()
		s.Checked = false
		s.Trouble = []string{
			`log in as "martha" at imap.example.com:993: refused since Sat 21 Nov, 09:15`,
			`folder "Invitations/Personal" is missing: 2 mails stay in "INBOX" until it is there again`,
			`3 mails of a kind that is not known: "Your weekly pulse of invitations"; havewemet check tells more`,
		}
		return s
	},
	"waiting": func() Summary { // half of them lapse by tomorrow
		return castSummary(60, []State{StateWaiting}, func(i int) time.Time {
			if i%2 == 0 {
				return summaryDay(2, "06:00").Add(time.Duration(i) * 15 * time.Minute)
			}
			return summaryDay(3, "08:00").Add(time.Duration(i) * 7 * time.Hour)
		})
	},
	"drafts": func() Summary {
		s := castSummary(6, []State{StateAsking}, func(i int) time.Time { return summaryDay(22-4*i, "06:40") })
		for i := range s.Cases {
			if i%2 == 1 {
				s.Cases[i].Channel = ChannelMail
			}
		}
		return s
	},
	"week": func() Summary {
		states := []State{StatePersonal, StateAsking, StateWaiting, StateIgnored, StateAccepted, StateAnswered, StateWaiting}
		s := castSummary(42, states, func(i int) time.Time { return summaryDay(15+i%7, "18:30") })
		s.Since = summaryDay(15, "07:00")
		return s
	},
	"endless": func() Summary { // words without a place to break them, told in full
		s := emptySummary()
		for i, word := range []string{"W", "漢", "ـ", "x\u0335\u0321", "_", "\u00a0-"} {
			long := strings.Repeat(word, 5000)
			c := told(fmt.Sprintf("Reader %d ", i)+long, []State{StatePersonal, StatePersonal, StateSuspicious}[i%3], Unsure, "own-words", long, summaryDay(21, "10:00"))
			c.Profile, c.Headline, c.Why = fmt.Sprintf("reader-%d", i), long, long
			s.Cases = append(s.Cases, c)
			if i%3 == 0 {
				s.Notes, s.Hand, s.Trouble = append(s.Notes, long), append(s.Hand, long), append(s.Trouble, long)
			}
		}
		return s
	},
	"right-to-left": func() Summary {
		return foreignSummary([]foreign{
			{"مريم العلي", "مديرة الأرشيف الوطني", "عمّان، الأردن", "مرحباً مارثا،\nالتقينا في مؤتمر الخرائط في Utrecht سنة 2019 (القاعة 3).\n\nهل وجدتِ الأطلس؟"},
			{"דנה כהן", "אוצרת, Museum of Maps", "חיפה", "שלום מרתה, ישבנו יחד בארוחת הערב ב-Utrecht. מצאתי את האטלס!"},
			{"نسرین کاظمی", "", "تهران", "سلام مارتا، می\u200cخواهم دربارهٔ نقشه\u200cهای ۱۹۵۳ از شما بپرسم."},
			{"Samir (سمير) Haddad", "Cartographer | رسّام خرائط", "Beirut", "Hello Martha — كما قلتِ لي: “maps lie”. Yours, سمير"},
			{"زینب خان", "لائبریرین", "لاہور", ""},
		})
	},
	"east-asian": func() Summary {
		return foreignSummary([]foreign{
			{"田中 芽衣", "国立公文書館　主任研究員", "東京都千代田区", "マーサ様\nユトレヒトの夕食会で隣の席でした。1953年の洪水地図のお話、とても面白かったです。" + strings.Repeat("またお目にかかれますように。", 12)},
			{"王小明", "地图出版社编辑", "北京", "玛莎您好！我们在乌得勒支的会议上见过面，想请教您关于旧地图的问题。"},
			{"김민지", "국립중앙도서관 사서", "서울", "안녕하세요 마사 님, 위트레흐트 저녁 식사 자리에서 옆에 앉았던 김민지입니다."},
			{"Nguyễn Thị Hồng Hạnh", "Thủ thư", "Hà Nội", "Chào bà Martha, chúng ta đã gặp nhau ở Utrecht."},
			{"สมชาย ใจดี", "บรรณารักษ์", "กรุงเทพฯ", "สวัสดีคุณมาร์ธาเราเคยพบกันที่งานประชุมแผนที่ที่เมืองอูเทรกต์เมื่อปีที่แล้วครับ"},
		})
	},
}

func in(language string, s Summary) Summary {
	s.Language = language
	return s
}

// castSummary is a day of n invented people, in the given states in turn.
func castSummary(n int, states []State, since func(i int) time.Time) Summary {
	first := []string{"Ada", "Bruno", "Chiara", "Dilan", "Edith", "Farid", "Greta", "Hannes", "Ilse", "Jamal", "Kaito", "Lotte", "Milan", "Nora", "Oskar", "Pilar", "Quentin", "Rosa", "Sven", "Tove"}
	last := []string{"Lindqvist", "Abernathy", "Castellanos", "Dürr", "Everdingen", "Fontaine", "Grzybowski", "Hollander", "Iyer", "Jansen", "Kowalczyk", "Lemaire", "Moreau", "Nakagawa", "Oyelaran"}
	about := []string{"Librarian at the town library", "Surveyor", "Head of growth | helping teams to win", "Teacher of geography", "", "Editor, Small Maps Quarterly"}
	note := map[State][]string{
		StatePersonal: {"We met at the map fair in Leiden; you showed me the sheet with the two rivers.", "Ines gave me your name: may I ask you about the tithe maps?"},
		StateAnswered: {addYou},
		StateUnsure:   {"Hello, nice profile. Maps!", ""},
	}
	s := emptySummary()
	for i := range n {
		state := states[i%len(states)]
		class, kind, notes := Generic, "standard-line", []string{addYou, "", "I came across your profile and think that we can help each other. Let's connect!"}
		if own := note[state]; own != nil {
			notes = own
		}
		switch state {
		case StatePersonal:
			class, kind = Personalized, "met"
		case StateUnsure:
			class, kind = Unsure, "own-words"
		}
		c := told(first[i%len(first)]+" "+last[(i+i/len(first))%len(last)], state, class, kind, notes[i/len(states)%len(notes)], since(i))
		if c.Headline = about[i%len(about)]; i%3 == 0 {
			c.Place = "Leiden, Netherlands"
		}
		c.Why = map[State]string{StatePersonal: "speaks of a meeting or an event that you share: “at the map fair in Leiden”", StateUnsure: "a few words of their own, and nothing that tells you apart"}[state]
		s.Cases = append(s.Cases, c)
	}
	return s
}

type foreign struct{ name, headline, place, note string }

// foreignSummary tells each of the people in every part that shows notes or names.
func foreignSummary(people []foreign) Summary {
	s := emptySummary()
	for i, p := range people {
		for _, state := range []State{StatePersonal, StateAsking, StateWaiting, StateSuspicious, StateIgnored} {
			c := told(p.name, state, Personalized, "met", p.note, summaryDay(21, "10:00"))
			c.Profile = fmt.Sprintf("reader-%d", i)
			c.Headline, c.Place, c.Why = p.headline, p.place, "speaks of a meeting or an event that you share: “"+firstRunes(p.note, 20)+"”"
			s.Cases = append(s.Cases, c)
		}
		s.Trouble = append(s.Trouble, "the folder of "+p.name+" is missing")
	}
	return s
}

func TestSummaryGolden(t *testing.T) {
	for name, day := range summaryDays {
		t.Run(name, func(t *testing.T) {
			m := mustMail(t, day())
			path := filepath.Join("testdata", "summary", name+".eml")
			if *updateSummary {
				if err := os.WriteFile(path, m.Raw, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if string(m.Raw) != string(want) {
				t.Errorf("%s differs; go test ./triage -run SummaryGolden -update-summary writes it anew. Got:\n%s\n\n%.20000s", path, m.Subject, m.Text)
			}
		})
	}
}
