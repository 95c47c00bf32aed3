package payouts_test

import (
	"context"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// whole are successes that have what each call needs, and no more.
const (
	wholePayee    = `{"beneficiary_id":"vendor_0042","beneficiary_name":"Asha Rao","beneficiary_instrument_details":{"bank_account_number":"00011020001772","bank_ifsc":"HDFC0000001"}}`
	wholeTransfer = `{"transfer_id":"t1","cf_transfer_id":"7","status":"SUCCESS"}`
	wholeBatch    = `{"batch_transfer_id":"b1","cf_batch_transfer_id":"9","status":"PROCESSED","transfers":[{"transfer_id":"t1","status":"SUCCESS"}]}`
	wholeRemoval  = `{"beneficiary_id":"vendor_0042"}`
)

// answerCalls are the calls whose success must have certain parts.
var answerCalls = map[string]struct {
	whole string
	call  func(context.Context, *payouts.Client) error
}{
	"by id": {wholePayee, func(ctx context.Context, c *payouts.Client) error {
		_, err := c.Beneficiary(ctx, "vendor_0042")
		return err
	}},
	"by account": {wholePayee, func(ctx context.Context, c *payouts.Client) error {
		_, err := c.BeneficiaryByAccount(ctx, "00011020001772", "HDFC0000001")
		return err
	}},
	"removal": {wholeRemoval, func(ctx context.Context, c *payouts.Client) error { return c.RemoveBeneficiary(ctx, "vendor_0042") }},
	"transfer": {wholeTransfer, func(ctx context.Context, c *payouts.Client) error {
		_, err := c.Transfer(ctx, payouts.TransferKey{ID: "t1"})
		return err
	}},
	"transfer by Cashfree's id": {wholeTransfer, func(ctx context.Context, c *payouts.Client) error {
		_, err := c.Transfer(ctx, payouts.TransferKey{CashfreeID: "7"})
		return err
	}},
	"batch": {wholeBatch, func(ctx context.Context, c *payouts.Client) error {
		_, err := c.Batch(ctx, payouts.TransferKey{ID: "b1"})
		return err
	}},
}

// A success that lacks a part is unreadable: it is tried again, and is an error in the end.
func TestAnswer_RequiredParts(t *testing.T) {
	t.Parallel()
	for call, parts := range map[string][]string{
		"by id": {`"beneficiary_id":"vendor_0042",`, `"beneficiary_name":"Asha Rao",`, `"bank_account_number":"00011020001772",`, `,"bank_ifsc":"HDFC0000001"`,
			`,"beneficiary_instrument_details":{"bank_account_number":"00011020001772","bank_ifsc":"HDFC0000001"}`},
		"by account": {`"beneficiary_id":"vendor_0042",`, `"beneficiary_name":"Asha Rao",`, `"bank_account_number":"00011020001772",`, `,"bank_ifsc":"HDFC0000001"`,
			`,"beneficiary_instrument_details":{"bank_account_number":"00011020001772","bank_ifsc":"HDFC0000001"}`},
		"removal":                   {`"beneficiary_id":"vendor_0042"`},
		"transfer":                  {`"transfer_id":"t1",`, `,"status":"SUCCESS"`},
		"transfer by Cashfree's id": {`"cf_transfer_id":"7",`, `,"status":"SUCCESS"`},
		"batch":                     {`"batch_transfer_id":"b1",`, `"status":"PROCESSED",`, `"transfer_id":"t1",`, `,"status":"SUCCESS"`},
	} {
		asked := answerCalls[call]
		for _, part := range parts {
			lacking := strings.Replace(asked.whole, part, "", 1)
			if lacking == asked.whole {
				t.Fatalf("%s has no %s", call, part)
			}
			server := newScript(t, respond(200, lacking))
			failed := wantKind(t, asked.call(t.Context(), server.client(t)), payouts.ErrUnavailable)
			if failed.Attempts != 5 {
				t.Errorf("%s without %s: %d attempts, want 5", call, part, failed.Attempts)
			}
			again := newScript(t, respond(200, lacking), respond(200, asked.whole))
			if err := asked.call(t.Context(), again.client(t)); err != nil {
				t.Errorf("%s, the second answer being whole: %v", call, err)
			}
		}
		if err := asked.call(t.Context(), newScript(t, respond(200, asked.whole)).client(t, noRetries)); err != nil {
			t.Errorf("%s, whole: %v", call, err)
		}
	}
}

// A payee may have a UPI address in place of an account, and an unknown number of transfers may be no part of a batch.
func TestAnswer_RequiredParts_Fewer(t *testing.T) {
	t.Parallel()
	vpa := `{"beneficiary_id":"vendor_0042","beneficiary_name":"Asha Rao","beneficiary_instrument_details":{"vpa":"asha@bank","bank_ifsc":""}}`
	if err := answerCalls["by id"].call(t.Context(), newScript(t, respond(200, vpa)).client(t)); err != nil {
		t.Error(err)
	}
	if err := answerCalls["batch"].call(t.Context(), newScript(t, respond(200, `{"batch_transfer_id":"b1","status":"RECEIVED"}`)).client(t)); err != nil {
		t.Error(err)
	}
}

// A payee that is marked as deleted needs its id and that status alone. By account, it needs the account.
func TestAnswer_RequiredParts_Deleted(t *testing.T) {
	t.Parallel()
	for name, story := range map[string]struct {
		call, body string
		kind       error
	}{
		"by id":                {"by id", `{"beneficiary_id":"vendor_0042","beneficiary_status":"DELETED"}`, payouts.ErrNotFound},
		"another id":           {"by id", `{"beneficiary_id":"vendor_0043","beneficiary_status":"DELETED"}`, payouts.ErrUnavailable},
		"no id":                {"by id", `{"beneficiary_status":"DELETED"}`, payouts.ErrUnavailable},
		"by account":           {"by account", strings.Replace(wholePayee, `"beneficiary_name":"Asha Rao"`, `"beneficiary_status":"deleted"`, 1), payouts.ErrNotFound},
		"by account, nameless": {"by account", `{"beneficiary_id":"vendor_0042","beneficiary_status":"DELETED"}`, payouts.ErrUnavailable},
	} {
		err := answerCalls[story.call].call(t.Context(), newScript(t, respond(200, story.body)).client(t, noRetries))
		if failed := asError(t, err); failed.Kind != story.kind { //nolint:errorlint // the very kind
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A name in which nothing can be seen is none, and a number that is masked for people is no account number.
func TestAnswer_RequiredParts_Unseen(t *testing.T) {
	t.Parallel()
	for _, change := range [][2]string{
		{"Asha Rao", `\u200b\u200c`}, {"Asha Rao", `\u3164`}, {"Asha Rao", `\u2800 \u00a0`},
		{"00011020001772", "XXXXXXXXXX1772"}, {"00011020001772", "xxxxxxxxxx1772"}, {"00011020001772", "**********1772"}, {"00011020001772", "0001####1772"}, {"00011020001772", "0001XXXXXX1772"},
	} {
		for _, name := range []string{"by id", "by account"} {
			server := newScript(t, respond(200, strings.Replace(wholePayee, change[0], change[1], 1)))
			failed := wantKind(t, answerCalls[name].call(t.Context(), server.client(t)), payouts.ErrUnavailable)
			if isMasked := change[0] == "00011020001772"; strings.Contains(failed.Error(), "is masked") != isMasked {
				t.Errorf("%s, %s: %v", name, change[1], failed)
			}
		}
	}
	server := newScript(t, respond(200, strings.Replace(wholePayee, "00011020001772", "XX00011772", 1)))
	if _, err := server.client(t).Beneficiary(t.Context(), "vendor_0042"); err != nil {
		t.Errorf("an account number that begins with two letters: %v", err)
	}
}

// A text that is longer than any of the API makes a success unreadable.
func TestAnswer_TextLength(t *testing.T) {
	t.Parallel()
	for length, isFine := range map[int]bool{4 << 10: true, 4<<10 + 1: false, 1 << 20: false} {
		body := strings.Replace(wholePayee, "Asha Rao", strings.Repeat("a", length), 1)
		_, err := newScript(t, respond(200, body)).client(t).Beneficiary(t.Context(), "vendor_0042")
		if (err == nil) != isFine {
			t.Errorf("a name of %d characters: %v", length, err)
		}
	}
}
