package acceptance

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
)

// A team that has used the dashboard so far puts its vendors into code. Nothing may change at Cashfree.
func TestImport(t *testing.T) {
	t.Parallel()
	forms := map[string]string{
		"by id":                `id = "vendor_0042"`,
		"by account":           `id = "00011020001772,HDFC0000001"`,
		"without number":       `id = "vendor_0042"`,
		"without country code": `id = "vendor_0042"`,
	}
	if since("v1.12.0", "v1.12.0") {
		forms["by identity"] = `identity = { beneficiary_id = "vendor_0042" }`
	}
	for name, form := range forms {
		t.Run(name, func(t *testing.T) {
			s := begin(t)
			s.sim.Put(stored())
			config := s.provider("") + asha()
			if name == "without number" {
				config = s.provider("account_numbers_in_state = false") + asha("bank_account_number ", "bank_account_number_wo ")
			}
			if name == "without country code" {
				config = s.provider("") + asha(`country_code = "+91"`, "")
			}
			s.steps(
				resource.TestStep{
					Config:           config + fmt.Sprintf("import {\n to = %s\n %s\n}\n", vendor, form),
					ConfigPlanChecks: planned(plancheck.ResourceActionNoop),
				},
				resource.TestStep{Config: config, PlanOnly: true},
			)
			if events := s.events(); len(events) != 2 { // put there by the test, removed at the end
				t.Errorf("Cashfree saw %v", events)
			}
		})
	}
}

func TestImportOnTheCommandLine(t *testing.T) {
	s := begin(t)
	s.steps(
		resource.TestStep{Config: asha()},
		resource.TestStep{ResourceName: vendor, ImportState: true, ImportStateId: "vendor_0042", ImportStateVerify: true,
			ImportStateVerifyIdentifierAttribute: "beneficiary_id"},
		resource.TestStep{ResourceName: vendor, ImportState: true, ImportStateId: "00011020001772,hdfc0000001", ImportStateVerify: true,
			ImportStateVerifyIdentifierAttribute: "beneficiary_id"},
	)
}
