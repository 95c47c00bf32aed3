package beneficiaryset

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/bulk"
)

// logStop logs what became of the changes that were under way when a run was stopped. The diagnostics say it, too, but
// nobody receives them where the CLI was killed.
func logStop(ctx context.Context, outcome bulk.Outcome) {
	if ctx.Err() == nil {
		return
	}
	var putBack []string
	for id, failure := range outcome.Failed {
		if failure.Effect == bulk.EffectPutBack {
			putBack = append(putBack, id)
		}
	}
	slices.Sort(putBack)
	tflog.Warn(ctx, "The change of a beneficiary set was stopped", map[string]any{
		"finished":    listIDs(outcome.Finished),
		"put_back":    listIDs(putBack),
		"lost":        listIDs(outcome.Lost),
		"unknown":     listIDs(outcome.Unknown), // whether they exist
		"not_started": len(outcome.NotStarted),
	})
}

// listIDs returns ids as a list that is empty, and not null, where there are none.
func listIDs(ids []string) []string { return append([]string{}, ids...) }
