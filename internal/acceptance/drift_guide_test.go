package acceptance

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

var shellBlock = regexp.MustCompile("(?ms)^```sh\n(.*?)^```$")

// guideCommand returns the commands of the block in the guide about drift in CI that has a text.
func guideCommand(t *testing.T, text string) string {
	t.Helper()
	page, err := os.ReadFile("../../templates/guides/drift-in-ci.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, block := range shellBlock.FindAllStringSubmatch(string(page), -1) {
		if strings.Contains(block[1], text) {
			return block[1]
		}
	}
	t.Fatalf("the guide has no block with %q", text)
	return ""
}
