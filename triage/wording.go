package triage

import (
	_ "embed"
	"math"
	"math/bits"
	"slices"
	"unicode/utf8"
)

// A note's wording is a second opinion, for notes in which the signals find
// nothing meant for one reader: runs of letters, as they stand in labelled notes
// of either class. It gives no reason, hence it is a shape.

// wordingRuns is how many weights there are. Runs share them by their hash.
const wordingRuns = 1 << 13

// Runs have so many letters, spaces between words included.
const (
	shortestRun = 3
	longestRun  = 5
)

// wordingWeights are in units of 1/wordingUnit; the first is the base of all notes.
//
//go:embed wording.dat
var wordingWeights string

const wordingUnit = 24

// wordingMost bounds what is made of a wording: beyond it is no more certain.
const wordingMost = 3.0

// runSet is a set of runs, each as the number of its weight.
type runSet [wordingRuns / 64]uint64

func (s *runSet) len() (n int) {
	for _, word := range s {
		n += bits.OnesCount64(word)
	}
	return n
}

// runs returns the runs of letters of what is left of a note. Names of the two
// people and numbers are not what a wording is told by.
func (r *noteReading) runs() *runSet {
	letters := make([]rune, 1, 512)
	letters[0] = ' '
	for i := range r.tokens {
		t := &r.tokens[i]
		switch r.cover[i] {
		case "", shellWish, shellIntro, shellFiller:
		default:
			continue
		}
		switch {
		case t.number:
			letters = append(letters, '#')
		case utf8.RuneCountInString(t.text) > 1 && slices.Contains(r.names, t.text):
			letters = append(letters, '*')
		default:
			for _, c := range t.text {
				letters = append(letters, c)
			}
		}
		if !t.single {
			letters = append(letters, ' ')
		}
	}
	set := new(runSet)
	for i := range letters {
		hash := uint32(2166136261) // FNV-1a, a letter at a time
		for n, c := range letters[i:min(i+longestRun, len(letters))] {
			hash = (hash ^ uint32(c)) * 16777619
			if n+1 >= shortestRun {
				mixed := (hash ^ hash>>15) * 2654435761 >> (32 - 13)
				set[mixed/64] |= 1 << (mixed % 64)
			}
		}
	}
	return set
}

// speaksToOne reports a cue of a note meant for its reader.
func (r *noteReading) speaksToOne() bool {
	for class := range r.cues {
		if signalNamed(class).personal {
			return true
		}
	}
	return false
}

// wording tells what the runs of letters speak for: -1 for anybody, 1 for one reader.
func (r *noteReading) wording() float64 {
	if r.speaksToOne() {
		return 0
	}
	set := r.runs()
	return wordingOf(set, func(run int) float64 { return float64(int8(wordingWeights[1+run])) / wordingUnit }, float64(int8(wordingWeights[0]))/wordingUnit)
}

func wordingOf(set *runSet, weight func(run int) float64, base float64) float64 {
	sum, n := 0.0, set.len()
	if n == 0 {
		return 0
	}
	set.each(func(run int) { sum += weight(run) })
	z := base + sum/math.Sqrt(float64(n))
	return max(-wordingMost, min(wordingMost, z)) / wordingMost
}

func (s *runSet) each(f func(run int)) {
	for i, word := range s {
		for ; word != 0; word &= word - 1 {
			f(i*64 + bits.TrailingZeros64(word))
		}
	}
}
