package provider

import (
	"errors"
	"fmt"
	"strings"
	"unicode"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"golang.org/x/text/unicode/norm"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// variablePrefix starts the name of every environment variable that the provider reads.
const variablePrefix = "CASHFREE_PAYOUT_"

// setting is a provider argument that an environment variable can replace.
type setting struct {
	argument string
	variable string // without the prefix
	secret   bool   // whether its value must never be shown
}

// The settings that can come from the environment. Reading, documentation and tests use this table.
var (
	clientID       = setting{"client_id", "CLIENT_ID", false}
	clientSecret   = setting{"client_secret", "CLIENT_SECRET", true}
	environment    = setting{"environment", "ENVIRONMENT", false}
	publicKeyPEM   = setting{"public_key_pem", "PUBLIC_KEY", true}
	publicKeyPath  = setting{"public_key_path", "PUBLIC_KEY_PATH", false}
	baseURL        = setting{"base_url", "BASE_URL", false}
	v1BaseURL      = setting{"v1_base_url", "V1_BASE_URL", false}
	egressIP       = setting{"egress_ip", "EGRESS_IP", false}
	fingerprintKey = setting{"fingerprint_key", "FINGERPRINT_KEY", true}
	adoptExisting  = setting{"adopt_existing", "ADOPT_EXISTING", false}

	settings = []setting{
		clientID, clientSecret, environment, publicKeyPEM, publicKeyPath, baseURL, v1BaseURL, egressIP, fingerprintKey,
		adoptExisting,
	}
)

// Variable returns the full name of the environment variable.
func (s setting) Variable() string { return variablePrefix + s.variable }

// describe adds to a description where else the value may come from.
func (s setting) describe(description string) string {
	return fmt.Sprintf("%s May also come from the environment variable `%s`.", description, s.Variable())
}

// settingValue is the value of a setting and its source, for messages.
type settingValue struct {
	setting
	value   string
	fromEnv bool
	unknown bool
}

// lookup returns the argument where it is set, else the environment variable. The empty string counts as not set, so
// that a module can pass on a variable whose default is "".
func (s setting) lookup(argument types.String, getenv func(string) string) settingValue {
	if argument.IsUnknown() {
		return settingValue{setting: s, unknown: true}
	}
	if value := strings.TrimSpace(argument.ValueString()); value != "" {
		return settingValue{setting: s, value: value}
	}
	value := strings.TrimSpace(getenv(s.Variable()))
	return settingValue{setting: s, value: value, fromEnv: value != ""}
}

// lookupSwitch returns the argument where it is set, else whether the environment variable is "true". A value other
// than "true", "false" and the empty string is an error.
func (s setting) lookupSwitch(argument types.Bool, getenv func(string) string, diags *diag.Diagnostics) bool {
	if !argument.IsNull() {
		return argument.ValueBool()
	}
	from := settingValue{setting: s, value: strings.TrimSpace(getenv(s.Variable())), fromEnv: true}
	switch {
	case from.value == "true":
		return true
	case from.value == "", from.value == "false", from.refuseSecret(diags):
		return false
	default:
		diags.AddAttributeError(path.Root(s.argument), "Invalid "+s.argument, fmt.Sprintf(
			"The environment variable %s must be true or false, got %s.", s.Variable(), from.quoted()))
		return false
	}
}

// argumentValue is the value of an argument that no environment variable can replace.
func argumentValue(argument string, value types.String) settingValue {
	return settingValue{
		setting: setting{argument: argument}, value: strings.TrimSpace(value.ValueString()), unknown: value.IsUnknown(),
	}
}

// source names where the value came from.
func (v settingValue) source() string {
	if v.fromEnv {
		return "environment variable " + v.Variable()
	}
	return "provider argument " + v.argument
}

// refuse reports a bad value, whichever of the two places it came from. Of a value that is a client secret it reports
// nothing else than that.
func (v settingValue) refuse(diags *diag.Diagnostics, title, detail string) {
	if v.isMisplacedSecret() {
		title, detail = "Client secret in "+v.argument, v.misplacedSecret()
	}
	if v.fromEnv || v.hasSecretSource() {
		detail = fmt.Sprintf("%s\n\nThe value came from the %s.", detail, v.source())
	}
	diags.Append(v.placed(diag.NewErrorDiagnostic(title, detail)))
}

// refuseProblem reports what the client does not accept. The cause of an unknown or a missing value is not the client's
// problem with it.
func (v settingValue) refuseProblem(diags *diag.Diagnostics, problem string) {
	switch {
	case v.unknown:
	case v.value == "":
		v.refuseMissing(diags)
	case v.argument == publicKeyPEM.argument, v.argument == publicKeyPath.argument:
		v.refuse(diags, "Unusable public key", fmt.Sprintf("The public key %s.", problem))
	default:
		v.refuse(diags, "Invalid "+v.argument, fmt.Sprintf("%s %s.", v.argument, problem))
	}
}

// placed points a diagnostic at the argument, unless that is written out with a secret: the CLI prints the source of an
// argument that a diagnostic points at.
func (v settingValue) placed(d diag.Diagnostic) diag.Diagnostic {
	if v.hasSecretSource() {
		return d
	}
	return diag.WithPath(path.Root(v.argument), d)
}

// refuseSecret refuses a value that is a client secret, and reports whether it did.
func (v settingValue) refuseSecret(diags *diag.Diagnostics) bool {
	if !v.isMisplacedSecret() {
		return false
	}
	v.refuse(diags, "", "")
	return true
}

// isMisplacedSecret reports whether the value is a client secret, in an argument whose value messages may quote.
func (v settingValue) isMisplacedSecret() bool { return !v.secret && hasSecretMark(v.value) }

// misplacedSecret returns the detail of that error. It does not name the prefix of secrets, so that nobody who searches
// a log for secrets finds it.
func (v settingValue) misplacedSecret() string {
	what := "contains a client secret"
	if strings.HasPrefix(plainText(v.value), secretMark) {
		what = "holds a client secret: it starts with the prefix of one"
	}
	swapped := ""
	if v.argument == clientID.argument {
		swapped = "Set the client id here, and the client secret as client_secret. They may be swapped. "
	}
	return fmt.Sprintf("%s %s. %sThe value is not shown.", v.argument, what, swapped)
}

// hasSecretSource reports whether the provider block may contain a secret in this argument.
func (v settingValue) hasSecretSource() bool {
	password := strings.ContainsAny(v.value, "@?") // as in https://user:password@host, and in a query
	return !v.fromEnv && (v.secret || password || isKeyText(v.value) || hasSecretMark(v.value))
}

// quoted returns the value for a message, unless it is the text of a key or a client secret. No message of the provider
// block shows a value in another way.
func (v settingValue) quoted() string {
	switch {
	case isKeyText(v.value):
		return "the text of a key"
	case hasSecretMark(v.value):
		return "a client secret"
	default:
		return grammar.Quote(v.value)
	}
}

// secretMark is what client secrets of Cashfree start with.
const secretMark = "cfsk_"

// hasSecretMark reports whether a text contains a client secret, however it is written.
func hasSecretMark(text string) bool { return strings.Contains(plainText(text), secretMark) }

// plainText returns a text in small letters, without characters that nobody sees and in the usual form of the others.
func plainText(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || !unicode.IsGraphic(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKC.String(text))
}

// refuseMissing reports that a required setting has no value.
func (v settingValue) refuseMissing(diags *diag.Diagnostics) {
	diags.AddAttributeError(path.Root(v.argument), "Missing "+v.argument,
		fmt.Sprintf("Calls to Cashfree Payouts need it. Set the provider argument %s or the environment variable %s. "+
			"Create client id and client secret in Cashfree's Payouts dashboard under Developers, API Keys. "+
			"The keys of the payment gateway do not work.", v.argument, v.Variable()))
}

// clientSettings are the values that the client checks, by its own names for them.
type clientSettings map[string]settingValue

// refuse reports each problem of the client's configuration on the argument that it came from.
func (c clientSettings) refuse(err error, diags *diag.Diagnostics) {
	errs, ok := errors.AsType[payouts.ConfigErrors](err)
	if err != nil && !ok {
		diags.AddError("Cannot set up the Cashfree client", err.Error())
	}
	for _, one := range errs {
		if one.IsProxy() {
			diags.Append(proxyError(one))
			continue
		}
		value, ok := c[one.Field]
		if !ok { // such as the user agent, which no argument sets
			diags.AddError("Cannot set up the Cashfree client", one.Error()+".")
			continue
		}
		value.refuseProblem(diags, one.Problem)
	}
}

// proxyError is the error of a proxy variable that cannot be used. It does not show the value, which may contain a
// password.
func proxyError(problem *payouts.ConfigError) diag.Diagnostic {
	return diag.NewErrorDiagnostic("Unusable proxy setting", providerdata.Paragraphs(
		fmt.Sprintf("The environment variable %s.", problem.Error()),
		"Nothing was sent: no call to Cashfree bypasses a proxy that is set. The value is not shown, because it may contain a password.",
		providerdata.ProxyEncoding+" Or add the host of the API to NO_PROXY, if this machine may call it directly.",
		providerdata.AnchorProxy.More()))
}
