package main

import (
	"maps"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// What the client of the provider refuses, the probe refuses too. Each error names the variable and quotes no value.
func TestReadAccount_Refused(t *testing.T) {
	t.Parallel()
	const base, v1, environment = "CASHFREE_PAYOUT_BASE_URL", "CASHFREE_PAYOUT_V1_BASE_URL", "CASHFREE_PAYOUT_ENVIRONMENT"
	for name, test := range map[string]struct {
		env  map[string]string
		want string
	}{
		"no environment": {
			map[string]string{base: "https://payouts.example.com/payout"},
			"set CASHFREE_PAYOUT_ENVIRONMENT, because the base URL is not one of Cashfree's",
		},
		"plain HTTP":        {map[string]string{base: "http://payouts.example.com"}, base + " is http"},
		"plain HTTP, v1":    {map[string]string{v1: "http://payouts.example.com"}, v1 + " is http"},
		"a host like it":    {map[string]string{base: "http://localhost.example.com"}, base + " is http"},
		"a password":        {map[string]string{base: "https://a:" + clientSecret + "@sandbox.cashfree.com"}, base + " contains a user name"},
		"a query":           {map[string]string{base: payouts.SandboxURL + "?a=" + clientSecret}, base + " contains a query"},
		"a fragment":        {map[string]string{base: payouts.SandboxURL + "#" + clientSecret}, base + " contains a query or a fragment"},
		"an empty query":    {map[string]string{base: payouts.SandboxURL + "?"}, base + " contains a query"},
		"a path upwards":    {map[string]string{base: payouts.SandboxURL + "/../x"}, base + " contains the path segment"},
		"a port alone":      {map[string]string{base: "https://:443/payout"}, base + " is not an absolute URL"},
		"quotes":            {map[string]string{"CASHFREE_PAYOUT_CLIENT_SECRET": `"` + clientSecret + `"`}, "CASHFREE_PAYOUT_CLIENT_SECRET begins"},
		"a line break":      {map[string]string{"CASHFREE_PAYOUT_CLIENT_ID": clientID + "\n" + clientSecret}, "CASHFREE_PAYOUT_CLIENT_ID contains"},
		"a proxy":           {map[string]string{"HTTPS_PROXY": "http://a:" + clientSecret + "%@proxy"}, "HTTPS_PROXY cannot be read"},
		"a proxy's path":    {map[string]string{"https_proxy": "http://proxy:3128/" + clientSecret}, "https_proxy cannot be read"},
		"a proxy's port":    {map[string]string{"https_proxy": "http://proxy:99999"}, "https_proxy cannot be read"},
		"a proxy's scheme":  {map[string]string{"https_proxy": "ftp://proxy"}, "https_proxy has a scheme"},
		"small letters win": {map[string]string{"https_proxy": "ftp://proxy", "HTTPS_PROXY": "http://proxy"}, "https_proxy has a scheme"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := map[string]string{"CASHFREE_PAYOUT_CLIENT_ID": clientID, "CASHFREE_PAYOUT_CLIENT_SECRET": clientSecret}
			if name != "no environment" {
				env[environment] = "sandbox"
			}
			maps.Copy(env, test.env)
			_, err := readAccount(func(name string) string { return env[name] })
			if err == nil || !strings.HasPrefix(err.Error(), test.want) || strings.Contains(err.Error(), clientSecret) {
				t.Errorf("the error is %v, want %s", err, test.want)
			}
		})
	}
}

// A base URL has one spelling, and a proxy that no call uses is not checked.
func TestReadAccount_Accepted(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		env    map[string]string
		v2, v1 string
	}{
		"the sandbox":      {nil, payouts.SandboxURL, payouts.V1SandboxURL},
		"another spelling": {map[string]string{"CASHFREE_PAYOUT_BASE_URL": "https://SANDBOX.cashfree.com:443/payout//"}, payouts.SandboxURL, payouts.SandboxURL},
		"localhost":        {map[string]string{"CASHFREE_PAYOUT_BASE_URL": "http://LocalHost:80"}, "http://localhost", "http://localhost"},
		"an exception":     {map[string]string{"HTTPS_PROXY": "ftp://proxy", "NO_PROXY": "cashfree.com"}, payouts.SandboxURL, payouts.V1SandboxURL},
	} {
		env := map[string]string{"CASHFREE_PAYOUT_CLIENT_ID": clientID, "CASHFREE_PAYOUT_CLIENT_SECRET": clientSecret}
		maps.Copy(env, test.env)
		got, err := readAccount(func(name string) string { return env[name] })
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got.v2.String() != test.v2 || got.v1.String() != test.v1 || got.isProduction {
			t.Errorf("%s: the base URLs are %s and %s", name, got.v2, got.v1)
		}
	}
}
