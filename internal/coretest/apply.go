package coretest

import (
	"context"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Create plans and applies a configuration without prior state, and fails the test on any error.
func (c *Core) Create(config Object) *Instance {
	c.T.Helper()
	p := c.Plan(nil, config)
	WantNoErrors(c.T, p.Diags)
	created, diags := c.Apply(p)
	WantNoErrors(c.T, diags)
	return created
}

// Apply carries out a change, a replacement as a removal and a creation. It returns nil where nothing is recorded.
func (c *Core) Apply(p *Change) (*Instance, []*tfprotov6.Diagnostic) {
	c.T.Helper()
	return c.ApplyWith(c.T.Context(), p)
}

// ApplyWith is Apply with a context of the test.
func (c *Core) ApplyWith(ctx context.Context, p *Change) (*Instance, []*tfprotov6.Diagnostic) {
	c.T.Helper()
	if HasErrors(p.Diags) {
		c.T.Fatalf("applying a plan that failed: %s", Text(p.Diags))
	}
	prior := p.Prior
	if p.Action == "none" {
		return prior, nil
	}
	if p.Action == "replace" {
		if diags := c.Destroy(prior); HasErrors(diags) {
			return prior, diags
		}
		prior = nil
	}
	final, diags := c.planFinally(ctx, prior, p)
	if HasErrors(diags) || final.Action == "none" {
		return prior, diags
	}
	applied, more := c.CarryOut(ctx, final)
	return applied, append(diags, more...)
}

// planFinally plans a second time, as core does in every apply: with the values and the provider configuration that are
// known by then, and without the result of the first plan. Core carries out this plan, and refuses one that contradicts
// the first.
func (c *Core) planFinally(ctx context.Context, prior *Instance, first *Change) (*Change, []*tfprotov6.Diagnostic) {
	c.T.Helper()
	c.begin(true)
	final := c.With(c.applying(c.T)).PlanWith(ctx, prior, privateOf(prior), first.Config)
	if HasErrors(final.Diags) {
		return final, final.Diags
	}
	final.Action = ActionOf(final)
	found := contradictions(c.T, first.Planned, final.Planned)
	if final.Action == "replace" || len(found) > 0 {
		final.Diags = append(final.Diags, &tfprotov6.Diagnostic{Severity: tfprotov6.DiagnosticSeverityError,
			Summary: "Provider produced inconsistent final plan", Detail: strings.Join(found, "\n")})
	}
	return final, final.Diags
}

// CarryOut makes the call that applies a plan.
func (c *Core) CarryOut(ctx context.Context, p *Change) (*Instance, []*tfprotov6.Diagnostic) {
	c.T.Helper()
	request := &tfprotov6.ApplyResourceChangeRequest{
		TypeName:       c.TypeName,
		PriorState:     Dynamic(c.T, c.Type, tftypes.NewValue(c.Type, nil)),
		PlannedState:   Dynamic(c.T, c.Type, p.Planned),
		Config:         Dynamic(c.T, c.Type, p.Config),
		PlannedPrivate: p.Private,
	}
	if p.Prior != nil {
		request.PriorState = Dynamic(c.T, c.Type, p.Prior.State)
		request.PlannedIdentity = p.Prior.Identity
	}
	c.begin(true)
	answer, err := c.applying(c.T).ApplyResourceChange(ctx, request)
	Must(c.T, err)
	state := Decode(c.T, c.Type, answer.NewState)
	if state.IsNull() {
		return nil, answer.Diagnostics
	}
	if !HasErrors(answer.Diagnostics) {
		WantConform(c.T, p.Planned, state)
		if !state.IsFullyKnown() {
			c.T.Errorf("values are unknown after the apply: %s", state)
		}
	}
	return &Instance{State: state, Private: answer.Private, Identity: answer.NewIdentity}, answer.Diagnostics
}

// WantConform makes core's check after a successful apply: the state must have every known value of the plan.
func WantConform(t testing.TB, planned, state tftypes.Value) {
	t.Helper()
	for _, contradiction := range contradictions(t, planned, state) {
		t.Errorf("the plan knew %s, the apply changed it", contradiction)
	}
}

// contradictions returns the known values of a plan that differ in what comes after it.
func contradictions(t testing.TB, planned, after tftypes.Value) []string {
	t.Helper()
	differences, err := planned.Diff(after)
	Must(t, err)
	var list []string
	for _, difference := range differences {
		wasKnown := difference.Value1 != nil && difference.Value1.IsFullyKnown()
		if wasKnown || difference.Value1 == nil && isKnown(planned, difference.Path.WithoutLastStep()) {
			list = append(list, difference.String())
		}
	}
	return list
}

// isKnown reports whether a map or an object is known in which an element has appeared.
func isKnown(planned tftypes.Value, parent *tftypes.AttributePath) bool {
	found, _, err := tftypes.WalkAttributePath(planned, parent)
	value, isValue := found.(tftypes.Value)
	return err == nil && isValue && value.IsKnown() && !value.IsNull()
}

// Destroy removes an instance.
func (c *Core) Destroy(prior *Instance) []*tfprotov6.Diagnostic {
	c.T.Helper()
	return c.DestroyWith(c.T.Context(), prior)
}

// DestroyWith is Destroy with a context of the test.
func (c *Core) DestroyWith(ctx context.Context, prior *Instance) []*tfprotov6.Diagnostic {
	c.T.Helper()
	null := Dynamic(c.T, c.Type, tftypes.NewValue(c.Type, nil))
	c.begin(true)
	answer, err := c.applying(c.T).ApplyResourceChange(ctx, &tfprotov6.ApplyResourceChangeRequest{
		TypeName: c.TypeName, PriorState: Dynamic(c.T, c.Type, prior.State),
		PlannedState: null, Config: null, PlannedPrivate: prior.Private,
	})
	Must(c.T, err)
	return answer.Diagnostics
}
