package provider

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/datasource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// readTimeoutAttribute is the attribute timeouts of a data source that can take long to read. The operation completes
// the sentence "How long … may take".
func readTimeoutAttribute(ctx context.Context, operation string, defaultLimit time.Duration) schema.Attribute {
	description := fmt.Sprintf("How long %s may take, such as `90s` or `10m`. Default: `%s`.",
		operation, providerdata.ShortDuration(defaultLimit))
	attribute := timeouts.AttributesWithOpts(ctx, timeouts.Opts{ReadDescription: description})
	nested, ok := attribute.(schema.SingleNestedAttribute)
	if !ok {
		return attribute
	}
	nested.MarkdownDescription = "Time limits of this data source."
	if read, ok := nested.Attributes["read"].(schema.StringAttribute); ok {
		read.Validators = append(read.Validators, positiveDuration{})
		nested.Attributes["read"] = read
	}
	return nested
}

// positiveDuration refuses a time limit of zero or less. Another validator checks that the text is a duration.
type positiveDuration struct{}

func (positiveDuration) Description(context.Context) string {
	return "The value must be a duration above zero."
}

func (v positiveDuration) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (positiveDuration) ValidateString(
	_ context.Context, req validator.StringRequest, resp *validator.StringResponse,
) {
	limit, err := time.ParseDuration(req.ConfigValue.ValueString())
	if err == nil && limit <= 0 {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid timeout",
			fmt.Sprintf("%s must be a duration above zero, got %s.", req.Path, limit))
	}
}
