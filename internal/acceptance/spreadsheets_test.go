package acceptance

import (
	"encoding/binary"
	"os"
	"strings"
	"testing"
	"unicode/utf16"
)

// setFrom returns a set whose document is an expression.
func setFrom(expression string) string {
	return "resource \"cashfree_payout_beneficiary_set\" \"vendors\" {\n  csv_wo = " + expression + "\n}\n"
}

// littleEndian returns a text in UTF-16, as Windows programs write it.
func littleEndian(text string) string {
	var encoded []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		encoded = binary.LittleEndian.AppendUint16(encoded, unit)
	}
	return string(encoded)
}

// TestAccBeneficiarySet_Spreadsheets shows that what a spreadsheet makes of a document reaches the provider and is no
// change, in each encoding that the CLI lets through.
func TestAccBeneficiarySet_Spreadsheets(t *testing.T) {
	w := newWorkspace(t)
	document := vendorsCSV(3)
	w.writeFile("vendors.csv", document)
	w.writeConfig(setFrom(`file("vendors.csv")`))
	w.apply()
	exported := strings.ReplaceAll(strings.ReplaceAll(document, ",", ";"), "\n", "\r\n") + ";;;;;\r\n"
	for name, spelling := range map[string]struct{ content, expression string }{
		"semicolons":           {exported, `file("vendors.csv")`},
		"UTF-8 with a mark":    {"\ufeff" + exported, `file("vendors.csv")`},
		"UTF-16 decoded":       {littleEndian("\ufeff" + exported), `textdecodebase64(filebase64("vendors.csv"), "UTF-16LE")`},
		"UTF-16 of one script": {littleEndian(exported), `file("vendors.csv")`},
		"names of the API":     {strings.Replace(document, "beneficiary_id,name", "beneId,Beneficiary Name", 1), `file("vendors.csv")`},
	} {
		t.Log(name)
		w.writeFile("vendors.csv", spelling.content)
		w.writeConfig(setFrom(spelling.expression))
		w.wantEmptyPlan()
	}
	w.writeFile("vendors.csv", strings.Replace(document, vendorAccountPrefix+"00000001", "1.1E+13", 1))
	w.writeConfig(setFrom(`file("vendors.csv")`))
	wantTexts(t, w.wantPlanError(), `line 3, "v00001": bank_account_number is a number in scientific`)
}

// TestAccBeneficiarySet_OtherExport shows that the block of the documentation that picks the columns of an export makes
// a set of it, with blank rows in it.
func TestAccBeneficiarySet_OtherExport(t *testing.T) {
	page, err := os.ReadFile("../../templates/resources/payout_beneficiary_set.md.tmpl")
	if err != nil {
		t.Fatal(err)
	}
	recipe := ""
	for _, block := range terraformBlock.FindAllStringSubmatch(string(page), -1) {
		if strings.Contains(block[2], "csvdecode") {
			recipe = block[2]
		}
	}
	w := newWorkspace(t)
	w.writeConfig(recipe)
	w.writeFile("export.csv", "Vendor code,Payee,Account no,IFSC code,Mail,Amount,GSTIN\n"+
		"vendor_asha,Asha Rao,00011020001772,HDFC0000001,asha@example.com,500.50,29ABCDE1234F1Z5\n,,,,,,\n"+
		"vendor_bharat,Bharat Traders,026291800001191,YESB0000262,,1,\n")
	w.apply()
	w.wantEmptyPlan()
	if all := w.sim.All(); len(all) != 2 || all[0].BankAccountNumber != "00011020001772" {
		t.Errorf("the payees are %+v", all)
	}
}
