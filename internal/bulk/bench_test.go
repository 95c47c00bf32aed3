package bulk

import (
	"fmt"
	"strings"
	"testing"
)

// BenchmarkParse measures how long a document of 20,000 payees takes: as it should be, as a spreadsheet
// writes it, and with an error in each row.
func BenchmarkParse(b *testing.B) {
	var text strings.Builder
	text.WriteString(header)
	for i := range 20_000 {
		fmt.Fprintf(&text, "v%05d,Asha Rao,000110200%05d,HDFC0000001,\n", i, i)
	}
	good := text.String()
	for name, document := range map[string]string{
		"good":        good,
		"spreadsheet": strings.ReplaceAll(strings.ReplaceAll(good, ",", ";"), "\n", "\r\n;;;;\r\n"),
		"damaged":     strings.ReplaceAll(good, "HDFC0000001", "'HDFC0000001"),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, problems := Parse(CSV, document)
				_ = problems.String()
			}
		})
	}
}
