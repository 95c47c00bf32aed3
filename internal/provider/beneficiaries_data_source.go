package provider

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/datasource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/bulk"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

var _ datasource.DataSourceWithConfigure = (*beneficiariesDataSource)(nil)

// A thousand ids take seconds. Tens of thousands take long if requests_per_minute is set.
const defaultBeneficiariesTimeout = 30 * time.Minute

type beneficiariesDataSource struct{ configuredDataSource }

// NewBeneficiariesDataSource returns the data source cashfree_payout_beneficiaries.
func NewBeneficiariesDataSource() datasource.DataSource { return &beneficiariesDataSource{} }

type beneficiariesModel struct {
	IDs           []types.String            `tfsdk:"beneficiary_ids"`
	Beneficiaries []beneficiarySummaryModel `tfsdk:"beneficiaries"`
	Missing       []string                  `tfsdk:"missing"`
	Timeouts      timeouts.Value            `tfsdk:"timeouts"`
}

// beneficiarySummaryModel is what an audit needs of a payee. The account number is not in it: a Sensitive mark inside a
// collection makes Terraform's own work grow with the square of the number of elements.
type beneficiarySummaryModel struct {
	BeneficiaryID types.String `tfsdk:"beneficiary_id"`
	Name          types.String `tfsdk:"name"`
	LastFour      types.String `tfsdk:"bank_account_last_four"`
	BankIFSC      types.String `tfsdk:"bank_ifsc"`
	VPA           types.String `tfsdk:"vpa"`
	Status        types.String `tfsdk:"status"`
	Payable       types.Bool   `tfsdk:"payable"`
	AddedOn       types.String `tfsdk:"added_on"`
}

func (d *beneficiariesDataSource) Metadata(
	_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse,
) {
	resp.TypeName = req.ProviderTypeName + "_payout_beneficiaries"
}

func (d *beneficiariesDataSource) Schema(
	ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse,
) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Many beneficiaries at once, for audits of payees that Terraform does not manage. They " +
			"are read concurrently, within `max_concurrent_requests` and `requests_per_minute` of the provider. Ids " +
			"that do not exist are in `missing`. Any other failure is an error, so the result is always complete.",
		Attributes: map[string]schema.Attribute{
			"beneficiary_ids": schema.ListAttribute{
				Required:    true,
				ElementType: types.StringType,
				MarkdownDescription: "The merchant's own ids of the payees, in any number. A repeated id is read and " +
					"returned once. " + grammar.BeneficiaryID.Rule(),
				Validators: []validator.List{fieldListValidator{grammar.BeneficiaryID}},
			},
			// A list: with a set of objects, the plugin framework needs half a minute for a thousand of them. Lists,
			// maps of objects and parallel maps of strings all have a constant cost for each element
			// (BenchmarkResultShapes), and only a list keeps the order of beneficiary_ids.
			"beneficiaries": schema.ListNestedAttribute{
				Computed: true,
				MarkdownDescription: "The payees that exist, in the order of `beneficiary_ids`. By id: " +
					"`{ for b in data.cashfree_payout_beneficiaries.all.beneficiaries : b.beneficiary_id => b }`.",
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"beneficiary_id": computedString("The merchant's own id of the payee."),
					"name":           computedString("Name of the payee."),
					"bank_account_last_four": computedString("Last four digits of the bank account number. The state " +
						"holds no more of it."),
					"bank_ifsc": computedString("IFSC of the branch."),
					"vpa":       computedString("UPI address."),
					"status":    computedString("Status as Cashfree returns it."),
					"payable": computedBool("Whether the status is `VERIFIED`. Payouts to any other " +
						"payee are refused."),
					"added_on": computedString("Time at which Cashfree added the beneficiary, in UTC."),
				}},
			},
			"missing": schema.ListAttribute{
				Computed:    true,
				ElementType: types.StringType,
				MarkdownDescription: "The ids that do not exist at Cashfree, or were deleted there, in the order of " +
					"`beneficiary_ids`.",
			},
			"timeouts": readTimeoutAttribute(ctx, "reading all of them", defaultBeneficiariesTimeout),
		},
	}
}

func (d *beneficiariesDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model beneficiariesModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	timeout, diags := model.Timeouts.Read(ctx, defaultBeneficiariesTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	if !d.data.Ready() {
		resp.Diagnostics.Append(d.data.NotReady("Reading beneficiaries"))
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	ids := distinctIDs(model.IDs)
	lookups := make([]bulk.Lookup, 0, len(ids))
	for _, id := range ids {
		lookups = append(lookups, bulk.LookupByID(d.data.Client(), id))
	}
	found, failed := bulk.ReadAll(ctx, lookups, providerdata.LogProgress(ctx, "read"))
	if failed != nil {
		resp.Diagnostics.Append(d.incompleteError(ctx, failed, timeout))
		return
	}
	model.fromAPI(ids, found)
	warnNoneFound(&resp.Diagnostics, &model)
	resp.Diagnostics.Append(resp.State.Set(ctx, &model)...)
}

// distinctIDs returns each id once, in the order in which the ids first occur.
func distinctIDs(values []types.String) []string {
	ids := make([]string, 0, len(values))
	seen := make(map[string]bool, len(values))
	for _, id := range values {
		normal := grammar.BeneficiaryID.Normal(id.ValueString())
		if !seen[normal] {
			ids = append(ids, normal)
		}
		seen[normal] = true
	}
	return ids
}

// incompleteError returns the error for reads that did not all succeed.
func (d *beneficiariesDataSource) incompleteError(
	ctx context.Context, failed *bulk.IncompleteError, timeout time.Duration,
) diag.Diagnostic {
	progress := fmt.Sprintf("%d of %d ids had been read. The data source returns nothing unless it has read all of "+
		"them.",
		failed.Done, failed.Total)
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return diag.NewErrorDiagnostic("Reading the beneficiaries took too long", providerdata.Paragraphs(
			fmt.Sprintf("timeouts.read of %s ended while beneficiary %s was being read. %s",
				providerdata.ShortDuration(timeout), failed.Label, progress),
			"Raise timeouts.read or, if Cashfree's limits allow it, max_concurrent_requests or requests_per_minute."))
	case ctx.Err() != nil:
		return diag.NewErrorDiagnostic("Stopped reading the beneficiaries",
			fmt.Sprintf("The run was stopped: %v. %s", ctx.Err(), progress))
	}
	failure := d.data.Failure(ctx, "Cannot read beneficiary "+failed.Label, failed.Cause)
	return diag.NewErrorDiagnostic(failure.Summary(), providerdata.Paragraphs(progress, failure.Detail()))
}

func (m *beneficiariesModel) fromAPI(ids []string, found []*payouts.Beneficiary) {
	m.Beneficiaries = make([]beneficiarySummaryModel, 0, len(found)) // empty and not null, because users rely on it
	m.Missing = []string{}
	for i, existing := range found {
		if existing == nil {
			m.Missing = append(m.Missing, ids[i])
			continue
		}
		b := existing.Storable()
		m.Beneficiaries = append(m.Beneficiaries, beneficiarySummaryModel{
			BeneficiaryID: types.StringValue(ids[i]),
			Name:          stringOrNull(b.Name),
			LastFour:      stringOrNull(grammar.LastFour(b.BankAccountNumber)),
			BankIFSC:      stringOrNull(b.BankIFSC),
			VPA:           stringOrNull(b.VPA),
			Status:        stringOrNull(b.Status),
			Payable:       types.BoolValue(b.Status == payouts.StatusVerified),
			AddedOn:       stringOrNull(b.AddedOn),
		})
	}
}

// warnNoneFound warns if several ids were read and none exists. A configuration can read a single id to check that it
// does not exist, but hardly a whole list.
func warnNoneFound(diags *diag.Diagnostics, m *beneficiariesModel) {
	if len(m.Beneficiaries) > 0 || len(m.Missing) < 2 {
		return
	}
	diags.AddAttributeWarning(path.Root("beneficiary_ids"), "None of the beneficiaries was found", providerdata.Paragraphs(
		fmt.Sprintf("None of the %d ids exists at Cashfree. If nobody removed them, the credentials may belong to "+
			"another Cashfree account.", len(m.Missing)),
		"Check that client_id belongs to the account in which they exist.",
		providerdata.AnchorNothingFound.More()))
}
