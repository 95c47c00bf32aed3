package provider

import (
	"context"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// Pauses between reads grow up to a limit.
func TestTransferLookup_Pauses(t *testing.T) {
	t.Parallel()
	var pauses []time.Duration
	reads := 0
	wait := func(_ context.Context, pause time.Duration) error {
		pauses = append(pauses, pause)
		return nil
	}
	lookup := transferLookup[*payouts.Batch]{
		data: providerdata.New(providerdata.Settings{Wait: wait}), kind: "batch",
		get: func(context.Context, payouts.TransferKey) (*payouts.Batch, error) {
			if reads++; reads == 12 {
				return &payouts.Batch{Status: "PROCESSED"}, nil
			}
			return &payouts.Batch{Status: "PENDING"}, nil
		},
		statusOf: func(b *payouts.Batch) string { return b.Status },
	}
	var diags diag.Diagnostics
	if last, ok := lookup.read(t.Context(), true, &diags); !ok || !last.Terminal() {
		t.Fatal(diags)
	}
	if pauses[0] != minPollPause || pauses[1] != 2*minPollPause || pauses[len(pauses)-1] != maxPollPause {
		t.Errorf("the pauses are %v", pauses)
	}
}

// A time limit of zero or less is refused at plan time, before any call.
func TestReadTimeout_MustBePositive(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	for typeName, config := range map[string]object{
		"cashfree_payout_transfer_status":       {"transfer_id": "salary_1"},
		"cashfree_payout_batch_transfer_status": {"batch_transfer_id": "payday"},
		"cashfree_payout_beneficiaries":         {"beneficiary_ids": listOf("vendor_0042")},
	} {
		for limit, want := range map[string]string{
			"0s": "timeouts.read must be a duration above zero, got 0s.", "-5m": "timeouts.read must be a duration above zero, got -5m0s.", "soon": "",
		} {
			_, diags := readData(t, coretest.ProviderBlock(base, nil), typeName, with(config, "timeouts", object{"read": limit}))
			coretest.WantError(t, diags, "timeouts.read", want)
		}
	}
	if calls := len(sim.Requests()); calls != 0 {
		t.Errorf("%d calls were made", calls)
	}
}
