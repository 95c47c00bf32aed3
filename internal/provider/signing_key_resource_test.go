package provider

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

const signingKeyType = "cashfree_payout_signing_key"

// signedAccount is a Cashfree account that asks for signatures, and the file with its key.
func signedAccount(t *testing.T) (sim *simulator.Simulator, base, file string) {
	t.Helper()
	options := testOptions()
	options.SecondFactor = simulator.SecondFactorSignature
	sim, base = startSimulator(t, options)
	file = filepath.Join(t.TempDir(), "key.pem")
	writeKey(t, file, sim.PublicKeyPEM())
	return sim, base, file
}

func writeKey(t *testing.T, file, text string) {
	t.Helper()
	must(t, os.WriteFile(file, []byte(text), 0o600))
}

func fingerprintOf(t *testing.T, text string) string {
	t.Helper()
	key, err := payouts.ParsePublicKey(text)
	must(t, err)
	fingerprint, err := payouts.KeyFingerprint(key)
	must(t, err)
	return fingerprint
}

func TestAKeyIsRecordedFromEachOfItsSources(t *testing.T) {
	t.Parallel()
	sim, base, file := signedAccount(t)
	options := impatient()
	options.Getenv = func(name string) string {
		return map[string]string{"MY_KEY": strings.ReplaceAll(sim.PublicKeyPEM(), "\n", `\n`)}[name]
	}
	for name, config := range map[string]object{
		"a file":             {"public_key_path": file},
		"a variable":         {"public_key_variable": "MY_KEY"},
		"the provider's own": {"description": "the key of the payroll account"},
	} {
		c, diags := configured(t, options, providerFor(base, object{"public_key_path": file}))
		wantNoErrors(t, diags)
		c = c.of(signingKeyType)
		created := c.create(config)
		if created.read("fingerprint_sha256") != fingerprintOf(t, sim.PublicKeyPEM()) || created.read("verification") != "accepted" {
			t.Errorf("%s: the state is %s", name, created.state)
		}
		if bits := decimalText(t, at(created.state, "key_bits")); bits != "2048" {
			t.Errorf("%s: the key has %s bits", name, bits)
		}
		if strings.Contains(created.state.String(), strings.Split(sim.PublicKeyPEM(), "\n")[1]) {
			t.Errorf("%s: the key is in the state", name)
		}
		refreshed, diags := c.refresh(created)
		wantNoErrors(t, diags)
		if p := c.plan(refreshed, config); p.action != "none" {
			t.Errorf("%s: the second plan is %q", name, p.action)
		}
	}
}

// A key is accepted only where it makes the difference.
func TestAKeyIsAcceptedOnlyWhereThatIsProven(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		factor simulator.SecondFactor
		own    bool // whether the provider signs with the recorded key
		none   bool // whether the provider signs at all
		setUp  func(*simulator.Simulator)
		want   string
		reason string
	}{
		"signatures are asked for":        {factor: simulator.SecondFactorSignature, own: true, want: "accepted"},
		"nobody looks at signatures":      {factor: simulator.SecondFactorNone, own: true, want: "unverified", reason: "without a signature is let in"},
		"the provider signs with another": {factor: simulator.SecondFactorSignature, want: "unverified", reason: "another key"},
		"the provider signs nothing":      {factor: simulator.SecondFactorNone, none: true, want: "unverified", reason: "signs no calls"},
		"Cashfree is not reached": {
			factor: simulator.SecondFactorSignature, own: true, want: "unverified", reason: "did not get far enough",
			setUp: func(s *simulator.Simulator) { s.Inject(simulator.Fault{Action: simulator.FaultResetBefore}) },
		},
		"the control is not reached": {
			factor: simulator.SecondFactorSignature, own: true, want: "unverified", reason: "control without a signature",
			setUp: func(s *simulator.Simulator) { s.Inject(simulator.Fault{Skip: 1, Action: simulator.FaultEdgeHTML}) },
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, base, file := signedAccount(t)
			sim.SetSecondFactor(test.factor)
			block := providerFor(base, nil)
			switch {
			case test.own:
				block["public_key_path"] = file
			case !test.none:
				block["public_key_pem"] = simulator.New(simulator.Options{PrivateKey: otherKey(t)}).PublicKeyPEM()
			}
			if test.setUp != nil {
				test.setUp(sim)
			}
			created := newCore(t, block).of(signingKeyType).create(object{"public_key_path": file})
			reason, _ := created.read("verification_reason").(string)
			if created.read("verification") != test.want || !strings.Contains(reason, test.reason) {
				t.Errorf("it is %v: %s", created.read("verification"), reason)
			}
		})
	}
}

// Rotation: the new key comes from the dashboard, then into the file, then an apply.
func TestARotatedKeyIsAPlannedChangeUntilFileAndDashboardAgree(t *testing.T) {
	t.Parallel()
	sim, base, file := signedAccount(t)
	config := object{"public_key_path": file}
	run := func() *core { return newCore(t, providerFor(base, object{"public_key_path": file})).of(signingKeyType) }
	created := run().create(config)
	former := sim.PublicKeyPEM()

	sim.RotateKey() // in the dashboard; the file has the former key still
	c := run()
	refreshed, diags := c.refresh(created)
	wantNoErrors(t, diags)
	p := c.plan(refreshed, config)
	if refreshed.read("verification") != "refused" || p.action != "update" {
		t.Fatalf("it is %v, and the plan is %q", refreshed.read("verification"), p.action)
	}
	kept, diags := run().apply(p)
	wantError(t, diags, "public_key_path", "Cashfree does not take signatures of this key", "Two-Factor Authentication, Public Key", fingerprintOf(t, former))
	if kept == nil || kept.read("fingerprint_sha256") != fingerprintOf(t, former) {
		t.Error("the record was not kept")
	}

	writeKey(t, file, sim.PublicKeyPEM())
	c = run()
	refreshed, diags = c.refresh(kept)
	wantNoErrors(t, diags)
	p = c.plan(refreshed, config)
	if p.action != "update" || plain(at(p.planned, "fingerprint_sha256")) != fingerprintOf(t, sim.PublicKeyPEM()) {
		t.Fatalf("the plan is %q", p.action)
	}
	rotated, diags := run().apply(p)
	wantNoErrors(t, diags)
	if rotated.read("verification") != "accepted" {
		t.Errorf("it is %v", rotated.read("verification"))
	}
}

func TestAReplacedFileIsAPlannedChange(t *testing.T) {
	t.Parallel()
	_, base, file := signedAccount(t)
	config := object{"public_key_path": file}
	created := newCore(t, providerFor(base, object{"public_key_path": file})).of(signingKeyType).create(config)

	writeKey(t, file, simulator.New(simulator.Options{PrivateKey: otherKey(t)}).PublicKeyPEM())
	c := newCore(t, providerFor(base, object{"public_key_path": file})).of(signingKeyType)
	refreshed, diags := c.refresh(created)
	wantNoErrors(t, diags)
	p := c.plan(refreshed, config)
	if p.action != "update" {
		t.Fatalf("the plan is %q", p.action)
	}
	_, diags = c.apply(p)
	wantError(t, diags, "public_key_path", "Cashfree does not take signatures of this key")
}

func TestAFileThatChangesBetweenPlanAndApplyIsNotRecorded(t *testing.T) {
	t.Parallel()
	_, base, file := signedAccount(t)
	c := newCore(t, providerFor(base, nil)).of(signingKeyType)
	p := c.plan(nil, object{"public_key_path": file})
	writeKey(t, file, simulator.New(simulator.Options{PrivateKey: otherKey(t)}).PublicKeyPEM())
	_, diags := c.apply(p)
	wantError(t, diags, "", "inconsistent final plan", "fingerprint_sha256")
	recorded, diags := c.carryOut(t.Context(), p) // as if it changed after core's last plan
	wantError(t, diags, "public_key_path", "The key has changed since the plan")
	if recorded != nil {
		t.Error("it was recorded")
	}
}

func TestAKeyThatCannotBeUsedIsRefusedAtPlanTime(t *testing.T) {
	t.Parallel()
	sim, base, file := signedAccount(t)
	bad := filepath.Join(t.TempDir(), "bad.pem")
	writeKey(t, bad, pemOf(t, "PRIVATE KEY"))
	for name, test := range map[string]struct {
		config object
		at     string
		says   string
	}{
		"missing file":                   {object{"public_key_path": "/does/not/exist.pem"}, "public_key_path", "no such file"},
		"private key":                    {object{"public_key_path": bad}, "public_key_path", "private"},
		"variable that is not set":       {object{"public_key_variable": "NOT_SET"}, "public_key_variable", "NOT_SET is not set"},
		"provider without a key":         {object{}, "", "The provider has no key"},
		"another key than expected":      {object{"public_key_path": file, "expected_fingerprint": strings.Repeat("00", 32)}, "expected_fingerprint", fingerprintOf(t, sim.PublicKeyPEM())},
		"expectation that cannot be met": {object{"public_key_path": file, "expected_fingerprint": "abc"}, "expected_fingerprint", "64 hexadecimal digits"},
		"two sources":                    {object{"public_key_path": file, "public_key_variable": "X"}, "public_key_path", ""},
	} {
		c := newCore(t, providerFor(base, nil)).of(signingKeyType)
		p := c.plan(nil, test.config)
		if !hasErrors(p.diags) {
			t.Errorf("%s: accepted", name)
			continue
		}
		wantError(t, p.diags, test.at, test.says)
	}
}

func TestAnExpectedFingerprintMayHaveColons(t *testing.T) {
	t.Parallel()
	sim, base, file := signedAccount(t)
	digits := strings.ToUpper(fingerprintOf(t, sim.PublicKeyPEM()))
	var pairs []string
	for i := 0; i < len(digits); i += 2 {
		pairs = append(pairs, digits[i:i+2])
	}
	c := newCore(t, providerFor(base, nil)).of(signingKeyType)
	wantNoErrors(t, c.plan(nil, object{"public_key_path": file, "expected_fingerprint": strings.Join(pairs, ":")}).diags)
}

// The file is missing on this runner: an error, and the record stays.
func TestAMissingFileDoesNotDropTheRecord(t *testing.T) {
	t.Parallel()
	_, base, file := signedAccount(t)
	config := object{"public_key_path": file}
	c := newCore(t, providerFor(base, nil)).of(signingKeyType)
	created := c.create(config)
	must(t, os.Remove(file))
	kept, diags := c.refresh(created)
	wantNoErrors(t, diags)
	if kept == nil {
		t.Fatal("the record was dropped")
	}
	wantError(t, c.plan(kept, config).diags, "public_key_path", "The record is kept as it was")
}

func TestAShortRecordedKeyIsWarnedAbout(t *testing.T) {
	t.Parallel()
	_, base, _ := signedAccount(t)
	file := filepath.Join(t.TempDir(), "short.pem")
	writeKey(t, file, pemOf(t, "PUBLIC KEY"))
	c := newCore(t, providerFor(base, nil)).of(signingKeyType)
	p := c.plan(nil, object{"public_key_path": file})
	wantNoErrors(t, p.diags)
	wantWarning(t, p.diags, "1024 bits")
}

func TestForgettingAKeySaysThatItIsStillInForce(t *testing.T) {
	t.Parallel()
	_, base, file := signedAccount(t)
	c := newCore(t, providerFor(base, nil)).of(signingKeyType)
	wantWarning(t, c.destroy(c.create(object{"public_key_path": file})), "still in force at Cashfree")
}
