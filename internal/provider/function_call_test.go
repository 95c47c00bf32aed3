package provider

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/numbertest"
)

// callFunction calls a function with strings. As in core, the provider is not configured.
func callFunction(t testing.TB, name string, arguments ...string) (tftypes.Value, *tfprotov6.FunctionError) {
	t.Helper()
	server := Server(noWaitOptions())()
	schemas, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	coretest.Must(t, err)
	coretest.WantNoErrors(t, schemas.Diagnostics)
	definition := schemas.Functions[name]
	if definition == nil {
		t.Fatalf("the provider has no function %q", name)
	}
	encoded := make([]*tfprotov6.DynamicValue, len(arguments))
	for i, argument := range arguments {
		encoded[i] = coretest.Dynamic(t, tftypes.String, tftypes.NewValue(tftypes.String, argument))
	}
	answer, err := server.CallFunction(t.Context(), &tfprotov6.CallFunctionRequest{Name: name, Arguments: encoded})
	coretest.Must(t, err)
	if answer.Error != nil {
		return tftypes.Value{}, answer.Error
	}
	return coretest.Decode(t, definition.Return.Type, answer.Result), nil
}

// wantFunctionError checks the texts in the error, and the position of its argument; -1 means that it has none.
func wantFunctionError(t testing.TB, got *tfprotov6.FunctionError, position int64, texts ...string) {
	t.Helper()
	if got == nil {
		t.Fatalf("no error, want one with %q", texts)
	}
	argument := int64(-1)
	if got.FunctionArgument != nil {
		argument = *got.FunctionArgument
	}
	if argument != position || !coretest.ContainsAll(got.Text, texts) {
		t.Errorf("argument %d: %s\nwant argument %d and %q", argument, got.Text, position, texts)
	}
}

// Every function, its arguments and its result are described.
func TestFunctions_Definitions(t *testing.T) {
	t.Parallel()
	answer, err := Server(noWaitOptions())().GetFunctions(t.Context(), &tfprotov6.GetFunctionsRequest{})
	coretest.Must(t, err)
	if len(answer.Functions) != 4 {
		t.Errorf("%d functions, want 4", len(answer.Functions))
	}
	for name, function := range answer.Functions {
		parameters := function.Parameters
		if function.VariadicParameter != nil {
			parameters = append(parameters, function.VariadicParameter)
		}
		if function.Summary == "" || !coretest.ContainsAll(function.Description, []string{"Terraform 1.8", "OpenTofu 1.7"}) || len(parameters) != 1 {
			t.Errorf("%s has %d parameters, the summary %q and the description %q", name, len(parameters), function.Summary, function.Description)
		}
		for _, parameter := range parameters {
			if parameter.Description == "" {
				t.Errorf("%s: %s is not described", name, parameter.Name)
			}
			if parameter.AllowNullValue || parameter.AllowUnknownValues {
				t.Errorf("%s: core must handle null and unknown values of %s", name, parameter.Name)
			}
		}
	}
}

// The error of a function contains no account number, whichever way it is written in the wrong argument.
func TestFunctions_AccountNumberArgument(t *testing.T) {
	t.Parallel()
	for _, number := range []string{
		"00011020001772", " 00011020001772", "0001 1020 0017 72", "0001-1020-0017-72", "ABCD00011020001772", "00011020001772 HDFC0000001",
	} {
		for name, arguments := range map[string][]string{"ifsc": {number}, "vpa": {number}, "beneficiary_id": {number, ""}} {
			_, failed := callFunction(t, name, arguments...)
			if failed == nil {
				t.Errorf("%s(%q) is no error", name, number)
				continue
			}
			numbertest.WantNone(t, failed.Text)
		}
	}
}
