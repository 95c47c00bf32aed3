package provider

import (
	"cmp"
	"context"
	"crypto/rsa"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"golang.org/x/mod/semver"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// providerModel is the provider block.
type providerModel struct {
	Environment           types.String `tfsdk:"environment"`
	ClientID              types.String `tfsdk:"client_id"`
	ClientSecret          types.String `tfsdk:"client_secret"`
	PublicKeyPEM          types.String `tfsdk:"public_key_pem"`
	PublicKeyPath         types.String `tfsdk:"public_key_path"`
	BaseURL               types.String `tfsdk:"base_url"`
	V1BaseURL             types.String `tfsdk:"v1_base_url"`
	APIVersion            types.String `tfsdk:"api_version"`
	EgressIP              types.String `tfsdk:"egress_ip"`
	RequestTimeout        types.String `tfsdk:"request_timeout"`
	MaxRetries            types.Number `tfsdk:"max_retries"`
	MaxConcurrentRequests types.Number `tfsdk:"max_concurrent_requests"`
	RequestsPerMinute     types.Number `tfsdk:"requests_per_minute"`
	AdoptExisting         types.Bool   `tfsdk:"adopt_existing"`
	AccountNumbersInState types.Bool   `tfsdk:"account_numbers_in_state"`
	FingerprintKey        types.String `tfsdk:"fingerprint_key"`
}

// The base URLs by environment.
var (
	v2BaseURLs = map[string]string{
		"sandbox":    payouts.SandboxURL,
		"production": payouts.ProductionURL,
	}
	v1BaseURLs = map[string]string{
		"sandbox":    payouts.V1SandboxURL,
		"production": payouts.V1ProductionURL,
	}
)

// Defaults of the provider block that the client does not have itself.
const (
	defaultEnvironment = "sandbox"
	defaultMaxRetries  = 4
)

// minSecretLength is in characters. A shorter fingerprint_key could be guessed.
const minSecretLength = 16

// Configure makes the client, without a network call. Every bad value is reported on its own argument, all at once.
func (p *cashfreeProvider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	var model providerModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	unknown, err := unknownArguments(req.Config.Raw)
	if err != nil {
		resp.Diagnostics.AddError("Cannot read the provider block", err.Error())
	}
	if resp.Diagnostics.HasError() {
		return
	}
	data := p.newData(model, unknown, req.TerraformVersion, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	p.data = data
	resp.ResourceData = data
	resp.DataSourceData = data
	resp.EphemeralResourceData = data
	resp.ListResourceData = data
}

// unknownArguments returns the names of the arguments whose values are not known yet, in alphabetical order.
func unknownArguments(block tftypes.Value) ([]string, error) {
	var arguments map[string]tftypes.Value
	if err := block.As(&arguments); err != nil {
		return nil, err
	}
	var unknown []string
	for name, value := range arguments {
		if !value.IsFullyKnown() {
			unknown = append(unknown, name)
		}
	}
	slices.Sort(unknown)
	return unknown, nil
}

// programOf returns what runs the provider. Terraform sends its version, and Pulumi its name. OpenTofu says that it is
// Terraform 1.13.0, so Terraform 1.13.0 is treated as OpenTofu.
func programOf(version string) providerdata.Program {
	isCore := semver.IsValid("v" + version)
	return providerdata.Program{IsCore: isCore, PlansOnce: isCore && semver.Compare("v"+version, "v1.13.0") <= 0}
}

// newData makes the data of a run from the provider block. It reads the environment and the key file, and no network.
func (p *cashfreeProvider) newData(
	model providerModel, unknown []string, terraformVersion string, diags *diag.Diagnostics,
) *providerdata.Data {
	getenv := p.options.Getenv
	config, from := p.readConfig(model, terraformVersion, diags)
	egress := readEgressIP(egressIP.lookup(model.EgressIP, getenv), diags)
	secret := readFingerprintKey(fingerprintKey.lookup(model.FingerprintKey, getenv), diags)

	adopts := adoptExisting.lookupSwitch(model.AdoptExisting, getenv, diags)

	client, err := p.options.NewClient(config)
	from.refuse(err, diags)
	if config.PublicKey != nil && !isAboutPublicKey(err) {
		warnShortKey(from["PublicKey"], config.PublicKey, diags)
	}
	if diags.HasError() {
		return nil
	}

	shared := providerdata.Settings{
		Unknown:            unknown,
		AdoptExisting:      adopts,
		RefusesAdoption:    model.AdoptExisting.Equal(types.BoolValue(false)),
		KeepAccountNumbers: !model.AccountNumbersInState.Equal(types.BoolValue(false)),
		Concurrency:        config.MaxConcurrentRequests,
		Program:            programOf(terraformVersion),
		PublicKey:          config.PublicKey,
		Production:         config.Environment == "production",
		Egress:             egress,
		Getenv:             getenv,
		Wait:               p.options.Wait,
	}
	if secret == "" && !model.FingerprintKey.IsUnknown() {
		secret = config.ClientSecret
	}
	if secret != "" {
		if shared.Fingerprints, err = providerdata.NewFingerprinter(secret); err != nil {
			diags.AddError("Cannot make fingerprints", err.Error())
		}
	}
	if len(unknown) == 0 {
		shared.Client = client
	}
	return providerdata.New(shared)
}

// readConfig returns the configuration of the client, and where the values in it came from that the client checks.
func (p *cashfreeProvider) readConfig(
	model providerModel, terraformVersion string, diags *diag.Diagnostics,
) (payouts.Config, clientSettings) {
	getenv := p.options.Getenv
	key, keySource := readPublicKey(model, getenv, diags)
	from := clientSettings{
		"ClientID":     clientID.lookup(model.ClientID, getenv),
		"ClientSecret": clientSecret.lookup(model.ClientSecret, getenv),
		"PublicKey":    keySource,
		"BaseURL":      baseURL.lookup(model.BaseURL, getenv),
		"V1BaseURL":    v1BaseURL.lookup(model.V1BaseURL, getenv),
		"APIVersion":   argumentValue("api_version", model.APIVersion),
	}
	// The client accepts a secret in these. The other arguments have values of their own kind.
	for _, argument := range []string{"ClientID", "BaseURL", "V1BaseURL", "APIVersion"} {
		from[argument].refuseSecret(diags)
	}
	config := payouts.Config{
		ClientID:              from["ClientID"].value,
		ClientSecret:          from["ClientSecret"].value,
		PublicKey:             key,
		APIVersion:            from["APIVersion"].value,
		Environment:           readEnvironment(environment.lookup(model.Environment, getenv), diags),
		RequestTimeout:        readTimeout(argumentValue("request_timeout", model.RequestTimeout), diags),
		MaxRetries:            intValue(model.MaxRetries, defaultMaxRetries),
		MaxConcurrentRequests: intValue(model.MaxConcurrentRequests, payouts.DefaultMaxConcurrentRequests),
		RequestsPerMinute:     intValue(model.RequestsPerMinute, 0),
		UserAgent:             fmt.Sprintf("terraform-provider-cashfree/%s Terraform/%s", p.options.Version, terraformVersion),
		Logger:                slog.New(newLogHandler(getenv(LogLevelVariable))),
		Getenv:                getenv,
		Now:                   p.options.Now,
		Random:                p.options.Random,
	}
	config.BaseURL, config.V1BaseURL = chooseBaseURLs(from["BaseURL"].value, from["V1BaseURL"].value, config.Environment)
	return config, from
}

// readEnvironment returns the default for a value that is not known yet, and for a bad one.
func readEnvironment(from settingValue, diags *diag.Diagnostics) string {
	if from.value == "" {
		return defaultEnvironment
	}
	if _, ok := v2BaseURLs[from.value]; !ok {
		from.refuse(diags, "Invalid environment", fmt.Sprintf(
			"environment must be \"sandbox\", which is the default, or \"production\", got %s.", from.quoted()))
		return defaultEnvironment
	}
	return from.value
}

// readTimeout returns 0, which means the client's default, for a timeout that is not set, not known yet, or bad.
func readTimeout(from settingValue, diags *diag.Diagnostics) time.Duration {
	if from.value == "" {
		return 0
	}
	timeout, err := time.ParseDuration(from.value)
	if err != nil || timeout <= 0 {
		from.refuse(diags, "Invalid request_timeout", fmt.Sprintf(
			"request_timeout must be a positive duration such as \"30s\" or \"1m30s\", got %s.", from.quoted()))
		return 0
	}
	return timeout
}

// chooseBaseURLs returns the base URLs for the client. An empty one of version 1 means that base_url serves both
// versions, as Cashfree's own hosts do.
func chooseBaseURLs(v2, v1, name string) (string, string) {
	if v2 == "" {
		return v2BaseURLs[name], cmp.Or(v1, v1BaseURLs[name])
	}
	return v2, v1
}

// readPublicKey reads the key from the argument, the environment or a file. A key that is named and cannot be used is
// an error. It never means calls without a signature.
func readPublicKey(model providerModel, getenv func(string) string, diags *diag.Diagnostics) (*rsa.PublicKey, settingValue) {
	text, file := publicKeyPEM.lookup(model.PublicKeyPEM, getenv), publicKeyPath.lookup(model.PublicKeyPath, getenv)
	if text.value != "" && file.value != "" {
		switch {
		case file.fromEnv && !text.fromEnv: // the block takes precedence over the environment
			file.value = ""
		case text.fromEnv && !file.fromEnv:
			text.value = ""
		default:
			file.refuse(diags, "Two public keys", fmt.Sprintf("Both %s and %s are set. Keep one.", text.source(), file.source()))
			return nil, file
		}
	}
	switch {
	case file.value != "" && file.fromEnv && isKeyText(file.value):
		return parseKey(file, file.value, diags), file
	case file.value != "":
		return parseKeyFile(file, getenv, diags), file
	case text.value == "":
		return nil, text
	case isKeyPath(text.value, getenv):
		return parseKeyFile(text, getenv, diags), text
	case looksLikePath(text.value):
		text.refuse(diags, "Path in place of a key", fmt.Sprintf("The value is a path and not the text of a key, and there is no such file. "+
			"To name the file of the key, set %s or the environment variable %s.", publicKeyPath.argument, publicKeyPath.Variable()))
		return nil, text
	default:
		return parseKey(text, text.value, diags), text
	}
}

// parseKeyFile reads the key from the file that a setting names.
func parseKeyFile(from settingValue, getenv func(string) string, diags *diag.Diagnostics) *rsa.PublicKey {
	if isKeyText(from.value) {
		from.refuse(diags, "Key text in public_key_path", keyIsNoPlace+" Or set "+publicKeyPEM.argument+".")
		return nil
	}
	content, opened, err := readKeyFile(from.value, getenv)
	if err != nil {
		from.refuse(diags, "Cannot read the public key", fmt.Sprintf("Reading %s failed: %v.", from.quoted(), err))
		return nil
	}
	key, err := payouts.ParsePublicKey(content)
	if err != nil {
		from.refuse(diags, "Unusable public key", fmt.Sprintf("The file %s cannot be used: %v.", grammar.Quote(opened), err))
	}
	return key
}

func parseKey(from settingValue, text string, diags *diag.Diagnostics) *rsa.PublicKey {
	key, err := payouts.ParsePublicKey(text)
	if err != nil {
		from.refuse(diags, "Unusable public key", fmt.Sprintf("The public key cannot be used: %v.", err))
	}
	return key
}

// isAboutPublicKey reports whether the client refused the public key.
func isAboutPublicKey(err error) bool {
	errs, _ := errors.AsType[payouts.ConfigErrors](err)
	return slices.ContainsFunc(errs, func(one *payouts.ConfigError) bool { return one.Field == "PublicKey" })
}

func warnShortKey(from settingValue, key *rsa.PublicKey, diags *diag.Diagnostics) {
	if short, warning := shortKey(key); short {
		diags.Append(from.placed(warning))
	}
}

func readEgressIP(from settingValue, diags *diag.Diagnostics) netip.Addr {
	if from.value == "" {
		return netip.Addr{}
	}
	address, err := grammar.ParsePublicIPv4(from.value)
	if err != nil {
		detail := err.Error()
		if isKeyText(from.value) {
			detail = "egress_ip must be an IP address, got the text of a key. " + grammar.IPv4Rule
		}
		from.refuse(diags, "Invalid egress_ip", detail)
	}
	return address
}

func readFingerprintKey(from settingValue, diags *diag.Diagnostics) string {
	if length := utf8.RuneCountInString(from.value); from.value != "" && length < minSecretLength {
		from.refuse(diags, "Short fingerprint_key", fmt.Sprintf(
			"fingerprint_key must have at least %d characters, got %d. With fewer, account numbers could be guessed from their "+
				"fingerprints. Make one with `openssl rand -hex 32`.", minSecretLength, length))
	}
	return from.value
}
