package main

import (
	"os"
	"strings"
	"testing"
)

// FuzzConfig: a config is read or refused with its place, never more.
func FuzzConfig(f *testing.F) {
	text, err := os.ReadFile("../../config.example.toml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	for _, s := range []string{"mode = 1", "[reply]\nwait = 30", "[acount]\nimap=\"x\"", "a.b.c = [", "[schedule]\ntriage = \"TZ=0\""} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		c := defaultConfig()
		c.file = "my.toml"
		if err := decodeConfig(text, &c); err != nil && !strings.HasPrefix(err.Error(), "my.toml") {
			t.Fatalf("%q: %v", text, err)
		}
	})
}

// FuzzMbox: every byte of a file belongs to at most one mail, and no input hangs.
func FuzzMbox(f *testing.F) {
	f.Add([]byte("From a\nSubject: x\n\nbody\n\nFrom b\nSubject: y\n\n>From the start\n"))
	f.Add([]byte("From "))
	f.Add([]byte("\nFrom \n\nFrom "))
	f.Fuzz(func(t *testing.T, text []byte) {
		total := 0
		if err := eachOf("x", text, func(_ string, raw []byte) error { total += len(raw); return nil }); err != nil || total > len(text) {
			t.Fatalf("%q: %d of %d bytes, %v", text, total, len(text), err)
		}
	})
}
