package provider

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/beneficiaryset"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// bubbleProvider is a provider for tests in a synctest bubble. It really waits, and only waiting moves the bubble's
// clock.
type bubbleProvider struct {
	*coretest.Core
	sim *simulator.Simulator
}

func newBubbleProvider(t *testing.T, config payouts.Config) *bubbleProvider {
	t.Helper()
	sim := simulator.New(coretest.SimulatorOptions())
	options := Options{Version: "test", Getenv: func(string) string { return "" }, NewClient: coretest.InProcessClient(sim, config)}
	c, diags := startCore(t, options, coretest.ProviderBlock(coretest.InProcessURL, nil))
	coretest.WantNoErrors(t, diags)
	return &bubbleProvider{c.InOneProcess(), sim}
}

func (s *bubbleProvider) hang(method string) {
	s.sim.Inject(simulator.Fault{Method: method, Action: simulator.FaultHang})
}

// readData reads a data source with a context of the test.
func (s *bubbleProvider) readData(ctx context.Context, typeName string, config object) (tftypes.Value, []*tfprotov6.Diagnostic) {
	s.T.Helper()
	typ := s.Schemas.DataSourceSchemas[typeName].ValueType()
	answer, err := s.Server.ReadDataSource(ctx, &tfprotov6.ReadDataSourceRequest{TypeName: typeName, Config: coretest.Dynamic(s.T, typ, coretest.ValueOf(s.T, typ, config))})
	coretest.Must(s.T, err)
	return coretest.Decode(s.T, typ, answer.State), answer.Diagnostics
}

func (s *bubbleProvider) reads(typeName string, config object) operation {
	return func(ctx context.Context) []*tfprotov6.Diagnostic {
		_, diags := s.readData(ctx, typeName, config)
		return diags
	}
}

func (s *bubbleProvider) applies(typeName string, prior *coretest.Instance, config object) operation {
	c := s.Of(typeName)
	p := c.Plan(prior, config)
	coretest.WantNoErrors(s.T, p.Diags)
	return func(ctx context.Context) []*tfprotov6.Diagnostic { _, diags := c.ApplyWith(ctx, p); return diags }
}

func (s *bubbleProvider) refreshes(typeName string, known *coretest.Instance) operation {
	return func(ctx context.Context) []*tfprotov6.Diagnostic {
		_, diags := s.Of(typeName).RefreshWith(ctx, known)
		return diags
	}
}

func (s *bubbleProvider) destroys(typeName string, known *coretest.Instance) operation {
	return func(ctx context.Context) []*tfprotov6.Diagnostic { return s.Of(typeName).DestroyWith(ctx, known) }
}

// operation is one call of Terraform core.
type operation func(context.Context) []*tfprotov6.Diagnostic

const (
	answerTime     = 500 * time.Millisecond // a creation or a removal waits for its answer
	lookupTime     = 500 * time.Millisecond // then a create looks up its outcome
	maxCleanupTime = time.Second            // before the look-up, a removed member is added or put back
)

// A stop ends every operation within a second, wherever it waits. Each case returns the operation to stop, and may
// return another one to begin before it. The test measures the time of the bubble between the stop and the answer.
func TestStop_EveryWait(t *testing.T) {
	t.Parallel()
	salaryIsPending := func(s *bubbleProvider) {
		transfer := salary()
		transfer.Status = "PENDING"
		s.sim.PutTransfer(transfer)
	}
	for name, test := range map[string]struct {
		config  payouts.Config
		prepare func(s *bubbleProvider) (stopped, before operation)
		after   time.Duration // the wait before the one that the stop is to end
		max     time.Duration // how long the operation may take after the stop
		noError bool          // the operation ends without an error, and keeps what exists
	}{
		"refresh of a beneficiary": {prepare: func(s *bubbleProvider) (operation, operation) {
			known := s.Create(asha())
			s.hang("GET")
			return s.refreshes(beneficiaryType, known), nil
		}},
		"create of a beneficiary": {max: answerTime + lookupTime, prepare: func(s *bubbleProvider) (operation, operation) {
			s.hang("")
			return s.applies(beneficiaryType, nil, asha()), nil
		}},
		"a pause that Cashfree asked for": {prepare: func(s *bubbleProvider) (operation, operation) {
			s.sim.Inject(simulator.Fault{Action: simulator.FaultThrottle, RetryAfter: 100})
			return s.applies(beneficiaryType, nil, asha()), nil
		}},
		"the limit on requests": {config: payouts.Config{RequestsPerMinute: 1}, prepare: func(s *bubbleProvider) (operation, operation) {
			return s.refreshes(beneficiaryType, s.Create(asha())), nil
		}},
		"the verification of what was created": {noError: true, prepare: func(s *bubbleProvider) (operation, operation) {
			s.sim.SetBehaviour(func(b *simulator.Behaviour) { b.InitiatedReads = 1_000_000 })
			return s.applies(beneficiaryType, nil, asha()), nil
		}},
		"a read during the verification": {noError: true, after: minPollPause, prepare: func(s *bubbleProvider) (operation, operation) {
			s.sim.SetBehaviour(func(b *simulator.Behaviour) { b.InitiatedReads = 1_000_000 })
			s.hang("GET")
			return s.applies(beneficiaryType, nil, asha()), nil
		}},
		"removal of a beneficiary": {max: answerTime, prepare: func(s *bubbleProvider) (operation, operation) {
			known := s.Create(asha())
			s.hang("DELETE")
			return s.destroys(beneficiaryType, known), nil
		}},
		"another operation on the same id": {prepare: func(s *bubbleProvider) (operation, operation) {
			s.hang("")
			return s.applies(beneficiaryType, nil, asha()), s.applies(beneficiaryType, nil, asha())
		}},
		"the only slot for requests": {config: payouts.Config{MaxConcurrentRequests: 1}, prepare: func(s *bubbleProvider) (operation, operation) {
			first, second := s.Create(asha()), s.Create(ravi())
			s.hang("")
			return s.refreshes(beneficiaryType, first), s.refreshes(beneficiaryType, second)
		}},
		"the pause of a run in which nothing was found": {noError: true, prepare: func(s *bubbleProvider) (operation, operation) {
			known := s.Create(asha())
			s.sim.Remove("vendor_0042")
			return s.refreshes(beneficiaryType, known), nil
		}},
		"the reads of others where nothing was found": {noError: true, after: 250 * time.Millisecond, prepare: func(s *bubbleProvider) (operation, operation) {
			first, second := s.Create(asha()), s.Create(ravi())
			s.sim.Remove("vendor_0042")
			s.sim.Inject(simulator.Fault{BeneficiaryID: "vendor_0043", Action: simulator.FaultHang})
			return s.refreshes(beneficiaryType, first), s.refreshes(beneficiaryType, second)
		}},
		"the records of a run whose address is refused": {prepare: func(s *bubbleProvider) (operation, operation) {
			s.sim.Inject(simulator.Fault{Action: simulator.FaultStatusBefore, Status: 403,
				Body: `{"type":"authentication_error","code":"ip_validation_failed","message":"IP not whitelisted your current ip is 198.51.100.7"}`})
			return s.reads(beneficiaryDataType, object{"beneficiary_id": "vendor_0042"}), nil
		}},
		"refresh of a set": {prepare: func(s *bubbleProvider) (operation, operation) {
			known := s.Of(beneficiaryset.TypeName).Create(object{"csv_wo": coretest.Vendors(200)})
			s.hang("GET")
			return s.refreshes(beneficiaryset.TypeName, known), nil
		}},
		"create of a set": {max: answerTime + lookupTime, prepare: func(s *bubbleProvider) (operation, operation) {
			s.hang("")
			return s.applies(beneficiaryset.TypeName, nil, object{"csv_wo": coretest.Vendors(200)}), nil
		}},
		"the reads of a set before it removes": {prepare: func(s *bubbleProvider) (operation, operation) {
			known := s.Of(beneficiaryset.TypeName).Create(object{"csv_wo": coretest.Vendors(200)})
			s.hang("GET")
			return s.applies(beneficiaryset.TypeName, known, object{"csv_wo": coretest.Vendors(200, "Asha Rao", "Asha R Rao")}), nil
		}},
		"a set between removing and adding": {max: maxCleanupTime, prepare: func(s *bubbleProvider) (operation, operation) {
			known := s.Of(beneficiaryset.TypeName).Create(object{"csv_wo": coretest.Vendors(200)})
			s.hang("POST")
			// The fault spares the reads before the removals.
			s.sim.Inject(simulator.Fault{Method: "GET", Skip: payouts.DefaultMaxConcurrentRequests, Action: simulator.FaultHang})
			return s.applies(beneficiaryset.TypeName, known, object{"csv_wo": coretest.Vendors(200, "Asha Rao", "Asha R Rao")}), nil
		}},
		"a set that waits for a member of another set": {prepare: func(s *bubbleProvider) (operation, operation) {
			s.hang("")
			return s.applies(beneficiaryset.TypeName, nil, object{"csv_wo": coretest.Vendors(1)}), s.applies(beneficiaryset.TypeName, nil, object{"csv_wo": coretest.Vendors(1)})
		}},
		"removal of a set": {max: answerTime, prepare: func(s *bubbleProvider) (operation, operation) {
			known := s.Of(beneficiaryset.TypeName).Create(object{"csv_wo": coretest.Vendors(200)})
			s.hang("DELETE")
			return s.destroys(beneficiaryset.TypeName, known), nil
		}},
		"a transfer until its end": {prepare: func(s *bubbleProvider) (operation, operation) {
			salaryIsPending(s)
			return s.reads(transferStatusType, object{"transfer_id": "salary_1", "wait_until_terminal": true}), nil
		}},
		"a read of a transfer": {after: minPollPause, prepare: func(s *bubbleProvider) (operation, operation) {
			salaryIsPending(s)
			s.sim.Inject(simulator.Fault{Skip: 1, Action: simulator.FaultHang})
			return s.reads(transferStatusType, object{"transfer_id": "salary_1", "wait_until_terminal": true}), nil
		}},
		"a batch until its end": {prepare: func(s *bubbleProvider) (operation, operation) {
			s.sim.PutBatch(simulator.Batch{ID: "b1", Status: "PENDING", ReadsLeft: 1_000_000})
			return s.reads(batchStatusType, object{"batch_transfer_id": "b1", "wait_until_terminal": true}), nil
		}},
		"many beneficiaries": {prepare: func(s *bubbleProvider) (operation, operation) {
			s.hang("")
			return s.reads(beneficiariesType, object{"beneficiary_ids": listOf("vendor_0042", "vendor_0043")}), nil
		}},
		"the token for a balance": {prepare: func(s *bubbleProvider) (operation, operation) {
			s.hang("")
			return s.reads(balanceType, object{}), nil
		}},
		"the token for a balance that another read gets": {prepare: func(s *bubbleProvider) (operation, operation) {
			s.hang("")
			return s.reads(balanceType, object{}), s.reads(balanceType, object{})
		}},
		"the probe of the access": {noError: true, prepare: func(s *bubbleProvider) (operation, operation) {
			s.hang("")
			return s.reads(accessType, object{}), nil
		}},
		"the probe that another read makes": {noError: true, prepare: func(s *bubbleProvider) (operation, operation) {
			s.hang("")
			return s.reads(accessType, object{}), s.reads(accessType, object{})
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newBubbleProvider(t, test.config)
				s.Core = s.ConfiguredOnce() // so that both operations share a run
				stopped, before := test.prepare(s)
				beforeCtx, endBefore := context.WithCancel(t.Context())
				if before != nil {
					go before(beforeCtx)
					synctest.Wait()
				}
				ctx, stop := context.WithCancel(t.Context())
				ended := make(chan []*tfprotov6.Diagnostic, 1)
				go func() { ended <- stopped(ctx) }()
				<-time.After(test.after)
				synctest.Wait()
				select {
				case diags := <-ended:
					t.Fatalf("it did not wait: %s", coretest.Text(diags))
				default:
				}
				start := time.Now()
				stop()
				diags := <-ended
				if took := time.Since(start); took > test.max {
					t.Errorf("it took %v, want %v at most", took, test.max)
				}
				if coretest.HasErrors(diags) == test.noError {
					t.Errorf("an error: %v, want %v\n%.1000s", coretest.HasErrors(diags), !test.noError, coretest.Text(diags))
				}
				endBefore()
				<-time.After(time.Minute) // of the bubble: the operation before comes to its end
			})
		})
	}
}
