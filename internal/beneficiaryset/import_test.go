package beneficiaryset_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/numbertest"
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

// An import of no ids, invalid ids, duplicate ids or unknown ids is refused.
func TestBeneficiarySet_Import_Refused(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	setCore(t, base, nil).Create(object{"csv": coretest.Vendors(3)})
	c := setCore(t, base, nil)
	for id, want := range map[string]string{
		"": "Write the beneficiary ids", "v 1": "letters, digits", "v000,v000": `Duplicate id "v000"`, "v000,nobody": `"nobody"`, "@/does/not/exist": "no such file",
	} {
		_, diags := c.Import(id)
		coretest.WantError(t, diags, "", want)
	}
}

// All problems of a list of ids are one error, which lists two thousand of them: a file of another kind has very many.
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
	coretest.WantError(t, diags, "", "Invalid import id", `"invalid id 1999"`, "\nand 98000 more")
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
}

// An import lists two thousand of the ids that do not exist, and how many more there are.
func TestBeneficiarySet_Import_ManyMissing(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	ids := make([]string, 2500)
	for i := range ids {
		ids[i] = fmt.Sprintf("vendor_%04d", i)
	}
	_, diags := setCore(t, base, nil).Import(strings.Join(ids, ","))
	coretest.WantError(t, diags, "", "Cashfree has no payee for 2500 of the imported ids: ", `"vendor_1999", and 500 more`)
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
