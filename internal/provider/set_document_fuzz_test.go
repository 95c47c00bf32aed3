package provider

import (
	"encoding/csv"
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

var (
	namedLine = regexp.MustCompile(`(?m)^line ([0-9]+)[,:]`)
	longRun   = regexp.MustCompile(`[0-9](?:[ -]?[0-9]){8,}`)
	quoted    = regexp.MustCompile(`"[^"]*"`)
	escaped   = regexp.MustCompile(`\\(?:x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8})`)
	someIFSC  = regexp.MustCompile(`\b[A-Za-z]{4}0[A-Za-z0-9]{6}\b`)
	someUUID  = regexp.MustCompile(`[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}`)
)

// wantNoLongNumber fails a test on a text for people that shows what can be an account number.
func wantNoLongNumber(t *testing.T, said string) {
	t.Helper()
	// The digits of an escape such as \x14 are no part of the number that comes after it, and those of an IFSC neither.
	said = escaped.ReplaceAllString(someUUID.ReplaceAllString(said, "UUID"), "?")
	said = someIFSC.ReplaceAllString(said, "IFSC")
	if number := longRun.FindString(said); number != "" {
		t.Fatalf("%s is shown in %q", number, said)
	}
}

// withoutIDs leaves out the ids that a set's message names on purpose: what can be an id and has a letter.
func withoutIDs(said string) string {
	return quoted.ReplaceAllStringFunc(said, func(text string) string {
		if id := strings.Trim(text, `"`); grammar.BeneficiaryID.Check(id) == nil && strings.ContainsFunc(id, unicode.IsLetter) {
			return "ID"
		}
		return text
	})
}

// FuzzReadDocument: of any text, what passes are payees that each rule allows, no two of them alike; what does not is
// named by a line that the document has, and no number is quoted.
func FuzzReadDocument(f *testing.F) {
	for _, text := range []string{
		header + "v1,Asha Rao,00011020001772,HDFC0000001,\n", "\ufeff" + header + "v1,Asha Rao,,,ab@cd\r\n", header + "\"v\n1\",Asha Rao,,,ab@cd\nv2,x\n",
		"beneficiary_id,name\n\"\n", "v1,Asha Rao,00011020001772\n", header + "00011020001772,00011020001772,00011020001772,00011020001772,00011020001772\n",
		header + "0001-1020-0017-72,\"0001 1020\n0017 72\",,,a\"b\n", "beneficiary_id,name,00011020001772\n", "\n\n" + header + "\n\nv1,,,,\n",
		header + "v1,Asha Rao,,,ab@cd\nv1,Ravi Iyer,,,ef@gh\n", header + "v1,Asha Rao,00011020001772,HDFC0000001,\nv2,Ravi Iyer,00011020001772,hdfc0000001,\n",
		`{"v1":{"name":"Asha Rao","vpa":"ab@cd"}}`, `{"v1":{"name":1}}`, `{"00011020001772":{"00011020001772":"","name":["00011020001772"]},"00011020001772":null}`,
		`{"v1":{"name":"Asha Rao","name":"00011020001772"}} x`, `{"v1":` + strings.Repeat(`[`, 100),
	} {
		f.Add("csv", text)
		f.Add("json", text)
	}
	f.Fuzz(func(t *testing.T, form, text string) {
		members, wrong := readDocument(form, text)
		wantFaultsInPlace(t, text, wrong)
		if len(wrong) > 0 {
			return
		}
		seen := make(map[string]bool)
		for _, m := range members {
			for _, fact := range payouts.Facts {
				if value := *fact.Of(&m.Beneficiary); value != "" && fact.Field.Check(value) != nil && !fact.Field.ExistingOnly(value) {
					t.Fatalf("%s = %q passed", fact.Field.Name, value)
				}
			}
			if seen[m.ID] || m.Name == "" {
				t.Fatalf("%q passed as %+v", text, m)
			}
			seen[m.ID] = true
			if said := summary(m.Beneficiary); !strings.Contains(said, grammar.Mask(m.BankAccountNumber)) || m.VPA == "" && longRun.MatchString(said) {
				t.Fatalf("the summary of %+v is %q", m, said)
			}
		}
	})
}

func wantFaultsInPlace(t *testing.T, text string, wrong problems) {
	t.Helper()
	lines := strings.Count(text, "\n") + 1
	for _, fault := range wrong {
		wantNoLongNumber(t, withoutIDs(fault))
		if named := namedLine.FindStringSubmatch(fault); named != nil {
			if line, _ := strconv.Atoi(named[1]); line < 1 || line > lines {
				t.Fatalf("%q, and there are %d lines", fault, lines)
			}
		}
	}
}

// FuzzDocumentRoundTrip: payees written as CSV and as JSON by the standard library are read as the same payees from both, or
// refused from both.
func FuzzDocumentRoundTrip(f *testing.F) {
	f.Add("v1", "Asha Rao", "00011020001772", "HDFC0000001", "", "1 Test Road, \"Pune\"")
	f.Add("v|1-2", " Ravi Iyer ", "", "", "ravi@examplebank", "a\nb")
	f.Add("", "", "4711", "hdfc0000001", "@", "\u2028<&>\\")
	f.Add("v1\r", "A\r\nB", "0001 1020", "", "x@y1", "\ufeff")
	f.Fuzz(func(t *testing.T, id, name, account, ifsc, vpa, address string) {
		cells := map[string]string{
			"beneficiary_id": id, "name": name, "bank_account_number": account, "bank_ifsc": ifsc, "vpa": vpa, "address": address,
		}
		var columns, record []string
		fields := make(map[string]string)
		for column, cell := range cells {
			if !utf8.ValidString(cell) || strings.Contains(cell, "\r") {
				return // neither of the two forms keeps such texts as they are
			}
			columns, record = append(columns, column), append(record, cell)
			if column != "beneficiary_id" {
				fields[column] = cell
			}
		}
		var table strings.Builder
		writer := csv.NewWriter(&table)
		must(t, writer.WriteAll([][]string{columns, record}))
		object, err := json.Marshal(map[string]any{strings.TrimSpace(id): fields})
		must(t, err)

		fromCSV, wrongCSV := readDocument("csv", table.String())
		fromJSON, wrongJSON := readDocument("json_wo", string(object))
		if len(wrongCSV) != len(wrongJSON) || len(fromCSV) != 1 || len(fromJSON) != 1 {
			t.Fatalf("%q: %d members, %q, and\n%s: %d members, %q", table.String(), len(fromCSV), wrongCSV, object, len(fromJSON), wrongJSON)
		}
		if fromCSV[0].Beneficiary != fromJSON[0].Beneficiary {
			t.Fatalf("%+v from CSV, and %+v from JSON", fromCSV[0], fromJSON[0])
		}
		for column, cell := range cells {
			if fact, _ := factNamed(column); *fact.Of(&fromCSV[0].Beneficiary) != strings.TrimSpace(cell) {
				t.Fatalf("%s %q is read as %q", column, cell, *fact.Of(&fromCSV[0].Beneficiary))
			}
		}
	})
}
