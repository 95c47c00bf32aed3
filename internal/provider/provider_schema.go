package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

func (p *cashfreeProvider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Manages the setup of Cashfree Payouts: beneficiaries, and records of what only the dashboard can " +
			"change. It never moves money.",
		Attributes: map[string]schema.Attribute{
			"environment": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: environment.describe(fmt.Sprintf(
					"`sandbox` or `production`. Default: `%s`. Production must be set explicitly.", defaultEnvironment)),
			},
			"client_id": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: clientID.describe(
					"Client id of a Payouts API key. It is not a secret; Cashfree's support asks for it. A value that starts with `cfsk_` " +
						"is a client secret: it is refused and not shown. Required."),
			},
			"client_secret": schema.StringAttribute{
				Optional:            true,
				Sensitive:           true,
				MarkdownDescription: clientSecret.describe("Client secret of the same API key. Required."),
			},
			"public_key_pem": schema.StringAttribute{
				Optional:  true,
				Sensitive: true,
				MarkdownDescription: publicKeyPEM.describe(
					"The 2FA public key from Cashfree's dashboard, as PEM text. With it, calls are signed. If the dashboard's method is " +
						"Public Key, signed calls are accepted from any address. It is sensitive: anyone with the key and the " +
						"client secret can sign. Literal `\\n` and extra white space are accepted. Conflicts with " +
						"`public_key_path`."),
			},
			"public_key_path": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: publicKeyPath.describe("Path of a file with the 2FA public key. Conflicts with `public_key_pem`."),
			},
			"base_url": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: baseURL.describe(
					"Base URL of version 2 of the API, with its path such as `/payout`, for a simulator or a gateway. Default: " +
						"`" + v2BaseURLs["sandbox"] + "` or `" + v2BaseURLs["production"] + "` by environment. Plain `http` is accepted " +
						"only if the host is a loopback address or resolves to one. Calls go through the proxy in `HTTPS_PROXY`, " +
						"unless `NO_PROXY` lists the host."),
			},
			"v1_base_url": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: v1BaseURL.describe(
					"Base URL of version 1 of the API, which only the balance and tokens need. Default: `base_url` if that is set, else " +
						"`" + v1BaseURLs["sandbox"] + "` or `" + v1BaseURLs["production"] + "` by environment."),
			},
			"api_version": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: fmt.Sprintf("Value of the header `x-api-version`. Default: `%s`, the only one that is known to work.",
					payouts.APIVersion),
			},
			"egress_ip": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: egressIP.describe(
					"The public IPv4 address that this run calls from, if the pipeline knows it."),
			},
			"request_timeout": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: fmt.Sprintf(
					"Time limit of one HTTP request and its answer, such as `30s`. Each retry has its own. A silent connection is closed after "+
						"half of this time, so that a read can succeed on another one. Default: `%s`.", payouts.DefaultRequestTimeout),
			},
			"max_retries": schema.NumberAttribute{
				Optional: true,
				MarkdownDescription: fmt.Sprintf("How many times a call that can safely be repeated is sent again, from 0 to 20. "+
					"Default: %d.", defaultMaxRetries),
				Validators: []validator.Number{wholeNumber{0, 20}},
			},
			"max_concurrent_requests": schema.NumberAttribute{
				Optional: true,
				MarkdownDescription: fmt.Sprintf("How many requests this provider block makes at a time, from 1 to 100. "+
					"Default: %d.", payouts.DefaultMaxConcurrentRequests),
				Validators: []validator.Number{wholeNumber{1, 100}},
			},
			"requests_per_minute": schema.NumberAttribute{
				Optional: true,
				MarkdownDescription: "Maximum number of requests in a minute. Default: none. The provider also respects Cashfree's " +
					"own limits.",
				Validators: []validator.Number{wholeNumber{1, 1_000_000}},
			},
			"adopt_existing": schema.BoolAttribute{
				Optional: true,
				MarkdownDescription: adoptExisting.describe("Whether resources take over payees that already exist with exactly the planned " +
					"content. Each one is named in a warning. With `false`, they are an error. A payee with other content is never taken over " +
					"or overwritten. Default: `false`."),
			},
			"account_numbers_in_state": schema.BoolAttribute{
				Optional: true,
				MarkdownDescription: "Whether the state may have account numbers. With `false`, it has their last four digits and a " +
					"fingerprint, and you must use `bank_account_number_wo` in place of `bank_account_number`. Default: " +
					"`true`.",
			},
			"fingerprint_key": schema.StringAttribute{
				Optional:  true,
				Sensitive: true,
				MarkdownDescription: fingerprintKey.describe(fmt.Sprintf(
					"Secret text of at least %d characters, from which the key of the fingerprints is derived. Default: the client "+
						"secret. Set it if the client secret is rotated, or if pipelines with different API keys share a state.", minSecretLength)),
			},
		},
	}
}
