package triage

import (
	"fmt"
	"hash/maphash"
	"maps"
	"slices"
	"strings"
)

// A note that several people sent is a template, however personal it reads.
//
// Notes are compared by their word triples, after greetings, standard lines,
// wishes and names are out and numbers are masked: what is left would have to
// be one's own. Two bounds keep sincere notes apart. What is shared must be
// long, for "great meeting you at the fair in ..." is everybody's; and it must
// be most of the note, for a template with as much of one's own beside it is
// judged like any other note. TestTemplateMargin shows how far both lie from
// what unrelated notes share.
const (
	// templateHalf is the least that is shared, in half words: ten triples are
	// twelve words in a row.
	templateHalf = 2 * 10

	// templateHits bounds how many notes are looked at for one triple.
	templateHits = 200
)

// proof is what shows that a note is a template.
type proof struct {
	share  int // least share of its triples that another note holds too, percent
	others int // least other people who sent it
}

// Whoever met the owner at one event thanks for it in much the same words, so a
// note that is personal by itself takes more to be called canned. Of any other,
// two people may have met the reader at one table.
var (
	proofOfDoubtful = proof{50, 2}
	proofOfPersonal = proof{85, 3}
)

// noteTriple is three words in a row of a note. In scripts without spaces a
// character is half a word, hence it may have six.
type noteTriple struct {
	key  uint64
	half int      // what it counts for: half words of its first token
	at   noteSpan // tokens
}

// noteSeed is of all hashes of this run: none of them outlives it.
var noteSeed = maphash.MakeSeed()

// noteTriples returns the distinct triples of what is a note's own.
func (r *noteReading) noteTriples() []noteTriple {
	type word struct {
		hash uint64
		half int
		at   int
	}
	words := make([]word, 0, len(r.tokens))
	masked := false
	for i := range r.tokens {
		t := &r.tokens[i]
		if r.cover[i] != "" {
			continue
		}
		text := t.text
		switch {
		case t.number:
			text = "#"
		case slices.Contains(r.names, text):
			if masked { // "Jane" and "Jane Doe" are one name
				continue
			}
			text = "*"
		}
		masked = text == "*"
		half := 2
		if t.single {
			half = 1
		}
		words = append(words, word{maphash.String(noteSeed, text), half, i})
	}
	seen := make(map[uint64]bool, len(words))
	triples := make([]noteTriple, 0, len(words))
	for i := range words {
		var run [6]uint64 // three words, or up to six characters
		half, end := 0, i
		for ; end < len(words) && half < 6; end++ {
			run[end-i] = words[end].hash
			half += words[end].half
		}
		if half < 6 {
			break
		}
		if key := maphash.Comparable(noteSeed, run); !seen[key] {
			seen[key] = true
			triples = append(triples, noteTriple{key, words[i].half, noteSpan{words[i].at, words[end-1].at + 1}})
		}
	}
	return triples
}

// templateIndex finds the notes that say nearly the same as another.
type templateIndex struct {
	book     *cueBook
	owner    string
	notes    []sentNote
	byTriple map[uint64][]int32 // indices of notes
	people   map[string]int     // by profile and by name: who is who
	count    int                // of people
	told     map[int]bool       // people whose template the plan has told of
}

// sentNote is a note that somebody sent.
type sentNote struct {
	person int
	name   string
	kept   bool // it was filed as personal, or left to the owner: it stays so
}

func newTemplateIndex(owner string) *templateIndex {
	return &templateIndex{book: embeddedCues(), owner: owner, byTriple: map[uint64][]int32{}, people: map[string]int{}, told: map[int]bool{}}
}

// add remembers a note. One that is too short to be told from others is not:
// so are all that say nothing but the standard line.
func (ix *templateIndex) add(inv Invitation, kept bool) {
	if len(inv.Note) < templateHalf { // cannot have twelve words, nor twenty characters
		return
	}
	triples := readOwnWords(ix.book, inv.Note, inv.Name, ix.owner).noteTriples()
	if halves(triples) < templateHalf {
		return
	}
	id := int32(len(ix.notes))
	ix.notes = append(ix.notes, sentNote{ix.person(inv), inv.Name, kept})
	for _, t := range triples {
		if list := ix.byTriple[t.key]; len(list) < templateHits {
			ix.byTriple[t.key] = append(list, id)
		}
	}
}

// person numbers people. Who shares a profile or a name with another is taken
// for the same: who invites twice has not sent a template.
func (ix *templateIndex) person(inv Invitation) int {
	var keys []string
	if inv.Profile != "" {
		keys = append(keys, "p"+FoldName(inv.Profile))
	}
	if inv.Name != "" {
		keys = append(keys, "n"+FoldName(inv.Name))
	}
	id, known := 0, false
	for _, k := range keys {
		if id, known = ix.people[k]; known {
			break
		}
	}
	if !known {
		id = ix.count
		ix.count++
	}
	for _, k := range keys {
		if _, ok := ix.people[k]; !ok {
			ix.people[k] = id
		}
	}
	return id
}

func halves(triples []noteTriple) (sum int) {
	for _, t := range triples {
		sum += t.half
	}
	return sum
}

// sameNote is what is known of a note that other people sent too.
type sameNote struct {
	*noteReading
	proof  proof
	person int
	others []sentNote // one a person, in the order in which they were remembered
	shared []bool     // tokens that two of them wrote too
}

// find returns who else sent the same note, as far as the proof asks for.
func (ix *templateIndex) find(inv Invitation, of proof) sameNote {
	s := sameNote{proof: of, noteReading: readNote(ix.book, inv.Note, inv.Name, ix.owner), person: ix.person(inv)}
	triples := s.noteTriples()
	common := map[int32]int{}
	for _, t := range triples {
		for _, id := range ix.byTriple[t.key] {
			if ix.notes[id].person != s.person {
				common[id] += t.half
			}
		}
	}
	whole, same := halves(triples), map[int32]bool{}
	for id, n := range common {
		if n >= templateHalf && n*100 >= whole*of.share {
			same[id] = true
		}
	}
	s.others = ix.peopleOf(same)
	s.shared = make([]bool, len(s.tokens))
	for _, t := range triples {
		if ix.wroteTwo(ix.byTriple[t.key], same) {
			for i := t.at.from; i < t.at.to; i++ {
				s.shared[i] = true
			}
		}
	}
	return s
}

// peopleOf returns one note a person.
func (ix *templateIndex) peopleOf(same map[int32]bool) (others []sentNote) {
	at := map[int]int{}
	for _, id := range slices.Sorted(maps.Keys(same)) {
		n := ix.notes[id]
		if i, ok := at[n.person]; ok {
			others[i].kept = others[i].kept || n.kept
			continue
		}
		at[n.person] = len(others)
		others = append(others, n)
	}
	return others
}

// wroteTwo tells whether two people are among those notes of list that are the same.
func (ix *templateIndex) wroteTwo(list []int32, same map[int32]bool) bool {
	first := -1
	for _, id := range list {
		if !same[id] {
			continue
		}
		if first >= 0 && ix.notes[id].person != first {
			return true
		}
		first = ix.notes[id].person
	}
	return false
}

// judge judges a note anew that others sent too: v is what it is worth alone.
// What speaks for the note in words that the others did not write makes a
// doubt of it, for whoever starts from a template may have met the reader.
func (s sameNote) judge(v Verdict) Verdict {
	if len(s.others) < s.proof.others {
		return v
	}
	if own, ok := s.ownCue(); ok {
		v.Class, v.Kind, v.Score = Unsure, "canned", .5
		return v.because(fmt.Sprintf("the same note came from %d other people, but not these words", len(s.others)), s.quote(own.from, own.to))
	}
	v.Class, v.Kind, v.Score = Generic, "canned", min(v.Score, .02)
	run := s.longestShared()
	return v.because(fmt.Sprintf("the same note came from %d other people", len(s.others)), firstRunes(s.quote(run.from, run.to), 100))
}

// because puts a reason first.
func (v Verdict) because(why, quote string) Verdict {
	v.Reasons = append([]Reason{{Why: why, Quote: quote}}, v.Reasons...)
	v.Reasons = v.Reasons[:min(len(v.Reasons), 4)]
	return v
}

// ownCue finds a mark of a note meant for its reader that stands, by more than
// half, in words that are not the template's.
func (s sameNote) ownCue() (noteSpan, bool) {
	for i := range noteSignals {
		if !noteSignals[i].personal {
			continue
		}
		for _, span := range s.cues[noteSignals[i].name] {
			shared := 0
			for k := span.from; k < span.to; k++ {
				if s.shared[k] {
					shared++
				}
			}
			if 2*shared < span.to-span.from {
				return span, true
			}
		}
	}
	return noteSpan{}, false
}

func (s sameNote) longestShared() (best noteSpan) {
	for i := 0; i < len(s.shared); i++ {
		from := i
		for i < len(s.shared) && s.shared[i] {
			i++
		}
		if i-from > best.to-best.from {
			best = noteSpan{from, i}
		}
	}
	return best
}

// templates returns the notes of all cases and of this pass, read when they
// are first asked for. What is not trusted does not count: else a forger could
// make a template of a friend's note.
func (p *planner) templates() *templateIndex {
	if p.sent == nil {
		p.sent = newTemplateIndex(p.Judge.Owner.Name)
		for _, c := range p.Cases {
			if c.State != StateSuspicious && c.Trust != Forged {
				p.sent.add(c.Invitation, c.State == StatePersonal || c.State == StateUnsure)
			}
		}
		for _, m := range p.Mails {
			if p.readsNote(m) {
				p.sent.add(m.first(), false)
			}
		}
	}
	return p.sent
}

// readsNote tells whether what is made of a mail rests on its note.
func (p *planner) readsNote(m SeenMail) bool {
	inv := m.first()
	switch {
	case m.Kind != KindInvitation && m.Kind != KindReminder, !p.trusts(m.Trust):
		return false
	}
	return inv.Note != "" && !inv.Unclear && (inv.Name != "" || inv.Profile != "")
}

// compared is the verdict on a mail's note beside the notes of other people.
func (p *planner) compared(m SeenMail, v Verdict) Verdict {
	if v.Class == Generic || v.Kind == kindRule || !p.readsNote(m) {
		return v
	}
	inv := m.first()
	if own := readOwnWords(embeddedCues(), inv.Note, inv.Name, p.Judge.Owner.Name); halves(own.noteTriples()) < templateHalf {
		return v // too short: no need to read all others for it
	}
	of := proofOfDoubtful
	if v.Class == Personalized {
		of = proofOfPersonal
	}
	s := p.templates().find(inv, of)
	if len(s.others) >= of.others && p.index.byMessage[m.MessageID] == nil {
		p.tellTemplate(s, inv.Name)
	}
	return s.judge(v)
}

// tellTemplate tells the owner once of a template of which a note was filed as
// personal before: that one stays where it is.
func (p *planner) tellTemplate(s sameNote, name string) {
	names := []string{visibleName(name, 60)}
	kept, told := false, p.sent.told[s.person]
	p.sent.told[s.person] = true
	for _, o := range s.others {
		names = append(names, visibleName(o.name, 60))
		kept = kept || o.kept
		told = told || p.sent.told[o.person]
		p.sent.told[o.person] = true
	}
	if !kept || told {
		return
	}
	people := len(names)
	if people > 6 {
		names = append(names[:5], fmt.Sprintf("and %d more", people-5))
	}
	p.note("the same note came from %d people: %s", people, strings.Join(names, ", "))
}
