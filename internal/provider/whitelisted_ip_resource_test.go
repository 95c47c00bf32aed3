package provider

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

const whitelistedIPType = "cashfree_payout_whitelisted_ip"

// behindWhitelist is a Cashfree account that takes calls from our address alone, and sees all calls come from it.
func behindWhitelist(t *testing.T) (*simulator.Simulator, string) {
	t.Helper()
	options := coretest.SimulatorOptions()
	options.SecondFactor = simulator.SecondFactorIP
	sim, base := coretest.StartSimulator(t, options)
	sim.SetCallerIP(ourAddress)
	sim.SetWhitelist([]string{ourAddress})
	return sim, base
}

func record(address string) object {
	return object{"ip_address": address, "description": "NAT gateway"}
}

// An address is accepted only where that was proven: unsigned, in production, from this very address.
func TestAnAddressIsAcceptedOnlyWhereThatIsProven(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		block   object
		signs   bool
		address string
		want    string
		reason  string
	}{
		"in production, from the address": {block: object{"environment": "production", "egress_ip": ourAddress}, want: "accepted"},
		"in the sandbox":                  {block: object{"egress_ip": ourAddress}, want: "unverified", reason: "sandbox"},
		"with signatures":                 {block: object{"environment": "production", "egress_ip": ourAddress}, signs: true, want: "unverified", reason: "signs its calls"},
		"from an unknown address":         {block: object{"environment": "production"}, want: "unverified", reason: "egress_ip is not set"},
		"from another address":            {block: object{"environment": "production", "egress_ip": "198.51.100.8"}, want: "unverified", reason: "198.51.100.8"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, base := behindWhitelist(t)
			block := coretest.ProviderBlock(base, test.block)
			if test.signs {
				block["public_key_pem"] = sim.PublicKeyPEM()
			}
			c := newCore(t, block).Of(whitelistedIPType)
			created := c.Create(record(ourAddress))
			refreshed, diags := c.Refresh(created)
			coretest.WantNoErrors(t, diags)
			for _, state := range []*coretest.Instance{created, refreshed} {
				reason, _ := state.Get("verification_reason").(string)
				if state.Get("verification") != test.want || !strings.Contains(reason, test.reason) {
					t.Errorf("it is %v: %s", state.Get("verification"), reason)
				}
			}
			if p := c.Plan(refreshed, record(ourAddress)); p.Action != "none" {
				t.Errorf("the second plan is %q", p.Action)
			}
		})
	}
}

// Where a signature is worth as much as a listed address, as the pages of v2 have it, a signed call that is let in says
// nothing about the address that it came from.
func TestASignedCallAcceptsNoAddress(t *testing.T) {
	t.Parallel()
	sim, base := behindWhitelist(t)
	sim.SetWhitelist(nil)
	sim.SetBehaviour(func(b *simulator.Behaviour) { b.SignatureInIPMode = "accepted" })
	block := coretest.ProviderBlock(base, object{"environment": "production", "egress_ip": ourAddress, "public_key_pem": sim.PublicKeyPEM()})

	created := newCore(t, block).Of(whitelistedIPType).Create(record(ourAddress))
	if created.Get("verification") != "unverified" {
		t.Errorf("it is %v: %v", created.Get("verification"), created.Get("verification_reason"))
	}
	state, diags := readData(t, block, accessType, object{})
	coretest.WantNoErrors(t, diags)
	wantAttributes(t, state, map[string]any{
		"outcome": "passes", "signature_accepted": true, "address_accepted": false, "seen_ip": ourAddress, "second_factor": nil,
	})

	sim.SetWhitelist([]string{ourAddress})
	state, diags = readData(t, block, accessType, object{})
	coretest.WantNoErrors(t, diags)
	wantAttributes(t, state, map[string]any{
		"outcome": "passes", "signature_accepted": nil, "address_accepted": true, "second_factor": "ip_whitelist",
	})
}

// Somebody takes the address off the whitelist. The plan shows a change, and applying fails until it is back.
func TestADroppedAddressIsAPlannedChangeUntilItIsMended(t *testing.T) {
	t.Parallel()
	sim, base := behindWhitelist(t)
	block := coretest.ProviderBlock(base, object{"environment": "production", "egress_ip": ourAddress})
	run := func() *coretest.Core { return newCore(t, block).Of(whitelistedIPType) } // each run is a process of its own
	created := run().Create(record(ourAddress))

	sim.SetWhitelist(nil)
	c := run()
	dropped, diags := c.Refresh(created)
	coretest.WantNoErrors(t, diags)
	if dropped.Get("verification") != "refused" {
		t.Fatalf("it is %v", dropped.Get("verification"))
	}
	p := c.Plan(dropped, record(ourAddress))
	if p.Action != "update" {
		t.Fatalf("the plan is %q", p.Action)
	}
	kept, diags := run().Apply(p)
	coretest.WantError(t, diags, "ip_address", ourAddress+" is not on Cashfree's whitelist", "Two-Factor Authentication, IP Whitelist")
	if kept == nil {
		t.Error("the record was dropped")
	}

	sim.SetWhitelist([]string{ourAddress})
	mended, diags := run().Apply(p)
	coretest.WantNoErrors(t, diags)
	if mended.Get("verification") != "accepted" {
		t.Errorf("it is %v", mended.Get("verification"))
	}
}

func TestARefusedAddressIsNotRecorded(t *testing.T) {
	t.Parallel()
	sim, base := behindWhitelist(t)
	sim.SetWhitelist(nil)
	c := newCore(t, coretest.ProviderBlock(base, nil)).Of(whitelistedIPType)
	recorded, diags := c.Apply(c.Plan(nil, record(ourAddress)))
	coretest.WantError(t, diags, "ip_address", "is not on Cashfree's whitelist")
	if recorded != nil {
		t.Error("it was recorded")
	}
	// Another address was not refused: nobody has tried it.
	if other := c.Create(record("198.51.100.9")); other.Get("verification") != "unverified" {
		t.Errorf("the other address is %v", other.Get("verification"))
	}
}

// Records of one provider block are planned side by side, and each knows of the others.
func TestTwentyFiveRecordsPlanAndTheTwentySixthDoesNot(t *testing.T) {
	t.Parallel()
	_, base := behindWhitelist(t)
	c := newCore(t, coretest.ProviderBlock(base, nil)).Of(whitelistedIPType)
	var all sync.WaitGroup
	var mu sync.Mutex
	failures := 0
	for i := range 26 {
		all.Go(func() {
			p := c.Plan(nil, record(fmt.Sprintf("52.66.1.%d", i)))
			mu.Lock()
			defer mu.Unlock()
			if coretest.HasErrors(p.Diags) {
				failures++
				coretest.WantError(t, p.Diags, "ip_address", "has room for 25 addresses")
			}
		})
	}
	all.Wait()
	if failures != 1 {
		t.Errorf("%d of 26 plans failed, want 1", failures)
	}
	if p := newCore(t, coretest.ProviderBlock(base, nil)).Of(whitelistedIPType).Plan(nil, record("52.66.1.99")); coretest.HasErrors(p.Diags) {
		t.Errorf("another alias of the provider counts along: %s", coretest.Text(p.Diags))
	}
}

func TestAnAddressIsRecordedOnce(t *testing.T) {
	t.Parallel()
	_, base := behindWhitelist(t)
	c := newCore(t, coretest.ProviderBlock(base, nil)).Of(whitelistedIPType)
	first := c.Create(record("52.66.1.1"))
	second := c.Create(record("52.66.1.2"))

	t.Run("a second record of it is refused", func(t *testing.T) {
		c := newCore(t, coretest.ProviderBlock(base, nil)).Of(whitelistedIPType)
		coretest.WantNoErrors(t, c.Plan(first, record("52.66.1.1")).Diags)
		coretest.WantError(t, c.Plan(nil, record("52.66.1.1")).Diags, "ip_address", "52.66.1.1 is recorded twice")
	})
	t.Run("a record that moves on frees its address", func(t *testing.T) {
		c := newCore(t, coretest.ProviderBlock(base, nil)).Of(whitelistedIPType)
		coretest.WantNoErrors(t, c.Plan(first, record("52.66.1.3")).Diags) // a replacement, which is planned twice
		coretest.WantNoErrors(t, c.Plan(nil, record("52.66.1.1")).Diags)
	})
	t.Run("two records swap their addresses", func(t *testing.T) {
		c := newCore(t, coretest.ProviderBlock(base, nil)).Of(whitelistedIPType)
		for prior, address := range map[*coretest.Instance]string{first: "52.66.1.2", second: "52.66.1.1"} {
			p := c.Plan(prior, record(address))
			coretest.WantNoErrors(t, p.Diags)
			if p.Action != "replace" {
				t.Errorf("the plan is %q", p.Action)
			}
		}
	})
	t.Run("a removed record leaves its address to another", func(t *testing.T) {
		c := newCore(t, coretest.ProviderBlock(base, nil)).Of(whitelistedIPType)
		if _, diags := c.Refresh(first); coretest.HasErrors(diags) {
			t.Error(coretest.Text(diags))
		}
		coretest.WantNoErrors(t, c.Plan(nil, record("52.66.1.1")).Diags) // and first is planned for removal: no plan call of it
	})
	t.Run("addresses that are not known yet are no duplicates", func(t *testing.T) {
		c := newCore(t, coretest.ProviderBlock(base, nil)).Of(whitelistedIPType)
		for range 2 {
			coretest.WantNoErrors(t, c.Plan(nil, object{"ip_address": coretest.Unknown{}}).Diags)
		}
	})
}

func TestAWhitelistRecordIsImported(t *testing.T) {
	t.Parallel()
	_, base := behindWhitelist(t)
	c := newCore(t, coretest.ProviderBlock(base, nil)).Of(whitelistedIPType)
	byID, diags := c.Import(ourAddress)
	coretest.WantNoErrors(t, diags)
	typ := tftypes.Object{AttributeTypes: map[string]tftypes.Type{"ip_address": tftypes.String}}
	byIdentity, diags := c.ImportWith(&tfprotov6.ImportResourceStateRequest{
		TypeName: whitelistedIPType,
		Identity: &tfprotov6.ResourceIdentityData{IdentityData: coretest.Dynamic(t, typ, coretest.ValueOf(t, typ, object{"ip_address": ourAddress}))},
	})
	coretest.WantNoErrors(t, diags)
	for _, imported := range []*coretest.Instance{byID, byIdentity} {
		if p := c.Plan(imported, object{"ip_address": ourAddress}); p.Action != "none" {
			t.Errorf("the plan after the import is %q: %s", p.Action, coretest.Text(p.Diags))
		}
	}
	_, diags = c.Import("10.0.0.1")
	coretest.WantError(t, diags, "", "is a private address")
}

func TestAnAddressIsCheckedAtPlanTime(t *testing.T) {
	t.Parallel()
	c := newCore(t, coretest.ProviderBlock("http://127.0.0.1:1", nil)).Of(whitelistedIPType)
	coretest.WantError(t, c.Validate(record("52.66.0.0/16")), "ip_address", "is a range")
	coretest.WantDiagnostic(t, c.Validate(record("203.0.113.7")), tfprotov6.DiagnosticSeverityWarning, "ip_address", "set aside for documentation")
	if diags := c.Validate(record("52.66.1.1")); len(diags) != 0 {
		t.Error(coretest.Text(diags))
	}
}

func TestRemovingARecordSaysThatTheWhitelistIsUnchanged(t *testing.T) {
	t.Parallel()
	_, base := behindWhitelist(t)
	c := newCore(t, coretest.ProviderBlock(base, nil)).Of(whitelistedIPType)
	coretest.WantWarning(t, c.Destroy(c.Create(record("52.66.1.1"))), "may still be on the whitelist", "IP Whitelist")
}

// However many records there are, Cashfree is asked once.
func TestAllRecordsShareTheirCalls(t *testing.T) {
	t.Parallel()
	sim, base := behindWhitelist(t)
	block := coretest.ProviderBlock(base, object{"environment": "production", "egress_ip": ourAddress, "public_key_pem": sim.PublicKeyPEM()})
	first := newCore(t, block)
	var records []*coretest.Instance
	for i := range 25 {
		records = append(records, first.Of(whitelistedIPType).Create(record(fmt.Sprintf("52.66.1.%d", i))))
	}
	key := first.Of(signingKeyType).Create(object{})
	sim.ResetRequests()

	second := newCore(t, block)
	for _, known := range records {
		if _, diags := second.Of(whitelistedIPType).Refresh(known); coretest.HasErrors(diags) {
			t.Fatal(coretest.Text(diags))
		}
	}
	if _, diags := second.Of(signingKeyType).Refresh(key); coretest.HasErrors(diags) {
		t.Fatal(coretest.Text(diags))
	}
	if calls := len(sim.Requests()); calls > 2 {
		t.Errorf("%d calls were made", calls)
	}
	if !slices.Contains([]any{"accepted", "unverified"}, key.Get("verification")) {
		t.Errorf("the key is %v", key.Get("verification"))
	}
}

// A pipeline meets the refusal of its address elsewhere, and is told in one place all that it needs.
func TestARefusedCallSaysWhetherItsAddressIsRecorded(t *testing.T) {
	t.Parallel()
	sim, base := behindWhitelist(t)
	c := newCore(t, coretest.ProviderBlock(base, nil))
	payee := c.Create(asha())
	known := c.Of(whitelistedIPType).Create(record(ourAddress))
	sim.SetWhitelist(nil)

	_, diags := newCore(t, coretest.ProviderBlock(base, nil)).Refresh(payee)
	coretest.WantError(t, diags, "", "from "+ourAddress, "met no cashfree_payout_whitelisted_ip record of "+ourAddress, "IP Whitelist")

	c = newCore(t, coretest.ProviderBlock(base, nil))
	c.Of(whitelistedIPType).Refresh(known)
	_, diags = c.Refresh(payee)
	coretest.WantError(t, diags, "", "There is a cashfree_payout_whitelisted_ip record of "+ourAddress)
}

// A duplicate is found among many, whichever the registry looks at last.
func TestADuplicateIsFoundAmongMany(t *testing.T) {
	t.Parallel()
	_, base := behindWhitelist(t)
	c := newCore(t, coretest.ProviderBlock(base, nil)).Of(whitelistedIPType)
	for i := range 24 {
		coretest.WantNoErrors(t, c.Plan(nil, record(fmt.Sprintf("52.66.1.%d", i))).Diags)
	}
	coretest.WantError(t, c.Plan(nil, record("52.66.1.7")).Diags, "ip_address", "52.66.1.7 is recorded twice")
}

// A record that is only planned counts as one that the configuration counts on.
func TestAPlannedRecordIsMet(t *testing.T) {
	t.Parallel()
	sim, base := behindWhitelist(t)
	payee := newCore(t, coretest.ProviderBlock(base, nil)).Create(asha())
	sim.SetWhitelist(nil)
	c := newCore(t, coretest.ProviderBlock(base, nil))
	coretest.WantNoErrors(t, c.Of(whitelistedIPType).Plan(nil, record(ourAddress)).Diags)
	_, diags := c.Refresh(payee)
	coretest.WantError(t, diags, "", "There is a cashfree_payout_whitelisted_ip record of "+ourAddress)
}
