package payouts

import (
	"cmp"
	"errors"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/http/httpproxy"
)

// Proxy is the proxy of a call, for messages. It holds neither its user name nor its password.
type Proxy struct {
	Variable string // the environment variable that it comes from, such as "HTTPS_PROXY"
	Host     string // with its port, where the variable has one
}

// proxyRoute is a proxy with its URL, which may hold a password.
type proxyRoute struct {
	Proxy
	url *url.URL
}

// proxyRoutes holds the proxy of each base URL by scheme and host, and nil for one that is called directly.
type proxyRoutes map[string]*proxyRoute

func routeKey(target *url.URL) string { return target.Scheme + "://" + target.Host }

// of returns the proxy for a request, or nil where it is called directly.
func (r proxyRoutes) of(target *url.URL) *proxyRoute { return r[routeKey(target)] }

// errNoRoute never happens, since every request goes to a base URL.
var errNoRoute = errors.New("it is not known whether this host is called through a proxy")

// proxyURL returns the URL of the proxy for a request. It makes no guess: a request must not bypass a proxy.
func (r proxyRoutes) proxyURL(target *url.URL) (*url.URL, error) {
	route, known := r[routeKey(target)]
	switch {
	case r != nil && !known:
		return nil, errNoRoute
	case route == nil:
		return nil, nil
	default:
		return route.url, nil
	}
}

// passwords returns the passwords of the proxies, for masking.
func (r proxyRoutes) passwords() []string {
	var found []string
	for _, route := range r {
		if route == nil || route.url.User == nil {
			continue
		}
		// A short one is a part of many words, and nothing repeats it.
		if password, _ := route.url.User.Password(); len(password) >= minMaskedPassword {
			found = append(found, password)
		}
	}
	return found
}

const minMaskedPassword = 8

// The variables that name a proxy. The first one that is set counts, as for Go and curl
// (https://pkg.go.dev/golang.org/x/net/http/httpproxy#FromEnvironment).
var (
	httpsProxyVariables = []string{"https_proxy", "HTTPS_PROXY"}
	httpProxyVariables  = []string{"http_proxy", "HTTP_PROXY"}
	noProxyVariables    = []string{"no_proxy", "NO_PROXY"}
)

// findProxy returns the proxy for a base URL, or nil for none.
//
// [net/http.ProxyFromEnvironment] is not used. It reads the environment once for the whole process. And it ignores a
// value that it cannot parse: the call, with the client secret, would go out past the proxy. Here that is an error.
func findProxy(base *url.URL, getenv func(string) string) (*proxyRoute, *ConfigError) {
	variables := httpsProxyVariables
	if base.Scheme == "http" {
		variables = httpProxyVariables
	}
	variable, value := firstSet(variables, getenv)
	if value == "" || !usesProxy(base, getenv) {
		return nil, nil
	}
	if base.Scheme == "http" && getenv("REQUEST_METHOD") != "" {
		// A web server passes the header Proxy of a request to a CGI program as HTTP_PROXY (https://httpoxy.org).
		return nil, &ConfigError{variable, "is not used while REQUEST_METHOD is set, as in a CGI program, " +
			"because whoever sent the request may have set it"}
	}
	target, err := parseProxy(value)
	if err != nil {
		return nil, &ConfigError{variable, err.Error()}
	}
	return &proxyRoute{Proxy{Variable: variable, Host: target.Host}, target}, nil
}

func firstSet(variables []string, getenv func(string) string) (variable, value string) {
	for _, name := range variables {
		if value := getenv(name); value != "" {
			return name, value
		}
	}
	return "", ""
}

// usesProxy reports whether a proxy is used for a base URL if one is set. Loopback addresses and what NO_PROXY lists
// are called directly.
func usesProxy(base *url.URL, getenv func(string) string) bool {
	_, exceptions := firstSet(noProxyVariables, getenv)
	const anyProxy = "http://proxy.invalid" // the value that is set may not even parse
	settings := httpproxy.Config{HTTPProxy: anyProxy, HTTPSProxy: anyProxy, NoProxy: exceptions}
	proxy, err := settings.ProxyFunc()(base)
	return err != nil || proxy != nil
}

var (
	errProxyForm = errors.New("cannot be read as the address of a proxy. A special character in the user name or in the " +
		"password is the usual cause")
	errProxyScheme = errors.New("has a scheme that is not supported. Use http, https, socks5 or socks5h")
)

// parseProxy returns the URL of a proxy. Its errors do not quote the value, which can contain a password.
//
// A special character in a password can make a URL that parses and has a wrong host. Such a URL has something after the
// port, which no proxy needs.
func parseProxy(value string) (*url.URL, error) {
	if !strings.Contains(value, "://") {
		value = "http://" + value // as in "proxy:3128"
	}
	target, err := url.Parse(value)
	if err != nil || strings.ContainsAny(value, "?#") || strings.Trim(target.Path, "/") != "" || !isHostAndPort(target) {
		return nil, errProxyForm
	}
	if !slices.Contains([]string{"http", "https", "socks5", "socks5h"}, target.Scheme) {
		return nil, errProxyScheme
	}
	return &url.URL{Scheme: target.Scheme, User: target.User, Host: target.Host}, nil
}

func isHostAndPort(target *url.URL) bool {
	host := target.Hostname()
	if host == "" {
		return false
	}
	if strings.Contains(host, ":") {
		if _, err := netip.ParseAddr(host); err != nil {
			return false // as in "http:proxy:3128"
		}
	}
	port, err := strconv.Atoi(cmp.Or(target.Port(), "1")) // each scheme has a default
	return err == nil && port > 0 && port < 1<<16
}

// IsProxy reports whether the problem is that of a proxy variable. Field is its name then.
func (e *ConfigError) IsProxy() bool {
	return slices.Contains(httpsProxyVariables, e.Field) || slices.Contains(httpProxyVariables, e.Field)
}

// findRoutes returns the proxies of the base URLs, and each variable that cannot be used. A base URL that is not valid
// is nil.
func findRoutes(getenv func(string) string, bases ...*url.URL) (routes proxyRoutes, problems ConfigErrors) {
	routes = proxyRoutes{}
	for _, base := range bases {
		if base == nil {
			continue
		}
		route, problem := findProxy(base, getenv)
		if problem != nil && !slices.ContainsFunc(problems, func(other *ConfigError) bool { return *other == *problem }) {
			problems = append(problems, problem)
		}
		routes[routeKey(base)] = route
	}
	return routes, problems
}
