package provider

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// A change of the description makes no call and keeps the verification.
func TestRecords_ChangedDescription(t *testing.T) {
	t.Parallel()
	sim, base := whitelistedAccount(t)
	block := coretest.ProviderBlock(base, object{"environment": "production", "egress_ip": ourAddress})
	known := newCore(t, block).Of(whitelistedIPType).Create(recordConfig(ourAddress))
	sim.ResetRequests()
	c := newCore(t, block).Of(whitelistedIPType)
	changed, diags := c.Apply(c.Plan(known, object{"ip_address": ourAddress, "description": "another"}))
	coretest.WantNoErrors(t, diags)
	if calls := len(sim.Requests()); calls != 0 || changed.Get("verification") != "accepted" {
		t.Errorf("%d calls; verification is %v", calls, changed.Get("verification"))
	}

	sim, base, file := signedAccount(t)
	block = coretest.ProviderBlock(base, object{"public_key_path": file})
	key := newCore(t, block).Of(signingKeyType).Create(object{"public_key_path": file})
	sim.ResetRequests()
	c = newCore(t, block).Of(signingKeyType)
	p := c.Plan(key, object{"public_key_path": file, "description": "another"})
	if !coretest.At(p.Planned, "key_bits").IsKnown() || !coretest.At(p.Planned, "fingerprint_sha256").IsKnown() {
		t.Errorf("the plan has fewer known values than the state: %s", p.Planned)
	}
	changed, diags = c.Apply(p)
	coretest.WantNoErrors(t, diags)
	if calls := len(sim.Requests()); calls != 0 || changed.Get("verification") != "accepted" {
		t.Errorf("%d calls; verification is %v", calls, changed.Get("verification"))
	}
}

// The plan of a refused record leaves both the verification and its reason unknown.
func TestWhitelistedIP_Refused_PlannedAttributes(t *testing.T) {
	t.Parallel()
	sim, base := whitelistedAccount(t)
	block := coretest.ProviderBlock(base, object{"environment": "production", "egress_ip": ourAddress})
	known := newCore(t, block).Of(whitelistedIPType).Create(recordConfig(ourAddress))
	sim.SetWhitelist(nil)
	c := newCore(t, block).Of(whitelistedIPType)
	dropped, _ := c.Refresh(known)
	p := c.Plan(dropped, recordConfig(ourAddress))
	for _, attribute := range []string{"verification", "verification_reason"} {
		if coretest.At(p.Planned, attribute).IsKnown() {
			t.Errorf("%s is planned as %s", attribute, coretest.At(p.Planned, attribute))
		}
	}
}

// An argument that is not known yet leads neither to an error nor to a planned fingerprint.
func TestSigningKey_UnknownArguments(t *testing.T) {
	t.Parallel()
	_, base, file := signedAccount(t)
	c := newCore(t, coretest.ProviderBlock(base, nil)).Of(signingKeyType)
	for name, config := range map[string]object{
		"expectation": {"public_key_path": file, "expected_fingerprint": coretest.Unknown{}},
		"path":        {"public_key_path": coretest.Unknown{}},
		"variable":    {"public_key_variable": coretest.Unknown{}},
	} {
		p := c.Plan(nil, config)
		coretest.WantNoErrors(t, p.Diags)
		if coretest.At(p.Planned, "fingerprint_sha256").IsKnown() {
			t.Errorf("%s: the plan promises %s", name, coretest.At(p.Planned, "fingerprint_sha256"))
		}
	}
	// The provider's own key, which another resource is still to make.
	c = newCore(t, coretest.ProviderBlock(base, object{"public_key_pem": coretest.Unknown{}})).Of(signingKeyType)
	p := c.Plan(nil, object{})
	coretest.WantNoErrors(t, p.Diags)
	if coretest.At(p.Planned, "fingerprint_sha256").IsKnown() {
		t.Error("the plan promises a fingerprint of a key that does not exist yet")
	}
}

// A record of the provider's own key does not change in a run that does not know that key yet.
func TestSigningKey_UnknownProviderKey_NoChange(t *testing.T) {
	t.Parallel()
	_, base, file := signedAccount(t)
	known := newCore(t, coretest.ProviderBlock(base, object{"public_key_path": file})).Of(signingKeyType).Create(object{})
	c := newCore(t, coretest.ProviderBlock(base, object{"public_key_path": coretest.Unknown{}})).Of(signingKeyType)
	if p := c.Plan(known, object{}); coretest.HasErrors(p.Diags) || p.Action != "none" {
		t.Errorf("the plan has the action %q: %s", p.Action, coretest.Text(p.Diags))
	}
}

// If the source of the key is not known while planning and the key was replaced, core plans again at apply, with the
// value. What the first plan knew must still hold then.
func TestSigningKey_UnknownSource_ReplacedKey(t *testing.T) {
	t.Parallel()
	sim, base, file := signedAccount(t)
	block := coretest.ProviderBlock(base, object{"public_key_path": file})
	created := newCore(t, block).Of(signingKeyType).Create(object{"public_key_path": file})
	sim.RotateKey()
	writeKey(t, file, sim.PublicKeyPEM())
	for name, config := range map[string]object{
		"path":        {"public_key_path": coretest.Unknown{}},
		"expectation": {"public_key_path": file, "expected_fingerprint": coretest.Unknown{}},
	} {
		c := newCore(t, block).Of(signingKeyType)
		refreshed, diags := c.Refresh(created)
		coretest.WantNoErrors(t, diags)
		first := c.Plan(refreshed, config)
		coretest.WantNoErrors(t, first.Diags)
		final := c.Plan(refreshed, object{"public_key_path": file, "expected_fingerprint": fingerprintOf(t, sim.PublicKeyPEM())})
		coretest.WantNoErrors(t, final.Diags)
		for _, attribute := range []string{"fingerprint_sha256", "key_bits", "verification", "verification_reason"} {
			before, after := coretest.At(first.Planned, attribute), coretest.At(final.Planned, attribute)
			if before.IsKnown() && !before.Equal(after) {
				t.Errorf("%s: the plan knew %s = %s, and at apply it is %s", name, attribute, before, after)
			}
		}
	}
}

// If the provider's argument for the key is not known yet, the plan does not use the key of the environment instead.
func TestSigningKey_UnknownProviderKey_EnvironmentSet(t *testing.T) {
	t.Parallel()
	_, base, _ := signedAccount(t)
	options := noWaitOptions()
	other := simulator.New(simulator.Options{PrivateKey: otherKey(t)}).PublicKeyPEM()
	options.Getenv = func(name string) string {
		return map[string]string{"CASHFREE_PAYOUT_PUBLIC_KEY": other}[name]
	}
	c, diags := startCore(t, options, coretest.ProviderBlock(base, object{"public_key_path": coretest.Unknown{}}))
	coretest.WantNoErrors(t, diags)
	p := c.Of(signingKeyType).Plan(nil, object{})
	coretest.WantNoErrors(t, p.Diags)
	if fingerprint := coretest.At(p.Planned, "fingerprint_sha256"); fingerprint.IsKnown() {
		t.Errorf("the plan promises %s", fingerprint)
	}
}

// An identity with an address that Cashfree would refuse is not imported.
func TestWhitelistedIP_Import_InvalidIdentity(t *testing.T) {
	t.Parallel()
	_, base := whitelistedAccount(t)
	c := newCore(t, coretest.ProviderBlock(base, nil)).Of(whitelistedIPType)
	typ := tftypes.Object{AttributeTypes: map[string]tftypes.Type{"ip_address": tftypes.String}}
	_, diags := c.ImportWith(&tfprotov6.ImportResourceStateRequest{
		TypeName: whitelistedIPType,
		Identity: &tfprotov6.ResourceIdentityData{IdentityData: coretest.Dynamic(t, typ, coretest.ValueOf(t, typ, object{"ip_address": "10.0.0.1"}))},
	})
	if !coretest.HasErrors(diags) || !strings.Contains(coretest.Text(diags), "is a private address") {
		t.Errorf("it was imported: %s", coretest.Text(diags))
	}
}

// If somebody sets the text of the key where its path or the name of a variable belongs, the error does not contain the
// key.
func TestSigningKey_KeyTextAsPath(t *testing.T) {
	t.Parallel()
	sim, base, _ := signedAccount(t)
	line := strings.Split(sim.PublicKeyPEM(), "\n")[1]
	for _, attribute := range []string{"public_key_path", "public_key_variable"} {
		for _, pem := range []string{sim.PublicKeyPEM(), strings.ReplaceAll(sim.PublicKeyPEM(), "\n", `\n`)} {
			p := newCore(t, coretest.ProviderBlock(base, nil)).Of(signingKeyType).Plan(nil, object{attribute: pem})
			if !coretest.HasErrors(p.Diags) || strings.Contains(coretest.Text(p.Diags), line) {
				t.Errorf("%s: the key is in the error:\n%.200s", attribute, coretest.Text(p.Diags))
			}
		}
	}
	_, diags := startCore(t, noWaitOptions(), coretest.ProviderBlock(base, object{"public_key_path": sim.PublicKeyPEM()}))
	if !coretest.HasErrors(diags) || strings.Contains(coretest.Text(diags), line) {
		t.Errorf("the provider's public_key_path: the key is in the error:\n%.200s", coretest.Text(diags))
	}
}
