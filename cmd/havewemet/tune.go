package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"havewemet/triage"
	"havewemet/triage/daemon"
	"havewemet/triage/ledger"
)

// tuneJSON is what `tune --json` prints: one object.
type tuneJSON struct {
	Source    string          `json:"source"` // the file; "" for the folders
	Measure   triage.Measure  `json:"measure"`
	Filed     *triage.Measure `json:"filed,omitempty"` // mails that lie where havewemet put them: right by definition
	Bounds    triage.Bounds   `json:"bounds"`          // in force
	Proposals []proposalJSON  `json:"proposals"`
	Unmoved   string          `json:"bounds_stay,omitempty"` // why no other bounds are proposed
	Patch     string          `json:"patch"`                 // TOML; "" if nothing is proposed
	Written   string          `json:"written,omitempty"`     // the config
	Kept      string          `json:"kept,omitempty"`        // the config as it was
}

type proposalJSON struct {
	Set    []triage.Setting `json:"set"`
	People int              `json:"people,omitempty"`
	Gain   triage.Gain      `json:"held_out"`
}

func (a *app) tuneCommand() *cobra.Command {
	var notes string
	var write bool
	cmd := &cobra.Command{
		Use:   "tune",
		Short: "measure the verdicts on labelled notes, and propose changes to the config",
		Long:  "tune tells how often verdicts are right, lists the costly errors, shows what other bounds\nwould do, and proposes bounds, rules and [me] entries that gain on notes they were not\nchosen on. Without --notes it reads your folders: where a mail lies is its label, and what\nyou moved there by hand is what counts. Nothing in the mailbox is changed.\n--notes FILE has lines {\"id\", \"note\", \"label\"}, the label \"personalized\" or \"generic\",\nand maybe \"name\", \"headline\", \"place\".",
		Args:  takes(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			load := a.loadConfig
			if notes != "" {
				load = a.configIfAny
			}
			c, err := load()
			if err != nil {
				return err
			}
			if write && c.file == "" {
				return configErrorf("write where? there is no config at %s", defaultConfigPath())
			}
			e, err := a.evidence(cmd.Context(), c, notes)
			if err != nil {
				return err
			}
			t := tuneNow(c, e)
			t.Source = notes
			if t.Patch != "" && write {
				if t.Kept, err = c.rewrite(t.Proposals); err != nil {
					return fmt.Errorf("tune: write config: %w", err)
				}
				t.Written = c.file
			}
			a.err.clearProgress()
			if a.json {
				return a.out.json(t)
			}
			a.out.printTune(t, c)
			return nil
		},
	}
	cmd.Flags().StringVar(&notes, "notes", "", "measure on the labelled notes of this JSON Lines file")
	cmd.Flags().BoolVar(&write, "write", false, "put what is proposed into the config; the old file is kept beside it")
	return cmd
}

// evidence is what the file says, or what the owner's folders show.
func (a *app) evidence(ctx context.Context, c *Config, notes string) (e triage.Evidence, err error) {
	if notes != "" {
		if e.Said, err = readLabels(notes); err != nil {
			return e, fmt.Errorf("tune notes: %w", err)
		}
	} else {
		err = a.withDaemon(ledger.OpenToRead, func(d *daemon.Daemon) error {
			e, err = d.Filed(ctx)
			return err
		})
	}
	e.Sound = c.passes
	return e, err
}

// passes tells whether a judge stands the owner's tests.
func (c *Config) passes(j *triage.Judge) bool {
	return !slices.ContainsFunc(c.Test, func(t TestConfig) bool { return j.Judge(t.invitation()).Class != triage.Class(t.Class) })
}

func tuneNow(c *Config, e triage.Evidence) tuneJSON {
	j := c.judge()
	t := tuneJSON{Measure: j.Measure(e.Said), Bounds: j.Bounds(), Proposals: []proposalJSON{}}
	if len(e.Filed) > 0 {
		filed := j.Measure(e.Filed)
		t.Filed = &filed
	}
	var all []triage.Proposal
	all, t.Unmoved = j.Tune(e)
	for _, p := range all {
		set := p.Settings()
		if p.Bounds != nil { // one of the two may stay
			now := triage.Proposal{Bounds: &t.Bounds}.Settings()
			set = slices.DeleteFunc(set, func(s triage.Setting) bool { return slices.Contains(now, s) })
		}
		t.Proposals = append(t.Proposals, proposalJSON{set, p.People, p.Gain})
	}
	t.Patch = c.asTOML(t.Proposals)
	return t
}

// rewrite puts proposals into the config's file, if what comes out says what
// they say. It returns where the old file lies.
func (c *Config) rewrite(proposals []proposalJSON) (kept string, err error) {
	text, err := patched([]byte(c.text), proposals)
	if err != nil {
		return "", fmt.Errorf("%w\nhint: write it by hand; tune without --write prints it", err)
	}
	now, err := parseConfig(c.file, text)
	if err != nil || !now.says(c, proposals) {
		return "", errors.Join(fmt.Errorf("%s is written in a way that this cannot change: nothing was written\nhint: write it by hand; tune without --write prints it", c.file), err)
	}
	return rewrite(c.file, []byte(c.text), text)
}

func patched(text []byte, proposals []proposalJSON) ([]byte, error) {
	for _, p := range proposals {
		for i, s := range p.Set {
			at, err := newPatch(text)
			if err != nil {
				return nil, err
			}
			switch {
			case s.Table == "judge.rule" && i == 0:
				lines := "[[judge.rule]]\n# " + p.found() + "; " + p.gain() + "\n"
				for _, s := range p.Set {
					lines += s.Key + " = " + s.Value + "\n"
				}
				text = at.append(lines)
			case s.Table == "judge":
				text, err = at.set(s.Table, s.Key, s.Value)
			case s.Table == "me":
				text, err = at.addTo(s.Table, s.Key, s.Value, whatIsIt)
			}
			if err != nil {
				return nil, err
			}
		}
	}
	return text, nil
}

// says tells whether a config is the one before it with the proposals.
func (c *Config) says(before *Config, proposals []proposalJSON) bool {
	rules, groups := len(before.Judge.Rule), len(before.Me.Groups)
	for _, p := range proposals {
		switch p.Set[0].Table {
		case "judge.rule":
			rules++
		case "me":
			groups++
		}
	}
	if len(c.Judge.Rule) != rules || len(c.Me.Groups) != groups {
		return false
	}
	for _, p := range proposals {
		for _, s := range p.Set {
			if is := map[string]float64{"generic_below": float64(c.Judge.GenericBelow), "personalized_above": float64(c.Judge.PersonalAbove)}; s.Table == "judge" && fmt.Sprint(is[s.Key]) != s.Value {
				return false
			}
		}
	}
	return true
}
