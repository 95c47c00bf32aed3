package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/function"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

var _ function.Function = maskFunction{}

type maskFunction struct{}

// NewMaskFunction returns the function mask.
func NewMaskFunction() function.Function { return maskFunction{} }

func (maskFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "mask"
}

func (maskFunction) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "Shows the last four characters of an account number",
		MarkdownDescription: "Returns an ellipsis and the last four characters of an account number, such as `…1772`, as " +
			"the messages of this provider do. Of a number with fewer than eight characters, only half is shown. An " +
			"empty text stays empty.\n\n" +
			"The result for a sensitive value is sensitive too. Put `nonsensitive` around the call to show " +
			"it." + functionVersions,
		Parameters: []function.Parameter{function.StringParameter{
			Name:                "account",
			MarkdownDescription: "Bank account number. White space around it is ignored.",
		}},
		Return: function.StringReturn{},
	}
}

func (maskFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var number string
	if resp.Error = req.Arguments.Get(ctx, &number); resp.Error != nil {
		return
	}
	resp.Error = resp.Result.Set(ctx, grammar.Mask(number))
}
