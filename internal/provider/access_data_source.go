package provider

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

var _ datasource.DataSourceWithConfigure = (*accessDataSource)(nil)

type accessDataSource struct{ configuredDataSource }

// NewAccessDataSource makes the data source cashfree_payout_access.
func NewAccessDataSource() datasource.DataSource { return &accessDataSource{} }

type accessModel struct {
	Checked             types.Bool   `tfsdk:"checked"`
	Passes              types.Bool   `tfsdk:"passes"`
	Outcome             types.String `tfsdk:"outcome"`
	Detail              types.String `tfsdk:"detail"`
	CredentialsAccepted types.Bool   `tfsdk:"credentials_accepted"`
	APIEnabled          types.Bool   `tfsdk:"api_enabled"`
	SecondFactor        types.String `tfsdk:"second_factor"`
	AddressAccepted     types.Bool   `tfsdk:"address_accepted"`
	SignatureAccepted   types.Bool   `tfsdk:"signature_accepted"`
	SeenIP              types.String `tfsdk:"seen_ip"`
	ClockSkewSeconds    types.Int64  `tfsdk:"clock_skew_seconds"`
	RequestID           types.String `tfsdk:"request_id"`
}

// The outcomes of a check, each with a cause of its own.
const (
	outcomePasses              = "passes"
	outcomeCredentialsRefused  = "credentials_refused"
	outcomeAPINotEnabled       = "api_not_enabled"
	outcomeAddressRefused      = "address_refused"
	outcomeSignatureMissing    = "signature_missing"
	outcomeSignatureMismatched = "signature_mismatched"
	outcomeSignatureExpired    = "signature_expired"
	outcomeEdgeRefused         = "edge_refused"
	outcomeThrottled           = "throttled"
	outcomeUnreachable         = "unreachable"
	outcomeUnavailable         = "unavailable"
	outcomeUnexpected          = "unexpected"
	outcomeNotChecked          = "not_checked"
)

// The second factors that Cashfree can ask for. Which of the two is chosen in the dashboard shows only where a call
// without the one or the other is refused.
const (
	factorPublicKey   = "public_key"
	factorIPWhitelist = "ip_whitelist"
)

func (d *accessDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_payout_access"
}

func (d *accessDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	text := func(description string) schema.StringAttribute {
		return schema.StringAttribute{Computed: true, MarkdownDescription: description}
	}
	truth := func(description string) schema.BoolAttribute {
		return schema.BoolAttribute{Computed: true, MarkdownDescription: description}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "How this run stands with Cashfree, for a `check` block before a payroll or at the start of a pipeline. It " +
			"answers with attributes and not with an error, whatever it finds. It makes one call, or with a public key two, which " +
			"look for a beneficiary that does not exist; everything in a run shares them.",
		Attributes: map[string]schema.Attribute{
			"checked": truth("Whether a call was made. `false` while an argument of the provider is not known yet."),
			"passes":  truth("Whether calls, as the provider is set up, are let in."),
			"outcome": text("What came of it: " + providerdata.MarkdownList(
				outcomePasses, outcomeCredentialsRefused, outcomeAPINotEnabled, outcomeAddressRefused, outcomeSignatureMissing,
				outcomeSignatureMismatched, outcomeSignatureExpired, outcomeEdgeRefused, outcomeThrottled, outcomeUnreachable,
				outcomeUnavailable, outcomeUnexpected, outcomeNotChecked) + ". `" + outcomeSignatureExpired + "` stands for a signature " +
				"that was refused while this machine's clock was more than ten minutes off, which may be why."),
			"detail": text("The outcome in sentences, with what to do about it."),
			"credentials_accepted": truth("Whether client id and secret are right: `true` where the call was let in, `false` where they were " +
				"refused. Null where this run cannot tell, as where something else was refused: no page of Cashfree says what it looks at first."),
			"api_enabled": truth("Whether version 2 of the Payouts API is activated for the account. Null where the call did not get " +
				"that far."),
			"second_factor": text("What Cashfree asks for beside the credentials: " + providerdata.MarkdownList(factorPublicKey, factorIPWhitelist) +
				". Null where that does not show, as in a sandbox without signatures, which takes calls from every address, " +
				"according to Cashfree's older documentation."),
			"address_accepted": truth("Whether calls from this machine's address are let in without a signature, in production. Null " +
				"where that does not show."),
			"signature_accepted": truth("Whether signatures of the provider's key are taken, where Cashfree asks for them. Null where that " +
				"does not show."),
			"seen_ip": text("The address that Cashfree saw this call come from. It says so only when it refuses an address; null otherwise."),
			"clock_skew_seconds": schema.Int64Attribute{
				Computed: true,
				MarkdownDescription: "How many seconds this machine's clock is ahead of Cashfree's; negative where it is behind. Exact to " +
					"about a second. Signatures hold the time, so a large skew can have them refused. Null without an answer.",
			},
			"request_id": text("Id of a call that was refused, for Cashfree's support. Null where calls are let in."),
		},
	}
}

func (d *accessDataSource) Read(ctx context.Context, _ datasource.ReadRequest, resp *datasource.ReadResponse) {
	if !d.data.Ready() {
		resp.Diagnostics.Append(resp.State.Set(ctx, notChecked(d.data))...)
		return
	}
	probe := d.data.Probe(ctx)
	model := accessFrom(probe, d.data.Signs(), d.data.Production())
	if probe.Failure == nil && d.data.Signs() {
		model.compareUnsigned(d.data.ProbeUnsigned(ctx), d.data.Production())
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &model)...)
}

func notChecked(data *providerdata.Data) *accessModel {
	return &accessModel{
		Checked: types.BoolValue(false),
		Passes:  types.BoolValue(false),
		Outcome: types.StringValue(outcomeNotChecked),
		Detail:  types.StringValue("Arguments of the provider are not known yet: " + data.UnknownArguments() + "."),
	}
}

// accessFrom returns what a call proves.
func accessFrom(probe payouts.Probe, signs, production bool) accessModel {
	model := accessModel{
		Checked: types.BoolValue(true),
		Passes:  types.BoolValue(probe.Failure == nil),
		Outcome: types.StringValue(outcomeOf(probe, signs)),
		Detail:  types.StringValue("API calls are accepted."),
	}
	if probe.Dated {
		model.ClockSkewSeconds = types.Int64Value(int64(probe.Skew.Seconds()))
	}
	if failed := probe.Failure; failed != nil {
		advice, _ := providerdata.Advice(failed)
		clock := ""
		if errors.Is(failed, payouts.ErrSignatureRefused) && signs {
			clock = providerdata.ClockNote(probe)
		}
		model.Detail = types.StringValue(providerdata.Paragraphs(failed.Error()+".", advice, clock))
		model.RequestID = orNull(failed.RequestID)
		if failed.CallerIP.IsValid() {
			model.SeenIP = types.StringValue(failed.CallerIP.String())
		}
	}
	model.conclude(probe.Failure, signs, production)
	return model
}

// conclude sets what a call proves. No page of Cashfree says whether it looks at the credentials, at the second factor or at
// whether the API is enabled first, so a refusal for one of them proves nothing of the others.
func (m *accessModel) conclude(failed *payouts.Error, signs, production bool) {
	yes, no := types.BoolValue(true), types.BoolValue(false)
	switch {
	case failed == nil:
		m.CredentialsAccepted, m.APIEnabled = yes, yes
		if !signs && production {
			m.AddressAccepted, m.SecondFactor = yes, types.StringValue(factorIPWhitelist)
		}
	case errors.Is(failed, payouts.ErrUnauthenticated):
		m.CredentialsAccepted = no
	case errors.Is(failed, payouts.ErrIPRefused):
		m.AddressAccepted = no
		m.SecondFactor = types.StringValue(factorIPWhitelist)
	case errors.Is(failed, payouts.ErrSignatureRefused):
		m.SecondFactor = types.StringValue(factorPublicKey)
		if signs {
			m.SignatureAccepted = no
		}
	case errors.Is(failed, payouts.ErrNotEnabled):
		m.APIEnabled = no
	}
}

// compareUnsigned adds what a call without a signature proves where a signed one was accepted.
func (m *accessModel) compareUnsigned(unsigned payouts.Probe, production bool) {
	switch {
	case unsigned.Failure == nil && production:
		m.AddressAccepted, m.SecondFactor = types.BoolValue(true), types.StringValue(factorIPWhitelist)
	case unsigned.Failure == nil:
	case errors.Is(unsigned.Failure, payouts.ErrSignatureRefused):
		m.SignatureAccepted, m.SecondFactor = types.BoolValue(true), types.StringValue(factorPublicKey)
	case errors.Is(unsigned.Failure, payouts.ErrIPRefused): // a signature stands in for the address
		m.SignatureAccepted, m.AddressAccepted = types.BoolValue(true), types.BoolValue(false)
		if unsigned.Failure.CallerIP.IsValid() {
			m.SeenIP = types.StringValue(unsigned.Failure.CallerIP.String())
		}
	}
}

// outcomeOf names the cause of a refusal. How Cashfree answers an outlived signature is not known, so where the clock is far
// off, that is taken to be the cause.
func outcomeOf(probe payouts.Probe, signed bool) string {
	failed := probe.Failure
	switch {
	case failed == nil:
		return outcomePasses
	case errors.Is(failed, payouts.ErrUnauthenticated):
		return outcomeCredentialsRefused
	case errors.Is(failed, payouts.ErrNotEnabled):
		return outcomeAPINotEnabled
	case errors.Is(failed, payouts.ErrIPRefused):
		return outcomeAddressRefused
	case errors.Is(failed, payouts.ErrSignatureRefused) && !signed:
		return outcomeSignatureMissing
	case errors.Is(failed, payouts.ErrSignatureRefused) && providerdata.ClockIsOff(probe):
		return outcomeSignatureExpired
	case errors.Is(failed, payouts.ErrSignatureRefused):
		return outcomeSignatureMismatched
	case errors.Is(failed, payouts.ErrEdgeRefused):
		return outcomeEdgeRefused
	case errors.Is(failed, payouts.ErrThrottled):
		return outcomeThrottled
	case errors.Is(failed, payouts.ErrUnavailable) && failed.HTTPStatus == 0:
		return outcomeUnreachable
	case errors.Is(failed, payouts.ErrUnavailable):
		return outcomeUnavailable
	default:
		return outcomeUnexpected
	}
}
