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

	"github.com/cashfree-community/terraform-provider-cashfree/internal/provider"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

func wantEphemeralValues(t *testing.T) {
	t.Helper()
	if !since("v1.10.0", "v1.11.0") {
		t.Fatalf("ephemeral values need a newer CLI than %s", cli.version)
	}
}

// letsIn makes a call of its own, as another tool does, and reports whether Cashfree lets it in.
func (s *story) letsIn(path string, header map[string]string) bool {
	s.Helper()
	request, err := http.NewRequestWithContext(s.Context(), http.MethodGet, s.base+path, http.NoBody)
	if err != nil {
		s.Fatal(err)
	}
	for name, value := range header {
		request.Header.Set(name, value)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		s.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		s.Fatal(err)
	}
	return strings.Contains(string(body), "beneficiary_not_found") || strings.Contains(string(body), "availableBalance")
}

func (s *story) takesSignature(signature string) bool {
	s.Helper()
	return s.letsIn("/beneficiary?beneficiary_id=nobody", map[string]string{
		"x-client-id": clientID, "x-client-secret": clientSecret, "x-api-version": "2024-01-01", "x-cf-signature": signature,
	})
}

func (s *story) takesToken(token string) bool {
	s.Helper()
	return s.letsIn("/v1/getBalance", map[string]string{"authorization": "Bearer " + token})
}

// witness stands where a tool would that is handed a secret. It writes down what it got.
type witness struct {
	*httptest.Server
	lock    sync.Mutex
	secrets []string
}

func newWitness(t *testing.T) *witness {
	t.Helper()
	w := &witness{}
	w.Server = httptest.NewServer(http.HandlerFunc(func(answer http.ResponseWriter, r *http.Request) {
		w.lock.Lock()
		defer w.lock.Unlock()
		w.secrets = append(w.secrets, r.Header.Get("x-client-secret"))
		answer.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprintf(answer, `{"beneficiary_id":%q,"beneficiary_name":"A","beneficiary_status":"VERIFIED"}`, r.FormValue("beneficiary_id"))
	}))
	t.Cleanup(w.Close)
	return w
}

func (w *witness) seen() []string {
	w.lock.Lock()
	defer w.lock.Unlock()
	return slices.Clone(w.secrets)
}

// passesOn hands an ephemeral value to a witness, once while planning and once while applying: a provider block is a
// place where such a value may go, and its client secret is what the provider sends.
func passesOn(name, value, base string) string {
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

// A plan is kept and applied in another job. What the two opened is used, and then searched for in all that they leave.
func TestEphemeralValuesAreStoredNowhere(t *testing.T) {
	wantEphemeralValues(t)
	w := begin(t).workspace()
	w.env["TF_LOG"], w.env["TF_LOG_PATH"] = "TRACE", filepath.Join(w.folder, "trace.log")
	signatures, tokens := newWitness(t), newWitness(t)
	w.write("main.tf", requiredProviders+`
ephemeral "cashfree_payout_signature" "now" {}
ephemeral "cashfree_payout_token" "v1" {}
resource "terraform_data" "later" {}
`+
		passesOn("signature", "ephemeral.cashfree_payout_signature.now.signature", signatures.URL)+
		passesOn("token", "ephemeral.cashfree_payout_token.v1.token", tokens.URL))

	shown := map[string]string{
		"plan":      w.ends(0, "plan", "-out=plan.bin", "-input=false"),
		"show plan": w.ends(0, "show", "plan.bin"),
		"plan JSON": w.ends(0, "show", "-json", "plan.bin"),
		"apply":     w.ends(0, "apply", "-input=false", "plan.bin"),
		"show":      w.ends(0, "show", "-json"),
	}
	for _, signature := range signatures.seen() {
		if !w.takesSignature(signature) {
			t.Error("Cashfree does not take a signature")
		}
	}
	for _, token := range tokens.seen() {
		if !w.takesToken(token) {
			t.Error("Cashfree does not take a token")
		}
	}

	opened := append(signatures.seen(), tokens.seen()...)
	if slices.Sort(opened); len(slices.Compact(slices.Clone(opened))) != 4 || len(opened) != 4 {
		t.Fatalf("%d values were passed on, want two of each kind, no two alike", len(opened))
	}
	says(t, w.read("trace.log"), "Called provider defined EphemeralResource Open", "/payout/v1/authorize")
	maps.Copy(shown, w.everything())
	for where, content := range shown {
		for _, secret := range opened {
			if found := trace(content, secret); found != "" {
				t.Errorf("%s holds %q, which is part of an ephemeral value", where, found)
			}
		}
	}
	if trace(`{"value":"`+opened[0]+`"}`, opened[0]) == "" {
		t.Error("the search finds nothing where there is something to find")
	}
	w.ends(0, "destroy", "-auto-approve", "-input=false")
}

// trace finds a secret, or a good part of it, in the usual encodings.
func trace(content, secret string) string {
	for part := range slices.Chunk([]byte(secret), 40) {
		for _, spelling := range []string{string(part), url.QueryEscape(string(part))} {
			if len(part) == 40 && strings.Contains(content, spelling) {
				return spelling
			}
		}
	}
	return ""
}

// What a configuration sees of the values, which the echo provider writes into its own state.
func TestEphemeralValuesAreWellFormed(t *testing.T) {
	wantEphemeralValues(t)
	s := begin(t)
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
			"cashfree": func() (tfprotov6.ProviderServer, error) {
				return provider.Server(provider.Options{Version: "test", Getenv: func(string) string { return "" }})(), nil
			},
			"echo": echoprovider.NewProviderServer(),
		},
		Steps: []resource.TestStep{{
			Config: s.provider("") + `
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
				check("signature", s.takesSignature),
				check("client_id", func(id string) bool { return id == clientID }),
				check("lifetime", func(comparison string) bool { return comparison == "0" }),
				check("token", s.takesToken),
				check("later", func(comparison string) bool { return comparison == "1" }),
				func(*terraform.State) error {
					if s.takesSignature("c2lnbmF0dXJl") || s.takesToken("another") {
						return fmt.Errorf("Cashfree takes anything")
					}
					return nil
				},
			),
		}},
	})
}

func TestASignatureNeedsAKey(t *testing.T) {
	wantEphemeralValues(t)
	w := begin(t).workspace()
	w.sim.SetSecondFactor(simulator.SecondFactorNone)
	delete(w.env, "CASHFREE_PAYOUT_PUBLIC_KEY_PATH")
	w.write("main.tf", requiredProviders+"ephemeral \"cashfree_payout_signature\" \"now\" {}\n")
	says(t, w.ends(1, "plan", "-input=false"), "Cannot make a signature", "public_key_path or public_key_pem", "CASHFREE_PAYOUT_PUBLIC_KEY")
}

// The credentials are made in the same run.
func TestEphemeralValuesWaitForTheirCredentials(t *testing.T) {
	wantEphemeralValues(t)
	w := begin(t).workspace()
	for _, typeName := range []string{"cashfree_payout_signature", "cashfree_payout_token"} {
		w.write("main.tf", requiredProviders+`
resource "terraform_data" "secret" { input = "`+clientSecret+`" }
provider "cashfree" { client_secret = terraform_data.secret.output }
ephemeral "`+typeName+`" "now" {}
`)
		says(t, w.ends(1, "plan", "-input=false"), "Provider arguments are not known yet", "client_secret", "-target")
	}
}

// The examples hand the values to curl, and fail where Cashfree does not take them.
func TestTheExamplesOfEphemeralResources(t *testing.T) {
	wantEphemeralValues(t)
	for typeName, story := range map[string]struct{ variable, method, path, resource, refusal string }{
		"cashfree_payout_signature": {"TF_VAR_payout_url", "GET", "/payout/beneficiary", "terraform_data.version_2_lets_us_in", ""},
		"cashfree_payout_token": {"TF_VAR_payout_v1_url", "POST", "/payout/v1/verifyToken", "terraform_data.version_1_lets_us_in",
			`{"status":"ERROR","subCode":"403","message":"Token is not valid"}`},
	} {
		t.Run(typeName, func(t *testing.T) {
			w := begin(t).workspace()
			payee := stored()
			payee.ID = "vendor_asha"
			w.sim.Put(payee)
			w.env[story.variable] = w.base
			w.write("main.tf", requiredProviders+published(t, filepath.Join("ephemeral-resources", typeName, "ephemeral-resource.tf")))
			w.ends(0, "apply", "-auto-approve", "-input=false")
			requests := w.sim.Requests()
			last := requests[len(requests)-1]
			if last.Method != story.method || last.Path != story.path || !strings.HasPrefix(last.UserAgent, "curl/") || last.Status != http.StatusOK {
				t.Errorf("the last call was %+v, want curl's %s", last, story.path)
			}
			w.ends(0, "plan", "-detailed-exitcode", "-input=false")

			refused := simulator.Fault{Path: story.path, Action: simulator.FaultStatusBefore, Status: http.StatusUnauthorized}
			if story.refusal != "" { // version 1 hides a refusal in a success
				refused.Status, refused.Body = http.StatusOK, story.refusal
			}
			w.sim.Inject(refused)
			w.ends(1, "apply", "-auto-approve", "-input=false", "-replace="+story.resource)
		})
	}
}
