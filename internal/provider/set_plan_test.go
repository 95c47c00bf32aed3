package provider

import (
	"strings"
	"testing"
)

// An export that broke off after its header leaves a document without payees, which is legal and hardly ever meant.
func TestAnEmptyDocumentIsAskedAbout(t *testing.T) {
	t.Parallel()
	_, base := startSimulator(t, testOptions())
	c := setCore(t, base, nil)
	created := c.create(object{"csv": vendors(3)})
	wantWarning(t, c.plan(created, object{"csv": vendors(0)}).diags, "removes 3 members from Cashfree")
	for _, p := range []*change{c.plan(created, object{"csv": vendors(1)}), c.plan(nil, object{"csv": vendors(0)})} {
		if len(p.diags) > 0 {
			t.Errorf("said of a document that is what it seems: %s", text(p.diags))
		}
	}
}

// Somebody names a file of another kind: its faults are counted, and not all written out.
func TestThousandsOfFaultsAreCounted(t *testing.T) {
	t.Parallel()
	_, base := startSimulator(t, testOptions())
	c := setCore(t, base, nil)
	document := "beneficiary_id,name\n" + strings.Repeat("a b,1\n", 5000)
	diags := c.plan(nil, object{"csv": document}).diags
	wantError(t, diags, "", "faults in the document of csv", "line 2", " more")
	if size := len(text(diags)); size > 1<<20 {
		t.Errorf("the message has %d bytes", size)
	}
}
