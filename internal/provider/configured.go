package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// Every type that calls Cashfree embeds one of these. They hold the data that the provider's Configure made. It is nil
// while the provider is not configured, as during validation.
type (
	configuredResource   struct{ data *providerdata.Data }
	configuredDataSource struct{ data *providerdata.Data }
	configuredEphemeral  struct{ data *providerdata.Data }
)

// Configure makes it a resource.ResourceWithConfigure.
func (c *configuredResource) Configure(
	_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse,
) {
	c.data = configuredData(req.ProviderData, &resp.Diagnostics)
}

// Configure makes it a datasource.DataSourceWithConfigure.
func (c *configuredDataSource) Configure(
	_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse,
) {
	c.data = configuredData(req.ProviderData, &resp.Diagnostics)
}

// Configure makes it an ephemeral.EphemeralResourceWithConfigure.
func (c *configuredEphemeral) Configure(
	_ context.Context, req ephemeral.ConfigureRequest, resp *ephemeral.ConfigureResponse,
) {
	c.data = configuredData(req.ProviderData, &resp.Diagnostics)
}

func configuredData(providerData any, diags *diag.Diagnostics) *providerdata.Data {
	if providerData == nil {
		return nil
	}
	data, ok := providerData.(*providerdata.Data)
	if !ok {
		diags.AddError("Unexpected provider data",
			fmt.Sprintf("Expected *providerdata.Data, got %T. This is a bug in the provider; please report it.", providerData))
		return nil
	}
	return data
}
