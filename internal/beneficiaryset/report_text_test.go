package beneficiaryset

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/bulk"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// A failure is described by its cause and by what is true of the member now.
func TestDescribe(t *testing.T) {
	t.Parallel()
	const ended = "It ended already."
	stopped := &payouts.Error{Kind: payouts.ErrUnavailable, Method: "POST", Path: "/payout/beneficiary", Cause: context.Canceled}
	unclear := &payouts.Error{Kind: payouts.ErrOutcomeUnknown, Method: "POST", Path: "/payout/beneficiary", Attempts: 1}
	refused, lost := errors.New("it was refused"), errors.New("no answer came")
	differing := (&payouts.Beneficiary{Name: "Asha Rao", VPA: "ab@cd"}).Differences(payouts.Beneficiary{Name: "Ravi Iyer", VPA: "ef@gh"})
	for want, failure := range map[string]*bulk.MemberError{
		"It was refused.": {Cause: refused},
		"It was refused. The payee was put back as it was.": {Cause: refused, Effect: bulk.EffectPutBack},
		"It was refused. The payee was removed and could not be put back (no answer came). It cannot be paid until the next " +
			"apply.": {Cause: refused, Effect: bulk.EffectLost, PutBack: lost},
		"It was refused. The payee was removed, and whether it exists now is unknown (no answer came). The next plan " +
			"shows it.": {Cause: refused, Effect: bulk.EffectUnknown, PutBack: lost},
		"It was refused. Whether it was removed is unknown. The next plan shows it.":          {Cause: refused, Effect: bulk.EffectRemovalUnknown},
		"It was refused. The payee has its account, and no UPI address until the next apply.": {Cause: refused, Effect: bulk.EffectWithoutVPA},
		"Its bank account belongs to \"v9\" at Cashfree. The payee was put back as it was.": {
			Cause: &bulk.HolderError{ID: "v9", Cause: refused}, Effect: bulk.EffectPutBack},
		"Its bank account belongs to \"v9\". Another resource created that payee in this run, took it over, or could not remove it.": {
			Cause: &bulk.HolderError{ID: "v9", OfThisRun: true, Cause: refused}},
		"It could not be changed without v2, which failed. The payee was put back as it was.": {
			Cause: &bulk.DependencyError{ID: "v2"}, Effect: bulk.EffectPutBack},
		ended: {Cause: errors.New(ended)},
		"It exists, and differs in name, vpa. Choose another id. Or change the row to match Cashfree, and apply once with " +
			"CASHFREE_PAYOUT_ADOPT_EXISTING=true.": {Cause: &bulk.ConflictError{Differing: differing, Cause: refused}},
		"It exists already, with exactly the content of its row. The payee was put back as it was.": {
			Cause: &bulk.ConflictError{Cause: refused}, Effect: bulk.EffectPutBack},
		"It belongs to another resource, which created it in this run, took it over, or could not remove it.": {
			Cause: &bulk.ConflictError{OfThisRun: true, Cause: refused}},
		"It was not removed: \"v9\", which needs its id, bank account or UPI address, could not be created in this run. If both were " +
			"missing, nobody could be paid.": {Cause: &bulk.WantedError{By: "v9"}},
		"Another resource removed it in this run, and it was not added again.": {Cause: bulk.ErrRemovedByOther},
		"Another resource adopted it earlier in this run, with other content.": {Cause: bulk.ErrAdoptedElsewhere},
		"The run was stopped. The payee was put back as it was.":               {Cause: context.Canceled, Effect: bulk.EffectPutBack},
		"The time limit was reached. The payee was removed and could not be put back (no time was left). It cannot be paid until " +
			"the next apply.": {Cause: context.DeadlineExceeded, Effect: bulk.EffectLost, PutBack: context.Canceled},
		stopped.Error() + ".": {Cause: stopped},
		unclear.Error() + ". Whether it was created is unknown.": {Cause: unclear},
	} {
		if got := describe(failure); got != want {
			t.Errorf("got  %q\nwant %q", got, want)
		}
	}
}

// A failure comes with the request id of the call that failed, which is the put-back where no other call did.
func TestResource_Failures_RequestID(t *testing.T) {
	t.Parallel()
	call := func(id string) *payouts.Error {
		return &payouts.Error{Kind: payouts.ErrOutcomeUnknown, Method: "POST", Path: "/payout/beneficiary", RequestID: id, Attempts: 1}
	}
	data := providerdata.New(providerdata.Settings{})
	resource := New(func() *providerdata.Data { return data })
	for name, test := range map[string]struct {
		failure *bulk.MemberError
		want    string
	}{
		"a call":                  {&bulk.MemberError{Cause: call("r-1")}, "Request id: r-1"},
		"a call, then a put-back": {&bulk.MemberError{Cause: call("r-1"), Effect: bulk.EffectUnknown, PutBack: call("r-2")}, "Request id: r-1"},
		"a stop, then a put-back": {&bulk.MemberError{Cause: context.Canceled, Effect: bulk.EffectUnknown, PutBack: call("r-2")}, "Request id: r-2"},
		"a conflict":              {&bulk.MemberError{Cause: &bulk.ConflictError{Differing: payouts.Facts[1:2], Cause: call("r-1")}}, "Request id: r-1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := resource.failures(t.Context(), bulk.Outcome{Failed: map[string]*bulk.MemberError{"v1": test.failure}})
			if !coretest.ContainsAll(text, []string{"  v1: ", test.want, providerdata.AnchorOutcomeUnknown.More(), "send these lines to Cashfree support"}) {
				t.Errorf("the text is %q", text)
			}
		})
	}
}

// Members that were not touched because of another one are listed by that one.
func TestResource_Failures_Dependents(t *testing.T) {
	t.Parallel()
	data := providerdata.New(providerdata.Settings{})
	resource := New(func() *providerdata.Data { return data })
	text := resource.failures(t.Context(), bulk.Outcome{Failed: map[string]*bulk.MemberError{
		"v1": {Cause: errors.New("It was refused")},
		"v2": {Cause: &bulk.DependencyError{ID: "v1"}},
		"v3": {Cause: &bulk.DependencyError{ID: "v1"}},
	}})
	want := "  v1: It was refused.\n  Not changed, because of the failure of v1: v2, v3"
	if text != want {
		t.Errorf("got  %q\nwant %q", text, want)
	}
}

// The lost are named one by one.
func TestLostText(t *testing.T) {
	t.Parallel()
	for want, ids := range map[string][]string{
		"": nil,
		"This member does not exist at Cashfree now and cannot be paid until the next apply:\n  v1":         {"v1"},
		"These 2 members do not exist at Cashfree now and cannot be paid until the next apply:\n  v1\n  v2": {"v1", "v2"},
	} {
		if got := lostText(ids); got != want {
			t.Errorf("got  %q\nwant %q", got, want)
		}
	}
}

// A report names why the run began nothing more.
func TestStopText(t *testing.T) {
	t.Parallel()
	for want, reasons := range map[string][]error{
		"another member failed with an error that affects every member": {bulk.ErrAffectsAll, fmt.Errorf("a: %w", bulk.ErrAffectsAll)},
		"a member that was removed could not be put back":               {bulk.ErrNotPutBack},
		"a member that was removed could not be put back at once":       {bulk.ErrNotFreed},
		"Cashfree refused three exchanges in a row for the same reason": {bulk.ErrRefusedAgain},
		"the time limit was reached":                                    {context.DeadlineExceeded},
		"the run was stopped":                                           {context.Canceled, nil},
	} {
		for _, reason := range reasons {
			if got := stopText(reason); got != want {
				t.Errorf("%v is %q, want %q", reason, got, want)
			}
		}
	}
}

// What was read of members that cannot be compared must be what the state shows of them. Otherwise the plan is out of
// date.
func TestRefuseOutdated(t *testing.T) {
	t.Parallel()
	state := modelOf(newPrints(t), payee("v1", "Asha Rao", ""), payee("v2", "Asha Rao", ""))
	mailed := payee("v2", "Asha Rao", "")
	mailed.Email = "a@b.cd"
	for name, test := range map[string]struct {
		found []payouts.Beneficiary
		want  string
	}{
		"all equal":                     {[]payouts.Beneficiary{payee("v1", "Asha Rao", ""), payee("v2", "Asha Rao", "")}, ""},
		"one differs in a hidden field": {[]payouts.Beneficiary{payee("v1", "Asha Rao", ""), mailed}, ""},
		"one differs in a shown field":  {[]payouts.Beneficiary{payee("v1", "Asha Rao", ""), payee("v2", "Mallory", "")}, "Members changed outside Terraform"},
		"one missing":                   {[]payouts.Beneficiary{payee("v1", "Asha Rao", "")}, "Members changed outside Terraform"},
		"all missing":                   {nil, "No member found"},
	} {
		found := make(map[string]payouts.Beneficiary)
		for _, b := range test.found {
			found[b.ID] = b
		}
		var diags diag.Diagnostics
		refuseOutdated(state, []string{"v1", "v2"}, found, &diags)
		text := coretest.Text(toProtocol(diags))
		if (text == "") != (test.want == "") || !strings.Contains(text, test.want) || len(diags) > 1 {
			t.Errorf("%s: got %q, want %q", name, text, test.want)
		}
	}
}
