package daemon

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"havewemet/mailbox"
	"havewemet/mailbox/memory"
	"havewemet/triage"
)

// TestRunTakesChangedSettings: good ones hold from the next pass, a schedule at
// once; bad ones are told once and change nothing.
func TestRunTakesChangedSettings(t *testing.T) {
	type change struct {
		settings *Settings
		err      error
	}
	w := newWorld(t, memory.Options{})
	w.Rules.Mode = triage.ModeWatch
	w.deliver("INBOX", invitation("standard", "Jane Standard", standardLine))
	var log bytes.Buffer
	w.Log = slog.New(slog.NewTextHandler(&log, nil))

	// Each turn of the loop waits for its change, and is a quarter of an hour after
	// the one before: once a change is taken, the turn before it has ended.
	now, changes, wake := monday, make(chan change), make(chan struct{})
	ctx, cancel := context.WithCancel(context.Background())
	w.Changed = func() (*Settings, error) {
		select {
		case c := <-changes:
			now = now.Add(15 * time.Minute)
			return c.settings, c.err
		case <-ctx.Done():
			return nil, nil
		}
	}
	close(wake)
	w.Wake = wake
	draft := w.Settings
	draft.Rules.Mode = triage.ModeDraft
	seldom := draft
	seldom.Triage, seldom.Summary = schedule(t, "0 0 1 1 *"), schedule(t, "0 0 1 1 *")
	done := make(chan error)
	go func() { done <- w.Run(ctx, func() time.Time { return now }) }()

	changes <- change{}
	changes <- change{nil, errors.New("my.toml:3:1: wrong\n\tthe line")}
	changes <- change{}
	w.want("Invitations/Generic")
	changes <- change{&draft, nil}
	changes <- change{&seldom, nil}
	w.want("Invitations/Generic", "standard")
	changes <- change{}
	changes <- change{}
	cancel()
	if err := <-done; err != nil {
		t.Fatal(err)
	}

	m, err := w.Ledger.Memory()
	if err != nil || !m.LastTriage.Equal(monday.Add(45*time.Minute)) {
		t.Errorf("the last pass was at %v, %v", m.LastTriage, err)
	}
	s, err := w.Compose(now)
	if want := []string{"a changed config was refused, and the old one stayed in force: my.toml:3:1: wrong"}; err != nil || !slices.Equal(s.Trouble, want) {
		t.Errorf("the summary says %q, %v", s.Trouble, err)
	}
	for _, said := range []string{"refused", "mode=draft"} {
		if !strings.Contains(log.String(), said) {
			t.Errorf("the log does not say %s:\n%s", said, &log)
		}
	}
	if strings.Count(log.String(), "refused") != 1 || strings.Contains(log.String(), "the line") {
		t.Errorf("the log says\n%s", &log)
	}
}

// TestChangedSettingsEndAPause: what failed is tried again at once, not after half
// an hour, since the owner may have mended it.
func TestChangedSettingsEndAPause(t *testing.T) {
	w := newWorld(t, memory.Options{})
	ctx, cancel := context.WithCancel(context.Background())
	good, tries, turns := w.Settings, 0, 0
	w.Dial = func(context.Context) (*mailbox.Session, error) { tries++; return nil, errors.New("no route") }
	bad := w.Settings
	w.Changed = func() (*Settings, error) {
		switch turns++; turns {
		case 3:
			if tries != 1 {
				t.Errorf("%d tries in a pause", tries)
			}
			return &bad, nil
		case 5:
			return &good, nil
		case 6:
			cancel()
		}
		return nil, nil
	}
	wake := make(chan struct{})
	close(wake)
	w.Wake = wake
	if err := w.Run(ctx, func() time.Time { return monday }); err != nil {
		t.Fatal(err)
	}
	if m, err := w.Ledger.Memory(); err != nil || tries != 2 || !m.LastTriage.Equal(monday) {
		t.Errorf("%d tries failed, the last pass was at %v, %v", tries, m.LastTriage, err)
	}
}
