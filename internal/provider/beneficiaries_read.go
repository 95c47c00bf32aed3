package provider

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/hashicorp/terraform-plugin-log/tflog"
	"golang.org/x/sync/errgroup"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// mostReads is how many reads wait for their turn at a time. How many are under way is the client's affair; this is the
// most that max_concurrent_requests allows, and spares an audit of 50,000 ids as many goroutines.
const mostReads = 100

// search is one look-up, and how a message names what it looks for.
type search struct {
	label string
	read  func(context.Context) (*payouts.Beneficiary, error)
}

func byID(client *payouts.Client, id string) search {
	return search{fmt.Sprintf("%q", id), func(ctx context.Context) (*payouts.Beneficiary, error) {
		return client.Beneficiary(ctx, id)
	}}
}

func byAccount(client *payouts.Client, number, ifsc string) search {
	label := fmt.Sprintf("with account %s and IFSC %s", grammar.Mask(number), ifsc)
	return search{label, func(ctx context.Context) (*payouts.Beneficiary, error) {
		return client.BeneficiaryByAccount(ctx, number, ifsc)
	}}
}

// readAll looks for each once and answers in their order, with nil where Cashfree has proved that there is none. Any
// other failure ends it, since an answer with gaps would pass for one without; what is under way then is called off.
func readAll(ctx context.Context, wanted []search) ([]*payouts.Beneficiary, *incompleteError) {
	found := make([]*payouts.Beneficiary, len(wanted))
	var read atomic.Int64
	reads, reading := errgroup.WithContext(ctx)
	reads.SetLimit(mostReads)
	for i, one := range wanted {
		if err := reading.Err(); err != nil { // the first failure, or the end of the context, is known by now
			reads.Go(func() error { return &incompleteError{label: one.label, cause: err} })
			break
		}
		reads.Go(func() error {
			beneficiary, err := one.read(reading)
			if err != nil && !errors.Is(err, payouts.ErrNotFound) {
				return &incompleteError{label: one.label, cause: err}
			}
			found[i] = beneficiary
			logProgress(ctx, "read", read.Add(1), len(wanted))
			return nil
		})
	}
	if failed, ok := errors.AsType[*incompleteError](reads.Wait()); ok {
		failed.read, failed.total = int(read.Load()), len(wanted)
		return nil, failed
	}
	return found, nil
}

// logProgress says now and then how far a long operation is.
func logProgress(ctx context.Context, what string, done int64, all int) {
	if done%1000 == 0 || int(done) == all {
		tflog.Info(ctx, "Beneficiaries", map[string]any{"operation": what, "done": done, "of": all})
	}
}

// incompleteError is the first failure among many reads.
type incompleteError struct {
	label       string
	cause       error
	read, total int
}

func (e *incompleteError) Error() string { return fmt.Sprintf("beneficiary %s: %v", e.label, e.cause) }

func (e *incompleteError) Unwrap() error { return e.cause }

// progress says how far the reading came.
func (e *incompleteError) progress() string {
	return fmt.Sprintf("%d of %d ids had been read. The data source gives no answer with gaps.", e.read, e.total)
}
