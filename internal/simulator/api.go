package simulator

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"
)

// apiVersion is the only one that Cashfree names for Payouts v2.
const apiVersion = "2024-01-01"

// route is one endpoint of either generation. A path that ends in a slash
// takes one more element, an id.
type route struct {
	method, path string
	handle       func(*Simulator, *call) answer

	// open marks the v1 call that needs no token because it makes one.
	open bool

	// limits marks the calls whose every answer shows the rate limit.
	limits bool
}

func (rt route) matches(path string) bool {
	if !strings.HasSuffix(rt.path, "/") {
		return rt.path == path
	}
	id, found := strings.CutPrefix(path, rt.path)
	return found && id != "" && !strings.Contains(id, "/")
}

var routes = []route{
	{method: "POST", path: "/payout/beneficiary", handle: (*Simulator).createBeneficiary},
	{method: "GET", path: "/payout/beneficiary", handle: (*Simulator).getBeneficiary},
	{method: "DELETE", path: "/payout/beneficiary", handle: (*Simulator).deleteBeneficiary},
	{method: "POST", path: "/payout/transfers", handle: (*Simulator).createTransfer, limits: true},
	{method: "GET", path: "/payout/transfers", handle: (*Simulator).getTransfer, limits: true},
	{method: "POST", path: "/payout/transfers/batch", handle: (*Simulator).createBatch, limits: true},
	{method: "GET", path: "/payout/transfers/batch", handle: (*Simulator).getBatch, limits: true},

	{method: "POST", path: "/payout/v1/authorize", handle: (*Simulator).authorize, open: true},
	{method: "POST", path: "/payout/v1/verifyToken", handle: (*Simulator).verifyToken},
	{method: "POST", path: "/payout/v1/addBeneficiary", handle: (*Simulator).addBeneficiaryV1},
	{method: "POST", path: "/payout/v1/removeBeneficiary", handle: (*Simulator).removeBeneficiaryV1},
	{method: "GET", path: "/payout/v1/getBeneficiary/", handle: (*Simulator).getBeneficiaryV1},
	{method: "GET", path: "/payout/v1/getBeneId", handle: (*Simulator).getBeneIDV1},
	{method: "GET", path: "/payout/v1/getBalance", handle: (*Simulator).getBalanceV1},
	{method: "GET", path: "/payout/v1.2/getBalance", handle: (*Simulator).getBalanceV12},
	{method: "GET", path: "/payout/v1/getTransferStatus", handle: (*Simulator).getTransferStatusV1},
	{method: "GET", path: "/payout/v1.1/getTransferStatus", handle: (*Simulator).getTransferStatusV1},
	{method: "GET", path: "/payout/v1.2/getTransferStatus", handle: (*Simulator).getTransferStatusV1},
}

// findRoute also returns the methods that the path has.
func findRoute(method, path string) (found *route, methods []string) {
	for i, rt := range routes {
		if !rt.matches(path) {
			continue
		}
		if rt.method == method {
			return &routes[i], nil
		}
		methods = append(methods, rt.method)
	}
	return nil, methods
}

// call is one request, read to its end, with what was in force on arrival.
type call struct {
	method, path string
	header       http.Header
	query        url.Values
	body         []byte
	tooLarge     bool
	remote       netip.Addr
	now          time.Time
	settings     settings
	signing      signingKeys
	tokenKey     []byte
	route        *route
	methods      []string
	entry        *Request
}

func (c *call) v1() bool {
	version, _, _ := strings.Cut(strings.TrimPrefix(c.path, "/payout/"), "/")
	return version == "v1" || strings.HasPrefix(version, "v1.")
}

func (c *call) requestID() string { return c.header.Get("X-Request-Id") }

// get treats an empty parameter as one that was not sent.
func (c *call) get(name string) string { return c.query.Get(name) }

// decode reads the body into a struct; unknown fields are ignored.
func (c *call) decode(into any) error {
	return json.Unmarshal(c.body, into)
}

// beneficiaryID is where either generation and either method may name one.
// It serves the log and the aim of faults, so a body that cannot be read has
// none.
func (c *call) beneficiaryID() string {
	if id := c.get("beneficiary_id"); id != "" {
		return id
	}
	if id, found := strings.CutPrefix(c.path, "/payout/v1/getBeneficiary/"); found {
		return id
	}
	var body struct {
		BeneficiaryID string `json:"beneficiary_id"`
		BeneID        string `json:"beneId"`
		Details       struct {
			BeneficiaryID string `json:"beneficiary_id"`
		} `json:"beneficiary_details"`
	}
	_ = json.Unmarshal(c.body, &body)
	return slices.MaxFunc([]string{body.BeneficiaryID, body.BeneID, body.Details.BeneficiaryID},
		func(a, b string) int { return len(a) - len(b) })
}

func (s *Simulator) newCall(w http.ResponseWriter, r *http.Request) *call {
	c := &call{
		method: r.Method,
		path:   r.URL.Path,
		header: r.Header,
		query:  r.URL.Query(),
		now:    s.options.Now(),
	}
	c.route, c.methods = findRoute(c.method, c.path)

	s.mu.Lock()
	c.settings, c.signing, c.tokenKey = s.settings, s.signing, s.tokenKey
	s.mu.Unlock()

	limit := int64(c.settings.behaviour.MaxBodyBytes)
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	c.body, c.tooLarge = body, err != nil
	c.remote = callerAddress(r, c.settings)
	return c
}

func (s *Simulator) serveAPI(w http.ResponseWriter, r *http.Request) {
	c := s.newCall(w, r)
	f, delay := s.arrive(c)
	delay += c.settings.latency

	var a answer
	if f.acts() {
		a = s.act(c)
		delay += time.Duration(a.delayMS) * time.Millisecond
	}
	a = f.reshape(a, c)
	s.leave(c, a, f.sends())

	if !wait(r.Context(), delay) {
		return
	}
	f.send(w, r, a)
}

// arrive writes the call down and finds the fault that strikes it, if any.
func (s *Simulator) arrive(c *call) (*Fault, time.Duration) {
	id := c.beneficiaryID()
	s.mu.Lock()
	defer s.mu.Unlock()
	f, delay := s.faults.strike(c.method, c.path, id)
	c.entry = s.requests.add(Request{
		Time:          c.now,
		Method:        c.method,
		Path:          c.path,
		Query:         maskedQuery(c.query),
		RequestID:     c.requestID(),
		APIVersion:    c.header.Get("X-Api-Version"),
		UserAgent:     c.header.Get("User-Agent"),
		ClientIP:      c.remote.String(),
		Signed:        c.header.Get("X-Cf-Signature") != "",
		BeneficiaryID: id,
		Fault:         f.name(delay),
	})
	return f, delay
}

// leave completes the log before the answer is sent, so that a test that has
// the answer finds the whole entry. The logger is called without the lock: it
// may write to a pipe that nobody empties.
func (s *Simulator) leave(c *call, a answer, sent bool) {
	entry := s.complete(c, a, sent)
	s.options.Logger.Info("call", "method", entry.Method, "path", entry.Path, "status", entry.Status,
		"sub_code", entry.SubCode, "acted", entry.Acted, "request_id", entry.RequestID, "fault", string(entry.Fault))
}

func (s *Simulator) complete(c *call, a answer, sent bool) Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	if sent {
		c.entry.Status = a.status
		c.entry.SubCode = a.subCode
	}
	c.entry.Acted = a.acted
	if a.beneficiaryID != "" {
		c.entry.BeneficiaryID = a.beneficiaryID
	}
	if a.acted != "" {
		s.requests.writes++
	}
	return *c.entry
}

// act carries the call out and returns the answer of an undisturbed server.
func (s *Simulator) act(c *call) answer {
	a := s.admitted(c)
	if c.v1() && c.settings.behaviour.V1Status == "mirror" {
		a = a.mirrored()
	}
	headers := map[string]string{}
	if !c.v1() {
		headers["x-api-version"] = apiVersion
	}
	if !c.isV2Create() || c.settings.behaviour.CreateRequestID == "echo" {
		headers["x-request-id"] = c.requestID()
	}
	return a.with(headers)
}

func (c *call) isV2Create() bool {
	return c.method == http.MethodPost && c.path == "/payout/beneficiary"
}

func (s *Simulator) admitted(c *call) answer {
	if c.route == nil {
		return c.noSuchEndpoint()
	}
	if refusal := s.admit(c); refusal != nil {
		return *refusal
	}

	s.mu.Lock()
	defer s.mu.Unlock()
	key := throttleKey{c.settings.clientID, c.route.method, c.route.path}
	allowed := s.throttle.take(key, c.settings.requestsPerMinute, c.now)
	if allowed.wait > 0 {
		return c.throttled(allowed)
	}

	a := c.bodyRefusal()
	if a == nil {
		handled := c.route.handle(s, c)
		a = &handled
	}
	if a.acted != "" {
		s.revision++
	}
	if c.route.limits && allowed.limit > 0 {
		return a.with(allowed.headers())
	}
	return *a
}

// bodyRefusal is about the body as a whole. No page names an answer to a body
// that is too large.
func (c *call) bodyRefusal() *answer {
	if !c.tooLarge {
		return nil
	}
	a := v2Error(http.StatusRequestEntityTooLarge, typeInvalidRequest, "", "Request body is too large")
	if c.v1() {
		a = v1Answer(http.StatusRequestEntityTooLarge, "Request body is too large", nil)
	}
	return &a
}

// noSuchEndpoint is v1's documented text in both generations: v2 documents
// none.
func (c *call) noSuchEndpoint() answer {
	const message = "Invalid request URL or HTTP method"
	status := http.StatusNotFound
	headers := map[string]string{}
	if len(c.methods) > 0 {
		status = http.StatusMethodNotAllowed
		headers["Allow"] = strings.Join(c.methods, ", ")
	}
	if c.v1() {
		return v1Answer(http.StatusMethodNotAllowed, message, nil).with(headers)
	}
	if c.settings.behaviour.UnknownPath == "html" {
		return answer{status: status, contentType: "text/html", body: []byte(htmlPage(http.StatusText(status)))}.with(headers)
	}
	return v2Error(status, typeInvalidRequest, "", message).with(headers)
}

// wait reports whether the caller is still there at the end of it.
func wait(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
