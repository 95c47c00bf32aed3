package acceptance

import (
	"regexp"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/config"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

func planned(action plancheck.ResourceActionType) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(vendor, action)}}
}

// After each step the harness plans again and fails where that plan is not empty.
func TestAVendorsWholeLife(t *testing.T) {
	s := begin(t)
	replaced := func(changes ...string) resource.TestStep {
		return resource.TestStep{Config: asha(changes...), ConfigPlanChecks: planned(plancheck.ResourceActionDestroyBeforeCreate)}
	}
	steps := []resource.TestStep{{
		Config:           asha(),
		ConfigPlanChecks: planned(plancheck.ResourceActionCreate),
		ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownValue(vendor, tfjsonpath.New("status"), knownvalue.StringExact("VERIFIED")),
			statecheck.ExpectKnownValue(vendor, tfjsonpath.New("bank_account_last_four"), knownvalue.StringExact("1772")),
			statecheck.ExpectKnownValue(vendor, tfjsonpath.New("added_on"), knownvalue.StringRegexp(regexp.MustCompile(`^\d{4}-.*Z$`))),
		},
	}}
	for _, change := range [][]string{ // each kind of change, and back again by the next
		{"vendor_0042", "vendor_0043"},
		{"Asha Rao", "Asha R Rao"},
		{"00011020001772", "00011020001773"},
		{"HDFC0000001", "HDFC0000002"},
		{"asha@examplebank", "asha@otherbank"},
		{"asha@example.com", "rao@example.com"},
		{"9876543210", "9876543211"},
		{"1 Test Road", "2 Test Road"},
		{"Pune", "Mumbai"},
		{"Maharashtra", "Goa"},
		{"411001", "411002"},
	} {
		steps = append(steps, replaced(change...))
	}
	steps = append(steps, replaced()) // as at first
	s.steps(steps...)

	if left := s.sim.All(); len(left) != 0 {
		t.Errorf("left behind: %+v", left)
	}
	for i, event := range s.sim.Journal() { // one at a time: each is removed before the next is created
		if want := []string{"created", "removed"}[i%2]; event.Kind != want {
			t.Fatalf("event %d is %q, want %q: an account belongs to one beneficiary at a time", i, event.Kind, want)
		}
	}
}

func TestAChangeOfFormAloneMakesNoCall(t *testing.T) {
	s := begin(t)
	var before int
	inPlace := func(changes ...string) resource.TestStep {
		return resource.TestStep{
			PreConfig:        func() { before = len(s.sim.Journal()) },
			Config:           asha(changes...),
			ConfigPlanChecks: planned(plancheck.ResourceActionUpdate),
		}
	}
	steps := []resource.TestStep{
		{Config: asha()},
		inPlace("HDFC0000001", "hdfc0000001", "9876543210", "+91 98765 43210", "Asha Rao", "Asha  Rao", "asha@examplebank", "Asha@ExampleBank"),
		inPlace("contact = {", "timeouts = { create = \"20m\" }\n contact = {"),
	}
	if since("v1.11.0", "v1.11.0") {
		steps = append(steps, inPlace("bank_account_number ", "bank_account_number_wo "))
	}
	s.steps(steps...)
	if events := len(s.sim.Journal()) - before; events != 1 { // the removal at the end
		t.Errorf("the changes of form were sent to Cashfree: %+v", s.sim.Journal())
	}
}

// Somebody opens the dashboard. The next plan must say so, on the attribute, and apply must put it right.
func TestDriftIsFoundAndPutRight(t *testing.T) {
	s := begin(t)
	s.steps(
		resource.TestStep{Config: asha()},
		resource.TestStep{
			PreConfig: func() {
				s.sim.Update("vendor_0042", func(b *simulator.Beneficiary) { b.BankIFSC = "SBIN0000001" })
			},
			Config: asha(),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectResourceAction(vendor, plancheck.ResourceActionDestroyBeforeCreate),
			}},
		},
		resource.TestStep{
			PreConfig:        func() { s.sim.Remove("vendor_0042") },
			Config:           asha(),
			ConfigPlanChecks: planned(plancheck.ResourceActionCreate),
		},
		resource.TestStep{
			PreConfig: func() {
				s.sim.Update("vendor_0042", func(b *simulator.Beneficiary) { b.Status = "DELETED" })
				s.sim.SetBehaviour(func(b *simulator.Behaviour) { b.DeletedGet = "deleted_status" })
			},
			Config:             asha(),
			PlanOnly:           true,
			ExpectNonEmptyPlan: true,
		},
		resource.TestStep{
			PreConfig:        func() { s.sim.Remove("vendor_0042") },
			Config:           asha(),
			ConfigPlanChecks: planned(plancheck.ResourceActionCreate),
			Check:            func(*terraform.State) error { return s.holdsAsha() },
		},
	)
}

// Cashfree was unreachable, or said something odd: the state stays and the next plan is empty again.
func TestAFaultAtRefreshKeepsTheState(t *testing.T) {
	s := begin(t)
	s.steps(
		resource.TestStep{Config: asha()},
		resource.TestStep{
			PreConfig:   func() { s.sim.Inject(simulator.Fault{Method: "GET", Action: simulator.FaultEdgeHTML}) },
			Config:      asha(),
			PlanOnly:    true,
			ExpectError: regexp.MustCompile(`Cannot read beneficiary "vendor_0042"`),
		},
		resource.TestStep{PreConfig: s.sim.ClearFaults, Config: asha(), PlanOnly: true},
	)
	if events := s.events(); !slices.Equal(events, []string{"created", "removed"}) {
		t.Errorf("Cashfree saw %v", events)
	}
}

func TestALostAnswerMakesNoSecondBeneficiary(t *testing.T) {
	s := begin(t)
	s.sim.Inject(simulator.Fault{Method: "POST", Path: "/payout/beneficiary", Times: 1, Action: simulator.FaultResetAfter})
	s.steps(resource.TestStep{Config: asha()})
	if events := s.events(); !slices.Equal(events, []string{"created", "removed"}) {
		t.Errorf("Cashfree saw %v", events)
	}
}

func TestAnExistingBeneficiaryIsNotTakenOverUnasked(t *testing.T) {
	s := begin(t)
	s.sim.Put(stored())
	s.steps(
		resource.TestStep{
			Config:      asha(),
			ExpectError: regexp.MustCompile(`(?s)Beneficiary "vendor_0042" exists already.*import \{.*id = "vendor_0042"`),
		},
		resource.TestStep{Config: s.provider("adopt_existing = true") + asha(), ConfigPlanChecks: planned(plancheck.ResourceActionCreate)},
	)
}

// With create_before_destroy the new object takes the beneficiary over, and the removal of the former one comes after it.
func TestWhatWasTakenOverIsNotRemovedInTheSameRun(t *testing.T) {
	w := begin(t).workspace()
	w.write("main.tf", requiredProviders+`provider "cashfree" { adopt_existing = true }`+
		asha("contact = {", "lifecycle { create_before_destroy = true }\n contact = {"))
	w.ends(0, "apply", "-auto-approve", "-input=false")
	says(t, w.ends(0, "apply", "-auto-approve", "-input=false", "-replace="+vendor), "Took over", "was not removed")
	if err := w.holdsAsha(); err != nil {
		t.Error(err)
	}
	w.ends(0, "plan", "-detailed-exitcode", "-input=false")
}

// In a module every value is a variable that is unknown while the configuration is validated.
func TestAModulePassesEverythingThrough(t *testing.T) {
	s := begin(t)
	s.steps(resource.TestStep{
		Config: s.provider("") + `
variable "vendor" {
  type = object({ id = string, name = string, account = string, ifsc = string, vpa = optional(string), email = optional(string) })
}
resource "cashfree_payout_beneficiary" "asha" {
  beneficiary_id = var.vendor.id
  name           = var.vendor.name
  instrument     = { bank_account_number = var.vendor.account, bank_ifsc = var.vendor.ifsc, vpa = var.vendor.vpa }
  contact        = { email = var.vendor.email }
}
`,
		ConfigVariables: config.Variables{"vendor": config.ObjectVariable(map[string]config.Variable{
			"id": config.StringVariable("vendor_0042"), "name": config.StringVariable("Asha Rao"),
			"account": config.StringVariable("00011020001772"), "ifsc": config.StringVariable("HDFC0000001"),
		})},
		ConfigPlanChecks: planned(plancheck.ResourceActionCreate),
	})
}

// Cashfree is slow to verify: the beneficiary is kept with a warning, and not replaced by the next plan.
func TestStillInitiatedIsKept(t *testing.T) {
	s := begin(t)
	s.sim.SetBehaviour(func(b *simulator.Behaviour) { b.InitiatedReads = 1_000_000 })
	hurried := asha("contact = {", "timeouts = { create = \"2s\" }\n contact = {")
	s.steps(
		resource.TestStep{Config: hurried, ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownValue(vendor, tfjsonpath.New("status"), knownvalue.StringExact("INITIATED")),
		}},
		resource.TestStep{Config: hurried, PlanOnly: true},
	)
}

// A failed verification taints, and the next apply replaces.
func TestAFailedVerificationIsReplacedByTheNextApply(t *testing.T) {
	s := begin(t)
	s.sim.SetBehaviour(func(b *simulator.Behaviour) { b.InitiatedReads, b.InitiatedOutcome = 1, "INVALID" })
	s.steps(
		resource.TestStep{Config: asha(), ExpectError: regexp.MustCompile(`did not verify beneficiary "vendor_0042"`)},
		resource.TestStep{
			PreConfig: func() {
				s.sim.SetBehaviour(func(b *simulator.Behaviour) { b.InitiatedReads, b.InitiatedOutcome = 0, "" })
			},
			Config:           asha(),
			ConfigPlanChecks: planned(plancheck.ResourceActionDestroyBeforeCreate),
		},
	)
}
