package bulk

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// Coordinator is what the resources of one run share. Terraform carries out the creations and removals of different
// resources side by side, and tells no resource what the others are about to do. The coordinator keeps calls that
// concern the same id, account or UPI address apart, lets creations wait for removals, and stops removals that would
// leave nobody in place of a payee.
type Coordinator struct {
	mu      sync.Mutex
	locked  map[string]chan struct{} // by key; closed when the key is free again
	created map[string]string        // who created an id in this run
	adopted map[string]bool          // ids that this run adopted
	kept    map[string]bool          // ids that a resource of this run was to remove, and has still
	removed map[string]payouts.Beneficiary
	// removedIDs are the ids of those who were removed, by what a payee keeps that gets another id.
	removedIDs map[string]string

	// Who waits for whom; see [Operation].
	begun     int // operations so far
	active    int // operations that go on and do not wait
	waiting   []*Operation
	removals  map[*activeRemoval]bool // those under way
	freed     []freedPayee            // in their order
	freedKeys map[string]bool         // of all of them
	failed    map[string][]want       // of creations that failed, by each of their keys
	unseen    []string                // the ids of those that needed what somebody has whom no look-up showed
	patience  time.Duration           // how long nothing may be active before a creation gives up
	idle      *time.Timer
}

// NewCoordinator returns the coordinator of a new run.
func NewCoordinator() *Coordinator {
	return &Coordinator{
		locked: make(map[string]chan struct{}), created: make(map[string]string), adopted: make(map[string]bool),
		kept:    make(map[string]bool),
		removed: make(map[string]payouts.Beneficiary), removedIDs: make(map[string]string), removals: make(map[*activeRemoval]bool), failed: make(map[string][]want),
		freedKeys: make(map[string]bool), patience: maxPatience,
	}
}

// lock waits until nobody else creates or removes a payee with one of the keys. The caller must call unlock, and must
// not lock anything else before.
func (c *Coordinator) lock(ctx context.Context, keys []string) (unlock func(), err error) {
	var locked []string
	unlock = func() {
		for _, key := range locked {
			c.unlockOne(key)
		}
	}
	// In one order, so that no two wait for each other.
	for _, key := range slices.Compact(slices.Sorted(slices.Values(keys))) {
		if err := c.lockOne(ctx, key); err != nil {
			unlock()
			return nil, err
		}
		locked = append(locked, key)
	}
	return unlock, nil
}

func (c *Coordinator) lockOne(ctx context.Context, key string) error {
	for {
		c.mu.Lock()
		other, isLocked := c.locked[key]
		if !isLocked {
			c.locked[key] = make(chan struct{})
			c.mu.Unlock()
			return nil
		}
		c.mu.Unlock()
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-other:
		}
	}
}

func (c *Coordinator) unlockOne(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	close(c.locked[key])
	delete(c.locked, key)
}

// keysOf returns what no two payees may have: an id, and what a state shows of the account and the UPI address. Of an
// account that is only its end, so two payees may have the same key and different accounts.
func keysOf(id string, shown Instruments) []string {
	return append(shown.keys(), idKey(id))
}

func idKey(id string) string { return "id " + id }

// noteCreated notes that a resource of this run created a payee. An earlier failure to create it counts no more.
func (o *Operation) noteCreated(b payouts.Beneficiary) {
	c := o.c
	c.mu.Lock()
	defer c.mu.Unlock()
	c.created[b.ID] = o.owner
	delete(c.removed, b.ID)
	delete(c.removedIDs, renameKey(b))
	c.removeFailed(b)
}

// noteRemoved notes that a resource of this run removed a payee. Its content is empty but for the id where it was not
// read.
func (c *Coordinator) noteRemoved(b payouts.Beneficiary) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.removed[b.ID] = b
	if key := renameKey(b); key != "" {
		c.removedIDs[key] = b.ID
	}
	delete(c.created, b.ID)
	delete(c.kept, b.ID)
}

// noteKept notes that a resource was to remove an id, and has it still. It returns false if another resource has
// adopted the id before.
func (c *Coordinator) noteKept(id string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.adopted[id] {
		return false
	}
	if !c.kept[id] {
		c.kept[id] = true
		c.wakeFor(id)
	}
	return true
}

// Adopt notes that a resource of this run adopts the id, and reports whether it may: it may not where the id belongs to
// another resource of the run.
func (c *Coordinator) Adopt(id string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, isCreated := c.created[id]; isCreated || c.adopted[id] || c.kept[id] {
		return false
	}
	c.adopted[id] = true
	c.wakeFor(id)
	return true
}

// belongsToOther reports whether another resource of this run created or adopted the id.
func (o *Operation) belongsToOther(id string) bool {
	o.c.mu.Lock()
	defer o.c.mu.Unlock()
	return o.belongsToOtherLocked(id)
}

func (o *Operation) belongsToOtherLocked(id string) bool {
	owner, isCreated := o.c.created[id]
	return isCreated && owner != o.owner && o.owner != "" || o.c.adopted[id]
}

// staysWithOther reports whether another resource of this run keeps the id: it created or adopted it, or could not
// remove it.
func (o *Operation) staysWithOther(id string) bool {
	o.c.mu.Lock()
	defer o.c.mu.Unlock()
	return o.belongsToOtherLocked(id) || o.c.kept[id]
}

// removedAs returns what this run has removed and is to be created now: a payee with the same id, or else one that had
// the same account, or the same UPI address and no account.
func (c *Coordinator) removedAs(wanted payouts.Beneficiary) (former payouts.Beneficiary, wasRemoved bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if former, wasRemoved = c.removed[wanted.ID]; wasRemoved {
		return former, true
	}
	former, wasRemoved = c.removed[c.removedIDs[renameKey(wanted)]]
	return former, wasRemoved
}
