package bulk

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

var (
	searchAll  = flag.Bool("search.all", false, "search all worlds, and not only a part")
	searchSeed = flag.Int64("search.seed", 0, "the seed of the part that is searched; 0 takes a random one")
)

func searchSeedOrRandom() int64 {
	if *searchSeed != 0 {
		return *searchSeed
	}
	return time.Now().UnixNano()%1_000_000_000 + 1
}

const outsiderID = "outsider"

// first always takes the call that has waited longest.
func first(int) int { return 0 }

// searchConditions are those that the search combines with every disturbance.
var searchConditions = []conditions{
	{name: "as usual"},
	{name: "shared UPI addresses", sharedVPAs: true},
	{name: "freed late", freedAfter: 3 * time.Second},
	{name: "freed too late", freedAfter: 12 * time.Second},
	{name: "never freed", freedAfter: -1},
	{name: "outsider", outsider: true},
	{name: "put-back refused", refusesFormer: true},
	{name: "new content refused", refusesNew: true},
	{name: "slow", latency: 700 * time.Millisecond},
}

// searcher tries worlds, and counts what it has tried.
type searcher struct {
	random            *rand.Rand
	share             float64 // of the disturbances that are tried
	worlds, schedules int
	cut               int // worlds of which only a part of the orders was tried
}

// maxSearchTime is how long the part of the search takes that every run of the tests has.
const maxSearchTime = 12 * time.Second

// TestApply_Search carries out the changes of small worlds with every disturbance of every call, and checks at every
// step that nobody is away, lost, doubled or touched without need. Every run of the tests tries a part.
func TestApply_Search(t *testing.T) {
	t.Parallel()
	seed := searchSeedOrRandom()
	random := rand.New(rand.NewPCG(uint64(seed), 0))
	worlds := allWorlds()
	random.Shuffle(len(worlds), func(i, k int) { worlds[i], worlds[k] = worlds[k], worlds[i] })
	began, total := time.Now(), len(worlds)
	var mu sync.Mutex
	var sum searcher
	next := func() (batch []world) {
		mu.Lock()
		defer mu.Unlock()
		if !*searchAll && time.Since(began) > maxSearchTime {
			return nil
		}
		batch = worlds[:min(10, len(worlds))]
		worlds = worlds[len(batch):]
		return batch
	}
	t.Run("worlds", func(t *testing.T) {
		for worker := range runtime.GOMAXPROCS(0) {
			t.Run(fmt.Sprint(worker), func(t *testing.T) {
				t.Parallel()
				r := searcher{share: 1}
				if !*searchAll {
					r.share = 0.1 // so that more worlds are tried in the time
				}
				for batch := next(); len(batch) > 0 && !t.Failed(); batch = next() {
					synctest.Test(t, func(t *testing.T) {
						for _, w := range batch {
							r.random = rand.New(rand.NewPCG(uint64(seed), w.number()))
							r.search(t, w)
						}
					})
				}
				mu.Lock()
				defer mu.Unlock()
				sum.worlds += r.worlds
				sum.schedules += r.schedules
				sum.cut += r.cut
			})
		}
	})
	t.Logf("seed %d: %d of %d worlds, %d schedules, in %v; %d times there were more than %d orders",
		seed, sum.worlds, total, sum.schedules, time.Since(began).Round(time.Second), sum.cut, maxOrders)
}

func (r *searcher) search(t *testing.T, w world) {
	t.Helper()
	r.worlds++
	for _, w.renames = range []bool{false, true} {
		if w.renames && !w.hasUnchanged() {
			continue
		}
		converged := make(map[string]bool)
		for _, c := range searchConditions {
			s := w.trial(c, 1)
			if !s.isRelevant() {
				continue
			}
			s.order = r.random.Uint64()
			r.disturb(t, s, first, converged)
			if s.concurrency = 2; s.hasSeveralUnits() {
				if r.takes() {
					r.interleave(t, s, converged)
				}
				r.disturb(t, s, r.random.IntN, converged)
			}
		}
	}
}

// takes reports whether something belongs to the share that is tried.
func (r *searcher) takes() bool { return r.share == 1 || r.random.Float64() < r.share }

// number returns a number that is the same for the same world.
func (w world) number() uint64 {
	number := uint64(0)
	for _, h := range slices.Concat(w.before[:], w.after[:]) {
		number = number*16 + uint64(h.account)*3 + uint64(h.vpa)
	}
	return number
}

func (w world) hasUnchanged() bool {
	for i := range worldPayees {
		if w.before[i].exists() && w.before[i] == w.after[i] {
			return true
		}
	}
	return false
}

// maxOrders limits how many orders of the calls of one world are tried.
const maxOrders = 100

// interleave runs one world with every order of its calls.
func (r *searcher) interleave(t *testing.T, s *trial, converged map[string]bool) {
	t.Helper()
	s.disturbed = nil
	var order, counts []int // the choices, and between how many calls each was made
	for range maxOrders {
		made := 0
		r.try(t, s, func(count int) int {
			if made == len(order) {
				order, counts = append(order, 0), append(counts, count)
			}
			counts[made] = count
			made++
			return order[made-1]
		}, converged)
		order, counts = order[:made], counts[:made]
		for made > 0 && order[made-1] == counts[made-1]-1 {
			made--
		}
		if made == 0 {
			return
		}
		order, counts = order[:made], counts[:made]
		order[made-1]++
	}
	r.cut++
}

// disturb runs one world with every disturbance of every call. What it has seen to converge it does not try again.
func (r *searcher) disturb(t *testing.T, s *trial, choose chooser, converged map[string]bool) {
	t.Helper()
	s.disturbed = nil
	r.try(t, s, choose, converged)
	for number, writes := range s.api.calls {
		for _, d := range s.disturbancesOf(writes) {
			if !r.takes() {
				continue
			}
			s.disturbed = map[int]disturbance{number: d}
			r.try(t, s, choose, converged)
		}
	}
}

func (s *trial) disturbancesOf(writes bool) []disturbance {
	switch {
	case s.freedAfter < 0 || s.freedAfter > 10*time.Second || s.latency > 0:
		return stops
	case writes:
		return writeDisturbances
	default:
		return readDisturbances
	}
}

func (r *searcher) try(t *testing.T, s *trial, choose chooser, converged map[string]bool) {
	t.Helper()
	r.schedules++
	s.run(choose)
	end := s.endText()
	outcome, concurrency := s.outcome, s.concurrency
	if len(s.wrong) == 0 && !converged[end] {
		r.schedules++
		converged[end] = true
		s.runAgain()
		s.outcome, s.concurrency = outcome, concurrency
	}
	if len(s.wrong) > 0 {
		t.Fatalf("%s, concurrency %d, disturbed: %v\n%s\n%s\noutcome %s", s.name, s.concurrency, s.disturbed,
			s.text(), strings.Join(s.wrong, "\n"), outcomeText(s.outcome))
	}
}
