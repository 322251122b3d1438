package daemon

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"havewemet/mailbox/memory"
	"havewemet/triage"
)

// A breaker cuts the connection at the k-th command from now, once.
type breaker struct {
	mu     sync.Mutex
	left   int
	action memory.Action
}

func (b *breaker) intercept(string, int) memory.Action {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.left--; b.left == 0 {
		return b.action
	}
	return memory.Pass
}

// set arms b; disarm says whether the connection was cut.
func (b *breaker) set(k int, action memory.Action) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.left, b.action = k, action
}

func (b *breaker) disarm() (cut bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	cut = b.left <= 0
	b.left = 0
	return cut
}

// state is all that a pass leaves: folders with their mails and flags, the
// cases, and what a further pass would do. Summaries are left out where the
// ledger is lost: before there was any, nothing tells a ledger that was lost
// from a first pass, after which none is due.
func (w *world) state(now time.Time, summaries bool) string {
	w.t.Helper()
	var b strings.Builder
	folders := w.survey()
	slices.Sort(folders)
	for _, folder := range folders {
		var mails []string
		for _, m := range w.mails(folder) {
			id, _, _ := strings.Cut(string(m.Raw[strings.Index(string(m.Raw), "Message-I"):]), "\r\n")
			if summaries || !strings.Contains(id, triage.SummaryMark) {
				mails = append(mails, fmt.Sprint(id, seen(m.Flags)))
			}
		}
		slices.Sort(mails)
		fmt.Fprintln(&b, folder, mails)
	}
	fmt.Fprintln(&b, w.cases())
	plan, err := w.Plan(context.Background(), now)
	if err != nil {
		w.t.Fatal(err)
	}
	fmt.Fprintln(&b, "then", steps(plan))
	return b.String()
}

// story is a life in three passes; the connection is cut in one of them.
func (w *world) story(b *breaker, in int, k int, action memory.Action, between func(*world)) (cut bool) {
	w.t.Helper()
	broken := w.cutIn(b, in, k, action, between, &cut)
	w.deliver("INBOX", ordinary...)
	w.deliver("INBOX", invitation("one", "Jane Standard", standardLine), invitation("two", "Wim Writer", standardLine), invitation("three", "Paul Personal", note))
	broken(1, monday)
	w.take("Drafts", "Sent")
	w.deliver("INBOX", message("Wim wrote", "Wim Writer"))
	broken(2, monday.Add(48*time.Hour))
	broken(3, monday.Add(24*24*time.Hour))
	return cut
}

// handStory is a life in which the owner moves mails between the passes.
func (w *world) handStory(b *breaker, in int, k int, action memory.Action, between func(*world)) (cut bool) {
	w.t.Helper()
	broken := w.cutIn(b, in, k, action, between, &cut)
	w.deliver("INBOX", invitation("one", "Jane Standard", standardLine), invitation("two", "Wim Writer", standardLine), invitation("three", "Paul Personal", note))
	broken(1, monday)
	w.take(generic, "Aside")
	w.take(personal, generic)
	w.take("Aside", personal)
	broken(2, monday.Add(time.Hour))
	w.take("Drafts", "Sent")
	broken(3, monday.Add(24*24*time.Hour))
	return cut
}

// cutIn returns a pass that is cut at the k-th command if it is the n-th, and
// taken up again.
func (w *world) cutIn(b *breaker, in, k int, action memory.Action, between func(*world), cut *bool) func(n int, now time.Time) {
	return func(n int, now time.Time) {
		w.t.Helper()
		if n != in {
			w.pass(now)
			return
		}
		b.set(k, action)
		w.Pass(context.Background(), now) // how it ends depends on k
		*cut = b.disarm()
		between(w)
		w.pass(now)
	}
}

func TestConnectionCutAnywhere(t *testing.T) {
	keep := func(*world) {}
	every := 1
	if testing.Short() { // under the race detector
		every = 7
	}
	for _, test := range []struct {
		name    string
		without []string
		lose    bool
		story   func(*world, *breaker, int, int, memory.Action, func(*world)) bool
	}{
		{"all there", nil, false, (*world).story},
		{"no MOVE", []string{"MOVE"}, false, (*world).story},
		{"no LITERAL+", []string{"LITERAL+"}, false, (*world).story},
		{"no UIDPLUS", []string{"UIDPLUS"}, false, (*world).story},
		{"ledger lost", nil, true, (*world).story},
		{"no MOVE, ledger lost", []string{"MOVE"}, true, (*world).story},
		{"the owner's hand", nil, false, (*world).handStory},
		{"the owner's hand, no MOVE", []string{"MOVE"}, false, (*world).handStory},
		{"the owner's hand, no UIDPLUS", []string{"UIDPLUS"}, false, (*world).handStory},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			start := func(t *testing.T, b *breaker) *world {
				return newWorld(t, memory.Options{Without: test.without, Intercept: b.intercept})
			}
			calm := &breaker{}
			w := start(t, calm)
			between := keep
			if test.lose {
				between = (*world).loseLedger
			}
			test.story(w, calm, 0, 0, memory.Pass, keep)
			end := monday.Add(24 * 24 * time.Hour)
			want := w.state(end, !test.lose)
			for in := 1; in <= 3; in++ {
				for _, action := range []memory.Action{memory.CutBefore, memory.CutAfter} {
					for k, cut := 1, true; cut; k += every {
						b := &breaker{}
						w := start(t, b)
						cut = test.story(w, b, in, k, action, between)
						if got := w.state(end, !test.lose); got != want {
							t.Fatalf("cut at command %d of pass %d (%v):\n%s\nundisturbed:\n%s", k, in, action, got, want)
						}
					}
				}
			}
		})
	}
}
