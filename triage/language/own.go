package language

import (
	"fmt"
	"slices"
	"strings"
)

// mostLanguages is how many a [vote] tells apart.
const mostLanguages = 64

var (
	own    []*Language
	listed bool // the languages are in use, and no more can be added
)

// Add puts an owner's languages beside the embedded ones, each in the place of
// one of the same code. It comes before all other use of this package, and is
// not safe beside it; later it is an error.
func Add(languages []*Language) error {
	switch {
	case len(languages) == 0:
		return nil
	case listed:
		return fmt.Errorf("add language %s: the languages are in use already", languages[0].Code)
	}
	if _, err := merge(embedded(), languages); err != nil {
		return err
	}
	own = languages
	return nil
}

// merge puts languages beside those that list holds, or in their places.
func merge(list, languages []*Language) ([]*Language, error) {
	merged := slices.Clone(list)
	for i, l := range languages {
		sameCode := func(of *Language) bool { return strings.EqualFold(of.Code, l.Code) }
		if k := slices.IndexFunc(languages[:i], sameCode); k >= 0 {
			return nil, fmt.Errorf("%s: %s has the code %q, too", l.Where("code"), languages[k].file, l.Code)
		}
		if k := slices.IndexFunc(merged, sameCode); k >= 0 {
			merged[k] = l
		} else {
			merged = append(merged, l)
		}
	}
	if len(merged) > mostLanguages {
		return nil, fmt.Errorf("%s: there are %d languages, and no more than %d can be told apart", languages[0].file, len(merged), mostLanguages)
	}
	return merged, nil
}
