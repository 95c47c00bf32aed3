package provider

import (
	"context"
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// Private state travels with a resource in the state file and is shown to nobody. The framework wants JSON in it.

type privateReader interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
}

type privateWriter interface {
	SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
}

// getText reads a text of the private state; one that is not there is empty.
func getText(ctx context.Context, private privateReader, key string) (string, diag.Diagnostics) {
	content, diags := private.GetKey(ctx, key)
	if content == nil || diags.HasError() {
		return "", diags
	}
	var text string
	if err := json.Unmarshal(content, &text); err != nil {
		diags.AddError("Unreadable private state", err.Error())
	}
	return text, diags
}

func setText(ctx context.Context, private privateWriter, key, text string) diag.Diagnostics {
	content, err := json.Marshal(text)
	if err != nil {
		return diag.Diagnostics{diag.NewErrorDiagnostic("Unwritable private state", err.Error())}
	}
	return private.SetKey(ctx, key, content)
}
