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

// The actions. An action that "acts" lets the call be carried out.
const (
	// FaultLatency delays the answer by Delay. It acts, and other faults can apply to the same call.
	FaultLatency FaultAction = "latency"

	// FaultResetBefore breaks the connection and does not act.
	FaultResetBefore FaultAction = "reset_before"

	// FaultResetAfter acts and breaks the connection, so that the answer is lost.
	FaultResetAfter FaultAction = "reset_after"

	// FaultStatusBefore answers with Status and Body and does not act.
	FaultStatusBefore FaultAction = "status_before"

	// FaultStatusAfter acts and answers with Status and Body.
	FaultStatusAfter FaultAction = "status_after"

	// FaultCutBody acts and ends the connection in the middle of the body.
	FaultCutBody FaultAction = "cut_body"

	// FaultHang does not act, and does not answer until the caller goes away.
	FaultHang FaultAction = "hang"

	// FaultEdgeHTML answers like the load balancer in front of Cashfree: 403 with an HTML page. It does not act.
	FaultEdgeHTML FaultAction = "edge_html"

	// FaultThrottle answers 429 with RetryAfter seconds, or without a time to wait if RetryAfter is 0. It does not act.
	FaultThrottle FaultAction = "throttle"

	// FaultRedirect answers with Status, or 307 if it is zero, and Location. It does not act.
	FaultRedirect FaultAction = "redirect"

	// FaultBody acts and replaces the body of the answer with Body, such as another beneficiary, and its status with
	// Status if that is not zero.
	FaultBody FaultAction = "body"
)

var faultActions = []FaultAction{
	FaultLatency, FaultResetBefore, FaultResetAfter, FaultStatusBefore, FaultStatusAfter, FaultCutBody,
	FaultHang, FaultEdgeHTML, FaultThrottle, FaultRedirect, FaultBody,
}

// The final HTTP statuses. A status below them announces another one.
const (
	minFaultStatus = 200
	maxFaultStatus = 999
)

// Fault is a disturbance and the calls that it applies to. If several faults match a call, the one that was injected
// first applies.
type Fault struct {
	// Method and Path name the endpoint; empty matches any. Path is exact, such as "/payout/beneficiary".
	Method string `json:"method,omitempty"`
	Path   string `json:"path,omitempty"`

	// BeneficiaryID is a part of the id that the request names. Empty matches any request.
	BeneficiaryID string `json:"beneficiary_id,omitempty"`

	// Skip is how many matching calls pass first. Times is how many calls the fault then applies to; 0 means all.
	Skip  int `json:"skip,omitempty"`
	Times int `json:"times,omitempty"`

	// Probability, from 0 to 1, is that of the fault applying to a matching call. 0 stands for 1.
	Probability float64 `json:"probability,omitempty"`

	Action FaultAction `json:"action"`

	// Status is the HTTP status of the answer; 0 stands for 500, unless the action says otherwise.
	Status int `json:"status,omitempty"`

	// Body is sent unchanged. If it is empty and ContentType is application/json or text/html, the simulator makes a
	// body of that type. If both are empty, none is sent.
	Body        string `json:"body,omitempty"`
	ContentType string `json:"content_type,omitempty"`

	// Location is the target of a redirect.
	Location string `json:"location,omitempty"`

	// Delay delays whatever the action sends. In JSON it is text such as "250ms".
	Delay time.Duration `json:"delay,omitempty"`

	// RetryAfter is in seconds.
	RetryAfter int `json:"retry_after,omitempty"`
}

// Validate returns an error that names everything that is wrong with a fault.
func (f Fault) Validate() error {
	var problems problemList
	if !slices.Contains(faultActions, f.Action) {
		problems.add("action must be %s, got %q", orList(faultActions), f.Action)
	}
	if f.Status != 0 && (f.Status < minFaultStatus || f.Status > maxFaultStatus) {
		problems.add("status must be from %d to %d, got %d", minFaultStatus, maxFaultStatus, f.Status)
	}
	for _, field := range []struct {
		name  string
		value int
	}{{"skip", f.Skip}, {"times", f.Times}, {"retry_after", f.RetryAfter}} {
		if field.value < 0 {
			problems.add("%s must be 0 or greater, got %d", field.name, field.value)
		}
	}
	if f.Delay < 0 {
		problems.add("delay must be 0 or greater, got %v", f.Delay)
	}
	if f.Probability < 0 || f.Probability > 1 {
		problems.add("probability must be from 0 to 1, got %v", f.Probability)
	}
	if f.Action == FaultRedirect && f.Location == "" {
		problems.add("location is required if action is %s", FaultRedirect)
	}
	return errors.Join(problems...)
}

// faultFields is Fault without its methods, for the JSON methods to use.
type faultFields Fault

type faultJSON struct {
	faultFields
	Delay string `json:"delay,omitempty"`
}

// MarshalJSON encodes Delay as text.
func (f Fault) MarshalJSON() ([]byte, error) {
	out := faultJSON{faultFields: faultFields(f)}
	if f.Delay != 0 {
		out.Delay = f.Delay.String()
	}
	return json.Marshal(out)
}

// UnmarshalJSON decodes Delay from text and refuses unknown fields.
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
	if err != nil {
		return fmt.Errorf("delay must be a duration such as 250ms, got %q", in.Delay)
	}
	f.Delay = delay
	return nil
}

// injectedFault is a fault, and how often it has matched a call and applied to one.
type injectedFault struct {
	Fault
	matched, applied int
}

type faultList struct {
	injected []*injectedFault
	random   *mathrand.Rand
}

func newFaultList(seed int64) *faultList { return &faultList{random: newRandom(seed)} }

func newRandom(seed int64) *mathrand.Rand { return mathrand.New(mathrand.NewPCG(uint64(seed), 0)) }

// match returns the fault for this call, or nil, and the sum of the latencies that apply to it.
func (l *faultList) match(method, path, id string) (*Fault, time.Duration) {
	var delay time.Duration
	for _, a := range l.injected {
		if !a.matches(method, path, id) || !l.applies(a) {
			continue
		}
		delay += a.Delay
		if a.Action != FaultLatency {
			return &a.Fault, delay
		}
	}
	return nil, delay
}

func (l *faultList) applies(a *injectedFault) bool {
	a.matched++
	if a.matched <= a.Skip || a.Times > 0 && a.applied >= a.Times {
		return false
	}
	if a.Probability > 0 && l.random.Float64() >= a.Probability {
		return false
	}
	a.applied++
	return true
}

func (f Fault) matches(method, path, id string) bool {
	return (f.Method == "" || strings.EqualFold(f.Method, method)) &&
		(f.Path == "" || f.Path == path) &&
		(f.BeneficiaryID == "" || strings.Contains(id, f.BeneficiaryID))
}

// Inject adds a fault after those that exist. It panics at an invalid one, since a test with such a fault proves
// nothing.
func (s *Simulator) Inject(f Fault) {
	if err := f.Validate(); err != nil {
		panic("simulator: " + err.Error())
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults.injected = append(s.faults.injected, &injectedFault{Fault: f})
}

// Reseed draws anew which calls a fault with a probability applies to, as Options.Seed does at the start.
func (s *Simulator) Reseed(seed int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults.random = newRandom(seed)
}

// Faults returns the faults that were injected, including those that no longer apply.
func (s *Simulator) Faults() []Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]Fault, len(s.faults.injected))
	for i, a := range s.faults.injected {
		out[i] = a.Fault
	}
	return out
}

// ClearFaults removes all faults. Calls that have begun keep theirs.
func (s *Simulator) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults.injected = nil
}
