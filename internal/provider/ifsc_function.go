package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

var _ function.Function = ifscFunction{}

type ifscFunction struct{}

// NewIFSCFunction returns the function ifsc.
func NewIFSCFunction() function.Function { return ifscFunction{} }

// ifscParts is what the function returns.
type ifscParts struct {
	BankCode   string `tfsdk:"bank_code"`
	BranchCode string `tfsdk:"branch_code"`
}

func (ifscFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "ifsc"
}

func (ifscFunction) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "Splits an IFSC into bank code and branch code",
		MarkdownDescription: "Splits an IFSC, the code of a bank branch in India, and returns an object with two " +
			"strings: `bank_code`, four capital letters such as `HDFC`, and `branch_code`, six capital letters or " +
			"digits such as `000001`. The digit 0 between them is part of neither.\n\n" +
			"The function checks the form of the code. It does not check whether the branch exists: branches open and " +
			"close, and Cashfree's sandbox has some of its own." + functionVersions,
		Parameters: []function.Parameter{function.StringParameter{
			Name: "code",
			MarkdownDescription: "IFSC such as `HDFC0000001`: four letters, the digit 0, and six letters or digits. " +
				"Small letters are accepted, and white space around the code is ignored.",
		}},
		Return: function.ObjectReturn{AttributeTypes: map[string]attr.Type{
			"bank_code": types.StringType, "branch_code": types.StringType,
		}},
	}
}

func (ifscFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var code string
	if resp.Error = req.Arguments.Get(ctx, &code); resp.Error != nil {
		return
	}
	bank, branch, err := grammar.SplitIFSC(code)
	if err != nil {
		resp.Error = argumentError(0, err)
		return
	}
	resp.Error = resp.Result.Set(ctx, ifscParts{BankCode: bank, BranchCode: branch})
}
