package provider

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// The private state of a resource is part of the state file, and no CLI shows it. The framework demands JSON in it.

type privateReader interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
}

type privateWriter interface {
	SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
}

// getText returns a text of the private state, or "" where there is none.
func getText(ctx context.Context, private privateReader, key string) (string, diag.Diagnostics) {
	content, diags := private.GetKey(ctx, key)
	if content == nil || diags.HasError() {
		return "", diags
	}
	var text string
	if err := json.Unmarshal(content, &text); err != nil {
		diags.AddError("Unreadable private state", fmt.Sprintf("The private state key %q cannot be read: %v. Nothing was "+
			"changed. Restore the state from a backup, or import the resource again.", key, err))
	}
	return text, diags
}

// setText puts a text into the private state.
func setText(ctx context.Context, private privateWriter, key, text string) diag.Diagnostics {
	content, err := json.Marshal(text)
	if err != nil {
		return diag.Diagnostics{diag.NewErrorDiagnostic("Unwritable private state", err.Error())}
	}
	return private.SetKey(ctx, key, content)
}
