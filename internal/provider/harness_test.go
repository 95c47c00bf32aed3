package provider

import (
	"context"
	"math/big"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
)

const beneficiaryType = "cashfree_payout_beneficiary"

// object is a configuration, or a part of one.
type object = coretest.Object

// noWaitOptions returns options with which waiting takes no time and the environment is empty.
func noWaitOptions() Options {
	return Options{
		Version: "test",
		Getenv:  func(string) string { return "" },
		Wait:    func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	}
}

// newCore starts a provider and configures it, as core does before any other call.
func newCore(t testing.TB, block object) *coretest.Core {
	t.Helper()
	c, diags := startCore(t, noWaitOptions(), block)
	coretest.WantNoErrors(t, diags)
	return c
}

// startCore is newCore with options, and returns the diagnostics of the configuration.
func startCore(t testing.TB, options Options, block object) (*coretest.Core, []*tfprotov6.Diagnostic) {
	t.Helper()
	return coretest.Start(t, Server(options), block, beneficiaryType)
}

// readData reads a data source with a new provider.
func readData(t testing.TB, block object, typeName string, config object) (tftypes.Value, []*tfprotov6.Diagnostic) {
	t.Helper()
	return readDataWithOptions(t, noWaitOptions(), block, typeName, config)
}

// readDataWithOptions is readData with options.
func readDataWithOptions(
	t testing.TB, options Options, block object, typeName string, config object,
) (tftypes.Value, []*tfprotov6.Diagnostic) {
	t.Helper()
	c, diags := startCore(t, options, block)
	coretest.WantNoErrors(t, diags)
	return c.ReadData(typeName, config)
}

// identityOf returns the identity of a beneficiary, as in an import block.
func identityOf(t testing.TB, values object) *tfprotov6.ResourceIdentityData {
	t.Helper()
	typ := tftypes.Object{AttributeTypes: map[string]tftypes.Type{"beneficiary_id": tftypes.String}}
	return &tfprotov6.ResourceIdentityData{IdentityData: coretest.Dynamic(t, typ, coretest.ValueOf(t, typ, values))}
}

// bigFloat returns a number without rounding it.
func bigFloat(t testing.TB, value tftypes.Value) *big.Float {
	t.Helper()
	exact := new(big.Float)
	coretest.Must(t, value.As(exact))
	return exact
}
