package provider

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/numbertest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// query is a list request, with changes of the provider block.
type query struct {
	config object
	limit  int64
	block  object // changes of the provider block
}

// run makes the request as core does, and returns the results that have an identity.
func (q query) run(t testing.TB, base string) ([]tfprotov6.ListResourceResult, []*tfprotov6.Diagnostic) {
	t.Helper()
	c := newCore(t, coretest.ProviderBlock(base, q.block))
	server, ok := c.Server.(tfprotov6.ListResourceServer)
	if !ok {
		t.Fatal("the provider lists nothing")
	}
	typ := c.Schemas.ListResourceSchemas[beneficiaryType].ValueType()
	config := coretest.Dynamic(t, typ, coretest.ValueOf(t, typ, q.config))
	valid, err := server.ValidateListResourceConfig(t.Context(), &tfprotov6.ValidateListResourceConfigRequest{TypeName: beneficiaryType, Config: config})
	coretest.Must(t, err)
	if coretest.HasErrors(valid.Diagnostics) {
		return nil, valid.Diagnostics
	}
	limit := q.limit
	if limit == 0 {
		limit = 100
	}
	stream, err := server.ListResource(t.Context(), &tfprotov6.ListResourceRequest{
		TypeName: beneficiaryType, Config: config, IncludeResource: true, Limit: limit,
	})
	coretest.Must(t, err)
	var results []tfprotov6.ListResourceResult
	diags := valid.Diagnostics
	for result := range stream.Results {
		diags = append(diags, result.Diagnostics...)
		if result.Identity == nil {
			continue
		}
		if results = append(results, result); int64(len(results)) == limit {
			break // as core does
		}
	}
	return results, diags
}

// bankAccounts returns the value of bank_accounts, from pairs "number,ifsc".
func bankAccounts(t testing.TB, pairs ...string) []tftypes.Value {
	t.Helper()
	typ := tftypes.Object{AttributeTypes: map[string]tftypes.Type{"bank_account_number": tftypes.String, "bank_ifsc": tftypes.String}}
	var list []tftypes.Value
	for _, pair := range pairs {
		number, ifsc, _ := strings.Cut(pair, ",")
		list = append(list, coretest.ValueOf(t, typ, object{"bank_account_number": number, "bank_ifsc": ifsc}))
	}
	return list
}

// What a list returns equals what an import stores. The plan of the generated configuration is empty once the account
// number, which the CLI leaves out, is filled in. The ids come from an export of the dashboard, and of one payee only
// the account is known.
func TestBeneficiaryList_GeneratedConfiguration(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	sim.Put(storedAsha())
	sim.Put(simulator.Beneficiary{ID: "vendor_0041", Name: "Ravi Iyer", VPA: "ravi@examplebank", Email: "ravi@example.com"})
	found, diags := query{config: object{
		"beneficiary_ids": listOf("vendor_0041", "never", "vendor_0041"),
		"bank_accounts":   bankAccounts(t, "00011020001772,HDFC0000001", "00011020001773,HDFC0000001"),
	}}.run(t, base)
	coretest.WantNoErrors(t, diags)
	coretest.WantWarning(t, diags, "Not all beneficiaries exist", `"never"`)
	coretest.WantWarning(t, diags, "account …1773 and IFSC HDFC0000001")
	numbertest.WantNoneOf(t, coretest.Text(diags), "00011020001773")
	if len(found) != 2 || found[0].DisplayName != "Ravi Iyer (vendor_0041)" || found[1].DisplayName != "Asha Rao (vendor_0042)" {
		t.Fatalf("found %d: %+v", len(found), found)
	}

	c := newCore(t, coretest.ProviderBlock(base, nil))
	for _, result := range found {
		listed := coretest.Decode(t, c.Type, result.Resource)
		imported, diags := c.ImportWith(&tfprotov6.ImportResourceStateRequest{TypeName: beneficiaryType, Identity: result.Identity})
		coretest.WantNoErrors(t, diags)
		if !listed.Equal(imported.State) {
			t.Errorf("listed is\n%v\nand imported\n%v", listed, imported.State)
		}
		if p := c.Plan(imported, generatedConfig(t, listed)); p.Action != "none" || len(p.Diags) > 0 {
			t.Errorf("the plan of what was generated is %q: %s", p.Action, coretest.Text(p.Diags))
		}
	}
}

// generatedConfig returns the configuration that the CLI writes for a state, with the account number filled in.
func generatedConfig(t testing.TB, state tftypes.Value) object {
	t.Helper()
	config := object{}
	for name, members := range map[string][]string{
		"beneficiary_id": nil, "name": nil,
		"instrument": {"bank_account_number", "bank_ifsc", "vpa"},
		"contact":    {"email", "phone", "country_code", "address", "city", "state", "postal_code"},
	} {
		value := coretest.At(state, name)
		if members == nil || value.IsNull() {
			config[name] = coretest.Plain(value)
			continue
		}
		group := object{}
		for _, member := range members {
			group[member] = coretest.Plain(coretest.At(value, member))
		}
		config[name] = group
	}
	return config
}

// A list ends at the limit of the CLI, and makes few calls after it.
func TestBeneficiaryList_Limit(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	var ids []string
	for i := range 1000 {
		id := fmt.Sprintf("v%04d", i)
		sim.Put(simulator.Beneficiary{ID: id, Name: "Asha Rao", VPA: id + "@examplebank"})
		ids = append(ids, id)
	}
	found, diags := query{config: object{"beneficiary_ids": listOf(ids...)}, limit: 150}.run(t, base)
	coretest.WantNoErrors(t, diags)
	if calls := sim.Count(http.MethodGet, ""); len(found) != 150 || calls > 200 {
		t.Errorf("%d were found with %d calls", len(found), calls)
	}
}

// Without account numbers in the state, a list returns none.
func TestBeneficiaryList_NoAccountNumbersInState(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	sim.Put(storedAsha())
	found, diags := query{
		config: object{"beneficiary_ids": listOf("vendor_0042")}, block: object{"account_numbers_in_state": false},
	}.run(t, base)
	coretest.WantNoErrors(t, diags)
	listed := coretest.Decode(t, newCore(t, coretest.ProviderBlock(base, nil)).Type, found[0].Resource)
	numbertest.WantNoneOf(t, listed.String(), "00011020001772")
}

// A list that names nothing, or that cannot be read, is an error without results.
func TestBeneficiaryList_Errors(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	sim.Inject(simulator.Fault{Method: http.MethodGet, BeneficiaryID: "struck", Action: simulator.FaultEdgeHTML})
	for name, test := range map[string]struct {
		query
		at    string
		texts []string
	}{
		"nothing is named":    {query{config: object{}}, "", []string{"Missing beneficiary_ids or bank_accounts", "no API call that lists"}},
		"an id is impossible": {query{config: object{"beneficiary_ids": listOf("a b")}}, "beneficiary_ids.0", []string{"beneficiary_id"}},
		"an account is impossible": {
			query{config: object{"bank_accounts": bankAccounts(t, "1,HDFC0000001")}},
			"", []string{"bank_accounts[0].bank_account_number"},
		},
		"a call fails":          {query{config: object{"beneficiary_ids": listOf("struck")}}, "", []string{`Cannot read beneficiary "struck"`, "errors#refused-before-the-api"}},
		"the secret is unknown": {query{config: object{"beneficiary_ids": listOf("v1")}, block: object{"client_secret": coretest.Unknown{}}}, "", []string{"Listing beneficiaries", "client_secret"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found, diags := test.run(t, base)
			coretest.WantError(t, diags, test.at, test.texts...)
			if len(found) > 0 {
				t.Errorf("found %d", len(found))
			}
		})
	}
}
