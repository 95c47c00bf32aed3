package beneficiaryset

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/bulk"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// Import imports a list of beneficiary ids with commas between them, or "@" and the path of a file that lists them,
// with commas or one per line. The read that follows fills in the rest.
func (r *Resource) Import(req *tfprotov6.ImportResourceStateRequest) (*tfprotov6.ImportResourceStateResponse, error) {
	var diags diag.Diagnostics
	members := importedMembers(req.ID, &diags)
	if diags.HasError() {
		return &tfprotov6.ImportResourceStateResponse{Diagnostics: toProtocol(diags)}, nil
	}
	imported := newModel(emptyArguments(), 0)
	imported.members = members
	state, err := imported.encode()
	return &tfprotov6.ImportResourceStateResponse{
		ImportedResources: []*tfprotov6.ImportedResource{{
			TypeName: TypeName, State: state, Private: privateState{Import: importBegun}.encode(),
		}},
	}, err
}

// emptyArguments returns a set of which no argument is set.
func emptyArguments() *model {
	empty := &model{
		documents: make(map[string]tftypes.Value), limits: make(map[string]tftypes.Value), timeouts: tftypes.NewValue(timeoutsType, nil),
	}
	for _, argument := range documentArguments {
		empty.documents[argument] = tftypes.NewValue(tftypes.String, nil)
	}
	for _, argument := range limitArguments {
		empty.limits[argument] = tftypes.NewValue(tftypes.String, nil)
	}
	return empty
}

// isImport reports whether a plan imports the set.
func isImport(private []byte) bool { return decodePrivate(private).Import == importRead }

// refuseInImport adds an error where a plan that imports would change members. Terraform counts a set as one resource,
// so its summary would not show that.
func (c *comparison) refuseInImport(notes []string, diags *diag.Diagnostics) {
	if c.changes() == 0 {
		return
	}
	diags.AddError("Import would change members", providerdata.Paragraphs(slices.Concat(
		[]string{"A plan that imports a set changes nobody, and the document differs from what Cashfree holds. " +
			c.description(fmt.Sprintf("Of the %s, it:", countOf(c.inState, "imported member")))}, notes,
		[]string{
			"No member was changed. Correct the document, or the ids that are imported, until both are the same. The data source " +
				"cashfree_payout_beneficiaries shows what Cashfree holds.",
			"To change members, import the set with the import command first. The next plan with a refresh then shows the changes.",
			providerdata.AnchorImportChanges.More(),
		})...))
}

// refuseImportedReplacement adds an error where a plan imports a set and replaces it.
func refuseImportedReplacement(members int, diags *diag.Diagnostics) {
	diags.AddError("Import would change members", providerdata.Paragraphs(
		fmt.Sprintf("A plan that imports a set changes nobody, and this one would also replace the set and so remove its %s. No member was "+
			"changed.", countOf(members, "member")),
		"The cause is -replace or replace_triggered_by. Leave it out.", providerdata.AnchorImportChanges.More()))
}

// importedMembers returns the ids of an import, each with an empty summary.
func importedMembers(importID string, diags *diag.Diagnostics) column {
	list := newIDList(importID, diags)
	if diags.HasError() {
		return newColumn(0)
	}
	ids := list.ids()
	if misfit := list.misfit(ids); misfit != "" {
		diags.AddError("Invalid import id", misfit)
		return newColumn(0)
	}
	members, problems := list.check(ids)
	if problems.Count() == 0 {
		return members
	}
	detail := problems.String()
	if line := list.payeeLine(); line > 0 {
		detail = fmt.Sprintf("%s has the cells of a payee. %s Copy the column of the ids into a file of its own.", list.place(line), idsAlone)
	}
	// As one error: the framework compares each new diagnostic with all others.
	diags.AddError("Invalid import id", detail)
	return members
}

// check returns the members of a list of ids, and what is wrong with it.
func (l idList) check(ids []listedID) (members column, problems bulk.Lines) {
	members = newColumn(len(ids))
	quote := quoterOf(textsOf(ids))
	for _, listed := range ids {
		if err := grammar.BeneficiaryID.Check(listed.id); err != nil {
			problems.Add(func() string { return l.place(listed.line) + ": " + err.Error() })
			continue
		}
		if _, duplicate := members.elements[listed.id]; duplicate {
			problems.Add(func() string { return fmt.Sprintf("%s: duplicate id %s.", l.place(listed.line), quote(listed.id)) })
		}
		members.set(listed.id, "")
	}
	if len(ids) == 0 {
		problems.Add(func() string {
			return "Write the beneficiary ids with commas between them, or @ and the path of a file that lists them."
		})
	}
	return members, problems
}

// quoterOf returns a function that quotes ids of a list. Where the list has an IFSC, it may be one of accounts, and
// what looks like an id may be an account number with letters.
func quoterOf(ids []string) func(id string) string {
	if slices.ContainsFunc(ids, func(id string) bool { return grammar.IFSC.Check(id) == nil }) {
		return grammar.QuoteCell
	}
	return bulk.QuoteID
}

// readFile returns the content of a file that is no longer than the limit.
func readFile(name string, limit int64) (string, error) {
	file, err := os.Open(name)
	if err != nil {
		return "", withoutPath(err)
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, limit+1))
	if err == nil && int64(len(content)) > limit {
		err = fmt.Errorf("it is longer than %d MiB", limit>>20)
	}
	return string(content), withoutPath(err)
}

// withoutPath returns why a file could not be read, without its name, which may be anything.
func withoutPath(err error) error {
	if failed, ok := errors.AsType[*os.PathError](err); ok {
		return failed.Err
	}
	return err
}
