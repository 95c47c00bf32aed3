package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

var _ function.Function = vpaFunction{}

type vpaFunction struct{}

// NewVPAFunction returns the function vpa.
func NewVPAFunction() function.Function { return vpaFunction{} }

// vpaParts is what the function returns.
type vpaParts struct {
	Name   string `tfsdk:"name"`
	Handle string `tfsdk:"handle"`
}

func (vpaFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "vpa"
}

func (vpaFunction) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "Splits a UPI address into name and handle",
		MarkdownDescription: "Splits a UPI address (VPA) at its `@` and returns an object with two strings: `name`, " +
			"which the payee chose, and `handle`, which belongs to the payee's bank or app. Both keep their letter " +
			"case, which has no meaning, so compare them with `lower`.\n\n" +
			"The function checks the form of the address. It does not check whether the address belongs to " +
			"somebody." + functionVersions,
		Parameters: []function.Parameter{function.StringParameter{
			Name: "address",
			MarkdownDescription: "UPI address such as `asha@examplebank`, of at most 100 characters. White space " +
				"around it is ignored.",
		}},
		Return: function.ObjectReturn{AttributeTypes: map[string]attr.Type{
			"name": types.StringType, "handle": types.StringType,
		}},
	}
}

func (vpaFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var address string
	if resp.Error = req.Arguments.Get(ctx, &address); resp.Error != nil {
		return
	}
	name, handle, err := grammar.SplitVPA(address)
	if err != nil {
		resp.Error = argumentError(0, err)
		return
	}
	resp.Error = resp.Result.Set(ctx, vpaParts{Name: name, Handle: handle})
}
