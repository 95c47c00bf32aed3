package provider

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// rao was added with version 1 of the API, which took a name and a PIN code that nobody can be added with any more.
func rao() object {
	return with(with(asha(), "name", "M/s. Rao 2 Traders"), "contact.postal_code", "41100")
}

// importedRao is that payee, as Cashfree has it and as an import records it.
func importedRao(t *testing.T, block object) (*simulator.Simulator, *core, *instance) {
	t.Helper()
	sim, base := startSimulator(t, testOptions())
	c := newCore(t, providerFor(base, block))
	newCore(t, providerFor(base, nil)).create(asha())
	sim.Update("vendor_0042", func(b *simulator.Beneficiary) { b.Name, b.PostalCode = "M/s. Rao 2 Traders", "41100" })
	sim.ResetRequests()
	imported, diags := c.importByID("vendor_0042")
	wantNoErrors(t, diags)
	return sim, c, imported
}

func TestAnOldNameIsWarnedAboutAndRefusedForANewPayee(t *testing.T) {
	t.Parallel()
	c := newCore(t, providerFor("http://127.0.0.1:1/payout", nil))
	for path, values := range map[string][]string{
		"name":                {"M/s. Rao 2 Traders", "Asha 2", "A. Rao", "Rao & Sons", "Åsa"},
		"contact.postal_code": {"41100", "011001"},
	} {
		for _, value := range values {
			config := with(asha(), path, value)
			diags := c.validate(config)
			wantNoErrors(t, diags)
			wantDiagnostic(t, diags, tfprotov6.DiagnosticSeverityWarning, path, "only for a payee that exists already")
			wantError(t, c.plan(nil, config).diags, path, "Cashfree would refuse this "+lastStep(path))
		}
	}
	if p := c.plan(nil, with(asha(), "name", notKnownYet{})); hasErrors(p.diags) {
		t.Errorf("of a name that is not known yet it says %s", text(p.diags))
	}
}

// Code that says what Cashfree has: nothing is planned, or what makes no call.
func TestAnImportedPayeeKeepsItsOldName(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		config object
		action string
	}{
		"as it is":                 {rao(), "none"},
		"spaces in the name":       {with(rao(), "name", "M/s.  Rao 2  Traders "), "update"},
		"timeouts":                 {with(rao(), "timeouts", object{"read": "1m"}), "update"},
		"the number write-only":    {writeOnly(rao()), "update"},
		"a number not known yet":   {with(writeOnly(rao()), "instrument.bank_account_number_wo", notKnownYet{}), "update"},
		"without the country code": {with(rao(), "contact.country_code", nil), "none"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, c, imported := importedRao(t, nil)
			p := c.plan(imported, test.config)
			wantNoErrors(t, p.diags)
			if p.action != test.action {
				t.Fatalf("the plan is %q because of %v", p.action, p.paths)
			}
			applied, diags := c.apply(p)
			wantNoErrors(t, diags)
			if calls := len(sim.Requests()); calls != 1 { // the import's own
				t.Errorf("%d calls were made", calls)
			}
			refreshed, diags := c.refresh(applied)
			wantNoErrors(t, diags)
			if again := c.plan(refreshed, test.config); again.action != "none" {
				t.Errorf("the plan after it is %q", again.action)
			}
		})
	}
}

// A fingerprint of another key says nothing about the number, and so nothing about the name.
func TestAnOldNameIsKeptUnderAnotherKey(t *testing.T) {
	t.Parallel()
	_, c, imported := importedRao(t, object{"account_numbers_in_state": false})
	other := newCore(t, providerFor("http://127.0.0.1:1/payout", object{
		"account_numbers_in_state": false, "fingerprint_key": "a key of another pipeline, long enough",
	}))
	if imported.read("instrument.bank_account_number") != nil {
		t.Fatal("the number is in the state")
	}
	for _, reader := range []*core{c, other} {
		if p := reader.plan(imported, writeOnly(rao())); p.action != "none" || hasErrors(p.diags) {
			t.Errorf("the plan is %q: %s", p.action, text(p.diags))
		}
	}
}

// Whatever the reason: a replacement would remove the payee, and Cashfree would not add it again.
func TestAnOldNameIsRefusedInAReplacement(t *testing.T) {
	t.Parallel()
	sim, c, imported := importedRao(t, nil)
	for path, value := range map[string]any{
		"contact.email":                  "rao@example.com",
		"instrument.bank_account_number": "00011020001773",
		"instrument.vpa":                 notKnownYet{},
		"name":                           "M/s. Rao 3 Traders",
		"contact.postal_code":            "41101",
	} {
		p := c.plan(imported, with(rao(), path, value))
		wantError(t, p.diags, "name", "Cashfree would refuse this name", "M/s. Rao")
		wantError(t, p.diags, "contact.postal_code", "Cashfree would refuse this postal_code")
	}
	forced := c.planOnce(nil, valueOf(t, c.objects, rao())) // -replace, or a tainted object
	wantError(t, forced.diags, "name", "Cashfree would refuse this name")

	p := c.plan(imported, asha()) // a name that is good for a new payee
	wantNoErrors(t, p.diags)
	if p.action != "replace" {
		t.Errorf("the plan is %q", p.action)
	}
	if events := kinds(sim); len(events) != 2 { // created, and changed by the test
		t.Errorf("the life of the payee was %v", events)
	}
}

const (
	oldHeader  = "beneficiary_id,name,vpa,email,postal_code\n"
	oldMembers = oldHeader + "v1,M/s. Rao 2 Traders,rao@examplebank,,\nv2,Asha Rao,asha@examplebank,,41100\nv3,Ravi Iyer,ravi@examplebank,,411001\n"
)

// importedMembers is a set of payees of whom two have what nobody can be added with any more.
func importedMembers(t *testing.T) (sim *simulator.Simulator, base string, c *core, imported *instance) {
	t.Helper()
	sim, base = startSimulator(t, testOptions())
	for _, b := range []simulator.Beneficiary{
		{ID: "v1", Name: "M/s. Rao 2 Traders", VPA: "rao@examplebank"},
		{ID: "v2", Name: "Asha Rao", VPA: "asha@examplebank", PostalCode: "41100"},
		{ID: "v3", Name: "Ravi Iyer", VPA: "ravi@examplebank", PostalCode: "411001"},
	} {
		b.Status = "VERIFIED"
		sim.Put(b)
	}
	c = setCore(t, base, nil)
	imported, diags := c.importByID("v1,v2,v3")
	wantNoErrors(t, diags)
	return sim, base, c, imported
}

func TestMembersKeepTheirOldNames(t *testing.T) {
	t.Parallel()
	sim, base, c, imported := importedMembers(t)
	diags := c.validate(object{"csv_wo": oldMembers})
	wantWarning(t, diags, "1 member with a name that Cashfree refuses", "v1")
	wantWarning(t, diags, "1 member with a postal_code that Cashfree refuses", "v2")
	if p := c.plan(imported, object{"csv_wo": oldMembers}); p.action != "none" || hasErrors(p.diags) {
		t.Fatalf("the plan is %q: %s", p.action, text(p.diags))
	}
	otherKey := setCore(t, base, object{"fingerprint_key": "a key of another pipeline, long enough"})
	if p := otherKey.plan(imported, object{"csv_wo": oldMembers}); p.action != "none" || hasErrors(p.diags) {
		t.Fatalf("under another key the plan is %q: %s", p.action, text(p.diags))
	}

	before := len(sim.Journal())
	changed := strings.Replace(oldMembers, "Ravi Iyer", "Ravi R Iyer", 1) + "v4,Chitra Iyer,chitra@examplebank,,\n"
	p := c.plan(imported, object{"csv": changed})
	wantNoErrors(t, p.diags)
	applied, diags := c.apply(p)
	wantNoErrors(t, diags)
	if writes := len(sim.Journal()) - before; writes != 3 { // v3 removed and added, v4 added
		t.Errorf("Cashfree saw %d writes", writes)
	}
	if again := c.plan(applied, object{"csv": changed}); again.action != "none" {
		t.Errorf("the plan after it is %q", again.action)
	}
}

// While the credentials are still to be made, a plan leaves open what its fingerprints cannot tell. That sends nobody.
func TestMembersKeepTheirOldNamesWhileCredentialsAreUnknown(t *testing.T) {
	t.Parallel()
	sim, base, c, imported := importedMembers(t)
	unready := setCore(t, base, object{"client_secret": notKnownYet{}})
	for name, config := range map[string]object{
		"another member changes": {"csv_wo": strings.Replace(oldMembers, "Ravi Iyer", "Ravi R Iyer", 1)},
		"another form":           {"csv": oldMembers},
	} {
		p := unready.plan(imported, config)
		if p.action != "update" || hasErrors(p.diags) {
			t.Fatalf("%s: the plan is %q: %s", name, p.action, text(p.diags))
		}
		_, diags := c.apply(p)
		wantNoErrors(t, diags)
	}
	for _, event := range sim.Journal() {
		if event.Kind != "created" && event.ID != "v3" {
			t.Errorf("%s was %s", event.ID, event.Kind)
		}
	}

	renamed := object{"csv_wo": strings.Replace(oldMembers, "Rao 2", "Rao 3", 1)}
	wantError(t, unready.plan(imported, renamed).diags, "", "1 fault", `"v1": name must have`, `got "M/s. Rao 3 Traders"`)
	mailed := object{"csv_wo": strings.Replace(oldMembers, "bank,,41100\n", "bank,a@b.cd,41100\n", 1), "timeouts": object{"read": "1m"}}
	p := unready.plan(imported, mailed)
	wantNoErrors(t, p.diags)
	_, diags := c.apply(p)
	wantError(t, diags, "", "1 fault", `"v2": postal_code must have`)
}

func TestOldNamesAreRefusedForMembersThatAreSent(t *testing.T) {
	t.Parallel()
	sim, _, c, imported := importedMembers(t)
	before := len(sim.Journal())
	for name, test := range map[string]struct {
		prior   *instance
		members string
		says    []string
	}{
		"all new": {nil, oldMembers, []string{"2 faults in the document of csv_wo", `line 2, "v1": name must have`, `line 3, "v2": postal_code must have six digits and not start with 0, got "41100" (5 characters)`}},
		"one new": {imported, oldMembers + "v4,Rao & Sons,sons@examplebank,,\n", []string{"1 fault", `line 5, "v4": name must have`, `got "Rao & Sons"`}},
		"renamed": {imported, strings.Replace(oldMembers, "Rao 2", "Rao 3", 1), []string{"1 fault", `line 2, "v1": name must have`, `got "M/s. Rao 3 Traders"`}},
		"changed in what the summary hides": {imported, strings.Replace(oldMembers, "bank,,41100\n", "bank,a@b.cd,41100\n", 1),
			[]string{"1 fault", `line 3, "v2": postal_code must have`}},
	} {
		t.Run(name, func(t *testing.T) {
			wantError(t, c.plan(test.prior, object{"csv_wo": test.members}).diags, "", test.says...)
		})
	}
	unknown := c.plan(imported, object{"csv_wo": notKnownYet{}})
	wantNoErrors(t, unknown.diags)
	unknown.config = valueOf(t, c.objects, object{"csv_wo": oldMembers + "v4,Rao & Sons,sons@examplebank,,\n"})
	_, diags := c.apply(unknown)
	wantError(t, diags, "", `line 5, "v4": name must have`)
	if writes := len(sim.Journal()) - before; writes != 0 {
		t.Errorf("Cashfree saw %d writes", writes)
	}
}

// Beside other faults a name that may be as it is stays a warning; the plan after them decides.
func TestOldNamesAreWarnedAboutBesideFaults(t *testing.T) {
	t.Parallel()
	c := setCore(t, "http://127.0.0.1:1/payout", nil)
	diags := c.validate(object{"csv_wo": header + "00011020001772,M/s. Rao,,,rao@examplebank\nv 2,Asha Rao,,,asha@examplebank\n"})
	wantError(t, diags, "", "1 fault", "v 2")
	wantWarning(t, diags, "1 member with a name", "…1772")
	wantNoNumber(t, text(diags), "00011020001772")
}
