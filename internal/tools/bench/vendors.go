package main

import (
	"encoding/csv"
	"fmt"
	"strings"
)

// vendor is one beneficiary. Its fields follow from its number, so that every process of a run has the same ones.
type vendor struct {
	id, name, account, ifsc string
}

var columns = []string{"beneficiary_id", "name", "bank_account_number", "bank_ifsc"}

// newVendor returns the vendor with a number. Cashfree demands that no two have the same account, and that a name has
// only letters and spaces.
func newVendor(i int) vendor {
	return vendor{
		id:      fmt.Sprintf("vendor_%06d", i),
		name:    "Vendor " + letters(i),
		account: fmt.Sprintf("000110%08d", i),
		ifsc:    fmt.Sprintf("HDFC0%06d", i%1_000),
	}
}

// letters returns the number in base 26, in the way spreadsheets name their columns.
func letters(i int) string {
	var text []byte
	for ; i >= 0; i = i/26 - 1 {
		text = append([]byte{byte('A' + i%26)}, text...)
	}
	return string(text)
}

func vendors(size int) []vendor {
	list := make([]vendor, size)
	for i := range list {
		list[i] = newVendor(i)
	}
	return list
}

// document returns the CSV file that a user would export.
func document(list []vendor) (string, error) {
	var text strings.Builder
	w := csv.NewWriter(&text)
	_ = w.Write(columns)
	for _, v := range list {
		_ = w.Write([]string{v.id, v.name, v.account, v.ifsc})
	}
	w.Flush()
	return text.String(), w.Error()
}
