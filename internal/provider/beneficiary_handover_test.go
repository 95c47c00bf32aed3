package provider

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/beneficiaryset"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/grammar"
)

// planStep is a call that a plan makes.
type planStep func(c *coretest.Core) []*tfprotov6.Diagnostic

// create plans the creation of a resource.
func create(typeName string, config object) planStep {
	return func(c *coretest.Core) []*tfprotov6.Diagnostic { return c.Of(typeName).Plan(nil, config).Diags }
}

// remove plans the removal of a resource that another run has created.
func remove(base, typeName string, config object) planStep {
	return func(c *coretest.Core) []*tfprotov6.Diagnostic {
		return c.Of(typeName).PlanRemoval(existing(c.T, base, typeName, config))
	}
}

// change plans a change of a resource that another run has created, after a refresh.
func change(base, typeName string, before, after object) planStep {
	return func(c *coretest.Core) []*tfprotov6.Diagnostic {
		prior, diags := c.Of(typeName).Refresh(existing(c.T, base, typeName, before))
		return append(diags, c.Of(typeName).Plan(prior, after).Diags...)
	}
}

// existing returns a resource that another run has created.
func existing(t testing.TB, base, typeName string, config object) *coretest.Instance {
	t.Helper()
	return newCore(t, coretest.ProviderBlock(base, object{"adopt_existing": true})).Of(typeName).Create(config)
}

func setOf(rows ...string) object {
	return object{"csv_wo": coretest.Header + strings.Join(rows, "\n") + "\n"}
}

const (
	rowA       = "vendor_a,Asha Rao,00011020001772,HDFC0000001,"
	rowB       = "vendor_b,Asha Rao,00011020001773,HDFC0000001,"
	rowC       = "vendor_c,Asha Rao,,,asha@examplebank"
	rowD       = "vendor_d,Asha Rao,00011020001774,HDFC0000001,"
	renamedA   = "supplier_a,Asha Rao,00011020001772,HDFC0000001,"
	renamedC   = "supplier_c,Asha Rao,,,ASHA@examplebank"
	sameEndAsA = "supplier_a,Asha Rao,99911020001772,HDFC0000001,"
)

// singleOf returns the configuration of the single resource that stands for a row.
func singleOf(row string) object {
	cells := strings.Split(row, ",")
	instrument := make(object)
	for i, name := range []string{"bank_account_number", "bank_ifsc", "vpa"} {
		if cells[i+2] != "" {
			instrument[name] = cells[i+2]
		}
	}
	return object{"beneficiary_id": cells[0], "name": cells[1], "instrument": instrument}
}

// The second of two plans that move a payee warns, whichever it is. No warning contains an account number.
func TestBeneficiary_Plan_Handover(t *testing.T) {
	t.Parallel()
	const single, set = beneficiaryType, beneficiaryset.TypeName
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	for name, test := range map[string]struct {
		first, second planStep
		texts         []string
	}{
		"renamed": {
			remove(base, single, singleOf(rowA)), create(single, singleOf(renamedA)),
			[]string{"Beneficiary renamed by removal and creation", `removes beneficiary "vendor_a" and creates "supplier_a"`, "same bank account …1772.",
				`from = cashfree_payout_beneficiary.NAME["vendor_a"]`, `to   = cashfree_payout_beneficiary.NAME["supplier_a"]`},
		},
		"renamed, with write-only numbers": {
			remove(base, single, writeOnly(singleOf(rowA))), create(single, writeOnly(singleOf(renamedA))),
			[]string{`removes beneficiary "vendor_a" and creates "supplier_a"`, "same bank account …1772."},
		},
		"renamed, with a number in the state and another key": {
			func(c *coretest.Core) []*tfprotov6.Diagnostic {
				other := newCore(t, coretest.ProviderBlock(base, object{"adopt_existing": true, "fingerprint_key": strings.Repeat("another key ", 4)}))
				return c.PlanRemoval(other.Create(singleOf(rowA)))
			},
			create(single, writeOnly(singleOf(renamedA))), []string{"same bank account …1772."},
		},
		"renamed, with a UPI address": {
			remove(base, single, singleOf(rowC)), create(single, singleOf(renamedC)), []string{`creates "supplier_c"`, "same UPI address."},
		},
		"same id": {
			remove(base, single, singleOf(rowA)), create(single, with(writeOnly(singleOf(rowA)), "name", "Asha R Rao")),
			[]string{"Beneficiary moved by removal and creation", `OLD_NAME["vendor_a"]`, `NEW_NAME["vendor_a"]`},
		},
		"single to new set": {
			remove(base, single, writeOnly(singleOf(rowA))), create(set, setOf(renamedA, rowB)),
			[]string{"Payees moved by removal and creation", `adds their payees to a set (at least 1 of 2 members): "vendor_a" as "supplier_a" (same bank account …1772).`,
				"from = cashfree_payout_beneficiary.OLD_NAME", "destroy = false", "to = cashfree_payout_beneficiary_set.NEW_NAME", `"@ids.txt"`, "Keep the ids"},
		},
		"single to existing set": {
			remove(base, single, writeOnly(singleOf(rowA))), change(base, set, setOf(rowB), setOf(rowA, rowB)),
			[]string{`adds their payees to a set (all of 1 member): "vendor_a".`, "CASHFREE_PAYOUT_ADOPT_EXISTING=true", "destroy = false"},
		},
		"removed set to single": {
			remove(base, set, setOf(rowA, rowB)), create(single, singleOf(rowA)),
			[]string{`removes payees from a set and creates them as single resources (at least 1 of 2 members): "vendor_a".`,
				"from = cashfree_payout_beneficiary_set.OLD_NAME", "to = cashfree_payout_beneficiary.NEW_NAME", `id = "vendor_a"`},
		},
		"removed set to single, same facts": {
			remove(base, set, setOf(rowA, rowB)), create(single, singleOf(renamedA)), []string{`"vendor_a" as "supplier_a" (same bank account …1772)`},
		},
		"removed set to single, other facts": {
			remove(base, set, setOf(rowA)), create(single, with(singleOf(renamedA), "name", "Asha R Rao")),
			[]string{`(all of 1 member): "vendor_a" as "supplier_a" (same bank account …1772)`},
		},
		"removed set to single, number in the state": {
			remove(base, set, object{"csv": coretest.Header + rowA + "\n"}), create(single, with(singleOf(renamedA), "name", "Asha R Rao")),
			[]string{`(all of 1 member): "vendor_a" as "supplier_a" (same bank account …1772)`},
		},
		"removed set to single, UPI address": {
			remove(base, set, setOf(rowC)), create(single, with(singleOf(renamedC), "name", "Asha R Rao")), []string{`"vendor_c" as "supplier_c" (same UPI address)`},
		},
		"leaving member to single": {
			change(base, set, setOf(rowA, rowB), setOf(rowB)), create(single, singleOf(rowA)),
			[]string{`(all of 1 member): "vendor_a".`, "A set cannot forget a part of its members."},
		},
		"set to set": {
			remove(base, set, setOf(rowA, rowB, rowC)), create(set, setOf(rowA, rowB, rowD, renamedC)),
			[]string{`from one set and adds them to another one (at least 3 of 4 members): "vendor_a", "vendor_b", "vendor_c" as "supplier_c" (same UPI address).`,
				"from = cashfree_payout_beneficiary_set.OLD_NAME", "to = cashfree_payout_beneficiary_set.NEW_NAME"},
		},
	} {
		for order, steps := range map[string][2]planStep{"": {test.first, test.second}, " in the other order": {test.second, test.first}} {
			t.Run(name+order, func(t *testing.T) {
				c := newCore(t, coretest.ProviderBlock(base, nil))
				const title = "by removal and creation"
				if text := coretest.Text(steps[0](c)); strings.Contains(text, title) {
					t.Errorf("the first plan says: %s", text)
				}
				diags := steps[1](c)
				coretest.WantWarning(t, diags, test.texts...)
				text := coretest.Text(diags)
				if strings.Count(text, title) != 1 || grammar.Redact(text) != text || strings.Contains(text, "0001102000") {
					t.Errorf("want one warning without a number, got: %s", text)
				}
			})
		}
	}
}

// A plan that moves no payee for sure warns of nothing, in either order.
func TestBeneficiary_Plan_NoHandover(t *testing.T) {
	t.Parallel()
	const single, set = beneficiaryType, beneficiaryset.TypeName
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	for name, steps := range map[string][]planStep{
		"destroy":                      {remove(base, single, singleOf(rowA)), remove(base, single, singleOf(rowB)), remove(base, set, setOf(rowC, rowD))},
		"first create":                 {create(single, singleOf(rowA)), create(set, setOf(rowB, rowC))},
		"another number, the same end": {remove(base, single, writeOnly(singleOf(rowA))), create(single, singleOf(sameEndAsA)), create(set, setOf(rowB))},
		"unknown number":               {remove(base, single, singleOf(rowA)), create(single, with(singleOf(renamedA), "instrument.bank_account_number", coretest.Unknown{}))},
		"unknown id":                   {remove(base, single, singleOf(rowB)), create(single, with(singleOf(rowD), "beneficiary_id", coretest.Unknown{}))},
		"unknown document":             {remove(base, single, singleOf(rowA)), create(set, object{"csv_wo": coretest.Unknown{}})},
		"renamed within a set":         {change(base, set, setOf(rowA, rowB), setOf(renamedA, rowB))},
		"replaced":                     {change(base, single, singleOf(rowA), with(singleOf(rowA), "name", "Asha R Rao"))},
		"replaced, with another id":    {change(base, single, writeOnly(singleOf(rowA)), writeOnly(singleOf(renamedA)))},
		"replaced by force": {func(c *coretest.Core) []*tfprotov6.Diagnostic {
			return replaceByForce(c.Of(single), existing(c.T, base, single, singleOf(rowA)), singleOf(rowA))
		}},
		"replaced set": {func(c *coretest.Core) []*tfprotov6.Diagnostic {
			return replaceByForce(c.Of(set), existing(c.T, base, set, setOf(rowA, rowB)), setOf(renamedA, rowB))
		}},
		"replaced with what another one frees": {
			remove(base, single, singleOf(rowA)), change(base, single, singleOf(rowB), with(singleOf(rowA), "beneficiary_id", "vendor_b")),
		},
	} {
		t.Run(name, func(t *testing.T) {
			for _, ordered := range [][]planStep{steps, reversed(steps)} {
				c := newCore(t, coretest.ProviderBlock(base, nil))
				for _, step := range ordered {
					if text := coretest.Text(step(c)); strings.Contains(text, "by removal and creation") {
						t.Errorf("the plan says: %s", text)
					}
				}
			}
		})
	}
}

func reversed(steps []planStep) []planStep {
	var backwards []planStep
	for _, step := range steps {
		backwards = append([]planStep{step}, backwards...)
	}
	return backwards
}

// replaceByForce plans as core does with -replace, after a refresh: as an update, and then as a creation with the
// private state of the update.
func replaceByForce(c *coretest.Core, prior *coretest.Instance, config object) []*tfprotov6.Diagnostic {
	prior, diags := c.Refresh(prior)
	update := c.PlanOnce(prior, coretest.ValueOf(c.T, c.Type, config))
	creation := c.PlanWith(c.T.Context(), nil, update.Private, update.Config)
	return append(append(diags, update.Diags...), creation.Diags...)
}

// A plan with 60 removals and one set that takes them all has one warning.
func TestBeneficiary_Plan_Handover_OneWarningPerSet(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	var removals []*coretest.Instance
	document := coretest.Vendors(60)
	rows := strings.Split(strings.TrimSpace(document), "\n")[1:]
	creating := newCore(t, coretest.ProviderBlock(base, nil))
	for _, row := range rows {
		removals = append(removals, creating.Create(singleOf(row)))
	}
	for _, before := range []int{0, 20, 60} {
		c := newCore(t, coretest.ProviderBlock(base, nil))
		var diags []*tfprotov6.Diagnostic
		for i, removal := range removals {
			if i == before {
				diags = append(diags, c.Of(beneficiaryset.TypeName).Plan(nil, object{"csv_wo": document}).Diags...)
			}
			diags = append(diags, c.PlanRemoval(removal)...)
		}
		if before == len(rows) {
			diags = append(diags, c.Of(beneficiaryset.TypeName).Plan(nil, object{"csv_wo": document}).Diags...)
		}
		share := map[int]string{0: "at least 1 of 60 members", 20: "at least 20 of 60 members", 60: "all of 60 members"}[before]
		if text := coretest.Text(diags); strings.Count(text, "by removal and creation") != 1 || !strings.Contains(text, share) {
			t.Errorf("after %d removals: %s", before, text)
		}
	}
}
