package main

import (
	"errors"
	"fmt"
	"slices"

	"github.com/google/licensecheck"
)

// allowed are the licences whose code may be linked with code under MPL-2.0 and distributed. A person has to decide
// about any other licence.
var allowed = []string{"Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MPL-2.0"}

// minCoverage is the percentage of a file that must be the text of known licences. The rest is a heading or names. A
// larger rest could be an additional condition.
const minCoverage = 90

// identify returns the SPDX ids of the licences in a text.
func identify(text []byte) ([]string, error) {
	coverage := licensecheck.Scan(text)
	if coverage.Percent < minCoverage {
		return nil, fmt.Errorf("%.0f %% of the file is the text of a known licence, want at least %d %%",
			coverage.Percent, minCoverage)
	}
	var ids []string
	var faults []error
	for _, match := range coverage.Match {
		if !slices.Contains(allowed, match.ID) {
			faults = append(faults, fmt.Errorf("the licence %s is not one of those that are allowed: %v", match.ID, allowed))
		}
		ids = append(ids, match.ID)
	}
	return ids, errors.Join(faults...)
}
