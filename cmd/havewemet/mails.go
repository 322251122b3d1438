package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// maxMail bounds what is read of one mail. The reader of notifications looks
// at far less.
const maxMail = 32 << 20

// eachMail calls f for every mail of path: an .eml file, an mbox, a Maildir,
// a directory of .eml files, or "-" for standard input. name tells the mail
// apart: the path, with #1, #2... for those of an mbox.
func eachMail(path string, stdin io.Reader, f func(name string, raw []byte) error) error {
	if path == "-" {
		raw, err := io.ReadAll(stdin)
		if err != nil {
			return err
		}
		return eachOf(path, raw, f)
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if info.IsDir() {
		return eachInDirectory(path, f)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if strings.HasSuffix(path, ".eml") {
		return f(path, raw)
	}
	return eachOf(path, raw, f)
}

func eachInDirectory(path string, f func(name string, raw []byte) error) error {
	dirs := []string{path}
	if exists(filepath.Join(path, "cur")) {
		dirs = []string{filepath.Join(path, "new"), filepath.Join(path, "cur")}
	}
	var files []string
	for _, dir := range dirs {
		entries, err := os.ReadDir(dir)
		if err != nil && exists(dir) {
			return err
		}
		for _, e := range entries {
			if e.Type().IsRegular() && !strings.HasPrefix(e.Name(), ".") {
				files = append(files, filepath.Join(dir, e.Name()))
			}
		}
	}
	slices.Sort(files)
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if err := f(file, raw); err != nil {
			return err
		}
	}
	return nil
}

// eachOf splits an mbox at its "From " lines (RFC 4155); a file that does not
// begin with one is a single mail.
func eachOf(path string, raw []byte, f func(name string, raw []byte) error) error {
	if !bytes.HasPrefix(raw, []byte("From ")) {
		return f(path, raw)
	}
	for n := 1; len(raw) > 0; n++ {
		mail, rest := raw, []byte(nil)
		for at := 0; ; {
			i := bytes.Index(raw[at:], []byte("\nFrom "))
			if i < 0 {
				break
			}
			at += i + 1
			if before := raw[:at]; bytes.HasSuffix(before, []byte("\n\n")) || bytes.HasSuffix(before, []byte("\n\r\n")) {
				mail, rest = before, raw[at:]
				break
			}
		}
		_, mail, _ = bytes.Cut(mail, []byte("\n"))
		if len(mail) > maxMail {
			mail = mail[:maxMail]
		}
		if err := f(fmt.Sprintf("%s#%d", path, n), bytes.ReplaceAll(mail, []byte("\n>From "), []byte("\nFrom "))); err != nil {
			return err
		}
		raw = rest
	}
	return nil
}
