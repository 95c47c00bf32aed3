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

// whitelistedAccount starts a Cashfree account that accepts calls from ourAddress only, and sees all calls come from
// it.
func whitelistedAccount(t *testing.T) (*simulator.Simulator, string) {
	t.Helper()
	options := coretest.SimulatorOptions()
	options.SecondFactor = simulator.SecondFactorIP
	sim, base := coretest.StartSimulator(t, options)
	sim.SetCallerIP(ourAddress)
	sim.SetWhitelist([]string{ourAddress})
	return sim, base
}

// recordConfig returns the configuration of a record.
func recordConfig(address string) object {
	return object{"ip_address": address, "description": "NAT gateway"}
}

// An address is accepted only if an unsigned call from this very address was accepted, in production.
func TestWhitelistedIP_Verification(t *testing.T) {
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
			sim, base := whitelistedAccount(t)
			block := coretest.ProviderBlock(base, test.block)
			if test.signs {
				block["public_key_pem"] = sim.PublicKeyPEM()
			}
			c := newCore(t, block).Of(whitelistedIPType)
			created := c.Create(recordConfig(ourAddress))
			refreshed, diags := c.Refresh(created)
			coretest.WantNoErrors(t, diags)
			for _, state := range []*coretest.Instance{created, refreshed} {
				reason, _ := state.Get("verification_reason").(string)
				if state.Get("verification") != test.want || !strings.Contains(reason, test.reason) {
					t.Errorf("verification is %v: %s", state.Get("verification"), reason)
				}
			}
			if p := c.Plan(refreshed, recordConfig(ourAddress)); p.Action != "none" {
				t.Errorf("the second plan has the action %q", p.Action)
			}
		})
	}
}

// If a signature can replace a whitelisted address, as the pages of version 2 say, an accepted signed call proves
// nothing about its address.
func TestWhitelistedIP_SignedCalls(t *testing.T) {
	t.Parallel()
	sim, base := whitelistedAccount(t)
	sim.SetWhitelist(nil)
	sim.SetBehaviour(func(b *simulator.Behaviour) { b.SignatureInIPMode = "accepted" })
	block := coretest.ProviderBlock(base, object{"environment": "production", "egress_ip": ourAddress, "public_key_pem": sim.PublicKeyPEM()})

	created := newCore(t, block).Of(whitelistedIPType).Create(recordConfig(ourAddress))
	if created.Get("verification") != "unverified" {
		t.Errorf("verification is %v: %v", created.Get("verification"), created.Get("verification_reason"))
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

// If somebody removes the address from the whitelist, the plan shows a change, and an apply fails until it is back.
func TestWhitelistedIP_RemovedFromWhitelist(t *testing.T) {
	t.Parallel()
	sim, base := whitelistedAccount(t)
	block := coretest.ProviderBlock(base, object{"environment": "production", "egress_ip": ourAddress})
	run := func() *coretest.Core { return newCore(t, block).Of(whitelistedIPType) } // each run is a process of its own
	created := run().Create(recordConfig(ourAddress))

	sim.SetWhitelist(nil)
	c := run()
	dropped, diags := c.Refresh(created)
	coretest.WantNoErrors(t, diags)
	if dropped.Get("verification") != "refused" {
		t.Fatalf("verification is %v", dropped.Get("verification"))
	}
	p := c.Plan(dropped, recordConfig(ourAddress))
	if p.Action != "update" {
		t.Fatalf("the plan has the action %q", p.Action)
	}
	kept, diags := run().Apply(p)
	coretest.WantError(t, diags, "ip_address", ourAddress+" is not whitelisted", "Two-Factor Authentication, IP Whitelist")
	if kept == nil {
		t.Error("the record was dropped")
	}

	sim.SetWhitelist([]string{ourAddress})
	restored, diags := run().Apply(p)
	coretest.WantNoErrors(t, diags)
	if restored.Get("verification") != "accepted" {
		t.Errorf("verification is %v", restored.Get("verification"))
	}
}

// An address that Cashfree refuses is not recorded. Another address is, as nobody has tried it.
func TestWhitelistedIP_Create_Refused(t *testing.T) {
	t.Parallel()
	sim, base := whitelistedAccount(t)
	sim.SetWhitelist(nil)
	c := newCore(t, coretest.ProviderBlock(base, nil)).Of(whitelistedIPType)
	recorded, diags := c.Apply(c.Plan(nil, recordConfig(ourAddress)))
	coretest.WantError(t, diags, "ip_address", "is not whitelisted")
	if recorded != nil {
		t.Error("it was recorded")
	}
	// Another address was not refused, because nobody has tried it.
	if other := c.Create(recordConfig("198.51.100.9")); other.Get("verification") != "unverified" {
		t.Errorf("the verification of the other address is %v", other.Get("verification"))
	}
}

// A provider block can have 25 records. They are planned concurrently, and the 26th is an error.
func TestWhitelistedIP_MaxRecords(t *testing.T) {
	t.Parallel()
	_, base := whitelistedAccount(t)
	c := newCore(t, coretest.ProviderBlock(base, nil)).Of(whitelistedIPType)
	var all sync.WaitGroup
	var mu sync.Mutex
	failures := 0
	for i := range 26 {
		all.Go(func() {
			p := c.Plan(nil, recordConfig(fmt.Sprintf("52.66.1.%d", i)))
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
	if p := newCore(t, coretest.ProviderBlock(base, nil)).Of(whitelistedIPType).Plan(nil, recordConfig("52.66.1.99")); coretest.HasErrors(p.Diags) {
		t.Errorf("records of another provider block are counted: %s", coretest.Text(p.Diags))
	}
}

// Two records of one address are an error. Records that move, swap or free an address are not duplicates.
func TestWhitelistedIP_Duplicates(t *testing.T) {
	t.Parallel()
	_, base := whitelistedAccount(t)
	c := newCore(t, coretest.ProviderBlock(base, nil)).Of(whitelistedIPType)
	first := c.Create(recordConfig("52.66.1.1"))
	second := c.Create(recordConfig("52.66.1.2"))

	t.Run("a second record of it is refused", func(t *testing.T) {
		c := newCore(t, coretest.ProviderBlock(base, nil)).Of(whitelistedIPType)
		coretest.WantNoErrors(t, c.Plan(first, recordConfig("52.66.1.1")).Diags)
		coretest.WantError(t, c.Plan(nil, recordConfig("52.66.1.1")).Diags, "ip_address", "52.66.1.1 is recorded twice")
	})
	t.Run("a record with a new address frees its former one", func(t *testing.T) {
		c := newCore(t, coretest.ProviderBlock(base, nil)).Of(whitelistedIPType)
		// A replacement, which is planned twice.
		coretest.WantNoErrors(t, c.Plan(first, recordConfig("52.66.1.3")).Diags)
		coretest.WantNoErrors(t, c.Plan(nil, recordConfig("52.66.1.1")).Diags)
	})
	t.Run("two records swap their addresses", func(t *testing.T) {
		c := newCore(t, coretest.ProviderBlock(base, nil)).Of(whitelistedIPType)
		for prior, address := range map[*coretest.Instance]string{first: "52.66.1.2", second: "52.66.1.1"} {
			p := c.Plan(prior, recordConfig(address))
			coretest.WantNoErrors(t, p.Diags)
			if p.Action != "replace" {
				t.Errorf("the plan has the action %q", p.Action)
			}
		}
	})
	t.Run("a removed record frees its address", func(t *testing.T) {
		c := newCore(t, coretest.ProviderBlock(base, nil)).Of(whitelistedIPType)
		if _, diags := c.Refresh(first); coretest.HasErrors(diags) {
			t.Error(coretest.Text(diags))
		}
		// First is planned for removal, so there is no plan call of it.
		coretest.WantNoErrors(t, c.Plan(nil, recordConfig("52.66.1.1")).Diags)
	})
	t.Run("addresses that are not known yet are no duplicates", func(t *testing.T) {
		c := newCore(t, coretest.ProviderBlock(base, nil)).Of(whitelistedIPType)
		for range 2 {
			coretest.WantNoErrors(t, c.Plan(nil, object{"ip_address": coretest.Unknown{}}).Diags)
		}
	})
}

// A record is imported by address or by identity, and the plan afterwards shows no change.
func TestWhitelistedIP_Import(t *testing.T) {
	t.Parallel()
	_, base := whitelistedAccount(t)
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
			t.Errorf("the plan after the import has the action %q: %s", p.Action, coretest.Text(p.Diags))
		}
	}
	_, diags = c.Import("10.0.0.1")
	coretest.WantError(t, diags, "", "is a private address")
}

// An address that Cashfree would refuse is an error at plan time, and an address for documentation is a warning.
func TestWhitelistedIP_Validation(t *testing.T) {
	t.Parallel()
	c := newCore(t, coretest.ProviderBlock("http://127.0.0.1:1", nil)).Of(whitelistedIPType)
	coretest.WantError(t, c.Validate(recordConfig("52.66.0.0/16")), "ip_address", "is a range")
	coretest.WantDiagnostic(t, c.Validate(recordConfig("203.0.113.7")), tfprotov6.DiagnosticSeverityWarning, "ip_address", "reserved for documentation")
	if diags := c.Validate(recordConfig("52.66.1.1")); len(diags) != 0 {
		t.Error(coretest.Text(diags))
	}
}

// After the removal of a record, a warning says that the whitelist is unchanged.
func TestWhitelistedIP_Delete(t *testing.T) {
	t.Parallel()
	_, base := whitelistedAccount(t)
	c := newCore(t, coretest.ProviderBlock(base, nil)).Of(whitelistedIPType)
	coretest.WantWarning(t, c.Destroy(c.Create(recordConfig("52.66.1.1"))), "may still be whitelisted", "IP Whitelist")
}

// All records of a run share at most two calls.
func TestWhitelistedIP_SharedCalls(t *testing.T) {
	t.Parallel()
	sim, base := whitelistedAccount(t)
	block := coretest.ProviderBlock(base, object{"environment": "production", "egress_ip": ourAddress, "public_key_pem": sim.PublicKeyPEM()})
	first := newCore(t, block)
	var records []*coretest.Instance
	for i := range 25 {
		records = append(records, first.Of(whitelistedIPType).Create(recordConfig(fmt.Sprintf("52.66.1.%d", i))))
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
		t.Errorf("the verification of the key is %v", key.Get("verification"))
	}
}

// The error of any call that is refused for its address says whether there is a record of the address.
func TestWhitelistedIP_NoteOnRefusedCalls(t *testing.T) {
	t.Parallel()
	sim, base := whitelistedAccount(t)
	c := newCore(t, coretest.ProviderBlock(base, nil))
	payee := c.Create(asha())
	known := c.Of(whitelistedIPType).Create(recordConfig(ourAddress))
	sim.SetWhitelist(nil)

	_, diags := newCore(t, coretest.ProviderBlock(base, nil)).Refresh(payee)
	coretest.WantError(t, diags, "", "from "+ourAddress, "found no cashfree_payout_whitelisted_ip record of "+ourAddress, "IP Whitelist")

	c = newCore(t, coretest.ProviderBlock(base, nil))
	c.Of(whitelistedIPType).Refresh(known)
	_, diags = c.Refresh(payee)
	coretest.WantError(t, diags, "", "The configuration has a cashfree_payout_whitelisted_ip record of "+ourAddress)
}

// A duplicate is found among many records.
func TestWhitelistedIP_Duplicates_AmongMany(t *testing.T) {
	t.Parallel()
	_, base := whitelistedAccount(t)
	c := newCore(t, coretest.ProviderBlock(base, nil)).Of(whitelistedIPType)
	for i := range 24 {
		coretest.WantNoErrors(t, c.Plan(nil, recordConfig(fmt.Sprintf("52.66.1.%d", i))).Diags)
	}
	coretest.WantError(t, c.Plan(nil, recordConfig("52.66.1.7")).Diags, "ip_address", "52.66.1.7 is recorded twice")
}

// A record that is only planned counts as a record of the address.
func TestWhitelistedIP_NoteOnRefusedCalls_PlannedRecord(t *testing.T) {
	t.Parallel()
	sim, base := whitelistedAccount(t)
	payee := newCore(t, coretest.ProviderBlock(base, nil)).Create(asha())
	sim.SetWhitelist(nil)
	c := newCore(t, coretest.ProviderBlock(base, nil))
	coretest.WantNoErrors(t, c.Of(whitelistedIPType).Plan(nil, recordConfig(ourAddress)).Diags)
	_, diags := c.Refresh(payee)
	coretest.WantError(t, diags, "", "The configuration has a cashfree_payout_whitelisted_ip record of "+ourAddress)
}
