package provider

import (
	"context"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// idle is a resource with the schema of a beneficiary that does nothing: what the framework costs by itself.
type idle struct{ beneficiary beneficiaryResource }

var (
	_ resource.Resource             = (*idle)(nil)
	_ resource.ResourceWithIdentity = (*idle)(nil)
)

func (i *idle) Metadata(ctx context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	i.beneficiary.Metadata(ctx, req, resp)
}

func (i *idle) Schema(ctx context.Context, req resource.SchemaRequest, resp *resource.SchemaResponse) {
	i.beneficiary.Schema(ctx, req, resp)
}

func (i *idle) IdentitySchema(ctx context.Context, req resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	i.beneficiary.IdentitySchema(ctx, req, resp)
}

func (i *idle) Create(context.Context, resource.CreateRequest, *resource.CreateResponse) {}
func (i *idle) Read(context.Context, resource.ReadRequest, *resource.ReadResponse)       {}
func (i *idle) Update(context.Context, resource.UpdateRequest, *resource.UpdateResponse) {}
func (i *idle) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}

// idleProvider has the idle resource under the same name.
type idleProvider struct{ cashfreeProvider }

var _ provider.Provider = (*idleProvider)(nil)

func (p *idleProvider) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{func() resource.Resource { return &idle{} }}
}

// BenchmarkSingle compares a plan with refresh of one beneficiary with what the framework alone costs for its schema.
// The read of the real one makes a call to the simulator.
func BenchmarkSingle(b *testing.B) {
	_, base := startSimulator(b, testOptions())
	block := providerFor(base, nil)
	ours := newCore(b, block)
	known := ours.create(asha())
	still := *ours
	still.server = providerserver.NewProtocol6(&idleProvider{*newProvider(impatient())})()
	configure(b, still.server, ours.schemas, block)
	for name, c := range map[string]*core{"beneficiary": ours, "idle": &still} {
		b.Run(name, func(b *testing.B) {
			config := valueOf(b, c.objects, asha())
			b.ReportAllocs()
			for b.Loop() {
				refreshed, diags := c.refresh(known)
				p := c.planOnce(refreshed, config)
				if hasErrors(diags) || hasErrors(p.diags) || action(p) != "none" {
					b.Fatal(text(diags), text(p.diags), action(p))
				}
			}
		})
	}
}

func configure(b *testing.B, server tfprotov6.ProviderServer, schemas *tfprotov6.GetProviderSchemaResponse, block object) {
	b.Helper()
	typ := schemas.Provider.ValueType()
	_, err := server.ConfigureProvider(b.Context(), &tfprotov6.ConfigureProviderRequest{Config: dynamic(b, typ, valueOf(b, typ, block))})
	must(b, err)
}
