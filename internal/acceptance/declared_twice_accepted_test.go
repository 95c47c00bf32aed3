package acceptance

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// moved returns a moved block.
func moved(from, to string) string {
	return fmt.Sprintf("moved {\n  from = cashfree_payout_%s\n  to   = cashfree_payout_%s\n}\n", from, to)
}

// refuseRemoval makes Cashfree refuse to remove a payee once.
func (w *workspace) refuseRemoval(id string) {
	w.sim.Inject(simulator.Fault{
		Method: http.MethodDelete, BeneficiaryID: id, Times: 1, Action: simulator.FaultStatusBefore, Status: http.StatusUnprocessableEntity,
	})
}

// deposeVendorA replaces single "a" by vendor_b, and leaves vendor_a as a deposed object in the state.
func deposeVendorA(w *workspace) {
	w.refuseRemoval("vendor_a")
	w.writeConfig(declaredSingle("a", "vendor_b", 2, createBeforeDestroy))
	w.wantApplyError()
}

// taint returns a step that taints resources.
func taint(addresses ...string) func(*workspace) {
	return func(w *workspace) {
		for _, address := range addresses {
			w.run(0, "taint", "cashfree_payout_"+address)
		}
	}
}

const createBeforeDestroy = "lifecycle { create_before_destroy = true }"

// TestAccDeclaredTwice_Accepted shows that no plan and no apply finds a conflict where one resource has a payee or an
// address, however it comes to it or lets go of it. A plan after the apply is empty.
func TestAccDeclaredTwice_Accepted(t *testing.T) {
	t.Parallel()
	single, pair := declaredSingle("a", "vendor_a", 1), declaredSingle("a", "vendor_a", 1)+declaredSingle("b", "vendor_b", 2)
	set, records := declaredSet("s", "vendor_a 1", "vendor_b 2"), declaredRecord("a", 1)+declaredRecord("b", 2)
	each := declaredSingle("c", "vendor_c", 3) + set + records
	early := declaredSingle("a", "vendor_a", 1, createBeforeDestroy) // created before the former one is removed
	earlySet, earlyRecord := strings.Replace(set, "{", "{\n"+createBeforeDestroy, 1), declaredRecord("a", 1, createBeforeDestroy)
	for name, test := range map[string]struct {
		before  string           // what is applied first
		exists  bool             // whether Cashfree has vendor_a and vendor_b before
		prepare func(*workspace) // what is done after that
		config  string
		flags   []string // of the plan
		adopts  bool     // whether payees that exist are taken over
		plan    string   // what the plan prints
		writes  int      // of payees at Cashfree by the apply

		// putsBack is whether the apply may remove a member and put it back once, because the other resource, whose
		// account the member needs, begins later.
		putsBack bool
	}{
		"moved": {
			before: single + declaredSet("s", "vendor_b 2"), config: declaredSingle("b", "vendor_a", 1) + declaredSet("t", "vendor_b 2") +
				moved("beneficiary.a", "beneficiary.b") + moved("beneficiary_set.s", "beneficiary_set.t"),
			plan: "0 to add, 0 to change, 0 to destroy",
		},
		"a moved single with another id": {
			before: single, config: declaredSingle("b", "vendor_b", 1) + moved("beneficiary.a", "beneficiary.b"),
			plan: "1 to add, 0 to change, 1 to destroy", writes: 2,
		},
		"a single and a record with another address, and no moved block": {
			before: single + declaredRecord("a", 1), config: declaredSingle("b", "vendor_a", 1) + declaredRecord("b", 1),
			plan: "Warning: Beneficiary moved by removal and creation", writes: 2,
		},
		"singles handed over to a set": {
			before: pair, config: set + importTo("beneficiary_set.s", "vendor_a,vendor_b") + forget("beneficiary.a") + forget("beneficiary.b"),
			plan: "1 to import, 0 to add, 1 to change, 0 to destroy", // of its limits
		},
		"a set handed over to singles": {
			before: set, config: pair + importTo("beneficiary.a", "vendor_a") + importTo("beneficiary.b", "vendor_b") + forget("beneficiary_set.s"),
			plan: "2 to import, 0 to add, 0 to change, 0 to destroy",
		},
		"a single removed and added to a set": {
			before: single + declaredSet("s", "vendor_b 2"), config: set, plan: "Warning: Payees moved by removal and creation", writes: 2,
		},
		"a forgotten single that a new one takes over": {
			before: single, config: declaredSingle("b", "vendor_a", 1) + forget("beneficiary.a"), adopts: true,
		},
		"a forgotten single that a set takes over": {
			before: single + declaredSet("s", "vendor_b 2"), config: set + forget("beneficiary.a"), adopts: true,
		},
		"imported": {
			exists: true, config: single + declaredSet("s", "vendor_b 2") + importTo("beneficiary.a", "vendor_a") + importTo("beneficiary_set.s", "vendor_b"),
			plan: "2 to import, 0 to add, 1 to change, 0 to destroy",
		},
		"replaced": {
			before: each, config: each, plan: "3 to add, 0 to change, 3 to destroy", writes: 6, flags: []string{
				"-replace=cashfree_payout_beneficiary.c", "-replace=cashfree_payout_beneficiary_set.s", "-replace=cashfree_payout_whitelisted_ip.a",
			},
		},
		"a replaced set that loses a member to a single": {
			before: set, config: declaredSet("s", "vendor_b 2") + single, flags: []string{"-replace=cashfree_payout_beneficiary_set.s"}, writes: 4,
		},
		"a replaced single that its replacement takes over": {
			before: early, config: early, adopts: true, flags: []string{"-replace=cashfree_payout_beneficiary.a"},
		},
		"a replaced set that its replacement takes over": {
			before: earlySet, config: earlySet, adopts: true, flags: []string{"-replace=cashfree_payout_beneficiary_set.s"},
		},
		"tainted": {
			before: each, prepare: taint("beneficiary.c", "beneficiary_set.s", "whitelisted_ip.a"), config: each,
			plan: "3 to add, 0 to change, 3 to destroy", writes: 6,
		},
		"a tainted record that is created before the former one is removed": {
			before: earlyRecord, prepare: taint("whitelisted_ip.a"), config: earlyRecord, plan: "1 to add, 0 to change, 1 to destroy",
		},
		"a tainted single that its replacement takes over": {
			before: early, prepare: taint("beneficiary.a"), config: early, adopts: true,
		},
		"created before the former one is removed": {
			before: early + earlyRecord, plan: "2 to add, 0 to change, 2 to destroy", writes: 2,
			config: declaredSingle("a", "vendor_b", 2, createBeforeDestroy) + declaredRecord("a", 2, createBeforeDestroy),
		},
		"a single whose id another one takes over": {
			before: early, config: declaredSingle("a", "vendor_c", 3, createBeforeDestroy) + declaredSingle("b", "vendor_a", 1), adopts: true, writes: 1,
		},
		"a deposed single": {
			before: early, prepare: deposeVendorA,
			config: declaredSingle("a", "vendor_b", 2, createBeforeDestroy), plan: "0 to add, 0 to change, 1 to destroy", writes: 1,
		},
		"a deposed single that a set adds": {
			before: early, prepare: deposeVendorA, config: declaredSingle("a", "vendor_b", 2, createBeforeDestroy) + declaredSet("s", "vendor_a 1"), writes: 2,
		},
		"a single after a removal that failed": {
			before: pair, config: pair, prepare: func(w *workspace) {
				w.refuseRemoval("vendor_a")
				w.wantApplyError("-replace=cashfree_payout_beneficiary.a")
			},
		},
		"singles that exchange their accounts, and records their addresses": {
			before: pair + records, writes: 4, plan: "4 to add, 0 to change, 4 to destroy",
			config: declaredSingle("a", "vendor_a", 2) + declaredSingle("b", "vendor_b", 1) + declaredRecord("a", 2) + declaredRecord("b", 1),
		},
		"singles that exchange their ids": {
			before: pair, config: declaredSingle("a", "vendor_b", 2) + declaredSingle("b", "vendor_a", 1), writes: 4,
		},
		"sets that exchange their members": {
			before: declaredSet("s", "vendor_a 1") + declaredSet("t", "vendor_b 2"),
			config: declaredSet("s", "vendor_b 2") + declaredSet("t", "vendor_a 1"), writes: 4,
		},
		"a single and a member that exchange their accounts": {
			before: single + declaredSet("s", "vendor_b 2"), config: declaredSingle("a", "vendor_a", 2) + declaredSet("s", "vendor_b 1"),
			writes: 4, putsBack: true,
		},
		"a target": {
			config: single + declaredSingle("b", "vendor_a", 1), flags: []string{"-target=cashfree_payout_beneficiary.a"}, writes: 1,
		},
		"everything destroyed": {before: each, config: each, flags: []string{"-destroy"}, writes: 3},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorkspace(t)
			if test.exists {
				w.putVendor("vendor_a", 1)
				w.putVendor("vendor_b", 2)
			}
			if test.before != "" {
				w.writeConfig(test.before)
				w.apply()
			}
			if test.adopts {
				w = w.adopting()
			}
			if test.prepare != nil {
				test.prepare(w)
			}
			w.writeConfig(test.config)
			before := len(w.sim.Journal())
			plan := w.run(0, append([]string{"plan", "-input=false", "-out=plan.bin"}, test.flags...)...)
			wantTexts(t, plan, test.plan)
			wantNoConflict(t, plan)
			wantNoConflict(t, w.applyPlan())
			events := w.sim.Journal()[before:]
			if isLater := test.putsBack && len(events) == test.writes+2; len(events) != test.writes && !isLater {
				t.Errorf("Cashfree saw %+v", events)
			}
			var again []string
			if flag := strings.Join(test.flags, ""); strings.HasPrefix(flag, "-target") || flag == "-destroy" {
				again = test.flags
			}
			w.wantEmptyPlan(again...)
		})
	}
}

// TestAccDeclaredTwice_LetGo shows that a state in which two resources have a payee, as two applies with -target leave
// it, is refused until one of the two lets go as the error says, and that everything can be destroyed.
func TestAccDeclaredTwice_LetGo(t *testing.T) {
	t.Parallel()
	single, set := declaredSingle("a", "vendor_a", 1), declaredSet("s", "vendor_a 1", "vendor_b 2")
	single2 := declaredSingle("b", "vendor_a", 1)
	for name, test := range map[string]struct{ first, second, address, config string }{
		"singles": {single, single2, "beneficiary.b", single + forget("beneficiary.b")},
		"single":  {set, single, "beneficiary.a", set + forget("beneficiary.a")},
		"set": {
			set, single, "beneficiary.a", single + declaredSet("t", "vendor_b 2") + forget("beneficiary_set.s") + importTo("beneficiary_set.t", "vendor_b"),
		},
		"destroyed": {set, single, "beneficiary.a", ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorkspace(t)
			w.writeConfig(test.first)
			w.apply()
			twice := test.first + test.second
			w.writeConfig(twice + importTo(test.address, "vendor_a"))
			w.apply("-target=cashfree_payout_" + test.address)
			before := len(w.sim.Journal())
			wantTexts(t, w.wantPlanError(), payeeTwice)
			w.writeConfig(test.first) // without a removed block
			wantTexts(t, w.wantPlanError(), removedToo)
			if len(w.sim.Journal()) > before {
				t.Errorf("Cashfree saw %+v", w.sim.Journal()[before:])
			}
			if test.config == "" {
				w.writeConfig(twice)
				wantNoConflict(t, w.run(0, "plan", "-refresh-only", "-input=false"))
				// Before a destroy, the CLI makes a plan of the configuration, which no provider can tell from others.
				wantTexts(t, w.run(1, "destroy", "-auto-approve", "-input=false"), payeeTwice)
				w.run(0, "destroy", "-auto-approve", "-input=false", "-refresh=false")
				if left := w.sim.All(); len(left) > 0 {
					t.Errorf("%+v are left", left)
				}
				return
			}
			w.writeConfig(test.config)
			wantNoConflict(t, w.apply())
			w.wantEmptyPlan()
			if len(w.sim.Journal()) > before {
				t.Errorf("Cashfree saw %+v", w.sim.Journal()[before:])
			}
		})
	}
}

// TestAccDeclaredTwice_SameVPA shows that payees with one UPI address are a warning, since Cashfree may accept them.
func TestAccDeclaredTwice_SameVPA(t *testing.T) {
	w := newWorkspace(t)
	w.sim.SetBehaviour(func(b *simulator.Behaviour) { b.VPAConflict = "off" })
	w.writeConfig(ashaConfig("vendor_0042", "vendor_0043", "00011020001772", "00011020001773") + strings.Replace(ashaConfig(), `"asha"`, `"other"`, 1) + `
resource "cashfree_payout_beneficiary_set" "s" {
  csv_wo = "beneficiary_id,name,vpa\nvendor_0044,Asha Rao,ASHA@examplebank\n"
}
`)
	for _, output := range []string{w.wantChanges(), w.apply()} {
		wantTexts(t, output, "Warning: UPI address declared twice", "Cashfree does not say whether two beneficiaries can have one UPI address.")
		w.wantNoSecrets(output, ashaAccountNumber)
	}
	w.wantEmptyPlan()
	w.wantCreatedOnce(3)
}

// TestAccDeclaredTwice_SameAccount shows that payees that Cashfree has with one account, as some are that were added
// long ago, are a warning.
func TestAccDeclaredTwice_SameAccount(t *testing.T) {
	w := newWorkspace(t)
	w.putVendor("vendor_a", 1)
	w.putVendor("vendor_b", 1)
	w.writeConfig(declaredSingle("a", "vendor_a", 1) + importTo("beneficiary.a", "vendor_a") +
		declaredSingle("b", "vendor_b", 1) + importTo("beneficiary.b", "vendor_b"))
	wantTexts(t, w.apply(), "Warning: Bank account declared twice", "Cashfree holds both", "2 imported, 0 added, 0 changed, 0 destroyed")
	w.wantEmptyPlan()
}

// TestAccDeclaredTwice_Aliases shows that each provider block is an account of its own.
func TestAccDeclaredTwice_Aliases(t *testing.T) {
	w := newWorkspace(t)
	other := simulator.New(simulator.Options{ClientID: clientID, ClientSecret: clientSecret})
	server, err := other.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	const provided = "provider = cashfree.other"
	w.writeConfig(declaredSingle("a", "vendor_a", 1) + declaredSingle("b", "vendor_a", 1, provided) + declaredRecord("a", 1) +
		declaredRecord("b", 1, provided) + strings.Replace(declaredSet("s", "vendor_b 2"), "{", "{\n"+provided, 1) + declaredSet("t", "vendor_b 2") +
		fmt.Sprintf("provider \"cashfree\" {\n  alias    = \"other\"\n  base_url = %q\n}\n", server.BaseURL()))
	wantNoConflict(t, w.wantChanges("-out=plan.bin"))
	wantNoConflict(t, w.applyPlan())
	w.wantEmptyPlan()
	if here, there := len(w.sim.All()), len(other.All()); here != 2 || there != 2 {
		t.Errorf("the accounts have %d and %d payees", here, there)
	}
	w.destroy()
}

// TestAccDeclaredTwice_ModuleTests shows that the runs of a module test, which plan and apply the same resources again,
// are no conflict.
func TestAccDeclaredTwice_ModuleTests(t *testing.T) {
	w := newWorkspace(t)
	w.writeConfig("variable \"name\" {}\n" + strings.ReplaceAll(declaredSingle("a", "vendor_a", 1), `"Asha Rao"`, "var.name") +
		declaredSet("s", "vendor_b 2") + declaredRecord("a", 1))
	w.writeFile("main.tftest.hcl", `
run "plan" {
  command = plan
  variables { name = "Asha Rao" }
}
run "create" {
  variables { name = "Asha Rao" }
}
run "replace" {
  variables { name = "Asha R Rao" }
}
run "keep" {
  variables { name = "Asha R Rao" }
}
`)
	output := w.run(0, "test")
	wantTexts(t, output, "4 passed, 0 failed")
	wantNoConflict(t, output)
	if left := w.sim.All(); len(left) > 0 {
		t.Errorf("the test left %v", left)
	}
}

// TestAccDeclaredTwice_Deposed shows the plans for an object that an apply could not remove: the plan may give its id
// back to the resource, but not import its payee.
func TestAccDeclaredTwice_Deposed(t *testing.T) {
	w := newWorkspace(t)
	w.writeConfig(declaredSingle("a", "vendor_a", 1, createBeforeDestroy))
	w.apply()
	deposeVendorA(w)
	w.writeConfig(declaredSingle("a", "vendor_a", 1))
	wantNoConflict(t, w.wantChanges())
	w.writeConfig(declaredSingle("a", "vendor_b", 2, createBeforeDestroy) + declaredSingle("b", "vendor_a", 1) + importTo("beneficiary.b", "vendor_a"))
	wantTexts(t, w.wantPlanError(), removedToo, `beneficiary "vendor_a"`)
	if _, exists := w.sim.Get("vendor_a"); !exists {
		t.Error("vendor_a is lost")
	}
}
