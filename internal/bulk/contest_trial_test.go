package bulk

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// contest is an apply of a configuration whose resources compete, with core's walk through its graph. Core begins any
// resource for which everything that it depends on has ended, and works on a number of them at a time.
type contest struct {
	before, after holdings
	conditions
	slots       int
	adopts      bool // single resources adopt
	createFirst bool // replaced resources have create_before_destroy
	mayNotEnd   bool // no number of applies makes everything as it is wanted
	disturbed   map[int]disturbance
	outsider    string // the id of a payee of nobody here
	byHand      string // the id of a payee that somebody removes after the refresh

	api         *scheduledAPI
	coordinator *Coordinator
	running     int // nodes that have a slot

	firstCalls []bool // of the first apply: whether they write

	mu       sync.Mutex
	state    holdings
	started  map[string]bool // nodes
	failures map[string]*CreateError
	kept     map[string]error // why single resources were not removed
	outcomes map[owner]Outcome
	wrong    []string
	isOver   bool // nothing more can be learnt
}

// node is one resource in core's graph, or one leg of a replacement.
type node struct {
	name  string
	needs *node
	run   func(ctx context.Context) bool // reports success
	done  chan bool
}

func newContest(before, after holdings, c conditions, slots int) *contest {
	return &contest{before: before, after: after, conditions: c, slots: slots, state: before.clone(), api: newScheduledAPI(c, before.all())}
}

// apply makes one apply. The chooser decides in which order core begins resources, and the order of the calls.
func (s *contest) apply(choose chooser) {
	s.coordinator = NewCoordinator()
	s.started, s.failures = make(map[string]bool), make(map[string]*CreateError)
	s.kept, s.outcomes = make(map[string]error), make(map[owner]Outcome)
	s.api.disturbed, s.api.calls, s.running = s.disturbed, nil, 0
	s.api.former = maps.Clone(s.api.held)
	for _, known := range s.state { // the refresh
		for id := range known {
			if present, exists := s.api.held[id]; exists {
				known[id] = present
			} else {
				delete(known, id)
			}
		}
	}
	delete(s.api.held, s.byHand)
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	s.api.stop = stop
	s.api.schedule(choose, func() {
		var all sync.WaitGroup
		for _, n := range s.nodes() {
			all.Go(func() { s.visit(ctx, n) })
		}
		all.Wait()
	})
}

// visit carries out a node when its turn comes, unless one that it needs has failed, or the run was stopped.
func (s *contest) visit(ctx context.Context, n *node) {
	defer close(n.done)
	if n.needs != nil && !<-n.needs.done {
		return
	}
	_ = s.api.callWith(context.Background(), &parkedCall{mayGo: func() bool { return s.running < s.slots }, start: func() { s.running++ }})
	succeeded := false
	if ctx.Err() == nil {
		s.mu.Lock()
		s.started[n.name] = true
		s.mu.Unlock()
		succeeded = n.run(ctx)
	}
	s.api.free(func() { s.running-- })
	n.done <- succeeded
}

// nodes returns core's graph of the changes from the state to the configuration.
func (s *contest) nodes() []*node {
	var nodes []*node
	add := func(name string, needs *node, run func(context.Context) bool) *node {
		n := &node{name, needs, run, make(chan bool, 1)}
		nodes = append(nodes, n)
		return n
	}
	wanted := s.after[single]
	for id := range s.api.ids(s.state[single], wanted) {
		b, isWanted := wanted[id]
		former, exists := s.state[single][id]
		remove := func(ctx context.Context) bool { return s.removeSingle(ctx, former) }
		create := func(ctx context.Context) bool { return s.createSingle(ctx, b) }
		switch {
		case exists && isWanted && len(former.Differences(b)) == 0:
		case exists && isWanted && s.createFirst:
			add("remove "+id, add("create "+id, nil, create), remove)
		case exists && isWanted:
			add("create "+id, add("remove "+id, nil, remove), create)
		case exists:
			add("remove "+id, nil, remove)
		case isWanted:
			add("create "+id, nil, create)
		}
	}
	for _, by := range owners[1:] {
		if !maps.EqualFunc(s.state[by], s.after[by], func(a, b payouts.Beneficiary) bool { return len(a.Differences(b)) == 0 }) {
			add(fmt.Sprint("set ", by), nil, func(ctx context.Context) bool { return s.changeSet(ctx, by) })
		}
	}
	slices.SortFunc(nodes, func(a, b *node) int { return strings.Compare(a.name, b.name) })
	return nodes
}

// ids returns everybody who is in one of two maps.
func (a *scheduledAPI) ids(known, wanted map[string]payouts.Beneficiary) map[string]bool {
	ids := make(map[string]bool)
	for _, payees := range []map[string]payouts.Beneficiary{known, wanted} {
		for id := range payees {
			ids[id] = true
		}
	}
	return ids
}

func (s *contest) createSingle(ctx context.Context, wanted payouts.Beneficiary) bool {
	o := s.coordinator.Begin("single " + wanted.ID)
	defer o.End()
	created, failure := Create(ctx, s.api, o, wanted, s.adopts)
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case created != nil:
		s.state[single][wanted.ID] = created.Beneficiary
		return true
	case failure.PutBack != nil: // tainted
		s.state[single][wanted.ID] = *failure.PutBack
	}
	s.failures[wanted.ID] = failure
	return false
}

func (s *contest) removeSingle(ctx context.Context, former payouts.Beneficiary) bool {
	o := s.coordinator.Begin("single " + former.ID)
	defer o.End()
	err := Remove(ctx, s.api, o, former.ID, instrumentsOf(former))
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil && !errors.Is(err, ErrLeftToOther) {
		s.kept[former.ID] = err
		return false
	}
	if known, exists := s.state[single][former.ID]; exists && len(known.Differences(former)) == 0 {
		delete(s.state[single], former.ID)
	}
	return true
}

func (s *contest) changeSet(ctx context.Context, by owner) bool {
	s.mu.Lock()
	state, wanted := maps.Clone(s.state[by]), s.after[by]
	s.mu.Unlock()
	changes := between(slices.Collect(maps.Values(state)), slices.Collect(maps.Values(wanted)))
	slices.Sort(changes.Remove)
	slices.SortFunc(changes.Put, func(a, b payouts.Beneficiary) int { return strings.Compare(a.ID, b.ID) })
	outcome := Apply(ctx, s.api, changes, Options{Concurrency: 2, Adopt: true, Coordinator: s.coordinator, Owner: by.String()})
	s.mu.Lock()
	defer s.mu.Unlock()
	s.outcomes[by] = outcome
	failed := len(outcome.Failed)+len(outcome.NotStarted) > 0
	if failed && len(state) == 0 { // of a first create that failed nothing is recorded
		return false
	}
	for _, ids := range [][]string{outcome.Removed, outcome.Lost, outcome.LeftToOthers} {
		for _, id := range ids {
			delete(state, id)
		}
	}
	maps.Copy(state, outcome.Present)
	s.state[by] = state
	return !failed
}
