package provider

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// lastMoment is how long a member that is removed already may still be added once the run is stopped.
const lastMoment = 500 * time.Millisecond

// setRun carries out the changes of a set, many at a time, and keeps the state as it really is by then.
type setRun struct {
	ctx  context.Context // that of the one operation that it is
	keep context.Context // ends lastMoment after ctx; for what must not stay half done
	conn *connection
	work errgroup.Group

	total int // how many changes there are
	done  atomic.Int64

	mu       sync.Mutex
	state    *setValues
	halted   error            // why nothing more is begun, although ctx goes on
	failures map[string]error // by id
	idle     []string         // ids for which nothing was begun before the run was over
	spared   []string         // ids that another resource took over in this run
	deferred []exchange
}

// exchange is a member that waits for its instrument to be let go by another one.
type exchange struct {
	wanted payouts.Beneficiary
	former *payouts.Beneficiary // removed already; nil where there was none
}

// newRun begins no more changes at a time than calls are made, so that few members at a time are removed and not yet added.
func (s *setResource) newRun(ctx context.Context, state *setValues, total int) *setRun {
	keep, end := context.WithCancel(context.WithoutCancel(ctx))
	context.AfterFunc(ctx, func() { time.AfterFunc(lastMoment, end) })
	run := &setRun{ctx: ctx, keep: keep, conn: s.conn(), state: state, total: total, failures: make(map[string]error)}
	run.work.SetLimit(s.conn().concurrency)
	return run
}

// start begins a change of a member, unless the run is over. No other resource creates or removes that one meanwhile.
func (r *setRun) start(id string, change func()) {
	r.work.Go(func() error {
		if r.over(id) {
			return nil
		}
		leave, err := r.conn.takeovers.enter(r.ctx, id)
		if err != nil {
			r.leave(id)
			return nil
		}
		defer leave()
		change()
		logProgress(r.ctx, "write", r.done.Add(1), r.total)
		return nil
	})
}

func (r *setRun) finish() { _ = r.work.Wait() }

// over says that nothing may begin any more: the run was stopped, or has met what other members would meet as well.
func (r *setRun) over(id string) bool {
	if r.reason() == nil {
		return false
	}
	r.leave(id)
	return true
}

// reason says why the run is over.
func (r *setRun) reason() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.halted != nil {
		return r.halted
	}
	switch err := r.ctx.Err(); {
	case errors.Is(err, context.DeadlineExceeded):
		return errors.New("the time limit is over")
	case err != nil:
		return errors.New("the run was stopped")
	}
	return nil
}

func (r *setRun) leave(id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.idle = append(r.idle, id)
}

// unsent tells a call that waited for its turn when the run was over.
func (r *setRun) unsent(err error) bool { return neverSent(err) && r.ctx.Err() != nil }

func neverSent(err error) bool {
	failed, ok := errors.AsType[*payouts.Error](err)
	return ok && failed.Attempts == 0
}

func (r *setRun) fail(id string, err error) {
	if r.unsent(err) {
		r.leave(id)
		return
	}
	r.failed(id, err)
}

func (r *setRun) failed(id string, err error) {
	if isGeneral(err) {
		r.halt("another member met what all would meet")
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failures[id] = err
}

// halt lets nothing more begin. A run that was stopped ends for that reason, whatever the stop cuts short.
func (r *setRun) halt(why string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.halted == nil && r.ctx.Err() == nil {
		r.halted = errors.New(why)
	}
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
	if r.conn.takeovers.isTaken(id) {
		r.mu.Lock()
		r.spared = append(r.spared, id)
		r.mu.Unlock()
		r.forget(id)
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
	case r.conn.takeovers.isTaken(wanted.ID):
		r.failed(wanted.ID, errors.New("another resource took it over earlier in this run, with other content"))
		return
	case r.over(wanted.ID):
		return
	}
	if err := r.removeForGood(wanted.ID); err != nil {
		r.fail(wanted.ID, err)
		return
	}
	r.forget(wanted.ID)
	r.create(exchange{wanted: wanted, former: former}, true)
}

// removeForGood removes a member that something is to take the place of. After a failure it looks, soon after a stop at
// the latest: what was lost can be the answer alone, and the payee gone.
func (r *setRun) removeForGood(id string) error {
	failed := r.conn.client.RemoveBeneficiary(r.ctx, id)
	switch {
	case failed == nil, errors.Is(failed, payouts.ErrNotFound):
		return nil
	case neverSent(failed):
		return failed
	}
	_, err := r.conn.client.Beneficiary(r.keep, id)
	switch {
	case err == nil:
		return failed
	case errors.Is(err, payouts.ErrNotFound):
		return nil
	case wasRefused(failed):
		return failed
	}
	return fmt.Errorf("%w. Whether it is removed is unknown; if it is, it cannot be paid until the next apply adds it", failed)
}

// wasRefused tells a call of which no request can have been carried out.
func wasRefused(err error) bool {
	failed, ok := errors.AsType[*payouts.Error](err)
	return ok && !failed.Doubted
}

func (r *setRun) holds(id string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.state.members.of[id] != nil
}

// create adds a member. One that exists with exactly the wanted content counts as added: so a create that failed half
// way can be repeated. An instrument that another member still holds is waited for, if mayWait.
func (r *setRun) create(e exchange, mayWait bool) {
	ctx := r.ctx
	if e.former != nil {
		ctx = r.keep
	}
	created, err := r.conn.client.CreateBeneficiary(ctx, e.wanted)
	if errors.Is(err, payouts.ErrIDExists) || errors.Is(err, payouts.ErrInstrumentTaken) {
		existing, lookup := r.conn.client.Beneficiary(ctx, e.wanted.ID)
		switch {
		case lookup == nil && len(existing.Differences(e.wanted)) == 0:
			created, err = existing, nil
			r.conn.takeovers.take(e.wanted.ID)
		case lookup == nil:
			err = fmt.Errorf("it exists with other content: %s. Choose another id, or give the document what Cashfree has: then it counts "+
				"as added", differing(existing.Differences(e.wanted)))
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

// failExchange puts back what was removed for a member that could not be added, soon after a stop at the latest.
func (r *setRun) failExchange(e exchange, err error) {
	if e.former == nil {
		r.fail(e.wanted.ID, err)
		return
	}
	if r.unsent(err) {
		err = r.ctx.Err()
	}
	restored, again := (*payouts.Beneficiary)(nil), r.keep.Err()
	if again == nil {
		restored, again = r.conn.client.CreateBeneficiary(r.keep, *e.former)
	}
	inTheWay := errors.Is(again, payouts.ErrIDExists) || errors.Is(again, payouts.ErrInstrumentTaken)
	if inTheWay && errors.Is(err, payouts.ErrOutcomeUnknown) { // it may be the wanted content
		found, lookup := r.conn.client.Beneficiary(r.keep, e.wanted.ID)
		if lookup == nil && len(found.Differences(e.wanted)) == 0 {
			r.hold(e.wanted, found.Status)
			return
		}
	}
	if again != nil && !inTheWay {
		r.halt("a member that was removed could not be put back")
	}
	switch {
	case errors.Is(again, payouts.ErrOutcomeUnknown):
		// A state without the member would have the next run add it, and find in its way what may be back by then.
		r.hold(*e.former, e.former.Status)
		r.failed(e.wanted.ID, fmt.Errorf("%w. Its former content was removed, and whether it could be put back is unknown (%w): the next "+
			"plan looks", err, again))
		return
	case again != nil:
		r.failed(e.wanted.ID, fmt.Errorf("%w. Its former content was removed and could not be put back (%w): it cannot be paid until the "+
			"next apply adds it", err, again))
		return
	}
	r.hold(*e.former, restored.Status)
	r.failed(e.wanted.ID, fmt.Errorf("%w. It was put back as it was", err))
}

// retryDeferred adds the members whose instruments others have let go by now, as when two swap their accounts. It ends
// when a round gets no further.
func (r *setRun) retryDeferred() {
	for mayWait := true; len(r.deferred) > 0; {
		waiting := r.deferred
		r.deferred = nil
		for _, e := range waiting {
			if e.former == nil && r.over(e.wanted.ID) {
				continue
			}
			r.work.Go(func() error {
				leave, err := r.conn.takeovers.enter(r.keep, e.wanted.ID)
				if err != nil {
					r.failExchange(e, err)
					return nil
				}
				defer leave()
				r.create(e, mayWait)
				return nil
			})
		}
		r.finish()
		mayWait = len(r.deferred) < len(waiting)
	}
}
