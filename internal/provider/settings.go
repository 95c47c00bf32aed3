package provider

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// variablePrefix starts the name of every environment variable that the provider reads.
const variablePrefix = "CASHFREE_PAYOUT_"

// setting is a provider argument that an environment variable can stand in for.
type setting struct {
	argument string
	variable string // without the prefix
	secret   bool   // whether its value must be shown nowhere
}

// The settings that can come from the environment: this table drives reading, documentation and tests.
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

	settings = []setting{
		clientID, clientSecret, environment, publicKeyPEM, publicKeyPath, baseURL, v1BaseURL, egressIP, fingerprintKey,
	}
)

// Variable is the full name of the environment variable.
func (s setting) Variable() string { return variablePrefix + s.variable }

// documented adds to a description where else the value may come from.
func (s setting) documented(description string) string {
	return fmt.Sprintf("%s May also come from the environment variable `%s`.", description, s.Variable())
}

// chosen is a setting's value and where it was chosen, for messages.
type chosen struct {
	setting
	value   string
	fromEnv bool
	unknown bool
}

// find takes the argument where it is set, else the environment variable. The empty string counts as not set, so that
// a module can pass a variable through whose default is "".
func (s setting) find(argument types.String, getenv func(string) string) chosen {
	if argument.IsUnknown() {
		return chosen{setting: s, unknown: true}
	}
	if value := strings.TrimSpace(argument.ValueString()); value != "" {
		return chosen{setting: s, value: value}
	}
	value := strings.TrimSpace(getenv(s.Variable()))
	return chosen{setting: s, value: value, fromEnv: value != ""}
}

// inBlock is the value of an argument that no environment variable stands in for.
func inBlock(argument, value string) chosen {
	return chosen{setting: setting{argument: argument}, value: value}
}

// source names where the value came from.
func (f chosen) source() string {
	if f.fromEnv {
		return "environment variable " + f.Variable()
	}
	return "provider argument " + f.argument
}

// refuse reports a bad value, whichever of the two places it came from.
func (f chosen) refuse(diags *diag.Diagnostics, summary, detail string) {
	if f.fromEnv || f.writtenOut() {
		detail = fmt.Sprintf("%s\n\nThe value came from the %s.", detail, f.source())
	}
	diags.Append(f.placed(diag.NewErrorDiagnostic(summary, detail)))
}

// placed points a diagnostic at the argument, unless its value holds a secret of the block: the CLI prints the source of an
// argument that is to blame, where the secret may be written out.
func (f chosen) placed(d diag.Diagnostic) diag.Diagnostic {
	if f.writtenOut() {
		return d
	}
	return diag.WithPath(path.Root(f.argument), d)
}

func (f chosen) writtenOut() bool {
	password := strings.ContainsAny(f.value, "@?") // as in https://user:password@host, and in a query
	return !f.fromEnv && (f.secret || password || isKeyText(f.value))
}

// quoted is the value in a message, unless that is a key in a wrong place.
func (f chosen) quoted() string {
	if isKeyText(f.value) {
		return "The text of a key"
	}
	return strconv.Quote(f.value)
}

// missing reports that a required setting has no value.
func (f chosen) missing(diags *diag.Diagnostics) {
	diags.AddAttributeError(path.Root(f.argument), "Missing "+f.argument,
		fmt.Sprintf("Calls to Cashfree Payouts need it. Set the provider argument %s or the environment variable %s. "+
			"The pair of client id and client secret is made in Cashfree's Payouts dashboard under Developers, API Keys; "+
			"those of the payment gateway do not work.", f.argument, f.Variable()))
}
