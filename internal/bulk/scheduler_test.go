package bulk

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"testing/synctest"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// formerName is a name that version 1 of the API allows and version 2 does not.
const formerName = "Asha & Co"

// errNew is the refusal of content that is new.
var errNew = &payouts.Error{Kind: payouts.ErrInvalid, HTTPStatus: 422, Code: "new", Attempts: 1}

// chooser decides which of several calls comes next.
type chooser func(count int) int

// scheduledAPI is a Cashfree in memory whose calls wait until a scheduler lets one of them go on.
type scheduledAPI struct {
	conditions
	oneByOne  bool                 // calls come one at a time, so that there is nothing to schedule
	disturbed map[int]disturbance  // by the number of the call, from 0 on
	onEffect  func(removed string) // after each call that changed something, with the id that it removed

	stop    context.CancelFunc
	held    map[string]payouts.Beneficiary
	freed   map[string]time.Time // when ids, accounts and UPI addresses were let go, by key
	former  map[string]payouts.Beneficiary
	removed map[string][]payouts.Beneficiary // as they were, each time they were removed
	calls   []bool                           // all of them: whether they write
	writes  map[string]int                   // by id
	refused map[string]int                   // additions of new content, by id
	denied  map[string]int                   // put-backs that were disturbed, by id

	mu      sync.Mutex
	parked  []*parkedCall
	arrived chan struct{}
}

// parkedCall is a call that waits for its turn.
type parkedCall struct {
	ctx      context.Context
	writes   bool
	lostKind error  // of the client's error if the answer is lost
	putBack  string // the id of a payee that it adds as it was, before the run or before a removal
	effect   func() error
	addOther func() error // is the effect of a creation with other content
	answer   chan error

	// A resource that begins waits for its turn as well. It makes no call.
	mayGo func() bool
	start func()
}

func newScheduledAPI(c conditions, held map[string]payouts.Beneficiary) *scheduledAPI {
	return &scheduledAPI{
		conditions: c, held: maps.Clone(held), former: maps.Clone(held),
		removed: make(map[string][]payouts.Beneficiary), freed: make(map[string]time.Time),
		writes: make(map[string]int), refused: make(map[string]int), denied: make(map[string]int), arrived: make(chan struct{}, 1), onEffect: func(string) {},
	}
}

// schedule runs the function in a goroutine of its own and lets its calls go on one by one, as the chooser says. It
// must be called in a bubble of testing/synctest, which knows when everybody waits.
func (a *scheduledAPI) schedule(choose chooser, run func()) {
	if a.oneByOne {
		run()
		return
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		run()
	}()
	for {
		synctest.Wait()
		ready := a.ready()
		if len(ready) == 0 {
			select {
			case <-ended:
				return
			case <-a.arrived: // after a pause
			}
			continue
		}
		next := 0
		if len(ready) > 1 {
			next = choose(len(ready))
		}
		a.carryOut(ready[next])
	}
}

// ready returns the calls of which any may come next.
func (a *scheduledAPI) ready() (ready []*parkedCall) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, call := range a.parked {
		if call.mayGo == nil || call.mayGo() {
			ready = append(ready, call)
		}
	}
	return ready
}

func (a *scheduledAPI) carryOut(call *parkedCall) {
	a.mu.Lock()
	a.parked = slices.DeleteFunc(a.parked, func(other *parkedCall) bool { return other == call })
	if call.start != nil {
		call.start()
	}
	a.mu.Unlock()
	if call.start != nil {
		call.answer <- nil
		return
	}
	call.answer <- a.answerTo(call)
}

// free lets go of what resources that begin may wait for.
func (a *scheduledAPI) free(release func()) {
	a.mu.Lock()
	release()
	a.mu.Unlock()
	a.announce()
}

// announce wakes the scheduler.
func (a *scheduledAPI) announce() {
	select {
	case a.arrived <- struct{}{}:
	default:
	}
}

// answerTo carries out a call, unless it is disturbed.
func (a *scheduledAPI) answerTo(call *parkedCall) error {
	disturbed := a.disturbed[len(a.calls)]
	a.calls = append(a.calls, call.writes)
	if disturbed == otherContent && call.addOther != nil {
		call.effect = call.addOther
	}
	if disturbed != nothing && call.putBack != "" {
		a.denied[call.putBack]++
	}
	if disturbed == stopBefore || disturbed == stopAfter {
		a.stop()
		synctest.Wait() // until the run knows
	}
	switch disturbed {
	case refusal422:
		return &payouts.Error{Kind: payouts.ErrInvalid, HTTPStatus: 422, Code: "refused", Attempts: 1}
	case throttling:
		return &payouts.Error{Kind: payouts.ErrThrottled, HTTPStatus: 429, Attempts: 1}
	case lostBefore:
		return lostAnswer(call)
	case lostAfter:
		_ = call.effect()
		return lostAnswer(call)
	case unavailable:
		return &payouts.Error{Kind: payouts.ErrUnavailable, HTTPStatus: 503, Attempts: 1, AnyAmbiguous: call.writes}
	}
	if call.ctx.Err() != nil {
		if disturbed == stopAfter {
			_ = call.effect()
		}
		failed := lostAnswer(call)
		failed.Cause = call.ctx.Err()
		return failed
	}
	return call.effect()
}

// lostAnswer is the client's error where it cannot know what became of a call.
func lostAnswer(call *parkedCall) *payouts.Error {
	return &payouts.Error{Kind: call.lostKind, Attempts: 1, AnyAmbiguous: call.writes}
}

func (a *scheduledAPI) call(ctx context.Context, writes bool, lostKind error, effect func() error) error {
	return a.callWith(ctx, &parkedCall{writes: writes, lostKind: lostKind, effect: effect})
}

func (a *scheduledAPI) callWith(ctx context.Context, call *parkedCall) error {
	if ctx.Err() != nil {
		return &payouts.Error{Cause: ctx.Err()} // not sent
	}
	if a.latency > 0 {
		<-time.After(a.latency)
	}
	call.ctx = ctx
	if a.oneByOne {
		return a.answerTo(call)
	}
	call.answer = make(chan error)
	a.mu.Lock()
	a.parked = append(a.parked, call)
	a.mu.Unlock()
	a.announce()
	return <-call.answer
}

func (a *scheduledAPI) Beneficiary(ctx context.Context, id string) (found *payouts.Beneficiary, err error) {
	err = a.call(ctx, false, payouts.ErrUnavailable, func() error {
		b, exists := a.held[id]
		if !exists {
			return failed(payouts.ErrNotFound)
		}
		found = &b
		return nil
	})
	return found, err
}

func (a *scheduledAPI) BeneficiaryByAccount(ctx context.Context, number, ifsc string) (found *payouts.Beneficiary, err error) {
	err = a.call(ctx, false, payouts.ErrUnavailable, func() error {
		for _, b := range a.held {
			if accountKey(b) == accountKey(payouts.Beneficiary{BankAccountNumber: number, BankIFSC: ifsc}) {
				found = &b
				return nil
			}
		}
		return failed(payouts.ErrNotFound)
	})
	return found, err
}

func (a *scheduledAPI) CreateBeneficiary(ctx context.Context, b payouts.Beneficiary) (*payouts.Beneficiary, error) {
	putBack := ""
	isSame := func(earlier payouts.Beneficiary) bool { return len(earlier.Differences(b)) == 0 }
	a.mu.Lock() // others may write to what was removed
	if former, existed := a.former[b.ID]; existed && isSame(former) || slices.ContainsFunc(a.removed[b.ID], isSame) {
		putBack = b.ID
	}
	a.mu.Unlock()
	add := func(b payouts.Beneficiary) error {
		if err := a.refuses(b); err != nil {
			if errors.Is(err, errNew) {
				a.refused[b.ID]++
			}
			return err
		}
		a.held[b.ID] = b
		a.writes[b.ID]++
		a.onEffect("")
		return nil
	}
	b.Status = payouts.StatusVerified
	err := a.callWith(ctx, &parkedCall{
		writes: true, lostKind: payouts.ErrOutcomeUnknown, putBack: putBack,
		effect:   func() error { return add(b) },
		addOther: func() error { return addOther(b, add) },
	})
	if err != nil {
		return nil, err
	}
	return &b, nil
}

// refuses returns why Cashfree does not accept a new payee, or nil.
func (a *scheduledAPI) refuses(b payouts.Beneficiary) error {
	former, existed := a.former[b.ID]
	switch _, exists := a.held[b.ID]; {
	case exists, a.isKept("id " + b.ID):
		return failed(payouts.ErrIDExists)
	case a.isTaken(b):
		return failed(payouts.ErrInstrumentTaken)
	case b.Name == formerName:
		return &payouts.Error{Kind: payouts.ErrInvalid, HTTPStatus: 422, Code: "name", Attempts: 1}
	case a.refusesFormer && existed && len(former.Differences(b)) == 0:
		return &payouts.Error{Kind: payouts.ErrInvalid, HTTPStatus: 422, Code: "former", Attempts: 1}
	case a.refusesNew && (!existed || len(former.Differences(b)) > 0):
		return errNew
	}
	return nil
}

func (a *scheduledAPI) isTaken(b payouts.Beneficiary) bool {
	for _, key := range a.keysOf(b) {
		if a.isKept(key) {
			return true
		}
		for _, other := range a.held {
			if slices.Contains(a.keysOf(other), key) {
				return true
			}
		}
	}
	return false
}

// keysOf returns what nobody else may have.
func (a *scheduledAPI) keysOf(b payouts.Beneficiary) []string {
	var keys []string
	if b.BankAccountNumber != "" {
		keys = append(keys, "account "+accountKey(b))
	}
	if b.VPA != "" && !a.sharedVPAs {
		keys = append(keys, "vpa "+b.VPA)
	}
	return keys
}

// isKept reports whether Cashfree keeps what was let go.
func (a *scheduledAPI) isKept(key string) bool {
	letGo, wasRemoved := a.freed[key]
	return wasRemoved && (a.freedAfter < 0 || time.Since(letGo) < a.freedAfter)
}

func (a *scheduledAPI) RemoveBeneficiary(ctx context.Context, id string) error {
	return a.call(ctx, true, payouts.ErrUnavailable, func() error {
		b, exists := a.held[id]
		if !exists {
			return failed(payouts.ErrNotFound)
		}
		delete(a.held, id)
		a.mu.Lock()
		a.removed[id] = append(a.removed[id], b)
		a.mu.Unlock()
		if a.freedAfter != 0 {
			for _, key := range append(a.keysOf(b), "id "+id) {
				a.freed[key] = time.Now()
			}
		}
		a.writes[id]++
		a.onEffect(id)
		return nil
	})
}
