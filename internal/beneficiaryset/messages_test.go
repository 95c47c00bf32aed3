package beneficiaryset_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// Ids that differ in digits that could be an account number are shown in full, so that the right one can be corrected.
func TestBeneficiarySet_Messages_IDsInFull(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, nil)
	_, diags := c.Import("vendor_2024001234,vendor_2025001234")
	coretest.WantError(t, diags, "", "Cashfree has no payee for 2 of the imported ids: ", `"vendor_2024001234"`, `"vendor_2025001234"`,
		"Check the ids, and that client_id is that of the account")
	_, diags = c.Import("vendor_2024001234,vendor_2024001234")
	coretest.WantError(t, diags, "", `duplicate id "vendor_2024001234"`)
	coretest.WantError(t, c.Validate(object{"csv": coretest.Header + "vendor_2024001234,,,,ab@cd\n"}), "", `line 2, "vendor_2024001234": name`)
}

// A warning comes with every plan, so it names fifty members and how many more there are.
func TestBeneficiarySet_Messages_MaxNamed(t *testing.T) {
	t.Parallel()
	const all = 120
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, nil)
	var document strings.Builder
	document.WriteString(coretest.Header)
	for i := range all {
		fmt.Fprintf(&document, "v-%03d,Asha Rao,,,asha%d@paytm\n", i, i)
	}
	doubts := c.Plan(nil, object{"csv_wo": document.String()}).Diags
	coretest.WantWarning(t, doubts, "hyphen", "v-000, ", "v-049, and 70 more")
	coretest.WantWarning(t, doubts, "Paytm", "v-000, ", "v-049, and 70 more")

	created := c.Create(object{"csv_wo": coretest.Vendors(all)})
	for i := range all {
		sim.Update(fmt.Sprintf("v%03d", i), func(b *simulator.Beneficiary) { b.Status = "INITIATED" })
	}
	_, unpaid := c.Refresh(created)
	coretest.WantWarning(t, unpaid, "120 members cannot be paid", "v049: INITIATED\nand 70 more")
	if strings.Contains(coretest.Text(doubts)+coretest.Text(unpaid), "050") {
		t.Errorf("it names more:\n%s\n%s", coretest.Text(doubts), coretest.Text(unpaid))
	}
}

// Every message that counts uses the singular for one.
func TestBeneficiarySet_Messages_Singular(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, nil)
	coretest.WantError(t, c.Validate(object{"csv": coretest.Header + "v1,,,,ab@cd\n"}), "", "1 error in csv")
	coretest.WantError(t, c.Validate(object{"csv": coretest.Header + "v1\nv2\n"}), "", "2 errors in csv", "wrong number of cells: 1, and the header has 5.")
	created := c.Create(object{"csv": coretest.Vendors(1)})
	coretest.WantWarning(t, c.Plan(created, object{"csv": coretest.Vendors(0)}).Diags, "Of the 1 member in the state, this plan:", "removes 1: v000")
	sim.Update("v000", func(b *simulator.Beneficiary) { b.Status = "INVALID" })
	_, diags := c.Refresh(created)
	coretest.WantWarning(t, diags, "1 member cannot be paid")
}
