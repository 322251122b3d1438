package triage

//go:generate go test -count=1 -run=TestWeights . -v -fit

// weights are what the judge adds up. They are fitted to labelled notes, see
// fit_test.go, and stand in weights.go.
type weights struct {
	bias    float64                 // of a note before anything is found in it
	signals map[string]signalWeight // by the signal's name
	shapes  map[string]float64      // by the shape's name
}

type signalWeight struct{ first, again float64 }

// repeats bounds how many further finds of one signal count.
const repeats = 2

// weighs returns what a signal weighs. One that the labelled notes cannot show,
// since it rests on more than the note, keeps what its author guessed.
func (s *noteSignal) weighs() signalWeight {
	if w, ok := fitted.signals[s.name]; ok {
		return w
	}
	return signalWeight{s.weight, s.again}
}

// worth is what n finds of a signal add to the sum.
func (s *noteSignal) worth(n int) float64 {
	w := s.weighs()
	return w.first + w.again*float64(min(n-1, repeats))
}

// shape is what a note's shapes add to the sum.
func (r *noteReading) shape() (z float64) {
	for i := range noteShapes {
		z += noteShapes[i].worth(r)
	}
	return z
}

// worth is what one shape of a note adds to the sum.
func (s *noteShape) worth(r *noteReading) float64 { return fitted.shapes[s.name] * s.measure(r) }
