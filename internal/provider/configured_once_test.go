package provider

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/beneficiaryset"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
)

// A program that builds on a Terraform provider, such as Pulumi's bridge, may keep one configured process for many
// runs. In each it plans to show what will happen, and plans again to do it. Each resource type is created, changed
// twice and removed, beside another one of its kind, and then once more.
func TestConfiguredOnce(t *testing.T) {
	t.Parallel()
	for typeName, test := range map[string]struct {
		other  object
		stages [3]object
	}{
		beneficiaryType: {ravi(), [3]object{asha(), with(asha(), "name", "Asha R Rao"), with(asha(), "timeouts", object{"read": "1m"})}},
		beneficiaryset.TypeName: {
			object{"csv_wo": coretest.Header + "other,Ravi Iyer,,,ravi@examplebank\n"},
			[3]object{{"csv_wo": coretest.Vendors(5)}, {"csv_wo": coretest.Vendors(6, "v003,Asha Rao", "v003,Asha R Rao")}, {"csv_wo": coretest.Vendors(4)}},
		},
		whitelistedIPType: {
			recordConfig("52.66.1.8"),
			[3]object{recordConfig("52.66.1.7"), {"ip_address": "52.66.1.7", "description": "another"}, recordConfig("52.66.1.9")},
		},
		signingKeyType: {nil, [3]object{{}, {"description": "a"}, {"description": "b"}}},
	} {
		t.Run(typeName, func(t *testing.T) {
			t.Parallel()
			sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
			block := coretest.ProviderBlock(base, object{"public_key_pem": sim.PublicKeyPEM()})
			c := newCore(t, block).Of(typeName).ConfiguredOnce()
			var other *coretest.Instance
			if test.other != nil {
				other = applyPlanned(t, c, nil, test.other)
			}
			for range 2 {
				var known *coretest.Instance
				for _, config := range test.stages {
					known = applyPlanned(t, c, known, config)
					if other != nil {
						other = wantUnchanged(t, c, other, test.other)
					}
					known = wantUnchanged(t, c, known, config)
				}
				coretest.WantNoErrors(t, c.Destroy(known))
			}
		})
	}
}

// applyPlanned plans to show, and then plans again and applies.
func applyPlanned(t *testing.T, c *coretest.Core, known *coretest.Instance, config object) *coretest.Instance {
	t.Helper()
	coretest.WantNoErrors(t, c.Plan(known, config).Diags)
	p := c.Plan(known, config)
	coretest.WantNoErrors(t, p.Diags)
	applied, diags := c.Apply(p)
	coretest.WantNoErrors(t, diags)
	return applied
}

func wantUnchanged(t *testing.T, c *coretest.Core, known *coretest.Instance, config object) *coretest.Instance {
	t.Helper()
	refreshed, diags := c.Refresh(known)
	coretest.WantNoErrors(t, diags)
	p := c.Plan(refreshed, config)
	coretest.WantNoErrors(t, p.Diags)
	if p.Action != "none" {
		t.Errorf("the next plan is %q", p.Action)
	}
	return refreshed
}

// Pulumi's bridge has kept no private state for some time. Without it nothing is compared, and nothing is refused.
func TestConfiguredOnce_NoPrivateState(t *testing.T) {
	t.Parallel()
	for typeName, stages := range map[string][2]object{
		beneficiaryType:         {asha(), with(asha(), "timeouts", object{"read": "1m"})},
		beneficiaryset.TypeName: {{"csv_wo": coretest.Vendors(5)}, {"csv_wo": coretest.Vendors(6)}},
		whitelistedIPType:       {recordConfig("52.66.1.7"), {"ip_address": "52.66.1.7", "description": "another"}},
	} {
		t.Run(typeName, func(t *testing.T) {
			t.Parallel()
			_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
			c := newCore(t, coretest.ProviderBlock(base, nil)).Of(typeName).ConfiguredOnce()
			var known *coretest.Instance
			for _, config := range []object{stages[0], stages[1], stages[0]} {
				known = applyPlanned(t, c, known, config)
				known.Private = nil
			}
		})
	}
}

// In such a process, what two resources have is still refused. The second look at a new resource is a warning.
func TestConfiguredOnce_DeclaredTwice(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := newCore(t, coretest.ProviderBlock(base, nil)).ConfiguredOnce()
	set, record := c.Of(beneficiaryset.TypeName), c.Of(whitelistedIPType)
	row := object{"csv_wo": coretest.Header + "vendor_0042,Asha Rao,00011020001772,HDFC0000001,\n"}

	coretest.WantNoErrors(t, c.Plan(nil, asha()).Diags)
	coretest.WantWarning(t, c.Plan(nil, asha()).Diags, "Payee perhaps declared twice", "exactly the same content", "Keep one of the two blocks.")
	coretest.WantError(t, c.Plan(nil, with(asha(), "name", "Asha R Rao")).Diags, "beneficiary_id", "Payee declared twice")
	coretest.WantError(t, set.Plan(nil, row).Diags, "", "Payee declared twice")
	record.Create(recordConfig("52.66.1.7"))
	coretest.WantError(t, record.Plan(nil, recordConfig("52.66.1.7")).Diags, "ip_address", "52.66.1.7 is recorded twice")
	coretest.WantNoErrors(t, record.Plan(nil, recordConfig("52.66.1.8")).Diags)
	coretest.WantDiagnostic(t, record.Plan(nil, recordConfig("52.66.1.8")).Diags, tfprotov6.DiagnosticSeverityWarning, "ip_address", "Address perhaps recorded twice")
}

// Two records whose address was unknown in the plan have the same one in the apply: one is created.
func TestWhitelistedIP_Duplicates_InTheApply(t *testing.T) {
	t.Parallel()
	_, base := whitelistedAccount(t)
	c := newCore(t, coretest.ProviderBlock(base, nil)).Of(whitelistedIPType)
	planned := func() *coretest.Change {
		p := newCore(t, coretest.ProviderBlock(base, nil)).Of(whitelistedIPType).Plan(nil, recordConfig("52.66.1.7"))
		coretest.WantNoErrors(t, p.Diags)
		return p
	}
	_, diags := c.CarryOut(t.Context(), planned())
	coretest.WantNoErrors(t, diags)
	recorded, diags := c.CarryOut(t.Context(), planned())
	coretest.WantError(t, diags, "ip_address", "52.66.1.7 is recorded twice")
	if recorded != nil {
		t.Error("both are recorded")
	}
}

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
				"Keep one of the two blocks.", "from = cashfree_payout_beneficiary.NAME", "destroy = false"}, false,
		},
		"two single resources that are equal": {create(single, singleOf(rowA)), create(single, singleOf(rowA)), []string{"Payee declared twice"}, false},
		"one that exists":                     {change(base, single, singleOf(rowA), singleOf(rowA)), create(single, singleOf(rowA)), []string{"Payee declared twice"}, false},
		"one that exists, write-only":         {change(base, single, writeOnly(singleOf(rowA)), writeOnly(singleOf(rowA))), create(single, writeOnly(sameAccount)), []string{"Bank account declared twice"}, false},
		"a single resource and a set": {
			create(set, setOf(rowB, rowA, rowC, rowD)), create(single, singleOf(rowA)),
			[]string{"a cashfree_payout_beneficiary_set of this provider block, the one with 4 members (vendor_b, vendor_a, vendor_c, …).",
				"Keep the payee in one of the two.", "A set cannot forget a part of its members."}, false,
		},
		"a set that exists": {
			change(base, set, setOf(rowA, rowB), setOf(rowA, rowB)), create(single, singleOf(rowA)), []string{"the one with 2 members (vendor_a, vendor_b)."}, false,
		},
		"two sets": {
			create(set, setOf(rowA, rowB)), create(set, setOf(rowB, rowA, rowD)), []string{`2 beneficiaries ("vendor_b", "vendor_a")`, "the one with 2 members"}, false,
		},
		"the same account": {
			create(single, singleOf(rowA)), create(set, setOf(renamedA)), []string{"Bank account declared twice", `"supplier_a" here and "vendor_a" there (…1772)`}, false,
		},
		"the same UPI address": {
			create(single, singleOf(rowC)), create(single, singleOf(renamedC)), []string{"UPI address declared twice", `"supplier_c" here and "vendor_c" there`}, true,
		},
		"removed, and kept by a set": {
			remove(base, single, singleOf(rowA)), change(base, set, setOf(rowA, rowB), setOf(rowA, rowB)),
			[]string{"Payee removed and declared", `This plan removes beneficiary "vendor_a" at Cashfree, because another resource lets go of it`}, false,
		},
		"a row that is removed, and kept by a single resource": {
			change(base, single, singleOf(rowA), singleOf(rowA)), change(base, set, setOf(rowA, rowB), setOf(rowB)),
			[]string{"Payee removed and declared", "because this resource lets go of it."}, false,
		},
		"a set that is removed": {
			change(base, single, singleOf(rowA), singleOf(rowA)), remove(base, set, setOf(rowA, rowB)), []string{"Payee removed and declared"}, false,
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

// Sixty single resources that a set has as well are sixty errors. One of them says at length what to do.
func TestBeneficiary_Plan_DeclaredTwice_Many(t *testing.T) {
	t.Parallel()
	c := newCore(t, coretest.ProviderBlock("http://127.0.0.1:1/payout", nil))
	document := coretest.Vendors(60)
	coretest.WantNoErrors(t, c.Of(beneficiaryset.TypeName).Plan(nil, object{"csv_wo": document}).Diags)
	var diags []*tfprotov6.Diagnostic
	for _, row := range strings.Split(strings.TrimSpace(document), "\n")[1:] {
		diags = append(diags, c.Plan(nil, singleOf(row)).Diags...)
	}
	text := coretest.Text(diags)
	if strings.Count(text, "Payee declared twice") != 60 || strings.Count(text, "destroy = false") != 2 || len(text) > 60*600 {
		t.Errorf("%d bytes: %s", len(text), text[:2000])
	}
}
