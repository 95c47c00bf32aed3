package bulk

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// MaxReads limits concurrent look-ups to the highest max_concurrent_requests; more would only wait.
const MaxReads = 100

// Lookup is one beneficiary to read.
type Lookup struct {
	Label string // names the beneficiary in messages, without its account number
	Read  func(context.Context) (*payouts.Beneficiary, error)
}

// LookupByID returns the look-up of an id.
func LookupByID(api API, id string) Lookup {
	return Lookup{fmt.Sprintf("%q", id), func(ctx context.Context) (*payouts.Beneficiary, error) {
		return api.Beneficiary(ctx, id)
	}}
}

// LookupByAccount returns the look-up of a bank account.
func LookupByAccount(api API, number, ifsc string) Lookup {
	label := fmt.Sprintf("with account %s and IFSC %s", grammar.Mask(number), ifsc)
	return Lookup{label, func(ctx context.Context) (*payouts.Beneficiary, error) {
		return api.BeneficiaryByAccount(ctx, number, ifsc)
	}}
}

// Progress is called after each member, with how many of all are done. Nil reports nothing.
type Progress func(done, total int)

func (p Progress) report(done, total int64) {
	if p != nil {
		p(int(done), int(total))
	}
}

// ReadAll makes each look-up once and returns the answers in their order, nil where Cashfree has no such beneficiary.
// Any other failure ends it and cancels what is under way: an answer with gaps would pass for a complete one.
func ReadAll(ctx context.Context, lookups []Lookup, progress Progress) ([]*payouts.Beneficiary, *IncompleteError) {
	found := make([]*payouts.Beneficiary, len(lookups))
	var done atomic.Int64
	reads, readCtx := errgroup.WithContext(ctx)
	reads.SetLimit(MaxReads)
	for i, lookup := range lookups {
		if err := readCtx.Err(); err != nil { // after the first failure, or at the end of the context
			reads.Go(func() error { return &IncompleteError{Label: lookup.Label, Cause: err} })
			break
		}
		reads.Go(func() error {
			beneficiary, err := lookup.Read(readCtx)
			if err != nil && !errors.Is(err, payouts.ErrNotFound) {
				return &IncompleteError{Label: lookup.Label, Cause: err}
			}
			found[i] = beneficiary
			progress.report(done.Add(1), int64(len(lookups)))
			return nil
		})
	}
	if failed, ok := errors.AsType[*IncompleteError](reads.Wait()); ok {
		failed.Done, failed.Total = int(done.Load()), len(lookups)
		return nil, failed
	}
	return found, nil
}

// IncompleteError is the first failure among many look-ups.
type IncompleteError struct {
	Label       string // of the look-up that failed
	Cause       error
	Done, Total int // how many look-ups were made, of how many
}

func (e *IncompleteError) Error() string { return fmt.Sprintf("beneficiary %s: %v", e.Label, e.Cause) }

func (e *IncompleteError) Unwrap() error { return e.Cause }
