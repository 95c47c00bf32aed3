package provider

import "testing"

// An export that broke off after its header leaves a document without payees, which is legal and hardly ever meant.
func TestAnEmptyDocumentIsAskedAbout(t *testing.T) {
	t.Parallel()
	_, base := startSimulator(t, testOptions())
	c := setCore(t, base, nil)
	created := c.create(object{"csv": vendors(3)})
	wantWarning(t, c.plan(created, object{"csv": vendors(0)}).diags, "removes all 3 members")
	for _, p := range []*change{c.plan(created, object{"csv": vendors(1)}), c.plan(nil, object{"csv": vendors(0)})} {
		if len(p.diags) > 0 {
			t.Errorf("said of a document that is what it seems: %s", text(p.diags))
		}
	}
}
