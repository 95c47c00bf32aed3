package simulator

import "slices"

// The kinds of event in the life of a beneficiary.
const (
	EventCreated = "created"
	EventRemoved = "removed"
	EventChanged = "changed"
)

// The causes of an event: an API call, or a control of the simulator.
const (
	ByAPI     = "api"
	ByControl = "control"
)

// Event is one step in the life of a beneficiary. The events of an account show what its last state cannot: that
// nothing was created twice, or removed and added again.
type Event struct {
	Seq  int    `json:"seq"`
	Kind string `json:"kind"`
	ID   string `json:"id"`
	By   string `json:"by"`

	// RequestID is the x-request-id of the call, if it had one.
	RequestID string `json:"request_id,omitempty"`

	// Record is the beneficiary that was created or removed, or the result of a change. The controls do not show it,
	// since a journal is often printed.
	Record Beneficiary `json:"-"`
}

type journal struct {
	events []Event
}

func (j *journal) add(kind string, b Beneficiary, by, requestID string) {
	j.events = append(j.events, Event{Seq: len(j.events) + 1, Kind: kind, ID: b.ID, By: by, RequestID: requestID, Record: b})
}

// Journal returns all events in their order.
func (s *Simulator) Journal() []Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.journal.events)
}
