package provider

import (
	"context"
	"sync"
)

// takeovers keeps the creates and removals of one id apart, and remembers which ids this run took over. A removal that
// comes after a take-over of the same id (create_before_destroy, or a resource renamed without a moved block) would
// remove what another resource has just recorded.
type takeovers struct {
	mu    sync.Mutex
	busy  map[string]chan struct{}
	taken map[string]bool
}

func newTakeovers() *takeovers {
	return &takeovers{busy: make(map[string]chan struct{}), taken: make(map[string]bool)}
}

// enter waits until nothing else creates or removes the id.
func (t *takeovers) enter(ctx context.Context, id string) (leave func(), err error) {
	for {
		t.mu.Lock()
		other, occupied := t.busy[id]
		if !occupied {
			done := make(chan struct{})
			t.busy[id] = done
			t.mu.Unlock()
			return func() {
				t.mu.Lock()
				delete(t.busy, id)
				t.mu.Unlock()
				close(done)
			}, nil
		}
		t.mu.Unlock()
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-other:
		}
	}
}

func (t *takeovers) take(id string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.taken[id] = true
}

func (t *takeovers) isTaken(id string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.taken[id]
}
