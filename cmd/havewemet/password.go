package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// commandPatience is how long a password command may take: a person may have
// to unlock a key.
const commandPatience = 30 * time.Second

// password fetches the account's password: from the command, from systemd's
// credentials, or from the file. It appears in no error and no log.
func (c *Config) password(ctx context.Context) (string, error) {
	switch credential := credential(); {
	case len(c.Account.PasswordCommand) > 0:
		return passwordFromCommand(ctx, "account", c.Account.PasswordCommand)
	case credential != "":
		return passwordFromFile("account", credential, false)
	}
	return passwordFromFile("account", c.path(c.Account.PasswordFile), true)
}

// submissionPassword is the same for the server that sends the summary: the
// account's, where it has none of its own.
func (c *Config) submissionPassword(ctx context.Context) (string, error) {
	switch {
	case len(c.SMTP.PasswordCommand) > 0:
		return passwordFromCommand(ctx, "smtp", c.SMTP.PasswordCommand)
	case c.SMTP.PasswordFile != "":
		return passwordFromFile("smtp", c.path(c.SMTP.PasswordFile), true)
	}
	return c.password(ctx)
}

// credential is the file in which systemd hands over the password; "" for none.
func credential() string {
	path := filepath.Join(os.Getenv("CREDENTIALS_DIRECTORY"), "imap-password")
	if os.Getenv("CREDENTIALS_DIRECTORY") == "" || !exists(path) {
		return ""
	}
	return path
}

// hasPassword refuses a config without a password before anything begins: a
// service would try again for ever.
func (c *Config) hasPassword() error {
	if len(c.Account.PasswordCommand) > 0 || c.Account.PasswordFile != "" || credential() != "" {
		return nil
	}
	return configErrorf("%s: no password: set [account] password_command or password_file, or give systemd the credential imap-password", c.file)
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func passwordFromCommand(ctx context.Context, table string, argv []string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, commandPatience)
	defer cancel()
	var stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Stderr, cmd.WaitDelay = &stderr, time.Second
	out, err := cmd.Output()
	if ctx.Err() == context.DeadlineExceeded {
		return "", fmt.Errorf("[%s] password_command %q gave no password within %v", table, argv[0], commandPatience)
	}
	if err != nil {
		// On a line of its own, which no log takes: who knows what secret it holds.
		said := strings.TrimSpace(stderr.String())
		if said != "" {
			said = "\nit said: " + harmless(said[:min(len(said), 300)])
		}
		return "", fmt.Errorf("[%s] password_command %q: %w%s", table, argv[0], err, said)
	}
	return usable(string(out), fmt.Sprintf("[%s] password_command %q", table, argv[0]))
}

func passwordFromFile(table, path string, strict bool) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", fmt.Errorf("[%s] password_file: %w", table, err)
	}
	if strict && info.Mode().Perm()&0o077 != 0 {
		return "", fmt.Errorf("[%s] password_file %s can be read by others (mode %04o)\nhint: chmod 600 %s", table, path, info.Mode().Perm(), path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("[%s] password_file: %w", table, err)
	}
	return usable(string(text), "["+table+"] password_file "+path)
}

// usable takes the one line that a password is.
func usable(text, from string) (string, error) {
	text = strings.TrimSuffix(strings.TrimSuffix(text, "\n"), "\r")
	if text == "" {
		return "", errors.New(from + " gave an empty password")
	}
	if strings.ContainsAny(text, "\r\n\x00") {
		return "", errors.New(from + " gave more than one line")
	}
	return text, nil
}
