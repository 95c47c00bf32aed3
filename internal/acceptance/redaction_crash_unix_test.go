//go:build unix

package acceptance

import (
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

var pluginStarted = regexp.MustCompile(`plugin started: path=\S*terraform-provider-cashfree\S* pid=(\d+)`)

// No input is known that makes the provider panic. A crash by a signal, in the middle of a create, leaves the same traces:
// the stacks of all goroutines, in the log.
func TestACrashGivesNothingAway(t *testing.T) {
	w := watch(t)
	w.env["TF_LOG"], w.env["GOTRACEBACK"] = "TRACE", "all"
	var config strings.Builder
	config.WriteString(requiredProviders)
	number := w.secretly(&config, "plain", w.stored("plain"))
	w.write("set.csv", "beneficiary_id,name,bank_account_number,bank_ifsc\nv,Asha Rao,"+w.hidden("set")+",HDFC0000001\n")
	w.write("main.tf", config.String()+fmt.Sprintf(payee, "plain", "", "bank_account_number = "+number)+`
resource "cashfree_payout_beneficiary_set" "set" { csv_wo = file("set.csv") }
`)
	w.sim.Inject(simulator.Fault{Method: http.MethodPost, Action: simulator.FaultHang})
	command := w.command("apply", "-auto-approve", "-input=false", "-no-color")
	var screen strings.Builder
	command.Stdout, command.Stderr = &screen, &screen
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(time.Minute); w.sim.Count(http.MethodPost, "/payout/beneficiary") < 2; {
		if time.Now().After(deadline) {
			t.Fatal("the two creates never began")
		}
		<-time.After(10 * time.Millisecond)
	}
	started := pluginStarted.FindAllStringSubmatch(w.read("trace.log"), -1)
	pid, err := strconv.Atoi(started[len(started)-1][1])
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(pid, syscall.SIGQUIT); err != nil {
		t.Fatal(err)
	}
	if err := command.Wait(); err == nil {
		t.Error("the apply succeeded")
	}
	w.screens["the crash"] = screen.String()
	provider, _ := authors(w.read("trace.log"))
	says(t, provider, "SIGQUIT: quit", "payouts.(*Client).CreateBeneficiary(", "provider.(*setRun).replace(")
	w.judge()
}
