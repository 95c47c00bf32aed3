package beneficiaryset_test

import (
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
)

// A document without members, as an export that broke off leaves one, is named as such where the set has members.
func TestBeneficiarySet_Plan_EmptyDocument(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, nil)
	created := c.Create(object{"csv": coretest.Vendors(3)})
	coretest.WantWarning(t, c.Plan(created, object{"csv": coretest.Vendors(0)}).Diags, "removes 3: v000, v001, v002", "The document has no members.")
	for _, p := range []*coretest.Change{c.Plan(created, object{"csv": coretest.Vendors(1)}), c.Plan(nil, object{"csv": coretest.Vendors(0)})} {
		if strings.Contains(coretest.Text(p.Diags), "no members") {
			t.Errorf("said of a document that is what it seems: %s", coretest.Text(p.Diags))
		}
	}
}

// The errors of a file of another kind are counted, and not all listed.
func TestBeneficiarySet_Plan_ManyErrors(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, nil)
	document := "beneficiary_id,name\n" + strings.Repeat("a b,1\n", 5000)
	diags := c.Plan(nil, object{"csv": document}).Diags
	coretest.WantError(t, diags, "", "errors in csv", "line 2", " more")
	if size := len(coretest.Text(diags)); size > 1<<20 {
		t.Errorf("the message has %d bytes", size)
	}
}

// A plan makes no call where fingerprints are comparable: under the key that made them, or under another one after a
// refresh.
func TestBeneficiarySet_Plan_Calls(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := setCore(t, base, nil)
	created := c.Create(object{"csv_wo": mailed(300)})
	changed := object{"csv_wo": mailed(300, "v007@", "payee7@", "v008,Asha Rao", "v008,Asha R Rao")}
	sim.ResetRequests()
	c.Plan(created, changed)
	if calls := len(sim.Requests()); calls != 0 {
		t.Errorf("under the same key %d calls were made", calls)
	}
	sim.SetCredentials(coretest.ClientID, rotatedSecret)
	after := setCore(t, base, object{"client_secret": rotatedSecret})
	refreshed, diags := after.Refresh(created)
	coretest.WantNoErrors(t, diags)
	sim.ResetRequests()
	after.Plan(refreshed, changed)
	if calls := len(sim.Requests()); calls != 0 {
		t.Errorf("after a refresh under another key %d calls were made", calls)
	}
	after.Plan(created, changed) // -refresh=false
	if calls := len(sim.Requests()); calls != 300 {
		t.Errorf("%d calls were made for 300 members whose accounts cannot be compared otherwise", calls)
	}
}

// While the secret is unknown, a plan that changes the set leaves open which members change, and the apply decides.
func TestBeneficiarySet_Plan_UnknownKey(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	created := setCore(t, base, nil).Create(object{"csv": mailed(5)})
	early := setCore(t, base, object{"client_secret": coretest.Unknown{}})
	sim.ResetRequests()
	if p := early.Plan(created, object{"csv": mailed(5)}); p.Action != "none" {
		t.Errorf("without a change the plan is %q", p.Action)
	}
	p := early.Plan(created, object{"csv": mailed(5, "00011020000003", "99911020000003")})
	coretest.WantWarning(t, p.Diags, "Members: 5 not compared", "cannot compare 5 yet")
	if calls := len(sim.Requests()); calls != 0 {
		t.Errorf("%d calls were made", calls)
	}
	before := len(sim.Journal())
	_, diags := setCore(t, base, nil).Apply(p)
	coretest.WantNoErrors(t, diags)
	if stored, _ := sim.Get("v003"); stored.BankAccountNumber != "99911020000003" || len(sim.Journal()) != before+2 {
		t.Errorf("v003 has %s, after %v", stored.BankAccountNumber, coretest.Kinds(sim)[before:])
	}
}

// While the key is unknown, a plan that adds a member leaves open whether others change as well. Its warning says so,
// and that nobody would notice another document in the apply.
func TestBeneficiarySet_Plan_UnknownKey_LeftOpen(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	created := setCore(t, base, nil).Create(object{"csv_wo": mailed(5)})
	early := setCore(t, base, object{"client_secret": coretest.Unknown{}})
	p := early.Plan(created, object{"csv_wo": mailed(6, "v002@", "payee2@", "v003,Asha Rao,00011", "v003,Asha R Rao,99911")})
	coretest.WantWarning(t, p.Diags, "Members: 1 unclear change, 1 added, 4 not compared", "changes 1, perhaps the account as well: v003",
		"cannot notice if the document changes", "Set fingerprint_key")
	if !isUnknown(p, "fingerprints.v002") || !isUnknown(p, "fingerprints.v005") {
		t.Error("a fingerprint is known without a key")
	}
	before := len(sim.Journal())
	_, diags := setCore(t, base, nil).Apply(p)
	coretest.WantNoErrors(t, diags)
	coretest.WantWarning(t, diags, "Members: 1 account change, 1 other change, 1 added, 3 unchanged")
	if writes := len(sim.Journal()) - before; writes != 5 {
		t.Errorf("the apply made %d writes", writes)
	}
}

// The key is known and is not that of the state, and the credentials are unknown: what cannot be compared stays open.
func TestBeneficiarySet_Plan_OtherKey_CredentialsUnknown(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	created := setCore(t, base, nil).Create(object{"csv_wo": mailed(5)})
	const key = "a key of the user's own"
	early := setCore(t, base, object{"fingerprint_key": key, "client_secret": coretest.Unknown{}})
	config := object{"csv_wo": mailed(6)}
	p := early.Plan(created, config)
	coretest.WantWarning(t, p.Diags, "Members: 1 added, 5 not compared")
	if !isUnknown(p, "fingerprints.v002") || isUnknown(p, "fingerprints.v005") {
		t.Error("the fingerprints of the plan")
	}
	later := setCore(t, base, object{"fingerprint_key": key})
	applied, diags := later.Apply(p)
	coretest.WantNoErrors(t, diags)
	if again := later.Plan(applied, config); again.Action != "none" {
		t.Errorf("the next plan is %q", again.Action)
	}
}

// A limit that changes is an update without a call, also while the key is unknown.
func TestBeneficiarySet_Plan_UnknownKey_OtherLimit(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	created := setCore(t, base, nil).Create(object{"csv_wo": mailed(5)})
	early := setCore(t, base, object{"client_secret": coretest.Unknown{}})
	p := early.Plan(created, object{"csv_wo": mailed(5, "v002@", "payee2@"), "max_removals": "5%"})
	coretest.WantWarning(t, p.Diags, "Members: 5 not compared")
	before := len(sim.Journal())
	_, diags := setCore(t, base, nil).Apply(p)
	coretest.WantNoErrors(t, diags)
	if writes := len(sim.Journal()) - before; writes != 2 {
		t.Errorf("the apply made %d writes", writes)
	}
}
