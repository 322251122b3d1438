package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"havewemet/triage"
	"havewemet/triage/language"
)

// languageFile is a language file of the owner's own.
type languageFile struct{ path, text string }

// languageFiles reads languages/*.toml beside the config; there may be none.
func languageFiles(config string) ([]languageFile, error) {
	dir := filepath.Join(filepath.Dir(config), "languages")
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("languages: %w", err)
	}
	var files []languageFile
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".toml") {
			continue
		}
		path := filepath.Join(dir, e.Name())
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("languages: %w", err)
		}
		files = append(files, languageFile{path, string(text)})
	}
	return files, nil
}

// addLanguages makes all that judges and asks know the languages of files. Each
// is complete, or an error that says where it is not.
func addLanguages(files []languageFile) error {
	var own []*language.Language
	for _, f := range files {
		l, err := language.Parse(f.path, []byte(f.text))
		if err != nil {
			return err
		}
		if err := triage.CheckLanguage(l); err != nil {
			return err
		}
		own = append(own, l)
	}
	return language.Add(own)
}
