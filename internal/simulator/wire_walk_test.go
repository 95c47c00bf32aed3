package simulator_test

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// wireStep is one call of the walk through all operations, and the status of its answer.
type wireStep struct {
	call, id string
	query    []string
	body     any
	headers  map[string]string
	before   func(*account)
	times    int
	want     int
	under    map[string]int // other statuses, by the switch
	has      string         // a part of the answer
	form     *wireShape     // of a refusal that has one of its own
}

// The numbers that Cashfree's side gives to what the walk makes, in this order.
const (
	cfBankTransfer = "1000001"
	cfUPIBatch     = "1000006"
)

var (
	wholePayee = fields{
		"beneficiary_id": "whole", "beneficiary_name": "Asha Rao",
		"beneficiary_instrument_details": fields{
			"bank_account_number": "00011020001772", "bank_ifsc": "HDFC0000001", "vpa": "asha@examplebank",
		},
		"beneficiary_contact_details": fields{
			"beneficiary_email": "asha@example.com", "beneficiary_phone": "9876543210", "beneficiary_country_code": "+91",
			"beneficiary_address": "1 Test Road", "beneficiary_city": "Pune", "beneficiary_state": "Maharashtra",
			"beneficiary_postal_code": "411001",
		},
	}
	foreignPayee = fields{
		"beneficiary_id": "foreign", "beneficiary_name": "Asha Rao",
		"beneficiary_instrument_details": fields{"vpa": "foreign@examplebank"},
		"beneficiary_contact_details":    fields{"beneficiary_country_code": "in"},
	}
	additionV1 = fields{
		"beneId": "v1_bank", "name": "Asha Rao", "email": "asha@example.com", "phone": "9876543210",
		"address1": "1 Test Road", "address2": "Flat 2", "city": "Pune", "state": "Maharashtra", "pincode": "411001",
		"bankAccount": "388108022658", "ifsc": "ICIC0000009",
	}
)

// with returns a copy of an object with other fields. A nil takes the field away.
func with(object fields, pairs ...any) fields {
	out := maps.Clone(object)
	for i := 0; i < len(pairs); i += 2 {
		out[pairs[i].(string)] = pairs[i+1]
		if pairs[i+1] == nil {
			delete(out, pairs[i].(string))
		}
	}
	return out
}

// bankTransfer is a transfer to a test account that succeeds, without a stored beneficiary.
func bankTransfer(id string) fields {
	return fields{
		"transfer_id": id, "transfer_amount": 1.5, "transfer_currency": "INR", "transfer_remarks": "for tea",
		"transfer_mode": "imps",
		"beneficiary_details": fields{
			"beneficiary_name":               "Asha Rao",
			"beneficiary_instrument_details": fields{"bank_account_number": "026291800001191", "bank_ifsc": "YESB0000262"},
			"beneficiary_contact_details":    fields{"beneficiary_phone": "9876543210"},
		},
		"fundsource_id": simulator.DefaultFundSource,
	}
}

// upiTransfer is a transfer to a stored beneficiary that fails.
func upiTransfer(id string) fields {
	return fields{
		"transfer_id": id, "transfer_amount": 1, "transfer_mode": "upi", "beneficiary_details": fields{
			"beneficiary_id": "upi", "beneficiary_instrument_details": fields{"vpa": "failure@upi"},
		},
	}
}

func batchOf(id string, transfers ...fields) fields {
	return fields{"batch_transfer_id": id, "transfers": transfers}
}

// wireSteps returns the walk. Its first call makes the token for the later ones of version 1.
func wireSteps() []wireStep {
	const (
		payees, transfers, batches = "/payout/beneficiary", "/payout/transfers", "/payout/transfers/batch"
		v1                         = "/payout/v1/"
	)
	noToken, badToken := map[string]string{"Authorization": ""}, map[string]string{"Authorization": "Bearer x"}
	badSecret := map[string]string{"x-client-secret": "wrong"}
	bank := []string{"bank_account_number", "00011020001772", "bank_ifsc", "HDFC0000001"}
	steps := []wireStep{
		{call: "POST " + v1 + "authorize", want: 200},
		{call: "POST " + v1 + "authorize", headers: badSecret, want: 401},
		{call: "POST " + v1 + "verifyToken", want: 200},
		{call: "POST " + v1 + "verifyToken", headers: badToken, want: 403},
		{call: "POST " + v1 + "verifyToken", headers: noToken, want: 412},
		{call: "POST " + v1 + "requestTransfer", body: fields{}, want: 405, form: &refusalFactsV1},

		{call: "POST " + payees, body: wholePayee, want: 201},
		{call: "POST " + payees, body: vpaPayee("upi", "failure@upi"), want: 201},
		{call: "POST " + payees, body: wholePayee, want: 409},
		{call: "POST " + payees, body: payee("b", "00011020001772", "HDFC0000001"), want: 409},
		{call: "POST " + payees, body: vpaPayee("b", "failure@upi"), want: 409, under: map[string]int{"vpa_conflict=off": 201}},
		{call: "POST " + payees, body: vpaPayee("paytm", "1@paytm"), want: 201, under: map[string]int{"paytm_handles=refused": 400}},
		{call: "POST " + payees, body: payee("c", "1234567", "bad"), want: 400},
		{call: "POST " + payees, body: with(wholePayee, "beneficiary_id", "d", "beneficiary_instrument_details", nil), want: 400,
			under: map[string]int{"instrument=optional": 201}},
		{call: "POST " + payees, body: foreignPayee, want: 400, under: map[string]int{"country_codes=accepted": 201}},
		{call: "POST " + payees, body: payee("own", "1111111111", "HDFC0000001"), want: 201,
			under: map[string]int{"source_account=1111111111": 422, "virtual_account=1111111111": 422}},
		{call: "GET " + payees, query: []string{"beneficiary_id", "whole"}, want: 200},
		{call: "GET " + payees, query: bank, want: 200},
		{call: "GET " + payees, query: append(slices.Clone(bank), "beneficiary_id", "whole"), want: 400},
		{call: "GET " + payees, query: bank[:2], want: 400},
		{call: "GET " + payees, query: []string{"beneficiary_id", "nobody"}, want: 404},
		{call: "GET " + payees, query: []string{"beneficiary_id", "upi"}, headers: map[string]string{"x-api-version": "2030-01-01"}, want: 400,
			under: map[string]int{"api_version=accept": 200}},
		{call: "GET " + payees, query: bank, headers: badSecret, want: 401},
		{call: "GET " + payees, query: bank, headers: map[string]string{"x-client-id": ""}, want: 400},
		{call: "POST " + payees, body: "{", want: 400, form: &refusalWithoutCode},
		{call: "GET /payout/balance", want: 404, form: &refusalWithoutCode},

		{call: "POST " + transfers, body: bankTransfer("bank"), want: 200},
		{call: "POST " + transfers, body: upiTransfer("upi"), want: 200},
		{call: "POST " + transfers, body: with(bankTransfer("other"), "fundsource_id", "OTHER"), want: 200, has: `"fundsource_id":"OTHER"`},
		{call: "POST " + transfers, body: bankTransfer("bank"), want: 409, under: map[string]int{"duplicate_transfer_id=existing": 200}},
		{call: "POST " + transfers, body: transfer("t", "nobody", 1), want: 404},
		{call: "POST " + transfers, body: transfer("t", "upi", 0.5), want: 400},
		{call: "POST " + transfers, body: with(bankTransfer("t"), "transfer_mode", "cash"), want: 400},
		{call: "POST " + transfers, body: with(bankTransfer("t"), "transfer_remarks", "<>"), want: 400},
		{call: "GET " + transfers, query: []string{"transfer_id", "bank"}, times: 5, want: 200},
		{call: "GET " + transfers, query: []string{"cf_transfer_id", cfBankTransfer}, want: 200, has: `"transfer_id":"bank"`},
		{call: "GET " + transfers, query: []string{"transfer_id", "bank", "cf_transfer_id", cfBankTransfer}, want: 200,
			under: map[string]int{"both_transfer_ids=refused": 400}},
		{call: "GET " + transfers, query: []string{"transfer_id", "upi"}, times: 5, want: 200},
		{call: "GET " + transfers, query: []string{"transfer_id", "x"}, want: 404},
		{call: "GET " + transfers, query: []string{"cf_transfer_id", "x"}, want: 404},
		{call: "GET " + transfers, want: 400},

		{call: "POST " + batches, body: batchOf("b_bank", bankTransfer("b1")), want: 200},
		{call: "GET " + transfers, query: []string{"transfer_id", "b1"}, want: 404, under: map[string]int{"batch_transfer_read=found": 200}},
		{call: "POST " + batches, body: batchOf("b_upi", upiTransfer("b2")), want: 200},
		{call: "POST " + batches, body: batchOf("b_upi", upiTransfer("b3")), want: 409},
		{call: "POST " + batches, body: batchOf("b_two", upiTransfer("b4"), upiTransfer("b5")), want: 200,
			under: map[string]int{"max_batch_entries=1": 400}},
		{call: "POST " + batches, body: batchOf("b_bad", transfer("", "upi", 1)), want: 400},
		{call: "GET " + batches, query: []string{"batch_transfer_id", "b_bank"}, times: 6, want: 200},
		{call: "GET " + batches, query: []string{"cf_batch_transfer_id", cfUPIBatch}, want: 200, has: `"batch_transfer_id":"b_upi"`},
		{call: "GET " + batches, query: []string{"batch_transfer_id", "x"}, want: 404},
		{call: "GET " + batches, query: []string{"cf_batch_transfer_id", "x"}, want: 404},
		{call: "GET " + batches, want: 400},

		{call: "POST " + v1 + "addBeneficiary", body: additionV1, want: 200},
		{call: "POST " + v1 + "addBeneficiary", body: additionV1, want: 409},
		{call: "POST " + v1 + "addBeneficiary", want: 412},
		{call: "POST " + v1 + "addBeneficiary", body: with(additionV1, "beneId", "v1_bad", "ifsc", "bad"), want: 422},
		{call: "POST " + v1 + "addBeneficiary",
			body: with(additionV1, "beneId", "v1_upi", "bankAccount", nil, "ifsc", nil, "vpa", "v1@examplebank"), want: 200},
		{call: "POST " + v1 + "addBeneficiary",
			body: with(additionV1, "beneId", "v1_both", "bankAccount", "2222222222", "vpa", "both@examplebank"), want: 412,
			under: map[string]int{"v1_both_instruments=accepted": 200}},
		{call: "GET " + v1 + "getBeneficiary/", id: "v1_bank", want: 200, has: `"address2":"Flat 2","city":"Pune","state":"Maharashtra","pincode":"411001"`},
		{call: "GET " + v1 + "getBeneficiary/", id: "v1_upi", want: 200, has: `"vpa":"v1@examplebank"`},
		{call: "GET " + v1 + "getBeneficiary/", id: "nobody", want: 404},
		{call: "GET " + v1 + "getBeneId", query: []string{"bankAccount", "388108022658", "ifsc", "ICIC0000009"}, want: 200},
		{call: "GET " + v1 + "getBeneId", query: []string{"bankAccount", "388108022659", "ifsc", "ICIC0000009"}, want: 404},
		{call: "GET " + v1 + "getBeneId", query: []string{"bankAccount", "388108022658"}, want: 422},
		{call: "POST " + v1 + "removeBeneficiary", body: fields{"beneId": "v1_bank"}, want: 200},
		{call: "POST " + v1 + "removeBeneficiary", body: fields{"beneId": "v1_bank"}, want: 404},
		{call: "POST " + v1 + "removeBeneficiary", body: fields{}, want: 412},
		{call: "GET " + v1 + "getBalance", want: 200},
		{call: "GET " + v1 + "getBalance", headers: noToken, want: 412},
		{call: "GET /payout/v1.2/getBalance", query: []string{"paymentInstrumentId", simulator.DefaultFundSource}, want: 200},
		{call: "GET /payout/v1.2/getBalance", query: []string{"paymentInstrumentId", "OTHER"}, want: 422},
	}
	for _, version := range []string{"v1", "v1.1", "v1.2"} {
		status := "GET /payout/" + version + "/getTransferStatus"
		steps = append(steps,
			wireStep{call: status, query: []string{"transferId", "bank"}, want: 200},
			wireStep{call: status, query: []string{"referenceId", cfBankTransfer}, want: 200, has: `"transferId":"bank"`},
			wireStep{call: status, query: []string{"transferId", "upi"}, want: 200},
			wireStep{call: status, query: []string{"transferId", "x"}, want: 404},
			wireStep{call: status, query: []string{"referenceId", "x"}, want: 404},
			wireStep{call: status, want: 422})
	}

	factor := func(f simulator.SecondFactor) func(*account) { return func(a *account) { a.SetSecondFactor(f) } }
	fault := func(a *account) {
		a.SetSecondFactor(simulator.SecondFactorNone)
		a.Inject(simulator.Fault{Action: simulator.FaultStatusBefore, ContentType: "application/json", Times: 1})
	}
	wrongSignature := map[string]string{"X-Cf-Signature": "AAAA"}
	return append(steps,
		wireStep{call: "DELETE " + payees, query: []string{"beneficiary_id", "whole"}, want: 200, under: map[string]int{"delete_status=201": 201}},
		wireStep{call: "DELETE " + payees, query: []string{"beneficiary_id", "whole"}, want: 404},
		wireStep{call: "DELETE " + payees, want: 400},
		wireStep{call: "GET " + payees, query: []string{"beneficiary_id", "whole"}, want: 404, under: map[string]int{"deleted_get=deleted_status": 200}},
		wireStep{call: "POST " + payees, body: wholePayee, want: 201, under: map[string]int{"recreate_after_delete=refused": 409}},

		wireStep{before: factor(simulator.SecondFactorIP), call: "GET " + payees, query: bank, want: 403},
		wireStep{call: "POST " + v1 + "authorize", want: 403},
		wireStep{before: factor(simulator.SecondFactorSignature), call: "GET " + payees, query: bank, want: 403,
			under: map[string]int{"signature_missing_status=401": 401}},
		wireStep{call: "POST " + v1 + "authorize", want: 403, under: map[string]int{"signature_missing_status=401": 401}},
		wireStep{call: "GET " + payees, query: bank, headers: wrongSignature, want: 401},
		wireStep{call: "POST " + v1 + "authorize", headers: wrongSignature, want: 401},
		wireStep{before: fault, call: "GET " + payees, query: bank, want: 500},
		wireStep{before: func(a *account) { a.SetRequestsPerMinute(1) }, call: "GET " + transfers, query: []string{"transfer_id", "bank"}, want: 200},
		wireStep{call: "GET " + transfers, query: []string{"transfer_id", "bank"}, want: 429},
		wireStep{call: "GET " + v1 + "getBalance", want: 200},
		wireStep{call: "GET " + v1 + "getBalance", want: 429})
}

// openValues are values of the switches that take any number or text, and of those that are on or off.
var openValues = []string{
	"signature_max_age_seconds=5", "signature_max_ahead_seconds=5", "initiated_reads=2", "max_body_bytes=10",
	"pending_reads=0", "pending_reads=2", "slow_transfer_milliseconds=1", "max_batch_entries=1",
	"token_lifetime_seconds=10", "source_account=1111111111", "virtual_account=1111111111", "apis_not_enabled=true",
	"v2_not_activated=true", "trust_forwarded_for=true",
}

// closedAccounts are the switches under which calls are refused that others build on. Under these the walk checks the
// form of each answer, and not which of the documented statuses it has.
var closedAccounts = []string{"apis_not_enabled=true", "v2_not_activated=true", "max_body_bytes=10"}

// Every answer has the form of the tables, by default and under each other value of each switch.
func TestWire_Facts(t *testing.T) {
	t.Parallel()
	for _, assignment := range slices.Concat([]string{""}, simulator.OtherValues(), openValues) {
		t.Run(assignment, func(t *testing.T) {
			t.Parallel()
			w := &wireWalk{t: t, assignment: assignment, seen: map[string]bool{}}
			w.account = newSwitchedAccount(t, simulator.Options{Now: newClock().Now}, assignment)
			for _, s := range wireSteps() {
				w.take(s)
			}
			if !slices.Contains(closedAccounts, assignment) {
				w.checkAllSeen()
			}
		})
	}
}

// The tables have each operation of the simulator, and the walk each switch.
func TestWire_Complete(t *testing.T) {
	t.Parallel()
	for _, call := range simulator.Endpoints() {
		if _, known := wireOperations[call]; !known {
			t.Errorf("%s is in no table", call)
		}
	}
	assignments := strings.Join(slices.Concat([]string{""}, simulator.OtherValues(), openValues), "\n")
	for field := range reflect.TypeFor[simulator.Behaviour]().Fields() {
		if name := field.Tag.Get("json"); !strings.Contains(assignments, "\n"+name+"=") {
			t.Errorf("%s is not walked", name)
		}
	}
}
