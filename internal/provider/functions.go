package provider

import (
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/function"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

// functionsSince ends the description of every function.
const functionsSince = "\n\nFunctions of providers need Terraform 1.8 or OpenTofu 1.7. This one depends on its arguments alone: it calls " +
	"nothing and needs no credentials."

// refusedArgument blames one argument, by its position from 0. An account number that was passed in the wrong place is
// masked in the message, which core ends with a full stop.
func refusedArgument(position int, err error) *function.FuncError {
	return function.NewArgumentFuncError(int64(position), strings.TrimSuffix(grammar.Redact(err.Error()), "."))
}
