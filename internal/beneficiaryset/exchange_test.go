package beneficiaryset_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
)

// Two members swap their accounts, so each can be added only after the other is removed.
func TestBeneficiarySet_Exchange_Swap(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, nil)
	created := c.Create(object{"csv": coretest.Vendors(2)})
	swapped := coretest.Header + "v000,Asha Rao,00011020000001,HDFC0000001,\nv001,Asha Rao,00011020000000,HDFC0000001,\n"
	_, diags := c.Apply(c.Plan(created, object{"csv": swapped}))
	coretest.WantNoErrors(t, diags)
	if stored, _ := sim.Get("v000"); stored.BankAccountNumber != "00011020000001" {
		t.Errorf("v000 has %s", stored.BankAccountNumber)
	}
}

// Accounts that all move on by a part of the table form long cycles, and no payee is lost.
func TestBeneficiarySet_Exchange_LongCycles(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, object{"max_concurrent_requests": 1})
	created := c.Create(object{"csv_wo": coretest.Vendors(150)})
	_, diags := c.Apply(c.Plan(created, object{"csv_wo": shiftedVendors(150, 120), "max_account_changes": "100%"}))
	coretest.WantNoErrors(t, diags)
	if stored, _ := sim.Get("v000"); stored.BankAccountNumber != "00011020000120" || len(sim.All()) != 150 {
		t.Errorf("v000 has %s, %d exist", stored.BankAccountNumber, len(sim.All()))
	}
}

// Thirty members get new ids. Each new one is added as soon as the former one is removed, ten at a time at most, and no
// addition meets an account that is still to be let go.
func TestBeneficiarySet_Exchange_Renames(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, nil)
	created := c.Create(object{"csv_wo": coretest.Vendors(30)})
	before := len(sim.Journal())
	_, diags := c.Apply(c.Plan(created, object{"csv_wo": coretest.Vendors(30, "v0", "w0")}))
	coretest.WantNoErrors(t, diags)
	missing, maxMissing := 0, 0
	for _, kind := range coretest.Kinds(sim)[before:] {
		if kind == "created" {
			missing--
			continue
		}
		missing++
		maxMissing = max(maxMissing, missing)
	}
	if missing != 0 || maxMissing > 10 {
		t.Errorf("up to %d payees were missing, and %d are", maxMissing, missing)
	}
	for _, request := range sim.Requests() {
		if request.Status == http.StatusConflict {
			t.Error("an addition met an account that was still to be let go")
		}
	}
}

// Additions that had to wait for an account are made many at a time.
func TestBeneficiarySet_Exchange_Concurrency(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sim, c := inProcess(t)
		const n = 300
		created := c.Create(object{"csv_wo": coretest.Vendors(n)})
		p := c.Plan(created, object{"csv_wo": shiftedVendors(n, 150), "max_account_changes": "100%"})
		const latency = 20 * time.Millisecond
		sim.SetLatency(latency)
		sim.ResetRequests()
		_, diags := c.Apply(p)
		coretest.WantNoErrors(t, diags)
		var additions []time.Time
		for _, request := range sim.Requests() {
			if request.Method == http.MethodPost {
				additions = append(additions, request.Time)
			}
		}
		together := 0
		last := additions[len(additions)-100:] // the first attempts are made many at a time in any case
		for k := range last[1:] {
			if last[k+1].Sub(last[k]) < latency { // one after the other they are further apart
				together++
			}
		}
		if together < 20 {
			t.Errorf("of the last %d additions %d began while another was under way", len(last), together)
		}
	})
}

// shiftedVendors returns a document of n payees, each of whom has the account of one a number of lines below.
func shiftedVendors(n, lines int) string {
	var document strings.Builder
	document.WriteString(coretest.Header)
	for i := range n {
		fmt.Fprintf(&document, "v%03d,Asha Rao,000110200%05d,HDFC0000001,\n", i, (i+lines)%n)
	}
	return document.String()
}
