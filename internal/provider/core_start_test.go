package provider

import (
	"context"
	"maps"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

const (
	testClientID     = "CF_TEST_CLIENT"
	testClientSecret = "cfsk_test_0123456789abcdef"
)

// startSimulator gives each test a simulator of its own, over real HTTP.
func startSimulator(t testing.TB, options simulator.Options) (*simulator.Simulator, string) {
	t.Helper()
	sim := simulator.New(options)
	server, err := sim.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatalf("starting the simulator: %v", err)
	}
	t.Cleanup(func() { _ = server.Close() })
	return sim, server.BaseURL()
}

// providerFor is a provider block for a simulator, with what the test changes of it.
func providerFor(base string, changes object) object {
	block := object{
		"client_id":     testClientID,
		"client_secret": testClientSecret,
		"base_url":      base,
	}
	maps.Copy(block, changes)
	return block
}

func testOptions() simulator.Options {
	return simulator.Options{ClientID: testClientID, ClientSecret: testClientSecret}
}

// impatient are surroundings in which waiting takes no time and the environment is empty.
func impatient() Options {
	return Options{
		Version: "test",
		Getenv:  func(string) string { return "" },
		Wait:    func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	}
}

// newCore configures a provider as core does before any other call.
func newCore(t testing.TB, block object) *core {
	t.Helper()
	c, diags := configured(t, impatient(), block)
	wantNoErrors(t, diags)
	return c
}

func configured(t testing.TB, options Options, block object) (*core, []*tfprotov6.Diagnostic) {
	t.Helper()
	server, schemas, diags := started(t, options, block)
	var once sync.Once
	var second tfprotov6.ProviderServer
	c := &core{t: t, server: server, schemas: schemas, applying: func(t testing.TB) tfprotov6.ProviderServer {
		t.Helper()
		once.Do(func() { second, _, _ = started(t, options, block) })
		return second
	}}
	return c.of(beneficiaryType), diags
}

func started(t testing.TB, options Options, block object) (tfprotov6.ProviderServer, *tfprotov6.GetProviderSchemaResponse, []*tfprotov6.Diagnostic) {
	t.Helper()
	server := protocolServer(options)
	schemas, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	wantNoErrors(t, schemas.Diagnostics)
	providerType := schemas.Provider.ValueType()
	answer, err := server.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{
		TerraformVersion: "1.11.4",
		Config:           dynamic(t, providerType, valueOf(t, providerType, block)),
	})
	if err != nil {
		t.Fatal(err)
	}
	return server, schemas, answer.Diagnostics
}

// inOneProcess is the same provider under a debugger, where one process serves all phases of a run, and run after run.
func (c *core) inOneProcess() *core {
	one := *c
	one.applying = func(testing.TB) tfprotov6.ProviderServer { return c.server }
	return &one
}

func protocolServer(options Options) tfprotov6.ProviderServer {
	return Server(options)()
}

// readData reads a data source, after validating its configuration.
func readData(t testing.TB, block object, typeName string, config object) (tftypes.Value, []*tfprotov6.Diagnostic) {
	t.Helper()
	return readDataWith(t, impatient(), block, typeName, config)
}

func readDataWith(t testing.TB, options Options, block object, typeName string, config object) (tftypes.Value, []*tfprotov6.Diagnostic) {
	t.Helper()
	c, diags := configured(t, options, block)
	wantNoErrors(t, diags)
	schemas, err := c.server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	must(t, err)
	typ := schemas.DataSourceSchemas[typeName].ValueType()
	encoded := dynamic(t, typ, valueOf(t, typ, config))
	valid, err := c.server.ValidateDataResourceConfig(t.Context(), &tfprotov6.ValidateDataResourceConfigRequest{
		TypeName: typeName, Config: encoded,
	})
	must(t, err)
	if hasErrors(valid.Diagnostics) {
		return tftypes.Value{}, valid.Diagnostics
	}
	answer, err := c.server.ReadDataSource(t.Context(), &tfprotov6.ReadDataSourceRequest{TypeName: typeName, Config: encoded})
	must(t, err)
	if hasErrors(answer.Diagnostics) {
		return tftypes.Value{}, answer.Diagnostics
	}
	return unmarshal(t, typ, answer.State), answer.Diagnostics
}
