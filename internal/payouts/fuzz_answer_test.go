package payouts

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/spelling"
)

// What a careless server repeats, and no error may show.
const (
	canarySecret  = "cfsk/canary+<7>&=secret"
	canaryAccount = "00011020001772"
)

// withCanaries puts canaries into a fuzzer's text: where it writes {account} and {secret}, in one of their spellings.
func withCanaries(text string, spelled uint8) string {
	spell := spelling.All[int(spelled)%len(spelling.All)].Spell
	return strings.NewReplacer("{account}", spell(canaryAccount), "{secret}", spell(canarySecret)).Replace(text)
}

// wantShowable fails a test on a text of foreign origin that people must not see, or cannot.
func wantShowable(t *testing.T, what, text string) {
	t.Helper()
	if again := grammar.NewMasker([]string{canarySecret}, []string{canaryAccount}).Text(text); again != text {
		t.Fatalf("the %s shows something that is to be masked: %q, which would be %q", what, text, again)
	}
	if !utf8.ValidString(text) || strings.ContainsAny(text, "\r\n\x00\x1b") {
		t.Fatalf("the %s cannot be printed on a line: %q", what, text)
	}
}

// alwaysAnswers is a server that has one answer to everything.
type alwaysAnswers struct {
	status int
	header http.Header
	body   string
}

func (a alwaysAnswers) RoundTrip(request *http.Request) (*http.Response, error) {
	if request.Body != nil {
		_, _ = io.Copy(io.Discard, request.Body)
	}
	return &http.Response{
		StatusCode: a.status, Header: a.header, Body: io.NopCloser(strings.NewReader(a.body)), Request: request,
	}, nil
}

// operations are all operations of the client. Each reports whether a success is about what was asked for.
var operations = []struct {
	method   string // of the client
	endpoint endpoint
	ask      func(context.Context, *Client, alwaysAnswers) (fault string, err error)
}{
	{"Beneficiary", getBeneficiary, func(ctx context.Context, c *Client, _ alwaysAnswers) (string, error) {
		found, err := c.Beneficiary(ctx, "vendor_0042")
		return wrongBeneficiary(found, err), err
	}},
	{"CreateBeneficiary", createBeneficiary, func(ctx context.Context, c *Client, _ alwaysAnswers) (string, error) {
		created, err := c.CreateBeneficiary(ctx, Beneficiary{ID: "vendor_0042", Name: "Asha Rao", BankAccountNumber: canaryAccount})
		if err == nil && (created.ID != "vendor_0042" || !grammar.AccountNumber.Same(created.BankAccountNumber, canaryAccount)) {
			return "it says that another was created", nil
		}
		return "", err
	}},
	{"RemoveBeneficiary", removeBeneficiary, func(ctx context.Context, c *Client, _ alwaysAnswers) (string, error) {
		return "", c.RemoveBeneficiary(ctx, "vendor_0042")
	}},
	{"BeneficiaryByAccount", getBeneficiary, func(ctx context.Context, c *Client, _ alwaysAnswers) (string, error) {
		found, err := c.BeneficiaryByAccount(ctx, canaryAccount, "HDFC0000001")
		if err == nil && (found.ID == "" || !grammar.AccountNumber.Same(found.BankAccountNumber, canaryAccount) || found.Status == StatusDeleted) {
			return fmt.Sprintf("asked for an account it gave %+v", found), nil
		}
		return "", err
	}},
	{"Transfer", getTransfer, func(ctx context.Context, c *Client, _ alwaysAnswers) (string, error) {
		found, err := c.Transfer(ctx, TransferKey{ID: "t1"})
		if err == nil && found.ID != "t1" {
			return "it gave another transfer", nil
		}
		return "", err
	}},
	{"Transfer", getTransfer, func(ctx context.Context, c *Client, _ alwaysAnswers) (string, error) {
		found, err := c.Transfer(ctx, TransferKey{CashfreeID: "123456"})
		if err == nil && found.CashfreeID != "123456" {
			return "it gave another transfer", nil
		}
		return "", err
	}},
	{"Batch", getBatch, func(ctx context.Context, c *Client, _ alwaysAnswers) (string, error) {
		found, err := c.Batch(ctx, TransferKey{ID: "b1"})
		if err == nil && found.ID != "b1" {
			return "it gave another batch", nil
		}
		return "", err
	}},
	{"Balance", getBalance, func(ctx context.Context, c *Client, said alwaysAnswers) (string, error) {
		found, err := c.Balance(ctx)
		return wrongBalance(found, err, said.body), err
	}},
	{"FundSourceBalance", getFundSourceBalance, func(ctx context.Context, c *Client, said alwaysAnswers) (string, error) {
		found, err := c.FundSourceBalance(ctx, "CASHFREE_1")
		return wrongBalance(found, err, said.body), err
	}},
	{"Token", authorize, func(ctx context.Context, c *Client, _ alwaysAnswers) (string, error) {
		token, err := c.Token(ctx)
		if err == nil && checkHeaderValue(token.Value) != nil {
			return fmt.Sprintf("the token %q cannot be sent", token.Value), nil
		}
		return "", err
	}},
}

// Every method of the client that makes a call is among the operations.
func TestAnswers_EveryOperation(t *testing.T) {
	t.Parallel()
	listed := map[string]bool{"Probe": true} // which takes nothing from a success
	for _, operation := range operations {
		listed[operation.method] = true
	}
	for method := range reflect.TypeFor[*Client]().Methods() {
		makesCall := method.Type.NumIn() > 1 && method.Type.In(1) == reflect.TypeFor[context.Context]()
		if makesCall != listed[method.Name] {
			t.Errorf("%s: it makes a call: %v; it is listed: %v", method.Name, makesCall, listed[method.Name])
		}
	}
}

// A call of version 2 sent with a token would lack the credentials that version 2 needs, so it is refused.
func TestClient_DoWithToken_Version2(t *testing.T) {
	t.Parallel()
	client, err := New(Config{ClientID: "CF_TEST", ClientSecret: canarySecret, BaseURL: "https://sandbox.example/payout", Transport: alwaysAnswers{status: 200}})
	if err != nil {
		t.Fatal(err)
	}
	if err := client.doWithToken(t.Context(), &apiCall{endpoint: getBeneficiary}); !errors.Is(err, ErrInvalid) {
		t.Errorf("the error is %v", err)
	}
}

func wrongBeneficiary(found *Beneficiary, err error) string {
	if err == nil && (found.ID != "vendor_0042" || strings.EqualFold(found.Status, StatusDeleted)) {
		return fmt.Sprintf("asked for vendor_0042 it gave %+v", found)
	}
	return ""
}

func wrongBalance(found *Balance, err error, body string) string {
	var said struct{ Data map[string]json.RawMessage }
	if err != nil || json.Unmarshal([]byte(body), &said) != nil {
		return ""
	}
	for name, got := range map[string]decimal.Decimal{"balance": found.Ledger, "availableBalance": found.Available} {
		if !sameAmount(said.Data[name], got) {
			return fmt.Sprintf("%s is %s, and %s was written", name, got, said.Data[name])
		}
	}
	return ""
}

// sameAmount calculates with fractions, which nothing is lost in.
func sameAmount(written json.RawMessage, got decimal.Decimal) bool {
	var text string
	if json.Unmarshal(written, &text) != nil {
		text = string(written)
	}
	exact, ok := new(big.Rat).SetString(strings.TrimSpace(text))
	return ok && exact.Cmp(got.Rat()) == 0
}

// FuzzAnswer: whatever a server answers, each operation ends in what was asked for or in one error of one kind, in
// which no secret and no account number can be read.
func FuzzAnswer(f *testing.F) {
	for _, body := range []string{
		`{"beneficiary_id":"vendor_0042","beneficiary_status":"VERIFIED","beneficiary_instrument_details":{"bank_account_number":"{account}","bank_ifsc":"HDFC0000001"}}`,
		`{"beneficiary_id":"vendor_0042","beneficiary_name":"Asha Rao","beneficiary_instrument_details":{"bank_account_number":"{account}","bank_ifsc":"HDFC0000001"}}`,
		`{"beneficiary_id":"vendor_0043","beneficiary_status":"deleted"}`,
		`{"beneficiary_id":"vendor_0042","beneficiary_status":"DELETED"}`,
		`{"transfer_id":"t1","cf_transfer_id":123456,"status":"SUCCESS","transfer_amount":100.10,"transfer_service_charge":"1e0"}`,
		`{"batch_transfer_id":"b1","cf_batch_transfer_id":9,"status":"PROCESSED","transfers":[{"transfer_id":"t1"}]}`,
		`{"status":"SUCCESS","subCode":"200","data":{"token":"eyJ.{secret}","expiry":1900000000,"balance":"1.10","availableBalance":1e1}}`,
		`{"subCode":"200","data":{"token":"a\nb","balance":0.10,"availableBalance":"-0.00000000000000000001"}}`,
		`{"status":"ERROR","subCode":"403","message":"Token is not valid {secret}"}`,
		`{"status":"ERROR","subCode":"404","message":"no fund source {account}"}`,
		`{"type":"invalid_request_error","code":"beneficiary_not_found","message":"Beneficiary {account} does not exist"}`,
		`{"type":"{secret}","code":"{account}","message":"value received: {account}, 0001-1020-0017-72, {secret}"}`,
		`{"code":"ip_validation_failed","message":"IP not whitelisted your current ip is 203.0.113.7"}`,
		`<html><title>{secret} {account}</title></html>`, `plain {account} {secret}`, `{"a":1,"a":2}`, ``, `null`,
	} {
		for i, status := range []uint16{200, 404, 403, 502} {
			f.Add(uint8(i), status, "text/plain", body, uint8(i))
		}
		for operation := range operations {
			f.Add(uint8(operation), uint16(200), "application/json", body, uint8(0))
		}
	}
	f.Add(uint8(0), uint16(302), "https://{secret}.example/{account}", "", uint8(0))
	f.Fuzz(testAnswer)
}

func testAnswer(t *testing.T, operation uint8, status uint16, header, body string, spelling uint8) {
	t.Helper()
	header = withCanaries(header, spelling)
	server := alwaysAnswers{int(200 + (status-200)%400), make(http.Header), withCanaries(body, spelling)}
	for _, name := range []string{"Content-Type", "Location", "X-Request-Id", "Retry-After", "Date"} {
		server.header.Set(name, header)
	}
	client, err := New(Config{
		ClientID: "CF_TEST", ClientSecret: canarySecret, BaseURL: "https://sandbox.example/payout", MaxRetries: 1,
		Transport: server, Wait: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	})
	if err != nil {
		t.Fatal(err)
	}
	asked := operations[int(operation)%len(operations)]
	fault, err := asked.ask(t.Context(), client, server)
	if fault != "" {
		t.Fatal(fault)
	}
	if err != nil {
		wantProperFailure(t, err, asked.endpoint, server)
	}
}

func wantProperFailure(t *testing.T, err error, asked endpoint, server alwaysAnswers) {
	t.Helper()
	failed, ok := errors.AsType[*Error](err)
	if !ok || !slices.Contains(allKinds, failed.Kind) {
		t.Fatalf("%T %v is of no kind", err, err)
	}
	wantShowable(t, "error", err.Error())
	wantShowable(t, "lines for the support", strings.ReplaceAll(failed.Support(), "\n", " "))
	if !errors.Is(err, ErrNotFound) {
		return
	}
	content, unreadable := parseAnswer([]byte(server.body))
	if unreadable != nil {
		t.Fatalf("not found is not proven by %q", server.body)
	}
	proven := slices.Contains(asked.notFound, content.lenientText("code")) && server.status == http.StatusNotFound ||
		slices.Contains(asked.notFound, content.lenientText("subCode")) && asked.version == version1 ||
		strings.EqualFold(content.lenientText("beneficiary_status"), StatusDeleted)
	if !proven {
		t.Fatalf("not found is not proven by %d %q", server.status, server.body)
	}
}
