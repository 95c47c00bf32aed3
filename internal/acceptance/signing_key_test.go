package acceptance

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// TestAccSigningKey_Rotated shows that a plan reports a key that was changed at Cashfree or in its file alone, until
// both are changed.
func TestAccSigningKey_Rotated(t *testing.T) {
	w := newWorkspace(t)
	w.writeConfig(fmt.Sprintf(`
resource "cashfree_payout_signing_key" "payroll" {
  public_key_path = %q
  description     = "Key of the payroll account"
}
output "verification" { value = cashfree_payout_signing_key.payroll.verification }
`, w.keyFile))
	wantTexts(t, w.apply(), `verification = "accepted"`)
	w.wantEmptyPlan()
	former := w.sim.PublicKeyPEM()

	w.sim.RotateKey()
	w.wantChanges()
	wantTexts(t, w.wantApplyError(), "Cashfree refuses signatures of this key",
		"Payouts, Developers, Two-Factor Authentication, Public Key")

	w.writeKey(w.sim.PublicKeyPEM())
	wantTexts(t, w.wantChanges(), "~ fingerprint_sha256")
	w.apply()
	w.wantEmptyPlan()

	w.writeKey(former) // the file is restored from a backup
	w.wantChanges()
	wantTexts(t, w.wantApplyError(), "Cashfree refuses signatures of this key")
	if err := os.Remove(w.keyFile); err != nil {
		t.Fatal(err)
	}
	missing := w.withEnv(map[string]string{"CASHFREE_PAYOUT_PUBLIC_KEY": w.sim.PublicKeyPEM()})
	delete(missing.env, "CASHFREE_PAYOUT_PUBLIC_KEY_PATH")
	wantTexts(t, missing.wantPlanError(), "Cannot read the public key", "The record is kept as it was")

	state := w.readFile("terraform.tfstate")
	for _, line := range strings.Split(w.sim.PublicKeyPEM(), "\n")[1:3] {
		if strings.Contains(state, line) {
			t.Error("the key is in the state")
		}
	}
}

// TestAccSigningKey_Rotated_UnknownPath shows that a new key in a file whose path is known only after apply is
// recorded. Terraform plans the record twice, and both plans must agree.
func TestAccSigningKey_Rotated_UnknownPath(t *testing.T) {
	w := newWorkspace(t)
	w.writeConfig(fmt.Sprintf(`
resource "cashfree_payout_signing_key" "payroll" { public_key_path = %q }
`, w.keyFile))
	w.apply()
	w.sim.RotateKey()
	w.writeKey(w.sim.PublicKeyPEM())
	w.writeConfig(fmt.Sprintf(`
resource "terraform_data" "path" { input = %q }
resource "cashfree_payout_signing_key" "payroll" { public_key_path = terraform_data.path.output }
`, w.keyFile))
	w.apply()
	w.wantEmptyPlan()
}

// TestAccSigningKey_ChangedAfterPlan shows that a key file that changes after a saved plan is not recorded. Terraform
// plans again during apply and ends with an error of its own.
func TestAccSigningKey_ChangedAfterPlan(t *testing.T) {
	w := newWorkspace(t)
	w.writeConfig(fmt.Sprintf(`
resource "cashfree_payout_signing_key" "payroll" { public_key_path = %q }
`, w.keyFile))
	w.run(0, "plan", "-out=saved", "-input=false")
	w.sim.RotateKey()
	w.writeKey(w.sim.PublicKeyPEM())
	wantTexts(t, w.run(1, "apply", "-input=false", "saved"), "fingerprint_sha256")
	w.wantChanges() // nothing was recorded
}

// writeKey changes the file of the public key.
func (w *workspace) writeKey(text string) {
	w.Helper()
	if err := os.WriteFile(w.keyFile, []byte(text), 0o600); err != nil {
		w.Fatal(err)
	}
}
