package provider

import (
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
)

const misplacedSecret = "cfsk_ma_test_0a1b2c3d4e5f67890a1b2c3d4e5f6789_abcdef01"

// secretSpellings are ways in which a client secret gets into a wrong argument.
func secretSpellings() map[string]string {
	return map[string]string{
		"as it is": misplacedSecret, "white space": " \t" + misplacedSecret + "\n", "capitals": strings.ToUpper(misplacedSecret),
		"mixed letter case": "CfSk_" + misplacedSecret[5:], "quotes": `"` + misplacedSecret + `"`, "invisible characters": "\u200bcf\u200bsk_" + misplacedSecret[5:],
		"full width": "ｃｆｓｋ_" + misplacedSecret[5:], "after the id": "CF123:" + misplacedSecret, "short": "cfsk_ma", "longer than a message": misplacedSecret + strings.Repeat("x", 5000),
	}
}

// wantNotShown wants no diagnostic to contain the secret, or a part of it.
func wantNotShown(t *testing.T, text string) {
	t.Helper()
	for _, part := range []string{secretMark, "ma_test", "0a1b2c", "abcdef01"} {
		if strings.Contains(strings.ToLower(text), part) {
			t.Errorf("a part of the secret, %q, is in:\n%.2000s", part, text)
		}
	}
}

// A client secret in the place of the client id is refused and not shown, whichever of the two places it came from. The
// error is on no argument that is written out, since CLIs print the source of an argument that has an error.
func TestConfigure_SecretAsClientID(t *testing.T) {
	t.Parallel()
	for name, secret := range secretSpellings() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			block := coretest.ProviderBlock("http://127.0.0.1:1/payout", object{"client_id": secret, "client_secret": "CF123ABC"})
			_, diags := startCore(t, noWaitOptions(), block)
			coretest.WantError(t, diags, "", "Client secret in client_id", "client_id ", "provider argument client_id", "The value is not shown.")
			wantNotShown(t, coretest.Text(diags))

			options := noWaitOptions()
			options.Getenv = func(variable string) string {
				return map[string]string{"CASHFREE_PAYOUT_CLIENT_ID": secret, "CASHFREE_PAYOUT_CLIENT_SECRET": "a b"}[variable]
			}
			_, diags = startCore(t, options, object{"environment": "live"}) // other errors are reported beside it
			coretest.WantError(t, diags, "client_id", "Client secret in client_id", "environment variable CASHFREE_PAYOUT_CLIENT_ID")
			coretest.WantError(t, diags, "client_secret", "Invalid client_secret")
			coretest.WantError(t, diags, "environment", `must be "sandbox"`)
			wantNotShown(t, coretest.Text(diags))
		})
	}
}

// No error of the provider block shows a client secret that is in the place of another argument, or of its variable.
func TestConfigure_SecretAsAnyArgument(t *testing.T) {
	t.Parallel()
	for name, secret := range secretSpellings() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, argument := range []string{
				"environment", "base_url", "v1_base_url", "api_version", "egress_ip", "request_timeout", "public_key_path", "public_key_pem",
			} {
				_, diags := startCore(t, noWaitOptions(), coretest.ProviderBlock("http://127.0.0.1:1/payout", object{argument: secret}))
				coretest.WantError(t, diags, "", "provider argument "+argument)
				wantNotShown(t, coretest.Text(diags))
			}
			for _, setting := range settings {
				options := noWaitOptions()
				options.Getenv = func(variable string) string {
					if variable == setting.Variable() {
						return secret
					}
					return ""
				}
				block := object{"client_id": coretest.ClientID, "client_secret": coretest.ClientSecret, setting.argument: nil}
				_, diags := startCore(t, options, block)
				wantNotShown(t, coretest.Text(diags))
				if setting != clientSecret && setting != fingerprintKey && !coretest.HasErrors(diags) {
					t.Errorf("%s is accepted", setting.Variable())
				}
			}
			_, diags := startCore(t, noWaitOptions(), coretest.ProviderBlock("https://"+strings.TrimSpace(secret)+".example.com/payout", nil))
			wantNotShown(t, coretest.Text(diags))
		})
	}
}
