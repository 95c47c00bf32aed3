package provider

import (
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/numbertest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

func withOtherAccount(b *simulator.Beneficiary) {
	b.BankAccountNumber, b.BankIFSC, b.Name = "66611020009999", "SBIN0000001", "Mallory"
}

// A payee that Cashfree has created with another account is an error that says what exists, and nothing is recorded,
// removed or sent again.
func TestBeneficiary_Create_OtherAccount(t *testing.T) {
	t.Parallel()
	for name, config := range map[string]object{"plain": asha(), "write-only": writeOnly(asha())} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, base := coretest.StartOtherwise(t, withOtherAccount)
			c := newCore(t, coretest.ProviderBlock(base, nil))
			recorded, diags := c.Apply(c.Plan(nil, config))
			coretest.WantError(t, diags, "", "Beneficiary created with other content",
				`"vendor_0042" exists at Cashfree now with bank account …9999 and IFSC "SBIN0000001", UPI address "asha@examplebank"`,
				`The configuration has bank account …1772 and IFSC "HDFC0000001"`, "Nothing was recorded in the state", `id = "vendor_0042"`, "x-request-id: ")
			numbertest.WantNoneOf(t, coretest.Text(diags), "66611020009999", "00011020001772")
			if recorded != nil {
				t.Errorf("the state is %s", recorded.State)
			}
			if sim.Count(http.MethodPost, "/payout/beneficiary") != 1 || sim.Count(http.MethodDelete, "") != 0 {
				t.Errorf("%d creations and %d removals were sent", sim.Count(http.MethodPost, ""), sim.Count(http.MethodDelete, ""))
			}
		})
	}
}

// An answer about another id is an error that says that nobody has the id that was sent.
func TestBeneficiary_Create_OtherID(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	sim.Inject(simulator.Fault{Method: http.MethodPost, Action: simulator.FaultStatusBefore, Status: 201, ContentType: "application/json",
		Body: malloryAs(`"vendor_0666"`)})
	c := newCore(t, coretest.ProviderBlock(base, nil))
	recorded, diags := c.Apply(c.Plan(nil, asha()))
	coretest.WantError(t, diags, "", "Creation answered with other content", `"vendor_0042" does not exist at Cashfree now`, "another beneficiary_id")
	if recorded != nil || sim.Count(http.MethodPost, "") != 1 || strings.Contains(coretest.Text(diags), "vendor_0666") {
		t.Errorf("the state is %v, and the text %s", recorded, coretest.Text(diags))
	}
}

// A payee of which only other values differ is recorded as planned, with a warning. The next plan shows the difference.
func TestBeneficiary_Create_OtherValues(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartOtherwise(t, func(b *simulator.Beneficiary) { b.Name, b.City = "Mallory", "" })
	c := newCore(t, coretest.ProviderBlock(base, nil))
	created, diags := c.Apply(c.Plan(nil, asha()))
	coretest.WantNoErrors(t, diags)
	coretest.WantWarning(t, diags, "Beneficiary kept with other values", `name: "Mallory" exists, "Asha Rao" is configured`,
		`contact.city: (nothing) exists, "Pune" is configured`, "the next plan shows the difference")
	if created.Get("name") != "Asha Rao" {
		t.Errorf("the state is %s", created.State)
	}
	refreshed, diags := c.Refresh(created)
	coretest.WantNoErrors(t, diags)
	if p := c.Plan(refreshed, asha()); p.Action != "replace" {
		t.Errorf("the next plan is %q", p.Action)
	}
}

// A replacement whose creation has other content does not say that the payee is gone.
func TestBeneficiary_Replace_OtherAccount(t *testing.T) {
	t.Parallel()
	change := func(*simulator.Beneficiary) {}
	sim, base := coretest.StartOtherwise(t, func(b *simulator.Beneficiary) { change(b) })
	c := newCore(t, coretest.ProviderBlock(base, nil))
	created := c.Create(asha())
	change = withOtherAccount
	_, diags := c.Apply(c.Plan(created, with(asha(), "name", "Asha R Rao")))
	coretest.WantError(t, diags, "", "Beneficiary created with other content", "…9999")
	if text := coretest.Text(diags); strings.Contains(text, "does not exist") || strings.Contains(text, "cannot be paid") {
		t.Error(text)
	}
	if b, _ := sim.Get("vendor_0042"); b.BankAccountNumber != "66611020009999" {
		t.Errorf("Cashfree has %+v", b)
	}
}

// A short account number, or one of letters alone, has no shape by which it is known. It is masked in the other fields
// of the payee all the same, whether that was created or existed before.
func TestBeneficiary_Create_ShortNumberMasked(t *testing.T) {
	t.Parallel()
	for _, number := range []string{"471147", "ABCDEFGHIJ"} {
		t.Run(number, func(t *testing.T) {
			t.Parallel()
			config := writeOnly(with(asha(), "instrument.bank_account_number", number))
			inOtherFields := func(b *simulator.Beneficiary) {
				b.Name, b.Email, b.Address, b.City = "A "+number, number+"@example.com", "A/c "+number, number
			}
			_, base := coretest.StartOtherwise(t, inOtherFields)
			_, diags := applyNew(t, base, config)
			coretest.WantWarning(t, diags, "Beneficiary kept with other values")
			numbertest.WantNoneOf(t, coretest.Text(diags), number)

			_, base = coretest.StartOtherwise(t, func(b *simulator.Beneficiary) { b.VPA, b.BankAccountNumber = number+"@upi", "00099990000" })
			_, diags = applyNew(t, base, config)
			coretest.WantError(t, diags, "", "Beneficiary created with other content")
			numbertest.WantNoneOf(t, coretest.Text(diags), number)

			sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
			for _, account := range []string{number, "00099990000"} {
				existing := storedAsha()
				existing.BankAccountNumber = account
				inOtherFields(&existing)
				sim.Put(existing)
				_, diags = applyNew(t, base, config)
				coretest.WantError(t, diags, "beneficiary_id", "Beneficiary already exists", "name: \"A …")
				numbertest.WantNoneOf(t, coretest.Text(diags), number)
			}
		})
	}
}

func applyNew(t *testing.T, base string, config object) (*coretest.Instance, []*tfprotov6.Diagnostic) {
	t.Helper()
	c := newCore(t, coretest.ProviderBlock(base, nil))
	return c.Apply(c.Plan(nil, config))
}
