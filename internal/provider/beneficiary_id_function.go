package provider

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/function"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

var _ function.Function = beneficiaryIDFunction{}

type beneficiaryIDFunction struct{}

// NewBeneficiaryIDFunction returns the function beneficiary_id.
func NewBeneficiaryIDFunction() function.Function { return beneficiaryIDFunction{} }

func (beneficiaryIDFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "beneficiary_id"
}

func (beneficiaryIDFunction) Definition(
	_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse,
) {
	resp.Definition = function.Definition{
		Summary: "Makes a valid and stable beneficiary id from free text",
		MarkdownDescription: "Makes an id for `cashfree_payout_beneficiary` from names, places or keys of another " +
			"system, in any language. The id has at most 50 of the characters that [Cashfree's " +
			"description](https://www.cashfree.com/docs/api-reference/payouts/v2/beneficiary-v2/create-beneficiary-v2) " +
			"of the field lists: letters, digits, underscore, pipe and dot.\n\n" +
			"- **Kept:** parts of ASCII letters and digits, with single underscores, dots or pipes between them. They are " +
			"joined with two underscores. `\"vendor_0042\"` stays `vendor_0042`; `\"vendor\", \"0042\"` becomes " +
			"`vendor__0042`.\n" +
			"- **Digested:** all other parts, and ids that would be too long. The first words stay readable. Three " +
			"underscores and a digest of all parts follow, which has 16 letters and digits. `\"Asha Rao\", \"Pune\"` " +
			"becomes `Asha_Rao_Pune___n6rnnsn3x30h0dpp`. Without an ASCII letter or digit, as in a name in Devanagari, " +
			"the readable word is `payee`.\n\n" +
			"Different parts give different ids: `\"a\", \"b\"` and `\"ab\"`, `\"Asha-Rao\"` and `\"Asha Rao\"`. " +
			"Letter case and white space count, so use `trimspace` on the cells of a spreadsheet first. An id with a " +
			"digest is digested again: otherwise anybody could get a payee's id by using it as a name.\n\n" +
			"The same parts give the same id in every version of this provider. A payee with another id is removed and " +
			"added again, so use parts that do not change: a corrected spelling gives another id. Everybody can see ids. " +
			"Do not use an account number as a part, not even in a digest, which can be guessed." + functionVersions,
		VariadicParameter: function.StringParameter{
			Name:                "parts",
			MarkdownDescription: "One or more texts, none of them blank. Their order counts.",
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
	if empty, ok := errors.AsType[*grammar.EmptyPartError](err); ok {
		resp.Error = argumentError(empty.Index, err)
		return
	}
	if err != nil { // the error is of no single argument
		resp.Error = function.NewFuncError(err.Error())
		return
	}
	resp.Error = resp.Result.Set(ctx, id)
}
