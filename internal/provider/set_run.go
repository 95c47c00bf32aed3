package provider

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// setRun carries out the changes of a set, many at a time, and keeps the state as it really is by then.
type setRun struct {
	ctx  context.Context // that of the one operation that it is
	stop context.CancelCauseFunc
	conn *connection
	work errgroup.Group
	done atomic.Int64

	mu       sync.Mutex
	state    *setValues
	failures map[string]string // by id
	idle     []string          // ids for which nothing was begun before the run was over
	deferred []exchange
}

// exchange is a member that waits for its instrument to be let go by another one.
type exchange struct {
	wanted payouts.Beneficiary
	former *payouts.Beneficiary // removed already; nil where there was none
}

func (s *setResource) newRun(ctx context.Context, state *setValues) *setRun {
	ctx, stop := context.WithCancelCause(ctx)
	run := &setRun{ctx: ctx, stop: stop, conn: s.conn(), state: state, failures: make(map[string]string)}
	run.work.SetLimit(mostAtOnce)
	return run
}

// start begins a change, unless the run is over.
func (r *setRun) start(change func()) {
	r.work.Go(func() error {
		change()
		logProgress(r.ctx, "write", r.done.Add(1), -1)
		return nil
	})
}

func (r *setRun) finish() { _ = r.work.Wait() }

// over says why nothing may begin any more: the run was stopped, or has met what all members would meet.
func (r *setRun) over(id string) bool {
	if r.ctx.Err() == nil {
		return false
	}
	r.leave(id)
	return true
}

func (r *setRun) leave(id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.idle = append(r.idle, id)
}

// unsent tells a call that waited for its turn when the run was over.
func (r *setRun) unsent(err error) bool {
	failed, ok := errors.AsType[*payouts.Error](err)
	return ok && failed.Attempts == 0 && r.ctx.Err() != nil
}

func (r *setRun) fail(id string, err error) {
	if r.unsent(err) {
		r.leave(id)
		return
	}
	if isGeneral(err) {
		r.stop(errors.New("another member met what all would meet"))
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failures[id] = strings.TrimSuffix(err.Error(), ".") + "."
}

func (r *setRun) hold(b payouts.Beneficiary, status string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	b.Status = status
	r.state.hold(r.conn, b)
}

func (r *setRun) forget(id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.state.forget(id)
}

// remove removes a member; one that is gone already is removed.
func (r *setRun) remove(id string) {
	if r.over(id) {
		return
	}
	if err := r.conn.client.RemoveBeneficiary(r.ctx, id); err != nil && !errors.Is(err, payouts.ErrNotFound) {
		r.fail(id, err)
		return
	}
	r.forget(id)
}

// replace makes Cashfree hold a member as it is wanted. Where the state has one, it is read just before it is removed,
// so that it can be put back.
func (r *setRun) replace(wanted payouts.Beneficiary) {
	if r.over(wanted.ID) {
		return
	}
	if !r.holds(wanted.ID) {
		r.create(exchange{wanted: wanted}, true)
		return
	}
	former, err := r.conn.client.Beneficiary(r.ctx, wanted.ID)
	switch {
	case errors.Is(err, payouts.ErrNotFound):
		r.forget(wanted.ID)
		r.create(exchange{wanted: wanted}, true)
		return
	case err != nil:
		r.fail(wanted.ID, err)
		return
	case len(former.Differences(wanted)) == 0: // somebody was faster
		r.hold(wanted, former.Status)
		return
	}
	if err := r.conn.client.RemoveBeneficiary(r.ctx, wanted.ID); err != nil && !errors.Is(err, payouts.ErrNotFound) {
		r.fail(wanted.ID, err)
		return
	}
	r.forget(wanted.ID)
	r.create(exchange{wanted: wanted, former: former}, true)
}

func (r *setRun) holds(id string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.state.members.of[id] != nil
}

// create adds a member. One that exists with exactly the wanted content counts as added: so a create that failed half
// way can be repeated. An instrument that another member still holds is waited for, if mayWait.
func (r *setRun) create(e exchange, mayWait bool) {
	created, err := r.conn.client.CreateBeneficiary(r.ctx, e.wanted)
	if errors.Is(err, payouts.ErrIDExists) || errors.Is(err, payouts.ErrInstrumentTaken) {
		existing, lookup := r.conn.client.Beneficiary(r.ctx, e.wanted.ID)
		switch {
		case lookup == nil && len(existing.Differences(e.wanted)) == 0:
			created, err = existing, nil
		case lookup == nil:
			err = fmt.Errorf("it exists with other content: %s", differing(existing.Differences(e.wanted)))
		case mayWait && errors.Is(err, payouts.ErrInstrumentTaken):
			r.mu.Lock()
			r.deferred = append(r.deferred, e)
			r.mu.Unlock()
			return
		}
	}
	if err != nil {
		r.failExchange(e, err)
		return
	}
	r.hold(e.wanted, created.Status)
}

func differing(facts []payouts.Fact) string {
	names := make([]string, 0, len(facts))
	for _, fact := range facts {
		names = append(names, fact.Field.Name)
	}
	return strings.Join(names, ", ") + " differ"
}

// failExchange puts back what was removed for a member that could not be added. After a stop nothing is begun any more.
func (r *setRun) failExchange(e exchange, err error) {
	if e.former == nil {
		r.fail(e.wanted.ID, err)
		return
	}
	if r.unsent(err) {
		err = context.Cause(r.ctx)
	}
	restored, again := (*payouts.Beneficiary)(nil), r.ctx.Err()
	if again == nil {
		restored, again = r.conn.client.CreateBeneficiary(r.ctx, *e.former)
	}
	if again != nil {
		r.fail(e.wanted.ID, fmt.Errorf("%w. Its former content was removed and could not be put back (%w): it cannot be paid until the "+
			"next apply adds it", err, again))
		return
	}
	r.hold(*e.former, restored.Status)
	r.fail(e.wanted.ID, fmt.Errorf("%w. It was put back as it was", err))
}

// retryDeferred adds the members whose instruments others have let go by now, as when two swap their accounts. It ends
// when a round gets no further.
func (r *setRun) retryDeferred() {
	for mayWait := true; len(r.deferred) > 0; {
		waiting := r.deferred
		r.deferred = nil
		for _, e := range waiting {
			r.create(e, mayWait)
		}
		mayWait = len(r.deferred) < len(waiting)
	}
}
