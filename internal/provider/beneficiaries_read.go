package provider

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// mostReads is how many reads wait for their turn at a time. How many are under way is the client's affair; this is the
// most that max_concurrent_requests allows, and spares an audit of 50,000 ids as many goroutines.
const mostReads = 100

// readAll reads each id once and answers in their order, with nil where Cashfree has proved that there is none. Any
// other failure ends it, since an answer with gaps would pass for one without; what is under way then is called off.
func readAll(ctx context.Context, client *payouts.Client, ids []string) ([]*payouts.Beneficiary, *incompleteError) {
	found := make([]*payouts.Beneficiary, len(ids))
	var read atomic.Int64
	reads, reading := errgroup.WithContext(ctx)
	reads.SetLimit(mostReads)
	for i, id := range ids {
		if err := reading.Err(); err != nil { // the first failure, or the end of the context, is known by now
			reads.Go(func() error { return &incompleteError{id: id, cause: err} })
			break
		}
		reads.Go(func() error {
			beneficiary, err := client.Beneficiary(reading, id)
			if err != nil && !errors.Is(err, payouts.ErrNotFound) {
				return &incompleteError{id: id, cause: err}
			}
			found[i] = beneficiary
			read.Add(1)
			return nil
		})
	}
	if failed, ok := errors.AsType[*incompleteError](reads.Wait()); ok {
		failed.read, failed.total = int(read.Load()), len(ids)
		return nil, failed
	}
	return found, nil
}

// incompleteError is the first failure among many reads.
type incompleteError struct {
	id          string
	cause       error
	read, total int
}

func (e *incompleteError) Error() string { return fmt.Sprintf("beneficiary %q: %v", e.id, e.cause) }

func (e *incompleteError) Unwrap() error { return e.cause }

// progress says how far the reading came.
func (e *incompleteError) progress() string {
	return fmt.Sprintf("%d of %d ids had been read. The data source gives no answer with gaps.", e.read, e.total)
}
