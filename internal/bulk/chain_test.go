package bulk

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// handOver returns four members of whom three hand their accounts on: a takes that of b, b that of c, c a new one, and
// the newcomer n that of a. The member d stays as it is.
func handOver() (fake *fakeAPI, changes Changes) {
	fake = newFakeAPI(payee("a", "Asha", 1), payee("b", "Asha", 2), payee("c", "Asha", 3), payee("d", "Asha", 4))
	changes = put(payee("a", "Asha", 2), payee("b", "Asha", 3), payee("c", "Asha", 9))
	changes.Put = append(changes.Put, payee("n", "Asha", 1))
	for id := range changes.Known {
		changes.Known[id] = instrumentsOf(fake.payees[id])
	}
	return fake, changes
}

// Accounts are handed on from the free end, so that one payee at a time is away.
func TestApply_Chain(t *testing.T) {
	t.Parallel()
	fake, changes := handOver()
	outcome := apply(t, fake, changes)
	wantOutcome(t, outcome, Outcome{}, "a", "b", "c", "n")
	wantList(t, "writes", fake.writes(), "remove c", "create c", "remove b", "create b", "remove a", "create a", "create n")
}

// One link of a chain breaks. What was done before stays, the broken link is put back, what waits for it is not
// touched, and nobody is lost.
func TestApply_Chain_Broken(t *testing.T) {
	t.Parallel()
	refused, unclear := failed(payouts.ErrInvalid), lost(payouts.ErrUnavailable)
	for name, test := range map[string]struct {
		fails   map[string]error
		failed  map[string]*MemberError
		present []string
		writes  []string
	}{
		"c cannot be read": {
			map[string]error{"read c": unclear},
			map[string]*MemberError{"c": {Cause: unclear}, "b": dependent, "a": dependent, "n": dependent}, nil, nil,
		},
		"b cannot be removed": {
			map[string]error{"remove b": unclear},
			map[string]*MemberError{"b": {Cause: unclear}, "a": dependent, "n": dependent}, []string{"c"}, []string{"remove c", "create c", "remove b"},
		},
		"c is refused": {
			map[string]error{"create c": refused},
			map[string]*MemberError{"c": {Cause: refused, Effect: EffectPutBack}, "b": dependent, "a": dependent, "n": dependent},
			[]string{"c"}, []string{"remove c", "create c", "create c"},
		},
		"a is refused": {
			map[string]error{"create a": refused},
			map[string]*MemberError{"a": {Cause: refused, Effect: EffectPutBack}, "n": dependent},
			[]string{"a", "b", "c"}, []string{"remove c", "create c", "remove b", "create b", "remove a", "create a", "create a"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fake, changes := handOver()
			fake.before = once(test.fails)
			outcome := apply(t, fake, changes)
			wantOutcome(t, outcome, Outcome{Failed: test.failed}, test.present...)
			wantList(t, "writes", fake.writes(), test.writes...)
			if len(fake.payees) != 4 {
				t.Errorf("Cashfree holds %v", fake.payees)
			}
		})
	}
}

// dependent is the failure of a member that depends on another one.
var dependent = &MemberError{Cause: errDependent}

var errDependent = errors.New("depends")

// A payee that leaves is put back if the one that was to take its account is refused, whether that is new or not.
func TestApply_Chain_LeavingPutBack(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		wanted []payouts.Beneficiary
		known  bool
		writes []string
	}{
		"a new id":       {[]payouts.Beneficiary{payee("b", "Asha", 1)}, false, []string{"remove a", "create b", "create a"}},
		"another member": {[]payouts.Beneficiary{payee("b", "Asha", 1)}, true, []string{"remove a", "remove b", "create b", "create b", "create a"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fake := newFakeAPI(payee("a", "Asha", 1))
			changes := Changes{Put: test.wanted, Remove: []string{"a"}, Known: map[string]Instruments{"a": instrumentsOf(payee("a", "", 1))}}
			present, effect := []string{"a"}, NoEffect
			if test.known {
				fake.payees["b"], changes.Known["b"] = payee("b", "Asha", 2), instrumentsOf(payee("b", "", 2))
				present, effect = []string{"a", "b"}, EffectPutBack
			}
			fake.before = once(map[string]error{"create b": failed(payouts.ErrInvalid)})
			outcome := apply(t, fake, changes)
			wantOutcome(t, outcome, Outcome{Failed: map[string]*MemberError{
				"a": {Cause: errDependent, Effect: EffectPutBack}, "b": {Cause: payouts.ErrInvalid, Effect: effect},
			}}, present...)
			wantList(t, "writes", fake.writes(), test.writes...)
		})
	}
}

// A payee that leaves is not read if nobody can want its account, and is read if the end of its number is wanted.
func TestApply_Chain_ReadsWhatMatters(t *testing.T) {
	t.Parallel()
	fake := newFakeAPI(payee("a", "Asha", 1), payee("b", "Asha", 2), payee("c", "Asha", 3))
	wanted := payee("n", "Asha", 2)
	wanted.BankAccountNumber = "99" + wanted.BankAccountNumber // another account with the same end
	outcome := apply(t, fake, Changes{Put: []payouts.Beneficiary{wanted}, Remove: []string{"a", "b", "c"}, Known: map[string]Instruments{
		"a": instrumentsOf(payee("a", "", 1)), "b": instrumentsOf(payee("b", "", 2)), "c": instrumentsOf(payee("c", "", 3)),
	}})
	wantOutcome(t, outcome, Outcome{Removed: []string{"a", "b", "c"}}, "n")
	wantList(t, "calls", fake.calls, "read b", "create n", "remove a", "remove b", "remove c")
}

// Each member is read again just before it is removed: what somebody changed since is put back, and what somebody
// corrected meanwhile is not touched.
func TestApply_Chain_ReadAgain(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		byHand payouts.Beneficiary
		want   Outcome
		writes []string
	}{
		"changed":   {payee("v1", "Mallory", 1), Outcome{Failed: map[string]*MemberError{"v1": {Cause: payouts.ErrInvalid, Effect: EffectPutBack}}}, []string{"remove v1", "create v1", "create v1"}},
		"corrected": {payee("v1", "Ravi", 1), Outcome{}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fake := newFakeAPI(payee("v1", "Asha", 1))
			refuse := once(map[string]error{"create v1": failed(payouts.ErrInvalid)})
			fake.before = func(ctx context.Context, call string) error {
				if len(fake.calls) == 2 { // between the two reads
					fake.payees["v1"] = test.byHand
				}
				return refuse(ctx, call)
			}
			wantOutcome(t, apply(t, fake, put(payee("v1", "Ravi", 1))), test.want, "v1")
			wantList(t, "writes", fake.writes(), test.writes...)
			if got := fake.payees["v1"].Name; got != test.byHand.Name {
				t.Errorf("v1 is %s", got)
			}
		})
	}
}

// A thousand independent exchanges take the time of their calls, ten at a time.
func TestApply_Chain_Independent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const members, latency, concurrency = 1000, 50 * time.Millisecond, 10
		var before, wanted []payouts.Beneficiary
		for i := range members {
			id := fmt.Sprintf("v%03d", i)
			before, wanted = append(before, payee(id, "Asha", i)), append(wanted, payee(id, "Asha", members+i))
		}
		fake := newFakeAPI(before...)
		fake.before = slow(latency)
		began := time.Now()
		outcome := Apply(t.Context(), fake, put(wanted...), Options{Concurrency: concurrency, Coordinator: NewCoordinator()})
		took, ideal := time.Since(began), time.Duration(len(fake.calls))*latency/concurrency
		if len(outcome.Present) != members || len(fake.calls) != 4*members {
			t.Errorf("%d are present, after %d calls", len(outcome.Present), len(fake.calls))
		}
		if took > ideal*12/10 {
			t.Errorf("it took %v, and the calls alone take %v", took, ideal)
		}
	})
}
