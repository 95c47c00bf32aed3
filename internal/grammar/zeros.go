package grammar

import "iter"

// WithLeadingZeros returns the account numbers that become this one when a program reads them as numbers, as
// spreadsheets do: with one leading zero more, with two, and so on up to the length that Cashfree accepts.
func WithLeadingZeros(account string) iter.Seq[string] {
	return func(yield func(string) bool) {
		account = AccountNumber.Comparable(account)
		for len(account) < AccountNumber.MaxLength() {
			account = "0" + account
			if !yield(account) {
				return
			}
		}
	}
}
