package provider

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// No failure of a read removes the state, whatever it looks like. Only the answer of Cashfree that the beneficiary does
// not exist does.
func TestBeneficiary_Read_Failures(t *testing.T) {
	t.Parallel()
	notFound := `{"type":"invalid_request_error","code":"beneficiary_not_found","message":"Beneficiary does not exist"}`
	for name, fault := range map[string]simulator.Fault{
		"401":                     {Action: simulator.FaultStatusBefore, Status: 401, Body: `{"type":"authentication_error","code":"authentication_failed","message":"Invalid clientId and clientSecret combination"}`},
		"403 of the API":          {Action: simulator.FaultStatusBefore, Status: 403, Body: `{"code":"ip_validation_failed","message":"IP not whitelisted your current ip is 203.0.113.7"}`},
		"403 HTML from the edge":  {Action: simulator.FaultEdgeHTML},
		"404 HTML from a proxy":   {Action: simulator.FaultBody, Status: 404, Body: "<html>Not Found</html>", ContentType: "text/html"},
		"404 with an empty body":  {Action: simulator.FaultBody, Status: 404},
		"404 with another code":   {Action: simulator.FaultBody, Status: 404, Body: `{"type":"invalid_request_error","code":"route_not_found","message":"no"}`, ContentType: "application/json"},
		"200 that says not found": {Action: simulator.FaultBody, Status: 200, Body: notFound, ContentType: "application/json"},
		"429":                     {Action: simulator.FaultThrottle, RetryAfter: 1},
		"500":                     {Action: simulator.FaultStatusBefore, Status: 500, Body: `{"type":"api_error","code":"internal_server_error","message":"Error at cashfree's server"}`},
		"502 HTML":                {Action: simulator.FaultBody, Status: 502, Body: "<html>Bad Gateway</html>", ContentType: "text/html"},
		"503 empty":               {Action: simulator.FaultBody, Status: 503},
		"200 with an empty body":  {Action: simulator.FaultBody, Status: 200},
		"200 with HTML":           {Action: simulator.FaultBody, Status: 200, Body: "<html>login</html>", ContentType: "text/html"},
		"cut body":                {Action: simulator.FaultCutBody},
		"reset":                   {Action: simulator.FaultResetBefore},
		"time-out":                {Action: simulator.FaultHang},
		"redirect":                {Action: simulator.FaultRedirect, Status: 302, Location: "http://127.0.0.1:1/elsewhere"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
			c := newCore(t, coretest.ProviderBlock(base, object{"max_retries": 1, "request_timeout": timeoutFor(fault)}))
			created := c.Create(asha())

			fault.Method, fault.Path = http.MethodGet, "/payout/beneficiary"
			sim.Inject(fault)
			kept, diags := c.Refresh(created)
			if !coretest.HasErrors(diags) {
				t.Error("no error was reported")
			}
			if kept == nil {
				t.Fatal("the state was removed")
			}

			sim.ClearFaults()
			sim.Remove("vendor_0042")
			created.Identity = nil // as from a CLI that knows no identities
			gone, diags := c.NewRun().Refresh(created)
			coretest.WantNoErrors(t, diags)
			if gone != nil {
				t.Error("a proven not-found kept the state")
			}
		})
	}
}

// timeoutFor returns a time limit of a request that ends a test soon where nobody answers. Where somebody answers, no
// machine may be too busy for it.
func timeoutFor(fault simulator.Fault) string {
	if fault.Action == simulator.FaultHang {
		return "3s"
	}
	return "30s"
}

// A beneficiary with the status DELETED is removed from the state.
func TestBeneficiary_Read_DeletedStatus(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := newCore(t, coretest.ProviderBlock(base, nil))
	created := c.Create(asha())
	sim.Update("vendor_0042", func(b *simulator.Beneficiary) { b.Status = "DELETED" })
	gone, diags := c.Refresh(created)
	coretest.WantNoErrors(t, diags)
	if gone != nil {
		t.Error("a DELETED beneficiary stayed in the state")
	}
}

// Where a run finds none of its beneficiaries, one warning names the credentials as a possible cause.
func TestBeneficiary_Read_NothingFound(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := newCore(t, coretest.ProviderBlock(base, nil))
	first, second := c.Create(asha()), c.Create(ravi())
	sim.Remove("vendor_0042")
	sim.Remove("vendor_0043")

	_, diags := c.Refresh(first)
	coretest.WantWarning(t, diags, "No beneficiary found", "credentials may be those of another Cashfree account")
	_, diags = c.Refresh(second)
	if len(diags) != 0 {
		t.Errorf("the warning came twice: %s", coretest.Text(diags))
	}
}

// Where a run finds one of its beneficiaries, it does not warn about those that are gone.
func TestBeneficiary_Read_SomeFound(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := newCore(t, coretest.ProviderBlock(base, nil))
	first, second := c.Create(asha()), c.Create(ravi())
	sim.Remove("vendor_0043")
	if _, diags := c.Refresh(first); len(diags) != 0 {
		t.Fatal(coretest.Text(diags))
	}
	if _, diags := c.Refresh(second); len(diags) != 0 {
		t.Errorf("an ordinary removal raised: %s", coretest.Text(diags))
	}
}

// A read that is cancelled ends at once with an error, and keeps the state.
func TestBeneficiary_Read_Cancelled(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := newCore(t, coretest.ProviderBlock(base, nil))
	created := c.Create(asha())
	sim.Inject(simulator.Fault{Method: http.MethodGet, Action: simulator.FaultHang})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	began := time.Now()
	kept, diags := c.RefreshWith(ctx, created)
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it took %v", took)
	}
	if !coretest.HasErrors(diags) || kept == nil {
		t.Error("a cancelled read must report an error and keep the state")
	}
}

// The error of a run that was stopped does not call the answer of Cashfree unknown.
func TestBeneficiary_Read_StoppedRun(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := newCore(t, coretest.ProviderBlock(base, nil))
	created := c.Create(asha())
	sim.Inject(simulator.Fault{Method: http.MethodGet, Action: simulator.FaultHang})
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	_, diags := c.RefreshWith(ctx, created)
	if !coretest.HasErrors(diags) || strings.Contains(coretest.Text(diags), "does not recognize this response") {
		t.Error(coretest.Text(diags))
	}
}

// A refresh warns of each beneficiary that cannot be paid. The status alone plans no change.
func TestBeneficiary_Read_NotPayable(t *testing.T) {
	t.Parallel()
	for _, status := range []string{"INITIATED", "INVALID", "FAILED", "CANCELLED", "SOMETHING_NEW"} {
		t.Run(status, func(t *testing.T) {
			t.Parallel()
			sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
			c := newCore(t, coretest.ProviderBlock(base, nil))
			created := c.Create(asha())
			sim.Update("vendor_0042", func(b *simulator.Beneficiary) { b.Status = status })
			refreshed, diags := c.Refresh(created)
			coretest.WantNoErrors(t, diags)
			coretest.WantWarning(t, diags, "Beneficiary cannot be paid", `beneficiary "vendor_0042"`, "Payouts to it will be refused")
			if refreshed.Get("status") != status {
				t.Errorf("the status is %v", refreshed.Get("status"))
			}
			if p := c.Plan(refreshed, asha()); p.Action != "none" {
				t.Errorf("a status alone plans %q", p.Action)
			}
		})
	}
}

// Answers of Cashfree that differ in spelling from what was sent are no drift.
func TestBeneficiary_Read_Spelling(t *testing.T) {
	t.Parallel()
	sparse := object{
		"beneficiary_id": "vendor_0042", "name": "Asha Rao",
		"instrument": object{"bank_account_number": "00011020001772", "bank_ifsc": "HDFC0000001"},
		"contact":    object{"phone": "+919876543210"},
	}
	for name, behave := range map[string]func(*simulator.Behaviour){
		"absent fields are left out": func(*simulator.Behaviour) {},
		"absent fields are blank":    func(b *simulator.Behaviour) { b.AbsentFields = "blank" },
		"absent fields are null":     func(b *simulator.Behaviour) { b.AbsentFields = "null" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
			sim.SetBehaviour(behave)
			c := newCore(t, coretest.ProviderBlock(base, nil))
			wantNoDrift(t, c, c.Create(sparse), sparse)
		})
	}
	for name, edit := range map[string]func(*simulator.Beneficiary){
		"IFSC in lower case":         func(b *simulator.Beneficiary) { b.BankIFSC = "hdfc0000001" },
		"VPA in another letter case": func(b *simulator.Beneficiary) { b.VPA = "ASHA@examplebank" },
		"e-mail in another case":     func(b *simulator.Beneficiary) { b.Email = "ASHA@Example.com" },
		"phone with +91":             func(b *simulator.Beneficiary) { b.Phone = "+919876543210" },
		"spaces in the name":         func(b *simulator.Beneficiary) { b.Name = "Asha  Rao " },
		"no country code":            func(b *simulator.Beneficiary) { b.CountryCode = "" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
			c := newCore(t, coretest.ProviderBlock(base, nil))
			created := c.Create(asha())
			sim.Update("vendor_0042", edit)
			wantNoDrift(t, c, created, asha())
		})
	}
}
