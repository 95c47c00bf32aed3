package providerdata

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// reportedRefusals are the calls whose refusal stands for those of all others, and whose error the run has.
type reportedRefusals struct {
	mu    sync.Mutex
	calls []*payouts.Error // at most one for each version of the API, and later ones that no other call repeats
}

// add adds a call, and reports whether it is new.
func (r *reportedRefusals) add(call *payouts.Error) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if slices.Contains(r.calls, call) {
		return false
	}
	r.calls = append(r.calls, call)
	return true
}

// isNews reports whether a failure says something that no error of this run says. It is false for a refusal that an
// earlier error explains already. The caller must report what is news.
func (d *Data) isNews(failed *payouts.Error) bool {
	if !failed.RefusesCaller() {
		return true
	}
	if failed.Earlier != nil {
		return d.reported.add(failed.Earlier)
	}
	return d.reported.add(failed)
}

// NoteReported notes that an error of this run explains a failure, although it was not made by [Data.Failure].
func (d *Data) NoteReported(failed *payouts.Error) { d.isNews(failed) }

// ReadFailure is Failure for a refresh or the read of an import. A refresh has nothing to add where an error of this
// run explains the failure already: the run fails, and the state stays as it is. An import has no state to keep.
func (d *Data) ReadFailure(ctx context.Context, summary string, err error, isImport bool) diag.Diagnostics {
	failure, isNews := d.failure(ctx, summary, err, readTimeoutNote(ctx))
	if !isNews && !isImport {
		return nil
	}
	return diag.Diagnostics{failure}
}

// repeatedDetail returns the detail of an error that another error of the run explains.
func repeatedDetail(failed *payouts.Error) string {
	first := failed
	if failed.Earlier != nil {
		first = failed.Earlier
	}
	what := "Cashfree refused this call, too"
	if failed.Attempts == 0 {
		what = "Nothing was sent"
	}
	return fmt.Sprintf("%s: %v. See the error of request id %s.", what, first.Kind, first.RequestID)
}
