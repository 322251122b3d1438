package mailbox_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"havewemet/mailbox"
	"havewemet/mailbox/memory"
)

// rig is a server that the conformance tests run on. They use folders of
// their own and nothing but the package's own calls, so that any server will
// do.
type rig struct {
	account mailbox.Account
	without []string
	dovecot bool
}

func (r rig) has(capability string) bool { return !slices.Contains(r.without, capability) }

// dial logs in; the session is closed with the test.
func (r rig) dial(t *testing.T) *mailbox.Session {
	t.Helper()
	s, err := mailbox.Dial(t.Context(), r.account)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// TestConformance runs everything on good and on poor servers, and on a
// Dovecot when HAVEWEMET_DOVECOT is "host:port user password" (.ci/dovecot
// starts one).
func TestConformance(t *testing.T) {
	for _, without := range [][]string{
		nil, {"MOVE"}, {"UIDPLUS"}, {"SPECIAL-USE"}, {"LITERAL+"}, {"NAMESPACE"}, {"ESEARCH"}, {"MOVE", "UIDPLUS"},
		{"MOVE", "SPECIAL-USE", "LITERAL+", "LIST-EXTENDED"},
	} {
		name := "good"
		if without != nil {
			name = "without " + strings.Join(without, " ")
		}
		t.Run(name, func(t *testing.T) {
			server := start(t, memory.Options{Without: without})
			conform(t, rig{account: account(server), without: without})
		})
	}
	t.Run("dovecot", func(t *testing.T) {
		var a mailbox.Account
		if _, err := fmt.Sscan(os.Getenv("HAVEWEMET_DOVECOT"), &a.Addr, &a.User, &a.Password); err != nil {
			t.Skip("HAVEWEMET_DOVECOT is not set")
		}
		a.Security, a.Timeout = "none", 10*time.Second
		conform(t, rig{account: a, dovecot: true})
	})
}

func start(t *testing.T, o memory.Options) *memory.Server {
	t.Helper()
	server, err := memory.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	return server
}

func account(server *memory.Server) mailbox.Account {
	return mailbox.Account{Addr: server.Addr(), Security: "none", User: "owner", Password: "secret", Timeout: 10 * time.Second}
}

func conform(t *testing.T, r rig) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, rig)
	}{
		{"login", testLogin},
		{"capabilities", testCapabilities},
		{"survey", testSurvey},
		{"search", testSearch},
		{"search beyond ASCII", testSearchUTF8},
		{"fetch parts", testParts},
		{"fetch range", testFetchRange},
		{"fetch ranges of two folders", testFetchRanges},
		{"read order", testReadOrder},
		{"store", testStore},
		{"store large", testStoreLarge},
		{"store refused", testStoreRefused},
		{"move", testMove},
		{"move to nowhere", testMoveNowhere},
		{"move after another read", testMoveReopens},
		{"move keeps what others deleted", testMoveDeleted},
		{"move after a broken copy", testMoveTwice},
		{"turns", testTurns},
		{"bad names", testBadNames},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, r) })
	}
}

// box creates a folder of the test's own.
func box(t *testing.T, s *mailbox.Session) string {
	t.Helper()
	name := "Test/" + rand.Text()
	if _, err := s.Store(t.Context(), []string{name}, nil); err != nil {
		t.Fatal(err)
	}
	return name
}

// letter is a small message.
func letter(n int, fields ...string) []byte {
	head := fmt.Sprintf("From: Ann <ann%d@example.com>\nSubject: letter %d\nMessage-ID: <%d@example.com>\n", n, n, n)
	for _, f := range fields {
		head += f + "\n"
	}
	return crlf(head + "\nHello.\n")
}

func crlf(s string) []byte { return []byte(strings.ReplaceAll(s, "\n", "\r\n")) }

// fill stores messages and returns their UIDs, which a new folder counts
// from 1.
func fill(t *testing.T, s *mailbox.Session, folder string, raws ...[]byte) (uids []mailbox.UID) {
	t.Helper()
	var items []mailbox.Item
	for _, raw := range raws {
		items = append(items, mailbox.Item{Folder: folder, Raw: raw})
	}
	stored, err := s.Store(t.Context(), nil, items)
	if err != nil {
		t.Fatal(err)
	}
	for i, st := range stored {
		if st.Err != nil {
			t.Fatal(st.Err)
		}
		uids = append(uids, mailbox.UID(i+1))
	}
	return uids
}

func read(t *testing.T, s *mailbox.Session, reads ...mailbox.Read) []mailbox.Found {
	t.Helper()
	found, err := s.Read(t.Context(), reads...)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// mails reads a folder whole.
func mails(t *testing.T, s *mailbox.Session, folder string) []mailbox.Message {
	t.Helper()
	found := read(t, s, mailbox.Read{Folder: folder, Fetch: []mailbox.Fetch{{Parts: mailbox.Whole}}})[0]
	if found.Err != nil {
		t.Fatal(found.Err)
	}
	return found.Mails[0]
}

func uids(ms []mailbox.Message) (list []mailbox.UID) {
	for _, m := range ms {
		list = append(list, m.UID)
	}
	return list
}

func equal[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\n got %#v\nwant %#v", what, got, want)
	}
}

func hasFlag(m mailbox.Message, flag string) bool {
	return slices.ContainsFunc(m.Flags, func(f string) bool { return strings.EqualFold(f, flag) })
}

func testLogin(t *testing.T, r rig) {
	if r.dovecot {
		r.account.User += "x" // Dovecot delays the next login of a user after a failure
	}
	r.account.Password = "not-the-password"
	_, err := mailbox.Dial(t.Context(), r.account)
	var login *mailbox.LoginError
	if !errors.As(err, &login) || login.User != r.account.User || login.Addr != r.account.Addr {
		t.Fatalf("got %v", err)
	}
	if strings.Contains(err.Error(), r.account.Password) {
		t.Errorf("the password is in %q", err)
	}
}

func testCapabilities(t *testing.T, r rig) {
	s := r.dial(t)
	for range 2 { // before and after they were asked for
		for _, c := range []string{"MOVE", "UIDPLUS", "SPECIAL-USE", "LITERAL+"} {
			equal(t, c, s.Has(c), r.has(c))
			equal(t, c+" listed", slices.Contains(s.Caps(), c), r.has(c))
		}
		read(t, s, mailbox.Read{Folder: "INBOX"})
	}
}

func testSurvey(t *testing.T, r rig) {
	s := r.dial(t)
	name := box(t, s)
	fill(t, s, name, letter(1), letter(2))
	survey, err := s.Survey(t.Context(), []string{name, "Test/nowhere"},
		mailbox.Read{Folder: name, Fetch: []mailbox.Fetch{{Parts: mailbox.Header}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, role := range []string{"Drafts", "Sent", "Trash"} {
		f, ok := survey.Folder(role)
		if want := map[bool]string{true: role}[r.has("SPECIAL-USE")]; !ok || f.Role != want {
			t.Errorf("folder %s: %v %+v", role, ok, f)
		}
	}
	if _, ok := survey.Folder("inbox"); !ok {
		t.Error("no INBOX")
	}
	status := survey.Status[0]
	if status.Messages != 2 || status.UIDNext != 3 || status.UIDValidity == 0 {
		t.Errorf("status %+v", status)
	}
	equal(t, "status of a missing folder", survey.Status[1], mailbox.Status{})
	equal(t, "status by SELECT", survey.Found[0].Status, status)
	equal(t, "mails", uids(survey.Found[0].Mails[0]), []mailbox.UID{1, 2})
	equal(t, "separator", survey.Sep, '/')
	equal(t, "path", survey.Path("A/B"), "A/B")
}

func testSearch(t *testing.T, r rig) {
	s := r.dial(t)
	name := box(t, s)
	fill(t, s, name, letter(1, "X-Class: Fine"), letter(2), letter(3, "X-Class: Poor"))
	field := func(f, c string) mailbox.Match { return mailbox.Match{Field: f, Contains: c} }
	tests := []struct {
		query mailbox.Query
		want  []mailbox.UID
	}{
		{mailbox.Query{}, []mailbox.UID{1, 2, 3}},
		{mailbox.Query{After: 1}, []mailbox.UID{2, 3}},
		{mailbox.Query{After: 3}, nil},
		{mailbox.Query{After: 1<<32 - 1}, nil},
		{mailbox.Query{Since: time.Now()}, []mailbox.UID{1, 2, 3}},
		{mailbox.Query{Since: time.Now().Add(72 * time.Hour)}, nil},
		{mailbox.Query{Match: field("from", "ANN2@")}, []mailbox.UID{2}},
		{mailbox.Query{Match: field("X-Class", "")}, []mailbox.UID{1, 3}},
		{mailbox.Query{Match: field("Message-ID", "<3@example.com>")}, []mailbox.UID{3}},
		{mailbox.Query{Match: mailbox.Match{Any: []mailbox.Match{field("Subject", "letter 1"), field("Subject", "letter 2"), field("Subject", "nine")}}}, []mailbox.UID{1, 2}},
		{mailbox.Query{Match: mailbox.Match{All: []mailbox.Match{field("Subject", "letter"), field("X-Class", "poor")}}}, []mailbox.UID{3}},
		{mailbox.Query{Match: mailbox.Match{Not: &mailbox.Match{Field: "X-Class", Contains: "poor"}}}, []mailbox.UID{1, 2}},
		{mailbox.Query{After: 1, Match: mailbox.Match{Not: &mailbox.Match{Any: []mailbox.Match{field("X-Class", ""), field("Subject", `a "quoted\" word`)}}}}, []mailbox.UID{2}},
	}
	job := mailbox.Read{Folder: name}
	for _, test := range tests {
		job.Search = append(job.Search, test.query)
	}
	found := read(t, s, job)[0]
	if found.Err != nil {
		t.Fatal(found.Err)
	}
	for i, test := range tests {
		equal(t, fmt.Sprintf("%+v", test.query), found.Hits[i], test.want)
	}
}

// testSearchUTF8 finds names in encoded and in raw fields, in one turn; or is
// refused, and the other folder's search is not.
func testSearchUTF8(t *testing.T, r rig) {
	s := r.dial(t)
	name := box(t, s)
	fill(t, s, name, letter(1, "Cc: =?utf-8?q?=C5=81ukasz_=C5=BB=C3=B3=C5=82w?= <lukasz@example.org>"), letter(2, "Cc: =?utf-8?b?5p2OIOaYjg==?= <li@example.org>"), letter(3))
	cc := func(text string) mailbox.Query {
		return mailbox.Query{Match: mailbox.Match{Field: "Cc", Contains: text}}
	}
	before := s.Turns()
	found := read(t, s, mailbox.Read{Folder: name, Search: []mailbox.Query{cc("Łukasz"), cc("żółw"), cc("明"), cc("Wüst"), cc("li@")}}, mailbox.Read{Folder: name, Search: []mailbox.Query{cc("li@")}})
	equal(t, "turns", s.Turns()-before, 1)
	equal(t, "ASCII", found[1].Hits, [][]mailbox.UID{{2}})
	if r.has("LITERAL+") {
		equal(t, "hits", found[0].Hits, [][]mailbox.UID{{1}, {1}, {2}, nil, {2}})
		return
	}
	if err := fmt.Sprint(found[0].Err); !strings.Contains(err, "only ASCII can be searched for") {
		t.Errorf("without LITERAL+: %v", err)
	}
	equal(t, "hits", found[0].Hits, make([][]mailbox.UID, 5))
}

func testFetchRange(t *testing.T, r rig) {
	s := r.dial(t)
	name := box(t, s)
	var raws [][]byte
	var all, odd []mailbox.UID
	for i := 1; i <= 230; i++ {
		raws = append(raws, letter(i))
		all = append(all, mailbox.UID(i))
		if i%2 == 1 {
			odd = append(odd, mailbox.UID(i))
		}
	}
	fill(t, s, name, raws...)
	found := read(t, s, mailbox.Read{Folder: name, Fetch: []mailbox.Fetch{
		{Parts: mailbox.TextPart},
		{UIDs: odd, Parts: mailbox.Header},
		{UIDs: []mailbox.UID{}},
		{After: 228},
		{After: 230},
		{UIDs: []mailbox.UID{5, 0, 999, 5, 3}, Parts: mailbox.Whole},
	}})[0]
	if found.Err != nil {
		t.Fatal(found.Err)
	}
	for i, want := range [][]mailbox.UID{all, odd, nil, {229, 230}, nil, {3, 5}} {
		equal(t, fmt.Sprintf("fetch %d", i), uids(found.Mails[i]), want)
	}
	equal(t, "the mail of UID 5", string(found.Mails[5][1].Raw), string(letter(5)))
}

// What is asked for beyond the last message of one folder must not be answered
// by it, and so be taken for a message of the other.
func testFetchRanges(t *testing.T, r rig) {
	s := r.dial(t)
	a, b := box(t, s), box(t, s)
	fill(t, s, a, letter(1), letter(2), letter(3))
	found, err := s.Read(t.Context(),
		mailbox.Read{Folder: a, Fetch: []mailbox.Fetch{{After: 3, Parts: mailbox.Envelope}}},
		mailbox.Read{Folder: b, Search: []mailbox.Query{{}}, Fetch: []mailbox.Fetch{{Parts: mailbox.Envelope}}})
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range found {
		if len(f.Mails[0]) != 0 {
			t.Errorf("folder %d: %d messages, the first %q", i, len(f.Mails[0]), f.Mails[0][0].Raw)
		}
	}
}

func testReadOrder(t *testing.T, r rig) {
	s := r.dial(t)
	one, two := box(t, s), box(t, s)
	fill(t, s, one, letter(1))
	fill(t, s, two, letter(2), letter(3))
	all := []mailbox.Query{{}}
	get := []mailbox.Fetch{{Parts: mailbox.Header}}
	found := read(t, s,
		mailbox.Read{Folder: one, Search: all, Fetch: get, Write: true},
		mailbox.Read{Folder: "Test/nowhere", Search: all, Fetch: get},
		mailbox.Read{Folder: two, Search: all, Fetch: get})
	equal(t, "hits of the first", found[0].Hits[0], []mailbox.UID{1})
	equal(t, "hits of the third", found[2].Hits[0], []mailbox.UID{1, 2})
	equal(t, "mails of the third", uids(found[2].Mails[0]), []mailbox.UID{1, 2})
	var no *mailbox.Refused
	if !errors.As(found[1].Err, &no) || !strings.HasPrefix(found[1].Err.Error(), `open "Test/nowhere": `) {
		t.Errorf("no such folder: %v", found[1].Err)
	}
	equal(t, "nothing of the missing folder", found[1].Hits[0], nil)
	equal(t, "nothing fetched from it", found[1].Mails[0], nil)
	before := s.Turns()
	if !r.has("MOVE") {
		return
	}
	if _, err := s.Move(t.Context(), one, found[0].UIDValidity, []mailbox.Move{{UIDs: []mailbox.UID{1}, To: two}}); err != nil {
		t.Fatal(err)
	}
	equal(t, "turns of a move out of the folder that was read", s.Turns()-before, 1)
}

func testStore(t *testing.T, r rig) {
	s := r.dial(t)
	name := box(t, s)
	fresh := name + "/Größe & Co"
	arrived := time.Date(2024, 2, 3, 4, 5, 6, 0, time.UTC)
	stored, err := s.Store(t.Context(), []string{fresh, name, "INBOX"}, []mailbox.Item{
		{Folder: fresh, Raw: letter(1), Flags: []string{`\Seen`, "asked"}, Time: arrived},
		{Folder: name, Raw: letter(2)},
		{Folder: "Test/nowhere", Raw: letter(3)},
		{Folder: fresh, Raw: letter(4)},
	})
	if err != nil {
		t.Fatal(err)
	}
	var no *mailbox.Refused
	if !errors.As(stored[2].Err, &no) || no.Code != "TRYCREATE" {
		t.Errorf("store in a missing folder: %v", stored[2].Err)
	}
	found := read(t, s, mailbox.Read{Folder: fresh,
		Search: []mailbox.Query{{Since: arrived}, {Since: arrived.Add(60 * 24 * time.Hour)}},
		Fetch:  []mailbox.Fetch{{Parts: mailbox.Whole}}})[0]
	equal(t, "mails", uids(found.Mails[0]), []mailbox.UID{1, 2})
	equal(t, "arrived since", found.Hits[0], []mailbox.UID{1, 2})
	equal(t, "arrived later", found.Hits[1], []mailbox.UID{2})
	m := found.Mails[0][0]
	if !hasFlag(m, `\Seen`) || !hasFlag(m, "asked") || !m.Whole || string(m.Raw) != string(letter(1)) {
		t.Errorf("stored: %+v", m)
	}
	want := []mailbox.Stored{{}, {}, {}, {}}
	if r.has("UIDPLUS") {
		want[0] = mailbox.Stored{UIDValidity: found.UIDValidity, UID: 1}
		want[3] = mailbox.Stored{UIDValidity: found.UIDValidity, UID: 2}
	}
	equal(t, "answer", stored[0], want[0])
	equal(t, "last answer", stored[3], want[3])
}

func testStoreLarge(t *testing.T, r rig) {
	s := r.dial(t)
	name := box(t, s)
	large := append(letter(2), crlf(strings.Repeat("All work and no play.\n", 500))...)
	fill(t, s, name, letter(1), large, letter(3), large)
	sizes := make(map[int64]int)
	for _, m := range mails(t, s, name) {
		sizes[m.Size]++
	}
	equal(t, "sizes", sizes, map[int64]int{int64(len(letter(1))): 2, int64(len(large)): 2})
	_, err := s.Store(t.Context(), nil, []mailbox.Item{{Folder: "Test/nowhere", Raw: large}})
	if err != nil {
		t.Errorf("a refused item is no failure of the connection: %v", err)
	}
}

func testStoreRefused(t *testing.T, r rig) {
	s := r.dial(t)
	name := box(t, s)
	stored, err := s.Store(t.Context(), nil, []mailbox.Item{
		{Folder: name, Raw: []byte("Subject: a\x00b\r\n\r\n")},
		{Folder: name, Raw: letter(1), Flags: []string{"two words"}},
		{Folder: name, Raw: letter(1)},
	})
	if err != nil || stored[0].Err == nil || stored[1].Err == nil || stored[2].Err != nil {
		t.Errorf("got %v, %+v", err, stored)
	}
	equal(t, "mails", uids(mails(t, s, name)), []mailbox.UID{1})
}

func testMove(t *testing.T, r rig) {
	s := r.dial(t)
	from, one, two := box(t, s), box(t, s), box(t, s)
	items := []mailbox.Item{{Folder: from, Raw: letter(0), Flags: []string{`\Seen`, `\Flagged`}}}
	for i := 1; i < 6; i++ {
		items = append(items, mailbox.Item{Folder: from, Raw: letter(i)})
	}
	if _, err := s.Store(t.Context(), nil, items); err != nil {
		t.Fatal(err)
	}
	validity := read(t, s, mailbox.Read{Folder: from, Write: true})[0].UIDValidity
	moves := []mailbox.Move{
		{UIDs: []mailbox.UID{1, 3, 77}, To: one},
		{UIDs: []mailbox.UID{4}, To: two},
		{To: two},
		{UIDs: []mailbox.UID{78}, To: two},
	}
	moved, err := s.Move(t.Context(), from, validity, moves)
	if err != nil {
		t.Fatal(err)
	}
	if !r.has("MOVE") && !r.has("UIDPLUS") {
		if !errors.Is(moved[0].Err, mailbox.ErrCannotMove) || len(mails(t, s, from)) != 6 {
			t.Errorf("without MOVE and UIDPLUS: %+v", moved)
		}
		return
	}
	for i, m := range moved {
		if m.Err != nil {
			t.Errorf("move %d: %v", i, m.Err)
		}
	}
	equal(t, "left", uids(mails(t, s, from)), []mailbox.UID{2, 5, 6})
	got := mails(t, s, one)
	equal(t, "moved to one", uids(got), []mailbox.UID{1, 2})
	equal(t, "moved to two", string(mails(t, s, two)[0].Raw), string(letter(3)))
	if !hasFlag(got[0], `\Seen`) || !hasFlag(got[0], `\Flagged`) || hasFlag(got[0], `\Deleted`) || hasFlag(got[1], `\Seen`) {
		t.Errorf("flags %v and %v", got[0].Flags, got[1].Flags)
	}
	if r.has("UIDPLUS") {
		equal(t, "UIDs", moved[0].UIDs, map[mailbox.UID]mailbox.UID{1: 1, 3: 2})
		equal(t, "UIDs of what is gone", len(moved[3].UIDs), 0)
	}
	again, err := s.Move(t.Context(), from, validity, moves)
	if err != nil || again[0].Err != nil || len(again[0].UIDs) != 0 {
		t.Errorf("moved again: %v %+v", err, again)
	}
	if _, err := s.Move(t.Context(), from, validity+1, moves); !errors.Is(err, mailbox.ErrUIDValidity) {
		t.Errorf("moved under another UIDVALIDITY: %v", err)
	}
}

func testMoveNowhere(t *testing.T, r rig) {
	s := r.dial(t)
	from := box(t, s)
	fill(t, s, from, letter(1), letter(2))
	validity := read(t, s, mailbox.Read{Folder: from, Write: true})[0].UIDValidity
	moved, err := s.Move(t.Context(), from, validity, []mailbox.Move{{UIDs: []mailbox.UID{1}, To: "Test/nowhere"}})
	if err != nil {
		t.Fatal(err)
	}
	if moved[0].Err == nil || !strings.HasPrefix(moved[0].Err.Error(), fmt.Sprintf(`move 1 message from %q to "Test/nowhere": `, from)) {
		t.Errorf("got %v", moved[0].Err)
	}
	equal(t, "left", uids(mails(t, s, from)), []mailbox.UID{1, 2})
}

func testMoveReopens(t *testing.T, r rig) {
	if !r.has("MOVE") && !r.has("UIDPLUS") {
		return
	}
	s := r.dial(t)
	from, to := box(t, s), box(t, s)
	fill(t, s, from, letter(1))
	validity := read(t, s, mailbox.Read{Folder: from, Write: true})[0].UIDValidity
	read(t, s, mailbox.Read{Folder: to})
	moved, err := s.Move(t.Context(), from, validity, []mailbox.Move{{UIDs: []mailbox.UID{1}, To: to}})
	if err != nil || moved[0].Err != nil {
		t.Fatal(err, moved)
	}
	equal(t, "moved", uids(mails(t, s, to)), []mailbox.UID{1})
}

// testMoveDeleted: what somebody else marked \Deleted is not removed.
func testMoveDeleted(t *testing.T, r rig) {
	if !r.has("UIDPLUS") {
		return
	}
	s := r.dial(t)
	from, to := box(t, s), box(t, s)
	deleted := []string{`\Deleted`}
	if _, err := s.Store(t.Context(), nil, []mailbox.Item{
		{Folder: from, Raw: letter(1), Flags: deleted},
		{Folder: from, Raw: letter(2)},
		{Folder: from, Raw: letter(3), Flags: deleted},
	}); err != nil {
		t.Fatal(err)
	}
	validity := read(t, s, mailbox.Read{Folder: from, Write: true})[0].UIDValidity
	moved, err := s.Move(t.Context(), from, validity, []mailbox.Move{{UIDs: []mailbox.UID{2, 3}, To: to}})
	if err != nil || moved[0].Err != nil {
		t.Fatal(err, moved)
	}
	left, want := uids(mails(t, s, from)), []mailbox.UID{1}
	if !r.has("MOVE") {
		want = []mailbox.UID{1, 3} // in the folder where they were, not expunged
	}
	equal(t, "left", left, want)
}

// testMoveTwice: a try that broke off after COPY left copies in the target.
func testMoveTwice(t *testing.T, r rig) {
	if r.has("MOVE") || !r.has("UIDPLUS") {
		return
	}
	s := r.dial(t)
	from, to := box(t, s), box(t, s)
	fill(t, s, from, letter(1), letter(2), letter(3), crlf("Subject: no id\n\nHello.\n"))
	fill(t, s, to, letter(2), letter(1, "X: another size"))
	validity := read(t, s, mailbox.Read{Folder: from})[0].UIDValidity
	moved, err := s.Move(t.Context(), from, validity, []mailbox.Move{{UIDs: []mailbox.UID{1, 2, 3, 4}, To: to}})
	if err != nil || moved[0].Err != nil {
		t.Fatal(err, moved)
	}
	equal(t, "left", uids(mails(t, s, from)), nil)
	equal(t, "UIDs", moved[0].UIDs, map[mailbox.UID]mailbox.UID{1: 3, 2: 1, 3: 4, 4: 5})
	equal(t, "target", len(mails(t, s, to)), 5)
}

// testTurns holds how often the network is waited for.
func testTurns(t *testing.T, r rig) {
	s := r.dial(t)
	equal(t, "turns of logging in", s.Turns(), 1)
	from, to := box(t, s), box(t, s)
	var items []mailbox.Item
	for i := range 150 {
		items = append(items, mailbox.Item{Folder: from, Raw: letter(i)})
	}
	turns := func(what string, want int, call func() error) {
		t.Helper()
		before := s.Turns()
		if err := call(); err != nil {
			t.Fatal(err)
		}
		equal(t, "turns of "+what, s.Turns()-before, want)
	}
	slow := 0
	if !r.has("LITERAL+") {
		slow = 2*len(items) - 1
	}
	turns("a store of 150", 1+slow, func() error {
		_, err := s.Store(t.Context(), nil, items)
		return err
	})
	turns("a survey with a read", 1, func() error {
		_, err := s.Survey(t.Context(), []string{"INBOX", "Drafts", "Sent"},
			mailbox.Read{Folder: from, Write: true, Search: []mailbox.Query{{}}})
		return err
	})
	var validity uint32
	turns("a read of 150 in two folders", 1, func() error {
		get := []mailbox.Fetch{{Parts: mailbox.TextPart}}
		found, err := s.Read(t.Context(), mailbox.Read{Folder: from, Write: true, Fetch: get}, mailbox.Read{Folder: to, Fetch: get})
		validity = found[0].UIDValidity
		equal(t, "mails", len(found[0].Mails[0]), 150)
		return err
	})
	want := 1
	if !r.has("MOVE") {
		want = 5 // read; look for copies; open; copy; remove
	}
	if !r.has("MOVE") && !r.has("UIDPLUS") {
		want = 0
	}
	turns("two moves", want, func() error {
		_, err := s.Move(t.Context(), from, validity, []mailbox.Move{{UIDs: []mailbox.UID{1, 2}, To: to}, {UIDs: []mailbox.UID{9}, To: "Trash"}})
		return err
	})
}

func testBadNames(t *testing.T, r rig) {
	s := r.dial(t)
	before := s.Turns()
	for _, name := range []string{"", "a\r\nb", "a\x00", "\xff"} {
		_, err1 := s.Read(t.Context(), mailbox.Read{Folder: name})
		_, err2 := s.Store(t.Context(), []string{name}, nil)
		_, err3 := s.Move(t.Context(), "INBOX", 1, []mailbox.Move{{UIDs: []mailbox.UID{1}, To: name}})
		_, err4 := s.Survey(t.Context(), []string{name})
		if err1 == nil || err2 == nil || err3 == nil || err4 == nil {
			t.Errorf("folder name %q is let through", name)
		}
	}
	for _, m := range []mailbox.Match{{Field: "Sübject", Contains: "x"}, {Field: "Subject", Contains: "Gr\xfc\xdfe"}, {Field: "a\r\nb"}, {Any: []mailbox.Match{{Field: "X", Contains: "\x00"}}}} {
		if _, err := s.Read(t.Context(), mailbox.Read{Folder: "INBOX", Search: []mailbox.Query{{Match: m}}}); err == nil {
			t.Errorf("search %+v is let through", m)
		}
	}
	equal(t, "turns", s.Turns(), before)
	if _, err := mailbox.Dial(context.Background(), mailbox.Account{Addr: r.account.Addr, User: "a\r\nb"}); err == nil {
		t.Error("a user name with a line break is let through")
	}
}
