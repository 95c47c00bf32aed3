package provider

import (
	"context"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// Pauses between looks grow up to a limit.
func TestLooksNeverBecomeRarerThanTheLimit(t *testing.T) {
	t.Parallel()
	var pauses []time.Duration
	looks := 0
	options := impatient()
	options.Wait = func(_ context.Context, pause time.Duration) error {
		pauses = append(pauses, pause)
		return nil
	}
	asked := followed[*payouts.Batch]{
		conn: &connection{options: options}, what: "batch",
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
