package triage

import (
	"slices"
	"strings"
	"unicode"
)

// What LinkedIn writes around a person and a note. English words are from
// public mail [SAW] except where marked; in other languages they are inferred
// from the site's own words [INF], so that nothing rests on them alone: links
// and positions come first.

// buttonWords are whole labels of buttons and links, folded.
var buttonWords = wordSet(
	"accept", "accept invitation", "accept invite", "ignore", "ignore privately", "decline", "reply", "respond", "view profile", "view invitation", "view", "connect", "message", "see all invitations", "view all invitations",
	"annehmen", "akzeptieren", "einladung annehmen", "profil anzeigen", "profil ansehen", "ignorieren", "einladung anzeigen",
	"accepter", "accepter l invitation", "accepter linvitation", "voir le profil", "consulter le profil", "ignorer",
	"aceptar", "aceptar invitación", "ver perfil", "ver el perfil", "ignorar",
	"aceitar", "aceitar convite", "visualizar perfil", "ver perfil de",
	"accetta", "accetta linvito", "vedi profilo", "visualizza profilo", "visualizza il profilo", "ignora",
	"accepteren", "uitnodiging accepteren", "profiel bekijken", "profiel weergeven", "bekijk profiel", "negeren",
	"akceptuj", "zaakceptuj", "przyjmij", "zobacz profil", "wyświetl profil", "ignoruj",
	"acceptera", "godkänn", "visa profil", "se profil", "ignorera",
	"acceptér", "vis profil", "godta", "aksepter", "kabul et", "profili görüntüle", "přijmout", "zobrazit profil",
	"hyväksy", "näytä profiili", "vis profilen", "elfogadás", "elfogad", "profil megtekintése", "acceptați", "acceptă", "vizualizați profilul", "vezi profilul", "прийняти", "переглянути профіль", "αποδοχή", "προβολή προφίλ",
	"אישור", "קבל", "הצג פרופיל", "स्वीकार करें", "प्रोफ़ाइल देखें", "ยอมรับ", "ดูโปรไฟล์", "chấp nhận", "xem hồ sơ", "接受邀请", "接受邀請", "수락하기", "terima", "lihat profil", "принять", "посмотреть профиль", "открыть профиль",
	"承認", "承認する", "プロフィールを表示", "プロフィールを見る", "接受", "查看资料", "查看個人檔案", "查看档案", "수락", "프로필 보기", "قبول", "عرض الملف الشخصي",
)

func wordSet(words ...string) map[string]bool {
	set := make(map[string]bool, len(words))
	for _, w := range words {
		set[foldText(w)] = true
	}
	return set
}

// isButton tells a label that is a button's, also "View Jane's profile",
// "Accept invitation from Jane" and "Confirm that you know Jane" (2009-16).
func isButton(label string) bool {
	if label == "" || len(label) > 200 {
		return false
	}
	f := foldText(label)
	return buttonWords[f] ||
		strings.HasPrefix(f, "view ") && strings.HasSuffix(f, " profile") ||
		strings.HasPrefix(f, "accept invitation from ") ||
		strings.HasPrefix(f, "confirm that you know ") ||
		strings.HasPrefix(f, "harap konfirmasi bahwa anda mengenal ") || // [SAW] id
		acceptsFrom.MatchString(f)
}

// acceptsFrom is "Accept invitation from Jane" in other languages. [INF]
var acceptsFrom = anyOf(`^(einladung|kontaktanfrage) von .{2,80} annehmen$`, `^accepter linvitation de .{2,80}`, `^aceptar (la )?invitación de .{2,80}`, `^aceitar (o )?convite de .{2,80}`,
	`^accetta linvito di .{2,80}`, `^uitnodiging van .{2,80} accepteren$`, `^(zaakceptuj|przyjmij) zaproszenie od .{2,80}`, `^acceptera inbjudan från .{2,80}`, `^accept[ée]r invitation(en)? fra .{2,80}`, `^принять приглашение от .{2,80}`)

// isAcceptWord tells an accept button's label from other buttons'.
func isAcceptWord(label string) bool {
	f := foldText(label)
	return isButton(label) && !strings.Contains(f, "prof") && !strings.Contains(f, "view") && !strings.Contains(f, "ignor") && !strings.Contains(f, "visa")
}

// suggestionWords begin the heading of other people's cards below the
// inviter's; nothing from there on is the inviter's.
var suggestionWords = []string{
	"more people you may know", "people you may know", "people similar to", "suggestions from",
	"weitere personen die", "personen die sie vielleicht", "personen die sie kennen", "personen die du",
	"autres personnes que vous", "personnes que vous connaissez", "vous connaissez peut",
	"más personas que", "personas que quizá", "personas que podrías", "gente que podrías",
	"mais pessoas que", "pessoas que talvez", "pessoas que você",
	"altre persone che potresti", "persone che potresti", "meer mensen die", "mensen die",
	"więcej osób które", "osoby które możesz", "fler personer du", "personer du kanske", "flere personer du", "personer du måske",
	"知り合いかも", "您可能认识", "你可能認識", "알 수도 있는",
}

// isSuggestions tells that heading from a note that happens to begin so: it
// is short, and does not end like a sentence.
func isSuggestions(text string) bool {
	if len(text) > 120 || strings.HasSuffix(text, ".") {
		return false
	}
	return hasAnyPrefix(foldText(text), suggestionWords)
}

var footerWords = []string{
	"this email was intended for", "this email was sent to", "you are receiving", "you received an invitation to connect",
	"learn why we included", "unsubscribe", "if you need assistance", "this is a reminder that on", "reminder emails for pending invitations", "get the new linkedin", "also available on mobile",
	"never miss an update", "build your network with inmail",
	"diese e mail ", "sie erhalten ", "du erhältst ", "abmelden", "abbestellen", "sie haben eine einladung",
	"cet e mail ", "vous recevez ", "se désabonner", "se désinscrire", "vous avez reçu une invitation",
	"este mensaje se ha enviado", "este correo electrónico ", "este email ", "estás recibiendo", "recibes ", "cancelar suscripción", "darse de baja", "has recibido una invitación",
	"este e mail ", "você está recebendo", "cancelar inscrição", "você recebeu um convite",
	"questa email ", "questa e mail ", "ricevi ", "annulla iscrizione", "hai ricevuto un invito",
	"deze e mail ", "u ontvangt ", "je ontvangt ", "afmelden", "uitschrijven", "je hebt een uitnodiging",
	"ta wiadomość e mail", "otrzymujesz ", "anuluj subskrypcję", "wypisz", "otrzymałeś zaproszenie",
	"det här e postmeddelandet", "det här mejlet", "du får det här", "avregistrera", "avsluta prenumeration", "du har fått en inbjudan",
	"tento e mail", "dostáváte", "odhlásit", "anda mendapatkan undangan", "このメールは", "此邮件", "이 이메일은",
}

// isFooter tells a line that belongs to the end of a mail. It is asked of
// lines behind a button or a link of LinkedIn's only: a note may begin so.
func isFooter(text string) bool {
	if isSeparator(text) || strings.HasPrefix(text, "©") {
		return true
	}
	return hasAnyPrefix(foldText(text)+" ", footerWords)
}

// isSeparator tells a line of ten dashes, dots, underscores or equal signs.
func isSeparator(text string) bool {
	return len(text) >= 10 && strings.Trim(text, "-._=–—") == ""
}

func hasAnyPrefix(s string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}

var commonWords = []string{
	"in common", "mutual", "shared connection", "gemeinsam", "en commun", "en común", "em comum", "in comune",
	"gemeenschappelijk", "wspóln", "gemensam", "fælles", "felles", "共通", "共同", "společn", "общих", "общий", "общие", "ortak", "spoloč", "спільн",
	"yhtei", "함께", "공통", "مشترك", "مشتركة", "משות", "κοινές", "közös", "bersama",
}

// isInCommon tells "11 connections in common": short, with a number at either
// end, and no sentence.
func isInCommon(text string) bool {
	if len(text) > 120 || text == "" || strings.ContainsAny(text, ",!?;") || strings.HasSuffix(text, ".") {
		return false
	}
	f := foldText(text)
	words := strings.Fields(f)
	if len(words) == 0 || len(words) > 8 {
		return false
	}
	numbered := strings.ContainsFunc(words[0]+words[len(words)-1], unicode.IsDigit) || words[0] == "one" || slices.Contains(words, "واحد") || unspaced(firstRune(f)) && strings.ContainsFunc(f, unicode.IsDigit)
	if !numbered && !strings.HasPrefix(f, "you both ") && !strings.HasPrefix(f, "共") {
		return false
	}
	if year := words[len(words)-1]; len(year) == 4 && (strings.HasPrefix(year, "19") || strings.HasPrefix(year, "20")) {
		return false
	}
	if slices.Contains(words, "comun") { // "1 conexiune în comun"
		return true
	}
	for _, w := range commonWords {
		if strings.Contains(f, w) {
			return true
		}
	}
	return false
}
