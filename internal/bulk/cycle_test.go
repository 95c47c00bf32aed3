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

// cycle returns members each of whom takes the account of the next one, and the last one that of the first.
func cycle(size int) (fake *fakeAPI, changes Changes) {
	var before, wanted []payouts.Beneficiary
	for i := range size {
		id := fmt.Sprintf("m%d", i)
		before, wanted = append(before, payee(id, "Asha", i)), append(wanted, payee(id, "Asha", (i+1)%size))
	}
	return newFakeAPI(before...), put(wanted...)
}

// A cycle is opened by one payee, which is away until the end, and one other at a time is away besides.
func TestApply_Cycle(t *testing.T) {
	t.Parallel()
	fake, changes := cycle(3)
	wantOutcome(t, apply(t, fake, changes), Outcome{}, "m0", "m1", "m2")
	wantList(t, "writes", fake.writes(), "remove m0", "remove m2", "create m2", "remove m1", "create m1", "create m0")
}

// A change in a cycle is refused: those before it are undone, the last one first, and the opener is put back.
func TestApply_Cycle_Undone(t *testing.T) {
	t.Parallel()
	refused := failed(payouts.ErrInvalid)
	undone := &MemberError{Cause: errDependent, Effect: EffectPutBack}
	for name, test := range map[string]struct {
		fails  string
		failed map[string]*MemberError
		writes []string
	}{
		"the last one": {"create m0", map[string]*MemberError{"m0": {Cause: refused, Effect: EffectPutBack}, "m1": undone, "m2": undone},
			[]string{"remove m0", "remove m2", "create m2", "remove m1", "create m1", "create m0",
				"remove m1", "create m1", "remove m2", "create m2", "create m0"}},
		"one in the middle": {"create m1", map[string]*MemberError{"m1": {Cause: refused, Effect: EffectPutBack}, "m0": undone, "m2": undone},
			[]string{"remove m0", "remove m2", "create m2", "remove m1", "create m1", "create m1", "remove m2", "create m2", "create m0"}},
		"the first one": {"create m2", map[string]*MemberError{"m2": {Cause: refused, Effect: EffectPutBack}, "m0": undone, "m1": dependent},
			[]string{"remove m0", "remove m2", "create m2", "create m2", "create m0"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fake, changes := cycle(3)
			fake.before = once(map[string]error{test.fails: refused})
			outcome := apply(t, fake, changes)
			var present []string
			for _, id := range []string{"m0", "m1", "m2"} {
				if test.failed[id] != dependent {
					present = append(present, id)
				}
			}
			wantOutcome(t, outcome, Outcome{Failed: test.failed}, present...)
			wantList(t, "writes", fake.writes(), test.writes...)
		})
	}
}

// An undo is refused: that payee gets its new account again, the undo ends, and the opener is lost.
func TestApply_Cycle_UndoRefused(t *testing.T) {
	t.Parallel()
	fake, changes := cycle(3)
	creations := make(map[string]int)
	fake.before = func(_ context.Context, call string) error {
		creations[call]++
		if call == "create m1" && creations[call] == 1 || call == "create m2" && (creations[call] == 2 || creations[call] == 3) {
			return failed(payouts.ErrInvalid)
		}
		return nil
	}
	outcome := apply(t, fake, changes)
	wantOutcome(t, outcome, Outcome{Lost: []string{"m0"}, StopReason: ErrNotPutBack, Failed: map[string]*MemberError{
		"m0": {Cause: errDependent, Effect: EffectLost}, "m1": {Cause: payouts.ErrInvalid, Effect: EffectPutBack},
	}}, "m1", "m2")
	if fake.holder(payee("", "", 0)) != "m2" || fake.holder(payee("", "", 1)) != "m1" {
		t.Errorf("Cashfree holds %v", fake.payees)
	}

	fake.before = nil
	next := put(changes.Put[0], changes.Put[1])
	delete(next.Known, "m0") // it has left the state
	wantOutcome(t, apply(t, fake, next), Outcome{}, "m0", "m1")
}

// A run is stopped in a long cycle. What was done is undone if there is time for it, else the opener alone is lost.
func TestApply_Cycle_Stopped(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		latency time.Duration
		lost    []string
	}{
		"with time":    {20 * time.Millisecond, nil},
		"without time": {200 * time.Millisecond, []string{"m0"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				fake, changes := cycle(20)
				ctx, stop := context.WithCancel(t.Context())
				fake.before = func(ctx context.Context, call string) error {
					if call == "remove m10" && ctx.Err() == nil {
						stop()
					}
					return slow(test.latency)(ctx, call)
				}
				began := time.Now()
				outcome := Apply(ctx, fake, changes, Options{Concurrency: 10, Coordinator: NewCoordinator()})
				wantList(t, "lost", outcome.Lost, test.lost...)
				if missing := 20 - len(fake.payees); missing != len(test.lost) {
					t.Errorf("%d payees are missing", missing)
				}
				if !errors.Is(outcome.StopReason, context.Canceled) || time.Since(began) > time.Minute {
					t.Errorf("it ended because of %v, after %v", outcome.StopReason, time.Since(began))
				}
				for i := range 20 {
					id := fmt.Sprintf("m%d", i)
					if held, recorded := fake.payees[id], outcome.Present[id]; recorded.ID != "" && held != recorded {
						t.Errorf("%s is %+v, and was recorded as %+v", id, held, recorded)
					}
				}
			})
		})
	}
}

// Nobody whom Cashfree would not accept again is away for as long as a cycle takes. Where all are such payees, nothing
// is touched.
func TestApply_Cycle_NoOpener(t *testing.T) {
	t.Parallel()
	fake := newFakeAPI(payee("m0", formerName, 0), payee("m1", formerName, 1), payee("m2", "Asha", 2))
	changes := put(payee("m0", "Asha", 1), payee("m1", "Asha", 0), payee("m2", "Ravi", 2))
	outcome := apply(t, fake, changes)
	wantOutcome(t, outcome, Outcome{Failed: map[string]*MemberError{"m0": {Cause: ErrNoOpener}, "m1": {Cause: ErrNoOpener}}}, "m2")
	wantList(t, "writes", fake.writes(), "remove m2", "create m2")
}

// An account and a UPI address that move along different ways are moved one after the other, and the second half can
// fail by itself.
func TestApply_Cycle_TwoPasses(t *testing.T) {
	t.Parallel()
	for name, refused := range map[string]bool{"accepted": false, "the address is refused": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fake := newFakeAPI(withVPA(payee("a", "Asha", 1), "x"), withVPA(payee("b", "Asha", 2), "y"), withVPA(payee("c", "Asha", 3), "z"))
			wanted := []payouts.Beneficiary{withVPA(payee("a", "Asha", 2), "z"), withVPA(payee("b", "Asha", 3), "x"), withVPA(payee("c", "Asha", 1), "y")}
			creations := 0
			fake.before = func(_ context.Context, call string) error {
				if call != "create a" {
					return nil
				}
				if creations++; refused && creations == 2 {
					return failed(payouts.ErrInvalid)
				}
				return nil
			}
			outcome := apply(t, fake, put(wanted...))
			want := Outcome{}
			if refused {
				want.Failed = map[string]*MemberError{"a": {Cause: payouts.ErrInvalid, Effect: EffectWithoutVPA}}
				wanted[0].VPA = ""
			}
			wantOutcome(t, outcome, want, "a", "b", "c")
			for _, b := range wanted {
				if held := fake.payees[b.ID]; len(held.Differences(b)) > 0 || held != outcome.Present[b.ID] {
					t.Errorf("%s is %+v, want %+v, recorded %+v", b.ID, held, b, outcome.Present[b.ID])
				}
			}
			if away := errors.Is(outcome.StopReason, ErrNotPutBack); away {
				t.Error("the run ended")
			}
		})
	}
}
