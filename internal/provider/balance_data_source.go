package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

var _ datasource.DataSourceWithConfigure = (*balanceDataSource)(nil)

type balanceDataSource struct{ configuredDataSource }

// NewBalanceDataSource returns the data source cashfree_payout_balance.
func NewBalanceDataSource() datasource.DataSource { return &balanceDataSource{} }

type balanceModel struct {
	FundSourceID     types.String `tfsdk:"fund_source_id"`
	Balance          types.Number `tfsdk:"balance"`
	AvailableBalance types.Number `tfsdk:"available_balance"`
	Currency         types.String `tfsdk:"currency"`
}

func (d *balanceDataSource) Metadata(
	_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse,
) {
	resp.TypeName = req.ProviderTypeName + "_payout_balance"
}

func (d *balanceDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "The current balance of the Payouts account, or of one of its fund sources. Only version 1 " +
			"of the API returns it, so the provider gets a bearer token first.",
		Attributes: map[string]schema.Attribute{
			"fund_source_id": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Fund source such as `CASHFREE_1`. Default: the whole account.",
				Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
			},
			"balance":           computedAmount("Ledger balance."),
			"available_balance": computedAmount("Ledger balance minus all pending transfers."),
			"currency":          computedString("Always `INR`."),
		},
	}
}

func (d *balanceDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model balanceModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if !d.data.Ready() {
		resp.Diagnostics.Append(d.data.NotReady("Reading the balance"))
		return
	}
	balance, err := d.read(ctx, model.FundSourceID)
	if err != nil {
		resp.Diagnostics.Append(d.data.Failure(ctx, "Cannot read the balance", err))
		return
	}
	model.fromAPI(balance, &resp.Diagnostics)
	resp.Diagnostics.Append(resp.State.Set(ctx, &model)...)
}

func (d *balanceDataSource) read(ctx context.Context, fundSourceID types.String) (*payouts.Balance, error) {
	if fundSourceID.IsNull() {
		return d.data.Client().Balance(ctx)
	}
	return d.data.Client().FundSourceBalance(ctx, fundSourceID.ValueString())
}

func (m *balanceModel) fromAPI(b *payouts.Balance, diags *diag.Diagnostics) {
	m.Balance = amountValue(b.Ledger, diags)
	m.AvailableBalance = amountValue(b.Available, diags)
	m.Currency = types.StringValue("INR")
}
