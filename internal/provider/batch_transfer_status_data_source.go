package provider

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/datasource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/datasourcevalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/shopspring/decimal"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

var (
	_ datasource.DataSourceWithConfigure        = (*batchTransferStatusDataSource)(nil)
	_ datasource.DataSourceWithConfigValidators = (*batchTransferStatusDataSource)(nil)
)

const defaultBatchTimeout = 15 * time.Minute

type batchTransferStatusDataSource struct{ configuredDataSource }

// NewBatchTransferStatusDataSource makes the data source cashfree_payout_batch_transfer_status.
func NewBatchTransferStatusDataSource() datasource.DataSource {
	return &batchTransferStatusDataSource{}
}

type batchTransferStatusModel struct {
	BatchTransferID types.String           `tfsdk:"batch_transfer_id"`
	CashfreeID      types.String           `tfsdk:"cf_batch_transfer_id"`
	Wait            types.Bool             `tfsdk:"wait_until_terminal"`
	Status          types.String           `tfsdk:"status"`
	Terminal        types.Bool             `tfsdk:"terminal"`
	Total           types.Int64            `tfsdk:"total"`
	SucceededCount  types.Int64            `tfsdk:"succeeded_count"`
	FailedCount     types.Int64            `tfsdk:"failed_count"`
	Counts          map[string]int64       `tfsdk:"counts"`
	TotalAmount     types.Number           `tfsdk:"total_amount"`
	SucceededAmount types.Number           `tfsdk:"succeeded_amount"`
	Transfers       []batchedTransferModel `tfsdk:"transfers"`
	Timeouts        timeouts.Value         `tfsdk:"timeouts"`
}

// batchedTransferModel is one transfer of a batch. The account number is not in it: a Sensitive mark inside a
// collection makes Terraform's own work grow with the square of the number of elements.
type batchedTransferModel struct {
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

func (d *batchTransferStatusDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_payout_batch_transfer_status"
}

func (d *batchTransferStatusDataSource) ConfigValidators(context.Context) []datasource.ConfigValidator {
	return []datasource.ConfigValidator{
		datasourcevalidator.ExactlyOneOf(path.MatchRoot("batch_transfer_id"), path.MatchRoot("cf_batch_transfer_id")),
	}
}

func (d *batchTransferStatusDataSource) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	text := func(description string) schema.StringAttribute {
		return schema.StringAttribute{Computed: true, MarkdownDescription: description}
	}
	count := func(description string) schema.Int64Attribute {
		return schema.Int64Attribute{Computed: true, MarkdownDescription: description}
	}
	amount := func(description string) schema.NumberAttribute {
		return schema.NumberAttribute{Computed: true, MarkdownDescription: description + " In rupees, exact."}
	}
	is := func(description string) schema.BoolAttribute {
		return schema.BoolAttribute{Computed: true, MarkdownDescription: description}
	}
	key := func(description string) schema.StringAttribute {
		return schema.StringAttribute{
			Optional:            true,
			Computed:            true,
			MarkdownDescription: description,
			Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
		}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "The state of a batch of transfers and of each transfer in it. Looking at it changes nothing, and nothing in " +
			"this provider can start one.",
		Attributes: map[string]schema.Attribute{
			"batch_transfer_id":    key("The merchant's own id of the batch. Exactly one of this and `cf_batch_transfer_id` is given."),
			"cf_batch_transfer_id": key("Cashfree's id of the batch. Exactly one of this and `batch_transfer_id` is given."),
			"wait_until_terminal": schema.BoolAttribute{
				Optional: true,
				MarkdownDescription: "Whether to wait until the status of the batch is final, for as long as `timeouts.read` allows. A batch " +
					"that is still under way by then is a warning, with `terminal = false`. Default: `false`.",
			},
			"status": text("Status of the batch as Cashfree gives it, such as `RECEIVED`, `PENDING`, `PROCESSED` or `REJECTED`; Cashfree may " +
				"add more."),
			"terminal": is("Whether Cashfree is done with the batch: its status is `PROCESSED` or `REJECTED`. Single transfers of a processed " +
				"batch can still be under way; the counts tell."),
			"total":           count("How many transfers Cashfree tells about. It may tell about none before the batch is processed."),
			"succeeded_count": count("How many transfers have the status `SUCCESS`."),
			"failed_count":    count("How many transfers ended otherwise: those with another final status. The rest are under way."),
			"counts": schema.MapAttribute{
				Computed:            true,
				ElementType:         types.Int64Type,
				MarkdownDescription: "How many transfers have each status. A status that none has is not in it.",
			},
			"total_amount":     amount("Sum of all transfers; null where Cashfree gives no amount for one of them."),
			"succeeded_amount": amount("Sum of the transfers with the status `SUCCESS`; null where Cashfree gives no amount for one of them."),
			// A list of objects, for the reasons given at cashfree_payout_beneficiaries: a batch can hold 5,000.
			"transfers": schema.ListNestedAttribute{
				Computed:            true,
				MarkdownDescription: "The transfers, in Cashfree's order.",
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"transfer_id":            text("The merchant's own id of the transfer."),
					"cf_transfer_id":         text("Cashfree's id of the transfer."),
					"status":                 text("Status as Cashfree gives it, such as `SUCCESS` or `FAILED`; Cashfree may add more."),
					"status_code":            text("Finer reason of the status, such as `SENT_TO_BENEFICIARY`."),
					"status_description":     text("The reason in a sentence."),
					"terminal":               is("Whether the status is final, as in `cashfree_payout_transfer_status`."),
					"succeeded":              is("Whether the status is `SUCCESS`."),
					"beneficiary_id":         text("The payee's id, where the transfer named one."),
					"bank_account_last_four": text("Last four digits of the account that is paid. No more of it is in the state."),
					"bank_ifsc":              text("IFSC of the branch that is paid."),
					"vpa":                    text("UPI address that is paid."),
					"amount":                 amount("Amount of the transfer."),
					"utr":                    text("The bank's unique transaction reference."),
				}},
			},
			"timeouts": timeoutsFor(ctx, "reading, the wait included,", defaultBatchTimeout),
		},
	}
}

func (d *batchTransferStatusDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
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

	asked := followed[*payouts.Batch]{
		data:   d.data,
		what:   "batch",
		key:    payouts.TransferKey{ID: model.BatchTransferID.ValueString(), CashfreeID: model.CashfreeID.ValueString()},
		read:   d.data.Client().Batch,
		status: func(b *payouts.Batch) string { return b.Status },
	}
	look := asked.once
	if model.Wait.ValueBool() {
		look = asked.untilTerminal
	}
	batch, ok := look(ctx, &resp.Diagnostics)
	if !ok {
		return
	}
	model.record(batch, &resp.Diagnostics)
	resp.Diagnostics.Append(resp.State.Set(ctx, &model)...)
}

func (m *batchTransferStatusModel) record(b *payouts.Batch, diags errorAdder) {
	m.BatchTransferID = orNull(b.ID)
	m.CashfreeID = orNull(b.CashfreeID)
	m.Status = orNull(b.Status)
	m.Terminal = types.BoolValue(b.Terminal())
	m.Counts = map[string]int64{}
	m.Transfers = make([]batchedTransferModel, 0, len(b.Transfers)) // empty and not null, as users count on

	var succeeded, failed int64
	var total, paid sum
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
		m.Transfers = append(m.Transfers, batchedTransfer(t, diags))
	}
	m.Total = types.Int64Value(int64(len(b.Transfers)))
	m.SucceededCount, m.FailedCount = types.Int64Value(succeeded), types.Int64Value(failed)
	m.TotalAmount, m.SucceededAmount = numberOrNull(total.exact(), diags), numberOrNull(paid.exact(), diags)
}

func batchedTransfer(t *payouts.Transfer, diags errorAdder) batchedTransferModel {
	return batchedTransferModel{
		TransferID:        orNull(t.ID),
		CashfreeID:        orNull(t.CashfreeID),
		Status:            orNull(t.Status),
		StatusCode:        orNull(t.StatusCode),
		StatusDescription: orNull(t.StatusDescription),
		Terminal:          types.BoolValue(t.Terminal()),
		Succeeded:         types.BoolValue(t.Succeeded()),
		BeneficiaryID:     orNull(t.BeneficiaryID),
		LastFour:          orNull(grammar.LastFour(t.BankAccountNumber)),
		BankIFSC:          orNull(t.BankIFSC),
		VPA:               orNull(t.VPA),
		Amount:            numberOrNull(t.Amount, diags),
		UTR:               orNull(t.UTR),
	}
}

// sum adds amounts up and is unknown as soon as one of them is: a sum that leaves something out is wrong.
type sum struct {
	known   decimal.Decimal
	unknown bool
}

func (s *sum) add(amount decimal.NullDecimal) {
	s.known = s.known.Add(amount.Decimal)
	s.unknown = s.unknown || !amount.Valid
}

func (s *sum) exact() decimal.NullDecimal {
	return decimal.NullDecimal{Decimal: s.known, Valid: !s.unknown}
}
