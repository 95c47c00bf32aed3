package beneficiaryset

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// Validate checks a configuration as far as it is known.
func (r *Resource) Validate(
	req *tfprotov6.ValidateResourceConfigRequest,
) (*tfprotov6.ValidateResourceConfigResponse, error) {
	config, err := decode(req.Config)
	if err != nil || config == nil {
		return &tfprotov6.ValidateResourceConfigResponse{}, err
	}
	writeOnlySupported := req.ClientCapabilities != nil && req.ClientCapabilities.WriteOnlyAttributesAllowed
	diags := validateModel(config, writeOnlySupported)
	return &tfprotov6.ValidateResourceConfigResponse{Diagnostics: toProtocol(diags)}, nil
}

func validateModel(config *model, writeOnlySupported bool) diag.Diagnostics {
	var diags diag.Diagnostics
	validateArguments(config, writeOnlySupported, &diags)
	config.checkLimits(&diags)
	config.checkTimeouts(&diags)
	if diags.HasError() {
		return diags
	}
	_, _ = config.parse(&diags)
	return diags
}

// validateArguments checks that exactly one argument holds the document.
func validateArguments(config *model, writeOnlySupported bool, diags *diag.Diagnostics) {
	var arguments []string
	unknown := false
	for _, argument := range documentArguments {
		switch value := config.documents[argument]; {
		case !value.IsKnown():
			unknown = true // it may still turn out to be null
			continue
		case value.IsNull():
			continue
		}
		arguments = append(arguments, argument)
		if isWriteOnly(argument) && !writeOnlySupported {
			diags.AddError("Write-only arguments not supported",
				argument+" needs Terraform 1.11 or OpenTofu 1.11. Without it the document could end up in the state. Use "+
					strings.TrimSuffix(argument, "_wo")+" if that is acceptable.")
		}
	}
	const rule = "Set exactly one of csv, csv_wo, json or json_wo; "
	switch {
	case len(arguments) > 1:
		diags.AddError("Several documents", fmt.Sprintf("%s%s are set.", rule, strings.Join(arguments, " and ")))
	case len(arguments) == 0 && !unknown:
		diags.AddError("Missing document", rule+"none is set. The code that Terraform generates for an import has no document: fill in "+
			"the one with the members.")
	}
}
