package provider

import (
	"context"
	"fmt"
	"math/big"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/shopspring/decimal"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

var _ datasource.DataSourceWithConfigure = (*balanceDataSource)(nil)

type balanceDataSource struct{ configuredDataSource }

// NewBalanceDataSource makes the data source cashfree_payout_balance.
func NewBalanceDataSource() datasource.DataSource { return &balanceDataSource{} }

type balanceModel struct {
	FundSourceID     types.String `tfsdk:"fund_source_id"`
	Balance          types.Number `tfsdk:"balance"`
	AvailableBalance types.Number `tfsdk:"available_balance"`
	Currency         types.String `tfsdk:"currency"`
}

func (d *balanceDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_payout_balance"
}

func (d *balanceDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "What the Payouts account, or one of its fund sources, holds at this moment. Only version 1 of the API " +
			"knows the balance, so the provider makes a bearer token first.",
		Attributes: map[string]schema.Attribute{
			"fund_source_id": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Fund source such as `CASHFREE_1`. Default: the whole account.",
				Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
			},
			"balance": schema.NumberAttribute{
				Computed:            true,
				MarkdownDescription: "Ledger balance in rupees, exact to the paisa.",
			},
			"available_balance": schema.NumberAttribute{
				Computed:            true,
				MarkdownDescription: "Ledger balance less all pending transfers, in rupees, exact to the paisa.",
			},
			"currency": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "Always `INR`.",
			},
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
	balance, err := d.balance(ctx, model.FundSourceID)
	if err != nil {
		resp.Diagnostics.Append(d.data.Failure(ctx, "Cannot read the balance", err))
		return
	}
	model.record(balance, &resp.Diagnostics)
	resp.Diagnostics.Append(resp.State.Set(ctx, &model)...)
}

func (d *balanceDataSource) balance(ctx context.Context, fundSourceID types.String) (*payouts.Balance, error) {
	if fundSourceID.IsNull() {
		return d.data.Client().Balance(ctx)
	}
	return d.data.Client().FundSourceBalance(ctx, fundSourceID.ValueString())
}

func (m *balanceModel) record(b *payouts.Balance, diags errorAdder) {
	m.Balance = number(b.Ledger, diags)
	m.AvailableBalance = number(b.Available, diags)
	m.Currency = types.StringValue("INR")
}

type errorAdder interface{ AddError(summary, detail string) }

// number gives an amount to Terraform with the precision that Terraform itself parses literals with, so that it equals
// the same amount written in a configuration.
func number(amount decimal.Decimal, diags errorAdder) types.Number {
	const terraformPrecision = 512
	exact, _, err := big.ParseFloat(amount.String(), 10, terraformPrecision, big.ToNearestEven)
	if err != nil {
		diags.AddError("Unreadable amount", fmt.Sprintf("%s is no amount that Terraform can hold: %v.", amount, err))
		return types.NumberNull()
	}
	return types.NumberValue(exact)
}

// numberOrNull is number for an amount that may be absent.
func numberOrNull(amount decimal.NullDecimal, diags errorAdder) types.Number {
	if !amount.Valid {
		return types.NumberNull()
	}
	return number(amount.Decimal, diags)
}
