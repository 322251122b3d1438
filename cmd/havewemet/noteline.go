package main

import (
	"encoding/json"
	"errors"
	"fmt"

	"havewemet/triage"
)

// noteLine is a line of a file that --notes names.
type noteLine struct {
	ID       json.RawMessage `json:"id"` // a text or a number
	Note     *string         `json:"note"`
	Label    *triage.Class   `json:"label"`
	Name     string          `json:"name"`
	Headline string          `json:"headline"`
	Place    string          `json:"place"`
	Language string          `json:"lang"`
}

func readNoteLine(line []byte) (n noteLine, err error) {
	err = json.Unmarshal(line, &n)
	if wrong := new(json.UnmarshalTypeError); errors.As(err, &wrong) {
		if wrong.Field == "" {
			return n, fmt.Errorf(`the line is no object like {"note": "..."}, but %s`, wrong.Value)
		}
		return n, fmt.Errorf("%q is no text, but %s", wrong.Field, wrong.Value)
	}
	return n, err
}

// invitation is what the line tells of one; a note that is missing is none.
func (n noteLine) invitation() triage.Invitation {
	inv := triage.Invitation{Person: triage.Person{Name: n.Name, Headline: n.Headline, Place: n.Place}, Language: n.Language}
	if n.Note != nil {
		inv.Note = *n.Note
	}
	return inv
}

// id is the line's own name; "" if it has none.
func (n noteLine) id() (id string) {
	if json.Unmarshal(n.ID, &id) != nil {
		id = string(n.ID)
	}
	return id
}
