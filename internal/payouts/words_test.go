package payouts_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// The members of a payee and of a transfer that have a grammar of their own, with a value of each.
const (
	fullPayee = `{"beneficiary_id":"vendor_0042","beneficiary_name":"Asha Rao","beneficiary_status":"VERIFIED","added_on":"2024-03-01T10:20:30Z",
		"beneficiary_instrument_details":{"bank_account_number":"00011020001772","bank_ifsc":"HDFC0000001","vpa":"asha@bank"},
		"beneficiary_contact_details":{"beneficiary_email":"asha@example.com","beneficiary_phone":"9876543210","beneficiary_country_code":"+91",
		"beneficiary_address":"1 Test Road","beneficiary_city":"Pune","beneficiary_state":"Goa","beneficiary_postal_code":"411001"}}`
	fullTransfer = `{"transfer_id":"t1","cf_transfer_id":"7","status":"SUCCESS","status_code":"COMPLETED","status_description":"Paid",
		"beneficiary_details":{"beneficiary_id":"b","beneficiary_instrument_details":{"bank_account_number":"1233943142","ifsc":"ICIC0000009","vpa":"x@bank"}},
		"transfer_amount":"1.10","transfer_service_charge":"2.00","transfer_service_tax":"3.00","transfer_mode":"BANK","transfer_utr":"U1",
		"fundsource_id":"CASHFREE_1","added_on":"2024-03-01T10:20:30Z","updated_on":"2024-03-01T10:20:31Z"}`
)

// hidden are characters that nobody sees, or that act on a terminal, as JSON escapes.
var hidden = []string{`\u001b[2J`, `\u0000`, `\u000a`, `\u007f`, `\u009b`, `\u00ad`, `\u200b`, `\u200d`, `\u202e`, `\u2028`, `\u00a0`, `\ufeff`, `\udb40\udc41`, `\ud800`}

// What has a grammar of its own has no hidden character: the answer is refused, and the error names the member alone.
func TestAnswer_HiddenCharacters_InWords(t *testing.T) {
	t.Parallel()
	for call, words := range map[string]map[string]string{
		"by id": {"beneficiary_id": "vendor_0042", "beneficiary_status": "VERIFIED", "added_on": "2024-03-01T10:20:30Z",
			"bank_account_number": "00011020001772", "bank_ifsc": "HDFC0000001"},
		"transfer": {"transfer_id": "t1", "cf_transfer_id": "7", "status": "SUCCESS", "status_code": "COMPLETED", "beneficiary_id": "b",
			"bank_account_number": "1233943142", "ifsc": "ICIC0000009", "transfer_amount": "1.10", "transfer_service_charge": "2.00",
			"transfer_service_tax": "3.00", "transfer_mode": "BANK", "transfer_utr": "U1", "fundsource_id": "CASHFREE_1",
			"added_on": "2024-03-01T10:20:30Z", "updated_on": "2024-03-01T10:20:31Z"},
	} {
		body := map[string]string{"by id": fullPayee, "transfer": fullTransfer}[call]
		for name, value := range words {
			for _, escape := range hidden {
				member := fmt.Sprintf(`"%s":"%s"`, name, value)
				odd := strings.Replace(body, member, fmt.Sprintf(`"%s":"%s%s%s"`, name, value[:1], escape, value[1:]), 1)
				if odd == body {
					t.Fatalf("%s has no %s", call, member)
				}
				err := answerCalls[call].call(t.Context(), newScript(t, respond(200, odd)).client(t, noRetries))
				failed := wantKind(t, err, payouts.ErrUnavailable)
				isMismatch := strings.Contains(failed.Error(), "is about another")
				if !isMismatch && !strings.Contains(failed.Error(), name+" has characters outside printable ASCII") || len(failed.Error()) > 200 {
					t.Errorf("%s with %s: %v", name, escape, failed)
				}
			}
		}
	}
}

// Free text is data: its characters are kept. Malayalam and Hindi names need joiners.
func TestAnswer_HiddenCharacters_InTexts(t *testing.T) {
	t.Parallel()
	for _, escape := range hidden[:len(hidden)-1] {
		body := fullPayee
		for _, value := range []string{"Asha Rao", "asha@bank", "asha@example.com", "9876543210", "1 Test Road", "Pune", "Goa", "411001"} {
			body = strings.Replace(body, value, value[:1]+escape+value[1:], 1)
		}
		found, err := newScript(t, respond(200, body)).client(t, noRetries).Beneficiary(t.Context(), "vendor_0042")
		if err != nil || len(found.Name) == len("Asha Rao") || len(found.City) == len("Pune") || len(found.VPA) == len("asha@bank") {
			t.Errorf("%s: %+v, %v", escape, found, err)
		}
	}
}

// A status is a few words. Whatever could hold an account number, or is something else, is refused.
func TestAnswer_Status(t *testing.T) {
	t.Parallel()
	for status, isOne := range map[string]bool{
		"VERIFIED": true, "verified": true, "SOMETHING_NEW": true, "On-hold": true, "v2.PENDING": true, "NPCI_U30": true, "In review": true, "": true,
		"INVALID (name mismatch)": true, "FAILED: on hold / retry": true, "MDAwMTEwMjAwMDE3NzI": false,
		" VERIFIED": false, "VERIFIED\t": false, "ВERIFIED": false, "<script>": false, "=cmd()": false, "1": false, "${x}": false, "_X": false,
		"A0001": false, "00011020001772": false, "HDFC0000001": false, "n 123-456-789": false, "A1B2C3D4E5F6": false,
		strings.Repeat("x", 100): true, strings.Repeat("x", 101): false,
	} {
		body := strings.ReplaceAll(fullPayee, "VERIFIED", strings.ReplaceAll(status, "\t", `\t`))
		found, err := newScript(t, respond(200, body)).client(t, noRetries).Beneficiary(t.Context(), "vendor_0042")
		if (err == nil) != isOne || isOne && found.Status != status {
			t.Errorf("%q: %+v, %v", status, found, err)
		}
		transfer := strings.Replace(strings.Replace(fullTransfer, "1233943142", "00011020001772", 1), "COMPLETED", strings.ReplaceAll(status, "\t", `\t`), 1)
		detail, err := newScript(t, respond(200, transfer)).client(t, noRetries).Transfer(t.Context(), payouts.TransferKey{ID: "t1"})
		if (err == nil) != isOne || isOne && detail.StatusCode != status {
			t.Errorf("the status code %q: %+v, %v", status, detail, err)
		}
		if (&payouts.Transfer{Status: status}).Terminal() {
			t.Errorf("%q counts as final", status)
		}
	}
}

// A time is in UTC whatever form it had, and absent where it has none.
func TestAnswer_Time(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`"2024-03-01T10:20:30Z"`: "2024-03-01T10:20:30Z", `"2024-03-01T10:20:30"`: "2024-03-01T10:20:30Z", `"2024-03-01 10:20:30"`: "2024-03-01T10:20:30Z",
		`"2024-03-01T15:50:30+05:30"`: "2024-03-01T10:20:30Z", `"2024-03-01T15:50:30.123+0530"`: "2024-03-01T10:20:30Z", `"2024-03-01T10:20:30.5"`: "2024-03-01T10:20:30Z",
		`"01/03/2024"`: "", `"yesterday"`: "", `"0000-00-00 00:00:00"`: "", `"2024-02-31T25:61:61Z"`: "", `1709288430`: "", `-1e400`: "", `null`: "", `""`: "",
		`"9999-12-31T23:59:60+14:00"`: "", `"9999-12-31T23:59:59-14:00"`: "", `"0000-01-01T00:00:00+14:00"`: "",
	} {
		body := strings.Replace(fullPayee, `"2024-03-01T10:20:30Z"`, text, 1)
		found, err := newScript(t, respond(200, body)).client(t, noRetries).Beneficiary(t.Context(), "vendor_0042")
		if err != nil || found.AddedOn != want {
			t.Errorf("%s: %+v, %v, want %q", text, found, err, want)
		}
	}
}

// Of a failure, the type and the code are kept if they are words, and its kind is decided without them otherwise. A
// request id is kept if it is one, and the id that was sent otherwise.
func TestError_Words(t *testing.T) {
	t.Parallel()
	for _, story := range []struct{ code, requestID, wantCode string }{
		{"bank_ifsc_invalid", "req-7/a.b:c=+", "bank_ifsc_invalid"},
		{"transfers[0].beneficiary_details.beneficiary_instrument_details.bank_account_number_invalid", "4f5f2d3c-0000-4000-8000-123456789012",
			"transfers[0].beneficiary_details.beneficiary_instrument_details.bank_account_number_invalid"},
		{"no such code", "two words", ""},
		{`\u001b[2Jcode`, "<b>", ""},
		{"<script>", strings.Repeat("x", 129), ""},
		{strings.Repeat("c", 151), "-x", ""},
	} {
		server := newScript(t, respond(400, fmt.Sprintf(`{"type":"%s","code":"%[1]s","message":"no"}`, story.code), "X-Request-Id", story.requestID))
		_, err := server.client(t, noRetries).Beneficiary(t.Context(), "vendor_0042")
		failed := wantKind(t, err, payouts.ErrInvalid)
		wantID := story.requestID
		if story.wantCode == "" {
			wantID = server.seen()[0].header.Get("X-Request-Id")
		}
		if failed.Code != story.wantCode || failed.Type != story.wantCode || failed.RequestID != wantID {
			t.Errorf("%.40q: code %q, type %q, request id %q", story.code, failed.Code, failed.Type, failed.RequestID)
		}
	}
}

// A request id that repeats a secret or an account number is not kept.
func TestError_RequestID_Private(t *testing.T) {
	t.Parallel()
	for _, private := range []string{"00011020001772", "id=00011020001772"} {
		server := newScript(t, respond(404, notFoundBody, "X-Request-Id", private))
		_, err := server.client(t, noRetries).BeneficiaryByAccount(t.Context(), "00011020001772", "HDFC0000001")
		if failed := wantKind(t, err, payouts.ErrNotFound); failed.RequestID != server.seen()[0].header.Get("X-Request-Id") {
			t.Errorf("the request id is %q", failed.RequestID)
		}
	}
	secret := "cfsk_ma_test_abcdefgh"
	server := newScript(t, respond(404, notFoundBody, "X-Request-Id", secret))
	client := server.client(t, noRetries, func(c *payouts.Config) { c.ClientSecret = secret })
	_, err := client.Beneficiary(t.Context(), "vendor_0042")
	if failed := wantKind(t, err, payouts.ErrNotFound); failed.RequestID == secret {
		t.Error("the request id is the secret")
	}
}
