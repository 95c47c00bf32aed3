package bulk

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// Forty ids are renamed under for_each, and the accounts stay. Core may begin the removals and creations in any order.
// After every apply each payee exists under its old or its new id. With a slot for every resource one apply is enough.
func TestContest_Renames(t *testing.T) {
	t.Parallel()
	for slots, wantApplies := range map[int]int{1: maxApplies, 10: maxApplies, 100: 1} {
		t.Run(fmt.Sprint(slots, " slots"), func(t *testing.T) {
			t.Parallel()
			for seed := range uint64(10) {
				synctest.Test(t, func(t *testing.T) {
					began := time.Now()
					s := newContest(renamed("old"), renamed("new"), conditions{name: "as usual"}, slots)
					applies := s.applyUntilDone(t, rand.New(rand.NewPCG(seed, 0)))
					t.Logf("seed %d: %d applies, in %v", seed, applies, time.Since(began))
					if applies > wantApplies {
						t.Errorf("%d applies were needed", applies)
					}
				})
			}
		})
	}
}

func renamed(prefix string) holdings {
	payees := make(map[string]payouts.Beneficiary)
	for i := range 40 {
		b := payee(fmt.Sprintf("%s_%d", prefix, i), "Asha", i)
		payees[b.ID] = b
	}
	return holdings{single: payees, firstSet: nil, secondSet: nil}
}
