package bulk

import (
	"context"
	"slices"
	"sync"
)

// Coordinator is what the resources of one run share: it keeps the creations and removals of one id apart, and
// remembers which ids this run created or adopted. A removal that follows the adoption of the same id
// (create_before_destroy, or a resource renamed without a moved block) would remove a payee that another resource has
// just recorded.
type Coordinator struct {
	mu      sync.Mutex
	busy    map[string]chan struct{} // closed when the id is free again
	created map[string]bool
	adopted map[string]bool
}

// NewCoordinator returns the coordinator of a new run.
func NewCoordinator() *Coordinator {
	return &Coordinator{busy: make(map[string]chan struct{}), created: make(map[string]bool), adopted: make(map[string]bool)}
}

// Lock waits until nobody else creates or removes one of the ids. The caller must call unlock, and must not lock
// anything else before.
func (c *Coordinator) Lock(ctx context.Context, ids ...string) (unlock func(), err error) {
	var locked []string
	unlock = func() {
		for _, id := range locked {
			c.unlock(id)
		}
	}
	for _, id := range slices.Sorted(slices.Values(ids)) { // in one order, so that no two wait for each other
		if err := c.lock(ctx, id); err != nil {
			unlock()
			return nil, err
		}
		locked = append(locked, id)
	}
	return unlock, nil
}

func (c *Coordinator) lock(ctx context.Context, id string) error {
	for {
		c.mu.Lock()
		other, busy := c.busy[id]
		if !busy {
			c.busy[id] = make(chan struct{})
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

func (c *Coordinator) unlock(id string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	close(c.busy[id])
	delete(c.busy, id)
}

// NoteCreated notes that a resource of this run created the id.
func (c *Coordinator) NoteCreated(id string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.created[id] = true
}

// Adopt notes that a resource of this run adopts the id, and reports whether it may: an id that this run has created or
// adopted belongs to another resource.
func (c *Coordinator) Adopt(id string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.created[id] || c.adopted[id] {
		return false
	}
	c.adopted[id] = true
	return true
}

// IsAdopted reports whether a resource of this run adopted the id.
func (c *Coordinator) IsAdopted(id string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.adopted[id]
}
