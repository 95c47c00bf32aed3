package simulator_test

import (
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// The balances of the account and of a fund source are strings, or numbers if the switch says so.
func TestBalance_Answer(t *testing.T) {
	t.Parallel()
	a := newAccount(t, simulator.Options{})
	if err := a.SetBalance("10000.5", "9900"); err != nil {
		t.Fatal(err)
	}
	if err := a.SetFundSource(simulator.FundSource{ID: "YESBANK_2", Balance: "0.10"}); err != nil {
		t.Fatal(err)
	}
	v1 := a.withToken()
	const account = `{"status":"SUCCESS","subCode":"200","message":"Ledger balance for the account",` +
		`"data":{"availableBalance":"9900.00","balance":"10000.50"}}`
	for path, want := range map[string]string{
		"/payout/v1/getBalance":                                  account,
		"/payout/v1.2/getBalance":                                account,
		"/payout/v1.2/getBalance?paymentInstrumentId=CASHFREE_1": account,
		"/payout/v1.2/getBalance?paymentInstrumentId=YESBANK_2": `{"status":"SUCCESS","subCode":"200",` +
			`"message":"Ledger balance for the account","data":{"availableBalance":"0.10","balance":"0.10"}}`,
		"/payout/v1.2/getBalance?paymentInstrumentId=NONE": `{"status":"ERROR","subCode":"422",` +
			`"message":"Specified paymentInstrumentId not available"}`,
	} {
		wantEqual(t, path, string(v1.get(path).body), want)
	}

	a.SetBehaviour(func(b *simulator.Behaviour) { b.BalanceType = "number" })
	wantEqual(t, "as a number", string(v1.get("/payout/v1/getBalance").body),
		`{"status":"SUCCESS","subCode":"200","message":"Ledger balance for the account",`+
			`"data":{"availableBalance":9900.00,"balance":10000.50}}`)
}

// Balances are exact to the paisa, and other texts are refused.
func TestBalance_Exact(t *testing.T) {
	t.Parallel()
	a := newAccount(t, simulator.Options{})
	for amount, want := range map[string]string{
		"0": "0.00", "0.1": "0.10", "90071992547409.93": "90071992547409.93", "-12.05": "-12.05", "007.00": "7.00",
	} {
		if err := a.SetBalance(amount, ""); err != nil {
			t.Errorf("%q: %v", amount, err)
			continue
		}
		balance, available := a.Balance()
		if balance != want || available != want {
			t.Errorf("%q: got %s and %s, want %s", amount, balance, available, want)
		}
	}
	for _, amount := range []string{"", "1.", ".5", "1.005", "1e3", "1,000", "--1", "NaN", "900719925474099.3", " 1"} {
		if a.SetBalance(amount, "") == nil {
			t.Errorf("%q was accepted as an amount", amount)
		}
		if amount != "" && a.SetBalance("1", amount) == nil {
			t.Errorf("%q was accepted as the available amount", amount)
		}
	}
}
