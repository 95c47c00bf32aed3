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

// A thousand ids take seconds; tens of thousands under a requests_per_minute take long.
const defaultAuditTimeout = 30 * time.Minute

type beneficiariesDataSource struct{ configuredDataSource }

// NewBeneficiariesDataSource makes the data source cashfree_payout_beneficiaries.
func NewBeneficiariesDataSource() datasource.DataSource { return &beneficiariesDataSource{} }

type beneficiariesModel struct {
	IDs           []types.String `tfsdk:"beneficiary_ids"`
	Beneficiaries []auditedModel `tfsdk:"beneficiaries"`
	Missing       []string       `tfsdk:"missing"`
	Timeouts      timeouts.Value `tfsdk:"timeouts"`
}

// auditedModel is what an audit needs of a payee. The account number is not in it: a Sensitive mark inside a
// collection makes Terraform's own work grow with the square of the number of elements.
type auditedModel struct {
	BeneficiaryID types.String `tfsdk:"beneficiary_id"`
	Name          types.String `tfsdk:"name"`
	LastFour      types.String `tfsdk:"bank_account_last_four"`
	BankIFSC      types.String `tfsdk:"bank_ifsc"`
	VPA           types.String `tfsdk:"vpa"`
	Status        types.String `tfsdk:"status"`
	Payable       types.Bool   `tfsdk:"payable"`
	AddedOn       types.String `tfsdk:"added_on"`
}

func (d *beneficiariesDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_payout_beneficiaries"
}

func (d *beneficiariesDataSource) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	text := func(description string) schema.StringAttribute {
		return schema.StringAttribute{Computed: true, MarkdownDescription: description}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Many beneficiaries at once, for audits of payees that Terraform does not manage. They are read side by " +
			"side, within `max_concurrent_requests` and `requests_per_minute` of the provider. Ids that do not exist are reported in " +
			"`missing`; any other failure is an error, so that an answer never has gaps.",
		Attributes: map[string]schema.Attribute{
			"beneficiary_ids": schema.ListAttribute{
				Required:    true,
				ElementType: types.StringType,
				MarkdownDescription: "The merchant's own ids of the payees, in any number. One that is there twice is read and answered " +
					"once. " + grammar.BeneficiaryID.Rule(),
				Validators: []validator.List{eachAccepted{grammar.BeneficiaryID}},
			},
			// A list: with a set of objects the plugin framework needs half a minute for a thousand of them. Lists, maps of objects
			// and parallel maps of strings all cost it the same for each element, however many there are
			// (BenchmarkShapesOfAnAnswer), and of these only a list keeps the order that was asked in.
			"beneficiaries": schema.ListNestedAttribute{
				Computed: true,
				MarkdownDescription: "The payees that exist, in the order of `beneficiary_ids`. By id: " +
					"`{ for b in data.cashfree_payout_beneficiaries.all.beneficiaries : b.beneficiary_id => b }`.",
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"beneficiary_id":         text("The merchant's own id of the payee."),
					"name":                   text("Name of the payee."),
					"bank_account_last_four": text("Last four digits of the bank account number. No more of it is in the state."),
					"bank_ifsc":              text("IFSC of the branch."),
					"vpa":                    text("UPI address."),
					"status":                 text("Status as Cashfree gives it."),
					"payable": schema.BoolAttribute{
						Computed:            true,
						MarkdownDescription: "Whether the status is `VERIFIED`; payouts to any other are refused.",
					},
					"added_on": text("Time at which Cashfree added the beneficiary, in UTC."),
				}},
			},
			"missing": schema.ListAttribute{
				Computed:    true,
				ElementType: types.StringType,
				MarkdownDescription: "Those of `beneficiary_ids` of which Cashfree says that they do not exist, or that they were deleted, " +
					"in the same order.",
			},
			"timeouts": timeoutsFor(ctx, "reading all of them", defaultAuditTimeout),
		},
	}
}

func (d *beneficiariesDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model beneficiariesModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	timeout, diags := model.Timeouts.Read(ctx, defaultAuditTimeout)
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

	ids := distinct(model.IDs)
	wanted := make([]bulk.Lookup, 0, len(ids))
	for _, id := range ids {
		wanted = append(wanted, bulk.LookupByID(d.data.Client(), id))
	}
	found, failed := bulk.ReadAll(ctx, wanted, providerdata.LogProgress(ctx, "read"))
	if failed != nil {
		resp.Diagnostics.Append(d.incomplete(ctx, failed, timeout))
		return
	}
	model.record(ids, found)
	warnNoneFound(&resp.Diagnostics, &model)
	resp.Diagnostics.Append(resp.State.Set(ctx, &model)...)
}

// distinct gives each id once, where it stands first.
func distinct(given []types.String) []string {
	ids := make([]string, 0, len(given))
	seen := make(map[string]bool, len(given))
	for _, id := range given {
		normal := grammar.BeneficiaryID.Normal(id.ValueString())
		if !seen[normal] {
			ids = append(ids, normal)
		}
		seen[normal] = true
	}
	return ids
}

// incomplete is the error of an audit that could not be finished.
func (d *beneficiariesDataSource) incomplete(ctx context.Context, failed *bulk.IncompleteError, timeout time.Duration) diag.Diagnostic {
	progress := fmt.Sprintf("%d of %d ids had been read. The data source returns nothing unless it has read all of them.", failed.Done, failed.Total)
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return diag.NewErrorDiagnostic("Reading the beneficiaries took too long", providerdata.Paragraphs(
			fmt.Sprintf("timeouts.read of %s ended while beneficiary %s was being read. %s", providerdata.ShortDuration(timeout), failed.Label, progress),
			"Allow more time, or, where Cashfree's limits allow it, raise max_concurrent_requests or requests_per_minute."))
	case ctx.Err() != nil:
		return diag.NewErrorDiagnostic("Stopped reading the beneficiaries", fmt.Sprintf("%v. %s", ctx.Err(), progress))
	}
	failure := d.data.Failure(ctx, "Cannot read beneficiary "+failed.Label, failed.Cause)
	return diag.NewErrorDiagnostic(failure.Summary(), providerdata.Paragraphs(progress, failure.Detail()))
}

func (m *beneficiariesModel) record(ids []string, found []*payouts.Beneficiary) {
	m.Beneficiaries = make([]auditedModel, 0, len(found)) // empty and not null, as users count on
	m.Missing = []string{}
	for i, b := range found {
		if b == nil {
			m.Missing = append(m.Missing, ids[i])
			continue
		}
		m.Beneficiaries = append(m.Beneficiaries, auditedModel{
			BeneficiaryID: types.StringValue(ids[i]),
			Name:          orNull(b.Name),
			LastFour:      orNull(grammar.LastFour(b.BankAccountNumber)),
			BankIFSC:      orNull(b.BankIFSC),
			VPA:           orNull(b.VPA),
			Status:        orNull(b.Status),
			Payable:       types.BoolValue(b.Status == payouts.StatusVerified),
			AddedOn:       orNull(b.AddedOn),
		})
	}
}

// warnNoneFound: a single id may well be asked after to see that it is gone, a whole list hardly.
func warnNoneFound(diags *diag.Diagnostics, m *beneficiariesModel) {
	if len(m.Beneficiaries) > 0 || len(m.Missing) < 2 {
		return
	}
	diags.AddAttributeWarning(path.Root("beneficiary_ids"), "None of the beneficiaries was found", providerdata.Paragraphs(
		fmt.Sprintf("Cashfree knows none of the %d ids. If nobody removed them, the credentials may be those of another Cashfree "+
			"account.", len(m.Missing)),
		"Check client_id against the account in which they exist.",
		providerdata.AnchorNothingFound.More()))
}
