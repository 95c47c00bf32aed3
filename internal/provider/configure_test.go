package provider

import (
	"cmp"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// Every bad value of the provider block is reported on its own argument. A secret one is reported by name alone, since
// CLIs print the source of an argument that a diagnostic points at.
func TestConfigure_BadArgument(t *testing.T) {
	t.Parallel()
	private := pemOf(t, "PRIVATE KEY")
	for name, test := range map[string]struct {
		argument string
		value    any
		says     string
	}{
		"environment":                {"environment", "live", `must be "sandbox"`},
		"no client id":               {"client_id", nil, "CASHFREE_PAYOUT_CLIENT_ID"},
		"no client secret":           {"client_secret", nil, "CASHFREE_PAYOUT_CLIENT_SECRET"},
		"key that does not parse":    {"public_key_pem", "-----BEGIN PUBLIC KEY-----\nabc\n-----END PUBLIC KEY-----", "Unusable public key"},
		"private key":                {"public_key_pem", private, "private"},
		"key file that is not there": {"public_key_path", "/does/not/exist.pem", "no such file"},
		"key file below a variable":  {"public_key_path", "$HOME/key.pem", "Variables and ~user are not expanded"},
		"home of another user":       {"public_key_path", "~asha/key.pem", "write the path in full"},
		"path of no file":            {"public_key_pem", "/does/not/exist.pem", "CASHFREE_PAYOUT_PUBLIC_KEY_PATH"},
		"PDF":                        {"public_key_pem", "%PDF-1.7 x", "this is a PDF file"},
		"ZIP file":                   {"public_key_pem", "PK\x03\x04 x", "this is a ZIP file"},
		"base64 for its path":        {"public_key_path", base64.StdEncoding.EncodeToString([]byte(pemOf(t, "PUBLIC KEY"))) + "?", "Set the path of its file"},
		"plain http":                 {"base_url", "http://cashfree.example.com/payout", "in the clear"},
		"not a URL":                  {"base_url", "cashfree", "is not an absolute URL"},
		"URL with a password":        {"base_url", "https://me:secret@cashfree.example.com", "user name or password"},
		"key in place of its path":   {"public_key_path", pemOf(t, "PUBLIC KEY") + "?", "Set the path of its file"},
		"key for an environment":     {"environment", pemOf(t, "PUBLIC KEY") + "?", "got the text of a key"},
		"key for an address":         {"egress_ip", pemOf(t, "PUBLIC KEY") + "?", "got the text of a key"},
		"key for a time-out":         {"request_timeout", pemOf(t, "PUBLIC KEY") + "?", "got the text of a key"},
		"key for an API version":     {"api_version", pemOf(t, "PUBLIC KEY") + "?", "contains white space"},
		"URL with an empty query":    {"base_url", "https://cashfree.example.com/payout?", "query"},
		"URL that climbs":            {"v1_base_url", "https://cashfree.example.com/a/../b", `the path segment ".."`},
		"client id with a space":     {"client_id", "CF 123", "contains white space"},
		"client secret with a space": {"client_secret", "canary secret@", "contains white space"},
		"API version with a space":   {"api_version", "2024 01", "contains white space"},
		"plain http for version 1":   {"v1_base_url", "http://10.0.0.1/payout", "in the clear"},
		"time-out":                   {"request_timeout", "soon", "positive duration"},
		"no time at all":             {"request_timeout", "0s", "positive duration"},
		"egress address of IPv6":     {"egress_ip", "2001:db8::1", "is an IPv6 address"},
		"range of egress addresses":  {"egress_ip", "198.51.100.0/24", "is a range"},
		"private egress address":     {"egress_ip", "10.0.0.1", "is a private address"},
		"short fingerprint key":      {"fingerprint_key", "short", "openssl rand"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, diags := startCore(t, noWaitOptions(), coretest.ProviderBlock("http://127.0.0.1:1/payout", object{test.argument: test.value}))
			at := test.argument
			given, _ := test.value.(string)
			secret := slices.Contains([]string{"client_secret", "public_key_pem", "fingerprint_key"}, at) || strings.ContainsAny(given, "@?")
			if secret && test.value != nil {
				coretest.WantError(t, diags, "", "provider argument "+at)
				at = ""
			}
			coretest.WantError(t, diags, at, test.says)
			if len(diags) != 1 {
				t.Errorf("more than that was reported:\n%s", coretest.Text(diags))
			}
			key := strings.Split(private, "\n")[1]
			if strings.HasPrefix(given, "-----BEGIN") {
				key = strings.Split(given, "\n")[1]
			}
			if strings.Contains(coretest.Text(diags), "secret@") || strings.Contains(coretest.Text(diags), key) {
				t.Errorf("a secret is in:\n%s", coretest.Text(diags))
			}
		})
	}
}

// All bad arguments are reported at once.
func TestConfigure_BadArguments_AllAtOnce(t *testing.T) {
	t.Parallel()
	_, diags := startCore(t, noWaitOptions(), object{
		"environment": "live", "request_timeout": "x", "egress_ip": "x", "base_url": "x", "public_key_path": "/does/not/exist",
		"v1_base_url": "https://cashfree.example.com/a/../b", "client_id": "CF 123", "client_secret": "a b", "api_version": "2024 01",
	})
	for _, argument := range []string{
		"environment", "request_timeout", "egress_ip", "base_url", "public_key_path",
		"v1_base_url", "client_id", "api_version",
	} {
		coretest.WantError(t, diags, argument)
	}
	coretest.WantError(t, diags, "", "Invalid client_secret")
}

// Missing credentials are reported together with everything else.
func TestConfigure_MissingCredentials(t *testing.T) {
	t.Parallel()
	_, diags := startCore(t, noWaitOptions(), object{"environment": "live"})
	for _, argument := range []string{"environment", "client_id", "client_secret"} {
		coretest.WantError(t, diags, argument)
	}
}

// A key that is too small for the client id is reported on the argument of the key.
func TestConfigure_KeyTooSmallForClientID(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "key.pem")
	coretest.Must(t, os.WriteFile(file, []byte(pemOf(t, "PUBLIC KEY")), 0o600))
	_, diags := startCore(t, noWaitOptions(), coretest.ProviderBlock("http://127.0.0.1:1", object{
		// The client id is one character longer than 1024 bits hold.
		"public_key_path": file, "client_id": strings.Repeat("x", 76), "environment": "live",
	}))
	coretest.WantError(t, diags, "public_key_path", "too small")
	coretest.WantError(t, diags, "environment")
}

// An empty argument counts as not set: a module can pass on a variable whose default is "".
func TestConfigure_EmptyArgument(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	block := coretest.ProviderBlock(base, object{
		"environment": "", "v1_base_url": "", "api_version": "", "egress_ip": "", "request_timeout": "", "fingerprint_key": "",
		"public_key_pem": "", "public_key_path": "",
	})
	coretest.WantNoErrors(t, validateProvider(t, block))
	newCore(t, block).Create(asha())
}

// The numbers of the provider block must be whole and within their limits, and the error names both.
func TestProviderSchema_WholeNumbers(t *testing.T) {
	t.Parallel()
	for argument, bad := range map[string][]any{
		"max_retries": {-1, 21, 1.5}, "max_concurrent_requests": {0, 101, 99.5}, "requests_per_minute": {0, 1e30, 0.5},
	} {
		for _, value := range bad {
			diags := validateProvider(t, object{argument: value})
			coretest.WantError(t, diags, argument, "whole number")
			if strings.Contains(coretest.Text(diags), "error in the provider") {
				t.Errorf("%s = %v is called a defect: %s", argument, value, coretest.Text(diags))
			}
		}
	}
	coretest.WantNoErrors(t, validateProvider(t, object{"max_retries": 0, "max_concurrent_requests": 100, "requests_per_minute": 1}))
}

// Settings come from the environment where the block does not set them.
func TestConfigure_Environment(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, simulator.Options{
		ClientID: coretest.ClientID, ClientSecret: coretest.ClientSecret, SecondFactor: simulator.SecondFactorSignature,
	})
	file := filepath.Join(t.TempDir(), "key.pem")
	coretest.Must(t, os.WriteFile(file, []byte(sim.PublicKeyPEM()), 0o600))
	encoded := filepath.Join(t.TempDir(), "key.b64")
	coretest.Must(t, os.WriteFile(encoded, []byte(base64.StdEncoding.EncodeToString([]byte(sim.PublicKeyPEM()))), 0o600))
	credentials := map[string]string{
		"CASHFREE_PAYOUT_CLIENT_ID": coretest.ClientID, "CASHFREE_PAYOUT_CLIENT_SECRET": coretest.ClientSecret,
		"CASHFREE_PAYOUT_BASE_URL": base,
	}
	for name, test := range map[string]struct {
		environment map[string]string
		block       object
	}{
		"key as text":                    {map[string]string{"CASHFREE_PAYOUT_PUBLIC_KEY": sim.PublicKeyPEM()}, nil},
		"key as text with literal \\n":   {map[string]string{"CASHFREE_PAYOUT_PUBLIC_KEY": strings.ReplaceAll(sim.PublicKeyPEM(), "\n", `\n`)}, nil},
		"key as a file":                  {map[string]string{"CASHFREE_PAYOUT_PUBLIC_KEY_PATH": file}, nil},
		"key in base64":                  {map[string]string{"CASHFREE_PAYOUT_PUBLIC_KEY": base64.StdEncoding.EncodeToString([]byte(sim.PublicKeyPEM()))}, nil},
		"path in place of the key":       {map[string]string{"CASHFREE_PAYOUT_PUBLIC_KEY": file}, nil},
		"key in place of its path":       {map[string]string{"CASHFREE_PAYOUT_PUBLIC_KEY_PATH": sim.PublicKeyPEM()}, nil},
		"base64 in place of its path":    {map[string]string{"CASHFREE_PAYOUT_PUBLIC_KEY_PATH": base64.StdEncoding.EncodeToString([]byte(sim.PublicKeyPEM()))}, nil},
		"quoted path":                    {map[string]string{"CASHFREE_PAYOUT_PUBLIC_KEY_PATH": `"` + file + `"`}, nil},
		"path from the home directory":   {map[string]string{"CASHFREE_PAYOUT_PUBLIC_KEY_PATH": "~/key.pem", "HOME": filepath.Dir(file)}, nil},
		"the home directory of Windows":  {map[string]string{"CASHFREE_PAYOUT_PUBLIC_KEY_PATH": "~/key.pem", "USERPROFILE": filepath.Dir(file)}, nil},
		"path of a file in base64":       {map[string]string{"CASHFREE_PAYOUT_PUBLIC_KEY_PATH": encoded}, nil},
		"argument with a path":           {nil, object{"public_key_pem": file}},
		"argument with ~":                {map[string]string{"HOME": filepath.Dir(file)}, object{"public_key_path": "~/key.pem"}},
		"the block wins over the file":   {map[string]string{"CASHFREE_PAYOUT_PUBLIC_KEY_PATH": "/does/not/exist"}, object{"public_key_pem": sim.PublicKeyPEM()}},
		"an empty argument counts as no": {map[string]string{"CASHFREE_PAYOUT_PUBLIC_KEY_PATH": file}, object{"client_id": "", "public_key_pem": ""}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			options := noWaitOptions()
			options.Getenv = func(variable string) string {
				if value, ok := test.environment[variable]; ok {
					return value
				}
				return credentials[variable]
			}
			c, diags := startCore(t, options, test.block)
			coretest.WantNoErrors(t, diags)
			if _, diags := c.Import("nobody"); coretest.HasErrors(diags) { // a signed call passes
				t.Error(coretest.Text(diags))
			}
		})
	}
}

// A bad value of the environment is reported with the name of its variable.
func TestConfigure_Environment_BadValue(t *testing.T) {
	t.Parallel()
	options := noWaitOptions()
	options.Getenv = func(variable string) string {
		return map[string]string{"CASHFREE_PAYOUT_ENVIRONMENT": "live"}[variable]
	}
	_, diags := startCore(t, options, coretest.ProviderBlock("http://127.0.0.1:1", nil))
	coretest.WantError(t, diags, "environment", "environment variable CASHFREE_PAYOUT_ENVIRONMENT")
}

// Payees are taken over where the argument is true, or where it is not set and the variable is true. Any other value of
// the variable is an error, unless the argument wins. While the argument is unknown, nothing is created.
func TestConfigure_AdoptExisting(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	newCore(t, coretest.ProviderBlock(base, nil)).Create(asha())
	const invalid, refused = "invalid", "refused"
	for argument, outcomes := range map[any]map[string]any{
		nil:                {"": false, "true": true, "false": false, " true ": true, "yes": invalid, "TRUE": invalid},
		true:               {"": true, "true": true, "false": true, " true ": true, "yes": true},
		false:              {"": false, "true": false, "false": false, " true ": false, "yes": false},
		coretest.Unknown{}: {"": refused, "true": refused, "false": refused, " true ": refused, "yes": refused},
	} {
		for variable, want := range outcomes {
			t.Run(fmt.Sprintf("%v, %q", argument, variable), func(t *testing.T) {
				t.Parallel()
				options := noWaitOptions()
				options.Getenv = func(name string) string {
					return map[string]string{"CASHFREE_PAYOUT_ADOPT_EXISTING": variable}[name]
				}
				c, diags := startCore(t, options, coretest.ProviderBlock(base, object{"adopt_existing": argument}))
				if want == invalid {
					coretest.WantError(t, diags, "adopt_existing", "Invalid adopt_existing",
						fmt.Sprintf("The environment variable CASHFREE_PAYOUT_ADOPT_EXISTING must be true or false, got %q.", variable))
					return
				}
				coretest.WantNoErrors(t, diags)
				_, diags = c.Apply(c.Plan(nil, asha()))
				switch want {
				case true:
					coretest.WantNoErrors(t, diags)
					coretest.WantWarning(t, diags, "Existing beneficiary taken over")
				case false:
					coretest.WantError(t, diags, "beneficiary_id", "Beneficiary already exists")
				default:
					coretest.WantError(t, diags, "", "Provider arguments are not known yet", "adopt_existing")
				}
			})
		}
	}
}

// Every argument that can come from the environment has the name of its variable in its description.
func TestProviderSchema_EnvironmentDocumented(t *testing.T) {
	t.Parallel()
	schemas, err := Server(noWaitOptions())().GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	coretest.Must(t, err)
	documented := 0
	for _, attribute := range schemas.Provider.Block.Attributes {
		if strings.Contains(attribute.Description, variablePrefix) {
			documented++
		}
		for _, setting := range settings {
			if setting.argument == attribute.Name && !strings.Contains(attribute.Description, "`"+setting.Variable()+"`") {
				t.Errorf("the description of %s does not name %s", attribute.Name, setting.Variable())
			}
		}
	}
	if documented != len(settings) {
		t.Errorf("%d arguments name a variable, and %d have one", documented, len(settings))
	}
}

// Two public keys are refused.
func TestConfigure_TwoPublicKeys(t *testing.T) {
	t.Parallel()
	_, diags := startCore(t, noWaitOptions(), coretest.ProviderBlock("http://127.0.0.1:1", object{"public_key_pem": "x", "public_key_path": "y"}))
	coretest.WantError(t, diags, "public_key_path", "Both provider argument public_key_pem and provider argument public_key_path")
}

// A short key leads to a warning.
func TestConfigure_ShortKey(t *testing.T) {
	t.Parallel()
	_, diags := startCore(t, noWaitOptions(), coretest.ProviderBlock("http://127.0.0.1:1", object{"public_key_pem": pemOf(t, "PUBLIC KEY")}))
	coretest.WantNoErrors(t, diags)
	coretest.WantDiagnostic(t, diags, tfprotov6.DiagnosticSeverityWarning, "", "1024 bits")
}

// A bad secret of the environment is reported on its argument, since the block does not contain it.
func TestConfigure_Environment_BadSecret(t *testing.T) {
	t.Parallel()
	options := noWaitOptions()
	options.Getenv = func(variable string) string {
		return map[string]string{"CASHFREE_PAYOUT_CLIENT_SECRET": "canary secret"}[variable]
	}
	_, diags := startCore(t, options, coretest.ProviderBlock("http://127.0.0.1:1", object{"client_secret": nil}))
	coretest.WantError(t, diags, "client_secret", "contains white space", "environment variable CASHFREE_PAYOUT_CLIENT_SECRET")
	if strings.Contains(coretest.Text(diags), "canary") {
		t.Errorf("the secret is in:\n%s", coretest.Text(diags))
	}
}

// Production must be set explicitly, and one base_url serves both versions of the API.
func TestConfigure_BaseURLs(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ environment, v2, v1, wantV2, wantV1 string }{
		"nothing said":      {"", "", "", "https://sandbox.cashfree.com/payout", "https://payout-gamma.cashfree.com/payout"},
		"sandbox":           {"sandbox", "", "", "https://sandbox.cashfree.com/payout", "https://payout-gamma.cashfree.com/payout"},
		"production":        {"production", "", "", "https://api.cashfree.com/payout", "https://payout-api.cashfree.com/payout"},
		"base_url alone":    {"production", "https://p.example.com", "", "https://p.example.com", "https://p.example.com"},
		"v1_base_url alone": {"production", "", "https://p.example.com", "https://api.cashfree.com/payout", "https://p.example.com"},
		"both":              {"", "https://a.example.com", "https://b.example.com", "https://a.example.com", "https://b.example.com"},
	} {
		var diags diag.Diagnostics
		none := func(string) string { return "" }
		named := readEnvironment(environment.lookup(types.StringValue(test.environment), none), &diags)
		v2, v1 := chooseBaseURLs(test.v2, test.v1, named)
		v1 = cmp.Or(v1, v2) // as the client does
		if diags.HasError() || v2 != test.wantV2 || v1 != test.wantV1 {
			t.Errorf("%s: %s and %s, %v", name, v2, v1, diags)
		}
	}
}

func validateProvider(t *testing.T, block object) []*tfprotov6.Diagnostic {
	t.Helper()
	server := Server(noWaitOptions())()
	schemas, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	coretest.Must(t, err)
	typ := schemas.Provider.ValueType()
	answer, err := server.ValidateProviderConfig(t.Context(), &tfprotov6.ValidateProviderConfigRequest{
		Config: coretest.Dynamic(t, typ, coretest.ValueOf(t, typ, block)),
	})
	coretest.Must(t, err)
	return answer.Diagnostics
}

// pemOf makes a small key, since only its form matters here.
func pemOf(t *testing.T, kind string) string {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 1024)
	coretest.Must(t, err)
	var der []byte
	if kind == "PRIVATE KEY" {
		der, err = x509.MarshalPKCS8PrivateKey(key)
	} else {
		der, err = x509.MarshalPKIXPublicKey(&key.PublicKey)
	}
	coretest.Must(t, err)
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

var anotherKey = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })

// otherKey is one that no simulator of these tests has by itself.
func otherKey(t *testing.T) *rsa.PrivateKey {
	t.Helper()
	key, err := anotherKey()
	coretest.Must(t, err)
	return key
}

// White space around values is removed, and an empty variable counts as not set.
func TestConfigure_Environment_Empty(t *testing.T) {
	t.Parallel()
	options := noWaitOptions()
	options.Getenv = func(variable string) string {
		return map[string]string{
			"CASHFREE_PAYOUT_CLIENT_ID": " " + coretest.ClientID + "\n", "CASHFREE_PAYOUT_ENVIRONMENT": "  ",
		}[variable]
	}
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c, diags := startCore(t, options, object{"client_secret": " " + coretest.ClientSecret + "\n", "base_url": base + "\n"})
	coretest.WantNoErrors(t, diags)
	c.Create(asha())
}

// The key file of the block takes precedence over the text of the environment.
func TestConfigure_KeyFile_BeforeEnvironment(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, simulator.Options{
		ClientID: coretest.ClientID, ClientSecret: coretest.ClientSecret, SecondFactor: simulator.SecondFactorSignature,
	})
	file := filepath.Join(t.TempDir(), "key.pem")
	coretest.Must(t, os.WriteFile(file, []byte(sim.PublicKeyPEM()), 0o600))
	options := noWaitOptions()
	options.Getenv = func(variable string) string {
		return map[string]string{"CASHFREE_PAYOUT_PUBLIC_KEY": "no key"}[variable]
	}
	c, diags := startCore(t, options, coretest.ProviderBlock(base, object{"public_key_path": file}))
	coretest.WantNoErrors(t, diags)
	c.Create(asha())
}

// Calls have the name and version of the provider in their User-Agent.
func TestConfigure_UserAgent(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	newCore(t, coretest.ProviderBlock(base, nil)).Create(asha())
	for _, request := range sim.Requests() {
		if request.UserAgent != "terraform-provider-cashfree/test Terraform/1.11.4" {
			t.Errorf("%s %s came from %q", request.Method, request.Path, request.UserAgent)
		}
	}
}
