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

// expectAction returns a check that the plan does this to ashaConfig's resource.
func expectAction(action plancheck.ResourceActionType) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(ashaAddress, action)}}
}

// TestAccBeneficiary_Lifecycle shows that every field can be changed, that each change replaces the beneficiary, and
// that the plan after it is empty.
func TestAccBeneficiary_Lifecycle(t *testing.T) {
	h := newHarness(t)
	replaced := func(changes ...string) resource.TestStep {
		return resource.TestStep{Config: ashaConfig(changes...), ConfigPlanChecks: expectAction(plancheck.ResourceActionDestroyBeforeCreate)}
	}
	steps := []resource.TestStep{{
		Config:           ashaConfig(),
		ConfigPlanChecks: expectAction(plancheck.ResourceActionCreate),
		ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownValue(ashaAddress, tfjsonpath.New("status"), knownvalue.StringExact("VERIFIED")),
			statecheck.ExpectKnownValue(ashaAddress, tfjsonpath.New("bank_account_last_four"), knownvalue.StringExact("1772")),
			statecheck.ExpectKnownValue(ashaAddress, tfjsonpath.New("added_on"), knownvalue.StringRegexp(regexp.MustCompile(`^\d{4}-.*Z$`))),
		},
	}}
	for _, change := range [][]string{ // each step changes one field, and changes the one before it back
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
	steps = append(steps, replaced()) // the last one is changed back
	h.runSteps(steps...)

	if left := h.sim.All(); len(left) != 0 {
		t.Errorf("left behind: %+v", left)
	}
	for i, event := range h.sim.Journal() { // one at a time: each is removed before the next is created
		if want := []string{"created", "removed"}[i%2]; event.Kind != want {
			t.Fatalf("event %d is %q, want %q: an account belongs to one beneficiary at a time", i, event.Kind, want)
		}
	}
}

// TestAccBeneficiary_FormatChange shows that a value written in another way is an update that sends nothing to
// Cashfree.
func TestAccBeneficiary_FormatChange(t *testing.T) {
	h := newHarness(t)
	var before int
	inPlace := func(changes ...string) resource.TestStep {
		return resource.TestStep{
			PreConfig:        func() { before = len(h.sim.Journal()) },
			Config:           ashaConfig(changes...),
			ConfigPlanChecks: expectAction(plancheck.ResourceActionUpdate),
		}
	}
	steps := []resource.TestStep{
		{Config: ashaConfig()},
		inPlace("HDFC0000001", "hdfc0000001", "9876543210", "+91 98765 43210", "Asha Rao", "Asha  Rao", "asha@examplebank", "Asha@ExampleBank"),
		inPlace("contact = {", "timeouts = { create = \"20m\" }\n contact = {"),
	}
	if cliAtLeast("v1.11.0", "v1.11.0") {
		steps = append(steps, inPlace("bank_account_number ", "bank_account_number_wo "))
	}
	h.runSteps(steps...)
	if events := len(h.sim.Journal()) - before; events != 1 { // the removal at the end
		t.Errorf("the changes of format were sent to Cashfree: %+v", h.sim.Journal())
	}
}

// TestAccBeneficiary_Drift shows that a plan finds a beneficiary that was changed or removed in the dashboard, and that
// an apply corrects it.
func TestAccBeneficiary_Drift(t *testing.T) {
	h := newHarness(t)
	h.runSteps(
		resource.TestStep{Config: ashaConfig()},
		resource.TestStep{
			PreConfig: func() {
				h.sim.Update("vendor_0042", func(b *simulator.Beneficiary) { b.BankIFSC = "SBIN0000001" })
			},
			Config:           ashaConfig(),
			ConfigPlanChecks: expectAction(plancheck.ResourceActionDestroyBeforeCreate),
		},
		resource.TestStep{
			PreConfig:        func() { h.sim.Remove("vendor_0042") },
			Config:           ashaConfig(),
			ConfigPlanChecks: expectAction(plancheck.ResourceActionCreate),
		},
		resource.TestStep{
			PreConfig: func() {
				h.sim.Update("vendor_0042", func(b *simulator.Beneficiary) { b.Status = "DELETED" })
				h.sim.SetBehaviour(func(b *simulator.Behaviour) { b.DeletedGet = "deleted_status" })
			},
			Config:             ashaConfig(),
			PlanOnly:           true,
			ExpectNonEmptyPlan: true,
		},
		resource.TestStep{
			PreConfig:        func() { h.sim.Remove("vendor_0042") },
			Config:           ashaConfig(),
			ConfigPlanChecks: expectAction(plancheck.ResourceActionCreate),
			Check:            func(*terraform.State) error { return h.checkAsha() },
		},
	)
}

// TestAccBeneficiary_RefreshFault shows that an unreadable answer during a refresh keeps the state.
func TestAccBeneficiary_RefreshFault(t *testing.T) {
	h := newHarness(t)
	h.runSteps(
		resource.TestStep{Config: ashaConfig()},
		resource.TestStep{
			PreConfig:   func() { h.sim.Inject(simulator.Fault{Method: "GET", Action: simulator.FaultEdgeHTML}) },
			Config:      ashaConfig(),
			PlanOnly:    true,
			ExpectError: regexp.MustCompile(`Cannot read beneficiary "vendor_0042"`),
		},
		resource.TestStep{PreConfig: h.sim.ClearFaults, Config: ashaConfig(), PlanOnly: true},
	)
	if events := h.eventKinds(); !slices.Equal(events, []string{"created", "removed"}) {
		t.Errorf("Cashfree saw %v", events)
	}
}

// TestAccBeneficiary_Create_LostAnswer shows that a creation whose answer is lost is not sent again.
func TestAccBeneficiary_Create_LostAnswer(t *testing.T) {
	h := newHarness(t)
	h.sim.Inject(simulator.Fault{Method: "POST", Path: "/payout/beneficiary", Times: 1, Action: simulator.FaultResetAfter})
	h.runSteps(resource.TestStep{Config: ashaConfig()})
	if events := h.eventKinds(); !slices.Equal(events, []string{"created", "removed"}) {
		t.Errorf("Cashfree saw %v", events)
	}
}

// TestAccBeneficiary_Create_AlreadyExists shows that an existing beneficiary is taken over only with adopt_existing,
// and that the error without it has an import block.
func TestAccBeneficiary_Create_AlreadyExists(t *testing.T) {
	h := newHarness(t)
	h.sim.Put(ashaRecord())
	h.runSteps(
		resource.TestStep{
			Config:      ashaConfig(),
			ExpectError: regexp.MustCompile(`(?s)Beneficiary already exists.*import \{.*id = "vendor_0042"`),
		},
		resource.TestStep{Config: h.providerBlock("adopt_existing = true") + ashaConfig(), ConfigPlanChecks: expectAction(plancheck.ResourceActionCreate)},
	)
}

// TestAccBeneficiary_CreateBeforeDestroy shows that the removal of the former object, which comes last, does not remove
// what the new object has taken over.
func TestAccBeneficiary_CreateBeforeDestroy(t *testing.T) {
	w := newWorkspace(t)
	w.writeConfig(`provider "cashfree" { adopt_existing = true }` +
		ashaConfig("contact = {", "lifecycle { create_before_destroy = true }\n contact = {"))
	w.apply()
	wantTexts(t, w.apply("-replace="+ashaAddress), "Existing beneficiary taken over", "Beneficiary not removed")
	if err := w.checkAsha(); err != nil {
		t.Error(err)
	}
	w.wantEmptyPlan()
}

// TestAccBeneficiary_ModuleVariables shows that values may be variables, which are unknown during validation.
func TestAccBeneficiary_ModuleVariables(t *testing.T) {
	h := newHarness(t)
	h.runSteps(resource.TestStep{
		Config: h.providerBlock("") + `
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
		ConfigPlanChecks: expectAction(plancheck.ResourceActionCreate),
	})
}

// TestAccBeneficiary_StillInitiated shows that a beneficiary whose verification outlasts the time limit is kept.
func TestAccBeneficiary_StillInitiated(t *testing.T) {
	h := newHarness(t)
	h.sim.SetBehaviour(func(b *simulator.Behaviour) { b.InitiatedReads = 1_000_000 })
	hurried := ashaConfig("contact = {", "timeouts = { create = \"2s\" }\n contact = {")
	h.runSteps(
		resource.TestStep{Config: hurried, ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownValue(ashaAddress, tfjsonpath.New("status"), knownvalue.StringExact("INITIATED")),
		}},
		resource.TestStep{Config: hurried, PlanOnly: true},
	)
}

// TestAccBeneficiary_FailedVerification shows that a failed verification taints the beneficiary, and that the next
// apply replaces it.
func TestAccBeneficiary_FailedVerification(t *testing.T) {
	h := newHarness(t)
	h.sim.SetBehaviour(func(b *simulator.Behaviour) { b.InitiatedReads, b.InitiatedOutcome = 1, "INVALID" })
	h.runSteps(
		resource.TestStep{Config: ashaConfig(), ExpectError: regexp.MustCompile(`Beneficiary not verified`)},
		resource.TestStep{
			PreConfig: func() {
				h.sim.SetBehaviour(func(b *simulator.Behaviour) { b.InitiatedReads, b.InitiatedOutcome = 0, "" })
			},
			Config:           ashaConfig(),
			ConfigPlanChecks: expectAction(plancheck.ResourceActionDestroyBeforeCreate),
		},
	)
}

// TestAccBeneficiary_Drift_ExitStatus shows that a scheduled plan reports a change by hand with its exit status.
func TestAccBeneficiary_Drift_ExitStatus(t *testing.T) {
	w := newWorkspace(t)
	w.writeConfig(ashaConfig())
	w.apply()
	w.wantEmptyPlan()

	w.sim.Update("vendor_0042", func(b *simulator.Beneficiary) { b.BankAccountNumber = "66611020009999" })
	output := w.wantChanges()
	wantTexts(t, output, "bank_account_number", `"9999" -> "1772"`, "forces replacement")
	w.wantNoSecrets(output, "00011020001772", "66611020009999")

	w.apply()
	if err := w.checkAsha(); err != nil {
		t.Error(err)
	}
	w.destroy()
}

// TestAccBeneficiary_RotatedSecret shows that a client secret rotated between plan and apply, or between two plans,
// replaces nothing.
func TestAccBeneficiary_RotatedSecret(t *testing.T) {
	const rotated = "cfsk_rotated_canary_77aa00"
	w := newWorkspace(t)
	w.env["TF_VAR_number"] = ashaAccountNumber
	w.writeConfig(ashaWriteOnlyConfig())
	w.apply()

	w.wantEmptyPlan("-refresh=false")
	other := w.withEnv(map[string]string{"CASHFREE_PAYOUT_CLIENT_SECRET": rotated})
	other.wantEmptyPlan("-refresh=false")

	w.writeConfig(ashaWriteOnlyConfig("Pune", "Mumbai"))
	w.run(0, "plan", "-out=plan.bin", "-input=false")
	w.sim.SetCredentials(clientID, rotated)
	other.applyPlan()
	other.wantEmptyPlan()
	w.wantNoSecrets(w.readFile("terraform.tfstate"), ashaAccountNumber, rotated)
	other.destroy()
}
