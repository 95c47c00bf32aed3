package provider

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

// ImportState takes a beneficiary id, an identity, or "account,ifsc". The read that follows fills in the rest.
func (r *beneficiaryResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	account, ifsc, byAccount := strings.Cut(req.ID, ",")
	if byAccount {
		req.ID = r.idOfAccount(ctx, account, ifsc, &resp.Diagnostics)
	} else if req.ID != "" {
		checkImportID(req.ID, &resp.Diagnostics)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	id := path.Root("beneficiary_id")
	resource.ImportStatePassthroughWithIdentity(ctx, id, id, req, resp)
	if req.ID == "" && !resp.Diagnostics.HasError() {
		var named types.String // by an identity, or not at all
		resp.Diagnostics.Append(resp.State.GetAttribute(ctx, id, &named)...)
		checkImportID(named.ValueString(), &resp.Diagnostics)
	}
}

func checkImportID(id string, diags *diag.Diagnostics) {
	if err := grammar.BeneficiaryID.Check(id); err != nil {
		diags.AddError("Invalid import id", err.Error()+
			" To import by bank account, write the account number and the IFSC with a comma between them.")
	}
}

func (r *beneficiaryResource) idOfAccount(ctx context.Context, account, ifsc string, diags *diag.Diagnostics) string {
	for field, value := range map[*grammar.Field]string{grammar.AccountNumber: account, grammar.IFSC: ifsc} {
		if err := field.Check(value); err != nil {
			diags.AddError("Invalid import id", err.Error())
		}
	}
	if diags.HasError() {
		return ""
	}
	if !r.data.Ready() {
		diags.Append(r.data.NotReady("Importing a beneficiary by its account"))
		return ""
	}
	found, err := r.data.Client().BeneficiaryByAccount(ctx, account, ifsc)
	if err != nil {
		diags.Append(r.data.Failure(ctx, fmt.Sprintf("Cannot find a beneficiary with account %s and IFSC %s",
			grammar.Mask(account), ifsc), err))
		return ""
	}
	return found.ID
}
