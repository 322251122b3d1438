package triage

import (
	"bufio"
	"encoding/json"
	"os"
	"strings"
	"testing"
)

// testReply is an answer with the kind that a person gave it.
type testReply struct {
	Lang string    `json:"lang"`
	Kind ReplyKind `json:"kind"`
	Text string    `json:"text"`
}

func readReplies(t testing.TB) (list []testReply) {
	f, err := os.Open("testdata/replies.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var r testReply
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		list = append(list, r)
	}
	return list
}

// TestReplyKinds: what is not understood is said to be unclear, with its first
// sentence. To take what is sincere for something else is no such harmless miss.
func TestReplyKinds(t *testing.T) {
	sincere := map[ReplyKind]bool{ReplyMet: true, ReplyReason: true, ReplyReferral: true}
	languages, missed := map[string]bool{}, 0
	replies := readReplies(t)
	for _, r := range replies {
		languages[r.Lang] = true
		got := ReadReply(r.Text, "Jane Doe", "Martha Clark")
		if got.Kind != r.Kind {
			missed++
			t.Logf("%s: %q is %s, not %s (by %q)", r.Lang, r.Text, r.Kind, got.Kind, got.Sentence)
			if got.Kind != ReplyUnclear && !(sincere[got.Kind] && sincere[r.Kind]) {
				t.Errorf("%s: %q is taken for %s", r.Lang, r.Text, got.Kind)
			}
		}
		if !strings.Contains(r.Text, strings.TrimSuffix(got.Sentence, "…")) || got.Sentence == "" || got.Advice == "" {
			t.Errorf("%s: %q: sentence %q, advice %q", r.Lang, r.Text, got.Sentence, got.Advice)
		}
	}
	if len(replies) < 150 || len(languages) < 12 || 20*missed > len(replies) {
		t.Errorf("%d replies in %d languages, %d missed", len(replies), len(languages), missed)
	}
}
