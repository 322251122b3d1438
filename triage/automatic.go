package triage

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
)

// isAutomatic tells a mail that no person wrote: it is no answer. Fields that
// LinkedIn's own mails may bear as well count only for mail of others.
func isAutomatic(m *Mail, n Notification) bool {
	has := func(field string) bool { return strings.TrimSpace(m.header.Get(field)) != "" }
	auto, _, _ := strings.Cut(m.header.Get("Auto-Submitted"), ";") // RFC 3834 section 5
	if auto = strings.TrimSpace(auto); auto != "" && !strings.EqualFold(auto, "no") || isBounce(m, n.From) {
		return true
	}
	if _, domain, _ := strings.Cut(n.From.Addr, "@"); isLinkedInDomain(domain) {
		return false
	}
	precedence := strings.ToLower(strings.TrimSpace(m.header.Get("Precedence")))
	return slices.Contains(programPrecedence, precedence) || has("X-Autoreply") || has("X-Autorespond") || has("X-Autoresponder") ||
		strings.TrimSpace(m.header.Get("Return-Path")) == "<>" || awaySubject.MatchString(n.Subject) ||
		strings.Contains(strings.ToLower(m.header.Get("X-Auto-Response-Suppress")), "oof") && awayInSubject.MatchString(n.Subject)
}

// programPrecedence are the values of Precedence (RFC 2076 section 3.9) that
// programs use.
var programPrecedence = []string{"auto_reply", "bulk", "junk", "list"}

// awaySubject tells the subjects that programs give to their answers.
var awaySubject = regexp.MustCompile(`(?i)^\s*(re:\s*|aw:\s*)?(auto(matic|mated)?[ -]?(reply|response|answer)|autoreply|out of (the )?office|away from (the office|my mail)|vacation (reply|notice)` +
	`|automatische (antwort|rückmeldung)|abwesenheit|abwesend|nicht im (büro|haus)|réponse automatique|absence du bureau|absent(e)? du bureau|message d.absence` +
	`|respuesta automática|fuera de (la )?oficina|resposta automática|fora do escritório|ausência temporária|risposta automatica|fuori ufficio|assente dall|automatisch antwoord|automatische reactie|niet aanwezig|afwezig` +
	`|autosvar|automatiskt svar|automatisk svar|frånvaro|fraværende|automaattinen vastaus|poissa toimistolta|automatyczna odpowiedź|autoodpowiedź|automatická odpověď|nepřítomnost|răspuns automat|automatikus válasz` +
	`|автоматический ответ|автоответ|автоматична відповідь|αυτόματη απάντηση|otomatik (yanıt|cevap)|balasan otomatis|自动回复|自動回覆|自動回復|自動返信|自動応答|자동 ?(회신|응답|답장)|ตอบกลับอัตโนมัติ|رد (تلقائي|آلي)|מענה אוטומטי|תשובה אוטומטית|स्वचालित)`)

// awayInSubject is looser, for mails that their headers make suspect already.
var awayInSubject = regexp.MustCompile(`(?i)office|away|vacation|holiday|leave|abwesen|urlaub|absen|congé|vacac|férias|ferie|afwezig|vakantie|semester|urlop|отпуск|休`)

// isBounce tells a delivery report (RFC 3464), which often lacks Auto-Submitted.
func isBounce(m *Mail, from Address) bool {
	local := localPart(from)
	return local == "mailer-daemon" || local == "postmaster" || strings.HasPrefix(strings.ToLower(m.header.Get("Content-Type")), "multipart/report")
}

// Fields of a delivery report and of the mail that it returns (RFC 3464
// section 2.3).
var (
	reportAction = regexp.MustCompile(`(?mi)^Action:[ \t]*([a-z]+)`)
	reportWhy    = regexp.MustCompile(`(?mi)^Diagnostic-Code:[ \t]*(?:[a-z0-9-]+[ \t]*;)?[ \t]*((?:.+(?:\r?\n[ \t]+)?)+)`)
	reportStatus = regexp.MustCompile(`(?mi)^Status:[ \t]*([245]\.\d{1,3}\.\d{1,3})`)
	returnedID   = regexp.MustCompile(`(?mi)^Message-ID:[ \t]*(?:\r?\n[ \t]+)?<([^<>\s]{1,500})>`)
)

// readBounce reads why a mail could not be delivered, and which: its Message-ID
// joins those that the report replies to. Undelivered stays "" for a report of
// success or delay.
func (n *Notification) readBounce(raw []byte) {
	n.Report = true
	_, body, ok := bytes.Cut(raw, []byte("\n\r\n"))
	if !ok {
		_, body, _ = bytes.Cut(raw, []byte("\n\n"))
	}
	body = body[:min(len(body), maxTextBytes)]
	if len(bytes.TrimSpace(body)) == 0 { // only the header was read
		return
	}
	for _, id := range returnedID.FindAllSubmatch(body, 4) {
		n.InReplyTo = append(n.InReplyTo, string(id[1]))
	}
	if action := reportAction.FindSubmatch(body); action != nil && !bytes.EqualFold(action[1], []byte("failed")) {
		return
	}
	n.Undelivered = "no reason given"
	for _, re := range []*regexp.Regexp{reportWhy, reportStatus} {
		if found := re.FindSubmatch(body); found != nil {
			if why := cleanLine(strings.ToValidUTF8(string(found[1]), ""), maxSentenceRunes); why != "" {
				n.Undelivered = why
				return
			}
		}
	}
}
