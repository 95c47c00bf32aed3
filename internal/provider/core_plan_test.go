package provider

import (
	"context"
	"maps"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// plan validates and plans; where the instance is to be replaced it plans a second time without a prior state.
func (c *core) plan(prior *instance, config object) *change {
	c.t.Helper()
	if diags := c.validate(config); hasErrors(diags) {
		return &change{diags: diags}
	}
	p := c.planOnce(prior, valueOf(c.t, c.objects, config))
	p.action = action(p)
	if p.action == "replace" && !hasErrors(p.diags) {
		again := c.planWith(c.t.Context(), nil, p.private, p.config)
		again.action, again.prior, again.paths = p.action, p.prior, p.paths
		again.diags = append(p.diags, again.diags...)
		return again
	}
	return p
}

func (c *core) planOnce(prior *instance, config tftypes.Value) *change {
	c.t.Helper()
	var private []byte
	if prior != nil {
		private = prior.private
	}
	return c.planWith(c.t.Context(), prior, private, config)
}

func (c *core) planWith(ctx context.Context, prior *instance, private []byte, config tftypes.Value) *change {
	c.t.Helper()
	p := &change{prior: prior, config: config}
	request := &tfprotov6.PlanResourceChangeRequest{
		TypeName:         c.typeName,
		PriorState:       dynamic(c.t, c.objects, tftypes.NewValue(c.objects, nil)),
		Config:           dynamic(c.t, c.objects, config),
		ProposedNewState: dynamic(c.t, c.objects, c.proposed(prior, config)),
		PriorPrivate:     private,
	}
	if prior != nil {
		request.PriorState = dynamic(c.t, c.objects, prior.state)
		request.PriorIdentity = prior.identity
	}
	answer, err := c.server.PlanResourceChange(ctx, request)
	if err != nil {
		c.t.Fatal(err)
	}
	p.diags, p.private = answer.Diagnostics, answer.PlannedPrivate
	if answer.PlannedState != nil {
		p.planned = unmarshal(c.t, c.objects, answer.PlannedState)
	}
	for _, forced := range answer.RequiresReplace {
		p.paths = append(p.paths, pathText(forced))
	}
	return p
}

// proposed is what core proposes: the configuration, with computed attributes as they were and write-only ones null.
func (c *core) proposed(prior *instance, config tftypes.Value) tftypes.Value {
	c.t.Helper()
	var values map[string]tftypes.Value
	must(c.t, config.As(&values))
	values = maps.Clone(values)
	var before map[string]tftypes.Value
	if prior != nil {
		must(c.t, prior.state.As(&before))
	}
	for _, attribute := range c.schema.Block.Attributes {
		if attribute.Computed && !attribute.Optional && before != nil {
			values[attribute.Name] = before[attribute.Name]
		}
		if attribute.WriteOnly {
			values[attribute.Name] = tftypes.NewValue(attribute.Type, nil)
		}
	}
	if group, ok := values["contact"]; ok && before != nil { // core keeps what a configuration leaves to the provider
		values["contact"] = c.keptIn(group, before["contact"])
	}
	if group, ok := values["instrument"]; ok && group.IsKnown() && !group.IsNull() {
		var members map[string]tftypes.Value
		must(c.t, group.As(&members))
		members = maps.Clone(members)
		members[writeOnlyNumber] = tftypes.NewValue(tftypes.String, nil)
		values["instrument"] = tftypes.NewValue(group.Type(), members)
	}
	return tftypes.NewValue(c.objects, values)
}

// keptIn gives a group of the configuration with the computed members that it leaves out as they were.
func (c *core) keptIn(group, before tftypes.Value) tftypes.Value {
	c.t.Helper()
	if !group.IsKnown() || group.IsNull() || before.IsNull() {
		return group
	}
	var members, were map[string]tftypes.Value
	must(c.t, group.As(&members))
	must(c.t, before.As(&were))
	members = maps.Clone(members)
	for _, attribute := range c.schema.Block.Attributes {
		if attribute.Name != "contact" {
			continue
		}
		for _, member := range attribute.NestedType.Attributes {
			if member.Computed && members[member.Name].IsNull() {
				members[member.Name] = were[member.Name]
			}
		}
	}
	return tftypes.NewValue(group.Type(), members)
}

// action is core's reading of a plan: only a path whose value changes forces a replacement.
func action(p *change) string {
	switch {
	case p.prior == nil:
		return "create"
	case p.planned.Equal(p.prior.state):
		return "none"
	}
	for _, forced := range p.paths {
		if !at(p.planned, forced).Equal(at(p.prior.state, forced)) {
			return "replace"
		}
	}
	return "update"
}

// planFinally plans a second time, as core does in every apply: with what is known and who is configured by then, and
// without what the first plan answered. Core carries out this plan, and refuses one that takes back what the first said.
func (c *core) planFinally(ctx context.Context, prior *instance, first *change) (*change, []*tfprotov6.Diagnostic) {
	c.t.Helper()
	var private []byte
	if prior != nil {
		private = prior.private
	}
	run := *c
	run.server = c.applying(c.t)
	final := run.planWith(ctx, prior, private, first.config)
	if hasErrors(final.diags) {
		return final, final.diags
	}
	final.action = action(final)
	taken := takenBack(c.t, first.planned, final.planned)
	if final.action == "replace" || len(taken) > 0 {
		final.diags = append(final.diags, &tfprotov6.Diagnostic{Severity: tfprotov6.DiagnosticSeverityError,
			Summary: "Provider produced inconsistent final plan", Detail: strings.Join(taken, "\n")})
	}
	return final, final.diags
}
