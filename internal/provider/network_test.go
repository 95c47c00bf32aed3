package provider

import (
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// withVariables returns options with which only these environment variables are set.
func withVariables(variables map[string]string) Options {
	options := noWaitOptions()
	options.Getenv = func(name string) string { return variables[name] }
	return options
}

// A proxy setting that cannot be used is an error of the configuration if it applies to the API.
func TestConfigure_UnusableProxy(t *testing.T) {
	t.Parallel()
	const canary = "hunter2"
	for value, usable := range map[string]bool{
		"http://corp:" + canary + "%@proxy.example:3128":   false,
		"http://corp:" + canary + "#@proxy.example:3128":   false,
		"http://corp:1/" + canary + "@proxy.example:3128":  false,
		"http://corp:1?" + canary + "@proxy.example:3128":  false,
		"http://corp:" + canary + "^@proxy.example:3128":   false,
		"http://corp:" + canary + "%25@proxy.example:3128": true,
		"proxy.example:3128":                               true,
	} {
		for base, applies := range map[string]bool{"": true, "https://gateway.example/payout": true, "http://127.0.0.1:1/payout": false} {
			_, diags := startCore(t, withVariables(map[string]string{"HTTPS_PROXY": value}), object{
				"client_id": "CF", "client_secret": "secret", "base_url": base, "v1_base_url": base,
			})
			if usable || !applies {
				coretest.WantNoErrors(t, diags)
				continue
			}
			coretest.WantError(t, diags, "", "HTTPS_PROXY")
			text := coretest.Text(diags)
			if len(diags) != 1 || strings.Contains(text, canary) || !strings.Contains(text, "%25") || !strings.Contains(text, "#proxy") {
				t.Errorf("%s: %s", base, text)
			}
		}
	}
}

// Credentials in the quotation marks of a .env file are refused, and not shown.
func TestConfigure_QuotedCredentials(t *testing.T) {
	t.Parallel()
	for _, quote := range []string{`"`, "'", "`"} {
		quoted := quote + "hunter2canary" + quote
		_, diags := startCore(t, noWaitOptions(), object{"client_id": "CF", "client_secret": quoted})
		coretest.WantError(t, diags, "", "client_secret begins and ends with a quotation mark")
		wantNoCanary(t, diags)
		_, diags = startCore(t, withVariables(map[string]string{
			"CASHFREE_PAYOUT_CLIENT_ID": quote + "CF123" + quote, "CASHFREE_PAYOUT_CLIENT_SECRET": quoted,
		}), nil)
		coretest.WantError(t, diags, "client_id", "environment variable CASHFREE_PAYOUT_CLIENT_ID")
		coretest.WantError(t, diags, "client_secret", "environment variable CASHFREE_PAYOUT_CLIENT_SECRET")
		wantNoCanary(t, diags)
	}
	for _, plain := range []string{`a"b`, `"`, `"ab'`, `ab"`} {
		_, diags := startCore(t, noWaitOptions(), object{"client_id": "CF", "client_secret": plain})
		coretest.WantNoErrors(t, diags)
	}
}

func wantNoCanary(t *testing.T, diags []*tfprotov6.Diagnostic) {
	t.Helper()
	if text := coretest.Text(diags); strings.Contains(text, "hunter2") {
		t.Errorf("the secret is in:\n%s", text)
	}
}

// A base URL without its path is named as the cause, for each version of the API and each form of its answers.
func TestBaseURL_WithoutPath(t *testing.T) {
	t.Parallel()
	for _, form := range []string{"json", "html"} {
		options := coretest.SimulatorOptions()
		options.Behaviour = simulator.Behaviour{UnknownPath: form}
		_, base := coretest.StartSimulator(t, options)
		block := coretest.ProviderBlock(strings.TrimSuffix(base, "/payout"), nil)
		for typeName, config := range map[string]object{
			"cashfree_payout_beneficiary": {"beneficiary_id": "vendor_asha"}, "cashfree_payout_balance": {},
		} {
			_, diags := readData(t, block, typeName, config)
			coretest.WantError(t, diags, "", "CASHFREE_PAYOUT_BASE_URL")
			text := coretest.Text(diags)
			if !strings.Contains(text, "#answer-not-from-the-api") || strings.Contains(text, "support") || strings.Contains(text, "does not recognize") {
				t.Errorf("%s, %s: %s", form, typeName, text)
			}
		}
	}
}

// A proxy that refuses is named with its variable, and not with its password. The check of the access calls it
// unreachable.
func TestProxy_Refuses(t *testing.T) {
	t.Parallel()
	for status, says := range map[int]string{407: "asks for a user name and a password", 403: "does not allow connections to gateway.invalid"} {
		address := refusingProxy(t, status)
		options := withVariables(map[string]string{"https_proxy": "http://corp:hunter2@" + address})
		block := coretest.ProviderBlock("https://gateway.invalid/payout", nil)
		_, diags := readDataWithOptions(t, options, block, "cashfree_payout_beneficiary", object{"beneficiary_id": "vendor_asha"})
		coretest.WantError(t, diags, "", says)
		text := coretest.Text(diags)
		if !strings.Contains(text, "https_proxy") || !strings.Contains(text, address) || strings.Contains(text, "support") {
			t.Errorf("%d: %s", status, text)
		}
		wantNoCanary(t, diags)
		state, diags := readDataWithOptions(t, options, block, accessType, object{})
		coretest.WantNoErrors(t, diags)
		wantAttributes(t, state, map[string]any{"outcome": outcomeUnreachable})
	}
}

// refusingProxy answers each connection with a status, and returns its address.
func refusingProxy(t *testing.T, status int) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	coretest.Must(t, err)
	var running sync.WaitGroup
	running.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			_, _ = conn.Read(make([]byte, 4<<10))
			_, _ = fmt.Fprintf(conn, "HTTP/1.1 %d No\r\nContent-Length: 0\r\n\r\n", status)
			_ = conn.Close()
		}
	})
	t.Cleanup(running.Wait)
	t.Cleanup(func() { _ = listener.Close() })
	return listener.Addr().String()
}

// A record is not verified by a refusal of an IPv6 address, which no record can be of.
func TestWhitelistedIP_RefusedIPv6(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, simulator.Options{
		ClientID: coretest.ClientID, ClientSecret: coretest.ClientSecret, SecondFactor: simulator.SecondFactorIP,
	})
	sim.SetCallerIP("2001:db8::7")
	for _, egress := range []string{"", ourAddress} {
		block := coretest.ProviderBlock(base, object{"environment": "production", "egress_ip": egress})
		record := newCore(t, block).Of(whitelistedIPType).Create(recordConfig(ourAddress))
		reason, _ := record.Get("verification_reason").(string)
		if record.Get("verification") != "unverified" || !strings.Contains(reason, "IPv6") || strings.Contains(reason, "2001") {
			t.Errorf("egress_ip %q: %v, %s", egress, record.Get("verification"), reason)
		}
	}
	state, diags := readData(t, coretest.ProviderBlock(base, object{"environment": "production"}), accessType, object{})
	coretest.WantNoErrors(t, diags)
	wantAttributes(t, state, map[string]any{"outcome": outcomeAddressRefused, "seen_ip": "2001:db8::7"})
	if detail, _ := coretest.Plain(coretest.At(state, "detail")).(string); !strings.Contains(detail, "Only IPv4 addresses can be whitelisted") {
		t.Error(detail)
	}
}
