package payouts

import (
	"errors"
	"net/url"
	"strings"
	"testing"
)

// A proxy is used as it is written, or refused. No value is passed over, and none leads to a host that is not meant.
func TestParseProxy(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"proxy":                         "http://proxy",
		"proxy:3128":                    "http://proxy:3128",
		"10.0.0.1:3128":                 "http://10.0.0.1:3128",
		"[2001:db8::1]:3128":            "http://[2001:db8::1]:3128",
		"corp:pass@proxy:3128":          "http://corp:pass@proxy:3128",
		"http://proxy:3128":             "http://proxy:3128",
		"http://proxy:3128/":            "http://proxy:3128",
		"HTTP://proxy":                  "http://proxy",
		"http://[2001:db8::1]":          "http://[2001:db8::1]",
		"https://proxy:443":             "https://proxy:443",
		"socks5://proxy:1080":           "socks5://proxy:1080",
		"socks5h://corp:pw@proxy":       "socks5h://corp:pw@proxy",
		"http://corp@proxy":             "http://corp@proxy",
		"http://corp:pa%25s%23s@proxy":  "http://corp:pa%25s%23s@proxy",
		"http://corp:a%3Fb%2Fc@proxy:1": "http://corp:a%3Fb%2Fc@proxy:1",
		"http://corp:p@ss@proxy:3128":   "http://corp:p%40ss@proxy:3128", // the last @ counts
		"http://corp:p:ss@proxy":        "http://corp:p%3Ass@proxy",

		"http://corp:pa%ss@proxy:3128":       "",
		"http://corp:pa%@proxy:3128":         "",
		"http://corp:pa#ss@proxy:3128":       "",
		"http://corp:12#ss@proxy:3128":       "",
		"http://corp:pa/ss@proxy:3128":       "",
		"http://corp:12/ss@proxy:3128":       "",
		"http://corp:pa?ss@proxy:3128":       "",
		"http://corp:12?ss@proxy:3128":       "",
		"http://corp:pa^ss@proxy:3128":       "",
		"http://corp:pa ss@proxy:3128":       "",
		`http://corp:pa\ss@proxy:3128`:       "",
		`http://corp:pa"ss@proxy:3128`:       "",
		"http://corp:pa[ss@proxy:3128":       "",
		"corp:pa#ss@proxy:3128":              "",
		"corp:12/ss@proxy:3128":              "",
		"corp:pa%ss@proxy:3128":              "",
		"http://tok/en@proxy:3128":           "",
		"http://proxy:3128/path":             "",
		"http://proxy:3128?":                 "",
		"http://proxy:3128#":                 "",
		"http://proxy:port":                  "",
		"http://proxy:0":                     "",
		"http://proxy:65536":                 "",
		"http://:3128":                       "",
		"http://":                            "",
		"://proxy":                           "",
		"//proxy:3128":                       "",
		"http:proxy:3128":                    "",
		"http:/proxy:3128":                   "",
		" http://proxy:3128":                 "",
		"http://proxy:3128\n":                "",
		`"http://proxy:3128"`:                "",
		" ":                                  "",
		"socks4://proxy:1080":                "",
		"ftp://proxy":                        "",
		"file:///etc/proxy":                  "",
		"http://http://corp:pass@proxy:3128": "",
	} {
		target, err := parseProxy(value)
		if got := urlText(target); got != want || (err == nil) != (want != "") {
			t.Errorf("%q is %q, want %q; %v", value, got, want, err)
		}
		if err != nil && strings.Contains(err.Error(), value) && len(value) > 1 {
			t.Errorf("%q: %v quotes the value", value, err)
		}
	}
}

func urlText(target *url.URL) string {
	if target == nil {
		return ""
	}
	return target.String()
}

// The variable of the base URL's scheme counts, in small letters first. What NO_PROXY lists and this machine itself are
// called directly.
func TestFindProxy(t *testing.T) {
	t.Parallel()
	const https = "https://api.example.com/payout"
	for name, story := range map[string]struct {
		base      string
		variables map[string]string
		variable  string // empty for none
		host      string // empty where it cannot be used
	}{
		"nothing set":             {https, nil, "", ""},
		"empty":                   {https, map[string]string{"HTTPS_PROXY": ""}, "", ""},
		"large":                   {https, map[string]string{"HTTPS_PROXY": "http://a:1"}, "HTTPS_PROXY", "a:1"},
		"small":                   {https, map[string]string{"https_proxy": "b:2"}, "https_proxy", "b:2"},
		"small before large":      {https, map[string]string{"https_proxy": "b:2", "HTTPS_PROXY": "a:1"}, "https_proxy", "b:2"},
		"small is bad":            {https, map[string]string{"https_proxy": "b:x", "HTTPS_PROXY": "a:1"}, "https_proxy", ""},
		"empty small":             {https, map[string]string{"https_proxy": "", "HTTPS_PROXY": "a:1"}, "HTTPS_PROXY", "a:1"},
		"of http alone":           {https, map[string]string{"HTTP_PROXY": "http://pa%ss"}, "", ""},
		"for all":                 {https, map[string]string{"ALL_PROXY": "http://a:1"}, "", ""},
		"not for this host":       {https, map[string]string{"HTTPS_PROXY": "http://pa%ss", "NO_PROXY": "example.org, example.com"}, "", ""},
		"not for any host":        {https, map[string]string{"HTTPS_PROXY": "a:1", "no_proxy": "*"}, "", ""},
		"not for another host":    {https, map[string]string{"HTTPS_PROXY": "a:1", "no_proxy": ".example.org"}, "HTTPS_PROXY", "a:1"},
		"not for another port":    {https, map[string]string{"HTTPS_PROXY": "a:1", "no_proxy": "api.example.com:8443"}, "HTTPS_PROXY", "a:1"},
		"small exceptions first":  {https, map[string]string{"HTTPS_PROXY": "a:1", "no_proxy": "x.example", "NO_PROXY": "*"}, "HTTPS_PROXY", "a:1"},
		"a network":               {"https://10.1.2.3", map[string]string{"HTTPS_PROXY": "a:1", "NO_PROXY": "10.0.0.0/8"}, "", ""},
		"loopback by name":        {"https://localhost/payout", map[string]string{"HTTPS_PROXY": "http://pa%ss"}, "", ""},
		"loopback":                {"https://127.0.0.1:8443", map[string]string{"HTTPS_PROXY": "http://pa%ss"}, "", ""},
		"loopback of IPv6":        {"https://[::1]:8443", map[string]string{"HTTPS_PROXY": "http://pa%ss"}, "", ""},
		"plain http":              {"http://api.example.com", map[string]string{"HTTP_PROXY": "a:1", "HTTPS_PROXY": "b:2"}, "HTTP_PROXY", "a:1"},
		"plain http, small":       {"http://api.example.com", map[string]string{"http_proxy": "a:1"}, "http_proxy", "a:1"},
		"plain http in CGI":       {"http://api.example.com", map[string]string{"HTTP_PROXY": "a:1", "REQUEST_METHOD": "GET"}, "HTTP_PROXY", ""},
		"https in CGI":            {https, map[string]string{"HTTPS_PROXY": "a:1", "REQUEST_METHOD": "GET"}, "HTTPS_PROXY", "a:1"},
		"a password is not shown": {https, map[string]string{"HTTPS_PROXY": "http://corp:hunter2canary@a:1"}, "HTTPS_PROXY", "a:1"},
	} {
		base, err := parseBaseURL(strings.Replace(story.base, "http://", "https://", 1))
		if err != nil {
			t.Fatal(err)
		}
		base.Scheme, _, _ = strings.Cut(story.base, ":")
		route, problem := findProxy(base, func(name string) string { return story.variables[name] })
		var variable, host string
		if route != nil {
			variable, host = route.Variable, route.Host
		}
		if problem != nil {
			variable = problem.Field
		}
		if variable != story.variable || host != story.host || (problem != nil) != (story.variable != "" && story.host == "") {
			t.Errorf("%s: %q of %q, %v", name, host, variable, problem)
		}
	}
}

// A client with an unusable proxy is not made. The error names each variable once, and not its value.
func TestNew_UnusableProxy(t *testing.T) {
	t.Parallel()
	config := Config{
		ClientID: "", ClientSecret: "secret", BaseURL: SandboxURL, V1BaseURL: V1SandboxURL,
		Getenv: func(name string) string {
			return map[string]string{"HTTPS_PROXY": "http://corp:hunter2%@127.0.0.1:3128"}[name]
		},
	}
	_, err := New(config)
	problems, ok := errors.AsType[ConfigErrors](err)
	if !ok || len(problems) != 2 || problems[0].Field != "ClientID" || problems[1].Field != "HTTPS_PROXY" || !problems[1].IsProxy() || problems[0].IsProxy() {
		t.Fatalf("error = %v", err)
	}
	if strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "3128") {
		t.Errorf("%v quotes the value", err)
	}
}

// A request to a host for which no proxy was looked up is not sent.
func TestProxyRoutes_UnknownHost(t *testing.T) {
	t.Parallel()
	other, err := url.Parse("https://elsewhere.example/payout")
	if err != nil {
		t.Fatal(err)
	}
	routes := proxyRoutes{"https://api.example.com": nil}
	if _, err := routes.proxyURL(other); !errors.Is(err, errNoRoute) {
		t.Errorf("error = %v", err)
	}
}
