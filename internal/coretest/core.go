// Package coretest is for tests. It plays the part of Terraform core against a provider in the same process: it makes
// the calls of the protocol in the order and with the values that core makes them, so that most behaviour is tested in
// milliseconds.
package coretest

import (
	"context"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Core is a configured provider, and one resource type of it.
type Core struct {
	T        testing.TB
	Server   tfprotov6.ProviderServer // plans and reads
	Schemas  *tfprotov6.GetProviderSchemaResponse
	TypeName string
	Type     tftypes.Object // of the resource type

	schema *tfprotov6.Schema
	// applying returns the server that applies: core starts a new process for each phase.
	applying func(testing.TB) tfprotov6.ProviderServer
}

// Instance is what a state file holds of one resource instance.
type Instance struct {
	State    tftypes.Value
	Private  []byte
	Identity *tfprotov6.ResourceIdentityData
}

// Get returns an attribute by its path, such as "instrument.bank_ifsc": nil where it is null, [Unknown] where it is
// unknown.
func (i *Instance) Get(name string) any { return Plain(At(i.State, name)) }

// Start configures a provider as core does before any other call. It returns the diagnostics of that.
func Start(
	t testing.TB, newServer func() tfprotov6.ProviderServer, block Object, typeName string,
) (*Core, []*tfprotov6.Diagnostic) {
	t.Helper()
	server, schemas, diags := configure(t, newServer, block)
	var once sync.Once
	var second tfprotov6.ProviderServer
	c := &Core{T: t, Server: server, Schemas: schemas, applying: func(t testing.TB) tfprotov6.ProviderServer {
		t.Helper()
		once.Do(func() { second, _, _ = configure(t, newServer, block) })
		return second
	}}
	return c.Of(typeName), diags
}

func configure(
	t testing.TB, newServer func() tfprotov6.ProviderServer, block Object,
) (tfprotov6.ProviderServer, *tfprotov6.GetProviderSchemaResponse, []*tfprotov6.Diagnostic) {
	t.Helper()
	server := newServer()
	schemas, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	Must(t, err)
	WantNoErrors(t, schemas.Diagnostics)
	providerType := schemas.Provider.ValueType()
	answer, err := server.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{
		TerraformVersion: "1.11.4",
		Config:           Dynamic(t, providerType, ValueOf(t, providerType, block)),
	})
	Must(t, err)
	return server, schemas, answer.Diagnostics
}

// Of returns the same provider with another resource type.
func (c *Core) Of(typeName string) *Core {
	other := *c
	schema, known := c.Schemas.ResourceSchemas[typeName]
	if !known {
		c.T.Fatalf("the provider has no resource type %q", typeName)
	}
	object, ok := schema.ValueType().(tftypes.Object)
	if !ok {
		c.T.Fatalf("the type of %s is %s", typeName, schema.ValueType())
	}
	other.TypeName, other.schema, other.Type = typeName, schema, object
	return &other
}

// InOneProcess returns the same provider as under a debugger, where one process serves all phases of a run, and several
// runs.
func (c *Core) InOneProcess() *Core {
	one := *c
	one.applying = func(testing.TB) tfprotov6.ProviderServer { return c.Server }
	return &one
}

// With returns the same provider type with another server that plans and reads.
func (c *Core) With(server tfprotov6.ProviderServer) *Core {
	other := *c
	other.Server = server
	return &other
}

// Validate checks a configuration as `validate` does.
func (c *Core) Validate(config Object) []*tfprotov6.Diagnostic {
	c.T.Helper()
	answer, err := c.Server.ValidateResourceConfig(c.T.Context(), &tfprotov6.ValidateResourceConfigRequest{
		TypeName: c.TypeName, Config: Dynamic(c.T, c.Type, ValueOf(c.T, c.Type, config)),
		ClientCapabilities: &tfprotov6.ValidateResourceConfigClientCapabilities{WriteOnlyAttributesAllowed: true},
	})
	Must(c.T, err)
	return answer.Diagnostics
}

// Refresh reads an instance. It returns nil where the instance does not exist any more.
func (c *Core) Refresh(prior *Instance) (*Instance, []*tfprotov6.Diagnostic) {
	c.T.Helper()
	return c.RefreshWith(c.T.Context(), prior)
}

// RefreshWith is Refresh with a context of the test.
func (c *Core) RefreshWith(ctx context.Context, prior *Instance) (*Instance, []*tfprotov6.Diagnostic) {
	c.T.Helper()
	answer, err := c.Server.ReadResource(ctx, &tfprotov6.ReadResourceRequest{
		TypeName: c.TypeName, CurrentState: Dynamic(c.T, c.Type, prior.State),
		Private: prior.Private, CurrentIdentity: prior.Identity,
	})
	Must(c.T, err)
	if HasErrors(answer.Diagnostics) {
		return prior, answer.Diagnostics // core keeps what it had
	}
	state := Decode(c.T, c.Type, answer.NewState)
	if state.IsNull() {
		return nil, answer.Diagnostics
	}
	return &Instance{State: state, Private: answer.Private, Identity: answer.NewIdentity}, answer.Diagnostics
}

// Import imports by an id and reads, as core does.
func (c *Core) Import(id string) (*Instance, []*tfprotov6.Diagnostic) {
	c.T.Helper()
	return c.ImportWith(&tfprotov6.ImportResourceStateRequest{TypeName: c.TypeName, ID: id})
}

// ImportWith is Import with a request of the test.
func (c *Core) ImportWith(request *tfprotov6.ImportResourceStateRequest) (*Instance, []*tfprotov6.Diagnostic) {
	c.T.Helper()
	answer, err := c.Server.ImportResourceState(c.T.Context(), request)
	Must(c.T, err)
	if HasErrors(answer.Diagnostics) {
		return nil, answer.Diagnostics
	}
	imported := answer.ImportedResources[0]
	return c.Refresh(&Instance{State: Decode(c.T, c.Type, imported.State), Private: imported.Private, Identity: imported.Identity})
}

// ReadData reads a data source, after validating its configuration.
func (c *Core) ReadData(typeName string, config Object) (tftypes.Value, []*tfprotov6.Diagnostic) {
	c.T.Helper()
	dataType := c.Schemas.DataSourceSchemas[typeName].ValueType()
	encoded := Dynamic(c.T, dataType, ValueOf(c.T, dataType, config))
	validated, err := c.Server.ValidateDataResourceConfig(c.T.Context(), &tfprotov6.ValidateDataResourceConfigRequest{
		TypeName: typeName, Config: encoded,
	})
	Must(c.T, err)
	if HasErrors(validated.Diagnostics) {
		return tftypes.Value{}, validated.Diagnostics
	}
	answer, err := c.Server.ReadDataSource(c.T.Context(), &tfprotov6.ReadDataSourceRequest{TypeName: typeName, Config: encoded})
	Must(c.T, err)
	if HasErrors(answer.Diagnostics) {
		return tftypes.Value{}, answer.Diagnostics
	}
	return Decode(c.T, dataType, answer.State), answer.Diagnostics
}
