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
	const csv = "The beneficiaries as CSV. Its first line names the columns, in any order: "
	const json = "The beneficiaries as a JSON object of id to fields, as `jsonencode` writes one. The fields are "
	columns := providerdata.MarkdownList(bulk.Columns()...)
	fields := providerdata.MarkdownList(bulk.Columns()[1:]...)
	return &tfprotov6.Schema{
		Block: &tfprotov6.SchemaBlock{
			Description: "Thousands of payees at once, from one document. Terraform's own cost per resource grows with the square of " +
				"their number, so `for_each` over `cashfree_payout_beneficiary` is for a few hundred at most. The cost of a set grows in " +
				"proportion.\n\n" +
				"The rules are those of `cashfree_payout_beneficiary`, and every line that breaks one is named at plan time. A plan shows the " +
				"members that change and no others, with account numbers masked. Cashfree has no call that changes a beneficiary: a " +
				"member that changes is removed and added again. If adding it fails, it is put back as it was.",
			DescriptionKind: tfprotov6.StringKindMarkdown,
			Attributes: []*tfprotov6.SchemaAttribute{
				documentAttribute("csv", csv+columns+". A byte order mark and Windows line ends are accepted, and an empty cell means no value."),
				documentAttribute("csv_wo", csv+columns+"."),
				documentAttribute("json", json+fields+", all as strings."),
				documentAttribute("json_wo", json+fields+", all as strings."),
				columnAttribute("members", "Summary of each member, by id: name, IFSC, account number masked to its last four digits, "+
					"and UPI address, as in `Asha Rao, HDFC0000001, …1772`."),
				columnAttribute("account_fingerprints", "Keyed fingerprint of the bank account and UPI address of each member, by id: "+
					"`key id:HMAC`. It is known after apply for members that are added or whose account or UPI address changes. An "+
					"account that moves to another id keeps its fingerprint."),
				columnAttribute("fingerprints", "Keyed fingerprint of the id and all fields of each member, by id: `key id:HMAC`. A plan "+
					"shows it as it will be, so Terraform refuses to apply a saved plan after the document has changed."),
				columnAttribute("statuses", "Status of each member, by id, as Cashfree reports it. Only `VERIFIED` ones can be paid. The set "+
					"does not wait for the others. A change of status alone plans no change."),
				limitAttribute(maxRemovals, "How many members one plan may remove. Members that are renamed do not count. The replacement of a "+
					"set removes all of its members."),
				limitAttribute(maxAccountChanges, "How many members may get another bank account or UPI address in one plan."),
				timeoutsAttribute(),
			},
		},
	}
}

func limitAttribute(name, description string) *tfprotov6.SchemaAttribute {
	return &tfprotov6.SchemaAttribute{
		Name: name, Type: tftypes.String, Optional: true, DescriptionKind: tfprotov6.StringKindMarkdown,
		Description: fmt.Sprintf("%s A plan that goes beyond it is an error. It is a number, or a percentage of the members in the state, "+
			"rounded down. A percentage applies to sets of %d members or more, a number to all. Default: `%s`. Changing it makes no call.",
			description, minGuarded, defaultLimit),
	}
}

func documentAttribute(name, description string) *tfprotov6.SchemaAttribute {
	stored := " It is stored in the state, account numbers included; `" + name + "_wo` is not."
	if isWriteOnly(name) {
		stored = " It is kept out of the state and of the plan of the set. Needs Terraform 1.11 or OpenTofu 1.11."
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
			Description: fmt.Sprintf("Time limit of the operation %q for all members together, as a duration such as `90m`. Default: `%s`.",
				operation, providerdata.ShortDuration(defaultTimeout)),
		})
	}
	return &tfprotov6.SchemaAttribute{
		Name: "timeouts", Optional: true,
		NestedType:      &tfprotov6.SchemaObject{Nesting: tfprotov6.SchemaObjectNestingModeSingle, Attributes: attributes},
		Description:     "How long each operation may take. Changing them makes no call.",
		DescriptionKind: tfprotov6.StringKindMarkdown,
	}
}
