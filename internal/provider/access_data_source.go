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

// NewAccessDataSource returns the data source cashfree_payout_access.
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

// The outcomes of a check. Each has its own cause.
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

// The second factors that Cashfree can ask for. The dashboard chooses one of the two. Calls show which one only when
// Cashfree refuses a call without it.
const (
	factorPublicKey   = "public_key"
	factorIPWhitelist = "ip_whitelist"
)

func (d *accessDataSource) Metadata(
	_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse,
) {
	resp.TypeName = req.ProviderTypeName + "_payout_access"
}

func (d *accessDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Whether Cashfree accepts the calls of this run, for a `check` block before a payroll or " +
			"at the start of a pipeline. It returns every outcome in attributes and never as an error. It makes one " +
			"call, or two with a public key, for a beneficiary that does not exist. A run makes these calls only once.",
		Attributes: map[string]schema.Attribute{
			"checked": computedBool("Whether a call was made. `false` while an argument of the provider is not known " +
				"yet."),
			"passes": computedBool("Whether Cashfree accepts calls with the arguments of the provider."),
			"outcome": computedString("The outcome of the check: " + providerdata.MarkdownList(
				outcomePasses, outcomeCredentialsRefused, outcomeAPINotEnabled, outcomeAddressRefused, outcomeSignatureMissing,
				outcomeSignatureMismatched, outcomeSignatureExpired, outcomeEdgeRefused, outcomeThrottled, outcomeUnreachable,
				outcomeUnavailable, outcomeUnexpected, outcomeNotChecked) + ". `" + outcomeSignatureExpired + "` means that a " +
				"signature was refused while this machine's clock was more than a minute ahead or ten minutes behind, which " +
				"may be the cause."),
			"detail": computedString("The outcome in sentences, and what to do."),
			"credentials_accepted": computedBool("Whether client id and secret are right: `true` if the call was " +
				"accepted, `false` if they were refused. Null if something else was refused, because no page of Cashfree " +
				"says what it checks first."),
			"api_enabled": computedBool("Whether version 2 of the Payouts API is activated for the account. Null if " +
				"the call did not get that far."),
			"second_factor": computedString("What Cashfree asks for in addition to the credentials: " +
				providerdata.MarkdownList(factorPublicKey, factorIPWhitelist) + ". Null if the calls do not show it, " +
				"such as in a sandbox without signatures. Cashfree's older documentation says that the sandbox accepts " +
				"calls from every address."),
			"address_accepted": computedBool("Whether calls from this machine's address are accepted without a " +
				"signature, in production. Null if the calls do not show it."),
			"signature_accepted": computedBool("Whether signatures made with the provider's key are accepted, if " +
				"Cashfree asks for them. Null if the calls do not show it."),
			"seen_ip": computedString("The address that Cashfree saw the call come from. Cashfree names it only when it " +
				"refuses an address. Otherwise null."),
			"clock_skew_seconds": computedInt64("How many seconds this machine's clock is ahead of Cashfree's, to about a " +
				"second. Negative if it is behind. A signature contains the time, so Cashfree may refuse it if the skew is " +
				"large. Null without an answer."),
			"request_id": computedString("Id of the refused call, for Cashfree support. Null if calls are accepted."),
		},
	}
}

func (d *accessDataSource) Read(ctx context.Context, _ datasource.ReadRequest, resp *datasource.ReadResponse) {
	if !d.data.Ready() {
		resp.Diagnostics.Append(resp.State.Set(ctx, uncheckedAccess(d.data))...)
		return
	}
	probe := d.data.Probe(ctx)
	model := accessFromProbe(probe, d.data.Signs(), d.data.Production())
	if probe.Failure == nil && d.data.Signs() {
		model.addUnsigned(d.data.ProbeUnsigned(ctx), d.data.Production())
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &model)...)
}

// uncheckedAccess returns the result of a run that cannot make a call yet.
func uncheckedAccess(data *providerdata.Data) *accessModel {
	return &accessModel{
		Checked: types.BoolValue(false),
		Passes:  types.BoolValue(false),
		Outcome: types.StringValue(outcomeNotChecked),
		Detail:  types.StringValue("Arguments of the provider are not known yet: " + data.UnknownArguments() + "."),
	}
}

// accessFromProbe returns what a call proves.
func accessFromProbe(probe payouts.Probe, signs, production bool) accessModel {
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
		model.RequestID = stringOrNull(failed.RequestID)
		if failed.CallerIP.IsValid() {
			model.SeenIP = types.StringValue(failed.CallerIP.String())
		}
	}
	model.setConclusions(probe.Failure, signs, production)
	return model
}

// setConclusions sets what a call proves. No page of Cashfree says whether it checks the credentials, the second factor
// or the activation of the API first, so a refusal for one of them proves nothing about the others.
func (m *accessModel) setConclusions(failed *payouts.Error, signs, production bool) {
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

// addUnsigned adds what a call without a signature proves after a signed one was accepted.
func (m *accessModel) addUnsigned(unsigned payouts.Probe, production bool) {
	switch {
	case unsigned.Failure == nil && production:
		m.AddressAccepted, m.SecondFactor = types.BoolValue(true), types.StringValue(factorIPWhitelist)
	case unsigned.Failure == nil:
	case errors.Is(unsigned.Failure, payouts.ErrSignatureRefused):
		m.SignatureAccepted, m.SecondFactor = types.BoolValue(true), types.StringValue(factorPublicKey)
	case errors.Is(unsigned.Failure, payouts.ErrIPRefused): // the signature replaces the address
		m.SignatureAccepted, m.AddressAccepted = types.BoolValue(true), types.BoolValue(false)
		if unsigned.Failure.CallerIP.IsValid() {
			m.SeenIP = types.StringValue(unsigned.Failure.CallerIP.String())
		}
	}
}

// outcomeOf returns the outcome of a call. How Cashfree answers an expired signature is not known, so if a signature is
// refused and the clock is off, the clock is assumed to be the cause.
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
	case errors.Is(failed, payouts.ErrNetwork), errors.Is(failed, payouts.ErrUnavailable) && failed.HTTPStatus == 0:
		return outcomeUnreachable
	case errors.Is(failed, payouts.ErrUnavailable):
		return outcomeUnavailable
	default:
		return outcomeUnexpected
	}
}
