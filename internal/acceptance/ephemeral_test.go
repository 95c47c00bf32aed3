package acceptance

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/echoprovider"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// requireEphemeralValues fails the test with a CLI that has no ephemeral values.
func requireEphemeralValues(t *testing.T) {
	t.Helper()
	if !cliAtLeast("v1.10.0", "v1.11.0") {
		t.Fatalf("ephemeral values need a newer CLI than %s", cli.version)
	}
}

// callAccepted makes a call, as another tool would, and reports whether Cashfree accepts its credentials.
func (h *harness) callAccepted(path string, header map[string]string) bool {
	h.Helper()
	request, err := http.NewRequestWithContext(h.Context(), http.MethodGet, h.baseURL+path, http.NoBody)
	if err != nil {
		h.Fatal(err)
	}
	for name, value := range header {
		request.Header.Set(name, value)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		h.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		h.Fatal(err)
	}
	return strings.Contains(string(body), "beneficiary_not_found") || strings.Contains(string(body), "availableBalance")
}

// signatureAccepted reports whether Cashfree accepts a call with this signature.
func (h *harness) signatureAccepted(signature string) bool {
	h.Helper()
	return h.callAccepted("/beneficiary?beneficiary_id=nobody", map[string]string{
		"x-client-id": clientID, "x-client-secret": clientSecret, "x-api-version": "2024-01-01", "x-cf-signature": signature,
	})
}

// tokenAccepted reports whether Cashfree accepts a call with this token of version 1.
func (h *harness) tokenAccepted(token string) bool {
	h.Helper()
	return h.callAccepted("/v1/getBalance", map[string]string{"authorization": "Bearer " + token})
}

// secretRecorder is a server that keeps the client secrets it receives. It stands for a tool that an ephemeral value is
// passed to.
type secretRecorder struct {
	*httptest.Server
	lock    sync.Mutex
	secrets []string
}

func newSecretRecorder(t *testing.T) *secretRecorder {
	t.Helper()
	s := &secretRecorder{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.lock.Lock()
		defer s.lock.Unlock()
		s.secrets = append(s.secrets, r.Header.Get("x-client-secret"))
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprintf(w, `{"beneficiary_id":%q,"beneficiary_name":"A","beneficiary_status":"VERIFIED",
			"beneficiary_instrument_details":{"vpa":"asha@examplebank"}}`, r.FormValue("beneficiary_id"))
	}))
	t.Cleanup(s.Close)
	return s
}

// received returns the client secrets so far.
func (s *secretRecorder) received() []string {
	s.lock.Lock()
	defer s.lock.Unlock()
	return slices.Clone(s.secrets)
}

// forwardConfig returns a configuration that sends an ephemeral value to a server, once during plan and once during
// apply. The value is the client secret of a provider block, which may be ephemeral.
func forwardConfig(name, value, base string) string {
	return fmt.Sprintf(`
provider "cashfree" {
  alias         = %[1]q
  client_secret = %[2]s
  base_url      = %[3]q
}
data "cashfree_payout_beneficiary" "%[1]s_in_plan" {
  provider       = cashfree.%[1]s
  beneficiary_id = "in_plan"
}
data "cashfree_payout_beneficiary" "%[1]s_in_apply" {
  provider       = cashfree.%[1]s
  beneficiary_id = "in_apply"
  depends_on     = [terraform_data.later]
}
`, name, value, base)
}

// TestAccEphemeral_NotStored shows that a signature and a token work where they are passed on, and that no file, log or
// output of the plan and of its apply in another job contains them.
func TestAccEphemeral_NotStored(t *testing.T) {
	requireEphemeralValues(t)
	w := newWorkspace(t)
	w.env["TF_LOG"], w.env["TF_LOG_PATH"] = "TRACE", filepath.Join(w.dir, "trace.log")
	signatures, tokens := newSecretRecorder(t), newSecretRecorder(t)
	w.writeConfig(`
ephemeral "cashfree_payout_signature" "now" {}
ephemeral "cashfree_payout_token" "v1" {}
resource "terraform_data" "later" {}
` +
		forwardConfig("signature", "ephemeral.cashfree_payout_signature.now.signature", signatures.URL) +
		forwardConfig("token", "ephemeral.cashfree_payout_token.v1.token", tokens.URL))

	shown := map[string]string{
		"plan":      w.run(0, "plan", "-out=plan.bin", "-input=false"),
		"show plan": w.run(0, "show", "plan.bin"),
		"plan JSON": w.run(0, "show", "-json", "plan.bin"),
		"apply":     w.applyPlan(),
		"show":      w.run(0, "show", "-json"),
	}
	if slices.ContainsFunc(signatures.received(), func(signature string) bool { return !w.signatureAccepted(signature) }) {
		t.Error("Cashfree does not accept a signature")
	}
	if slices.ContainsFunc(tokens.received(), func(token string) bool { return !w.tokenAccepted(token) }) {
		t.Error("Cashfree does not accept a token")
	}

	opened := append(signatures.received(), tokens.received()...)
	if slices.Sort(opened); len(slices.Compact(slices.Clone(opened))) != 4 || len(opened) != 4 {
		t.Fatalf("%d values were passed on, want two of each kind, no two alike", len(opened))
	}
	wantTexts(t, w.readFile("trace.log"), "Called provider defined EphemeralResource Open", "/payout/v1/authorize")
	maps.Copy(shown, w.allFiles())
	for where, content := range shown {
		for _, secret := range opened {
			if found := findPiece(content, secret); found != "" {
				t.Errorf("%s contains %q, which is part of an ephemeral value", where, found)
			}
		}
	}
	if findPiece(`{"value":"`+opened[0]+`"}`, opened[0]) == "" {
		t.Error("findPiece does not find a value")
	}
	w.destroy()
}

// findPiece returns a piece of 40 bytes of the secret that the content contains, as it is or URL-encoded, or an empty
// text.
func findPiece(content, secret string) string {
	for piece := range slices.Chunk([]byte(secret), 40) {
		for _, spelling := range []string{string(piece), url.QueryEscape(string(piece))} {
			if len(piece) == 40 && strings.Contains(content, spelling) {
				return spelling
			}
		}
	}
	return ""
}

// TestAccEphemeral_Values shows, by the echo provider's state, that Cashfree accepts the values and that their times
// are right.
func TestAccEphemeral_Values(t *testing.T) {
	requireEphemeralValues(t)
	h := newHarness(t)
	check := func(attribute string, right func(string) bool) resource.TestCheckFunc {
		return resource.TestCheckResourceAttrWith("echo.values", "data."+attribute, func(value string) error {
			if !right(value) {
				return fmt.Errorf("%s is %q", attribute, value)
			}
			return nil
		})
	}
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: map[string]func() (tfprotov6.ProviderServer, error){
			"cashfree": newProvider,
			"echo":     echoprovider.NewProviderServer(),
		},
		Steps: []resource.TestStep{{
			Config: h.providerBlock("") + `
ephemeral "cashfree_payout_signature" "now" {}
ephemeral "cashfree_payout_token" "v1" {}
provider "echo" {
  data = {
    signature = ephemeral.cashfree_payout_signature.now.signature
    client_id = ephemeral.cashfree_payout_signature.now.client_id
    lifetime  = timecmp(timeadd(ephemeral.cashfree_payout_signature.now.issued_at, "10m"), ephemeral.cashfree_payout_signature.now.expires_at)
    token     = ephemeral.cashfree_payout_token.v1.token
    later     = timecmp(ephemeral.cashfree_payout_token.v1.expires_at, ephemeral.cashfree_payout_signature.now.issued_at)
  }
}
resource "echo" "values" {}
`,
			Check: resource.ComposeAggregateTestCheckFunc(
				check("signature", h.signatureAccepted),
				check("client_id", func(id string) bool { return id == clientID }),
				check("lifetime", func(comparison string) bool { return comparison == "0" }),
				check("token", h.tokenAccepted),
				check("later", func(comparison string) bool { return comparison == "1" }),
				func(*terraform.State) error {
					if h.signatureAccepted("c2lnbmF0dXJl") || h.tokenAccepted("another") {
						return fmt.Errorf("Cashfree accepts anything")
					}
					return nil
				},
			),
		}},
	})
}

// TestAccEphemeral_SignatureWithoutKey shows that the error without a key names the arguments that configure one.
func TestAccEphemeral_SignatureWithoutKey(t *testing.T) {
	requireEphemeralValues(t)
	w := newWorkspace(t)
	w.sim.SetSecondFactor(simulator.SecondFactorNone)
	delete(w.env, "CASHFREE_PAYOUT_PUBLIC_KEY_PATH")
	w.writeConfig("ephemeral \"cashfree_payout_signature\" \"now\" {}\n")
	wantTexts(t, w.wantPlanError(), "Cannot make a signature", "public_key_path or public_key_pem", "CASHFREE_PAYOUT_PUBLIC_KEY")
}

// TestAccEphemeral_UnknownCredentials shows that the error names credentials that are made in the same run, and a way
// out.
func TestAccEphemeral_UnknownCredentials(t *testing.T) {
	requireEphemeralValues(t)
	w := newWorkspace(t)
	for _, typeName := range []string{"cashfree_payout_signature", "cashfree_payout_token"} {
		w.writeConfig(`
resource "terraform_data" "secret" { input = "` + clientSecret + `" }
provider "cashfree" { client_secret = terraform_data.secret.output }
ephemeral "` + typeName + `" "now" {}
`)
		wantTexts(t, w.wantPlanError(), "Provider arguments are not known yet", "client_secret", "-target")
	}
}

// TestAccEphemeral_Examples shows that the examples hand the values to curl, and fail when Cashfree refuses them.
func TestAccEphemeral_Examples(t *testing.T) {
	requireEphemeralValues(t)
	for typeName, tc := range map[string]struct{ urlVariable, method, path, resource, refusalBody string }{
		"cashfree_payout_signature": {"TF_VAR_payout_url", "GET", "/payout/beneficiary", "terraform_data.version_2_lets_us_in", ""},
		"cashfree_payout_token": {"TF_VAR_payout_v1_url", "POST", "/payout/v1/verifyToken", "terraform_data.version_1_lets_us_in",
			`{"status":"ERROR","subCode":"403","message":"Token is not valid"}`},
	} {
		t.Run(typeName, func(t *testing.T) {
			w := newWorkspace(t)
			payee := ashaRecord()
			payee.ID = "vendor_asha"
			w.sim.Put(payee)
			w.env[tc.urlVariable] = w.baseURL
			w.writeConfig(readExample(t, filepath.Join("ephemeral-resources", typeName, "ephemeral-resource.tf")))
			w.apply()
			requests := w.sim.Requests()
			last := requests[len(requests)-1]
			if last.Method != tc.method || last.Path != tc.path || !strings.HasPrefix(last.UserAgent, "curl/") || last.Status != http.StatusOK {
				t.Errorf("the last call was %+v, want %s by curl", last, tc.path)
			}
			w.wantEmptyPlan()

			refused := simulator.Fault{Path: tc.path, Action: simulator.FaultStatusBefore, Status: http.StatusUnauthorized}
			if tc.refusalBody != "" { // version 1 refuses with status 200
				refused.Status, refused.Body = http.StatusOK, tc.refusalBody
			}
			w.sim.Inject(refused)
			w.wantApplyError("-replace=" + tc.resource)
		})
	}
}
