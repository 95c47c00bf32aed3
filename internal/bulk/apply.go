package bulk

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// After a stop, a run may still finish or put back what it has begun.
const (
	finishTime  = 2 * time.Second // to make an addition for which somebody was removed
	cleanupTime = 5 * time.Second // until everything has ended
)

// Apply carries out changes, several units at a time. Additions that need nobody's account come first, then exchanges,
// then the removals for which nobody waits. Apply returns when every change has ended, was put back or was not started.
// When the context ends, nothing more begins.
func Apply(ctx context.Context, api API, changes Changes, options Options) Outcome {
	r := newRun(ctx, api, changes, options)
	defer r.release()
	r.read()
	for {
		r.carryOutAll(r.arrange())
		if !r.waitForOthers() {
			return r.finish()
		}
	}
}

// carryOutAll makes the changes that are arranged.
func (r *run) carryOutAll(additions []*change, units []*unit, removals []*change) {
	for _, x := range additions {
		r.retryFreed()
		r.start([]*change{x}, func() { r.carryOut(x) })
	}
	r.wait()
	r.carryOutUnits(units)
	for _, x := range removals {
		if x.stage != stagePending {
			continue // it was removed for an exchange, or failed
		}
		r.retryFreed()
		r.start([]*change{x}, func() { r.removeLeaving(x) })
	}
	r.wait()
}

// run is one call of Apply.
type run struct {
	ctx       context.Context
	finishing context.Context // ends finishTime after ctx
	cleanup   context.Context // ends cleanupTime after ctx
	release   func()          // of both contexts
	api       API
	options   Options
	changes   []*change       // in the order of the document, then of the ids that are to go
	wanted    instrumentIndex // empty where nobody is known
	known     map[string]Instruments
	operation *Operation
	work      errgroup.Group
	aside     sync.WaitGroup // for additions that are tried again

	mu          sync.Mutex
	abortReason error                 // why nothing more begins, although ctx goes on
	stopped     time.Time             // when ctx ended; zero before
	pace        time.Duration         // about how long a call takes
	proven      map[exchangeKind]bool // kinds of exchange that Cashfree accepted, or that met a conflict
	refusals    refusals
	freesLate   bool                        // whether an account, a UPI address or an id was not free at once
	absent      map[string]bool             // ids that are not at Cashfree
	unclear     map[string]bool             // ids of which a creation had an unknown outcome
	otherwise   map[string]bool             // ids that are at Cashfree with another account than was sent
	contested   map[string]*contestedChange // by id
	freedMark   int                         // of what the other resources have freed, up to where it was looked at
	ended       int64                       // changes that have come to an end
	outcome     Outcome
}

func newRun(ctx context.Context, api API, changes Changes, options Options) *run {
	r := &run{
		ctx: ctx, api: api, options: options, known: changes.Known, wanted: make(instrumentIndex),
		proven: make(map[exchangeKind]bool), absent: make(map[string]bool),
		unclear: make(map[string]bool), otherwise: make(map[string]bool), contested: make(map[string]*contestedChange), operation: options.Coordinator.Begin(options.Owner),
		outcome: Outcome{Present: make(map[string]payouts.Beneficiary), Failed: make(map[string]*MemberError),
			Differing: make(map[string][]payouts.Fact)},
	}
	for i, b := range changes.Put {
		if len(changes.Known) > 0 {
			r.wanted.add(instrumentsOf(b), b.ID)
		}
		_, known := changes.Known[b.ID]
		r.changes = append(r.changes, &change{id: b.ID, known: known, after: &changes.Put[i]})
	}
	for _, id := range changes.Remove {
		r.changes = append(r.changes, &change{id: id, known: true})
	}
	r.work.SetLimit(options.Concurrency)
	r.detach()
	return r
}

// detach makes the contexts that end some time after that of the run.
func (r *run) detach() {
	var endFinishing, endCleanup func()
	r.finishing, endFinishing = afterStop(r.ctx, finishTime)
	r.cleanup, endCleanup = afterStop(r.ctx, cleanupTime)
	noteStop := context.AfterFunc(r.ctx, func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.stopped = time.Now()
	})
	r.release = func() {
		noteStop()
		endFinishing()
		endCleanup()
		r.operation.End()
	}
}

// afterStop returns a context for calls that nothing may keep from being made: it goes on for some time after another
// one has ended. The caller must call release.
func afterStop(ctx context.Context, grace time.Duration) (going context.Context, release func()) {
	going, end := context.WithCancel(payouts.NeverHeldBack(context.WithoutCancel(ctx)))
	noLimit := context.AfterFunc(ctx, func() {
		timer := time.NewTimer(grace)
		defer timer.Stop()
		select {
		case <-timer.C:
			end()
		case <-going.Done():
		}
	})
	return going, func() {
		noLimit()
		end()
	}
}

// start carries out changes that belong together, unless the run is over. Nobody else creates or removes these payees
// meanwhile.
func (r *run) start(members []*change, carryOut func()) {
	r.work.Go(func() error {
		r.carryOutLocked(members, carryOut)
		return nil
	})
}

func (r *run) carryOutLocked(members []*change, carryOut func()) {
	ctx := r.ctx
	if r.mustFinish(members[0]) {
		ctx = r.finishing
	}
	if r.stopReason() == nil || ctx != r.ctx {
		if unlock, err := r.options.Coordinator.lock(ctx, keysToLock(members)); err == nil {
			defer unlock()
			carryOut()
			return
		}
	}
	for _, x := range members {
		r.notStarted(x)
	}
}

func (r *run) wait() {
	_ = r.work.Wait()
	r.aside.Wait()
}

// carryOutUnits carries out units: those that try a kind of exchange for the first time alone, the others side by side.
func (r *run) carryOutUnits(units []*unit) {
	for _, tried := range kinds {
		for !r.isProven(tried) && r.stopReason() == nil {
			i := smallestWith(units, tried)
			if i < 0 {
				break
			}
			u := units[i]
			units = append(units[:i:i], units[i+1:]...)
			r.carryOutLocked(u.members, func() { r.carryOutUnit(u) })
		}
	}
	for _, u := range units {
		r.retryFreed()
		r.start(u.members, func() { r.carryOutUnit(u) })
	}
	r.wait()
}

// smallestWith returns the index of the smallest unit that has a kind of exchange, or -1.
func smallestWith(units []*unit, wanted exchangeKind) int {
	smallest := -1
	for i, u := range units {
		if u.kinds[wanted] && (smallest < 0 || len(u.members) < len(units[smallest].members)) {
			smallest = i
		}
	}
	return smallest
}

func (r *run) isProven(k exchangeKind) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.proven[k]
}

// stopReason returns why nothing more may begin, or nil.
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

// isAborted reports whether the run begins nothing more for another reason than a stop.
func (r *run) isAborted() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.abortReason != nil
}
