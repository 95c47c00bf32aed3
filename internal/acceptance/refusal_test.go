package acceptance

import (
	"regexp"
	"strings"
	"testing"
)

var errorTitle = regexp.MustCompile(`(?m)^.?\s?Error: `)

// TestAccRefusal_Many plans and applies 300 resources with a wrong secret, with more of them at a time than calls. Only
// the calls that are under way are refused, one error says what to do, and the state stays as it is.
func TestAccRefusal_Many(t *testing.T) {
	const maxErrors, maxConcurrentRequests = 20, 10 // the latter is the provider's default
	w := newWorkspace(t)
	w.writeConfig(`
resource "cashfree_payout_beneficiary" "vendor" {
  count          = 300
  beneficiary_id = "vendor_${count.index}"
  name           = "Asha Rao"
  instrument     = { vpa = "vendor${count.index}@examplebank" }
}
`)
	w.apply()
	state := w.readFile("terraform.tfstate")
	w.sim.ResetRequests()

	wrong := w.withEnv(map[string]string{"CASHFREE_PAYOUT_CLIENT_SECRET": "cfsk_wrong_0123456789"})
	for name, output := range map[string]string{
		"plan":  wrong.wantPlanError("-parallelism=30"),
		"apply": wrong.wantApplyError("-parallelism=30"),
	} {
		if errors := len(errorTitle.FindAllString(output, -1)); errors == 0 || errors > maxErrors {
			t.Errorf("%s ended in %d errors, want 1 to %d:\n%.5000s", name, errors, maxErrors, output)
		}
		if explained := strings.Count(output, "Check that client_id and client_secret are a pair"); explained != 1 {
			t.Errorf("%s explains %d times what to do", name, explained)
		}
	}
	if calls := w.sim.Count("", ""); calls > 2*(maxConcurrentRequests+1) {
		t.Errorf("both runs together made %d calls, want at most %d each", calls, maxConcurrentRequests+1)
	}
	if w.readFile("terraform.tfstate") != state {
		t.Error("the state has changed")
	}
	w.wantEmptyPlan()
}
