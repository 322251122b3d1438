package triage

import (
	"regexp"
	"slices"
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

// Read tells what a mail is, and whom and what it speaks of. The error wraps
// [ErrUnparsable]; the notification is then of no use.
func (r Reader) Read(raw []byte) (Notification, error) {
	m, err := openMail(raw)
	if err != nil {
		return Notification{}, err
	}
	n := r.read(m)
	if n.Kind == KindForeign || n.Kind == KindOther && isRelay(n.From.Addr) {
		m.readBody()
		n.Words = ownWords(m)
		if isBounce(m, n.From) {
			n.readBounce(raw)
		}
	}
	return n, nil
}

// read is Read without the words of mails that are not LinkedIn's.
func (r Reader) read(m *Mail) Notification {
	n := headerOf(m)
	f := r.whoSent(m, n.From)
	n.Trust, n.TrustWhy = Unverified, "not from LinkedIn"
	n.Kind = KindForeign
	if !f.linkedin && !f.guest && !f.posing && !asksInSubject(n.Subject) {
		return n
	}
	m.readBody()
	p := r.readParts(m)
	if !f.linkedin && !f.guest && !f.posing {
		if f.posing = p.copied() && foreignAction(p, true) != ""; !f.posing {
			return n
		}
	}
	n.Template = templateOf(m, p)
	n.Kind, n.Partial = kindOf(f, n, p)
	if f.posing && (!asksToAct(n.Kind) || f.namesake() && !p.copied() && !p.hasFurniture() && foreignAction(p, true) == "") {
		if p.copied() && !replyMark.MatchString(n.Subject) || f.lookalike && isSender(localPart(f.from)) {
			n.Trust, n.TrustWhy = r.trust(m, f, n, p)
		} else { // somebody who is called "LinkedIn Fan"
			n.Kind = KindForeign
		}
		n.Template, n.Partial = "", false
		return n
	}
	n.Trust, n.TrustWhy = r.trust(m, f, n, p)
	r.readPeople(m, f, &n, p)
	n.Strange = strangeIn(m, f, n, p)
	return n
}

func headerOf(m *Mail) Notification {
	n := Notification{
		Subject:    dropSubjectTag(cleanLine(m.field("Subject"), maxSubjectRunes)),
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
	n.Auto = isAutomatic(m, n)
	return n
}

// localPart is what is in front of the "@" of an address, in lower case.
func localPart(a Address) string {
	local, _, _ := strings.Cut(strings.ToLower(a.Addr), "@")
	return local
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

// namesake tells a sender who is called after LinkedIn and poses in no other way.
func (f mailFrom) namesake() bool {
	return !f.lookalike && foldText(f.from.Name) != "linkedin" && !viaLinkedIn.MatchString(f.from.Name)
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
	return strings.Contains(skeleton, "iicdn") || strings.Contains(skeleton, "iinkedin") || strings.Contains(skeleton, "iinkedn") || strings.Contains(skeleton, "iinkdin")
}

// domainSkeleton maps what is taken for another letter to one of them.
var domainSkeleton = strings.NewReplacer("1", "i", "l", "i", "|", "i", "í", "i", "ì", "i", "ı", "i", "і", "i", "ї", "i", "3", "e", "е", "e", "é", "e", "è", "e",
	"ê", "e", "ñ", "n", "ń", "n", "к", "k", "ḳ", "k", "ԁ", "d", "rn", "n", "cl", "d", "ḷ", "i", "ḥ", "h", "-", "")

// mailParts is what both text parts of a mail hold.
type mailParts struct {
	text, html []mailLine
	hidden     []string
	hasHTML    bool
	headerOnly bool // neither part holds anything
}

func (r Reader) readParts(m *Mail) *mailParts {
	p := &mailParts{hasHTML: m.HasHTML, headerOnly: !m.HasHTML && strings.TrimSpace(m.Text) == ""}
	p.text = dropBanner(readTextPart(m.Text))
	if m.HasHTML {
		p.html, p.hidden = readHTML(m.HTML)
		p.html = dropBanner(p.html)
	}
	if m.HasHTML && len(p.html) > 0 && !linked(p.text) && linked(p.html) {
		p.text = nil // it only says that there is an HTML part
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

// has tells whether there is such a link in either part.
func (p *mailParts) has(is func(mailLink) bool) (found bool) {
	p.eachLink(func(l mailLink) bool {
		found = is(l)
		return found
	})
	return found
}

// linked tells whether there is any link, as there is below the note in every
// mail of LinkedIn's that is whole.
func (p *mailParts) linked() bool { return linked(p.text) || linked(p.html) }

func linked(lines []mailLine) bool {
	return slices.ContainsFunc(lines, func(l mailLine) bool { return len(l.links) > 0 })
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
	to := r.addressee(m, p)
	switch n.Kind {
	case KindInvitation, KindReminder:
		inv, settled := readInvitation(f, *n, p, to)
		inv.Unclear = inv.Headline == "" && inv.Number == "" && !p.linked()
		people = []Invitation{inv}
		n.Partial = !p.hasHTML && (!settled || inv.Unclear)
	case KindSeveral:
		people = readCards(p, to)
		n.Partial = !p.hasHTML && len(people) == 0
	case KindAccepted, KindMessage, KindInMail:
		people = readSenders(*n, p, to)
		if n.Kind == KindInMail {
			n.Text = inMailText(*n, p)
		}
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

// isRelay tells an address by which LinkedIn passes mail on to one member.
func isRelay(addr string) bool {
	local, domain, _ := strings.Cut(addr, "@")
	return domain == "reply.linkedin.com" && relayLocal.MatchString(local)
}

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
	if isRelay(addr) {
		return ChannelMail, addr
	}
	local, domain, _ := strings.Cut(addr, "@")
	if isLinkedInDomain(domain) || looksLikeLinkedIn(domain) || strings.EqualFold(addr, r.Owner.Address) || machineLocal.MatchString(local) || !strings.Contains(domain, ".") {
		return ChannelLinkedIn, ""
	}
	return ChannelMail, addr
}
