package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/function"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

var _ function.Function = maskFunction{}

type maskFunction struct{}

// NewMaskFunction makes the function mask.
func NewMaskFunction() function.Function { return maskFunction{} }

func (maskFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "mask"
}

func (maskFunction) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "Shows the last four characters of an account number",
		MarkdownDescription: "Returns an account number in the form in which people may see it: an ellipsis and the last four characters, " +
			"such as `…1772`. It is the form that this provider uses in messages. Of a number with fewer than eight characters only half " +
			"is shown, so that it is not given away whole, and an empty text stays empty.\n\n" +
			"What is made of a sensitive value is sensitive too. Put `nonsensitive` around the call to have it shown." + functionsSince,
		Parameters: []function.Parameter{function.StringParameter{
			Name:                "account",
			MarkdownDescription: "Bank account number. White space around it is not counted.",
		}},
		Return: function.StringReturn{},
	}
}

func (maskFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var account string
	if resp.Error = req.Arguments.Get(ctx, &account); resp.Error != nil {
		return
	}
	resp.Error = resp.Result.Set(ctx, grammar.Mask(account))
}
