package provider

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/datasource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/datasourcevalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

var (
	_ datasource.DataSourceWithConfigure        = (*transferStatusDataSource)(nil)
	_ datasource.DataSourceWithConfigValidators = (*transferStatusDataSource)(nil)
)

const defaultTransferTimeout = 5 * time.Minute

type transferStatusDataSource struct{ configuredDataSource }

// NewTransferStatusDataSource returns the data source cashfree_payout_transfer_status.
func NewTransferStatusDataSource() datasource.DataSource { return &transferStatusDataSource{} }

type transferStatusModel struct {
	TransferID        types.String   `tfsdk:"transfer_id"`
	CashfreeID        types.String   `tfsdk:"cf_transfer_id"`
	Wait              types.Bool     `tfsdk:"wait_until_terminal"`
	Status            types.String   `tfsdk:"status"`
	StatusCode        types.String   `tfsdk:"status_code"`
	StatusDescription types.String   `tfsdk:"status_description"`
	Terminal          types.Bool     `tfsdk:"terminal"`
	Succeeded         types.Bool     `tfsdk:"succeeded"`
	BeneficiaryID     types.String   `tfsdk:"beneficiary_id"`
	BankAccountNumber types.String   `tfsdk:"bank_account_number"`
	LastFour          types.String   `tfsdk:"bank_account_last_four"`
	BankIFSC          types.String   `tfsdk:"bank_ifsc"`
	VPA               types.String   `tfsdk:"vpa"`
	Amount            types.Number   `tfsdk:"amount"`
	ServiceCharge     types.Number   `tfsdk:"service_charge"`
	ServiceTax        types.Number   `tfsdk:"service_tax"`
	Mode              types.String   `tfsdk:"mode"`
	UTR               types.String   `tfsdk:"utr"`
	FundSourceID      types.String   `tfsdk:"fund_source_id"`
	AddedOn           types.String   `tfsdk:"added_on"`
	UpdatedOn         types.String   `tfsdk:"updated_on"`
	Timeouts          timeouts.Value `tfsdk:"timeouts"`
}

func (d *transferStatusDataSource) Metadata(
	_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse,
) {
	resp.TypeName = req.ProviderTypeName + "_payout_transfer_status"
}

func (d *transferStatusDataSource) ConfigValidators(context.Context) []datasource.ConfigValidator {
	return []datasource.ConfigValidator{
		datasourcevalidator.ExactlyOneOf(path.MatchRoot("transfer_id"), path.MatchRoot("cf_transfer_id")),
	}
}

func (d *transferStatusDataSource) Schema(
	ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse,
) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "The status of one transfer. Reading it changes nothing, and this provider cannot start a " +
			"transfer. A transfer of a batch can be read [once the batch is " +
			"`PROCESSED`](https://www.cashfree.com/docs/api-reference/payouts/v2/transfers-v2/get-transfer-status-v2).",
		Attributes: map[string]schema.Attribute{
			"transfer_id": lookupID("The merchant's own id of the transfer. Set exactly one of this and " +
				"`cf_transfer_id`."),
			"cf_transfer_id": lookupID("Cashfree's id of the transfer. Set exactly one of this and `transfer_id`."),
			"wait_until_terminal": schema.BoolAttribute{
				Optional: true,
				MarkdownDescription: "Whether to wait until the status is final, at most for `timeouts.read`. If it is not " +
					"final by then, the result is a warning and `terminal = false`. Default: `false`.",
			},
			"status": computedString("Status as Cashfree returns it, such as `RECEIVED`, `PENDING`, `SUCCESS`, " +
				"`FAILED`, `REJECTED` or `REVERSED`. Cashfree may add more."),
			"status_code":        computedString("Code of the reason for the status, such as `SENT_TO_BENEFICIARY`."),
			"status_description": computedString("The reason for the status, in a sentence."),
			"terminal": computedBool("Whether the status is final. `SUCCESS` counts as final, but a bank can still return " +
				"the money, typically within a day. The status is then `REVERSED`. An unknown status does not count as " +
				"final."),
			"succeeded":      computedBool("Whether the status is `SUCCESS`."),
			"beneficiary_id": computedString("Id of the payee, if the transfer named one."),
			"bank_account_number": schema.StringAttribute{
				Computed:            true,
				Sensitive:           true,
				MarkdownDescription: "Account that is paid. Null with `account_numbers_in_state = false`.",
			},
			"bank_account_last_four": computedString("Last four digits of the account that is paid."),
			"bank_ifsc":              computedString("IFSC of the branch that is paid."),
			"vpa":                    computedString("UPI address that is paid."),
			"amount":                 computedAmount("Amount of the transfer."),
			"service_charge":         computedAmount("Cashfree's charge."),
			"service_tax":            computedAmount("Tax on the charge."),
			"mode":                   computedString("Mode of the transfer, as Cashfree returns it, such as `BANK`."),
			"utr":                    computedString("The bank's unique transaction reference."),
			"fund_source_id":         computedString("Fund source that pays."),
			"added_on":               computedString("Time at which Cashfree accepted the transfer, in UTC."),
			"updated_on":             computedString("Time of the last change of status, in UTC."),
			"timeouts":               readTimeoutAttribute(ctx, "reading, including the wait,", defaultTransferTimeout),
		},
	}
}

func (d *transferStatusDataSource) Read(
	ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse,
) {
	var model transferStatusModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	timeout, diags := model.Timeouts.Read(ctx, defaultTransferTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	if !d.data.Ready() {
		resp.Diagnostics.Append(d.data.NotReady("Reading a transfer"))
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	lookup := transferLookup[*payouts.Transfer]{
		data:     d.data,
		kind:     "transfer",
		key:      payouts.TransferKey{ID: model.TransferID.ValueString(), CashfreeID: model.CashfreeID.ValueString()},
		get:      d.data.Client().Transfer,
		statusOf: func(t *payouts.Transfer) string { return t.Status },
	}
	transfer, ok := lookup.read(ctx, model.Wait.ValueBool(), &resp.Diagnostics)
	if !ok {
		return
	}
	model.fromAPI(transfer, d.data.KeepsAccountNumbers(), &resp.Diagnostics)
	resp.Diagnostics.Append(resp.State.Set(ctx, &model)...)
}

func (m *transferStatusModel) fromAPI(found *payouts.Transfer, keepNumber bool, diags *diag.Diagnostics) {
	t := found.Storable()
	m.TransferID = stringOrNull(t.ID)
	m.CashfreeID = stringOrNull(t.CashfreeID)
	m.Status = stringOrNull(t.Status)
	m.StatusCode = stringOrNull(t.StatusCode)
	m.StatusDescription = stringOrNull(t.StatusDescription)
	m.Terminal = types.BoolValue(t.Terminal())
	m.Succeeded = types.BoolValue(t.Succeeded())
	m.BeneficiaryID = stringOrNull(t.BeneficiaryID)
	m.BankAccountNumber = types.StringNull()
	if keepNumber {
		m.BankAccountNumber = stringOrNull(t.BankAccountNumber)
	}
	m.LastFour = stringOrNull(grammar.LastFour(t.BankAccountNumber))
	m.BankIFSC = stringOrNull(t.BankIFSC)
	m.VPA = stringOrNull(t.VPA)
	m.Amount = amountOrNull(t.Amount, diags)
	m.ServiceCharge = amountOrNull(t.ServiceCharge, diags)
	m.ServiceTax = amountOrNull(t.ServiceTax, diags)
	m.Mode = stringOrNull(t.Mode)
	m.UTR = stringOrNull(t.UTR)
	m.FundSourceID = stringOrNull(t.FundSourceID)
	m.AddedOn = stringOrNull(t.AddedOn)
	m.UpdatedOn = stringOrNull(t.UpdatedOn)
}
