package provider

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// A description is changed without a call, and without a look.
func TestADescriptionIsChangedWithoutACall(t *testing.T) {
	t.Parallel()
	sim, base := behindWhitelist(t)
	block := providerFor(base, object{"environment": "production", "egress_ip": ourAddress})
	known := newCore(t, block).of(whitelistedIPType).create(record(ourAddress))
	sim.ResetRequests()
	c := newCore(t, block).of(whitelistedIPType)
	changed, diags := c.apply(c.plan(known, object{"ip_address": ourAddress, "description": "another"}))
	wantNoErrors(t, diags)
	if calls := len(sim.Requests()); calls != 0 || changed.read("verification") != "accepted" {
		t.Errorf("%d calls; it is %v", calls, changed.read("verification"))
	}

	sim, base, file := signedAccount(t)
	block = providerFor(base, object{"public_key_path": file})
	key := newCore(t, block).of(signingKeyType).create(object{"public_key_path": file})
	sim.ResetRequests()
	c = newCore(t, block).of(signingKeyType)
	p := c.plan(key, object{"public_key_path": file, "description": "another"})
	if !at(p.planned, "key_bits").IsKnown() || !at(p.planned, "fingerprint_sha256").IsKnown() {
		t.Errorf("the plan knows less than the state: %s", p.planned)
	}
	changed, diags = c.apply(p)
	wantNoErrors(t, diags)
	if calls := len(sim.Requests()); calls != 0 || changed.read("verification") != "accepted" {
		t.Errorf("%d calls; it is %v", calls, changed.read("verification"))
	}
}

// Both verification and its reason are looked at again.
func TestTheReasonIsLookedAtAgainToo(t *testing.T) {
	t.Parallel()
	sim, base := behindWhitelist(t)
	block := providerFor(base, object{"environment": "production", "egress_ip": ourAddress})
	known := newCore(t, block).of(whitelistedIPType).create(record(ourAddress))
	sim.SetWhitelist(nil)
	c := newCore(t, block).of(whitelistedIPType)
	dropped, _ := c.refresh(known)
	p := c.plan(dropped, record(ourAddress))
	for _, attribute := range []string{"verification", "verification_reason"} {
		if at(p.planned, attribute).IsKnown() {
			t.Errorf("%s is planned as %s", attribute, at(p.planned, attribute))
		}
	}
}

// What is not known yet is compared with nothing: no error, no promise.
func TestAnExpectationThatIsNotKnownYetIsNoMismatch(t *testing.T) {
	t.Parallel()
	_, base, file := signedAccount(t)
	c := newCore(t, providerFor(base, nil)).of(signingKeyType)
	for name, config := range map[string]object{
		"expectation": {"public_key_path": file, "expected_fingerprint": notKnownYet{}},
		"path":        {"public_key_path": notKnownYet{}},
		"variable":    {"public_key_variable": notKnownYet{}},
	} {
		p := c.plan(nil, config)
		wantNoErrors(t, p.diags)
		if at(p.planned, "fingerprint_sha256").IsKnown() {
			t.Errorf("%s: the plan promises %s", name, at(p.planned, "fingerprint_sha256"))
		}
	}
	// The provider's own key, which another resource is still to make.
	c = newCore(t, providerFor(base, object{"public_key_pem": notKnownYet{}})).of(signingKeyType)
	p := c.plan(nil, object{})
	wantNoErrors(t, p.diags)
	if at(p.planned, "fingerprint_sha256").IsKnown() {
		t.Error("the plan promises a fingerprint of a key that does not exist yet")
	}
}

// A record of the provider's own key stays as it is in a run that does not know that key yet.
func TestARecordOfAKeyThatIsNotKnownYetIsNoChange(t *testing.T) {
	t.Parallel()
	_, base, file := signedAccount(t)
	known := newCore(t, providerFor(base, object{"public_key_path": file})).of(signingKeyType).create(object{})
	c := newCore(t, providerFor(base, object{"public_key_path": notKnownYet{}})).of(signingKeyType)
	if p := c.plan(known, object{}); hasErrors(p.diags) || p.action != "none" {
		t.Errorf("the plan is %q: %s", p.action, text(p.diags))
	}
}

// The source of the key is not known while planning, and the key has been replaced meanwhile. Core plans once more at
// apply, with the value: what the first plan knew must still hold.
func TestAKeyWhoseSourceIsUnknownMayChange(t *testing.T) {
	t.Parallel()
	sim, base, file := signedAccount(t)
	block := providerFor(base, object{"public_key_path": file})
	created := newCore(t, block).of(signingKeyType).create(object{"public_key_path": file})
	sim.RotateKey()
	writeKey(t, file, sim.PublicKeyPEM())
	for name, config := range map[string]object{
		"path":        {"public_key_path": notKnownYet{}},
		"expectation": {"public_key_path": file, "expected_fingerprint": notKnownYet{}},
	} {
		c := newCore(t, block).of(signingKeyType)
		refreshed, diags := c.refresh(created)
		wantNoErrors(t, diags)
		first := c.plan(refreshed, config)
		wantNoErrors(t, first.diags)
		final := c.plan(refreshed, object{"public_key_path": file, "expected_fingerprint": fingerprintOf(t, sim.PublicKeyPEM())})
		wantNoErrors(t, final.diags)
		for _, attribute := range []string{"fingerprint_sha256", "key_bits", "verification", "verification_reason"} {
			before, after := at(first.planned, attribute), at(final.planned, attribute)
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
	c, diags := configured(t, options, providerFor(base, object{"public_key_path": notKnownYet{}}))
	wantNoErrors(t, diags)
	p := c.of(signingKeyType).plan(nil, object{})
	wantNoErrors(t, p.diags)
	if fingerprint := at(p.planned, "fingerprint_sha256"); fingerprint.IsKnown() {
		t.Errorf("the plan promises %s", fingerprint)
	}
}

func TestAnImportedIdentityIsChecked(t *testing.T) {
	t.Parallel()
	_, base := behindWhitelist(t)
	c := newCore(t, providerFor(base, nil)).of(whitelistedIPType)
	typ := tftypes.Object{AttributeTypes: map[string]tftypes.Type{"ip_address": tftypes.String}}
	_, diags := c.importWith(&tfprotov6.ImportResourceStateRequest{
		TypeName: whitelistedIPType,
		Identity: &tfprotov6.ResourceIdentityData{IdentityData: dynamic(t, typ, valueOf(t, typ, object{"ip_address": "10.0.0.1"}))},
	})
	if !hasErrors(diags) || !strings.Contains(text(diags), "is a private address") {
		t.Errorf("it was imported: %s", text(diags))
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
			p := newCore(t, providerFor(base, nil)).of(signingKeyType).plan(nil, object{attribute: pem})
			if !hasErrors(p.diags) || strings.Contains(text(p.diags), line) {
				t.Errorf("%s: the key is in the error:\n%.200s", attribute, text(p.diags))
			}
		}
	}
	_, diags := configured(t, impatient(), providerFor(base, object{"public_key_path": sim.PublicKeyPEM()}))
	if !hasErrors(diags) || strings.Contains(text(diags), line) {
		t.Errorf("the provider's public_key_path: the key is in the error:\n%.200s", text(diags))
	}
}
