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

// getPrivate returns a value of the private state, or the zero value where there is none.
func getPrivate[T any](ctx context.Context, private privateReader, key string) (value T, diags diag.Diagnostics) {
	content, diags := private.GetKey(ctx, key)
	if content == nil || diags.HasError() {
		return value, diags
	}
	if err := json.Unmarshal(content, &value); err != nil {
		diags.AddError("Unreadable private state", fmt.Sprintf("The private state key %q cannot be read: %v. Nothing was "+
			"changed. Restore the state from a backup, or import the resource again.", key, err))
	}
	return value, diags
}

// setPrivate puts a value into the private state.
func setPrivate(ctx context.Context, private privateWriter, key string, value any) diag.Diagnostics {
	content, err := json.Marshal(value)
	if err != nil {
		return diag.Diagnostics{diag.NewErrorDiagnostic("Unwritable private state", err.Error())}
	}
	return private.SetKey(ctx, key, content)
}
