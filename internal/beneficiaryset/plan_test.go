package beneficiaryset_test

import (
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
)

// An export that broke off after its coretest.Header leaves a document without payees, which is legal and hardly ever meant.
func TestAnEmptyDocumentIsAskedAbout(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, nil)
	created := c.Create(object{"csv": coretest.Vendors(3)})
	coretest.WantWarning(t, c.Plan(created, object{"csv": coretest.Vendors(0)}).Diags, "removes 3 members from Cashfree")
	for _, p := range []*coretest.Change{c.Plan(created, object{"csv": coretest.Vendors(1)}), c.Plan(nil, object{"csv": coretest.Vendors(0)})} {
		if len(p.Diags) > 0 {
			t.Errorf("said of a document that is what it seems: %s", coretest.Text(p.Diags))
		}
	}
}

// Somebody names a file of another kind: its faults are counted, and not all written out.
func TestThousandsOfFaultsAreCounted(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, nil)
	document := "beneficiary_id,name\n" + strings.Repeat("a b,1\n", 5000)
	diags := c.Plan(nil, object{"csv": document}).Diags
	coretest.WantError(t, diags, "", "errors in csv", "line 2", " more")
	if size := len(coretest.Text(diags)); size > 1<<20 {
		t.Errorf("the message has %d bytes", size)
	}
}
