package triage

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// sentBy is an invitation of somebody named and nothing else.
func sentBy(name, note string) Invitation {
	return Invitation{Person: Person{Name: name, Profile: strings.ToLower(strings.ReplaceAll(name, " ", "-"))}, Note: note}
}

const joineryTemplate = "Hi Martha, I was glad to read that Clark & Sons restores old staircases. We treat oak against beetles in 14 workshops around Leipzig. " +
	"Shall I bring a sample board along when I am in your street next week?\n\nBest regards,\nJane Doe"

func TestSameNote(t *testing.T) {
	change := func(old, new string) string {
		if !strings.Contains(joineryTemplate, old) {
			t.Fatalf("nothing to change: %q", old)
		}
		return strings.ReplaceAll(joineryTemplate, old, new)
	}
	for _, test := range []struct {
		name, first, second string
		want                bool
	}{
		{"word for word", joineryTemplate, change("Jane Doe", "Ada King"), true},
		{"another greeting", joineryTemplate, change("Hi Martha,", "Dear Ms Clark,\n\n"), true},
		{"another firm", joineryTemplate, change("Clark & Sons", "Globex Interiors Ltd"), true},
		{"another town", joineryTemplate, change("Leipzig", "New Haven"), true},
		{"another number", joineryTemplate, change("14", "230"), true},
		{"firm, town and number", joineryTemplate, strings.NewReplacer("Clark & Sons", "Initech", "Leipzig", "Lyon", "14", "9").Replace(joineryTemplate), true},
		{"signs with her name in the text", change("We treat", "Jane here, we treat"), change("We treat", "Ada here, we treat"), true},
		{"in capitals, without commas", joineryTemplate, strings.ToUpper(change(",", "")), true},
		{"one sentence less", joineryTemplate, change("Shall I bring a sample board along when I am in your street next week?", ""), true},
		{"one sentence changed", joineryTemplate, change("I was glad to read that Clark & Sons restores old staircases.", "The chairs in your window made me stop my bicycle."), true},
		{"two sentences changed", joineryTemplate, strings.NewReplacer("I was glad to read that Clark & Sons restores old staircases.", "The chairs in your window made me stop my bicycle.",
			"Shall I bring a sample board along when I am in your street next week?", "My brother says that he sold you the band saw.").Replace(joineryTemplate), false},
		{"in Chinese", "我们为木工坊提供天然护木油,已经服务了十四家修复楼梯的企业,下周可以给您送样品吗?", "我们为木工坊提供天然护木油,已经服务了九家修复楼梯的企业,下周可以给您送样品吗?", true},

		{"short and sincere", "We met at the fair in Leipzig", "We met at the fair in Lyon", false},
		{"short, word for word", "We met at the fair in Leipzig, remember?", "We met at the fair in Leipzig, remember?", false},
		{"set phrases", "Hi Martha, it was great meeting you at the carpenters' fair in Leipzig last week.", "Hi Martha, it was great meeting you at the carpenters' fair in Lyon last week!", false},
		{"two guests of one talk", "Thank you for your talk on beetles in old oak at the carpenters' fair, I did not know that they dislike cold. My workshop has a cold room.",
			"Hello Martha, your talk on beetles in old oak at the carpenters' fair was the best of the day. Could you share the slides with us apprentices?", false},
		{"a template within a letter", strings.Repeat("The band saw that you sold my brother in March sings like a lark, and he sends you his best. ", 1) +
			"He asks besides whether the spare belts of the old one still lie with you, since ours is worn and the maker went under years ago. We would pay for them, of course, or bring you plums. " + joineryTemplate, joineryTemplate, false},
		{"the standard line", "I'd like to add you to my professional network on LinkedIn.", "I'd like to add you to my professional network on LinkedIn.", false},
		{"the standard line, greeted and wished for", "Hi Martha,\n\nI'd like to add you to my professional network on LinkedIn.\n\nLooking forward to connecting. Best regards", "Hi Martha,\n\nI'd like to add you to my professional network on LinkedIn.\n\nLooking forward to connecting. Best regards", false},
		{"the line and a short word", "I'd like to add you to my professional network on LinkedIn. We met at the fair in Leipzig.", "I'd like to add you to my professional network on LinkedIn. We met at the fair in Lyon.", false},
		{"no note", "", "", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			ix := newTemplateIndex("Martha Clark")
			ix.add(sentBy("Ada King", test.second), false)
			if got := ix.find(sentBy("Jane Doe", test.first), proofOfDoubtful); len(got.others) == 1 != test.want {
				t.Errorf("%d others", len(got.others))
			}
		})
	}
}

// TestTemplateMargin: people who have nothing to do with each other do not
// come near the bounds, whatever set phrases they use.
func TestTemplateMargin(t *testing.T) {
	ix := newTemplateIndex("Alex Clark")
	notes := readNotes(t)
	for _, n := range notes {
		if n.Of == "" {
			ix.add(sentBy(n.ID, n.Note), false)
		}
	}
	if len(ix.notes) < 50 {
		t.Fatalf("only %d notes are long enough", len(ix.notes))
	}
	for _, n := range notes {
		if n.Label != string(Personalized) || n.Of != "" {
			continue
		}
		if s := ix.find(sentBy(n.ID, n.Note), proofOfDoubtful); len(s.others) > 0 {
			t.Errorf("%s %q is the same as that of %v", n.ID, n.Note, s.others)
		}
	}
}

// templateWhy tells how many others there were, and quotes what they share.
var templateWhy = regexp.MustCompile(`^the same note came from [23] other people: “(we met at the carpenters' fair|last week\. You asked|I came across)`)

// TestPlanTemplate: one note from three people is a template.
func TestPlanTemplate(t *testing.T) {
	note := func(town string) string {
		return "Hi Martha, we met at the carpenters' fair in " + town + " last week. You asked how we keep beetles out of old oak: I can show you in 20 minutes, any day."
	}
	mail := func(uid uint32, name, note string) SeenMail {
		return from(KindInvitation, uid, name, strings.ToLower(name), note)
	}
	known := func(state State, name, note string) Case {
		c := caseOf(state, name, strings.ToLower(name))
		c.Note, c.MessageID = note, name+"@linkedin.com"
		return c
	}
	forged := mail(3, "Cid", note("Lyon"))
	forged.Trust = Forged
	doubtful := "I came across your profile. Your staircase in Leipzig creaks as loudly as my uncle's did before we oiled it in winter, the beetles left it and the cat came back."
	more := " Our workshop has done so for many years now, in churches and in barns alike, and never with poison, since the bees live there too."
	others := "Shall we have a look at the staircase in your shop together some time, my uncle built it and "
	for _, test := range []struct {
		name  string
		cases []Case
		mails []SeenMail
		want  string
	}{
		{"alone", nil, []SeenMail{mail(1, "Ada", note("Leipzig"))}, "Ada >personal INBOX/1>P"},
		{"two may have been there together", nil, []SeenMail{mail(1, "Ada", note("Leipzig")), mail(2, "Bob", note("Leipzig"))}, "Ada >personal INBOX/1>P\nBob >personal INBOX/2>P"},
		{"three may have been there, too, if each note is personal by itself", nil, []SeenMail{mail(1, "Ada", note("Leipzig")), mail(2, "Bob", note("Leipzig")), mail(3, "Cid", note("Leipzig"))},
			"Ada >personal INBOX/1>P\nBob >personal INBOX/2>P\nCid >personal INBOX/3>P"},
		{"four in one pass", nil, []SeenMail{mail(1, "Ada", note("Leipzig")), mail(2, "Bob", note("Lyon")), mail(3, "Cid", note("Bonn")), mail(4, "Dan", note("Bath"))},
			"Ada >asking draft INBOX/1>G\nBob >asking draft INBOX/2>G\nCid >asking draft INBOX/3>G\nDan >asking draft INBOX/4>G"},
		{"the fourth, by what is remembered", []Case{known(StateWaiting, "Ada", note("Leipzig")), known(StateIgnored, "Bob", note("Lyon")), known(StateWaiting, "Dan", note("Bath"))}, []SeenMail{mail(3, "Cid", note("Bonn"))},
			"Cid >asking draft INBOX/3>G"},
		{"the third, of a note that is a doubt by itself", []Case{known(StateWaiting, "Ada", doubtful), known(StateIgnored, "Bob", doubtful)}, []SeenMail{mail(3, "Cid", doubtful)},
			"Cid >asking draft INBOX/3>G"},
		{"filed as personal stays so, and is told of", []Case{known(StatePersonal, "Ada", note("Leipzig"))}, []SeenMail{mail(2, "Bob", note("Lyon")), mail(3, "Cid", note("Bonn")), mail(4, "Dan", note("Bath"))},
			"Bob >asking draft INBOX/2>G\nCid >asking draft INBOX/3>G\nDan >asking draft INBOX/4>G\nnotes: the same note came from 4 people: Bob, Ada, Cid, Dan"},
		{"one person thrice", []Case{known(StatePersonal, "Ada", note("Leipzig"))}, []SeenMail{mail(2, "Ada", note("Lyon")), mail(3, "Ada", note("Bonn")), mail(4, "Bob", note("Bonn"))},
			"Ada personal>personal INBOX/2>P\nAda personal>personal INBOX/3>P\nBob >personal INBOX/4>P"},
		{"what is forged does not count", []Case{known(StateSuspicious, "Ada", note("Leipzig"))}, []SeenMail{mail(2, "Bob", note("Lyon")), mail(4, "Dan", note("Lyon")), forged},
			"Bob >personal INBOX/2>P\nDan >personal INBOX/4>P\nCid >suspicious INBOX/3>S"},
		{"a few own words beside a template are a doubt", []Case{known(StateWaiting, "Ada", note("Leipzig")+more), known(StateWaiting, "Dan", note("Leipzig")+more), known(StateWaiting, "Bob", note("Leipzig")+more)},
			[]SeenMail{mail(3, "Cid", note("Leipzig")+more+" Thank you for the lift on Tuesday!")}, "Cid >unsure"},
		{"an own sentence beside it is their own", []Case{known(StateWaiting, "Ada", note("Leipzig")), known(StateWaiting, "Bob", note("Lyon"))},
			[]SeenMail{mail(3, "Cid", note("Bonn")+" Thank you for the lift to the station on Tuesday!")}, "Cid >personal INBOX/3>P"},
		{"met at one place, in much the same words", []Case{known(StatePersonal, "Ada", "Hi Martha, I was in the audience at the carpenters' fair. Your point about beetles stuck with me: thank you."),
			known(StatePersonal, "Bob", "Hi Martha, I was in the audience at the joiners' ball. Your point about beetles stuck with me: thank you.")},
			[]SeenMail{mail(3, "Cid", "Hi Martha, I was in the audience at your open day. Your point about beetles stuck with me: thank you.")}, "Cid >personal INBOX/3>P"},
		{"others' notes", []Case{known(StateWaiting, "Ada", others+"speaks of it often."), known(StateWaiting, "Bob", others+"misses it."), known(StateWaiting, "Dan", planLine)},
			[]SeenMail{mail(3, "Cid", note("Bonn"))}, "Cid >personal INBOX/3>P"},
	} {
		t.Run(test.name, func(t *testing.T) {
			for i := range test.cases {
				test.cases[i].ID = int64(i + 1)
			}
			p := MakePlan(Sight{Now: planDay, Mails: test.mails, Cases: test.cases}, planRules(ModeDraft))
			if got := planText(p); got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
			for _, s := range p.Steps {
				if s.Draft != nil && !templateWhy.MatchString(s.Why) {
					t.Errorf("%s: %s", s.Case.Name, s.Why)
				}
			}
		})
	}
}

// A template of a whole trade: the line stays short, and its names are one line's.
func TestPlanTemplateOfMany(t *testing.T) {
	var cases []Case
	for i := range 40 {
		c := caseOf(StatePersonal, fmt.Sprintf("Ada\n%d", i), fmt.Sprintf("ada-%d", i))
		c.ID, c.Note, c.MessageID = int64(i+1), joineryTemplate, fmt.Sprintf("a%d@linkedin.com", i)
		cases = append(cases, c)
	}
	p := MakePlan(Sight{Now: planDay, Mails: []SeenMail{from(KindInvitation, 1, "Jane Doe", "jane", "We met at the fair. "+joineryTemplate)}, Cases: cases}, planRules(ModeDraft))
	if want := "the same note came from 41 people: Jane Doe, Ada 0, Ada 1, Ada 2, Ada 3, and 36 more"; len(p.Notes) != 1 || p.Notes[0] != want {
		t.Errorf("notes %q, want %q", p.Notes, want)
	}
}

// BenchmarkTemplates: ten thousand notes are remembered and one arrives, and
// two thousand copies of one arrive together.
func BenchmarkTemplates(b *testing.B) {
	text := func(i int) string {
		return fmt.Sprintf("We met %d at the fair of town%d and spoke of thing%d. %s", i, i%700, i%900, joineryTemplate)
	}
	var cases []Case
	for i := range 10_000 {
		c := caseOf(StateWaiting, fmt.Sprintf("Ada %d", i), fmt.Sprintf("ada-%d", i))
		c.ID, c.Note, c.MessageID = int64(i+1), text(i), fmt.Sprintf("a%d@linkedin.com", i)
		cases = append(cases, c)
	}
	var mails []SeenMail
	for i := range uint32(2000) {
		mails = append(mails, from(KindInvitation, i+1, fmt.Sprintf("Bob %d", i), fmt.Sprintf("bob-%d", i), text(int(i))))
	}
	long := from(KindInvitation, 1, "Jane Doe", "jane", planNote+" You told me of your father's bench.")
	for name, s := range map[string]Sight{"remembered": {Now: planDay, Mails: []SeenMail{long}, Cases: cases}, "together": {Now: planDay, Mails: mails}} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				MakePlan(s, planRules(ModeFile))
			}
		})
	}
}
