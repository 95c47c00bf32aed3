package bulk

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// addsOtherwise lets Cashfree add payees with another account than was sent. An addition is named by its id and its
// number, such as "a 2".
func (f *fakeAPI) addsOtherwise(additions ...string) {
	count := make(map[string]int)
	f.after = func(_ context.Context, call string) error {
		id, isCreation := strings.CutPrefix(call, "create ")
		if !isCreation {
			return nil
		}
		f.mu.Lock()
		defer f.mu.Unlock()
		if count[id]++; !slices.Contains(additions, fmt.Sprint(id, " ", count[id])) {
			return nil
		}
		sent, existing := f.payees[id], payee(id, "Mallory", 9999)
		f.payees[id] = existing
		return contentDiffers(&existing, sent)
	}
}

var errOther = payouts.ErrContentDiffers

// otherContentStory is a run in which Cashfree adds payees with other content.
type otherContentStory struct {
	before, after []payouts.Beneficiary
	otherwise     []string         // additions with other content
	fails         map[string]error // the first calls of these names
	second        string           // a call of which the second one is refused
	want          Outcome
	present       []string
	writes        []string
}

// What an addition has created with other content is removed again, and the exchange is put back. A payee that stays
// with other content is told as such, be it because that removal fails or because it is put back.
func TestApply_OtherContent(t *testing.T) {
	t.Parallel()
	a1, a2, b1, b2 := payee("a", "Asha", 1), payee("a", "Asha", 2), payee("b", "Ravi", 1), payee("b", "Ravi", 2)
	refused := failed(payouts.ErrInvalid)
	undone, remains := &MemberError{Cause: errOther}, &MemberError{Cause: errOther, Effect: EffectOtherContent}
	for name, story := range map[string]otherContentStory{
		"an addition": {
			after: []payouts.Beneficiary{a1}, otherwise: []string{"a 1"},
			want: Outcome{Failed: map[string]*MemberError{"a": undone}}, writes: []string{"create a", "remove a"}},
		"an addition whose undo is refused": {
			after: []payouts.Beneficiary{a1}, otherwise: []string{"a 1"}, fails: map[string]error{"remove a": refused},
			want:    Outcome{OtherContent: []string{"a"}, Failed: map[string]*MemberError{"a": remains}},
			present: []string{"a"}, writes: []string{"create a", "remove a"}},
		"an addition whose undo is unknown": {
			after: []payouts.Beneficiary{a1}, otherwise: []string{"a 1"},
			fails: map[string]error{"remove a": lost(payouts.ErrUnavailable), "read a": failed(payouts.ErrUnavailable)},
			want: Outcome{Unknown: []string{"a"}, Failed: map[string]*MemberError{
				"a": {Cause: errOther, Effect: EffectRemovalUnknown}}}, writes: []string{"create a", "remove a"}},
		"a replacement": {
			before: []payouts.Beneficiary{a1}, after: []payouts.Beneficiary{a2}, otherwise: []string{"a 1"},
			want:    Outcome{Failed: map[string]*MemberError{"a": {Cause: errOther, Effect: EffectPutBack}}},
			present: []string{"a"}, writes: []string{"remove a", "create a", "remove a", "create a"}},
		"a put-back": {
			before: []payouts.Beneficiary{a1}, after: []payouts.Beneficiary{a2}, otherwise: []string{"a 1", "a 2"},
			want: Outcome{OtherContent: []string{"a"}, StopReason: ErrNotPutBack, Failed: map[string]*MemberError{
				"a": remains}}, present: []string{"a"}, writes: []string{"remove a", "create a", "remove a", "create a"}},
		"a renaming": {
			before: []payouts.Beneficiary{a1}, after: []payouts.Beneficiary{b1}, otherwise: []string{"b 1"},
			want:    Outcome{Failed: map[string]*MemberError{"a": {Cause: errDependent, Effect: EffectPutBack}, "b": undone}},
			present: []string{"a"}, writes: []string{"remove a", "create b", "remove b", "create a"}},
		"a chain": {
			before: []payouts.Beneficiary{a1, b2}, after: []payouts.Beneficiary{a2, payee("b", "Ravi", 3)}, otherwise: []string{"b 1"},
			want:    Outcome{Failed: map[string]*MemberError{"a": dependent, "b": {Cause: errOther, Effect: EffectPutBack}}},
			present: []string{"b"}, writes: []string{"remove b", "create b", "remove b", "create b"}},
		"the first of a cycle": {
			before: []payouts.Beneficiary{a1, b2}, after: []payouts.Beneficiary{a2, b1}, otherwise: []string{"b 1"},
			want: Outcome{Failed: map[string]*MemberError{
				"a": {Cause: errDependent, Effect: EffectPutBack}, "b": {Cause: errOther, Effect: EffectPutBack}}},
			present: []string{"a", "b"}, writes: []string{"remove a", "remove b", "create b", "remove b", "create b", "create a"}},
		"the last of a cycle": {
			before: []payouts.Beneficiary{a1, b2}, after: []payouts.Beneficiary{a2, b1}, otherwise: []string{"a 1"},
			want: Outcome{Failed: map[string]*MemberError{
				"a": {Cause: errOther, Effect: EffectPutBack}, "b": {Cause: errDependent, Effect: EffectPutBack}}},
			present: []string{"a", "b"},
			writes:  []string{"remove a", "remove b", "create b", "create a", "remove a", "remove b", "create b", "create a"}},
		"the undo of a cycle": {
			before: []payouts.Beneficiary{a1, b2}, after: []payouts.Beneficiary{a2, b1}, otherwise: []string{"b 2"}, fails: map[string]error{"create a": refused},
			want: Outcome{OtherContent: []string{"b"}, StopReason: ErrNotPutBack, Failed: map[string]*MemberError{
				"a": {Cause: refused, Effect: EffectPutBack}, "b": {Cause: errDependent, Effect: EffectOtherContent}}},
			present: []string{"a", "b"},
			writes:  []string{"remove a", "remove b", "create b", "create a", "remove b", "create b", "create a"}},
		"the last of a cycle, whose undo is refused": {
			before: []payouts.Beneficiary{a1, b2}, after: []payouts.Beneficiary{a2, b1}, otherwise: []string{"a 1"}, second: "remove a",
			want:    Outcome{OtherContent: []string{"a"}, StopReason: ErrNotPutBack, Failed: map[string]*MemberError{"a": remains}},
			present: []string{"a", "b"}, writes: []string{"remove a", "remove b", "create b", "create a", "remove a"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			story.test(t)
		})
	}
}

func (s otherContentStory) test(t *testing.T) {
	t.Helper()
	fake := newFakeAPI(s.before...)
	fake.addsOtherwise(s.otherwise...)
	fails, seconds := once(s.fails), 0
	fake.before = func(ctx context.Context, call string) error {
		if call == s.second {
			if seconds++; seconds == 2 {
				return failed(payouts.ErrInvalid)
			}
		}
		return fails(ctx, call)
	}
	outcome := apply(t, fake, between(s.before, s.after))
	wantOutcome(t, outcome, s.want, s.present...)
	wantList(t, "other content", outcome.OtherContent, s.want.OtherContent...)
	wantList(t, "writes", fake.writes(), s.writes...)
	for id, recorded := range outcome.Present {
		if present := fake.payees[id]; len(present.Differences(recorded)) > 0 {
			t.Errorf("%s is recorded as %+v, and is %+v", id, recorded, present)
		}
	}
}

// An addition whose answer is about somebody else leaves nobody to remove, and is not made a second time.
func TestApply_OtherContent_Nobody(t *testing.T) {
	t.Parallel()
	fake := newFakeAPI()
	fake.before = failing(map[string]error{"create a": contentDiffers(nil, payouts.Beneficiary{})})
	wantOutcome(t, apply(t, fake, between(nil, []payouts.Beneficiary{payee("a", "Asha", 1)})),
		Outcome{Failed: map[string]*MemberError{"a": {Cause: errOther}}})
	wantList(t, "writes", fake.writes(), "create a")
}

// An addition of which only another field differs is made. The outcome names the field.
func TestApply_Differing(t *testing.T) {
	t.Parallel()
	wanted := payee("a", "Asha", 1)
	wanted.Email = "asha@example.com"
	outcome := apply(t, forgetful{newFakeAPI()}, between(nil, []payouts.Beneficiary{wanted}))
	wantOutcome(t, outcome, Outcome{}, "a")
	wantList(t, "fields", payouts.FieldNames(outcome.Differing["a"]), "name", "email")
	if len(outcome.Present["a"].Differences(wanted)) > 0 {
		t.Errorf("the state would hold %+v", outcome.Present["a"])
	}
}

// forgetful is a Cashfree whose answers to creations show another name and no e-mail address.
type forgetful struct{ *fakeAPI }

func (f forgetful) CreateBeneficiary(ctx context.Context, b payouts.Beneficiary) (*payouts.Beneficiary, error) {
	created, err := f.fakeAPI.CreateBeneficiary(ctx, b)
	if err == nil {
		created.Name, created.Email = "Mallory", ""
	}
	return created, err
}

// A single resource whose payee was created with other content fails once, and nothing is sent again, nor removed.
func TestCreate_OtherContent(t *testing.T) {
	t.Parallel()
	for name, put := range map[string]*payouts.Beneficiary{"it exists": {ID: "a"}, "nobody exists": nil} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fake := newFakeAPI()
			fake.before = failing(map[string]error{"create a": contentDiffers(put, payee("a", "Asha", 1))})
			operation := NewCoordinator().Begin("owner")
			defer operation.End()
			created, failure := Create(t.Context(), fake, operation, payee("a", "Asha", 1), true)
			if created != nil || failure == nil || failure.Cause == nil || failure.Waited != nil {
				t.Fatalf("created %+v, %+v", created, failure)
			}
			wantList(t, "calls", fake.calls, "create a")
		})
	}
}
