package provider

import (
	"context"
	"fmt"
	"math/big"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// wholeNumber accepts whole numbers from low to high. It is for arguments of the type number. For a fraction in an
// integer argument, the framework's error would blame the provider.
type wholeNumber struct{ low, high int64 }

var _ validator.Number = wholeNumber{}

func (w wholeNumber) Description(context.Context) string {
	return fmt.Sprintf("must be a whole number from %d to %d", w.low, w.high)
}

func (w wholeNumber) MarkdownDescription(ctx context.Context) string { return w.Description(ctx) }

func (w wholeNumber) ValidateNumber(ctx context.Context, req validator.NumberRequest, resp *validator.NumberResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	got := req.ConfigValue.ValueBigFloat()
	if got.IsInt() && got.Cmp(big.NewFloat(float64(w.low))) >= 0 && got.Cmp(big.NewFloat(float64(w.high))) <= 0 {
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, "Invalid "+req.Path.String(),
		fmt.Sprintf("%s %s, got %s.", req.Path, w.Description(ctx), got.Text('g', 10)))
}

// intValue returns a number that [wholeNumber] has accepted, or 0 for one that is not known yet.
func intValue(value types.Number, fallback int) int {
	switch {
	case value.IsNull():
		return fallback
	case value.IsUnknown():
		return 0
	}
	whole, _ := value.ValueBigFloat().Int64()
	return int(whole)
}
