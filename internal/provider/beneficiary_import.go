package provider

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/bulk"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// importKey is the key of the private state that marks an import of which nothing was read yet. The first read that
// succeeds removes the mark. An import keeps the account number that it reads, and no other read adds one to a state.
// An empty name would be no sign of an import: a damaged answer can lack it, too.
const importKey = "import"

const importBegun = "begun"

// importBeneficiary imports by a beneficiary id, an identity, or "account,ifsc". The read that follows fills in the
// rest.
func importBeneficiary(
	ctx context.Context, data *providerdata.Data, req resource.ImportStateRequest, resp *resource.ImportStateResponse,
) {
	req.ID = grammar.BeneficiaryID.Normal(req.ID)
	account, ifsc, byAccount := strings.Cut(req.ID, ",")
	if byAccount {
		req.ID = findID(ctx, data, account, ifsc, &resp.Diagnostics)
	} else if req.ID != "" {
		checkImportID(req.ID, &resp.Diagnostics)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	idPath := path.Root("beneficiary_id")
	resource.ImportStatePassthroughWithIdentity(ctx, idPath, idPath, req, resp)
	if req.ID == "" && !resp.Diagnostics.HasError() {
		var id types.String // of the identity, or null where there is neither
		resp.Diagnostics.Append(resp.State.GetAttribute(ctx, idPath, &id)...)
		checkImportID(id.ValueString(), &resp.Diagnostics)
	}
	resp.Diagnostics.Append(setPrivate(ctx, resp.Private, importKey, importBegun)...)
}

func checkImportID(id string, diags *diag.Diagnostics) {
	if err := grammar.BeneficiaryID.Check(id); err != nil {
		diags.AddError("Invalid import id", err.Error()+
			" To import by bank account, write the account number and the IFSC with a comma between them.")
	}
}

// findID returns the id of the beneficiary that has a bank account.
func findID(ctx context.Context, data *providerdata.Data, account, ifsc string, diags *diag.Diagnostics) string {
	for _, part := range []struct {
		field *grammar.Field
		value string
	}{{grammar.AccountNumber, account}, {grammar.IFSC, ifsc}} {
		if err := part.field.Check(part.value); err != nil {
			diags.AddError("Invalid import id", err.Error())
		}
	}
	if diags.HasError() {
		return ""
	}
	if !data.Ready() {
		diags.Append(data.NotReady("Importing a beneficiary by its account"))
		return ""
	}
	lookup := bulk.LookupByAccount(data.Client(), account, ifsc)
	found, err := lookup.Read(ctx)
	if err != nil {
		diags.Append(data.Failure(ctx, "Cannot read beneficiary "+lookup.Label, err))
		return ""
	}
	return found.ID
}
