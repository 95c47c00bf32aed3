package acceptance

import (
	"fmt"
	"strings"
	"testing"
)

// TestAccRedaction_FaultyValues shows that errors about misplaced account numbers and keys do not repeat them.
func TestAccRedaction_FaultyValues(t *testing.T) {
	forEachLog(t, func(w *redactionTest) {
		var config strings.Builder
		w.addFaultyBeneficiaries(&config)
		w.addFaultyDocuments(&config)
		key := w.fileExpression("key", bareKey(w.sim.PublicKeyPEM()))
		fmt.Fprintf(&config, `
resource "cashfree_payout_signing_key" "path" { public_key_path = %[1]s }
resource "cashfree_payout_signing_key" "variable" { public_key_variable = %[1]s }
resource "cashfree_payout_beneficiary" "written_out" {
  beneficiary_id = "v"
  name           = "Asha Rao"
  instrument     = { bank_account_number = "%[2]s" }
}
resource "cashfree_payout_beneficiary" "in_lines" {
  beneficiary_id = "v"
  name           = "Asha Rao"
  instrument = {
    bank_account_number    = "%[2]s-"
    bank_account_number_wo = "%[2]s"
  }
}
data "cashfree_payout_beneficiary" "written_out" {
  bank_account_number = "%[3]s-"
  bank_ifsc           = "HDFC0000001"
}
data "cashfree_payout_beneficiary" "incomplete" {
  bank_account_number = "%[4]s"
}
`, key, w.secretAccount("written out"), w.secretAccount("looked for"), w.secretAccount("incomplete"))
		w.writeConfig(config.String())
		output := w.runKeeping(1, "plan", "-input=false")
		for _, argument := range []string{"csv", "csv_wo", "json", "json_wo"} {
			wantTexts(w.T, output, "errors in "+argument)
		}
		for _, field := range []string{"beneficiary_id", "instrument.bank_account_number", "instrument.bank_account_number_wo", "bank_account_number", "bank_ifsc", "email", "phone"} {
			wantTexts(w.T, output, "Cashfree would refuse this "+field)
		}
		wantTexts(w.T, output, "Invalid vpa", "Invalid postal_code")
		wantTexts(w.T, output, "Account number without an IFSC", "Key text in")

		// A payee that exists can have such a name, so only the plan of a new one refuses it.
		w.writeConfig(fmt.Sprintf("resource \"cashfree_payout_beneficiary\" \"name\" {\n beneficiary_id = \"v\"\n name = %s\n"+
			" instrument = { vpa = \"a.b@upi\" }\n}\n", w.fileExpression("new", w.secretAccount("name of a new payee"))))
		wantTexts(w.T, w.runKeeping(1, "plan", "-input=false"), "Cashfree would refuse this name")
	})
}

// addFaultyBeneficiaries adds beneficiaries with an account number in each wrong place.
func (w *redactionTest) addFaultyBeneficiaries(config *strings.Builder) {
	for name, fault := range map[string]string{
		"dashes": `instrument = { bank_account_number = "${NUMBER}-", bank_ifsc = "HDFC0000001" }`,
		"long":   `instrument = { bank_account_number_wo = "${NUMBER}${NUMBER}", bank_ifsc = "HDFC0000001" }`,
		"ifsc":   `instrument = { bank_account_number = "12345678", bank_ifsc = NUMBER }`,
		"vpa":    `instrument = { vpa = NUMBER }`,
		"email":  "instrument = { vpa = \"a.b@upi\" }\n contact = { email = NUMBER }",
		"phone":  "instrument = { vpa = \"a.b@upi\" }\n contact = { phone = NUMBER }",
		"postal": "instrument = { vpa = \"a.b@upi\" }\n contact = { postal_code = NUMBER }",
	} {
		fmt.Fprintf(config, "resource \"cashfree_payout_beneficiary\" %q {\n beneficiary_id = %[1]q\n name = \"Asha Rao\"\n %s\n}\n",
			name, strings.ReplaceAll(fault, "NUMBER", w.fileExpression(name, w.secretAccount(name))))
	}
	named := w.fileExpression("name", w.secretAccount("name"))
	fmt.Fprintf(config, "resource \"cashfree_payout_beneficiary\" \"name\" {\n beneficiary_id = \"+${%[1]s}\"\n name = %[1]s\n instrument = {}\n}\n", named)
}

// addFaultyDocuments adds sets of documents with an account number in each wrong place, and of broken documents.
func (w *redactionTest) addFaultyDocuments(config *strings.Builder) {
	table, object := "beneficiary_id,name,bank_account_number,bank_ifsc,vpa,email,phone\n", "{"
	for i, field := range strings.Split("beneficiary_id,name,bank_account_number,bank_ifsc,vpa,email,phone", ",") {
		number := w.secretAccount(field + " of a document")
		cells := strings.Split(fmt.Sprintf("m%d,Asha Rao,12345678%d,HDFC0000001,,,", i, i), ",")
		cells[i] = number + " /"
		table += strings.Join(cells, ",") + "\n"
		object += fmt.Sprintf(`"%s%d": {"name": "Asha Rao", %q: %s, "%s": "x"}, `, number, i, field, number, number)
	}
	for name, document := range map[string]string{
		"table":    table,
		"headless": "v1,Asha Rao," + w.secretAccount("no header") + ",HDFC0000001\n",
		"torn":     "beneficiary_id,name\n\"v1\" " + w.secretAccount("torn") + ",Asha\n" + `v2,"` + w.secretAccount("open") + "\n",
	} {
		w.addSets(config, name, document, "csv")
	}
	for name, document := range map[string]string{
		"object": object + `"twice": {}, "twice": {}}`,
		"broken": `{"v1": {"bank_account_number": ` + w.secretAccount("broken") + `x`,
		"array":  `["` + w.secretAccount("array") + `"]`,
		"after":  `{} "` + w.secretAccount("after") + `"`,
	} {
		w.addSets(config, name, document, "json")
	}
}

// addSets adds two sets of one document: by a plain argument, csv or json, and by its write-only form.
func (w *redactionTest) addSets(config *strings.Builder, name, document, format string) {
	w.writeFile(name+"."+format, document)
	for _, argument := range []string{format, format + "_wo"} {
		fmt.Fprintf(config, "resource \"cashfree_payout_beneficiary_set\" \"%s_%s\" { %[2]s = file(\"%[1]s.%[3]s\") }\n", name, argument, format)
	}
}

// TestAccRedaction_ProviderBlock shows that errors about the provider block and about arguments of functions repeat no
// secret.
func TestAccRedaction_ProviderBlock(t *testing.T) {
	forEachLog(t, func(w *redactionTest) {
		var config strings.Builder
		key := w.sim.PublicKeyPEM()
		w.secrets["a password"], w.secrets["a broken secret"] = "hunter2_password_canary", "cfsk broken canary 1c9"
		w.secrets["a short key"] = "canary short 3b"
		withPassword := "user:" + w.secrets["a password"] + "@example.com/payout"
		for name, tc := range map[string]struct{ arguments, value string }{
			"unsendable":  {"client_secret = SECRET", w.secrets["a broken secret"]},
			"in_block":    {"client_secret = \"" + w.secrets["a broken secret"] + "\"", ""},
			"pem_block":   {"public_key_pem = <<-PEM\n" + strings.ReplaceAll(key, "PUBLIC", "PRIVATE") + "\nPEM\n", ""},
			"short_block": {"fingerprint_key = \"" + w.secrets["a short key"] + "\"", ""},
			"url_block":   {"base_url = \"https://" + withPassword + "\"", ""},
			"query_block": {"v1_base_url = \"https://example.com/?secret=" + w.secrets["a password"] + "\"", ""},
			"path_block":  {"public_key_path = <<-PEM\n" + key + "\nPEM\n", ""},
			"unknown":     {"client_secret = terraform_data.secret.output", ""},
			"password":    {"base_url = SECRET", "https://" + withPassword},
			"unencrypted": {"base_url = SECRET", "http://" + withPassword},
			"no_url":      {"base_url = SECRET", "://" + withPassword},
			"query":       {"v1_base_url = SECRET", "https://example.com/?secret=" + w.secrets["a password"]},
			"damaged":     {"public_key_pem = SECRET", strings.Replace(key, "BEGIN", "BEGUN", 1)},
			"private":     {"public_key_pem = SECRET", strings.ReplaceAll(key, "PUBLIC", "PRIVATE")},
			"both":        {"public_key_pem = SECRET\n public_key_path = \"key.pem\"", key},
			"misplaced":   {"public_key_path = SECRET", key},
			"bare":        {"public_key_path = SECRET", bareKey(key)},
			"short":       {"fingerprint_key = substr(SECRET, 0, 15)", awkwardSecret},
		} {
			arguments := strings.ReplaceAll(tc.arguments, "SECRET", w.sensitiveVariable(&config, name, tc.value))
			fmt.Fprintf(&config, "provider \"cashfree\" {\n alias = %[1]q\n %s\n}\ndata \"cashfree_payout_balance\" %[1]q { provider = cashfree.%[1]s }\n", name, arguments)
		}
		number := w.sensitiveVariable(&config, "passed", w.secretAccount("passed to a function"))
		for name, call := range map[string]string{
			"ifsc": "ifsc(" + number + ")", "vpa": "vpa(" + number + ")", "id": "beneficiary_id(" + number + `, "")`,
		} {
			fmt.Fprintf(&config, "output %q {\n value = provider::cashfree::%s\n sensitive = true\n}\n", name, call)
		}
		config.WriteString("resource \"terraform_data\" \"secret\" { input = \"unknown for now\" }\n")
		w.writeConfig(config.String())
		wantTexts(w.T, w.runKeeping(1, "plan", "-input=false"), "contains white space", "contains a user name or password", "contains a query", "is not an absolute URL",
			"has no line -----BEGIN", "this is a private key", "Key text in public_key_path", "Two public keys", "Short fingerprint_key", "not known yet", "Invalid function argument")
	})
}
