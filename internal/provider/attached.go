package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/resource"
)

// Whatever talks to Cashfree embeds one of these, which take over the connection of the provider block.
type (
	attachedResource   struct{ conn *connection }
	attachedDataSource struct{ conn *connection }
	attachedEphemeral  struct{ conn *connection }
)

// Configure makes it a resource.ResourceWithConfigure.
func (a *attachedResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	a.conn = connected(req.ProviderData, &resp.Diagnostics)
}

// Configure makes it a datasource.DataSourceWithConfigure.
func (a *attachedDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	a.conn = connected(req.ProviderData, &resp.Diagnostics)
}

// Configure makes it an ephemeral.EphemeralResourceWithConfigure.
func (a *attachedEphemeral) Configure(_ context.Context, req ephemeral.ConfigureRequest, resp *ephemeral.ConfigureResponse) {
	a.conn = connected(req.ProviderData, &resp.Diagnostics)
}

// connected takes what Configure left for a resource or data source. Nil means that the provider is not configured, as
// while validating, and is no error.
func connected(data any, diags *diag.Diagnostics) *connection {
	if data == nil {
		return nil
	}
	c, ok := data.(*connection)
	if !ok {
		diags.AddError("Unexpected provider data",
			fmt.Sprintf("Expected *connection and got %T. This is a defect of the provider; please report it.", data))
		return nil
	}
	return c
}
