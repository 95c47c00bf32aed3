package provider

import (
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

const setType = "cashfree_payout_beneficiary_set"

// setForms are the arguments that the document can be given by, of which exactly one is set.
var setForms = []string{"csv", "csv_wo", "json", "json_wo"}

// isWriteOnly tells the forms that are kept out of the state.
func isWriteOnly(form string) bool { return strings.HasSuffix(form, "_wo") }

const defaultSetTimeout = time.Hour

// setOperations have time limits.
var setOperations = []string{"create", "read", "update", "delete"}

var (
	texts       = tftypes.Map{ElementType: tftypes.String}
	setTimeouts = tftypes.Object{AttributeTypes: map[string]tftypes.Type{
		"create": tftypes.String, "read": tftypes.String, "update": tftypes.String, "delete": tftypes.String,
	}}
	setObject = tftypes.Object{AttributeTypes: map[string]tftypes.Type{
		"csv": tftypes.String, "csv_wo": tftypes.String, "json": tftypes.String, "json_wo": tftypes.String,
		"members": texts, "fingerprints": texts, "statuses": texts,
		"timeouts": setTimeouts,
	}}
)

func setSchema() *tfprotov6.Schema {
	document := func(form, description string) *tfprotov6.SchemaAttribute {
		kept := " It is kept in the state, account numbers and all; `" + form + "_wo` is not."
		if isWriteOnly(form) {
			kept = " It is kept out of the state and of what a plan says of the set. Needs Terraform 1.11 or OpenTofu 1.11."
		}
		return &tfprotov6.SchemaAttribute{
			Name: form, Type: tftypes.String, Optional: true, Sensitive: true, WriteOnly: isWriteOnly(form),
			Description:     description + kept + " Exactly one of " + markdownList(setForms...) + " is given.",
			DescriptionKind: tfprotov6.StringKindMarkdown,
		}
	}
	column := func(name, description string) *tfprotov6.SchemaAttribute {
		return &tfprotov6.SchemaAttribute{
			Name: name, Type: texts, Computed: true, Description: description, DescriptionKind: tfprotov6.StringKindMarkdown,
		}
	}
	const csv = "The beneficiaries as CSV. Its first line names the columns, in any order: "
	const json = "The beneficiaries as a JSON object of id to fields, as `jsonencode` writes one. The fields are "
	columns, fields := markdownList(fieldNames()...), markdownList(fieldNames()[1:]...)
	return &tfprotov6.Schema{
		Block: &tfprotov6.SchemaBlock{
			Description: "Thousands of payees at once, from one document. Terraform's own cost per resource grows with the square of " +
				"their number, so `for_each` over `cashfree_payout_beneficiary` is for some hundred at most; a set costs in proportion.\n\n" +
				"The rules are those of `cashfree_payout_beneficiary`, and every offending line is named at plan time. A plan shows the " +
				"members that change and no others, with account numbers masked. Cashfree has no call that changes a beneficiary: a " +
				"member that changes is removed and added again, and put back as it was if adding fails.",
			DescriptionKind: tfprotov6.StringKindMarkdown,
			Attributes: []*tfprotov6.SchemaAttribute{
				document("csv", csv+columns+". A byte order mark and Windows line ends are accepted, and an empty cell is no value."),
				document("csv_wo", csv+columns+"."),
				document("json", json+fields+", all as texts."),
				document("json_wo", json+fields+", all as texts."),
				column("members", "What is known of each member, by id: name, IFSC, account number masked to its last four digits, and UPI "+
					"address, as in `Asha Rao, HDFC0000001, …1772`."),
				column("fingerprints", "Keyed fingerprint of all fields of each member, by id: `key id:HMAC`. It shows a change that the "+
					"summary hides."),
				column("statuses", "Status of each member, by id, as Cashfree gives it. Only `VERIFIED` ones can be paid. The set does not "+
					"wait for the others, and a status alone changes nothing."),
				setTimeoutsSchema(),
			},
		},
	}
}

func setTimeoutsSchema() *tfprotov6.SchemaAttribute {
	operations := make([]*tfprotov6.SchemaAttribute, 0, len(setOperations))
	for _, operation := range setOperations {
		operations = append(operations, &tfprotov6.SchemaAttribute{
			Name: operation, Type: tftypes.String, Optional: true, DescriptionKind: tfprotov6.StringKindMarkdown,
			Description: fmt.Sprintf("Bound of the operation %q over all members, as a duration such as `90m`. Default: `%s`.",
				operation, shortDuration(defaultSetTimeout)),
		})
	}
	return &tfprotov6.SchemaAttribute{
		Name: "timeouts", Optional: true,
		NestedType:      &tfprotov6.SchemaObject{Nesting: tfprotov6.SchemaObjectNestingModeSingle, Attributes: operations},
		Description:     "How long each operation may take. Changing them makes no call.",
		DescriptionKind: tfprotov6.StringKindMarkdown,
	}
}

// fieldNames are the columns of a document: the names that the single resource has for the same facts.
func fieldNames() []string {
	names := make([]string, 0, len(payouts.Facts))
	for _, fact := range payouts.Facts {
		names = append(names, fact.Field.Name)
	}
	return names
}

// summary is what a plan shows of a member, the same for every spelling of the same facts.
func summary(b payouts.Beneficiary) string {
	parts := []string{
		grammar.Name.Comparable(b.Name),
		grammar.IFSC.Comparable(b.BankIFSC),
		grammar.Mask(b.BankAccountNumber),
		grammar.VPA.Comparable(b.VPA),
	}
	kept := parts[:0]
	for _, part := range parts {
		if part != "" {
			kept = append(kept, part)
		}
	}
	return strings.Join(kept, ", ")
}
