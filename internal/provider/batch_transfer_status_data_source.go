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
	_ datasource.DataSourceWithConfigure        = (*batchTransferStatusDataSource)(nil)
	_ datasource.DataSourceWithConfigValidators = (*batchTransferStatusDataSource)(nil)
)

const defaultBatchTimeout = 15 * time.Minute

type batchTransferStatusDataSource struct{ configuredDataSource }

// NewBatchTransferStatusDataSource returns the data source cashfree_payout_batch_transfer_status.
func NewBatchTransferStatusDataSource() datasource.DataSource {
	return &batchTransferStatusDataSource{}
}

type batchTransferStatusModel struct {
	BatchTransferID types.String         `tfsdk:"batch_transfer_id"`
	CashfreeID      types.String         `tfsdk:"cf_batch_transfer_id"`
	Wait            types.Bool           `tfsdk:"wait_until_terminal"`
	Status          types.String         `tfsdk:"status"`
	Terminal        types.Bool           `tfsdk:"terminal"`
	Total           types.Int64          `tfsdk:"total"`
	SucceededCount  types.Int64          `tfsdk:"succeeded_count"`
	FailedCount     types.Int64          `tfsdk:"failed_count"`
	Counts          map[string]int64     `tfsdk:"counts"`
	TotalAmount     types.Number         `tfsdk:"total_amount"`
	SucceededAmount types.Number         `tfsdk:"succeeded_amount"`
	Transfers       []batchTransferModel `tfsdk:"transfers"`
	Timeouts        timeouts.Value       `tfsdk:"timeouts"`
}

// batchTransferModel is one transfer of a batch. The account number is not in it: a Sensitive mark inside a
// collection makes Terraform's own work grow with the square of the number of elements.
type batchTransferModel struct {
	TransferID        types.String `tfsdk:"transfer_id"`
	CashfreeID        types.String `tfsdk:"cf_transfer_id"`
	Status            types.String `tfsdk:"status"`
	StatusCode        types.String `tfsdk:"status_code"`
	StatusDescription types.String `tfsdk:"status_description"`
	Terminal          types.Bool   `tfsdk:"terminal"`
	Succeeded         types.Bool   `tfsdk:"succeeded"`
	BeneficiaryID     types.String `tfsdk:"beneficiary_id"`
	LastFour          types.String `tfsdk:"bank_account_last_four"`
	BankIFSC          types.String `tfsdk:"bank_ifsc"`
	VPA               types.String `tfsdk:"vpa"`
	Amount            types.Number `tfsdk:"amount"`
	UTR               types.String `tfsdk:"utr"`
}

func (d *batchTransferStatusDataSource) Metadata(
	_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse,
) {
	resp.TypeName = req.ProviderTypeName + "_payout_batch_transfer_status"
}

func (d *batchTransferStatusDataSource) ConfigValidators(context.Context) []datasource.ConfigValidator {
	return []datasource.ConfigValidator{
		datasourcevalidator.ExactlyOneOf(path.MatchRoot("batch_transfer_id"), path.MatchRoot("cf_batch_transfer_id")),
	}
}

func (d *batchTransferStatusDataSource) Schema(
	ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse,
) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "The status of a batch of transfers and of each transfer in it. Reading it changes " +
			"nothing, and this provider cannot start a transfer.",
		Attributes: map[string]schema.Attribute{
			"batch_transfer_id": lookupID("The merchant's own id of the batch. Set exactly one of this and " +
				"`cf_batch_transfer_id`."),
			"cf_batch_transfer_id": lookupID("Cashfree's id of the batch. Set exactly one of this and " +
				"`batch_transfer_id`."),
			"wait_until_terminal": schema.BoolAttribute{
				Optional: true,
				MarkdownDescription: "Whether to wait until the status of the batch is final, at most for `timeouts.read`. " +
					"If it is not final by then, the result is a warning and `terminal = false`. Default: `false`.",
			},
			"status": computedString("Status of the batch as Cashfree returns it, such as `RECEIVED`, `PENDING`, " +
				"`PROCESSED` or `REJECTED`. Cashfree may add more."),
			"terminal": computedBool("Whether Cashfree has finished the batch: its status is `PROCESSED` or " +
				"`REJECTED`. Some transfers of a processed batch may not be final yet; the counts show how many."),
			"total": computedInt64("Number of transfers that Cashfree lists. It may list none before the " +
				"batch is processed."),
			"succeeded_count": computedInt64("Number of transfers with the status `SUCCESS`."),
			"failed_count":    computedInt64("Number of transfers with another final status. The status of the rest is not final."),
			"counts": schema.MapAttribute{
				Computed:            true,
				ElementType:         types.Int64Type,
				MarkdownDescription: "Number of transfers by status. A status without transfers is not in the map.",
			},
			"total_amount": computedAmount("Sum of all transfers. Null if Cashfree returns no amount for one of " +
				"them."),
			"succeeded_amount": computedAmount("Sum of the transfers with the status `SUCCESS`. Null if Cashfree " +
				"returns no amount for one of them."),
			// A list of objects, for the reasons given at cashfree_payout_beneficiaries: a batch can hold 5,000
			// transfers.
			"transfers": schema.ListNestedAttribute{
				Computed:            true,
				MarkdownDescription: "The transfers, in Cashfree's order.",
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"transfer_id":    computedString("The merchant's own id of the transfer."),
					"cf_transfer_id": computedString("Cashfree's id of the transfer."),
					"status": computedString("Status as Cashfree returns it, such as `SUCCESS` or " +
						"`FAILED`. Cashfree may add more."),
					"status_code": computedString("Code of the reason for the status, such as " +
						"`SENT_TO_BENEFICIARY`."),
					"status_description": computedString("The reason for the status, in a sentence."),
					"terminal": computedBool("Whether the status is final, as in " +
						"`cashfree_payout_transfer_status`."),
					"succeeded":      computedBool("Whether the status is `SUCCESS`."),
					"beneficiary_id": computedString("Id of the payee, if the transfer named one."),
					"bank_account_last_four": computedString("Last four digits of the account that is paid. The state " +
						"holds no more of it."),
					"bank_ifsc": computedString("IFSC of the branch that is paid."),
					"vpa":       computedString("UPI address that is paid."),
					"amount":    computedAmount("Amount of the transfer."),
					"utr":       computedString("The bank's unique transaction reference."),
				}},
			},
			"timeouts": readTimeoutAttribute(ctx, "reading, including the wait,", defaultBatchTimeout),
		},
	}
}

func (d *batchTransferStatusDataSource) Read(
	ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse,
) {
	var model batchTransferStatusModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	timeout, diags := model.Timeouts.Read(ctx, defaultBatchTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	if !d.data.Ready() {
		resp.Diagnostics.Append(d.data.NotReady("Reading a batch of transfers"))
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	lookup := transferLookup[*payouts.Batch]{
		data:     d.data,
		kind:     "batch",
		key:      payouts.TransferKey{ID: model.BatchTransferID.ValueString(), CashfreeID: model.CashfreeID.ValueString()},
		get:      d.data.Client().Batch,
		statusOf: func(b *payouts.Batch) string { return b.Status },
	}
	batch, ok := lookup.read(ctx, model.Wait.ValueBool(), &resp.Diagnostics)
	if !ok {
		return
	}
	model.fromAPI(batch, &resp.Diagnostics)
	resp.Diagnostics.Append(resp.State.Set(ctx, &model)...)
}

func (m *batchTransferStatusModel) fromAPI(b *payouts.Batch, diags *diag.Diagnostics) {
	m.BatchTransferID = stringOrNull(b.ID)
	m.CashfreeID = stringOrNull(b.CashfreeID)
	m.Status = stringOrNull(b.Status)
	m.Terminal = types.BoolValue(b.Terminal())
	m.Counts = map[string]int64{}
	m.Transfers = make([]batchTransferModel, 0, len(b.Transfers)) // empty and not null, because users rely on it

	var succeeded, failed int64
	var total, paid amountSum
	for i := range b.Transfers {
		t := &b.Transfers[i]
		m.Counts[t.Status]++
		total.add(t.Amount)
		switch {
		case t.Succeeded():
			succeeded++
			paid.add(t.Amount)
		case t.Terminal():
			failed++
		}
		m.Transfers = append(m.Transfers, batchTransferFromAPI(t, diags))
	}
	m.Total = types.Int64Value(int64(len(b.Transfers)))
	m.SucceededCount, m.FailedCount = types.Int64Value(succeeded), types.Int64Value(failed)
	m.TotalAmount, m.SucceededAmount = amountOrNull(total.total(), diags), amountOrNull(paid.total(), diags)
}

func batchTransferFromAPI(found *payouts.Transfer, diags *diag.Diagnostics) batchTransferModel {
	t := found.Storable()
	return batchTransferModel{
		TransferID:        stringOrNull(t.ID),
		CashfreeID:        stringOrNull(t.CashfreeID),
		Status:            stringOrNull(t.Status),
		StatusCode:        stringOrNull(t.StatusCode),
		StatusDescription: stringOrNull(t.StatusDescription),
		Terminal:          types.BoolValue(t.Terminal()),
		Succeeded:         types.BoolValue(t.Succeeded()),
		BeneficiaryID:     stringOrNull(t.BeneficiaryID),
		LastFour:          stringOrNull(grammar.LastFour(t.BankAccountNumber)),
		BankIFSC:          stringOrNull(t.BankIFSC),
		VPA:               stringOrNull(t.VPA),
		Amount:            amountOrNull(t.Amount, diags),
		UTR:               stringOrNull(t.UTR),
	}
}
