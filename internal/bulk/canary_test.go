package bulk

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// renames returns members that get new ids and keep their accounts.
func renames(count int) (fake *fakeAPI, changes Changes) {
	changes.Known = make(map[string]Instruments)
	var before []payouts.Beneficiary
	for i := range count {
		b := payee(fmt.Sprintf("m%03d", i), "Asha", i)
		before = append(before, b)
		changes.Known[b.ID] = instrumentsOf(b)
		changes.Remove = append(changes.Remove, b.ID)
		changes.Put = append(changes.Put, payee(fmt.Sprintf("v-%03d", i), "Asha", i))
	}
	return newFakeAPI(before...), changes
}

// refusing refuses additions whose id begins with a prefix, for a reason of Cashfree's.
func refusing(prefix string) func(context.Context, string) error {
	return func(_ context.Context, call string) error {
		if strings.HasPrefix(call, "create "+prefix) {
			return &payouts.Error{Kind: payouts.ErrInvalid, HTTPStatus: 422, Code: "beneficiary_id_invalid", Attempts: 1}
		}
		return nil
	}
}

// Cashfree refuses the form of the new ids: three exchanges are tried, one at a time, and put back. The others are not
// touched.
func TestApply_Canary_Refused(t *testing.T) {
	t.Parallel()
	fake, changes := renames(300)
	fake.before = refusing("v-")
	outcome := Apply(t.Context(), fake, changes, Options{Concurrency: 10, Coordinator: NewCoordinator()})
	wantList(t, "writes", fake.writes(), "remove m000", "create v-000", "create m000", "remove m001", "create v-001", "create m001",
		"remove m002", "create v-002", "create m002")
	if !errors.Is(outcome.StopReason, ErrRefusedAgain) || len(outcome.NotStarted) != 2*297 || len(outcome.Failed) != 6 || len(outcome.Lost) != 0 {
		t.Errorf("%d are not started and %d failed, %q are lost, because of %v", len(outcome.NotStarted), len(outcome.Failed), outcome.Lost, outcome.StopReason)
	}
}

// The first exchange is refused, and so is its put-back: nobody else is touched.
func TestApply_Canary_NotPutBack(t *testing.T) {
	t.Parallel()
	fake, changes := renames(300)
	fake.before = refusing("")
	outcome := Apply(t.Context(), fake, changes, Options{Concurrency: 10, Coordinator: NewCoordinator()})
	wantList(t, "lost", outcome.Lost, "m000")
	if len(fake.payees) != 299 || !errors.Is(outcome.StopReason, ErrNotPutBack) {
		t.Errorf("%d payees are left, and the run ended because of %v", len(fake.payees), outcome.StopReason)
	}
}

// The first exchange of each kind runs alone, the smallest unit first. Then the others run side by side.
func TestApply_Canary_EachKind(t *testing.T) {
	t.Parallel()
	fake, changes := renames(20)
	for i := range 20 {
		id := fmt.Sprintf("c%02d", i)
		before, wanted := payee(id, "Asha", 100+i), payee(id, "Ravi", 100+i)
		if i%2 == 0 {
			wanted = payee(id, "Asha", 200+i)
		}
		fake.payees[id], changes.Known[id] = before, instrumentsOf(before)
		changes.Put = append(changes.Put, wanted)
	}
	fake.before = slow(time.Second)
	synctest.Test(t, func(t *testing.T) {
		outcome := Apply(t.Context(), fake, changes, Options{Concurrency: 10, Coordinator: NewCoordinator()})
		if outcome.StopReason != nil || len(outcome.Failed) > 0 {
			t.Errorf("the outcome is %+v", outcome)
		}
		wantList(t, "writes", fake.writes()[:6], "remove m000", "create v-000", "remove c00", "create c00", "remove c01", "create c01")
		if fake.maxBusy != 10 {
			t.Errorf("%d calls were under way at a time", fake.maxBusy)
		}
	})
}

// Some members are refused for reasons of their own, and all others are changed.
func TestApply_Canary_FewRefused(t *testing.T) {
	t.Parallel()
	fake, changes := renames(40)
	fake.before = func(ctx context.Context, call string) error { // every fourth
		var number int
		if _, err := fmt.Sscanf(call, "create v-%d", &number); err == nil && number%4 == 0 {
			return refusing("v-")(ctx, call)
		}
		return nil
	}
	outcome := apply(t, fake, changes)
	if len(outcome.Failed) != 20 || len(outcome.NotStarted) != 0 || len(fake.payees) != 40 {
		t.Errorf("%d failed, %d were not started, %d payees are left", len(outcome.Failed), len(outcome.NotStarted), len(fake.payees))
	}
}

// Conflicts are about one payee each and end nothing, and neither do additions that are refused.
func TestApply_Canary_Conflicts(t *testing.T) {
	t.Parallel()
	fake, changes := renames(10)
	for i := range 5 {
		other := payee(fmt.Sprintf("v-%03d", i), "Mallory", 500+i) // has the id already
		fake.payees[other.ID] = other
	}
	for i := range 5 {
		changes.Put = append(changes.Put, payee(fmt.Sprintf("new%d", i), "Asha", 600+i))
	}
	fake.before = refusing("new")
	outcome := apply(t, fake, changes)
	if len(outcome.Failed) != 15 || len(outcome.NotStarted) != 0 || outcome.StopReason != nil || len(fake.payees) != 15 {
		t.Errorf("%d failed, %d were not started, because of %v, and %d payees are left", len(outcome.Failed), len(outcome.NotStarted),
			outcome.StopReason, len(fake.payees))
	}
}

// An account is free again some time after its payee was removed. Up to ten seconds are waited for. Where a put-back
// meets the same, the run ends.
func TestApply_Canary_FreedLate(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		freedAfter time.Duration
		want       Outcome
		present    int
	}{
		"soon": {3 * time.Second, Outcome{}, 2},
		"too late": {12 * time.Second, Outcome{StopReason: ErrNotFreed, NotStarted: []string{"v2"}, Failed: map[string]*MemberError{
			"v1": {Cause: payouts.ErrIDExists, Effect: EffectPutBack}}}, 2},
		"never": {-1, Outcome{StopReason: ErrNotFreed, NotStarted: []string{"v2"}, Lost: []string{"v1"}, Failed: map[string]*MemberError{
			"v1": {Cause: payouts.ErrIDExists, Effect: EffectLost}}}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				held := map[string]payouts.Beneficiary{"v1": payee("v1", "Asha", 1), "v2": payee("v2", "Asha", 2)}
				api := newScheduledAPI(conditions{freedAfter: test.freedAfter}, held)
				api.oneByOne = true
				outcome := apply(t, api, put(payee("v1", "Ravi", 1), payee("v2", "Ravi", 2)))
				var present []string
				for _, id := range []string{"v1", "v2"} {
					if _, recorded := outcome.Present[id]; recorded {
						present = append(present, id)
					}
				}
				wantOutcome(t, outcome, test.want, present...)
				if len(api.held) != test.present {
					t.Errorf("%d payees are left", len(api.held))
				}
			})
		})
	}
}
