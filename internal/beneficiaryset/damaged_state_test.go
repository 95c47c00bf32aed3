package beneficiaryset_test

import (
	"maps"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
)

// withColumn returns an instance whose state has another value of a computed map.
func withColumn(t *testing.T, instance *coretest.Instance, column string, edit func(map[string]tftypes.Value) map[string]tftypes.Value) *coretest.Instance {
	t.Helper()
	edited := *instance
	var err error
	edited.State, err = tftypes.Transform(instance.State, func(at *tftypes.AttributePath, value tftypes.Value) (tftypes.Value, error) {
		if !at.Equal(tftypes.NewAttributePath().WithAttributeName(column)) {
			return value, nil
		}
		var elements map[string]tftypes.Value
		coretest.Must(t, value.As(&elements))
		changed := edit(maps.Clone(elements))
		if changed == nil {
			return tftypes.NewValue(value.Type(), nil), nil
		}
		return tftypes.NewValue(value.Type(), changed), nil
	})
	coretest.Must(t, err)
	return &edited
}

// A state that was edited by hand, or that an older version wrote, can lack elements or have some of nobody. An apply
// of it succeeds, with a refresh before the plan or without, and heals it.
func TestBeneficiarySet_DamagedState(t *testing.T) {
	t.Parallel()
	text := func(value any) tftypes.Value { return tftypes.NewValue(tftypes.String, value) }
	damages := map[string]func(map[string]tftypes.Value) map[string]tftypes.Value{
		"an element of nobody": func(elements map[string]tftypes.Value) map[string]tftypes.Value {
			elements["z"] = text("z")
			return elements
		},
		"elements are missing": func(elements map[string]tftypes.Value) map[string]tftypes.Value {
			delete(elements, "v000")
			delete(elements, "v001")
			return elements
		},
		"an element is null": func(elements map[string]tftypes.Value) map[string]tftypes.Value {
			elements["v000"] = text(nil)
			return elements
		},
		"all is null": func(map[string]tftypes.Value) map[string]tftypes.Value { return nil },
	}
	documents := map[string]string{"no change": coretest.Vendors(4), "one more member": coretest.Vendors(5)}
	for _, column := range []string{"account_fingerprints", "fingerprints", "statuses"} {
		for name, damage := range damages {
			for what, document := range documents {
				for _, refreshes := range []bool{true, false} {
					t.Run(column+"/"+name+"/"+what+map[bool]string{true: "/refreshed", false: ""}[refreshes], func(t *testing.T) {
						t.Parallel()
						sim, c := inProcess(t)
						prior := withColumn(t, c.Create(object{"csv": coretest.Vendors(4)}), column, damage)
						before := len(sim.All())
						if refreshes {
							var diags []*tfprotov6.Diagnostic
							prior, diags = c.Refresh(prior)
							coretest.WantNoErrors(t, diags)
						}
						config := object{"csv": document}
						p := c.Plan(prior, config)
						coretest.WantNoErrors(t, p.Diags)
						applied, diags := c.Apply(p)
						coretest.WantNoErrors(t, diags)
						if added := len(sim.All()) - before; added != map[string]int{"no change": 0, "one more member": 1}[what] {
							t.Errorf("%d payees were added", added)
						}
						refreshed, diags := c.Refresh(applied)
						coretest.WantNoErrors(t, diags)
						if again := c.Plan(refreshed, config); again.Action != "none" {
							t.Errorf("the second plan is %q: %s", again.Action, coretest.Text(again.Diags))
						}
					})
				}
			}
		}
	}
}
