package triage

import "math"

// The wording's weights are fitted by logistic regression on the labelled notes,
// by gradient descent in a fixed order: the same notes give the same weights.
const (
	wordingSweeps = 40
	wordingStep   = 2.0
	wordingPull   = 1e-3
)

// wordingFit is what is fitted: the base, then a weight for each run.
type wordingFit [1 + wordingRuns]float64

func (w *wordingFit) of(set *runSet) float64 {
	return wordingOf(set, func(run int) float64 { return w[1+run] }, w[0])
}

func fitWording(notes []fitNote) *wordingFit {
	w, cost := new(wordingFit), costs(notes)
	order := make([]int, len(notes))
	for i := range order {
		order[i] = i * 7919 % len(notes) // classes and languages stand together in the file
	}
	for sweep := range wordingSweeps {
		step := wordingStep / (1 + .3*float64(sweep))
		for _, i := range order {
			n := &notes[i]
			share := 1 / math.Sqrt(float64(max(n.runs.len(), 1)))
			z, y := w[0], 0.0
			n.runs.each(func(run int) { z += share * w[1+run] })
			if n.personal {
				y = 1
			}
			g := cost[i] / lostCost * (logistic(z) - y)
			w[0] -= .02 * g
			n.runs.each(func(run int) { w[1+run] -= step * (g*share + wordingPull*w[1+run]) })
		}
	}
	return w
}

// data is the fit as wording.dat holds it.
func (w *wordingFit) data() []byte {
	b := make([]byte, len(w))
	for i, v := range w {
		b[i] = byte(int8(math.Round(max(-127, min(127, v*wordingUnit)))))
	}
	return b
}

// wordUnseen gives each note the wording that a fit to the notes of other folds
// finds in it, as it is of notes that come by mail.
func (f *fitting) wordUnseen(notes []fitNote) {
	for fold := range folds {
		var others []fitNote
		for _, n := range notes {
			if n.fold() != fold {
				others = append(others, n)
			}
		}
		w := fitWording(others)
		for i := range notes {
			if notes[i].fold() == fold && !notes[i].toOne {
				*f.at(notes[i].features, "wording") = w.of(notes[i].runs)
			}
		}
	}
}
