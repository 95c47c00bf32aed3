package provider

import (
	"strings"
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// Somebody drops the address, and the next run goes out elsewhere. It cannot tell, so it forgives nothing.
func TestARefusedAddressStaysRefusedUntilARunCanTell(t *testing.T) {
	t.Parallel()
	const elsewhere = "198.51.100.8"
	for name, test := range map[string]struct {
		block object
		signs bool
		why   string
	}{
		"from another address":     {block: object{"environment": "production", "egress_ip": elsewhere}, why: "This run calls from " + elsewhere},
		"elsewhere in the sandbox": {block: object{"egress_ip": elsewhere}, why: "The sandbox takes"},
		"with signatures":          {block: object{"environment": "production", "egress_ip": ourAddress}, signs: true, why: "signs its calls"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, base := behindWhitelist(t)
			run := func(block object) *core { return newCore(t, providerFor(base, block)).of(whitelistedIPType) }
			fromHere := object{"environment": "production", "egress_ip": ourAddress}
			created := run(fromHere).create(record(ourAddress))
			sim.SetWhitelist([]string{elsewhere})
			dropped, _ := run(fromHere).refresh(created)

			sim.SetCallerIP(elsewhere)
			if test.signs {
				test.block["public_key_pem"] = sim.PublicKeyPEM()
			}
			for range 2 { // and what a refresh says is no news to the next
				c := run(test.block)
				refreshed, diags := c.refresh(dropped)
				wantNoErrors(t, diags)
				reason, _ := refreshed.read("verification_reason").(string)
				if refreshed.read("verification") != "refused" || !strings.HasPrefix(reason, refusedBefore) || !strings.Contains(reason, test.why) {
					t.Fatalf("it is %v: %s", refreshed.read("verification"), reason)
				}
				if strings.Count(reason, "before") != 1 {
					t.Errorf("the reason grows: %s", reason)
				}
				p := c.plan(refreshed, record(ourAddress))
				if p.action != "update" {
					t.Fatalf("the plan is %q", p.action)
				}
				kept, diags := run(test.block).apply(p)
				wantError(t, diags, "ip_address", "Cannot tell whether address "+ourAddress, test.why, "remove the record")
				if kept == nil || kept.read("verification") != "refused" {
					t.Fatal("the refusal was forgotten")
				}
				dropped = kept
			}

			sim.SetCallerIP(ourAddress)
			sim.SetWhitelist([]string{ourAddress})
			c := run(fromHere)
			mended, diags := c.refresh(dropped)
			wantNoErrors(t, diags)
			if p := c.plan(mended, record(ourAddress)); mended.read("verification") != "accepted" || p.action != "none" {
				t.Errorf("it is %v, and the plan is %q", mended.read("verification"), p.action)
			}
		})
	}
}

// A user without egress_ip puts a dropped address back. A refresh forgives nothing, since it may come from elsewhere; an
// apply, which somebody has asked for, is let in and says what it cannot tell.
func TestWithoutAnEgressAnApplyIsTakenForMended(t *testing.T) {
	t.Parallel()
	for _, environment := range []string{"production", "sandbox"} {
		t.Run(environment, func(t *testing.T) {
			t.Parallel()
			sim, base := behindWhitelist(t)
			run := func() *core {
				return newCore(t, providerFor(base, object{"environment": environment})).of(whitelistedIPType)
			}
			created := run().create(record(ourAddress))
			sim.SetWhitelist(nil)
			dropped, _ := run().refresh(created)
			c := run()
			kept, diags := c.apply(c.plan(dropped, record(ourAddress)))
			wantError(t, diags, "ip_address", "is not on Cashfree's whitelist")

			sim.SetWhitelist([]string{ourAddress})
			c = run()
			refreshed, _ := c.refresh(kept)
			if refreshed.read("verification") != "refused" {
				t.Fatalf("a refresh from nobody knows where made it %v", refreshed.read("verification"))
			}
			mended, diags := c.apply(c.plan(refreshed, record(ourAddress)))
			wantNoErrors(t, diags)
			wantWarning(t, diags, "Cannot tell whether address "+ourAddress, "egress_ip")
			c = run()
			again, diags := c.refresh(mended)
			wantNoErrors(t, diags)
			if p := c.plan(again, record(ourAddress)); again.read("verification") != "unverified" || p.action != "none" {
				t.Errorf("it is %v, and the plan is %q", again.read("verification"), p.action)
			}
		})
	}
}

// The sandbox never proves that an address is on the whitelist, but it can show that a refusal is over.
func TestASandboxThatLetsAnAddressInAgainTakesTheRefusalBack(t *testing.T) {
	t.Parallel()
	sim, base := behindWhitelist(t)
	run := func() *core {
		return newCore(t, providerFor(base, object{"egress_ip": ourAddress})).of(whitelistedIPType)
	}
	created := run().create(record(ourAddress))
	sim.SetWhitelist(nil)
	dropped, _ := run().refresh(created)
	if dropped.read("verification") != "refused" {
		t.Fatalf("it is %v", dropped.read("verification"))
	}
	sim.SetWhitelist([]string{ourAddress})
	c := run()
	mended, diags := c.refresh(dropped)
	wantNoErrors(t, diags)
	if p := c.plan(mended, record(ourAddress)); mended.read("verification") != "unverified" || p.action != "none" {
		t.Errorf("it is %v, and the plan is %q", mended.read("verification"), p.action)
	}
}

func TestARefusedKeyStaysRefusedUntilARunCanTell(t *testing.T) {
	t.Parallel()
	other := simulator.New(simulator.Options{PrivateKey: otherKey(t)}).PublicKeyPEM()
	for name, test := range map[string]struct {
		key    any // what the provider signs with; nil is nothing, and the empty text the recorded key
		factor simulator.SecondFactor
		ahead  time.Duration
		why    string
	}{
		"signing with another key":     {key: other, factor: simulator.SecondFactorNone, why: "signs with another key"},
		"signing nothing":              {factor: simulator.SecondFactorNone, why: "signs no calls"},
		"where nobody looks":           {key: "", factor: simulator.SecondFactorNone, why: "does not look at signatures"},
		"by a clock that is far off":   {key: "", ahead: 11 * time.Minute, why: "clock is more than ten minutes ahead"},
		"with an answer of some other": {key: "", ahead: -1, why: "did not get far enough"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, base, file := signedAccount(t)
			config := object{"public_key_path": file}
			created := newCore(t, providerFor(base, config)).of(signingKeyType).create(config)
			former := sim.PublicKeyPEM()
			sim.RotateKey()
			rotated, _ := newCore(t, providerFor(base, config)).of(signingKeyType).refresh(created)

			switch {
			case test.ahead > 0:
				base = refusingSignatures(t, test.ahead)
			case test.ahead < 0:
				sim.Inject(simulator.Fault{Action: simulator.FaultEdgeHTML})
			default:
				sim.SetSecondFactor(test.factor)
			}
			if test.key == "" {
				test.key = former
			}
			c := newCore(t, providerFor(base, object{"public_key_pem": test.key})).of(signingKeyType)
			refreshed, diags := c.refresh(rotated)
			wantNoErrors(t, diags)
			if reason, _ := refreshed.read("verification_reason").(string); refreshed.read("verification") != "refused" || !strings.Contains(reason, test.why) {
				t.Fatalf("it is %v: %s", refreshed.read("verification"), reason)
			}
			p := c.plan(refreshed, config)
			if p.action != "update" {
				t.Fatalf("the plan is %q", p.action)
			}
			kept, diags := c.apply(p)
			wantError(t, diags, "public_key_path", "Cannot tell whether Cashfree takes signatures of this key again", test.why,
				"where the method Public Key is chosen")
			if kept == nil || kept.read("verification") != "refused" {
				t.Error("the refusal was forgotten")
			}
		})
	}
}

// The record moves on to a key that this run does not sign with. That the former one was refused says nothing of it.
func TestAnotherKeyIsNotHeldToTheRefusalOfTheFormer(t *testing.T) {
	t.Parallel()
	sim, base, file := signedAccount(t)
	config := object{"public_key_path": file}
	block := providerFor(base, object{"public_key_pem": sim.PublicKeyPEM()})
	created := newCore(t, block).of(signingKeyType).create(config)
	sim.RotateKey()
	rotated, _ := newCore(t, block).of(signingKeyType).refresh(created)
	writeKey(t, file, sim.PublicKeyPEM())
	c := newCore(t, block).of(signingKeyType)
	moved, diags := c.apply(c.plan(rotated, config))
	wantNoErrors(t, diags)
	if moved.read("verification") != "unverified" {
		t.Errorf("it is %v", moved.read("verification"))
	}
}

// The credentials are still to be made when the record is applied, so no call can tell whether the refusal is over.
func TestARefusedAddressStaysRefusedWhileCredentialsAreUnknown(t *testing.T) {
	t.Parallel()
	for _, environment := range []string{"production", "sandbox"} {
		sim, base := behindWhitelist(t)
		run := func(secret any) *core {
			block := providerFor(base, object{"environment": environment, "client_secret": secret})
			return newCore(t, block).of(whitelistedIPType)
		}
		created := run(testClientSecret).create(record(ourAddress))
		sim.SetWhitelist(nil)
		dropped, _ := run(testClientSecret).refresh(created)
		c := run(notKnownYet{})
		kept, diags := c.apply(c.plan(dropped, record(ourAddress)))
		wantError(t, diags, "ip_address", "Cannot tell whether address "+ourAddress, "not known yet")
		if kept == nil || kept.read("verification") != "refused" {
			t.Error("the refusal was forgotten")
		}
	}
}

// A refused address is mended when Cashfree lets it in, and not when the look at it failed.
func TestARefusedAddressIsNotMendedByAnOutage(t *testing.T) {
	t.Parallel()
	sim, base := behindWhitelist(t)
	block := providerFor(base, object{"environment": "production", "egress_ip": ourAddress})
	run := func() *core { return newCore(t, block).of(whitelistedIPType) }
	created := run().create(record(ourAddress))
	sim.SetWhitelist(nil)
	c := run()
	dropped, _ := c.refresh(created)
	p := c.plan(dropped, record(ourAddress))
	sim.Inject(simulator.Fault{Action: simulator.FaultEdgeHTML})
	kept, diags := run().apply(p)
	if kept == nil || kept.read("verification") != "refused" {
		t.Error("the refusal was forgotten")
	}
	if !hasErrors(diags) {
		t.Error("the apply succeeded though the address is refused still")
	}
}
