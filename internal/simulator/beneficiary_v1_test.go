package simulator_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

func ashaV1() fields {
	return fields{
		"beneId": "vendor_0042", "name": "Asha & Sons 2.0", "email": "asha@example.com", "phone": "+919876543210",
		"address1": "1 Test <b>Road</b>", "bankAccount": "00011020001772", "ifsc": "HDFC0000001",
	}
}

// Both versions of the API read and write the same beneficiaries.
func TestV1_SharedStore(t *testing.T) {
	t.Parallel()
	clock := newClock()
	a := newAccount(t, simulator.Options{Now: clock.Now})
	v1 := a.withToken()

	added := v1.post("/payout/v1/addBeneficiary", ashaV1())
	wantEqual(t, "add", string(added.body), `{"status":"SUCCESS","subCode":"200","message":"Beneficiary added successfully"}`)
	wantEqual(t, "name in v2", a.read("vendor_0042").at("beneficiary_name"), any("Asha & Sons 2.0"))
	wantStatus(t, a.create(asha()), 409, "beneficiary_id_already_exists")

	got := v1.get("/payout/v1/getBeneficiary/vendor_0042")
	wantEqual(t, "get", string(got.body), `{"status":"SUCCESS","subCode":"200","message":"Details of beneficiary","data":`+
		`{"beneId":"vendor_0042","name":"Asha \u0026 Sons 2.0","groupName":"DEFAULT","email":"asha@example.com",`+
		`"phone":"9876543210","address1":"1 Test Road","address2":"","city":"","state":"","pincode":"0",`+
		`"bankAccount":"00011020001772","ifsc":"HDFC0000001","status":"VERIFIED","vpa":"","addedOn":"2026-03-01 10:20:30"}}`)

	found := v1.get("/payout/v1/getBeneId", "bankAccount", "00011020001772", "ifsc", "HDFC0000001")
	wantSubCode(t, found, "200 beneId retrieved successfully")
	wantEqual(t, "beneId", found.at("data", "beneId"), any("vendor_0042"))

	wantStatus(t, a.remove("vendor_0042"), 200, "")
	wantSubCode(t, v1.get("/payout/v1/getBeneficiary/vendor_0042"), "404 Beneficiary does not exist")

	a.create(asha())
	wantSubCode(t, v1.post("/payout/v1/removeBeneficiary", fields{"beneId": "vendor_0042"}), "200 Beneficiary removed")
	wantStatus(t, a.read("vendor_0042"), 404, "beneficiary_not_found")
}

// A v1 call with an invalid field or a conflict is refused with the documented text.
func TestV1_Refused(t *testing.T) {
	t.Parallel()
	a := newAccount(t, simulator.Options{})
	a.create(asha())
	a.create(vpaPayee("ravi", "ravi@examplebank"))
	v1 := a.withToken()
	for _, tc := range []struct {
		change fields
		want   string
	}{
		{fields{"beneId": "vendor-42"}, "422 Please provide a valid Beneficiary Id"},
		{fields{"beneId": ""}, "422 Please provide a valid Beneficiary Id"},
		{fields{"email": "asha"}, "422 Please provide a valid email"},
		{fields{"name": strings.Repeat("a", 101)}, "422 Please provide a valid name"},
		{fields{"phone": "12"}, "422 Please provide a valid Phone Number"},
		{fields{"bankAccount": "12345678"}, "422 Please provide a valid Bank Account"},
		{fields{"bankAccount": "", "ifsc": ""}, "422 Please provide a valid Bank Account"},
		{fields{"ifsc": ""}, "422 Please provide a valid Bank IFSC code"},
		{fields{"bankAccount": "", "ifsc": "", "vpa": "asha"}, "422 Please provide a valid Virtual Payee Address"},
		{fields{"address1": "No. 1"}, "422 Please provide a valid Address"},
		{fields{"city": "Pune 2"}, "422 Please provide a valid City Name"},
		{fields{"state": "MH-1"}, "422 Please provide a valid State Name"},
		{fields{"pincode": "4110011"}, "422 Please provide a valid Pin code"},
		{fields{"vpa": "asha@examplebank"}, "412 Bank account and VPA are both provided in the request. Please add either of them"},
		{fields{}, "409 Beneficiary Id already exists"},
		{fields{"beneId": "other"}, "409 Entered bank Account is already registered"},
		{fields{"beneId": "other", "bankAccount": "", "ifsc": "", "vpa": "ravi@examplebank"}, "409 Entered bank Account is already registered"},
	} {
		body := ashaV1()
		maps.Copy(body, tc.change)
		if got := v1.post("/payout/v1/addBeneficiary", body); got.subCode() != tc.want {
			t.Errorf("%v: got %q, want %q", tc.change, got.subCode(), tc.want)
		}
	}
	wantEqual(t, "beneficiaries", len(a.All()), 2)

	wantSubCode(t, v1.post("/payout/v1/addBeneficiary", "{"), "412 Post data is empty or not a valid JSON")
	wantSubCode(t, v1.post("/payout/v1/removeBeneficiary", fields{}), "412 BeneId missing in the request")
	wantSubCode(t, v1.post("/payout/v1/removeBeneficiary", fields{"beneId": "nobody"}), "404 Beneficiary does not exist with given Id")
	wantSubCode(t, v1.get("/payout/v1/getBeneId", "bankAccount", "1233943142"), "422 Please provide both bank account and ifsc")
	wantSubCode(t, v1.get("/payout/v1/getBeneId", "bankAccount", "1233943142", "ifsc", "ICIC"), "422 Please provide a valid bank account and ifsc")
	wantSubCode(t, v1.get("/payout/v1/getBeneId", "bankAccount", "1233943142", "ifsc", "ICIC0000009"), "404 Beneficiary not found with given bank account details")
}

// With the switch, the HTTP status of v1 answers is their sub code.
func TestV1Status_Mirror(t *testing.T) {
	t.Parallel()
	a := newAccount(t, simulator.Options{Behaviour: simulator.Behaviour{V1Status: "mirror"}})
	v1 := a.withToken()
	got := v1.get("/payout/v1/getBeneficiary/nobody")
	wantEqual(t, "status", got.status, 404)
	wantEqual(t, "sub code", got.subCode(), "404 Beneficiary does not exist")
	wantEqual(t, "refusal", a.get("/payout/v1/getBalance").status, 412)
	wantEqual(t, "success", v1.get("/payout/v1/getBalance").status, 200)
}
