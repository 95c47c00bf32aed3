package bulk

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// trial is one run of the engine in the search.
type trial struct {
	before, after map[string]payouts.Beneficiary
	conditions
	disturbed   map[int]disturbance
	concurrency int
	order       uint64 // decides the order of the document

	api     *scheduledAPI
	outcome Outcome
	wrong   []string
	renamed map[string]string // leaving ids, and the new ids that take their accounts
	cycles  bool              // whether payees wait in a cycle
}

func (w world) trial(c conditions, concurrency int) *trial {
	before, after := w.payees()
	return newTrial(before, after, c, concurrency)
}

func newTrial(before, after map[string]payouts.Beneficiary, c conditions, concurrency int) *trial {
	s := &trial{before: before, after: after, conditions: c, concurrency: concurrency, renamed: make(map[string]string)}
	for id, b := range before {
		if _, stays := after[id]; stays {
			continue
		}
		for newID, wanted := range after {
			if _, existed := before[newID]; !existed && takesFrom(wanted, b) {
				s.renamed[id] = newID
			}
		}
	}
	s.cycles = s.hasCycle()
	return s
}

// takesFrom reports whether a payee goes on under another id: with the same account, or, without one, with the same UPI
// address.
func takesFrom(wanted, former payouts.Beneficiary) bool {
	return accountKey(wanted) == accountKey(former) && (former.BankAccountNumber != "" || wanted.VPA == former.VPA)
}

// hasCycle reports whether payees wait for each other's accounts or UPI addresses in a cycle.
func (s *trial) hasCycle() bool {
	needs := func(from string) (others []string) {
		wanted, stays := s.after[from]
		if successor, goesOn := s.renamed[from]; goesOn {
			wanted, stays = s.after[successor]
		}
		for id, b := range s.before {
			if stays && id != from && (b.VPA != "" && b.VPA == wanted.VPA || b.BankAccountNumber != "" && accountKey(b) == accountKey(wanted)) {
				others = append(others, id)
			}
		}
		return others
	}
	for id := range s.before {
		seen, reachable := map[string]bool{}, needs(id)
		for i := 0; i < len(reachable); i++ {
			if reachable[i] == id {
				return true
			}
			if !seen[reachable[i]] {
				seen[reachable[i]] = true
				reachable = append(reachable, needs(reachable[i])...)
			}
		}
	}
	return false
}

// run carries the changes out. The chooser decides the order of the calls.
func (s *trial) run(choose chooser) {
	s.api = newScheduledAPI(s.conditions, s.before)
	s.api.oneByOne = s.concurrency == 1
	s.outcome, s.wrong = Outcome{}, nil
	if s.outsider {
		s.addOutsider()
	}
	s.api.disturbed = s.disturbed
	s.api.onEffect = s.checkAway
	s.outcome = s.apply(s.before, choose)
	s.checkUntouched()
	s.checkOutcome()
	s.checkLost()
	s.checkDoubled()
	s.checkTold()
	s.checkOtherContent()
	if len(s.disturbed) == 0 && s.refusesNew {
		s.checkTried()
	} else if len(s.disturbed) == 0 && !s.outsider && !s.refusesFormer && s.freedAfter >= 0 && s.freedAfter < 10*time.Second {
		s.checkDone("the run")
		s.checkWrites()
	}
}

// checkTried checks that the run ends soon where Cashfree accepts nothing new: after three exchanges.
func (s *trial) checkTried() {
	tried := 0
	for id, times := range s.api.refused {
		if _, was := s.before[id]; was || s.isSuccessor(id) {
			tried += times
		}
	}
	if tried > maxRefusals {
		s.complain("%d exchanges were tried, and nothing new is accepted", tried)
	}
}

func (s *trial) isSuccessor(id string) bool {
	return slices.Contains(slices.Collect(maps.Values(s.renamed)), id)
}

// addOutsider adds a payee of nobody here that has an account which is wanted and free.
func (s *trial) addOutsider() {
	for _, id := range slices.Sorted(maps.Keys(s.after)) {
		b := s.after[id]
		if b.BankAccountNumber != "" && !s.api.isTaken(payouts.Beneficiary{BankAccountNumber: b.BankAccountNumber, BankIFSC: b.BankIFSC}) {
			s.api.held[outsiderID] = payouts.Beneficiary{ID: outsiderID, Name: "Outsider", BankAccountNumber: b.BankAccountNumber, BankIFSC: b.BankIFSC}
			return
		}
	}
}

// apply makes Cashfree hold what is wanted, from a state.
func (s *trial) apply(state map[string]payouts.Beneficiary, choose chooser) (outcome Outcome) {
	changes := Changes{Known: make(map[string]Instruments, len(state))}
	for _, id := range slices.Sorted(maps.Keys(state)) {
		changes.Known[id] = instrumentsOf(state[id])
		if _, stays := s.after[id]; !stays {
			changes.Remove = append(changes.Remove, id)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(s.after)) {
		if b, known := state[id]; !known || len(b.Differences(s.after[id])) > 0 {
			changes.Put = append(changes.Put, s.after[id])
		}
	}
	random := rand.New(rand.NewPCG(s.order, 0))
	random.Shuffle(len(changes.Put), func(i, k int) { changes.Put[i], changes.Put[k] = changes.Put[k], changes.Put[i] })
	random.Shuffle(len(changes.Remove), func(i, k int) { changes.Remove[i], changes.Remove[k] = changes.Remove[k], changes.Remove[i] })
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	s.api.stop = stop
	s.api.schedule(choose, func() {
		outcome = Apply(ctx, s.api, changes, Options{Concurrency: s.concurrency, Adopt: true, Coordinator: NewCoordinator()})
	})
	return outcome
}

// removeUnclear removes by hand, as the error says, whoever was added with other content and whose removal after that
// got no answer: nothing of it is in the state.
func (s *trial) removeUnclear(state map[string]payouts.Beneficiary) {
	for id, failure := range s.outcome.Failed {
		other, isOther := errors.AsType[*OtherContentError](failure.Cause)
		if _, isRecorded := state[id]; isOther && other.isUnknown && !isRecorded {
			delete(s.api.held, id)
		}
	}
}

// runAgain refreshes the state and runs once more, on a Cashfree on which nothing is wrong.
func (s *trial) runAgain() {
	state := s.state()
	for id := range state {
		present, exists := s.api.held[id]
		if state[id] = present; !exists {
			delete(state, id)
		}
	}
	delete(s.api.held, outsiderID)
	s.removeUnclear(state)
	asWanted := make(map[string]bool)
	for id, b := range s.api.held {
		wanted, stays := s.after[id]
		asWanted[id] = stays && len(b.Differences(wanted)) == 0
	}
	s.api.conditions, s.api.disturbed, s.api.freed = conditions{sharedVPAs: s.sharedVPAs}, nil, nil
	s.api.oneByOne, s.concurrency = true, 1
	clear(s.api.writes)
	s.api.onEffect = func(string) {}
	s.outcome = s.apply(state, first)
	s.checkDone("the second run")
	for id := range s.api.writes {
		if asWanted[id] {
			s.complain("the second run wrote %s without need", id)
		}
	}
}

// isRelevant reports whether the conditions can make a difference in this world.
func (s *trial) isRelevant() bool {
	switch {
	case s.sharedVPAs:
		return s.movesVPA()
	case s.outsider:
		s.api = newScheduledAPI(s.conditions, s.before)
		s.addOutsider()
		return len(s.api.held) > len(s.before)
	case s.latency > 0:
		return s.cycles
	}
	return true
}

func (s *trial) movesVPA() bool {
	for id, b := range s.before {
		for otherID, wanted := range s.after {
			if id != otherID && b.VPA != "" && b.VPA == wanted.VPA {
				return true
			}
		}
	}
	return false
}

// hasSeveralUnits reports whether there is more than one group of changes that are connected by accounts and UPI
// addresses.
func (s *trial) hasSeveralUnits() bool {
	groups := make(map[string]string) // ids, accounts and UPI addresses, each with the one that stands for its group
	find := func(name string) string {
		for groups[name] != "" {
			name = groups[name]
		}
		return name
	}
	ids := make(map[string]bool)
	for _, side := range []map[string]payouts.Beneficiary{s.before, s.after} {
		for id, b := range side {
			former, was := s.before[id]
			if wanted, stays := s.after[id]; was && stays && len(former.Differences(wanted)) == 0 {
				continue
			}
			ids[id] = true
			for _, key := range []string{"account " + accountKey(b), "vpa " + b.VPA} {
				if from, to := find("id "+id), find(key); from != to && !strings.HasSuffix(key, " ") {
					groups[from] = to
				}
			}
		}
	}
	roots := make(map[string]bool)
	for id := range ids {
		roots[find("id "+id)] = true
	}
	return len(roots) > 1
}

// endText returns what decides a second run.
func (s *trial) endText() string {
	var text strings.Builder
	state := s.state()
	fmt.Fprint(&text, s.sharedVPAs)
	for _, id := range slices.Sorted(maps.Keys(s.api.held)) {
		_, known := state[id]
		b := s.api.held[id]
		fmt.Fprint(&text, "; ", id, known, b.Name, b.BankAccountNumber, b.VPA)
	}
	return text.String()
}

// text returns what is before and after.
func (s *trial) text() string {
	var text strings.Builder
	for _, id := range slices.Sorted(maps.Keys(s.ids())) {
		fmt.Fprintf(&text, "%s: %s -> %s\n", id, payeeText(s.before[id]), payeeText(s.after[id]))
	}
	return text.String()
}

func payeeText(b payouts.Beneficiary) string {
	return strings.TrimSpace(fmt.Sprint(b.Name, " ", strings.TrimPrefix(b.BankAccountNumber, "00011020"), " ", b.VPA))
}

// ids returns everybody who is there before or after.
func (s *trial) ids() map[string]bool {
	ids := make(map[string]bool)
	for _, side := range []map[string]payouts.Beneficiary{s.before, s.after} {
		for id := range side {
			ids[id] = true
		}
	}
	return ids
}

func outcomeText(o Outcome) string {
	var text strings.Builder
	fmt.Fprintf(&text, "removed %q lost %q unknown %q not started %q other content %q, because %v\n",
		o.Removed, o.Lost, o.Unknown, o.NotStarted, o.OtherContent, o.StopReason)
	for id, f := range o.Failed {
		fmt.Fprintf(&text, "  %s: %v, effect %d, put back: %v\n", id, f.Cause, f.Effect, f.PutBack)
	}
	return text.String()
}
