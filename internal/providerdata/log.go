package providerdata

import (
	"context"

	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/bulk"
)

// LogProgress returns a [bulk.Progress] that logs now and then how far a long operation is.
func LogProgress(ctx context.Context, operation string) bulk.Progress {
	return func(done, total int) {
		if done%1000 == 0 || done == total {
			tflog.Info(ctx, "Beneficiaries", map[string]any{"operation": operation, "done": done, "of": total})
		}
	}
}
