package provider

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/bulk"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/numbertest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

const beneficiariesType = "cashfree_payout_beneficiaries"

// Payees are returned in the order of their ids, each once. An id that never existed and an id that was deleted are in
// missing.
func TestBeneficiaries_FoundAndMissing(t *testing.T) {
	t.Parallel()
	for _, deleted := range []string{"not_found", "deleted_status"} {
		t.Run(deleted, func(t *testing.T) {
			t.Parallel()
			sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
			sim.SetBehaviour(func(b *simulator.Behaviour) { b.DeletedGet = deleted })
			coretest.Must(t, sim.Load(simulator.Seed{
				Beneficiaries: []simulator.Beneficiary{
					storedAsha(), {ID: "vendor_0041", Name: "Ravi Iyer", VPA: "ravi@examplebank", Status: "INVALID"},
				},
				Removed: []simulator.Beneficiary{{ID: "gone", Name: "Gone", VPA: "gone@examplebank"}},
			}))
			sim.ResetRequests()
			state, diags := readData(t, coretest.ProviderBlock(base, nil), beneficiariesType, object{
				"beneficiary_ids": listOf("vendor_0042", "gone", "never", "vendor_0041", "vendor_0042", "gone"),
			})
			coretest.WantNoErrors(t, diags)
			if calls := sim.Count("GET", "/payout/beneficiary"); calls != 4 {
				t.Errorf("four ids took %d calls", calls)
			}
			found := elements(t, coretest.At(state, "beneficiaries"))
			if len(found) != 2 {
				t.Fatalf("found %v", found)
			}
			for i, want := range []object{
				{"beneficiary_id": "vendor_0042", "name": "Asha Rao", "bank_account_last_four": "1772", "bank_ifsc": "HDFC0000001", "vpa": nil, "status": "VERIFIED"},
				{"beneficiary_id": "vendor_0041", "name": "Ravi Iyer", "bank_account_last_four": nil, "bank_ifsc": nil, "vpa": "ravi@examplebank", "status": "INVALID"},
			} {
				for attribute, value := range want {
					if got := coretest.Plain(coretest.At(found[i], attribute)); got != value {
						t.Errorf("%s of element %d is %v, want %v", attribute, i, got, value)
					}
				}
				if payable := isTrue(t, coretest.At(found[i], "payable")); payable != (i == 0) {
					t.Errorf("payable of element %d is %v", i, payable)
				}
			}
			if missing := plainList(t, coretest.At(state, "missing")); !slices.Equal(missing, []any{"gone", "never"}) {
				t.Errorf("missing are %v", missing)
			}
			numbertest.WantNoneOf(t, state.String(), "00011020001772")
		})
	}
}

// Without ids, the result is empty and there is no call.
func TestBeneficiaries_NoIDs(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	state, diags := readData(t, coretest.ProviderBlock(base, nil), beneficiariesType, object{"beneficiary_ids": listOf()})
	coretest.WantNoErrors(t, diags)
	for _, attribute := range []string{"beneficiaries", "missing"} {
		if value := coretest.At(state, attribute); value.IsNull() || len(elements(t, value)) > 0 {
			t.Errorf("%s is %v", attribute, value)
		}
	}
	if sim.Count("", "") > 0 {
		t.Error("it called Cashfree")
	}
}

// If none of several ids exists, a warning names a possible cause. A single missing id is no reason for a warning.
func TestBeneficiaries_NoneFound(t *testing.T) {
	t.Parallel()
	_, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	_, diags := readData(t, coretest.ProviderBlock(base, nil), beneficiariesType, object{"beneficiary_ids": listOf("a", "b")})
	coretest.WantNoErrors(t, diags)
	coretest.WantWarning(t, diags, "None of the beneficiaries was found", "another Cashfree account")
	if _, diags = readData(t, coretest.ProviderBlock(base, nil), beneficiariesType, object{"beneficiary_ids": listOf("a")}); len(diags) > 0 {
		t.Errorf("a warning about a single missing id:\n%s", coretest.Text(diags))
	}
}

// Every invalid id is reported on its own element, before any call.
func TestBeneficiaries_InvalidIDs(t *testing.T) {
	t.Parallel()
	ids := listOf("good", "not good", "also-good", strings.Repeat("x", 51), "")
	ids = append(ids, tftypes.NewValue(tftypes.String, nil), tftypes.NewValue(tftypes.String, tftypes.UnknownValue))
	_, diags := readData(t, coretest.ProviderBlock("http://127.0.0.1:1", nil), beneficiariesType, object{"beneficiary_ids": ids})
	for i, says := range map[int]string{1: `"not good"`, 3: "51 characters", 4: "got an empty value", 5: "got an empty value"} {
		coretest.WantError(t, diags, fmt.Sprintf("beneficiary_ids.%d", i), "Cashfree would refuse this beneficiary_id", says)
	}
	if len(diags) != 4 {
		t.Errorf("other diagnostics than expected:\n%s", coretest.Text(diags))
	}
}

// A single failed read is an error and ends the other reads, because a result with gaps would be mistaken for a
// complete one.
func TestBeneficiaries_Failure(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]simulator.Fault{
		"refused":           {Action: simulator.FaultStatusBefore, Status: 400, Body: `{"type":"invalid_request_error","code":"odd","message":"no"}`},
		"credentials":       {Action: simulator.FaultStatusBefore, Status: 401, ContentType: "application/json"},
		"firewall":          {Action: simulator.FaultEdgeHTML},
		"not the API's 404": {Action: simulator.FaultStatusBefore, Status: 404, ContentType: "text/html"},
		"broken":            {Action: simulator.FaultResetBefore},
		"cut":               {Action: simulator.FaultCutBody},
		"server error":      {Action: simulator.FaultStatusBefore, Status: 500},
		"another payee":     {Action: simulator.FaultBody, Body: `{"beneficiary_id":"vendor_9"}`, ContentType: "application/json"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
			sim.Put(storedAsha())
			fault.BeneficiaryID = "struck"
			sim.Inject(fault)
			sim.Inject(simulator.Fault{BeneficiaryID: "slow", Action: simulator.FaultHang})
			ids := []string{"vendor_0042"}
			for i := range 200 {
				ids = append(ids, fmt.Sprintf("slow_%d", i))
			}
			ids = slices.Insert(ids, 3, "struck")
			_, diags := readData(t, coretest.ProviderBlock(base, object{"max_retries": 0, "max_concurrent_requests": bulk.MaxReads}), beneficiariesType,
				object{"beneficiary_ids": listOf(ids...)})
			coretest.WantError(t, diags, "", `Cannot read beneficiary "struck"`, " of 202 ids had been read")
			// The package net/http may repeat a request that was lost on a connection that it had used before.
			begun := make(map[string]bool)
			for _, request := range sim.Requests() {
				begun[request.BeneficiaryID] = true
			}
			if len(begun) > bulk.MaxReads+2 { // two reads end, and two others begin
				t.Errorf("%d reads were begun", len(begun))
			}
		})
	}
}

// If the time limit ends, the error says how far the reads were and which settings can be raised.
func TestBeneficiaries_TimeLimit(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	sim.Inject(simulator.Fault{Action: simulator.FaultHang})
	_, diags := readData(t, coretest.ProviderBlock(base, nil), beneficiariesType,
		object{"beneficiary_ids": listOf("a", "b"), "timeouts": object{"read": "200ms"}})
	coretest.WantError(t, diags, "", "took too long", "timeouts.read of 200ms", "0 of 2 ids had been read", "max_concurrent_requests")
}

// An interrupt during calls ends the reads with an error.
func TestBeneficiaries_Interrupt(t *testing.T) {
	t.Parallel()
	ctx, interrupt := context.WithCancel(t.Context())
	options := coretest.SimulatorOptions()
	options.Logger = slog.New(callHook{slog.DiscardHandler, interrupt})
	sim, base := coretest.StartSimulator(t, options)
	sim.Inject(simulator.Fault{Action: simulator.FaultHang})
	c := newCore(t, coretest.ProviderBlock(base, nil))
	typ := c.Schemas.DataSourceSchemas[beneficiariesType].ValueType()
	ids := make([]string, 1_000)
	for i := range ids {
		ids[i] = fmt.Sprintf("vendor_%d", i)
	}
	answer, err := c.Server.ReadDataSource(ctx, &tfprotov6.ReadDataSourceRequest{
		TypeName: beneficiariesType, Config: coretest.Dynamic(t, typ, coretest.ValueOf(t, typ, object{"beneficiary_ids": listOf(ids...)})),
	})
	coretest.Must(t, err)
	coretest.WantError(t, answer.Diagnostics, "", "Stopped reading the beneficiaries", "0 of 1000 ids had been read")
	if calls := sim.Count("", ""); calls > payouts.DefaultMaxConcurrentRequests {
		t.Errorf("%d calls were made", calls)
	}
}

// callHook calls a function whenever the simulator receives a call.
type callHook struct {
	slog.Handler
	do func()
}

func (h callHook) Enabled(context.Context, slog.Level) bool { return true }

func (h callHook) Handle(context.Context, slog.Record) error {
	h.do()
	return nil
}

// listOf returns a list of strings for a configuration.
func listOf(texts ...string) []tftypes.Value {
	values := make([]tftypes.Value, 0, len(texts))
	for _, text := range texts {
		values = append(values, tftypes.NewValue(tftypes.String, text))
	}
	return values
}

func elements(t testing.TB, list tftypes.Value) []tftypes.Value {
	t.Helper()
	var values []tftypes.Value
	coretest.Must(t, list.As(&values))
	return values
}

func plainList(t testing.TB, list tftypes.Value) []any {
	t.Helper()
	var texts []any
	for _, value := range elements(t, list) {
		texts = append(texts, coretest.Plain(value))
	}
	return texts
}

// The error says how many ids had been read before.
func TestBeneficiaries_Failure_Progress(t *testing.T) {
	t.Parallel()
	sim, base := coretest.StartSimulator(t, coretest.SimulatorOptions())
	sim.Inject(simulator.Fault{Skip: 2, Action: simulator.FaultStatusBefore, Status: 400, ContentType: "application/json",
		Body: `{"type":"invalid_request_error","code":"beneficiary_id_invalid","message":"no"}`})
	ids := []tftypes.Value{}
	for _, id := range []string{"a", "b", "c"} {
		ids = append(ids, tftypes.NewValue(tftypes.String, id))
	}
	_, diags := readData(t, coretest.ProviderBlock(base, object{"max_concurrent_requests": 1}), "cashfree_payout_beneficiaries", object{"beneficiary_ids": ids})
	coretest.WantError(t, diags, "", "2 of 3 ids had been read")
}
