package provider

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

const signingKeyType = "cashfree_payout_signing_key"

// signedAccount starts a Cashfree account that asks for signatures, and writes its key to a file.
func signedAccount(t *testing.T) (sim *simulator.Simulator, base, file string) {
	t.Helper()
	options := coretest.SimulatorOptions()
	options.SecondFactor = simulator.SecondFactorSignature
	sim, base = coretest.StartSimulator(t, options)
	file = filepath.Join(t.TempDir(), "key.pem")
	writeKey(t, file, sim.PublicKeyPEM())
	return sim, base, file
}

func writeKey(t *testing.T, file, text string) {
	t.Helper()
	coretest.Must(t, os.WriteFile(file, []byte(text), 0o600))
}

func fingerprintOf(t *testing.T, text string) string {
	t.Helper()
	key, err := payouts.ParsePublicKey(text)
	coretest.Must(t, err)
	fingerprint, err := payouts.KeyFingerprint(key)
	coretest.Must(t, err)
	return fingerprint
}

// A key is recorded from a file, from an environment variable and from the provider, and is never in the state itself.
func TestSigningKey_Sources(t *testing.T) {
	t.Parallel()
	sim, base, file := signedAccount(t)
	options := noWaitOptions()
	options.Getenv = func(name string) string {
		return map[string]string{"MY_KEY": strings.ReplaceAll(sim.PublicKeyPEM(), "\n", `\n`)}[name]
	}
	for name, config := range map[string]object{
		"a file":             {"public_key_path": file},
		"a variable":         {"public_key_variable": "MY_KEY"},
		"the provider's own": {"description": "the key of the payroll account"},
	} {
		c, diags := startCore(t, options, coretest.ProviderBlock(base, object{"public_key_path": file}))
		coretest.WantNoErrors(t, diags)
		c = c.Of(signingKeyType)
		created := c.Create(config)
		if created.Get("fingerprint_sha256") != fingerprintOf(t, sim.PublicKeyPEM()) || created.Get("verification") != "accepted" {
			t.Errorf("%s: the state is %s", name, created.State)
		}
		if bits := decimalText(t, coretest.At(created.State, "key_bits")); bits != "2048" {
			t.Errorf("%s: the key has %s bits", name, bits)
		}
		if strings.Contains(created.State.String(), strings.Split(sim.PublicKeyPEM(), "\n")[1]) {
			t.Errorf("%s: the key is in the state", name)
		}
		refreshed, diags := c.Refresh(created)
		coretest.WantNoErrors(t, diags)
		if p := c.Plan(refreshed, config); p.Action != "none" {
			t.Errorf("%s: the second plan has the action %q", name, p.Action)
		}
	}
}

// A key is accepted only if calls are accepted with a signature and refused without one.
func TestSigningKey_Verification(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		factor simulator.SecondFactor
		own    bool // whether the provider signs with the recorded key
		none   bool // whether the provider signs no calls
		setUp  func(*simulator.Simulator)
		want   string
		reason string
	}{
		"signatures are asked for":        {factor: simulator.SecondFactorSignature, own: true, want: "accepted"},
		"Cashfree checks no signatures":   {factor: simulator.SecondFactorNone, own: true, want: "unverified", reason: "without a signature is accepted"},
		"the provider signs with another": {factor: simulator.SecondFactorSignature, want: "unverified", reason: "another key"},
		"the provider signs nothing":      {factor: simulator.SecondFactorNone, none: true, want: "unverified", reason: "signs no calls"},
		"Cashfree is not reached": {
			factor: simulator.SecondFactorSignature, own: true, want: "unverified", reason: "A signed call failed for another reason",
			setUp: func(s *simulator.Simulator) { s.Inject(simulator.Fault{Action: simulator.FaultResetBefore}) },
		},
		"the control is not reached": {
			factor: simulator.SecondFactorSignature, own: true, want: "unverified", reason: "The call without a signature failed",
			setUp: func(s *simulator.Simulator) { s.Inject(simulator.Fault{Skip: 1, Action: simulator.FaultEdgeHTML}) },
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, base, file := signedAccount(t)
			sim.SetSecondFactor(test.factor)
			block := coretest.ProviderBlock(base, nil)
			switch {
			case test.own:
				block["public_key_path"] = file
			case !test.none:
				block["public_key_pem"] = simulator.New(simulator.Options{PrivateKey: otherKey(t)}).PublicKeyPEM()
			}
			if test.setUp != nil {
				test.setUp(sim)
			}
			created := newCore(t, block).Of(signingKeyType).Create(object{"public_key_path": file})
			reason, _ := created.Get("verification_reason").(string)
			if created.Get("verification") != test.want || !strings.Contains(reason, test.reason) {
				t.Errorf("verification is %v: %s", created.Get("verification"), reason)
			}
		})
	}
}

// After a rotation in the dashboard, each plan shows a change until the file contains the new key and an apply has
// recorded it.
func TestSigningKey_Rotation(t *testing.T) {
	t.Parallel()
	sim, base, file := signedAccount(t)
	config := object{"public_key_path": file}
	run := func() *coretest.Core {
		return newCore(t, coretest.ProviderBlock(base, object{"public_key_path": file})).Of(signingKeyType)
	}
	created := run().Create(config)
	former := sim.PublicKeyPEM()

	sim.RotateKey() // in the dashboard; the file has the former key still
	c := run()
	refreshed, diags := c.Refresh(created)
	coretest.WantNoErrors(t, diags)
	p := c.Plan(refreshed, config)
	if refreshed.Get("verification") != "refused" || p.Action != "update" {
		t.Fatalf("verification is %v, and the plan has the action %q", refreshed.Get("verification"), p.Action)
	}
	kept, diags := run().Apply(p)
	coretest.WantError(t, diags, "public_key_path", "Cashfree refuses signatures of this key", "Two-Factor Authentication, Public Key", fingerprintOf(t, former))
	if kept == nil || kept.Get("fingerprint_sha256") != fingerprintOf(t, former) {
		t.Error("the record was not kept")
	}

	writeKey(t, file, sim.PublicKeyPEM())
	c = run()
	refreshed, diags = c.Refresh(kept)
	coretest.WantNoErrors(t, diags)
	p = c.Plan(refreshed, config)
	if p.Action != "update" || coretest.Plain(coretest.At(p.Planned, "fingerprint_sha256")) != fingerprintOf(t, sim.PublicKeyPEM()) {
		t.Fatalf("the plan has the action %q", p.Action)
	}
	rotated, diags := run().Apply(p)
	coretest.WantNoErrors(t, diags)
	if rotated.Get("verification") != "accepted" {
		t.Errorf("verification is %v", rotated.Get("verification"))
	}
}

// Another key in the file is a planned change, and is not recorded while Cashfree refuses it.
func TestSigningKey_ReplacedFile(t *testing.T) {
	t.Parallel()
	_, base, file := signedAccount(t)
	config := object{"public_key_path": file}
	created := newCore(t, coretest.ProviderBlock(base, object{"public_key_path": file})).Of(signingKeyType).Create(config)

	writeKey(t, file, simulator.New(simulator.Options{PrivateKey: otherKey(t)}).PublicKeyPEM())
	c := newCore(t, coretest.ProviderBlock(base, object{"public_key_path": file})).Of(signingKeyType)
	refreshed, diags := c.Refresh(created)
	coretest.WantNoErrors(t, diags)
	p := c.Plan(refreshed, config)
	if p.Action != "update" {
		t.Fatalf("the plan has the action %q", p.Action)
	}
	_, diags = c.Apply(p)
	coretest.WantError(t, diags, "public_key_path", "Cashfree refuses signatures of this key")
}

// A key that changes between plan and apply is not recorded.
func TestSigningKey_FileChangedAfterPlan(t *testing.T) {
	t.Parallel()
	_, base, file := signedAccount(t)
	c := newCore(t, coretest.ProviderBlock(base, nil)).Of(signingKeyType)
	p := c.Plan(nil, object{"public_key_path": file})
	writeKey(t, file, simulator.New(simulator.Options{PrivateKey: otherKey(t)}).PublicKeyPEM())
	_, diags := c.Apply(p)
	coretest.WantError(t, diags, "", "inconsistent final plan", "fingerprint_sha256")
	recorded, diags := c.CarryOut(t.Context(), p) // as if it changed after core's last plan
	coretest.WantError(t, diags, "public_key_path", "Key changed since the plan")
	if recorded != nil {
		t.Error("it was recorded")
	}
}

// A key that is missing or cannot be used is an error at plan time.
func TestSigningKey_UnusableKey(t *testing.T) {
	t.Parallel()
	sim, base, file := signedAccount(t)
	bad := filepath.Join(t.TempDir(), "bad.pem")
	writeKey(t, bad, pemOf(t, "PRIVATE KEY"))
	for name, test := range map[string]struct {
		config object
		at     string
		says   string
	}{
		"missing file":              {object{"public_key_path": "/does/not/exist.pem"}, "public_key_path", "no such file"},
		"private key":               {object{"public_key_path": bad}, "public_key_path", "private"},
		"variable that is not set":  {object{"public_key_variable": "NOT_SET"}, "public_key_variable", "NOT_SET is not set"},
		"provider without a key":    {object{}, "", "Provider without a public key"},
		"another key than expected": {object{"public_key_path": file, "expected_fingerprint": strings.Repeat("00", 32)}, "expected_fingerprint", fingerprintOf(t, sim.PublicKeyPEM())},
		"malformed fingerprint":     {object{"public_key_path": file, "expected_fingerprint": "abc"}, "expected_fingerprint", "64 hexadecimal digits"},
		"two sources":               {object{"public_key_path": file, "public_key_variable": "X"}, "public_key_path", ""},
	} {
		c := newCore(t, coretest.ProviderBlock(base, nil)).Of(signingKeyType)
		p := c.Plan(nil, test.config)
		if !coretest.HasErrors(p.Diags) {
			t.Errorf("%s: accepted", name)
			continue
		}
		coretest.WantError(t, p.Diags, test.at, test.says)
	}
}

// An expected fingerprint may have colons and capital letters.
func TestSigningKey_ExpectedFingerprint_Colons(t *testing.T) {
	t.Parallel()
	sim, base, file := signedAccount(t)
	digits := strings.ToUpper(fingerprintOf(t, sim.PublicKeyPEM()))
	var pairs []string
	for i := 0; i < len(digits); i += 2 {
		pairs = append(pairs, digits[i:i+2])
	}
	c := newCore(t, coretest.ProviderBlock(base, nil)).Of(signingKeyType)
	coretest.WantNoErrors(t, c.Plan(nil, object{"public_key_path": file, "expected_fingerprint": strings.Join(pairs, ":")}).Diags)
}

// If the file is missing, the plan is an error and the record stays in the state.
func TestSigningKey_MissingFile(t *testing.T) {
	t.Parallel()
	_, base, file := signedAccount(t)
	config := object{"public_key_path": file}
	c := newCore(t, coretest.ProviderBlock(base, nil)).Of(signingKeyType)
	created := c.Create(config)
	coretest.Must(t, os.Remove(file))
	kept, diags := c.Refresh(created)
	coretest.WantNoErrors(t, diags)
	if kept == nil {
		t.Fatal("the record was dropped")
	}
	coretest.WantError(t, c.Plan(kept, config).Diags, "public_key_path", "The record is kept as it was")
}

// A short key is a warning.
func TestSigningKey_ShortKey(t *testing.T) {
	t.Parallel()
	_, base, _ := signedAccount(t)
	file := filepath.Join(t.TempDir(), "short.pem")
	writeKey(t, file, pemOf(t, "PUBLIC KEY"))
	c := newCore(t, coretest.ProviderBlock(base, nil)).Of(signingKeyType)
	p := c.Plan(nil, object{"public_key_path": file})
	coretest.WantNoErrors(t, p.Diags)
	coretest.WantWarning(t, p.Diags, "1024 bits")
}

// After the removal of the record, a warning says that the key is still in force.
func TestSigningKey_Delete(t *testing.T) {
	t.Parallel()
	_, base, file := signedAccount(t)
	c := newCore(t, coretest.ProviderBlock(base, nil)).Of(signingKeyType)
	coretest.WantWarning(t, c.Destroy(c.Create(object{"public_key_path": file})), "still in force at Cashfree")
}
