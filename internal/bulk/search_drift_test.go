package bulk

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// TestApply_Search_Drift tries worlds in which Cashfree holds something else than the state says, and in which two
// payees may have one UPI address before. It checks that nobody is touched whom no plan names, that nobody is lost, and
// that the outcome tells what is true.
func TestApply_Search_Drift(t *testing.T) {
	t.Parallel()
	seed, limit := searchSeedOrRandom(), 3*time.Second
	if *searchAll {
		limit = 5 * time.Minute
	}
	began, count := time.Now(), uint64(0)
	for time.Since(began) < limit && !t.Failed() {
		synctest.Test(t, func(t *testing.T) {
			for range 50 {
				searchDrifted(t, rand.New(rand.NewPCG(uint64(seed), count)))
				count++
			}
		})
	}
	t.Logf("seed %d: %d worlds, in %v", seed, count, time.Since(began).Round(time.Second))
}

// drifted is one run of the engine in such a world.
type drifted struct {
	recorded, before, after map[string]payouts.Beneficiary // in the state, at Cashfree, and as wanted
	changes                 Changes
	api                     *scheduledAPI
	outcome                 Outcome
	wrong                   []string
}

func searchDrifted(t *testing.T, random *rand.Rand) {
	t.Helper()
	shared := random.IntN(2) == 0
	d := &drifted{recorded: randomPayees(random, shared), after: randomPayees(random, false)}
	d.before = maps.Clone(d.recorded)
	for id, b := range randomPayees(random, shared) { // somebody changes a few by hand
		delete(d.before, id)
		d.api = newScheduledAPI(conditions{sharedVPAs: shared}, d.before)
		if random.IntN(3) > 0 || d.api.isTaken(b) {
			d.before = maps.Clone(d.api.held)
			if old, was := d.recorded[id]; was && !d.api.isTaken(old) {
				d.before[id] = old
			}
			continue
		}
		d.before[id] = b
	}
	for number := range 5 {
		d.api = newScheduledAPI(conditions{sharedVPAs: shared}, d.before)
		d.api.oneByOne = true
		if number > 0 {
			d.api.disturbed = map[int]disturbance{random.IntN(20): writeDisturbances[random.IntN(len(writeDisturbances))]}
		}
		d.run(random)
		if len(d.wrong) > 0 {
			t.Fatalf("shared: %v, disturbed: %v\nrecorded %v\nbefore %v\nafter %v\n%s\n%s", shared, d.api.disturbed,
				d.recorded, d.before, d.after, strings.Join(d.wrong, "\n"), outcomeText(d.outcome))
		}
	}
}

// randomPayees returns up to five payees. Accounts belong to one payee each, and UPI addresses only if they are not
// shared.
func randomPayees(random *rand.Rand, shared bool) map[string]payouts.Beneficiary {
	payees, api := make(map[string]payouts.Beneficiary), newScheduledAPI(conditions{sharedVPAs: shared}, nil)
	api.held = payees
	for i := range 5 {
		h := holding{uint8(random.IntN(6)), uint8(random.IntN(4))}
		if b := worldPayee(worldID(i), h, []string{"Asha", "Ravi"}[random.IntN(2)]); h.exists() && !api.isTaken(b) {
			payees[b.ID] = b
		}
	}
	return payees
}

func (d *drifted) run(random *rand.Rand) {
	d.changes = between(slices.Collect(maps.Values(d.recorded)), slices.Collect(maps.Values(d.after)))
	slices.Sort(d.changes.Remove)
	slices.SortFunc(d.changes.Put, func(a, b payouts.Beneficiary) int { return strings.Compare(a.ID, b.ID) })
	random.Shuffle(len(d.changes.Put), func(i, k int) { d.changes.Put[i], d.changes.Put[k] = d.changes.Put[k], d.changes.Put[i] })
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	d.api.stop = stop
	d.outcome = Apply(ctx, d.api, d.changes, Options{Concurrency: 1, Adopt: true, Coordinator: NewCoordinator()})
	ids := make(map[string]bool)
	for _, payees := range []map[string]payouts.Beneficiary{d.recorded, d.before, d.after} {
		for id := range payees {
			ids[id] = true
		}
	}
	for id := range ids {
		d.check(id)
	}
}

func (d *drifted) complain(format string, arguments ...any) {
	d.wrong = append(d.wrong, fmt.Sprintf(format, arguments...))
}

// check checks what became of one payee.
func (d *drifted) check(id string) {
	isPlanned := slices.Contains(d.changes.Remove, id) || slices.ContainsFunc(d.changes.Put, func(b payouts.Beneficiary) bool { return b.ID == id })
	former, was := d.before[id]
	present, exists := d.api.held[id]
	_, wasRecorded := d.recorded[id]
	isTouched := d.api.writes[id] > 0
	switch {
	case isTouched && !isPlanned:
		d.complain("%s was written, and no plan names it", id)
	case was && !wasRecorded && (!exists || len(former.Differences(present)) > 0):
		d.complain("%s belonged to nobody here, and was changed", id)
	case slices.Contains(d.outcome.Unknown, id), !isPlanned, was && !wasRecorded:
		return
	}
	wanted, stays := d.after[id]
	_, hasFailed := d.outcome.Failed[id]
	if notStarted := slices.Contains(d.outcome.NotStarted, id); notStarted && isTouched {
		d.complain("%s was written, and is listed as not started", id)
	} else if isDone := stays == exists && len(wanted.Differences(present)) == 0; !isDone && !hasFailed && !notStarted {
		d.complain("%s is %+v, and nothing tells it", id, present)
	}
	if wasRecorded && stays && was && !exists {
		d.checkLost(id, former)
	}
	if isTouched {
		d.checkRecorded(id, present, exists)
	}
}

func (d *drifted) checkLost(id string, former payouts.Beneficiary) {
	if d.api.refuses(former) == nil {
		d.complain("%s is lost, and Cashfree would take it back", id)
	}
	if !slices.Contains(d.outcome.Lost, id) {
		d.complain("%s is lost, and the lost are %q", id, d.outcome.Lost)
	}
}

// checkRecorded checks what a set would record of a payee that was written.
func (d *drifted) checkRecorded(id string, present payouts.Beneficiary, exists bool) {
	recorded, known := d.outcome.Present[id]
	gone := slices.Contains(d.outcome.Removed, id) || slices.Contains(d.outcome.Lost, id)
	_, wasRecorded := d.recorded[id]
	switch {
	case exists && (!known || len(recorded.Differences(present)) > 0):
		d.complain("%s is %+v, and the outcome has %+v", id, present, recorded)
	case !exists && (known || wasRecorded && !gone):
		d.complain("%s is not there, and the outcome does not tell it", id)
	}
}
