package bulk

import (
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/numbertest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

const header = "beneficiary_id,name,bank_account_number,bank_ifsc,vpa\n"

// The forms that people and spreadsheets write a document in are read as the same members.
func TestParse_Forms(t *testing.T) {
	t.Parallel()
	for name, document := range map[string]struct {
		format Format
		text   string
	}{
		"as it should be":                   {CSV, header + "v1,Asha Rao,00011020001772,HDFC0000001,\nv2,Ravi Iyer,,,ravi@examplebank\n"},
		"byte order mark":                   {CSV, "\ufeff" + header + "v1,Asha Rao,00011020001772,HDFC0000001,\nv2,Ravi Iyer,,,ravi@examplebank\n"},
		"Windows line ends":                 {CSV, strings.ReplaceAll(header+"v1,Asha Rao,00011020001772,HDFC0000001,\nv2,Ravi Iyer,,,ravi@examplebank", "\n", "\r\n")},
		"other order, spaces":               {CSV, "vpa, name ,beneficiary_id,bank_ifsc,bank_account_number\n, Asha Rao ,v1,HDFC0000001,00011020001772\nravi@examplebank,Ravi Iyer,v2,,\n"},
		"quotes, blank lines":               {CSV, header + "\n\"v1\",\"Asha Rao\",\"00011020001772\",HDFC0000001,\n\nv2,Ravi Iyer,,,ravi@examplebank\n\n"},
		"JSON":                              {JSON, `{"v1":{"name":"Asha Rao","bank_account_number":"00011020001772","bank_ifsc":"HDFC0000001"},"v2":{"name":"Ravi Iyer","vpa":"ravi@examplebank"}}`},
		"JSON, other names without a value": {JSON, `{"v1":{"name":"Asha Rao","beneficiary_name":null,"bank_account_number":"00011020001772","bank_ifsc":"HDFC0000001","ifsc":null},"v2":{"beneficiary_name":" ","name":"Ravi Iyer","VPA":"","vpa":"ravi@examplebank"}}`},
		"JSON, spaces":                      {JSON, `{" v1 ":{"name":" Asha Rao","bank_account_number":"00011020001772 ","bank_ifsc":"HDFC0000001"},"v2 ":{"name":"Ravi Iyer","vpa":"ravi@examplebank"}}`},
		"JSON with null, blank": {JSON, `{ "v1": {"name":"Asha Rao","bank_account_number":"00011020001772","bank_ifsc":"HDFC0000001","vpa":null,"email":""},
			"v2":{"name":"Ravi Iyer","vpa":"ravi@examplebank"}}`},
	} {
		members, problems := Parse(document.format, document.text)
		if problems.Count() > 0 || len(members) != 2 {
			t.Errorf("%s: %d members, %q", name, len(members), problems)
			continue
		}
		asha := payouts.Beneficiary{ID: "v1", Name: "Asha Rao", BankAccountNumber: "00011020001772", BankIFSC: "HDFC0000001"}
		ravi := payouts.Beneficiary{ID: "v2", Name: "Ravi Iyer", VPA: "ravi@examplebank"}
		if members[0].Beneficiary != asha || members[1].Beneficiary != ravi {
			t.Errorf("%s: %+v", name, members)
		}
	}
}

const emptyName = "name must have 1 to 100 characters, only spaces and the letters A to Z in upper or lower case, got an empty value"

// Every problem is named with its place, its id and its field, all at once, and no account number with it.
func TestParse_Problems(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		format Format
		text   string
		want   []string
	}{
		"nothing":               {CSV, "", []string{"line 1: the header is missing"}},
		"unknown column":        {CSV, "beneficiary_id,name,iban\nv,Asha,x\n", []string{`line 1: unknown column "iban"`}},
		"column twice":          {CSV, "beneficiary_id,name,name\n", []string{`duplicate column "name"`}},
		"column missing":        {CSV, "beneficiary_id,vpa\n", []string{`the column "name" is missing`}},
		"too few cells":         {CSV, header + "v1,Asha Rao\n" + "v2,,,,ab@cd\n", []string{`line 2, "v1": wrong number of cells: 2, and the header has 5. The line may be cut off.`, `line 3, "v2": ` + emptyName}},
		"quote that never ends": {CSV, header + "v1,\"Asha\n", []string{`line 2, "v1": the double quote that opens a cell is never closed`}},
		"several in one line": {CSV, header + "v 1,,123,HDFC,\n", []string{
			`line 2, "v 1": beneficiary_id must have 1 to 50 letters, digits, underscores, pipes, dots or hyphens, got "v 1".`,
			`line 2, "v 1": ` + emptyName,
			`line 2, "v 1": bank_account_number must have 4 to 25 letters and digits, without spaces or hyphens, got 3 characters.`,
			`line 2, "v 1": bank_ifsc must have 11 characters`, `such as HDFC0000001, got 4 characters.`,
		}},
		"no instrument":               {CSV, header + "v1,Asha Rao,,,\n", []string{`line 2, "v1": A beneficiary needs a bank account`}},
		"account without":             {CSV, header + "v1,Asha Rao,00011020001772,,\n", []string{`line 2, "v1": An account number needs bank_ifsc`}},
		"no name":                     {CSV, header + "v1,,,,ab@cd\n", []string{`line 2, "v1": ` + emptyName}},
		"id twice":                    {CSV, header + "v1,Asha Rao,,,ab@cd\nv1,Asha Rao,,,ef@gh\n", []string{`line 3: duplicate id "v1" (also on line 2)`}},
		"account twice":               {CSV, header + "v1,Asha Rao,00011020001772,HDFC0000001,\nv2,Ravi Iyer,00011020001772,hdfc0000001,\n", []string{`line 3, "v2": duplicate bank account (also on line 2)`}},
		"vpa twice":                   {CSV, header + "v1,Asha Rao,,,ab@cd\nv2,Ravi Iyer,,,AB@cd\n", []string{`line 3, "v2": duplicate vpa (also on line 2)`}},
		"number in wrong cell":        {CSV, header + "00011020001772,Asha Rao,,00011020001772,ab@cd\n", []string{`line 2, "…1772": bank_ifsc must have 11 characters`, `got 14 characters`}},
		"no JSON":                     {JSON, "vendors.json", []string{"not a JSON object", "Read a file with file()"}},
		"a path for a CSV":            {CSV, "./vendors.csv", []string{`line 1: "./vendors.csv" is the name of a file`, "Read the file with file()."}},
		"JSON list":                   {JSON, "[]", []string{"not a JSON object"}},
		"JSON cut off":                {JSON, `{"v1":{"name":"Asha Rao","vpa":"ab@cd"}`, []string{"the end is missing"}},
		"JSON goes on":                {JSON, `{} {}`, []string{"there is text after the end"}},
		"JSON id twice":               {JSON, `{"v1":{"name":"Asha Rao","vpa":"ab@cd"},"v1":{"name":"Asha Rao","vpa":"ef@gh"}}`, []string{`member 2: duplicate id "v1" (also on member 1)`}},
		"JSON id with a space inside": {JSON, `{"v 1":{"name":"Asha Rao","vpa":"ab@cd"}}`, []string{`member 1, "v 1": beneficiary_id must have`}},
		"JSON id twice, spaces":       {JSON, `{"v1":{"name":"Asha Rao","vpa":"ab@cd"}," v1":{"name":"Asha Rao","vpa":"ef@gh"}}`, []string{`member 2: duplicate id "v1" (also on member 1)`}},
		"JSON id as a field":          {JSON, `{"v1":{"beneficiary_id":"v1","name":"Asha Rao","vpa":"ab@cd"}}`, []string{`member 1, "v1": beneficiary_id is the key of a member, not a field`}},
		"JSON unknown field":          {JSON, `{"v1":{"name":"Asha Rao","vpa":"ab@cd","iban":"x"}}`, []string{`member 1, "v1": unknown field "iban"`}},
		"JSON number":                 {JSON, `{"v1":{"name":"Asha Rao","bank_account_number":11020001772,"bank_ifsc":"HDFC0000001"}}`, []string{`bank_account_number must be a string. Put it in quotes`}},
		"JSON field object":           {JSON, `{"v1":"x"}`, []string{"the fields are not an object"}},
	} {
		_, problems := Parse(test.format, test.text)
		all := problems.String()
		for _, text := range test.want {
			if !strings.Contains(all, text) {
				t.Errorf("%s: the problems are\n%s\nwithout %q", name, all, text)
			}
		}
		numbertest.WantNoneOf(t, all, "00011020001772", "11020001772")
	}
}

// The longest values that the single resource accepts are accepted in a document, and longer ones are not.
func TestParse_Limits(t *testing.T) {
	t.Parallel()
	long := header + strings.Repeat("a", 50) + "," + strings.Repeat("a", 100) + "," + strings.Repeat("1", 25) + ",YESB0MAN001," + strings.Repeat("a", 95) + "@bank\n"
	if _, problems := Parse(CSV, long); problems.Count() > 0 {
		t.Error(problems.String())
	}
	if _, problems := Parse(CSV, strings.Replace(long, ",YES", "1,YES", 1)); problems.Count() != 1 {
		t.Error(problems.String())
	}
}

// The same number at two banks is two accounts.
func TestParse_OneNumberAtTwoBanks(t *testing.T) {
	t.Parallel()
	if _, problems := Parse(CSV, header+"v1,Asha Rao,00011020001772,HDFC0000001,\nv2,Ravi Iyer,00011020001772,SBIN0000001,\nv3,Ravi Iyer,00011020001773,SBIN0000001,\n"); problems.Count() > 0 {
		t.Error(problems.String())
	}
}

// A problem has the place where it begins, and a duplicate field is a problem.
func TestParse_Places(t *testing.T) {
	t.Parallel()
	_, problems := Parse(CSV, header+"v1,\"Asha Rao,,,ab@cd\n"+strings.Repeat("v2,Asha Rao,,,ef@gh\n", 50))
	if problems.Count() != 1 || !strings.HasPrefix(problems.String(), "line 2, \"v1\":") {
		t.Errorf("a quote that opens on line 2: %q", problems)
	}
	_, problems = Parse(CSV, "beneficiary_id,\"na\"me\"\n")
	if strings.Contains(problems.String(), "the header is missing") {
		t.Errorf("a malformed header: %q", problems)
	}
	_, problems = Parse(JSON, `{"v1":{"name":"Asha Rao","bank_account_number":"00011020001772","bank_account_number":"00011020009999","bank_ifsc":"HDFC0000001"}}`)
	if problems.Count() == 0 {
		t.Error("a duplicate field is no problem: the last one would count")
	}
}

// The line of a payee in place of the header shows no account number.
func TestParse_NumberInPlaceOfHeader(t *testing.T) {
	t.Parallel()
	_, problems := Parse(CSV, "v1,Asha Rao,ABCD12345,HDFC0000001\nv2,Asha Rao,ABCD12346,HDFC0000001\n")
	numbertest.WantNoneOf(t, problems.String(), "ABCD12345")
}

// A text in place of an id that may be an account number is not shown.
func TestParse_NumberAsID(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"00011020001772", "0001-1020-0017-72", "00011020001772 ?", "acc 00011020001772"} {
		_, problems := Parse(CSV, header+id+",A5ha,,,ab@cd\n")
		numbertest.WantNoneOf(t, problems.String(), "00011020001772", "0001-1020-0017-72")
	}
}
