package provider

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/numbertest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// FuzzImportID shows that an import id of a single object is refused without an account number in the error, or is the
// id of what is imported.
func FuzzImportID(f *testing.F) {
	for _, id := range []string{
		"vendor_0042", "v-1", "52.66.1.7", "203.0.113.7", "10.0.0.1", "::1", "00011020001772", "00011020001772,HDFC0000001", "00011020001772, hdfc0000001 ",
		"00011020001772,", ",HDFC0000001", "1,2,3", "", " ", "id with 0001 1020 0017 72", "00011020009999,HDFC0000001", strings.Repeat("9", 51), "52.66.1.7,1",
	} {
		f.Add(id)
	}
	sim, base := coretest.StartSimulator(f, coretest.SimulatorOptions())
	sim.Put(simulator.Beneficiary{ID: "vendor_0042", Name: "Asha Rao", BankAccountNumber: "00011020001772", BankIFSC: "HDFC0000001"})
	c := newCore(f, coretest.ProviderBlock(base, object{"max_retries": 0}))
	f.Fuzz(func(t *testing.T, id string) {
		for typeName, attribute := range map[string]string{beneficiaryType: "beneficiary_id", "cashfree_payout_whitelisted_ip": "ip_address"} {
			answer, err := c.Server.ImportResourceState(t.Context(), &tfprotov6.ImportResourceStateRequest{TypeName: typeName, ID: id})
			coretest.Must(t, err)
			if coretest.HasErrors(answer.Diagnostics) {
				numbertest.WantNone(t, coretest.Text(answer.Diagnostics))
				continue
			}
			imported := &coretest.Instance{State: coretest.Decode(t, c.Of(typeName).Type, answer.ImportedResources[0].State)}
			got, _ := imported.Get(attribute).(string)
			account, ifsc, byAccount := strings.Cut(id, ",")
			switch {
			case byAccount && typeName == beneficiaryType:
				if got != "vendor_0042" || !grammar.AccountNumber.Same(account, "00011020001772") || !grammar.IFSC.Same(ifsc, "HDFC0000001") {
					t.Fatalf("%q imports %q", id, got)
				}
			case got != id:
				t.Fatalf("%q imports %q", id, got)
			case typeName == beneficiaryType && grammar.BeneficiaryID.Check(got) != nil:
				t.Fatalf("%q is not a valid id", got)
			}
		}
	})
}
