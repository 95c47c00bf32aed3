package provider

import (
	"strings"
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// A refused address stays refused in runs that cannot tell whether it still is.
func TestWhitelistedIP_Refused_Unverifiable(t *testing.T) {
	t.Parallel()
	const elsewhere = "198.51.100.8"
	for name, test := range map[string]struct {
		block object
		signs bool
		why   string
	}{
		"from another address":     {block: object{"environment": "production", "egress_ip": elsewhere}, why: "This run calls from " + elsewhere},
		"elsewhere in the sandbox": {block: object{"egress_ip": elsewhere}, why: "The sandbox accepts"},
		"with signatures":          {block: object{"environment": "production", "egress_ip": ourAddress}, signs: true, why: "signs its calls"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, base := whitelistedAccount(t)
			run := func(block object) *coretest.Core {
				return newCore(t, coretest.ProviderBlock(base, block)).Of(whitelistedIPType)
			}
			fromHere := object{"environment": "production", "egress_ip": ourAddress}
			created := run(fromHere).Create(recordConfig(ourAddress))
			sim.SetWhitelist([]string{elsewhere})
			dropped, _ := run(fromHere).Refresh(created)

			sim.SetCallerIP(elsewhere)
			if test.signs {
				test.block["public_key_pem"] = sim.PublicKeyPEM()
			}
			for range 2 { // and what a refresh says is no news to the next
				c := run(test.block)
				refreshed, diags := c.Refresh(dropped)
				coretest.WantNoErrors(t, diags)
				reason, _ := refreshed.Get("verification_reason").(string)
				if refreshed.Get("verification") != "refused" || !strings.HasPrefix(reason, providerdata.RefusedBefore) || !strings.Contains(reason, test.why) {
					t.Fatalf("verification is %v: %s", refreshed.Get("verification"), reason)
				}
				if strings.Count(reason, "before") != 1 {
					t.Errorf("the reason grows: %s", reason)
				}
				p := c.Plan(refreshed, recordConfig(ourAddress))
				if p.Action != "update" {
					t.Fatalf("the plan has the action %q", p.Action)
				}
				kept, diags := run(test.block).Apply(p)
				coretest.WantError(t, diags, "ip_address", "Refused address "+ourAddress+" cannot be verified", test.why, "remove the record")
				if kept == nil || kept.Get("verification") != "refused" {
					t.Fatal("the refusal was forgotten")
				}
				dropped = kept
			}

			sim.SetCallerIP(ourAddress)
			sim.SetWhitelist([]string{ourAddress})
			c := run(fromHere)
			restored, diags := c.Refresh(dropped)
			coretest.WantNoErrors(t, diags)
			if p := c.Plan(restored, recordConfig(ourAddress)); restored.Get("verification") != "accepted" || p.Action != "none" {
				t.Errorf("verification is %v, and the plan has the action %q", restored.Get("verification"), p.Action)
			}
		})
	}
}

// Without egress_ip, a refresh keeps the refusal, since it may come from another address. An apply whose calls are
// accepted ends it with a warning.
func TestWhitelistedIP_Refused_WithoutEgressIP(t *testing.T) {
	t.Parallel()
	for _, environment := range []string{"production", "sandbox"} {
		t.Run(environment, func(t *testing.T) {
			t.Parallel()
			sim, base := whitelistedAccount(t)
			run := func() *coretest.Core {
				return newCore(t, coretest.ProviderBlock(base, object{"environment": environment})).Of(whitelistedIPType)
			}
			created := run().Create(recordConfig(ourAddress))
			sim.SetWhitelist(nil)
			dropped, _ := run().Refresh(created)
			c := run()
			kept, diags := c.Apply(c.Plan(dropped, recordConfig(ourAddress)))
			coretest.WantError(t, diags, "ip_address", "is not whitelisted")

			sim.SetWhitelist([]string{ourAddress})
			c = run()
			refreshed, _ := c.Refresh(kept)
			if refreshed.Get("verification") != "refused" {
				t.Fatalf("a refresh from an unknown address made it %v", refreshed.Get("verification"))
			}
			restored, diags := c.Apply(c.Plan(refreshed, recordConfig(ourAddress)))
			coretest.WantNoErrors(t, diags)
			coretest.WantWarning(t, diags, "Refused address "+ourAddress+" cannot be verified", "egress_ip")
			c = run()
			again, diags := c.Refresh(restored)
			coretest.WantNoErrors(t, diags)
			if p := c.Plan(again, recordConfig(ourAddress)); again.Get("verification") != "unverified" || p.Action != "none" {
				t.Errorf("verification is %v, and the plan has the action %q", again.Get("verification"), p.Action)
			}
		})
	}
}

// The sandbox never proves that an address is whitelisted, but it can show that a refusal no longer holds.
func TestWhitelistedIP_Refused_SandboxAcceptsAgain(t *testing.T) {
	t.Parallel()
	sim, base := whitelistedAccount(t)
	run := func() *coretest.Core {
		return newCore(t, coretest.ProviderBlock(base, object{"egress_ip": ourAddress})).Of(whitelistedIPType)
	}
	created := run().Create(recordConfig(ourAddress))
	sim.SetWhitelist(nil)
	dropped, _ := run().Refresh(created)
	if dropped.Get("verification") != "refused" {
		t.Fatalf("verification is %v", dropped.Get("verification"))
	}
	sim.SetWhitelist([]string{ourAddress})
	c := run()
	restored, diags := c.Refresh(dropped)
	coretest.WantNoErrors(t, diags)
	if p := c.Plan(restored, recordConfig(ourAddress)); restored.Get("verification") != "unverified" || p.Action != "none" {
		t.Errorf("verification is %v, and the plan has the action %q", restored.Get("verification"), p.Action)
	}
}

// A refused key stays refused in runs that cannot tell whether it still is.
func TestSigningKey_Refused_Unverifiable(t *testing.T) {
	t.Parallel()
	other := simulator.New(simulator.Options{PrivateKey: otherKey(t)}).PublicKeyPEM()
	for name, test := range map[string]struct {
		key    any // what the provider signs with; nil is nothing, and the empty text the recorded key
		factor simulator.SecondFactor
		ahead  time.Duration
		why    string
	}{
		"signing with another key":         {key: other, factor: simulator.SecondFactorNone, why: "signs with another key"},
		"signing nothing":                  {factor: simulator.SecondFactorNone, why: "signs no calls"},
		"without a check of signatures":    {key: "", factor: simulator.SecondFactorNone, why: "does not check signatures"},
		"with a clock that is far off":     {key: "", ahead: 11 * time.Minute, why: "clock is more than ten minutes ahead"},
		"with an answer of another server": {key: "", ahead: -1, why: "A signed call failed for another reason"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, base, file := signedAccount(t)
			config := object{"public_key_path": file}
			created := newCore(t, coretest.ProviderBlock(base, config)).Of(signingKeyType).Create(config)
			former := sim.PublicKeyPEM()
			sim.RotateKey()
			rotated, _ := newCore(t, coretest.ProviderBlock(base, config)).Of(signingKeyType).Refresh(created)

			switch {
			case test.ahead > 0:
				base = signatureRefusingServer(t, test.ahead)
			case test.ahead < 0:
				sim.Inject(simulator.Fault{Action: simulator.FaultEdgeHTML})
			default:
				sim.SetSecondFactor(test.factor)
			}
			if test.key == "" {
				test.key = former
			}
			c := newCore(t, coretest.ProviderBlock(base, object{"public_key_pem": test.key})).Of(signingKeyType)
			refreshed, diags := c.Refresh(rotated)
			coretest.WantNoErrors(t, diags)
			if reason, _ := refreshed.Get("verification_reason").(string); refreshed.Get("verification") != "refused" || !strings.Contains(reason, test.why) {
				t.Fatalf("verification is %v: %s", refreshed.Get("verification"), reason)
			}
			p := c.Plan(refreshed, config)
			if p.Action != "update" {
				t.Fatalf("the plan has the action %q", p.Action)
			}
			kept, diags := c.Apply(p)
			coretest.WantError(t, diags, "public_key_path", "Refused key cannot be verified", test.why,
				"while the method Public Key is chosen")
			if kept == nil || kept.Get("verification") != "refused" {
				t.Error("the refusal was forgotten")
			}
		})
	}
}

// The refusal of the former key does not count for a new one that this run does not sign with.
func TestSigningKey_Refused_ReplacedKey(t *testing.T) {
	t.Parallel()
	sim, base, file := signedAccount(t)
	config := object{"public_key_path": file}
	block := coretest.ProviderBlock(base, object{"public_key_pem": sim.PublicKeyPEM()})
	created := newCore(t, block).Of(signingKeyType).Create(config)
	sim.RotateKey()
	rotated, _ := newCore(t, block).Of(signingKeyType).Refresh(created)
	writeKey(t, file, sim.PublicKeyPEM())
	c := newCore(t, block).Of(signingKeyType)
	moved, diags := c.Apply(c.Plan(rotated, config))
	coretest.WantNoErrors(t, diags)
	if moved.Get("verification") != "unverified" {
		t.Errorf("verification is %v", moved.Get("verification"))
	}
}

// If the credentials are not known yet at apply, no call can tell whether the refusal still holds, so it stays.
func TestWhitelistedIP_Refused_UnknownCredentials(t *testing.T) {
	t.Parallel()
	for _, environment := range []string{"production", "sandbox"} {
		sim, base := whitelistedAccount(t)
		run := func(secret any) *coretest.Core {
			block := coretest.ProviderBlock(base, object{"environment": environment, "client_secret": secret})
			return newCore(t, block).Of(whitelistedIPType)
		}
		created := run(coretest.ClientSecret).Create(recordConfig(ourAddress))
		sim.SetWhitelist(nil)
		dropped, _ := run(coretest.ClientSecret).Refresh(created)
		c := run(coretest.Unknown{})
		kept, diags := c.Apply(c.Plan(dropped, recordConfig(ourAddress)))
		coretest.WantError(t, diags, "ip_address", "Refused address "+ourAddress+" cannot be verified", "not known yet")
		if kept == nil || kept.Get("verification") != "refused" {
			t.Error("the refusal was forgotten")
		}
	}
}

// A refusal ends when Cashfree accepts the address, and not when the call fails for another reason.
func TestWhitelistedIP_Refused_FailedCall(t *testing.T) {
	t.Parallel()
	sim, base := whitelistedAccount(t)
	block := coretest.ProviderBlock(base, object{"environment": "production", "egress_ip": ourAddress})
	run := func() *coretest.Core { return newCore(t, block).Of(whitelistedIPType) }
	created := run().Create(recordConfig(ourAddress))
	sim.SetWhitelist(nil)
	c := run()
	dropped, _ := c.Refresh(created)
	p := c.Plan(dropped, recordConfig(ourAddress))
	sim.Inject(simulator.Fault{Action: simulator.FaultEdgeHTML})
	kept, diags := run().Apply(p)
	if kept == nil || kept.Get("verification") != "refused" {
		t.Error("the refusal was forgotten")
	}
	if !coretest.HasErrors(diags) {
		t.Error("the apply succeeded though the address is refused still")
	}
}
