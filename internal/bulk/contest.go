package bulk

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// Resources of one run compete where one of them creates a payee that needs what another one is about to remove: ids
// that are renamed under for_each, accounts that are handed on, a set that is split into single resources. Terraform
// works on ten resources at a time by default, and each one keeps its slot until it has ended. So a creation that meets
// a conflict waits for the removal, but not for ever: the removal may need its slot. And a removal is not begun if the
// creation that needed it has failed, because nobody would be left. So the order of events alone loses nobody, except a
// payee that cannot be put back because somebody else has got its account, or because no resource has it any more.

// How long nothing of a run may be active before a creation that waits gives up. The next one gives up after half of
// that, and so on, until a removal begins: where a run has hundreds of conflicts and no removals, it ends soon.
const (
	maxPatience = 2 * time.Second
	minPatience = 125 * time.Millisecond
)

// Operation is the creation, change or removal of one resource. It is active until it ends, but for the time in which
// it waits for the others.
type Operation struct {
	c      *Coordinator
	owner  string
	number int

	keys      map[string]bool // of what it waits for
	wants     []want
	isReplace bool      // its payee was removed for it
	answer    chan bool // whether it was freed
}

// Begin begins an operation. The caller must call End. The owner is a text that the resource keeps for all its
// operations, so that a resource may remove what it has created itself. Without an owner it may remove whatever the run
// has created.
func (c *Coordinator) Begin(owner string) *Operation {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.begun++
	c.active++
	c.watchIdle()
	return &Operation{c: c, owner: owner, number: c.begun}
}

// End ends the operation.
func (o *Operation) End() {
	o.c.mu.Lock()
	defer o.c.mu.Unlock()
	o.c.active--
	o.c.watchIdle()
}

// want is what a payee that is to be created needs.
type want struct {
	payee  payouts.Beneficiary
	holder string // the id of the payee that is in the way, as far as a look-up showed it
	unseen bool   // somebody is in the way whom no look-up showed
}

// wantOf returns what a payee needs that could not be created, and who has it, as far as the cause shows it.
func wantOf(payee payouts.Beneficiary, cause error) want {
	w := want{payee: payee, unseen: isUnseen(cause)}
	if holder, isHeld := errors.AsType[*HolderError](cause); isHeld {
		w.holder = holder.ID
	}
	return w
}

func (w want) keys() []string {
	keys := keysOf(w.payee.ID, instrumentsOf(w.payee))
	if w.holder != "" {
		keys = append(keys, idKey(w.holder))
	}
	return keys
}

// freedPayee is a payee whose id, account and UPI address a removal or an exchange of this run has let go.
type freedPayee struct {
	by   *Operation
	keys []string
}

// mark returns how much was freed so far.
func (c *Coordinator) mark() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.freed)
}

// freedSince returns the keys of what other operations have freed since a mark, and the new mark.
func (o *Operation) freedSince(since int) (keys map[string]bool, mark int) {
	o.c.mu.Lock()
	defer o.c.mu.Unlock()
	keys = make(map[string]bool)
	for _, f := range o.c.freed[since:] {
		if f.by == o {
			continue
		}
		for _, key := range f.keys {
			keys[key] = true
		}
	}
	return keys, len(o.c.freed)
}

// mayBeFreedLate reports whether this run has freed something that a payee needs. Cashfree may still refuse it then: it
// is nowhere documented that an id or an account is free at once.
func (c *Coordinator) mayBeFreedLate(wanted payouts.Beneficiary) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.ContainsFunc(keysOf(wanted.ID, instrumentsOf(wanted)), func(key string) bool { return c.freedKeys[key] })
}

// isFor reports whether an operation waits for the payee.
func (f freedPayee) isFor(o *Operation) bool {
	return f.by != o && slices.ContainsFunc(f.keys, func(key string) bool { return o.keys[key] })
}

// noteFreed notes what a payee no longer has, and wakes those who wait for it.
func (o *Operation) noteFreed(id string, shown Instruments) {
	o.c.mu.Lock()
	defer o.c.mu.Unlock()
	o.c.addFreed(freedPayee{o, keysOf(id, shown)})
}

// wakeFor lets those try again who wait for a payee that stays: they have nothing more to wait for.
func (c *Coordinator) wakeFor(id string) {
	for _, o := range slices.Clone(c.waiting) {
		if o.keys[idKey(id)] {
			c.wake(o, true)
		}
	}
}

func (c *Coordinator) addFreed(f freedPayee) {
	c.freed = append(c.freed, f)
	for _, key := range f.keys {
		c.freedKeys[key] = true
	}
	for _, o := range slices.Clone(c.waiting) {
		if f.isFor(o) {
			c.wake(o, true)
		}
	}
}

// wake ends the wait of an operation.
func (c *Coordinator) wake(o *Operation, freed bool) {
	c.waiting = slices.DeleteFunc(c.waiting, func(other *Operation) bool { return other == o })
	c.active++
	c.watchIdle()
	o.answer <- freed
}

// giveUp ends the wait of an operation that has waited in vain. From now on nobody is removed whom it needed.
func (c *Coordinator) giveUp(o *Operation) {
	c.addFailed(o.wants)
	c.wake(o, false)
}

// NoteNotCreated notes that payees will not be created in this run. From now on nobody is removed whom they needed.
func (c *Coordinator) NoteNotCreated(payees ...payouts.Beneficiary) {
	for _, b := range payees {
		c.noteFailed(want{payee: b})
	}
}

// noteFailed notes that creations failed. From now on nobody is removed whom they needed.
func (c *Coordinator) noteFailed(wants ...want) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.addFailed(wants)
}

// forgetFailed takes back that a payee could not be created. It is tried again.
func (c *Coordinator) forgetFailed(b payouts.Beneficiary) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.removeFailed(b)
}

func (c *Coordinator) removeFailed(b payouts.Beneficiary) {
	isSame := func(w want) bool { return len(w.payee.Differences(b)) == 0 }
	for _, w := range slices.Clone(c.failed[idKey(b.ID)]) {
		if isSame(w) {
			c.unseen = slices.DeleteFunc(c.unseen, func(id string) bool { return id == b.ID })
			for _, key := range w.keys() {
				c.failed[key] = slices.DeleteFunc(c.failed[key], isSame)
			}
		}
	}
}

func (c *Coordinator) addFailed(wants []want) {
	for _, w := range wants {
		for _, key := range w.keys() {
			c.failed[key] = append(c.failed[key], w)
		}
		if w.unseen {
			c.unseen = append(c.unseen, w.payee.ID)
		}
	}
}

// wait waits until the run has freed something that the operation wants since a mark, and reports whether it has. It
// has not if the operation gave up, or its context has ended.
func (o *Operation) wait(ctx context.Context, since int, wants []want, isReplace bool) bool {
	c := o.c
	o.wants, o.isReplace, o.answer, o.keys = wants, isReplace, make(chan bool, 1), keysOfAll(wants)
	c.mu.Lock()
	if slices.ContainsFunc(c.freed[since:], func(f freedPayee) bool { return f.isFor(o) }) {
		c.mu.Unlock()
		return true
	}
	c.waiting = append(c.waiting, o)
	c.active--
	c.watchIdle()
	c.mu.Unlock()
	select {
	case freed := <-o.answer:
		return freed
	case <-ctx.Done():
		return o.endWait()
	}
}

func keysOfAll(wants []want) map[string]bool {
	keys := make(map[string]bool)
	for _, w := range wants {
		for _, key := range w.keys() {
			keys[key] = true
		}
	}
	return keys
}

// awaitRemovals waits for the end of removals by others, begun before, of payees that have something that is wanted.
func (o *Operation) awaitRemovals(wants []want) {
	o.keys = keysOfAll(wants)
	for {
		o.c.mu.Lock()
		underWay := o.c.removalFor(o)
		o.c.mu.Unlock()
		if underWay == nil {
			return
		}
		<-underWay.ended
	}
}

// endWait ends the wait of an operation whose time is over, and reports whether what it wants was freed after all. A
// removal that was begun for it comes to its end first: nobody would be left otherwise.
func (o *Operation) endWait() bool {
	c := o.c
	for {
		c.mu.Lock()
		underWay := c.removalFor(o)
		if underWay == nil && slices.Contains(c.waiting, o) {
			c.giveUp(o)
		}
		c.mu.Unlock()
		if underWay == nil {
			return <-o.answer
		}
		<-underWay.ended
	}
}

func (c *Coordinator) removalFor(o *Operation) *activeRemoval {
	for r := range c.removals {
		if r.isFor(o) {
			return r
		}
	}
	return nil
}

// watchIdle starts or stops the clock that tells how long nothing has been active.
func (c *Coordinator) watchIdle() {
	if c.idle != nil {
		c.idle.Stop()
		c.idle = nil
	}
	if c.active > 0 || len(c.waiting) == 0 {
		return
	}
	var clock *time.Timer
	clock = time.AfterFunc(c.patience, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.idle == clock { // else it was stopped too late
			c.giveUp(c.lastToWait())
			c.patience = max(c.patience/2, minPatience)
		}
	})
	c.idle = clock
}

// lastToWait returns the operation that gives up first: the newest one of those for which nobody was removed, or else
// the newest one.
func (c *Coordinator) lastToWait() *Operation {
	return slices.MaxFunc(c.waiting, func(a, b *Operation) int {
		if a.isReplace != b.isReplace {
			if a.isReplace {
				return -1
			}
			return 1
		}
		return a.number - b.number
	})
}
