package bulk

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/numbertest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

var placeLine = regexp.MustCompile(`(?m)^line ([0-9]+)[,:]`)

// FuzzParse: of any text, the members of a document without problems obey each rule, and no two have the same id. Each
// problem has a line that the document has, and shows no account number.
func FuzzParse(f *testing.F) {
	for _, text := range []string{
		header + "v1,Asha Rao,00011020001772,HDFC0000001,\n", "\ufeff" + header + "v1,Asha Rao,,,ab@cd\r\n", header + "\"v\n1\",Asha Rao,,,ab@cd\nv2,x\n",
		"beneficiary_id,name\n\"\n", "v1,Asha Rao,00011020001772\n", header + "00011020001772,00011020001772,00011020001772,00011020001772,00011020001772\n",
		header + "0001-1020-0017-72,\"0001 1020\n0017 72\",,,a\"b\n", "beneficiary_id,name,00011020001772\n", "\n\n" + header + "\n\nv1,,,,\n",
		header + "v1,Asha Rao,,,ab@cd\nv1,Ravi Iyer,,,ef@gh\n", header + "v1,Asha Rao,00011020001772,HDFC0000001,\nv2,Ravi Iyer,00011020001772,hdfc0000001,\n",
		`{"v1":{"name":"Asha Rao","vpa":"ab@cd"}}`, `{"v1":{"name":1}}`, `{" v1":{"name":"Asha Rao"},"v 2 ":null}`, `{"00011020001772":{"00011020001772":"","name":["00011020001772"]},"00011020001772":null}`,
		strings.ReplaceAll(header, ",", ";") + ";;;;\nv1;Asha Rao;=\"00011020001772\";HDFC0000001;\n", "sep=|\n" + strings.ReplaceAll(header, ",", "|"),
		"beneId\tBeneficiary Name\tVPA\tbene id\rv1\tAsha Rao\tab@cd\t\r\r", "\xff\xfeb\x00e\x00", "b\x00e\x00n\x00", "\ufffd\ufffd0\x001\x00", "\ufffe戀",
		header + "“v1”,Asha Rao,1.1E+13,HDFC1,\n'v2,Asha \"Rao\",00011020001772.0,=A1,\n\"v3\" x,0001 1020 0017 72,#REF!,,,,\n", "Vendors,,,,\n\n" + header,
		`{"v1":{"name":"Asha Rao","name":"00011020001772"}} x`, `{"v1":{"Name":"Asha Rao","beneficiary_name":"Asha Rao","IFSC":"00011020001772"}}`, `[{"beneId":"v1"}]`, `{"v1":` + strings.Repeat(`[`, 100),
	} {
		f.Add(true, text)
		f.Add(false, text)
	}
	f.Fuzz(func(t *testing.T, isCSV bool, text string) {
		format := JSON
		if isCSV {
			format = CSV
		}
		members, problems := Parse(format, text)
		wantProblemsInPlace(t, text, problems)
		if problems.Count() == 0 {
			wantValid(t, members)
		}
	})
}

// wantValid wants the members of a document without problems to obey each rule, and no two to have the same id.
func wantValid(t *testing.T, members []Member) {
	t.Helper()
	seen := make(map[string]bool)
	for _, member := range members {
		for _, fact := range payouts.Facts {
			if value := *fact.Of(&member.Beneficiary); value != "" && fact.Field.Check(value) != nil && !fact.Field.ExistingOnly(value) {
				t.Fatalf("%s = %q passed", fact.Field.Name, value)
			}
		}
		if seen[member.ID] || member.Name == "" {
			t.Fatalf("%+v passed", member)
		}
		seen[member.ID] = true
	}
}

// wantProblemsInPlace wants each problem to have a line that the document has, and to show no account number.
func wantProblemsInPlace(t *testing.T, text string, problems Problems) {
	t.Helper()
	lines := countLineEnds(text) + 1
	for problem := range strings.Lines(problems.String()) {
		numbertest.WantNone(t, numbertest.WithoutIDs(problem))
		if place := placeLine.FindStringSubmatch(problem); place != nil {
			if line, _ := strconv.Atoi(place[1]); line < 1 || line > lines {
				t.Fatalf("%q, and there are %d lines", problem, lines)
			}
		}
	}
}

// FuzzParse_RoundTrip: payees written as CSV and as JSON by the standard library are read as the same payees from both,
// or refused from both.
func FuzzParse_RoundTrip(f *testing.F) {
	f.Add("v1", "Asha Rao", "00011020001772", "HDFC0000001", "", "1 Test Road, \"Pune\"")
	f.Add("v|1-2", " Ravi Iyer ", "", "", "ravi@examplebank", "a\nb")
	f.Add("", "", "4711", "hdfc0000001", "@", "\u2028<&>\\")
	f.Add("v1", "Asha\u0301", "\u212a123", "", "", "\u0958\u092e\u0932 Road")
	f.Add(" v1 ", "Asha Rao", "", "", "", "")
	f.Add("v1\r", "A\r\nB", "0001 1020", "", "x@y1", "\ufeff")
	f.Fuzz(func(t *testing.T, id, name, account, ifsc, vpa, address string) {
		cells := map[string]string{
			"beneficiary_id": id, "name": name, "bank_account_number": account, "bank_ifsc": ifsc, "vpa": vpa, "address": address,
		}
		for _, cell := range cells {
			if !utf8.ValidString(cell) || strings.Contains(cell, "\r") {
				return // neither of the two formats keeps such texts as they are
			}
		}
		if isBlankRow(slices.Collect(maps.Values(cells))) {
			return // which is no row of a table
		}
		asCSV, asJSON := documentsOf(t, cells)
		fromCSV, problemsCSV := Parse(CSV, asCSV)
		fromJSON, problemsJSON := Parse(JSON, asJSON)
		if problemsCSV.Count() != problemsJSON.Count() || len(fromCSV) != 1 || len(fromJSON) != 1 {
			t.Fatalf("%q: %d members, %q, and\n%s: %d members, %q", asCSV, len(fromCSV), problemsCSV, asJSON, len(fromJSON), problemsJSON)
		}
		if fromCSV[0].Beneficiary != fromJSON[0].Beneficiary {
			t.Fatalf("%+v from CSV, and %+v from JSON", fromCSV[0], fromJSON[0])
		}
		wantCells(t, cells, fromCSV[0])
	})
}

var noBreak = strings.NewReplacer("\u00a0", " ", "\u202f", " ", "\u2007", " ")

// wantCells wants a member to hold the texts of its cells in NFC, with plain spaces and without white space around
// them.
func wantCells(t *testing.T, cells map[string]string, member Member) {
	t.Helper()
	for column, cell := range cells {
		fact, _ := factOf(column)
		if got := *fact.Of(&member.Beneficiary); got != norm.NFC.String(strings.TrimSpace(noBreak.Replace(cell))) {
			t.Fatalf("%s %q is read as %q", column, cell, got)
		}
	}
}

// documentsOf returns documents of one payee, as the standard library writes them.
func documentsOf(t *testing.T, cells map[string]string) (asCSV, asJSON string) {
	t.Helper()
	var columns, record []string
	fields := make(map[string]string)
	for column, cell := range cells {
		columns, record = append(columns, column), append(record, cell)
		if column != "beneficiary_id" {
			fields[column] = cell
		}
	}
	var table strings.Builder
	mustSucceed(t, csv.NewWriter(&table).WriteAll([][]string{columns, record}))
	document, err := json.Marshal(map[string]any{cells["beneficiary_id"]: fields})
	mustSucceed(t, err)
	return table.String(), string(document)
}

// FuzzTable: a text that the standard library accepts as CSV has the same rows and lines here, apart from blank rows
// and from the white space around cells.
func FuzzTable(f *testing.F) {
	for _, text := range []string{
		sheet, "a,\"b\n\n\"\"c\"\n\n,\nd,e\r\n", "\"a\r\nb\",c\n\" \",\n\"\",\"\"\nx", "a;b\n=\"c\"", " \"a\",b", "a\u00a0,\"\"\"\"\n'\n|", "\"\n\"\nx,y",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if strings.Contains(strings.ReplaceAll(text, "\r\n", "\n"), "\r") {
			return // a line end here, and a character there
		}
		reader := csv.NewReader(strings.NewReader(text))
		reader.FieldsPerRecord = -1
		rows := &table{rest: text, line: 1, separator: ','}
		for {
			want, err := reader.Read()
			if err == nil && isBlankRow(want) {
				continue
			}
			if _, malformed := errors.AsType[*csv.ParseError](err); malformed {
				return
			}
			got, ok := rows.next()
			if ok != (err == nil) {
				t.Fatalf("%q: the row %q, and %q (%v)", text, got.cells, want, err)
			}
			if !ok {
				return
			}
			line, _ := reader.FieldPos(0)
			same := slices.EqualFunc(got.cells, want, func(a, b string) bool { return strings.TrimSpace(a) == strings.TrimSpace(b) })
			if !same || got.line != line || got.flaw != "" {
				t.Fatalf("%q: line %d has %q (%s), want line %d with %q", text, got.line, got.cells, got.flaw, line, want)
			}
		}
	})
}

func mustSucceed(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
