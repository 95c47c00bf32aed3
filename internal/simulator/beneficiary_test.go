package simulator_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// A beneficiary is created, read by id and by account, removed, and created again.
func TestBeneficiary_Lifecycle(t *testing.T) {
	t.Parallel()
	clock := newClock()
	a := newAccount(t, simulator.Options{Now: clock.Now})

	created := a.create(asha())
	wantStatus(t, created, 201, "")
	// The answer to the creation is a second later than the others.
	const want = `"beneficiary_contact_details":{"beneficiary_country_code":"+91","beneficiary_email":"asha@example.com","beneficiary_phone":"9876543210"},` +
		`"beneficiary_id":"vendor_0042",` +
		`"beneficiary_instrument_details":{"bank_account_number":"00011020001772","bank_ifsc":"HDFC0000001"},` +
		`"beneficiary_name":"Asha Rao","beneficiary_status":"VERIFIED"}`
	const read = `{"added_on":"2026-03-01T10:20:30",` + want
	wantEqual(t, "create", string(created.body), `{"added_on":"2026-03-01T10:20:31",`+want)
	wantEqual(t, "content type", created.header.Get("Content-Type"), "application/json")

	byID := a.read("vendor_0042")
	wantEqual(t, "read by id", string(byID.body), read)
	byAccount := a.get("/payout/beneficiary", "bank_account_number", "00011020001772", "bank_ifsc", "HDFC0000001")
	wantEqual(t, "read by account", string(byAccount.body), read)

	gone := a.remove("vendor_0042")
	wantStatus(t, gone, 200, "")
	wantEqual(t, "status after removal", gone.at("beneficiary_status"), any("DELETED"))

	wantStatus(t, a.read("vendor_0042"), 404, "beneficiary_not_found")
	wantStatus(t, a.remove("vendor_0042"), 404, "beneficiary_not_found")
	wantStatus(t, a.create(asha()), 201, "")
}

// A create with an invalid field is refused, with the documented code and text where there is one
// (https://docs.cashfree.com/reference/response-codes).
func TestCreate_Refused(t *testing.T) {
	t.Parallel()
	contact := func(name string, value any) func(fields) {
		return func(b fields) { b["beneficiary_contact_details"] = fields{name: value} }
	}
	instrument := func(accountNumber, ifsc, vpa string) func(fields) {
		return func(b fields) {
			b["beneficiary_instrument_details"] = fields{"bank_account_number": accountNumber, "bank_ifsc": ifsc, "vpa": vpa}
		}
	}
	set := func(name string, value any) func(fields) { return func(b fields) { b[name] = value } }

	for _, tc := range []struct {
		name    string
		change  func(fields)
		code    string
		message string
	}{
		{"no id", set("beneficiary_id", ""), "beneficiary_id_missing", ""},
		{"id of 51", set("beneficiary_id", strings.Repeat("a", 51)), "beneficiary_id_length_exceeded",
			"beneficiary_id : should not be more than 50 characters long. value received: " + strings.Repeat("a", 51)},
		{"id with a space", set("beneficiary_id", "a b"), "beneficiary_id_invalid",
			"beneficiary_id : should contain only letters, numbers, hyphen, underscore, pipe, and dot. Value received: a b"},
		{"no name", set("beneficiary_name", ""), "beneficiary_name_invalid", ""},
		{"name with a digit", set("beneficiary_name", "Asha 2"), "beneficiary_name_invalid", ""},
		{"name of 101", set("beneficiary_name", strings.Repeat("a", 101)), "beneficiary_name_invalid", ""},
		{"account without IFSC", instrument("00011020001772", "", ""), "bank_ifsc_missing",
			"bank_ifsc : should be provided with the request if bank_account_number is provided"},
		{"IFSC without account", instrument("", "HDFC0000001", ""), "bank_account_number_missing",
			"bank_account_number: should be provided with the request if bank_ifsc is provided"},
		{"account of 26", instrument(strings.Repeat("1", 26), "HDFC0000001", ""), "bank_account_number_length_exceeded",
			"bank_account_number : should not be more than 25 characters long. value received: " + strings.Repeat("1", 26)},
		{"account of 3", instrument("123", "HDFC0000001", ""), "bank_account_number_length_short",
			"bank_account_number : should not be less than 4 characters long. value received: 123"},
		{"account with a hyphen", instrument("1234-5678", "HDFC0000001", ""), "bank_account_number_invalid",
			"bank_account_number : should be alphanumeric. value received: 1234-5678"},
		{"IFSC without its zero", instrument("00011020001772", "HDFC1000001", ""), "bank_ifsc_invalid",
			"bank_ifsc : please provide a valid IFSC. value received: HDFC1000001"},
		{"IFSC of 12", instrument("00011020001772", "HDFC00000012", ""), "bank_ifsc_invalid", ""},
		{"VPA without a handle", instrument("", "", "asha"), "vpa_invalid", ""},
		{"VPA with a hyphen after the at", instrument("", "", "asha@ok-bank"), "vpa_invalid", ""},
		{"VPA of 101", instrument("", "", strings.Repeat("a", 92)+"@examples"), "vpa_invalid", ""},
		{"no instrument", instrument("", "", ""), "beneficiary_instrument_details_missing", ""},
		{"e-mail without a dot", contact("beneficiary_email", "asha@example"), "beneficiary_contact_details.beneficiary_email_invalid", ""},
		{"phone of 7", contact("beneficiary_phone", "+911234567"), "beneficiary_contact_details.beneficiary_phone_invalid", ""},
		{"phone with letters", contact("beneficiary_phone", "98765abcde"), "beneficiary_contact_details.beneficiary_phone_invalid", ""},
		{"address of 151", contact("beneficiary_address", strings.Repeat("a", 151)), "beneficiary_contact_details.beneficiary_address_invalid", ""},
		{"city of 51", contact("beneficiary_city", strings.Repeat("a", 51)), "beneficiary_contact_details.beneficiary_city_invalid", ""},
		{"state of 51", contact("beneficiary_state", strings.Repeat("a", 51)), "beneficiary_contact_details.beneficiary_state_invalid", ""},
		{"postal code of 7", contact("beneficiary_postal_code", "4110011"), "beneficiary_contact_details.beneficiary_postal_code_invalid", ""},
		{"a number for a text", set("beneficiary_id", 42), "", "Post data is empty or not a valid JSON"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			a := newAccount(t, simulator.Options{})
			body := asha()
			tc.change(body)
			got := a.create(body)
			wantStatus(t, got, 400, tc.code)
			wantEqual(t, "type", got.at("type"), any("invalid_request_error"))
			if tc.message != "" {
				wantEqual(t, "message", got.at("message"), any(tc.message))
			}
			wantEqual(t, "beneficiaries", len(a.All()), 0)
		})
	}
}

// A create accepts the extremes of every field and ignores unknown ones.
func TestCreate_Accepted(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]fields{
		"an id of 50 with every sign":     payee("a-b_c|d.E"+strings.Repeat("9", 41), "00011020001772", "HDFC0000001"),
		"an IFSC with letters at its end": payee("a", "00011020001772", "YESB0MAN001"),
		"an account of 4":                 payee("a", "1234", "HDFC0000001"),
		"an account of 25 with letters":   payee("a", "ABCDE"+strings.Repeat("1", 20), "HDFC0000001"),
		"a VPA alone":                     vpaPayee("a", "asha.rao-1@examplebank"),
		"bank account and VPA": {
			"beneficiary_id": "a", "beneficiary_name": "Asha Rao",
			"beneficiary_instrument_details": fields{
				"bank_account_number": "00011020001772", "bank_ifsc": "HDFC0000001", "vpa": "asha@examplebank",
			},
		},
		"a member that the schema does not have": {
			"beneficiary_id": "a", "beneficiary_name": "Asha Rao", "beneficiary_purpose": "rent",
			"beneficiary_instrument_details": fields{"vpa": "asha@examplebank"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantStatus(t, newAccount(t, simulator.Options{}).create(body), 201, "")
		})
	}
}

// A create with an id, account or VPA that is in use is a conflict.
func TestCreate_Conflict(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name string
		body fields
		code string
		kind string
		says string
	}{
		{"same id, same content", asha(), "beneficiary_id_already_exists", "invalid_request_error",
			"Beneficiary already exists with the given beneficiary_id"},
		{"same id, other account", payee("vendor_0042", "1233943142", "ICIC0000009"), "beneficiary_id_already_exists", "invalid_request_error",
			"Beneficiary already exists with the given beneficiary_id"},
		{"other id, same account", payee("other", "00011020001772", "HDFC0000001"), "conflict_with_existing_beneficiary", "conflict_error",
			"Beneficiary with the given bank_account_number and bank_ifsc already exists"},
		{"other id, IFSC in lower case", payee("other", "00011020001772", "hdfc0000001"), "conflict_with_existing_beneficiary", "conflict_error",
			"Beneficiary with the given bank_account_number and bank_ifsc already exists"},
		{"other id, same VPA in capitals", vpaPayee("other", "RAVI@examplebank"), "conflict_with_existing_beneficiary", "conflict_error",
			"Beneficiary with the given vpa already exists"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			a := newAccount(t, simulator.Options{})
			a.create(asha())
			a.create(vpaPayee("ravi", "ravi@examplebank"))
			got := a.create(tc.body)
			wantStatus(t, got, 409, tc.code)
			wantEqual(t, "type", got.at("type"), any(tc.kind))
			wantEqual(t, "message", got.at("message"), any(tc.says))
			wantEqual(t, "beneficiaries", len(a.All()), 2)
		})
	}

	t.Run("same account, other IFSC is no conflict", func(t *testing.T) {
		t.Parallel()
		a := newAccount(t, simulator.Options{})
		a.create(asha())
		wantStatus(t, a.create(payee("other", "00011020001772", "ICIC0000009")), 201, "")
	})
	t.Run("an instrument is free again after removal", func(t *testing.T) {
		t.Parallel()
		a := newAccount(t, simulator.Options{})
		a.create(asha())
		a.remove("vendor_0042")
		wantStatus(t, a.create(payee("other", "00011020001772", "HDFC0000001")), 201, "")
	})
}

// A GET accepts an id or an account with its IFSC, and refuses other combinations.
func TestGet_Parameters(t *testing.T) {
	t.Parallel()
	const accountNumber, ifsc = "00011020001772", "HDFC0000001"
	for _, tc := range []struct {
		name    string
		query   []string
		status  int
		code    string
		message string
	}{
		{"all three", []string{"beneficiary_id", "a", "bank_account_number", accountNumber, "bank_ifsc", ifsc}, 400, "too_many_parameters_in_request",
			"Please provide either bank_account_number and bank_ifsc together or beneficiary_id alone. " +
				"Do not include all three parameters in the request"},
		{"none", nil, 400, "beneficiary_identifiers_missing", ""},
		{"an empty id", []string{"beneficiary_id", ""}, 400, "beneficiary_identifiers_missing", ""},
		{"account alone", []string{"bank_account_number", accountNumber}, 400, "bank_ifsc_missing", ""},
		{"IFSC alone", []string{"bank_ifsc", ifsc}, 400, "bank_account_number_missing", ""},
		{"id and half a pair", []string{"beneficiary_id", "vendor_0042", "bank_ifsc", ifsc}, 400, "bank_account_number_missing", ""},
		{"a malformed id", []string{"beneficiary_id", "a b"}, 400, "beneficiary_id_invalid", ""},
		{"a short account", []string{"bank_account_number", "123", "bank_ifsc", ifsc}, 400, "bank_account_number_length_short", ""},
		{"a malformed IFSC", []string{"bank_account_number", accountNumber, "bank_ifsc", "HDFC"}, 400, "bank_ifsc_invalid", ""},
		{"an absent id", []string{"beneficiary_id", "nobody"}, 404, "beneficiary_not_found", "Beneficiary does not exist"},
		{"an absent account", []string{"bank_account_number", "1233943142", "bank_ifsc", ifsc}, 404, "beneficiary_not_found",
			"Beneficiary with the given bank_account_number and bank_ifsc does not exist"},
		{"another IFSC", []string{"bank_account_number", accountNumber, "bank_ifsc", "ICIC0000009"}, 404, "beneficiary_not_found",
			"Beneficiary exists with the given bank_account_number but a different bank_ifsc"},
		{"by VPA, which is no parameter", []string{"vpa", "asha@examplebank"}, 400, "beneficiary_identifiers_missing", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			a := newAccount(t, simulator.Options{})
			a.create(asha())
			got := a.get("/payout/beneficiary", tc.query...)
			wantStatus(t, got, tc.status, tc.code)
			if tc.message != "" {
				wantEqual(t, "message", got.at("message"), any(tc.message))
			}
		})
	}
}

// A DELETE accepts only an id.
func TestDelete_Parameters(t *testing.T) {
	t.Parallel()
	a := newAccount(t, simulator.Options{})
	a.create(asha())
	got := a.call("DELETE", "/payout/beneficiary?bank_account_number=00011020001772&bank_ifsc=HDFC0000001", nil)
	wantStatus(t, got, 400, "beneficiary_id_missing")
	wantStatus(t, a.remove(strings.Repeat("a", 51)), 400, "beneficiary_id_length_exceeded")
	wantStatus(t, a.remove("a/b"), 400, "beneficiary_id_invalid")
	wantEqual(t, "beneficiaries", len(a.All()), 1)
}

// An unknown path or method has the answer of its version of the API.
func TestEndpoint_Unknown(t *testing.T) {
	t.Parallel()
	a := newAccount(t, simulator.Options{})
	for _, tc := range []struct {
		method, path string
		status       int
		allow        string
	}{
		{"GET", "/payout/balance", 404, ""},
		{"GET", "/payout/beneficiary/vendor_0042", 404, ""},
		{"GET", "/", 404, ""},
		{"PUT", "/payout/beneficiary", 405, "POST, GET, DELETE"},
		{"DELETE", "/payout/transfers", 405, "POST, GET"},
	} {
		got := a.call(tc.method, tc.path, nil)
		wantStatus(t, got, tc.status, "")
		wantEqual(t, tc.path+" type", got.at("type"), any("invalid_request_error"))
		wantEqual(t, tc.path+" Allow", got.header.Get("Allow"), tc.allow)
	}
	wantSubCode(t, a.get("/payout/v1/getBeneficiaries"), "405 Invalid request URL or HTTP method")
	wantSubCode(t, a.post("/payout/v1/getBalance", nil), "405 Invalid request URL or HTTP method")
}

// A body above the limit is refused and nothing is created.
func TestBody_TooLarge(t *testing.T) {
	t.Parallel()
	a := newAccount(t, simulator.Options{})
	body := asha()
	body["padding"] = strings.Repeat("a", 1<<20)
	data, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	wantStatus(t, a.post("/payout/beneficiary", string(data)), 413, "")
	wantEqual(t, "beneficiaries", len(a.All()), 0)
}

// Answers echo x-request-id, except the one to a create, for which the OpenAPI document does not list the header.
func TestRequestID_Echo(t *testing.T) {
	t.Parallel()
	a := newAccount(t, simulator.Options{})
	named := a.withHeaders(map[string]string{"x-request-id": "run-7"})
	got := named.create(asha())
	wantEqual(t, "x-api-version", got.header.Get("x-api-version"), "2024-01-01")
	if _, present := got.header["X-Request-Id"]; present {
		t.Error("a create should have no x-request-id in its answer")
	}
	wantEqual(t, "x-request-id", named.read("vendor_0042").header.Get("x-request-id"), "run-7")
	wantEqual(t, "journal", a.Journal()[0], simulator.Event{Seq: 1, Kind: "created", ID: "vendor_0042", By: "api", RequestID: "run-7", Record: a.All()[0]})

	blank, present := a.read("vendor_0042").header["X-Request-Id"]
	if !present || blank[0] != "" {
		t.Fatalf("a request without an id should get a blank one, got %q", blank)
	}
}
