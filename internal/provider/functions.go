package provider

import (
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/function"
)

// functionVersions ends the description of every function.
const functionVersions = "\n\n" +
	"Provider functions need Terraform 1.8 or OpenTofu 1.7. The result depends on the arguments only: the function " +
	"makes no call and needs no credentials."

// argumentError is the error of one argument, by its position from 0. Errors of package grammar quote the argument as
// the user typed it, and mask what may be an account number. Core adds a full stop to the message.
func argumentError(position int, err error) *function.FuncError {
	return function.NewArgumentFuncError(int64(position), strings.TrimSuffix(err.Error(), "."))
}
