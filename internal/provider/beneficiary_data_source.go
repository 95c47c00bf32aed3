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

	"github.com/cashfree-community/terraform-provider-cashfree/internal/bulk"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

var (
	_ datasource.DataSourceWithConfigure        = (*beneficiaryDataSource)(nil)
	_ datasource.DataSourceWithConfigValidators = (*beneficiaryDataSource)(nil)
	_ datasource.DataSourceWithValidateConfig   = (*beneficiaryDataSource)(nil)
)

type beneficiaryDataSource struct{ configuredDataSource }

// NewBeneficiaryDataSource returns the data source cashfree_payout_beneficiary.
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

func (d *beneficiaryDataSource) Metadata(
	_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse,
) {
	resp.TypeName = req.ProviderTypeName + "_payout_beneficiary"
}

func (d *beneficiaryDataSource) ConfigValidators(context.Context) []datasource.ConfigValidator {
	return []datasource.ConfigValidator{
		datasourcevalidator.ExactlyOneOf(path.MatchRoot("beneficiary_id"), path.MatchRoot("bank_account_number")),
	}
}

func (d *beneficiaryDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "A beneficiary that Terraform does not manage, found by its id or its bank account. " +
			"Cashfree has no search by UPI address. If the beneficiary does not exist, that is an error.",
		Attributes: map[string]schema.Attribute{
			"beneficiary_id": schema.StringAttribute{
				Optional: true,
				Computed: true,
				MarkdownDescription: "The merchant's own id of the payee. Set exactly one of this and `bank_account_number`. " +
					grammar.BeneficiaryID.Rule(),
				Validators: optionalField(grammar.BeneficiaryID),
			},
			"bank_account_number": schema.StringAttribute{
				Optional:  true,
				Computed:  true,
				Sensitive: true,
				MarkdownDescription: "Account number to search for, with `bank_ifsc`. If you search by id, it is the number " +
					"that was found. With `account_numbers_in_state = false` it cannot be set, and is null.",
				Validators: optionalField(grammar.AccountNumber),
			},
			"bank_ifsc": schema.StringAttribute{
				Optional:            true,
				Computed:            true,
				MarkdownDescription: "IFSC of the branch. " + grammar.IFSC.Rule(),
				Validators:          append(optionalField(grammar.IFSC), stringvalidator.AlsoRequires(path.MatchRoot("bank_account_number"))),
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
			"status":                 computedString("Status of the beneficiary at Cashfree."),
			"payable":                computedBool("Whether the status is `VERIFIED`. Cashfree refuses payouts to any other."),
			"added_on":               computedString("Time at which Cashfree added the beneficiary, in UTC."),
		},
	}
}

// ValidateConfig refuses a number without its IFSC. The error is not on the attribute: the CLI prints the source of an
// attribute that has an error, which may be the number itself.
func (d *beneficiaryDataSource) ValidateConfig(
	ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse,
) {
	var model beneficiaryDataModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if isSet(model.BankAccountNumber) && model.BankIFSC.IsNull() {
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
	if !d.data.KeepsAccountNumbers() && isSet(model.BankAccountNumber) {
		resp.Diagnostics.Append(numberInState("bank_account_number would put the number into the state. Search with beneficiary_id."))
		return
	}
	label, found, err := d.find(ctx, &model)
	if err != nil {
		resp.Diagnostics.Append(d.data.Failure(ctx, "Cannot read beneficiary "+label, err))
		return
	}
	model.fromAPI(found, d.data.KeepsAccountNumbers())
	resp.Diagnostics.Append(resp.State.Set(ctx, &model)...)
}

// find reads the beneficiary. The label names it in messages, without its account number.
func (d *beneficiaryDataSource) find(
	ctx context.Context, model *beneficiaryDataModel,
) (label string, found *payouts.Beneficiary, err error) {
	if id := model.BeneficiaryID; !id.IsNull() {
		found, err := d.data.Client().Beneficiary(ctx, grammar.BeneficiaryID.Normal(id.ValueString()))
		return fmt.Sprintf("%q", id.ValueString()), found, err
	}
	lookup := bulk.LookupByAccount(d.data.Client(), grammar.AccountNumber.Normal(model.BankAccountNumber.ValueString()),
		grammar.IFSC.Normal(model.BankIFSC.ValueString()))
	found, err = lookup.Read(ctx)
	return lookup.Label, found, err
}

// fromAPI sets the model to what Cashfree has. What the configuration sets stays as it was written, as core demands.
func (m *beneficiaryDataModel) fromAPI(found *payouts.Beneficiary, keepNumber bool) {
	b := found.Storable()
	m.BeneficiaryID = keepSpelling(grammar.BeneficiaryID, m.BeneficiaryID, found.ID, b.ID)
	if keepNumber {
		m.BankAccountNumber = keepSpelling(grammar.AccountNumber, m.BankAccountNumber, found.BankAccountNumber, b.BankAccountNumber)
	}
	m.BankIFSC = keepSpelling(grammar.IFSC, m.BankIFSC, found.BankIFSC, b.BankIFSC)
	m.LastFour = stringOrNull(grammar.LastFour(b.BankAccountNumber))
	m.Name = stringOrNull(b.Name)
	m.VPA = stringOrNull(b.VPA)
	m.Email = stringOrNull(b.Email)
	m.Phone = stringOrNull(b.Phone)
	m.CountryCode = stringOrNull(b.CountryCode)
	m.Address = stringOrNull(b.Address)
	m.City = stringOrNull(b.City)
	m.State = stringOrNull(b.State)
	m.PostalCode = stringOrNull(b.PostalCode)
	m.Status = stringOrNull(b.Status)
	m.Payable = types.BoolValue(b.Status == payouts.StatusVerified)
	m.AddedOn = stringOrNull(b.AddedOn)
}
