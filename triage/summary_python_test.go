package triage_test

import (
	_ "embed"
	"encoding/json"
	"os/exec"
	"strings"
	"testing"
)

// readByPython prints what Python's email reads of mails, as JSON.
//
//go:embed testdata/parts.py
var readByPython string

// TestSummaryReadByPython reads every mail with a parser that shares no code
// with the one that wrote it.
func TestSummaryReadByPython(t *testing.T) {
	files := goldenMails(t)
	out, err := exec.Command(tool(t, "python3"), append([]string{"-c", readByPython}, files...)...).Output()
	if err != nil {
		t.Fatalf("run testdata/parts.py: %v", err)
	}
	var mails map[string]struct {
		Defects    []string
		Headers    map[string]string
		Texts      map[string]string
		Kind, Best string
	}
	if err := json.Unmarshal(out, &mails); err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		m := mails[file]
		if m.Defects == nil || len(m.Defects) > 0 {
			t.Errorf("%s: defects %q", file, m.Defects)
		}
		header, text, html := parts(t, file)
		subject, _ := header.Subject()
		for kind, want := range map[string]string{"text/plain": text, "text/html": html} {
			// Python reads line ends as "\n".
			if got := m.Texts[kind]; got != strings.ReplaceAll(want, "\r\n", "\n") || got == "" {
				t.Errorf("%s: %s is read as another text, of %d bytes", file, kind, len(got))
			}
		}
		if len(m.Texts) != 2 || m.Kind != "multipart/alternative" || m.Best != "text/html" {
			t.Errorf("%s: %s of %d parts, the best is %s", file, m.Kind, len(m.Texts), m.Best)
		}
		for name, want := range map[string]string{
			"from": "havewemet <martha@example.com>", "to": "Martha Clark <martha@example.com>",
			"auto-submitted": "auto-generated", "mime-version": "1.0", "subject": subject, "date": "Sun, 22 Nov 2026 07:00:00 +0100", "message-id": "<havewemet.summary.2026-11-22.",
		} {
			if got := strings.ReplaceAll(m.Headers[name], `"`, ""); want == "" || !strings.HasPrefix(got, want) {
				t.Errorf("%s: %s is %q", file, name, m.Headers[name])
			}
		}
	}
}
