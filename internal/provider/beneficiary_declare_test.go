package provider

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/beneficiaryset"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
)

// A message about payees that two resources have names the other resource as far as the provider knows it, and how to
// let go. It has no account number.
func TestBeneficiary_Plan_DeclaredTwice(t *testing.T) {
	t.Parallel()
	const single, set = beneficiaryType, beneficiaryset.TypeName
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	sameAccount, otherName := with(singleOf(rowA), "beneficiary_id", "vendor_x"), with(singleOf(rowA), "name", "Asha R Rao")
	for name, test := range map[string]struct {
		first, second planStep
		texts         []string
		isWarning     bool
	}{
		"two single resources": {
			create(single, singleOf(rowA)), create(single, otherName),
			[]string{"Payee declared twice", `Another resource has beneficiary "vendor_a" as well: a cashfree_payout_beneficiary of this provider block.`,
				"Keep one of the two blocks. It is in the state of neither resource"}, false,
		},
		"two single resources that are equal": {create(single, singleOf(rowA)), create(single, singleOf(rowA)), []string{"Payee declared twice"}, false},
		"one that exists": {change(base, single, singleOf(rowA), singleOf(rowA)), create(single, singleOf(rowA)), []string{"Payee declared twice",
			"It is not in the state of this resource, so here it can simply be taken out.", "from = cashfree_payout_beneficiary.NAME", "destroy = false"}, false},
		"one that exists, write-only": {change(base, single, writeOnly(singleOf(rowA)), writeOnly(singleOf(rowA))), create(single, writeOnly(sameAccount)), []string{"Bank account declared twice"}, false},
		"a single resource and a set": {
			create(set, setOf(rowB, rowA, rowC, rowD)), create(single, singleOf(rowA)),
			[]string{`a cashfree_payout_beneficiary_set of this provider block, the one with 4 members ("vendor_b", "vendor_a", "vendor_c", …).`,
				"Keep the payee in one of the two resources."}, false,
		},
		"a set that exists": {
			change(base, set, setOf(rowA, rowB), setOf(rowA, rowB)), create(single, singleOf(rowA)), []string{
				`the one with 2 members ("vendor_a", "vendor_b").`, "A set cannot forget a part of its members."}, false,
		},
		"two sets": {
			create(set, setOf(rowA, rowB)), create(set, setOf(rowB, rowA, rowD)), []string{`2 beneficiaries ("vendor_b", "vendor_a")`, "the one with 2 members"}, false,
		},
		"the same account": {
			create(single, singleOf(rowA)), create(set, setOf(renamedA)), []string{"Bank account declared twice", `"supplier_a" here and "vendor_a" there share …1772`}, false,
		},
		"the same UPI address": {
			create(single, singleOf(rowC)), create(single, singleOf(renamedC)), []string{"UPI address declared twice", `"supplier_c" here and "vendor_c" there share it`}, true,
		},
		"removed, and kept by a set": {
			remove(base, single, singleOf(rowA)), change(base, set, setOf(rowA, rowB), setOf(rowA, rowB)),
			[]string{"Payee removed and declared", `This resource declares beneficiary "vendor_a", and would lose it`, "from = cashfree_payout_beneficiary.NAME"}, false,
		},
		"a row that is removed, and kept by a single resource": {
			change(base, single, singleOf(rowA), singleOf(rowA)), change(base, set, setOf(rowA, rowB), setOf(rowB)),
			[]string{"Payee removed and declared", `This resource no longer declares beneficiary "vendor_a"`, "A set cannot forget a part of its members."}, false,
		},
		"a set that is removed": {
			change(base, single, singleOf(rowA), singleOf(rowA)), remove(base, set, setOf(rowA, rowB)),
			[]string{"Payee removed and declared", "from = cashfree_payout_beneficiary_set.NAME"}, false,
		},
		"a set that is removed, first": {
			remove(base, set, setOf(rowA, rowB)), change(base, single, singleOf(rowA), singleOf(rowA)),
			[]string{"Payee removed and declared", `It is a cashfree_payout_beneficiary_set of this provider block, the one with 2 members ("vendor_a", "vendor_b").`}, false,
		},
		"a member takes the account of a payee that exists": {
			change(base, single, singleOf(rowA), singleOf(rowA)), change(base, set, setOf(rowB), setOf("vendor_b,Asha Rao,00011020001772,HDFC0000001,")),
			[]string{"Bank account declared twice", "a change removes one of them that Cashfree may not accept again"}, false,
		},
		"the same account, and ids that are not known yet": {
			create(single, with(singleOf(rowA), "beneficiary_id", coretest.Unknown{})), create(single, with(singleOf(rowA), "beneficiary_id", coretest.Unknown{})),
			[]string{"Bank account declared twice", "An id that is not known yet here and an id that is not known yet there share …1772"}, false,
		},
		"a replacement under another id": {
			change(base, single, singleOf(rowA), singleOf(rowA)), change(base, single, singleOf(rowA), singleOf(rowD)), []string{"Payee removed and declared"}, false,
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCore(t, coretest.ProviderBlock(base, object{"adopt_existing": true}))
			coretest.WantNoErrors(t, test.first(c))
			diags := test.second(c)
			text := coretest.Text(diags)
			if !coretest.ContainsAll(text, test.texts) || coretest.HasErrors(diags) == test.isWarning {
				t.Errorf("want %q, got: %s", test.texts, text)
			}
			if strings.Contains(text, "0001102000") {
				t.Errorf("an account number: %s", text)
			}
		})
	}
}

// What one resource lets go of, another one may take in the same plan.
func TestBeneficiary_Plan_NotDeclaredTwice(t *testing.T) {
	t.Parallel()
	const single, set = beneficiaryType, beneficiaryset.TypeName
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	for name, steps := range map[string][]planStep{
		"a single resource is removed, and a set adds its payee":    {remove(base, single, singleOf(rowA)), change(base, set, setOf(rowB), setOf(rowA, rowB))},
		"a single resource is removed, and a member takes its id":   {remove(base, single, singleOf(rowD)), change(base, set, setOf(rowA, rowB), setOf(strings.Replace(rowA, "vendor_a", "vendor_d", 1), rowB))},
		"a row moves from one set to another":                       {change(base, set, setOf(rowA, rowB), setOf(rowB)), change(base, set, setOf(rowC), setOf(rowA, rowC))},
		"two single resources swap their accounts":                  {change(base, single, singleOf(rowA), withAccountOf(rowA, rowB)), change(base, single, singleOf(rowB), withAccountOf(rowB, rowA))},
		"a single resource is replaced, and a new one takes its id": {change(base, single, singleOf(rowA), singleOf(rowD)), create(single, singleOf(rowA))},
		"a set is removed, and single resources take its payees":    {remove(base, set, setOf(rowA, rowB)), create(single, singleOf(rowA)), create(single, singleOf(rowB))},
		"ids are not known yet":                                     {create(single, with(singleOf(rowA), "beneficiary_id", coretest.Unknown{})), create(single, with(singleOf(rowB), "beneficiary_id", coretest.Unknown{}))},
		"everything is removed":                                     {remove(base, single, singleOf(rowA)), remove(base, set, setOf(rowA, rowB))},
	} {
		t.Run(name, func(t *testing.T) {
			for _, ordered := range [][]planStep{steps, reversed(steps)} {
				c := newCore(t, coretest.ProviderBlock(base, nil))
				for _, step := range ordered {
					if text := coretest.Text(step(c)); strings.Contains(text, "declared") {
						t.Errorf("the plan says: %s", text)
					}
				}
			}
		})
	}
}

// withAccountOf returns the configuration of one row with the account of another one.
func withAccountOf(row, other string) object {
	config, cells := singleOf(row), strings.Split(other, ",")
	return with(with(config, "instrument.bank_account_number", cells[2]), "instrument.bank_ifsc", cells[3])
}

// Sixty single resources that a set has as well are sixty errors. One of them says at length what to do.
func TestBeneficiary_Plan_DeclaredTwice_Many(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := newCore(t, coretest.ProviderBlock(base, nil))
	document := coretest.Vendors(60)
	coretest.WantNoErrors(t, change(base, beneficiaryset.TypeName, object{"csv_wo": document}, object{"csv_wo": document})(c))
	var diags []*tfprotov6.Diagnostic
	for _, row := range strings.Split(strings.TrimSpace(document), "\n")[1:] {
		diags = append(diags, c.Plan(nil, singleOf(row)).Diags...)
	}
	text := coretest.Text(diags)
	if strings.Count(text, "Payee declared twice") != 60 || strings.Count(text, "destroy = false") != 1 || len(text) > 60*700 {
		t.Errorf("%d bytes: %s", len(text), text[:2000])
	}
}
