package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

var (
	_ resource.ResourceWithConfigure  = (*signingKeyResource)(nil)
	_ resource.ResourceWithModifyPlan = (*signingKeyResource)(nil)
)

type signingKeyResource struct{ configuredResource }

// NewSigningKeyResource returns the resource cashfree_payout_signing_key.
func NewSigningKeyResource() resource.Resource { return &signingKeyResource{} }

type signingKeyModel struct {
	keyReference
	verification
	Description types.String `tfsdk:"description"`
	Fingerprint types.String `tfsdk:"fingerprint_sha256"`
	Bits        types.Int64  `tfsdk:"key_bits"`
}

func (r *signingKeyResource) Metadata(
	_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse,
) {
	resp.TypeName = req.ProviderTypeName + "_payout_signing_key"
}

func (r *signingKeyResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "A **record** of the public key that signs the calls. Cashfree has no call that sets the " +
			"key, so this resource neither uploads nor generates one. It keeps in code which key is in force and compares " +
			"it with Cashfree's answers, so a scheduled plan notices a key that was replaced in the dashboard or in the " +
			"pipeline. The key itself is not stored, because anyone with the key and the client secret can sign.\n\n" +
			"To change the key itself, open Cashfree's " +
			"dashboard: " + providerdata.KeySteps + " Cashfree has one key at a time. No page says when it refuses the " +
			"former one: expect that at once.",
		Attributes: map[string]schema.Attribute{
			"public_key_path": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "Path of the key's file. If neither this nor `public_key_variable` is set, the record " +
					"is of the provider's own key.",
				Validators: []validator.String{
					stringvalidator.LengthAtLeast(1),
					pathOfKey,
					stringvalidator.ConflictsWith(path.MatchRoot("public_key_variable")),
				},
			},
			"public_key_variable": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "Name of the environment variable that holds the key as PEM text. Conflicts with " +
					"`public_key_path`.",
				Validators: []validator.String{stringvalidator.LengthAtLeast(1), variableOfKey},
			},
			"description": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "What the key is for. It is stored in the state only.",
			},
			"expected_fingerprint": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "The `fingerprint_sha256` that the key must have. Colons and upper case are accepted. " +
					"Any other key is an error in the plan.",
				Validators: []validator.String{fingerprintValidator{}},
			},
			"fingerprint_sha256": storedString("SHA-256 of the key's SubjectPublicKeyInfo in DER, in hexadecimal, as " +
				"printed by `openssl pkey -pubin -in FILE -outform DER | sha256sum`."),
			"key_bits": schema.Int64Attribute{
				Computed:            true,
				MarkdownDescription: "Size of the key in bits.",
				PlanModifiers:       []planmodifier.Int64{int64planmodifier.UseStateForUnknown()},
			},
			"verification": storedString("`accepted`: a call signed with this key was accepted, and a call without a " +
				"signature was not. `refused`: Cashfree refused a signature made with it. `unverified`: this run " +
				"cannot tell, for example because the provider signs with another key or with none. It does not change " +
				"`refused`."),
			"verification_reason": storedString(verificationReasonDescription),
		},
	}
}

// ModifyPlan reads the key, so that a replaced key is a planned change.
func (r *signingKeyResource) ModifyPlan(
	ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
) {
	if req.Plan.Raw.IsNull() || r.data == nil {
		return
	}
	var plan signingKeyModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	key := plan.readKey(r.data, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return // the record stays as it is
	}
	switch {
	case !key.known && !req.Plan.Raw.Equal(req.State.Raw):
		// Which key it will be is not known yet, so the plan must not show the former one.
		plan.Fingerprint, plan.Bits = types.StringUnknown(), types.Int64Unknown()
		plan.planVerification()
	case key.known && key.fingerprint != plan.Fingerprint.ValueString():
		plan.setKey(key)
		plan.planVerification()
	default:
		plan.planVerificationIfRefused()
	}
	resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...)
}

func (r *signingKeyResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan signingKeyModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	r.verify(ctx, &plan, "", &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return // without a record: a tainted one would be replaced for no reason
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
}

// Read keeps the recorded fingerprint, which the plan compares with the present key.
func (r *signingKeyResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state signingKeyModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if !r.data.Ready() {
		r.data.WarnNotRead(&resp.Diagnostics)
		return
	}
	state.fromVerdict(r.data.KeyVerdict(ctx, state.Fingerprint.ValueString()).After(state.Verification.ValueString()))
	resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
}

func (r *signingKeyResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, prior signingKeyModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &prior)...)
	if resp.Diagnostics.HasError() {
		return
	}
	refusedFingerprint := ""
	if prior.isRefused() {
		refusedFingerprint = prior.Fingerprint.ValueString()
	}
	if plan.Verification.IsUnknown() {
		r.verify(ctx, &plan, refusedFingerprint, &resp.Diagnostics)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
}

// Delete removes the record. The key stays in force at Cashfree.
func (r *signingKeyResource) Delete(_ context.Context, _ resource.DeleteRequest, resp *resource.DeleteResponse) {
	resp.Diagnostics.AddWarning("Key still in force at Cashfree", providerdata.Paragraphs(
		"The record was removed. Cashfree still accepts the key. Replace it, or choose another method, in the "+
			"dashboard: "+
			providerdata.KeySteps,
		providerdata.AnchorSignature.More()))
}

// verify reads the key again, and sets whether Cashfree accepts its signatures. It adds an error if Cashfree refuses
// them, or if it refused them before and this run cannot tell whether it still does. That is the case if the key has
// refusedFingerprint: the refusal of one key proves nothing about another.
func (r *signingKeyResource) verify(
	ctx context.Context, plan *signingKeyModel, refusedFingerprint string, diags *diag.Diagnostics,
) {
	key := plan.readKey(r.data, diags)
	if diags.HasError() {
		return
	}
	if !key.known {
		diags.Append(r.data.NotReady("Recording the provider's key"))
		return
	}
	if !plan.Fingerprint.IsUnknown() && plan.Fingerprint.ValueString() != key.fingerprint {
		diags.AddAttributeError(key.at, "Key changed since the plan", fmt.Sprintf(
			"The plan was made for the key with the fingerprint %s, and now the fingerprint is %s. Plan again.",
			plan.Fingerprint.ValueString(), key.fingerprint))
		return
	}
	plan.setKey(key)
	verdict := r.data.KeyVerdict(ctx, key.fingerprint)
	plan.fromVerdict(verdict)
	switch {
	case verdict.Verification == providerdata.Refused:
		diags.AddAttributeError(key.at, "Cashfree refuses signatures of this key", providerdata.Paragraphs(
			verdict.Reason+" The fingerprint of the key is "+key.fingerprint+".",
			"Download the key that is in force, put it in place of this one, and apply again: "+providerdata.KeySteps,
			providerdata.AnchorSignature.More()))
	case verdict.Verification == providerdata.Unverified && key.fingerprint == refusedFingerprint:
		diags.AddAttributeError(key.at, "Refused key cannot be verified", providerdata.Paragraphs(
			providerdata.RefusedBefore+verdict.Reason,
			"Apply with a provider that signs with this key, while the method Public Key is chosen in the dashboard. "+
				"If nothing signs with it any more, record the key that is in force, or remove the "+
				"record.", providerdata.AnchorSignature.More()))
	}
}

func (m *signingKeyModel) setKey(key referencedKey) {
	m.Fingerprint, m.Bits = types.StringValue(key.fingerprint), types.Int64Value(key.bits)
}
