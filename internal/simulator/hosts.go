package simulator

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// Any web page can send requests to a program on the developer's machine: a form posts to another site without asking,
// and a name of the page's own can be made to point to 127.0.0.1 (DNS rebinding). Such a request carries the page's
// name, in Host or in Origin. So the simulator answers only where both name this machine, or a host that its user has
// allowed.

// typeSimulator is the type of refusals that are not Cashfree's. They have the form of a v2 error, so that clients show
// the message.
const typeSimulator = "simulator_error"

// refuseHost returns the refusal of a request that a web page of another host may have sent, or the zero answer.
func (s *Simulator) refuseHost(r *http.Request) answer {
	if !s.isAllowedHost(r.Host) {
		return hostRefusal("host_not_allowed", fmt.Sprintf("The host %q is not allowed.", r.Host))
	}
	for _, origin := range r.Header.Values("Origin") {
		if !s.isAllowedOrigin(origin) {
			return hostRefusal("origin_not_allowed", fmt.Sprintf("Requests of web pages from %q are not allowed.", origin))
		}
	}
	// A browser sends no Origin with an image or a link to another site. This header it sends with both.
	if slices.Contains(r.Header.Values("Sec-Fetch-Site"), "cross-site") {
		return hostRefusal("origin_not_allowed", "Requests of web pages from another site are not allowed.")
	}
	return answer{}
}

func hostRefusal(code, problem string) answer {
	return v2Error(http.StatusForbidden, typeSimulator, code, problem+" The simulator answers to localhost and to loopback addresses. "+
		"To allow another host, name it in the flag -allowed-hosts of payouts-simulator, or in AllowedHosts of its Go options.")
}

// logRefusal logs a refused request. It is neither in the log of requests nor in the counters, which are about calls to
// the API.
func (s *Simulator) logRefusal(r *http.Request) {
	s.options.Logger.Warn("refused", "method", r.Method, "path", r.URL.Path, "status", http.StatusForbidden,
		"host", r.Host, "origin", r.Header.Get("Origin"))
}

// isAllowedOrigin reports whether an Origin header names an allowed host. The origin "null" names none.
func (s *Simulator) isAllowedOrigin(origin string) bool {
	page, err := url.Parse(origin)
	return err == nil && (page.Scheme == "http" || page.Scheme == "https") && s.isAllowedHost(page.Host)
}

// isAllowedHost reports whether a host, with or without a port, is this machine or one of the options.
func (s *Simulator) isAllowedHost(hostPort string) bool {
	host := hostWithoutPort(hostPort)
	if host == "localhost" || addressOf(host).IsLoopback() {
		return true
	}
	return slices.Contains(s.options.AllowedHosts, host)
}

// hostWithoutPort returns the host of a Host header in its normal form.
func hostWithoutPort(hostPort string) string {
	host, _, err := net.SplitHostPort(hostPort)
	if err != nil { // no port
		host = hostPort
	}
	return normalHost(host)
}

// normalHost returns a host in small letters, and an IPv6 address without brackets in its shortest form.
func normalHost(host string) string {
	host = strings.ToLower(host)
	bare := strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	if addr, err := netip.ParseAddr(bare); err == nil {
		return addr.String()
	}
	return host
}

// normalHosts returns the normal forms of hosts.
func normalHosts(hosts []string) []string {
	normal := make([]string, 0, len(hosts))
	for _, host := range hosts {
		if CheckHost(host) == nil {
			normal = append(normal, normalHost(host))
		}
	}
	return normal
}

// hostNameShape accepts underscores, which names of containers may have.
var hostNameShape = regexp.MustCompile(`^[A-Za-z0-9._-]+$`)

// CheckHost returns an error if a text cannot be one of the AllowedHosts of [Options].
func CheckHost(host string) error {
	if _, err := netip.ParseAddr(normalHost(host)); err != nil && !hostNameShape.MatchString(host) {
		return fmt.Errorf("must be host names or IP addresses without a port, got %q", host)
	}
	return nil
}
