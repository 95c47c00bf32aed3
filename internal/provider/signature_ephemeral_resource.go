package provider

import (
	"context"
	"errors"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

var _ ephemeral.EphemeralResourceWithConfigure = (*signatureEphemeral)(nil)

type signatureEphemeral struct{ configuredEphemeral }

// NewSignatureEphemeralResource returns the ephemeral resource cashfree_payout_signature.
func NewSignatureEphemeralResource() ephemeral.EphemeralResource { return &signatureEphemeral{} }

type signatureModel struct {
	Signature types.String `tfsdk:"signature"`
	ClientID  types.String `tfsdk:"client_id"`
	IssuedAt  types.String `tfsdk:"issued_at"`
	ExpiresAt types.String `tfsdk:"expires_at"`
}

func (s *signatureEphemeral) Metadata(
	_ context.Context, req ephemeral.MetadataRequest, resp *ephemeral.MetadataResponse,
) {
	resp.TypeName = req.ProviderTypeName + "_payout_signature"
}

func (s *signatureEphemeral) Schema(_ context.Context, _ ephemeral.SchemaRequest, resp *ephemeral.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "A new value of the header `X-Cf-Signature`, for another tool that calls Cashfree " +
			"Payouts with the same credentials. The provider makes it with its own public key, without a call: it " +
			"encrypts the client id and the time with RSA-OAEP and SHA-1, as [Cashfree describes " +
			"it](https://www.cashfree.com/docs/api-reference/payouts/v1/authorize).\n\n" +
			"It is the second factor only. A call also needs `x-client-id` and `x-client-secret`. Version 2 of the " +
			"API needs a signature with every call; version 1 needs one to make a bearer token.\n\n" +
			"A plan and its apply each make a signature. Neither is stored in a plan or a state." + ephemeralVersions,
		Attributes: map[string]schema.Attribute{
			"signature": schema.StringAttribute{
				Computed:  true,
				Sensitive: true,
				MarkdownDescription: "Value of the header, in base64 on one line. It does not depend on the request: it is " +
					"valid for any call until it expires.",
			},
			"client_id": schema.StringAttribute{
				Computed: true,
				MarkdownDescription: "Client id in the signature. Send it as `x-client-id`, because Cashfree refuses the " +
					"signature with any other id.",
			},
			"issued_at": schema.StringAttribute{
				Computed: true,
				MarkdownDescription: "Time in the signature, in UTC by the clock of this machine, such as " +
					"`2026-03-01T10:20:30Z` (RFC 3339). Cashfree refuses the signature if the clock is wrong.",
			},
			"expires_at": schema.StringAttribute{
				Computed: true,
				MarkdownDescription: "Ten minutes after `issued_at`, in the same format. No page of Cashfree was found that " +
					"has this figure. Users of the API name it, and Cashfree's own Python SDK uses a signature for six " +
					"minutes. Use it at once.",
			},
		},
	}
}

func (s *signatureEphemeral) Open(ctx context.Context, _ ephemeral.OpenRequest, resp *ephemeral.OpenResponse) {
	const summary = "Cannot make a signature"
	if !s.data.Ready() {
		resp.Diagnostics.Append(s.data.NotReady("A signature"))
		return
	}
	signature, err := s.data.Client().NewSignature()
	switch {
	case errors.Is(err, payouts.ErrNoPublicKey):
		resp.Diagnostics.AddError(summary, providerdata.Paragraphs(
			"The provider \"cashfree\" has no public key. Set its "+
				"argument "+publicKeyPath.argument+" or "+publicKeyPEM.argument+
				", or the environment variable "+publicKeyPath.Variable()+" or "+publicKeyPEM.Variable()+".",
			"Generate the key in Cashfree's dashboard under Payouts, Developers, Two-Factor Authentication, Public "+
				"Key."))
		return
	case err != nil:
		resp.Diagnostics.Append(s.data.Failure(ctx, summary, err))
		return
	}
	resp.Diagnostics.Append(resp.Result.Set(ctx, &signatureModel{
		Signature: types.StringValue(signature.Value),
		ClientID:  types.StringValue(signature.ClientID),
		IssuedAt:  types.StringValue(signature.IssuedAt.Format(time.RFC3339)),
		ExpiresAt: types.StringValue(signature.ExpiresAt.Format(time.RFC3339)),
	})...)
}
