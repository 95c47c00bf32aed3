package provider

import (
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/beneficiaryset"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
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

// From Terraform 1.13 on, "terraform test" configures the provider once for all runs of a file: plans with several
// values, applies, a replacement, and the removal at the end. Nothing warns of another resource, because there is none.
func TestConfiguredOnce_TerraformTest(t *testing.T) {
	t.Parallel()
	for typeName, configs := range map[string][3]object{
		beneficiaryType:         {with(asha(), "name", "Asha R Rao"), with(asha(), "beneficiary_id", "vendor_0043"), asha()},
		beneficiaryset.TypeName: {{"csv_wo": coretest.Vendors(3)}, {"csv_wo": coretest.Vendors(4)}, {"csv_wo": coretest.Vendors(5)}},
		whitelistedIPType:       {recordConfig("52.66.1.7"), {"ip_address": "52.66.1.7"}, {"ip_address": "52.66.1.7", "description": "another"}},
	} {
		changed := map[string]object{
			beneficiaryType:         with(asha(), "instrument.vpa", "rao@examplebank"),
			beneficiaryset.TypeName: {"csv_wo": coretest.Vendors(6)},
			whitelistedIPType:       recordConfig("52.66.1.8"),
		}[typeName]
		t.Run(typeName, func(t *testing.T) {
			t.Parallel()
			_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
			c := newCore(t, coretest.ProviderBlock(base, nil)).Of(typeName).ConfiguredOnceAs("1.14.0")
			plan := func(known *coretest.Instance, config object) *coretest.Change {
				p := c.Plan(known, config)
				wantUsual(t, p.Diags)
				return p
			}
			for _, config := range configs {
				plan(nil, config)
			}
			for _, config := range configs {
				plan(nil, config)
				known, diags := c.Apply(plan(nil, config))
				wantUsual(t, diags)
				known = wantUnchanged(t, c, known, config)
				known, diags = c.Apply(plan(known, changed))
				wantUsual(t, diags)
				known = wantUnchanged(t, c, known, changed)
				wantUsual(t, c.PlanRemoval(known))
				wantUsual(t, c.Destroy(known))
			}
		})
	}
}

// wantUsual asserts that there is nothing but the warnings that come in a process of its own as well.
func wantUsual(t *testing.T, diags []*tfprotov6.Diagnostic) {
	t.Helper()
	for _, d := range diags {
		isCount, isWhitelist := strings.HasPrefix(d.Summary, "Members: "), strings.HasSuffix(d.Summary, "may still be whitelisted")
		if d.Severity == tfprotov6.DiagnosticSeverityError || !isCount && !isWhitelist {
			t.Errorf("unexpected:\n%s", coretest.Text(diags))
		}
	}
}

// Pulumi's bridge has kept no private state for some time, and sends none with a removal. Without it nothing is
// compared, nothing is refused, and nobody is left at Cashfree whom the same process has created.
func TestConfiguredOnce_NoPrivateState(t *testing.T) {
	t.Parallel()
	for typeName, stages := range map[string][2]object{
		beneficiaryType:         {asha(), with(asha(), "timeouts", object{"read": "1m"})},
		beneficiaryset.TypeName: {{"csv_wo": coretest.Vendors(5)}, {"csv_wo": coretest.Vendors(6)}},
		whitelistedIPType:       {recordConfig("52.66.1.7"), {"ip_address": "52.66.1.7", "description": "another"}},
	} {
		t.Run(typeName, func(t *testing.T) {
			t.Parallel()
			sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
			c := newCore(t, coretest.ProviderBlock(base, nil)).Of(typeName).ConfiguredOnce()
			for range 2 {
				var known *coretest.Instance
				for _, config := range []object{stages[0], stages[1], stages[0]} {
					known = applyPlanned(t, c, known, config)
					known.Private = nil
					if members, isSet := known.Get("members").(object); isSet && len(members) != len(sim.All()) {
						t.Errorf("the state has %v, Cashfree has %+v", members, sim.All())
					}
				}
				wantUsual(t, c.Destroy(known))
				if left := sim.All(); len(left) > 0 {
					t.Errorf("Cashfree still has %+v", left)
				}
			}
		})
	}
}

// In such a process, what two resources have is still refused. The second look at a new resource is nothing, and a new
// one of another kind is a warning.
func TestConfiguredOnce_DeclaredTwice(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := newCore(t, coretest.ProviderBlock(base, nil)).ConfiguredOnce()
	set, record := c.Of(beneficiaryset.TypeName), c.Of(whitelistedIPType)
	row := object{"csv_wo": coretest.Header + "vendor_0042,Asha Rao,00011020001772,HDFC0000001,\n"}

	coretest.WantNoErrors(t, c.Plan(nil, asha()).Diags)
	coretest.WantNoDiagnostics(t, c.Plan(nil, with(asha(), "name", "Asha R Rao")).Diags)
	members := set.Plan(nil, row).Diags
	coretest.WantNoErrors(t, members)
	coretest.WantWarning(t, members, "Payee may be declared twice", "It was planned before", "Keep the payee in one of the two resources.")
	c.Create(asha())
	coretest.WantError(t, c.Plan(nil, with(asha(), "name", "Asha R Rao")).Diags, "beneficiary_id", "Payee declared twice")
	coretest.WantError(t, set.Plan(nil, row).Diags, "", "Payee declared twice")
	unchanged := setOf(rowB, rowD)
	wantUnchanged(t, set, set.Create(unchanged), unchanged)
	coretest.WantError(t, set.Plan(nil, unchanged).Diags, "", "Payee declared twice")
	record.Create(recordConfig("52.66.1.7"))
	coretest.WantError(t, record.Plan(nil, recordConfig("52.66.1.7")).Diags, "ip_address", "52.66.1.7 is recorded twice")
	for range 2 {
		coretest.WantNoDiagnostics(t, record.Plan(nil, recordConfig("52.66.1.8")).Diags)
	}
}

// In such a process, a look at a new resource may come while values are unknown. A creation that Cashfree refuses
// leaves nothing behind, so the corrected one is planned without an error.
func TestConfiguredOnce_Corrected(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := newCore(t, coretest.ProviderBlock(base, nil)).ConfiguredOnce()
	coretest.WantNoErrors(t, c.Plan(nil, with(asha(), "instrument.bank_account_number", coretest.Unknown{})).Diags)
	sim.Inject(simulator.Fault{Method: http.MethodPost, Action: simulator.FaultStatusBefore, Status: 422, ContentType: "application/json",
		Body: `{"type":"invalid_request_error","code":"name_invalid","message":"Please enter valid name"}`})
	_, diags := c.Apply(c.Plan(nil, asha()))
	coretest.WantError(t, diags, "", "name_invalid")
	sim.ClearFaults()
	corrected := with(asha(), "name", "Asha R Rao")
	wantUnchanged(t, c, c.Create(corrected), corrected)
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
