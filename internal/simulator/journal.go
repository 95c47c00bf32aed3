package simulator

import "slices"

// The kinds of event in the life of a beneficiary.
const (
	EventCreated = "created"
	EventRemoved = "removed"
	EventChanged = "changed"
)

// Who caused an event: a Cashfree call, or somebody behind its back.
const (
	ByAPI     = "api"
	ByControl = "control"
)

// Event is one step in the life of a beneficiary. The events of an account
// show what its last state cannot: that nothing was created twice, or removed
// and put back.
type Event struct {
	Seq  int    `json:"seq"`
	Kind string `json:"kind"`
	ID   string `json:"id"`
	By   string `json:"by"`

	// RequestID is the x-request-id of the call, where it had one.
	RequestID string `json:"request_id,omitempty"`

	// Record is what was created or removed, or what a change left. The
	// controls do not show it, for a journal is often printed.
	Record Beneficiary `json:"-"`
}

type journal struct {
	events []Event
}

func (j *journal) add(kind string, b Beneficiary, by, requestID string) {
	j.events = append(j.events, Event{Seq: len(j.events) + 1, Kind: kind, ID: b.ID, By: by, RequestID: requestID, Record: b})
}

// Journal returns the events in their order, from the first one on.
func (s *Simulator) Journal() []Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.journal.events)
}
