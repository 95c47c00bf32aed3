package main

import (
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"
)

// What each analyzer reports, and what it does not, is written beside the lines of testdata.
func TestAnalyzers_Testdata(t *testing.T) {
	t.Parallel()
	for folder, analyzer := range map[string]*analysis.Analyzer{"shadow": shadow, "limits": limits, "comments": comments} {
		t.Run(folder, func(t *testing.T) {
			t.Parallel()
			analysistest.Run(t, analysistest.TestData(), analyzer, folder)
		})
	}
}
