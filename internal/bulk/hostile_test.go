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

// withVPA returns a payee with a UPI address.
func withVPA(b payouts.Beneficiary, vpa string) payouts.Beneficiary {
	b.VPA = vpa + "@bank"
	return b
}

// between returns the changes from a state to a document.
func between(before, after []payouts.Beneficiary) Changes {
	changes := Changes{Known: make(map[string]Instruments)}
	former, wanted := make(map[string]payouts.Beneficiary), make(map[string]bool)
	for _, b := range after {
		wanted[b.ID] = true
	}
	for _, b := range before {
		former[b.ID], changes.Known[b.ID] = b, instrumentsOf(b)
		if !wanted[b.ID] {
			changes.Remove = append(changes.Remove, b.ID)
		}
	}
	for _, b := range after {
		if known, was := former[b.ID]; !was || len(known.Differences(b)) > 0 {
			changes.Put = append(changes.Put, b)
		}
	}
	return changes
}

// Two payees have one UPI address at Cashfree, so nobody waits for it, in no pass.
func TestApply_Hostile_SharedVPA(t *testing.T) {
	t.Parallel()
	before := []payouts.Beneficiary{withVPA(payee("h1", "A", 1), "v"), withVPA(payee("h2", "A", 7), "v"), payee("x", "A", 2),
		withVPA(payee("y", "A", 3), "u"), payee("z", "A", 5)}
	after := []payouts.Beneficiary{payee("h1", "A", 2), payee("h2", "A", 8), withVPA(payee("x", "A", 3), "v"), payee("y", "A", 4),
		withVPA(payee("z", "A", 1), "u")}
	fake := newFakeAPI(before...)
	wantOutcome(t, apply(t, fake, between(before, after)), Outcome{}, "h1", "h2", "x", "y", "z")
	for _, b := range after {
		if held := fake.payees[b.ID]; len(held.Differences(b)) > 0 {
			t.Errorf("%s is %+v", b.ID, held)
		}
	}
}

// The answer to a put-back is lost at the end of the time after a stop. The payee may be there, so it is unknown and
// not lost.
func TestApply_Hostile_UnclearPutBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		fake := newFakeAPI(payee("v1", "Asha", 1))
		creations := 0
		fake.before = func(_ context.Context, call string) error {
			if call != "create v1" {
				return nil
			}
			if creations++; creations > 1 {
				return nil
			}
			stop()
			return failed(payouts.ErrInvalid)
		}
		fake.after = func(ctx context.Context, call string) error {
			if call != "create v1" {
				return nil
			}
			<-ctx.Done() // it was carried out, and no answer comes
			return &payouts.Error{Kind: payouts.ErrOutcomeUnknown, Cause: ctx.Err(), Attempts: 1, AnyAmbiguous: true}
		}
		outcome := Apply(ctx, fake, put(payee("v1", "Ravi", 1)), Options{Concurrency: 1, Coordinator: NewCoordinator()})
		wantOutcome(t, outcome, Outcome{Unknown: []string{"v1"}, StopReason: context.Canceled,
			Failed: map[string]*MemberError{"v1": {Cause: payouts.ErrInvalid, Effect: EffectUnknown}}})
	})
}

// A payee leaves, and the one that was to take its account is refused. Whether the former one could be put back is
// unknown, so it stays in the state.
func TestApply_Hostile_UnclearLeaver(t *testing.T) {
	t.Parallel()
	before, after := []payouts.Beneficiary{payee("l", "Asha", 1), payee("x", "Asha", 2)}, []payouts.Beneficiary{payee("x", "Asha", 1)}
	fake := newFakeAPI(before...)
	refuse := once(map[string]error{"create x": failed(payouts.ErrInvalid)})
	reads := 0
	fake.before = func(ctx context.Context, call string) error {
		if call == "read l" {
			if reads++; reads > 2 {
				return lost(payouts.ErrUnavailable)
			}
		}
		return refuse(ctx, call)
	}
	fake.after = func(_ context.Context, call string) error {
		if call == "create l" {
			return lost(payouts.ErrOutcomeUnknown)
		}
		return nil
	}
	synctest.Test(t, func(t *testing.T) {
		outcome := apply(t, fake, between(before, after))
		wantOutcome(t, outcome, Outcome{Unknown: []string{"l"}, StopReason: ErrNotFreed, Failed: map[string]*MemberError{
			"l": {Cause: errDependent, Effect: EffectUnknown}, "x": {Cause: payouts.ErrInvalid, Effect: EffectPutBack}}}, "x")
	})
}

// A renamed payee of a cycle is lost. Nothing is undone then, whoever opens the cycle, so at most two are away.
func TestApply_Hostile_LostInCycle(t *testing.T) {
	t.Parallel()
	before := []payouts.Beneficiary{withVPA(payee("l", "Asha", 1), "v1"), withVPA(payee("y", "Asha", 2), "v2"), payee("z", "Asha", 3)}
	x, y, z := withVPA(payee("x", "Asha", 1), "v2"), payee("y", "Asha", 3), withVPA(payee("z", "Asha", 4), "v1")
	for _, after := range [][]payouts.Beneficiary{{x, y, z}, {x, z, y}, {y, x, z}, {y, z, x}, {z, x, y}, {z, y, x}} {
		fake := newFakeAPI(before...)
		fake.before = failing(map[string]error{"create x": failed(payouts.ErrInvalid), "create l": failed(payouts.ErrInvalid)})
		fake.after = func(_ context.Context, call string) error {
			if strings.HasPrefix(call, "remove") && len(fake.payees) < 1 {
				t.Errorf("three are away after %q", fake.calls)
			}
			return nil
		}
		if outcome := apply(t, fake, between(before, after)); !errors.Is(outcome.StopReason, ErrNotPutBack) || len(outcome.Lost) == 0 {
			t.Errorf("the outcome is %s", outcomeText(outcome))
		}
	}
}

// Somebody takes each account as soon as it is free. The first payee is lost, and nobody else is touched.
func TestApply_Hostile_StolenAccounts(t *testing.T) {
	t.Parallel()
	fake, changes := renames(300)
	fake.after = func(_ context.Context, call string) error {
		var number int
		if _, err := fmt.Sscanf(call, "remove m%d", &number); err == nil {
			other := payee(fmt.Sprintf("other%d", number), "Other", number)
			fake.payees[other.ID] = other
		}
		return nil
	}
	outcome := Apply(t.Context(), fake, changes, Options{Concurrency: 10, Coordinator: NewCoordinator()})
	wantList(t, "lost", outcome.Lost, "m000")
	if len(outcome.NotStarted) != 598 || !errors.Is(outcome.StopReason, ErrNotPutBack) {
		t.Errorf("%d were not started, because of %v", len(outcome.NotStarted), outcome.StopReason)
	}
}

// Removals fail again and again for one reason, whether that is a refusal or an outage: the run ends after three.
func TestApply_Hostile_RemovalsFail(t *testing.T) {
	t.Parallel()
	for name, failure := range map[string]*payouts.Error{
		"refused":     {Kind: payouts.ErrInvalid, HTTPStatus: 422, Code: "no", Attempts: 1},
		"unavailable": {Kind: payouts.ErrUnavailable, HTTPStatus: 503, Attempts: 5},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fake, changes := renames(300)
			fake.before = func(_ context.Context, call string) error {
				if strings.HasPrefix(call, "remove") {
					return failure
				}
				return nil
			}
			outcome := Apply(t.Context(), fake, changes, Options{Concurrency: 10, Coordinator: NewCoordinator()})
			if len(fake.writes()) != 3 || !errors.Is(outcome.StopReason, ErrRefusedAgain) {
				t.Errorf("the writes are %q, and the run ended because of %v", fake.writes(), outcome.StopReason)
			}
		})
	}
}

// A run is stopped while it reads: nobody is listed as failed.
func TestApply_Hostile_StopWhileReading(t *testing.T) {
	t.Parallel()
	before, after := []payouts.Beneficiary{payee("a", "Asha", 1), payee("b", "Asha", 2)}, []payouts.Beneficiary{payee("a", "Asha", 2), payee("b", "Asha", 3)}
	ctx, stop := context.WithCancel(t.Context())
	fake := newFakeAPI(before...)
	fake.after = func(_ context.Context, call string) error {
		if call == "read a" {
			stop()
		}
		return nil
	}
	outcome := Apply(ctx, fake, between(before, after), Options{Concurrency: 1, Coordinator: NewCoordinator()})
	wantOutcome(t, outcome, Outcome{NotStarted: []string{"a", "b"}, StopReason: context.Canceled})
}

// Cashfree still shows a payee that was removed, and refuses its id. It is not taken for put back before that is true.
func TestApply_Hostile_StaleLookUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		fake := newFakeAPI(payee("v1", "Asha", 1))
		stale := &staleAPI{fakeAPI: fake, forLength: 12 * time.Second}
		outcome := apply(t, stale, put(payee("v1", "Ravi", 1)))
		wantOutcome(t, outcome, Outcome{StopReason: ErrNotFreed,
			Failed: map[string]*MemberError{"v1": {Cause: payouts.ErrIDExists, Effect: EffectPutBack}}}, "v1")
		if len(fake.payees) != 1 {
			t.Errorf("Cashfree holds %v", fake.payees)
		}
	})
}

// staleAPI shows a removed payee for a time, and keeps its id as long.
type staleAPI struct {
	*fakeAPI
	forLength time.Duration
	shown     payouts.Beneficiary
	until     time.Time
}

func (s *staleAPI) isStale() bool { return len(s.payees) == 0 && time.Now().Before(s.until) }

func (s *staleAPI) Beneficiary(ctx context.Context, id string) (*payouts.Beneficiary, error) {
	if s.isStale() {
		return &s.shown, nil
	}
	return s.fakeAPI.Beneficiary(ctx, id)
}

func (s *staleAPI) CreateBeneficiary(ctx context.Context, b payouts.Beneficiary) (*payouts.Beneficiary, error) {
	if s.isStale() {
		return nil, failed(payouts.ErrIDExists)
	}
	return s.fakeAPI.CreateBeneficiary(ctx, b)
}

func (s *staleAPI) RemoveBeneficiary(ctx context.Context, id string) error {
	s.shown, s.until = s.payees[id], time.Now().Add(s.forLength)
	return s.fakeAPI.RemoveBeneficiary(ctx, id)
}

// A member leaves whose account was changed by hand, so that nobody knows that another one wants what it has now. It
// stays until the next run, which can hand its account on.
func TestApply_Hostile_UnexpectedHolder(t *testing.T) {
	t.Parallel()
	fake := newFakeAPI(payee("l", "Asha", 2))
	changes := between([]payouts.Beneficiary{payee("l", "Asha", 1)}, []payouts.Beneficiary{payee("x", "Asha", 2)})
	outcome := apply(t, fake, changes)
	wantOutcome(t, outcome, Outcome{Failed: map[string]*MemberError{"l": {Cause: errDependent}, "x": {Cause: payouts.ErrInstrumentTaken}}})
	changes.Known["l"] = instrumentsOf(payee("l", "", 2))
	wantOutcome(t, apply(t, fake, changes), Outcome{Removed: []string{"l"}}, "x")
}
