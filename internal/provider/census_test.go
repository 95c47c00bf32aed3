package provider

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

func at0(ctx context.Context, _ time.Duration) error { return ctx.Err() }

func TestTheCensusWaitsForReadsUnderWay(t *testing.T) {
	t.Parallel()
	c := newCensus(at0)
	slow := c.begin()
	c.begin()(false)
	verdict := make(chan bool)
	go func() { verdict <- c.nothingFound(t.Context()) }()
	slow(true) // the slow one is found after all
	if <-verdict {
		t.Error("it reported that nothing was found")
	}
}

func TestTheCensusReportsOnce(t *testing.T) {
	t.Parallel()
	c := newCensus(at0)
	var reports sync.Map
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			c.begin()(false)
			if c.nothingFound(t.Context()) {
				reports.Store(i, true)
			}
		})
	}
	all.Wait()
	count := 0
	reports.Range(func(any, any) bool { count++; return true })
	if count != 1 {
		t.Errorf("%d reports", count)
	}
}

func TestTheCensusHeedsTheContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	c := newCensus(at0)
	c.begin() // never ends
	cancel()
	if c.nothingFound(ctx) {
		t.Error("a cancelled run reports nothing")
	}
}

// A read that begins a moment later, while a not-found waits, counts too.
func TestTheCensusWaitsForReadsThatAreAboutToBegin(t *testing.T) {
	t.Parallel()
	var c *census
	c = newCensus(func(context.Context, time.Duration) error { c.begin()(true); return nil })
	c.begin()(false)
	if c.nothingFound(t.Context()) {
		t.Error("it did not wait")
	}
}

func TestTheCensusGivesNoVerdictWhileAReadIsUnderWay(t *testing.T) {
	t.Parallel()
	waited := make(chan struct{})
	c := newCensus(func(context.Context, time.Duration) error { close(waited); return nil })
	slow := c.begin()
	c.begin()(false)
	verdict := make(chan bool, 1)
	go func() { verdict <- c.nothingFound(t.Context()) }()
	<-waited
	select {
	case said := <-verdict:
		t.Fatalf("the verdict %v came before the last read ended", said)
	case <-time.After(50 * time.Millisecond):
	}
	slow(true)
	if <-verdict {
		t.Error("it reported that nothing was found")
	}
}

func TestSetOfWhichNothingIsFound(t *testing.T) {
	t.Parallel()
	for _, size := range []int{1, 3} {
		sim, base := startSimulator(t, testOptions())
		c := setCore(t, base, nil)
		created := c.create(object{"csv_wo": vendors(size)})
		for _, b := range sim.All() {
			sim.Remove(b.ID)
		}
		_, diags := c.refresh(created)
		wantWarning(t, diags, "No beneficiary of the state was found", "credentials may be those of another Cashfree account")
		if _, again := c.refresh(created); len(diags) != 1 || len(again) != 0 {
			t.Errorf("of %d it is said more than once: %s\n%s", size, text(diags), text(again))
		}
	}
}

// Sets and single payees of one run are of one account: where any is found, it is the right one.
func TestASetAndASinglePayeeAreCountedTogether(t *testing.T) {
	t.Parallel()
	sim, base := startSimulator(t, testOptions())
	single := newCore(t, providerFor(base, nil)).create(asha())
	set := setCore(t, base, nil).create(object{"csv_wo": vendors(3)})
	refresh := func() string {
		run := newCore(t, providerFor(base, nil))
		_, ofSet := run.of(setType).refresh(set)
		_, ofSingle := run.refresh(single)
		return text(append(ofSet, ofSingle...))
	}
	sim.Remove("vendor_0042")
	if said := refresh(); said != "" {
		t.Errorf("beside a set that is all there: %s", said)
	}
	for _, b := range sim.All() {
		sim.Remove(b.ID)
	}
	if said := refresh(); strings.Count(said, "No beneficiary of the state was found") != 1 {
		t.Errorf("of a set and a single payee that are gone: %s", said)
	}
	sim.Put(simulator.Beneficiary{ID: "v001", Name: "Asha Rao", BankAccountNumber: "00011020000001", BankIFSC: "HDFC0000001"})
	if said := refresh(); strings.Contains(said, "another Cashfree account") {
		t.Errorf("one member was found: %s", said)
	}
}

// One of a set's members hangs. Whoever waits to hear whether anything was found waits for that one, but not once another
// member was found.
func TestAMemberThatIsFoundCountsBeforeTheSetIsRead(t *testing.T) {
	t.Parallel()
	for size, want := range map[int]string{1: "reading", 3: "found"} {
		sim, base := startSimulator(t, testOptions())
		c := setCore(t, base, nil)
		created := c.create(object{"csv_wo": vendors(size)})
		sim.Inject(simulator.Fault{Method: http.MethodGet, BeneficiaryID: "v000", Action: simulator.FaultHang})
		ctx, stop := context.WithCancel(t.Context())
		read := make(chan struct{})
		go func() {
			defer close(read)
			c.refreshWith(ctx, created)
		}()
		census := c.server.(*joined).set.conn().census
		says := func() string {
			found, underWay := census.verdict()
			switch {
			case found:
				return "found"
			case underWay != nil:
				return "reading"
			}
			return "nothing"
		}
		deadline := time.After(20 * time.Second)
		for said := says(); said != want; said = says() {
			select {
			case <-deadline:
				t.Fatalf("of a set of %d the census says %q, want %q", size, said, want)
			case <-time.After(time.Millisecond):
			}
		}
		stop()
		<-read
	}
}
