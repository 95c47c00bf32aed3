package main

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Account numbers are learned from every document that the provider accepts, and from what can be read of others.
func TestDocument_CSV(t *testing.T) {
	t.Parallel()
	pairs := func(text string) string { // UTF-16 without a byte order mark
		return strings.Join(strings.Split(text, ""), "\x00") + "\x00"
	}
	const plain = "beneficiary_id,bank_account_number\na,4711\nb,AB12CD\n"
	for name, document := range map[string]string{
		"commas":                    plain,
		"semicolons":                strings.ReplaceAll(plain, ",", ";"),
		"tabs":                      strings.ReplaceAll(plain, ",", "\t"),
		"a hint":                    "sep=;\n" + strings.ReplaceAll(plain, ",", ";"),
		"a hint in quotes":          "\"sep=,\"\r\n" + plain,
		"a hint with one quote":     "\"sep=,\n" + plain,
		"a byte order mark":         "\ufeff" + plain,
		"UTF-16":                    pairs(plain),
		"UTF-16, the other order":   "\x00" + strings.TrimSuffix(pairs(plain), "\x00"),
		"UTF-16, lost marks":        "\ufffd\ufffd" + pairs(plain),
		"carriage returns":          strings.ReplaceAll(plain, "\n", "\r"),
		"both line ends":            strings.ReplaceAll(plain, "\n", "\r\n"),
		"no last line end":          strings.TrimSuffix(plain, "\n"),
		"blank lines":               "\n,,\n" + strings.ReplaceAll(plain, "\n", "\n\n"),
		"the name of version 1":     "beneId,bankAccount\na,4711\nb,AB12CD\n",
		"a name with spaces":        "Beneficiary ID, Bank Account Number \na,4711\nb,AB12CD\n",
		"a name with hyphens":       "id,BANK-ACCOUNT-NUMBER\na,4711\nb,AB12CD\n",
		"a name that is wrapped":    "id,\"Bank\nAccount\u00a0Number\"\na,4711\nb,AB12CD\n",
		"quotes":                    "\"name\",\"bank_account_number\"\n\"Rao, \"\"A\"\"\",\"4711\"\n\"Rao\nB\",\"AB12CD\"\n",
		"quotes with spaces":        "name,bank_account_number\n \"Rao, A\" , \"4711\"\n\u00a0\"B\",\"AB12CD\" \n",
		"a formula":                 "name,bank_account_number\n=\"Rao, A\",4711\nB,=\"AB12CD\"\n",
		"a row with more cells":     "name,bank_account_number\nA,4711,,\nB,AB12CD\n",
		"a row with fewer cells":    "name,bank_account_number\nA,4711\nRao\nB,AB12CD\n",
		"a quote inside a cell":     "name,bank_account_number\nA \"x\" Rao,4711\nB \",AB12CD\n",
		"text after a quote":        "name,bank_account_number\n\"A\" Rao,4711\n\"B\"x,\"AB12CD\"\n",
		"a quote that stays open":   "name,bank_account_number\nA,4711\n\"B,AB12CD\n",
		"a column of another table": "a,b\nbank_account_number,name\n4711,A\nAB12CD,B\n",
		"two such columns":          "bank_account_number,bankAccount\n4711,x\ny,AB12CD\n",
	} {
		var list numberList
		list.learnCSV(document)
		if !slices.Contains(trimmed(list), "4711") || !slices.Contains(trimmed(list), "AB12CD") {
			t.Errorf("%s: learned %q", name, list)
		}
		for _, other := range []string{"a", "b", "A", "B", "Rao"} { // else the report masks names and ids
			if slices.Contains(list, other) {
				t.Errorf("%s: learned %q, which is no account number", name, other)
			}
		}
	}
}

// A document in JSON is read member by member, so that one with errors is read up to the first of them.
func TestDocument_JSON(t *testing.T) {
	t.Parallel()
	for name, document := range map[string]string{
		"our name":               `{"a":{"name":"bank_account_number","bank_account_number":"4711"},"b":{"bank_account_number":"AB12CD"}}`,
		"the name of version 1":  `{"a":{"bankAccount":"4711"},"b":{"Bank Account Number":"AB12CD"}}`,
		"a byte order mark":      "\ufeff" + `{"a":{"bank_account_number":"4711"},"b":{"bank_account_number":"AB12CD"}}`,
		"a member without any":   `{"x":null,"a":{"bank_account_number":"4711","name":null},"b":{"bank_account_number":"AB12CD"}}`,
		"a member twice":         `{"a":{"bank_account_number":"4711"},"a":{"bank_account_number":"AB12CD"}}`,
		"a field twice":          `{"a":{"bank_account_number":"4711","bank_account_number":"AB12CD"}}`,
		"a number":               `{"a":{"bank_account_number":4711},"b":{"bank_account_number":"AB12CD"}}`,
		"escapes":                `{"a":{"bank\u005faccount_number":"47\u00311"},"b":{"bank_account_number":"AB12CD"}}`,
		"a list":                 `[{"bank_account_number":"4711"},{"bank_account_number":"AB12CD"}]`,
		"a missing end":          `{"a":{"bank_account_number":"4711"},"b":{"bank_account_number":"AB12CD","name":`,
		"text after the end":     `{"a":{"bank_account_number":"4711"},"b":{"bank_account_number":"AB12CD"}} {"c":`,
		"other kinds of members": `{"x":1,"y":"z","a":{"bank_account_number":"4711"},"b":{"bank_account_number":"AB12CD","list":[{}]}}`,
	} {
		var list numberList
		list.learnJSON(document)
		if !slices.Equal(trimmed(list), []string{"4711", "AB12CD"}) {
			t.Errorf("%s: learned %q", name, list)
		}
	}
	for _, document := range []string{"", "{", "[", "]", "abc", `"a" "b"`, "1 2 3", `{"a":`, `{"a":[`, `{"a":{`, `{"a":{"x"`, "null", "[[[["} {
		var list numberList
		list.learnJSON(document) // it ends
		if len(list) > 0 {
			t.Errorf("%q: learned %q", document, list)
		}
	}
}

// A large document is learned, also where no quote closes.
func TestDocument_Large(t *testing.T) {
	t.Parallel()
	for name, cell := range map[string]string{"open quotes": `"""` + ",x\n", "doubled quotes": `""`, "one row": "x,", "rows": "\n"} {
		var list numberList
		list.learnCSV("name,bank_account_number\nA,4711\n\"" + strings.Repeat(cell, 1<<20/len(cell)))
		if len(list) == 0 || list[0] != "4711" {
			t.Errorf("%s: learned %q", name, list)
		}
	}
}

// The names of the column are all that package bulk knows.
func TestDocument_ColumnNames(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("../../bulk/document_header.go")
	if err != nil {
		t.Fatal(err)
	}
	match := regexp.MustCompile(`"bank_account_number": +\{(.+)\}`).FindSubmatch(source)
	if match == nil {
		t.Fatal("the source has no names")
	}
	names := append(strings.Split(string(match[1]), ","), "bank_account_number")
	for _, name := range names {
		if !isAccountColumn(strings.Trim(name, `" `)) {
			t.Errorf("%s is a name of the column, and not known here", name)
		}
	}
	if len(names) != len(accountColumns) {
		t.Errorf("the names are %q, and here %q", names, accountColumns)
	}
	for _, name := range []string{"", "name", "account", "bank_account_numbers", strings.Repeat("bank_account_number", 1000)} {
		if isAccountColumn(name) {
			t.Errorf("%.40q holds no account numbers", name)
		}
	}
}

// trimmed returns numbers without the space around them, which a masker ignores.
func trimmed(list numberList) []string {
	var all []string
	for _, number := range list {
		all = append(all, strings.TrimSpace(number))
	}
	return all
}
