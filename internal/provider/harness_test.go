package provider

import (
	"context"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
)

const beneficiaryType = "cashfree_payout_beneficiary"

type object = coretest.Object

// impatient returns surroundings in which waiting takes no time and the environment is empty.
func impatient() Options {
	return Options{
		Version: "test",
		Getenv:  func(string) string { return "" },
		Wait:    func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	}
}

// newCore configures a provider as core does before any other call.
func newCore(t testing.TB, block object) *coretest.Core {
	t.Helper()
	c, diags := configured(t, impatient(), block)
	coretest.WantNoErrors(t, diags)
	return c
}

func configured(t testing.TB, options Options, block object) (*coretest.Core, []*tfprotov6.Diagnostic) {
	t.Helper()
	return coretest.Start(t, Server(options), block, beneficiaryType)
}

// readData reads a data source with a provider of its own.
func readData(t testing.TB, block object, typeName string, config object) (tftypes.Value, []*tfprotov6.Diagnostic) {
	t.Helper()
	return readDataWith(t, impatient(), block, typeName, config)
}

func readDataWith(t testing.TB, options Options, block object, typeName string, config object) (tftypes.Value, []*tfprotov6.Diagnostic) {
	t.Helper()
	c, diags := configured(t, options, block)
	coretest.WantNoErrors(t, diags)
	return c.ReadData(typeName, config)
}

// cutPath splits the path of a fact, such as "instrument.bank_ifsc".
func cutPath(path string) (group, name string, nested bool) { return strings.Cut(path, ".") }

// identityOf returns the identity of one beneficiary, as in an import block.
func identityOf(t testing.TB, values object) *tfprotov6.ResourceIdentityData {
	t.Helper()
	typ := tftypes.Object{AttributeTypes: map[string]tftypes.Type{"beneficiary_id": tftypes.String}}
	return &tfprotov6.ResourceIdentityData{IdentityData: coretest.Dynamic(t, typ, coretest.ValueOf(t, typ, values))}
}

func bigFloat(t testing.TB, value tftypes.Value) *big.Float {
	t.Helper()
	exact := new(big.Float)
	coretest.Must(t, value.As(exact))
	return exact
}
