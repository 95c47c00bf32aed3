package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

// fieldValidator refuses at plan time what Cashfree would refuse: a replacement that fails half way would leave a payee
// removed and not added again. It accepts what only an existing payee can have, and does not warn of what Cashfree may
// refuse: it does not know whether the value is sent, as the plan does.
type fieldValidator struct {
	field    *grammar.Field
	optional bool
}

var _ validator.String = fieldValidator{}

// requiredField returns the validators of a required argument.
func requiredField(field *grammar.Field) []validator.String {
	return []validator.String{fieldValidator{field: field}}
}

// optionalField returns the validators of an optional argument.
func optionalField(field *grammar.Field) []validator.String {
	return []validator.String{fieldValidator{field: field, optional: true}}
}

func (v fieldValidator) Description(context.Context) string         { return v.field.Rule() }
func (v fieldValidator) MarkdownDescription(context.Context) string { return v.field.Rule() }

func (v fieldValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if !isSet(req.ConfigValue) {
		return
	}
	value := req.ConfigValue.ValueString()
	err := v.field.Check(value)
	if err == nil || v.field.ExistingOnly(value) {
		return
	}
	detail := err.Error()
	if v.optional && v.field.Normal(value) == "" {
		detail += " Leave the argument out or set it to null if there is no value."
	}
	resp.Diagnostics.Append(refusedValue(v.field, req.Path, detail))
}

// refusedValue returns the error about a value that breaks the rule of its field. It is on the attribute, unless that
// is a secret: the CLI prints the source of an attribute that has an error, where the secret may be written out.
func refusedValue(field *grammar.Field, at path.Path, detail string) diag.Diagnostic {
	if field.Secret {
		return diag.NewErrorDiagnostic(field.RefusalTitle(at.String()), detail)
	}
	return diag.NewAttributeErrorDiagnostic(at, field.RefusalTitle(field.Name), detail)
}

// fieldListValidator is a fieldValidator for each element of a list, with errors on the element.
type fieldListValidator struct {
	field *grammar.Field
}

var _ validator.List = fieldListValidator{}

// maxElementErrors bounds the errors about one list. Nobody reads more, and the framework compares each with all
// others.
const maxElementErrors = 20

func (v fieldListValidator) Description(context.Context) string         { return v.field.Rule() }
func (v fieldListValidator) MarkdownDescription(context.Context) string { return v.field.Rule() }

func (v fieldListValidator) ValidateList(_ context.Context, req validator.ListRequest, resp *validator.ListResponse) {
	refused := 0
	for i, element := range req.ConfigValue.Elements() {
		value, ok := element.(types.String)
		if !ok || value.IsUnknown() {
			continue
		}
		err := v.field.Check(value.ValueString())
		if err == nil {
			continue
		}
		if refused++; refused <= maxElementErrors {
			resp.Diagnostics.AddAttributeError(req.Path.AtListIndex(i), v.field.RefusalTitle(v.field.Name), err.Error())
		}
	}
	if more := refused - maxElementErrors; more > 0 {
		resp.Diagnostics.AddAttributeError(req.Path, "More elements are refused", fmt.Sprintf("Cashfree would refuse %d more elements.", more))
	}
}
