package triage

import "slices"

// wordBag holds words by language, and tells whether a span is made of nothing
// but words of one of them, in whatever order. That knows a thousand forms of a
// sentence by its few words, where patterns would need one for each.
type wordBag map[string][]bagWord // by the first token

type bagWord struct {
	tokens []string // several where a word of a script without spaces has them
	in     uint64   // languages, as bits
}

// add puts a word into the bag. The parts of "thank_you" may stand apart, but
// not the characters of a script without spaces, of which all words are made.
func (b wordBag) add(language int, tokens []noteToken) {
	var words []string
	for _, t := range tokens {
		words = append(words, t.text)
	}
	if slices.ContainsFunc(tokens, func(t noteToken) bool { return t.single }) {
		b.put(language, words)
		return
	}
	for i := range words {
		b.put(language, words[i:i+1])
	}
}

func (b wordBag) put(language int, tokens []string) {
	if len(tokens) == 0 {
		return
	}
	list := b[tokens[0]]
	for i := range list {
		if slices.Equal(list[i].tokens, tokens) {
			list[i].in |= 1 << language
			return
		}
	}
	b[tokens[0]] = append(list, bagWord{tokens, 1 << language})
}

// holds reports that the tokens of a span are words of one language in the bag.
// Tokens that pass are so in any language.
func (b wordBag) holds(tokens []noteToken, passes func(i int) bool) bool {
	reach := make([]uint64, len(tokens)+1) // languages whose words go from here to the end
	reach[len(tokens)] = ^uint64(0)
	for i := len(tokens) - 1; i >= 0; i-- {
		if passes(i) {
			reach[i] = reach[i+1]
		}
		if i+1 < len(tokens) && reach[i+1] == 0 && !tokens[i+1].single {
			return false // no word of several tokens goes over it
		}
		for _, w := range b[tokens[i].text] {
			if n := len(w.tokens); i+n <= len(tokens) && spells(tokens[i:i+n], w.tokens) {
				reach[i] |= reach[i+n] & w.in
			}
		}
	}
	return reach[0] != 0
}

// begins returns how many tokens the longest word has that begins a span, else 0.
func (b wordBag) begins(tokens []noteToken) (n int) {
	for _, w := range b[tokens[0].text] {
		if len(w.tokens) > n && len(w.tokens) <= len(tokens) && spells(tokens[:len(w.tokens)], w.tokens) {
			n = len(w.tokens)
		}
	}
	return n
}

func spells(tokens []noteToken, words []string) bool {
	for i := range words {
		if tokens[i].text != words[i] {
			return false
		}
	}
	return true
}
