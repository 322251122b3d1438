package triage

import (
	"fmt"
	"slices"
	"strings"
)

// ReplyKind is what somebody answered to the question.
type ReplyKind string

const (
	ReplyMet      ReplyKind = "met"      // where the two met or worked together
	ReplyReason   ReplyKind = "reason"   // why they want to connect, of their own
	ReplyReferral ReplyKind = "referral" // who sent them
	ReplyNo       ReplyKind = "bare-no"  // that they have not met, or meant nothing by it, and no more
	ReplyPitch    ReplyKind = "pitch"    // what they have to sell
	ReplyHostile  ReplyKind = "hostile"
	ReplyAway     ReplyKind = "out-of-office" // a program answered: it never counts
	ReplyUnclear  ReplyKind = "unclear"
)

// Reply is what an answer is worth.
type Reply struct {
	Kind     ReplyKind `json:"kind"`
	Sentence string    `json:"sentence"` // that decided, in the writer's words; "" where there are none
	Advice   string    `json:"advice"`   // to the owner
}

// replyWords say what a kind of answer does, and what to do about it. Never to
// say "I don't know this person": that harms whoever asked.
var replyWords = map[ReplyKind]struct{ says, advice string }{
	ReplyMet:      {"says how you know each other", "accept?"},
	ReplyReason:   {"says why", "accept?"},
	ReplyReferral: {"names who sent them", "accept?"},
	ReplyNo:       {"says no and gives no reason", "ignore it, unless you want the contact"},
	ReplyPitch:    {"is a pitch", "ignore it, unless you want to buy"},
	ReplyHostile:  {"is angry", "ignore it and do not answer"},
	ReplyAway:     {"is an automatic answer", "wait"},
	ReplyUnclear:  {"says neither where you met nor why", "read it and decide"},
}

// Says is the answer in one line: what it does, the sentence that decided, the
// advice.
func (r Reply) Says() string {
	quote := ""
	if r.Sentence != "" {
		quote = ": “" + r.Sentence + "”"
	}
	return fmt.Sprintf("%s%s; %s", replyWords[r.Kind].says, quote, r.Advice)
}

// ReplyOf judges a mail that may be an answer; false if it holds no words of
// somebody's own.
func ReplyOf(n Notification, owner Owner) (Reply, bool) {
	text := n.Words
	if n.Kind == KindInMail {
		text = n.Text
	}
	switch name := n.first().Name; {
	case n.Auto:
		return Reply{ReplyAway, "", replyWords[ReplyAway].advice}, true
	case text != "":
		return ReadReply(text, name, owner.Name), true
	}
	return Reply{}, false
}

// Classes of patterns that only answers are read for, see language.Reply.
const (
	replyMet      = "met"
	replyReason   = "reason"
	replyStranger = "stranger"
	replyHostile  = "hostile"
	replyAway     = "away"
)

// replySignals are what speaks for a kind of answer: the signals of notes, and
// the classes of answers, those with a slash. Weights are in the units of the
// signals of notes.
var replySignals = []struct {
	name   string
	kind   ReplyKind
	weight float64
}{
	{"/" + replyMet, ReplyMet, 3.3},
	{"met", ReplyMet, 3},
	{"worked-together", ReplyMet, 3},
	{"referral", ReplyReferral, 2.8},
	{"/" + replyReason, ReplyReason, 3.2},
	{"shared-interest", ReplyReason, 2.5},
	{"shared-group", ReplyMet, 2.2},
	{"request", ReplyReason, 1.5},
	{"joke", ReplyReason, 1},
	{"pitch", ReplyPitch, 1.7},
	{"recruiting", ReplyPitch, 1.4},
}

// ReadReply judges the words of an answer. names are the two people's, which
// say nothing.
func ReadReply(text string, names ...string) Reply {
	r := readNote(embeddedCues(), text, names...)
	said := r.replyCues()
	kind, span := r.replyKind(said)
	reply := Reply{Kind: kind, Advice: replyWords[kind].advice}
	if len(r.tokens) > 0 {
		reply.Sentence = r.sentenceOf(span.from)
	}
	return reply
}

func (r *noteReading) replyKind(said map[string][]noteSpan) (ReplyKind, noteSpan) {
	denied, away, hostile := said[replyStranger], said[replyAway], said[replyHostile]
	sum, first := map[ReplyKind]float64{}, map[ReplyKind]noteSpan{}
	for _, s := range replySignals {
		spans := r.cues[s.name]
		if own, ok := strings.CutPrefix(s.name, "/"); ok {
			spans = said[own]
		}
		n := 0
		for _, span := range spans {
			// "We have not met" holds "we met", and who is away names colleagues.
			if s.kind != ReplyPitch && (slices.ContainsFunc(denied, span.meets) || len(away) > 0 && r.sameSentence(away, span)) {
				continue
			}
			if n++; n > 1 {
				sum[s.kind] += s.weight / 4
				continue
			}
			sum[s.kind] += s.weight
			if _, ok := first[s.kind]; !ok {
				first[s.kind] = span
			}
		}
	}
	best := ReplyUnclear
	for _, kind := range []ReplyKind{ReplyMet, ReplyReferral, ReplyReason} {
		if sum[kind] > sum[best] {
			best = kind
		}
	}
	// Who says anything of their own beside it is neither angry nor away.
	switch {
	case len(hostile) > 0 && sum[best] < 3 && sum[best] <= 2.5*float64(len(hostile)):
		return ReplyHostile, hostile[0]
	case len(away) > 0 && len(denied) == 0 && sum[best] < 2.5:
		return ReplyAway, away[0]
	case sum[ReplyPitch] > sum[best] && sum[ReplyPitch] >= 1.5:
		return ReplyPitch, first[ReplyPitch]
	case best != ReplyUnclear && !(len(denied) > 0 && sum[best] < 2):
		return best, first[best]
	case len(denied) > 0 && r.meaningBeside(denied) <= 1:
		return ReplyNo, denied[0]
	}
	return ReplyUnclear, r.firstSaid()
}

// replyCues finds what only answers are read for, whatever else took the words.
func (r *noteReading) replyCues() map[string][]noteSpan {
	said := map[string][]noteSpan{}
	for i := range r.tokens {
		r.book.replies.each(r, i, func(p *cuePattern, end int) {
			if (r.spoken|r.book.lingua)&(1<<p.lang.language) != 0 {
				said[p.class] = append(said[p.class], noteSpan{i, end})
			}
		})
	}
	return said
}

func (r *noteReading) sameSentence(spans []noteSpan, s noteSpan) bool {
	return slices.ContainsFunc(spans, func(o noteSpan) bool { return r.tokens[o.from].sentence == r.tokens[s.from].sentence })
}

// meaningBeside counts the words of meaning in sentences that hold none of the
// spans: whoever says more than no may have a reason that was not understood.
func (r *noteReading) meaningBeside(spans []noteSpan) (n int) {
	for i := range r.tokens {
		if one := (noteSpan{i, i + 1}); !r.sameSentence(spans, one) {
			n += r.meaning(one)
		}
	}
	return n
}

// firstSaid is where the first words stand that are neither greeting nor name.
func (r *noteReading) firstSaid() noteSpan {
	for i := range r.tokens {
		if r.cover[i] == "" || r.cover[i] == shellWish || r.cover[i] == shellFiller {
			return noteSpan{i, i + 1}
		}
	}
	return noteSpan{0, 1}
}

const maxSentenceRunes = 160

// sentenceOf is the sentence that token i stands in.
func (r *noteReading) sentenceOf(i int) string {
	from, to := i, i+1
	for from > 0 && r.tokens[from-1].sentence == r.tokens[i].sentence {
		from--
	}
	for to < len(r.tokens) && r.tokens[to].sentence == r.tokens[i].sentence {
		to++
	}
	whole := inOneLine(r.quote(from, to))
	if cut := firstRunes(whole, maxSentenceRunes); len(cut) < len(whole) {
		return strings.TrimSpace(cut) + "…"
	}
	return whole
}
