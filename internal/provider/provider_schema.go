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
		MarkdownDescription: "Keeps the set-up of Cashfree Payouts in code: beneficiaries, and what the dashboard alone can " +
			"change beside them. It configures payouts and never moves money.",
		Attributes: map[string]schema.Attribute{
			"environment": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: environment.documented(fmt.Sprintf(
					"`sandbox` or `production`. Default: `%s`; production must be asked for.", defaultEnvironment)),
			},
			"client_id": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: clientID.documented(
					"Client id of a Payouts API key. Not a secret; Cashfree's support asks for it. Required."),
			},
			"client_secret": schema.StringAttribute{
				Optional:            true,
				Sensitive:           true,
				MarkdownDescription: clientSecret.documented("Client secret of the same API key. Required."),
			},
			"public_key_pem": schema.StringAttribute{
				Optional:  true,
				Sensitive: true,
				MarkdownDescription: publicKeyPEM.documented(
					"The 2FA public key from Cashfree's dashboard, as PEM text. Turns signatures on: with them calls are accepted " +
						"from any address, where the method Public Key is chosen in the dashboard. Whoever has it together with the client secret can sign, hence sensitive. Literal `\\n` " +
						"and stray white space are repaired. Conflicts with `public_key_path`."),
			},
			"public_key_path": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: publicKeyPath.documented("Path of a file that holds the 2FA public key. Conflicts with `public_key_pem`."),
			},
			"base_url": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: baseURL.documented(
					"Where version 2 of the API is served, for a simulator or a proxy. Default: " +
						"`" + v2Hosts["sandbox"] + "` or `" + v2Hosts["production"] + "` by environment. Plain `http` is accepted " +
						"for a loopback address only."),
			},
			"v1_base_url": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: v1BaseURL.documented(
					"Where version 1 of the API is served, which the balance needs. Default: `base_url` where that is set, else " +
						"`" + v1Hosts["sandbox"] + "` or `" + v1Hosts["production"] + "` by environment."),
			},
			"api_version": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: fmt.Sprintf("Sent as `x-api-version`. Default: `%s`, the only value that Cashfree documents.",
					payouts.APIVersion),
			},
			"egress_ip": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: egressIP.documented(
					"The public IPv4 address that this run's calls leave from, where the pipeline knows it."),
			},
			"request_timeout": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: fmt.Sprintf(
					"Bound of one HTTP exchange, as a duration such as `30s`. Retries have each their own. Default: `%s`.", defaultTimeout),
			},
			"max_retries": schema.NumberAttribute{
				Optional: true,
				MarkdownDescription: fmt.Sprintf("How often a call that can safely be repeated is sent again after its first attempt, "+
					"0 to 20. Default: %d.", defaultRetries),
				Validators: []validator.Number{wholeNumber{0, 20}},
			},
			"max_concurrent_requests": schema.NumberAttribute{
				Optional: true,
				MarkdownDescription: fmt.Sprintf("How many calls are under way at a time, 1 to 100, over everything that this "+
					"provider block serves. Default: %d.", defaultConcurrency),
				Validators: []validator.Number{wholeNumber{1, 100}},
			},
			"requests_per_minute": schema.NumberAttribute{
				Optional: true,
				MarkdownDescription: "Hard cap on the calls sent in a minute. Default: none. Cashfree's own throttling is obeyed " +
					"whether or not this is set.",
				Validators: []validator.Number{wholeNumber{1, 1_000_000}},
			},
			"adopt_existing": schema.BoolAttribute{
				Optional: true,
				MarkdownDescription: "Whether to take over, with a warning, a beneficiary that exists already with exactly the " +
					"planned content, instead of failing with an `import` block to copy. One with other content is never taken " +
					"over or overwritten. Default: `false`.",
			},
			"account_numbers_in_state": schema.BoolAttribute{
				Optional: true,
				MarkdownDescription: "Whether account numbers may be stored. With `false`, imports and reads keep their last four " +
					"digits and a fingerprint only, and `bank_account_number` is refused in favour of " +
					"`bank_account_number_wo`. Default: `true`.",
			},
			"fingerprint_key": schema.StringAttribute{
				Optional:  true,
				Sensitive: true,
				MarkdownDescription: fingerprintKey.documented(fmt.Sprintf(
					"Secret text of at least %d characters from which the key of account number fingerprints is derived. "+
						"Default: derived from the client secret. Set it to keep fingerprints comparable across rotated secrets and "+
						"across pipelines with different API keys.", shortestSecret)),
			},
		},
	}
}
