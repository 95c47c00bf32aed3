package simulator_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// The defaults of all switches are pinned, so that none changes unnoticed.
func TestBehaviour_Defaults(t *testing.T) {
	t.Parallel()
	got, err := json.Marshal(simulator.New(simulator.Options{}).Behaviour())
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"deleted_get":"not_found","recreate_after_delete":"allowed","absent_fields":"omit","added_on_zone":"none",` +
		`"create_added_on":"second_later","contact_codes":"with_path","country_codes":"checked","ifsc_echo":"as_sent",` +
		`"phone_echo":"without_country_code","conflict_code":"conflict_with_existing_beneficiary","vpa_conflict":"on",` +
		`"instrument":"required","api_version":"strict","signature_missing_status":403,"signature_max_age_seconds":600,` +
		`"signature_max_ahead_seconds":60,"ip_refusal":"with_address","v1_status":"always_200","throttle_headers":"on",` +
		`"initiated_reads":0,"initiated_outcome":"VERIFIED","balance_type":"string","duplicate_transfer_id":"conflict",` +
		`"delete_status":200,"unknown_path":"json","both_transfer_ids":"cf_transfer_id_wins",` +
		`"signature_in_ip_mode":"refused","batch_transfer_read":"not_found","former_key":"refused",` +
		`"max_body_bytes":1048576,"pending_reads":1,"slow_transfer_milliseconds":0,"cf_transfer_id_type":"string",` +
		`"max_batch_entries":1000,"paytm_handles":"accepted","v1_both_instruments":"refused","source_account":"",` +
		`"virtual_account":"","unprocessable_codes":"page","create_request_id":"omit","token_lifetime_seconds":360,` +
		`"apis_not_enabled":false,"v2_not_activated":false,"trust_forwarded_for":false}`
	wantEqual(t, "behaviour", string(got), want)
}

// Each switch changes the answer that it documents.
func TestBehaviour_Switches(t *testing.T) {
	t.Parallel()
	removed := func(a *account) { a.create(asha()); a.remove("vendor_0042") }
	lower := func(a *account) { a.create(payee("low", "00011020001772", "hdfc0000001")) }
	for _, tc := range []struct {
		set   string
		given func(*account)
		when  func(*account) reply
		want  string // The status, then what is looked at.
		look  func(reply) any
	}{
		{"deleted_get=deleted_status", removed, func(a *account) reply { return a.read("vendor_0042") },
			"200 DELETED", func(r reply) any { return r.at("beneficiary_status") }},
		{"deleted_get=deleted_status", removed, func(a *account) reply {
			return a.get("/payout/beneficiary", "bank_account_number", "00011020001772", "bank_ifsc", "HDFC0000001")
		}, "200 DELETED", func(r reply) any { return r.at("beneficiary_status") }},
		{"recreate_after_delete=refused", removed, func(a *account) reply { return a.create(asha()) },
			"409 beneficiary_id_already_exists", nil},
		{"recreate_after_delete=refused", removed, func(a *account) reply {
			return a.create(payee("new", "00011020001772", "HDFC0000001"))
		}, "409 conflict_with_existing_beneficiary", nil},
		{"recreate_after_delete=refused", func(a *account) { a.create(vpaPayee("a", "a@examplebank")); a.remove("a") },
			func(a *account) reply { return a.create(vpaPayee("b", "A@examplebank")) }, "409 conflict_with_existing_beneficiary", nil},
		{"recreate_after_delete=refused", removed, func(a *account) reply { return a.create(vpaPayee("b", "b@examplebank")) }, "201 ", nil},
		{"absent_fields=blank", nil, func(a *account) reply { return a.create(vpaPayee("a", "a@examplebank")) },
			`201 "","bank_ifsc":"","vpa":"a@examplebank"`, instrumentText},
		{"absent_fields=null", nil, func(a *account) reply { return a.create(vpaPayee("a", "a@examplebank")) },
			`201 null,"bank_ifsc":null,"vpa":"a@examplebank"`, instrumentText},
		{"ifsc_echo=as_sent", lower, func(a *account) reply { return a.read("low") }, "200 hdfc0000001", echoedIFSC},
		{"ifsc_echo=upper_case", lower, func(a *account) reply { return a.read("low") }, "200 HDFC0000001", echoedIFSC},
		{"phone_echo=with_country_code", nil, func(a *account) reply { return a.create(asha()) },
			"201 +919876543210", func(r reply) any { return r.at("beneficiary_contact_details", "beneficiary_phone") }},
		{"conflict_code=beneficiary_already_exists", func(a *account) { a.create(asha()) }, func(a *account) reply {
			return a.create(payee("new", "00011020001772", "HDFC0000001"))
		}, "409 beneficiary_already_exists", nil},
		{"vpa_conflict=off", func(a *account) { a.create(vpaPayee("a", "a@examplebank")) },
			func(a *account) reply { return a.create(vpaPayee("b", "a@examplebank")) }, "201 ", nil},
		{"instrument=optional", nil, func(a *account) reply {
			return a.create(fields{"beneficiary_id": "a", "beneficiary_name": "Asha"})
		}, "201 ", nil},
		{"api_version=accept", nil, func(a *account) reply {
			return a.withHeaders(map[string]string{"x-api-version": "2030-01-01"}).create(asha())
		}, "201 ", nil},
		{"api_version=accept", nil, func(a *account) reply { return a.withHeaders(map[string]string{"x-api-version": ""}).create(asha()) }, "201 ", nil},
		{"delete_status=201", func(a *account) { a.create(asha()) }, func(a *account) reply { return a.remove("vendor_0042") }, "201 ", nil},
		{"paytm_handles=refused", nil, func(a *account) reply { return a.create(vpaPayee("a", "9876543210@PAYTM")) }, "400 vpa_invalid", nil},
		{"paytm_handles=accepted", nil, func(a *account) reply { return a.create(vpaPayee("a", "9876543210@paytm")) }, "201 ", nil},
		{"apis_not_enabled=true", nil, func(a *account) reply { return a.create(asha()) }, "403 apis_not_enabled", nil},
		{"v2_not_activated=true", nil, func(a *account) reply { return a.create(asha()) }, "401 authentication_failed", nil},
		{"max_body_bytes=10", nil, func(a *account) reply { return a.create(asha()) }, "413 ", nil},
		{"unknown_path=html", nil, func(a *account) reply { return a.get("/payout/balance") },
			"404 text/html", func(r reply) any { return r.header.Get("Content-Type") }},
		{"source_account=00011020001772", nil, func(a *account) reply { return a.create(asha()) }, "422 bank_account_number_same_as_source", nil},
		{"virtual_account=00011020001772", nil, func(a *account) reply { return a.create(asha()) }, "422 vba_beneficiary_not_allowed", nil},
		{"create_request_id=echo", nil, func(a *account) reply { return a.withHeaders(map[string]string{"x-request-id": "r"}).create(asha()) },
			"201 r", func(r reply) any { return r.header.Get("x-request-id") }},
		{"cf_transfer_id_type=number", func(a *account) { a.create(asha()) },
			func(a *account) reply { return a.post("/payout/transfers", transfer("t", "vendor_0042", 1)) },
			"200 1000001", func(r reply) any { return int(r.at("cf_transfer_id").(float64)) }},
		{"duplicate_transfer_id=existing", func(a *account) {
			a.create(asha())
			a.post("/payout/transfers", transfer("t", "vendor_0042", 1))
		}, func(a *account) reply { return a.post("/payout/transfers", transfer("t", "vendor_0042", 2)) },
			"200 1", func(r reply) any { return r.at("transfer_amount") }},
		{"batch_transfer_read=found", func(a *account) {
			a.create(asha())
			a.post("/payout/transfers/batch", fields{"batch_transfer_id": "b", "transfers": []fields{transfer("t", "vendor_0042", 1)}})
		}, func(a *account) reply { return a.get("/payout/transfers", "transfer_id", "t") },
			"200 PENDING", func(r reply) any { return r.at("status") }},
		{"both_transfer_ids=refused", nil, func(a *account) reply { return a.get("/payout/transfers", "transfer_id", "t", "cf_transfer_id", "1") },
			"400 too_many_parameters_in_request", nil},
	} {
		t.Run(tc.set, func(t *testing.T) {
			t.Parallel()
			a := newAccount(t, simulator.Options{})
			if tc.given != nil {
				tc.given(a)
			}
			a.SetBehaviour(func(b *simulator.Behaviour) {
				if err := b.Set(tc.set); err != nil {
					t.Error(err)
				}
			})
			got := tc.when(a)
			look := tc.look
			if look == nil {
				look = func(r reply) any { return r.code() }
			}
			wantEqual(t, "answer", fmt.Sprintf("%d %v", got.status, look(got)), tc.want)
		})
	}
}

func echoedIFSC(r reply) any { return r.at("beneficiary_instrument_details", "bank_ifsc") }

// instrumentText shows the difference between blank and null, which a decoded map would hide.
func instrumentText(r reply) any {
	_, after, _ := strings.Cut(string(r.body), `"beneficiary_instrument_details":{"bank_account_number":`)
	inside, _, _ := strings.Cut(after, "}")
	return inside
}

// Verification ends with the chosen outcome after the given number of reads.
func TestInitiatedReads_Outcome(t *testing.T) {
	t.Parallel()
	for _, outcome := range []string{"VERIFIED", "INVALID", "FAILED", "CANCELLED"} {
		t.Run(outcome, func(t *testing.T) {
			t.Parallel()
			a := newAccount(t, simulator.Options{Behaviour: simulator.Behaviour{InitiatedReads: 2, InitiatedOutcome: outcome}})
			seen := []any{a.create(asha()).at("beneficiary_status")}
			seen = append(seen, a.read("vendor_0042").at("beneficiary_status"))
			seen = append(seen, a.withToken().get("/payout/v1/getBeneficiary/vendor_0042").at("data", "status"))
			seen = append(seen, a.read("vendor_0042").at("beneficiary_status"))
			for i, want := range []string{"INITIATED", "INITIATED", "INITIATED", outcome} {
				wantEqual(t, "status", seen[i], any(want))
			}
		})
	}
}

// An edit of another field does not end a verification. One of the status does.
func TestInitiatedReads_Edited(t *testing.T) {
	t.Parallel()
	a := newAccount(t, simulator.Options{Behaviour: simulator.Behaviour{InitiatedReads: 2}})
	a.create(asha())
	a.read("vendor_0042")
	a.Update("vendor_0042", func(b *simulator.Beneficiary) { b.Email = "asha@example.com" })
	a.read("vendor_0042")
	wantEqual(t, "status after an edit", a.read("vendor_0042").at("beneficiary_status"), any("VERIFIED"))
	a.Update("vendor_0042", func(b *simulator.Beneficiary) { b.Status = "INITIATED" })
	for range 3 {
		wantEqual(t, "status that was set", a.read("vendor_0042").at("beneficiary_status"), any("INITIATED"))
	}
}

// Of several removed payees, it is always the same that is found or in the way, and an account counts before a UPI
// address.
func TestRemoved_SeveralHolders(t *testing.T) {
	t.Parallel()
	for range 20 {
		a := newAccount(t, simulator.Options{Behaviour: simulator.Behaviour{DeletedGet: "deleted_status"}})
		for _, id := range []string{"c", "a", "b"} {
			payee := asha()
			payee["beneficiary_id"] = id
			wantStatus(t, a.create(payee), 201, "")
			a.remove(id)
		}
		found := a.get("/payout/beneficiary", "bank_account_number", "00011020001772", "bank_ifsc", "HDFC0000001")
		wantEqual(t, "the one that is found", found.at("beneficiary_id"), any("a"))

		a = newAccount(t, simulator.Options{Behaviour: simulator.Behaviour{RecreateAfterDelete: "refused"}})
		both := asha()
		both["beneficiary_id"] = "z"
		both["beneficiary_instrument_details"].(fields)["vpa"] = "asha@examplebank"
		wantStatus(t, a.create(asha()), 201, "")
		wantStatus(t, a.create(vpaPayee("a", "asha@examplebank")), 201, "")
		a.remove("vendor_0042")
		a.remove("a")
		conflict := a.create(both)
		wantStatus(t, conflict, 409, "conflict_with_existing_beneficiary")
		if message := fmt.Sprint(conflict.at("message")); !strings.Contains(message, "bank_account_number") {
			t.Fatalf("the conflict is %q", message)
		}
	}
}

// The switches of the signature change its status and its time window.
func TestBehaviour_Signature(t *testing.T) {
	t.Parallel()
	clock := newClock()
	a := newAccount(t, simulator.Options{SecondFactor: simulator.SecondFactorSignature, Now: clock.Now, Behaviour: simulator.Behaviour{
		SignatureMissingStatus: 401, SignatureMaxAgeSeconds: 5, SignatureMaxAheadSeconds: 5,
	}})
	wantStatus(t, a.read("x"), 401, "authentication_failed")
	for offset, status := range map[int]int{-5: 404, -6: 401, 5: 404, 6: 401} {
		signature := sign(t, a.PublicKeyPEM(), stamp(clock.Now().Add(time.Duration(offset)*time.Second)))
		got := a.withHeaders(map[string]string{"X-Cf-Signature": signature}).read("x")
		wantEqual(t, "status", got.status, status)
	}
}

// The switches of v1 and of refusals change the answers that they document.
func TestBehaviour_V1AndRefusals(t *testing.T) {
	t.Parallel()
	a := newAccount(t, simulator.Options{CallerIP: "203.0.113.7", Behaviour: simulator.Behaviour{
		IPRefusal: "without_address", V1BothInstruments: "accepted", TokenLifetimeSeconds: 10,
		UnprocessableCodes: "openapi", SourceAccount: "1111111111", VirtualAccount: "2222222222", ThrottleHeaders: "off",
	}})
	v1 := a.withToken()
	both := ashaV1()
	both["vpa"] = "asha@examplebank"
	wantSubCode(t, v1.post("/payout/v1/addBeneficiary", both), "200 Beneficiary added successfully")
	for number, want := range map[string]string{
		"1111111111": "412 Cannot add yourself as a beneficiary",
		"2222222222": "422 Cashfree VBA/VPA cannot be added as a beneficiary",
	} {
		body := ashaV1()
		body["beneId"], body["bankAccount"] = "other", number
		wantSubCode(t, v1.post("/payout/v1/addBeneficiary", body), want)
	}
	wantStatus(t, a.create(payee("a", "1111111111", "HDFC0000001")), 422, "beneficiary_account_same_as_source")
	wantStatus(t, a.create(payee("a", "2222222222", "HDFC0000001")), 422, "vba_bene_not_allowed")

	a.SetSecondFactor(simulator.SecondFactorIP)
	refused := a.read("x")
	wantEqual(t, "message", refused.at("message"), any("IP not whitelisted"))
	a.SetSecondFactor(simulator.SecondFactorNone)

	a.SetBehaviour(func(b *simulator.Behaviour) { b.V2NotActivated = true })
	wantSubCode(t, a.post("/payout/v1/authorize", nil), "200 Token generated")
	a.SetBehaviour(func(b *simulator.Behaviour) { b.APIsNotEnabled = true })
	got := a.post("/payout/v1/authorize", nil).subCode()
	if !strings.HasPrefix(got, "403 APIs not enabled") {
		t.Fatalf("got %q", got)
	}

	a.SetBehaviour(func(b *simulator.Behaviour) { b.V2NotActivated, b.APIsNotEnabled = false, false })
	a.SetRequestsPerMinute(1)
	a.remove("x")
	wantEqual(t, "headers", limits(a.remove("x").header), [4]string{})
}

// A transfer to the slow test account is carried out before its delayed answer.
func TestSlowTransfer_Delay(t *testing.T) {
	t.Parallel()
	a := newAccount(t, simulator.Options{Behaviour: simulator.Behaviour{SlowTransferMilliseconds: 60_000}})
	a.create(payee("slow", "34978321547298", "KKBK0000001"))
	a.cancelAfter(func() bool { return len(a.Transfers()) == 1 }, "POST", "/payout/transfers", transfer("t", "slow", 1))
}

// A switch that takes text takes one of digits, such as an account number without a leading zero.
func TestBehaviour_Set_Digits(t *testing.T) {
	t.Parallel()
	var b simulator.Behaviour
	for _, assignment := range []string{"source_account=1233943142", "virtual_account=388108022658", "pending_reads=3"} {
		if err := b.Set(assignment); err != nil {
			t.Fatalf("%s: %v", assignment, err)
		}
	}
	wantEqual(t, "switches", fmt.Sprint(b.SourceAccount, " ", b.VirtualAccount, " ", *b.PendingReads), "1233943142 388108022658 3")
}

// An invalid switch is named in the error and changes nothing.
func TestBehaviour_Set_Invalid(t *testing.T) {
	t.Parallel()
	for assignment, want := range map[string]string{
		"deleted_get":                `behaviour must have the form key=value, got "deleted_get"`,
		"=x":                         `behaviour must have the form key=value, got "=x"`,
		"deleted_got=not_found":      "unknown field",
		"deleted_get=maybe":          `deleted_get must be not_found or deleted_status, got "maybe"`,
		"delete_status=204":          "delete_status must be 200 or 201, got 204",
		"delete_status=twohundred":   "cannot unmarshal string",
		"initiated_reads=-1":         "initiated_reads must be 0 or greater, got -1",
		"pending_reads=-1":           "pending_reads must be 0 or greater, got -1",
		"apis_not_enabled=yes":       "cannot unmarshal string",
		"absent_fields=omit\"},{\"x": "absent_fields must be omit, blank or null, got",
		"deleted_get=1":              `deleted_get must be not_found or deleted_status, got "1"`,
	} {
		var b simulator.Behaviour
		err := b.Set(assignment)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", assignment, err, want)
		}
		if b != (simulator.Behaviour{}) {
			t.Errorf("%s: a refused switch changed the others", assignment)
		}
	}
}

// A refused merge changes nothing, and copies of the switches stay independent.
func TestMergeBehaviour_Refused(t *testing.T) {
	t.Parallel()
	s := simulator.New(simulator.Options{})
	before := s.Behaviour()
	if err := s.MergeBehaviour([]byte(`{"pending_reads":9,"deleted_get":"maybe"}`)); err == nil {
		t.Fatal("no error")
	}
	wantEqual(t, "pending reads", *s.Behaviour().PendingReads, 1)
	s.SetBehaviour(func(b *simulator.Behaviour) { *b.PendingReads = 5 })
	wantEqual(t, "a copy taken before", *before.PendingReads, 1)
	wantEqual(t, "pending reads", *s.Behaviour().PendingReads, 5)
}

// New panics at a value that is not documented.
func TestNew_InvalidBehaviour(t *testing.T) {
	t.Parallel()
	defer func() {
		if recover() == nil {
			t.Fatal("an undocumented value was accepted")
		}
	}()
	simulator.New(simulator.Options{Behaviour: simulator.Behaviour{DeletedGet: "maybe"}})
}
