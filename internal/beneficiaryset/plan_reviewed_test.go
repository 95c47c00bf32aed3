package beneficiaryset_test

import (
	"cmp"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/bulk"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
)

// fullColumns has a value for each column of a document, and another valid one. There is one country code only.
var fullColumns = map[string][2]string{
	"beneficiary_id": {"v1", "v2"}, "name": {"Asha Rao", "Asha R Rao"}, "bank_account_number": {"00011020001772", "99911020001772"},
	"bank_ifsc": {"HDFC0000001", "HDFC0000002"}, "vpa": {"asha@examplebank", "asha@otherbank"}, "email": {"a@example.com", "b@example.com"},
	"phone": {"9876543210", "9876543211"}, "address": {"1 Street", "2 Street"}, "city": {"Pune", "Mumbai"},
	"state": {"Maharashtra", "Goa"}, "postal_code": {"411001", "411002"},
}

// fullDocument returns a document of one full payee and of further ones. One column of the full payee has another
// value, or none.
func fullDocument(changed, value string, more ...string) string {
	columns := bulk.Columns()
	cells := make([]string, len(columns))
	for i, column := range columns {
		cells[i] = cmp.Or(fullColumns[column][0], "+91")
		if column == changed {
			cells[i] = value
		}
	}
	lines := []string{strings.Join(columns, ","), strings.Join(cells, ",")}
	for _, id := range more {
		lines = append(lines, id+",Ravi Iyer,,,"+id+"@examplebank"+strings.Repeat(",", len(columns)-5))
	}
	return strings.Join(lines, "\n") + "\n"
}

// A saved plan is applied only with the document that was reviewed: core refuses one that differs in any field of any
// member, or in its members, and nothing is sent. That holds for a member that the plan adds, changes or keeps.
func TestBeneficiarySet_Plan_Reviewed(t *testing.T) {
	t.Parallel()
	different := map[string]string{
		"a member more": fullDocument("", "", "w1", "w3", "w4"), "a member less": fullDocument("", "", "w1"),
		"no member": strings.Join(bulk.Columns(), ",") + "\n",
	}
	priors := map[string]string{"unchanged": fullDocument("", "", "w1", "w2"), "added": ""} // documents before the plan
	for column, values := range fullColumns {
		different["another "+column] = fullDocument(column, values[1], "w1", "w3")
		if isOptional(column) {
			different["no "+column] = fullDocument(column, "", "w1", "w3")
		}
		if column != "beneficiary_id" {
			priors["changed in "+column] = fullDocument(column, values[1], "w1", "w2")
		}
	}
	for of, former := range priors {
		for _, argument := range []string{"csv", "csv_wo"} {
			t.Run("a member that is "+of+" in "+argument, func(t *testing.T) {
				t.Parallel()
				sim, c := inProcess(t)
				var prior *coretest.Instance
				if former != "" {
					prior = c.Create(object{argument: former})
				}
				before := len(sim.Journal())
				for what, document := range different {
					p := c.Plan(prior, object{argument: fullDocument("", "", "w1", "w3")})
					coretest.WantNoErrors(t, p.Diags)
					p.Config = coretest.ValueOf(t, c.Type, object{argument: document})
					_, diags := c.Apply(p)
					coretest.WantError(t, diags, "", "inconsistent final plan")
					if events := sim.Journal()[before:]; len(events) > 0 {
						t.Fatalf("with %s: %+v", what, events)
					}
				}
			})
		}
	}
}

// isOptional reports whether a full payee is valid without a column.
func isOptional(column string) bool {
	switch column {
	case "beneficiary_id", "name", "bank_account_number", "bank_ifsc":
		return false
	}
	return true
}

// A document with the same facts in another form is the one that was reviewed, where the state does not hold its text.
func TestBeneficiarySet_Plan_Reviewed_SameFacts(t *testing.T) {
	t.Parallel()
	sim, c := inProcess(t)
	created := c.Create(object{"csv_wo": fullDocument("email", "", "w1")})
	p := c.Plan(created, object{"csv_wo": fullDocument("", "", "w1", "w2")})
	lines := strings.Split(strings.TrimSpace(fullDocument("", "", "w1", "w2")), "\n")
	sameFacts := "\ufeff" + lines[0] + "\r\n" + lines[3] + "\r\n" + lines[2] + "\r\n" +
		strings.NewReplacer("HDFC", "hdfc", "Asha Rao", " Asha  Rao ").Replace(lines[1]) + "\r\n"
	p.Config = coretest.ValueOf(t, c.Type, object{"csv_wo": sameFacts})
	_, diags := c.Apply(p)
	coretest.WantNoErrors(t, diags)
	if all := sim.All(); len(all) != 3 {
		t.Errorf("%d payees exist", len(all))
	}
}

// A plan shows an account that changes as known after apply, also where its end stays the same, and no other one. The
// fingerprint over all fields is always known.
func TestBeneficiarySet_Plan_Fingerprints(t *testing.T) {
	t.Parallel()
	_, c := inProcess(t)
	created := c.Create(object{"csv_wo": fullDocument("", "", "w1", "w2")})
	for column, values := range fullColumns {
		if column == "beneficiary_id" {
			continue
		}
		p := c.Plan(created, object{"csv_wo": fullDocument(column, values[1], "w1", "w2")})
		isAccount := column == "bank_account_number" || column == "bank_ifsc" || column == "vpa"
		if got := isUnknown(p, "account_fingerprints.v1"); got != isAccount {
			t.Errorf("%s: the fingerprint of the account is known after apply: %t", column, got)
		}
		if fingerprint := coretest.Plain(coretest.At(p.Planned, "fingerprints.v1")); fingerprint == (coretest.Unknown{}) || fingerprint == created.Get("fingerprints.v1") {
			t.Errorf("%s: the plan has the fingerprint %v", column, fingerprint)
		}
		if isUnknown(p, "account_fingerprints.w1") || isUnknown(p, "fingerprints.w1") {
			t.Errorf("%s: another member changes as well", column)
		}
	}
	added := c.Plan(created, object{"csv_wo": fullDocument("", "", "w1", "w2", "w3")})
	if !isUnknown(added, "account_fingerprints.w3") || isUnknown(added, "fingerprints.w3") {
		t.Error("the fingerprints of an added member")
	}
}
