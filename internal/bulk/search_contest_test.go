package bulk

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestContest_Search applies small configurations in which single resources and sets compete for ids and accounts, and
// checks that no order of events loses anybody.
func TestContest_Search(t *testing.T) {
	t.Parallel()
	seed := searchSeedOrRandom()
	random := rand.New(rand.NewPCG(uint64(seed), 0))
	worlds := allContestWorlds()
	random.Shuffle(len(worlds), func(i, k int) { worlds[i], worlds[k] = worlds[k], worlds[i] })
	began, count, tried := time.Now(), 0, 0
	for ; count < len(worlds) && !t.Failed() && (*searchAll || time.Since(began) < maxSearchTime); count++ {
		synctest.Test(t, func(t *testing.T) { tried += searchContest(t, worlds[count], random) })
	}
	t.Logf("seed %d: %d of %d worlds, %d applies, in %v", seed, count, len(worlds), tried, time.Since(began).Round(time.Second))
}

func searchContest(t *testing.T, w contestWorld, random *rand.Rand) (tried int) {
	t.Helper()
	start := func(c conditions, slots int) *contest {
		s := newContest(w.before.holdings(), w.after.holdings(), c, slots)
		s.mayNotEnd = w.crossesSets()
		return s
	}
	for _, slots := range []int{1, 2, 100} {
		for _, c := range contestConditions {
			s := start(c, slots)
			if random.IntN(8) == 0 { // the former payee of such a resource is removed too late
				s.createFirst, s.mayNotEnd = true, true
			}
			tried += s.applyUntilDone(t, random)
			tried += start(c, slots).withByHand(random).applyUntilDone(t, random)
			tried += start(c, slots).withOutsider(random).applyUntilDone(t, random)
			for number, writes := range s.firstCalls {
				for _, d := range s.disturbancesOf(writes) {
					if !*searchAll && random.IntN(20) > 0 {
						continue
					}
					s := start(c, slots)
					s.disturbed = map[int]disturbance{number: d}
					tried += s.applyUntilDone(t, random)
				}
			}
		}
	}
	return tried
}

var contestConditions = []conditions{
	{name: "as usual"},
	{name: "freed late", freedAfter: 3 * time.Second},
	{name: "new content refused", refusesNew: true},
}

func (s *contest) disturbancesOf(writes bool) []disturbance {
	if writes {
		return writeDisturbances
	}
	return readDisturbances
}

// maxApplies is after how many applies everything must be as the configuration wants it. With one slot it is luck
// whether core begins the resources in an order that works.
const maxApplies = 200

func (s *contest) applyUntilDone(t *testing.T, random *rand.Rand) (tried int) {
	t.Helper()
	disturbed, limit := s.disturbed, maxApplies
	if s.mayNotEnd {
		limit = 3
	}
	for ; !s.isDone() && !s.isOver && tried < limit; tried++ {
		before := maps.Clone(s.api.held)
		delete(before, s.byHand)
		s.apply(random.IntN)
		if tried == 0 {
			s.firstCalls = s.api.calls
		}
		if s.check(before); len(s.wrong) > 0 {
			t.Fatalf("%s, %d slots, apply %d, disturbed: %v\n%s\n%s", s.name, s.slots, tried+1, disturbed, strings.Join(s.wrong, "\n"), s.text())
		}
		s.removeOtherContent()
		s.byHand = ""
		s.adopts = disturbed != nil // what was created by a call whose answer was lost
		s.disturbed, s.api.conditions = nil, conditions{name: "as usual"}
	}
	if tried == maxApplies && !s.isDone() {
		t.Fatalf("%s, %d slots, disturbed: %v: %d applies were not enough\n%s", s.name, s.slots, disturbed, tried, s.text())
	}
	return tried
}

// removeOtherContent removes by hand, as the error says, what a single resource has created with other content.
func (s *contest) removeOtherContent() {
	for id, b := range s.api.held {
		if owner, _ := s.state.find(id); owner == nobody && b.BankIFSC == "SBIN0000001" {
			delete(s.api.held, id)
		}
	}
}

// withByHand lets somebody remove one of the payees by hand, after the refresh.
func (s *contest) withByHand(random *rand.Rand) *contest {
	if ids := slices.Sorted(maps.Keys(s.before.all())); len(ids) > 0 {
		s.byHand = ids[random.IntN(len(ids))]
	}
	return s
}

// withOutsider adds a payee of nobody here that has one of the new ids, and an account of its own.
func (s *contest) withOutsider(random *rand.Rand) *contest {
	ids := slices.DeleteFunc(slices.Sorted(maps.Keys(s.after.all())), func(id string) bool { return !s.isNew(id) })
	if len(ids) > 0 {
		id := ids[random.IntN(len(ids))]
		s.api.held[id] = payee(id, "Outsider", 9999)
		s.outsider, s.mayNotEnd = id, true
	}
	return s
}

func (s *contest) text() string {
	var text strings.Builder
	for id := range s.api.ids(s.before.all(), s.after.all()) {
		byBefore, before := s.before.find(id)
		byAfter, after := s.after.find(id)
		fmt.Fprintf(&text, "%s: %v %s -> %v %s\n", id, byBefore, payeeText(before), byAfter, payeeText(after))
	}
	for id, failure := range s.failures {
		fmt.Fprintf(&text, "create %s: %v, waited %v, former %v, put back %v\n", id, failure, failure.Waited, failure.Former, failure.PutBack)
	}
	for id, err := range s.kept {
		fmt.Fprintf(&text, "remove %s: %v\n", id, err)
	}
	for by, o := range s.outcomes {
		fmt.Fprintf(&text, "%v: %s", by, outcomeText(o))
	}
	fmt.Fprintf(&text, "held: %v\nstate: %v", s.api.held, s.state)
	return text.String()
}
