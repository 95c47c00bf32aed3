package provider

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/beneficiaryset"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/numbertest"
)

// A beneficiary is imported by id, by account and by identity, and an impossible import id is one clear error.
func TestBeneficiary_Import(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := newCore(t, coretest.ProviderBlock(base, nil))
	c.Create(asha())
	for name, id := range map[string]string{
		"by id": "vendor_0042", "by account": "00011020001772,HDFC0000001", "by account, loosely": "00011020001772,hdfc0000001",
	} {
		imported, diags := c.Import(id)
		coretest.WantNoErrors(t, diags)
		if p := c.Plan(imported, asha()); p.Action != "none" {
			t.Errorf("%s: the plan after the import is %q %v", name, p.Action, p.Paths)
		}
	}
	identityType := map[string]any{"beneficiary_id": "vendor_0042"}
	imported, diags := c.ImportWith(&tfprotov6.ImportResourceStateRequest{
		TypeName: c.TypeName, Identity: identityOf(t, identityType),
	})
	coretest.WantNoErrors(t, diags)
	if p := c.Plan(imported, asha()); p.Action != "none" {
		t.Errorf("by identity: the plan after the import is %q", p.Action)
	}
	if none, diags := c.Import("vendor_0099"); none != nil || coretest.HasErrors(diags) {
		// Core turns nothing into an error of its own.
		t.Errorf("importing what does not exist gave %v: %s", none, coretest.Text(diags))
	}
	for id, text := range map[string]string{
		"":                           "hyphens, got an empty value", // as of a variable of the shell that is not set
		"no such id!":                "letters, digits",
		"123,HDFC0000001":            "without spaces or hyphens, got 3 characters",
		"00011020001772,HDFC":        "such as HDFC0000001, got 4 characters",
		"99911020001772,HDFC0000001": "…1772",
	} {
		_, diags := c.Import(id)
		coretest.WantError(t, diags, "", text)
		if len(diags) > 1 || strings.Contains(coretest.Text(diags), "provider developer") {
			t.Errorf("%q: %s", id, coretest.Text(diags))
		}
	}
}

// withoutValues returns an instance whose state lacks some values, as after a damaged answer to an earlier version.
func withoutValues(t *testing.T, i *coretest.Instance, paths ...string) *coretest.Instance {
	t.Helper()
	changed, err := tftypes.Transform(i.State, func(at *tftypes.AttributePath, value tftypes.Value) (tftypes.Value, error) {
		if slices.Contains(paths, coretest.PathText(at)) {
			return tftypes.NewValue(value.Type(), nil), nil
		}
		return value, nil
	})
	coretest.Must(t, err)
	return &coretest.Instance{State: changed, Private: i.Private, Identity: i.Identity}
}

// A state without a name is no import: a refresh stores no account number in it.
func TestBeneficiary_Read_NamelessState(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := newCore(t, coretest.ProviderBlock(base, nil))
	created := c.Create(writeOnly(asha()))
	refreshed, diags := c.Refresh(withoutValues(t, created, "name", "instrument"))
	coretest.WantNoErrors(t, diags)
	if refreshed.Get("name") != "Asha Rao" || refreshed.Get("instrument.bank_account_number") != nil {
		t.Errorf("the state is %s", refreshed.State)
	}
	if p := c.Plan(refreshed, writeOnly(asha())); p.Action != "none" {
		t.Errorf("the plan is %q because of %v", p.Action, p.Paths)
	}
}

// An import ends with its first read. Whatever the state lacks after that, no read adds the account number.
func TestBeneficiary_Import_EndsWithRead(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := newCore(t, coretest.ProviderBlock(base, nil))
	c.Create(asha())
	imported, diags := c.Import("vendor_0042")
	coretest.WantNoErrors(t, diags)
	if imported.Get("instrument.bank_account_number") != "00011020001772" {
		t.Errorf("the import has %s", imported.State)
	}
	refreshed, diags := c.Refresh(withoutValues(t, imported, "name", "instrument.bank_account_number"))
	coretest.WantNoErrors(t, diags)
	if refreshed.Get("name") != "Asha Rao" || refreshed.Get("instrument.bank_account_number") != nil {
		t.Errorf("the state is %s", refreshed.State)
	}
}

// A read that fails does not end an import.
func TestBeneficiary_Import_FailedRead(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := newCore(t, coretest.ProviderBlock(base, object{"max_retries": 0}))
	c.Create(asha())
	answer, err := c.Server.ImportResourceState(t.Context(), &tfprotov6.ImportResourceStateRequest{TypeName: c.TypeName, ID: "vendor_0042"})
	coretest.Must(t, err)
	begun := answer.ImportedResources[0]
	instance := &coretest.Instance{State: coretest.Decode(t, c.Type, begun.State), Private: begun.Private, Identity: begun.Identity}
	sim.Inject(simulator.Fault{Method: http.MethodGet, Times: 1, Action: simulator.FaultStatusBefore, Status: 500})
	if _, diags := c.Refresh(instance); !coretest.HasErrors(diags) {
		t.Error("the read has not failed")
	}
	imported, diags := c.Refresh(instance)
	coretest.WantNoErrors(t, diags)
	if imported.Get("instrument.bank_account_number") != "00011020001772" {
		t.Errorf("the import has %s", imported.State)
	}
}

// The errors about an account number and its IFSC are always in this order.
func TestBeneficiary_Import_ErrorOrder(t *testing.T) {
	t.Parallel()
	c := newCore(t, coretest.ProviderBlock("http://127.0.0.1:1/payout", nil))
	for range 20 { // with the order of a map, all of them being right would be one chance in a million
		_, diags := c.Import("123,HDFC")
		if len(diags) != 2 || !strings.Contains(diags[0].Detail, "bank_account_number") || !strings.Contains(diags[1].Detail, "bank_ifsc") {
			t.Fatalf("the errors are:\n%s", coretest.Text(diags))
		}
	}
}

// An account number in the wrong place, of an import id or a configuration, is masked in the error.
func TestBeneficiary_WrongArgument_NumberMasked(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := newCore(t, coretest.ProviderBlock(base, nil))
	_, diags := c.Import("HDFC0000001,00011020001772")
	coretest.WantError(t, diags, "", "bank_ifsc")
	numbertest.WantNoneOf(t, coretest.Text(diags), "00011020001772")
	refused := c.Plan(nil, with(asha(), "name", "00011020001772")).Diags // a payee of version 1 can have such a name
	coretest.WantError(t, refused, "name", "…1772")
	numbertest.WantNoneOf(t, coretest.Text(refused), "00011020001772")
	for _, path := range []string{"instrument.bank_ifsc", "instrument.vpa", "contact.phone", "contact.postal_code"} {
		diags := c.Validate(with(asha(), path, "00011020001772"))
		shown := "…1772"
		if path == "instrument.bank_ifsc" {
			shown = "got 14 characters"
		}
		coretest.WantError(t, diags, path, shown)
		numbertest.WantNoneOf(t, coretest.Text(diags), "00011020001772")
	}
	for _, both := range []string{"HDFC00011020001772", "HDFC 0001-1020-0017-72"} { // the two columns pasted as one
		diags := c.Validate(with(asha(), "instrument.bank_ifsc", both))
		coretest.WantError(t, diags, "instrument.bank_ifsc", "…")
		numbertest.WantNoneOf(t, coretest.Text(diags), "00011020001772", "0001-1020-0017-72")
	}
}

// A resource of another type cannot become a beneficiary, be it a set or of another provider. The error has the blocks
// that move its payees.
func TestBeneficiary_Move(t *testing.T) {
	t.Parallel()
	c := newCore(t, coretest.ProviderBlock("http://127.0.0.1:1/payout", nil))
	for _, source := range []string{beneficiaryset.TypeName, "restapi_object"} {
		answer, err := c.Server.MoveResourceState(t.Context(), &tfprotov6.MoveResourceStateRequest{
			SourceTypeName: source, TargetTypeName: beneficiaryType, SourceState: &tfprotov6.RawState{JSON: []byte(`{}`)},
		})
		coretest.Must(t, err)
		coretest.WantError(t, answer.Diagnostics, "", "Cannot move to another resource type", "cannot turn a "+source+" into a cashfree_payout_beneficiary.",
			"from = "+source+".OLD_NAME", "to = cashfree_payout_beneficiary.NEW_NAME", "an import block, or one with for_each")
		if len(answer.Diagnostics) != 1 {
			t.Errorf("there is more than one error: %s", coretest.Text(answer.Diagnostics))
		}
	}
}
