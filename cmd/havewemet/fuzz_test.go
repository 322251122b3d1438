package main

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"

	"havewemet/triage"
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

// FuzzPatch holds that a change of the config leaves all other keys as they are.
func FuzzPatch(f *testing.F) {
	f.Add("# mine\n[judge] # the judge\ngeneric_below=0.3 # low\n[me]\nfirms = ['a', \"b\"]\n")
	f.Add("judge = { generic_below = 0.3 }\nme.groups = [ # none\n]\n")
	f.Add("[[judge.rule]]\nnote = \"\"\"\nwax\"\"\"\r\n[me]\r\ngroups = [\r\n\"a\",\r\n]")
	proposals := []proposalJSON{
		{Set: []triage.Setting{{Table: "judge", Key: "generic_below", Value: "0.2"}}},
		{Set: []triage.Setting{{Table: "me", Key: "groups", Value: `"Lantern Guild"`}}},
		{Set: []triage.Setting{{Table: "judge.rule", Key: "note", Value: `"honey"`}, {Table: "judge.rule", Key: "weight", Value: "-1"}}},
	}
	without := func(text []byte) (map[string]any, error) {
		all := map[string]any{}
		err := toml.Unmarshal(text, &all)
		for table, key := range map[string]string{"judge": "generic_below", "me": "groups"} {
			if in, ok := all[table].(map[string]any); ok {
				delete(in, key)
				delete(in, "rule")
				if len(in) == 0 {
					delete(all, table)
				}
			}
		}
		return all, err
	}
	f.Fuzz(func(t *testing.T, text string) {
		before, err := without([]byte(text))
		if err != nil {
			return
		}
		now, err := patched([]byte(text), proposals)
		if err != nil {
			return
		}
		if after, err := without(now); err == nil && fmt.Sprint(before) != fmt.Sprint(after) { // what is no TOML is not written
			t.Errorf("%q became %q", text, now)
		}
	})
}
