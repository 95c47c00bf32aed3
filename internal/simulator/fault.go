package simulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"slices"
	"strings"
	"time"
)

// FaultAction is what a fault does to a call.
type FaultAction string

// The actions. "Acts" means that the call is carried out all the same.
const (
	// FaultLatency holds the answer back by Delay. It acts, and other faults
	// may strike the same call.
	FaultLatency FaultAction = "latency"

	// FaultResetBefore breaks the connection instead of acting.
	FaultResetBefore FaultAction = "reset_before"

	// FaultResetAfter acts and breaks the connection: the answer is lost.
	FaultResetAfter FaultAction = "reset_after"

	// FaultStatusBefore answers with Status and Body instead of acting.
	FaultStatusBefore FaultAction = "status_before"

	// FaultStatusAfter acts and answers with Status and Body.
	FaultStatusAfter FaultAction = "status_after"

	// FaultCutBody acts and ends the connection in the middle of the body.
	FaultCutBody FaultAction = "cut_body"

	// FaultHang neither acts nor answers until the caller goes away.
	FaultHang FaultAction = "hang"

	// FaultEdgeHTML is the refusal of the load balancer before Cashfree: 403
	// with an HTML page, and nothing done.
	FaultEdgeHTML FaultAction = "edge_html"

	// FaultThrottle answers 429 with RetryAfter seconds, or without a word of
	// when to come back if that is 0, and nothing done.
	FaultThrottle FaultAction = "throttle"

	// FaultRedirect answers with Status, 307 if it is zero, and Location, and
	// does nothing.
	FaultRedirect FaultAction = "redirect"

	// FaultBody acts and sends Body in place of the answer's own, such as
	// another record, with Status if it is not zero.
	FaultBody FaultAction = "body"
)

var faultActions = []FaultAction{
	FaultLatency, FaultResetBefore, FaultResetAfter, FaultStatusBefore, FaultStatusAfter, FaultCutBody,
	FaultHang, FaultEdgeHTML, FaultThrottle, FaultRedirect, FaultBody,
}

// Fault is a disturbance and the calls that it strikes. Of several faults
// that match a call, the one injected first strikes.
type Fault struct {
	// Method and Path name the endpoint; empty matches any. Path is exact,
	// such as "/payout/beneficiary".
	Method string `json:"method,omitempty"`
	Path   string `json:"path,omitempty"`

	// BeneficiaryID is a part of the id that the request names; empty matches
	// any request.
	BeneficiaryID string `json:"beneficiary_id,omitempty"`

	// Skip lets that many matching calls pass first. Times is for how many
	// calls the fault then lasts; 0 means for ever.
	Skip  int `json:"skip,omitempty"`
	Times int `json:"times,omitempty"`

	// Probability, between 0 and 1, leaves it to chance whether a call that
	// matches is struck. 0 stands for 1.
	Probability float64 `json:"probability,omitempty"`

	Action FaultAction `json:"action"`

	// Status is the HTTP status to answer with; 500 if it is zero, but for
	// the actions that say otherwise.
	Status int `json:"status,omitempty"`

	// Body is sent as it is. Where it is empty and ContentType is
	// application/json or text/html, a body of that kind is made up; where
	// both are empty, none is sent.
	Body        string `json:"body,omitempty"`
	ContentType string `json:"content_type,omitempty"`

	// Location is where a redirect points.
	Location string `json:"location,omitempty"`

	// Delay holds back whatever the action sends. In JSON it is text such as
	// "250ms".
	Delay time.Duration `json:"delay,omitempty"`

	// RetryAfter is in seconds.
	RetryAfter int `json:"retry_after,omitempty"`
}

// Validate names what is wrong with a fault.
func (f Fault) Validate() error {
	var problems []error
	if !slices.Contains(faultActions, f.Action) {
		problems = append(problems, fmt.Errorf("action %q is not known", f.Action))
	}
	if f.Status != 0 && (f.Status < 200 || f.Status > 999) {
		problems = append(problems, fmt.Errorf("status %d is not a final HTTP status", f.Status))
	}
	if f.Skip < 0 || f.Times < 0 || f.Delay < 0 || f.RetryAfter < 0 {
		problems = append(problems, errors.New("skip, times, delay and retry_after cannot be negative"))
	}
	if f.Probability < 0 || f.Probability > 1 {
		problems = append(problems, errors.New("probability must be between 0 and 1"))
	}
	if f.Action == FaultRedirect && f.Location == "" {
		problems = append(problems, errors.New("a redirect needs a location"))
	}
	return errors.Join(problems...)
}

// faultFields is Fault without its methods, for them to build on.
type faultFields Fault

type faultJSON struct {
	faultFields
	Delay string `json:"delay,omitempty"`
}

// MarshalJSON writes Delay as text.
func (f Fault) MarshalJSON() ([]byte, error) {
	out := faultJSON{faultFields: faultFields(f)}
	if f.Delay != 0 {
		out.Delay = f.Delay.String()
	}
	return json.Marshal(out)
}

// UnmarshalJSON refuses unknown fields.
func (f *Fault) UnmarshalJSON(data []byte) error {
	var in faultJSON
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&in); err != nil {
		return err
	}
	*f = Fault(in.faultFields)
	if in.Delay == "" {
		return nil
	}
	delay, err := time.ParseDuration(in.Delay)
	f.Delay = delay
	return err
}

// armed is a fault and how often it has matched and struck.
type armed struct {
	Fault
	matched, struck int
}

type faultList struct {
	armed  []*armed
	chance *mathrand.Rand
}

func newFaultList(seed int64) *faultList { return &faultList{chance: newChance(seed)} }

func newChance(seed int64) *mathrand.Rand { return mathrand.New(mathrand.NewPCG(uint64(seed), 0)) }

// strike returns the fault for this call, or nil, and the sum of the
// latencies that fell on it.
func (l *faultList) strike(method, path, id string) (*Fault, time.Duration) {
	var delay time.Duration
	for _, a := range l.armed {
		if !a.matches(method, path, id) || !l.strikes(a) {
			continue
		}
		delay += a.Delay
		if a.Action != FaultLatency {
			return &a.Fault, delay
		}
	}
	return nil, delay
}

func (l *faultList) strikes(a *armed) bool {
	a.matched++
	if a.matched <= a.Skip || a.Times > 0 && a.struck >= a.Times {
		return false
	}
	if a.Probability > 0 && l.chance.Float64() >= a.Probability {
		return false
	}
	a.struck++
	return true
}

func (f Fault) matches(method, path, id string) bool {
	return (f.Method == "" || strings.EqualFold(f.Method, method)) &&
		(f.Path == "" || f.Path == path) &&
		(f.BeneficiaryID == "" || strings.Contains(id, f.BeneficiaryID))
}

// Inject adds a fault behind those that are there. It panics at one that is
// not valid, for a test with such a fault proves nothing.
func (s *Simulator) Inject(f Fault) {
	if err := f.Validate(); err != nil {
		panic("simulator: " + err.Error())
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults.armed = append(s.faults.armed, &armed{Fault: f})
}

// Reseed draws anew which calls a fault with a probability strikes, as
// Options.Seed does at the start.
func (s *Simulator) Reseed(seed int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults.chance = newChance(seed)
}

// Faults returns the faults that were injected, spent ones among them.
func (s *Simulator) Faults() []Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]Fault, len(s.faults.armed))
	for i, a := range s.faults.armed {
		out[i] = a.Fault
	}
	return out
}

// ClearFaults removes all faults. Calls under way keep theirs.
func (s *Simulator) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults.armed = nil
}
