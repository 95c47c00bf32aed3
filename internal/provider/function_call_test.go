package provider

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
)

// callFunction calls a function with texts, as core does: of a provider that nobody has configured.
func callFunction(t testing.TB, name string, arguments ...string) (tftypes.Value, *tfprotov6.FunctionError) {
	t.Helper()
	server := Server(impatient())()
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

// wantFunctionError asserts what the error says and which argument it blames; -1 stands for none.
func wantFunctionError(t testing.TB, got *tfprotov6.FunctionError, position int64, says ...string) {
	t.Helper()
	if got == nil {
		t.Fatalf("no error, want one that says %q", says)
	}
	blamed := int64(-1)
	if got.FunctionArgument != nil {
		blamed = *got.FunctionArgument
	}
	if blamed != position || !coretest.ContainsAll(got.Text, says) {
		t.Errorf("argument %d: %s\nwant argument %d and %q", blamed, got.Text, position, says)
	}
}

// Every function, its arguments and its result are described.
func TestFunctionsAreDescribed(t *testing.T) {
	t.Parallel()
	answer, err := Server(impatient())().GetFunctions(t.Context(), &tfprotov6.GetFunctionsRequest{})
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
				t.Errorf("%s: core is to see to null and unknown values of %s", name, parameter.Name)
			}
		}
	}
}
