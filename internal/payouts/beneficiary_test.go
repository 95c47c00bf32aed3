package payouts_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// A beneficiary is created, read by id and by account, and removed.
func TestClient_Beneficiary_CreateReadRemove(t *testing.T) {
	t.Parallel()
	account := newAccount(t, simulator.Options{})
	ctx := t.Context()

	created, err := account.CreateBeneficiary(ctx, asha())
	if err != nil {
		t.Fatal(err)
	}
	if created.Status != payouts.StatusVerified || created.AddedOn == "" {
		t.Errorf("created = %+v, want a verified one with a time", created)
	}
	byID, err := account.Beneficiary(ctx, "vendor_0042")
	if err != nil {
		t.Fatal(err)
	}
	byAccount, err := account.BeneficiaryByAccount(ctx, " 00011020001772 ", "hdfc0000001")
	if err != nil {
		t.Fatal(err)
	}
	for how, got := range map[string]*payouts.Beneficiary{"created": created, "by id": byID, "by account": byAccount} {
		if differing := got.Differences(asha()); len(differing) > 0 {
			t.Errorf("%s: differs in %d facts: %+v", how, len(differing), got)
		}
	}

	if err := account.RemoveBeneficiary(ctx, "vendor_0042"); err != nil {
		t.Fatal(err)
	}
	_, err = account.Beneficiary(ctx, "vendor_0042")
	wantKind(t, err, payouts.ErrNotFound)
	_, err = account.BeneficiaryByAccount(ctx, "00011020001772", "HDFC0000001")
	wantKind(t, err, payouts.ErrNotFound)
	wantKind(t, account.RemoveBeneficiary(ctx, "vendor_0042"), payouts.ErrNotFound)
}

// A beneficiary is sent in its normal form and without absent fields.
func TestCreateBeneficiary_Body(t *testing.T) {
	t.Parallel()
	server := newScript(t, respond(http.StatusCreated, ashaBody), respond(http.StatusCreated, ashaBody), respond(http.StatusOK, ashaBody))
	untidy := payouts.Beneficiary{
		ID: "vendor_0042", Name: "  Asha   Rao ", BankAccountNumber: " 00011020001772", BankIFSC: "hdfc0000001", Phone: "+91 98765 43210",
	}
	if _, err := server.client(t).CreateBeneficiary(t.Context(), untidy); err != nil {
		t.Fatal(err)
	}
	const want = `{"beneficiary_id":"vendor_0042","beneficiary_name":"Asha Rao",` +
		`"beneficiary_instrument_details":{"bank_account_number":"00011020001772","bank_ifsc":"HDFC0000001"},` +
		`"beneficiary_contact_details":{"beneficiary_phone":"9876543210"}}`
	if got := server.seen()[0].body; got != want {
		t.Errorf("body = %s\nwant   %s", got, want)
	}

	bare := payouts.Beneficiary{ID: "vendor_0042", Name: "Asha Rao"}
	_, err := server.client(t).CreateBeneficiary(t.Context(), bare)
	wantKind(t, err, payouts.ErrContentDiffers)
	if got := server.seen()[1].body; strings.Contains(got, "details") {
		t.Errorf("body = %s, want no empty objects", got)
	}
}

// A removal whose answer is lost succeeds when the next attempt finds nothing.
func TestRemoveBeneficiary_LostAnswer(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]simulator.Fault{
		"connection lost":         {Method: "DELETE", Times: 1, Action: simulator.FaultResetAfter},
		"502":                     {Method: "DELETE", Times: 1, Action: simulator.FaultStatusAfter, Status: 502},
		"empty success":           {Method: "DELETE", Times: 1, Action: simulator.FaultStatusAfter, Status: 200},
		"a page in place of JSON": {Method: "DELETE", Times: 1, Action: simulator.FaultStatusAfter, Status: 200, ContentType: "text/html"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			account := newAccount(t, simulator.Options{})
			if _, err := account.CreateBeneficiary(t.Context(), asha()); err != nil {
				t.Fatal(err)
			}
			account.sim.Inject(fault)
			if err := account.RemoveBeneficiary(t.Context(), "vendor_0042"); err != nil {
				t.Fatal(err)
			}
			if len(account.sim.All()) != 0 || account.sim.Count("DELETE", "") != 2 {
				t.Errorf("%d left after %d DELETEs, want 0 after 2", len(account.sim.All()), account.sim.Count("DELETE", ""))
			}
		})
	}
}

// A removal that finds nothing is a success only if an earlier attempt can have removed the beneficiary.
func TestRemoveBeneficiary_NotFound_AfterThrottling(t *testing.T) {
	t.Parallel()
	account := newAccount(t, simulator.Options{})
	account.sim.Inject(simulator.Fault{Method: "DELETE", Times: 1, Action: simulator.FaultThrottle, RetryAfter: 1})
	err := account.RemoveBeneficiary(t.Context(), "vendor_0042")
	failed := wantKind(t, err, payouts.ErrNotFound)
	if failed.Attempts != 2 {
		t.Errorf("%d attempts, want 2", failed.Attempts)
	}
}

// The page of a captive portal, which answers 200 to everything, proves neither an absence nor a removal.
func TestClient_CaptivePortal(t *testing.T) {
	t.Parallel()
	server := newScript(t, respond(http.StatusOK, "<html><title>Welcome to the hotel</title></html>"))
	client := server.client(t, noRetries)
	_, err := client.Beneficiary(t.Context(), "vendor_0042")
	failed := wantKind(t, err, payouts.ErrNotAPI)
	if !strings.Contains(failed.Error(), "Welcome to the hotel") {
		t.Errorf("%q does not say who answered", failed)
	}
	wantKind(t, client.RemoveBeneficiary(t.Context(), "vendor_0042"), payouts.ErrNotAPI)
}

// An answer about something else than what was asked for is an error.
func TestClient_MismatchedAnswer(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	otherIFSC := strings.Replace(ashaBody, "HDFC0000001", "HDFC0000002", 1)
	for name, story := range map[string]struct {
		body string
		call func(*payouts.Client) error
	}{
		"another id": {ashaBody, func(c *payouts.Client) error {
			_, err := c.Beneficiary(ctx, "vendor_0043")
			return err
		}},
		"an id in other letter case": {ashaBody, func(c *payouts.Client) error {
			_, err := c.Beneficiary(ctx, "Vendor_0042")
			return err
		}},
		"no id": {`{"beneficiary_status":"VERIFIED"}`, func(c *payouts.Client) error {
			_, err := c.Beneficiary(ctx, "vendor_0042")
			return err
		}},
		"another account": {ashaBody, func(c *payouts.Client) error {
			_, err := c.BeneficiaryByAccount(ctx, "00011020001773", "HDFC0000001")
			return err
		}},
		"another IFSC": {otherIFSC, func(c *payouts.Client) error {
			_, err := c.BeneficiaryByAccount(ctx, "00011020001772", "HDFC0000001")
			return err
		}},
		"no account": {`{"beneficiary_id":"vendor_0042"}`, func(c *payouts.Client) error {
			_, err := c.BeneficiaryByAccount(ctx, "00011020001772", "HDFC0000001")
			return err
		}},
		"removal of another id": {ashaBody, func(c *payouts.Client) error {
			return c.RemoveBeneficiary(ctx, "vendor_0043")
		}},
		"another transfer": {`{"transfer_id":"t2","cf_transfer_id":"7"}`, func(c *payouts.Client) error {
			_, err := c.Transfer(ctx, payouts.TransferKey{ID: "t1"})
			return err
		}},
		"another Cashfree transfer": {`{"transfer_id":"t1","cf_transfer_id":7}`, func(c *payouts.Client) error {
			_, err := c.Transfer(ctx, payouts.TransferKey{CashfreeID: "8"})
			return err
		}},
		"another batch": {`{"batch_transfer_id":"b2"}`, func(c *payouts.Client) error {
			_, err := c.Batch(ctx, payouts.TransferKey{ID: "b1"})
			return err
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := story.call(newScript(t, respond(http.StatusOK, story.body)).client(t, noRetries))
			failed := wantKind(t, err, payouts.ErrUnavailable)
			if strings.Contains(failed.Error(), "00011020001772") {
				t.Errorf("%q shows an account number", failed)
			}
		})
	}
}

// A beneficiary that is marked DELETED is not found.
func TestBeneficiary_MarkedDeleted(t *testing.T) {
	t.Parallel()
	account := newAccount(t, simulator.Options{Behaviour: simulator.Behaviour{DeletedGet: "deleted_status"}})
	if _, err := account.CreateBeneficiary(t.Context(), asha()); err != nil {
		t.Fatal(err)
	}
	if err := account.RemoveBeneficiary(t.Context(), "vendor_0042"); err != nil {
		t.Fatal(err)
	}
	_, err := account.Beneficiary(t.Context(), "vendor_0042")
	if failed := wantKind(t, err, payouts.ErrNotFound); failed.HTTPStatus != http.StatusOK || failed.Attempts != 1 {
		t.Errorf("error = %+v", failed)
	}
	deleted := strings.Replace(ashaBody, "VERIFIED", "DELETED", 1)
	_, err = newScript(t, respond(http.StatusOK, deleted)).client(t).BeneficiaryByAccount(t.Context(), "00011020001772", "HDFC0000001")
	wantKind(t, err, payouts.ErrNotFound)
	// An answer about somebody else does not prove it.
	_, err = newScript(t, respond(http.StatusOK, deleted)).client(t).Beneficiary(t.Context(), "vendor_0043")
	wantKind(t, err, payouts.ErrUnavailable)
}

// Only an answer in the form of the API proves that a beneficiary does not exist, since that removes it from a state.
func TestBeneficiary_NotFound_OnlyIfProven(t *testing.T) {
	t.Parallel()
	for name, story := range map[string]struct {
		status int
		body   string
		kind   error
	}{
		"the documented answer":         {404, notFoundBody, payouts.ErrNotFound},
		"with unknown members":          {404, `{"code":"beneficiary_not_found","hint":{"a":[1]}}`, payouts.ErrNotFound},
		"under another IFSC":            {404, apiError("beneficiary_not_found", "Beneficiary exists with the given bank_account_number but a different bank_ifsc"), payouts.ErrNotFound},
		"a page":                        {404, "<html><title>404</title></html>", payouts.ErrNotAPI},
		"nothing":                       {404, "", payouts.ErrNotAPI},
		"text":                          {404, "404 page not found", payouts.ErrNotAPI},
		"JSON of somebody else":         {404, `{"error":"not found"}`, payouts.ErrNotAPI},
		"no code":                       {404, `{"message":"Beneficiary does not exist"}`, payouts.ErrNotAPI},
		"another code":                  {404, apiError("route_not_found", "no such path"), payouts.ErrNotAPI},
		"a code of transfers":           {404, apiError("transfer_id_not_found", "transfer_id does not exist"), payouts.ErrNotAPI},
		"code with other letters":       {404, apiError("BENEFICIARY_NOT_FOUND", ""), payouts.ErrNotAPI},
		"code in another place":         {404, `{"error":{"code":"beneficiary_not_found"}}`, payouts.ErrNotAPI},
		"a code that is no text":        {404, `{"code":["beneficiary_not_found"]}`, payouts.ErrNotAPI},
		"cut":                           {404, notFoundBody[:40], payouts.ErrNotAPI},
		"something behind it":           {404, notFoundBody + "{}", payouts.ErrNotAPI},
		"a list":                        {404, "[" + notFoundBody + "]", payouts.ErrNotAPI},
		"two codes":                     {404, `{"code":"x","code":"beneficiary_not_found"}`, payouts.ErrNotAPI},
		"the code under another status": {400, notFoundBody, payouts.ErrInvalid},
		"the code under 410":            {410, notFoundBody, nil},
		"the code under 200":            {200, notFoundBody, payouts.ErrUnavailable},
		"the code under 500":            {500, notFoundBody, payouts.ErrUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := newScript(t, respond(story.status, story.body)).client(t, noRetries)
			_, err := client.Beneficiary(t.Context(), "vendor_0042")
			wantKind(t, err, story.kind)
			wantKind(t, client.RemoveBeneficiary(t.Context(), "vendor_0042"), story.kind)
		})
	}
}

// Calls without an id or with half of an account are refused before anything is sent.
func TestClient_InvalidCall_NotSent(t *testing.T) {
	t.Parallel()
	server := newScript(t, respond(http.StatusOK, ashaBody))
	client := server.client(t)
	ctx := t.Context()
	for name, call := range map[string]func() error{
		"create without id": func() error { _, err := client.CreateBeneficiary(ctx, payouts.Beneficiary{}); return err },
		"read without id":   func() error { _, err := client.Beneficiary(ctx, ""); return err },
		"remove without id": func() error { return client.RemoveBeneficiary(ctx, "") },
		"account without IFSC": func() error {
			_, err := client.BeneficiaryByAccount(ctx, "00011020001772", "")
			return err
		},
		"transfer without key": func() error { _, err := client.Transfer(ctx, payouts.TransferKey{}); return err },
		"transfer with two keys": func() error {
			_, err := client.Transfer(ctx, payouts.TransferKey{ID: "a", CashfreeID: "b"})
			return err
		},
		"batch without key":        func() error { _, err := client.Batch(ctx, payouts.TransferKey{}); return err },
		"fund source without name": func() error { _, err := client.FundSourceBalance(ctx, ""); return err },
	} {
		failed := wantKind(t, call(), payouts.ErrInvalid)
		if failed.Attempts != 0 || !strings.Contains(failed.Error(), "nothing was sent") {
			t.Errorf("%s: %v", name, failed)
		}
	}
	if seen := server.seen(); len(seen) != 0 {
		t.Errorf("sent %v", seen)
	}
}

// A removal that never reached the server is not done when the beneficiary is then not found.
func TestRemoveBeneficiary_NotSent(t *testing.T) {
	t.Parallel()
	failed := false
	account := newAccount(t, simulator.Options{}, throughTransport(func(base http.RoundTripper) http.RoundTripper {
		return roundTripper{base, func(r *http.Request) (*http.Response, error) {
			if !failed {
				failed = true
				return nil, &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}
			}
			return base.RoundTrip(r)
		}}
	}))
	wantKind(t, account.RemoveBeneficiary(t.Context(), "vendor_0042"), payouts.ErrNotFound)
}
