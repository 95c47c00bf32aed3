package bulk

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
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

// trial is one run of the engine in the search.
type trial struct {
	before, after map[string]payouts.Beneficiary
	conditions
	disturbed   map[int]disturbance
	concurrency int

	api     *scheduledAPI
	outcome Outcome
	wrong   []string
	renamed map[string]string // leaving ids, and the new ids that take their accounts
	circles bool              // whether payees wait in a circle
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
	s.circles = s.hasCircle()
	return s
}

// takesFrom reports whether a payee goes on under another id: with the same account, or, without one, with the same UPI
// address.
func takesFrom(wanted, former payouts.Beneficiary) bool {
	return accountKey(wanted) == accountKey(former) && (former.BankAccountNumber != "" || wanted.VPA == former.VPA)
}

// hasCircle reports whether payees wait for each other's accounts or UPI addresses in a circle.
func (s *trial) hasCircle() bool {
	needs := func(from string) (others []string) {
		wanted, stays := s.after[from]
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
	if s.refusesNew {
		s.checkTried()
	} else if len(s.disturbed) == 0 && !s.outsider && !s.refusesFormer && s.freedAfter >= 0 && s.freedAfter < 10*time.Second {
		s.checkDone("the run")
		s.checkWrites()
	}
}

// checkTried checks that the run ends soon where Cashfree accepts nothing new. An exchange removes two payees at most.
func (s *trial) checkTried() {
	if tried := len(s.api.removed); !s.circles && tried > 2*maxRefusals+len(s.plainRemovals()) {
		s.complain("%d payees were removed, and nothing new is accepted", tried)
	}
}

// plainRemovals returns those who leave, and whose account and UPI address nobody wants.
func (s *trial) plainRemovals() (ids []string) {
	for id, b := range s.before {
		if _, stays := s.after[id]; stays {
			continue
		}
		wanted := false
		for _, other := range s.after {
			wanted = wanted || b.BankAccountNumber != "" && accountKey(other) == accountKey(b) || b.VPA != "" && other.VPA == b.VPA
		}
		if !wanted {
			ids = append(ids, id)
		}
	}
	return ids
}

// addOutsider gives an account that is wanted and free to somebody else.
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
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	s.api.stop = stop
	s.api.schedule(choose, func() {
		outcome = Apply(ctx, s.api, changes, Options{Concurrency: s.concurrency, Adopt: true, Coordinator: NewCoordinator()})
	})
	return outcome
}

func (s *trial) complain(format string, arguments ...any) {
	s.wrong = append(s.wrong, fmt.Sprintf(format, arguments...))
}

// isAway reports whether somebody who was there, and is to be there, is not.
func (s *trial) isAway(id string) bool {
	if _, was := s.before[id]; !was {
		return false
	}
	if _, present := s.api.held[id]; present {
		return false
	}
	if _, stays := s.after[id]; stays {
		return true
	}
	successor, goesOn := s.renamed[id]
	_, present := s.api.held[successor]
	return goesOn && !present
}

// checkAway checks how many are away.
func (s *trial) checkAway() {
	var away []string
	for id := range s.before {
		if s.isAway(id) {
			away = append(away, id)
		}
	}
	limit := s.concurrency
	if s.refusesNew { // so that nobody tries several at a time
		limit = 1
	}
	if s.circles {
		limit *= 2
	}
	if len(away) > limit {
		s.complain("%d are away: %q", len(away), away)
	}
}

// checkUntouched checks that nobody was written who was to stay as it is.
func (s *trial) checkUntouched() {
	for id := range s.api.writes {
		former, was := s.before[id]
		wanted, stays := s.after[id]
		if !was && !stays || was && stays && len(former.Differences(wanted)) == 0 {
			s.complain("%s was written without need", id)
		}
	}
}

// state returns the state that a set would record.
func (s *trial) state() map[string]payouts.Beneficiary {
	state := maps.Clone(s.before)
	for _, ids := range [][]string{s.outcome.Removed, s.outcome.Lost, s.outcome.LeftToOthers} {
		for _, id := range ids {
			delete(state, id)
		}
	}
	maps.Copy(state, s.outcome.Present)
	return state
}

// checkOutcome checks that the outcome is what Cashfree holds.
func (s *trial) checkOutcome() {
	state := s.state()
	for id := range s.ids() {
		s.checkRecorded(id, state)
	}
	for id, failure := range s.outcome.Failed {
		if failure.Effect == EffectLost && !slices.Contains(s.outcome.Lost, id) {
			s.complain("%s failed as lost, and the lost are %q", id, s.outcome.Lost)
		}
		if failure.Effect == EffectPutBack && len(s.api.held[id].Differences(s.before[id])) > 0 {
			s.complain("%s failed as put back, and is %+v", id, s.api.held[id])
		}
	}
}

func (s *trial) checkRecorded(id string, state map[string]payouts.Beneficiary) {
	recorded, known := state[id]
	present, exists := s.api.held[id]
	switch {
	case slices.Contains(s.outcome.Unknown, id):
	case known != exists:
		s.complain("%s is recorded: %v, and is present: %v", id, known, exists)
	case len(recorded.Differences(present)) > 0:
		s.complain("%s is recorded as %+v, and is %+v", id, recorded, present)
	}
}

// checkLost checks that nobody is away whom Cashfree would take back.
func (s *trial) checkLost() {
	for id, former := range s.before {
		if !s.isAway(id) {
			continue
		}
		gaveUp := s.freedAfter > 10*time.Second || // nobody asks for longer
			len(s.disturbed) > 1 // a put-back and its repetition can fail both
		if !gaveUp && s.api.refuses(former) == nil && !slices.Contains(s.outcome.Unknown, id) {
			s.complain("%s is lost, and Cashfree would take it back: %v", id, s.outcome.Failed[id])
		}
		if !slices.Contains(s.outcome.Lost, id) && !slices.Contains(s.outcome.Unknown, id) {
			s.complain("%s is not at Cashfree, and the lost are %q", id, s.outcome.Lost)
		}
	}
}

// checkDoubled checks that nobody is there under two ids.
func (s *trial) checkDoubled() {
	for former, successor := range s.renamed {
		_, isThere := s.api.held[former]
		if _, both := s.api.held[successor]; both && isThere && !slices.Contains(s.outcome.Unknown, former) {
			s.complain("%s is there, and as %s as well", former, successor)
		}
	}
}

// checkDone checks that Cashfree holds what is wanted.
func (s *trial) checkDone(when string) {
	for id := range s.ids() {
		wanted, isWanted := s.after[id]
		present, exists := s.api.held[id]
		if isWanted != exists || len(wanted.Differences(present)) > 0 {
			s.complain("after %s, %s is %+v, want %+v", when, id, present, wanted)
		}
	}
	if len(s.outcome.Failed)+len(s.outcome.NotStarted)+len(s.outcome.Lost)+len(s.outcome.Unknown) > 0 || s.outcome.StopReason != nil {
		s.complain("after %s, the outcome is %+v", when, s.outcome)
	}
}

// checkWrites checks that nobody is removed and added more often than needed. Somebody whose account and UPI address
// move along different ways is exchanged twice.
func (s *trial) checkWrites() {
	for id, writes := range s.api.writes {
		needed := 0
		if _, was := s.before[id]; was {
			needed++
		}
		wanted, stays := s.after[id]
		if stays {
			needed++
		}
		if wanted.BankAccountNumber != "" && wanted.VPA != "" {
			needed += 2
		}
		if writes > needed {
			s.complain("%s was written %d times", id, writes)
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
	asWanted := make(map[string]bool)
	for id, b := range s.api.held {
		wanted, stays := s.after[id]
		asWanted[id] = stays && len(b.Differences(wanted)) == 0
	}
	s.api.conditions, s.api.disturbed, s.api.freed = conditions{sharedVPAs: s.sharedVPAs}, nil, nil
	s.api.oneByOne, s.concurrency = true, 1
	clear(s.api.writes)
	s.api.onEffect = func() {}
	s.outcome = s.apply(state, first)
	s.checkDone("the second run")
	for id := range s.api.writes {
		if asWanted[id] {
			s.complain("the second run wrote %s without need", id)
		}
	}
}

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

// searchResult counts what a search has done.
type searchResult struct{ worlds, schedules int }

// maxSearchTime is how long the part of the search takes that every run of the tests has.
const maxSearchTime = 12 * time.Second

// TestApply_Search carries out the changes of small worlds with every disturbance of every call, and checks at every
// step that nobody is away, lost, doubled or touched without need.
func TestApply_Search(t *testing.T) {
	t.Parallel()
	seed := searchSeedOrRandom()
	random := rand.New(rand.NewPCG(uint64(seed), 0))
	worlds := allWorlds()
	random.Shuffle(len(worlds), func(i, k int) { worlds[i], worlds[k] = worlds[k], worlds[i] })
	began, total := time.Now(), len(worlds)
	var mu sync.Mutex
	var sum searchResult
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
				var r searchResult
				for batch := next(); len(batch) > 0 && !t.Failed(); batch = next() {
					synctest.Test(t, func(t *testing.T) {
						for _, w := range batch {
							r.search(t, w, rand.New(rand.NewPCG(uint64(seed), w.number())))
						}
					})
				}
				mu.Lock()
				defer mu.Unlock()
				sum.worlds += r.worlds
				sum.schedules += r.schedules
			})
		}
	})
	t.Logf("seed %d: %d of %d worlds, %d schedules, in %v", seed, sum.worlds, total, sum.schedules, time.Since(began).Round(time.Second))
}

func (r *searchResult) search(t *testing.T, w world, random *rand.Rand) {
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
			r.disturb(t, s, first, converged)
			if s.concurrency = 2; s.hasSeveralUnits() {
				r.disturb(t, s, random.IntN, converged)
			}
		}
	}
}

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
		return s.circles
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

// disturb runs one world with every disturbance of every call. What it has seen to converge it does not try again.
func (r *searchResult) disturb(t *testing.T, s *trial, choose chooser, converged map[string]bool) {
	s.disturbed = nil
	r.try(t, s, choose, converged)
	for number, writes := range s.api.calls {
		for _, d := range s.disturbancesOf(writes) {
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

func (r *searchResult) try(t *testing.T, s *trial, choose chooser, converged map[string]bool) {
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
		t.Fatalf("%s, concurrency %d, disturbed: %v\n%s\n%s\noutcome %s", s.conditions.name, s.concurrency, s.disturbed,
			s.text(), strings.Join(s.wrong, "\n"), outcomeText(s.outcome))
	}
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
	fmt.Fprintf(&text, "removed %q lost %q unknown %q not started %q, because %v\n", o.Removed, o.Lost, o.Unknown, o.NotStarted, o.StopReason)
	for id, f := range o.Failed {
		fmt.Fprintf(&text, "  %s: %v, effect %d, put back: %v\n", id, f.Cause, f.Effect, f.PutBack)
	}
	return text.String()
}
