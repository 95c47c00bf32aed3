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
			"change. It configures payouts and never moves money.",
		Attributes: map[string]schema.Attribute{
			"environment": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: environment.describe(fmt.Sprintf(
					"`sandbox` or `production`. Default: `%s`. Production must be set explicitly.", defaultEnvironment)),
			},
			"client_id": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: clientID.describe(
					"Client id of a Payouts API key. Not a secret; Cashfree's support asks for it. A value that starts with `cfsk_` is a " +
						"client secret, and is refused without being shown. Required."),
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
					"The 2FA public key from Cashfree's dashboard, as PEM text. Turns signatures on. Signed calls are accepted from " +
						"any address if the method Public Key is chosen in the dashboard. It is sensitive, because whoever has it " +
						"together with the client secret can sign. Literal `\\n` and stray white space are repaired. Conflicts with " +
						"`public_key_path`."),
			},
			"public_key_path": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: publicKeyPath.describe("Path of a file with the 2FA public key. Conflicts with `public_key_pem`."),
			},
			"base_url": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: baseURL.describe(
					"Where version 2 of the API is served, for a simulator or a gateway, with its path, such as `/payout`. Default: " +
						"`" + v2BaseURLs["sandbox"] + "` or `" + v2BaseURLs["production"] + "` by environment. Plain `http` is accepted " +
						"for a loopback address only, which a name such as `localhost` must stand for. Calls go through the proxy " +
						"that `HTTPS_PROXY` names, unless `NO_PROXY` lists the host."),
			},
			"v1_base_url": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: v1BaseURL.describe(
					"Where version 1 of the API is served, which the balance needs. Default: `base_url` if that is set, else " +
						"`" + v1BaseURLs["sandbox"] + "` or `" + v1BaseURLs["production"] + "` by environment."),
			},
			"api_version": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: fmt.Sprintf("Sent as `x-api-version`. Default: `%s`, the only value that Cashfree documents.",
					payouts.APIVersion),
			},
			"egress_ip": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: egressIP.describe(
					"The public IPv4 address that the calls of this run come from, if the pipeline knows it."),
			},
			"request_timeout": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: fmt.Sprintf(
					"Time limit of one HTTP request and its answer, as a duration such as `30s`. Each retry has its own. A connection that goes "+
						"silent is given up after half of it, so that a read succeeds on another one within this time. Default: `%s`.", payouts.DefaultRequestTimeout),
			},
			"max_retries": schema.NumberAttribute{
				Optional: true,
				MarkdownDescription: fmt.Sprintf("How often a call that can safely be repeated is sent again after its first attempt, "+
					"0 to 20. Default: %d.", defaultMaxRetries),
				Validators: []validator.Number{wholeNumber{0, 20}},
			},
			"max_concurrent_requests": schema.NumberAttribute{
				Optional: true,
				MarkdownDescription: fmt.Sprintf("How many requests are under way at a time, 1 to 100, for everything that uses this "+
					"provider block. Default: %d.", payouts.DefaultMaxConcurrentRequests),
				Validators: []validator.Number{wholeNumber{1, 100}},
			},
			"requests_per_minute": schema.NumberAttribute{
				Optional: true,
				MarkdownDescription: "Hard limit on the requests sent in a minute. Default: none. Cashfree's own throttling is obeyed " +
					"in either case.",
				Validators: []validator.Number{wholeNumber{1, 1_000_000}},
			},
			"adopt_existing": schema.BoolAttribute{
				Optional: true,
				MarkdownDescription: adoptExisting.describe("Whether to take over, with a warning, payees that already exist with exactly " +
					"the planned content, by single resources and sets. Otherwise that is an error. One with other content is never taken " +
					"over or overwritten. Default: `false`."),
			},
			"account_numbers_in_state": schema.BoolAttribute{
				Optional: true,
				MarkdownDescription: "Whether account numbers may be stored. With `false`, imports and reads keep their last four " +
					"digits and a fingerprint only, and `bank_account_number` must be replaced by " +
					"`bank_account_number_wo`. Default: `true`.",
			},
			"fingerprint_key": schema.StringAttribute{
				Optional:  true,
				Sensitive: true,
				MarkdownDescription: fingerprintKey.describe(fmt.Sprintf(
					"Secret text of at least %d characters from which the key of account number fingerprints is derived. "+
						"Default: derived from the client secret. Set it to keep fingerprints comparable across rotated secrets and "+
						"across pipelines with different API keys.", minSecretLength)),
			},
		},
	}
}
