package beneficiaryset

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/bulk"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// manyIDs returns ids of the greatest length.
func manyIDs(count int) []string {
	ids := make([]string, count)
	for i := range ids {
		ids[i] = fmt.Sprintf("%s%06d", strings.Repeat("x", 44), i)
	}
	return ids
}

// The report about failures stays below 100 KB, with lines that a screen can show, however many members failed in
// whichever way and however long the messages are.
func TestResource_Failures_Bounds(t *testing.T) {
	t.Parallel()
	data := providerdata.New(providerdata.Settings{Wait: func(context.Context, time.Duration) error { return nil }})
	resource := New(func() *providerdata.Data { return data })
	ids := manyIDs(20_000)
	for name, failureOf := range map[string]func(i int) *bulk.MemberError{
		"refused": func(i int) *bulk.MemberError {
			return &bulk.MemberError{Cause: &payouts.Error{
				Kind: payouts.ErrIPRefused, CallerIP: netip.AddrFrom4([4]byte{9, 9, byte(i >> 8), byte(i)}),
				Method: "POST", Path: "/payout/beneficiary", Message: strings.Repeat("x ", 250), RequestID: fmt.Sprint("r-", i), HTTPStatus: 403, Attempts: 1,
			}}
		},
		"long messages": func(int) *bulk.MemberError { return &bulk.MemberError{Cause: errors.New(strings.Repeat("é", 1<<10))} },
		"exist already": func(int) *bulk.MemberError {
			return &bulk.MemberError{Cause: &bulk.ConflictError{Cause: errors.New("x")}}
		},
		"all of one":  func(int) *bulk.MemberError { return &bulk.MemberError{Cause: &bulk.DependencyError{ID: ids[0]}} },
		"each of one": func(i int) *bulk.MemberError { return &bulk.MemberError{Cause: &bulk.DependencyError{ID: ids[i]}} },
		"one of each": func(i int) *bulk.MemberError {
			return &bulk.MemberError{Cause: errors.New(strings.Repeat("x", 500)), Effect: bulk.Effect(i % 6), PutBack: errors.New(strings.Repeat("y", 500))}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			outcome := bulk.Outcome{Failed: make(map[string]*bulk.MemberError), NotStarted: ids, StopReason: bulk.ErrAffectsAll}
			outcome.Present = make(map[string]payouts.Beneficiary)
			for i, id := range ids {
				outcome.Failed[id] = failureOf(i)
				outcome.Present[id] = payouts.Beneficiary{ID: id}
			}
			text := resource.firstCreateDetail(t.Context(), outcome)
			if len(text) > 100_000 || !strings.Contains(text, " more") {
				t.Errorf("the text has %d bytes: %.2000s", len(text), text)
			}
			for line := range strings.SplitSeq(text, "\n") {
				if len(line) > 1100 {
					t.Errorf("a line has %d bytes: %.200s…", len(line), line)
				}
			}
		})
	}
}

// The members that are lost are all named, and what is to be known of them comes before the other failures.
func TestResource_Failures_Bounds_Lost(t *testing.T) {
	t.Parallel()
	data := providerdata.New(providerdata.Settings{Wait: func(context.Context, time.Duration) error { return nil }})
	resource := New(func() *providerdata.Data { return data })
	ids := manyIDs(3000)
	if text := lostText(ids); strings.Count(text, "\n  ") != len(ids) {
		t.Errorf("%d members are named", strings.Count(text, "\n  "))
	}
	outcome := bulk.Outcome{Failed: make(map[string]*bulk.MemberError)}
	for i, id := range ids {
		outcome.Failed[id] = &bulk.MemberError{Cause: errors.New("it was refused")}
		if i >= 2980 {
			outcome.Failed[id] = &bulk.MemberError{Cause: errors.New("it was refused"), Effect: bulk.EffectLost, PutBack: errors.New("no answer came")}
		}
	}
	text := resource.failures(t.Context(), outcome)
	if !strings.HasPrefix(text, "  "+ids[2980]+": ") || strings.Count(text, "could not be put back") != 20 || !strings.HasSuffix(text, "and 2900 more") {
		t.Errorf("the text is %.500s", text)
	}
}

// A list of names is cut where a line is full, and never empty.
func TestFirstOf_Bounds(t *testing.T) {
	t.Parallel()
	ids := manyIDs(100)
	for want, got := range map[string]string{
		"":                        firstOf(nil, 5),
		"a":                       firstOf([]string{"a"}, 5),
		"a, b":                    firstOf([]string{"a", "b"}, 2),
		"a, and 1 more":           firstOf([]string{"a", "b"}, 1),
		ids[0] + ", and 99 more":  firstOf(ids, 1),
		strings.Repeat("x", 5000): allOf([]string{strings.Repeat("x", 5000)}),
		strings.Join(ids[:13], ", ") + ", and 87 more": allOf(ids),
	} {
		if got != want {
			t.Errorf("got  %q\nwant %q", got, want)
		}
	}
}
