package beneficiaryset_test

import (
	"encoding/json"
	"maps"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/beneficiaryset"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
)

// upgrade upgrades the state of a state file, and returns what core receives.
func upgrade(t *testing.T, c *coretest.Core, state []byte) (*coretest.Instance, *tfprotov6.DynamicValue) {
	t.Helper()
	answer, err := c.Server.UpgradeResourceState(t.Context(), &tfprotov6.UpgradeResourceStateRequest{TypeName: beneficiaryset.TypeName, RawState: &tfprotov6.RawState{JSON: state}})
	coretest.Must(t, err)
	coretest.WantNoErrors(t, answer.Diagnostics)
	return &coretest.Instance{State: coretest.Decode(t, c.Type, answer.UpgradedState)}, answer.UpgradedState
}

// A state with exactly the attributes of the schema is returned as it is. One of another version is decoded: it may
// have attributes that this version does not know, and lack others.
func TestBeneficiarySet_Upgrade(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, nil)
	timeouts := object{"create": "2h", "read": nil, "update": nil, "delete": nil}
	for name, test := range map[string]struct {
		change func(object)
		isAsIs bool
	}{
		"all attributes":            {func(object) {}, true},
		"all with timeouts":         {func(state object) { state["timeouts"] = timeouts }, true},
		"one that is not known":     {func(state object) { state["later"] = object{"a": 1} }, false},
		"one that is missing":       {func(state object) { delete(state, "statuses") }, false},
		"timeouts that are missing": {func(state object) { delete(state, "timeouts") }, false},
		"another one in its place":  {func(state object) { delete(state, "statuses"); state["later"] = true }, false},
		"another case":              {func(state object) { delete(state, "timeouts"); state["Timeouts"] = timeouts }, false},
		"a timeout that is missing": {func(state object) { state["timeouts"] = object{"create": "2h"} }, false},
		"a timeout that is not known": {func(state object) {
			later := maps.Clone(timeouts)
			later["later"] = "1h"
			state["timeouts"] = later
		}, false},
	} {
		state := make(object)
		for attribute := range c.Type.AttributeTypes {
			state[attribute] = nil
		}
		state["csv"], state["members"], state["statuses"] = "beneficiary_id\n", object{"v1": "Asha Rao, ab@cd"}, object{"v1": "VERIFIED"}
		test.change(state)
		raw, err := json.Marshal(state)
		coretest.Must(t, err)
		got, encoded := upgrade(t, c, raw)
		if isAsIs := string(encoded.JSON) == string(raw); isAsIs != test.isAsIs || isAsIs != (encoded.MsgPack == nil) {
			t.Errorf("%s: returned as it is: %v, want %v", name, isAsIs, test.isAsIs)
		}
		want := object{"csv": "beneficiary_id\n", "members.v1": "Asha Rao, ab@cd", "statuses.v1": nil, "timeouts.create": nil, "timeouts.read": nil}
		if state["statuses"] != nil {
			want["statuses.v1"] = "VERIFIED"
		}
		if state["timeouts"] != nil {
			want["timeouts.create"] = "2h"
		}
		for attribute, value := range want {
			if got.Get(attribute) != value {
				t.Errorf("%s: %s is %v, want %v", name, attribute, got.Get(attribute), value)
			}
		}
	}
}

// A state that cannot be decoded is an error.
func TestBeneficiarySet_Upgrade_Malformed(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, nil)
	for _, state := range []string{"", "{", "[]", `{"members": "Asha Rao"}`} {
		_, err := c.Server.UpgradeResourceState(t.Context(), &tfprotov6.UpgradeResourceStateRequest{TypeName: beneficiaryset.TypeName, RawState: &tfprotov6.RawState{JSON: []byte(state)}})
		if err == nil {
			t.Errorf("%q is accepted", state)
		}
	}
}

// A resource of another type cannot become a set. The error has the blocks that move its payees.
func TestBeneficiarySet_Move(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, nil)
	answer, err := c.Server.MoveResourceState(t.Context(), &tfprotov6.MoveResourceStateRequest{SourceTypeName: beneficiaryType, TargetTypeName: beneficiaryset.TypeName})
	coretest.Must(t, err)
	coretest.WantError(t, answer.Diagnostics, "", "Cannot move to another resource type", "cannot turn a cashfree_payout_beneficiary into a cashfree_payout_beneficiary_set",
		"from = cashfree_payout_beneficiary.OLD_NAME", "to = cashfree_payout_beneficiary_set.NEW_NAME", `id = "@ids.txt"`)
}
