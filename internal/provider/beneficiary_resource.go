package provider

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

var (
	_ resource.ResourceWithConfigure      = (*beneficiaryResource)(nil)
	_ resource.ResourceWithValidateConfig = (*beneficiaryResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*beneficiaryResource)(nil)
	_ resource.ResourceWithIdentity       = (*beneficiaryResource)(nil)
	_ resource.ResourceWithImportState    = (*beneficiaryResource)(nil)
)

// Bounds of the operations, where the configuration sets none.
const (
	defaultCreateTimeout = 10 * time.Minute
	defaultReadTimeout   = 5 * time.Minute
	defaultDeleteTimeout = 5 * time.Minute
)

type beneficiaryResource struct{ configuredResource }

// NewBeneficiaryResource makes the resource cashfree_payout_beneficiary.
func NewBeneficiaryResource() resource.Resource { return &beneficiaryResource{} }

func (r *beneficiaryResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_payout_beneficiary"
}

// identity is the resource identity.
type identity struct {
	BeneficiaryID types.String `tfsdk:"beneficiary_id"`
}

func (r *beneficiaryResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var config, plan beneficiaryModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	timeout, diags := plan.Timeouts.Create(ctx, defaultCreateTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	if !r.data.Ready() {
		resp.Diagnostics.Append(r.data.NotReady("Creating a beneficiary"))
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	// Without an object in the state an error records nothing: what is not known to exist must not be tainted, since
	// the next apply would remove it.
	number := accountNumber(&config)
	created := r.create(ctx, plan.beneficiary(number), &resp.Diagnostics)
	if created == nil {
		return
	}
	plan.observe(created)
	// Of the number that was sent, not of the answer's: what the plan knew must come back, whatever an answer leaves out.
	plan.standIn(number.ValueString(), r.data.Fingerprints())
	resp.Diagnostics.Append(setText(ctx, resp.Private, originKey, r.data.Client().Origin())...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, identity{plan.BeneficiaryID})...)
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
}

func (r *beneficiaryResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state beneficiaryModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	timeout, diags := state.Timeouts.Read(ctx, defaultReadTimeout)
	resp.Diagnostics.Append(diags...)
	origin, diags := getText(ctx, req.Private, originKey)
	resp.Diagnostics.Append(diags...)
	// First of all, since the framework demands an identity of a beneficiary that turns out to be gone, too.
	if resp.Identity.Raw.IsFullyNull() {
		resp.Diagnostics.Append(resp.Identity.Set(ctx, identity{state.BeneficiaryID})...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	if !r.data.Ready() {
		r.readLater(&state, &resp.Diagnostics)
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	id := state.BeneficiaryID.ValueString()
	end := r.data.BeginRead()
	found, err := r.data.Client().Beneficiary(ctx, id)
	end(err == nil)
	switch {
	case errors.Is(err, payouts.ErrNotFound) && r.data.IsForeign(origin):
		resp.Diagnostics.Append(r.otherEnvironment(id, origin))
		return
	case errors.Is(err, payouts.ErrNotFound):
		if !isImport(&state) {
			r.data.WarnNothingFound(ctx, &resp.Diagnostics)
		}
		resp.State.RemoveResource(ctx)
		return
	case err != nil:
		resp.Diagnostics.Append(r.data.Failure(ctx, fmt.Sprintf("Cannot read beneficiary %q", id), err, providerdata.ReadTimeoutNote(ctx)))
		return
	case r.data.IsForeign(origin) && !r.holds(&state, found):
		resp.Diagnostics.Append(r.otherEnvironment(id, origin))
		return
	case r.data.IsForeign(origin):
		r.data.WarnFollowed(&resp.Diagnostics, origin)
	}
	before := state
	state.record(found, r.keepsNumber(&state), r.data.Fingerprints())
	warnNotPayable(&resp.Diagnostics, found)
	if origin != r.data.Client().Origin() {
		resp.Diagnostics.Append(setText(ctx, resp.Private, originKey, r.data.Client().Origin())...)
	}
	if !state.equal(&before) { // setting a state costs as much as reading one
		resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
	}
}

// Update makes no call: Cashfree has none for it, so a plan that gets here changes the form of values, the timeouts, or
// whether the account number is in the state.
func (r *beneficiaryResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan beneficiaryModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Identity.Set(ctx, identity{plan.BeneficiaryID})...)
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
}

func (r *beneficiaryResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state beneficiaryModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	timeout, diags := state.Timeouts.Delete(ctx, defaultDeleteTimeout)
	resp.Diagnostics.Append(diags...)
	origin, diags := getText(ctx, req.Private, originKey)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	if !r.data.Ready() {
		resp.Diagnostics.Append(r.data.NotReady("Removing a beneficiary"))
		return
	}
	id := state.BeneficiaryID.ValueString()
	if r.data.IsForeign(origin) { // where the same id may be another payee
		resp.Diagnostics.Append(r.otherEnvironment(id, origin))
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	leave, err := r.data.Coordinator().Lock(ctx, id)
	if err != nil {
		resp.Diagnostics.AddError(fmt.Sprintf("Cannot remove beneficiary %q", id), err.Error())
		return
	}
	defer leave()
	if r.data.Coordinator().IsAdopted(id) {
		resp.Diagnostics.AddWarning(fmt.Sprintf("Beneficiary %q was not removed", id), providerdata.Paragraphs(
			"Another resource, or the replacement of this one, took it over earlier in this run. Nothing was sent to Cashfree.",
			providerdata.AnchorIDExists.More()))
		return
	}
	err = r.data.Client().RemoveBeneficiary(ctx, id)
	if err != nil && !errors.Is(err, payouts.ErrNotFound) {
		resp.Diagnostics.Append(r.data.Failure(ctx, fmt.Sprintf("Cannot remove beneficiary %q", id), err))
	}
}

// keepsNumber says whether a read stores the account number: an import does, and a resource that has it stored does.
// One that was set up without a number in its state never gets one there, whatever somebody changed by hand.
func (r *beneficiaryResource) keepsNumber(state *beneficiaryModel) bool {
	return r.data.KeepsAccountNumbers() && (isImport(state) || !state.fact(grammar.AccountNumber).IsNull())
}

// isImport tells the read that follows an import, when the state has an id and nothing else.
func isImport(state *beneficiaryModel) bool { return state.Name.IsNull() }

// readLater keeps what the state holds, which is impossible for an import: that has nothing to keep.
func (r *beneficiaryResource) readLater(state *beneficiaryModel, diags *diag.Diagnostics) {
	if isImport(state) {
		diags.Append(r.data.NotReady("Importing a beneficiary"))
		return
	}
	r.data.WarnNotRead(diags)
}
