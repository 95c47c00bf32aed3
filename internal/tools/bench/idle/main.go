// Command idle is a provider that does nothing. Its resources have the schemas of a beneficiary and of a set, so they
// cost the least that resources of these schemas can cost in the real CLI. As in the real provider, the beneficiary is
// on terraform-plugin-framework and the set on terraform-plugin-go.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	providerschema "github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	cashfree "github.com/cashfree-community/terraform-provider-cashfree/internal/provider"
)

const typeName = "cashfree_payout_beneficiary"

func main() {
	server, err := newServer(context.Background())
	if err == nil {
		err = tf6server.Serve("registry.terraform.io/"+cashfree.Address, func() tfprotov6.ProviderServer { return server })
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "idle:", err)
		os.Exit(1)
	}
}

// newServer copies the schemas from the real provider, so that they stay equal.
func newServer(ctx context.Context) (tfprotov6.ProviderServer, error) {
	schemas, err := cashfree.Server(cashfree.Options{})().GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		return nil, err
	}
	framework := providerserver.NewProtocol6(idleProvider{schemas.ResourceSchemas[typeName]})()
	return setServer{ProviderServer: framework, schema: schemas.ResourceSchemas[setTypeName]}, nil
}

type idleProvider struct{ beneficiary *tfprotov6.Schema }

func (idleProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "cashfree"
}

// Schema has the only argument that the configurations of the benchmark set.
func (idleProvider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = providerschema.Schema{Attributes: map[string]providerschema.Attribute{
		"max_concurrent_requests": providerschema.Int64Attribute{Optional: true},
	}}
}

func (idleProvider) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {
}

func (idleProvider) DataSources(context.Context) []func() datasource.DataSource { return nil }

func (p idleProvider) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{func() resource.Resource { return &idle{p.beneficiary} }}
}

// idle has the schema of the beneficiary.
type idle struct{ schema *tfprotov6.Schema }

func (*idle) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = typeName
}

func (i *idle) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{Attributes: attributes(i.schema.Block.Attributes)}
}

func attributes(list []*tfprotov6.SchemaAttribute) map[string]schema.Attribute {
	all := make(map[string]schema.Attribute, len(list))
	for _, a := range list {
		if a.NestedType != nil {
			all[a.Name] = schema.SingleNestedAttribute{
				Required: a.Required, Optional: a.Optional, MarkdownDescription: a.Description,
				Attributes: attributes(a.NestedType.Attributes),
			}
			continue
		}
		text := schema.StringAttribute{
			Required: a.Required, Optional: a.Optional, Computed: a.Computed, Sensitive: a.Sensitive, WriteOnly: a.WriteOnly,
			MarkdownDescription: a.Description,
		}
		if a.Computed {
			text.PlanModifiers = []planmodifier.String{stringplanmodifier.UseStateForUnknown()}
		}
		all[a.Name] = text
	}
	return all
}

func (*idle) IdentitySchema(
	_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse,
) {
	resp.IdentitySchema = identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		"beneficiary_id": identityschema.StringAttribute{RequiredForImport: true},
	}}
}

// Create fills in unknown values, since Terraform demands known ones.
func (*idle) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	fill := func(_ *tftypes.AttributePath, value tftypes.Value) (tftypes.Value, error) {
		if value.IsKnown() {
			return value, nil
		}
		return tftypes.NewValue(value.Type(), "idle"), nil
	}
	known, err := tftypes.Transform(req.Plan.Raw, fill)
	if err != nil {
		resp.Diagnostics.AddError("Plan not readable", err.Error())
		return
	}
	resp.State.Raw = known
	var id types.String
	resp.Diagnostics.Append(req.Plan.GetAttribute(ctx, path.Root("beneficiary_id"), &id)...)
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("beneficiary_id"), id)...)
}

// Read sets the identity, which the framework demands on CLIs that store none.
func (*idle) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	if !resp.Identity.Raw.IsFullyNull() {
		return
	}
	var id types.String
	resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root("beneficiary_id"), &id)...)
	resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root("beneficiary_id"), id)...)
}

func (*idle) Update(context.Context, resource.UpdateRequest, *resource.UpdateResponse) {}
func (*idle) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}
