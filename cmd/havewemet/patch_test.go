package main

import (
	"strings"
	"testing"

	"havewemet/triage"
)

// TestPatch holds that proposals go where they belong, and that all else stays.
func TestPatch(t *testing.T) {
	bounds := proposalJSON{Set: []triage.Setting{{Table: "judge", Key: "generic_below", Value: "0.2"}, {Table: "judge", Key: "personalized_above", Value: "0.7"}}}
	group := proposalJSON{Set: []triage.Setting{{Table: "me", Key: "groups", Value: `"Lantern Guild"`}}}
	rule := proposalJSON{Set: []triage.Setting{{Table: "judge.rule", Key: "note", Value: `"honey"`}, {Table: "judge.rule", Key: "weight", Value: "-1"}}, People: 4}
	said := "# " + rule.found() + "; " + rule.gain() + "\n"
	about := "# " + whatIsIt + "\n"
	tests := []struct {
		name      string
		proposals []proposalJSON
		old, want string
	}{
		{"values, comments kept", []proposalJSON{bounds}, "# mine\n[judge] # the judge\ngeneric_below=0.3 # low\n\n# high\npersonalized_above = 0.60\n[me]\n", "# mine\n[judge] # the judge\ngeneric_below=0.2 # low\n\n# high\npersonalized_above = 0.7\n[me]\n"},
		{"keys that are not there", []proposalJSON{bounds}, "[judge]\n\n[me]\nfirms = []\n", "[judge]\ngeneric_below = 0.2\npersonalized_above = 0.7\n\n[me]\nfirms = []\n"},
		{"after the last key", []proposalJSON{bounds}, "[judge]\ngeneric_below = 0.3 # low\n\n# mine\n[me]\n", "[judge]\ngeneric_below = 0.2 # low\npersonalized_above = 0.7\n\n# mine\n[me]\n"},
		{"a table that is not there", []proposalJSON{bounds, group}, "mode = \"draft\"", "mode = \"draft\"\n\n[judge]\ngeneric_below = 0.2\npersonalized_above = 0.7\n\n[me]\n" + about + "groups = [\"Lantern Guild\"]\n"},
		{"dotted keys", []proposalJSON{bounds}, "judge.generic_below = 0.3\nmode = \"draft\"\n", "judge.generic_below = 0.2\njudge.personalized_above = 0.7\nmode = \"draft\"\n"},
		{"an inline table", []proposalJSON{bounds}, "judge = { generic_below = 0.3, personalized_above = 0.5 } # both\n", "judge = { generic_below = 0.2, personalized_above = 0.7 } # both\n"},
		{"quoted keys and a last line without end", []proposalJSON{bounds}, "[ \"judge\" ]\n\"generic_below\" = 0.3\npersonalized_above = 0.5", "[ \"judge\" ]\n\"generic_below\" = 0.2\npersonalized_above = 0.7"},
		{"lines of Windows", []proposalJSON{bounds, group}, "[judge]\r\ngeneric_below = 0.3\r\n[me]\r\ngroups = []\r\n", "[judge]\r\ngeneric_below = 0.2\r\npersonalized_above = 0.7\r\n[me]\r\n" + strings.TrimSuffix(about, "\n") + "\r\ngroups = [\"Lantern Guild\"]\r\n"},
		{"an empty list", []proposalJSON{group}, "[me]\ngroups = [ # none yet\n]\n", "[me]\n" + about + "groups = [\"Lantern Guild\" # none yet\n]\n"},
		{"a list of lines", []proposalJSON{group}, "[me]\ngroups = [\n\t\"Oak\", # trees\n\t'Ash', # more\n]\n", "[me]\n" + about + "groups = [\n\t\"Oak\", # trees\n\t'Ash', \"Lantern Guild\", # more\n]\n"},
		{"a comment once", []proposalJSON{group, group}, "[me]\ngroups = [\"Oak\"]\n", "[me]\n" + about + "groups = [\"Oak\", \"Lantern Guild\", \"Lantern Guild\"]\n"},
		{"a text with a table in it", []proposalJSON{bounds}, "name = \"\"\"\n[judge]\ngeneric_below = 0.1\n\"\"\"\n[judge]\ngeneric_below = 0.3\npersonalized_above = 0.6\n", "name = \"\"\"\n[judge]\ngeneric_below = 0.1\n\"\"\"\n[judge]\ngeneric_below = 0.2\npersonalized_above = 0.7\n"},
		{"rules go to the end", []proposalJSON{rule}, "[[judge.rule]]\nnote = \"wax\"\nclass = \"generic\"\n[me]\n", "[[judge.rule]]\nnote = \"wax\"\nclass = \"generic\"\n[me]\n\n[[judge.rule]]\n" + said + "note = \"honey\"\nweight = -1\n"},
		{"a list in an inline table", []proposalJSON{group}, "me = {groups = [\"Oak\"]}\n", "me = {groups = [\"Oak\", \"Lantern Guild\"]}\n"},
	}
	for _, tt := range tests {
		got, err := patched([]byte(tt.old), tt.proposals)
		if err != nil || string(got) != tt.want {
			t.Errorf("%s: got\n%s\nwant\n%s\n(%v)", tt.name, got, tt.want, err)
		}
	}
	if _, err := patched([]byte("me = {}\n"), []proposalJSON{group}); err == nil {
		t.Error("a key was put into an inline table")
	}
}
