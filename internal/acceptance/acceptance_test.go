// Package acceptance tells stories of users with the real CLI, Terraform or OpenTofu, against a simulated Cashfree over
// HTTP. Each story owns its simulator. What needs no CLI is tested beside the code.
package acceptance

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"golang.org/x/mod/semver"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/provider"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

const (
	clientID     = "CF_ACCEPTANCE"
	clientSecret = "cfsk_acceptance_canary_5f1b"
	vendor       = "cashfree_payout_beneficiary.asha"
)

// cli is the program under test.
var cli struct {
	path    string
	tofu    bool
	version string // "v1.11.4"
}

// binary is the built provider, for the stories that run the CLI by hand.
var binary string

// tools is a folder for the PATH with what the examples call and this machine has not.
var tools string

func TestMain(m *testing.M) {
	os.Exit(run(m))
}

func run(m *testing.M) int {
	if err := findCLI(); err != nil {
		fmt.Fprintln(os.Stderr, "acceptance:", err)
		return 1
	}
	folder, err := os.MkdirTemp("", "acceptance")
	if err != nil {
		fmt.Fprintln(os.Stderr, "acceptance:", err)
		return 1
	}
	defer func() { _ = os.RemoveAll(folder) }()
	binary, tools = filepath.Join(folder, "terraform-provider-cashfree"), filepath.Join(folder, "tools")
	programs := map[string]string{binary: "../.."}
	if _, err := exec.LookPath("curl"); err != nil {
		programs[filepath.Join(tools, "curl")] = "./curl"
	}
	for program, source := range programs {
		if output, err := exec.Command("go", "build", "-o", program, source).CombinedOutput(); err != nil {
			fmt.Fprintf(os.Stderr, "acceptance: building %s: %v\n%s", filepath.Base(program), err, output)
			return 1
		}
	}
	return m.Run()
}

// findCLI takes the CLI that it is told, else the one on the PATH. Nothing is downloaded. Go's test cache does not notice
// another TF_ACC_TERRAFORM_PATH: use -count=1, as make does.
func findCLI() error {
	// A configuration file that is named and missing makes OpenTofu print a warning where the harness wants JSON.
	if file := os.Getenv("TF_CLI_CONFIG_FILE"); file != "" {
		if _, err := os.Stat(file); err != nil {
			_ = os.Unsetenv("TF_CLI_CONFIG_FILE")
		}
	}
	cli.path = os.Getenv("TF_ACC_TERRAFORM_PATH")
	for _, name := range []string{"terraform", "tofu"} {
		if cli.path == "" {
			cli.path, _ = exec.LookPath(name)
		}
	}
	if cli.path == "" {
		return fmt.Errorf("there is no terraform or tofu on the PATH; `make test-cli` builds one")
	}
	output, err := exec.Command(cli.path, "version").Output()
	if err != nil {
		return fmt.Errorf("%s version: %w", cli.path, err)
	}
	product, rest, _ := strings.Cut(string(output), " ")
	cli.tofu = product == "OpenTofu"
	cli.version, _, _ = strings.Cut(rest, "\n")
	_ = os.Setenv("TF_ACC_TERRAFORM_PATH", cli.path)
	if cli.tofu {
		_ = os.Setenv("TF_ACC_PROVIDER_HOST", "registry.opentofu.org")
	}
	return nil
}

// since reports whether the CLI is of the version or newer; the numbers of the two products mean different things.
func since(terraform, tofu string) bool {
	if cli.tofu {
		return semver.Compare(cli.version, tofu) >= 0
	}
	return semver.Compare(cli.version, terraform) >= 0
}

// story is a user, a simulated Cashfree, and a provider between them.
type story struct {
	*testing.T
	sim  *simulator.Simulator
	base string
	key  string // public key file
}

// begin starts a story. Signatures are enforced, as for the many who run in CI.
func begin(t *testing.T) *story {
	t.Helper()
	t.Parallel()
	sim := simulator.New(simulator.Options{
		ClientID: clientID, ClientSecret: clientSecret, SecondFactor: simulator.SecondFactorSignature,
	})
	server, err := sim.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	key := filepath.Join(t.TempDir(), "public-key.pem")
	if err := os.WriteFile(key, []byte(sim.PublicKeyPEM()), 0o600); err != nil {
		t.Fatal(err)
	}
	return &story{T: t, sim: sim, base: server.BaseURL(), key: key}
}

// provider is the provider block, with more arguments where a story needs them.
func (s *story) provider(more string) string {
	return fmt.Sprintf(`
provider "cashfree" {
  client_id       = %q
  client_secret   = %q
  public_key_path = %q
  base_url        = %q
  %s
}
`, clientID, clientSecret, s.key, s.base, more)
}

// steps runs the story. At its end everything is destroyed, and Cashfree must be as empty as it was.
func (s *story) steps(steps ...resource.TestStep) {
	s.Helper()
	for i := range steps {
		if steps[i].Config != "" && !strings.Contains(steps[i].Config, `provider "cashfree"`) {
			steps[i].Config = s.provider("") + steps[i].Config
		}
	}
	resource.UnitTest(s.T, resource.TestCase{
		ProtoV6ProviderFactories: map[string]func() (tfprotov6.ProviderServer, error){
			"cashfree": func() (tfprotov6.ProviderServer, error) {
				return provider.Server(provider.Options{Version: "test", Getenv: func(string) string { return "" }})(), nil
			},
		},
		Steps: steps,
	})
}

// asha is a vendor with everything that Cashfree keeps; a story replaces what it changes.
func asha(changes ...string) string {
	return strings.NewReplacer(changes...).Replace(`
resource "cashfree_payout_beneficiary" "asha" {
  beneficiary_id = "vendor_0042"
  name           = "Asha Rao"

  instrument = {
    bank_account_number = "00011020001772"
    bank_ifsc           = "HDFC0000001"
    vpa                 = "asha@examplebank"
  }
  contact = {
    email        = "asha@example.com"
    phone        = "9876543210"
    country_code = "+91"
    address      = "1 Test Road"
    city         = "Pune"
    state        = "Maharashtra"
    postal_code  = "411001"
  }
}
`)
}

// stored is the same vendor as Cashfree keeps her.
func stored() simulator.Beneficiary {
	return simulator.Beneficiary{
		ID: "vendor_0042", Name: "Asha Rao", BankAccountNumber: "00011020001772", BankIFSC: "HDFC0000001",
		VPA: "asha@examplebank", Email: "asha@example.com", Phone: "9876543210", CountryCode: "+91",
		Address: "1 Test Road", City: "Pune", State: "Maharashtra", PostalCode: "411001", Status: "VERIFIED",
	}
}

// events is the life of beneficiaries as Cashfree saw it.
func (s *story) events() []string {
	var kinds []string
	for _, event := range s.sim.Journal() {
		kinds = append(kinds, event.Kind)
	}
	return kinds
}

// holdsAsha checks what Cashfree keeps.
func (s *story) holdsAsha() error {
	kept, ok := s.sim.Get("vendor_0042")
	want := stored()
	kept.AddedOn = want.AddedOn
	if !ok || kept != want {
		return fmt.Errorf("Cashfree keeps %+v", kept)
	}
	return nil
}
