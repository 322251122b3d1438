package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRewrite(t *testing.T) {
	dir := t.TempDir()
	path, link := filepath.Join(dir, "config.toml"), filepath.Join(t.TempDir(), "link.toml")
	if err := os.WriteFile(path, []byte("one"), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o640); err != nil { // whatever the umask is
		t.Fatal(err)
	}
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	holds := func(want map[string]string) {
		t.Helper()
		entries, err := os.ReadDir(dir)
		if err != nil || len(entries) != len(want) {
			t.Fatalf("%v, %v", entries, err)
		}
		for name, text := range want {
			if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(got) != text {
				t.Errorf("%s holds %q, want %q (%v)", name, got, text, err)
			}
		}
	}

	kept, err := rewrite(link, []byte("one"), []byte("two"))
	if err != nil || kept != path+".bak" {
		t.Fatalf("kept %q, %v", kept, err)
	}
	holds(map[string]string{"config.toml": "two", "config.toml.bak": "one"})
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is none any more: %v, %v", info, err)
	}
	for _, name := range []string{path, kept} {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o640 {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
	if kept, err = rewrite(path, []byte("two"), []byte("three")); err != nil || kept != path+".bak.2" {
		t.Fatalf("kept %q, %v", kept, err)
	}
	all := map[string]string{"config.toml": "three", "config.toml.bak": "one", "config.toml.bak.2": "two"}
	holds(all)

	if _, err := rewrite(path, []byte("two"), []byte("four")); err == nil || !strings.Contains(err.Error(), "has changed meanwhile") {
		t.Errorf("a file that has changed: %v", err)
	}
	holds(all)
	if os.Geteuid() != 0 { // who may write everything
		if err := os.Chmod(path, 0o400); err != nil {
			t.Fatal(err)
		}
		if _, err := rewrite(path, []byte("three"), []byte("four")); !os.IsPermission(err) {
			t.Errorf("a file that is not to be written: %v", err)
		}
		holds(all)
	}
	if _, err := rewrite(filepath.Join(dir, "none"), nil, []byte("four")); !os.IsNotExist(err) {
		t.Errorf("a file that is not there: %v", err)
	}
	holds(all)
}
