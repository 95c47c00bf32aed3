package bulk

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// The answers come in the order of the look-ups, nil for a payee that does not exist.
func TestReadAll(t *testing.T) {
	t.Parallel()
	fake := newFakeAPI(payee("v1", "Asha", 1), payee("v3", "Ravi", 3))
	var last string
	answers, failure := ReadAll(t.Context(), []Lookup{
		LookupByID(fake, "v3"), LookupByID(fake, "v2"), LookupByAccount(fake, "00011020000001", "HDFC0000001"),
	}, func(done, total int) {
		if done == total {
			last = fmt.Sprintf("%d/%d", done, total)
		}
	})
	if failure != nil || len(answers) != 3 || answers[0].ID != "v3" || answers[1] != nil || answers[2].ID != "v1" {
		t.Fatalf("the answers are %v: %v", answers, failure)
	}
	if last != "3/3" {
		t.Errorf("the last progress is %q", last)
	}
}

// A failure other than not-found ends it: there are no answers with gaps.
func TestReadAll_Incomplete(t *testing.T) {
	t.Parallel()
	fake := newFakeAPI(payee("v1", "Asha", 1))
	fake.before = failing(map[string]error{"find account": failed(payouts.ErrThrottled)})
	answers, failure := ReadAll(t.Context(), []Lookup{LookupByID(fake, "v1"), LookupByAccount(fake, "00011020001772", "HDFC0000001")}, nil)
	if answers != nil || failure == nil || !errors.Is(failure, payouts.ErrThrottled) || failure.Total != 2 {
		t.Fatalf("the answers are %v: %v", answers, failure)
	}
	if want := "with account …1772 and IFSC HDFC0000001"; failure.Label != want {
		t.Errorf("the failed look-up is %q, want %q", failure.Label, want)
	}
}

// After the end of the context nothing is read.
func TestReadAll_Stopped(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	fake := newFakeAPI(payee("v1", "Asha", 1))
	if _, failure := ReadAll(ctx, []Lookup{LookupByID(fake, "v1")}, nil); !errors.Is(failure, context.Canceled) || len(fake.calls) > 0 {
		t.Errorf("%d calls were made: %v", len(fake.calls), failure)
	}
}
