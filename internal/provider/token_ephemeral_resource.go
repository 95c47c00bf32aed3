package provider

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

var _ ephemeral.EphemeralResourceWithConfigure = (*tokenEphemeral)(nil)

type tokenEphemeral struct{ configuredEphemeral }

// NewTokenEphemeralResource returns the ephemeral resource cashfree_payout_token.
func NewTokenEphemeralResource() ephemeral.EphemeralResource { return &tokenEphemeral{} }

type tokenModel struct {
	Token     types.String `tfsdk:"token"`
	ExpiresAt types.String `tfsdk:"expires_at"`
}

func (e *tokenEphemeral) Metadata(_ context.Context, req ephemeral.MetadataRequest, resp *ephemeral.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_payout_token"
}

func (e *tokenEphemeral) Schema(_ context.Context, _ ephemeral.SchemaRequest, resp *ephemeral.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "A bearer token of version 1 of the API, for another tool that calls it. Version 2 has " +
			"no tokens: use `cashfree_payout_signature` for its calls. Cashfree's [own " +
			"pages](https://www.cashfree.com/docs/api-reference/payouts/v1/payouts-api-overview) say that version 1 " +
			"\"will be retired soon\", so build nothing new on it.\n\n" +
			"A plan and its apply each get a token with [`POST " +
			"/payout/v1/authorize`](https://www.cashfree.com/docs/api-reference/payouts/v1/authorize), which the data " +
			"source `cashfree_payout_balance` uses too. Earlier tokens stay valid. No token is stored in a plan or a " +
			"state.\n\n" +
			"According to Cashfree's [older guide](https://dev.cashfree.com/payouts-api), a token works only from the " +
			"IP address that requested it, so use it on the machine that runs the apply." + ephemeralVersions,
		Attributes: map[string]schema.Attribute{
			"token": schema.StringAttribute{
				Computed:  true,
				Sensitive: true,
				MarkdownDescription: "Token for the header `Authorization: Bearer`. It is valid for at least a " +
					"minute, and until `expires_at`: six minutes according to Cashfree's current pages, ten or five " +
					"according to older ones. It allows everything that version 1 of the API can do, including " +
					"payouts.",
			},
			"expires_at": schema.StringAttribute{
				Computed: true,
				MarkdownDescription: "Time from which Cashfree no longer accepts the token, in UTC, such as " +
					"`2026-03-01T10:26:30Z` (RFC 3339). Null if Cashfree's answer did not contain it.",
			},
		},
	}
}

func (e *tokenEphemeral) Open(ctx context.Context, _ ephemeral.OpenRequest, resp *ephemeral.OpenResponse) {
	if !e.data.Ready() {
		resp.Diagnostics.Append(e.data.NotReady("A bearer token"))
		return
	}
	token, err := e.data.Client().Token(ctx)
	if err != nil {
		resp.Diagnostics.Append(e.data.Failure(ctx, "Cannot get a bearer token", err))
		return
	}
	model := tokenModel{Token: types.StringValue(token.Value)}
	if !token.ExpiresAt.IsZero() {
		model.ExpiresAt = types.StringValue(token.ExpiresAt.Format(time.RFC3339))
	}
	resp.Diagnostics.Append(resp.Result.Set(ctx, &model)...)
}
