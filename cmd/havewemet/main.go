// Havewemet triages LinkedIn invitations that come by mail: it tells a personal
// note from the standard line, files the mails, drafts the question "Have we
// met?" for its owner to send, lets silence lapse, and writes one summary a day.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"
)

func main() {
	debug.SetGCPercent(50) // it lives for years beside other programs: memory before speed
	os.Exit(run())
}

// Exit codes.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2 // the command line or the config is wrong
)

func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	app := &app{clock: time.Now, out: newScreen(os.Stdout), err: newScreen(os.Stderr)}
	cmd := app.root()
	err := cmd.ExecuteContext(ctx)
	app.err.clearProgress()
	if err == nil {
		return exitDone
	}
	fmt.Fprintln(os.Stderr, "havewemet: "+strings.TrimRight(err.Error(), "\n"))
	if errors.As(err, new(configError)) || errors.As(err, new(usageError)) {
		return exitUsage
	}
	return exitFailed
}

// usageError is a mistake on the command line.
type usageError struct{ error }

// app is what the subcommands share.
type app struct {
	clock      func() time.Time // the only clock of the program
	configPath string
	json       bool
	now        string
	out, err   *screen

	config    *Config        // once it is loaded
	languages []languageFile // the owner's own
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:           "havewemet",
		Short:         "triage LinkedIn invitations that come by mail",
		Long:          "havewemet reads LinkedIn's invitation mails over IMAP, tells a personal note from the\nstandard line, files them, drafts the question \"Have we met?\" for you to send,\nlets silence lapse, and writes you one summary a day. It never writes to anybody else.\n\nTry it first:  havewemet demo",
		SilenceUsage:  true,
		SilenceErrors: true,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				hint := ""
				if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
					hint = fmt.Sprintf("; did you mean %q?", near[0])
				}
				return usageError{fmt.Errorf("unknown command %q%s", args[0], hint)}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SuggestionsMinimumDistance = 2
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usageError{fmt.Errorf("%w\nhint: %s --help", err, cmd.CommandPath())}
	})
	root.PersistentFlags().StringVar(&a.configPath, "config", "", "config file (default "+defaultConfigPath()+")")
	root.PersistentFlags().BoolVar(&a.json, "json", false, "print results as JSON")
	root.AddCommand(a.demoCommand(), a.planCommand(), a.onceCommand(), a.undoCommand(), a.runCommand(), a.statusCommand(), a.journalCommand(), a.explainCommand(), a.tuneCommand(), a.summaryCommand(), a.checkCommand(), a.versionCommand())
	return root
}

// takes turns cobra's complaint about arguments into a usage error.
func takes(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if err := check(cmd, args); err != nil {
			return usageError{fmt.Errorf("%w\nhint: %s --help", err, cmd.CommandPath())}
		}
		return nil
	}
}

// loadConfig reads the config that --config names, or the default one, and the
// owner's languages, once.
func (a *app) loadConfig() (c *Config, err error) {
	if a.config == nil {
		path := a.configPath
		if path == "" {
			path = defaultConfigPath()
		}
		if a.languages, err = languageFiles(path); err == nil {
			err = addLanguages(a.languages)
		}
		if err != nil {
			return nil, configError{err}
		}
		a.config, err = loadConfig(path)
	}
	return a.config, err
}

// withNow adds --now to a command that decides by the clock.
func (a *app) withNow(cmd *cobra.Command) {
	cmd.Flags().StringVar(&a.now, "now", "", "act as if it were then: RFC 3339, like 2026-03-24T07:00:00+01:00")
}

// time is the time by which a command decides.
func (a *app) time() (time.Time, error) {
	if a.now == "" {
		return a.clock().Round(0), nil
	}
	t, err := time.Parse(time.RFC3339, a.now)
	if err != nil {
		return t, usageError{fmt.Errorf("--now %q is not a time\nhint: write it like 2026-03-24T07:00:00+01:00", a.now)}
	}
	return t, nil
}
