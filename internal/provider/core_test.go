package provider

import (
	"context"
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
