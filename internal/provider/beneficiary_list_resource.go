package provider

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/bulk"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

var (
	_ list.ListResourceWithConfigure      = (*beneficiaryListResource)(nil)
	_ list.ListResourceWithValidateConfig = (*beneficiaryListResource)(nil)
)

type beneficiaryListResource struct{ configuredResource }

// NewBeneficiaryListResource returns the list resource cashfree_payout_beneficiary.
func NewBeneficiaryListResource() list.ListResource { return &beneficiaryListResource{} }

type beneficiaryListModel struct {
	IDs      []types.String     `tfsdk:"beneficiary_ids"`
	Accounts []bankAccountModel `tfsdk:"bank_accounts"`
}

type bankAccountModel struct {
	Number types.String `tfsdk:"bank_account_number"`
	IFSC   types.String `tfsdk:"bank_ifsc"`
}

func (l *beneficiaryListResource) Metadata(
	_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse,
) {
	resp.TypeName = req.ProviderTypeName + "_payout_beneficiary"
}

func (l *beneficiaryListResource) ListResourceConfigSchema(
	_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse,
) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Existing beneficiaries, for `terraform query`, which writes import blocks and configuration " +
			"for them. Cashfree has no API call that lists beneficiaries, so you must name their ids or bank accounts, " +
			"for example from an export of its dashboard. One that does not exist is a warning.",
		Attributes: map[string]schema.Attribute{
			"beneficiary_ids": schema.ListAttribute{
				Optional:            true,
				ElementType:         types.StringType,
				MarkdownDescription: "The merchant's own ids of the payees. " + grammar.BeneficiaryID.Rule(),
				Validators:          []validator.List{fieldListValidator{grammar.BeneficiaryID}},
			},
			"bank_accounts": schema.ListNestedAttribute{
				Optional:            true,
				MarkdownDescription: "Bank accounts of payees whose ids you do not know.",
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"bank_account_number": schema.StringAttribute{
						Required: true, MarkdownDescription: "Bank account number. " + grammar.AccountNumber.Rule(), Validators: requiredField(grammar.AccountNumber),
					},
					"bank_ifsc": schema.StringAttribute{
						Required: true, MarkdownDescription: "IFSC of the branch. " + grammar.IFSC.Rule(), Validators: requiredField(grammar.IFSC),
					},
				}},
			},
		},
	}
}

// ValidateListResourceConfig checks that one of the two lists is set. It may be empty, as an export may be.
func (l *beneficiaryListResource) ValidateListResourceConfig(
	ctx context.Context, req list.ValidateConfigRequest, resp *list.ValidateConfigResponse,
) {
	var ids, accounts types.List
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("beneficiary_ids"), &ids)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("bank_accounts"), &accounts)...)
	if !resp.Diagnostics.HasError() && ids.IsNull() && accounts.IsNull() {
		resp.Diagnostics.AddError("Missing beneficiary_ids or bank_accounts",
			"Cashfree has no API call that lists beneficiaries. Set beneficiary_ids, bank_accounts, or both.")
	}
}

func (l *beneficiaryListResource) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	var config beneficiaryListModel
	diags := req.Config.Get(ctx, &config)
	if !diags.HasError() && !l.data.Ready() {
		diags.Append(l.data.NotReady("Listing beneficiaries"))
	}
	if diags.HasError() {
		stream.Results = list.ListResultsStreamDiagnostics(diags)
		return
	}
	results := &listResults{resource: l, request: req, listed: make(map[string]bool)}
	stream.Results = func(push func(list.ListResult) bool) {
		results.push = push
		for lookups := range slices.Chunk(l.lookups(&config), bulk.MaxReads) {
			if !results.pushFound(ctx, lookups) {
				return
			}
		}
	}
}

// lookups returns the look-up of each beneficiary that the configuration names.
func (l *beneficiaryListResource) lookups(config *beneficiaryListModel) []bulk.Lookup {
	all := make([]bulk.Lookup, 0, len(config.IDs)+len(config.Accounts))
	for _, id := range distinctIDs(config.IDs) {
		all = append(all, bulk.LookupByID(l.data.Client(), id))
	}
	for _, account := range config.Accounts {
		all = append(all, bulk.LookupByAccount(l.data.Client(), account.Number.ValueString(), account.IFSC.ValueString()))
	}
	return all
}

// listResults is the answer to one list request. Push returns false where the CLI wants no more results.
type listResults struct {
	resource *beneficiaryListResource
	request  list.ListRequest
	push     func(list.ListResult) bool
	listed   map[string]bool // by id
}

// pushFound pushes what the look-ups find, and returns whether the list goes on.
func (r *listResults) pushFound(ctx context.Context, lookups []bulk.Lookup) bool {
	found, failed := bulk.ReadAll(ctx, lookups, providerdata.LogProgress(ctx, "read"))
	if failed != nil {
		failure := r.resource.data.Failure(ctx, "Cannot read beneficiary "+failed.Label, failed.Cause)
		r.push(list.ListResult{Diagnostics: diag.Diagnostics{failure}})
		return false
	}
	// The missing ones come first, because the CLI stops listening when it has as many results as it asked for.
	if !r.pushMissing(lookups, found) {
		return false
	}
	for _, b := range found {
		if b != nil && !r.listed[b.ID] && !r.pushOne(ctx, b) {
			return false
		}
	}
	return true
}

// pushMissing pushes a warning about the look-ups that found nothing, and returns whether the list goes on.
func (r *listResults) pushMissing(lookups []bulk.Lookup, found []*payouts.Beneficiary) bool {
	var missing []string
	for i, b := range found {
		if b == nil {
			missing = append(missing, lookups[i].Label)
		}
	}
	return len(missing) == 0 || r.push(list.ListResult{Diagnostics: diag.Diagnostics{diag.NewWarningDiagnostic("Not all beneficiaries exist",
		"Cashfree answered that these do not exist or were deleted: "+strings.Join(missing, ", ")+".")}})
}

// pushOne pushes one beneficiary, and returns whether the list goes on.
func (r *listResults) pushOne(ctx context.Context, b *payouts.Beneficiary) bool {
	r.listed[b.ID] = true
	if !r.push(r.resource.result(ctx, r.request, b)) {
		return false
	}
	return r.request.Limit <= 0 || int64(len(r.listed)) < r.request.Limit
}

// result returns what an import of the beneficiary would put into the state.
func (l *beneficiaryListResource) result(
	ctx context.Context, req list.ListRequest, b *payouts.Beneficiary,
) list.ListResult {
	result := req.NewListResult(ctx)
	result.DisplayName = fmt.Sprintf("%s (%s)", b.Storable().Name, b.ID)
	result.Diagnostics.Append(result.Identity.Set(ctx, beneficiaryIdentity{types.StringValue(b.ID)})...)
	if !req.IncludeResource {
		return result
	}
	model := emptyBeneficiary()
	model.fromAPI(b, l.data.KeepsAccountNumbers(), l.data.Fingerprints())
	result.Diagnostics.Append(result.Resource.Set(ctx, &model)...)
	return result
}

func noTimeouts() timeouts.Value {
	return timeouts.Value{Object: types.ObjectNull(map[string]attr.Type{
		"create": types.StringType, "read": types.StringType, "delete": types.StringType,
	})}
}
