package provider

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/beneficiaryset"
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
	_ resource.ResourceWithMoveState      = (*beneficiaryResource)(nil)
)

type beneficiaryResource struct{ configuredResource }

// NewBeneficiaryResource returns the resource cashfree_payout_beneficiary.
func NewBeneficiaryResource() resource.Resource { return &beneficiaryResource{} }

func (r *beneficiaryResource) Metadata(
	_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse,
) {
	resp.TypeName = req.ProviderTypeName + "_payout_beneficiary"
}

// Schema returns the schema of the resource.
func (r *beneficiaryResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = beneficiarySchema(ctx)
}

// IdentitySchema returns the schema of the identity.
func (r *beneficiaryResource) IdentitySchema(
	_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse,
) {
	resp.IdentitySchema = beneficiaryIdentitySchema()
}

// ValidateConfig checks what concerns more than one argument. The schema checks the rest.
func (r *beneficiaryResource) ValidateConfig(
	ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse,
) {
	var config beneficiaryModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if !resp.Diagnostics.HasError() {
		validateBeneficiary(ctx, &config, &resp.Diagnostics)
	}
}

// ModifyPlan decides whether a change replaces the beneficiary.
func (r *beneficiaryResource) ModifyPlan(
	ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
) {
	planBeneficiary(ctx, r.data, req, resp)
}

// ImportState imports by id, by identity, or by account number and IFSC.
func (r *beneficiaryResource) ImportState(
	ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse,
) {
	importBeneficiary(ctx, r.data, req, resp)
}

// MoveState refuses a resource of another type, with an error that says what to do.
func (r *beneficiaryResource) MoveState(context.Context) []resource.StateMover {
	return []resource.StateMover{{
		StateMover: func(_ context.Context, req resource.MoveStateRequest, resp *resource.MoveStateResponse) {
			resp.Diagnostics.Append(beneficiaryset.MoveError(req.SourceTypeName, beneficiaryset.SingleTypeName))
		},
	}}
}

// Create adds the beneficiary, or takes over an equal one where adopt_existing is set.
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

	number := config.accountNumber()
	wanted, owner := plan.toAPI(number), providerdata.NewToken()
	created, putBack := createBeneficiary(ctx, r.data, owner, wanted, &resp.Diagnostics)
	r.data.Handovers().NoteApplied()
	switch {
	case putBack != nil:
		r.data.Declarations().Created(owner, *putBack)
	case created == nil:
		r.data.Declarations().NotCreated(wanted)
	default:
		r.data.Declarations().Created(owner, wanted)
	}
	switch {
	case putBack != nil: // as it was before the plan, which the error says
		plan.fromAPI(putBack, !plan.fact(grammar.AccountNumber).IsNull(), r.data.Fingerprints())
	case created == nil:
		// An error with a state would taint what may not exist, and the next apply would remove it.
		return
	default:
		plan.setComputed(created)
		// From the number that was sent: core demands the last four digits of the plan, and the answer may leave the
		// number out.
		plan.setFingerprint(number.ValueString(), r.data.Fingerprints())
	}
	resp.Diagnostics.Append(setPrivate(ctx, resp.Private, originKey, r.data.Client().Origin())...)
	resp.Diagnostics.Append(setPrivate(ctx, resp.Private, ownerKey, owner)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, beneficiaryIdentity{plan.BeneficiaryID})...)
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
}

// Read compares the state with what Cashfree has.
func (r *beneficiaryResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state beneficiaryModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	timeout, diags := state.Timeouts.Read(ctx, defaultReadTimeout)
	resp.Diagnostics.Append(diags...)
	origin, diags := getPrivate[string](ctx, req.Private, originKey)
	resp.Diagnostics.Append(diags...)
	owner, diags := getPrivate[string](ctx, req.Private, ownerKey)
	resp.Diagnostics.Append(diags...)
	importStage, diags := getPrivate[string](ctx, req.Private, importKey)
	resp.Diagnostics.Append(diags...)
	isImport := importStage == importBegun
	masked, diags := getMasked(ctx, req.Private)
	resp.Diagnostics.Append(diags...)
	// Before anything else: the framework demands an identity also of a beneficiary that does not exist any more.
	if resp.Identity.Raw.IsFullyNull() {
		resp.Diagnostics.Append(resp.Identity.Set(ctx, beneficiaryIdentity{state.BeneficiaryID})...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	if !r.data.Ready() {
		r.keepUnread(isImport, &resp.Diagnostics)
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	id := state.BeneficiaryID.ValueString()
	found, err := r.find(ctx, id)
	foreign := r.data.IsForeign(origin)
	switch {
	case errors.Is(err, payouts.ErrNotFound) && foreign:
		resp.Diagnostics.Append(otherEnvironment(id, origin, r.data.Client().Origin()))
		return
	case errors.Is(err, payouts.ErrNotFound):
		if !isImport {
			r.data.WarnNothingFound(ctx, &resp.Diagnostics)
		}
		resp.State.RemoveResource(ctx)
		return
	case err != nil:
		resp.Diagnostics.Append(r.data.ReadFailure(ctx, fmt.Sprintf("Cannot read beneficiary %q", id), err, isImport)...)
		return
	case foreign && !isSameBeneficiary(&state, masked, found, r.data.Fingerprints()):
		resp.Diagnostics.Append(otherEnvironment(id, origin, r.data.Client().Origin()))
		return
	case foreign:
		r.data.WarnFollowed(&resp.Diagnostics, origin)
	}
	warnNotPayable(found, &resp.Diagnostics)
	if origin != r.data.Client().Origin() {
		resp.Diagnostics.Append(setPrivate(ctx, resp.Private, originKey, r.data.Client().Origin())...)
	}
	if owner == "" { // after an import
		resp.Diagnostics.Append(setPrivate(ctx, resp.Private, ownerKey, providerdata.NewToken())...)
	}
	before, keepNumber := state, r.keepsAccountNumber(&state)
	if isImport {
		resp.Diagnostics.Append(resp.Private.SetKey(ctx, importKey, nil)...)
		state, keepNumber = emptyBeneficiary(), r.data.KeepsAccountNumbers()
	}
	state.fromAPI(found, keepNumber, r.data.Fingerprints())
	resp.Diagnostics.Append(setMasked(ctx, resp.Private, maskedIn(&state, found, r.data.Fingerprints()), masked)...)
	if !state.equal(&before) { // setting a state costs as much as reading one
		resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
	}
}

// find reads a beneficiary. The run counts the read, so that it can warn where it finds none at all.
func (r *beneficiaryResource) find(ctx context.Context, id string) (*payouts.Beneficiary, error) {
	end := r.data.BeginRead()
	found, err := r.data.Client().Beneficiary(ctx, id)
	end(err == nil)
	return found, err
}

// keepsAccountNumber reports whether a read stores the account number: that of a resource that has it stored does. A
// resource that was created without a number in its state never gets one there, whatever changed at Cashfree.
func (r *beneficiaryResource) keepsAccountNumber(state *beneficiaryModel) bool {
	return r.data.KeepsAccountNumbers() && !state.fact(grammar.AccountNumber).IsNull()
}

// keepUnread keeps what the state has while the provider cannot call Cashfree. An import has nothing to keep.
func (r *beneficiaryResource) keepUnread(isImport bool, diags *diag.Diagnostics) {
	if isImport {
		diags.Append(r.data.NotReady("Importing a beneficiary"))
		return
	}
	r.data.WarnNotRead(diags)
}

// Update makes no call, because Cashfree has none for it. A plan that is not a replacement changes the spelling of
// values, the timeouts, or whether the account number is in the state.
func (r *beneficiaryResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan beneficiaryModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Identity.Set(ctx, beneficiaryIdentity{plan.BeneficiaryID})...)
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
}

// Delete removes the beneficiary.
func (r *beneficiaryResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state beneficiaryModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	timeout, diags := state.Timeouts.Delete(ctx, defaultDeleteTimeout)
	resp.Diagnostics.Append(diags...)
	origin, diags := getPrivate[string](ctx, req.Private, originKey)
	resp.Diagnostics.Append(diags...)
	owner, diags := getPrivate[string](ctx, req.Private, ownerKey)
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
		resp.Diagnostics.Append(otherEnvironment(id, origin, r.data.Client().Origin()))
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	if removeBeneficiary(ctx, r.data, r.data.Owner(owner), &state, &resp.Diagnostics); !resp.Diagnostics.HasError() {
		if owner == "" {
			r.data.Declarations().NoToken()
		}
		r.data.Declarations().Gone(owner)
	}
	r.data.Handovers().NoteApplied()
}
