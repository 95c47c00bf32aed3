package provider

import (
	"context"
	"maps"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// core plays the part of Terraform core for one resource type: it makes the protocol's calls in the order and with the
// values that core makes them, in this process, so that most behaviour is tested in milliseconds.
type core struct {
	t        testing.TB
	server   tfprotov6.ProviderServer                  // plans
	applying func(testing.TB) tfprotov6.ProviderServer // another process of the same provider: core starts one for each phase
	schemas  *tfprotov6.GetProviderSchemaResponse
	schema   *tfprotov6.Schema
	typeName string
	objects  tftypes.Object
}

const beneficiaryType = "cashfree_payout_beneficiary"

// object is a configuration or a state written by hand: strings, bools, ints, nested objects, nil and unknown.
type object = map[string]any

// notKnownYet stands for a value that is known after apply.
type notKnownYet struct{}

// instance is what a state file holds of one resource instance.
type instance struct {
	state    tftypes.Value
	private  []byte
	identity *tfprotov6.ResourceIdentityData
}

// change is one planned change.
type change struct {
	action  string // "create", "update", "replace" or "none"
	prior   *instance
	config  tftypes.Value
	planned tftypes.Value
	private []byte
	paths   []string // that force the replacement
	diags   []*tfprotov6.Diagnostic
}

// of is the same provider asked about another type of resource.
func (c *core) of(typeName string) *core {
	other := *c
	other.typeName, other.schema = typeName, c.schemas.ResourceSchemas[typeName]
	other.objects = other.schema.ValueType().(tftypes.Object)
	return &other
}

// validate checks a configuration as `validate` does.
func (c *core) validate(config object) []*tfprotov6.Diagnostic {
	c.t.Helper()
	answer, err := c.server.ValidateResourceConfig(c.t.Context(), &tfprotov6.ValidateResourceConfigRequest{
		TypeName: c.typeName, Config: dynamic(c.t, c.objects, valueOf(c.t, c.objects, config)),
		ClientCapabilities: &tfprotov6.ValidateResourceConfigClientCapabilities{WriteOnlyAttributesAllowed: true},
	})
	if err != nil {
		c.t.Fatal(err)
	}
	return answer.Diagnostics
}

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

// apply carries a change out: a replacement as a removal and a creation. Nil means that nothing is recorded.
func (c *core) apply(p *change) (*instance, []*tfprotov6.Diagnostic) {
	c.t.Helper()
	return c.applyWith(c.t.Context(), p)
}

func (c *core) applyWith(ctx context.Context, p *change) (*instance, []*tfprotov6.Diagnostic) {
	c.t.Helper()
	if hasErrors(p.diags) {
		c.t.Fatalf("applying a plan that failed: %s", text(p.diags))
	}
	prior := p.prior
	if p.action == "none" {
		return prior, nil
	}
	if p.action == "replace" {
		if diags := c.destroy(prior); hasErrors(diags) {
			return prior, diags
		}
		prior = nil
	}
	final, diags := c.planFinally(ctx, prior, p)
	if hasErrors(diags) || final.action == "none" {
		return prior, diags
	}
	applied, said := c.carryOut(ctx, final)
	return applied, append(diags, said...)
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

// carryOut makes the call that changes something.
func (c *core) carryOut(ctx context.Context, p *change) (*instance, []*tfprotov6.Diagnostic) {
	c.t.Helper()
	request := &tfprotov6.ApplyResourceChangeRequest{
		TypeName:       c.typeName,
		PriorState:     dynamic(c.t, c.objects, tftypes.NewValue(c.objects, nil)),
		PlannedState:   dynamic(c.t, c.objects, p.planned),
		Config:         dynamic(c.t, c.objects, p.config),
		PlannedPrivate: p.private,
	}
	if p.prior != nil {
		request.PriorState = dynamic(c.t, c.objects, p.prior.state)
		request.PlannedIdentity = p.prior.identity
	}
	answer, err := c.applying(c.t).ApplyResourceChange(ctx, request)
	if err != nil {
		c.t.Fatal(err)
	}
	state := unmarshal(c.t, c.objects, answer.NewState)
	if state.IsNull() {
		return nil, answer.Diagnostics
	}
	if !hasErrors(answer.Diagnostics) {
		wantConform(c.t, p.planned, state)
	}
	return &instance{state: state, private: answer.Private, identity: answer.NewIdentity}, answer.Diagnostics
}

// wantConform is core's check after a successful apply: what the plan knew must come back unchanged.
func wantConform(t testing.TB, planned, state tftypes.Value) {
	t.Helper()
	for _, difference := range takenBack(t, planned, state) {
		t.Errorf("the plan knew %s, the apply changed it", difference)
	}
}

// takenBack lists what a plan knew and what comes after it has otherwise.
func takenBack(t testing.TB, planned, after tftypes.Value) []string {
	t.Helper()
	differences, err := planned.Diff(after)
	must(t, err)
	var taken []string
	for _, difference := range differences {
		if difference.Value1 != nil && difference.Value1.IsFullyKnown() {
			taken = append(taken, difference.String())
		}
	}
	return taken
}

func (c *core) destroy(prior *instance) []*tfprotov6.Diagnostic {
	c.t.Helper()
	null := dynamic(c.t, c.objects, tftypes.NewValue(c.objects, nil))
	answer, err := c.applying(c.t).ApplyResourceChange(c.t.Context(), &tfprotov6.ApplyResourceChangeRequest{
		TypeName: c.typeName, PriorState: dynamic(c.t, c.objects, prior.state),
		PlannedState: null, Config: null, PlannedPrivate: prior.private,
	})
	if err != nil {
		c.t.Fatal(err)
	}
	return answer.Diagnostics
}

// refresh reads an instance. Nil means that it is gone.
func (c *core) refresh(prior *instance) (*instance, []*tfprotov6.Diagnostic) {
	c.t.Helper()
	return c.refreshWith(c.t.Context(), prior)
}

func (c *core) refreshWith(ctx context.Context, prior *instance) (*instance, []*tfprotov6.Diagnostic) {
	c.t.Helper()
	answer, err := c.server.ReadResource(ctx, &tfprotov6.ReadResourceRequest{
		TypeName: c.typeName, CurrentState: dynamic(c.t, c.objects, prior.state),
		Private: prior.private, CurrentIdentity: prior.identity,
	})
	if err != nil {
		c.t.Fatal(err)
	}
	if hasErrors(answer.Diagnostics) {
		return prior, answer.Diagnostics // core keeps what it had
	}
	state := unmarshal(c.t, c.objects, answer.NewState)
	if state.IsNull() {
		return nil, answer.Diagnostics
	}
	return &instance{state: state, private: answer.Private, identity: answer.NewIdentity}, answer.Diagnostics
}

// importByID imports and reads, as core does.
func (c *core) importByID(id string) (*instance, []*tfprotov6.Diagnostic) {
	c.t.Helper()
	return c.importWith(&tfprotov6.ImportResourceStateRequest{TypeName: c.typeName, ID: id})
}

func (c *core) importWith(request *tfprotov6.ImportResourceStateRequest) (*instance, []*tfprotov6.Diagnostic) {
	c.t.Helper()
	answer, err := c.server.ImportResourceState(c.t.Context(), request)
	if err != nil {
		c.t.Fatal(err)
	}
	if hasErrors(answer.Diagnostics) {
		return nil, answer.Diagnostics
	}
	imported := answer.ImportedResources[0]
	return c.refresh(&instance{
		state: unmarshal(c.t, c.objects, imported.State), private: imported.Private, identity: imported.Identity,
	})
}

// create plans and applies a configuration from nothing, and fails the test on any error.
func (c *core) create(config object) *instance {
	c.t.Helper()
	p := c.plan(nil, config)
	wantNoErrors(c.t, p.diags)
	created, diags := c.apply(p)
	wantNoErrors(c.t, diags)
	return created
}
