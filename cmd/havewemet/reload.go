package main

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"havewemet/triage/daemon"
)

// reloader takes the config anew whenever its file has changed.
type reloader struct {
	inForce *Config
	seen    string // the file's text that is in force, or was refused last
}

func newReloader(c *Config) *reloader { return &reloader{c, c.text} }

// changed returns the settings of a changed config that is good, nil where
// nothing changed. A config that is not good is an error, once.
func (r *reloader) changed() (*daemon.Settings, error) {
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
