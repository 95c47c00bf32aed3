package beneficiaryset_test

import (
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/numbertest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

const (
	oldHeader  = "beneficiary_id,name,vpa,email,postal_code\n"
	oldMembers = oldHeader + "v1,M/s. Rao 2 Traders,rao@examplebank,,\nv2,Asha Rao,asha@examplebank,,41100\nv3,Ravi Iyer,ravi@examplebank,,411001\n"
)

// importedMembers is a set of payees of whom two have what nobody can be added with any more.
func importedMembers(t *testing.T) (sim *simulator.Simulator, base string, c *coretest.Core, imported *coretest.Instance) {
	t.Helper()
	sim, base = coretest.StartSimulator(t, coretest.SimulatorOptions())
	for _, b := range []simulator.Beneficiary{
		{ID: "v1", Name: "M/s. Rao 2 Traders", VPA: "rao@examplebank"},
		{ID: "v2", Name: "Asha Rao", VPA: "asha@examplebank", PostalCode: "41100"},
		{ID: "v3", Name: "Ravi Iyer", VPA: "ravi@examplebank", PostalCode: "411001"},
	} {
		b.Status = "VERIFIED"
		sim.Put(b)
	}
	c = setCore(t, base, nil)
	imported, diags := c.Import("v1,v2,v3")
	coretest.WantNoErrors(t, diags)
	imported, diags = c.Refresh(imported) // the import command has ended
	coretest.WantNoErrors(t, diags)
	return sim, base, c, imported
}

// Members keep values that Cashfree refuses for a new payee, also under another key and beside members that change.
func TestBeneficiarySet_ExistingOnly_Kept(t *testing.T) {
	t.Parallel()
	sim, base, c, imported := importedMembers(t)
	if diags := c.Validate(object{"csv_wo": oldMembers}); len(diags) > 0 {
		t.Errorf("a document for members that exist is not accepted in silence: %s", coretest.Text(diags))
	}
	if p := c.Plan(imported, object{"csv_wo": oldMembers}); p.Action != "none" || coretest.HasErrors(p.Diags) {
		t.Fatalf("the plan is %q: %s", p.Action, coretest.Text(p.Diags))
	}
	otherKey := setCore(t, base, object{"fingerprint_key": "a key of another pipeline, long enough"})
	if p := otherKey.Plan(imported, object{"csv_wo": oldMembers}); p.Action != "none" || coretest.HasErrors(p.Diags) {
		t.Fatalf("under another key the plan is %q: %s", p.Action, coretest.Text(p.Diags))
	}

	before := len(sim.Journal())
	changed := strings.Replace(oldMembers, "Ravi Iyer", "Ravi R Iyer", 1) + "v4,Chitra Iyer,chitra@examplebank,,\n"
	p := c.Plan(imported, object{"csv": changed})
	coretest.WantNoErrors(t, p.Diags)
	applied, diags := c.Apply(p)
	coretest.WantNoErrors(t, diags)
	if writes := len(sim.Journal()) - before; writes != 3 { // v3 removed and added, v4 added
		t.Errorf("Cashfree saw %d writes", writes)
	}
	if again := c.Plan(applied, object{"csv": changed}); again.Action != "none" {
		t.Errorf("the next plan is %q", again.Action)
	}
}

// While the credentials are unknown, a plan leaves open which members change. That sends none of the members that keep
// such a value.
func TestBeneficiarySet_ExistingOnly_CredentialsUnknown(t *testing.T) {
	t.Parallel()
	sim, base, c, imported := importedMembers(t)
	unready := setCore(t, base, object{"client_secret": coretest.Unknown{}})
	for name, config := range map[string]object{
		"another member changes": {"csv_wo": strings.Replace(oldMembers, "Ravi Iyer", "Ravi R Iyer", 1)},
		"another form":           {"csv": oldMembers},
	} {
		p := unready.Plan(imported, config)
		if p.Action != "update" || coretest.HasErrors(p.Diags) {
			t.Fatalf("%s: the plan is %q: %s", name, p.Action, coretest.Text(p.Diags))
		}
		_, diags := c.Apply(p)
		coretest.WantNoErrors(t, diags)
	}
	for _, event := range sim.Journal() {
		if event.Kind != "created" && event.ID != "v3" {
			t.Errorf("%s was %s", event.ID, event.Kind)
		}
	}

	renamed := object{"csv_wo": strings.Replace(oldMembers, "Rao 2", "Rao 3", 1)}
	coretest.WantError(t, unready.Plan(imported, renamed).Diags, "", "1 error", `"v1": name must have`, `got "M/s. Rao 3 Traders"`)
	mailed := object{"csv_wo": strings.Replace(oldMembers, "bank,,41100\n", "bank,a@b.cd,41100\n", 1), "timeouts": object{"read": "1m"}}
	p := unready.Plan(imported, mailed)
	coretest.WantNoErrors(t, p.Diags)
	_, diags := c.Apply(p)
	coretest.WantError(t, diags, "", "1 error", `"v2": postal_code must have`)
}

// Such a value is an error where the member would be sent.
func TestBeneficiarySet_ExistingOnly_Sent(t *testing.T) {
	t.Parallel()
	sim, _, c, imported := importedMembers(t)
	before := len(sim.Journal())
	for name, test := range map[string]struct {
		prior   *coretest.Instance
		members string
		want    []string
	}{
		"all new": {nil, oldMembers, []string{"2 errors in csv_wo", `line 2, "v1": name must have`, `line 3, "v2": postal_code must have six digits and not start with 0, got 5 characters`}},
		"one new": {imported, oldMembers + "v4,Rao & Sons,sons@examplebank,,\n", []string{"1 error", `line 5, "v4": name must have`, `got "Rao & Sons"`}},
		"renamed": {imported, strings.Replace(oldMembers, "Rao 2", "Rao 3", 1), []string{"1 error", `line 2, "v1": name must have`, `got "M/s. Rao 3 Traders"`}},
		"changed in what the summary hides": {imported, strings.Replace(oldMembers, "bank,,41100\n", "bank,a@b.cd,41100\n", 1),
			[]string{"1 error", `line 3, "v2": postal_code must have`}},
	} {
		t.Run(name, func(t *testing.T) {
			coretest.WantError(t, c.Plan(test.prior, object{"csv_wo": test.members}).Diags, "", test.want...)
		})
	}
	unknown := c.Plan(imported, object{"csv_wo": coretest.Unknown{}})
	coretest.WantNoErrors(t, unknown.Diags)
	unknown.Config = coretest.ValueOf(t, c.Type, object{"csv_wo": oldMembers + "v4,Rao & Sons,sons@examplebank,,\n"})
	_, diags := c.Apply(unknown)
	coretest.WantError(t, diags, "", `line 5, "v4": name must have`)
	if writes := len(sim.Journal()) - before; writes != 0 {
		t.Errorf("Cashfree saw %d writes", writes)
	}
}

// A member keeps a name of version 1 whatever digits it holds: it is imported, stands in the summary as it is, and no
// plan changes it. The addition of such a member is refused, and the message masks what can be an account number.
func TestBeneficiarySet_ExistingOnly_NumberInName(t *testing.T) {
	t.Parallel()
	names := []string{"Kirana Store 560001", "Ramesh 9876543210", "Stores 29ABCDE1234F1Z5", "Rao 50100123456789", "രാജന്\u200d"}
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	document, ids := oldHeader, make([]string, len(names))
	for i, name := range names {
		ids[i] = "v" + string(rune('0'+i))
		sim.Put(simulator.Beneficiary{ID: ids[i], Name: name, VPA: ids[i] + "@examplebank", Status: "VERIFIED"})
		document += ids[i] + "," + name + "," + ids[i] + "@examplebank,,\n"
	}
	c := setCore(t, base, nil)
	imported, diags := c.Import(strings.Join(ids, ","))
	coretest.WantNoErrors(t, diags)
	imported, diags = c.Refresh(imported)
	coretest.WantNoErrors(t, diags)
	for i, name := range names {
		if summary := imported.Get("members." + ids[i]); summary != name+", "+ids[i]+"@examplebank" {
			t.Errorf("the summary is %q", summary)
		}
	}
	p := c.Plan(imported, object{"csv_wo": document})
	coretest.WantNoErrors(t, p.Diags)
	if p.Action != "none" {
		t.Errorf("the plan is %q", p.Action)
	}
	refused := c.Plan(nil, object{"csv_wo": document}).Diags
	coretest.WantError(t, refused, "", "5 errors", `"v0": name must have`, "Kirana Store …", `line 5, "v3"`)
	coretest.WantError(t, setCore(t, base, nil).Plan(nil, object{"csv_wo": oldHeader + "v9,Rao 50100123456789,v9@examplebank,,\n"}).Diags, "", "Rao …6789")
	numbertest.WantNoneOf(t, coretest.Text(append(refused, p.Diags...)), "9876543210", "29ABCDE1234F1Z5", "50100123456789")
}
