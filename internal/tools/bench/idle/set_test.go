package main

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	cashfree "github.com/cashfree-community/terraform-provider-cashfree/internal/provider"
)

const document = "beneficiary_id,name,bank_account_number,bank_ifsc\nv1,Asha Rao,00011020001772,HDFC0000001\n" +
	"v2,Ravi Iyer,00011020001773,HDFC0000002\n"

// The state of the idle provider holds texts of the same lengths in the same maps as that of the real provider, and
// neither changes it in the next plan.
func TestSet_SameTexts(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	idle, err := newServer(t.Context())
	coretest.Must(t, err)
	want := lengths(t, cashfree.Server(cashfree.Options{}), coretest.ProviderBlock(base, nil))
	got := lengths(t, func() tfprotov6.ProviderServer { return idle }, coretest.Object{})
	if len(want) != 8 {
		t.Errorf("the real provider has %d texts in its maps, want 8", len(want))
	}
	for name, length := range want {
		if got[name] != length {
			t.Errorf("%s has %d bytes, want %d", name, got[name], length)
		}
	}
}

// lengths creates a set, and returns the length of each text in its maps.
func lengths(t *testing.T, server func() tfprotov6.ProviderServer, block coretest.Object) map[string]int {
	t.Helper()
	c, diags := coretest.Start(t, server, block, setTypeName)
	coretest.WantNoErrors(t, diags)
	created := c.Create(coretest.Object{"csv": document})
	refreshed, diags := c.Refresh(created)
	coretest.WantNoErrors(t, diags)
	if p := c.Plan(refreshed, coretest.Object{"csv": document}); p.Action != "none" {
		t.Errorf("the next plan is %q", p.Action)
	}
	found := make(map[string]int)
	for _, name := range []string{"members", "account_fingerprints", "fingerprints", "statuses"} {
		var elements map[string]tftypes.Value
		coretest.Must(t, coretest.At(refreshed.State, name).As(&elements))
		for id, element := range elements {
			var text string
			coretest.Must(t, element.As(&text))
			found[name+"."+id] = len(text)
		}
	}
	return found
}
