package triage

import (
	"errors"
	"strings"
	"testing"
)

func TestRules(t *testing.T) {
	canned := "I came across your profile and would love to connect with like-minded people."
	for _, c := range []struct {
		what  string
		rules []Rule
		inv   Invitation
		class Class
		why   string
		quote string
	}{
		{"a word decides, whatever its case and accents", []Rule{{Note: []string{"apiculture"}, Class: Personalized}}, Invitation{Note: "I came across your profile. Apicúlture!"}, Personalized, "your rule 1 fits the note", "Apicúlture"},
		{"words in a row only", []Rule{{Note: []string{"profile your"}, Class: Personalized}}, Invitation{Note: canned}, Generic, "", ""},
		{"part of a word is no word", []Rule{{Note: []string{"fil"}, Class: Personalized}}, Invitation{Note: canned}, Generic, "", ""},
		{"the beginning of a word", []Rule{{Note: []string{"like mind*"}, Class: Unsure}}, Invitation{Note: canned}, Unsure, "your rule 1 fits the note", "like-minded"},
		{"a regular expression", []Rule{{Note: []string{"/bees? +keeping/"}, Class: Unsure}}, Invitation{Note: "Bee  keeping"}, Unsure, "your rule 1 fits the note", "Bee  keeping"},
		{"any of the texts", []Rule{{Note: []string{"honey", "wax"}, Class: Unsure}}, Invitation{Note: canned + " Wax?"}, Unsure, "your rule 1 fits the note", "Wax"},
		{"all of the fields", []Rule{{Note: []string{"profile"}, Headline: []string{"recruiter"}, Class: Unsure}}, Invitation{Note: canned, Person: Person{Headline: "Baker"}}, Generic, "", ""},
		{"the first that decides", []Rule{{Note: []string{"profile"}, Weight: 9}, {Headline: []string{"baker"}, Class: Unsure, Why: "a baker"}, {Note: []string{"profile"}, Class: Personalized}}, Invitation{Note: canned, Person: Person{Headline: "Baker"}}, Unsure, "a baker", "Baker"},
		{"a headline without a note", []Rule{{Headline: []string{"beekeeper"}, Class: Unsure}}, Invitation{Person: Person{Headline: "Beekeeper in Ghent"}}, Unsure, "your rule 1 fits the headline", "Beekeeper"},
		{"a place", []Rule{{Place: []string{"ghent"}, Class: Unsure}}, Invitation{Note: canned, Person: Person{Place: "Ghent, Belgium"}}, Unsure, "your rule 1 fits the place", "Ghent"},
		{"a name", []Rule{{Name: []string{"zoe holm"}, Class: Personalized}}, Invitation{Person: Person{Name: "Zoë Holm"}}, Personalized, "your rule 1 fits the name", "Zoë Holm"},
		{"a profile", []Rule{{Profile: []string{"/^zoe-/"}, Class: Personalized}}, Invitation{Person: Person{Profile: "zoe-holm-1"}}, Personalized, "your rule 1 fits the profile", "zoe-"},
		{"a language", []Rule{{Language: []string{"de"}, Class: Unsure}}, Invitation{Note: "Ich bin auf Ihr Profil gestoßen und möchte mich gern mit Ihnen vernetzen."}, Unsure, "your rule 1 fits the language", ""},
		{"another language", []Rule{{Language: []string{"fr"}, Class: Unsure}}, Invitation{Note: canned}, Generic, "", ""},
		{"traditional Chinese", []Rule{{Language: []string{"zh-TW"}, Class: Unsure}}, Invitation{Note: "您好，我想與您聯絡"}, Unsure, "your rule 1 fits the language", ""},
		{"a weight up", []Rule{{Note: []string{"like minded"}, Weight: 9}}, Invitation{Note: canned}, Personalized, "your rule 1 fits the note", "like-minded"},
		{"weights add up", []Rule{{Note: []string{"like minded"}, Weight: 9}, {Note: []string{"profile"}, Weight: -9}}, Invitation{Note: canned}, Generic, "", ""},
		{"a weight is no note", []Rule{{Headline: []string{"beekeeper"}, Weight: 9}}, Invitation{Person: Person{Headline: "Beekeeper"}}, Generic, "no note in the mail", ""},
		{"a weight on a wish", []Rule{{Note: []string{"happy new year"}, Weight: 5}}, Invitation{Note: "Happy new year!"}, Personalized, "your rule 1 fits the note", "Happy new year"},
		{"a weight on a greeting's headline", []Rule{{Headline: []string{"beekeeper"}, Weight: 9}}, Invitation{Note: "Happy new year!", Person: Person{Headline: "Beekeeper"}}, Generic, "only a greeting", "Happy new year!"},
		{"a weight on the standard line", []Rule{{Note: []string{"linkedin"}, Weight: 9}}, Invitation{Note: "Hi Alex, I'd like to join your LinkedIn network."}, Generic, "is LinkedIn's standard line and nothing else", "I'd like to join your LinkedIn network"},
		{"a class on the standard line", []Rule{{Note: []string{"linkedin"}, Class: Unsure}}, Invitation{Note: "I'd like to join your LinkedIn network."}, Unsure, "your rule 1 fits the note", "LinkedIn"},
		{"a weight frees what is like a default line", []Rule{{Note: []string{"verkkoni"}, Weight: 9}}, Invitation{Note: "Verkkoni LinkedIn connect qwertz"}, Personalized, "your rule 1 fits the note", "Verkkoni"},
		{"a link instead of a note stays unread", []Rule{{Headline: []string{"beekeeper"}, Class: Personalized}}, Invitation{Note: "View profile: https://www.linkedin.com/in/zoe", Person: Person{Headline: "Beekeeper"}}, Unsure, "a link of LinkedIn's stands where the note should", "View profile: https://www.linkedin.com/in/zoe"},
		{"what cannot be read stays so", []Rule{{Headline: []string{"beekeeper"}, Class: Personalized}}, Invitation{Unclear: true, Person: Person{Headline: "Beekeeper"}}, Unsure, "the mail could not be read to its end", ""},
	} {
		j := NewJudge(Owner{})
		if err := j.UseRules(c.rules); err != nil {
			t.Errorf("%s: %v", c.what, err)
			continue
		}
		v := j.Judge(c.inv)
		if v.Class != c.class || c.why != "" && (v.Reasons[0].Why != c.why || v.Reasons[0].Quote != c.quote) {
			t.Errorf("%s: %+v", c.what, v)
		}
	}
}

// TestRuleDecidesAlone: neither the same note from others nor a mail that is not
// trusted is a matter of rules.
func TestRuleDecidesAlone(t *testing.T) {
	rules := Rules{Judge: NewJudge(Owner{})}
	if err := rules.Judge.UseRules([]Rule{{Name: []string{"zoe"}, Class: Personalized}}); err != nil {
		t.Fatal(err)
	}
	inv := Invitation{Person: Person{Name: "Zoe Holm"}}
	if v := rules.Verdict(Notification{Kind: KindInvitation, Trust: Forged}, inv); v.Class != Unsure {
		t.Errorf("a forged mail: %+v", v)
	}
	if v := rules.Verdict(Notification{Kind: KindInvitation, Trust: Verified}, inv); v.Class != Personalized || v.Kind != kindRule {
		t.Errorf("a verified mail: %+v", v)
	}
}

func TestRuleMistakes(t *testing.T) {
	for _, c := range []struct {
		rule       Rule
		key, entry string
		says       string
	}{
		{Rule{Class: Generic}, "", "", "matches every invitation"},
		{Rule{Note: []string{"honey"}}, "", "", "does nothing: give it a class or a weight"},
		{Rule{Note: []string{"honey"}, Class: Generic, Weight: 1}, "weight", "", "which decides alone"},
		{Rule{Note: []string{"honey"}, Class: "personal"}, "class", "", `"personal" is no class`},
		{Rule{Note: []string{"honey"}, Weight: 11}, "weight", "", "between -10 and 10"},
		{Rule{Note: []string{"honey", "/(/"}, Class: Generic}, "note", "/(/", "missing closing )"},
		{Rule{Note: []string{"/x*/"}, Class: Generic}, "note", "/x*/", "matches where nothing stands"},
		{Rule{Headline: []string{"..."}, Class: Generic}, "headline", "...", "holds no word"},
		{Rule{Note: []string{"be*"}, Class: Generic}, "note", "be*", "too short"},
		{Rule{Language: []string{"xx"}, Class: Generic}, "language", "xx", "no data"},
	} {
		var e *RuleError
		if err := CheckRule(c.rule); !errors.As(err, &e) || e.Key != c.key || e.Entry != c.entry || !strings.Contains(e.Error(), c.says) {
			t.Errorf("%+v: %v", c.rule, err)
		}
	}
}

// TestRuleWithoutNote: a verdict on a mail without a note says that there is none.
func TestRuleWithoutNote(t *testing.T) {
	j := NewJudge(Owner{})
	if err := j.UseRules([]Rule{{Headline: []string{"beekeeper"}, Class: Personalized}}); err != nil {
		t.Fatal(err)
	}
	v := j.Judge(Invitation{Person: Person{Headline: "Beekeeper"}})
	if len(v.Reasons) != 2 || v.Reasons[1].Why != noNoteWhy {
		t.Errorf("%+v", v)
	}
	if v := j.Judge(Invitation{Note: "Hives?", Person: Person{Headline: "Beekeeper"}}); len(v.Reasons) != 1 {
		t.Errorf("with a note: %+v", v)
	}
}

// TestRuleAndTemplate: a class decides of a note that many others sent too; a
// weight is of the note alone.
func TestRuleAndTemplate(t *testing.T) {
	var mails []SeenMail
	for i, name := range []string{"Ada", "Bob", "Cid", "Dan"} {
		mails = append(mails, from(KindInvitation, uint32(i+1), name, strings.ToLower(name),
			"Hi Martha, we met at the carpenters' fair in Leipzig. You asked how we keep beetles out of old oak: I can show you in 20 minutes, any day."))
	}
	for _, c := range []struct {
		rule Rule
		want State
	}{
		{Rule{Note: []string{"beetles"}, Weight: 9}, StateAsking},
		{Rule{Note: []string{"beetles"}, Class: Personalized}, StatePersonal},
	} {
		r := planRules(ModeDraft)
		if err := r.Judge.UseRules([]Rule{c.rule}); err != nil {
			t.Fatal(err)
		}
		for _, st := range MakePlan(Sight{Now: planDay, Mails: mails}, r).Steps {
			if st.Case.State != c.want {
				t.Errorf("%+v: %s is %s: %s", c.rule, st.Case.Name, st.Case.State, st.Why)
			}
		}
	}
}
