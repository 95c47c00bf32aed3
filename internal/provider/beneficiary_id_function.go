package provider

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/function"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

var _ function.Function = beneficiaryIDFunction{}

type beneficiaryIDFunction struct{}

// NewBeneficiaryIDFunction makes the function beneficiary_id.
func NewBeneficiaryIDFunction() function.Function { return beneficiaryIDFunction{} }

func (beneficiaryIDFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "beneficiary_id"
}

func (beneficiaryIDFunction) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "Makes a valid and stable beneficiary id of free text",
		MarkdownDescription: "Makes an id for `cashfree_payout_beneficiary` of names, places or keys of another system, in any language. It " +
			"has at most 50 characters out of those that " +
			"[Cashfree's description](https://www.cashfree.com/docs/api-reference/payouts/v2/beneficiary-v2/create-beneficiary-v2) of the " +
			"field lists: letters, digits, underscore, pipe and dot.\n\n" +
			"- **Kept:** parts of ASCII letters and digits, with single underscores, dots or pipes between them, are joined with two " +
			"underscores. `\"vendor_0042\"` stays `vendor_0042`; `\"vendor\", \"0042\"` becomes `vendor__0042`.\n" +
			"- **Digested:** of all other parts, and of what would be too long, the first words stay readable, and three underscores and 16 " +
			"letters and digits follow, a digest of all parts. `\"Asha Rao\", \"Pune\"` becomes `Asha_Rao_Pune___n6rnnsn3x30h0dpp`. Where " +
			"no ASCII letter or digit is left, as of a name in Devanagari, the readable word is `payee`.\n\n" +
			"Different parts give different ids: `\"a\", \"b\"` and `\"ab\"`, `\"Asha-Rao\"` and `\"Asha Rao\"`. That holds for " +
			"letter case and white space too; `trimspace` the cells of a spreadsheet first. An id that was made with a digest is not kept " +
			"when it is passed in again: else anybody could have a payee's id by taking it for a name.\n\n" +
			"The same parts give the same id in every version of this provider: an id is the key of a payee, and with another one the payee " +
			"would be removed and added again. For the same reason use what does not change: a corrected spelling is another id. Ids are " +
			"seen by everybody and are no place for an account number, also not in the digest, which can be guessed." + functionsSince,
		VariadicParameter: function.StringParameter{
			Name:                "parts",
			MarkdownDescription: "One or more texts, none of them empty or blank. Their order counts.",
		},
		Return: function.StringReturn{},
	}
}

func (beneficiaryIDFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var parts []string
	if resp.Error = req.Arguments.Get(ctx, &parts); resp.Error != nil {
		return
	}
	id, err := grammar.MakeID(parts...)
	if missing, ok := errors.AsType[*grammar.EmptyPartError](err); ok {
		resp.Error = refusedArgument(missing.Index, err)
		return
	}
	if err != nil { // there is no argument to blame
		resp.Error = function.NewFuncError(err.Error())
		return
	}
	resp.Error = resp.Result.Set(ctx, id)
}
