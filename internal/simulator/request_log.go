package simulator

import (
	"net/url"
	"slices"
	"strings"
	"time"
)

// maxRequestLog limits the memory of a simulator that runs for days.
const maxRequestLog = 100_000

// What a call did, in addition to answering.
const (
	ActedCreated     = "created"
	ActedRemoved     = "removed"
	ActedTransferred = "transferred"
)

// Request is the log entry of a call to a Cashfree path. It never holds a secret, a token, a signature, a body or a
// whole account number.
type Request struct {
	Seq    int       `json:"seq"`
	Time   time.Time `json:"time"`
	Method string    `json:"method"`
	Path   string    `json:"path"`

	// Query has account numbers masked to their last four characters.
	Query string `json:"query,omitempty"`

	RequestID  string `json:"request_id,omitempty"`
	APIVersion string `json:"api_version,omitempty"`
	UserAgent  string `json:"user_agent,omitempty"`
	ClientIP   string `json:"client_ip,omitempty"`

	// Signed is whether the request had a signature, valid or not.
	Signed bool `json:"signed"`

	// Status is the HTTP status that was sent. It is 0 while the call runs, and if the connection was broken instead.
	Status int `json:"status"`

	// SubCode is the subCode of a v1 answer.
	SubCode string `json:"sub_code,omitempty"`

	// Acted is what the call did, or empty. It is set even if a fault lost the answer.
	Acted string `json:"acted,omitempty"`

	BeneficiaryID string `json:"beneficiary_id,omitempty"`

	// Fault is the action of the fault that applied, if any.
	Fault FaultAction `json:"fault,omitempty"`
}

// Counters holds the sums of the calls since the log was last emptied.
type Counters struct {
	// Calls has the number of calls by method and path, such as "GET /payout/beneficiary".
	Calls map[string]int `json:"calls"`
	Total int            `json:"total"`

	// Writes is the number of calls that created, removed or transferred.
	Writes int `json:"writes"`

	// Connections and PeakConnections are counted since the start.
	Connections     int `json:"connections"`
	PeakConnections int `json:"peak_connections"`
}

type endpoint struct{ method, path string }

type requestLog struct {
	seq     int
	entries []*Request
	calls   map[endpoint]int
	writes  int
}

func newRequestLog() *requestLog {
	return &requestLog{calls: map[endpoint]int{}}
}

func (l *requestLog) add(r Request) *Request {
	l.seq++
	r.Seq = l.seq
	l.calls[endpoint{r.Method, r.Path}]++
	if len(l.entries) == maxRequestLog {
		l.entries = slices.Delete(l.entries, 0, maxRequestLog/10)
	}
	l.entries = append(l.entries, &r)
	return &r
}

// count returns the number of calls. An empty method or path matches any.
func (l *requestLog) count(method, path string) int {
	n := 0
	for e, calls := range l.calls {
		if (method == "" || e.method == method) && (path == "" || e.path == path) {
			n += calls
		}
	}
	return n
}

// Requests returns the calls to Cashfree paths in their order of arrival, up to the last 100,000.
func (s *Simulator) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]Request, len(s.requests.entries))
	for i, r := range s.requests.entries {
		out[i] = *r
	}
	return out
}

// ResetRequests empties the log and sets its counters to zero. The journal and the connection counts stay.
func (s *Simulator) ResetRequests() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = newRequestLog()
}

// Count returns the number of calls that arrived for a method and an exact path, such as "GET" and
// "/payout/beneficiary". It includes those that a fault left without an answer. An empty argument matches any.
func (s *Simulator) Count(method, path string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.requests.count(method, path)
}

// Counters returns the sums that /_sim/counters shows.
func (s *Simulator) Counters() Counters {
	total, peak := s.Connections()
	s.mu.Lock()
	defer s.mu.Unlock()
	c := Counters{
		Calls:           make(map[string]int, len(s.requests.calls)),
		Total:           s.requests.count("", ""),
		Writes:          s.requests.writes,
		Connections:     total,
		PeakConnections: peak,
	}
	for e, calls := range s.requests.calls {
		c.Calls[e.method+" "+e.path] = calls
	}
	return c
}

// maskedQuery returns the query with its account numbers masked.
func maskedQuery(query url.Values) string {
	var parts []string
	for name, values := range query {
		for _, value := range values {
			switch strings.ToLower(name) {
			case "bank_account_number", "bankaccount":
				value = maskAccount(value)
			}
			parts = append(parts, name+"="+value)
		}
	}
	slices.Sort(parts)
	return strings.Join(parts, "&")
}

func maskAccount(account string) string {
	if len(account) <= 4 {
		return strings.Repeat("*", len(account))
	}
	return strings.Repeat("*", len(account)-4) + account[len(account)-4:]
}
