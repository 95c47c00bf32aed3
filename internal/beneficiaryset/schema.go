package beneficiaryset

import (
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/bulk"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// documentArguments are the arguments that can hold the document. Exactly one of them is set.
var documentArguments = []string{"csv", "csv_wo", "json", "json_wo"}

// isWriteOnly reports whether an argument is kept out of the state.
func isWriteOnly(argument string) bool { return strings.HasSuffix(argument, "_wo") }

// formatOf returns the format of the document that an argument holds.
func formatOf(argument string) bulk.Format {
	if strings.HasPrefix(argument, "csv") {
		return bulk.CSV
	}
	return bulk.JSON
}

const defaultTimeout = time.Hour

// operations have time limits.
var operations = []string{"create", "read", "update", "delete"}

var (
	columnType   = tftypes.Map{ElementType: tftypes.String}
	timeoutsType = tftypes.Object{AttributeTypes: map[string]tftypes.Type{
		"create": tftypes.String, "read": tftypes.String, "update": tftypes.String, "delete": tftypes.String,
	}}
	setType = tftypes.Object{AttributeTypes: map[string]tftypes.Type{
		"csv": tftypes.String, "csv_wo": tftypes.String, "json": tftypes.String, "json_wo": tftypes.String,
		"max_removals": tftypes.String, "max_account_changes": tftypes.String,
		"members": columnType, "account_fingerprints": columnType, "fingerprints": columnType, "statuses": columnType,
		"timeouts": timeoutsType,
	}}
)

// Schema returns the schema of the resource type.
func (r *Resource) Schema() *tfprotov6.Schema {
	const csv = "The payees as CSV. The first line names the columns, in any order: "
	const json = "The payees as a JSON object from id to fields, such as `jsonencode` writes. The fields are "
	columns := providerdata.MarkdownList(bulk.Columns()...)
	fields := providerdata.MarkdownList(bulk.Columns()[1:]...)
	return &tfprotov6.Schema{
		Block: &tfprotov6.SchemaBlock{
			Description: "Thousands of payees from one document. The cost of a set grows in proportion to its members. Terraform's own " +
				"cost grows with the square of the number of resources, so use `for_each` with `cashfree_payout_beneficiary` for a few " +
				"hundred payees at most.\n\n" +
				"The rules for values are those of `cashfree_payout_beneficiary`. A plan names every line that breaks one. It shows only the " +
				"members that change, with account numbers masked. Cashfree has no call that changes a beneficiary, so a member that changes " +
				"is removed and added again. If adding it fails, it is put back as it was.",
			DescriptionKind: tfprotov6.StringKindMarkdown,
			Attributes: []*tfprotov6.SchemaAttribute{
				documentAttribute("csv", csv+columns+". An empty cell means no value."),
				documentAttribute("csv_wo", csv+columns+"."),
				documentAttribute("json", json+fields+", all as strings."),
				documentAttribute("json_wo", json+fields+", all as strings."),
				columnAttribute("members", "Summary of each member, by id: name, IFSC, account number masked to its last four digits, "+
					"and UPI address, as in `Asha Rao, HDFC0000001, …1772`."),
				columnAttribute("account_fingerprints", "Keyed fingerprint of the bank account and UPI address of each member, by id: "+
					"`key id:HMAC`. For members that are added or get another account or UPI address, it is known after apply. An "+
					"account that moves to another id keeps its fingerprint."),
				columnAttribute("fingerprints", "Keyed fingerprint of the id and all fields of each member, by id: `key id:HMAC`. A plan "+
					"shows the new value, so Terraform refuses a saved plan if the document has changed since."),
				columnAttribute("statuses", "Status of each member at Cashfree, by id. Only `VERIFIED` members can be paid. The set does not "+
					"wait for the others. A status that changes causes no change in a plan."),
				limitAttribute(maxRemovals, "How many members one plan may remove. Renamed members do not count. Replacing the set removes all "+
					"of its members."),
				limitAttribute(maxAccountChanges, "How many members may get another bank account or UPI address in one plan."),
				timeoutsAttribute(),
			},
		},
	}
}

func limitAttribute(name, description string) *tfprotov6.SchemaAttribute {
	return &tfprotov6.SchemaAttribute{
		Name: name, Type: tftypes.String, Optional: true, DescriptionKind: tfprotov6.StringKindMarkdown,
		Description: fmt.Sprintf("%s More is an error. The value is a number, or a percentage of the members in the state, rounded down. A "+
			"percentage applies to sets of %d members or more. Default: `%s`. Changing it makes no call.",
			description, minGuarded, defaultLimit),
	}
}

func documentAttribute(name, description string) *tfprotov6.SchemaAttribute {
	stored := " It is stored in the state with its account numbers; use `" + name + "_wo` to avoid that."
	if isWriteOnly(name) {
		stored = " It is kept out of the plan and the state. Needs Terraform 1.11 or OpenTofu 1.11."
	}
	return &tfprotov6.SchemaAttribute{
		Name: name, Type: tftypes.String, Optional: true, Sensitive: true, WriteOnly: isWriteOnly(name),
		Description:     description + stored + " Set exactly one of " + providerdata.MarkdownList(documentArguments...) + ".",
		DescriptionKind: tfprotov6.StringKindMarkdown,
	}
}

func columnAttribute(name, description string) *tfprotov6.SchemaAttribute {
	return &tfprotov6.SchemaAttribute{
		Name: name, Type: columnType, Computed: true, Description: description, DescriptionKind: tfprotov6.StringKindMarkdown,
	}
}

func timeoutsAttribute() *tfprotov6.SchemaAttribute {
	attributes := make([]*tfprotov6.SchemaAttribute, 0, len(operations))
	for _, operation := range operations {
		attributes = append(attributes, &tfprotov6.SchemaAttribute{
			Name: operation, Type: tftypes.String, Optional: true, DescriptionKind: tfprotov6.StringKindMarkdown,
			Description: fmt.Sprintf("Time limit of %q for all members together, such as `90m`. Default: `%s`.",
				operation, providerdata.ShortDuration(defaultTimeout)),
		})
	}
	return &tfprotov6.SchemaAttribute{
		Name: "timeouts", Optional: true,
		NestedType:      &tfprotov6.SchemaObject{Nesting: tfprotov6.SchemaObjectNestingModeSingle, Attributes: attributes},
		Description:     "Time limits of the operations. Changing them makes no call.",
		DescriptionKind: tfprotov6.StringKindMarkdown,
	}
}
