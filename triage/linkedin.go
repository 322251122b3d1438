package triage

import (
	"regexp"
	"strings"

	"golang.org/x/net/idna"

	"havewemet/triage/language"
)

// Reader reads notifications for one owner.
type Reader struct {
	Owner Owner
	// AuthServers are the ids of the owner's own mail servers in
	// Authentication-Results (RFC 8601 section 2.5). None: no mail is verified.
	AuthServers []string
}

// mailFrom is what the header says about who sent a mail.
type mailFrom struct {
	from, sender Address
	linkedin     bool // From is at linkedin.com
	guest        bool // sent by LinkedIn in a member's own name
	posing       bool // neither, but it wants to look like LinkedIn
	lookalike    bool // From's domain only looks like linkedin.com
}

// kindRow tells one kind of mail by its template, or where that is not told by
// sender and subject. The first row that fits wins.
type kindRow struct {
	kind     Kind
	template *regexp.Regexp
	senders  string // local parts at linkedin.com, separated by spaces
	subject  *regexp.Regexp
}

// kindTable: evidence is marked as in public material: [SAW] in a real mail,
// [CODE] in a program that reads them, [INF] inferred, [BEL] believed.
var kindTable = []kindRow{
	// 2016 accept_invite_04, 2017-25 email_accept_invite_single_01 [SAW]; German to Swedish subjects [INF].
	{KindAccepted, re(`^(email_)?accept(ed)?_invite|^email_m2m_accept`), invitationSenders,
		re(`accepted your (linkedin )?invitation|start a conversation with your new connection|connections, experience,? and more$|you have \d+ new connections?$|einladung angenommen|(accepté|acceptée?) votre invitation|aceptado tu invitación|aceitou (seu|o seu) convite|accettato il tuo invito|uitnodiging (is )?geaccepteerd|zaakceptował|accepterat din inbjudan|godkänt din inbjudan`)},
	// email_m2m_invite_digest_02, subject with digits [SAW, second hand].
	{KindSeveral, re(`^email_m2m_invite_(digest|multi|batch)|^invite(_member)?_digest`), "invitations invitations-noreply notifications-noreply messages-noreply member connections",
		re(`^(hi \S+, )?you have \d+ (new |pending |open )?invitations|\d+ (people|others|members) are waiting for your response|\band \d+ others? (want|would like|are waiting|invited)|^sie haben \d+ (neue |offene )?einladungen|^vous avez \d+ (nouvelles )?invitations|^tienes \d+ (nuevas )?invitaciones|^você tem \d+ (novos )?convites|^hai \d+ (nuovi )?inviti|^je hebt \d+ (nieuwe )?uitnodigingen`)},
	// email_m2m_invite_reminder_02 2019, first_ and second_guest_reminder_01 2015-16 [SAW].
	{KindReminder, re(`^email_m2m_invite_reminder|^(first|second|third)_guest_reminder|^invite(_member)?_reminder`), "invitations invitations-noreply messages-noreply member connections notifications-noreply",
		re(`(is|are) (still )?a?waiting (for )?your response|^reminder about your invitation|^erinnerung.{0,40}einladung|wartet auf (ihre|deine) antwort|attend (toujours )?votre réponse|(está )?esperando tu respuesta|aguardando (a )?sua resposta|(è )?in attesa della tua risposta|wacht op (je|uw) antwoord|czeka na twoją odpowiedź|väntar på ditt svar`)},
	// email_m2m_invite_single_01 2016-26, M2M_Invitation 2016, invite_member_28 2015, invite_guest and invite_guest_59 2010-15 [SAW].
	{KindInvitation, re(`^email_m2m_invite_single|^invite_member(_\d+)?$|^M2M_Invitation|^invite_guest(_\d+)?$`), "invitations invitations-noreply member connections messages-noreply notifications-noreply",
		re(`please add me to your linkedin network|^i want to connect|sent you a connection request|join your (professional |linkedin )?network|add you to my (professional|linkedin) network|^you have an invitation|^(\pL+, )?(you have )?(1|one) new invitation|invitation to connect|wants to connect|would like to connect|invited you to connect|^join my network on linkedin|voglio collegarmi|je souhaite que nous nous conn|je souhaite me connecter|ich möchte mich (mit ihnen |mit dir )?vernetzen|in mein(em)? (berufliches )?netzwerk|quiero conectar|añadirte a mi red|quero me conectar|quero conectar|adicion.* à minha rede|ik wil (graag )?connecten|ik wil (graag )?contact|chcę (się )?(połączyć|nawiązać)|jag vill (gärna )?(knyta kontakt|få kontakt|ansluta)`)},
	// email_member_message_v2 2025-26 [SAW], email_type_messaging_digest [CODE]; pt subject [CODE].
	{KindMessage, re(`^email_member_message|^email_(type_)?messaging_digest|^member_message|^email_message`), "messaging-digest-noreply messages-noreply member hit-reply",
		re(`just messaged you|sent (you )?(a |\d+ )?(new )?messages?\b|^messages? from |new messages? (from|awaits?)|acab(ou|aram) de enviar uma mensagem|hat ihnen (gerade )?eine nachricht|hat dir (gerade )?eine nachricht|vous a envoyé un message|te ha enviado un mensaje|ti ha inviato un messaggio|heeft je een bericht|wysłał(a)? (do )?ci wiadomość|har skickat (dig )?ett meddelande`)},
	// email_hire_inmail_initial_single_01, the free-subject senders [SAW].
	{KindInMail, re(`inmail`), "inmail-hit-reply hit-reply-premium-inmail inmails-noreply hit-reply", re(``)},
}

func re(s string) *regexp.Regexp {
	if s == "" {
		return regexp.MustCompile(``)
	}
	return regexp.MustCompile(`(?i)` + s)
}

// otherTemplates are known not to be about people who ask to connect.
// pymk, groups, analytics, jobs, what_you_missed, connection_suggestion [SAW];
// page, event and newsletter [BEL].
var otherTemplates = re(`pymk|connection_suggestion|job|groups?_|what_you_missed|analytics|newsletter|event|page|company|organization|endorse|birthday|anniversary|skill|feed|news|security|welcome|network_update|notification_digest|search_appearance|follow`)

// otherSubjects are LinkedIn's other mails from addresses that also send
// invitations. [SAW], the last four [BEL].
var otherSubjects = re(`, (add|meet|follow) .{2,}|people you may know|do you know |you appeared in \d|viewed your profile|^congratulate |your network has been up to|shared a post|commented on|reacted to|mentioned you|job alert|follow pages|endorsed you|has endorsed|invited you to (subscribe|follow|attend|join|like|an event|a group|the group|event|group)|invites you to (subscribe|follow|attend|join|like)|invitation to (follow|attend|subscribe|join (the |our )?(group|event|page))|invitation to the event`)

// otherSenders send neither invitations nor messages. [SAW]
var otherSenders = re(`^(jobalerts|jobs|jobs-listings|newsletters|editors|security|updates|groups)-noreply$|^(group-digests|updates|welcome|linkedin|jobs-listings)$`)

// Read tells what a mail is, and whom and what it speaks of. The error wraps
// [ErrUnparsable]; the notification is then of no use.
func (r Reader) Read(raw []byte) (Notification, error) {
	m, err := openMail(raw)
	if err != nil {
		return Notification{}, err
	}
	n := headerOf(m)
	f := r.whoSent(m, n.From)
	n.Trust, n.TrustWhy = Unverified, "not from LinkedIn"
	n.Kind = KindForeign
	if !f.linkedin && !f.guest && !f.posing {
		return n, nil
	}
	m.readBody()
	p := r.readParts(m)
	n.Template = templateOf(m, f, p)
	n.Kind, n.Partial = kindOf(f, n, p)
	if f.posing && !asksToAct(n.Kind) {
		n.Kind, n.Template, n.Partial = KindForeign, "", false
		return n, nil
	}
	n.Trust, n.TrustWhy = r.trust(m, f, n, p)
	r.readPeople(m, f, &n, p)
	return n, nil
}

// asksToAct tells the kinds that a forger copies.
func asksToAct(k Kind) bool {
	return k != KindOther && k != KindForeign && k != KindInMail
}

func headerOf(m *Mail) Notification {
	n := Notification{
		Subject:    cleanLine(m.field("Subject"), maxSubjectRunes),
		From:       m.address("From"),
		InReplyTo:  m.messageIDs("In-Reply-To"),
		References: m.messageIDs("References"),
	}
	if ids := m.messageIDs("Message-Id"); len(ids) > 0 {
		n.MessageID = ids[0]
	}
	if d, err := m.header.Date(); err == nil {
		n.Date = d
	}
	auto, _, _ := strings.Cut(m.header.Get("Auto-Submitted"), ";")
	auto = strings.TrimSpace(auto)
	n.Auto = auto != "" && !strings.EqualFold(auto, "no") || isBounce(m, n.From)
	return n
}

// isBounce tells a delivery report (RFC 3464), which often lacks Auto-Submitted.
func isBounce(m *Mail, from Address) bool {
	local, _, _ := strings.Cut(strings.ToLower(from.Addr), "@")
	return local == "mailer-daemon" || local == "postmaster" || strings.HasPrefix(strings.ToLower(m.header.Get("Content-Type")), "multipart/report")
}

// whoSent sorts a mail by its header. A guest invitation comes from the
// member's own address with a Sender or class of LinkedIn's [INF from rules
// that need them]; a forward or a reply has neither.
func (r Reader) whoSent(m *Mail, from Address) mailFrom {
	f := mailFrom{from: from, sender: m.address("Sender")}
	_, domain, _ := strings.Cut(from.Addr, "@")
	f.linkedin = isLinkedInDomain(domain)
	if f.linkedin {
		return f
	}
	f.lookalike = looksLikeLinkedIn(domain)
	_, senderDomain, _ := strings.Cut(f.sender.Addr, "@")
	template := m.header.Get("X-Linkedin-Template")
	guestMail := strings.Contains(template, "guest") || strings.EqualFold(strings.TrimSpace(m.header.Get("X-Linkedin-Class")), "INVITE-GUEST")
	f.guest = !f.lookalike && (isLinkedInDomain(senderDomain) || guestMail)
	name := strings.ToLower(from.Name)
	f.posing = !f.guest && (f.lookalike || template != "" || name == "linkedin" || strings.HasPrefix(name, "linkedin ") ||
		viaLinkedIn.MatchString(name) || looksLikeLinkedIn(senderDomain))
	return f
}

// looksLikeLinkedIn tells a domain that is not LinkedIn's but is made to be
// taken for it: linkedin.com.evil.example, notlinkedin.com, l1nkedin.com.
func looksLikeLinkedIn(domain string) bool {
	if domain == "" || isLinkedInDomain(domain) {
		return false
	}
	if u, err := idna.ToUnicode(domain); err == nil {
		domain = u // a letter or two of another script
	}
	skeleton := domainSkeleton.Replace(strings.ToLower(domain))
	return strings.Contains(skeleton, "iinkedin") || strings.Contains(skeleton, "iinkedn") || strings.Contains(skeleton, "iinkdin")
}

// domainSkeleton maps what is taken for another letter to one of them.
var domainSkeleton = strings.NewReplacer("1", "i", "l", "i", "|", "i", "í", "i", "ì", "i", "ı", "i", "і", "i", "ї", "i", "3", "e", "е", "e", "é", "e", "è", "e",
	"ê", "e", "ñ", "n", "ń", "n", "к", "k", "ḳ", "k", "ԁ", "d", "rn", "n", "ḷ", "i", "ḥ", "h", "-", "")

// mailParts is what both text parts of a mail hold.
type mailParts struct {
	text, html []mailLine
	hidden     []string
	hasHTML    bool
	headerOnly bool // neither part holds anything
}

func (r Reader) readParts(m *Mail) *mailParts {
	p := &mailParts{hasHTML: m.HasHTML, headerOnly: !m.HasHTML && strings.TrimSpace(m.Text) == ""}
	p.text = readTextPart(m.Text)
	if m.HasHTML {
		p.html, p.hidden = readHTML(m.HTML)
	}
	return p
}

// eachLink calls f for the links of both parts until it returns true.
func (p *mailParts) eachLink(f func(mailLink) bool) {
	for _, lines := range [][]mailLine{p.text, p.html} {
		for _, line := range lines {
			for _, l := range line.links {
				if f(l) {
					return
				}
			}
		}
	}
}

// linked tells whether there is any link, as there is below the note in every
// mail of LinkedIn's that is whole.
func (p *mailParts) linked() (found bool) {
	p.eachLink(func(mailLink) bool {
		found = true
		return true
	})
	return found
}

// templateOf takes the header's word, else a link's.
func templateOf(m *Mail, f mailFrom, p *mailParts) string {
	if t := strings.TrimSpace(m.header.Get("X-Linkedin-Template")); templateName.MatchString(t) {
		return t
	}
	found := ""
	p.eachLink(func(l mailLink) bool {
		found = l.template
		return found != ""
	})
	return found
}

// kindOf goes through the table: template first, then sender and subject,
// then the shape of the body. more says that the mail may be of another kind,
// and that the part that would show it is missing.
func kindOf(f mailFrom, n Notification, p *mailParts) (kind Kind, more bool) {
	if n.Template != "" {
		for _, row := range kindTable {
			if row.template.MatchString(n.Template) {
				return row.kind, false
			}
		}
		if otherTemplates.MatchString(n.Template) {
			return KindOther, false
		}
	}
	if replyMark.MatchString(n.Subject) && !f.guest {
		return KindOther, false // somebody's own mail
	}
	local, _, _ := strings.Cut(strings.ToLower(f.from.Addr), "@")
	if f.linkedin && otherSenders.MatchString(local) {
		return KindOther, false
	}
	for _, row := range kindTable {
		if f.linkedin && !containsWord(row.senders, local) {
			continue
		}
		if row.kind == KindInMail && !f.linkedin {
			continue
		}
		if row.subject.MatchString(n.Subject) && !(asksToAct(row.kind) && row.kind != KindAccepted && otherSubjects.MatchString(n.Subject)) {
			return row.kind, false
		}
	}
	if otherSubjects.MatchString(n.Subject) {
		return KindOther, false
	}
	kind = kindByShape(f, local, p)
	return kind, kind == KindOther && f.linkedin && (p.headerOnly || !p.hasHTML && containsWord(mainInvitationSenders, local))
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
	accept := false
	p.eachLink(func(l mailLink) bool {
		accept = l.accept || !l.linkedin && isAcceptWord(l.text)
		return accept
	})
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
	if accept {
		return KindInvitation
	}
	return KindOther
}

// viaLinkedIn ends the display name of some kinds: "Jane Doe via LinkedIn".
// English [SAW]; others [INF].
var viaLinkedIn = regexp.MustCompile(`(?i)\s+(via|über|ueber|par|a través de|através do|através de|tramite|przez|on|på)\s+linkedin\s*$`)

// nameFrom is the person in From's display name, "" if it is LinkedIn itself.
func nameFrom(from Address) string {
	name := strings.TrimSpace(strings.Trim(viaLinkedIn.ReplaceAllString(from.Name, ""), `"`))
	if f := foldText(name); f == "linkedin" || strings.HasPrefix(f, "linkedin ") || strings.Contains(name, "@") && !strings.Contains(name, " ") {
		return ""
	}
	return name
}

// readPeople fills in People and Partial.
func (r Reader) readPeople(m *Mail, f mailFrom, n *Notification, p *mailParts) {
	var people []Invitation
	switch n.Kind {
	case KindInvitation, KindReminder:
		inv, settled := r.readInvitation(f, *n, p)
		inv.Unclear = inv.Headline == "" && inv.Number == "" && !p.linked()
		people = []Invitation{inv}
		n.Partial = !p.hasHTML && (!settled || inv.Unclear)
	case KindSeveral:
		people = readCards(p, r.Owner.Name)
		n.Partial = !p.hasHTML && len(people) == 0
	case KindAccepted, KindMessage, KindInMail:
		people = r.readSenders(f, *n, p)
		n.Partial = !p.hasHTML && len(people) == 0
	}
	channel, replyTo := ChannelLinkedIn, ""
	if len(people) == 1 && n.Kind != KindAccepted {
		channel, replyTo = r.channel(m)
	}
	for i := range people {
		inv := &people[i]
		inv.Channel, inv.ReplyTo = channel, replyTo
		inv.MessageID, inv.Subject, inv.Received, inv.Trust = n.MessageID, n.Subject, n.Date, n.Trust
		if inv.Note != "" {
			inv.Language = language.Guess(inv.Note)
		}
	}
	n.People = people
}

var (
	relayLocal   = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)
	machineLocal = regexp.MustCompile(`(?i)^(no-?_?reply|do-?not-?reply|bounces?|mailer-daemon|postmaster|.*-noreply|noreply-.*|.*[-_.+]noreply)$`)
)

// channel tells where an answer by mail would arrive: at the one person in
// Reply-To, or at LinkedIn's relay [SAW 2026]. Reply-To is not covered by
// LinkedIn's signature, so it is good for a draft only.
func (r Reader) channel(m *Mail) (Channel, string) {
	if fields := m.header.FieldsByKey("Reply-To"); fields.Len() != 1 {
		return ChannelLinkedIn, ""
	}
	list := m.addresses("Reply-To")
	if len(list) != 1 || list[0].Addr == "" {
		return ChannelLinkedIn, ""
	}
	addr := list[0].Addr
	local, domain, _ := strings.Cut(addr, "@")
	if domain == "reply.linkedin.com" && relayLocal.MatchString(local) {
		return ChannelMail, addr
	}
	if isLinkedInDomain(domain) || looksLikeLinkedIn(domain) || strings.EqualFold(addr, r.Owner.Address) || machineLocal.MatchString(local) || !strings.Contains(domain, ".") {
		return ChannelLinkedIn, ""
	}
	return ChannelMail, addr
}
