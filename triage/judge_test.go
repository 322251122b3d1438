package triage

import (
	"bufio"
	"encoding/json"
	"os"
	"strings"
	"testing"
)

// LinkedIn's lines as they come, one or more a language.
var standardLines = map[string][]string{
	"en": {"I'd like to add you to my professional network on LinkedIn.", "I’d like to add you to my professional network", "I'd like to connect with you on LinkedIn.", "I'd like to join your LinkedIn network.", "I'd like to join your professional network.", "I'd like to add you to my LinkedIn network.", "Since you are a person I trust, I wanted to invite you to join my network on LinkedIn."},
	"de": {"Ich möchte Sie gerne zu meinem beruflichen Netzwerk auf LinkedIn hinzufügen.", "Ich möchte dich zu meinem beruflichen Netzwerk bei LinkedIn hinzufügen.", "Ich würde dich gerne zu meinem Netzwerk hinzufügen."},
	"fr": {"J’aimerais vous inviter à rejoindre mon réseau professionnel sur LinkedIn.", "Je souhaite vous ajouter à mon réseau professionnel sur LinkedIn."},
	"es": {"Me gustaría añadirte a mi red profesional en LinkedIn.", "Me gustaría agregarle a mi red profesional en LinkedIn."},
	"pt": {"Olá, gostaria de adicionar-te à minha rede profissional.", "Gostaria de adicioná-lo(a) à minha rede profissional no LinkedIn.", "Gostaria de adicionar você à minha rede profissional no LinkedIn."},
	"it": {"Vorrei aggiungerti alla mia rete professionale su LinkedIn.", "Vorrei aggiungerla alla mia rete professionale su LinkedIn."},
	"nl": {"Ik wil u graag toevoegen aan mijn professionele netwerk op LinkedIn.", "Ik wil je graag toevoegen aan mijn professionele netwerk op LinkedIn."},
	"pl": {"Chciałbym dodać Cię do mojej sieci zawodowej w serwisie LinkedIn.", "Chciał(a)bym dodać Cię do mojej sieci zawodowej w serwisie LinkedIn."},
	"sv": {"Jag vill gärna lägga till dig i mitt professionella nätverk på LinkedIn."},
	"da": {"Jeg vil gerne føje dig til mit professionelle netværk på LinkedIn."},
	"no": {"Jeg vil gjerne legge deg til i mitt profesjonelle nettverk på LinkedIn."},
	"fi": {"Haluaisin lisätä sinut ammatilliseen verkostooni LinkedInissä."},
	"cs": {"Rád(a) bych vás přidal(a) do své profesní sítě na LinkedIn.", "Ráda bych vás přidala do své profesní sítě na LinkedIn."},
	"ro": {"Aș dori să vă adaug în rețeaua mea profesională de pe LinkedIn."},
	"hu": {"Szeretném felvenni a LinkedIn szakmai hálózatomba."},
	"tr": {"Sizi LinkedIn’deki profesyonel ağıma eklemek istiyorum."},
	"el": {"Θα ήθελα να σας προσθέσω στο επαγγελματικό μου δίκτυο στο LinkedIn."},
	"ru": {"Я хотел(а) бы добавить вас в свою профессиональную сеть в LinkedIn.", "Я хотел бы добавить Вас в свою профессиональную сеть контактов в LinkedIn."},
	"uk": {"Я хочу додати вас до своєї професійної мережі в LinkedIn."},
	"ja": {"LinkedInで私のネットワークに追加させてください。"},
	"ko": {"LinkedIn에서 1촌을 맺고 싶습니다."},
	"zh": {"我想在领英上加您为好友。", "我想將您加入我的 LinkedIn 人脈網絡。"},
	"ar": {"أود إضافتك إلى شبكتي المهنية على LinkedIn."},
	"he": {"אני רוצה להוסיף אותך לרשת המקצועית שלי ב-LinkedIn."},
	"hi": {"मैं आपको LinkedIn पर अपने पेशेवर नेटवर्क में जोड़ना चाहता हूँ।"},
	"id": {"Saya ingin menambahkan Anda ke jaringan profesional saya di LinkedIn."},
	"th": {"ฉันต้องการเพิ่มคุณในเครือข่ายมืออาชีพของฉันบน LinkedIn"},
}

var standardGreetings = map[string]string{"de": "Hallo", "fr": "Bonjour", "es": "Hola", "pt": "Olá", "it": "Ciao", "nl": "Beste", "pl": "Dzień dobry", "sv": "Hej", "da": "Hej", "no": "Hei", "fi": "Hei", "cs": "Dobrý den", "ro": "Bună ziua", "hu": "Kedves", "tr": "Merhaba", "el": "Γεια σας", "ru": "Здравствуйте", "uk": "Добрий день", "ja": "こんにちは", "ko": "안녕하세요", "zh": "您好", "ar": "مرحبا", "he": "שלום", "hi": "नमस्ते", "id": "Halo", "th": "สวัสดีครับ", "en": "Dear"}

var standardWishes = map[string]string{"de": "Viele Grüße", "fr": "Bonne journée, cordialement", "es": "Un saludo", "pt": "Obrigado, abraços", "it": "Grazie e cordiali saluti", "nl": "Met vriendelijke groet", "pl": "Pozdrawiam", "sv": "Vänliga hälsningar", "da": "Venlig hilsen", "no": "Vennlig hilsen", "fi": "Ystävällisin terveisin", "cs": "S pozdravem", "ro": "Cu stimă", "hu": "Üdvözlettel", "tr": "Saygılarımla", "el": "Με εκτίμηση", "ru": "С уважением", "uk": "З повагою", "ja": "よろしくお願いいたします。", "ko": "감사합니다", "zh": "谢谢", "ar": "مع أطيب التحيات", "he": "בברכה", "hi": "धन्यवाद", "id": "Salam", "th": "ขอบคุณครับ", "en": "Looking forward to connecting. Best regards"}

func TestStandardLine(t *testing.T) {
	j := NewJudge(Owner{Name: "Alex Clark"})
	for lang, lines := range standardLines {
		for _, line := range lines {
			hi, bye := standardGreetings[lang], standardWishes[lang]
			for _, note := range []string{
				line, "“" + line + "”", strings.ReplaceAll(line, "'", "’"), strings.ToUpper(line), strings.TrimRight(line, ".。।"),
				"Hi Alex,\n\n" + line, hi + " Alex,\n" + line, hi + " Alex, " + line + "\n\n" + bye, line + "\n\n- Jane", line + "\n\nJane Doe",
				hi + " Alex!\n\n" + line + "\n\n" + bye + ",\nJane Doe", line + " 😊", hi + ", " + line + " " + bye, hi + "\n" + line + "\nThanks!\nJane",
			} {
				if v := j.Judge(Invitation{Person: Person{Name: "Jane Doe"}, Note: note}); v.Class != Generic || v.Kind != "standard-line" {
					t.Errorf("%s: %q is %s/%s %.2f %v", lang, note, v.Class, v.Kind, v.Score, v.Reasons)
				}
			}
		}
	}
}

func TestPersonal(t *testing.T) {
	j := NewJudge(Owner{Name: "Alex Clark"})
	for _, note := range []string{
		"Hi Alex, we met at FOSDEM last week and talked about IMAP pipelining. Would be great to stay in touch!",
		"Hello Alex,\n\nyour article on heat pumps helped my team at Hooli a lot. I have two questions about it, could we talk?",
		"Alex, Priya from Globex told me you are the person to ask about tax law. I'm hiring for exactly that.",
		"Dear Alex, I was in the audience of KubeCon. Your point about mail filtering stuck with me – thank you! Jane",
		"Hallo Alex, wir haben uns bei der EuroPython kennengelernt. Ich würde gerne über Go garbage collection weiterreden. Grüße, Jane",
		"Hey! Long time no see since we shared the office at Acme AG. How is grant proposals going?",
		"\"I'd like to add you to my professional network on LinkedIn.\" No introductions necessary, I suppose.",
		"“I’d like to add you to my professional network on LinkedIn.” As if we needed that after eleven years of canteen food!",
	} {
		for _, before := range []string{"", "I'd like to join your LinkedIn network. ", "I'd like to add you to my professional network on LinkedIn. "} {
			if v := j.Judge(Invitation{Person: Person{Name: "Jane Doe"}, Note: before + note}); v.Class != Personalized {
				t.Errorf("%q is %s/%s %.2f %v", before+note, v.Class, v.Kind, v.Score, v.Reasons)
			}
		}
	}
}

func TestEmptyNotes(t *testing.T) {
	j := NewJudge(Owner{Name: "Alex Clark"})
	for note, kind := range map[string]string{
		"": "no-note", " \u200b\n": "no-note", "Hi": "canned", "Hello Alex!": "canned", "👋": "canned", "Hi Alex, how are you?": "canned",
		"Let's connect!": "canned", "Hi {{first_name}}, great to see you": "canned", "Bonjour Alex, bonne journée !": "canned",
	} {
		if v := j.Judge(Invitation{Note: note}); v.Class != Generic || v.Kind != kind {
			t.Errorf("%q is %s/%s %.2f %v", note, v.Class, v.Kind, v.Score, v.Reasons)
		}
	}
}

// TestQuotes: what a reason quotes stands so in the note.
func TestQuotes(t *testing.T) {
	j := NewJudge(Owner{})
	for _, n := range readNotes(t) {
		v := j.Judge(Invitation{Note: n.Note})
		if len(v.Reasons) < 1 || len(v.Reasons) > 4 {
			t.Errorf("%s: %d reasons", n.ID, len(v.Reasons))
		}
		for _, r := range v.Reasons {
			if !strings.Contains(n.Note, r.Quote) {
				t.Errorf("%s: quote %q is not in %q", n.ID, r.Quote, n.Note)
			}
		}
	}
}

type labelledNote struct {
	ID, Lang, Note, Label, Kind string

	Of   string // the note that this one is, with words for anybody around it
	Name string // of the writer
}

func readNotes(t testing.TB) []labelledNote { return readLabelled(t, "testdata/notes.jsonl") }

func readLabelled(t testing.TB, path string) (notes []labelledNote) {
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		var n labelledNote
		if err := json.Unmarshal(s.Bytes(), &n); err != nil {
			t.Fatalf("%s: %v", s.Text(), err)
		}
		notes = append(notes, n)
	}
	return notes
}

func TestNotes(t *testing.T) {
	j := NewJudge(Owner{Name: "Alex Clark"})
	var personal, generic, lost, let, unsure int
	for _, n := range readNotes(t) {
		v := j.Judge(Invitation{Note: n.Note})
		if n.Label == "personalized" {
			personal++
		} else {
			generic++
		}
		switch {
		case v.Class == Unsure:
			unsure++
			t.Logf("%s unsure: %q %.2f", n.ID, n.Note, v.Score)
		case string(v.Class) == n.Label:
		case v.Class == Generic:
			lost++
			t.Logf("%s lost: %q %.2f %v", n.ID, n.Note, v.Score, v.Reasons)
		default:
			let++
			t.Logf("%s let through: %q %.2f %v", n.ID, n.Note, v.Score, v.Reasons)
		}
	}
	t.Logf("%d personalized, %d generic: %d lost, %d let through, %d unsure", personal, generic, lost, let, unsure)
	if lost*100 > personal*5 || let*100 > generic*12 || unsure*100 > (personal+generic)*15 {
		t.Errorf("%d of %d personalized lost, %d of %d generic let through, %d unsure", lost, personal, let, generic, unsure)
	}
}

func TestHostileNotes(t *testing.T) {
	j := NewJudge(Owner{})
	for _, s := range []string{"\xff\xfe", strings.Repeat("your ", 100000), strings.Repeat("we met ", 5000), strings.Repeat("{", 10000), strings.Repeat("\"", 9999), strings.Repeat("我", 9000)} {
		j.Explain(Invitation{Note: s})
	}
}

func BenchmarkJudge(b *testing.B) {
	j := NewJudge(Owner{Name: "Alex Clark"})
	notes := readNotes(b)
	size := 0
	for _, n := range notes {
		size += len(n.Note)
	}
	b.SetBytes(int64(size / len(notes)))
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		j.Judge(Invitation{Note: notes[i%len(notes)].Note})
	}
}
