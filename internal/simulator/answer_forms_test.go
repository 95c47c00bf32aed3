package simulator_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// newSwitchedAccount returns an account on which one switch is set, or none if the assignment is empty.
func newSwitchedAccount(t *testing.T, options simulator.Options, assignment string) *account {
	t.Helper()
	if assignment != "" {
		if err := options.Behaviour.Set(assignment); err != nil {
			t.Fatal(err)
		}
	}
	return newAccount(t, options)
}

// The time of a beneficiary has no zone, and the answer to its creation is one second later than all others. Both are
// switches.
func TestAddedOn_Forms(t *testing.T) {
	t.Parallel()
	for assignment, want := range map[string]string{
		"":                             "2026-03-01T10:20:31 2026-03-01T10:20:30",
		"added_on_zone=none":           "2026-03-01T10:20:31 2026-03-01T10:20:30",
		"added_on_zone=Z":              "2026-03-01T10:20:31Z 2026-03-01T10:20:30Z",
		"create_added_on=second_later": "2026-03-01T10:20:31 2026-03-01T10:20:30",
		"create_added_on=as_read":      "2026-03-01T10:20:30 2026-03-01T10:20:30",
	} {
		t.Run(assignment, func(t *testing.T) {
			t.Parallel()
			clock := newClock()
			a := newSwitchedAccount(t, simulator.Options{Now: clock.Now}, assignment)
			created := a.create(asha()).at("added_on")
			clock.advance(time.Hour)
			for name, later := range map[string]reply{
				"read by id": a.read("vendor_0042"),
				"read by account": a.get("/payout/beneficiary",
					"bank_account_number", "00011020001772", "bank_ifsc", "HDFC0000001"),
				"removal": a.remove("vendor_0042"),
			} {
				wantEqual(t, name, fmt.Sprint(created, " ", later.at("added_on")), want)
			}
		})
	}
}

// A refused contact field is named with its path, or without it.
func TestContactCodes_Forms(t *testing.T) {
	t.Parallel()
	invalid := map[string]string{
		"beneficiary_email":        "asha@example",
		"beneficiary_phone":        "98765abcde",
		"beneficiary_country_code": "in",
		"beneficiary_address":      strings.Repeat("a", 151),
		"beneficiary_city":         strings.Repeat("a", 51),
		"beneficiary_state":        strings.Repeat("a", 51),
		"beneficiary_postal_code":  "4110011",
	}
	for assignment, path := range map[string]string{
		"":                        "beneficiary_contact_details.",
		"contact_codes=with_path": "beneficiary_contact_details.",
		"contact_codes=plain":     "",
	} {
		t.Run(assignment, func(t *testing.T) {
			t.Parallel()
			a := newSwitchedAccount(t, simulator.Options{}, assignment)
			for field, value := range invalid {
				body := asha()
				body["beneficiary_contact_details"] = fields{field: value}
				got := a.create(body)
				wantStatus(t, got, 400, path+field+"_invalid")
				wantEqual(t, "type", got.at("type"), any("invalid_request_error"))
				wantEqual(t, "message", got.at("message"), any(path+field+" : invalid value provided. Value received: "+value))
			}
			wantEqual(t, "beneficiaries", len(a.All()), 0)

			body := asha()
			body["beneficiary_name"] = "Asha 2"
			wantStatus(t, a.create(body), 400, "beneficiary_name_invalid")
			wantStatus(t, a.create(vpaPayee("a", "asha")), 400, "vpa_invalid")
		})
	}
}

// A country code other than +91 is refused, unless a switch accepts it.
func TestCountryCodes_Checked(t *testing.T) {
	t.Parallel()
	const refused = "beneficiary_contact_details.beneficiary_country_code_invalid"
	for _, tc := range []struct {
		assignment, code string
		status           int
		want             string
	}{
		{"", "+91", 201, ""}, {"", "", 201, ""}, {"", "in", 400, refused}, {"", "91", 400, refused}, {"", "+1", 400, refused},
		{"", " +91", 400, refused}, {"country_codes=checked", "+44", 400, refused},
		{"country_codes=accepted", "in", 201, ""}, {"country_codes=accepted", "+91", 201, ""},
	} {
		t.Run(tc.assignment+" "+tc.code, func(t *testing.T) {
			t.Parallel()
			a := newSwitchedAccount(t, simulator.Options{}, tc.assignment)
			body := asha()
			body["beneficiary_contact_details"] = fields{"beneficiary_country_code": tc.code}
			wantStatus(t, a.create(body), tc.status, tc.want)
		})
	}
}

// Fields that were never given are left out, with the whole contact object, or are blank or null.
func TestAbsentFields_Forms(t *testing.T) {
	t.Parallel()
	const left = `"beneficiary_id":"a","beneficiary_instrument_details":{`
	for assignment, want := range map[string]string{
		"":                    `{"added_on":"2026-03-01T10:20:30",` + left + `"vpa":"a@examplebank"},`,
		"absent_fields=omit":  `{"added_on":"2026-03-01T10:20:30",` + left + `"vpa":"a@examplebank"},`,
		"absent_fields=blank": filled(`""`) + left + `"bank_account_number":"","bank_ifsc":"","vpa":"a@examplebank"},`,
		"absent_fields=null":  filled(`null`) + left + `"bank_account_number":null,"bank_ifsc":null,"vpa":"a@examplebank"},`,
	} {
		t.Run(assignment, func(t *testing.T) {
			t.Parallel()
			a := newSwitchedAccount(t, simulator.Options{Now: newClock().Now}, assignment)
			wantStatus(t, a.create(vpaPayee("a", "a@examplebank")), 201, "")
			wantEqual(t, "answer", string(a.read("a").body), want+`"beneficiary_name":"Asha Rao","beneficiary_status":"VERIFIED"}`)
		})
	}
}

// filled returns the start of an answer in which each contact field has the same value.
func filled(value string) string {
	text := `{"added_on":"2026-03-01T10:20:30","beneficiary_contact_details":{`
	for _, name := range []string{"address", "city", "country_code", "email", "phone", "postal_code"} {
		text += fmt.Sprintf(`"beneficiary_%s":%s,`, name, value)
	}
	return text + `"beneficiary_state":` + value + `},`
}

// The refusal of an address has one of four texts, with an IPv4 or an IPv6 address.
func TestIPRefusal_Texts(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"203.0.113.7", "2001:db8::7"} {
		for assignment, want := range map[string]string{
			"":                           "IP not whitelisted your current ip is " + address,
			"ip_refusal=with_address":    "IP not whitelisted your current ip is " + address,
			"ip_refusal=with_sentence":   "IP not whitelisted. Your current ip is " + address,
			"ip_refusal=without_address": "IP not whitelisted",
			"ip_refusal=with_link": "IP not whitelisted your current ip is " + address + ".For IP whitelisting see " +
				"https://www.cashfree.com/docs/payouts/payouts/integrations/payouts-2fa",
		} {
			t.Run(assignment+" "+address, func(t *testing.T) {
				t.Parallel()
				a := newSwitchedAccount(t, simulator.Options{SecondFactor: simulator.SecondFactorIP, CallerIP: address}, assignment)
				got := a.read("vendor_0042")
				wantStatus(t, got, 403, "ip_validation_failed")
				wantEqual(t, "message", got.at("message"), any(want))
			})
		}
	}
}
