package provider

import (
	"context"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// asha is a vendor with everything that Cashfree keeps of one.
func asha() object {
	return object{
		"beneficiary_id": "vendor_0042",
		"name":           "Asha Rao",
		"instrument":     object{"bank_account_number": "00011020001772", "bank_ifsc": "HDFC0000001", "vpa": "asha@examplebank"},
		"contact": object{
			"email": "asha@example.com", "phone": "9876543210", "country_code": "+91", "address": "1 Test Road",
			"city": "Pune", "state": "Maharashtra", "postal_code": "411001",
		},
	}
}

// with gives a configuration changed in one place; a group's member is written "contact.email".
func with(config object, path string, value any) object {
	changed := maps.Clone(config)
	if group, name, nested := cutPath(path); nested {
		members, _ := changed[group].(object)
		members = maps.Clone(members)
		members[name] = value
		changed[group] = members
		return changed
	}
	changed[path] = value
	return changed
}

func writeOnly(config object) object {
	number := config["instrument"].(object)["bank_account_number"]
	return with(with(config, "instrument.bank_account_number", nil), "instrument.bank_account_number_wo", number)
}

func TestABeneficiaryIsCreatedReadAndRemoved(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := newCore(t, coretest.ProviderBlock(base, nil))

	created := c.Create(asha())
	stored, ok := sim.Get("vendor_0042")
	if !ok || stored.BankAccountNumber != "00011020001772" || stored.PostalCode != "411001" {
		t.Fatalf("the simulator holds %+v, %v", stored, ok)
	}
	for attribute, want := range map[string]any{
		"status": "VERIFIED", "bank_account_last_four": "1772", "instrument.bank_account_number": "00011020001772",
	} {
		if got := created.Get(attribute); got != want {
			t.Errorf("%s is %v, want %v", attribute, got, want)
		}
	}
	refreshed, diags := c.Refresh(created)
	coretest.WantNoErrors(t, diags)
	if second := c.Plan(refreshed, asha()); second.Action != "none" {
		t.Errorf("the second plan is %q", second.Action)
	}
	coretest.WantNoErrors(t, c.Destroy(refreshed))
	if left := sim.All(); len(left) != 0 {
		t.Errorf("left behind: %+v", left)
	}
	coretest.WantNoErrors(t, c.Destroy(refreshed)) // somebody else was faster: that is a removal too
}

// Whatever a failure looks like, only Cashfree's own "does not exist" takes a beneficiary out of the state.
func TestOnlyAProvenNotFoundRemovesState(t *testing.T) {
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
			c := newCore(t, coretest.ProviderBlock(base, object{"max_retries": 1, "request_timeout": "500ms"}))
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
			gone, diags := c.Refresh(created)
			coretest.WantNoErrors(t, diags)
			if gone != nil {
				t.Error("a proven not-found kept the state")
			}
		})
	}
}

func TestADeletedStatusIsGone(t *testing.T) {
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

func TestWhereNothingIsFoundOneWarningSaysWhy(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := newCore(t, coretest.ProviderBlock(base, nil))
	first, second := c.Create(asha()), c.Create(ravi())
	sim.Remove("vendor_0042")
	sim.Remove("vendor_0043")

	_, diags := c.Refresh(first)
	coretest.WantWarning(t, diags, "No beneficiary of the state was found", "credentials may be those of another Cashfree account")
	_, diags = c.Refresh(second)
	if len(diags) != 0 {
		t.Errorf("the warning came twice: %s", coretest.Text(diags))
	}
}

func TestWhereOneIsFoundTheOthersAreSimplyGone(t *testing.T) {
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

func ravi() object {
	return object{"beneficiary_id": "vendor_0043", "name": "Ravi Iyer", "instrument": object{"vpa": "ravi@examplebank"}}
}

func TestACancelledReadEndsAtOnceAndKeepsState(t *testing.T) {
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

func TestImportByIDAndByAccount(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := newCore(t, coretest.ProviderBlock(base, nil))
	c.Create(asha())
	for name, id := range map[string]string{
		"by id": "vendor_0042", "by account": "00011020001772,HDFC0000001", "by account, loosely": "00011020001772,hdfc0000001",
	} {
		imported, diags := c.Import(id)
		coretest.WantNoErrors(t, diags)
		if p := c.Plan(imported, asha()); p.Action != "none" {
			t.Errorf("%s: the plan after the import is %q %v", name, p.Action, p.Paths)
		}
	}
	identityType := map[string]any{"beneficiary_id": "vendor_0042"}
	imported, diags := c.ImportWith(&tfprotov6.ImportResourceStateRequest{
		TypeName: c.TypeName, Identity: identityOf(t, identityType),
	})
	coretest.WantNoErrors(t, diags)
	if p := c.Plan(imported, asha()); p.Action != "none" {
		t.Errorf("by identity: the plan after the import is %q", p.Action)
	}
	if none, diags := c.Import("vendor_0099"); none != nil || coretest.HasErrors(diags) {
		t.Errorf("importing what does not exist gave %v: %s", none, coretest.Text(diags)) // core turns nothing into an error of its own
	}
	for id, says := range map[string]string{
		"":                           "hyphens, got an empty value", // as of a variable of the shell that is not set
		"no such id!":                "letters, digits",
		"123,HDFC0000001":            "without spaces or hyphens, got 3 characters",
		"00011020001772,HDFC":        `such as HDFC0000001, got "HDFC" (4 characters)`,
		"99911020001772,HDFC0000001": "…1772",
	} {
		_, diags := c.Import(id)
		coretest.WantError(t, diags, "", says)
		if len(diags) > 1 || strings.Contains(coretest.Text(diags), "provider developer") {
			t.Errorf("%q: %s", id, coretest.Text(diags))
		}
	}
	_ = sim
}

func TestAStoppedRunIsNotCalledAnUnknownAnswer(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := newCore(t, coretest.ProviderBlock(base, nil))
	created := c.Create(asha())
	sim.Inject(simulator.Fault{Method: http.MethodGet, Action: simulator.FaultHang})
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	_, diags := c.RefreshWith(ctx, created)
	if !coretest.HasErrors(diags) || strings.Contains(coretest.Text(diags), "does not know that answer") {
		t.Error(coretest.Text(diags))
	}
}

func TestARemovalThatFailsIsReported(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := newCore(t, coretest.ProviderBlock(base, object{"max_retries": 0}))
	created := c.Create(asha())
	sim.Inject(simulator.Fault{Method: http.MethodDelete, Action: simulator.FaultStatusBefore, Status: 500})
	coretest.WantError(t, c.Destroy(created), "", `Cannot remove beneficiary "vendor_0042"`)
	sim.ClearFaults()
	created.Private = nil // recorded by nobody knows which API
	coretest.WantNoErrors(t, c.Destroy(created))
}

func TestEachOperationHasItsOwnTimeout(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		operation, method string
		run               func(c *coretest.Core, created *coretest.Instance) []*tfprotov6.Diagnostic
	}{
		{"read", http.MethodGet, func(c *coretest.Core, i *coretest.Instance) []*tfprotov6.Diagnostic {
			_, diags := c.Refresh(i)
			return diags
		}},
		{"delete", http.MethodDelete, func(c *coretest.Core, i *coretest.Instance) []*tfprotov6.Diagnostic { return c.Destroy(i) }},
	} {
		t.Run(test.operation, func(t *testing.T) {
			t.Parallel()
			sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
			c := newCore(t, coretest.ProviderBlock(base, nil))
			created := c.Create(with(asha(), "timeouts", object{test.operation: "100ms"}))
			sim.Inject(simulator.Fault{Method: test.method, Action: simulator.FaultHang})
			began := time.Now()
			coretest.WantError(t, test.run(c, created), "", "deadline exceeded")
			if took := time.Since(began); took > 5*time.Second {
				t.Errorf("it took %v", took)
			}
		})
	}
}

func TestAnUpdateGivesAnIdentityToWhatHadNone(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	_, other := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := newCore(t, coretest.ProviderBlock(base, nil))
	created := c.Create(asha())
	created.Identity = nil // by a CLI that knew none; planned with -refresh=false
	updated, diags := c.Apply(c.Plan(created, with(asha(), "timeouts", object{"create": "20m"})))
	coretest.WantNoErrors(t, diags)
	if updated.Identity == nil || updated.Identity.IdentityData == nil {
		t.Error("it has no identity")
	}
	_, diags = newCore(t, coretest.ProviderBlock(other, nil)).Refresh(updated)
	coretest.WantError(t, diags, "beneficiary_id", "Beneficiary of another environment") // the origin survives an update
}
