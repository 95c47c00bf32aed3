package provider

import (
	"context"
	"crypto/rsa"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"os"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/types"

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

// Where Cashfree serves the two generations of the API
// (https://www.cashfree.com/docs/api-reference/payouts/v1/end-points.md).
var (
	v2Hosts = map[string]string{
		"sandbox":    "https://sandbox.cashfree.com/payout",
		"production": "https://api.cashfree.com/payout",
	}
	v1Hosts = map[string]string{
		"sandbox":    "https://payout-gamma.cashfree.com/payout",
		"production": "https://payout-api.cashfree.com/payout",
	}
)

// Defaults of the provider block, as its documentation states them.
const (
	defaultEnvironment = "sandbox"
	defaultTimeout     = 30 * time.Second
	defaultRetries     = 4
	defaultConcurrency = 10
	shortestSecret     = 16 // characters of a fingerprint_key: a shorter one could be guessed
)

// Configure makes the client and calls nothing. Every bad value is reported on its own argument, all at once.
func (p *cashfreeProvider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	var model providerModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	data := p.newData(model, req.TerraformVersion, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	p.data = data
	resp.ResourceData = data
	resp.DataSourceData = data
	resp.EphemeralResourceData = data
	resp.ListResourceData = data
}

// newData makes the data of a run from the provider block. It reads the environment and the key file, and no network.
func (p *cashfreeProvider) newData(model providerModel, terraformVersion string, diags *diag.Diagnostics) *providerdata.Data {
	getenv := p.options.Getenv
	config := payouts.Config{
		MaxRetries:            whole(model.MaxRetries, defaultRetries),
		MaxConcurrentRequests: whole(model.MaxConcurrentRequests, defaultConcurrency),
		RequestsPerMinute:     whole(model.RequestsPerMinute, 0),
		UserAgent:             fmt.Sprintf("terraform-provider-cashfree/%s Terraform/%s", p.options.Version, terraformVersion),
		Logger:                slog.New(logHandler{}),
		Now:                   p.options.Now,
		Random:                p.options.Random,
	}
	config.Environment = readEnvironment(environment.find(model.Environment, getenv), diags)
	config.APIVersion = readAPIVersion(model.APIVersion, diags)
	config.RequestTimeout = readTimeout(model.RequestTimeout, diags)
	config.BaseURL, config.V1BaseURL = readBaseURLs(
		baseURL.find(model.BaseURL, getenv), v1BaseURL.find(model.V1BaseURL, getenv), config.Environment, diags)
	config.ClientID = readCredential(clientID.find(model.ClientID, getenv), diags)
	config.ClientSecret = readCredential(clientSecret.find(model.ClientSecret, getenv), diags)
	config.PublicKey = readPublicKey(model, config.ClientID, getenv, diags)
	egress := readEgressIP(egressIP.find(model.EgressIP, getenv), diags)
	secret := readFingerprintKey(fingerprintKey.find(model.FingerprintKey, getenv), diags)

	settings := providerdata.Settings{
		Unknown:            model.unknown(),
		AdoptExisting:      model.AdoptExisting.ValueBool(),
		KeepAccountNumbers: !model.AccountNumbersInState.Equal(types.BoolValue(false)),
		Concurrency:        config.MaxConcurrentRequests,
		PublicKey:          config.PublicKey,
		Production:         config.Environment == "production",
		Egress:             egress,
		Getenv:             getenv,
		Wait:               p.options.Wait,
	}
	if diags.HasError() {
		return nil
	}
	if secret == "" && !model.FingerprintKey.IsUnknown() {
		secret = config.ClientSecret
	}
	if secret != "" {
		var err error
		if settings.Fingerprints, err = providerdata.NewFingerprinter(secret); err != nil {
			diags.AddError("Cannot make fingerprints", err.Error())
		}
	}
	if len(settings.Unknown) > 0 {
		return providerdata.New(settings)
	}
	client, err := p.options.NewClient(config)
	if err != nil {
		diags.AddError("Cannot set up the Cashfree client", err.Error())
		return nil
	}
	settings.Client = client
	return providerdata.New(settings)
}

// unknown names the arguments whose values are not known yet.
func (m providerModel) unknown() []string {
	arguments := []struct {
		name  string
		value attr.Value
	}{
		{"environment", m.Environment},
		{"client_id", m.ClientID},
		{"client_secret", m.ClientSecret},
		{"public_key_pem", m.PublicKeyPEM},
		{"public_key_path", m.PublicKeyPath},
		{"base_url", m.BaseURL},
		{"v1_base_url", m.V1BaseURL},
		{"api_version", m.APIVersion},
		{"egress_ip", m.EgressIP},
		{"request_timeout", m.RequestTimeout},
		{"max_retries", m.MaxRetries},
		{"max_concurrent_requests", m.MaxConcurrentRequests},
		{"requests_per_minute", m.RequestsPerMinute},
		{"adopt_existing", m.AdoptExisting},
		{"account_numbers_in_state", m.AccountNumbersInState},
		{"fingerprint_key", m.FingerprintKey},
	}
	var names []string
	for _, argument := range arguments {
		if argument.value.IsUnknown() {
			names = append(names, argument.name)
		}
	}
	return names
}

func readCredential(f chosen, diags *diag.Diagnostics) string {
	if f.unknown {
		return ""
	}
	if f.value == "" {
		f.missing(diags)
		return ""
	}
	if err := payouts.CheckHeaderValue(f.argument, f.value); err != nil {
		f.refuse(diags, "Unusable "+f.argument, err.Error()+".")
	}
	return f.value
}

func readAPIVersion(value types.String, diags *diag.Diagnostics) string {
	version := strings.TrimSpace(value.ValueString())
	if version == "" {
		return payouts.APIVersion
	}
	if err := payouts.CheckHeaderValue("api_version", version); err != nil {
		inBlock("api_version", version).refuse(diags, "Invalid api_version", err.Error()+".")
	}
	return version
}

func readEnvironment(f chosen, diags *diag.Diagnostics) string {
	if f.unknown {
		return ""
	}
	if f.value == "" {
		return defaultEnvironment
	}
	if _, known := v2Hosts[f.value]; !known {
		f.refuse(diags, "Unknown environment", fmt.Sprintf(
			"%s is neither \"sandbox\", which is the default, nor \"production\".", f.quoted()))
	}
	return f.value
}

func readTimeout(value types.String, diags *diag.Diagnostics) time.Duration {
	text := strings.TrimSpace(value.ValueString())
	if text == "" {
		return defaultTimeout
	}
	timeout, err := time.ParseDuration(text)
	if err != nil || timeout <= 0 {
		given := inBlock("request_timeout", text)
		given.refuse(diags, "Invalid request_timeout", given.quoted()+" is not a positive duration such as \"30s\" or \"1m30s\".")
		return defaultTimeout
	}
	return timeout
}

// readBaseURLs lets one base_url serve both generations of the API, as Cashfree's own hosts do.
func readBaseURLs(v2, v1 chosen, name string, diags *diag.Diagnostics) (string, string) {
	checkBaseURL(v2, diags)
	checkBaseURL(v1, diags)
	switch {
	case v2.value == "" && v1.value == "":
		return v2Hosts[name], v1Hosts[name]
	case v2.value == "":
		return v2Hosts[name], v1.value
	case v1.value == "":
		return v2.value, v2.value
	default:
		return v2.value, v1.value
	}
}

func checkBaseURL(f chosen, diags *diag.Diagnostics) {
	if f.value == "" {
		return
	}
	if err := payouts.CheckBaseURL(f.argument, f.value); err != nil {
		f.refuse(diags, "Invalid "+f.argument, err.Error()+".")
	}
}

// readPublicKey takes the key from wherever it is. A key that is named and cannot be used is an error and never a
// silent return to calls without a signature.
func readPublicKey(model providerModel, client string, getenv func(string) string, diags *diag.Diagnostics) *rsa.PublicKey {
	text, file := publicKeyPEM.find(model.PublicKeyPEM, getenv), publicKeyPath.find(model.PublicKeyPath, getenv)
	if text.value != "" && file.value != "" {
		switch {
		case file.fromEnv && !text.fromEnv: // the block speaks before the environment
			file.value = ""
		case text.fromEnv && !file.fromEnv:
			text.value = ""
		default:
			file.refuse(diags, "Two public keys", fmt.Sprintf("Both %s and %s are set. Keep one.", text.source(), file.source()))
			return nil
		}
	}
	if isKeyText(file.value) {
		file.refuse(diags, "A key in place of its path", keyIsNoPlace+" Or set "+publicKeyPEM.argument+".")
		return nil
	}
	if file.value != "" {
		content, err := os.ReadFile(file.value)
		if err != nil {
			if failed, ok := errors.AsType[*os.PathError](err); ok {
				err = failed.Err
			}
			file.refuse(diags, "Cannot read the public key", fmt.Sprintf("%s: %v.", file.value, err))
			return nil
		}
		return parseKey(file, string(content), client, diags)
	}
	if text.value == "" {
		return nil
	}
	return parseKey(text, text.value, client, diags)
}

func parseKey(f chosen, text, client string, diags *diag.Diagnostics) *rsa.PublicKey {
	key, err := payouts.ParsePublicKey(text)
	if err != nil {
		f.refuse(diags, "Unusable public key", fmt.Sprintf("%v. Download the key from Cashfree's dashboard under Payouts, "+
			"Developers, Two-Factor Authentication, Public Key, and pass that file as it is.", err))
		return nil
	}
	if err := payouts.CheckSigning(key, client); err != nil {
		f.refuse(diags, "Unusable public key", err.Error()+".")
		return nil
	}
	if short, warning := shortKey(key); short {
		diags.Append(f.placed(warning))
	}
	return key
}

func readEgressIP(f chosen, diags *diag.Diagnostics) netip.Addr {
	if f.value == "" {
		return netip.Addr{}
	}
	address, err := grammar.ParsePublicIPv4(f.value)
	if err != nil {
		detail := err.Error()
		if isKeyText(f.value) {
			detail = f.quoted() + " is not an IP address. " + grammar.IPv4Rule
		}
		f.refuse(diags, "Invalid egress_ip", detail)
	}
	return address
}

func readFingerprintKey(f chosen, diags *diag.Diagnostics) string {
	if f.value != "" && len(f.value) < shortestSecret {
		f.refuse(diags, "Short fingerprint_key", fmt.Sprintf(
			"It has %d characters. With fewer than %d, account numbers could be guessed from their fingerprints. "+
				"Make one with `openssl rand -hex 32`.", len(f.value), shortestSecret))
	}
	return f.value
}
