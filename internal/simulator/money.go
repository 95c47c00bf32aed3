package simulator

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// paise is an amount of money in hundredths of a rupee. Amounts are whole numbers, since a binary fraction cannot
// represent most of them.
type paise int64

// maxRupeeDigits keeps sums far below the limit of an int64.
const maxRupeeDigits = 14

// parsePaise returns an error that begins with "must be", to come after the name of the field.
func parsePaise(text string) (paise, error) {
	digits, negative := strings.CutPrefix(text, "-")
	rupees, fraction, hasFraction := strings.Cut(digits, ".")
	if !allDigits(rupees) || len(rupees) > maxRupeeDigits {
		return 0, notRupees(text)
	}
	if hasFraction && (!allDigits(fraction) || len(fraction) > 2) {
		return 0, notRupees(text)
	}
	for len(fraction) < 2 {
		fraction += "0"
	}
	n, err := strconv.ParseInt(rupees+fraction, 10, 64)
	if err != nil {
		return 0, notRupees(text)
	}
	if negative {
		n = -n
	}
	return paise(n), nil
}

func notRupees(text string) error {
	return fmt.Errorf("must be rupees with at most two decimals, such as 10.50, got %q", text)
}

// String returns the amount with two decimals, as the balances of the documentation have.
func (p paise) String() string {
	sign := ""
	if p < 0 {
		sign, p = "-", -p
	}
	return fmt.Sprintf("%s%d.%02d", sign, p/100, p%100)
}

func allDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// DefaultFundSource is the fund source of transfers that name none. Its balance is the account's balance.
const DefaultFundSource = "CASHFREE_1"

// ledger is the money of one fund source. What is available is the balance, less what is held, less what pending
// transfers will take.
type ledger struct {
	balance, held, pending paise
}

func (l *ledger) available() paise { return l.balance - l.held - l.pending }

// set sets what the ledger shows as balance and as available.
func (l *ledger) set(balance, available paise) {
	l.balance = balance
	l.held = balance - available - l.pending
}

type treasury struct {
	ledgers map[string]*ledger
}

func newTreasury() *treasury {
	t := &treasury{ledgers: map[string]*ledger{DefaultFundSource: {}}}
	balance, _ := parsePaise(defaultBalance) // A constant that parses.
	t.ledgers[DefaultFundSource].balance = balance
	return t
}

// open returns the ledger of a fund source, and makes one if there is none.
func (t *treasury) open(id string) *ledger {
	if t.ledgers[id] == nil {
		t.ledgers[id] = &ledger{}
	}
	return t.ledgers[id]
}

func (t *treasury) main() *ledger { return t.ledgers[DefaultFundSource] }

// FundSource is a source of funds with its balances in rupees, such as "10000.50". If Available is empty, the whole
// balance is available, less what pending transfers take.
type FundSource struct {
	ID        string `json:"id"`
	Balance   string `json:"balance"`
	Available string `json:"available_balance,omitempty"`
}

// SetBalance sets the balance of the account and what of it is available, in rupees. If available is empty, the whole
// balance is available, less what pending transfers take.
func (s *Simulator) SetBalance(balance, available string) error {
	return s.SetFundSource(FundSource{ID: DefaultFundSource, Balance: balance, Available: available})
}

// SetFundSource adds a fund source, or sets the balances of an existing one.
func (s *Simulator) SetFundSource(f FundSource) error {
	if f.ID == "" {
		return errors.New("fund source: id is required")
	}
	balance, err := parsePaise(f.Balance)
	if err != nil {
		return fmt.Errorf("balance %w", err)
	}

	var available paise
	if f.Available != "" {
		if available, err = parsePaise(f.Available); err != nil {
			return fmt.Errorf("available_balance %w", err)
		}
	}

	s.mu.Lock()
	defer s.mu.Unlock()
	l := s.money.open(f.ID)
	if f.Available == "" {
		available = balance - l.pending
	}
	l.set(balance, available)
	s.revision++
	return nil
}

// Balance returns the balance of the account and what of it is available, in rupees with two decimals.
func (s *Simulator) Balance() (balance, available string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := s.money.main()
	return l.balance.String(), l.available().String()
}
