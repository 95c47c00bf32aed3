package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

const replaces = " Changing it replaces the beneficiary."

func (r *beneficiaryResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "A payee of Cashfree Payouts: who is paid, and into which bank account or to which UPI address.\n\n" +
			"Cashfree has no call that changes a beneficiary, so a change of any fact removes the beneficiary and adds it " +
			"again, in this order: one bank account belongs to one beneficiary at a time. A change of form alone, such as the " +
			"letter case of an IFSC, spaces in a name or `+91` before a phone number, is recorded without a call.",
		Attributes: map[string]schema.Attribute{
			"beneficiary_id": fact(grammar.BeneficiaryID, "The merchant's own id of the payee."),
			"name":           fact(grammar.Name, "The payee's name."),
			"instrument": schema.SingleNestedAttribute{
				Required:            true,
				MarkdownDescription: "Where money arrives: a bank account, a UPI address, or both.",
				Attributes: map[string]schema.Attribute{
					"bank_account_number": schema.StringAttribute{
						Optional:  true,
						Sensitive: true,
						MarkdownDescription: "Bank account number. " + grammar.AccountNumber.Rule() + " Needs `bank_ifsc`. It is kept in " +
							"the state; `bank_account_number_wo` is not." + replaces,
						Validators: acceptsIfGiven(grammar.AccountNumber),
					},
					"bank_account_number_wo": schema.StringAttribute{
						Optional:  true,
						Sensitive: true,
						WriteOnly: true,
						MarkdownDescription: "Bank account number, kept out of the state and of what a plan says of the resource: those " +
							"hold its last four digits and a fingerprint, by which a change is still noticed. Conflicts with `bank_account_number`. Needs " +
							"Terraform 1.11 or OpenTofu 1.11." + replaces,
						Validators: acceptsIfGiven(grammar.AccountNumber),
					},
					"bank_ifsc": fact(grammar.IFSC, "IFSC of the branch. Needs an account number."),
					"vpa":       fact(grammar.VPA, "UPI address."),
				},
			},
			"contact": schema.SingleNestedAttribute{
				Optional:            true,
				MarkdownDescription: "How to reach the payee.",
				Attributes: map[string]schema.Attribute{
					"email":        fact(grammar.Email, "E-mail address."),
					"phone":        fact(grammar.Phone, "Indian phone number."),
					"country_code": implied(grammar.CountryCode, "Country code of the phone number."),
					"address":      fact(grammar.Address, "Street address."),
					"city":         fact(grammar.City, "City."),
					"state":        fact(grammar.State, "State within India."),
					"postal_code":  fact(grammar.PostalCode, "PIN code."),
				},
			},
			"status": storedString("Status as Cashfree gives it. Only a `VERIFIED` beneficiary can be paid; the others are `INITIATED`, " +
				"`INVALID`, `FAILED` and `CANCELLED`, and Cashfree may add more."),
			"added_on": storedString("Time at which Cashfree added the beneficiary, in UTC, such as `2024-03-01T10:20:30Z`."),
			"bank_account_last_four": storedString("Last four digits of the account number (of a short one fewer, never more than half), " +
				"by which people tell accounts apart. Null where there is no account."),
			"bank_account_fingerprint": storedString("Keyed fingerprint of the account number, `key id:HMAC`, by which a change of a " +
				"write-only number is noticed. Without the key it cannot be turned back by guessing. Null where there is no account."),
			"timeouts": timeoutsAttribute(ctx),
		},
	}
}

// IdentitySchema names what a beneficiary is known by in an import block's identity.
func (r *beneficiaryResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{
		Attributes: map[string]identityschema.Attribute{
			"beneficiary_id": identityschema.StringAttribute{
				RequiredForImport: true,
				Description:       "The merchant's own id of the payee.",
			},
		},
	}
}

// fact is an argument that states something about the payee. Whether a change replaces is decided on the normal form,
// in ModifyPlan.
func fact(field *grammar.Field, description string) schema.StringAttribute {
	validators := acceptsIfGiven(field)
	if field.Required {
		validators = accepts(field)
	}
	return schema.StringAttribute{
		Required:            field.Required,
		Optional:            !field.Required,
		MarkdownDescription: description + " " + field.Rule() + replaces,
		Validators:          validators,
	}
}

// implied is a fact whose absence says the same as its one value. Where a configuration leaves it out, it stays as the state
// has it: an import records what Cashfree answers, which may have it or not.
func implied(field *grammar.Field, description string) schema.StringAttribute {
	argument := fact(field, description)
	argument.Computed = true
	argument.PlanModifiers = []planmodifier.String{orAbsent{field}}
	return argument
}

// orAbsent plans nothing where the configuration has nothing, or what the state has if that says the same. Any other value
// was made by hand, and is drift.
type orAbsent struct{ field *grammar.Field }

func (orAbsent) Description(context.Context) string {
	return "Left out, it is what goes without saying."
}

func (m orAbsent) MarkdownDescription(ctx context.Context) string { return m.Description(ctx) }

func (m orAbsent) PlanModifyString(_ context.Context, req planmodifier.StringRequest, resp *planmodifier.StringResponse) {
	if !req.ConfigValue.IsNull() {
		return
	}
	resp.PlanValue = types.StringNull()
	if m.field.Same(req.StateValue.ValueString(), "") {
		resp.PlanValue = req.StateValue
	}
}

func timeoutsAttribute(ctx context.Context) schema.Attribute {
	opts := timeouts.Opts{
		Create: true, Read: true, Delete: true,
		CreateDescription: "Bound of the creation, retries and the wait for Cashfree's verification included. Default: `" +
			providerdata.ShortDuration(defaultCreateTimeout) + "`.",
		ReadDescription:   "Bound of a refresh, retries included. Default: `" + providerdata.ShortDuration(defaultReadTimeout) + "`.",
		DeleteDescription: "Bound of the removal, retries included. Default: `" + providerdata.ShortDuration(defaultDeleteTimeout) + "`.",
	}
	attribute := timeouts.Attributes(ctx, opts)
	if nested, ok := attribute.(schema.SingleNestedAttribute); ok {
		nested.MarkdownDescription = "How long each operation may take, as durations such as `30s` or `5m`. Changing them makes no call."
		return nested
	}
	return attribute
}
