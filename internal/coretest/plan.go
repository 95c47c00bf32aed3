package coretest

import (
	"context"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Change is one planned change.
type Change struct {
	Action  string // "create", "update", "replace" or "none"
	Prior   *Instance
	Config  tftypes.Value
	Planned tftypes.Value
	Private []byte
	Paths   []string // that force the replacement
	Diags   []*tfprotov6.Diagnostic
}

// Plan validates and plans. Where the instance is to be replaced it plans a second time, without a prior state. Core
// shows nobody the warnings of that plan.
func (c *Core) Plan(prior *Instance, config Object) *Change {
	c.T.Helper()
	if diags := c.Validate(config); HasErrors(diags) {
		return &Change{Diags: diags}
	}
	p := c.PlanOnce(prior, ValueOf(c.T, c.Type, config))
	p.Action = ActionOf(p)
	if p.Action == "replace" && !HasErrors(p.Diags) {
		again := c.PlanWith(c.T.Context(), nil, p.Private, p.Config)
		again.Action, again.Prior, again.Paths = p.Action, p.Prior, p.Paths
		again.Diags = slices.Concat(p.Diags, onlyErrors(again.Diags))
		return again
	}
	return p
}

func onlyErrors(diags []*tfprotov6.Diagnostic) []*tfprotov6.Diagnostic {
	return slices.DeleteFunc(slices.Clone(diags), func(d *tfprotov6.Diagnostic) bool { return d.Severity != tfprotov6.DiagnosticSeverityError })
}

// PlanOnce makes one call, with the private state of the instance.
func (c *Core) PlanOnce(prior *Instance, config tftypes.Value) *Change {
	c.T.Helper()
	return c.PlanWith(c.T.Context(), prior, privateOf(prior), config)
}

func privateOf(prior *Instance) []byte {
	if prior == nil {
		return nil
	}
	return prior.Private
}

// PlanWith makes one call with a context and a private state of the test.
func (c *Core) PlanWith(ctx context.Context, prior *Instance, private []byte, config tftypes.Value) *Change {
	c.T.Helper()
	c.begin(false)
	p := &Change{Prior: prior, Config: config}
	request := &tfprotov6.PlanResourceChangeRequest{
		TypeName:         c.TypeName,
		PriorState:       Dynamic(c.T, c.Type, tftypes.NewValue(c.Type, nil)),
		Config:           Dynamic(c.T, c.Type, config),
		ProposedNewState: Dynamic(c.T, c.Type, c.proposed(prior, config)),
		PriorPrivate:     private,
	}
	if prior != nil {
		request.PriorState = Dynamic(c.T, c.Type, prior.State)
		request.PriorIdentity = prior.Identity
	}
	answer, err := c.Server.PlanResourceChange(ctx, request)
	Must(c.T, err)
	p.Diags, p.Private = answer.Diagnostics, answer.PlannedPrivate
	if answer.PlannedState != nil {
		p.Planned = Decode(c.T, c.Type, answer.PlannedState)
	}
	for _, forced := range answer.RequiresReplace {
		p.Paths = append(p.Paths, PathText(forced))
	}
	return p
}

// PlanRemoval plans the removal of an instance that is no longer in the configuration. Core makes no such call for an
// instance that is replaced.
func (c *Core) PlanRemoval(prior *Instance) []*tfprotov6.Diagnostic {
	c.T.Helper()
	c.begin(false)
	null := Dynamic(c.T, c.Type, tftypes.NewValue(c.Type, nil))
	answer, err := c.Server.PlanResourceChange(c.T.Context(), &tfprotov6.PlanResourceChangeRequest{
		TypeName: c.TypeName, PriorState: Dynamic(c.T, c.Type, prior.State), PriorPrivate: prior.Private, PriorIdentity: prior.Identity,
		ProposedNewState: null, Config: null,
	})
	Must(c.T, err)
	if planned := Decode(c.T, c.Type, answer.PlannedState); !planned.IsNull() {
		c.T.Errorf("the plan of a removal is %s", planned)
	}
	return answer.Diagnostics
}

// proposed returns the state that core proposes: the configuration, with computed attributes as they were and
// write-only ones null, in nested attributes as well.
func (c *Core) proposed(prior *Instance, config tftypes.Value) tftypes.Value {
	c.T.Helper()
	var values, before map[string]tftypes.Value
	Must(c.T, config.As(&values))
	if prior != nil {
		Must(c.T, prior.State.As(&before))
	}
	return tftypes.NewValue(c.Type, c.proposedAttributes(c.schema.Block.Attributes, values, before))
}

func (c *Core) proposedAttributes(
	attributes []*tfprotov6.SchemaAttribute, config, before map[string]tftypes.Value,
) map[string]tftypes.Value {
	c.T.Helper()
	values := maps.Clone(config)
	for _, attribute := range attributes {
		value := values[attribute.Name]
		switch {
		case attribute.WriteOnly:
			values[attribute.Name] = tftypes.NewValue(attribute.Type, nil)
		case attribute.Computed && value.IsNull() && before != nil:
			values[attribute.Name] = before[attribute.Name]
		case attribute.NestedType != nil && value.IsKnown() && !value.IsNull():
			var members, were map[string]tftypes.Value
			Must(c.T, value.As(&members))
			if group := before[attribute.Name]; group.IsKnown() && !group.IsNull() {
				Must(c.T, group.As(&were))
			}
			values[attribute.Name] = tftypes.NewValue(value.Type(), c.proposedAttributes(attribute.NestedType.Attributes, members, were))
		}
	}
	return values
}

// ActionOf returns how core reads a plan: only a path whose value changes forces a replacement.
func ActionOf(p *Change) string {
	switch {
	case p.Prior == nil:
		return "create"
	case p.Planned.Equal(p.Prior.State):
		return "none"
	}
	for _, forced := range p.Paths {
		if !At(p.Planned, forced).Equal(At(p.Prior.State, forced)) {
			return "replace"
		}
	}
	return "update"
}
