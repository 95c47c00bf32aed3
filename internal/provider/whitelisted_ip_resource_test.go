package provider

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

const whitelistedIPType = "cashfree_payout_whitelisted_ip"

// behindWhitelist is a Cashfree account that takes calls from our address alone, and sees all calls come from it.
func behindWhitelist(t *testing.T) (*simulator.Simulator, string) {
	t.Helper()
	options := testOptions()
	options.SecondFactor = simulator.SecondFactorIP
	sim, base := startSimulator(t, options)
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
			block := providerFor(base, test.block)
			if test.signs {
				block["public_key_pem"] = sim.PublicKeyPEM()
			}
			c := newCore(t, block).of(whitelistedIPType)
			created := c.create(record(ourAddress))
			refreshed, diags := c.refresh(created)
			wantNoErrors(t, diags)
			for _, state := range []*instance{created, refreshed} {
				reason, _ := state.read("verification_reason").(string)
				if state.read("verification") != test.want || !strings.Contains(reason, test.reason) {
					t.Errorf("it is %v: %s", state.read("verification"), reason)
				}
			}
			if p := c.plan(refreshed, record(ourAddress)); p.action != "none" {
				t.Errorf("the second plan is %q", p.action)
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
	block := providerFor(base, object{"environment": "production", "egress_ip": ourAddress, "public_key_pem": sim.PublicKeyPEM()})

	created := newCore(t, block).of(whitelistedIPType).create(record(ourAddress))
	if created.read("verification") != "unverified" {
		t.Errorf("it is %v: %v", created.read("verification"), created.read("verification_reason"))
	}
	state, diags := readData(t, block, accessType, object{})
	wantNoErrors(t, diags)
	wantAttributes(t, state, map[string]any{
		"outcome": "passes", "signature_accepted": true, "address_accepted": false, "seen_ip": ourAddress, "second_factor": nil,
	})

	sim.SetWhitelist([]string{ourAddress})
	state, diags = readData(t, block, accessType, object{})
	wantNoErrors(t, diags)
	wantAttributes(t, state, map[string]any{
		"outcome": "passes", "signature_accepted": nil, "address_accepted": true, "second_factor": "ip_whitelist",
	})
}

// Somebody takes the address off the whitelist. The plan shows a change, and applying fails until it is back.
func TestADroppedAddressIsAPlannedChangeUntilItIsMended(t *testing.T) {
	t.Parallel()
	sim, base := behindWhitelist(t)
	block := providerFor(base, object{"environment": "production", "egress_ip": ourAddress})
	run := func() *core { return newCore(t, block).of(whitelistedIPType) } // each run is a process of its own
	created := run().create(record(ourAddress))

	sim.SetWhitelist(nil)
	c := run()
	dropped, diags := c.refresh(created)
	wantNoErrors(t, diags)
	if dropped.read("verification") != "refused" {
		t.Fatalf("it is %v", dropped.read("verification"))
	}
	p := c.plan(dropped, record(ourAddress))
	if p.action != "update" {
		t.Fatalf("the plan is %q", p.action)
	}
	kept, diags := run().apply(p)
	wantError(t, diags, "ip_address", ourAddress+" is not on Cashfree's whitelist", "Two-Factor Authentication, IP Whitelist")
	if kept == nil {
		t.Error("the record was dropped")
	}

	sim.SetWhitelist([]string{ourAddress})
	mended, diags := run().apply(p)
	wantNoErrors(t, diags)
	if mended.read("verification") != "accepted" {
		t.Errorf("it is %v", mended.read("verification"))
	}
}

func TestARefusedAddressIsNotRecorded(t *testing.T) {
	t.Parallel()
	sim, base := behindWhitelist(t)
	sim.SetWhitelist(nil)
	c := newCore(t, providerFor(base, nil)).of(whitelistedIPType)
	recorded, diags := c.apply(c.plan(nil, record(ourAddress)))
	wantError(t, diags, "ip_address", "is not on Cashfree's whitelist")
	if recorded != nil {
		t.Error("it was recorded")
	}
	// Another address was not refused: nobody has tried it.
	if other := c.create(record("198.51.100.9")); other.read("verification") != "unverified" {
		t.Errorf("the other address is %v", other.read("verification"))
	}
}

// Records of one provider block are planned side by side, and each knows of the others.
func TestTwentyFiveRecordsPlanAndTheTwentySixthDoesNot(t *testing.T) {
	t.Parallel()
	_, base := behindWhitelist(t)
	c := newCore(t, providerFor(base, nil)).of(whitelistedIPType)
	var all sync.WaitGroup
	var mu sync.Mutex
	failures := 0
	for i := range 26 {
		all.Go(func() {
			p := c.plan(nil, record(fmt.Sprintf("52.66.1.%d", i)))
			mu.Lock()
			defer mu.Unlock()
			if hasErrors(p.diags) {
				failures++
				wantError(t, p.diags, "ip_address", "has room for 25 addresses")
			}
		})
	}
	all.Wait()
	if failures != 1 {
		t.Errorf("%d of 26 plans failed, want 1", failures)
	}
	if p := newCore(t, providerFor(base, nil)).of(whitelistedIPType).plan(nil, record("52.66.1.99")); hasErrors(p.diags) {
		t.Errorf("another alias of the provider counts along: %s", text(p.diags))
	}
}

func TestAnAddressIsRecordedOnce(t *testing.T) {
	t.Parallel()
	_, base := behindWhitelist(t)
	c := newCore(t, providerFor(base, nil)).of(whitelistedIPType)
	first := c.create(record("52.66.1.1"))
	second := c.create(record("52.66.1.2"))

	t.Run("a second record of it is refused", func(t *testing.T) {
		c := newCore(t, providerFor(base, nil)).of(whitelistedIPType)
		wantNoErrors(t, c.plan(first, record("52.66.1.1")).diags)
		wantError(t, c.plan(nil, record("52.66.1.1")).diags, "ip_address", "52.66.1.1 is recorded twice")
	})
	t.Run("a record that moves on frees its address", func(t *testing.T) {
		c := newCore(t, providerFor(base, nil)).of(whitelistedIPType)
		wantNoErrors(t, c.plan(first, record("52.66.1.3")).diags) // a replacement, which is planned twice
		wantNoErrors(t, c.plan(nil, record("52.66.1.1")).diags)
	})
	t.Run("two records swap their addresses", func(t *testing.T) {
		c := newCore(t, providerFor(base, nil)).of(whitelistedIPType)
		for prior, address := range map[*instance]string{first: "52.66.1.2", second: "52.66.1.1"} {
			p := c.plan(prior, record(address))
			wantNoErrors(t, p.diags)
			if p.action != "replace" {
				t.Errorf("the plan is %q", p.action)
			}
		}
	})
	t.Run("a removed record leaves its address to another", func(t *testing.T) {
		c := newCore(t, providerFor(base, nil)).of(whitelistedIPType)
		if _, diags := c.refresh(first); hasErrors(diags) {
			t.Error(text(diags))
		}
		wantNoErrors(t, c.plan(nil, record("52.66.1.1")).diags) // and first is planned for removal: no plan call of it
	})
	t.Run("addresses that are not known yet are no duplicates", func(t *testing.T) {
		c := newCore(t, providerFor(base, nil)).of(whitelistedIPType)
		for range 2 {
			wantNoErrors(t, c.plan(nil, object{"ip_address": notKnownYet{}}).diags)
		}
	})
}

func TestAWhitelistRecordIsImported(t *testing.T) {
	t.Parallel()
	_, base := behindWhitelist(t)
	c := newCore(t, providerFor(base, nil)).of(whitelistedIPType)
	byID, diags := c.importByID(ourAddress)
	wantNoErrors(t, diags)
	typ := tftypes.Object{AttributeTypes: map[string]tftypes.Type{"ip_address": tftypes.String}}
	byIdentity, diags := c.importWith(&tfprotov6.ImportResourceStateRequest{
		TypeName: whitelistedIPType,
		Identity: &tfprotov6.ResourceIdentityData{IdentityData: dynamic(t, typ, valueOf(t, typ, object{"ip_address": ourAddress}))},
	})
	wantNoErrors(t, diags)
	for _, imported := range []*instance{byID, byIdentity} {
		if p := c.plan(imported, object{"ip_address": ourAddress}); p.action != "none" {
			t.Errorf("the plan after the import is %q: %s", p.action, text(p.diags))
		}
	}
	_, diags = c.importByID("10.0.0.1")
	wantError(t, diags, "", "is a private address")
}

func TestAnAddressIsCheckedAtPlanTime(t *testing.T) {
	t.Parallel()
	c := newCore(t, providerFor("http://127.0.0.1:1", nil)).of(whitelistedIPType)
	wantError(t, c.validate(record("52.66.0.0/16")), "ip_address", "is a range")
	wantDiagnostic(t, c.validate(record("203.0.113.7")), tfprotov6.DiagnosticSeverityWarning, "ip_address", "set aside for documentation")
	if diags := c.validate(record("52.66.1.1")); len(diags) != 0 {
		t.Error(text(diags))
	}
}

func TestRemovingARecordSaysThatTheWhitelistIsUnchanged(t *testing.T) {
	t.Parallel()
	_, base := behindWhitelist(t)
	c := newCore(t, providerFor(base, nil)).of(whitelistedIPType)
	wantWarning(t, c.destroy(c.create(record("52.66.1.1"))), "may still be on the whitelist", "IP Whitelist")
}

// However many records there are, Cashfree is asked once.
func TestAllRecordsShareTheirCalls(t *testing.T) {
	t.Parallel()
	sim, base := behindWhitelist(t)
	block := providerFor(base, object{"environment": "production", "egress_ip": ourAddress, "public_key_pem": sim.PublicKeyPEM()})
	first := newCore(t, block)
	var records []*instance
	for i := range 25 {
		records = append(records, first.of(whitelistedIPType).create(record(fmt.Sprintf("52.66.1.%d", i))))
	}
	key := first.of(signingKeyType).create(object{})
	sim.ResetRequests()

	second := newCore(t, block)
	for _, known := range records {
		if _, diags := second.of(whitelistedIPType).refresh(known); hasErrors(diags) {
			t.Fatal(text(diags))
		}
	}
	if _, diags := second.of(signingKeyType).refresh(key); hasErrors(diags) {
		t.Fatal(text(diags))
	}
	if calls := len(sim.Requests()); calls > 2 {
		t.Errorf("%d calls were made", calls)
	}
	if !slices.Contains([]any{"accepted", "unverified"}, key.read("verification")) {
		t.Errorf("the key is %v", key.read("verification"))
	}
}

// A pipeline meets the refusal of its address elsewhere, and is told in one place all that it needs.
func TestARefusedCallSaysWhetherItsAddressIsRecorded(t *testing.T) {
	t.Parallel()
	sim, base := behindWhitelist(t)
	c := newCore(t, providerFor(base, nil))
	payee := c.create(asha())
	known := c.of(whitelistedIPType).create(record(ourAddress))
	sim.SetWhitelist(nil)

	_, diags := newCore(t, providerFor(base, nil)).refresh(payee)
	wantError(t, diags, "", "from "+ourAddress, "met no cashfree_payout_whitelisted_ip record of "+ourAddress, "IP Whitelist")

	c = newCore(t, providerFor(base, nil))
	c.of(whitelistedIPType).refresh(known)
	_, diags = c.refresh(payee)
	wantError(t, diags, "", "There is a cashfree_payout_whitelisted_ip record of "+ourAddress)
}
