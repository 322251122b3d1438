package triage

import (
	"regexp"
	"slices"
	"strings"
)

// kindRow tells one kind of mail: by its template, or where that is not told
// by sender and subject.
type kindRow struct {
	kind     Kind
	template *regexp.Regexp
	senders  string         // local parts at linkedin.com, separated by spaces
	subject  *regexp.Regexp // any subject if nil
}

// kindTable has one row a kind, but for [KindOther], which follows it; the
// first row that fits wins. Evidence is marked as in public material: [SAW] in
// a real mail, [CODE] in a program that reads them, [INF] inferred, [BEL]
// believed. Subjects that are not English are [INF] where nothing is said.
var kindTable = []kindRow{{
	KindAccepted,
	// accept_invite_04 2016, email_accept_invite_single_01 2017-25 [SAW].
	anyOf(`^(email_)?accept(ed)?_invite`, `^email_m2m_accept`),
	invitationSenders,
	anyOf(`accepted your (linkedin )?invitation`, `start a conversation with your new connection`, `connections, experience,? and more$`, `you have \d+ new (connection|connections)$`,
		`einladung angenommen`, `(accepté|acceptée) votre invitation`, `(aceptado|aceptó) tu invitación`, `aceitou (seu|o seu) convite`, `accettato il tuo invito`,
		`uitnodiging (is )?geaccepteerd`, `zaakceptował`, `(accepterat|godkänt) din inbjudan`, `accepteret din invitation`, `(akseptert|godtatt) invitasjonen`),
}, {
	KindSeveral,
	// email_m2m_invite_digest_02, and the subject with digits [SAW, second hand].
	anyOf(`^email_m2m_invite_(digest|multi|batch)`, `^invite(_member)?_digest`),
	invitationSenders,
	anyOf(`^(hi \S+, |\pL+, )?you have (\d+|two|three|four|five|several) (new |pending |open )?invitations`, `^\d+ (new |pending |open )?invitations`, `\d+ (people|others|members) (are waiting|want|would like)`, `\band \d+ others? (want|would like|are waiting|invited)`,
		`^(sie haben|du hast) \d+ (neue |offene )?einladungen`, `^vous avez \d+ (nouvelles )?invitations`, `^tienes \d+ (nuevas )?invitaciones`, `^você tem \d+ (novos )?convites`,
		`^hai \d+ (nuovi )?inviti`, `^(je hebt|u hebt|u heeft) \d+ (nieuwe )?uitnodigingen`, `^masz \d+ (nowe |nowych )?zapros`, `^du har \d+ (nya |nye )?(inbjudningar|invitationer|invitasjoner)`),
}, {
	KindReminder,
	// email_m2m_invite_reminder_02 2019, first_ and second_guest_reminder_01 2015-16 [SAW].
	anyOf(`^email_m2m_invite_reminder`, `^(first|second|third)_guest_reminder`, `^(member_)?invite(_member)?_reminder`),
	invitationSenders,
	anyOf(`(is|are) (still )?(waiting|awaiting) (for )?your response`, `^reminder(:| about).{0,80}invitation`, `^erinnerung.{0,40}einladung`, `wartet auf (ihre|deine) antwort`, `attend (toujours )?votre réponse`,
		`(está )?esperando tu respuesta`, `aguardando (a )?sua resposta`, `(è )?in attesa della tua risposta`, `wacht op (je|uw) antwoord`, `czeka na twoją odpowiedź`, `väntar på ditt svar`, `venter på (dit|ditt) svar`,
		`odottaa vastaustasi`, `čeká na (vaši|tvou) odpověď`, `(ожидает|жд[её]т) (вашего |твоего )?ответа`, `чекає на (вашу|твою) відповідь`, `(yanıtınızı|cevabınızı) bekliyor`, `așteaptă răspunsul`, `返信を待って`, `等待您的(回复|回應|答复)`, `응답을 기다`, `انتظار ردك`),
}, {
	KindInvitation,
	// email_m2m_invite_single_01 2016-26, M2M_Invitation 2016, invite_member_28 2015, invite_guest and invite_guest_59 2010-15 [SAW].
	anyOf(`^email_m2m_invite_single`, `^invite_member(_\d+)?$`, `^M2M_Invitation`, `^invite_guest(_\d+)?$`),
	invitationSenders,
	anyOf(`please add me to your linkedin network`, `^i want to connect`, `sent you (a connection request|an invitation)`, `join your (professional |linkedin )?network`, `add you to my (professional |linkedin )?network`,
		`^(\pL+, )?you have an invitation`, `^(\pL+, )?(you have )?(1|one|a) new invitation`, `invitation to connect`, `(wants|would like|’d like|'d like) to connect`, `invited you to connect`, `^join my network on linkedin`,
		`ich möchte mich (gerne )?(mit ihnen |mit dir )?vernetzen`, `in mein(em)? (berufliches )?netzwerk`, `möchte sich (mit ihnen |mit dir )?vernetzen`, `^(sie haben|du hast) eine (neue )?einladung`,
		`je souhaite que nous nous (connections|connectons)`, `je souhaite me connecter`, `^vous avez une (nouvelle )?invitation`, `souhaite (entrer en relation|se connecter)`, // the first [CODE]
		`(quiero|me gustaría) conectar`, `añadirte a mi red`, `quiere conectar`, `^tienes una (nueva )?invitación`,
		`quero (me )?conectar`, `(adicionar|adicioná)\S* à minha rede`, `quer se conectar`, `^você tem um (novo )?convite`,
		`voglio collegarmi`, `vorrei (collegarmi|aggiungerti)`, `vuole collegarsi`, `^hai (un|ricevuto un) (nuovo )?invito`, // the first [CODE]
		`ik wil (graag )?(connecten|contact)`, `wil (graag )?connecten`, `^(je hebt|u hebt|u heeft) een (nieuwe )?uitnodiging`,
		`chcę (się )?(połączyć|nawiązać)`, `^masz (nowe )?zaproszenie`, `jag vill (gärna )?(knyta kontakt|få kontakt|ansluta)`, `^du har (fått )?en (ny )?(inbjudan|invitation|invitasjon)`),
}, {
	KindMessage,
	// email_member_message_v2 2025-26 [SAW], email_type_messaging_digest [CODE].
	anyOf(`^email_member_message`, `^email_(type_)?messaging_digest`, `^member_message`, `^email_message`),
	"messaging-digest-noreply messages-noreply member hit-reply",
	anyOf(`just messaged you`, `sent (you )?(a |\d+ )?(new )?(message|messages)\b`, `^(message|messages) from `, `new (message|messages) (from|await|awaits)`,
		`(hat|haben) (ihnen|dir) (gerade )?(eine nachricht|nachrichten)`, `(a|ont|vient de) vous (envoyé|envoyer) (un|des|\d+) (nouveau |nouveaux )?(message|messages)`, `vous a envoyé un message`, `te (ha|han) enviado (un|\d+) (mensaje|mensajes)`, `(acabou|acabaram) de enviar uma mensagem`, // the last [CODE]
		`ti (ha|hanno) inviato (un|dei) (messaggio|messaggi)`, `heeft je een bericht`, `(wysłał|wysłała) (do )?ci wiadomość`, `har skickat (dig )?ett meddelande`, `har sendt (dig|deg) en (besked|melding)`),
}, {
	KindInMail,
	// email_hire_inmail_initial_single_01; its senders' subjects are free [SAW].
	anyOf(`inmail`),
	"inmail-hit-reply hit-reply-premium-inmail inmails-noreply hit-reply",
	nil,
}}

// otherMail tells LinkedIn's mails about anything else: for its templates and
// senders that is certain; its subjects come from senders of invitations too.
var otherMail = struct{ template, sender, subject *regexp.Regexp }{
	// pymk, groups, analytics, jobs, what_you_missed, connection_suggestion [SAW]; page, event and newsletter [BEL].
	anyOf(`pymk|connection_suggestion|job|groups?_|what_you_missed|analytics|newsletter|event|page|company|organization|endorse|birthday|anniversary|skill|feed|news|security|welcome|network_update|notification_digest|search_appearance|follow|recommend`),
	anyOf(`^(jobalerts|jobs|jobs-listings|newsletters|editors|security|updates|groups)-noreply$`, `^(group-digests|updates|welcome|linkedin|jobs-listings)$`), // [SAW]
	anyOf(`, (add|meet|follow) .{2,}`, `people you may know`, `do you know `, `you appeared in \d`, `viewed your profile`, `^congratulate `, `your network has been up to`, `shared a post`, `commented on`, `reacted to`, `mentioned you`, `job alert`, `follow pages`, `endorsed you`, `has endorsed`, // [SAW]
		`(invited|invites) you to (subscribe|follow|attend|join|like|an event|a group|the group|event|group)`, `invitation to (follow|attend|subscribe|join (the |our )?(group|event|page))`, `invitation to the event`), // [BEL]
}

func anyOf(patterns ...string) *regexp.Regexp {
	return regexp.MustCompile(`(?i)` + strings.Join(patterns, "|"))
}

// asksInSubject tells the subjects of mails that a forger copies.
func asksInSubject(subject string) bool {
	return !replyMark.MatchString(subject) && slices.ContainsFunc(kindTable, func(row kindRow) bool {
		return asksToAct(row.kind) && row.subject != nil && row.subject.MatchString(subject)
	})
}

// isSender tells the local part of an address that LinkedIn writes from.
func isSender(local string) bool {
	return otherMail.sender.MatchString(local) || slices.ContainsFunc(kindTable, func(row kindRow) bool { return containsWord(row.senders, local) })
}

// copied tells whether a mail has the foot of LinkedIn's own.
func (p *mailParts) copied() bool {
	return slices.ContainsFunc(append(slices.Clip(p.text), p.html...), func(l mailLine) bool {
		return strings.HasPrefix(l.text, intended) || strings.Contains(l.text, "LinkedIn Corporation") || strings.Contains(l.text, "LinkedIn Ireland")
	})
}

// asksToAct tells the kinds that a forger copies.
func asksToAct(k Kind) bool {
	return k != KindOther && k != KindForeign && k != KindInMail
}

// templateOf takes the header's word, else that of most links: all of a mail's
// own tell the same, and a note may hold a link of some other mail.
func templateOf(m *Mail, p *mailParts) string {
	if t := strings.TrimSpace(m.header.Get("X-Linkedin-Template")); templateName.MatchString(t) {
		return t
	}
	most, count := "", map[string]int{}
	p.eachLink(func(l mailLink) bool {
		if l.template != "" {
			if count[l.template]++; count[l.template] > count[most] {
				most = l.template
			}
		}
		return false
	})
	return most
}

// kindOf goes through the table: template first, then sender and subject,
// then the shape of the body. more says that the mail may be of another kind,
// and that the part that would show it is missing.
func kindOf(f mailFrom, n Notification, p *mailParts) (kind Kind, more bool) {
	if kind := kindByTemplate(n.Template); kind != "" {
		return kind, false
	}
	local := localPart(f.from)
	if f.linkedin && containsWord("hit-reply member", local) && p.tellsMessage() {
		return KindMessage, false
	}
	if replyMark.MatchString(n.Subject) && !f.guest {
		return KindOther, false // somebody's own mail
	}
	if f.linkedin && otherMail.sender.MatchString(local) {
		return KindOther, false
	}
	other := otherMail.subject.MatchString(n.Subject)
	for _, row := range kindTable {
		switch {
		case f.linkedin && !containsWord(row.senders, local),
			row.kind == KindInMail && !f.linkedin,
			other && asksToAct(row.kind) && row.kind != KindAccepted:
		case row.subject == nil, row.subject.MatchString(n.Subject):
			return row.kind, false
		}
	}
	if other {
		return KindOther, false
	}
	kind = kindByShape(f, local, p)
	if kind == KindInvitation && opensSubject(n) {
		kind = KindReminder
	}
	return kind, kind == KindOther && f.linkedin && (p.headerOnly || !p.hasHTML && containsWord(mainInvitationSenders, local))
}

// kindByTemplate is "" for a template that nobody knows.
func kindByTemplate(template string) Kind {
	if template == "" {
		return ""
	}
	for _, row := range kindTable {
		if row.template.MatchString(template) {
			return row.kind
		}
	}
	if otherMail.template.MatchString(template) {
		return KindOther
	}
	return ""
}

var replyMark = regexp.MustCompile(`(?i)^\s*(re|aw|sv|vs|fwd?|wg|tr|rv|enc|i)\s*:`)

// Those who send invitations among other mail, and those who hardly send
// anything else.
const (
	invitationSenders     = mainInvitationSenders + " messages-noreply notifications-noreply"
	mainInvitationSenders = "invitations invitations-noreply member connections"
)

func containsWord(words, w string) bool {
	if words == "" || w == "" {
		return false
	}
	for word := range strings.SplitSeq(words, " ") {
		if word == w {
			return true
		}
	}
	return false
}

// kindByShape reads the first lines, for a mail with neither template nor a
// subject that is known: an accept button of LinkedIn's makes an invitation.
func kindByShape(f mailFrom, local string, p *mailParts) Kind {
	if f.linkedin && !containsWord(invitationSenders, local) {
		return KindOther
	}
	accept := p.has(func(l mailLink) bool { return l.accept || !l.linkedin && isAcceptWord(l.text) })
	for _, lines := range [][]mailLine{p.text, p.html} {
		for i, l := range lines {
			if i > 40 {
				break
			}
			s := strings.ToLower(l.text)
			switch {
			case strings.Contains(s, "accepted your invitation"), strings.Contains(s, "you are receiving accepted invitation"):
				return KindAccepted
			case strings.Contains(s, "invited you to follow"), strings.Contains(s, "invited you to subscribe"), strings.Contains(s, "invited you to attend"), strings.Contains(s, "people you may know notification"):
				return KindOther
			case strings.HasPrefix(s, "this is a reminder that on"):
				return KindReminder
			}
		}
	}
	switch {
	case p.acceptable() > 1:
		return KindSeveral
	case accept, local == "member" && viaLinkedIn.MatchString(f.from.Name) && p.has(mailLink.toProfile):
		return KindInvitation // [CODE] 2011-13
	}
	return KindOther
}

// tellsMessage tells the mails of 2012-17 that held a message's words: "Jane
// Doe has sent you a message." [CODE]
func (p *mailParts) tellsMessage() bool {
	for i, l := range p.text {
		if i < 10 && strings.HasSuffix(strings.TrimRight(l.text, ".:"), " has sent you a message") {
			return true
		}
	}
	return false
}

// toProfile tells a link to somebody's profile on LinkedIn.
func (l mailLink) toProfile() bool { return l.profile && l.linkedin }

// hasFurniture tells whether any link is LinkedIn's own, as all are in its mails.
func (p *mailParts) hasFurniture() bool {
	return p.has(func(l mailLink) bool { return l.tracked || l.toProfile() })
}

// acceptable counts the invitations that a mail has a button for.
func (p *mailParts) acceptable() int {
	numbers := map[string]bool{}
	p.eachLink(func(l mailLink) bool {
		if l.accept && l.number != "" {
			numbers[l.number] = true
		}
		return false
	})
	return len(numbers)
}

// opensSubject tells "Jane is waiting for your response" in languages whose
// words are not in the table.
func opensSubject(n Notification) bool {
	_, opens := cutOpening(n.Subject, nameFrom(n.From), nil)
	return opens && nameFrom(n.From) != ""
}
