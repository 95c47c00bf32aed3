package bulk

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// stagedRun is one run, and a Cashfree in memory whose calls take a moment.
type stagedRun struct {
	*testing.T
	*fakeAPI
	c     *Coordinator
	began time.Time
}

// story runs a story in a bubble of testing/synctest.
func story(t *testing.T, tell func(s *stagedRun), payees ...payouts.Beneficiary) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := &stagedRun{T: t, fakeAPI: newFakeAPI(payees...), c: NewCoordinator(), began: time.Now()}
		s.before = slow(10 * time.Millisecond)
		tell(s)
	})
}

func (s *stagedRun) create(ctx context.Context, b payouts.Beneficiary) *CreateError {
	return s.createAs(ctx, b.ID, b)
}

func (s *stagedRun) createAs(ctx context.Context, owner string, b payouts.Beneficiary) *CreateError {
	o := s.c.Begin(owner)
	defer o.End()
	_, failure := Create(ctx, s, o, b, false)
	return failure
}

func (s *stagedRun) remove(ctx context.Context, b payouts.Beneficiary) error {
	o := s.c.Begin(b.ID)
	defer o.End()
	return Remove(ctx, s, o, b.ID, instrumentsOf(b))
}

// wantAfter checks how long the story has taken.
func (s *stagedRun) wantAfter(atLeast, atMost time.Duration) {
	s.Helper()
	if took := time.Since(s.began); took < atLeast || took > atMost {
		s.Errorf("it took %v, want %v to %v", took, atLeast, atMost)
	}
}

func (s *stagedRun) wantPayees(ids ...string) {
	s.Helper()
	if len(s.payees) != len(ids) {
		s.Errorf("these exist: %v", s.payees)
	}
	for _, id := range ids {
		if _, exists := s.payees[id]; !exists {
			s.Errorf("%s does not exist: %v", id, s.payees)
		}
	}
}

func (s *stagedRun) wantRefused(err error, by string) {
	s.Helper()
	if refused, isRefused := errors.AsType[*WantedError](err); !isRefused || refused.By != by {
		s.Errorf("the removal ended with %v, want it refused because of %s", err, by)
	}
}

var (
	oldAsha = payee("old_asha", "Asha", 1)
	newAsha = payee("new_asha", "Asha", 1)
	ravi    = payee("ravi", "Ravi", 2)
)

// A creation that meets the account of a payee waits for its removal, however long other things take.
func TestCreate_WaitsForRemoval(t *testing.T) {
	t.Parallel()
	story(t, func(s *stagedRun) {
		other := s.c.Begin("other") // something that takes a minute, before the removal
		go func() {
			<-time.After(time.Minute)
			if err := s.remove(s.Context(), oldAsha); err != nil {
				s.Error(err)
			}
			other.End()
		}()
		if failure := s.create(s.Context(), newAsha); failure != nil {
			s.Error(failure)
		}
		s.wantAfter(time.Minute, time.Minute+time.Second)
		s.wantPayees("new_asha")
	}, oldAsha)
}

// Where nothing of the run goes on for two seconds, the creation gives up. The removal that comes then is refused, and
// so nobody is lost.
func TestCreate_GivesUp(t *testing.T) {
	t.Parallel()
	story(t, func(s *stagedRun) {
		failure := s.create(s.Context(), newAsha)
		holder, isHeld := errors.AsType[*HolderError](failure)
		if !isHeld || holder.ID != "old_asha" || holder.OfThisRun || !errors.Is(failure.Waited, ErrNoRemoval) || failure.Former != nil {
			s.Errorf("it failed with %+v", failure)
		}
		s.wantAfter(maxPatience, maxPatience+time.Second)
		s.wantRefused(s.remove(s.Context(), oldAsha), "new_asha")
		s.wantPayees("old_asha")
	}, oldAsha)
}

// The newest creation gives up first, and the time begins anew for the others. A removal that begins then lets an older
// one go on.
func TestCreate_GivesUp_NewestFirst(t *testing.T) {
	t.Parallel()
	story(t, func(s *stagedRun) {
		var all sync.WaitGroup
		all.Go(func() {
			if failure := s.create(s.Context(), newAsha); failure != nil {
				s.Errorf("the older one failed: %v", failure)
			}
		})
		<-time.After(time.Second)
		failure := s.create(s.Context(), payee("new_ravi", "Ravi", 2))
		if failure == nil || !errors.Is(failure.Waited, ErrNoRemoval) {
			s.Errorf("the newer one failed with %v", failure)
		}
		s.wantAfter(3*time.Second, 4*time.Second)
		s.wantRefused(s.remove(s.Context(), ravi), "new_ravi")
		if err := s.remove(s.Context(), oldAsha); err != nil {
			s.Error(err)
		}
		all.Wait()
		s.wantPayees("new_asha", "ravi")
	}, oldAsha, ravi)
}

// A creation whose payee was removed for it gives up after all others: it has something to lose.
func TestCreate_GivesUp_ReplacementLast(t *testing.T) {
	t.Parallel()
	story(t, func(s *stagedRun) {
		if err := s.remove(s.Context(), oldAsha); err != nil {
			s.Fatal(err)
		}
		var all sync.WaitGroup
		all.Go(func() {
			if failure := s.create(s.Context(), payee("new_ravi", "Ravi", 2)); failure == nil {
				s.Error("the older one was created")
			}
		})
		all.Go(func() {
			<-time.After(time.Second)
			replaced := oldAsha
			replaced.BankAccountNumber = payee("", "", 3).BankAccountNumber
			if failure := s.create(s.Context(), replaced); failure != nil {
				s.Errorf("the replacement failed: %v", failure)
			}
		})
		<-time.After(maxPatience + 1500*time.Millisecond) // the older one has given up
		if err := s.remove(s.Context(), payee("third", "Mina", 3)); err != nil {
			s.Error(err)
		}
		all.Wait()
		s.wantPayees("old_asha", "ravi")
	}, oldAsha, ravi, payee("third", "Mina", 3))
}

// Hundreds of conflicts without a removal end within a minute: ten resources at a time, as Terraform does it.
func TestCreate_GivesUp_Hundreds(t *testing.T) {
	t.Parallel()
	var existing []payouts.Beneficiary
	for i := range 300 {
		existing = append(existing, payee(fmt.Sprint("p", i), "Asha", i))
	}
	story(t, func(s *stagedRun) {
		slots := make(chan bool, 10)
		var all sync.WaitGroup
		for _, b := range existing {
			all.Go(func() {
				slots <- true
				defer func() { <-slots }()
				if failure := s.create(s.Context(), b); failure == nil {
					s.Errorf("%s was created", b.ID)
				}
			})
		}
		all.Wait()
		s.wantAfter(0, time.Minute)
	}, existing...)
}

// Where this run created whoever is in the way, or could not remove it, there is nothing to wait for.
func TestCreate_HolderStays(t *testing.T) {
	t.Parallel()
	for name, prepare := range map[string]func(s *stagedRun){
		"created": func(s *stagedRun) {
			if failure := s.create(s.Context(), ravi); failure != nil {
				s.Error(failure)
			}
		},
		"not removed": func(s *stagedRun) {
			s.payees["ravi"] = ravi
			s.before = failing(map[string]error{"remove ravi": failed(payouts.ErrInvalid)})
			if s.remove(s.Context(), ravi) == nil {
				s.Error("it was removed")
			}
		},
		"adopted": func(s *stagedRun) {
			s.payees["ravi"] = ravi
			if !s.c.Adopt("ravi") {
				s.Error("it was not adopted")
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			story(t, func(s *stagedRun) {
				prepare(s)
				for _, b := range []payouts.Beneficiary{ravi, payee("another", "Ravi", 2)} {
					failure := s.createAs(s.Context(), "other", b)
					if failure == nil || failure.Waited != nil || !isOfThisRun(failure.Cause) {
						s.Errorf("%s failed with %+v", b.ID, failure)
					}
				}
				s.wantAfter(0, time.Second)
			})
		})
	}
}

// A creation waits no longer than its own time, and gives up then.
func TestCreate_TimeLimit(t *testing.T) {
	t.Parallel()
	story(t, func(s *stagedRun) {
		other := s.c.Begin("other")
		defer other.End()
		ctx, cancel := context.WithTimeout(s.Context(), time.Minute)
		defer cancel()
		failure := s.create(ctx, newAsha)
		if failure == nil || !errors.Is(failure.Waited, context.DeadlineExceeded) {
			s.Errorf("it failed with %+v", failure)
		}
		s.wantAfter(time.Minute, time.Minute+time.Second)
		s.wantRefused(s.remove(s.Context(), oldAsha), "new_asha")
	}, oldAsha)
}

// The run is stopped while the removal is under way for which a creation waits. The creation is made all the same:
// nobody would be left otherwise.
func TestCreate_StoppedDuringRemoval(t *testing.T) {
	t.Parallel()
	story(t, func(s *stagedRun) {
		ctx, stop := context.WithCancel(s.Context())
		s.before = func(_ context.Context, call string) error {
			if call == "remove old_asha" {
				stop()
				<-time.After(time.Second)
			}
			return nil
		}
		var all sync.WaitGroup
		all.Go(func() {
			if failure := s.create(ctx, newAsha); failure != nil {
				s.Error(failure)
			}
		})
		synctest.Wait()
		if err := s.remove(s.Context(), oldAsha); err != nil {
			s.Error(err)
		}
		all.Wait()
		s.wantPayees("new_asha")
	}, oldAsha)
}

// A payee that is replaced gets the account of another one, whose removal does not come. It is put back as it was.
func TestCreate_GivesUp_PutBack(t *testing.T) {
	t.Parallel()
	story(t, func(s *stagedRun) {
		if err := s.remove(s.Context(), oldAsha); err != nil {
			s.Fatal(err)
		}
		wanted := oldAsha
		wanted.BankAccountNumber = ravi.BankAccountNumber
		failure := s.create(s.Context(), wanted)
		if failure == nil || failure.PutBack == nil || len(failure.PutBack.Differences(oldAsha)) > 0 || failure.PutBack.Status != payouts.StatusVerified {
			s.Errorf("it failed with %+v", failure)
		}
		s.wantPayees("old_asha", "ravi")
	}, oldAsha, ravi)
}

// A creation that fails for another reason tells what this run removed before: the same id, or the same account.
func TestCreate_Fails_AfterRemoval(t *testing.T) {
	t.Parallel()
	for _, wanted := range []payouts.Beneficiary{oldAsha, newAsha} {
		t.Run(wanted.ID, func(t *testing.T) {
			t.Parallel()
			story(t, func(s *stagedRun) {
				if err := s.remove(s.Context(), oldAsha); err != nil {
					s.Fatal(err)
				}
				s.before = failing(map[string]error{"create " + wanted.ID: failed(payouts.ErrInvalid)})
				failure := s.create(s.Context(), wanted)
				if failure == nil || failure.Former == nil || failure.Former.ID != "old_asha" || failure.PutBack != nil {
					s.Errorf("it failed with %+v", failure)
				}
				s.before = nil
				failure = s.create(s.Context(), payee("p3", "Somebody", 1))
				if failure != nil {
					s.Errorf("the account is not free: %v", failure)
				}
			}, oldAsha)
		})
	}
}

// Whatever makes a creation fail, nobody is removed afterwards who has what it needed.
func TestRemove_Wanted(t *testing.T) {
	t.Parallel()
	vpaOnly := payouts.Beneficiary{ID: "kiran", Name: "Kiran", VPA: "kiran@examplebank"}
	for name, test := range map[string]struct {
		existing, wanted payouts.Beneficiary
		errs             map[string]error
	}{
		"the account, refused":       {oldAsha, newAsha, map[string]error{"create new_asha": failed(payouts.ErrInvalid)}},
		"the account, unavailable":   {oldAsha, newAsha, map[string]error{"create new_asha": failed(payouts.ErrUnavailable)}},
		"the account, look-up fails": {oldAsha, newAsha, map[string]error{"find account": failed(payouts.ErrUnavailable)}},
		"the id":                     {ravi, payee("ravi", "Ravi", 3), nil},
		"the id, look-up fails":      {ravi, payee("ravi", "Ravi", 3), map[string]error{"create ravi": failed(payouts.ErrIDExists)}},
		"the UPI address": {vpaOnly, payouts.Beneficiary{ID: "kiran_2", Name: "Kiran", VPA: "Kiran@ExampleBank"},
			map[string]error{"create kiran_2": failed(payouts.ErrInstrumentTaken)}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			story(t, func(s *stagedRun) {
				s.before = failing(test.errs)
				if failure := s.create(s.Context(), test.wanted); failure == nil {
					s.Fatal("it was created")
				}
				s.wantRefused(s.remove(s.Context(), test.existing), test.wanted.ID)
				outcome := Apply(s.Context(), s, Changes{Remove: []string{test.existing.ID}, Known: map[string]Instruments{test.existing.ID: instrumentsOf(test.existing)}},
					Options{Concurrency: 1, Coordinator: s.c, Owner: "the set"})
				if failure := outcome.Failed[test.existing.ID]; failure == nil {
					s.Errorf("the set ended with %+v", outcome)
				} else {
					s.wantRefused(failure, test.wanted.ID)
				}
				s.wantPayees(test.existing.ID)
			}, test.existing)
		})
	}
}

// Two accounts can have the same end. A set reads the payee then, and removes it. Where it cannot be read, it stays.
func TestApply_RemovesOtherAccountOfSameEnd(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		errs   map[string]error
		stays  bool
		byName string
	}{
		"read":     {map[string]error{"create new_asha": failed(payouts.ErrInvalid)}, false, ""},
		"not read": {map[string]error{"create new_asha": failed(payouts.ErrInvalid), "read ravi": failed(payouts.ErrUnavailable)}, true, "new_asha"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sameEnd := ravi
			sameEnd.BankAccountNumber = "999" + newAsha.BankAccountNumber
			story(t, func(s *stagedRun) {
				s.before = failing(test.errs)
				if failure := s.create(s.Context(), newAsha); failure == nil {
					s.Fatal("it was created")
				}
				outcome := Apply(s.Context(), s, Changes{Remove: []string{"ravi"}, Known: map[string]Instruments{"ravi": instrumentsOf(sameEnd)}},
					Options{Concurrency: 1, Coordinator: s.c, Owner: "the set"})
				if _, exists := s.payees["ravi"]; exists != test.stays {
					s.Errorf("ravi exists: %v, and the set ended with %+v", exists, outcome)
				}
				if test.stays {
					s.wantRefused(outcome.Failed["ravi"], test.byName)
				}
			}, sameEnd)
		})
	}
}

// The answer to a removal is lost. A look-up shows that the payee is gone.
func TestRemove_LostAnswer(t *testing.T) {
	t.Parallel()
	story(t, func(s *stagedRun) {
		s.after = failing(map[string]error{"remove ravi": lost(payouts.ErrUnavailable)})
		if err := s.remove(s.Context(), ravi); err != nil {
			s.Error(err)
		}
		s.wantPayees()
	}, ravi)
}

// A creation fails and succeeds later in the same run. What it needed is its own by then, and others can be removed.
func TestRemove_WantedBefore(t *testing.T) {
	t.Parallel()
	story(t, func(s *stagedRun) {
		s.before = once(map[string]error{"create new_asha": failed(payouts.ErrUnavailable)})
		if failure := s.create(s.Context(), newAsha); failure == nil {
			s.Fatal("it was created")
		}
		if failure := s.create(s.Context(), newAsha); failure != nil {
			s.Fatal(failure)
		}
		if err := s.remove(s.Context(), newAsha); err != nil {
			s.Error(err)
		}
		s.wantPayees()
	})
}

// Somebody has removed a payee by hand since the plan, and another resource of the run creates it again. The resource
// that was to remove it leaves it to that one, but may remove what it has created itself, and so may a resource without
// an owner.
func TestRemove_CreatedByOther(t *testing.T) {
	t.Parallel()
	story(t, func(s *stagedRun) {
		creator, remover := s.c.Begin("creator"), s.c.Begin("remover")
		defer creator.End()
		defer remover.End()
		if _, failure := Create(s.Context(), s, creator, ravi, false); failure != nil {
			s.Fatal(failure)
		}
		if err := Remove(s.Context(), s, remover, "ravi", instrumentsOf(ravi)); !errors.Is(err, ErrLeftToOther) {
			s.Errorf("the removal ended with %v", err)
		}
		outcome := s.apply(Changes{Remove: []string{"ravi"}, Known: map[string]Instruments{"ravi": instrumentsOf(ravi)}})
		wantOutcome(s.T, outcome, Outcome{LeftToOthers: []string{"ravi"}})
		s.wantPayees("ravi")
		for _, owner := range []string{"creator", ""} {
			operation := s.c.Begin(owner)
			if err := Remove(s.Context(), s, operation, "ravi", instrumentsOf(ravi)); err != nil {
				s.Error(err)
			}
			s.wantPayees()
			operation.End()
			if _, failure := Create(s.Context(), s, creator, ravi, false); failure != nil {
				s.Fatal(failure)
			}
		}
	})
}

// A creation that failed because of somebody whom no look-up shows, and succeeded later, keeps nobody from being
// removed: not even somebody who cannot be read.
func TestRemove_UnseenBefore(t *testing.T) {
	t.Parallel()
	kiran := payouts.Beneficiary{ID: "kiran", Name: "Kiran", VPA: "kiran@examplebank"}
	story(t, func(s *stagedRun) {
		s.before = once(map[string]error{"create kiran": failed(payouts.ErrInstrumentTaken)})
		if failure := s.create(s.Context(), kiran); failure == nil {
			s.Fatal("it was created")
		}
		if failure := s.create(s.Context(), kiran); failure != nil {
			s.Fatal(failure)
		}
		s.before = failing(map[string]error{"read ravi": failed(payouts.ErrUnavailable)})
		outcome := s.apply(Changes{Remove: []string{"ravi"}, Known: map[string]Instruments{"ravi": instrumentsOf(ravi)}})
		wantOutcome(s.T, outcome, Outcome{Removed: []string{"ravi"}})
		s.wantPayees("kiran")
	}, ravi)
}
