package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strings"
)

// vendor is one beneficiary. All are made of their number, so that every process of a run makes the same.
type vendor struct {
	id, name, account, ifsc string
}

var columns = []string{"beneficiary_id", "name", "bank_account_number", "bank_ifsc"}

// newVendor: no two have the same account, as Cashfree demands, and a name has letters and spaces alone.
func newVendor(i int) vendor {
	return vendor{
		id:      fmt.Sprintf("vendor_%06d", i),
		name:    "Vendor " + letters(i),
		account: fmt.Sprintf("000110%08d", i),
		ifsc:    fmt.Sprintf("HDFC0%06d", i%1_000),
	}
}

// letters is the number in base 26, as spreadsheets name their columns.
func letters(i int) string {
	var text []byte
	for ; i >= 0; i = i/26 - 1 {
		text = append([]byte{byte('A' + i%26)}, text...)
	}
	return string(text)
}

// summary is what the set says of a member, by design.
func (v vendor) summary() string {
	return fmt.Sprintf("%s, %s, …%s", v.name, v.ifsc, v.account[len(v.account)-4:])
}

func vendors(size int) []vendor {
	list := make([]vendor, size)
	for i := range list {
		list[i] = newVendor(i)
	}
	return list
}

// document is the CSV file that a user would export.
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

// summaries is the JSON object from id to summary that the floor keeps in place of the set's members.
func summaries(list []vendor) (string, error) {
	members := make(map[string]string, len(list))
	for _, v := range list {
		members[v.id] = v.summary()
	}
	text, err := json.Marshal(members)
	return string(text), err
}
