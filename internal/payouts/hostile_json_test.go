package payouts_test

import (
	"context"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// Another payee's record in the disguise of ours is refused, even where a decoder would accept it that takes the last,
// the first or a similar member.
func TestBeneficiary_ForeignRecord(t *testing.T) {
	t.Parallel()
	const other = `"beneficiary_name":"Mallory","beneficiary_status":"VERIFIED",
		"beneficiary_instrument_details":{"bank_account_number":"66611020009999","bank_ifsc":"HDFC0000001"}}`
	for name, body := range map[string]string{
		"our id first, another's last":    `{"beneficiary_id":"vendor_0042","beneficiary_id":"vendor_0666",` + other,
		"another's id first, ours last":   `{"beneficiary_id":"vendor_0666","beneficiary_id":"vendor_0042",` + other,
		"our id twice":                    `{"beneficiary_id":"vendor_0042","beneficiary_id":"vendor_0042",` + other,
		"the second name escaped":         `{"beneficiary_id":"vendor_0666","beneficiary\u005fid":"vendor_0042",` + other,
		"the name in other letters":       `{"Beneficiary_ID":"vendor_0042",` + other,
		"a name with a look-alike letter": `{"beneficiary_ıd":"vendor_0042",` + other,
		"a name with a Kelvin sign":       `{"benefi\u0000ciary_id":"vendor_0042",` + other,
		"the id in other letters":         `{"beneficiary_id":"VENDOR_0042",` + other,
		"the id with blanks":              `{"beneficiary_id":" vendor_0042 ",` + other,
		"the id with a zero behind it":    `{"beneficiary_id":"vendor_0042\u0000",` + other,
		"the id with an invisible letter": `{"beneficiary_id":"vendor_\u200b0042",` + other,
		"the id with wide digits":         `{"beneficiary_id":"vendor_００４２",` + other,
		"the id with half a character":    `{"beneficiary_id":"vendor_0042\ud800",` + other,
		"the id in a list":                `{"beneficiary_id":["vendor_0042"],` + other,
		"the id in an object":             `{"beneficiary_id":{"id":"vendor_0042"},` + other,
		"the id true":                     `{"beneficiary_id":true,` + other,
		"the id null":                     `{"beneficiary_id":null,` + other,
		"the id in an envelope":           `{"data":{"beneficiary_id":"vendor_0042",` + other + `}`,
		"a list of one":                   `[{"beneficiary_id":"vendor_0042",` + other + `]`,
		"a list of two":                   `[{"beneficiary_id":"vendor_0042"},{"beneficiary_id":"vendor_0042",` + other + `]`,
		"ours and another's behind it":    ashaBody + `{"beneficiary_id":"vendor_0042",` + other,
		"two lines of JSON":               ashaBody + "\n" + ashaBody,
		"two accounts":                    `{"beneficiary_id":"vendor_0042","beneficiary_instrument_details":{"bank_account_number":"1","bank_account_number":"66611020009999"}}`,
		"two sets of instruments":         `{"beneficiary_id":"vendor_0042","beneficiary_instrument_details":{},"beneficiary_instrument_details":{"bank_account_number":"66611020009999"}}`,
		"instruments in a list":           `{"beneficiary_id":"vendor_0042","beneficiary_instrument_details":[{"bank_account_number":"66611020009999"}]}`,
		"an account that is a truth":      `{"beneficiary_id":"vendor_0042","beneficiary_instrument_details":{"bank_account_number":true}}`,
		"a comment":                       `{"beneficiary_id":"vendor_0042"/*,*/}`,
		"a prefix against scripts":        ")]}',\n" + ashaBody,
		"a call of a script":              "callback(" + ashaBody + ")",
		"NaN":                             `{"beneficiary_id":"vendor_0042","x":NaN}`,
		"Infinity":                        `{"beneficiary_id":"vendor_0042","x":-Infinity}`,
		"a number with a plus":            `{"beneficiary_id":"vendor_0042","x":+1}`,
		"a number in octal":               `{"beneficiary_id":"vendor_0042","x":007}`,
		"half a character, raw":           "{\"beneficiary_id\":\"vendor_0042\",\"beneficiary_name\":\"Asha \xf0\x9f\"}",
		"UTF-16":                          "\xff\xfe{\x00}\x00",
		"a raw line break in a text":      "{\"beneficiary_id\":\"vendor_0042\",\"beneficiary_name\":\"Asha\nRao\"}",
		"a name of a million letters":     `{"beneficiary_id":"vendor_0042","beneficiary_name":"` + strings.Repeat("x", 1_000_000) + `"}`,
		"an account of a million digits":  `{"beneficiary_id":"vendor_0042","beneficiary_instrument_details":{"bank_account_number":` + strings.Repeat("9", 1_000_000) + `}}`,
		"a small tower":                   `{"beneficiary_id":"vendor_0042","x":` + strings.Repeat(`{"x":`, 60) + `1` + strings.Repeat("}", 61),
		"towers of objects":               `{"beneficiary_id":"vendor_0042","x":` + strings.Repeat(`{"x":`, 5000) + `1` + strings.Repeat("}", 5001),
		"towers of lists":                 `{"beneficiary_id":"vendor_0042","x":` + strings.Repeat(`[`, 500_000) + strings.Repeat("]", 500_000) + "}",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantRefused(t, body)
		})
	}
}

// wantRefused checks that a body about vendor_0042 proves nothing.
func wantRefused(t *testing.T, body string) {
	t.Helper()
	client := newScript(t, respond(200, body)).client(t, noRetries)
	found, err := client.Beneficiary(t.Context(), "vendor_0042")
	if found != nil {
		t.Fatalf("it was taken for %+v", found)
	}
	failed := wantKind(t, err, payouts.ErrUnavailable)
	if strings.Contains(failed.Error(), "66611020009999") || len(failed.Error()) > 500 {
		t.Errorf("error = %v", failed)
	}
	// As little does it prove a creation or a removal.
	if _, err := client.CreateBeneficiary(t.Context(), asha()); err == nil {
		t.Error("a creation was believed")
	}
	if !strings.Contains(body, `"beneficiary_id":"vendor_0042"`) {
		wantKind(t, client.RemoveBeneficiary(t.Context(), "vendor_0042"), payouts.ErrUnavailable)
	}
}

// A look-up by account returns the beneficiary with that account, or an error.
func TestBeneficiaryByAccount_ForeignAccount(t *testing.T) {
	t.Parallel()
	record := func(account, ifsc string) string {
		return `{"beneficiary_id":"vendor_0042","beneficiary_name":"Asha Rao",
			"beneficiary_instrument_details":{"bank_account_number":` + account + `,"bank_ifsc":` + ifsc + `}}`
	}
	for name, story := range map[string]struct {
		body  string
		taken bool
	}{
		"ours":                       {record(`"00011020001772"`, `"HDFC0000001"`), true},
		"the IFSC in small letters":  {record(`"00011020001772"`, `"hdfc0000001"`), true}, // a difference of form
		"without the leading zeros":  {record(`"11020001772"`, `"HDFC0000001"`), false},
		"as a number":                {record(`11020001772`, `"HDFC0000001"`), false},
		"rounded, as floats are":     {record(`1.1020001772e10`, `"HDFC0000001"`), false},
		"with one digit more":        {record(`"000110200017720"`, `"HDFC0000001"`), false},
		"hidden":                     {record(`"XXXXXXXXXX1772"`, `"HDFC0000001"`), false},
		"no account":                 {record(`""`, `"HDFC0000001"`), false},
		"no IFSC":                    {record(`"00011020001772"`, `null`), false},
		"two accounts, ours the one": {record(`"00011020001772","bank_account_number":"66611020009999"`, `"HDFC0000001"`), false},
		"no id":                      {strings.Replace(record(`"00011020001772"`, `"HDFC0000001"`), `"vendor_0042"`, `""`, 1), false},
		"an id that is none":         {strings.Replace(record(`"00011020001772"`, `"HDFC0000001"`), `"vendor_0042"`, `"${file(\"/etc/hostname\")}"`, 1), false},
		"an id that is too long":     {strings.Replace(record(`"00011020001772"`, `"HDFC0000001"`), `vendor_0042`, strings.Repeat("x", 51), 1), false},
		"no name":                    {strings.Replace(record(`"00011020001772"`, `"HDFC0000001"`), `Asha Rao`, ` `, 1), false},
	} {
		found, err := newScript(t, respond(200, story.body)).client(t, noRetries).BeneficiaryByAccount(t.Context(), "00011020001772", "HDFC0000001")
		if taken := found != nil; taken != story.taken {
			t.Errorf("%s: found %+v, %v", name, found, err)
		}
		if !story.taken {
			wantKind(t, err, payouts.ErrUnavailable)
		}
	}
}

// A batch may have five thousand complete transfers, and no more values than that.
func TestBatch_MaxValues(t *testing.T) {
	t.Parallel()
	const whole = `{"transfer_id":"t1","cf_transfer_id":"1","status":"SUCCESS","status_code":"COMPLETED","status_description":"Paid, and done",
		"beneficiary_details":{"beneficiary_id":"b","beneficiary_instrument_details":{"bank_account_number":"1233943142","bank_ifsc":"ICIC0000009","vpa":null}},
		"transfer_amount":1.10,"transfer_service_charge":1.0,"transfer_service_tax":0.18,"transfer_currency":"INR","transfer_mode":"BANK","transfer_utr":"1",
		"fundsource_id":"CASHFREE_1","transfer_remarks":"salary, March","added_on":"2024-03-01T10:20:30Z","updated_on":"2024-03-01T10:20:30Z"}`
	batch := func(transfers string) string {
		return `{"batch_transfer_id":"b1","status":"PROCESSED","transfers":[` + transfers + `]}`
	}
	ctx := context.Background()
	full := newScript(t, respond(200, batch(strings.Repeat(whole+",", 4999)+whole))).client(t, noRetries)
	if found, err := full.Batch(ctx, payouts.TransferKey{ID: "b1"}); err != nil || len(found.Transfers) != 5000 {
		t.Errorf("a full batch: %v", err)
	}
	crowded := newScript(t, respond(200, batch(strings.Repeat("{},", 1_000_000)+"{}"))).client(t, noRetries)
	_, err := crowded.Batch(ctx, payouts.TransferKey{ID: "b1"})
	if failed := wantKind(t, err, payouts.ErrUnavailable); !strings.Contains(failed.Error(), "more values") {
		t.Errorf("a million transfers: %v", err)
	}
}
