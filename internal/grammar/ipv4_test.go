package grammar_test

import (
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

// The error says what a text is that is not a public IPv4 address, and gives the rule.
func TestParsePublicIPv4_Invalid(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                    "is empty",
		" 52.66.1.7":          "white space",
		"2001:db8::1":         "is an IPv6 address",
		"::ffff:52.66.101.1":  "is an IPv6 address",
		"52.66.101.0/24":      "is a range",
		"52.66.1.7/32":        "is a range",
		"52.66.1.1-52.66.1.9": "is a range",
		"52.66.101.*":         "is a range",
		"52.66.1.1,52.66.1.2": "is more than one",
		"nat.example.com":     "is a host name",
		"localhost":           "is a host name",
		"10.0.0.1":            "is a private address",
		"172.16.0.1":          "is a private address",
		"172.31.255.255":      "is a private address",
		"192.168.1.1":         "is a private address",
		"100.64.0.1":          "internal network",
		"127.0.0.1":           "is a loopback address",
		"169.254.169.254":     "is a link-local address",
		"224.0.0.1":           "is a multicast address",
		"239.255.255.255":     "is a multicast address",
		"0.0.0.0":             "is a reserved address",
		"198.18.0.1":          "is a reserved address",
		"240.0.0.1":           "is a reserved address",
		"255.255.255.255":     "is a reserved address",
		"52.66.101":           "is not an IP address",
		"52.66.101.256":       "is not an IP address",
		"52.066.101.1":        "is not an IP address",
		"52.66.1.7:443":       "is not an IP address",
	} {
		_, err := grammar.ParsePublicIPv4(text)
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), grammar.IPv4Rule) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

// Public addresses are accepted, and those of the documentation ranges are recognised.
func TestParsePublicIPv4_Valid(t *testing.T) {
	t.Parallel()
	for text, documentation := range map[string]bool{
		"52.66.1.7": false, "1.1.1.1": false, "172.15.255.255": false, "172.32.0.0": false, "223.255.255.255": false,
		"192.0.2.1": true, "198.51.100.7": true, "203.0.113.255": true,
	} {
		address, err := grammar.ParsePublicIPv4(text)
		if err != nil || address.String() != text {
			t.Errorf("%s: %v, %v", text, address, err)
		}
		if grammar.IsDocumentationIPv4(address) != documentation {
			t.Errorf("IsDocumentationIPv4(%s) = %v, want %v", text, !documentation, documentation)
		}
	}
}

// No text other than a public IPv4 address in its usual spelling is accepted.
func FuzzParsePublicIPv4(f *testing.F) {
	for _, text := range []string{"52.66.1.7", "10.0.0.1", "::1", "a.b", "1.2.3.4/5", ""} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		address, err := grammar.ParsePublicIPv4(text)
		if err == nil && (address.String() != text || !address.Is4() || address.IsPrivate() || address.IsLoopback()) {
			t.Errorf("ParsePublicIPv4(%q) = %v", text, address)
		}
	})
}

// The ends of each special range are refused, and the addresses next to them are accepted.
func TestParsePublicIPv4_SpecialRanges(t *testing.T) {
	t.Parallel()
	for address, public := range map[string]bool{
		"9.255.255.255": true, "10.0.0.0": false, "10.255.255.255": false, "11.0.0.0": true,
		"100.63.255.255": true, "100.64.0.0": false, "100.127.255.255": false, "100.128.0.0": true,
		"172.15.255.255": true, "172.16.0.0": false, "172.31.255.255": false, "172.32.0.0": true,
		"192.167.255.255": true, "192.168.0.0": false, "192.168.255.255": false, "192.169.0.0": true,
		"198.17.255.255": true, "198.18.0.0": false, "198.19.255.255": false, "198.20.0.0": true,
		"223.255.255.255": true, "224.0.0.0": false, "239.255.255.255": false, "240.0.0.0": false, "255.255.255.255": false,
		"0.255.255.255": false, "1.0.0.0": true, "126.255.255.255": true, "127.255.255.255": false, "128.0.0.0": true,
		"169.253.255.255": true, "169.254.0.0": false, "169.254.255.255": false, "169.255.0.0": true,
	} {
		if _, err := grammar.ParsePublicIPv4(address); (err == nil) != public {
			t.Errorf("%s: %v", address, err)
		}
	}
}
