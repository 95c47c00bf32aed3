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

// NewBeneficiaryListResource makes the list resource cashfree_payout_beneficiary.
func NewBeneficiaryListResource() list.ListResource { return &beneficiaryListResource{} }

type beneficiaryListModel struct {
	IDs      []types.String     `tfsdk:"beneficiary_ids"`
	Accounts []bankAccountModel `tfsdk:"bank_accounts"`
}

type bankAccountModel struct {
	Number types.String `tfsdk:"bank_account_number"`
	IFSC   types.String `tfsdk:"bank_ifsc"`
}

func (l *beneficiaryListResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_payout_beneficiary"
}

func (l *beneficiaryListResource) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Beneficiaries that exist, for `terraform query` and the import blocks and the configuration that it writes. " +
			"Cashfree has no call that lists beneficiaries, so the ids or the bank accounts must be named, as an export from its dashboard " +
			"has them. One that does not exist is a warning.",
		Attributes: map[string]schema.Attribute{
			"beneficiary_ids": schema.ListAttribute{
				Optional:            true,
				ElementType:         types.StringType,
				MarkdownDescription: "The merchant's own ids of the payees. " + grammar.BeneficiaryID.Rule(),
				Validators:          []validator.List{eachAccepted{grammar.BeneficiaryID}},
			},
			"bank_accounts": schema.ListNestedAttribute{
				Optional:            true,
				MarkdownDescription: "Bank accounts whose payees are looked for, where their ids are not at hand.",
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"bank_account_number": schema.StringAttribute{
						Required: true, MarkdownDescription: "Bank account number. " + grammar.AccountNumber.Rule(), Validators: accepts(grammar.AccountNumber),
					},
					"bank_ifsc": schema.StringAttribute{
						Required: true, MarkdownDescription: "IFSC of the branch. " + grammar.IFSC.Rule(), Validators: accepts(grammar.IFSC),
					},
				}},
			},
		},
	}
}

// ValidateListResourceConfig asks for one of the two lists. It may be empty: an export can be.
func (l *beneficiaryListResource) ValidateListResourceConfig(ctx context.Context, req list.ValidateConfigRequest, resp *list.ValidateConfigResponse) {
	var ids, accounts types.List
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("beneficiary_ids"), &ids)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("bank_accounts"), &accounts)...)
	if !resp.Diagnostics.HasError() && ids.IsNull() && accounts.IsNull() {
		resp.Diagnostics.AddError("Nothing to look for",
			"Cashfree cannot list beneficiaries: name them with beneficiary_ids, with bank_accounts, or with both.")
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
	wanted := l.searches(&config)
	stream.Results = func(push func(list.ListResult) bool) {
		listed := make(map[string]bool, len(wanted))
		for some := range slices.Chunk(wanted, bulk.MaxReads) {
			if !l.listSome(ctx, req, some, listed, push) {
				return
			}
		}
	}
}

func (l *beneficiaryListResource) searches(config *beneficiaryListModel) []bulk.Lookup {
	wanted := make([]bulk.Lookup, 0, len(config.IDs)+len(config.Accounts))
	for _, id := range distinctIDs(config.IDs) {
		wanted = append(wanted, bulk.LookupByID(l.data.Client(), id))
	}
	for _, account := range config.Accounts {
		wanted = append(wanted, bulk.LookupByAccount(l.data.Client(), account.Number.ValueString(), account.IFSC.ValueString()))
	}
	return wanted
}

// listSome pushes what a few look-ups find, and says whether to go on. What is missing comes first: the CLI stops
// listening when it has as many results as it asked for.
func (l *beneficiaryListResource) listSome(ctx context.Context, req list.ListRequest, some []bulk.Lookup, listed map[string]bool, push func(list.ListResult) bool) bool {
	found, failed := bulk.ReadAll(ctx, some, providerdata.LogProgress(ctx, "read"))
	if failed != nil {
		why := l.data.Failure(ctx, "Cannot read beneficiary "+failed.Label, failed.Cause)
		push(list.ListResult{Diagnostics: diag.Diagnostics{why}})
		return false
	}
	var missing []string
	for i, b := range found {
		if b == nil {
			missing = append(missing, some[i].Label)
		}
	}
	if len(missing) > 0 && !push(list.ListResult{Diagnostics: diag.Diagnostics{diag.NewWarningDiagnostic("Not all beneficiaries exist",
		"Cashfree says that these do not exist, or that they were deleted: "+strings.Join(missing, ", ")+".")}}) {
		return false
	}
	for _, b := range found {
		if b == nil || listed[b.ID] {
			continue
		}
		listed[b.ID] = true
		if !push(l.result(ctx, req, b)) {
			return false
		}
		if req.Limit > 0 && int64(len(listed)) >= req.Limit {
			return false
		}
	}
	return true
}

// result is what an import of the beneficiary would put into the state.
func (l *beneficiaryListResource) result(ctx context.Context, req list.ListRequest, b *payouts.Beneficiary) list.ListResult {
	result := req.NewListResult(ctx)
	result.DisplayName = fmt.Sprintf("%s (%s)", b.Name, b.ID)
	result.Diagnostics.Append(result.Identity.Set(ctx, identity{types.StringValue(b.ID)})...)
	if !req.IncludeResource {
		return result
	}
	model := beneficiaryModel{Contact: types.ObjectNull(contactTypes), Timeouts: noTimeouts()}
	model.record(b, l.data.KeepsAccountNumbers(), l.data.Fingerprints())
	result.Diagnostics.Append(result.Resource.Set(ctx, &model)...)
	return result
}

func noTimeouts() timeouts.Value {
	return timeouts.Value{Object: types.ObjectNull(map[string]attr.Type{
		"create": types.StringType, "read": types.StringType, "delete": types.StringType,
	})}
}
