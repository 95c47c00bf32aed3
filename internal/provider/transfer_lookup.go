package provider

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// transferLookup reads a transfer or a batch of transfers, which Cashfree works on until its status is final.
type transferLookup[T interface{ Terminal() bool }] struct {
	data     *providerdata.Data
	kind     string // "transfer" or "batch"
	key      payouts.TransferKey
	get      func(context.Context, payouts.TransferKey) (T, error)
	statusOf func(T) string
}

// read reads it once, or until its status is final.
func (l transferLookup[T]) read(ctx context.Context, untilTerminal bool, diags *diag.Diagnostics) (found T, ok bool) {
	found, err := l.get(ctx, l.key)
	if err != nil {
		l.addFailure(ctx, err, diags)
		return found, false
	}
	if !untilTerminal {
		return found, true
	}
	return l.waitUntilTerminal(ctx, found, diags)
}

// waitUntilTerminal reads again until the status is final. If the time ends before that, it returns what it read last,
// with a warning: that is still true, and the caller can use it.
func (l transferLookup[T]) waitUntilTerminal(ctx context.Context, last T, diags *diag.Diagnostics) (found T, ok bool) {
	for pause := minPollPause; !last.Terminal(); pause = min(2*pause, maxPollPause) {
		err := l.data.Wait(ctx, pause)
		if err != nil && !errors.Is(err, context.DeadlineExceeded) {
			diags.AddError("Stopped waiting for "+l.label(),
				fmt.Sprintf("The run was stopped: %v. The last status was %s.", err, l.statusOf(last)))
			return last, false
		}
		var next T
		if err == nil {
			next, err = l.get(ctx, l.key)
		}
		switch {
		case errors.Is(err, context.DeadlineExceeded):
			l.warnNotTerminal(last, diags)
			return last, true
		case err != nil:
			l.addFailure(ctx, err, diags)
			return last, false
		}
		last = next
	}
	return last, true
}

// label returns the kind and the id for messages, such as: transfer "salary_1".
func (l transferLookup[T]) label() string {
	return l.kind + " " + grammar.QuoteStart(l.key.ID+l.key.CashfreeID)
}

func (l transferLookup[T]) addFailure(ctx context.Context, err error, diags *diag.Diagnostics) {
	diags.Append(l.data.Failure(ctx, "Cannot read "+l.label(), err))
}

func (l transferLookup[T]) warnNotTerminal(last T, diags *diag.Diagnostics) {
	label := l.label()
	diags.AddWarning(strings.ToUpper(label[:1])+label[1:]+" is still under way", fmt.Sprintf(
		"Its status was still %s when the time limit timeouts.read ended. Read it again later, or raise "+
			"timeouts.read.", l.statusOf(last)))
}
