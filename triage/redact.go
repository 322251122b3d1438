package triage

import (
	"fmt"
	"net/textproto"
	"regexp"
	"slices"
	"strings"

	"github.com/emersion/go-message/mail"
)

// Redact returns a copy of a mail with nobody in it, fit to be attached to a
// report of a bug. It is built anew from what [Reader.Read] looks at, and holds
// of the original only what is known to be LinkedIn's: the names of the fields
// that are read, templates, the words and links around a note, the results in
// Authentication-Results, the structure of MIME and HTML. All other letters and
// digits become stand-ins, so that length, case, script and punctuation stay.
// A name becomes the same stand-in wherever it stands, and so does a profile,
// an address, a host and an invitation's number: the copy is read as the
// original is by an owner called "Owner Name" with the address
// owner@example.com and the server mx.example.com, the verdict on the note
// excepted. Every date becomes the same day.
//
// The error wraps [ErrUnparsable].
func (r Reader) Redact(raw []byte) ([]byte, error) {
	n, err := r.Read(raw)
	if err != nil {
		return nil, err
	}
	m, err := openMail(raw)
	if err != nil {
		return nil, err
	}
	body := m.outline()
	d := newRedactor(r, m, n)
	var b strings.Builder
	d.writeHeader(&b, m)
	d.writePart(&b, body, "part")
	out := strings.ReplaceAll(b.String(), "\r\n", "\n")
	if line, _, _ := strings.Cut(string(raw[:min(len(raw), maxFieldBytes)]), "\n"); strings.HasSuffix(line, "\r") {
		out = strings.ReplaceAll(out, "\n", "\r\n")
	}
	return []byte(out), nil
}

// redactor holds what stands for what in one mail.
type redactor struct {
	names   map[string]string // words of names, folded as [foldNote] folds
	letters map[rune]rune
	subject string // as the reader has it
	servers map[string]string
	owner   string          // their domain
	owned   map[string]bool // their addresses, in lower case

	slugs, numbers, hosts, people, ids numbering
}

// numbering counts things in the order in which they are met, from 1.
type numbering map[string]int

func (n *numbering) of(key string) int {
	if *n == nil {
		*n = numbering{}
	}
	if (*n)[key] == 0 {
		(*n)[key] = len(*n) + 1
	}
	return (*n)[key]
}

func newRedactor(r Reader, m *Mail, n Notification) *redactor {
	d := &redactor{names: map[string]string{}, letters: map[rune]rune{}, owned: map[string]bool{}, subject: n.Subject}
	to := m.address("To")
	owner := r.addressee(m, r.readParts(m))
	if len(strings.Fields(r.Owner.Name)) < 2 {
		owner = owner[1:] // "You", where there is no config, is nobody's name
	}
	d.addName(0, owner...)
	for i, p := range n.People {
		d.addName(i+1, p.Name)
	}
	next := len(n.People) + 1
	for _, name := range []string{nameFrom(n.From), m.address("Reply-To").Name, nameFrom(m.address("Sender"))} {
		d.addName(next, name)
		next++
	}
	d.ownAddress(r.Owner.Address)
	d.ownAddress(to.Addr)
	d.servers = standInServers(m.header.Values("Authentication-Results"), r.AuthServers)
	return d
}

const standInOwner = "owner@example.com"

func (d *redactor) ownAddress(addr string) {
	_, domain, _ := strings.Cut(strings.ToLower(addr), "@")
	if domain == "" || isLinkedInDomain(domain) {
		return
	}
	if d.owner == "" {
		d.owner = domain
	}
	d.owned[strings.ToLower(addr)] = true
}

// standInServers names the owner's own servers mx.example.com, the topmost
// server where no own one is known, and the others mx-2.example.com and so on.
func standInServers(fields, own []string) map[string]string {
	names := map[string]string{}
	for _, v := range fields[:min(len(fields), maxAuthFields)] {
		id, _, ok := splitAuthResults(v[:min(len(v), maxFieldBytes)])
		trusted := TrustedServer(id, own)
		id = strings.ToLower(strings.TrimSuffix(id, "."))
		if !ok || id == "" || names[id] != "" {
			continue
		}
		if trusted || len(own) == 0 && len(names) == 0 {
			names[id] = "mx.example.com"
		} else {
			names[id] = fmt.Sprintf("mx-%d.example.com", len(names)+2)
		}
	}
	return names
}

const standInDate = "Mon, 01 Jan 2024 00:00:00 +0000"

// writeHeader writes the fields that the reader reads, in their order, and
// drops all others. [Mail.outline] knows the fields of MIME.
func (d *redactor) writeHeader(b *strings.Builder, m *Mail) {
	count := map[string]int{}
	for fields := m.header.Fields(); fields.Next(); {
		name := textproto.CanonicalMIMEHeaderKey(fields.Key())
		if count[name]++; count[name] > maxSameField {
			continue
		}
		one := &Mail{}
		one.header.Add(name, fields.Value())
		if v, ok := d.field(name, one); ok {
			fmt.Fprintf(b, "%s: %s\n", usualName(name), v)
		}
	}
	if b.Len() == 0 {
		b.WriteString("MIME-Version: 1.0\n") // without a field it would be no mail
	}
}

// usualName spells a field's name as mails do.
func usualName(name string) string {
	return strings.NewReplacer("X-Linkedin", "X-LinkedIn", "Mime-", "MIME-", "Message-Id", "Message-ID").Replace(name)
}

var (
	className     = regexp.MustCompile(`^[A-Z]{2,20}(-[A-Z]{2,20}){0,3}$`)
	autoSubmitted = []string{"no", "auto-generated", "auto-replied", "auto-notified"} // RFC 3834 section 5
)

// field redacts the one field of a header.
func (d *redactor) field(name string, one *Mail) (string, bool) {
	value := strings.TrimSpace(one.header.Get(name))
	switch name {
	case "From", "Sender", "Reply-To", "To":
		return d.addressField(name, one), true
	case "Subject":
		return encodeWords(value, d.text(firstRunes(unfolded(one.field(name)), 4*maxSubjectRunes), true)), true
	case "Date":
		if _, err := one.header.Date(); err != nil {
			return d.text(unfolded(firstRunes(value, 200)), false), true
		}
		return standInDate, true
	case "Message-Id", "In-Reply-To", "References":
		var ids []string
		for _, id := range one.messageIDs(name) {
			ids = append(ids, d.messageID(id))
		}
		return strings.Join(ids, "\n "), len(ids) > 0
	case "Auto-Submitted":
		v, _, _ := strings.Cut(strings.ToLower(value), ";")
		if v = strings.TrimSpace(v); !slices.Contains(autoSubmitted, v) {
			v = "auto-x"
		}
		return v, true
	case "Precedence":
		v := strings.ToLower(value)
		return v, slices.Contains(programPrecedence, v)
	case "X-Autoreply", "X-Autorespond", "X-Autoresponder":
		return "yes", value != ""
	case "X-Auto-Response-Suppress":
		return "OOF", strings.Contains(strings.ToLower(value), "oof")
	case "Return-Path":
		return "<>", value == "<>"
	case "Received":
		return "from host.example by mx.example.com; " + standInDate, true
	case "Authentication-Results":
		return d.authResults(value), true
	case "Mime-Version":
		return "1.0", true
	case "X-Linkedin-Template":
		if v, ok := d.template(value); ok {
			return v, true
		}
		return d.text(unfolded(firstRunes(value, 200)), false), true
	case "X-Linkedin-Class":
		if className.MatchString(value) && !d.named(value) {
			return value, true
		}
		return d.text(unfolded(firstRunes(value, 200)), false), true
	}
	return "", false
}

func unfolded(s string) string {
	return strings.NewReplacer("\r", "", "\n", " ", "\u0085", " ", "\u2028", " ", "\u2029", " ").Replace(strings.ToValidUTF8(s, "\uFFFD"))
}

// template returns a template's name if it may be kept: one of the form that
// all have had, and no name of anybody in it.
func (d *redactor) template(s string) (string, bool) {
	if !templateName.MatchString(s) || kindByTemplate(s) == "" && d.named(s) {
		return "", false
	}
	return s, true
}

// named tells whether a word of somebody's name is in s.
func (d *redactor) named(s string) bool {
	for _, t := range foldNote(strings.ReplaceAll(s, "_", " ")).tokens {
		if d.names[t.text] != "" {
			return true
		}
	}
	return false
}

// addressField keeps a list that breaks RFC 5322 broken.
func (d *redactor) addressField(name string, one *Mail) string {
	value := one.header.Get(name)
	list, err := one.header.AddressList(name)
	if err != nil || len(list) == 0 {
		a := one.address(name)
		if a.Addr == "" {
			return d.text(unfolded(firstRunes(value, 4*maxNameRunes)), false)
		}
		return strings.TrimSpace(d.displayName(a.Name) + " <" + d.address(a.Addr) + ">")
	}
	var out []string
	for _, a := range list[:min(len(list), 20)] {
		addr := `"x x"@example.com` // legal, and refused as the original is
		if clean := cleanAddr(a.Address); clean != "" {
			addr = d.address(clean)
		}
		out = append(out, d.mailbox(value, a, addr))
	}
	return strings.Join(out, ",\n ")
}

func (d *redactor) mailbox(value string, a *mail.Address, addr string) string {
	name := d.displayName(firstRunes(unfolded(a.Name), 4*maxNameRunes))
	switch {
	case name == "":
		return "<" + addr + ">"
	case strings.Contains(value, "=?"):
		return encodeWords(value, name) + " <" + addr + ">"
	case strings.ContainsAny(name, `",.:;<>@[]()\`):
		return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(name) + `" <` + addr + ">"
	}
	return name + " <" + addr + ">"
}

// displayName keeps "via LinkedIn" in the languages in which it is known.
func (d *redactor) displayName(name string) string {
	if at := viaLinkedIn.FindStringIndex(name); at != nil {
		return d.text(name[:at[0]], false) + name[at[0]:at[1]]
	}
	return d.text(name, false)
}

// address keeps LinkedIn's own senders; all else is numbered.
func (d *redactor) address(addr string) string {
	addr = strings.ToLower(addr)
	local, domain, _ := strings.Cut(addr, "@")
	if d.owned[addr] {
		return standInOwner
	}
	return d.localPart(addr, local, domain) + "@" + d.host(domain)
}

func (d *redactor) localPart(addr, local, domain string) string {
	switch {
	case isSender(local), local == "mailer-daemon", local == "postmaster":
		return local
	case machineLocal.MatchString(local):
		return "noreply"
	case relayLocal.MatchString(local):
		return fmt.Sprintf("00000000-0000-4000-8000-%012d", d.people.of(addr))
	}
	return fmt.Sprintf("person-%d", d.people.of(addr))
}

func (d *redactor) messageID(id string) string {
	_, domain, _ := strings.Cut(id, "@")
	host := "example.com"
	if isLinkedInDomain(strings.ToLower(domain)) {
		host = "linkedin.com"
	}
	return fmt.Sprintf("<id-%d@%s>", d.ids.of(id), host)
}

var (
	authWord = regexp.MustCompile(`[\pL\pN\pM_.@+-]+`)
	// authWords are those of RFC 8601, of DMARC's usual comments, and what the
	// reader looks at. A lone "1" is a version.
	authWords = wordList("spf dkim dmarc arc auth iprev bimi compauth pass fail hardfail softfail neutral none temperror permerror policy " +
		"header.d header.i header.s header.b header.a header.from smtp.mailfrom smtp.helo smtp.auth policy.dmarc p sp dis reject quarantine action reason domain signature verified key bit 1")
)

func wordList(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[w] = true
	}
	return set
}

// authResults keeps the syntax of a field, comments and all, and of its words
// the known ones: what breaks a parser of it is a bug that will be reported.
func (d *redactor) authResults(value string) string {
	value = unfolded(value[:min(len(value), maxFieldBytes)])
	at := 0
	var b strings.Builder
	for _, m := range authWord.FindAllStringIndex(value, -1) {
		d.runes(&b, value[at:m[0]])
		b.WriteString(d.authWord(value[m[0]:m[1]]))
		at = m[1]
	}
	d.runes(&b, value[at:])
	return strings.ReplaceAll(b.String(), "; ", ";\n ") // folded, RFC 5322 section 2.2.3
}

func (d *redactor) authWord(w string) string {
	lower := strings.ToLower(strings.TrimSuffix(w, "."))
	local, domain, isAddr := strings.Cut(lower, "@")
	switch {
	case authWords[lower]:
		return w
	case d.servers[lower] != "":
		return d.servers[lower]
	case isAddr:
		return d.plain(local) + "@" + d.host(domain)
	case isLinkedInDomain(lower) || looksLikeLinkedIn(lower), domainName.MatchString(lower):
		return d.host(lower)
	}
	return d.plain(w)
}

var domainName = regexp.MustCompile(`^[\pL\pN-]+(\.[\pL\pN-]+)*\.\pL[\pL\pN-]+$`)
