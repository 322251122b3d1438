package main

import (
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"

	"havewemet/triage/daemon"
)

// reloader takes the config anew whenever its file has changed.
type reloader struct {
	inForce   *Config
	seen      string // the file's text that is in force, or was refused last
	languages []languageFile
}

func newReloader(c *Config, languages []languageFile) *reloader {
	return &reloader{c, c.text, languages}
}

// changed returns the settings of a changed config that is good, nil where
// nothing changed. A config that is not good is an error, once.
func (r *reloader) changed() (*daemon.Settings, error) {
	// All that was judged so far rests on the languages, so they stay what they are.
	if files, err := languageFiles(r.inForce.file); err == nil && !slices.Equal(files, r.languages) {
		r.languages = files
		return nil, fmt.Errorf("a file in %s: restart havewemet to take it", filepath.Join(filepath.Dir(r.inForce.file), "languages"))
	}
	text, err := os.ReadFile(r.inForce.file)
	if err != nil {
		text = []byte(err.Error()) // told once, as a config that is wrong
	}
	if string(text) == r.seen {
		return nil, nil
	}
	r.seen = string(text)
	if err != nil {
		return nil, fmt.Errorf("config: %w", err)
	}
	c, err := parseConfig(r.inForce.file, text)
	if err != nil {
		return nil, err
	}
	if err := c.hasPassword(); err != nil {
		return nil, err
	}
	if c.accountName() != r.inForce.accountName() || c.ledgerPath() != r.inForce.ledgerPath() {
		return nil, fmt.Errorf("%s: names another account or ledger: restart havewemet to take it", c.file)
	}
	r.inForce = c
	return c.settings()
}

// hangups tells of each SIGHUP, until stop is called.
func hangups() (told <-chan struct{}, stop func()) {
	signals, wake := make(chan os.Signal, 1), make(chan struct{}, 1)
	signal.Notify(signals, syscall.SIGHUP)
	go func() {
		for range signals {
			select {
			case wake <- struct{}{}:
			default: // it is awake already
			}
		}
	}()
	return wake, func() { signal.Stop(signals); close(signals) }
}
