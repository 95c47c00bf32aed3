package providerdata

import (
	"context"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// Each failure of the network has advice and a section of its own. It is never called a failure of Cashfree, and never
// has the lines for Cashfree's support.
func TestAdvice_Network(t *testing.T) {
	t.Parallel()
	proxy := &payouts.Proxy{Variable: "https_proxy", Host: "proxy.example:3128"}
	for name, story := range map[string]struct {
		fault  payouts.NetworkFault
		anchor Anchor
		says   []string
	}{
		"unknown host":        {payouts.NetworkFault{Reason: payouts.UnknownHost, Host: "api.example"}, AnchorNoConnection, []string{"DNS", "api.example", "HTTPS_PROXY"}},
		"no connection":       {payouts.NetworkFault{Reason: payouts.NoConnection, Host: "api.example"}, AnchorNoConnection, []string{"api.example", "firewall"}},
		"no proxy there":      {payouts.NetworkFault{Reason: payouts.NoConnection, Host: "proxy.example:3128", Proxy: proxy}, AnchorNoConnection, []string{"proxy.example:3128", "https_proxy"}},
		"unknown proxy":       {payouts.NetworkFault{Reason: payouts.UnknownHost, Host: "proxy.example:3128", Proxy: proxy}, AnchorNoConnection, []string{"proxy.example:3128", "https_proxy"}},
		"not this machine":    {payouts.NetworkFault{Reason: payouts.NotLoopback, Host: "localhost"}, AnchorNoConnection, []string{"127.0.0.1", "hosts file"}},
		"unknown authority":   {payouts.NetworkFault{Reason: payouts.UntrustedCertificate, Host: "api.example"}, AnchorCertificate, []string{"SSL_CERT_FILE", "root certificate", "inspects TLS"}},
		"another host":        {payouts.NetworkFault{Reason: payouts.OtherCertificate, Host: "api.example"}, AnchorCertificate, []string{"another host", "TLS inspection"}},
		"expired":             {payouts.NetworkFault{Reason: payouts.ExpiredCertificate, Host: "api.example"}, AnchorCertificate, []string{"clock"}},
		"proxy asks":          {payouts.NetworkFault{Reason: payouts.ProxyAuthentication, Host: "api.example", Proxy: proxy}, AnchorProxy, []string{"proxy.example:3128", "https_proxy", "%25", "NTLM"}},
		"a hidden proxy asks": {payouts.NetworkFault{Reason: payouts.ProxyAuthentication, Host: "api.example"}, AnchorProxy, []string{"HTTPS_PROXY"}},
		"proxy refuses":       {payouts.NetworkFault{Reason: payouts.ProxyRefused, Host: "api.example", Proxy: proxy}, AnchorProxy, []string{"proxy.example:3128", "api.example", "NO_PROXY"}},
		"proxy fails":         {payouts.NetworkFault{Reason: payouts.ProxyFailed, Host: "api.example", Proxy: proxy}, AnchorProxy, []string{"proxy.example:3128", "api.example", "again later"}},
	} {
		failed := &payouts.Error{Kind: payouts.ErrNetwork, Network: &story.fault, Method: "GET", Path: "/payout/beneficiary", RequestID: "r-1"}
		advice, anchor := Advice(failed)
		if anchor != story.anchor || !slices.Contains(Anchors, anchor) {
			t.Errorf("%s: the anchor is %q", name, anchor)
		}
		for _, part := range story.says {
			if !strings.Contains(advice, part) {
				t.Errorf("%s: %q is not in %q", name, part, advice)
			}
		}
		detail := failureDiagnostic("Cannot do it", failed).Detail()
		if NeedsSupport(failed) || strings.Contains(strings.ToLower(detail), "support") || strings.Contains(advice, "Cashfree failed") {
			t.Errorf("%s: %s", name, detail)
		}
	}
}

// Where nothing answers at a base URL with plain http, which is on this machine, no firewall is to blame.
func TestAdvice_Network_ThisMachine(t *testing.T) {
	t.Parallel()
	failed := &payouts.Error{Kind: payouts.ErrNetwork, BaseURL: "http://127.0.0.1:8650/payout", BaseURLField: "BaseURL",
		Network: &payouts.NetworkFault{Reason: payouts.NoConnection, Host: "127.0.0.1:8650"}}
	advice, anchor := Advice(failed)
	if anchor != AnchorNoConnection || strings.Contains(advice, "firewall") || !strings.Contains(advice, "CASHFREE_PAYOUT_BASE_URL") ||
		!strings.HasPrefix(advice, "Start the program that serves 127.0.0.1:8650, such as payouts-simulator.") {
		t.Error(anchor, advice)
	}
}

// An answer that is not one of the API points at the base URL where that is set, by the argument that is in use.
func TestAdvice_NotAPI(t *testing.T) {
	t.Parallel()
	for name, story := range map[string]struct {
		base, field string
		says        []string
		silent      string
	}{
		"default":   {"", "", []string{"HTTPS_PROXY"}, "base_url"},
		"version 2": {"https://gateway.example", "BaseURL", []string{"Check base_url", "CASHFREE_PAYOUT_BASE_URL", "https://gateway.example", "/payout"}, "v1_base_url"},
		"version 1": {"https://old.example", "V1BaseURL", []string{"v1_base_url", "CASHFREE_PAYOUT_V1_BASE_URL", "https://old.example"}, " base_url"},
	} {
		failed := &payouts.Error{Kind: payouts.ErrNotAPI, HTTPStatus: 302, BaseURL: story.base, BaseURLField: story.field}
		advice, anchor := Advice(failed)
		if anchor != AnchorNotAPI || NeedsSupport(failed) || strings.Contains(advice, story.silent) || strings.Contains(advice, "later") {
			t.Errorf("%s: %s, %q", name, anchor, advice)
		}
		for _, part := range story.says {
			if !strings.Contains(advice, part) {
				t.Errorf("%s: %q is not in %q", name, part, advice)
			}
		}
	}
}

// A refusal that names an IPv6 address says that it cannot be whitelisted, and speaks of no record of it.
func TestAdvice_RefusedAddress_IPv6(t *testing.T) {
	t.Parallel()
	refused := &payouts.Error{Kind: payouts.ErrIPRefused, CallerIP: netip.MustParseAddr("2001:db8::7")}
	advice, anchor := Advice(refused)
	if anchor != AnchorIPRefused || !strings.Contains(advice, "2001:db8::7, an IPv6 address") ||
		!strings.Contains(advice, "Only IPv4 addresses") || !strings.Contains(advice, "public_key_pem") {
		t.Error(advice)
	}
	data := New(Settings{Wait: func(context.Context, time.Duration) error { t.Error("it waited for records"); return nil }})
	if note := data.WhitelistNote(t.Context(), refused); note != "" {
		t.Error(note)
	}
	if !isFromIPv6(refused) || isFromIPv6(nil) || isFromIPv6(&payouts.Error{Kind: payouts.ErrIPRefused}) {
		t.Error("the version of the address is not recognized")
	}
}
