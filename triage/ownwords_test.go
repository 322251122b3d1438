package triage

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// TestOwnWords: each mail holds "Yes, we met in Ghent." in some words, and
// nothing else that its writer wrote.
func TestOwnWords(t *testing.T) {
	const own = "Yes, we met in Ghent."
	for name, text := range map[string]string{
		"nothing else":        own,
		"en, Gmail":           own + "\n\nOn Mon, 2 Mar 2026 at 13:00, Martha Clark <martha@example.com> wrote:\n\n> Have we met?\n>\n> Martha\n",
		"en, Gmail, broken":   own + "\n\nOn Mon, 2 Mar 2026 at 13:00, Martha Clark\n<martha@example.com> wrote:\n\n> Have we met?\n",
		"en, Apple, no marks": own + "\n\nOn 2 Mar 2026, at 13:00, Martha Clark wrote:\n\nHave we met?\nMartha\n",
		"de, Thunderbird":     own + "\n\nAm 02.03.26 um 13:00 schrieb Martha Clark:\n> Kennen wir uns?\n",
		"fr":                  own + "\n\nLe lun. 2 mars 2026 à 13:00, Martha Clark <martha@example.com> a écrit :\n\n> Bonjour\n",
		"es":                  own + "\n\nEl lun, 2 mar 2026 a las 13:00, Martha Clark (<martha@example.com>)\nescribió:\n\n> Hola\n",
		"pt":                  own + "\n\nEm seg., 2 de mar. de 2026 às 13:00, Martha Clark escreveu:\n\nOlá\n",
		"it":                  own + "\n\nIl giorno lun 2 mar 2026 alle ore 13:00 Martha Clark <martha@example.com> ha scritto:\n\n> Ciao\n",
		"nl":                  own + "\n\nOp ma 2 mrt 2026 om 13:00 schreef Martha Clark <martha@example.com>:\n\n> Hallo\n",
		"pl":                  own + "\n\npon., 2 mar 2026 o 13:00 Martha Clark <martha@example.com> napisał(a):\n\n> Witaj\n",
		"ru":                  own + "\n\nпн, 2 мар. 2026 г. в 13:00, Martha Clark <martha@example.com>:\n\n> Привет\n",
		"ja":                  own + "\n\n2026年3月2日(月) 13:00 Martha Clark <martha@example.com>:\n\n> こんにちは\n",
		"ko":                  own + "\n\n2026년 3월 2일 (월) 오후 1:00, Martha Clark <martha@example.com>님이 작성:\n\n> 안녕\n",
		"zh":                  own + "\n\nMartha Clark <martha@example.com> 于2026年3月2日周一 13:00写道：\n\n> 你好\n",
		"ar":                  own + "\n\nفي الاثنين 2 مارس 2026 13:00 كتب Martha Clark <martha@example.com>:\n\n> مرحبا\n",
		"a language unknown":  own + "\n\nOsha 2.3.2026 13:00 Martha Clark <martha@example.com> tamor veldo:\n\n> Velu\n",
		"Outlook, en":         own + "\n\nFrom: Martha Clark <martha@example.com>\nSent: Monday, March 2, 2026 1:00 PM\nTo: Gus Guest\nSubject: Re: invitation\n\nHave we met?\n",
		"Outlook, stars":      own + "\n\n*From:* Martha Clark\n*Sent:* Monday, March 2, 2026\n*To:* Gus Guest\n\nHave we met?\n",
		"Outlook, de":         own + "\n\nVon: Martha Clark\nGesendet: Montag, 2. März 2026 13:00\nAn: Gus\nBetreff: AW: Einladung\n\nKennen wir uns?\n",
		"Outlook, fr":         own + "\n\nDe : Martha Clark\nEnvoyé : lundi 2 mars 2026 13:00\nÀ : Gus\nObjet : Re\n\nBonjour\n",
		"Outlook, sv":         own + "\n\nFrån: Martha Clark\nSkickat: den 2 mars 2026 13:00\nTill: Gus\nÄmne: SV\n\nHej\n",
		"Outlook, zh":         own + "\n\n发件人: Martha Clark\n发送时间: 2026年3月2日 13:00\n收件人: Gus\n主题: 回复\n\n你好\n",
		"Outlook, line":       own + "\n\n________________________________\nFrom: Martha Clark <martha@example.com>\nSent: Monday\n\nHave we met?\n",
		"original message":    own + "\n\n-----Original Message-----\nHave we met?\n",
		"original, de":        own + "\n\n-----Ursprüngliche Nachricht-----\nKennen wir uns?\n",
		"original, it":        own + "\n\n---- Messaggio originale ----\nCiao\n",
		"signature":           own + "\n\n-- \nGus Guest\nHead of Sales, we help companies grow\n",
		"below the quotation": "On Mon, 2 Mar 2026 at 13:00, Martha wrote:\n> Have we met?\n\n" + own + "\n",
		"between":             "> Have we met?\n\n" + own + "\n\n> Why?\n",
		"phone, en":           own + "\n\nSent from my iPhone\n\n> Have we met?\n",
		"phone, en, Outlook":  own + "\n\nGet Outlook for iOS<https://aka.ms/o0ukef>\n",
		"phone, de":           own + "\n\nVon meinem iPhone gesendet\n",
		"phone, fr":           own + "\n\nEnvoyé de mon iPhone\n",
		"phone, es":           own + "\n\nEnviado desde mi iPhone\n",
		"phone, nl":           own + "\n\nVerstuurd vanaf mijn iPad\n",
		"phone, it":           own + "\n\nInviato da iPhone\n",
		"phone, ja":           own + "\n\niPhoneから送信\n",
		"phone, ru":           own + "\n\nОтправлено с iPhone\n",
		"phone, zh":           own + "\n\n发自我的iPhone\n",
		"disclaimer, en":      own + "\n\nThis e-mail and any attachments are confidential and intended solely for the addressee.\n",
		"disclaimer, de":      own + "\n\nDiese E-Mail enthält vertrauliche Informationen.\n",
		"disclaimer, fr":      own + "\n\nCe message et ses pièces jointes sont confidentiels.\n",
		"disclaimer, es":      own + "\n\nAVISO LEGAL: este mensaje va dirigido a su destinatario.\n",
		"virus scanner":       own + "\n\nVirus-free. www.example.com\n",
		"relayed":             own + "\n\n----------------------------------------\n\nThis email was intended for Martha Clark\n© 2026 LinkedIn Corporation\n",
	} {
		for _, ends := range []string{"\n", "\r\n"} {
			if got := ownWords(&Mail{Text: strings.ReplaceAll(text, "\n", ends), HasText: true}); got != own {
				t.Errorf("%s: %q", name, got)
			}
		}
	}
	for name, html := range map[string]string{
		"Gmail":       `<div dir="ltr">` + own + `</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Mon Martha wrote:<br></div><blockquote>Have we met?</blockquote></div>`,
		"Outlook":     `<html><head><style>p {color:red}</style></head><body><p>` + own + `</p><div id="divRplyFwdMsg"><b>From:</b> Martha<br><b>Sent:</b> Monday</div><div>Have we met?</div></body></html>`,
		"Outlook old": `<p>` + own + `</p><p><b>From:</b> Martha Clark<br><b>Sent:</b> Monday, March 2, 2026 1:00 PM<br><b>To:</b> Gus<br><b>Subject:</b> hello</p><p>Have we met?</p>`,
		"Thunderbird": `<p>` + own + `</p><div class="moz-cite-prefix">Am 02.03.26 um 13:00 schrieb Martha:</div><blockquote type="cite">Kennen wir uns?</blockquote>`,
		"Yahoo":       `<div>` + own + `</div><div id="ydp1yahoo_quoted_1" class="yahoo_quoted">On Monday Martha wrote: Have we met?</div>`,
		"entities":    `<p>Yes&#44; we met in&nbsp;Ghent.</p><script>never contact me again</script>`,
	} {
		if got := ownWords(&Mail{HTML: html, HasHTML: true}); got != own {
			t.Errorf("HTML of %s: %q", name, got)
		}
	}
}

// TestOwnWordsKept: what only looks like a quotation or a signature stays.
func TestOwnWordsKept(t *testing.T) {
	for _, text := range []string{
		"Thanks!\n\nWe met in Ghent.",
		"We met twice:\nin 2019 in Ghent, and in 2021 in Hull.",
		"My number is 0123 456789, call me at 10:30.\nWe met in Ghent.",
		"I wrote to you in 2019, from my old phone.",
		"Tel: 123\nWe met in Ghent.",
		"A - B - C\n\nWe met in Ghent -- twice.",
	} {
		if got := ownWords(&Mail{Text: text, HasText: true}); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
	for text, want := range map[string]string{
		"Yes, we met in Ghent.\n\nKind regards\nGus Guest\nGuest & Sons, we help companies grow their sales": "Yes, we met in Ghent.",
		"Yes, we met in Ghent.\n\nViele Grüße\nGus Guest\n\nPS: You had the red scarf.\n\n> Martha":          "Yes, we met in Ghent.\n\nPS: You had the red scarf.",
	} {
		if got := ownWords(&Mail{Text: text, HasText: true}); strings.ReplaceAll(got, "\n\n", "\n") != strings.ReplaceAll(want, "\n\n", "\n") {
			t.Errorf("%q became %q", text, got)
		}
	}
}

// TestOwnWordsBounded: neither a megabyte nor ten thousand quoted lines say
// more than a note may.
func TestOwnWordsBounded(t *testing.T) {
	for _, text := range []string{
		strings.Repeat("we met in Ghent and ", 50_000),
		strings.Repeat("we met\n", 150_000),
		strings.Repeat("> have we met?\n", 10_000) + "Yes.",
		strings.Repeat("On 2 Mar 2026 Martha wrote\n", 10_000),
		strings.Repeat("a: b 2026\n\n", 10_000),
		strings.Repeat("<blockquote>", 100_000) + "Yes.",
	} {
		for _, m := range []*Mail{{Text: text, HasText: true}, {HTML: text, HasHTML: true}} {
			if n := utf8.RuneCountInString(ownWords(m)); n > maxNoteRunes {
				t.Errorf("%d runes of %q", n, text[:20])
			}
		}
	}
}

// FuzzOwnWords: whatever a stranger answers has a kind, and the sentence shown
// is in the words, which are safe to show.
func FuzzOwnWords(f *testing.F) {
	for _, r := range readReplies(f) {
		f.Add(r.Text+"\n\nOn Mon, 2 Mar 2026 at 13:00, Martha <m@example.com> wrote:\n> Have we met?", false)
	}
	f.Add("<p>Yes</p><blockquote>no", true)
	f.Add("> >\n--\n: :\n\u202e\x00\xff", false)
	f.Fuzz(func(t *testing.T, text string, html bool) {
		m := &Mail{}
		m.keepText([]byte(text), !html)
		own := ownWords(m)
		if !utf8.ValidString(own) || own != cleanText(own, maxNoteRunes) || utf8.RuneCountInString(own) > maxNoteRunes {
			t.Fatalf("%q: own words %q", text, own)
		}
		r := ReadReply(own, "Jane Doe", "Martha Clark")
		if replyWords[r.Kind].says == "" || r.Advice == "" {
			t.Fatalf("%q: %+v", text, r)
		}
		if s := strings.TrimSuffix(r.Sentence, "…"); !strings.Contains(inOneLine(own), s) && !strings.Contains(own, s) {
			t.Fatalf("%q: sentence %q is not in it", own, r.Sentence)
		}
	})
}
