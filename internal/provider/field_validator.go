package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

// fieldValidator refuses at plan time what Cashfree would refuse: a replacement that fails half way would leave a
// payee removed and not added again.
type fieldValidator struct {
	field    *grammar.Field
	optional bool
}

var _ validator.String = fieldValidator{}

func accepts(field *grammar.Field) []validator.String {
	return []validator.String{fieldValidator{field: field}}
}

// acceptsIfGiven is the same for an optional argument, which can be left out.
func acceptsIfGiven(field *grammar.Field) []validator.String {
	return []validator.String{fieldValidator{field: field, optional: true}}
}

func (v fieldValidator) Description(context.Context) string         { return v.field.Rule() }
func (v fieldValidator) MarkdownDescription(context.Context) string { return v.field.Rule() }

func (v fieldValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	value := req.ConfigValue.ValueString()
	if v.field.ExistingOnly(value) {
		summary, detail := existingOnlyMessage(v.field, value)
		resp.Diagnostics.AddAttributeWarning(req.Path, summary, detail)
		return
	}
	if err := v.field.Check(value); err != nil {
		resp.Diagnostics.Append(v.refusal(req.Path, value, err))
		return
	}
	if warning := v.field.Warning(value); warning != nil {
		resp.Diagnostics.AddAttributeWarning(req.Path, warning.Title, warning.Detail)
	}
}

// refusal is on the attribute, unless that is a secret: the CLI prints the source of an attribute that is to blame, where the
// secret may be written out.
func (v fieldValidator) refusal(at path.Path, value string, err error) diag.Diagnostic {
	detail := err.Error()
	if v.optional && v.field.Normal(value) == "" {
		detail += " Leave the argument out, or set it to null, if there is none."
	}
	if v.field.Secret {
		return diag.NewErrorDiagnostic("Cashfree would refuse this "+at.String(), detail)
	}
	return diag.NewAttributeErrorDiagnostic(at, "Cashfree would refuse this "+v.field.Name, detail)
}

// eachAccepted is the same for every element of a list, each on its own path. It does not warn of values that Cashfree may
// refuse: a list names payees that exist, and thousands of equal warnings would hide all others.
type eachAccepted struct {
	field *grammar.Field
}

var _ validator.List = eachAccepted{}

func (v eachAccepted) Description(context.Context) string         { return v.field.Rule() }
func (v eachAccepted) MarkdownDescription(context.Context) string { return v.field.Rule() }

func (v eachAccepted) ValidateList(_ context.Context, req validator.ListRequest, resp *validator.ListResponse) {
	for i, element := range req.ConfigValue.Elements() {
		value, ok := element.(types.String)
		if !ok || value.IsUnknown() {
			continue
		}
		if err := v.field.Check(value.ValueString()); err != nil {
			resp.Diagnostics.AddAttributeError(req.Path.AtListIndex(i), "Cashfree would refuse this "+v.field.Name, err.Error())
		}
	}
}
