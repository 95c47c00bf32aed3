package provider

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// A description is changed without a call, and without a look.
func TestADescriptionIsChangedWithoutACall(t *testing.T) {
	t.Parallel()
	sim, base := behindWhitelist(t)
	block := coretest.ProviderBlock(base, object{"environment": "production", "egress_ip": ourAddress})
	known := newCore(t, block).Of(whitelistedIPType).Create(record(ourAddress))
	sim.ResetRequests()
	c := newCore(t, block).Of(whitelistedIPType)
	changed, diags := c.Apply(c.Plan(known, object{"ip_address": ourAddress, "description": "another"}))
	coretest.WantNoErrors(t, diags)
	if calls := len(sim.Requests()); calls != 0 || changed.Get("verification") != "accepted" {
		t.Errorf("%d calls; it is %v", calls, changed.Get("verification"))
	}

	sim, base, file := signedAccount(t)
	block = coretest.ProviderBlock(base, object{"public_key_path": file})
	key := newCore(t, block).Of(signingKeyType).Create(object{"public_key_path": file})
	sim.ResetRequests()
	c = newCore(t, block).Of(signingKeyType)
	p := c.Plan(key, object{"public_key_path": file, "description": "another"})
	if !coretest.At(p.Planned, "key_bits").IsKnown() || !coretest.At(p.Planned, "fingerprint_sha256").IsKnown() {
		t.Errorf("the plan knows less than the state: %s", p.Planned)
	}
	changed, diags = c.Apply(p)
	coretest.WantNoErrors(t, diags)
	if calls := len(sim.Requests()); calls != 0 || changed.Get("verification") != "accepted" {
		t.Errorf("%d calls; it is %v", calls, changed.Get("verification"))
	}
}

// Both verification and its reason are looked at again.
func TestTheReasonIsLookedAtAgainToo(t *testing.T) {
	t.Parallel()
	sim, base := behindWhitelist(t)
	block := coretest.ProviderBlock(base, object{"environment": "production", "egress_ip": ourAddress})
	known := newCore(t, block).Of(whitelistedIPType).Create(record(ourAddress))
	sim.SetWhitelist(nil)
	c := newCore(t, block).Of(whitelistedIPType)
	dropped, _ := c.Refresh(known)
	p := c.Plan(dropped, record(ourAddress))
	for _, attribute := range []string{"verification", "verification_reason"} {
		if coretest.At(p.Planned, attribute).IsKnown() {
			t.Errorf("%s is planned as %s", attribute, coretest.At(p.Planned, attribute))
		}
	}
}

// What is not known yet is compared with nothing: no error, no promise.
func TestAnExpectationThatIsNotKnownYetIsNoMismatch(t *testing.T) {
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

// A record of the provider's own key stays as it is in a run that does not know that key yet.
func TestARecordOfAKeyThatIsNotKnownYetIsNoChange(t *testing.T) {
	t.Parallel()
	_, base, file := signedAccount(t)
	known := newCore(t, coretest.ProviderBlock(base, object{"public_key_path": file})).Of(signingKeyType).Create(object{})
	c := newCore(t, coretest.ProviderBlock(base, object{"public_key_path": coretest.Unknown{}})).Of(signingKeyType)
	if p := c.Plan(known, object{}); coretest.HasErrors(p.Diags) || p.Action != "none" {
		t.Errorf("the plan is %q: %s", p.Action, coretest.Text(p.Diags))
	}
}

// The source of the key is not known while planning, and the key has been replaced meanwhile. Core plans once more at
// apply, with the value: what the first plan knew must still hold.
func TestAKeyWhoseSourceIsUnknownMayChange(t *testing.T) {
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

// The same with the provider's own key, of which the block's argument is not known yet while the environment has another.
func TestTheProvidersKeyIsUnknownThoughTheEnvironmentHasOne(t *testing.T) {
	t.Parallel()
	_, base, _ := signedAccount(t)
	options := impatient()
	other := simulator.New(simulator.Options{PrivateKey: otherKey(t)}).PublicKeyPEM()
	options.Getenv = func(name string) string {
		return map[string]string{"CASHFREE_PAYOUT_PUBLIC_KEY": other}[name]
	}
	c, diags := configured(t, options, coretest.ProviderBlock(base, object{"public_key_path": coretest.Unknown{}}))
	coretest.WantNoErrors(t, diags)
	p := c.Of(signingKeyType).Plan(nil, object{})
	coretest.WantNoErrors(t, p.Diags)
	if fingerprint := coretest.At(p.Planned, "fingerprint_sha256"); fingerprint.IsKnown() {
		t.Errorf("the plan promises %s", fingerprint)
	}
}

func TestAnImportedIdentityIsChecked(t *testing.T) {
	t.Parallel()
	_, base := behindWhitelist(t)
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

// Somebody writes file("key.pem") where the path or the name of a variable belongs. The key must not be in the error,
// nor in the state.
func TestAKeyInPlaceOfItsPathIsNotQuoted(t *testing.T) {
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
	_, diags := configured(t, impatient(), coretest.ProviderBlock(base, object{"public_key_path": sim.PublicKeyPEM()}))
	if !coretest.HasErrors(diags) || strings.Contains(coretest.Text(diags), line) {
		t.Errorf("the provider's public_key_path: the key is in the error:\n%.200s", coretest.Text(diags))
	}
}
