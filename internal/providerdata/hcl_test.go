package providerdata

import "testing"

// A text is quoted so that Terraform reads exactly that text, and evaluates nothing in it.
func TestQuoteHCL(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                                    `""`,
		"vendor_0042":                         `"vendor_0042"`,
		"a|b.c-d":                             `"a|b.c-d"`,
		`say "hi"`:                            `"say \"hi\""`,
		`C:\new`:                              `"C:\\new"`,
		"a\nb\r\tc":                           `"a\nb\r\tc"`,
		`${file("/etc/hostname")}`:            `"$${file(\"/etc/hostname\")}"`,
		`%{for x in [1]}y%{endfor}`:           `"%%{for x in [1]}y%%{endfor}"`,
		`$${x}`:                               `"$$${x}"`,
		"$ % { } $x %d 5%":                    `"$ % { } $x %d 5%"`,
		"\x1b[2J\u202e\u200b\U000e0041\u00a0": `"\u001b[2J\u202e\u200b\U000e0041\u00a0"`,
		"आशा":                                 `"आशा"`,
		"\xff":                                `"�"`,
	} {
		if got := QuoteHCL(text); got != want {
			t.Errorf("%q is quoted as %s, want %s", text, got, want)
		}
	}
}
