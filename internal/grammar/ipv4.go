package grammar

import (
	"fmt"
	"net/netip"
	"regexp"
	"strings"
)

// IPv4Rule says what Cashfree's IP whitelist takes
// (https://www.cashfree.com/docs/payouts/payouts/integrations/ip-whitelist-faq).
const IPv4Rule = "Cashfree's whitelist takes single public IPv4 addresses, such as 203.0.113.7: no IPv6, no ranges, no names."

// MostAddresses is how many addresses the whitelist holds.
const MostAddresses = 25

// space is a part of the address space from which no call arrives at Cashfree.
type space struct {
	prefixes []netip.Prefix
	what     string
}

// spaces are IANA's special-purpose registry, https://www.iana.org/assignments/iana-ipv4-special-registry, less the
// documentation ranges.
var spaces = []space{
	{prefixes("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"),
		"is a private address: calls never arrive at Cashfree from it, but from the public address of the gateway before it"},
	{prefixes("100.64.0.0/10"),
		"is an address of a carrier's or cloud's inner network: calls arrive at Cashfree from the public address of the gateway before it"},
	{prefixes("127.0.0.0/8"), "is a loopback address, which names the machine itself"},
	{prefixes("169.254.0.0/16"), "is a link-local address, which no router passes on"},
	{prefixes("224.0.0.0/4"), "is a multicast address, from which nothing is sent"},
	{prefixes("0.0.0.0/8", "192.0.0.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.175.48.0/24",
		"198.18.0.0/15", "240.0.0.0/4"), "is a reserved address, which nobody has"},
}

var documentation = prefixes("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")

func prefixes(texts ...string) []netip.Prefix {
	parsed := make([]netip.Prefix, 0, len(texts))
	for _, text := range texts {
		parsed = append(parsed, netip.MustParsePrefix(text))
	}
	return parsed
}

var hostName = regexp.MustCompile(`^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.?$`)

// PublicIPv4 reads a single public IPv4 address, or says what the text is instead. An account number in its place is masked
// there. Addresses of the documentation ranges pass; see [DocumentationIPv4].
func PublicIPv4(text string) (netip.Addr, error) {
	address, err := netip.ParseAddr(text)
	if err != nil {
		return netip.Addr{}, fmt.Errorf("%q %s. %s", shorten(Redact(text)), notAnAddress(text), IPv4Rule)
	}
	if !address.Is4() {
		return netip.Addr{}, fmt.Errorf("%q is an IPv6 address. %s", shorten(Redact(text)), IPv4Rule)
	}
	for _, special := range spaces {
		if inAny(special.prefixes, address) {
			return netip.Addr{}, fmt.Errorf("%s %s. %s", address, special.what, IPv4Rule)
		}
	}
	return address, nil
}

// DocumentationIPv4 reports whether an address is of the ranges that are set aside for examples, where no machine
// has one.
func DocumentationIPv4(address netip.Addr) bool { return inAny(documentation, address) }

func inAny(prefixes []netip.Prefix, address netip.Addr) bool {
	for _, prefix := range prefixes {
		if prefix.Contains(address) {
			return true
		}
	}
	return false
}

func notAnAddress(text string) string {
	first, last, dashed := strings.Cut(text, "-")
	switch {
	case strings.TrimSpace(text) == "":
		return "is empty"
	case strings.TrimSpace(text) != text:
		return "has white space around it"
	case strings.Contains(text, "/"), dashed && isAddress(first) && isAddress(last), strings.Contains(text, "*"):
		return "is a range; list each address by itself"
	case strings.Contains(text, ","):
		return "is more than one address; write a resource for each"
	case strings.ContainsAny(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") && hostName.MatchString(text):
		return "is a host name, whose address can change"
	default:
		return "is no address"
	}
}

func isAddress(text string) bool {
	_, err := netip.ParseAddr(strings.TrimSpace(text))
	return err == nil
}
