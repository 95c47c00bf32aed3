package acceptance

import (
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestAccProbe_BehaviourFile shows that a simulator with the behaviour file that payouts-probe makes of an account
// answers the provider as that account does. The probe makes a call a second.
func TestAccProbe_BehaviourFile(t *testing.T) {
	needOneCLI(t)
	account := newWorkspace(t)
	odd := `{"deleted_get":"deleted_status","absent_fields":"null","added_on_zone":"Z","create_added_on":"as_read","contact_codes":"plain",
		"phone_echo":"with_country_code","ifsc_echo":"upper_case","conflict_code":"beneficiary_already_exists","vpa_conflict":"off",
		"delete_status":201,"create_request_id":"echo","balance_type":"number","v1_status":"mirror","unknown_path":"html",
		"initiated_reads":1,"token_lifetime_seconds":300,"signature_missing_status":401,"paytm_handles":"refused"}`
	if err := account.sim.MergeBehaviour([]byte(odd)); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(account.dir, "mine.json")
	command := exec.CommandContext(t.Context(), probePath, "-behaviour", file)
	command.Env = ownEnvironment()
	for name, value := range account.env {
		command.Env = append(command.Env, name+"="+value)
	}
	if output, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	mine, behaviour := account.payeeStory(), account.sim.Behaviour()
	t.Run("a simulator with the file", func(t *testing.T) {
		copied := newWorkspace(t)
		if err := copied.sim.MergeBehaviour([]byte(account.readFile("mine.json"))); err != nil {
			t.Fatal(err)
		}
		got := copied.sim.Behaviour()
		got.PendingReads, behaviour.PendingReads = nil, nil // the probe makes no transfers
		if got != behaviour {
			t.Errorf("the file makes %+v, want %+v", got, behaviour)
		}
		if others := copied.payeeStory(); mine != others {
			t.Errorf("the account lets the CLI print\n%s\nand a simulator with the file\n%s", mine, others)
		}
	})
}

// payeeStory plays the life of payees, and returns what the CLI prints, without what differs between any two runs.
func (w *workspace) payeeStory() string {
	w.Helper()
	var told strings.Builder
	tell := func(arguments ...string) {
		told.WriteString(withoutRun(w.run(0, append(arguments, "-input=false")...)) + "\n")
	}
	w.writeConfig(ashaConfig() + `
data "cashfree_payout_balance" "now" {}
output "payee" { value = nonsensitive(jsonencode(cashfree_payout_beneficiary.asha)) }
output "balance" { value = data.cashfree_payout_balance.now.balance }
`)
	tell("apply", "-auto-approve", "-parallelism=1")
	tell("plan", "-detailed-exitcode", "-parallelism=1")
	w.writeConfig(ashaConfig("Asha Rao", "Asha R Rao"))
	tell("apply", "-auto-approve", "-parallelism=1")
	w.sim.Remove("vendor_0042")
	tell("plan", "-refresh-only", "-parallelism=1")
	return told.String()
}

var ofOneRun = regexp.MustCompile(`(?m)^.*: Still .*\n|\d{4}-\d\d-\d\dT[\d:]+Z|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|127\.0\.0\.1:\d+|[0-9a-f]{8}:[0-9a-f]{32}|\d+m?s\b|/tmp/\S+`)

// withoutRun leaves out of an output what differs between two runs: times, request ids, addresses, fingerprints, and
// the order of lines.
func withoutRun(output string) string {
	return strings.Join(slices.Sorted(strings.Lines(ofOneRun.ReplaceAllString(output, "…"))), "")
}
