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

// Pauses between looks grow up to a limit.
func TestLooksNeverBecomeRarerThanTheLimit(t *testing.T) {
	t.Parallel()
	var pauses []time.Duration
	looks := 0
	wait := func(_ context.Context, pause time.Duration) error {
		pauses = append(pauses, pause)
		return nil
	}
	asked := followed[*payouts.Batch]{
		data: providerdata.New(providerdata.Settings{Wait: wait}), what: "batch",
		read: func(context.Context, payouts.TransferKey) (*payouts.Batch, error) {
			if looks++; looks == 12 {
				return &payouts.Batch{Status: "PROCESSED"}, nil
			}
			return &payouts.Batch{Status: "PENDING"}, nil
		},
		status: func(b *payouts.Batch) string { return b.Status },
	}
	var diags diag.Diagnostics
	if last, ok := asked.untilTerminal(t.Context(), &diags); !ok || !last.Terminal() {
		t.Fatal(diags)
	}
	if pauses[0] != firstLook || pauses[1] != 2*firstLook || pauses[len(pauses)-1] != rarestLook {
		t.Errorf("the pauses are %v", pauses)
	}
}

func TestADurationIsWrittenAsPeopleDo(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"5m": "5m", "10m0s": "10m", "30s": "30s", "10s": "10s", "1m30s": "1m30s", "1m10s": "1m10s", "1h": "1h", "10h0m0s": "10h",
		"1h30m": "1h30m", "1h0m10s": "1h0m10s", "200ms": "200ms", "0s": "0s", "100h10m0s": "100h10m",
	} {
		d, err := time.ParseDuration(text)
		coretest.Must(t, err)
		if got := providerdata.ShortDuration(d); got != want {
			t.Errorf("%s is written as %s, want %s", text, got, want)
		}
	}
}

func TestNoTimeToReadInIsRefusedAtPlanTime(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	for typeName, config := range map[string]object{
		"cashfree_payout_transfer_status":       {"transfer_id": "salary_1"},
		"cashfree_payout_batch_transfer_status": {"batch_transfer_id": "payday"},
		"cashfree_payout_beneficiaries":         {"beneficiary_ids": listOf("vendor_0042")},
	} {
		for bound, says := range map[string]string{"0s": "leaves no time", "-5m": "leaves no time", "soon": ""} {
			_, diags := readData(t, coretest.ProviderBlock(base, nil), typeName, with(config, "timeouts", object{"read": bound}))
			coretest.WantError(t, diags, "timeouts.read", says)
		}
	}
	if calls := len(sim.Requests()); calls != 0 {
		t.Errorf("%d calls were made", calls)
	}
}
