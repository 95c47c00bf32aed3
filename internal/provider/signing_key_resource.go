package provider

import (
	"context"
	"fmt"
	"strings"

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

// NewSigningKeyResource makes the resource cashfree_payout_signing_key.
func NewSigningKeyResource() resource.Resource { return &signingKeyResource{} }

type signingKeyModel struct {
	Path         types.String `tfsdk:"public_key_path"`
	Variable     types.String `tfsdk:"public_key_variable"`
	Description  types.String `tfsdk:"description"`
	Expected     types.String `tfsdk:"expected_fingerprint"`
	Fingerprint  types.String `tfsdk:"fingerprint_sha256"`
	Bits         types.Int64  `tfsdk:"key_bits"`
	Verification types.String `tfsdk:"verification"`
	Reason       types.String `tfsdk:"verification_reason"`
}

func (r *signingKeyResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_payout_signing_key"
}

func (r *signingKeyResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "A **record** of the public key that calls are signed with. Cashfree has no call that sets the key: this " +
			"resource neither uploads one nor makes one. It keeps in code which key is in force, and compares it with what " +
			"Cashfree answers, so that a scheduled plan notices a key that was replaced, in the dashboard or in the pipeline. The " +
			"key itself is stored nowhere: whoever has it together with the client secret can sign.\n\n" +
			"To change the key itself, open Cashfree's dashboard: " + providerdata.KeySteps + " Cashfree keeps one key at a time. Once there is " +
			"a new one, reckon with the former being refused at once; no page of Cashfree says so.",
		Attributes: map[string]schema.Attribute{
			"public_key_path": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "Path of the file that holds the key, as downloaded. Without this and `public_key_variable` the record " +
					"is of the provider's own key.",
				Validators: []validator.String{
					stringvalidator.LengthAtLeast(1),
					noKeyValidator{},
					stringvalidator.ConflictsWith(path.MatchRoot("public_key_variable")),
				},
			},
			"public_key_variable": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Name of the environment variable that holds the key as PEM text. Conflicts with `public_key_path`.",
				Validators:          []validator.String{stringvalidator.LengthAtLeast(1), noKeyValidator{}},
			},
			"description": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "What the key is for. Kept in the state alone.",
			},
			"expected_fingerprint": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "Fingerprint that the key must have, in the form of `fingerprint_sha256`; colons and upper case are " +
					"accepted. Another key is an error at plan time.",
				Validators: []validator.String{fingerprintValidator{}},
			},
			"fingerprint_sha256": computed("SHA-256 of the key's SubjectPublicKeyInfo in DER, in hexadecimal: what " +
				"`openssl pkey -pubin -in FILE -outform DER | sha256sum` prints."),
			"key_bits": schema.Int64Attribute{
				Computed:            true,
				MarkdownDescription: "Size of the key in bits.",
				PlanModifiers:       []planmodifier.Int64{int64planmodifier.UseStateForUnknown()},
			},
			"verification": recordVerification("`accepted`: a call signed with this key was let in, and one without a signature was not. " +
				"`refused`: Cashfree refused a signature made with it. `unverified`: this run cannot tell, as where the provider signs " +
				"with another key or none. Such a run does not take back a `refused`."),
			"verification_reason": recordVerification("What `verification` rests on, in a sentence."),
		},
	}
}

// ModifyPlan reads the key, so that another key in the same place is a planned change.
func (r *signingKeyResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() || r.data == nil {
		return
	}
	var plan signingKeyModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	key := r.keyOf(&plan, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return // the record stays as it is
	}
	changed := key.known && key.fingerprint != plan.Fingerprint.ValueString()
	switch {
	case !key.known && !req.Plan.Raw.Equal(req.State.Raw):
		// Nobody knows yet which key it will be, so the update that is coming must not promise the former one.
		plan.Fingerprint, plan.Bits = types.StringUnknown(), types.Int64Unknown()
		plan.Verification, plan.Reason = types.StringUnknown(), types.StringUnknown()
	case changed:
		plan.Fingerprint, plan.Bits = types.StringValue(key.fingerprint), types.Int64Value(key.bits)
		plan.Verification, plan.Reason = types.StringUnknown(), types.StringUnknown()
	}
	planAnotherLook(&plan.Verification, &plan.Reason)
	resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...)
}

func (r *signingKeyResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan signingKeyModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	r.take(ctx, &plan, "", &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return // with nothing recorded: a tainted record would be replaced for no reason
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
}

// Read keeps the recorded fingerprint, which the plan compares with the key that is there now.
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
	state.record(r.data.KeyVerdict(ctx, state.Fingerprint.ValueString()).After(state.Verification.ValueString()))
	resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
}

func (r *signingKeyResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan signingKeyModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	var before signingKeyModel
	resp.Diagnostics.Append(req.State.Get(ctx, &before)...)
	formerlyRefused := ""
	if before.Verification.ValueString() == providerdata.Refused {
		formerlyRefused = before.Fingerprint.ValueString()
	}
	if plan.Verification.IsUnknown() {
		r.take(ctx, &plan, formerlyRefused, &resp.Diagnostics)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
}

// Delete forgets the record. The key stays in force at Cashfree.
func (r *signingKeyResource) Delete(_ context.Context, _ resource.DeleteRequest, resp *resource.DeleteResponse) {
	resp.Diagnostics.AddWarning("The key is still in force at Cashfree", providerdata.Paragraphs(
		"The record is gone. The key is replaced, or the method changed, in the dashboard: "+providerdata.KeySteps,
		providerdata.AnchorSignature.More()))
}

// take reads the key once more and looks whether Cashfree takes it. The fingerprint is that of a key that it did not take
// before, which says nothing about any other.
func (r *signingKeyResource) take(ctx context.Context, plan *signingKeyModel, formerlyRefused string, diags *diag.Diagnostics) {
	key := r.keyOf(plan, diags)
	if diags.HasError() {
		return
	}
	if !key.known {
		diags.Append(r.data.NotReady("Recording the provider's key"))
		return
	}
	if !plan.Fingerprint.IsUnknown() && plan.Fingerprint.ValueString() != key.fingerprint {
		diags.AddAttributeError(key.at, "The key has changed since the plan", fmt.Sprintf(
			"The plan was made for the key with the fingerprint %s, and now the fingerprint is %s. Plan again.",
			plan.Fingerprint.ValueString(), key.fingerprint))
		return
	}
	plan.Fingerprint, plan.Bits = types.StringValue(key.fingerprint), types.Int64Value(key.bits)
	seen := r.data.KeyVerdict(ctx, key.fingerprint)
	plan.record(seen)
	if seen.Verification == providerdata.Unverified && key.fingerprint == formerlyRefused {
		diags.AddAttributeError(key.at, "Cannot tell whether Cashfree takes signatures of this key again", providerdata.Paragraphs(
			providerdata.RefusedBefore+seen.Reason,
			"Apply with a provider that signs with this key, where the method Public Key is chosen. If nothing signs with it any more, "+
				"record the key that is in force, or remove the record.", providerdata.AnchorSignature.More()))
	}
	if seen.Verification == providerdata.Refused {
		diags.AddAttributeError(key.at, "Cashfree does not take signatures of this key", providerdata.Paragraphs(
			seen.Reason+" The fingerprint of the key is "+key.fingerprint+".",
			"Download the key that is in force, put it in place of this one, and apply again: "+providerdata.KeySteps,
			providerdata.AnchorSignature.More()))
	}
}

func (m *signingKeyModel) record(seen providerdata.Verdict) {
	m.Verification = types.StringValue(seen.Verification)
	m.Reason = types.StringValue(seen.Reason)
}

// fingerprintValidator checks the form of a SHA-256 in hexadecimal.
type fingerprintValidator struct{}

const fingerprintRule = "A fingerprint has 64 hexadecimal digits, with or without colons."

func (fingerprintValidator) Description(context.Context) string         { return fingerprintRule }
func (fingerprintValidator) MarkdownDescription(context.Context) string { return fingerprintRule }

func (fingerprintValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	digits := plainFingerprint(req.ConfigValue.ValueString())
	if len(digits) != 64 || strings.Trim(digits, "0123456789abcdef") != "" {
		resp.Diagnostics.AddAttributeError(req.Path, "Malformed fingerprint", fingerprintRule)
	}
}

func plainFingerprint(text string) string {
	return strings.ToLower(strings.ReplaceAll(strings.TrimSpace(text), ":", ""))
}
