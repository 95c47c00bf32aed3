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
	phases   *phases // nil where one configuration serves several phases

	// configureAs configures the server that plans for a program that sends this version.
	configureAs func(version string)
}

// phases keeps the phases of runs apart: core configures the provider anew for each of them.
type phases struct {
	mu        sync.Mutex
	isApply   bool
	configure map[bool]func() // by isApply
}

// begin begins a phase, unless it is under way.
func (c *Core) begin(isApply bool) {
	if c.phases == nil {
		return
	}
	c.phases.mu.Lock()
	defer c.phases.mu.Unlock()
	if c.phases.isApply == isApply {
		return
	}
	c.phases.isApply = isApply
	c.phases.configure[isApply]()
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
	server := newServer()
	schemas, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	Must(t, err)
	WantNoErrors(t, schemas.Diagnostics)
	applying := sync.OnceValue(func() tfprotov6.ProviderServer {
		second := newServer()
		_, err := second.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
		Must(t, err)
		configure(t, second, schemas, block, coreVersion)
		return second
	})
	c := &Core{T: t, Server: server, Schemas: schemas, applying: func(testing.TB) tfprotov6.ProviderServer { return applying() }}
	c.configureAs = func(version string) { configure(t, server, schemas, block, version) }
	c.phases = &phases{configure: map[bool]func(){
		false: func() { c.configureAs(coreVersion) },
		true:  func() { configure(t, applying(), schemas, block, coreVersion) },
	}}
	return c.Of(typeName), configure(t, server, schemas, block, coreVersion)
}

const coreVersion = "1.11.4"

func configure(
	t testing.TB, server tfprotov6.ProviderServer, schemas *tfprotov6.GetProviderSchemaResponse, block Object, version string,
) []*tfprotov6.Diagnostic {
	t.Helper()
	providerType := schemas.Provider.ValueType()
	answer, err := server.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{
		TerraformVersion: version,
		Config:           Dynamic(t, providerType, ValueOf(t, providerType, block)),
	})
	Must(t, err)
	return answer.Diagnostics
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

// NewRun begins another run: core configures the provider anew.
func (c *Core) NewRun() *Core {
	c.configureAs(coreVersion)
	return c
}

// InOneProcess returns the same provider as under a debugger, where one process serves all phases of a run, and several
// runs. Core still configures it for each phase.
func (c *Core) InOneProcess() *Core {
	one := *c
	one.applying = func(testing.TB) tfprotov6.ProviderServer { return c.Server }
	if c.phases != nil {
		planning := c.phases.configure[false]
		one.phases = &phases{configure: map[bool]func(){false: planning, true: planning}}
	}
	return &one
}

// ConfiguredOnce returns the same provider as in a process that lives on: one configuration serves all phases of all
// runs, as programs can do that build on a Terraform provider.
func (c *Core) ConfiguredOnce() *Core { return c.ConfiguredOnceAs("pulumi-terraform-bridge") }

// ConfiguredOnceAs is ConfiguredOnce for a program that sends this version.
func (c *Core) ConfiguredOnceAs(version string) *Core {
	once := c.InOneProcess()
	if once.phases != nil {
		once.phases = nil
		once.configureAs(version)
	}
	return once
}

// With returns the same provider type with another server that plans and reads.
func (c *Core) With(server tfprotov6.ProviderServer) *Core {
	other := *c
	other.Server, other.phases = server, nil
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
	c.begin(false)
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
