package provider

import (
	"strings"
	"testing"
)

const header = "beneficiary_id,name,bank_account_number,bank_ifsc,vpa\n"

// What people and spreadsheets write as CSV, and what it says.
func TestADocumentIsReadHoweverItIsWritten(t *testing.T) {
	t.Parallel()
	for name, document := range map[string]struct{ form, text string }{
		"as it should be":     {"csv", header + "v1,Asha Rao,00011020001772,HDFC0000001,\nv2,Ravi Iyer,,,ravi@examplebank\n"},
		"byte order mark":     {"csv", "\ufeff" + header + "v1,Asha Rao,00011020001772,HDFC0000001,\nv2,Ravi Iyer,,,ravi@examplebank\n"},
		"Windows line ends":   {"csv", strings.ReplaceAll(header+"v1,Asha Rao,00011020001772,HDFC0000001,\nv2,Ravi Iyer,,,ravi@examplebank", "\n", "\r\n")},
		"other order, spaces": {"csv_wo", "vpa, name ,beneficiary_id,bank_ifsc,bank_account_number\n, Asha Rao ,v1,HDFC0000001,00011020001772\nravi@examplebank,Ravi Iyer,v2,,\n"},
		"quotes, blank lines": {"csv", header + "\n\"v1\",\"Asha Rao\",\"00011020001772\",HDFC0000001,\n\nv2,Ravi Iyer,,,ravi@examplebank\n\n"},
		"JSON":                {"json", `{"v1":{"name":"Asha Rao","bank_account_number":"00011020001772","bank_ifsc":"HDFC0000001"},"v2":{"name":"Ravi Iyer","vpa":"ravi@examplebank"}}`},
		"JSON with null, blank": {"json_wo", `{ "v1": {"name":"Asha Rao","bank_account_number":"00011020001772","bank_ifsc":"HDFC0000001","vpa":null,"email":""},
			"v2":{"name":"Ravi Iyer","vpa":"ravi@examplebank"}}`},
	} {
		members, wrong := readDocument(document.form, document.text)
		if len(wrong) > 0 || len(members) != 2 {
			t.Errorf("%s: %d members, %q", name, len(members), wrong)
			continue
		}
		if got := summary(members[0].Beneficiary) + " and " + summary(members[1].Beneficiary); got != "Asha Rao, HDFC0000001, …1772 and Ravi Iyer, ravi@examplebank" {
			t.Errorf("%s: %s", name, got)
		}
	}
}

const emptyName = "name must have 1 to 100 characters, only spaces and the letters A to Z in upper or lower case, got an empty value"

// Every fault is named with its place, its id and its field, all at once, and no account number with it.
func TestEveryFaultOfADocumentIsNamed(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		form, text string
		says       []string
	}{
		"nothing":               {"csv", "", []string{"line 1: there is no header"}},
		"unknown column":        {"csv", "beneficiary_id,name,iban\nv,Asha,x\n", []string{`line 1: there is no column "iban"`}},
		"column twice":          {"csv", "beneficiary_id,name,name\n", []string{`the column "name" is there twice`}},
		"column missing":        {"csv", "beneficiary_id,vpa\n", []string{`the column "name" is missing`}},
		"too few cells":         {"csv", header + "v1,Asha Rao\n" + "v2,,,,ab@cd\n", []string{"line 2: has 2 cells, and the header has 5", `line 3, "v2": ` + emptyName}},
		"quote that never ends": {"csv", header + "v1,\"Asha\n", []string{"line 2: "}},
		"several in one line": {"csv", header + "v 1,,123,HDFC,\n", []string{
			`line 2, "v 1": beneficiary_id must have 1 to 50 letters, digits, underscores, pipes, dots or hyphens, got "v 1".`,
			`line 2, "v 1": ` + emptyName,
			`line 2, "v 1": bank_account_number must have 4 to 25 letters and digits, without spaces or hyphens, got 3 characters.`,
			`line 2, "v 1": bank_ifsc must have 11 characters`, `such as HDFC0000001, got "HDFC" (4 characters).`,
		}},
		"no instrument":        {"csv", header + "v1,Asha Rao,,,\n", []string{`line 2, "v1": A beneficiary needs a bank account`}},
		"account without":      {"csv", header + "v1,Asha Rao,00011020001772,,\n", []string{`line 2, "v1": An account number needs bank_ifsc`}},
		"no name":              {"csv", header + "v1,,,,ab@cd\n", []string{`line 2, "v1": ` + emptyName}},
		"id twice":             {"csv", header + "v1,Asha Rao,,,ab@cd\nv1,Asha Rao,,,ef@gh\n", []string{`line 3, "v1": the id is that of line 2 as well`}},
		"account twice":        {"csv", header + "v1,Asha Rao,00011020001772,HDFC0000001,\nv2,Ravi Iyer,00011020001772,hdfc0000001,\n", []string{`line 3, "v2": the bank account is that of line 2 as well`}},
		"vpa twice":            {"csv", header + "v1,Asha Rao,,,ab@cd\nv2,Ravi Iyer,,,AB@cd\n", []string{`line 3, "v2": the vpa is that of line 2 as well`}},
		"number in wrong cell": {"csv", header + "00011020001772,Asha Rao,,00011020001772,ab@cd\n", []string{`line 2, "…1772": bank_ifsc must have 11 characters`, `got "…1772" (14 characters)`}},
		"no JSON":              {"json", "x", []string{"is not a JSON object"}},
		"JSON list":            {"json", "[]", []string{"is not a JSON object"}},
		"JSON cut off":         {"json", `{"v1":{"name":"Asha Rao","vpa":"ab@cd"}`, []string{"is cut off"}},
		"JSON goes on":         {"json", `{} {}`, []string{"goes on after its end"}},
		"JSON id twice":        {"json", `{"v1":{"name":"Asha Rao","vpa":"ab@cd"},"v1":{"name":"Asha Rao","vpa":"ef@gh"}}`, []string{`member 2, "v1": the id is that of member 1 as well`}},
		"JSON id as a field":   {"json", `{"v1":{"beneficiary_id":"v1","name":"Asha Rao","vpa":"ab@cd"}}`, []string{`member 1, "v1": beneficiary_id is the key of a member`}},
		"JSON unknown field":   {"json", `{"v1":{"name":"Asha Rao","vpa":"ab@cd","iban":"x"}}`, []string{`member 1, "v1": there is no field "iban"`}},
		"JSON number":          {"json", `{"v1":{"name":"Asha Rao","bank_account_number":11020001772,"bank_ifsc":"HDFC0000001"}}`, []string{`bank_account_number is not a text. Write it in quotes`}},
		"JSON field object":    {"json", `{"v1":"x"}`, []string{"its fields are not an object"}},
	} {
		_, wrong := readDocument(test.form, test.text)
		all := strings.Join(wrong, "\n")
		if !containsAll(all, test.says) {
			t.Errorf("%s: it says\n%s\nand not %q", name, all, test.says)
		}
		wantNoNumber(t, all, "00011020001772", "11020001772")
	}
}

func TestABoundaryOfTheSingleResourceIsOneOfTheSet(t *testing.T) {
	t.Parallel()
	long := header + strings.Repeat("a", 50) + "," + strings.Repeat("a", 100) + "," + strings.Repeat("1", 25) + ",YESB0MAN001," + strings.Repeat("a", 95) + "@bank\n"
	if _, wrong := readDocument("csv", long); len(wrong) > 0 {
		t.Error(wrong)
	}
	if _, wrong := readDocument("csv", strings.Replace(long, ",YES", "1,YES", 1)); len(wrong) != 1 {
		t.Error(wrong)
	}
}

// One document in four forms, one after the other: no call is made, and no form stays in the state.
func TestDocumentThatChangesItsForm(t *testing.T) {
	t.Parallel()
	sim, base := startSimulator(t, testOptions())
	c := setCore(t, base, nil)
	json := `{"v000":{"name":"Asha Rao","bank_account_number":"00011020000000","bank_ifsc":"HDFC0000001"}}`
	state := c.create(object{"csv": vendors(1)})
	sim.ResetRequests()
	for _, config := range []object{{"csv_wo": vendors(1)}, {"json": json}, {"json_wo": json}, {"csv": vendors(1)}, {"json_wo": json}} {
		p := c.plan(state, config)
		next, diags := c.apply(p)
		wantNoErrors(t, diags)
		for _, form := range setForms {
			if want := config[form]; !isWriteOnly(form) && next.read(form) != want || isWriteOnly(form) && next.read(form) != nil {
				t.Errorf("%s is %v", form, next.read(form))
			}
		}
		state = next
	}
	if len(sim.Requests()) != 0 {
		t.Error("calls were made")
	}
}

// The same number at two banks is two accounts.
func TestDocumentWithOneNumberAtTwoBanks(t *testing.T) {
	t.Parallel()
	if _, wrong := readDocument("csv", header+"v1,Asha Rao,00011020001772,HDFC0000001,\nv2,Ravi Iyer,00011020001772,SBIN0000001,\nv3,Ravi Iyer,00011020001773,SBIN0000001,\n"); len(wrong) > 0 {
		t.Error(wrong)
	}
}
