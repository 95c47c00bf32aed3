package provider

import (
	"slices"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// A change of each fact plans a replacement because of its attribute.
func TestBeneficiary_Plan_ChangedFact(t *testing.T) {
	t.Parallel()
	for path, value := range map[string]any{
		"beneficiary_id":                 "vendor_0044",
		"name":                           "Asha R Rao",
		"instrument.bank_account_number": "00011020001773",
		"instrument.bank_ifsc":           "HDFC0000002",
		"instrument.vpa":                 "asha@otherbank",
		"contact.email":                  "rao@example.com",
		"contact.phone":                  "9876543211",
		"contact.address":                "2 Test Road",
		"contact.city":                   "Mumbai",
		"contact.state":                  "Goa",
		"contact.postal_code":            "411002",
		"contact":                        nil,
	} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
			c := newCore(t, coretest.ProviderBlock(base, nil))
			created := c.Create(asha())
			p := c.Plan(created, with(asha(), path, value))
			coretest.WantNoErrors(t, p.Diags)
			if p.Action != "replace" {
				t.Fatalf("the plan is %q", p.Action)
			}
			if !slices.ContainsFunc(p.Paths, func(forced string) bool { return strings.Contains(forced, lastStep(path)) }) {
				t.Errorf("the blame is on %v", p.Paths)
			}
			replaced, diags := c.Apply(p)
			coretest.WantNoErrors(t, diags)
			if events := coretest.Kinds(sim); !slices.Equal(events, []string{"created", "removed", "created"}) {
				t.Errorf("the life of the beneficiary was %v", events)
			}
			refreshed, diags := c.Refresh(replaced)
			coretest.WantNoErrors(t, diags)
			if again := c.Plan(refreshed, with(asha(), path, value)); again.Action != "none" {
				t.Errorf("the plan after it is %q", again.Action)
			}
		})
	}
}

// A change of spelling is an update without a call, and the plan after it is empty.
func TestBeneficiary_Plan_ChangedSpelling(t *testing.T) {
	t.Parallel()
	for name, changed := range map[string]object{
		"letter case of the IFSC":      with(asha(), "instrument.bank_ifsc", "hdfc0000001"),
		"letter case of the VPA":       with(asha(), "instrument.vpa", "Asha@ExampleBank"),
		"letter case of the e-mail":    with(asha(), "contact.email", "Asha@Example.com"),
		"+91 before the phone":         with(asha(), "contact.phone", "+91 98765 43210"),
		"spaces in the name":           with(asha(), "name", " Asha   Rao "),
		"spaces in the address":        with(asha(), "contact.address", "1  Test Road"),
		"timeouts":                     with(asha(), "timeouts", object{"create": "20m"}),
		"plain to write-only":          writeOnly(asha()),
		"spaces around account number": with(asha(), "instrument.bank_account_number", " 00011020001772"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
			c := newCore(t, coretest.ProviderBlock(base, nil))
			created := c.Create(asha())
			sim.ResetRequests()
			p := c.Plan(created, changed)
			coretest.WantNoErrors(t, p.Diags)
			if p.Action != "update" {
				t.Fatalf("the plan is %q because of %v", p.Action, p.Paths)
			}
			updated, diags := c.Apply(p)
			coretest.WantNoErrors(t, diags)
			if calls := len(sim.Requests()); calls != 0 {
				t.Errorf("%d calls were made", calls)
			}
			refreshed, diags := c.Refresh(updated)
			coretest.WantNoErrors(t, diags)
			if again := c.Plan(refreshed, changed); again.Action != "none" {
				t.Errorf("the plan after it is %q", again.Action)
			}
		})
	}
}

// What somebody changes by hand is planned as a replacement because of that attribute, and of no other.
func TestBeneficiary_Plan_Drift(t *testing.T) {
	t.Parallel()
	for attribute, edit := range map[string]func(*simulator.Beneficiary){
		"name":                           func(b *simulator.Beneficiary) { b.Name = "Mallory" },
		"instrument.bank_account_number": func(b *simulator.Beneficiary) { b.BankAccountNumber = "66611020001772" },
		"instrument.bank_ifsc":           func(b *simulator.Beneficiary) { b.BankIFSC = "SBIN0000001" },
		"instrument.vpa":                 func(b *simulator.Beneficiary) { b.VPA = "mallory@examplebank" },
		"contact.email":                  func(b *simulator.Beneficiary) { b.Email = "mallory@example.com" },
		"contact.phone":                  func(b *simulator.Beneficiary) { b.Phone = "" },
		"contact.city":                   func(b *simulator.Beneficiary) { b.City = "Delhi" },
		"contact.postal_code":            func(b *simulator.Beneficiary) { b.PostalCode = "110001" },
	} {
		t.Run(attribute, func(t *testing.T) {
			t.Parallel()
			sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
			c := newCore(t, coretest.ProviderBlock(base, nil))
			created := c.Create(asha())
			sim.Update("vendor_0042", edit)
			drifted, diags := c.Refresh(created)
			coretest.WantNoErrors(t, diags)
			p := c.PlanOnce(drifted, coretest.ValueOf(t, c.Type, asha()))
			if coretest.ActionOf(p) != "replace" || !slices.Contains(p.Paths, attribute) {
				t.Fatalf("the plan is %q because of %v", coretest.ActionOf(p), p.Paths)
			}
			for _, forced := range p.Paths {
				if strings.HasPrefix(forced, "bank_account_") || forced == attribute {
					continue
				}
				t.Errorf("%s is blamed as well", forced)
			}
		})
	}
}

// An empty contact and no contact mean the same, and each stays as its author wrote it.
func TestBeneficiary_Plan_EmptyContact(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := newCore(t, coretest.ProviderBlock(base, nil))
	empty := with(ravi(), "contact", object{})
	created := c.Create(empty)
	wantNoDrift(t, c, created, empty)
	p := c.Plan(created, ravi())
	if p.Action != "update" {
		t.Fatalf("taking the empty contact away plans %q because of %v", p.Action, p.Paths)
	}
	updated, diags := c.Apply(p)
	coretest.WantNoErrors(t, diags)
	wantNoDrift(t, c, updated, ravi())
	sim.Update("vendor_0043", func(b *simulator.Beneficiary) { b.Email = "mallory@example.com" })
	drifted, diags := c.Refresh(updated)
	coretest.WantNoErrors(t, diags)
	if p := c.PlanOnce(drifted, coretest.ValueOf(t, c.Type, ravi())); coretest.ActionOf(p) != "replace" || !slices.Equal(p.Paths, []string{"contact.email"}) {
		t.Errorf("the plan is %q because of %v", coretest.ActionOf(p), p.Paths)
	}
}
