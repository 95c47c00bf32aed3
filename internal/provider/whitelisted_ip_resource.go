package provider

import (
	"context"
	"fmt"
	"net/netip"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

var (
	_ resource.ResourceWithConfigure   = (*whitelistedIPResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*whitelistedIPResource)(nil)
	_ resource.ResourceWithIdentity    = (*whitelistedIPResource)(nil)
	_ resource.ResourceWithImportState = (*whitelistedIPResource)(nil)
)

type whitelistedIPResource struct{ configuredResource }

// NewWhitelistedIPResource returns the resource cashfree_payout_whitelisted_ip.
func NewWhitelistedIPResource() resource.Resource { return &whitelistedIPResource{} }

type whitelistedIPModel struct {
	verification
	IPAddress   types.String `tfsdk:"ip_address"`
	Description types.String `tfsdk:"description"`
}

type whitelistedIPIdentity struct {
	IPAddress types.String `tfsdk:"ip_address"`
}

var ipAddressPath = path.Root("ip_address")

func (r *whitelistedIPResource) Metadata(
	_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse,
) {
	resp.TypeName = req.ProviderTypeName + "_payout_whitelisted_ip"
}

func (r *whitelistedIPResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "A **record** of an address on Cashfree's IP whitelist. Cashfree has no call that " +
			"changes the whitelist, so this resource neither adds an address nor removes one. It keeps the list in code, " +
			"where people review it. A run compares the record of its own address with Cashfree's answers, so a scheduled " +
			"plan notices if that address was removed. No API call reports other addresses.\n\n" +
			"To change the whitelist itself, open Cashfree's dashboard: " + providerdata.WhitelistSteps,
		Attributes: map[string]schema.Attribute{
			"ip_address": schema.StringAttribute{
				Required: true,
				MarkdownDescription: "The address. " + grammar.IPv4Rule + " A provider block can have at most 25 " +
					"records, one record for each address. Changing it replaces the record.",
				Validators:    []validator.String{publicIPv4Validator{}},
				PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
			},
			"description": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Whose address it is. It is stored in the state only.",
			},
			"verification": storedString("`accepted`: an unsigned call from this address was accepted, in production. " +
				"`refused`: Cashfree named this address when it refused a call. `unverified`: this run cannot tell, " +
				"for example in the sandbox, with signed calls, or for another address than the provider's " +
				"`egress_ip`. `refused` stays until an unsigned call is accepted from this address or, in an apply, from " +
				"an unknown address."),
			"verification_reason": storedString(verificationReasonDescription),
		},
	}
}

// IdentitySchema is the schema of the identity in an import block.
func (r *whitelistedIPResource) IdentitySchema(
	_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse,
) {
	resp.IdentitySchema = identityschema.Schema{
		Attributes: map[string]identityschema.Attribute{
			"ip_address": identityschema.StringAttribute{
				RequiredForImport: true,
				Description:       "The whitelisted IPv4 address.",
			},
		},
	}
}

// tokenKey is the key of private state under which a record keeps its token.
const tokenKey = "record"

// ModifyPlan checks the rules for all records of a provider block, and plans to verify a refused record again.
func (r *whitelistedIPResource) ModifyPlan(
	ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
) {
	if req.Plan.Raw.IsNull() || r.data == nil {
		return
	}
	var plan whitelistedIPModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	token, diags := getPrivate[string](ctx, req.Private, tokenKey)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	plan.planVerificationIfRefused()
	resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...)
	exists := !req.State.Raw.IsNull()
	if token == "" {
		token = providerdata.NewToken()
		resp.Diagnostics.Append(setPrivate(ctx, resp.Private, tokenKey, token)...)
		if exists {
			r.data.Whitelist().NoToken()
		}
	}
	r.planRecord(token, exists, &plan, &resp.Diagnostics)
}

// planRecord registers a record, and checks the rules for all records of a provider block.
func (r *whitelistedIPResource) planRecord(token string, exists bool, plan *whitelistedIPModel, diags *diag.Diagnostics) {
	count, again := r.data.Whitelist().Plan(token, exists, plan.record())
	if again {
		diags.Append(plan.recordedTwice())
	}
	if count > grammar.MaxWhitelistedIPs {
		diags.AddAttributeError(ipAddressPath, "Too many whitelisted addresses", fmt.Sprintf(
			"Cashfree's whitelist has room for %d addresses, and this provider block has more records than that. Let "+
				"pipelines share an egress address, or choose the method Public Key in the dashboard, which needs no "+
				"whitelist.",
			grammar.MaxWhitelistedIPs))
	}
}

// record returns the record for the registry of the run.
func (m *whitelistedIPModel) record() providerdata.WhitelistRecord {
	address, _ := netip.ParseAddr(m.IPAddress.ValueString()) // invalid while the address is not known
	return providerdata.WhitelistRecord{Address: address, Description: m.Description.ValueString()}
}

func (m *whitelistedIPModel) recordedTwice() diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(ipAddressPath, fmt.Sprintf("Address %s is recorded twice", m.IPAddress.ValueString()),
		"Another cashfree_payout_whitelisted_ip of this provider block has the same address. Remove one of the two. That changes "+
			"nothing at Cashfree.")
}

func (r *whitelistedIPResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan whitelistedIPModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	r.verify(ctx, &plan, false, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return // without a record: a tainted one would be replaced for no reason
	}
	token := providerdata.NewToken()
	if r.data.Whitelist().Created(token, plan.record()) {
		resp.Diagnostics.Append(plan.recordedTwice())
		return
	}
	resp.Diagnostics.Append(setPrivate(ctx, resp.Private, tokenKey, token)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, whitelistedIPIdentity{plan.IPAddress})...)
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
}

func (r *whitelistedIPResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state whitelistedIPModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, whitelistedIPIdentity{state.IPAddress})...)
	token, diags := getPrivate[string](ctx, req.Private, tokenKey)
	if resp.Diagnostics.Append(diags...); resp.Diagnostics.HasError() {
		return
	}
	if token == "" { // after an import
		resp.Diagnostics.Append(setPrivate(ctx, resp.Private, tokenKey, providerdata.NewToken())...)
	}
	address, _ := netip.ParseAddr(state.IPAddress.ValueString())
	r.data.Whitelist().See(address)
	if !r.data.Ready() && !state.Verification.IsNull() { // null after an import
		r.data.WarnNotRead(&resp.Diagnostics)
		return
	}
	state.fromVerdict(r.data.AddressVerdict(ctx, address).After(state.Verification.ValueString()))
	resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
}

// Update makes no call unless the address was refused.
func (r *whitelistedIPResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan whitelistedIPModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if plan.Verification.IsUnknown() { // it was refused
		r.verify(ctx, &plan, true, &resp.Diagnostics)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Identity.Set(ctx, whitelistedIPIdentity{plan.IPAddress})...)
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
}

func (r *whitelistedIPResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state whitelistedIPModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	token, diags := getPrivate[string](ctx, req.Private, tokenKey)
	if resp.Diagnostics.Append(diags...); resp.Diagnostics.HasError() {
		return
	}
	if token == "" {
		r.data.Whitelist().NoToken()
	}
	r.data.Whitelist().Gone(token)
	resp.Diagnostics.AddWarning(fmt.Sprintf("Address %s may still be whitelisted", state.IPAddress.ValueString()),
		providerdata.Paragraphs(
			"The record was removed. Cashfree accepts calls from the address until it is removed in the dashboard: "+
				providerdata.WhitelistSteps,
			providerdata.AnchorIPRefused.More()))
}

// verify sets whether Cashfree accepts calls from the address. It adds an error if Cashfree refuses them. If it refused
// them before, an apply must also prove that it no longer does; again is true then.
func (r *whitelistedIPResource) verify(
	ctx context.Context, plan *whitelistedIPModel, again bool, diags *diag.Diagnostics,
) {
	address, _ := netip.ParseAddr(plan.IPAddress.ValueString())
	verdict := r.data.AddressVerdict(ctx, address)
	plan.fromVerdict(verdict)
	unverifiable := fmt.Sprintf("Refused address %s cannot be verified", address)
	switch {
	case verdict.Verification == providerdata.Refused:
		diags.AddAttributeError(ipAddressPath, fmt.Sprintf("Address %s is not whitelisted", address), providerdata.Paragraphs(
			verdict.Reason, "Add it in the dashboard, and apply again: "+providerdata.WhitelistSteps,
			providerdata.AnchorIPRefused.More()))
	case !again || verdict.Verification == providerdata.Accepted || verdict.Lifted:
	case r.data.PassesFromUnknownAddress(ctx): // perhaps from this address
		diags.AddAttributeWarning(ipAddressPath, unverifiable, providerdata.Paragraphs(
			"Cashfree refused it before. It accepted the calls of this run, which does not know its own address. The "+
				"record is now unverified, until Cashfree refuses the address again. Set egress_ip to have it "+
				"verified.",
			providerdata.AnchorIPRefused.More()))
	default:
		diags.AddAttributeError(ipAddressPath, unverifiable, providerdata.Paragraphs(
			providerdata.RefusedBefore+verdict.Reason,
			"Apply in production and without a signature from this address, with egress_ip set to it. If nothing "+
				"calls from it any more, remove the record.", providerdata.AnchorIPRefused.More()))
	}
}

// ImportState imports by address or by identity.
func (r *whitelistedIPResource) ImportState(
	ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse,
) {
	resource.ImportStatePassthroughWithIdentity(ctx, ipAddressPath, ipAddressPath, req, resp)
	var address types.String
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(resp.State.GetAttribute(ctx, ipAddressPath, &address)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	if _, err := grammar.ParsePublicIPv4(address.ValueString()); err != nil {
		resp.Diagnostics.AddError("Invalid import id", err.Error())
	}
}

// publicIPv4Validator checks an address with [grammar.ParsePublicIPv4].
type publicIPv4Validator struct{}

func (publicIPv4Validator) Description(context.Context) string         { return grammar.IPv4Rule }
func (publicIPv4Validator) MarkdownDescription(context.Context) string { return grammar.IPv4Rule }

func (publicIPv4Validator) ValidateString(
	_ context.Context, req validator.StringRequest, resp *validator.StringResponse,
) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	address, err := grammar.ParsePublicIPv4(req.ConfigValue.ValueString())
	if err != nil {
		resp.Diagnostics.AddAttributeError(req.Path, "Cashfree would refuse this address", err.Error())
		return
	}
	if grammar.IsDocumentationIPv4(address) {
		resp.Diagnostics.AddAttributeWarning(req.Path, "Address for documentation only",
			fmt.Sprintf("%s is in a range that is reserved for documentation. No machine has such an "+
				"address.", address))
	}
}
