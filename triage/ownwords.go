package triage

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ownWords is what the writer of a mail wrote, without what it quotes, its
// signature, and what programs put below. It is bounded as a note is.
func ownWords(m *Mail) string {
	if m.HasText {
		return ownLines(readTextPart(m.Text))
	}
	lines, _ := readHTML(aboveQuote(m.HTML))
	if own := ownLines(lines); own != "" {
		return own
	}
	lines, _ = readHTML(m.HTML) // written below what it quotes
	return ownLines(lines)
}

// quoteMarks open what is quoted in HTML parts: of Gmail, Outlook (two),
// Thunderbird, Yahoo, Proton, and all that use the element made for it.
var quoteMarks = regexp.MustCompile(`(?i)<[a-z]+[^<>]{0,200}(gmail_(quote|attr)|divRplyFwdMsg|appendonsend|moz-cite-prefix|yahoo_quoted|protonmail_quote)|<blockquote`)

func aboveQuote(s string) string {
	if at := quoteMarks.FindStringIndex(s); at != nil {
		return s[:at[0]]
	}
	return s
}

// ownLines keeps the lines of the writer's own. What is quoted without marks
// goes to the end of the mail, what is quoted with them may have answers between.
func ownLines(lines []mailLine) string {
	var own []string
	words := 0
	for i := 0; i < len(lines) && words < maxNoteRunes; i++ {
		t := lines[i].text
		switch n := attribution(lines[i:]); {
		case quotedLine(t):
			continue
		case n > 0 && quoteFollows(lines[i+n:]):
			i += n - 1
			continue
		case n > 0, endsOwnWords(lines[i:], words > 0):
			return ownText(own)
		case mobileFooter(t):
			continue
		case words > 0 && signsOff(t):
			return ownText(append(own, postscript(lines[i+1:])...))
		}
		own = append(own, t)
		words += len(strings.Fields(t))
	}
	return ownText(own)
}

func ownText(lines []string) string { return cleanText(strings.Join(lines, "\n"), maxNoteRunes) }

func quotedLine(t string) bool { return strings.HasPrefix(t, ">") || strings.HasPrefix(t, "|>") }

// quoteFollows tells whether the next line that is not empty bears a mark.
func quoteFollows(lines []mailLine) bool {
	for _, l := range lines {
		if l.text != "" {
			return quotedLine(l.text)
		}
	}
	return false
}

// endsOwnWords tells where nothing more of the writer's own follows: the
// delimiter of a signature (RFC 3676 section 4.3), "----Original Message----"
// in any language, the header of a quoted mail, a disclaimer, LinkedIn's footer.
func endsOwnWords(lines []mailLine, begun bool) bool {
	t := lines[0].text
	switch {
	case t == "":
		return false
	case t == "--", t == "—", forwardLine.MatchString(t):
		return true
	case begun && len(t) >= 20 && isSeparator(t):
		return true
	case strings.HasPrefix(t, intended), strings.Contains(t, "LinkedIn Corporation"), strings.Contains(t, "LinkedIn Ireland"):
		return true
	}
	return disclaimer.MatchString(t) || headerBlock(lines)
}

var forwardLine = regexp.MustCompile(`^-{2,}\s*\pL.{0,60}\pL\s*-{2,}$`)

// headerBlock tells three lines "Word: text" or more in a row, one of them with
// a time or a year: From, Sent, To, Subject in whatever language.
func headerBlock(lines []mailLine) bool {
	fields, when := 0, false
	for _, l := range lines {
		t := strings.ReplaceAll(l.text, "*", "")
		if t == "" && fields > 0 && fields < 3 { // paragraphs of HTML
			continue
		}
		if fields == 6 || !headerLine.MatchString(t) {
			break
		}
		fields++
		when = when || timeOfDay.MatchString(t) || year.MatchString(t)
	}
	return fields >= 3 && when
}

var (
	headerLine = regexp.MustCompile(`^\p{L}[\p{L}\p{M} .'’-]{0,24}\s?[:：]\s*\S`)
	timeOfDay  = regexp.MustCompile(`\d{1,2}\s?[:.h時时시]\s?\d{2}`)
	year       = regexp.MustCompile(`(19|20|25)\d\d`)
)

// attribution returns over how many lines "On Monday Jane wrote:" goes that
// begins here; 0 if none does. It has a time and either an address or a word
// for writing. A line that is none of it may stand before it.
func attribution(lines []mailLine) int {
	if lines[0].text == "" {
		return 0
	}
	if n := attributed(lines); n < 2 || attributed(lines[1:]) == 0 {
		return n
	}
	return 0
}

func attributed(lines []mailLine) int {
	whole := ""
	for n, l := range lines[:min(len(lines), 3)] {
		if l.text == "" || quotedLine(l.text) || len(l.text) > 200 {
			return 0
		}
		whole += l.text + " "
		if strings.HasSuffix(l.text, ":") || strings.HasSuffix(l.text, "：") {
			if (timeOfDay.MatchString(whole) || year.MatchString(whole)) && (strings.Contains(whole, "@") || wrote.MatchString(whole)) {
				return n + 1
			}
			return 0
		}
	}
	return 0
}

var wrote = regexp.MustCompile(`(?i)wrote|writes|schrieb|geschrieben|écrit|escribi|escreveu|scritto|scrisse|schreef|geschreven|skrev|kirjoitti|napisał|napsal|napísal|a scris|írta|написал|пишет|написа|пише|έγραψε|yazdı|menulis|כתב|كتب|写道|寫道|书いた|書きました|작성|เขียน|लिखा`)

// mobileFooter tells "Sent from my iPhone" and its like.
func mobileFooter(t string) bool {
	return len(t) <= 160 && utf8.RuneCountInString(t) <= 90 && device.MatchString(t) && sentFrom.MatchString(t)
}

var (
	device   = regexp.MustCompile(`(?i)iphone|ipad|android|samsung|galaxy|huawei|xiaomi|pixel|blackberry|smartphone|outlook|yahoo|gmail|gmx|web\.de|proton|mobil|handy|mobiel|móvil|celular|téléphone|telefon|telefoon|phone|телефон|手机|手機`)
	sentFrom = regexp.MustCompile(`(?i)^\W{0,3}(sent (from|via|with|using)|get outlook|gesendet|von mein|diese nachricht wurde (von|mit)|diese e-?mail wurde (von|mit)|envoyé|télécharge[rz]|obtenez|enviado|enviada|obtener|obter|inviato|scarica|verzonden|verstuurd|outlook voor|skickat|sendt|hentet|lähetetty|wysłan|odesl|odoslan|trimis|küld|elküld|отправлено|надіслано|στάλθηκε|απεστάλη|gönderil|dikirim|נשלח|أُ?رسلت?|تم الإرسال|发自|從我|从我|傳送自|iphoneから|androidから|나의|내 |ส่งจาก|मेरे)|(gönderildi|から送信|에서 보냄)\W{0,2}$`)
)

// disclaimer tells how the paragraphs begin that firms and virus scanners put
// below mail.
var disclaimer = regexp.MustCompile(`(?i)^\W{0,5}(confidential(ity)?( notice| -|:)|disclaimer|legal notice|(this|the information in this) (e-?mail|message|communication|transmission)\b.{0,80}(confidential|intended|privileged)` +
	`|(diese|der inhalt dieser) (e-?mail|nachricht)\b.{0,60}(vertraulich|bestimmt)|(ce|cet) (message|courriel|mail|e-?mail)\b.{0,80}(confidentiel|destin)` +
	`|(este|el presente) (mensaje|correo|e-?mail)\b.{0,80}(confidencial|dirigid)|aviso (legal|de confidencialidad|de confidencialidade)|(esta|a presente) mensagem\b.{0,80}(confidencia|destin)|este e-?mail\b.{0,80}confidencia` +
	`|(questo|il presente) (messaggio|e-?mail)\b.{0,80}(riservat|confidenzial|destin)|questa e-?mail\b.{0,80}(riservat|confidenzial|destin)|le informazioni contenute` +
	`|(dit|deze) (bericht|e-?mail)\b.{0,80}(vertrouwelijk|bestemd)|(detta|dette|denne) (e-?post|mejl|e-?mail|meddelande|besked)\b.{0,80}(konfident|fortrolig|avsedd)|(ta|niniejsza) wiadomość\b.{0,80}(poufn|przeznacz)` +
	`|(please )?consider the environment|virus-?free\b|virenfrei|(this|diese) (e-?mail|message|nachricht) (has been|wurde) (scanned|checked|auf viren)|avis de confidentialité)`)

// signsOff tells a line that is a sign-off as a whole: what stands below it are
// a name, a firm and its slogan.
func signsOff(t string) bool {
	if len(t) > 60 || strings.ContainsAny(t, "?") {
		return false
	}
	r := readOwnWords(embeddedCues(), t)
	if len(r.tokens) == 0 || len(r.tokens) > 8 || r.cover[0] != shellClosing {
		return false
	}
	for i := range r.tokens {
		if r.cover[i] == "" && !r.tokens[i].capital {
			return false
		}
	}
	return true
}

// postscript is what follows "PS" below a sign-off.
func postscript(lines []mailLine) []string {
	for i, l := range lines[:min(len(lines), 12)] {
		if quotedLine(l.text) || attribution(lines[i:]) > 0 || endsOwnWords(lines[i:], true) {
			return nil
		}
		word, _, _ := strings.Cut(strings.Map(func(r rune) rune {
			if unicode.IsPunct(r) {
				return ' '
			}
			return unicode.ToLower(r)
		}, strings.ReplaceAll(l.text, ".", "")), " ")
		if word == "ps" {
			var own []string
			for ; i < len(lines) && lines[i].text != "" && !quotedLine(lines[i].text); i++ {
				own = append(own, lines[i].text)
			}
			return own
		}
	}
	return nil
}
