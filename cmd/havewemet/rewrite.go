package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// rewrite replaces a file that still holds old by now, in one step, and keeps
// the old one beside it. Whatever fails, the file holds one of the two. A link
// stays one: what it leads to is replaced. It returns where the old file lies.
func rewrite(path string, old, now []byte) (backup string, err error) {
	if path, err = filepath.EvalSymlinks(path); err != nil {
		return "", err
	}
	// A rename asks for no permission on the file itself; its owner may have
	// taken that away on purpose.
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return "", err
	}
	info, err := f.Stat()
	f.Close()
	if err != nil {
		return "", err
	}
	fresh, err := newFile(path, now, info.Mode().Perm())
	if err != nil {
		return "", err
	}
	defer os.Remove(fresh)
	if held, err := os.ReadFile(path); err != nil {
		return "", err
	} else if !bytes.Equal(held, old) {
		return "", fmt.Errorf("%s has changed meanwhile: nothing was written\nhint: run it again", path)
	}
	if backup, err = keep(path, old, info.Mode().Perm()); err != nil {
		return "", err
	}
	return backup, os.Rename(fresh, path)
}

// newFile writes a file beside path, down to the disk.
func newFile(path string, text []byte, mode fs.FileMode) (name string, err error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return "", err
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Chmod(mode), f.Sync(), f.Close()); err != nil {
		os.Remove(f.Name())
	}
	return f.Name(), err
}

// keep stores what a file held under the first name that is free.
func keep(path string, text []byte, mode fs.FileMode) (string, error) {
	for n := 1; ; n++ {
		name := path + ".bak"
		if n > 1 {
			name = fmt.Sprintf("%s.%d", name, n)
		}
		f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return "", err
		}
		_, err = f.Write(text)
		if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
			os.Remove(name)
		}
		return name, err
	}
}
