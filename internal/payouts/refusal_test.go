package payouts_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// A first failure, and whether it holds later calls back. The last columns are whether calls of version 2 and of
// version 1 are sent after it.
var firstFailures = map[string]struct {
	answer http.HandlerFunc
	call   func(context.Context, *payouts.Client) error
	v2, v1 bool
}{
	"credentials refused": {respond(401, `{"type":"authentication_error","code":"authentication_failed","message":"Invalid clientId and clientSecret combination"}`), readPayee, false, true},
	"credentials of another environment": {
		respond(400, `{"type":"validation_error","code":"x-client-secret_value_invalid","message":"Client secret belongs to test environment"}`), readPayee, false, true},
	"signature refused": {respond(401, `{"type":"authentication_error","code":"authentication_failed","message":"Signature mismatch"}`), readPayee, false, true},
	"signature missing": {
		respond(403, `{"type":"validation_error","code":"authentication_failed","message":"Signature missing in the request"}`), removePayee, false, true},
	"address refused": {respond(403, `{"type":"authentication_error","code":"ip_validation_failed","message":"IP not whitelisted your current ip is 203.0.113.7"}`), createPayee, false, true},
	"not enabled":     {respond(403, `{"type":"invalid_request_error","code":"apis_not_enabled","message":"APIs not enabled."}`), findPayee, false, true},
	"version 1 refuses the credentials": {
		respond(200, `{"status":"ERROR","subCode":"401","message":"Invalid clientId and clientSecret combination"}`), readBalance, true, false},
	"version 1 refuses the address": {respond(200, `{"status":"ERROR","subCode":"403","message":"IP not whitelisted"}`), getToken, true, false},

	"an edge page":          {respond(403, `<html><title>403 Forbidden</title></html>`), readPayee, true, true},
	"a gateway in JSON":     {respond(403, `{"message":"Forbidden"}`), readPayee, true, true},
	"401 without a body":    {respond(401, ``), readPayee, true, true},
	"throttled":             {respond(429, `{"type":"rate_limit_error","code":"rate_limited","message":"slow down"}`), readPayee, true, true},
	"server failed":         {respond(500, `{"type":"api_error","code":"internal_server_error","message":"x"}`), readPayee, true, true},
	"authentication failed": {respond(500, `{"type":"authentication_error","code":"internal_server_error","message":"x"}`), readPayee, true, true},
	"not found":             {respond(404, `{"type":"invalid_request_error","code":"beneficiary_not_found","message":"x"}`), readPayee, true, true},
	"invalid":               {respond(422, `{"type":"invalid_request_error","code":"bank_ifsc_invalid","message":"x"}`), createPayee, true, true},
	"id exists":             {respond(409, `{"type":"invalid_request_error","code":"beneficiary_id_already_exists","message":"x"}`), createPayee, true, true},
	"unknown refusal":       {respond(403, `{"type":"invalid_request_error","code":"something_else","message":"x"}`), readPayee, true, true},
	"no answer":             {abort, readPayee, true, true},
	"unreadable":            {respond(200, `{`), readPayee, true, true},
	"refused preflight": {
		respond(401, `{"type":"authentication_error","code":"authentication_failed","message":"x"}`), preflight, true, true},
	"refused, and never to be held back": {
		respond(401, `{"type":"authentication_error","code":"authentication_failed","message":"x"}`),
		func(ctx context.Context, c *payouts.Client) error { return readPayee(payouts.NeverHeldBack(ctx), c) }, true, true},
}

func readPayee(ctx context.Context, c *payouts.Client) error {
	_, err := c.Beneficiary(ctx, "vendor_0042")
	return err
}

func findPayee(ctx context.Context, c *payouts.Client) error {
	_, err := c.BeneficiaryByAccount(ctx, "00011020001772", "HDFC0000001")
	return err
}

func createPayee(ctx context.Context, c *payouts.Client) error {
	_, err := c.CreateBeneficiary(ctx, asha())
	return err
}

func removePayee(ctx context.Context, c *payouts.Client) error {
	return c.RemoveBeneficiary(ctx, "vendor_0042")
}

func readTransfer(ctx context.Context, c *payouts.Client) error {
	_, err := c.Transfer(ctx, payouts.TransferKey{ID: "salary_1"})
	return err
}

func readBalance(ctx context.Context, c *payouts.Client) error {
	_, err := c.Balance(ctx)
	return err
}

func getToken(ctx context.Context, c *payouts.Client) error {
	_, err := c.Token(ctx)
	return err
}

func preflight(ctx context.Context, c *payouts.Client) error {
	if failed := c.Probe(ctx, true).Failure; failed != nil {
		return failed
	}
	return nil
}

// After the refusal of the caller no other call of the same version is sent, whatever it is, but for those that must
// be. Any other failure holds nothing back.
func TestClient_Refusal(t *testing.T) {
	t.Parallel()
	later := map[string]struct {
		call func(context.Context, *payouts.Client) error
		isV1 bool
	}{
		"read": {readPayee, false}, "find": {findPayee, false}, "create": {createPayee, false}, "remove": {removePayee, false}, "transfer": {readTransfer, false},
		"balance": {readBalance, true}, "token": {getToken, true},
	}
	for name, first := range firstFailures {
		for laterName, second := range later {
			t.Run(name+", then "+laterName, func(t *testing.T) {
				t.Parallel()
				server := newScript(t, first.answer)
				server.Config.ErrorLog = silent
				client := server.client(t, noRetries)
				refusal := first.call(t.Context(), client)
				before := len(server.seen())
				err := second.call(t.Context(), client)
				isSent := len(server.seen()) > before
				if want := second.isV1 && first.v1 || !second.isV1 && first.v2; isSent != want {
					t.Fatalf("sent: %v, want %v: %v", isSent, want, err)
				}
				if isSent {
					return
				}
				failed := asError(t, err)
				if failed.Attempts != 0 || failed.Earlier != asError(t, refusal) || !errors.Is(failed, failed.Earlier.Kind) ||
					!strings.Contains(failed.Error(), "nothing was sent: an earlier call of this run was refused: "+failed.Earlier.Kind.Error()) {
					t.Errorf("%+v", failed)
				}
				for name, always := range map[string]func(context.Context, *payouts.Client) error{
					"preflight":           preflight,
					"never held back":     func(ctx context.Context, c *payouts.Client) error { return second.call(payouts.NeverHeldBack(ctx), c) },
					"unsigned preflight":  func(ctx context.Context, c *payouts.Client) error { c.Probe(ctx, false); return nil },
					"put-back of a payee": func(ctx context.Context, c *payouts.Client) error { return createPayee(payouts.NeverHeldBack(ctx), c) },
				} {
					before := len(server.seen())
					_ = always(t.Context(), client)
					if len(server.seen()) == before {
						t.Errorf("%s was not sent", name)
					}
				}
			})
		}
	}
}

// Of many calls at a time only those under way are sent. Each of them knows which one was refused first.
func TestClient_Refusal_UnderWay(t *testing.T) {
	t.Parallel()
	const concurrency, calls = 5, 40
	var arrived sync.WaitGroup
	arrived.Add(concurrency)
	refuse := respond(401, `{"type":"authentication_error","code":"authentication_failed","message":"x"}`)
	server := newScript(t, func(w http.ResponseWriter, r *http.Request) {
		arrived.Done()
		arrived.Wait()
		refuse(w, r)
	})
	client := server.client(t, func(c *payouts.Config) { c.MaxConcurrentRequests = concurrency })
	var done sync.WaitGroup
	failures := make([]error, calls)
	for i := range failures {
		done.Go(func() { failures[i] = readPayee(t.Context(), client) })
	}
	done.Wait()
	if sent := len(server.seen()); sent != concurrency {
		t.Errorf("%d calls were sent, want %d", sent, concurrency)
	}
	earlier := make(map[*payouts.Error]int)
	for _, err := range failures {
		earlier[asError(t, err).Earlier]++
	}
	if len(earlier) != 2 || earlier[nil] != 1 {
		t.Errorf("the calls name %d earlier ones, and %d name none", len(earlier), earlier[nil])
	}
}

// A refusal after a success is not that of every call, be the success before the refusal or under way at that time.
func TestClient_Refusal_AfterSuccess(t *testing.T) {
	t.Parallel()
	refuse := respond(401, `{"type":"authentication_error","code":"authentication_failed","message":"x"}`)
	for name, success := range map[string]http.HandlerFunc{
		"found": respond(200, ashaBody), "not found": respond(404, `{"type":"invalid_request_error","code":"beneficiary_not_found","message":"x"}`),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := newScript(t, success, refuse)
			client := server.client(t)
			for range 3 {
				_ = readPayee(t.Context(), client)
			}
			if sent := len(server.seen()); sent != 3 || client.HeldBack() != nil {
				t.Errorf("%d calls were sent, want 3; held back: %v", sent, client.HeldBack())
			}
		})
		t.Run(name+" under way", func(t *testing.T) {
			t.Parallel()
			hasArrived, answer := make(chan struct{}), make(chan struct{})
			server := newScript(t, func(w http.ResponseWriter, r *http.Request) {
				close(hasArrived)
				<-answer
				success(w, r)
			}, refuse)
			client := server.client(t)
			var slow sync.WaitGroup
			slow.Go(func() { _ = readPayee(t.Context(), client) })
			<-hasArrived
			_ = readPayee(t.Context(), client)
			if client.HeldBack() == nil {
				t.Error("the refusal holds nothing back")
			}
			close(answer)
			slow.Wait()
			if client.HeldBack() != nil {
				t.Error("the refusal still holds calls back")
			}
		})
	}
}

// The look-up of an unclear outcome is made although another call was refused meanwhile.
func TestClient_Refusal_LookUp(t *testing.T) {
	t.Parallel()
	hasArrived, answer := make(chan struct{}), make(chan struct{})
	server := newScript(t, func(w http.ResponseWriter, r *http.Request) {
		close(hasArrived)
		<-answer
		respond(500, `{"type":"api_error","code":"internal_server_error","message":"x"}`)(w, r)
	}, respond(401, `{"type":"authentication_error","code":"authentication_failed","message":"x"}`), respond(200, ashaBody))
	client := server.client(t)
	var created error
	var creation sync.WaitGroup
	creation.Go(func() { created = createPayee(t.Context(), client) })
	<-hasArrived
	_ = readPayee(t.Context(), client)
	close(answer)
	creation.Wait()
	if created != nil || len(server.seen()) != 3 {
		t.Errorf("%v, after %d calls", created, len(server.seen()))
	}
}
