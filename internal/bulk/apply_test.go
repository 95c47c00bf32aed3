package bulk

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// One member is removed, one changed, one added and one left alone, each with the calls that it needs.
func TestApply(t *testing.T) {
	t.Parallel()
	fake := newFakeAPI(payee("gone", "Asha", 1), payee("changed", "Asha", 2), payee("kept", "Asha", 3))
	var progress []string
	outcome := Apply(t.Context(), fake, Changes{
		Remove: []string{"gone"},
		Put:    []payouts.Beneficiary{payee("changed", "Ravi", 2), payee("new", "Asha", 4)},
		Known:  map[string]Instruments{"gone": {}, "changed": {}, "kept": {}},
	}, Options{Concurrency: 1, Adopt: true, Coordinator: NewCoordinator(), Progress: func(done, total int) {
		progress = append(progress, fmt.Sprintf("%d/%d", done, total))
	}})

	wantOutcome(t, outcome, Outcome{Removed: []string{"gone"}}, "changed", "new")
	if got := outcome.Present["changed"]; got.Name != "Ravi" || got.Status != payouts.StatusVerified {
		t.Errorf("changed is %+v", got)
	}
	wantList(t, "writes", fake.writes(), "create new", "remove changed", "create changed", "remove gone")
	wantList(t, "progress", progress, "1/3", "2/3", "3/3")
}

// A member that Cashfree holds as it is wanted is not written again, and one that is absent already counts as removed.
func TestApply_AlreadyDone(t *testing.T) {
	t.Parallel()
	fake := newFakeAPI(payee("v1", "Ravi", 1))
	changes := put(payee("v1", "Ravi", 1))
	changes.Remove = []string{"v2"}
	outcome := apply(t, fake, changes)
	wantOutcome(t, outcome, Outcome{Removed: []string{"v2"}}, "v1")
	wantList(t, "writes", fake.writes(), "remove v2")
}

// A removal that Cashfree refuses leaves the payee, and the member is listed as failed.
func TestApply_Remove_Refused(t *testing.T) {
	t.Parallel()
	fake := newFakeAPI(payee("v1", "Asha", 1))
	fake.before = failing(map[string]error{"remove v1": failed(payouts.ErrInvalid)})
	outcome := apply(t, fake, Changes{Remove: []string{"v1"}, Known: map[string]Instruments{"v1": {}}})
	wantOutcome(t, outcome, Outcome{Failed: map[string]*MemberError{"v1": {Cause: payouts.ErrInvalid}}})
}

// A payee that another resource of the run adopted is neither removed nor changed.
func TestApply_AdoptedElsewhere(t *testing.T) {
	t.Parallel()
	fake := newFakeAPI(payee("v1", "Asha", 1), payee("v2", "Asha", 2))
	coordinator := NewCoordinator()
	coordinator.Adopt("v1")
	coordinator.Adopt("v2")
	changes := put(payee("v2", "Ravi", 2))
	changes.Remove = []string{"v1"}
	outcome := Apply(t.Context(), fake, changes, Options{Concurrency: 1, Coordinator: coordinator, Owner: "the set"})
	wantOutcome(t, outcome, Outcome{LeftToOthers: []string{"v1"}, Failed: map[string]*MemberError{"v2": {Cause: ErrAdoptedElsewhere}}})
	wantList(t, "writes", fake.writes())
}

// A conflict with a payee that another resource of the run created says so: nobody should adopt it, or wait for it.
func TestApply_CreatedElsewhere(t *testing.T) {
	t.Parallel()
	fake := newFakeAPI()
	options := Options{Concurrency: 1, Coordinator: NewCoordinator(), Owner: "one set"}
	first := Apply(t.Context(), fake, Changes{Put: []payouts.Beneficiary{payee("v1", "Asha", 1), payee("v2", "Ravi", 2)}}, options)
	wantOutcome(t, first, Outcome{}, "v1", "v2")
	options.Owner = "another set"
	outcome := Apply(t.Context(), fake, Changes{Put: []payouts.Beneficiary{payee("v1", "Zoya", 1), payee("v9", "Ravi", 2)}}, options)
	wantOutcome(t, outcome, Outcome{Failed: map[string]*MemberError{"v1": {Cause: payouts.ErrIDExists}, "v9": {Cause: payouts.ErrInstrumentTaken}}})
	if conflict, isID := errors.AsType[*ConflictError](outcome.Failed["v1"]); !isID || !conflict.OfThisRun || len(conflict.Differing) != 1 {
		t.Errorf("the failure of v1 is %+v", outcome.Failed["v1"])
	}
	if holder, isHeld := errors.AsType[*HolderError](outcome.Failed["v9"]); !isHeld || !holder.OfThisRun || holder.ID != "v2" {
		t.Errorf("the failure of v9 is %+v", outcome.Failed["v9"])
	}
}

// A payee that exists unexpectedly is adopted if it has exactly the wanted content and adoption is allowed, else the
// member fails and nothing is touched.
func TestApply_Exists(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		existing  payouts.Beneficiary
		adopt     bool
		adopted   bool
		differing []string
	}{
		"equal":                      {payee("v1", "Asha", 1), true, true, nil},
		"equal, adoption off":        {payee("v1", "Asha", 1), false, false, []string{}},
		"other content":              {payee("v1", "Ravi", 1), true, false, []string{"name"}},
		"other content and account":  {payee("v1", "Ravi", 7), true, false, []string{"name", "bank_account_number"}},
		"other content, not adopted": {payee("v1", "Ravi", 1), false, false, []string{"name"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fake, coordinator := newFakeAPI(test.existing), NewCoordinator()
			outcome := Apply(t.Context(), fake, Changes{Put: []payouts.Beneficiary{payee("v1", "Asha", 1)}},
				Options{Concurrency: 1, Adopt: test.adopt, Coordinator: coordinator, Owner: "the set"})
			wantList(t, "writes", fake.writes(), "create v1")
			if coordinator.adopted["v1"] != test.adopted {
				t.Errorf("adopted for the run: %v", !test.adopted)
			}
			if test.adopted {
				wantOutcome(t, outcome, Outcome{Adopted: []string{"v1"}}, "v1")
				return
			}
			conflict, ok := errors.AsType[*ConflictError](outcome.Failed["v1"])
			if !ok || len(outcome.Present) != 0 || !errors.Is(conflict, payouts.ErrIDExists) {
				t.Fatalf("the outcome is %+v", outcome)
			}
			wantList(t, "differing fields", payouts.FieldNames(conflict.Differing), test.differing...)
		})
	}
}

// Two members swap their accounts: each waits until the other has let go of its own.
func TestApply_Swap(t *testing.T) {
	t.Parallel()
	fake := newFakeAPI(payee("a", "Asha", 1), payee("b", "Ravi", 2))
	outcome := apply(t, fake, put(payee("a", "Asha", 2), payee("b", "Ravi", 1)))
	wantOutcome(t, outcome, Outcome{}, "a", "b")
	if fake.holder(payee("", "", 1)) != "b" || fake.holder(payee("", "", 2)) != "a" {
		t.Errorf("Cashfree holds %+v", fake.payees)
	}
}

// A member wants the account of a payee that is in nobody's document: it is put back.
func TestApply_AccountOfAnOutsider(t *testing.T) {
	t.Parallel()
	fake := newFakeAPI(payee("a", "Asha", 1), payee("outsider", "Ravi", 2))
	outcome := apply(t, fake, put(payee("a", "Asha", 2)))
	wantOutcome(t, outcome, Outcome{
		Failed: map[string]*MemberError{"a": {Cause: payouts.ErrInstrumentTaken, Effect: EffectPutBack}},
	}, "a")
	if holder, named := errors.AsType[*HolderError](outcome.Failed["a"]); !named || holder.ID != "outsider" {
		t.Errorf("the failure is %v", outcome.Failed["a"])
	}
	if fake.payees["a"].BankAccountNumber != payee("", "", 1).BankAccountNumber {
		t.Errorf("a has the account %s", fake.payees["a"].BankAccountNumber)
	}
}

// A failure that every member would meet begins nothing more. A failure of one member does not.
func TestApply_AffectsAll(t *testing.T) {
	t.Parallel()
	wanted := []payouts.Beneficiary{payee("v1", "Asha", 1), payee("v2", "Asha", 2), payee("v3", "Asha", 3)}
	for kind, aborts := range map[error]bool{
		payouts.ErrUnauthenticated: true, payouts.ErrIPRefused: true, payouts.ErrSignatureRefused: true,
		payouts.ErrNotEnabled: true, payouts.ErrEdgeRefused: true, payouts.ErrThrottled: true, payouts.ErrNetwork: true,
		payouts.ErrInvalid: false, payouts.ErrUnavailable: false, payouts.ErrOutcomeUnknown: false,
	} {
		fake := newFakeAPI()
		fake.before = failing(map[string]error{"create v1": failed(kind)})
		outcome := apply(t, fake, Changes{Put: wanted})
		want, present := Outcome{Failed: map[string]*MemberError{"v1": {Cause: kind}}}, []string{"v2", "v3"}
		if errors.Is(kind, payouts.ErrOutcomeUnknown) {
			want.Unknown = []string{"v1"}
		}
		if aborts {
			want.NotStarted, want.StopReason, present = []string{"v2", "v3"}, ErrAffectsAll, nil
		}
		wantOutcome(t, outcome, want, present...)
	}
}

// No more changes are under way at a time than Concurrency.
func TestApply_Concurrency(t *testing.T) {
	t.Parallel()
	const members, limit = 40, 3
	var before, wanted []payouts.Beneficiary
	for i := range members {
		before, wanted = append(before, payee(fmt.Sprintf("v%02d", i), "Asha", i)), append(wanted, payee(fmt.Sprintf("v%02d", i), "Ravi", i))
	}
	fake := newFakeAPI(before...)
	var together atomic.Int64
	full := make(chan struct{})
	fake.before = func(context.Context, string) error {
		if together.Add(1) == limit {
			close(full) // the first calls wait for each other: the limit is reached
		}
		<-full
		return nil
	}
	outcome := Apply(t.Context(), fake, put(wanted...), Options{Concurrency: limit, Coordinator: NewCoordinator()})
	if len(outcome.Present) != members || fake.maxBusy != limit {
		t.Errorf("%d members are present, and %d calls were under way at a time", len(outcome.Present), fake.maxBusy)
	}
}

// wantOutcome compares an outcome but for the content of those present. Of a failure it compares the effect, and
// whether the cause is of the wanted kind.
func wantOutcome(t *testing.T, got, want Outcome, present ...string) {
	t.Helper()
	wantList(t, "present", slices.Sorted(maps.Keys(got.Present)), present...)
	wantList(t, "removed", got.Removed, want.Removed...)
	wantList(t, "lost", got.Lost, want.Lost...)
	wantList(t, "unknown", got.Unknown, want.Unknown...)
	wantList(t, "adopted", got.Adopted, want.Adopted...)
	wantList(t, "left to others", got.LeftToOthers, want.LeftToOthers...)
	wantList(t, "not started", got.NotStarted, want.NotStarted...)
	wantList(t, "failed", slices.Sorted(maps.Keys(got.Failed)), slices.Sorted(maps.Keys(want.Failed))...)
	for id, failure := range want.Failed {
		found := got.Failed[id]
		if found == nil {
			continue
		}
		isCause := errors.Is(found, failure.Cause)
		if errors.Is(failure.Cause, errDependent) {
			_, isCause = errors.AsType[*DependencyError](found.Cause)
		}
		if found.Effect != failure.Effect || !isCause {
			t.Errorf("%s failed with %v and the effect %d, want %v and %d", id, found.Cause, found.Effect, failure.Cause, failure.Effect)
		}
	}
	if !errors.Is(got.StopReason, want.StopReason) {
		t.Errorf("the stop reason is %v, want %v", got.StopReason, want.StopReason)
	}
}

func wantList(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) && len(got)+len(want) > 0 {
		t.Errorf("%s: %q, want %q", what, got, want)
	}
}
