package payouts

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"
)

// Where Cashfree serves the two versions of the API
// (https://www.cashfree.com/docs/api-reference/payouts/v1/end-points.md).
const (
	SandboxURL      = "https://sandbox.cashfree.com/payout"
	ProductionURL   = "https://api.cashfree.com/payout"
	V1SandboxURL    = "https://payout-gamma.cashfree.com/payout"
	V1ProductionURL = "https://payout-api.cashfree.com/payout"
)

var cashfreeBaseURLs = []string{SandboxURL, ProductionURL, V1SandboxURL, V1ProductionURL}

// parseBaseURL returns a base URL in one spelling. Its errors are the rest of a sentence about the value. They do not
// quote it, since it can contain a password.
func parseBaseURL(text string) (*url.URL, error) {
	if text == "" {
		return nil, errors.New("is empty")
	}
	base, err := url.Parse(text)
	if err != nil || base.Opaque != "" || base.Hostname() == "" {
		return nil, errors.New("is not an absolute URL, such as https://sandbox.cashfree.com/payout")
	}
	if base.User != nil {
		return nil, errors.New("contains a user name or password; remove them")
	}
	if base.RawQuery != "" || base.ForceQuery || base.Fragment != "" {
		return nil, errors.New("contains a query or a fragment; remove everything from ? or # on")
	}
	if err := checkScheme(base); err != nil {
		return nil, err
	}
	for segment := range strings.SplitSeq(base.Path, "/") {
		if segment == "." || segment == ".." {
			return nil, fmt.Errorf("contains the path segment %q; write the path without it", segment)
		}
	}
	return &url.URL{
		Scheme: base.Scheme,
		Host:   normalHost(base),
		Path:   strings.TrimRight(base.Path, "/"),
	}, nil
}

// checkScheme requires https, since every request carries the client secret. Plain http is accepted for a loopback
// address, where simulators run and nobody else can listen.
func checkScheme(base *url.URL) error {
	switch base.Scheme {
	case "https":
		return nil
	case "http":
		if isLoopback(base.Hostname()) {
			return nil
		}
		return errors.New("is http, which would send the client secret in the clear; use https, " +
			"or a loopback address such as http://127.0.0.1:8080/payout")
	default:
		return errors.New("is neither https nor http")
	}
}

func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	address, err := netip.ParseAddr(host)
	return err == nil && address.IsLoopback()
}

// normalHost returns the host in lower case and without a default port, so that one API has one origin.
func normalHost(base *url.URL) string {
	host, port := strings.ToLower(base.Hostname()), base.Port()
	if port == "" || base.Scheme == "https" && port == "443" || base.Scheme == "http" && port == "80" {
		if strings.Contains(host, ":") {
			return "[" + host + "]"
		}
		return host
	}
	return net.JoinHostPort(host, port)
}
