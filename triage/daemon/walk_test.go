package daemon

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"havewemet/mailbox"
	"havewemet/mailbox/memory"
	"havewemet/triage"
	"havewemet/triage/ledger"
)

// TestRandomWalk lets anything happen in any order: mails, passes, crashes, the
// owner's hand, clocks, lost ledgers. After each pass the promises must hold.
//
// It goes the same ways each time, so that a change is what breaks it. Other ways
// are gone with a seed: go test ./triage/daemon -run RandomWalk -rapid.checks=5000
// -rapid.seed=7.
func TestRandomWalk(t *testing.T) {
	if seed := flag.Lookup("rapid.seed"); seed.Value.String() == "0" {
		if err := seed.Value.Set("20261123"); err != nil {
			t.Fatal(err)
		}
		defer seed.Value.Set("0")
	}
	rapid.Check(t, func(rt *rapid.T) {
		w := newWalk(t, rapid.SampledFrom(servers).Draw(rt, "server"))
		defer w.close()
		rt.Repeat(map[string]func(*rapid.T){
			"":        w.check,
			"deliver": w.deliverOne, "pass": w.passNow, "later": w.later, "crash": w.crash, "hand": w.hand,
			"send": w.send, "send anew": w.sendAnew, "answer": w.answer, "paste": w.paste, "edit": w.edit, "mode": w.mode, "remove": w.remove, "lose the ledger": w.lose, "renumber": w.renumber, "undo": w.takeBack,
		})
	})
}

// walk is a world with what its owner knows of it.
type walk struct {
	*world
	server *memory.Server
	cut    *breaker
	now    time.Time
	n      int // mails made

	about    map[string]string // whose invitation a mail is, by Message-ID; none of those that speak of several people
	named    map[string]string // by profile, as it stands in a question's Message-ID
	lives    map[string]bool   // Message-IDs of mails that the owner has not deleted
	put      map[string]string // where the owner put a mail since the last pass, by Message-ID
	fresh    map[string]bool   // names of whom something came since
	spokenOf map[string]bool   // by the journal, when the last pass began
	broken   bool              // the last pass broke off
	lost     bool              // the ledger was lost since the last pass
	forgot   bool              // it was lost ever: a question that was given another Message-ID is known by its invitation alone
}

// servers are what some lack.
var servers = [][]string{nil, nil, {"MOVE"}, {"UIDPLUS"}, {"ESEARCH", "LIST-EXTENDED"}, {"SPECIAL-USE", "MOVE"}}

var walkers = []string{"Ada Alder", "Bob Birch", "Cid Cedar"}

func newWalk(t *testing.T, without []string) *walk {
	k := &walk{cut: &breaker{}, now: monday, about: map[string]string{}, named: map[string]string{}, lives: map[string]bool{}, put: map[string]string{}, fresh: map[string]bool{}}
	k.world = newWorldOn(t, memory.Options{Intercept: k.cut.intercept, Without: without}, &k.server)
	k.Rules.PerDay = 2
	for _, name := range walkers {
		k.named[triage.Invitation{Person: triage.Person{Name: name, Profile: strings.ReplaceAll(strings.ToLower(name), " ", "-")}}.Key().Profile] = name
	}
	return k
}

func (k *walk) close() {
	k.Ledger.Close()
	k.server.Close()
}

func (k *walk) deliverOne(t *rapid.T) {
	name := rapid.SampledFrom(walkers).Draw(t, "who")
	k.n++
	subject := fmt.Sprintf("mail %d", k.n)
	var raw []byte
	what := rapid.SampledFrom([]string{"line", "line", "by mail", "note", "reminder", "several", "accepted", "forged", "message", "lunch"}).Draw(t, "what")
	switch what {
	case "line":
		raw = invitation(subject, name, standardLine)
	case "note":
		raw = invitation(subject, name, note)
	case "by mail":
		raw = invitation(subject, name, standardLine, "Reply-To: "+name+" <"+addressOf(name)+">")
	case "reminder":
		raw = linkedin(subject, "email_m2m_invite_reminder_02", name+" <invitations@linkedin.com>", name+"'s invitation is waiting for your response\n\n"+card(name))
	case "several":
		other := rapid.SampledFrom(walkers).Draw(t, "who else")
		raw = linkedin(subject, "email_m2m_invite_digest_02", "LinkedIn <notifications-noreply@linkedin.com>", "You have 2 new invitations\n\n"+card(name)+card(other))
		k.fresh[other] = true
	case "accepted":
		raw = linkedin(subject, "email_accept_invite_single_01", name+" <invitations@linkedin.com>", name+" has accepted your invitation. Let’s start a conversation.\n\n"+card(name))
	case "forged":
		raw = bytes.ReplaceAll(invitation(subject, name, standardLine), []byte("=pass"), []byte("=fail"))
	case "message":
		raw = message(subject, name)
	default:
		raw = plain(subject, "Ann Friend <ann@example.org>", "Lunch?")
	}
	raw = bytes.Replace(raw, []byte("Mon, 2 Mar 2026 08:00:00 +0000"), []byte(k.now.Format(time.RFC1123Z)), 1)
	raw = bytes.Replace(raw, []byte("Wed, 4 Mar 2026 08:00:00 +0000"), []byte(k.now.Format(time.RFC1123Z)), 1)
	k.server.Add("INBOX", raw, nil, k.now)
	if k.lives[idOf(raw)] = true; what != "several" {
		k.about[idOf(raw)] = name
	}
	k.fresh[name] = true
}

// card is how a mail shows somebody.
func card(name string) string {
	return fmt.Sprintf("%s\nCarpenter at Example Works\nBerlin, Germany\n\nView profile: https://www.linkedin.com/comm/in/%s?trk=x\nAccept: https://www.linkedin.com/comm/mynetwork/invite-accept/invitationId/%d/sharedKey/TOKENkey1/\n\n",
		name, strings.ReplaceAll(strings.ToLower(name), " ", "-"), number(name))
}

func addressOf(name string) string {
	return strings.ReplaceAll(strings.ToLower(name), " ", ".") + "@example.org"
}

// idOf is a mail's Message-ID.
func idOf(raw []byte) string { return fieldOf(raw, "Message-ID") }

// fieldOf is the Message-ID in a field of a mail; "" without one.
func fieldOf(raw []byte, field string) string {
	for line := range bytes.Lines(raw) {
		if key, value, ok := strings.Cut(string(line), ":"); ok && strings.EqualFold(key, field) {
			return strings.Trim(strings.TrimSpace(value), "<>")
		}
	}
	return ""
}

func (k *walk) passNow(t *rapid.T) {
	k.spokenOf = k.known(t)
	if _, err := k.Pass(context.Background(), k.now); err != nil {
		t.Fatalf("pass: %v", err)
	}
	k.promises(t)
}

// crash is a pass that is cut off somewhere.
func (k *walk) crash(t *rapid.T) {
	k.spokenOf = k.known(t)
	action := rapid.SampledFrom([]memory.Action{memory.CutBefore, memory.CutAfter}).Draw(t, "how")
	k.cut.set(rapid.IntRange(1, 40).Draw(t, "command"), action)
	_, err := k.Pass(context.Background(), k.now)
	if cut := k.cut.disarm(); cut && err != nil {
		k.broken = true
	} else if err != nil {
		t.Fatalf("pass: %v", err)
	} else {
		k.promises(t)
	}
}

func (k *walk) later(t *rapid.T) {
	k.now = k.now.Add(time.Duration(rapid.SampledFrom([]int{-5, 1, 1, 24, 24, 24 * 8, 24 * 25}).Draw(t, "hours")) * time.Hour)
}

// any draws a mail of some folders.
func (k *walk) any(t *rapid.T, folders ...string) (folder string, uid uint32, id string, ok bool) {
	type lying struct {
		folder string
		uid    uint32
		id     string
	}
	var all []lying
	for _, f := range folders {
		for _, m := range k.server.Mails(f) {
			if id := idOf(m.Raw); !strings.HasPrefix(id, triage.SummaryMark) {
				all = append(all, lying{f, uint32(m.UID), id})
			}
		}
	}
	if len(all) == 0 {
		return "", 0, "", false
	}
	m := all[rapid.IntRange(0, len(all)-1).Draw(t, "mail")]
	return m.folder, m.uid, m.id, true
}

// isCase tells the folders in which an invitation that is asked about may lie.
func isCase(folder string) bool { return folder != suspicious && slices.Contains(cases, folder) }

var cases = []string{"INBOX", personal, generic, answered, ignored, suspicious}

// hand moves a mail, or deletes it.
func (k *walk) hand(t *rapid.T) {
	folder, uid, id, ok := k.any(t, cases...)
	if !ok {
		return
	}
	to := rapid.SampledFrom(append(cases, "Archive", "")).Draw(t, "to")
	switch to {
	case folder:
	case "":
		k.server.Remove(folder, mailbox.UID(uid))
		delete(k.lives, id)
		delete(k.put, id)
	default:
		k.server.CreateFolder(to, "")
		k.server.MoveMail(folder, mailbox.UID(uid), to)
		k.put[id] = to
	}
}

func (k *walk) draft(t *rapid.T, to string) {
	if folder, uid, _, ok := k.any(t, "Drafts"); ok {
		k.server.MoveMail(folder, mailbox.UID(uid), to)
	}
}

func (k *walk) send(t *rapid.T)  { k.draft(t, "Sent") }
func (k *walk) paste(t *rapid.T) { k.draft(t, "Trash") }

// sendAnew sends a draft by a mail program that gives it a Message-ID of its own.
func (k *walk) sendAnew(t *rapid.T) {
	folder, uid, id, ok := k.any(t, "Drafts")
	if !ok || !strings.HasPrefix(id, triage.QuestionMark) {
		return
	}
	for _, m := range k.server.Mails(folder) {
		if uint32(m.UID) == uid {
			k.n++
			k.server.Remove(folder, m.UID)
			k.server.Add("Sent", bytes.Replace(m.Raw, []byte(id), fmt.Appendf(nil, "phone-%d@example.com", k.n), 1), nil, k.now)
			delete(k.lives, id)
		}
	}
}

// answer is a mail of somebody's to a question that was sent, or of a program
// in their place.
func (k *walk) answer(t *rapid.T) {
	sent := k.server.Mails("Sent")
	if len(sent) == 0 {
		return
	}
	id := idOf(sent[rapid.IntRange(0, len(sent)-1).Draw(t, "question")].Raw)
	name := rapid.SampledFrom(walkers).Draw(t, "who")
	k.n++
	more := []string{"In-Reply-To: <" + id + ">"}
	if rapid.Bool().Draw(t, "away") {
		more = append(more, "Auto-Submitted: auto-replied")
	}
	raw := plain(fmt.Sprintf("answer %d", k.n), name+" <"+addressOf(name)+">", "We met in Leipzig.", more...)
	raw = bytes.Replace(raw, []byte("Wed, 4 Mar 2026 09:00:00 +0000"), []byte(k.now.Format(time.RFC1123Z)), 1)
	k.server.Add("INBOX", raw, nil, k.now)
	k.lives[idOf(raw)] = true
	k.fresh[name] = true
}

func (k *walk) mode(t *rapid.T) {
	k.Rules.Mode = rapid.SampledFrom([]triage.Mode{triage.ModeWatch, triage.ModeFile, triage.ModeDraft, triage.ModeDraft}).Draw(t, "mode")
}

// remove deletes a folder with all that lies in it.
func (k *walk) remove(t *rapid.T) {
	folder := rapid.SampledFrom([]string{personal, generic, answered, ignored, suspicious, "Trash", "Drafts"}).Draw(t, "folder")
	for _, m := range k.server.Mails(folder) {
		delete(k.lives, idOf(m.Raw))
		delete(k.put, idOf(m.Raw))
	}
	k.server.DeleteFolder(folder)
	if folder == "Drafts" || folder == "Trash" {
		k.server.CreateFolder(folder, "")
	}
}

// edit replaces a draft, as mail programs do.
func (k *walk) edit(t *rapid.T) {
	folder, uid, id, ok := k.any(t, "Drafts")
	if !ok {
		return
	}
	for _, m := range k.server.Mails(folder) {
		if uint32(m.UID) == uid {
			k.server.Remove(folder, m.UID)
			k.server.Add(folder, append(m.Raw, "And how is the weather?\r\n"...), m.Flags, k.now)
			k.lives[id] = true // what the owner wrote must never go
		}
	}
}

func (k *walk) lose(*rapid.T) {
	k.loseLedger()
	k.lost, k.forgot = true, true
}

func (k *walk) renumber(t *rapid.T) {
	folder := rapid.SampledFrom(append(cases, "Drafts", "Sent")).Draw(t, "folder")
	if slices.Contains(k.server.Folders(), folder) {
		k.server.Rebuild(folder)
	}
}

// takeBack undoes a pass that did something, mostly the last one.
func (k *walk) takeBack(t *rapid.T) {
	journal, err := k.Ledger.Journal(time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	var passes []string
	for i, e := range journal {
		if len(Deeds(journal[i:i+1])) > 0 {
			passes = append(passes, e.Pass)
		}
	}
	last := ""
	if len(passes) > 0 {
		last = passes[max(len(passes)-1-rapid.IntRange(0, 6).Draw(t, "back"), 0)]
	}
	journal = slices.DeleteFunc(journal, func(e ledger.Entry) bool { return e.Pass != last })
	if _, err := k.Undo(context.Background(), k.now, journal, true); err != nil && !strings.Contains(err.Error(), "broke off") {
		t.Fatalf("undo: %v", err)
	}
	k.put = map[string]string{} // it may bring back what the owner has put elsewhere and back
}

// promises are checked after a pass that ended.
func (k *walk) promises(t *rapid.T) {
	where := map[string][]string{}
	questions := map[string][]string{} // by name
	for _, folder := range k.server.Folders() {
		for _, m := range k.server.Mails(folder) {
			id := idOf(m.Raw)
			where[id] = append(where[id], folder)
		}
	}
	for _, folder := range []string{"Drafts", "Sent"} {
		for _, m := range k.server.Mails(folder) {
			about := fieldOf(m.Raw, "In-Reply-To")
			who := k.about[about]
			if key, ours := triage.ParseQuestionID(idOf(m.Raw)); ours {
				who = k.named[key.Profile]
			} else if k.forgot && !slices.ContainsFunc(where[about], isCase) {
				continue
			}
			if who != "" {
				questions[who] = append(questions[who], folder)
			}
		}
	}
	for id := range k.lives {
		if len(where[id]) == 0 {
			t.Fatalf("%s is lost", id)
		}
	}
	for who, folders := range questions {
		if len(folders) > 1 {
			t.Fatalf("%s was asked more than once: %q; %s; the journal:\n%s", who, folders, k.cases(), k.journal())
		}
	}
	if !k.lost && !k.broken && len(k.fresh) == 0 {
		for id, folder := range k.put {
			if k.spokenOf[id] && !slices.Contains(where[id], folder) {
				t.Fatalf("%s was put into %q by hand, and lies in %q; the journal:\n%s", id, folder, where[id], k.journal())
			}
		}
	}
	k.put, k.fresh, k.broken, k.lost = map[string]string{}, map[string]bool{}, false, false
	if k.Rules.Mode == triage.ModeWatch {
		return // nothing was done: all is still planned
	}
	// What the owner did to a folder may be seen one pass later, where a server
	// tells little; nothing more is done for it.
	for range 2 {
		plan, err := k.Plan(context.Background(), k.now)
		if err != nil {
			t.Fatal(err)
		}
		if len(plan.Steps) == 0 {
			return
		}
		if slices.ContainsFunc(plan.Steps, triage.Step.Acts) {
			t.Fatalf("after a pass the plan is %q; the journal:\n%s", steps(plan), k.journal())
		}
		if _, err := k.Pass(context.Background(), k.now); err != nil {
			t.Fatalf("pass: %v", err)
		}
	}
	t.Fatalf("passes come to no end; the journal:\n%s", k.journal())
}

func (k *walk) journal() string {
	journal, _ := k.Ledger.Journal(time.Time{})
	var b strings.Builder
	for _, e := range journal {
		fmt.Fprintf(&b, "%s %s %s %s %v > %v: %s %s\n", e.Pass, e.Action, e.Name, e.MessageID, e.From, e.To, e.Why, e.Error)
	}
	return b.String()
}

// known are the mails that the journal speaks of: of others the daemon cannot
// tell that anybody has moved them.
func (k *walk) known(t *rapid.T) map[string]bool {
	journal, err := k.Ledger.Journal(time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	for _, e := range journal {
		ids[e.MessageID] = true
	}
	return ids
}

// check holds between any two steps: no mail is in two folders because of us,
// and none of the owner's is changed.
func (k *walk) check(t *rapid.T) {
	all := map[string]bool{}
	for _, folder := range k.server.Folders() {
		for _, m := range k.server.Mails(folder) {
			all[idOf(m.Raw)] = true
		}
	}
	for id := range k.lives {
		if !all[id] {
			t.Fatalf("%s is lost", id)
		}
	}
}
