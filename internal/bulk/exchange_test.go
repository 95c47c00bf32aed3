package bulk

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// One member is changed, and something fails on the way. Each row says which calls fail, and what is true afterwards.
func TestApply_Exchange(t *testing.T) {
	t.Parallel()
	refused, unclear := failed(payouts.ErrInvalid), lost(payouts.ErrUnavailable)
	for name, test := range map[string]struct {
		before, after map[string]error // calls that are answered with an error, without and with an effect
		want          Outcome
		present       string // the name that Cashfree holds, or "" where the payee does not exist
		writes        []string
	}{
		"the read fails": {
			before: map[string]error{"read v1": unclear},
			want:   Outcome{Failed: map[string]*MemberError{"v1": {Cause: unclear}}}, present: "Asha",
		},
		"the removal is refused": {
			before: map[string]error{"remove v1": refused},
			want:   Outcome{Failed: map[string]*MemberError{"v1": {Cause: refused}}}, present: "Asha", writes: []string{"remove v1"},
		},
		"the answer of the removal is lost": {
			after: map[string]error{"remove v1": unclear}, present: "Ravi", writes: []string{"remove v1", "create v1"},
		},
		"the removal is lost": {
			before: map[string]error{"remove v1": unclear},
			want:   Outcome{Failed: map[string]*MemberError{"v1": {Cause: unclear}}}, present: "Asha", writes: []string{"remove v1"},
		},
		"the addition is refused": {
			before: map[string]error{"create v1": refused},
			want:   Outcome{Failed: map[string]*MemberError{"v1": {Cause: refused, Effect: EffectPutBack}}}, present: "Asha",
			writes: []string{"remove v1", "create v1", "create v1"},
		},
		"the outcome of the addition is unknown, and it was made": {
			after: map[string]error{"create v1": lost(payouts.ErrOutcomeUnknown)}, present: "Ravi",
			writes: []string{"remove v1", "create v1"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fake := newFakeAPI(payee("v1", "Asha", 1))
			fake.before, fake.after = once(test.before), once(test.after)
			outcome := apply(t, fake, put(payee("v1", "Ravi", 1)))
			var present []string
			if test.want.Failed == nil || test.want.Failed["v1"].Effect == EffectPutBack {
				present = []string{"v1"}
			}
			wantOutcome(t, outcome, test.want, present...)
			wantList(t, "writes", fake.writes(), test.writes...)
			if held := fake.payees["v1"]; held.Name != test.present {
				t.Errorf("Cashfree holds %q, want %q", held.Name, test.present)
			}
			if held, ok := outcome.Present["v1"]; ok && held != fake.payees["v1"] {
				t.Errorf("the outcome has %+v, and Cashfree %+v", held, fake.payees["v1"])
			}
		})
	}
}

// The removal fails, and so do the look and the addition after it. The presence is unknown, unless Cashfree refused the
// removal.
func TestApply_Exchange_RemovalUnknown(t *testing.T) {
	t.Parallel()
	for effect, removal := range map[Effect]*payouts.Error{EffectRemovalUnknown: lost(payouts.ErrUnavailable), NoEffect: failed(payouts.ErrInvalid)} {
		fake := newFakeAPI(payee("v1", "Asha", 1))
		reads := 0
		fake.before = func(_ context.Context, call string) error {
			switch call {
			case "remove v1":
				return removal
			case "create v1":
				return lost(payouts.ErrOutcomeUnknown)
			case "read v1":
				if reads++; reads > 2 {
					return lost(payouts.ErrUnavailable)
				}
			}
			return nil
		}
		want := Outcome{Failed: map[string]*MemberError{"v1": {Cause: removal, Effect: effect}}}
		if effect == EffectRemovalUnknown {
			want.Unknown, want.StopReason = []string{"v1"}, ErrNotPutBack
		}
		wantOutcome(t, apply(t, fake, put(payee("v1", "Ravi", 1))), want)
	}
}

// A member that cannot be put back is lost, and nothing more begins. One that may have been put back is unknown.
func TestApply_Exchange_NotPutBack(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		putBack error
		want    Outcome
	}{
		"refused": {failed(payouts.ErrInvalid), Outcome{Lost: []string{"v1"}, NotStarted: []string{"v2"}, StopReason: ErrNotPutBack,
			Failed: map[string]*MemberError{"v1": {Cause: payouts.ErrInvalid, Effect: EffectLost}}}},
		"outcome unknown": {lost(payouts.ErrOutcomeUnknown), Outcome{Unknown: []string{"v1"}, NotStarted: []string{"v2"}, StopReason: ErrNotPutBack,
			Failed: map[string]*MemberError{"v1": {Cause: payouts.ErrInvalid, Effect: EffectUnknown}}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fake := newFakeAPI(payee("v1", "Asha", 1), payee("v2", "Asha", 2))
			creations := 0
			fake.before = func(_ context.Context, call string) error {
				if call != "create v1" {
					return nil
				}
				if creations++; creations == 1 {
					return failed(payouts.ErrInvalid)
				}
				return test.putBack
			}
			outcome := apply(t, fake, put(payee("v1", "Ravi", 1), payee("v2", "Ravi", 2)))
			wantOutcome(t, outcome, test.want)
			if failure := outcome.Failed["v1"]; !errors.Is(failure.PutBack, test.putBack) {
				t.Errorf("the put-back failed with %v", failure.PutBack)
			}
		})
	}
}

// Payees may share a UPI address. The answer of a renaming is lost and so is the look-up, so the former id is put back,
// and nothing shows at first that both are there.
func TestApply_Exchange_Doubled(t *testing.T) {
	t.Parallel()
	unclear, unavailable := lost(payouts.ErrOutcomeUnknown), failed(payouts.ErrUnavailable)
	writes := []string{"remove a", "create b", "create a"}
	for name, test := range map[string]struct {
		lookUpsFail int
		fails       map[string]error // the second removal
		otherwise   bool             // the put-back gets another account than was sent
		want        Outcome
		present     []string
		writes      []string
		held        int
	}{
		"the next look-up shows it": {
			lookUpsFail: 1, want: Outcome{Removed: []string{"a"}}, present: []string{"b"}, writes: slices.Concat(writes, []string{"remove a"}), held: 1,
		},
		"the repeated look-up shows it": {
			lookUpsFail: 2, want: Outcome{Removed: []string{"a"}}, present: []string{"b"}, writes: slices.Concat(writes, []string{"remove a"}), held: 1,
		},
		"no look-up shows it": {
			lookUpsFail: 3, want: Outcome{Unknown: []string{"b"}, Failed: map[string]*MemberError{
				"a": {Cause: errDependent, Effect: EffectPutBack}, "b": {Cause: payouts.ErrOutcomeUnknown},
			}}, present: []string{"a"}, writes: writes, held: 2,
		},
		"the former id cannot be removed again": {
			lookUpsFail: 1, fails: map[string]error{"remove a": failed(payouts.ErrInvalid)},
			want: Outcome{Unknown: []string{"a", "b"}, Failed: map[string]*MemberError{
				"a": {Cause: payouts.ErrInvalid, Effect: EffectRemovalUnknown}, "b": {Cause: payouts.ErrOutcomeUnknown},
			}}, writes: slices.Concat(writes, []string{"remove a"}), held: 2,
		},
		"the former id is put back with other content": {
			lookUpsFail: 1, otherwise: true,
			want: Outcome{Removed: []string{"a"}, StopReason: ErrNotPutBack}, present: []string{"b"},
			writes: slices.Concat(writes, []string{"remove a"}), held: 1,
		},
		"the former id is put back with other content and cannot be removed again": {
			lookUpsFail: 1, otherwise: true, fails: map[string]error{"remove a": failed(payouts.ErrInvalid)},
			want: Outcome{OtherContent: []string{"a"}, Unknown: []string{"b"}, StopReason: ErrNotPutBack, Failed: map[string]*MemberError{
				"a": {Cause: payouts.ErrInvalid, Effect: EffectOtherContent}, "b": {Cause: payouts.ErrOutcomeUnknown},
			}}, present: []string{"a"}, writes: slices.Concat(writes, []string{"remove a"}), held: 2,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			former := payouts.Beneficiary{ID: "a", Name: "Asha", VPA: "asha@examplebank"}
			wanted := former
			wanted.ID = "b"
			fake, lookUps, removals := newFakeAPI(former), 0, 0
			fake.before = func(_ context.Context, call string) error {
				switch call {
				case "read b":
					if lookUps++; lookUps <= test.lookUpsFail {
						return unavailable
					}
				case "remove a":
					if removals++; removals > 1 {
						return test.fails[call]
					}
				}
				return nil
			}
			if test.otherwise {
				fake.addsOtherwise("a 1")
			}
			addOtherwise, lose := fake.after, failing(map[string]error{"create b": unclear})
			fake.after = func(ctx context.Context, call string) error {
				if err := lose(ctx, call); err != nil || addOtherwise == nil {
					return err
				}
				return addOtherwise(ctx, call)
			}
			outcome := apply(t, fake, Changes{
				Put: []payouts.Beneficiary{wanted}, Remove: []string{"a"}, Known: map[string]Instruments{"a": instrumentsOf(former)},
			})
			wantOutcome(t, outcome, test.want, test.present...)
			wantList(t, "other content", outcome.OtherContent, test.want.OtherContent...)
			wantList(t, "writes", fake.writes(), test.writes...)
			if len(fake.payees) != test.held {
				t.Errorf("Cashfree holds %v", fake.payees)
			}
		})
	}
}

// A member that somebody removed is added. If that fails it is lost, since nobody knows its content any more. If the
// outcome is unknown, so is the presence.
func TestApply_Exchange_Vanished(t *testing.T) {
	t.Parallel()
	fake := newFakeAPI()
	wantOutcome(t, apply(t, fake, put(payee("v1", "Ravi", 1))), Outcome{}, "v1")

	fake = newFakeAPI()
	fake.before = failing(map[string]error{"create v1": failed(payouts.ErrInvalid)})
	outcome := apply(t, fake, put(payee("v1", "Ravi", 1)))
	wantOutcome(t, outcome, Outcome{Lost: []string{"v1"}, Failed: map[string]*MemberError{"v1": {Cause: payouts.ErrInvalid}}})

	fake = newFakeAPI()
	fake.after = failing(map[string]error{"create v1": lost(payouts.ErrOutcomeUnknown)})
	outcome = apply(t, fake, put(payee("v1", "Ravi", 1)))
	wantOutcome(t, outcome, Outcome{Unknown: []string{"v1"}, Failed: map[string]*MemberError{"v1": {Cause: payouts.ErrOutcomeUnknown}}})
}

// A run that is stopped or out of time begins nothing more.
func TestApply_Stopped(t *testing.T) {
	t.Parallel()
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	late, end := context.WithDeadline(t.Context(), time.Now().Add(-time.Hour))
	defer end()
	for ctx, reason := range map[context.Context]error{cancelled: context.Canceled, late: context.DeadlineExceeded} {
		fake := newFakeAPI(payee("v1", "Asha", 1), payee("v2", "Asha", 2))
		changes := put(payee("v2", "Ravi", 2))
		changes.Remove = []string{"v1"}
		outcome := Apply(ctx, fake, changes, Options{Concurrency: 2, Coordinator: NewCoordinator()})
		wantOutcome(t, outcome, Outcome{NotStarted: []string{"v1", "v2"}, StopReason: reason})
		wantList(t, "calls", fake.calls)
	}
}

// A run is stopped while a member is away: the member is added all the same, and the next one is not started.
func TestApply_Stopped_WhileAway(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	fake := newFakeAPI(payee("v1", "Asha", 1), payee("v2", "Asha", 2))
	fake.after = func(_ context.Context, call string) error {
		if call == "remove v1" {
			stop()
		}
		return nil
	}
	outcome := Apply(ctx, fake, put(payee("v1", "Ravi", 1), payee("v2", "Ravi", 2)), Options{Concurrency: 1, Coordinator: NewCoordinator()})
	wantOutcome(t, outcome, Outcome{NotStarted: []string{"v2"}, StopReason: context.Canceled}, "v1")
	if fake.payees["v1"].Name != "Ravi" {
		t.Errorf("v1 is %q", fake.payees["v1"].Name)
	}
}

// A run is stopped at each call of an exchange, and something fails at the same time. Nobody is lost.
func TestApply_Stopped_Exchange(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		stopAt string // the call that the run is stopped after
		fails  error  // the answer of that call, which took effect unless it is a refusal
		want   Outcome
		held   string
		writes []string
	}{
		"at the read": {
			"read v1", nil, Outcome{NotStarted: []string{"v1"}, StopReason: context.Canceled}, "Asha", nil,
		},
		"at a removal whose answer is lost": {
			"remove v1", lost(payouts.ErrUnavailable), Outcome{StopReason: context.Canceled}, "Ravi", []string{"remove v1", "create v1"},
		},
		"at an addition that is refused": {
			"create v1", failed(payouts.ErrInvalid), Outcome{StopReason: context.Canceled,
				Failed: map[string]*MemberError{"v1": {Cause: payouts.ErrInvalid, Effect: EffectPutBack}}},
			"Asha", []string{"remove v1", "create v1", "create v1"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, stop := context.WithCancel(t.Context())
			fake := newFakeAPI(payee("v1", "Asha", 1))
			answer := once(map[string]error{test.stopAt: test.fails})
			stopping := func(ctx context.Context, call string) error {
				if call == test.stopAt {
					stop()
				}
				return answer(ctx, call)
			}
			if fake.after = stopping; errors.Is(test.fails, payouts.ErrInvalid) {
				fake.before, fake.after = stopping, nil
			}
			outcome := Apply(ctx, fake, put(payee("v1", "Ravi", 1)), Options{Concurrency: 1, Coordinator: NewCoordinator()})
			var present []string
			if len(test.writes) > 0 {
				present = []string{"v1"}
			}
			wantOutcome(t, outcome, test.want, present...)
			wantList(t, "writes", fake.writes(), test.writes...)
			if fake.payees["v1"].Name != test.held {
				t.Errorf("Cashfree holds %q, want %q", fake.payees["v1"].Name, test.held)
			}
		})
	}
}

// A run is stopped while a member is away, and Cashfree does not answer any more: the run ends after the clean-up time,
// and the member is lost.
func TestApply_Stopped_CleanupTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		fake := newFakeAPI(payee("v1", "Asha", 1))
		fake.before = func(ctx context.Context, call string) error {
			if call != "create v1" {
				return nil
			}
			stop()
			<-ctx.Done()
			return &payouts.Error{Cause: ctx.Err(), Attempts: 1, AnyAmbiguous: true}
		}
		began := time.Now()
		outcome := Apply(ctx, fake, put(payee("v1", "Ravi", 1)), Options{Concurrency: 1, Coordinator: NewCoordinator()})
		wantOutcome(t, outcome, Outcome{Lost: []string{"v1"}, StopReason: context.Canceled,
			Failed: map[string]*MemberError{"v1": {Cause: context.Canceled, Effect: EffectLost}}})
		if took := time.Since(began); took != cleanupTime {
			t.Errorf("it took %v", took)
		}
	})
}

// What a call of unknown outcome has made of a payee is not freed by waiting, and others may wait to be put back.
func TestApply_Exchange_AddedAfterAll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		former, wanted := payee("a", "Asha", 1), payee("a", "Asha", 2)
		fake := newFakeAPI(former)
		fake.after = failing(map[string]error{"create a": lost(payouts.ErrOutcomeUnknown)})
		fake.before = func(_ context.Context, call string) error {
			if call == "read a" && len(fake.writes()) == 2 { // between the creation and the put-back
				return failed(payouts.ErrUnavailable)
			}
			return nil
		}
		began := time.Now()
		outcome := apply(t, fake, between([]payouts.Beneficiary{former}, []payouts.Beneficiary{wanted}))
		wantOutcome(t, outcome, Outcome{}, "a")
		wantList(t, "writes", fake.writes(), "remove a", "create a", "create a")
		if waited := time.Since(began); waited > 0 {
			t.Errorf("the run waited for %v", waited)
		}
	})
}
