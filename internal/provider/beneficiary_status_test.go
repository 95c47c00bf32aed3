package provider

import (
	"context"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// A creation waits until Cashfree has verified the beneficiary.
func TestBeneficiary_Verification_Succeeds(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	sim.SetBehaviour(func(b *simulator.Behaviour) { b.InitiatedReads = 3 })
	c := newCore(t, coretest.ProviderBlock(base, nil))
	created, diags := c.Apply(c.Plan(nil, asha()))
	if len(diags) != 0 {
		t.Error(coretest.Text(diags))
	}
	if created.Get("status") != "VERIFIED" {
		t.Errorf("the status is %v", created.Get("status"))
	}
}

// Where the verification takes longer than the time limit, the beneficiary is kept with a warning and not tainted.
func TestBeneficiary_Verification_TimeUsedUp(t *testing.T) {
	t.Parallel()
	// In a bubble the time is over when everybody waits, and not before the create is done.
	synctest.Test(t, func(t *testing.T) {
		s := newBubbleProvider(t, payouts.Config{})
		s.sim.SetBehaviour(func(b *simulator.Behaviour) { b.InitiatedReads = 1_000_000 })
		began := time.Now()
		config := with(asha(), "timeouts", object{"create": "100s"})
		created, diags := s.Apply(s.Plan(nil, config))
		coretest.WantNoErrors(t, diags)
		coretest.WantWarning(t, diags, "Beneficiary cannot be paid", `still verifying beneficiary "vendor_0042"`)
		if created.Get("status") != "INITIATED" {
			t.Errorf("the status is %v", created.Get("status"))
		}
		if waited := time.Since(began); waited != 100*time.Second {
			t.Errorf("it waited %v", waited)
		}
		if p := s.Plan(created, config); p.Action != "none" {
			t.Errorf("the next plan is %q", p.Action)
		}
	})
}

// The same holds where the time limit ends during a read and not between two reads.
func TestBeneficiary_Verification_TimeUsedUpDuringRead(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newBubbleProvider(t, payouts.Config{})
		s.sim.SetBehaviour(func(b *simulator.Behaviour) { b.InitiatedReads = 1_000_000 })
		s.hang(http.MethodGet)
		created, diags := s.Apply(s.Plan(nil, with(asha(), "timeouts", object{"create": "100s"})))
		coretest.WantNoErrors(t, diags)
		coretest.WantWarning(t, diags, "cannot be paid", "still verifying")
		if len(diags) != 1 || created.Get("status") != "INITIATED" {
			t.Errorf("the status is %v, and the diagnostics are:\n%s", created.Get("status"), coretest.Text(diags))
		}
	})
}

// A failed verification is an error with a state, which makes core replace the beneficiary on the next apply.
func TestBeneficiary_Verification_Fails(t *testing.T) {
	t.Parallel()
	for _, status := range []string{"INVALID", "FAILED", "CANCELLED"} {
		t.Run(status, func(t *testing.T) {
			t.Parallel()
			sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
			sim.SetBehaviour(func(b *simulator.Behaviour) { b.InitiatedReads, b.InitiatedOutcome = 2, status })
			c := newCore(t, coretest.ProviderBlock(base, nil))
			created, diags := c.Apply(c.Plan(nil, asha()))
			coretest.WantError(t, diags, "", "Beneficiary not verified", `Beneficiary "vendor_0042" was created`, "did not verify", status, "next apply replaces")
			if created == nil || created.Get("status") != status {
				t.Errorf("the state is %v", created)
			}
		})
	}
}

// A failed read during the verification is a warning, and the beneficiary stays in the state.
func TestBeneficiary_Verification_ReadFails(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	sim.SetBehaviour(func(b *simulator.Behaviour) { b.InitiatedReads = 5 })
	sim.Inject(simulator.Fault{Method: "GET", Action: simulator.FaultStatusBefore, Status: 500})
	c := newCore(t, coretest.ProviderBlock(base, object{"max_retries": 0}))
	created, diags := c.Apply(c.Plan(nil, asha()))
	coretest.WantNoErrors(t, diags)
	coretest.WantWarning(t, diags, "Verification status unknown", `Beneficiary "vendor_0042" was created`)
	if created == nil {
		t.Error("what was created is not in the state")
	}
}

// The pauses between reads during the verification grow up to a limit.
func TestBeneficiary_Verification_Pauses(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	sim.SetBehaviour(func(b *simulator.Behaviour) { b.InitiatedReads = 5 })
	var pauses []time.Duration
	options := noWaitOptions()
	options.Wait = func(_ context.Context, pause time.Duration) error { pauses = append(pauses, pause); return nil }
	c, diags := startCore(t, options, coretest.ProviderBlock(base, nil))
	coretest.WantNoErrors(t, diags)
	c.Create(asha())
	s := time.Second
	if want := []time.Duration{s, 2 * s, 4 * s, 8 * s, 15 * s, 15 * s}; !slices.Equal(pauses, want) {
		t.Errorf("it waited %v, want %v", pauses, want)
	}
}

// A creation whose answer has no status warns that there is none.
func TestBeneficiary_Verification_NoStatus(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	c := newCore(t, coretest.ProviderBlock(base, nil))
	sim.Inject(simulator.Fault{Method: http.MethodPost, Action: simulator.FaultBody, Status: 201, ContentType: "application/json",
		Body: `{"beneficiary_id":"vendor_0043","beneficiary_name":"Ravi Iyer","beneficiary_instrument_details":{"vpa":"ravi@examplebank"}}`})
	_, diags := c.Apply(c.Plan(nil, ravi()))
	coretest.WantNoErrors(t, diags)
	coretest.WantWarning(t, diags, "Beneficiary cannot be paid", `returned no status for beneficiary "vendor_0043"`)
}
