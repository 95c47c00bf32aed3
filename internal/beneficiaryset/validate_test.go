package beneficiaryset_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/beneficiaryset"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
)

// A configuration needs exactly one document, valid members and valid time limits.
func TestBeneficiarySet_Validate_Arguments(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, nil)
	coretest.WantError(t, c.Validate(object{}), "", "Set exactly one of csv, csv_wo, json or json_wo; ")
	coretest.WantError(t, c.Validate(object{"csv": coretest.Header, "json": "{}"}), "", "csv and json are set")
	coretest.WantError(t, c.Validate(object{"csv_wo": coretest.Vendors(3, "v001", "v 01", "v002,Asha Rao", "v002,")}), "", "2 errors in csv_wo", `line 3, "v 01"`, `line 4, "v002"`)
	coretest.WantError(t, c.Validate(object{"csv": coretest.Header, "timeouts": object{"read": "0s"}}), "timeouts", "timeouts.read must be a duration above zero", `got "0s"`)
	coretest.WantError(t, setCore(t, base, object{"account_numbers_in_state": false}).Plan(nil, object{"csv": coretest.Vendors(1)}).Diags, "", "Use csv_wo")
	p := c.Plan(nil, object{"csv": coretest.Unknown{}})
	coretest.WantNoErrors(t, p.Diags)
	if p.Action != "create" || !isUnknown(p, "members") {
		t.Errorf("a document that is not known yet plans %q", p.Action)
	}
}

// Each of two unknown documents may still turn out to be null, as in the validation of a module with two variables.
func TestBeneficiarySet_Validate_UnknownDocuments(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, nil)
	coretest.WantNoErrors(t, c.Validate(object{"csv": coretest.Unknown{}, "json": coretest.Unknown{}}))
	coretest.WantNoErrors(t, c.Validate(object{"csv": coretest.Unknown{}, "json": `{"v1":{"name":"Asha Rao","vpa":"ab@cd"}}`}))
}

// A write-only document is an error where the CLI does not support it.
func TestBeneficiarySet_Validate_WriteOnlyUnsupported(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, nil)
	for _, capabilities := range []*tfprotov6.ValidateResourceConfigClientCapabilities{nil, {}} {
		answer, err := c.Server.ValidateResourceConfig(t.Context(), &tfprotov6.ValidateResourceConfigRequest{TypeName: beneficiaryset.TypeName,
			Config: coretest.Dynamic(t, c.Type, coretest.ValueOf(t, c.Type, object{"json_wo": "{}"})), ClientCapabilities: capabilities})
		coretest.Must(t, err)
		if !strings.Contains(coretest.ErrorsIn(answer.Diagnostics), "json_wo needs Terraform 1.11") {
			t.Errorf("it says %s", coretest.Text(answer.Diagnostics))
		}
	}
}

// A value that Cashfree may refuse, according to its documentation, is a warning where it is sent.
func TestBeneficiarySet_Plan_MayBeRefused(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, nil)
	config := object{"csv_wo": coretest.Header + "v-1,Asha Rao,,,asha@paytm\n"}
	p := c.Plan(nil, config)
	coretest.WantWarning(t, p.Diags, "Hyphen", "v-1")
	coretest.WantWarning(t, p.Diags, "Paytm", "v-1")
	created, diags := c.Apply(p)
	coretest.WantNoErrors(t, diags)
	if again := c.Plan(created, config); again.Action != "none" || len(again.Diags)+len(c.Validate(config)) > 0 {
		t.Errorf("the second plan is %q: %s", again.Action, coretest.Text(again.Diags))
	}
	more := c.Plan(created, object{"csv_wo": coretest.Header + "v-1,Asha Rao,,,asha@paytm\nv-2,Asha Rao,,,rao@examplebank\n"})
	coretest.WantWarning(t, more.Diags, "Hyphen", "v-2")
	if strings.Contains(coretest.Text(more.Diags), "Paytm") {
		t.Errorf("the plan warns of a member that stays: %s", coretest.Text(more.Diags))
	}
}
