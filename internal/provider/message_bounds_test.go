package provider

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/numbertest"
)

// longTexts are values of a MB, of which no message may quote more than the start.
func longTexts() map[string]string {
	const size = 1 << 20
	return map[string]string{
		"letters": strings.Repeat("x", size), "digits": strings.Repeat("1", size), "lines": strings.Repeat("a,b\n", size/4),
		"escapes": strings.Repeat("\x01", size), "marks": strings.Repeat("é@.", size/4),
	}
}

// wantShort wants a message that people can read, with an error.
func wantShort(t *testing.T, what string, diags []*tfprotov6.Diagnostic) {
	t.Helper()
	text := coretest.Text(diags)
	if !coretest.HasErrors(diags) || len(text) > 20_000 {
		t.Errorf("%s: the message has %d bytes: %.300s", what, len(text), text)
	}
	for line := range strings.SplitSeq(text, "\n") {
		if len(line) > 1200 {
			t.Errorf("%s: a line has %d bytes: %.300s", what, len(line), line)
		}
	}
}

// The errors about an argument that is a whole document are short, in every argument of every kind.
func TestMessages_LongArgument(t *testing.T) {
	t.Parallel()
	for name, long := range longTexts() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCore(t, coretest.ProviderBlock("http://127.0.0.1:1/payout", nil))
			for _, path := range []string{
				"beneficiary_id", "name", "instrument.bank_account_number", "instrument.bank_ifsc", "instrument.vpa", "contact.email",
				"contact.phone", "contact.country_code", "contact.address", "contact.city", "contact.state", "contact.postal_code",
			} {
				wantShort(t, path, c.Validate(with(asha(), path, long)))
			}
			for _, id := range []string{long, long + ",HDFC0000001", "00011020001772," + long} {
				_, diags := c.Import(id)
				wantShort(t, "import", diags)
			}
			for _, argument := range []string{"environment", "client_id", "client_secret", "egress_ip", "base_url", "api_version", "request_timeout", "public_key_path"} {
				if name == "digits" && (argument == "client_id" || argument == "client_secret" || argument == "api_version") ||
					name == "letters" && (argument == "client_id" || argument == "client_secret" || argument == "api_version") {
					continue // they are accepted
				}
				_, diags := startCore(t, noWaitOptions(), coretest.ProviderBlock("http://127.0.0.1:1/payout", object{argument: long}))
				wantShort(t, argument, diags)
			}
			_, diags := c.ReadData("cashfree_payout_beneficiary", object{"beneficiary_id": long})
			wantShort(t, "data source", diags)
			wantShort(t, "whitelisted IP", c.Of("cashfree_payout_whitelisted_ip").Validate(object{"ip_address": long}))
			for _, function := range []string{"ifsc", "vpa"} {
				if _, failed := callFunction(t, function, long); failed == nil || len(failed.Text) > 1000 {
					t.Errorf("%s: the error is %.300v", function, failed)
				}
			}
		})
	}
}

// An import id that is an account and an IFSC in each other's place shows nothing of the account number.
func TestBeneficiary_Import_Misplaced(t *testing.T) {
	t.Parallel()
	c := newCore(t, coretest.ProviderBlock("http://127.0.0.1:1/payout", nil))
	for _, number := range []string{"SBIN12345678", "026291800001191", "12345", "ABCDEFGH", "1234567", "AB12CD34"} {
		for _, id := range []string{"HDFC0000001,%s", "HDFC0000001, %s", "%s HDFC0000001", "%s;HDFC0000001", "%s,%[1]s", "HDFC0000001,%s,x", "v1,%s"} {
			_, diags := c.Import(fmt.Sprintf(id, number))
			coretest.WantError(t, diags, "", "Invalid import id")
			if number != "ABCDEFGH" || strings.HasPrefix(id, "HDFC") {
				numbertest.WantNoneOf(t, coretest.Text(diags), number, number[:len(number)/2+1])
			}
		}
	}
}

// The errors about a list are bounded in number, and the last one counts the others.
func TestBeneficiariesDataSource_ManyInvalidIDs(t *testing.T) {
	t.Parallel()
	var ids []string
	for i := range 5000 {
		ids = append(ids, fmt.Sprintf("invalid id %d", i))
	}
	_, diags := readData(t, coretest.ProviderBlock("http://127.0.0.1:1/payout", nil), beneficiariesType, object{"beneficiary_ids": listOf(ids...)})
	coretest.WantError(t, diags, "beneficiary_ids", "4980 more elements")
	if len(diags) != 21 {
		t.Errorf("there are %d errors", len(diags))
	}
}
