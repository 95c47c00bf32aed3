package acceptance

import (
	"fmt"
	"strings"
)

// vendorsOfPage returns a document of 20 payees with ids such as vendor_0007.
func vendorsOfPage(changes ...string) string {
	return strings.NewReplacer(changes...).Replace(vendorsCSV(20, "v0", "vendor_"))
}

// applyVendors creates a set of vendorsOfPage, and writes another document in its place.
func (w *workspace) applyVendors(document string) {
	w.Helper()
	w.writeFile("vendors.csv", vendorsOfPage())
	w.applyWarnings(setConfig)
	w.writeFile("vendors.csv", document)
}

var provokedBySets = map[string][]provocation{
	"set-limits": {
		func(w *workspace) string {
			w.applyVendors(strings.Join(strings.SplitAfter(vendorsOfPage(), "\n")[:11], ""))
			return w.planErrors(setConfig)
		},
		func(w *workspace) string {
			w.applyVendors(vendorsOfPage(","+vendorAccountPrefix, ",999999999999"))
			printed := w.planErrors(setConfig)
			w.writeFile("vendors.csv", vendorsOfPage())
			return printed + w.diagnostics(1, "plan", "-replace=cashfree_payout_beneficiary_set.vendors")
		},
	},
	"import-changes-members": {func(w *workspace) string {
		var changes []string
		for i := 1; i <= 9; i++ {
			changes = append(changes, fmt.Sprintf("%s%08d", vendorAccountPrefix, i), fmt.Sprintf("%s9999%04d", vendorAccountPrefix, i))
		}
		w.applyVendors(vendorsOfPage(changes...))
		w.run(0, "state", "rm", "cashfree_payout_beneficiary_set.vendors")
		return w.planErrors(setConfig + importTo("beneficiary_set.vendors", strings.Join(idsOf(vendorsOfPage()), ",")))
	}},
	"document-changed": {
		func(w *workspace) string {
			w.applyVendors(vendorsOfPage("v7@example.com", "asha@example.com"))
			w.run(0, "plan", "-out=plan.bin", "-input=false")
			w.writeFile("vendors.csv", vendorsOfPage("v7@example.com", "mallory@example.com"))
			return strings.ReplaceAll(w.diagnostics(1, "apply", "plan.bin"), "registry.opentofu.org", "registry.terraform.io")
		},
		// titlesSeenElsewhere: a CLI leaves no time between its last plan and the change.
		func(*workspace) string { return "" },
	},
}

var provokedByDeclarations = map[string][]provocation{
	"declared-twice": {
		func(w *workspace) string {
			return w.planErrors(declaredSet("vendors", "vendor_asha 1", "vendor_ravi 2") + declaredSingle("asha", "vendor_asha", 1, "depends_on = [cashfree_payout_beneficiary_set.vendors]"))
		},
		func(w *workspace) string {
			printed := w.planErrors(declaredSingle("asha", "vendor_asha", 1) + declaredSingle("ravi", "vendor_ravi", 1))
			const vpa = "resource \"cashfree_payout_beneficiary\" \"vendor\" {\n  count          = 2\n  beneficiary_id = \"vendor_${count.index}\"\n" +
				"  name           = \"Asha Rao\"\n  instrument     = { vpa = \"asha@examplebank\" }\n}\n"
			const records = "resource \"cashfree_payout_whitelisted_ip\" \"nat\" {\n  count      = 2\n  ip_address = \"" + pageIP + "\"\n}\n"
			printed += w.planWarnings(vpa) + w.planErrors(records)
			w.applyWarnings(ashaVendor())
			return printed + w.planErrors(vendorConfig("other", "vendor_asha", ashaAccountNumber)+importTo("beneficiary.other", "vendor_asha"))
		},
		func(w *workspace) string {
			w.applyWarnings(ashaVendor())
			block := blocksBySection(w.T, errorsGuide)["declared-twice"][2].text
			w.applyWarnings(block)
			if _, exists := w.sim.Get("vendor_asha"); !exists || strings.Contains(w.run(0, "state", "list"), "asha") {
				w.Error("the block did not let go of the payee, or removed it")
			}
			return block
		},
	},
}
