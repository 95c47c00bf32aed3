package acceptance

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// prove goes through all that Cashfree has seen, from the first call on.
func (l *life) prove() {
	l.Helper()
	l.proveEvents()
	for _, r := range l.runs {
		l.proveStop(r)
	}
	l.proveState()
}

// proveEvents follows every payee through its life. None is created while it exists; each is created as a document says,
// or put back as it was; one goes only where the plan of that run says so, and never while it is as it should be.
func (l *life) proveEvents() {
	l.Helper()
	events := l.sim.Journal()
	held := make(document)
	for i, r := range l.runs {
		end := len(events)
		if i+1 < len(l.runs) {
			end = l.runs[i+1].from
		}
		for _, event := range events[r.from:end] {
			if wrong := l.judge(r, event, held); wrong != "" {
				l.Errorf("run %d, event %d: %s %s", i+1, event.Seq, event.ID, wrong)
			}
		}
	}
	if all := l.sim.All(); len(all) != len(l.wanted) {
		l.Errorf("%d payees exist, and the document has %d", len(all), len(l.wanted))
	}
	for id, want := range l.wanted {
		if has, exists := held[id]; !exists || !same(has, want) {
			l.Errorf("%s should be %+v and is %+v", id, want, has)
		}
		if has, _ := l.sim.Get(id); !same(has, held[id]) {
			l.Errorf("%s is %+v, and its events say %+v", id, has, held[id])
		}
	}
}

// judge says what is wrong with an event, and keeps in held what exists after it.
func (l *life) judge(r *turn, event simulator.Event, held document) string {
	existing, exists := held[event.ID]
	want, stays := r.wanted[event.ID]
	former, was := r.former[event.ID]
	switch event.Kind {
	case simulator.EventCreated:
		held[event.ID] = event.Record
		switch {
		case exists:
			return "was created a second time"
		case stays && same(event.Record, want):
		case l.form.set && was && same(event.Record, former):
			l.putBack++
		default:
			return fmt.Sprintf("was created as no document has it: %+v", event.Record)
		}
	case simulator.EventRemoved:
		delete(held, event.ID)
		switch {
		case stays && same(existing, want):
			return "was removed although it was as it should be"
		case !r.going[event.ID]:
			return "was removed, and no plan had said so"
		}
	default:
		return "was " + event.Kind
	}
	return ""
}

const (
	// noticed is how long a signal may take through the CLI to the provider, on a machine that has other things to do.
	noticed = time.Second

	// lastMoment is how long a set may still add, or put back, members that it has removed.
	lastMoment = 500 * time.Millisecond

	// lastLook is how long a create in flight may still be looked up, once.
	lastLook = time.Second

	// stopped is how long a run may take to end. Of many payees the CLI has much to write down.
	stopped = time.Minute
)

// proveStop looks at what arrived at Cashfree after somebody pressed Ctrl-C.
func (l *life) proveStop(r *turn) {
	l.Helper()
	if r.stopped.IsZero() {
		return
	}
	moment := time.Duration(0)
	if l.form.set {
		moment = lastMoment
	}
	sent, removed, looked := make(map[string]bool), make(map[string]bool), make(map[string]bool)
	for _, call := range r.calls {
		after := call.Time.Sub(r.stopped) - noticed
		id := call.BeneficiaryID
		switch {
		case after <= 0:
			sent[id] = sent[id] || call.Method == http.MethodPost
			removed[id] = removed[id] || call.Acted == simulator.ActedRemoved
		case after <= moment && removed[id] && call.Method != http.MethodDelete:
			sent[id] = true
		case after <= moment+lastLook && sent[id] && !looked[id] && call.Method == http.MethodGet:
			looked[id] = true
		default:
			l.Errorf("%s of %s began %v after Ctrl-C: %s", call.Method, id, after+noticed, r.callsOf(id))
		}
	}
	if took := r.ended.Sub(r.stopped); took > stopped {
		l.Errorf("it took %v to stop", took)
	}
}

// callsOf tells what a run asked of Cashfree for one payee, and when: zero is Ctrl-C.
func (r *turn) callsOf(id string) string {
	var calls []string
	for _, call := range r.calls {
		if call.BeneficiaryID == id {
			calls = append(calls, strings.TrimSpace(fmt.Sprintf("%v %s %d %s", call.Time.Sub(r.stopped).Round(time.Millisecond), call.Method, call.Status, call.Fault)))
		}
	}
	return strings.Join(calls, ", ")
}

// lastWrite is how long after Ctrl-C the last create or removal began.
func (l *life) lastWrite() time.Duration {
	last := time.Duration(0)
	for _, r := range l.runs {
		for _, call := range r.calls {
			if !r.stopped.IsZero() && call.Method != http.MethodGet {
				last = max(last, call.Time.Sub(r.stopped))
			}
		}
	}
	return last.Round(time.Millisecond)
}

// stateFile is what both CLIs write.
type stateFile struct {
	Resources []struct {
		Instances []struct {
			Status     string          `json:"status"`
			Attributes json.RawMessage `json:"attributes"`
		} `json:"instances"`
	} `json:"resources"`
}

// proveState compares the state with what Cashfree holds.
func (l *life) proveState() {
	l.Helper()
	var file stateFile
	if err := json.Unmarshal([]byte(l.read("terraform.tfstate")), &file); err != nil {
		l.Fatal(err)
	}
	recorded := 0
	for _, resource := range file.Resources {
		for _, instance := range resource.Instances {
			if instance.Status != "" {
				l.Errorf("an instance is %s", instance.Status)
			}
			if l.form.set {
				recorded += l.proveMembers(instance.Attributes)
				continue
			}
			recorded++
			l.proveSingle(instance.Attributes)
		}
	}
	if existing := len(l.sim.All()); recorded != existing {
		l.Errorf("the state has %d payees, and %d exist", recorded, existing)
	}
}

func (l *life) proveSingle(attributes []byte) {
	l.Helper()
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
		l.Fatal(err)
	}
	recorded := simulator.Beneficiary{ID: single.ID, Name: single.Name, BankAccountNumber: single.Instrument.Account,
		BankIFSC: single.Instrument.IFSC, Email: single.Contact.Email, Status: single.Status}
	if held, _ := l.sim.Get(single.ID); !same(held, recorded) {
		l.Errorf("the state has %+v, and Cashfree %+v", recorded, held)
	}
}

func (l *life) proveMembers(attributes []byte) int {
	l.Helper()
	var set struct {
		Members  map[string]string `json:"members"`
		Statuses map[string]string `json:"statuses"`
	}
	if err := json.Unmarshal(attributes, &set); err != nil {
		l.Fatal(err)
	}
	for id, member := range set.Members {
		held, _ := l.sim.Get(id)
		number := held.BankAccountNumber[max(0, len(held.BankAccountNumber)-4):]
		if summary := fmt.Sprintf("%s, %s, …%s", held.Name, held.BankIFSC, number); member != summary || set.Statuses[id] != held.Status {
			l.Errorf("the state has %q with status %q, and Cashfree %q with %q", member, set.Statuses[id], summary, held.Status)
		}
	}
	return len(set.Members)
}
