package beneficiaryset

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// Move refuses a resource of another type: core moves one resource at a time, and a set has many payees.
func (r *Resource) Move(req *tfprotov6.MoveResourceStateRequest) *tfprotov6.MoveResourceStateResponse {
	return &tfprotov6.MoveResourceStateResponse{
		Diagnostics: toProtocol(diag.Diagnostics{MoveError(req.SourceTypeName, req.TargetTypeName)}),
	}
}

// MoveError returns the error about a moved block between two types. It has the blocks that move the payees.
func MoveError(source, target string) diag.Diagnostic {
	id := `"vendor_asha" # the id of the payee`
	note := "Each payee needs an import block, or one with for_each is for all of them."
	if target == TypeName {
		id, note = anyIDs, "Under for_each one removed block without a key is for all of them."
	}
	return diag.NewErrorDiagnostic("Cannot move to another resource type", providerdata.Paragraphs(
		fmt.Sprintf("A moved block cannot turn a %s into a %s. Nothing was changed.", source, target),
		"Use a removed block and an import block in its place. The first one lets Terraform forget the former resource, and the second one "+
			"adds the payees to the new one. Neither changes anything at Cashfree:",
		providerdata.RemovedBlock(source+".OLD_NAME")+"\n"+providerdata.ImportBlock(target+".NEW_NAME", id),
		"Replace the names with those of your resources. "+note,
		"More: "+providerdata.MigrationGuide))
}
