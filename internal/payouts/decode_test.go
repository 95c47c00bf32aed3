package payouts

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/shopspring/decimal"
)

// A body that is not exactly one JSON object is refused.
func TestParseAnswer_Refused(t *testing.T) {
	t.Parallel()
	for what, body := range map[string]string{
		"nothing":             "",
		"blanks":              " \n",
		"text":                "OK",
		"a page":              "<html></html>",
		"a list":              `[{"beneficiary_id":"a"}]`,
		"null":                "null",
		"a string":            `"beneficiary_id"`,
		"a number":            "42",
		"cut":                 `{"beneficiary_id":"a"`,
		"something behind":    `{"beneficiary_id":"a"} {}`,
		"NaN":                 `{"transfer_amount":NaN}`,
		"a comma too many":    `{"beneficiary_id":"a",}`,
		"single quotes":       `{'beneficiary_id':'a'}`,
		"not UTF-8":           "{\"beneficiary_id\":\"a\xff\"}",
		"a byte order mark":   "\ufeff{}",
		"two of one name":     `{"beneficiary_id":"a","beneficiary_id":"b"}`,
		"two of one, escaped": `{"beneficiary_id":"a","beneficiary\u005fid":"b"}`,
		"two of one, inside":  `{"x":[{"a":1,"a":1}]}`,
		"nested too deep":     strings.Repeat(`{"a":`, 40) + "1" + strings.Repeat("}", 40),
		"a tower of lists":    strings.Repeat("[", 500_000),
	} {
		if _, err := parseAnswer([]byte(body)); err == nil {
			t.Errorf("%s: accepted", what)
		}
	}
}

// A beneficiary is read in all forms that servers write.
func TestReadBeneficiary_Forms(t *testing.T) {
	t.Parallel()
	whole := Beneficiary{
		ID: "vendor_0042", Name: "Asha Rao", BankAccountNumber: "00011020001772", BankIFSC: "HDFC0000001",
		Phone: "9876543210", PostalCode: "411001", Status: "VERIFIED",
	}
	bare := Beneficiary{ID: "vendor_0042"}
	for what, story := range map[string]struct {
		body string
		want Beneficiary
	}{
		"as documented": {`{"beneficiary_id":"vendor_0042","beneficiary_name":"Asha Rao","beneficiary_status":"VERIFIED",
			"beneficiary_instrument_details":{"bank_account_number":"00011020001772","bank_ifsc":"HDFC0000001"},
			"beneficiary_contact_details":{"beneficiary_phone":"9876543210","beneficiary_postal_code":"411001"}}`, whole},
		"numbers in place of text keep their digits": {`{"beneficiary_id":"vendor_0042","beneficiary_name":"Asha Rao","beneficiary_status":"VERIFIED",
			"beneficiary_instrument_details":{"bank_account_number":"00011020001772","bank_ifsc":"HDFC0000001"},
			"beneficiary_contact_details":{"beneficiary_phone":9876543210,"beneficiary_postal_code":411001}}`, whole},
		"a number that no float holds": {
			`{"beneficiary_id":"vendor_0042","beneficiary_instrument_details":{"bank_account_number":9007199254740993001}}`,
			Beneficiary{ID: "vendor_0042", BankAccountNumber: "9007199254740993001"},
		},
		"members left out": {`{"beneficiary_id":"vendor_0042"}`, bare},
		"members null":     {`{"beneficiary_id":"vendor_0042","beneficiary_name":null,"beneficiary_instrument_details":null,"beneficiary_contact_details":null}`, bare},
		"members blank": {`{"beneficiary_id":"vendor_0042","beneficiary_name":"","beneficiary_instrument_details":"",
			"beneficiary_contact_details":{"beneficiary_email":"","beneficiary_postal_code":"0"}}`, bare},
		"unknown members":        {`{"beneficiary_id":"vendor_0042","x":{"y":[1,{"z":true}]},"beneficiary_purpose":7}`, bare},
		"names in other letters": {`{"beneficiary_id":"vendor_0042","Beneficiary_Name":"Somebody Else"}`, bare},
		"white space around it":  {"\r\n {\"beneficiary_id\":\"vendor_0042\"} \n", bare},
	} {
		content, err := parseAnswer([]byte(story.body))
		if err != nil {
			t.Errorf("%s: %v", what, err)
			continue
		}
		got := readBeneficiary(content)
		if err := content.fault(); err != nil {
			t.Errorf("%s: %v", what, err)
		}
		if *got != story.want {
			t.Errorf("%s:\ngot  %+v\nwant %+v", what, *got, story.want)
		}
	}
}

// A member of the wrong type is named and its value not quoted.
func TestAnswer_WrongType(t *testing.T) {
	t.Parallel()
	for body, member := range map[string]string{
		`{"beneficiary_id":["4711"]}`: "beneficiary_id",
		`{"beneficiary_instrument_details":{"bank_account_number":{"n":"4711"}}}`:   "beneficiary_instrument_details.bank_account_number",
		`{"beneficiary_instrument_details":"4711"}`:                                 "beneficiary_instrument_details",
		`{"beneficiary_contact_details":[4711]}`:                                    "beneficiary_contact_details",
		`{"beneficiary_status":true,"beneficiary_instrument_details":{"vpa":4711}}`: "beneficiary_status",
	} {
		content, err := parseAnswer([]byte(body))
		if err != nil {
			t.Fatal(err)
		}
		readBeneficiary(content)
		fault := content.fault()
		if fault == nil || !strings.Contains(fault.Error(), " "+member+" ") || strings.Contains(fault.Error(), "4711") {
			t.Errorf("%s: %v, want %s named", body, fault, member)
		}
	}
}

// A transfer is read in all forms that servers write.
func TestReadTransfer_Forms(t *testing.T) {
	t.Parallel()
	for what, body := range map[string]string{
		"the examples": `{"transfer_id":"t1","cf_transfer_id":"123456","status":"SUCCESS","status_code":"COMPLETED",
			"beneficiary_details":{"beneficiary_id":"b","beneficiary_instrument_details":{"bank_account_number":"1233943142","bank_ifsc":"ICIC0000009"}},
			"transfer_amount":100.10,"transfer_service_charge":1,"transfer_mode":"BANK"}`,
		"the schema, and everything the other way round": `{"transfer_id":"t1","cf_transfer_id":123456,"status":"SUCCESS","status_code":"COMPLETED",
			"beneficiary_details":{"beneficiary_id":"b","beneficiary_instrument_details":{"bank_account_number":1233943142,"ifsc":"ICIC0000009"}},
			"transfer_amount":"100.10","transfer_service_charge":"1.00","transfer_mode":"BANK","transfer_service_tax":null}`,
	} {
		content, err := parseAnswer([]byte(body))
		if err != nil {
			t.Fatal(err)
		}
		got := readTransfer(content)
		if err := content.fault(); err != nil {
			t.Errorf("%s: %v", what, err)
		}
		if got.CashfreeID != "123456" || got.BankIFSC != "ICIC0000009" || got.BankAccountNumber != "1233943142" ||
			got.Amount.Decimal.StringFixed(2) != "100.10" || got.ServiceCharge.Decimal.StringFixed(0) != "1" || got.ServiceTax.Valid {
			t.Errorf("%s: got %+v", what, got)
		}
	}
}

// Amounts are read exactly as they are written.
func TestAnswer_Amount(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`1`: "1", `"1.10"`: "1.1", `0.1`: "0.1", `"-5.00"`: "-5", `1.0E7`: "10000000", `" 2 "`: "2", `12345678901234567.89`: "12345678901234567.89",
		`""`: "absent", `null`: "absent",
		`"NaN"`: "wrong", `"Inf"`: "wrong", `"1,0"`: "wrong", `"1.000.000"`: "wrong", `1e400`: "wrong", `"1e999999999"`: "wrong", `"0x10"`: "wrong",
		`"` + strings.Repeat("9", 31) + `"`: "wrong", `true`: "wrong", `{}`: "wrong", `"₹1"`: "wrong", `".5"`: "wrong",
	} {
		content, err := parseAnswer([]byte(`{"a":` + text + `}`))
		if err != nil {
			t.Fatal(err)
		}
		amount := content.amount("a")
		got := amount.Decimal.String()
		switch {
		case content.fault() != nil:
			got = "wrong"
		case !amount.Valid:
			got = "absent"
		}
		if got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

// A list of anything but objects is a fault.
func TestAnswer_List(t *testing.T) {
	t.Parallel()
	for body, fault := range map[string]bool{
		`{"batch_transfer_id":"b"}`:       false,
		`{"transfers":null}`:              false,
		`{"transfers":[]}`:                false,
		`{"transfers":{}}`:                true,
		`{"transfers":"none"}`:            true,
		`{"transfers":[1]}`:               true,
		`{"transfers":[{"status":[]}]}`:   true,
		`{"transfers":[{"status":"OK"}]}`: false,
	} {
		content, err := parseAnswer([]byte(body))
		if err != nil {
			t.Fatal(err)
		}
		readBatch(content)
		if got := content.fault() != nil; got != fault {
			t.Errorf("%s: fault %v, want %v", body, content.fault(), fault)
		}
	}
}

// Each status of a transfer is final or not; an unknown one is not.
func TestTransfer_Terminal(t *testing.T) {
	t.Parallel()
	for status, want := range map[string][2]bool{
		"RECEIVED": {false, false}, "APPROVAL_PENDING": {false, false}, "VALIDATION_PENDING": {false, false}, "QUEUED": {false, false},
		"PENDING": {false, false}, "SUCCESS": {true, true}, "FAILED": {true, false}, "REJECTED": {true, false},
		"MANUALLY_REJECTED": {true, false}, "REVERSED": {true, false}, "": {false, false}, "SOMETHING_NEW": {false, false},
	} {
		transfer := &Transfer{Status: status}
		if got := [2]bool{transfer.Terminal(), transfer.Succeeded()}; got != want {
			t.Errorf("%q: terminal, succeeded = %v, want %v", status, got, want)
		}
	}
}

// FuzzDecodeBeneficiary: what is accepted is one JSON object, and every text of the result stands in it as it was
// written: nothing is made up.
func FuzzDecodeBeneficiary(f *testing.F) {
	for _, body := range []string{
		`{"beneficiary_id":"vendor_0042","beneficiary_instrument_details":{"bank_account_number":"00011020001772"}}`,
		`{"beneficiary_id":1.50,"beneficiary_contact_details":{"beneficiary_phone":9876543210}}`,
		`{"beneficiary_id":"\ud800"}`, `{"a" : [ 1 , -2.5e+3, true,false ,null, {}, [] , {"b\\\"\u00e9":"\n\\"} ] }`, `{"a":1,"a":2}`, `[]`, `{}`, `{"beneficiary_id":null}`, "{\"a\":\"\xff\"}",
	} {
		f.Add([]byte(body))
	}
	f.Fuzz(testDecodeBeneficiary)
}

func testDecodeBeneficiary(t *testing.T, body []byte) {
	t.Helper()
	content, err := parseAnswer(body)
	if err != nil {
		return
	}
	var object map[string]json.RawMessage
	if json.Unmarshal(body, &object) != nil {
		t.Fatalf("accepted what is no object: %q", body)
	}
	if want := decoded(body); !reflect.DeepEqual(plain(content.members), want) {
		t.Fatalf("%q is parsed as %v, and encoding/json has %v", body, plain(content.members), want)
	}
	got := readBeneficiary(content)
	if content.fault() != nil {
		return
	}
	texts := map[string]bool{"": true}
	collectTexts(content.members, texts)
	for _, fact := range Facts {
		if value := *fact.Of(got); !texts[value] || !utf8.ValidString(value) {
			t.Fatalf("%s = %q, which is not in %q", fact.Field.Name, value, body)
		}
	}
}

// decoded returns a body as encoding/json decodes it.
func decoded(body []byte) (value any) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	_ = decoder.Decode(&value)
	return value
}

// plain is a parsed value in the types of encoding/json.
func plain(value any) any {
	switch value := value.(type) {
	case rawText:
		return value.String()
	case rawNumber:
		return json.Number(value.String())
	case map[string]any:
		members := map[string]any{}
		for name, inner := range value {
			members[name] = plain(inner)
		}
		return members
	case []any:
		items := []any{}
		for _, inner := range value {
			items = append(items, plain(inner))
		}
		return items
	}
	return value
}

func collectTexts(value any, into map[string]bool) {
	switch value := value.(type) {
	case rawText:
		into[value.String()] = true
	case rawNumber:
		into[value.String()] = true
	case map[string]any:
		for _, inner := range value {
			collectTexts(inner, into)
		}
	case []any:
		for _, inner := range value {
			collectTexts(inner, into)
		}
	}
}

// FuzzDecodeTransfer: amounts are exact. What was read is the number that was written, in a transfer as in a batch.
func FuzzDecodeTransfer(f *testing.F) {
	for _, body := range []string{
		`{"transfer_id":"t","transfer_amount":1.10}`, `{"transfer_amount":"1e30"}`, `{"transfer_amount":1e99}`, `{"transfer_amount":-0}`,
		`{"transfers":[{"transfer_amount":"NaN"}]}`, `{"cf_transfer_id":12,"beneficiary_details":{"beneficiary_instrument_details":{"ifsc":"A"}}}`,
		`{"transfers":[{"transfer_id":"t","transfer_amount":"100.10","transfer_service_charge":1.0E7,"transfer_service_tax":null},{}]}`,
		`{"transfer_amount":" 12345678901234567.89 ","transfer_service_charge":"","transfer_service_tax":0.00000000000000000001}`,
	} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		content, err := parseAnswer(body)
		if err != nil {
			return
		}
		transfer, batch := readTransfer(content), readBatch(content)
		if content.fault() != nil {
			return
		}
		var written struct {
			Transfers []map[string]json.RawMessage `json:"transfers"`
		}
		var alone map[string]json.RawMessage
		if json.Unmarshal(body, &alone) != nil {
			t.Fatalf("accepted what is no object: %q", body)
		}
		wantAmounts(t, alone, transfer)
		if json.Unmarshal(body, &written) != nil || len(written.Transfers) != len(batch.Transfers) {
			return // encoding/json takes "Transfers" for "transfers"
		}
		for i := range batch.Transfers {
			wantAmounts(t, written.Transfers[i], batch.Transfers[i])
		}
	})
}

func wantAmounts(t *testing.T, written map[string]json.RawMessage, got Transfer) {
	t.Helper()
	for name, amount := range map[string]decimal.NullDecimal{
		"transfer_amount": got.Amount, "transfer_service_charge": got.ServiceCharge, "transfer_service_tax": got.ServiceTax,
	} {
		switch {
		case amount.Valid && (!sameAmount(written[name], amount.Decimal) || len(amount.Decimal.String()) > 200):
			t.Fatalf("%s is %s, and %s was written", name, amount.Decimal, written[name])
		case !amount.Valid && !isBlank(written[name]):
			t.Fatalf("%s is absent, and %s was written", name, written[name])
		}
	}
}

// isBlank reports whether a value is absent: missing, null or white space.
func isBlank(written json.RawMessage) bool {
	var text *string
	return written == nil || json.Unmarshal(written, &text) == nil && (text == nil || strings.TrimSpace(*text) == "")
}
