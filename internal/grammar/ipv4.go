package grammar

import (
	"fmt"
	"net/netip"
	"strings"
)

// IPv4Rule is what Cashfree's IP whitelist accepts
// (https://www.cashfree.com/docs/payouts/payouts/integrations/ip-whitelist-faq).
const IPv4Rule = "It must be a single public IPv4 address, such as 203.0.113.7. Cashfree's whitelist accepts no IPv6 addresses, " +
	"ranges or host names."

// MaxWhitelistedIPs is the number of addresses that the whitelist can hold according to the newer of two pages
// (https://www.cashfree.com/docs/payouts/payouts/integrations/ip-whitelist-faq). The other one says 10.
const MaxWhitelistedIPs = 25

// specialRange is a part of the address space from which no call arrives at Cashfree.
type specialRange struct {
	prefixes []netip.Prefix
	problem  string
}

// specialRanges are IANA's special-purpose registry, https://www.iana.org/assignments/iana-ipv4-special-registry, less
// the documentation ranges.
var specialRanges = []specialRange{
	{
		parsePrefixes("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"),
		"is a private address. Cashfree sees the public address of your gateway instead",
	},
	{
		parsePrefixes("100.64.0.0/10"),
		"is an address of a carrier's or cloud's internal network. Cashfree sees the public address of its gateway instead",
	},
	{parsePrefixes("127.0.0.0/8"), "is a loopback address, which never leaves the machine"},
	{parsePrefixes("169.254.0.0/16"), "is a link-local address, which routers do not forward"},
	{parsePrefixes("224.0.0.0/4"), "is a multicast address, which sends nothing"},
	{
		parsePrefixes("0.0.0.0/8", "192.0.0.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.175.48.0/24",
			"198.18.0.0/15", "240.0.0.0/4"),
		"is a reserved address, which no machine on the Internet has",
	},
}

var documentationRanges = parsePrefixes("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")

func parsePrefixes(texts ...string) []netip.Prefix {
	parsed := make([]netip.Prefix, 0, len(texts))
	for _, text := range texts {
		parsed = append(parsed, netip.MustParsePrefix(text))
	}
	return parsed
}

var hostName = NewPattern(`^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.?$`)

// ParsePublicIPv4 parses a single public IPv4 address. The error says what the text is instead, with account numbers
// masked, and ends with [IPv4Rule]. Addresses of the documentation ranges are accepted; see [IsDocumentationIPv4].
func ParsePublicIPv4(text string) (netip.Addr, error) {
	address, err := netip.ParseAddr(text)
	if err != nil {
		return netip.Addr{}, fmt.Errorf("%s %s. %s", Quote(text), addressProblem(text), IPv4Rule)
	}
	if !address.Is4() {
		return netip.Addr{}, fmt.Errorf("%s is an IPv6 address. %s", Quote(text), IPv4Rule)
	}
	for _, special := range specialRanges {
		if containedInAny(special.prefixes, address) {
			return netip.Addr{}, fmt.Errorf("%s %s. %s", address, special.problem, IPv4Rule)
		}
	}
	return address, nil
}

// IsDocumentationIPv4 reports whether an address is in a range that is reserved for examples, where no machine has an
// address.
func IsDocumentationIPv4(address netip.Addr) bool {
	return containedInAny(documentationRanges, address)
}

func containedInAny(prefixes []netip.Prefix, address netip.Addr) bool {
	for _, prefix := range prefixes {
		if prefix.Contains(address) {
			return true
		}
	}
	return false
}

// addressProblem returns what a text is that is not an IP address, as the rest of a sentence about it.
func addressProblem(text string) string {
	first, last, dashed := strings.Cut(text, "-")
	switch {
	case strings.TrimSpace(text) == "":
		return "is empty"
	case strings.TrimSpace(text) != text:
		return "has white space around it"
	case strings.Contains(text, "/"), dashed && isIPAddress(first) && isIPAddress(last), strings.Contains(text, "*"):
		return "is a range. List each address by itself"
	case strings.Contains(text, ","):
		return "is more than one address. Write one resource for each"
	case strings.ContainsAny(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") && hostName().MatchString(text):
		return "is a host name, whose address can change"
	default:
		return "is not an IP address"
	}
}

func isIPAddress(text string) bool {
	_, err := netip.ParseAddr(strings.TrimSpace(text))
	return err == nil
}
