package bulk

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// cleanupTime is how long a member that is removed already may still be added after the run was stopped.
const cleanupTime = 500 * time.Millisecond

// Apply carries out changes, several at a time: first the removals, whose accounts others may want, then the rest. It
// returns when every change has ended, was put back or was not started. When the context ends, nothing more begins.
func Apply(ctx context.Context, api API, changes Changes, options Options) Outcome {
	cleanup, end := cleanupContext(ctx)
	defer end()
	r := &run{
		ctx: ctx, cleanup: cleanup, api: api, changes: changes, options: options,
		absent:  make(map[string]bool),
		outcome: Outcome{Present: make(map[string]payouts.Beneficiary), Failed: make(map[string]*MemberError)},
	}
	r.work.SetLimit(options.Concurrency)
	for _, id := range changes.Remove {
		r.start(id, func() { r.remove(id) })
	}
	r.wait()
	for _, wanted := range changes.Put {
		r.start(wanted.ID, func() { r.put(wanted) })
	}
	r.wait()
	r.addWaiting()
	return r.finish()
}

// cleanupContext returns a context that ends soon after ctx, for what must not stay half done.
func cleanupContext(ctx context.Context) (context.Context, func()) {
	cleanup, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(cleanupTime, cancel) })
	return cleanup, func() {
		stop()
		cancel()
	}
}

// run is one call of Apply.
type run struct {
	ctx     context.Context
	cleanup context.Context // ends soon after ctx
	api     API
	changes Changes
	options Options
	work    errgroup.Group
	done    atomic.Int64

	mu          sync.Mutex
	abortReason error           // why nothing more begins, although ctx goes on
	absent      map[string]bool // ids that are not at Cashfree
	waiting     []addition      // for an account that another member still has
	outcome     Outcome
}

// start begins the change of one member, unless the run is over. Nobody else creates or removes that member meanwhile.
func (r *run) start(id string, change func()) {
	r.work.Go(func() error {
		if r.skipIfStopped(id) {
			return nil
		}
		unlock, err := r.options.Coordinator.Lock(r.ctx, id)
		if err != nil {
			r.notStarted(id)
			return nil
		}
		defer unlock()
		change()
		r.options.Progress.report(r.done.Add(1), len(r.changes.Remove)+len(r.changes.Put))
		return nil
	})
}

func (r *run) wait() { _ = r.work.Wait() }

// skipIfStopped reports whether nothing may begin any more. If so, it lists the member as not started.
func (r *run) skipIfStopped(id string) bool {
	if r.stopReason() == nil {
		return false
	}
	r.notStarted(id)
	return true
}

func (r *run) stopReason() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.abortReason != nil {
		return r.abortReason
	}
	return r.ctx.Err()
}

// abort begins nothing more. A run that was stopped ends for that reason, whatever fails because of the stop.
func (r *run) abort(reason error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.abortReason == nil && r.ctx.Err() == nil {
		r.abortReason = reason
	}
}

func (r *run) notStarted(id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.outcome.NotStarted = append(r.outcome.NotStarted, id)
}

// wasStopped reports whether a call waited for its turn when the run was stopped, and was not sent.
func (r *run) wasStopped(err error) bool { return neverSent(err) && r.ctx.Err() != nil }

// fail records a failure that changed nothing.
func (r *run) fail(id string, err error) {
	if r.wasStopped(err) {
		r.notStarted(id)
		return
	}
	r.failWith(id, &MemberError{Cause: err})
}

func (r *run) failWith(id string, failure *MemberError) {
	if affectsAll(failure.Cause) {
		r.abort(ErrAffectsAll)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.outcome.Failed[id] = failure
	if failure.isUnknown() {
		r.outcome.Unknown = append(r.outcome.Unknown, id)
	}
}

func (r *run) setPresent(b payouts.Beneficiary, status string) {
	b.Status = status
	r.mu.Lock()
	defer r.mu.Unlock()
	r.outcome.Present[b.ID] = b
	delete(r.absent, b.ID)
}

func (r *run) setAbsent(id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.absent[id] = true
}

// finish completes the outcome, its lists in order.
func (r *run) finish() Outcome {
	outcome := r.outcome
	outcome.StopReason = r.stopReason()
	for _, id := range outcome.Unknown {
		delete(r.absent, id)
	}
	removed := make(map[string]bool, len(r.changes.Remove))
	for _, id := range r.changes.Remove {
		removed[id] = true
	}
	for _, id := range slices.Sorted(maps.Keys(r.absent)) {
		if removed[id] {
			outcome.Removed = append(outcome.Removed, id)
		} else {
			outcome.Lost = append(outcome.Lost, id)
		}
	}
	for _, ids := range [][]string{outcome.Unknown, outcome.Adopted, outcome.LeftToOthers, outcome.NotStarted} {
		slices.Sort(ids)
	}
	return outcome
}

// remove removes a member. One that is absent already counts as removed.
func (r *run) remove(id string) {
	if r.options.Coordinator.IsAdopted(id) {
		r.mu.Lock()
		r.outcome.LeftToOthers = append(r.outcome.LeftToOthers, id)
		r.mu.Unlock()
		return
	}
	if err := r.api.RemoveBeneficiary(r.ctx, id); err != nil && !errors.Is(err, payouts.ErrNotFound) {
		r.fail(id, err)
		return
	}
	r.setAbsent(id)
}
