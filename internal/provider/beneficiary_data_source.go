package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/datasourcevalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

var (
	_ datasource.DataSourceWithConfigure        = (*beneficiaryDataSource)(nil)
	_ datasource.DataSourceWithConfigValidators = (*beneficiaryDataSource)(nil)
	_ datasource.DataSourceWithValidateConfig   = (*beneficiaryDataSource)(nil)
)

type beneficiaryDataSource struct{ configuredDataSource }

// NewBeneficiaryDataSource makes the data source cashfree_payout_beneficiary.
func NewBeneficiaryDataSource() datasource.DataSource { return &beneficiaryDataSource{} }

type beneficiaryDataModel struct {
	BeneficiaryID     types.String `tfsdk:"beneficiary_id"`
	BankAccountNumber types.String `tfsdk:"bank_account_number"`
	BankIFSC          types.String `tfsdk:"bank_ifsc"`
	LastFour          types.String `tfsdk:"bank_account_last_four"`
	Name              types.String `tfsdk:"name"`
	VPA               types.String `tfsdk:"vpa"`
	Email             types.String `tfsdk:"email"`
	Phone             types.String `tfsdk:"phone"`
	CountryCode       types.String `tfsdk:"country_code"`
	Address           types.String `tfsdk:"address"`
	City              types.String `tfsdk:"city"`
	State             types.String `tfsdk:"state"`
	PostalCode        types.String `tfsdk:"postal_code"`
	Status            types.String `tfsdk:"status"`
	Payable           types.Bool   `tfsdk:"payable"`
	AddedOn           types.String `tfsdk:"added_on"`
}

func (d *beneficiaryDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_payout_beneficiary"
}

func (d *beneficiaryDataSource) ConfigValidators(context.Context) []datasource.ConfigValidator {
	return []datasource.ConfigValidator{
		datasourcevalidator.ExactlyOneOf(path.MatchRoot("beneficiary_id"), path.MatchRoot("bank_account_number")),
	}
}

func (d *beneficiaryDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "A beneficiary that Terraform does not manage, found by its id or by its bank account. Cashfree finds none by " +
			"UPI address. One that does not exist is an error.",
		Attributes: map[string]schema.Attribute{
			"beneficiary_id": schema.StringAttribute{
				Optional: true,
				Computed: true,
				MarkdownDescription: "The merchant's own id of the payee. Exactly one of this and `bank_account_number` is given. " +
					grammar.BeneficiaryID.Rule(),
				Validators: acceptsIfGiven(grammar.BeneficiaryID),
			},
			"bank_account_number": schema.StringAttribute{
				Optional:  true,
				Computed:  true,
				Sensitive: true,
				MarkdownDescription: "Account number to look for, together with `bank_ifsc`, or the one that was found by id. The " +
					"latter is null with `account_numbers_in_state = false`.",
				Validators: acceptsIfGiven(grammar.AccountNumber),
			},
			"bank_ifsc": schema.StringAttribute{
				Optional:            true,
				Computed:            true,
				MarkdownDescription: "IFSC of the branch. " + grammar.IFSC.Rule(),
				Validators:          append(acceptsIfGiven(grammar.IFSC), stringvalidator.AlsoRequires(path.MatchRoot("bank_account_number"))),
			},
			"bank_account_last_four": computedString("Last four digits of the account number."),
			"name":                   computedString("The payee's name."),
			"vpa":                    computedString("UPI address."),
			"email":                  computedString("E-mail address."),
			"phone":                  computedString("Phone number, without the country code."),
			"country_code":           computedString("Country code of the phone number."),
			"address":                computedString("Street address."),
			"city":                   computedString("City."),
			"state":                  computedString("State within India."),
			"postal_code":            computedString("PIN code."),
			"status":                 computedString("Status as Cashfree returns it."),
			"payable":                computedBool("Whether the status is `VERIFIED`. Payouts to any other payee are refused."),
			"added_on":               computedString("Time at which Cashfree added the beneficiary, in UTC."),
		},
	}
}

// ValidateConfig finds a number without its IFSC. It is not on the attribute: with that the CLI prints its source, which
// may be the number itself.
func (d *beneficiaryDataSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	var model beneficiaryDataModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if given(model.BankAccountNumber) && model.BankIFSC.IsNull() {
		_, problem := grammar.CheckCombination(true, false, false)
		resp.Diagnostics.AddError("Account number without an IFSC", problem)
	}
}

func (d *beneficiaryDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model beneficiaryDataModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if !d.data.Ready() {
		resp.Diagnostics.Append(d.data.NotReady("Reading a beneficiary"))
		return
	}
	what, found, err := d.find(ctx, &model)
	if err != nil {
		resp.Diagnostics.Append(d.data.Failure(ctx, "Cannot read "+what, err))
		return
	}
	model.record(found, d.data.KeepsAccountNumbers())
	resp.Diagnostics.Append(resp.State.Set(ctx, &model)...)
}

func (d *beneficiaryDataSource) find(ctx context.Context, model *beneficiaryDataModel) (string, *payouts.Beneficiary, error) {
	if id := model.BeneficiaryID; !id.IsNull() {
		found, err := d.data.Client().Beneficiary(ctx, grammar.BeneficiaryID.Normal(id.ValueString()))
		return fmt.Sprintf("beneficiary %q", id.ValueString()), found, err
	}
	account := grammar.AccountNumber.Normal(model.BankAccountNumber.ValueString())
	ifsc := grammar.IFSC.Normal(model.BankIFSC.ValueString())
	found, err := d.data.Client().BeneficiaryByAccount(ctx, account, ifsc)
	return fmt.Sprintf("the beneficiary with account %s and IFSC %s", grammar.Mask(account), ifsc), found, err
}

// record leaves what the configuration gave as it was written: Terraform demands it back unchanged.
func (m *beneficiaryDataModel) record(b *payouts.Beneficiary, keepNumber bool) {
	m.BeneficiaryID = recorded(grammar.BeneficiaryID, m.BeneficiaryID, b.ID)
	if keepNumber {
		m.BankAccountNumber = recorded(grammar.AccountNumber, m.BankAccountNumber, b.BankAccountNumber)
	}
	m.BankIFSC = recorded(grammar.IFSC, m.BankIFSC, b.BankIFSC)
	m.LastFour = orNull(grammar.LastFour(b.BankAccountNumber))
	m.Name = orNull(b.Name)
	m.VPA = orNull(b.VPA)
	m.Email = orNull(b.Email)
	m.Phone = orNull(b.Phone)
	m.CountryCode = orNull(b.CountryCode)
	m.Address = orNull(b.Address)
	m.City = orNull(b.City)
	m.State = orNull(b.State)
	m.PostalCode = orNull(b.PostalCode)
	m.Status = orNull(b.Status)
	m.Payable = types.BoolValue(b.Status == payouts.StatusVerified)
	m.AddedOn = orNull(b.AddedOn)
}
