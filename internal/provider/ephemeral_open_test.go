package provider

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
)

// openEphemeral opens an ephemeral resource without arguments, as plan and apply do.
func openEphemeral(t testing.TB, options Options, block object, typeName string) (tftypes.Value, []*tfprotov6.Diagnostic) {
	t.Helper()
	c, diags := startCore(t, options, block)
	coretest.WantNoErrors(t, diags)
	schemas, err := c.Server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	coretest.Must(t, err)
	typ := schemas.EphemeralResourceSchemas[typeName].ValueType()
	config := coretest.Dynamic(t, typ, coretest.ValueOf(t, typ, object{}))
	valid, err := c.Server.ValidateEphemeralResourceConfig(t.Context(), &tfprotov6.ValidateEphemeralResourceConfigRequest{
		TypeName: typeName, Config: config,
	})
	coretest.Must(t, err)
	coretest.WantNoErrors(t, valid.Diagnostics)
	answer, err := c.Server.OpenEphemeralResource(t.Context(), &tfprotov6.OpenEphemeralResourceRequest{TypeName: typeName, Config: config})
	coretest.Must(t, err)
	if coretest.HasErrors(answer.Diagnostics) {
		return tftypes.Value{}, answer.Diagnostics
	}
	return coretest.Decode(t, typ, answer.Result), answer.Diagnostics
}

// Ephemeral resources are described, and only their secrets are sensitive.
func TestEphemeralResources_Schema(t *testing.T) {
	t.Parallel()
	schemas, err := Server(noWaitOptions())().GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	coretest.Must(t, err)
	for typeName, secret := range map[string]string{signatureType: "signature", tokenType: "token"} {
		block := schemas.EphemeralResourceSchemas[typeName].Block
		if !coretest.ContainsAll(block.Description, []string{"Terraform 1.10", "OpenTofu 1.11"}) {
			t.Errorf("%s: the description is %q", typeName, block.Description)
		}
		for _, attribute := range block.Attributes {
			if attribute.Sensitive != (attribute.Name == secret) || attribute.Description == "" {
				t.Errorf("%s: %s is sensitive: %t; its description is %q", typeName, attribute.Name, attribute.Sensitive, attribute.Description)
			}
		}
	}
}

// Each ephemeral resource is an error while arguments of the provider are not known, and the error says what to do.
func TestEphemeralResources_UnknownCredentials(t *testing.T) {
	t.Parallel()
	for _, typeName := range []string{signatureType, tokenType} {
		block := coretest.ProviderBlock("http://127.0.0.1:1", object{"client_secret": coretest.Unknown{}, "public_key_pem": coretest.Unknown{}})
		_, diags := openEphemeral(t, noWaitOptions(), block, typeName)
		coretest.WantError(t, diags, "", "not known yet", "client_secret, public_key_pem", "-target", "CASHFREE_PAYOUT_CLIENT_SECRET")
	}
}
