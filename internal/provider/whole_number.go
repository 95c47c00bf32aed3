package provider

import (
	"context"
	"fmt"
	"math/big"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// wholeNumber accepts whole numbers from least to most. It is for arguments of the type number, since of one that is declared
// as an integer the framework says itself that a fraction is a defect of the provider.
type wholeNumber struct{ least, most int64 }

var _ validator.Number = wholeNumber{}

func (w wholeNumber) Description(context.Context) string {
	return fmt.Sprintf("A whole number between %d and %d.", w.least, w.most)
}

func (w wholeNumber) MarkdownDescription(ctx context.Context) string { return w.Description(ctx) }

func (w wholeNumber) ValidateNumber(ctx context.Context, req validator.NumberRequest, resp *validator.NumberResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	value := req.ConfigValue.ValueBigFloat()
	if value.IsInt() && value.Cmp(big.NewFloat(float64(w.least))) >= 0 && value.Cmp(big.NewFloat(float64(w.most))) <= 0 {
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, "Invalid "+req.Path.String(),
		fmt.Sprintf("%s is no value for it. %s", value.Text('g', 10), w.Description(ctx)))
}

// whole gives a number that [wholeNumber] has seen. One that is not known yet is 0.
func whole(value types.Number, fallback int) int {
	switch {
	case value.IsNull():
		return fallback
	case value.IsUnknown():
		return 0
	}
	number, _ := value.ValueBigFloat().Int64()
	return int(number)
}
