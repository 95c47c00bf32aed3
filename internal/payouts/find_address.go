package payouts

import (
	"net/netip"
	"strings"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

// addressRun is what may be an IP address. A letter before it belongs to a word, of which only the last letters are
// hexadecimal digits.
var addressRun = grammar.NewPattern(`(^|[^0-9A-Za-z.:])([0-9A-Fa-f.:]+)|[A-Za-z]+[.:]([0-9A-Fa-f.:]+)`)

// findAddress returns the first IP address in a text, or the zero address. An IPv4 address that is written as an IPv6
// address is an IPv4 address.
func findAddress(text string) netip.Addr {
	for _, match := range addressRun().FindAllStringSubmatch(text, -1) {
		if address, ok := parsePrefix(match[2] + match[3]); ok {
			return address
		}
	}
	return netip.Addr{}
}

// parsePrefix returns the address that a run begins with. What follows it in the run is punctuation, and perhaps the
// first letters of the next sentence, which Cashfree's messages have without a space between: "203.0.113.7.For".
func parsePrefix(run string) (netip.Addr, bool) {
	if !strings.HasPrefix(run, "::") {
		run = strings.TrimLeft(run, ".:")
	}
	for end := min(len(run), maxAddressLength); end > 1; end-- {
		rest := strings.TrimLeft(run[end:], ".:")
		if len(rest) == len(run)-end && rest != "" || strings.ContainsAny(rest, "0123456789.:") {
			continue // the number goes on
		}
		address, err := netip.ParseAddr(run[:end])
		if err == nil && !address.IsUnspecified() {
			return address.Unmap(), true
		}
	}
	return netip.Addr{}, false
}

const maxAddressLength = len("0000:0000:0000:0000:0000:ffff:255.255.255.255")
