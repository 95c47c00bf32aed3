package acceptance

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// check examines all that Cashfree has seen, from the first call on, and the state.
func (c *convergence) check() {
	c.Helper()
	c.checkEvents()
	for _, r := range c.runs {
		c.checkInterrupt(r)
	}
	c.checkState()
}

// checkEvents follows every payee. None is created while it exists. Each is created as a document has it, or put back
// as it was. None is removed unless the plan of that run has announced it, or while it is as it should be. And few are
// away at a time.
func (c *convergence) checkEvents() {
	c.Helper()
	events := c.sim.Journal()
	present := make(payeeDocument)
	for i, r := range c.runs {
		end := len(events)
		if i+1 < len(c.runs) {
			end = c.runs[i+1].firstEvent
		}
		r.begin(present)
		for _, event := range events[r.firstEvent:end] {
			if wrong := c.checkEvent(r, event, present); wrong != "" {
				c.Errorf("run %d, event %d: %s %s", i+1, event.Seq, event.ID, wrong)
			}
			c.checkAway(r, event)
		}
	}
	c.checkPayees(present)
}

// begin notes who is to stay during a run, under which id.
func (r *cliRun) begin(present payeeDocument) {
	r.created, r.away, r.staying = make(map[string]bool), make(map[string]bool), make(map[string]string)
	byAccount := make(map[string]string)
	for id, b := range r.wanted {
		byAccount[b.BankAccountNumber+b.BankIFSC] = id
	}
	for id, b := range present {
		successor := byAccount[b.BankAccountNumber+b.BankIFSC]
		if _, stays := r.wanted[id]; stays {
			r.staying[id] = id
		} else if _, existed := present[successor]; successor != "" && !existed {
			r.staying[id] = successor
		}
	}
}

// maxAwayAtATime is how many payees that are to stay may be missing at a time: two for each call that is made at a
// time.
const maxAwayAtATime = 20

// checkAway checks how many payees of a set are missing that are to stay.
func (c *convergence) checkAway(r *cliRun, event simulator.Event) {
	c.Helper()
	switch _, stays := r.staying[event.ID]; event.Kind {
	case simulator.EventRemoved:
		if stays {
			r.away[event.ID] = true
		}
	case simulator.EventCreated:
		r.created[event.ID] = true
		for id, successor := range r.staying {
			if event.ID == id || event.ID == successor {
				delete(r.away, id)
			}
		}
	}
	c.maxAway = max(c.maxAway, len(r.away))
	if c.form.isSet && len(r.away) > maxAwayAtATime {
		c.Errorf("%d payees are away after event %d", len(r.away), event.Seq)
	}
}

// checkPayees compares the payees at Cashfree with the document, and with those that must be present after all events.
func (c *convergence) checkPayees(present payeeDocument) {
	c.Helper()
	if all := c.sim.All(); len(all) != len(c.wanted) {
		c.Errorf("%d payees exist, and the document has %d", len(all), len(c.wanted))
	}
	for id, want := range c.wanted {
		if got, exists := present[id]; !exists || !sameFacts(got, want) {
			c.Errorf("%s should be %+v and is %+v", id, want, got)
		}
		if got, _ := c.sim.Get(id); !sameFacts(got, present[id]) {
			c.Errorf("%s is %+v, and by its events it is %+v", id, got, present[id])
		}
	}
}

// checkEvent applies an event to the payees that exist, and returns what is wrong with it.
func (c *convergence) checkEvent(r *cliRun, event simulator.Event, present payeeDocument) string {
	existing, exists := present[event.ID]
	want, stays := r.wanted[event.ID]
	former, was := r.former[event.ID]
	switch event.Kind {
	case simulator.EventCreated:
		present[event.ID] = event.Record
		switch {
		case exists:
			return "was created a second time"
		case stays && sameFacts(event.Record, want):
		case c.form.isSet && was && sameFacts(event.Record, former):
			c.putBacks++
		case c.form.isSet && r.isHalf(event.Record):
		default:
			return fmt.Sprintf("was created with content that no document has: %+v", event.Record)
		}
	case simulator.EventRemoved:
		delete(present, event.ID)
		switch {
		case c.form.isSet && r.created[event.ID]:
			c.undone++
		case stays && sameFacts(existing, want):
			return "was removed although it was as it should be"
		case !r.announced(event.ID):
			return "was removed, and no plan had announced it"
		}
	default:
		return "was " + event.Kind
	}
	return ""
}

// announced reports whether a plan announced a removal: that of the run, or that of the run before, whose last call can
// still be under way after its provider was killed.
func (r *cliRun) announced(id string) bool {
	return r.plannedRemovals[id] || r.previous != nil && r.previous.killed && r.previous.plannedRemovals[id]
}

// isHalf reports whether a payee has its new account and not its new UPI address. One that is renamed has its former id
// as long.
func (r *cliRun) isHalf(b simulator.Beneficiary) bool {
	for _, want := range r.wanted {
		if want.BankAccountNumber == b.BankAccountNumber && want.BankIFSC == b.BankIFSC {
			want.ID, want.VPA = b.ID, ""
			return sameFacts(b, want)
		}
	}
	return false
}

const (
	// maxSignalDelay is how long a signal may take through the CLI to the provider, on a busy machine.
	maxSignalDelay = time.Second

	// maxPutBackDelay is how long a set may still add, put back or undo what it has begun, and a single resource the
	// payee that it has removed.
	maxPutBackDelay = 5 * time.Second

	// maxLookUpDelay is how long a creation or a removal under way may still be looked up, once.
	maxLookUpDelay = time.Second

	// maxStopTime is how long a run may take to end. The CLI takes long to write a state of many payees.
	maxStopTime = time.Minute
)

// checkInterrupt checks which calls began after Ctrl-C.
func (c *convergence) checkInterrupt(r *cliRun) {
	c.Helper()
	if r.interrupted.IsZero() {
		return
	}
	putBackDelay := time.Duration(0)
	if c.form.isSet {
		putBackDelay = maxPutBackDelay
	}
	sent, touched, lookedUp := make(map[string]bool), make(map[string]bool), make(map[string]bool)
	for _, call := range r.calls {
		after := call.Time.Sub(r.interrupted) - maxSignalDelay
		id := call.BeneficiaryID
		switch {
		case after <= 0:
			sent[id] = sent[id] || call.Method == http.MethodPost
			touched[id] = touched[id] || call.Method == http.MethodDelete || c.form.isSet && call.Method == http.MethodPost
		case after <= maxPutBackDelay && r.endsExchange(call, sent, touched) && (c.form.isSet || call.Method != http.MethodDelete):
			sent[id] = sent[id] || call.Method == http.MethodPost
			touched[id] = true
		case after <= putBackDelay+maxLookUpDelay && sent[id] && !lookedUp[id] && call.Method == http.MethodGet:
			lookedUp[id] = true
		default:
			c.Errorf("%s of %s began %v after Ctrl-C: %s", call.Method, id, after+maxSignalDelay, r.callsOf(id))
		}
	}
	if took := r.ended.Sub(r.interrupted); took > maxStopTime {
		c.Errorf("it took %v to stop", took)
	}
}

// endsExchange reports whether a call brings an exchange to an end that was begun: it undoes what this run has sent,
// adds somebody whose removal was sent, under the former id or the new one, or looks what became of either.
func (r *cliRun) endsExchange(call simulator.Request, sent, touched map[string]bool) bool {
	id := call.BeneficiaryID
	switch call.Method {
	case http.MethodDelete:
		return sent[id]
	case http.MethodPost:
		return touched[id] || touched[r.predecessor(id)]
	default:
		return id == "" || touched[id] // without an id it looks for an account
	}
}

// predecessor returns the id under which a payee was there before.
func (r *cliRun) predecessor(id string) string {
	for former, successor := range r.staying {
		if successor == id {
			return former
		}
	}
	return ""
}

// callsOf returns the calls of a run for one payee, with their times since Ctrl-C.
func (r *cliRun) callsOf(id string) string {
	var calls []string
	for _, call := range r.calls {
		if call.BeneficiaryID == id {
			calls = append(calls, strings.TrimSpace(fmt.Sprintf("%v %s %d %s", call.Time.Sub(r.interrupted).Round(time.Millisecond), call.Method, call.Status, call.Fault)))
		}
	}
	return strings.Join(calls, ", ")
}

// lastWrite returns how long after Ctrl-C the last creation or removal began.
func (c *convergence) lastWrite() time.Duration {
	last := time.Duration(0)
	for _, r := range c.runs {
		for _, call := range r.calls {
			if !r.interrupted.IsZero() && call.Method != http.MethodGet {
				last = max(last, call.Time.Sub(r.interrupted))
			}
		}
	}
	return last.Round(time.Millisecond)
}

// convergedState is the part of a state file that checkState reads. Both CLIs write it.
type convergedState struct {
	Resources []struct {
		Instances []struct {
			Status     string          `json:"status"`
			Attributes json.RawMessage `json:"attributes"`
		} `json:"instances"`
	} `json:"resources"`
}

// checkState compares the state with the payees at Cashfree.
func (c *convergence) checkState() {
	c.Helper()
	var file convergedState
	if err := json.Unmarshal([]byte(c.readFile("terraform.tfstate")), &file); err != nil {
		c.Fatal(err)
	}
	inState := 0
	for _, resource := range file.Resources {
		for _, instance := range resource.Instances {
			if instance.Status != "" {
				c.Errorf("an instance is %s", instance.Status)
			}
			if c.form.isSet {
				inState += c.checkMembers(instance.Attributes)
				continue
			}
			inState++
			c.checkSingle(instance.Attributes)
		}
	}
	if existing := len(c.sim.All()); inState != existing {
		c.Errorf("the state has %d payees, and %d exist", inState, existing)
	}
}

// checkSingle compares the attributes of a single resource with the payee at Cashfree.
func (c *convergence) checkSingle(attributes []byte) {
	c.Helper()
	var single struct {
		ID         string `json:"beneficiary_id"`
		Name       string `json:"name"`
		Status     string `json:"status"`
		Instrument struct {
			Account string `json:"bank_account_number"`
			IFSC    string `json:"bank_ifsc"`
		} `json:"instrument"`
		Contact struct {
			Email string `json:"email"`
		} `json:"contact"`
	}
	if err := json.Unmarshal(attributes, &single); err != nil {
		c.Fatal(err)
	}
	inState := simulator.Beneficiary{ID: single.ID, Name: single.Name, BankAccountNumber: single.Instrument.Account,
		BankIFSC: single.Instrument.IFSC, Email: single.Contact.Email, Status: single.Status}
	if got, _ := c.sim.Get(single.ID); !sameFacts(got, inState) {
		c.Errorf("the state has %+v, and Cashfree %+v", inState, got)
	}
}

// checkMembers compares the attributes of a set with the payees at Cashfree, and returns how many members it has.
func (c *convergence) checkMembers(attributes []byte) int {
	c.Helper()
	var set struct {
		Members  map[string]string `json:"members"`
		Statuses map[string]string `json:"statuses"`
	}
	if err := json.Unmarshal(attributes, &set); err != nil {
		c.Fatal(err)
	}
	for id, member := range set.Members {
		got, _ := c.sim.Get(id)
		number := got.BankAccountNumber[max(0, len(got.BankAccountNumber)-4):]
		summary := fmt.Sprintf("%s, %s, …%s", got.Name, got.BankIFSC, number)
		if got.VPA != "" {
			summary += ", " + got.VPA
		}
		if member != summary || set.Statuses[id] != got.Status {
			c.Errorf("the state has %q with status %q, and Cashfree %q with %q", member, set.Statuses[id], summary, got.Status)
		}
	}
	return len(set.Members)
}
