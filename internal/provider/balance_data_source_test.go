package provider

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

const balanceType = "cashfree_payout_balance"

// Money is exact: an amount equals the same amount written in a configuration, which a float would not.
func TestBalance_Exact(t *testing.T) {
	t.Parallel()
	for _, encoding := range []string{"string", "number"} {
		t.Run(encoding, func(t *testing.T) {
			t.Parallel()
			sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
			sim.SetBehaviour(func(b *simulator.Behaviour) { b.BalanceType = encoding })
			coretest.Must(t, sim.SetBalance("90071992547409.93", "0.10"))
			state, diags := readData(t, coretest.ProviderBlock(base, nil), balanceType, object{})
			coretest.WantNoErrors(t, diags)
			for attribute, want := range map[string]string{"balance": "90071992547409.93", "available_balance": "0.1"} {
				if got := decimalText(t, coretest.At(state, attribute)); got != want {
					t.Errorf("%s is %s, want %s", attribute, got, want)
				}
			}
			if got := coretest.Plain(coretest.At(state, "currency")); got != "INR" {
				t.Errorf("the currency is %v", got)
			}
		})
	}
}

// A fund source that does not exist is an error.
func TestBalance_UnknownFundSource(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	_, diags := readData(t, coretest.ProviderBlock(base, nil), balanceType, object{"fund_source_id": "NO_SUCH_SOURCE"})
	coretest.WantError(t, diags, "", "Cannot read the balance", "Specified paymentInstrumentId not available", providerdata.AnchorInvalid.More())
}

// Each data source that needs a call is an error while arguments of the provider are not known, and the error says what
// to do.
func TestDataSources_UnknownCredentials(t *testing.T) {
	t.Parallel()
	configs := map[string]object{
		balanceType:         {},
		transferStatusType:  {"transfer_id": "t1"},
		batchStatusType:     {"batch_transfer_id": "b1"},
		beneficiariesType:   {"beneficiary_ids": listOf("vendor_0042")},
		beneficiaryDataType: {"beneficiary_id": "vendor_0042"},
	}
	schemas, err := Server(noWaitOptions())().GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	coretest.Must(t, err)
	for typeName := range schemas.DataSourceSchemas {
		if _, listed := configs[typeName]; !listed && typeName != accessType { // which reports them in its attributes
			t.Errorf("%s is not tried", typeName)
		}
	}
	for typeName, config := range configs {
		_, diags := readData(t, coretest.ProviderBlock("http://127.0.0.1:1", object{"client_secret": coretest.Unknown{}, "public_key_pem": coretest.Unknown{}}), typeName, config)
		coretest.WantError(t, diags, "", "not known yet", "client_secret, public_key_pem", "-target", "CASHFREE_PAYOUT_CLIENT_SECRET")
	}
}

// decimalText writes a number as Terraform would.
func decimalText(t *testing.T, value tftypes.Value) string {
	t.Helper()
	return bigFloat(t, value).Text('f', -1)
}
