package triage

import "testing"

// TestFoldName holds what FoldName returns: it lies hashed in people's mailboxes.
func TestFoldName(t *testing.T) {
	for name, want := range map[string]string{
		"Jane Doe": "jane doe", "  JANE\u00a0 DOE, ": "jane doe", "Jürgen Groß": "jürgen gross", "Ju\u0308rgen": "jürgen", "Ｊａｎｅ": "jane",
		"\u202eJane\u200b": "jane", "": "", "...": "", "山田 太郎": "山田 太郎", "ΣΊΣΥΦΟΣ": "σίσυφοσ", "jane-doe-1a2b": "jane-doe-1a2b", "a\r\nb": "a b",
	} {
		if got := FoldName(name); got != want {
			t.Errorf("%q folds to %q, not %q", name, got, want)
		}
		if again := FoldName(want); again != want {
			t.Errorf("%q folds on to %q", want, again)
		}
	}
}

func TestFoldNote(t *testing.T) {
	n := foldNote("I’d ÉTÉ „Größe“ 我们 node.js 40%!")
	var got []string
	for i, tok := range n.tokens {
		got = append(got, tok.text+"="+n.quote(i, i+1))
	}
	want := []string{"i=I", "d=d", "ete=ÉTÉ", "grosse=Größe", "我=我", "们=们", "node=node", "js=js", "40=40", "percent=%"}
	for i := range max(len(got), len(want)) {
		if i >= len(got) || i >= len(want) || got[i] != want[i] {
			t.Fatalf("got %q, want %q", got, want)
		}
	}
}
