package providerdata

import (
	"strings"
	"time"
)

// MarkdownList returns values as a list for a description: each in backquotes, with commas between them.
func MarkdownList(values ...string) string { return "`" + strings.Join(values, "`, `") + "`" }

// ShortDuration returns a duration as people write it: 5m and not 5m0s.
func ShortDuration(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}
