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

// apiVersion is the only version that Cashfree names for Payouts v2.
const apiVersion = "2024-01-01"

// route is one endpoint of either version of the API. A path that ends in a slash takes one more element, an id.
type route struct {
	method, path string
	handle       func(*Simulator, *call) answer

	// open is true for the v1 call that needs no token because it makes one.
	open bool

	// limits is true for the calls whose every answer has the headers of the rate limit.
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

// findRoute returns the route of a method and path, or else the methods that the path has.
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

// call is one request, read to its end, with the settings in force when it arrived.
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

// get returns a query parameter. An empty parameter counts as absent.
func (c *call) get(name string) string { return c.query.Get(name) }

// decode reads the body into a struct and ignores unknown fields.
func (c *call) decode(into any) error {
	return json.Unmarshal(c.body, into)
}

// beneficiaryID returns the id that a request of either version names, or "" if its body cannot be read. The log and
// the selection of faults use it.
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
	f, delay := s.receive(c)
	delay += c.settings.latency

	var a answer
	if f.acts() {
		a = s.carryOut(c)
		delay += time.Duration(a.delayMS) * time.Millisecond
	}
	a = f.reshape(a, c)
	s.finish(c, a, f.sends())

	if !wait(r.Context(), delay) {
		return
	}
	f.send(w, r, a)
}

// receive logs the call and returns the fault that applies to it, if any.
func (s *Simulator) receive(c *call) (*Fault, time.Duration) {
	id := c.beneficiaryID()
	s.mu.Lock()
	defer s.mu.Unlock()
	f, delay := s.faults.match(c.method, c.path, id)
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

// finish completes the log before the answer is sent, so that a test that has the answer finds the whole entry. It
// calls the logger without the lock, since the logger may write to a pipe that nobody reads.
func (s *Simulator) finish(c *call, a answer, sent bool) {
	entry := s.completeEntry(c, a, sent)
	s.options.Logger.Info("call", "method", entry.Method, "path", entry.Path, "status", entry.Status,
		"sub_code", entry.SubCode, "acted", entry.Acted, "request_id", entry.RequestID, "fault", string(entry.Fault))
}

func (s *Simulator) completeEntry(c *call, a answer, sent bool) Request {
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

// carryOut carries the call out and returns the answer of a server without faults.
func (s *Simulator) carryOut(c *call) answer {
	a := s.dispatch(c)
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

func (s *Simulator) dispatch(c *call) answer {
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

// bodyRefusal returns the refusal of a body that is too large. No page has an answer to that.
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

// noSuchEndpoint returns v1's documented text for both versions, since v2 documents none.
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

// wait waits for d and reports whether the caller is still there.
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
