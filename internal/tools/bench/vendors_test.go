package main

import (
	"encoding/csv"
	"regexp"
	"strings"
	"testing"
)

// No two vendors have the same account, and names have only letters and spaces, as Cashfree demands.
func TestVendors(t *testing.T) {
	t.Parallel()
	name, ifsc := regexp.MustCompile(`^[A-Za-z\s]{1,100}$`), regexp.MustCompile(`^[A-Z]{4}0[A-Z0-9]{6}$`)
	accounts, names := map[string]bool{}, map[string]bool{}
	list := vendors(30_000)
	for _, v := range list {
		if !name.MatchString(v.name) || !ifsc.MatchString(v.ifsc) || len(v.account) != 14 {
			t.Fatalf("Cashfree would refuse %+v", v)
		}
		accounts[v.account+v.ifsc], names[v.name] = true, true
	}
	if len(accounts) != len(list) || len(names) != len(list) {
		t.Errorf("%d vendors have %d accounts and %d names", len(list), len(accounts), len(names))
	}
}

// Numbers become letters in the way spreadsheets name their columns.
func TestLetters(t *testing.T) {
	t.Parallel()
	for i, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 701: "ZZ", 702: "AAA"} {
		if got := letters(i); got != want {
			t.Errorf("%d: got %s, want %s", i, got, want)
		}
	}
}

// The document has the vendors, in their order.
func TestDocument(t *testing.T) {
	t.Parallel()
	list := vendors(3)
	text, err := document(list)
	if err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(records) != 4 || strings.Join(records[0], ",") != "beneficiary_id,name,bank_account_number,bank_ifsc" {
		t.Errorf("got %v", records)
	}
	if got := strings.Join(records[2], ","); got != "vendor_000001,Vendor B,00011000000001,HDFC0000001" {
		t.Errorf("got %s", got)
	}
}

// Each variant has a configuration and all files that it names.
func TestVariants(t *testing.T) {
	t.Parallel()
	named := regexp.MustCompile(`file\("([^"]+)"\)`)
	for _, v := range variants {
		files, err := v.files(vendors(2))
		if err != nil {
			t.Fatal(err)
		}
		main := files[mainFile]
		if contains(main, "cashfree_") != (v.provider || v.idle) || contains(main, "for_each") != v.forEach {
			t.Errorf("%s: got the configuration\n%s", v.name, main)
		}
		for _, m := range named.FindAllStringSubmatch(main, -1) {
			if files[m[1]] == "" {
				t.Errorf("%s: the file %s is missing", v.name, m[1])
			}
		}
	}
}
