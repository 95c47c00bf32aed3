package beneficiaryset_test

import (
	"encoding/json"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/beneficiaryset"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
)

// A state of a later version may have attributes that this version does not know.
func TestBeneficiarySet_Upgrade_LaterVersion(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, nil)
	raw, err := json.Marshal(object{"members": object{"v1": "Asha Rao, ab@cd"}, "later": true})
	coretest.Must(t, err)
	answer, err := c.Server.UpgradeResourceState(t.Context(), &tfprotov6.UpgradeResourceStateRequest{TypeName: beneficiaryset.TypeName, RawState: &tfprotov6.RawState{JSON: raw}})
	coretest.Must(t, err)
	coretest.WantNoErrors(t, answer.Diagnostics)
	if got := (&coretest.Instance{State: coretest.Decode(t, c.Type, answer.UpgradedState)}).Get("members.v1"); got != "Asha Rao, ab@cd" {
		t.Errorf("v1 is %v", got)
	}
}

// A resource of another type cannot become a set.
func TestBeneficiarySet_Move(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, nil)
	answer, err := c.Server.MoveResourceState(t.Context(), &tfprotov6.MoveResourceStateRequest{SourceTypeName: beneficiaryType, TargetTypeName: beneficiaryset.TypeName})
	coretest.Must(t, err)
	coretest.WantError(t, answer.Diagnostics, "", "Import its beneficiaries into the set")
}
