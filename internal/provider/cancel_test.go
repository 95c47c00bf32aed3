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

// stopped is a provider that waits in real time, in a bubble whose clock only waiting moves.
type stopped struct {
	*coretest.Core
	sim *simulator.Simulator
}

func newStopped(t *testing.T, config payouts.Config) *stopped {
	t.Helper()
	sim := simulator.New(coretest.SimulatorOptions())
	options := Options{Version: "test", Getenv: func(string) string { return "" }, NewClient: coretest.InProcessClient(sim, config)}
	c, diags := configured(t, options, coretest.ProviderBlock(coretest.InProcessURL, nil))
	coretest.WantNoErrors(t, diags)
	return &stopped{c.InOneProcess(), sim}
}

func (s *stopped) hang(method string) {
	s.sim.Inject(simulator.Fault{Method: method, Action: simulator.FaultHang})
}

// data reads a data source with a context of the test's own.
func (s *stopped) data(ctx context.Context, typeName string, config object) (tftypes.Value, []*tfprotov6.Diagnostic) {
	s.T.Helper()
	typ := s.Schemas.DataSourceSchemas[typeName].ValueType()
	answer, err := s.Server.ReadDataSource(ctx, &tfprotov6.ReadDataSourceRequest{TypeName: typeName, Config: coretest.Dynamic(s.T, typ, coretest.ValueOf(s.T, typ, config))})
	coretest.Must(s.T, err)
	return coretest.Decode(s.T, typ, answer.State), answer.Diagnostics
}

func (s *stopped) reads(typeName string, config object) operation {
	return func(ctx context.Context) []*tfprotov6.Diagnostic {
		_, diags := s.data(ctx, typeName, config)
		return diags
	}
}

func (s *stopped) applies(typeName string, prior *coretest.Instance, config object) operation {
	c := s.Of(typeName)
	p := c.Plan(prior, config)
	coretest.WantNoErrors(s.T, p.Diags)
	return func(ctx context.Context) []*tfprotov6.Diagnostic { _, diags := c.ApplyWith(ctx, p); return diags }
}

func (s *stopped) refreshes(typeName string, known *coretest.Instance) operation {
	return func(ctx context.Context) []*tfprotov6.Diagnostic {
		_, diags := s.Of(typeName).RefreshWith(ctx, known)
		return diags
	}
}

func (s *stopped) destroys(typeName string, known *coretest.Instance) operation {
	return func(ctx context.Context) []*tfprotov6.Diagnostic { return s.Of(typeName).DestroyWith(ctx, known) }
}

// operation is one call of core's.
type operation func(context.Context) []*tfprotov6.Diagnostic

const (
	aLook   = 500 * time.Millisecond // a create looks up what became of it
	theMost = time.Second            // and a member that is removed already is added or put back before that
)

// Every place in which an operation waits. Each story gives the operation that is stopped there, and may first have
// another one begin that is in the way. What is measured is the bubble's time between the stop and the answer.
func TestAStopEndsEveryWaitWithinASecond(t *testing.T) {
	t.Parallel()
	salaryIsPending := func(s *stopped) {
		transfer := salary()
		transfer.Status = "PENDING"
		s.sim.PutTransfer(transfer)
	}
	for name, story := range map[string]struct {
		config payouts.Config
		set    func(s *stopped) (stop operation, inTheWay operation)
		after  time.Duration // the wait before the one that is meant
		most   time.Duration
		silent bool // an answer without an error: what exists is kept
	}{
		"refresh of a beneficiary": {set: func(s *stopped) (operation, operation) {
			known := s.Create(asha())
			s.hang("GET")
			return s.refreshes(beneficiaryType, known), nil
		}},
		"create of a beneficiary": {most: aLook, set: func(s *stopped) (operation, operation) {
			s.hang("")
			return s.applies(beneficiaryType, nil, asha()), nil
		}},
		"a pause that Cashfree asked for": {set: func(s *stopped) (operation, operation) {
			s.sim.Inject(simulator.Fault{Action: simulator.FaultThrottle, RetryAfter: 100})
			return s.applies(beneficiaryType, nil, asha()), nil
		}},
		"the cap of calls": {config: payouts.Config{RequestsPerMinute: 1}, set: func(s *stopped) (operation, operation) {
			return s.refreshes(beneficiaryType, s.Create(asha())), nil
		}},
		"the verification of what was created": {silent: true, set: func(s *stopped) (operation, operation) {
			s.sim.SetBehaviour(func(b *simulator.Behaviour) { b.InitiatedReads = 1_000_000 })
			return s.applies(beneficiaryType, nil, asha()), nil
		}},
		"a look during the verification": {silent: true, after: firstLook, set: func(s *stopped) (operation, operation) {
			s.sim.SetBehaviour(func(b *simulator.Behaviour) { b.InitiatedReads = 1_000_000 })
			s.hang("GET")
			return s.applies(beneficiaryType, nil, asha()), nil
		}},
		"removal of a beneficiary": {set: func(s *stopped) (operation, operation) {
			known := s.Create(asha())
			s.hang("DELETE")
			return s.destroys(beneficiaryType, known), nil
		}},
		"another operation on the same id": {set: func(s *stopped) (operation, operation) {
			s.hang("")
			return s.applies(beneficiaryType, nil, asha()), s.applies(beneficiaryType, nil, asha())
		}},
		"the only slot": {config: payouts.Config{MaxConcurrentRequests: 1}, set: func(s *stopped) (operation, operation) {
			first, second := s.Create(asha()), s.Create(ravi())
			s.hang("")
			return s.refreshes(beneficiaryType, first), s.refreshes(beneficiaryType, second)
		}},
		"the 250*time.Millisecond of a run in which nothing was found": {silent: true, set: func(s *stopped) (operation, operation) {
			known := s.Create(asha())
			s.sim.Remove("vendor_0042")
			return s.refreshes(beneficiaryType, known), nil
		}},
		"the reads of others where nothing was found": {silent: true, after: 250 * time.Millisecond, set: func(s *stopped) (operation, operation) {
			first, second := s.Create(asha()), s.Create(ravi())
			s.sim.Remove("vendor_0042")
			s.sim.Inject(simulator.Fault{BeneficiaryID: "vendor_0043", Action: simulator.FaultHang})
			return s.refreshes(beneficiaryType, first), s.refreshes(beneficiaryType, second)
		}},
		"the records of a run whose address is refused": {set: func(s *stopped) (operation, operation) {
			s.sim.Inject(simulator.Fault{Action: simulator.FaultStatusBefore, Status: 403,
				Body: `{"type":"authentication_error","code":"ip_validation_failed","message":"IP not whitelisted your current ip is 198.51.100.7"}`})
			return s.reads(beneficiaryDataType, object{"beneficiary_id": "vendor_0042"}), nil
		}},
		"refresh of a set": {set: func(s *stopped) (operation, operation) {
			known := s.Of(beneficiaryset.TypeName).Create(object{"csv_wo": coretest.Vendors(200)})
			s.hang("GET")
			return s.refreshes(beneficiaryset.TypeName, known), nil
		}},
		"create of a set": {most: aLook, set: func(s *stopped) (operation, operation) {
			s.hang("")
			return s.applies(beneficiaryset.TypeName, nil, object{"csv_wo": coretest.Vendors(200)}), nil
		}},
		"a set's looks before it removes": {set: func(s *stopped) (operation, operation) {
			known := s.Of(beneficiaryset.TypeName).Create(object{"csv_wo": coretest.Vendors(200)})
			s.hang("GET")
			return s.applies(beneficiaryset.TypeName, known, object{"csv_wo": coretest.Vendors(200, "Asha Rao", "Asha R Rao")}), nil
		}},
		"a set between removing and adding": {most: theMost, set: func(s *stopped) (operation, operation) {
			known := s.Of(beneficiaryset.TypeName).Create(object{"csv_wo": coretest.Vendors(200)})
			s.hang("POST")
			s.sim.Inject(simulator.Fault{Method: "GET", Skip: payouts.DefaultMaxConcurrentRequests, Action: simulator.FaultHang}) // the looks before the removals pass
			return s.applies(beneficiaryset.TypeName, known, object{"csv_wo": coretest.Vendors(200, "Asha Rao", "Asha R Rao")}), nil
		}},
		"a set that waits for another set's member": {set: func(s *stopped) (operation, operation) {
			s.hang("")
			return s.applies(beneficiaryset.TypeName, nil, object{"csv_wo": coretest.Vendors(1)}), s.applies(beneficiaryset.TypeName, nil, object{"csv_wo": coretest.Vendors(1)})
		}},
		"removal of a set": {set: func(s *stopped) (operation, operation) {
			known := s.Of(beneficiaryset.TypeName).Create(object{"csv_wo": coretest.Vendors(200)})
			s.hang("DELETE")
			return s.destroys(beneficiaryset.TypeName, known), nil
		}},
		"a transfer until its end": {set: func(s *stopped) (operation, operation) {
			salaryIsPending(s)
			return s.reads(transferStatusType, object{"transfer_id": "salary_1", "wait_until_terminal": true}), nil
		}},
		"a look at a transfer": {after: firstLook, set: func(s *stopped) (operation, operation) {
			salaryIsPending(s)
			s.sim.Inject(simulator.Fault{Skip: 1, Action: simulator.FaultHang})
			return s.reads(transferStatusType, object{"transfer_id": "salary_1", "wait_until_terminal": true}), nil
		}},
		"a batch until its end": {set: func(s *stopped) (operation, operation) {
			s.sim.PutBatch(simulator.Batch{ID: "b1", Status: "PENDING", ReadsLeft: 1_000_000})
			return s.reads(batchStatusType, object{"batch_transfer_id": "b1", "wait_until_terminal": true}), nil
		}},
		"an audit": {set: func(s *stopped) (operation, operation) {
			s.hang("")
			return s.reads(beneficiariesType, object{"beneficiary_ids": listOf("vendor_0042", "vendor_0043")}), nil
		}},
		"a balance's token": {set: func(s *stopped) (operation, operation) {
			s.hang("")
			return s.reads(balanceType, object{}), nil
		}},
		"a balance's token that another asks for": {set: func(s *stopped) (operation, operation) {
			s.hang("")
			return s.reads(balanceType, object{}), s.reads(balanceType, object{})
		}},
		"the check of the access": {silent: true, set: func(s *stopped) (operation, operation) {
			s.hang("")
			return s.reads(accessType, object{}), nil
		}},
		"the check that another makes": {silent: true, set: func(s *stopped) (operation, operation) {
			s.hang("")
			return s.reads(accessType, object{}), s.reads(accessType, object{})
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newStopped(t, story.config)
				stopped, inTheWay := story.set(s)
				others, letGo := context.WithCancel(t.Context())
				if inTheWay != nil {
					go inTheWay(others)
					synctest.Wait()
				}
				ctx, stop := context.WithCancel(t.Context())
				ended := make(chan []*tfprotov6.Diagnostic, 1)
				go func() { ended <- stopped(ctx) }()
				<-time.After(story.after)
				synctest.Wait()
				select {
				case diags := <-ended:
					t.Fatalf("it did not wait: %s", coretest.Text(diags))
				default:
				}
				start := time.Now()
				stop()
				diags := <-ended
				if took := time.Since(start); took > story.most {
					t.Errorf("it took %v, want %v at most", took, story.most)
				}
				if coretest.HasErrors(diags) == story.silent {
					t.Errorf("an error: %v, want %v\n%.1000s", coretest.HasErrors(diags), !story.silent, coretest.Text(diags))
				}
				letGo()
				<-time.After(time.Minute) // the bubble's: whoever was in the way comes to an end
			})
		})
	}
}
