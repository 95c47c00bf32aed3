package beneficiaryset_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/numbertest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// A set is imported by a list of ids, written as such or in a file.
func TestBeneficiarySet_Import_List(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	setCore(t, base, nil).Create(object{"csv": coretest.Vendors(3)})
	file := filepath.Join(t.TempDir(), "ids.txt")
	coretest.Must(t, os.WriteFile(file, []byte("v000\nv001\r\nv002\n"), 0o600))
	for _, id := range []string{"v000,v001, v002", "@" + file} {
		c := setCore(t, base, nil)
		imported, diags := c.Import(id)
		coretest.WantNoErrors(t, diags)
		if p := c.Plan(imported, object{"csv_wo": coretest.Vendors(3)}); p.Action != "none" {
			t.Errorf("%s: with csv_wo the plan is %q", id, p.Action)
		}
		sim.ResetRequests()
		p := c.Plan(imported, object{"csv": coretest.Vendors(3)})
		_, diags = c.Apply(p)
		coretest.WantNoErrors(t, diags)
		if p.Action != "update" || len(sim.Requests()) != 0 {
			t.Errorf("%s: with csv the plan is %q and makes %d calls", id, p.Action, len(sim.Requests()))
		}
	}
}

// An import ends with the run that made it, also if nothing can be read in the next one.
func TestBeneficiarySet_Import_NextRunUnread(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, nil)
	c.Create(object{"csv": coretest.Vendors(3)})
	imported, diags := c.Import("v000,v001,v002")
	coretest.WantNoErrors(t, diags)
	next := setCore(t, base, object{"client_secret": coretest.Unknown{}})
	kept, diags := next.Refresh(imported)
	coretest.WantNoErrors(t, diags)
	p := next.Plan(kept, object{"csv_wo": coretest.Vendors(4)})
	coretest.WantNoErrors(t, p.Diags)
	if p.Action != "update" {
		t.Errorf("the plan is %q", p.Action)
	}
}

// An import of no ids, invalid ids, duplicate ids or unknown ids is refused.
func TestBeneficiarySet_Import_Refused(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	setCore(t, base, nil).Create(object{"csv": coretest.Vendors(3)})
	c := setCore(t, base, nil)
	for id, want := range map[string]string{
		"": "Write the beneficiary ids", "v 1": "letters, digits", "v000,v000": `The import id: duplicate id "v000"`, "v000,nobody": `"nobody"`, "@/does/not/exist": "no such file",
	} {
		_, diags := c.Import(id)
		coretest.WantError(t, diags, "", want)
	}
}

// All problems of a list of ids are one error, which lists a hundred of them: a file of another kind has very many.
func TestBeneficiarySet_Import_ManyProblems(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	file := filepath.Join(t.TempDir(), "ids.txt")
	var lines strings.Builder
	for i := range 100_000 {
		fmt.Fprintf(&lines, "invalid id %d\n", i)
	}
	coretest.Must(t, os.WriteFile(file, []byte(lines.String()), 0o600))
	_, diags := setCore(t, base, nil).Import("@" + file)
	coretest.WantError(t, diags, "", "Invalid import id", `"invalid id 99"`, "\nand 99900 more")
	if len(diags) != 1 {
		t.Errorf("there are %d diagnostics", len(diags))
	}
}

// A file may begin with a byte order mark, and may not be longer than 16 MiB.
func TestBeneficiarySet_Import_File(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	setCore(t, base, nil).Create(object{"csv": coretest.Vendors(3)})
	file := filepath.Join(t.TempDir(), "ids.txt")
	coretest.Must(t, os.WriteFile(file, []byte("\ufeffv000\nv001\r\nv002\n"), 0o600))
	_, diags := setCore(t, base, nil).Import("@" + file)
	coretest.WantNoErrors(t, diags)

	coretest.Must(t, os.WriteFile(file, make([]byte, 17<<20), 0o600))
	_, diags = setCore(t, base, nil).Import("@" + file)
	coretest.WantError(t, diags, "", "Cannot read the list of ids", "longer than 16 MiB")

	_, diags = setCore(t, base, nil).Import("@absent.txt")
	coretest.WantError(t, diags, "", `Reading "absent.txt" failed: `, "A relative path starts in the folder of the root module.")
}

// An import lists twenty lines of the ids that do not exist, and how many more there are.
func TestBeneficiarySet_Import_ManyMissing(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	ids := make([]string, 2500)
	for i := range ids {
		ids[i] = fmt.Sprintf("vendor_%04d", i)
	}
	_, diags := setCore(t, base, nil).Import(strings.Join(ids, ","))
	coretest.WantError(t, diags, "", "Cashfree has no payee for 2500 of the imported ids: ", `"vendor_0919", and 1580 more`)
}

// Where the @ before a file is forgotten, or a document of payees stands in place of a list of ids, there is one
// message. It names the file and the line, says what to do, and shows no account number.
func TestBeneficiarySet_Import_Mistaken(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, nil)
	dir := t.TempDir()
	file := func(name, content string) string {
		coretest.Must(t, os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600))
		return filepath.Join(dir, name)
	}
	const row = "v000,Asha Rao,00011020001772,HDFC0000001,\n"
	for name, test := range map[string]struct {
		id   string
		want []string
	}{
		"no @":                  {file("ids.txt", "v000\nv001\n"), []string{"ids.txt\" is the name of a file", "Write @ before it", "/ids.txt\"."}},
		"no @, no such file":    {"lists/ids.csv", []string{`"lists/ids.csv" is the name of a file`, `"@lists/ids.csv"`}},
		"document":              {"@" + file("vendors.csv", coretest.Header+row+row), []string{"vendors.csv\", line 1 has the header of a document of payees", "the ids alone"}},
		"semicolons, blank row": {"@" + file("semicolons.csv", strings.ReplaceAll("\n"+coretest.Header+row, ",", ";")), []string{"semicolons.csv\", line 2 has the header"}},
		"document as the id":    {coretest.Header + row, []string{"Line 1 has the header of a document of payees"}},
		"rows without a header": {"@" + file("rows.csv", "v000,Asha,00011020001772,HDFC0000001\nv001,Asha Rao,00011020001773,HDFC0000001\n"), []string{"rows.csv\", line 1 has the cells of a payee"}},
		"row as the id":         {"v000,Asha Rao,00011020001772,HDFC0000001", []string{"The import id has the cells of a payee"}},
		"header line":           {"@" + file("header.txt", "beneficiary_id\nv000\nv001\n"), []string{`header.txt", line 1 has the name of a column, "beneficiary_id"`, "Remove that name."}},
		"header of version 1":   {"@" + file("header1.txt", "\r\nbeneId\r\nv000\r\n"), []string{`header1.txt", line 2 has the name of a column, "beneId"`}},
		"header in one line":    {"beneficiary_id,v000,v001", []string{`The import id has the name of a column, "beneficiary_id"`}},
		"document with pipes":   {"@" + file("pipes.csv", strings.ReplaceAll(coretest.Header+row, ",", "|")), []string{`pipes.csv", line 1 has the header of a document`}},
		"JSON":                  {"@" + file("vendors.json", `{"v000":{"name":"Asha Rao","bank_account_number":"00011020001772"}}`), []string{`vendors.json", line 1 is the beginning of a JSON document`}},
		"words as a header":     {"@" + file("header2.txt", "Beneficiary Id\nv000\n"), []string{`header2.txt", line 1 has the name of a column, "Beneficiary Id"`}},
		"invalid id":            {"@" + file("invalid.txt", "v000\n\nv 1\n"), []string{`invalid.txt", line 3: beneficiary_id must have`, `got "v 1"`}},
		"duplicate id":          {"@" + file("twice.txt", "v000\nv001\nv000\n"), []string{`twice.txt", line 3: duplicate id "v000"`}},
	} {
		_, diags := c.Import(test.id)
		coretest.WantError(t, diags, "", append(test.want, "Invalid import id")...)
		text := coretest.Text(diags)
		if numbertest.WantNoneOf(t, text, "00011020001772"); len(diags) != 1 || strings.Count(strings.TrimSpace(text), "\n") > 1 {
			t.Errorf("%s: there are %d messages:\n%s", name, len(diags), text)
		}
	}
}

// PowerShell writes a list of ids in UTF-16. An id can have the ending of a file.
func TestBeneficiarySet_Import_Encoding(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	for _, id := range []string{"v000", "vendor.txt"} {
		sim.Put(simulator.Beneficiary{ID: id, Name: "Asha Rao", VPA: id + "@examplebank", Status: "VERIFIED"})
	}
	file := filepath.Join(t.TempDir(), "ids.txt")
	coretest.Must(t, os.WriteFile(file, []byte("\xff\xfev\x000\x000\x000\x00\r\x00\n\x00"), 0o600))
	for _, id := range []string{"@" + file, "vendor.txt"} {
		_, diags := setCore(t, base, nil).Import(id)
		coretest.WantNoErrors(t, diags)
	}
}

// An import by a document in place of a list of ids shows no account number.
func TestBeneficiarySet_Import_Document(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	_, diags := setCore(t, base, nil).Import("v000,00011020000007")
	numbertest.WantNoneOf(t, coretest.Text(diags), "00011020000007")
	_, diags = setCore(t, base, nil).Import("00011020000007,00011020000007")
	numbertest.WantNoneOf(t, coretest.Text(diags), "00011020000007")
}

// A text in place of an id that may be an account number is not shown.
func TestBeneficiarySet_Import_NumberAsID(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, nil)
	for _, id := range []string{"00011020001772", "0001-1020-0017-72", "00011020001772 ?", "acc 00011020001772"} {
		_, diags := c.Import(id)
		numbertest.WantNoneOf(t, coretest.Text(diags), "00011020001772", "0001-1020-0017-72")
		_, diags = c.Import(id + "," + id)
		numbertest.WantNoneOf(t, coretest.Text(diags), "00011020001772", "0001-1020-0017-72")
	}
}

// An error about a list of ids shows no account number: not one between invalid ids, not a short one, and none with
// letters beside an IFSC. A list of 10 MB has a short error.
func TestBeneficiarySet_Import_Misplaced(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, nil)
	for _, number := range []string{"026291800001191", "SBIN12345678", "12345", "1234567", "AB12345"} {
		for _, list := range []string{"HDFC0000001,%s", "%s,HDFC0000001,%[1]s", "%s ,HDFC0000001\n%[1]s?", "HDFC0000001 %s", "v1,HDFC0000001,a %s b"} {
			_, diags := c.Import(fmt.Sprintf(list, number))
			coretest.WantError(t, diags, "")
			numbertest.WantNoneOf(t, coretest.Text(diags), number, number[:len(number)/2+1])
		}
	}
	for _, number := range []string{"12345", "1234567", "026291800001191"} {
		_, diags := c.Import("vendor_1," + number)
		coretest.WantError(t, diags, "", "no payee for 2", `"vendor_1"`)
		numbertest.WantNoneOf(t, coretest.Text(diags), number)
	}
	for _, long := range []string{strings.Repeat("x", 10<<20), strings.Repeat("?,", 1<<20), strings.Repeat("a,", 1<<20), "@" + strings.Repeat("x", 1<<20)} {
		if _, diags := c.Import(long); len(coretest.ErrorsIn(diags)) > 100_000 || !coretest.HasErrors(diags) {
			t.Errorf("the error about %.10q… has %d bytes", long, len(coretest.Text(diags)))
		}
	}
}

// A plan that imports a set changes nobody. The import command ends before the next plan, which may.
func TestBeneficiarySet_Import_Changes(t *testing.T) {
	t.Parallel()
	sim, c := inProcess(t)
	c.Create(object{"csv": coretest.Vendors(3)})
	writes := len(sim.Journal())
	for name, test := range map[string]struct{ document, counts string }{
		"removed": {coretest.Vendors(2), "removes 1: v002"}, "all removed": {coretest.Vendors(0), "The document has no members."},
		"added":        {coretest.Vendors(4), "adds 1: v003"},
		"account":      {coretest.Vendors(3, "00011020000001", "99911020000001"), "account or UPI address of 1: v001"},
		"leading zero": {coretest.Vendors(3, "00011020000001", "11020000001"), "leading zeros"},
		"name":         {coretest.Vendors(3, "v001,Asha Rao", "v001,Asha R Rao"), "other fields of 1: v001"},
		"renamed":      {coretest.Vendors(3, "v001,", "w001,"), "v001 to w001"},
	} {
		for _, argument := range []string{"csv", "csv_wo"} {
			importing := inProcessCore(t, sim, nil)
			imported, diags := importing.Import("v000,v001,v002")
			coretest.WantNoErrors(t, diags)
			config := object{argument: test.document}
			coretest.WantError(t, importing.Plan(imported, config).Diags, "", "Import would change members", test.counts, "No member was changed.")

			open := importing.Plan(imported, object{argument: coretest.Unknown{}}) // and known in the apply
			coretest.WantNoErrors(t, open.Diags)
			open.Config = coretest.ValueOf(t, c.Type, config)
			_, diags = importing.Apply(open)
			coretest.WantError(t, diags, "", "Import would change members")
			if len(sim.Journal()) != writes {
				t.Fatalf("%s: something was written", name)
			}

			next := inProcessCore(t, sim, nil) // after the import command
			refreshed, diags := next.Refresh(imported)
			coretest.WantNoErrors(t, diags)
			coretest.WantNoErrors(t, next.Plan(refreshed, config).Diags)
		}
	}
}

// After an import, the set changes like any other one.
func TestBeneficiarySet_Import_ThenChange(t *testing.T) {
	t.Parallel()
	sim, c := inProcess(t)
	c.Create(object{"csv": coretest.Vendors(3)})
	importing := inProcessCore(t, sim, nil)
	imported, diags := importing.Import("v000,v001,v002")
	coretest.WantNoErrors(t, diags)
	applied, diags := importing.Apply(importing.Plan(imported, object{"csv": coretest.Vendors(3)}))
	coretest.WantNoErrors(t, diags)
	changed := importing.Plan(applied, object{"csv": coretest.Vendors(2)}) // also without a refresh
	coretest.WantNoErrors(t, changed.Diags)
	_, diags = importing.Apply(changed)
	coretest.WantNoErrors(t, diags)
	if all := sim.All(); len(all) != 2 {
		t.Errorf("%d payees exist", len(all))
	}
}

// A plan that imports a set and replaces it is refused, whatever the limits allow.
func TestBeneficiarySet_Import_Replaced(t *testing.T) {
	t.Parallel()
	sim, c := inProcess(t)
	c.Create(object{"csv": coretest.Vendors(3)})
	importing := inProcessCore(t, sim, nil)
	imported, diags := importing.Import("v000,v001,v002")
	coretest.WantNoErrors(t, diags)
	first := importing.Plan(imported, object{"csv_wo": coretest.Vendors(3)})
	coretest.WantNoErrors(t, first.Diags)
	// as core does for -replace
	second := importing.PlanWith(t.Context(), nil, first.Private, coretest.ValueOf(t, c.Type, unlimited(coretest.Vendors(3))))
	coretest.WantError(t, second.Diags, "", "Import would change members", "replace the set and so remove its 3 members")
}

// A member without a summary, as a damaged answer to an earlier version left it, is no import. Once it is proven not to
// exist it leaves the state, and as long as it exists a refresh completes it.
func TestBeneficiarySet_Read_EmptySummary(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, nil)
	created := c.Create(object{"csv_wo": coretest.Vendors(3)})
	damaged, err := tftypes.Transform(created.State, func(at *tftypes.AttributePath, value tftypes.Value) (tftypes.Value, error) {
		if path := at.String(); strings.Contains(path, `"members"`) && (strings.Contains(path, "v000") || strings.Contains(path, "v001")) {
			return tftypes.NewValue(tftypes.String, ""), nil
		}
		return value, nil
	})
	coretest.Must(t, err)
	sim.Remove("v001")
	refreshed, diags := c.Refresh(&coretest.Instance{State: damaged, Private: created.Private})
	coretest.WantNoErrors(t, diags)
	if refreshed.Get("members.v000") != created.Get("members.v000") || refreshed.Get("members.v001") != nil || refreshed.Get("members.v002") == nil {
		t.Errorf("the state is %s", refreshed.State)
	}
}
