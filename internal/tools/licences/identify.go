package main

import (
	"errors"
	"fmt"
	"slices"

	"github.com/google/licensecheck"
)

// allowed are the licences whose code may be linked with ours, under MPL-2.0, and given to others. Any other is for a
// person to judge.
var allowed = []string{"Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MPL-2.0"}

// mostOfIt is how much of a file has to be known text, in percent. The rest is a heading or names; more of it can be a
// condition that somebody added.
const mostOfIt = 90

// identify tells which licences a text consists of.
func identify(text []byte) ([]string, error) {
	coverage := licensecheck.Scan(text)
	if coverage.Percent < mostOfIt {
		return nil, fmt.Errorf("only %.0f %% of it is the text of a known licence", coverage.Percent)
	}
	var ids []string
	var faults []error
	for _, match := range coverage.Match {
		if !slices.Contains(allowed, match.ID) {
			faults = append(faults, fmt.Errorf("%s is not among the licences that are allowed, %v", match.ID, allowed))
		}
		ids = append(ids, match.ID)
	}
	return ids, errors.Join(faults...)
}
