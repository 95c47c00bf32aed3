package simulator_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// The controls add, change and remove beneficiaries without an API call.
func TestControl_Beneficiaries(t *testing.T) {
	t.Parallel()
	a := newAccount(t, simulator.Options{Now: newClock().Now})
	a.create(asha())
	one := "/_sim/beneficiaries/vendor_0042"

	patched := a.call("PATCH", one, `{"name":"Asha Rao Patil","email":"","status":"INVALID"}`)
	wantEqual(t, "patch", patched.status, 200)
	got := a.read("vendor_0042")
	wantEqual(t, "name", got.at("beneficiary_name"), any("Asha Rao Patil"))
	wantEqual(t, "status", got.at("beneficiary_status"), any("INVALID"))
	wantEqual(t, "e-mail", got.at("beneficiary_contact_details", "beneficiary_email"), nil)
	wantEqual(t, "added_on", got.at("added_on"), any("2026-03-01T10:20:30"))

	wantEqual(t, "put", a.call("PUT", "/_sim/beneficiaries/a%7Cb", `{"name":"Ravi","vpa":"ravi@examplebank"}`).status, 200)
	wantEqual(t, "the new one", a.read("a|b").at("beneficiary_status"), any("VERIFIED"))
	wantEqual(t, "list", string(a.get("/_sim/beneficiaries").body[:11]), `[{"id":"a|b`)
	wantEqual(t, "one", a.get(one).at("bank_ifsc"), any("HDFC0000001"))

	wantEqual(t, "delete", a.call("DELETE", one, nil).status, 204)
	wantStatus(t, a.read("vendor_0042"), 404, "beneficiary_not_found")
	for _, method := range []string{"GET", "DELETE"} {
		wantEqual(t, method, a.call(method, one, nil).status, 404)
	}
	wantEqual(t, "patch of none", a.call("PATCH", one, `{}`).status, 404)

	wantEqual(t, "put many", a.call("PUT", "/_sim/beneficiaries", `[{"id":"x"},{"id":"y"}]`).status, 204)
	wantEqual(t, "beneficiaries", len(a.All()), 3)
	wantEqual(t, "delete all", a.call("DELETE", "/_sim/beneficiaries", nil).status, 204)
	wantEqual(t, "empty list", string(a.get("/_sim/beneficiaries").body), "[]")
}

// A changed account or VPA is found under its new value only.
func TestUpdate_Indexes(t *testing.T) {
	t.Parallel()
	a := newAccount(t, simulator.Options{})
	a.create(asha())
	a.Update("vendor_0042", func(b *simulator.Beneficiary) {
		b.ID, b.BankAccountNumber, b.VPA = "ignored", "1233943142", "asha@examplebank"
	})
	wantStatus(t, a.get("/payout/beneficiary", "bank_account_number", "00011020001772", "bank_ifsc", "HDFC0000001"), 404, "beneficiary_not_found")
	wantStatus(t, a.get("/payout/beneficiary", "bank_account_number", "1233943142", "bank_ifsc", "HDFC0000001"), 200, "")
	wantStatus(t, a.create(vpaPayee("b", "asha@examplebank")), 409, "conflict_with_existing_beneficiary")
	wantEqual(t, "update of none", a.Update("ignored", func(*simulator.Beneficiary) {}), false)
	wantEqual(t, "removal", a.Remove("vendor_0042"), true)
	wantEqual(t, "removal again", a.Remove("vendor_0042"), false)
	wantStatus(t, a.create(vpaPayee("b", "asha@examplebank")), 201, "")
}

// The journal has every change, its cause and its request id.
func TestJournal_Events(t *testing.T) {
	t.Parallel()
	a := newAccount(t, simulator.Options{})
	a.withHeaders(map[string]string{"x-request-id": "r1"}).create(asha())
	a.create(asha())
	a.Update("vendor_0042", func(b *simulator.Beneficiary) { b.Name = "Other" })
	a.withHeaders(map[string]string{"x-request-id": "r2"}).remove("vendor_0042")
	a.Put(simulator.Beneficiary{ID: "seeded"})
	a.Remove("seeded")
	wantEqual(t, "journal", string(a.get("/_sim/journal").body),
		`[{"seq":1,"kind":"created","id":"vendor_0042","by":"api","request_id":"r1"},`+
			`{"seq":2,"kind":"changed","id":"vendor_0042","by":"control"},`+
			`{"seq":3,"kind":"removed","id":"vendor_0042","by":"api","request_id":"r2"},`+
			`{"seq":4,"kind":"created","id":"seeded","by":"control"},`+
			`{"seq":5,"kind":"removed","id":"seeded","by":"control"}]`)
	events := a.Journal()
	wantEqual(t, "events", len(events), 5)
	for i, name := range []string{"Asha Rao", "Other", "Other"} {
		wantEqual(t, "name in event "+strconv.Itoa(i+1), events[i].Record.Name, name)
	}
}

// Neither the request log nor the logger has a secret, a token, a signature or a whole account number.
func TestRequestLog_NoSecrets(t *testing.T) {
	t.Parallel()
	var lines strings.Builder
	a := newAccount(t, simulator.Options{Now: newClock().Now, Logger: textLogger(&lines)})
	signed := a.withHeaders(map[string]string{"X-Cf-Signature": "c2lnbmF0dXJl", "x-request-id": "r1"})
	signed.create(asha())
	signed.get("/payout/beneficiary", "bank_account_number", "00011020001772", "bank_ifsc", "HDFC0000001")
	token := signed.withToken()
	token.get("/payout/v1/getBeneId", "bankAccount", "00011020001772", "ifsc", "HDFC0000001")

	log := string(a.get("/_sim/requests").body)
	secrets := []string{
		simulator.DefaultClientSecret, "c2lnbmF0dXJl", "0001102000177", "9876543210",
		strings.TrimPrefix(token.headers["Authorization"], "Bearer "),
	}
	for _, secret := range secrets {
		if strings.Contains(log, secret) || strings.Contains(lines.String(), secret) {
			t.Errorf("%q is in the log", secret)
		}
	}
	if !strings.Contains(lines.String(), "path=/payout/beneficiary status=201") {
		t.Errorf("the logger has no line for the create:\n%s", lines.String())
	}

	read := a.Requests()[1]
	wantEqual(t, "query", read.Query, "bank_account_number=**********1772&bank_ifsc=HDFC0000001")
	wantEqual(t, "id that was found", read.BeneficiaryID, "vendor_0042")
	wantEqual(t, "signed", read.Signed, true)
	wantEqual(t, "request id", read.RequestID, "r1")
	wantEqual(t, "version", read.APIVersion, "2024-01-01")
	wantEqual(t, "sub code", a.Requests()[2].SubCode, "200")
	wantEqual(t, "acted", a.Requests()[0].Acted, "created")
}

// The counters sum up calls by method and path until they are emptied.
func TestCounters_Sums(t *testing.T) {
	t.Parallel()
	a := newAccount(t, simulator.Options{})
	a.create(asha())
	a.create(asha())
	a.read("vendor_0042")
	a.post("/payout/transfers", transfer("t", "vendor_0042", 1))
	a.remove("vendor_0042")
	wantEqual(t, "counters", string(a.get("/_sim/counters").body),
		`{"calls":{"DELETE /payout/beneficiary":1,"GET /payout/beneficiary":1,"POST /payout/beneficiary":2,"POST /payout/transfers":1},`+
			`"total":5,"writes":3,"connections":1,"peak_connections":1}`)
	wantEqual(t, "creates", a.Count("POST", "/payout/beneficiary"), 2)
	wantEqual(t, "of the path", a.Count("", "/payout/beneficiary"), 4)
	wantEqual(t, "of the method", a.Count("POST", ""), 3)
	wantEqual(t, "all", a.Count("", ""), 5)

	wantEqual(t, "reset of the log", a.call("DELETE", "/_sim/requests", nil).status, 204)
	wantEqual(t, "calls", a.Count("", ""), 0)
	wantEqual(t, "log", string(a.get("/_sim/requests").body), "[]")
	wantEqual(t, "journal", len(a.Journal()), 2)
}

// Every setting can be changed through its control.
func TestControl_Settings(t *testing.T) {
	t.Parallel()
	a := newAccount(t, simulator.Options{})
	wantEqual(t, "health", string(a.get("/_sim/health").body), `{"status":"ok"}`)

	wantEqual(t, "second factor", a.call("PUT", "/_sim/second-factor", `{"second_factor":"ip"}`).status, 204)
	wantEqual(t, "caller", a.call("PUT", "/_sim/caller-ip", `{"caller_ip":"203.0.113.7"}`).status, 204)
	wantStatus(t, a.read("x"), 403, "ip_validation_failed")
	wantEqual(t, "whitelist", a.call("PUT", "/_sim/whitelist", `{"addresses":["203.0.113.7","198.51.100.1"]}`).status, 204)
	wantEqual(t, "whitelist", string(a.get("/_sim/whitelist").body), `{"addresses":["198.51.100.1","203.0.113.7"]}`)
	wantEqual(t, "second factor", string(a.get("/_sim/second-factor").body), `{"second_factor":"ip"}`)
	wantStatus(t, a.read("x"), 404, "beneficiary_not_found")

	former := string(a.get("/_sim/public-key").body)
	wantEqual(t, "key", former, a.PublicKeyPEM())
	if next := string(a.post("/_sim/public-key", nil).body); next == former || next != a.PublicKeyPEM() {
		t.Error("the key was not renewed")
	}

	wantEqual(t, "balance", a.call("PUT", "/_sim/balance", `{"balance":"5.50","available_balance":"4.25"}`).status, 204)
	wantEqual(t, "balance", string(a.get("/_sim/balance").body), `{"balance":"5.50","available_balance":"4.25","fund_source_id":"CASHFREE_1"}`)

	wantEqual(t, "transfers", a.call("PUT", "/_sim/transfers", `[{"id":"t1","amount":"2","status":"SUCCESS"}]`).status, 204)
	wantEqual(t, "transfer", a.get("/payout/transfers", "transfer_id", "t1").at("status"), any("SUCCESS"))
	wantEqual(t, "transfers", strings.HasPrefix(string(a.get("/_sim/transfers").body), `[{"id":"t1"`), true)

	behaviour := a.call("PATCH", "/_sim/behaviour", `{"delete_status":201,"pending_reads":4}`)
	wantEqual(t, "changed", behaviour.at("delete_status"), any(201.0))
	wantEqual(t, "not changed", behaviour.at("deleted_get"), any("not_found"))
	wantEqual(t, "read back", a.get("/_sim/behaviour").at("pending_reads"), any(4.0))

	wantEqual(t, "limits", a.call("PUT", "/_sim/limits", `{"requests_per_minute":1,"latency":"1ms"}`).status, 204)
	a.remove("x")
	wantStatus(t, a.remove("x"), 429, "too_many_requests_per_operation")
}

// Faults can be injected and cleared through their control, and do not apply to controls.
func TestControl_Faults(t *testing.T) {
	t.Parallel()
	a := newAccount(t, simulator.Options{})
	wantEqual(t, "one", a.post("/_sim/faults", `{"method":"GET","action":"edge_html","times":1}`).status, 201)
	wantEqual(t, "two", a.post("/_sim/faults", `[{"action":"status_before","status":502},{"action":"hang"}]`).status, 201)
	wantEqual(t, "list", len(a.Faults()), 3)
	wantEqual(t, "first", a.read("x").status, 403)
	wantEqual(t, "second", a.read("x").status, 502)
	wantEqual(t, "controls have no faults", a.get("/_sim/health").status, 200)
	wantEqual(t, "clear", a.call("DELETE", "/_sim/faults", nil).status, 204)
	wantEqual(t, "then", a.read("x").status, 404)
}

// A control refuses unknown fields and invalid values, and changes nothing then.
func TestControl_Refused(t *testing.T) {
	t.Parallel()
	a := newAccount(t, simulator.Options{})
	a.Put(simulator.Beneficiary{ID: "x", Name: "Asha"})
	before := len(a.Journal())
	for _, tc := range []struct{ method, path, body, want string }{
		{"PUT", "/_sim/second-factor", `{"second_factor":"otp"}`, `second_factor must be none, ip or signature, got "otp"`},
		{"PUT", "/_sim/second-factor", `{"factor":"ip"}`, "unknown field"},
		{"PUT", "/_sim/whitelist", `{"addresses":["10.0.0.0/8"]}`, `addresses[0] must be an IP address, got "10.0.0.0/8"`},
		{"PUT", "/_sim/caller-ip", `{"caller_ip":"here"}`, `caller_ip must be an IP address, got "here"`},
		{"PUT", "/_sim/balance", `{"balance":"1.005"}`, `balance must be rupees with at most two decimals, such as 10.50, got "1.005"`},
		{"PUT", "/_sim/limits", `{"latency":"soon"}`, `latency must be a duration such as 250ms, got "soon"`},
		{"PATCH", "/_sim/behaviour", `{"deleted_got":"x"}`, "unknown field"},
		{"PATCH", "/_sim/behaviour", `{"deleted_get":"x"}`, `deleted_get must be not_found or deleted_status, got "x"`},
		{"POST", "/_sim/faults", `{"action":"explode"}`, "faults[0]: action must be latency"},
		{"PUT", "/_sim/beneficiaries/x", `{"id":"y"}`, `id must be that of the path, "x", got "y"`},
		{"PATCH", "/_sim/beneficiaries/x", `{"title":"y"}`, "unknown field"},
		{"PUT", "/_sim/beneficiaries", `[{"name":"y"}]`, "beneficiaries[0]: id is required"},
		{"PUT", "/_sim/transfers", `[{"id":"t","amount":"x"}]`, `transfers[0]: amount must be rupees with at most two decimals, such as 10.50, got "x"`},
	} {
		got := a.call(tc.method, tc.path, tc.body)
		message, _ := got.at("error").(string)
		if got.status != 400 || !strings.Contains(message, tc.want) {
			t.Errorf("%s %s: got %d %q, want %q", tc.method, tc.path, got.status, message, tc.want)
		}
	}
	wantEqual(t, "events", len(a.Journal()), before)
	wantEqual(t, "unknown control", a.get("/_sim/nothing").status, 404)
	wantEqual(t, "calls", a.Count("", ""), 0)
}

// Reset returns to the options and to the loaded seed.
func TestReset_Seed(t *testing.T) {
	t.Parallel()
	a := newAccount(t, simulator.Options{Behaviour: simulator.Behaviour{DeleteStatus: 201}})
	if err := a.Load(simulator.Seed{Beneficiaries: []simulator.Beneficiary{{ID: "seeded"}}, Balance: "7.00"}); err != nil {
		t.Fatal(err)
	}
	a.create(asha())
	a.Remove("seeded")
	a.SetSecondFactor(simulator.SecondFactorSignature)
	a.SetBehaviour(func(b *simulator.Behaviour) { b.DeleteStatus = 200 })
	a.Inject(simulator.Fault{Action: simulator.FaultEdgeHTML})

	wantEqual(t, "reset", a.post("/_sim/reset", nil).status, 204)
	wantEqual(t, "calls", a.Count("", ""), 0)
	wantEqual(t, "beneficiaries", len(a.All()), 1)
	wantEqual(t, "journal", a.Journal()[0], simulator.Event{Seq: 1, Kind: "created", ID: "seeded", By: "control", Record: a.All()[0]})
	balance, _ := a.Balance()
	wantEqual(t, "balance", balance, "7.00")
	wantStatus(t, a.remove("seeded"), 201, "")
}
