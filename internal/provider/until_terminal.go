package provider

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/datasource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/providerdata"
)

// followed is something that Cashfree works on until its status is final: a transfer, or a batch of them.
type followed[T interface{ Terminal() bool }] struct {
	data   *providerdata.Data
	what   string // such as "transfer"
	key    payouts.TransferKey
	read   func(context.Context, payouts.TransferKey) (T, error)
	status func(T) string
}

// once looks a single time.
func (f followed[T]) once(ctx context.Context, diags *diag.Diagnostics) (found T, ok bool) {
	found, err := f.read(ctx, f.key)
	if err != nil {
		f.unreadable(ctx, err, diags)
		return found, false
	}
	return found, true
}

// untilTerminal looks until the status is final. Where the time is over before that, what was seen last is the answer,
// with a warning: it is true, and the caller can decide by it.
func (f followed[T]) untilTerminal(ctx context.Context, diags *diag.Diagnostics) (last T, ok bool) {
	last, ok = f.once(ctx, diags)
	for pause := firstLook; ok && !last.Terminal(); pause = min(2*pause, rarestLook) {
		err := f.data.Wait(ctx, pause)
		if err != nil && !errors.Is(err, context.DeadlineExceeded) {
			diags.AddError("Stopped waiting for "+f.name(), err.Error())
			return last, false
		}
		var next T
		if err == nil {
			next, err = f.read(ctx, f.key)
		}
		switch {
		case errors.Is(err, context.DeadlineExceeded):
			f.warnNotTerminal(last, diags)
			return last, true
		case err != nil:
			f.unreadable(ctx, err, diags)
			return last, false
		}
		last = next
	}
	return last, ok
}

func (f followed[T]) name() string { return fmt.Sprintf("%s %q", f.what, f.key.ID+f.key.CashfreeID) }

func (f followed[T]) unreadable(ctx context.Context, err error, diags *diag.Diagnostics) {
	diags.Append(f.data.Failure(ctx, "Cannot read "+f.name(), err))
}

func (f followed[T]) warnNotTerminal(last T, diags *diag.Diagnostics) {
	name := f.name()
	diags.AddWarning(strings.ToUpper(name[:1])+name[1:]+" is still under way", fmt.Sprintf(
		"Its status is %s, and timeouts.read is over. Look again later, or allow more time.", f.status(last)))
}

// timeoutsFor is the attribute timeouts of a data source whose reading can take long.
func timeoutsFor(ctx context.Context, reading string, normal time.Duration) schema.Attribute {
	description := fmt.Sprintf("How long %s may take, such as `90s` or `10m`. Default: `%s`.", reading, providerdata.ShortDuration(normal))
	attribute := timeouts.AttributesWithOpts(ctx, timeouts.Opts{ReadDescription: description})
	if nested, ok := attribute.(schema.SingleNestedAttribute); ok {
		nested.MarkdownDescription = "Time limits of this data source."
		if read, ok := nested.Attributes["read"].(schema.StringAttribute); ok {
			read.Validators = append(read.Validators, someTime{})
			nested.Attributes["read"] = read
		}
		return nested
	}
	return attribute
}

// someTime refuses a bound within which nothing could be read. That the text is a duration is checked elsewhere.
type someTime struct{}

func (someTime) Description(context.Context) string         { return "More than no time." }
func (someTime) MarkdownDescription(context.Context) string { return "More than no time." }

func (someTime) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	bound, err := time.ParseDuration(req.ConfigValue.ValueString())
	if err == nil && bound <= 0 {
		resp.Diagnostics.AddAttributeError(req.Path, "No time at all", fmt.Sprintf("%s leaves no time for anything.", bound))
	}
}
