package provider

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// The time limits of the operations, where the configuration sets none.
const (
	defaultCreateTimeout = 10 * time.Minute
	defaultReadTimeout   = 5 * time.Minute
	defaultDeleteTimeout = 5 * time.Minute
)

const replacesNote = " Changing it replaces the beneficiary."

func beneficiarySchema(ctx context.Context) schema.Schema {
	return schema.Schema{
		MarkdownDescription: "A payee of Cashfree Payouts, with a bank account, a UPI address or both.\n\n" +
			"Cashfree has no API call that changes a beneficiary. So a change removes the beneficiary and then adds it " +
			"again, because a bank account can belong to one beneficiary only. A change of spelling alone, such as the " +
			"letter case of an IFSC, spaces in a name or `+91` before a phone number, makes no call.",
		Attributes: map[string]schema.Attribute{
			"beneficiary_id": factAttribute(grammar.BeneficiaryID, "The merchant's own id of the payee."),
			"name":           factAttribute(grammar.Name, "The payee's name."),
			"instrument": schema.SingleNestedAttribute{
				Required:            true,
				MarkdownDescription: "The payee's bank account, UPI address, or both.",
				Attributes: map[string]schema.Attribute{
					"bank_account_number": schema.StringAttribute{
						Optional:  true,
						Sensitive: true,
						MarkdownDescription: "Bank account number. " + grammar.AccountNumber.Rule() + " Needs " +
							"`bank_ifsc`. It is stored in the state; use `bank_account_number_wo` to avoid that." + replacesNote,
						Validators: optionalField(grammar.AccountNumber),
					},
					writeOnlyNumber: schema.StringAttribute{
						Optional:  true,
						Sensitive: true,
						WriteOnly: true,
						MarkdownDescription: "Bank account number, kept out of the plan and the state. They have its last four digits, and " +
							"the state has a fingerprint that shows a change. Conflicts with `bank_account_number`. Needs Terraform " +
							"1.11 or OpenTofu 1.11." + replacesNote,
						Validators: optionalField(grammar.AccountNumber),
					},
					"bank_ifsc": factAttribute(grammar.IFSC, "IFSC of the branch. Needs an account number."),
					"vpa":       factAttribute(grammar.VPA, "UPI address."),
				},
			},
			"contact": schema.SingleNestedAttribute{
				Optional:            true,
				MarkdownDescription: "How to reach the payee.",
				Attributes: map[string]schema.Attribute{
					"email":        factAttribute(grammar.Email, "E-mail address."),
					"phone":        factAttribute(grammar.Phone, "Indian phone number."),
					"country_code": factAttribute(grammar.CountryCode, "Country code of the phone number. Leaving it out means `+91`."),
					"address":      factAttribute(grammar.Address, "Street address."),
					"city":         factAttribute(grammar.City, "City."),
					"state":        factAttribute(grammar.State, "State within India."),
					"postal_code":  factAttribute(grammar.PostalCode, "PIN code."),
				},
			},
			"status": storedString("Status at Cashfree. Only a `VERIFIED` beneficiary can be paid. Other values are " +
				"`INITIATED`, `INVALID`, `FAILED` and `CANCELLED`. Cashfree may add more."),
			"added_on": storedString("Time at which Cashfree added the beneficiary, in UTC, such as `2024-03-01T10:20:30Z`. " +
				"A difference of up to five seconds in a later answer is ignored."),
			"bank_account_last_four": storedString("Last four digits of the account number. At most half of the digits are " +
				"shown. Null if there is no account."),
			"bank_account_fingerprint": storedString("Keyed fingerprint of the account number, `key id:HMAC`. It " +
				"changes when a write-only number changes. Nobody can guess the number from it without the key. Null if " +
				"there is no account."),
			"timeouts": timeoutsAttribute(ctx),
		},
	}
}

// beneficiaryIdentitySchema is the schema of the identity in an import block.
func beneficiaryIdentitySchema() identityschema.Schema {
	return identityschema.Schema{
		Attributes: map[string]identityschema.Attribute{
			"beneficiary_id": identityschema.StringAttribute{
				RequiredForImport: true,
				Description:       "The merchant's own id of the payee.",
			},
		},
	}
}

// factAttribute is the argument for a fact. Whether a change replaces the beneficiary is decided on the normal form,
// when the resource is planned.
func factAttribute(field *grammar.Field, description string) schema.StringAttribute {
	validators := optionalField(field)
	if field.Required {
		validators = requiredField(field)
	}
	return schema.StringAttribute{
		Required:            field.Required,
		Optional:            !field.Required,
		MarkdownDescription: description + " " + field.Rule() + replacesNote,
		Validators:          validators,
	}
}

func timeoutsAttribute(ctx context.Context) schema.Attribute {
	opts := timeouts.Opts{
		Create: true, Read: true, Delete: true,
		CreateDescription: "Time limit of the creation, including retries and the wait for Cashfree's verification. Default: `" +
			providerdata.ShortDuration(defaultCreateTimeout) + "`.",
		ReadDescription:   "Time limit of a refresh, including retries. Default: `" + providerdata.ShortDuration(defaultReadTimeout) + "`.",
		DeleteDescription: "Time limit of the removal, including retries. Default: `" + providerdata.ShortDuration(defaultDeleteTimeout) + "`.",
	}
	attribute := timeouts.Attributes(ctx, opts)
	if nested, ok := attribute.(schema.SingleNestedAttribute); ok {
		nested.MarkdownDescription = "Time limits of the operations, as durations such as `30s` or `5m`. Changing them makes no call."
		return nested
	}
	return attribute
}
