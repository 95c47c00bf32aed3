package provider

import (
	"fmt"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// Two payees whose ids differ in digits that an account number could have: whoever mends the list has to see which.
func TestIDsAreNamedInFull(t *testing.T) {
	t.Parallel()
	_, base := startSimulator(t, testOptions())
	c := setCore(t, base, nil)
	_, diags := c.importByID("vendor_2024001234,vendor_2025001234")
	wantError(t, diags, "", "names 2 that Cashfree does not know", `"vendor_2024001234"`, `"vendor_2025001234"`)
	_, diags = c.importByID("vendor_2024001234,vendor_2024001234")
	wantError(t, diags, "", `"vendor_2024001234" is there twice`)
	wantError(t, c.validate(object{"csv": header + "vendor_2024001234,,,,ab@cd\n"}), "", `line 2, "vendor_2024001234": name`)
}

// What stands where an id should, and may be an account number.
func TestWhatMayBeAnAccountNumberIsNotNamed(t *testing.T) {
	t.Parallel()
	_, base := startSimulator(t, testOptions())
	c := setCore(t, base, nil)
	for _, id := range []string{"00011020001772", "0001-1020-0017-72", "00011020001772 ?", "acc 00011020001772"} {
		_, wrong := readDocument("csv", header+id+",A5ha,,,ab@cd\n")
		wantNoNumber(t, strings.Join(wrong, "\n"), "00011020001772", "0001-1020-0017-72")
		_, diags := c.importByID(id)
		wantNoNumber(t, text(diags), "00011020001772", "0001-1020-0017-72")
		_, diags = c.importByID(id + "," + id)
		wantNoNumber(t, text(diags), "00011020001772", "0001-1020-0017-72")
	}
}

// A warning comes with every plan, so it names some and says how many more there are.
func TestAWarningNamesFiftyMembersAtMost(t *testing.T) {
	t.Parallel()
	const all = 120
	sim, base := startSimulator(t, testOptions())
	c := setCore(t, base, nil)
	var document strings.Builder
	document.WriteString(header)
	for i := range all {
		fmt.Fprintf(&document, "v-%03d,Asha Rao,,,asha%d@paytm\n", i, i)
	}
	doubts := c.validate(object{"csv_wo": document.String()})
	wantWarning(t, doubts, "hyphen", "v-000, ", "v-049, and 70 more")
	wantWarning(t, doubts, "Paytm", "v-000, ", "v-049, and 70 more")

	created := c.create(object{"csv_wo": vendors(all)})
	for i := range all {
		sim.Update(fmt.Sprintf("v%03d", i), func(b *simulator.Beneficiary) { b.Status = "INITIATED" })
	}
	_, unpaid := c.refresh(created)
	wantWarning(t, unpaid, "120 members cannot be paid", "v049: INITIATED\nand 70 more")
	if strings.Contains(text(doubts)+text(unpaid), "050") {
		t.Errorf("it names more:\n%s\n%s", text(doubts), text(unpaid))
	}
}

func TestAnImportListsSoManyOfThoseThatDoNotExist(t *testing.T) {
	t.Parallel()
	_, base := startSimulator(t, testOptions())
	ids := make([]string, 2500)
	for i := range ids {
		ids[i] = fmt.Sprintf("vendor_%04d", i)
	}
	_, diags := setCore(t, base, nil).importByID(strings.Join(ids, ","))
	wantError(t, diags, "", "names 2500 that Cashfree does not know", `"vendor_1999" and 500 more`)
}

// One is one, in every message that counts.
func TestOneIsCountedAsOne(t *testing.T) {
	t.Parallel()
	sim, base := startSimulator(t, testOptions())
	c := setCore(t, base, nil)
	wantError(t, c.validate(object{"csv": header + "v1,,,,ab@cd\n"}), "", "1 fault in the document of csv")
	wantError(t, c.validate(object{"csv": header + "v1\nv2\n"}), "", "2 faults in the document of csv", "has 1 cell, and")
	created := c.create(object{"csv": vendors(1)})
	wantWarning(t, c.plan(created, object{"csv": vendors(0)}).diags, "removes 1 member from Cashfree")
	sim.Update("v000", func(b *simulator.Beneficiary) { b.Status = "INVALID" })
	_, diags := c.refresh(created)
	wantWarning(t, diags, "1 member cannot be paid")
}
