package bulk

import (
	"context"
	"sync"
)

// Coordinator is what the resources of one run share: it keeps the creations and removals of one id apart, and
// remembers which ids this run adopted. A removal that follows the adoption of the same id (create_before_destroy, or a
// resource renamed without a moved block) would remove a payee that another resource has just recorded.
type Coordinator struct {
	mu      sync.Mutex
	busy    map[string]chan struct{} // closed when the id is free again
	adopted map[string]bool
}

// NewCoordinator returns the coordinator of a new run.
func NewCoordinator() *Coordinator {
	return &Coordinator{busy: make(map[string]chan struct{}), adopted: make(map[string]bool)}
}

// Lock waits until nobody else creates or removes the id. The caller must call unlock.
func (c *Coordinator) Lock(ctx context.Context, id string) (unlock func(), err error) {
	for {
		c.mu.Lock()
		other, busy := c.busy[id]
		if !busy {
			done := make(chan struct{})
			c.busy[id] = done
			c.mu.Unlock()
			return func() {
				c.mu.Lock()
				delete(c.busy, id)
				c.mu.Unlock()
				close(done)
			}, nil
		}
		c.mu.Unlock()
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-other:
		}
	}
}

// Adopt notes that a resource of this run adopted the id.
func (c *Coordinator) Adopt(id string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.adopted[id] = true
}

// IsAdopted reports whether a resource of this run adopted the id.
func (c *Coordinator) IsAdopted(id string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.adopted[id]
}
