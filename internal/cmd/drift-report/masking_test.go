package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

// Account numbers are masked in every spelling, and invisible characters are shown. Ids keep what is not an account
// number.
func TestMasker(t *testing.T) {
	t.Parallel()
	m := masker{grammar.NewMasker(nil, []string{"00011020001772", "4711", "ab12cd"})}
	for text, want := range map[string]string{
		"Asha Rao":                   "Asha Rao",
		"HDFC0000001":                "HDFC0000001",
		"":                           "",
		"a\nb":                       "a⟨U+000A⟩b",
		"a\u00a0b":                   "a⟨U+00A0⟩b",
		"Asha \u202eoaR\u202c":       "Asha ⟨U+202E⟩oaR⟨U+202C⟩",
		"As\u200bha\u3164\ufeff":     "As⟨U+200B⟩ha⟨U+3164⟩⟨U+FEFF⟩",
		"Asha\U000e0041\ufe0f":       "Asha⟨U+E0041⟩⟨U+FE0F⟩",
		"account 00011020001772":     "account …1772",
		"0001 1020 0017 72":          "…1772",
		"0001.1020.0017.72":          "…1772",
		"0001/1020/0017/72":          "…1772",
		"other 99998888777766":       "other …7766",
		"9876543210":                 "…3210",
		"pin 4711":                   "pin …", // an account number of this plan, however short
		"x4711y":                     "x…y",
		"AB12CD":                     "…",
		"4712":                       "4712",
		"0001\u200b1020\u200b001772": "…1772",
		"٠٠٠١١٠٢٠٠٠١٧٧٢":             "…1772",
		"００011020001７72":             "…1772",
		strings.Repeat("x", 250):     strings.Repeat("x", 200) + "… (50 characters more)",
	} {
		if got := m.text(text); got != want {
			t.Errorf("%q is shown as %q, want %q", text, got, want)
		}
	}
	for id, want := range map[string]string{
		"vendor_20240001":        "vendor_20240001", // people need it whole
		"vendor_00011020001772":  "vendor_…1772",
		"vendor_99998888777766":  "vendor_…7766",
		"emp4711":                "emp…",
		"it[\"00011020001772\"]": "it[\"…1772\"]",
		"vendor_\u202e1":         "vendor_⟨U+202E⟩1",
	} {
		if got := m.id(id); got != want {
			t.Errorf("the id %q is shown as %q, want %q", id, got, want)
		}
	}
}

// No account number of a real plan is in any form of its report.
func TestMasker_RealPlans(t *testing.T) {
	t.Parallel()
	plans, err := filepath.Glob("testdata/*.plan.json")
	if err != nil || len(plans) == 0 {
		t.Fatal("no plans: ", err)
	}
	for _, name := range plans {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		lacksNumbers(t, name, data)
	}
}

// Account numbers are masked wherever people can type: in ids, addresses of resources, names and messages.
func TestMasker_WrongPlace(t *testing.T) {
	t.Parallel()
	for name, spelled := range map[string]string{
		"as it is": ashaNumber, "in groups": "0001 1020 0017 72", "with points": "0001.1020.0017.72", "without width": "0001\u200b1020\u200b001772",
	} {
		before := asha("beneficiary_id", "v_"+spelled, "name", "Asha "+spelled, "contact.address", spelled, "contact.email", spelled+"@example.com")
		after := asha("beneficiary_id", "w_"+spelled, "name", "Rao "+spelled, "contact.address", "12 "+spelled, "instrument.vpa", spelled+"@upi")
		data := planOf(t, resource(typeBeneficiary, update, before, after, "address", "x.y[\""+spelled+"\"]"),
			resource(typeBeneficiary, replace, after, planned(before), "address", "x.y[\""+spelled+"\"]"),
			"checks", []object{{"address": object{"to_display": "check." + spelled}, "status": "fail",
				"instances": []object{{"problems": []object{{"message": "No money in " + spelled}}}}}})
		lacksNumbers(t, name, data)
	}
}

// Account numbers of the document of a set are masked, including short ones.
func TestMasker_Document(t *testing.T) {
	t.Parallel()
	for name, document := range map[string]object{
		"csv":  {"csv": "\ufeffbank_account_number, name ,beneficiary_id\n4711,Asha Rao,a\n\"AB12CD\",Bina Rao,b\n"},
		"tsv":  {"csv": "sep=\t\nbeneId\tBank Account Number\n \"a\" \t4711\nb\tAB12CD\n"},
		"v1":   {"json": `{"a":{"bankAccount":"4711"},"b":{"bankAccount":"AB12CD"}} {`},
		"json": {"json": `{"a":{"name":"Asha Rao","bank_account_number":"4711"},"b":{"bank_account_number":"AB12CD"}}`},
	} {
		before := with(setOf("emp4711", anil, "b", "Bina AB12CD, …2CD"), object2list(document)...)
		report := reportOf(t, planOf(t, nil, resource(typeSet, update, before, with(setOf("b", "Bina Rao, …2CD"), object2list(document)...))))
		for form, text := range forms(t, report) {
			if strings.Contains(text, "emp4711") || strings.Contains(text, "AB12CD") {
				t.Errorf("%s: an account number is in the %s form:\n%s", name, form, text)
			}
		}
	}
}

func object2list(o object) []any {
	var list []any
	for name, value := range o {
		list = append(list, name, value)
	}
	return list
}

var (
	plainNumber = regexp.MustCompile(`"bank_account_number": ?"([^"]+)"`)
	documents   = regexp.MustCompile(`"csv": ?"((?:[^"\\]|\\.)*)"`)
	harmless    = regexp.MustCompile(`[0-9a-f]{64}|sha256-[A-Za-z0-9+/=]+`)
	longRun     = regexp.MustCompile(`[0-9](?:[ .-]?[0-9]){8,}`)
	times       = regexp.MustCompile(`[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]+Z|198(\.[0-9]+){3}`)
)

// lacksNumbers checks that no form of the report has an account number of the plan, or a long number.
func lacksNumbers(t *testing.T, name string, data []byte) {
	t.Helper()
	var canaries []string
	for _, match := range plainNumber.FindAllSubmatch(data, -1) {
		canaries = append(canaries, string(match[1]))
	}
	for _, match := range documents.FindAllSubmatch(data, -1) {
		for line := range strings.SplitSeq(string(match[1]), `\n`) {
			if cells := strings.Split(line, ","); len(cells) > 2 && strings.ContainsAny(cells[2], "0123456789") {
				canaries = append(canaries, cells[2])
			}
		}
	}
	if len(canaries) == 0 && strings.Contains(name, "payees") {
		t.Fatalf("%s has no account number that could leak", name)
	}
	for form, text := range forms(t, reportOf(t, data)) {
		text = times.ReplaceAllString(harmless.ReplaceAllString(text, ""), "")
		seen := strings.Map(func(r rune) rune {
			if unicode.IsDigit(r) || unicode.IsLetter(r) {
				return r
			}
			return -1
		}, text)
		for _, canary := range canaries {
			if strings.Contains(text, canary) || strings.Contains(seen, canary) {
				t.Errorf("%s: %s is in the %s form", name, canary, form)
			}
		}
		if run := longRun.FindString(text); run != "" {
			t.Errorf("%s: the %s form has the number %s", name, form, run)
		}
	}
}

// The JSON form decodes to the report, and texts in it are not escaped for HTML.
func TestJSON(t *testing.T) {
	t.Parallel()
	report := reportOf(t, planOf(t, nil, resource(typeBeneficiary, create, nil, planned(asha("name", "<script>&")))))
	data, err := asJSON(report)
	if err != nil {
		t.Fatal(err)
	}
	var back Report
	if err := json.Unmarshal(data, &back); err != nil || back.Changes[0].Name != "<script>&" || back.Format != Format {
		t.Errorf("%v: %+v", err, back)
	}
}
