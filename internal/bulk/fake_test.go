package bulk

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// fakeAPI is Cashfree in memory: one payee for each id, and one for each bank account.
type fakeAPI struct {
	// before can answer a call such as "create v1" instead of Cashfree, and after can lose the answer of one that took
	// effect.
	before, after func(ctx context.Context, call string) error

	mu       sync.Mutex
	payees   map[string]payouts.Beneficiary
	calls    []string
	underWay int
	maxBusy  int // the highest number of calls under way at a time
}

func newFakeAPI(payees ...payouts.Beneficiary) *fakeAPI {
	fake := &fakeAPI{payees: make(map[string]payouts.Beneficiary)}
	for _, b := range payees {
		b.Status = payouts.StatusVerified
		fake.payees[b.ID] = b
	}
	return fake
}

func (f *fakeAPI) Beneficiary(ctx context.Context, id string) (*payouts.Beneficiary, error) {
	var found *payouts.Beneficiary
	err := f.call(ctx, "read "+id, func() error {
		b, exists := f.payees[id]
		if !exists {
			return failed(payouts.ErrNotFound)
		}
		found = &b
		return nil
	})
	return found, err
}

func (f *fakeAPI) BeneficiaryByAccount(ctx context.Context, number, ifsc string) (*payouts.Beneficiary, error) {
	var found *payouts.Beneficiary
	err := f.call(ctx, "find account", func() error {
		if holder := f.holder(payouts.Beneficiary{BankAccountNumber: number, BankIFSC: ifsc}); holder != "" {
			b := f.payees[holder]
			found = &b
			return nil
		}
		return failed(payouts.ErrNotFound)
	})
	return found, err
}

func (f *fakeAPI) CreateBeneficiary(ctx context.Context, b payouts.Beneficiary) (*payouts.Beneficiary, error) {
	err := f.call(ctx, "create "+b.ID, func() error {
		if _, exists := f.payees[b.ID]; exists {
			return failed(payouts.ErrIDExists)
		}
		if f.holder(b) != "" {
			return failed(payouts.ErrInstrumentTaken)
		}
		b.Status = payouts.StatusVerified
		f.payees[b.ID] = b
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &b, nil
}

func (f *fakeAPI) RemoveBeneficiary(ctx context.Context, id string) error {
	return f.call(ctx, "remove "+id, func() error {
		if _, exists := f.payees[id]; !exists {
			return failed(payouts.ErrNotFound)
		}
		delete(f.payees, id)
		return nil
	})
}

// call takes effect unless before answers it or its context has ended.
func (f *fakeAPI) call(ctx context.Context, name string, effect func() error) error {
	if ctx.Err() != nil {
		return &payouts.Error{Cause: ctx.Err()} // not sent
	}
	f.begin(name)
	defer f.end()
	if f.before != nil {
		if err := f.before(ctx, name); err != nil {
			return err
		}
	}
	f.mu.Lock()
	err := effect()
	f.mu.Unlock()
	if err == nil && f.after != nil {
		err = f.after(ctx, name)
	}
	return err
}

func (f *fakeAPI) begin(name string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls = append(f.calls, name)
	f.underWay++
	f.maxBusy = max(f.maxBusy, f.underWay)
}

func (f *fakeAPI) callCount() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.calls)
}

func (f *fakeAPI) end() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.underWay--
}

// holder returns the id of the payee that has the account, or "".
func (f *fakeAPI) holder(b payouts.Beneficiary) string {
	for id, other := range f.payees {
		if b.BankAccountNumber != "" && accountKey(other) == accountKey(b) {
			return id
		}
	}
	return ""
}

// writes returns the calls that change something, in their order.
func (f *fakeAPI) writes() []string {
	return slices.DeleteFunc(slices.Clone(f.calls), func(call string) bool {
		return !strings.HasPrefix(call, "create") && !strings.HasPrefix(call, "remove")
	})
}

// failed is an error of the client after one attempt that Cashfree has answered.
func failed(kind error) *payouts.Error { return &payouts.Error{Kind: kind, Attempts: 1} }

// lost is an error of the client after one attempt that may have been carried out.
func lost(kind error) *payouts.Error {
	return &payouts.Error{Kind: kind, Attempts: 1, AnyAmbiguous: true}
}

// slow returns what makes every call take a time, in a bubble of testing/synctest.
func slow(latency time.Duration) func(context.Context, string) error {
	return func(context.Context, string) error {
		<-time.After(latency)
		return nil
	}
}

// failing returns what answers the calls that have one of these names with their errors.
func failing(errs map[string]error) func(context.Context, string) error {
	return func(_ context.Context, call string) error { return errs[call] }
}

// once returns the same for the first call of each name alone.
func once(errs map[string]error) func(context.Context, string) error {
	var mu sync.Mutex
	return func(_ context.Context, call string) error {
		mu.Lock()
		defer mu.Unlock()
		err := errs[call]
		delete(errs, call)
		return err
	}
}

// payee returns a payee whose account has the number.
func payee(id, name string, account int) payouts.Beneficiary {
	return payouts.Beneficiary{ID: id, Name: name, BankAccountNumber: fmt.Sprintf("0001102000%04d", account), BankIFSC: "HDFC0000001"}
}

// put returns changes to payees of whom the state knows all.
func put(wanted ...payouts.Beneficiary) Changes {
	changes := Changes{Put: wanted, Known: make(map[string]Instruments)}
	for _, b := range wanted {
		changes.Known[b.ID] = instrumentsOf(b)
	}
	return changes
}

// apply carries out changes one at a time.
func apply(t *testing.T, api API, changes Changes) Outcome {
	t.Helper()
	return Apply(t.Context(), api, changes, Options{Concurrency: 1, Adopt: true, Coordinator: NewCoordinator()})
}
