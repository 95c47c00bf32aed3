package payouts

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"
)

// CheckBaseURL says why [New] would refuse a base URL, or returns nil. The error starts with what the text is for and does
// not quote it.
func CheckBaseURL(what, text string) error {
	_, err := parseBaseURL(what, text)
	return err
}

// parseBaseURL checks a base URL and gives it in one spelling. Its errors do not quote the text, which can hold a
// password that somebody put there.
func parseBaseURL(what, text string) (*url.URL, error) {
	if text == "" {
		return nil, fmt.Errorf("%s is empty", what)
	}
	base, err := url.Parse(text)
	if err != nil || base.Opaque != "" || base.Hostname() == "" {
		return nil, fmt.Errorf("%s is not an absolute URL, such as https://sandbox.cashfree.com/payout", what)
	}
	if base.User != nil {
		return nil, fmt.Errorf("%s contains a user name or password; leave them out", what)
	}
	if base.RawQuery != "" || base.ForceQuery || base.Fragment != "" {
		return nil, fmt.Errorf("%s contains a query or a fragment; leave everything from ? or # on out", what)
	}
	if err := checkScheme(base); err != nil {
		return nil, fmt.Errorf("%s %w", what, err)
	}
	for segment := range strings.SplitSeq(base.Path, "/") {
		if segment == "." || segment == ".." {
			return nil, fmt.Errorf("%s contains the path segment %q; write the path out", what, segment)
		}
	}
	return &url.URL{
		Scheme: base.Scheme,
		Host:   normalHost(base),
		Path:   strings.TrimRight(base.Path, "/"),
	}, nil
}

// checkScheme asks for https, since every request carries the client secret. On the machine itself, where simulators
// run, nobody can listen in.
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

// normalHost lower-cases the host and leaves a default port out, so that one API has one origin.
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
