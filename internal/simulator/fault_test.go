package simulator_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// A broken connection is an error for the caller, whether or not the call was carried out.
func TestFault_Connection(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		action simulator.FaultAction
		err    error
		acted  string
		exists bool
		status int
	}{
		{simulator.FaultResetBefore, syscall.ECONNRESET, "", false, 0},
		{simulator.FaultResetAfter, syscall.ECONNRESET, "created", true, 0},
		{simulator.FaultCutBody, io.ErrUnexpectedEOF, "created", true, 201},
	} {
		t.Run(string(tc.action), func(t *testing.T) {
			t.Parallel()
			a := newAccount(t, simulator.Options{})
			a.Inject(simulator.Fault{Method: "POST", Action: tc.action, Times: 1})
			_, err := a.try("POST", "/payout/beneficiary", asha())
			if !errors.Is(err, tc.err) {
				t.Fatalf("got error %v, want %v", err, tc.err)
			}
			_, exists := a.Get("vendor_0042")
			wantEqual(t, "exists", exists, tc.exists)
			entry := a.Requests()[0]
			wantEqual(t, "acted", entry.Acted, tc.acted)
			wantEqual(t, "logged status", entry.Status, tc.status)
			wantEqual(t, "logged fault", entry.Fault, tc.action)
			wantEqual(t, "calls", a.Count("POST", "/payout/beneficiary"), 1)
		})
	}
}

// Each fault that answers does so with its status and body, and acts only if documented.
func TestFault_Answer(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		fault  simulator.Fault
		status int
		kind   string
		body   string
		exists bool
	}{
		{"refusal at the edge", simulator.Fault{Action: simulator.FaultEdgeHTML}, 403, "text/html", "<html>", false},
		{"503 without a body", simulator.Fault{Action: simulator.FaultStatusBefore, Status: 503}, 503, "", "", false},
		{"500 in Cashfree's words", simulator.Fault{Action: simulator.FaultStatusBefore, ContentType: "application/json"}, 500,
			"application/json", `{"type":"api_error","code":"internal_server_error","message":"Error at cashfree's server"}`, false},
		{"502 as a page", simulator.Fault{Action: simulator.FaultStatusBefore, Status: 502, ContentType: "text/html"}, 502, "text/html", "<html>", false},
		{"done, then 504", simulator.Fault{Action: simulator.FaultStatusAfter, Status: 504, Body: "<p>late</p>"}, 504, "text/html", "<p>late</p>", true},
		{"done, then 500", simulator.Fault{Action: simulator.FaultStatusAfter}, 500, "", "", true},
		{"done, with another beneficiary in the answer", simulator.Fault{Action: simulator.FaultBody, Body: `{"beneficiary_id":"other"}`}, 201,
			"application/json", `{"beneficiary_id":"other"}`, true},
		{"done, with nonsense", simulator.Fault{Action: simulator.FaultBody, Status: 200, Body: "ok", ContentType: "text/plain"}, 200, "text/plain", "ok", true},
		{"throttled", simulator.Fault{Action: simulator.FaultThrottle, RetryAfter: 7}, 429, "application/json", `{"type":"rate_limit_error"`, false},
		{"redirected", simulator.Fault{Action: simulator.FaultRedirect, Location: "https://example.com/"}, 307, "", "", false},
		{"redirected for good", simulator.Fault{Action: simulator.FaultRedirect, Location: "/x", Status: 301}, 301, "", "", false},
		{"late", simulator.Fault{Action: simulator.FaultLatency, Delay: time.Millisecond}, 201, "application/json", `{"added_on"`, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			a := newAccount(t, simulator.Options{})
			a.Inject(tc.fault)
			got := a.create(asha())
			wantEqual(t, "status", got.status, tc.status)
			wantEqual(t, "content type", got.header.Get("Content-Type"), tc.kind)
			if !strings.HasPrefix(string(got.body), tc.body) || tc.body == "" && len(got.body) > 0 {
				t.Fatalf("got body %q, want %q", got.body, tc.body)
			}
			wantEqual(t, "Location", got.header.Get("Location"), tc.fault.Location)
			_, exists := a.Get("vendor_0042")
			wantEqual(t, "exists", exists, tc.exists)
			entry := a.Requests()[0]
			wantEqual(t, "logged fault", entry.Fault, tc.fault.Action)
			wantEqual(t, "logged as acted", entry.Acted == simulator.ActedCreated, tc.exists)
		})
	}
}

// A throttle fault names the time to wait, or none, in the form of the version of the API.
func TestFault_Throttle(t *testing.T) {
	t.Parallel()
	a := newAccount(t, simulator.Options{})
	a.Inject(simulator.Fault{Action: simulator.FaultThrottle, RetryAfter: 7})
	wantEqual(t, "headers", limits(a.read("x").header), [4]string{"0", "0", "7", "7"})
	wantEqual(t, "v1", a.post("/payout/v1/authorize", nil).subCode(), "429 Too many requests")
	a.ClearFaults()
	a.Inject(simulator.Fault{Action: simulator.FaultThrottle})
	wantEqual(t, "without a time", limits(a.read("x").header), [4]string{})
	a.ClearFaults()
	a.Inject(simulator.Fault{Action: simulator.FaultStatusBefore, ContentType: "application/json"})
	wantEqual(t, "v1 failure", a.post("/payout/v1/authorize", nil).subCode(), "520 Unknown error occurred")
}

// A cut body ends in the middle, and the next read is whole.
func TestFault_CutBody(t *testing.T) {
	t.Parallel()
	a := newAccount(t, simulator.Options{})
	a.create(asha())
	a.Inject(simulator.Fault{Method: "GET", Action: simulator.FaultCutBody, Times: 1})
	got, err := a.try("GET", "/payout/beneficiary?beneficiary_id=vendor_0042", nil)
	if !errors.Is(err, io.ErrUnexpectedEOF) || got.status != 200 || got.json != nil || len(got.body) == 0 {
		t.Fatalf("got %d, %q, %v", got.status, got.body, err)
	}
	wantStatus(t, a.read("vendor_0042"), 200, "")
}

// A hung call does nothing and has no answer until its caller goes away.
func TestFault_Hang(t *testing.T) {
	t.Parallel()
	a := newAccount(t, simulator.Options{})
	a.Inject(simulator.Fault{Action: simulator.FaultHang, Times: 1})
	a.cancelAfter(func() bool { return a.Count("", "") == 1 }, "POST", "/payout/beneficiary", asha())
	wantEqual(t, "beneficiaries", len(a.All()), 0)
}

// Close ends a hung call and does not wait for it.
func TestServer_Close_HungCall(t *testing.T) {
	t.Parallel()
	sim := simulator.New(simulator.Options{})
	sim.Inject(simulator.Fault{Action: simulator.FaultHang})
	server, err := sim.Listen("")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() {
		resp, err := http.Get(server.BaseURL() + "/beneficiary")
		if err == nil {
			resp.Body.Close()
		}
		done <- err
	}()
	eventually(t, func() bool { return sim.Count("", "") == 1 })
	if err := server.Close(); err != nil {
		t.Fatal(err)
	}
	if <-done == nil {
		t.Fatal("a hung call has no answer")
	}
}

// A delayed call is carried out before the delay.
func TestLatency_ActsFirst(t *testing.T) {
	t.Parallel()
	a := newAccount(t, simulator.Options{Latency: time.Minute})
	a.cancelAfter(func() bool { return len(a.All()) == 1 }, "POST", "/payout/beneficiary", asha())
}

// A fault applies to the calls that it matches, after Skip of them, and Times times.
func TestFault_Match(t *testing.T) {
	t.Parallel()
	const path = "/payout/beneficiary"
	for _, tc := range []struct {
		name  string
		fault simulator.Fault
		want  string // For four reads of vendor_0042 and one removal of other.
	}{
		{"any", simulator.Fault{}, "xxxxx"},
		{"by method", simulator.Fault{Method: "get"}, "xxxx."},
		{"by path", simulator.Fault{Path: path}, "xxxxx"},
		{"by the beginning of a path, which does not match", simulator.Fault{Path: "/payout"}, "....."},
		{"by part of an id", simulator.Fault{BeneficiaryID: "_0042"}, "xxxx."},
		{"the first", simulator.Fault{Times: 1}, "x...."},
		{"the third", simulator.Fault{Skip: 2, Times: 1}, "..x.."},
		{"after the third", simulator.Fault{Skip: 3}, "...xx"},
		{"removals, once", simulator.Fault{Method: "DELETE", Times: 1}, "....x"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			a := newAccount(t, simulator.Options{})
			tc.fault.Action, tc.fault.Status = simulator.FaultStatusBefore, 599
			a.Inject(tc.fault)
			answers := []reply{a.read("vendor_0042"), a.read("vendor_0042"), a.read("vendor_0042"), a.read("vendor_0042"), a.remove("other")}
			got := ""
			for _, answer := range answers {
				mark := "."
				if answer.status == 599 {
					mark = "x"
				}
				got += mark
			}
			wantEqual(t, "calls with the fault", got, tc.want)
		})
	}
}

// A fault finds the beneficiary id in every kind of request.
func TestFault_Match_ID(t *testing.T) {
	t.Parallel()
	a := newAccount(t, simulator.Options{})
	v1 := a.withToken()
	a.Inject(simulator.Fault{BeneficiaryID: "vendor", Action: simulator.FaultStatusBefore, Status: 599})
	for name, got := range map[string]reply{
		"v2 create":   a.create(asha()),
		"v2 transfer": a.post("/payout/transfers", transfer("t", "vendor_0042", 1)),
		"v1 add":      v1.post("/payout/v1/addBeneficiary", ashaV1()),
		"v1 get":      v1.get("/payout/v1/getBeneficiary/vendor_0042"),
	} {
		wantEqual(t, name, got.status, 599)
	}
	a.ClearFaults()
	wantStatus(t, a.create(asha()), 201, "")
}

// A fault with a probability applies to the same calls for the same seed.
func TestFault_Probability(t *testing.T) {
	t.Parallel()
	callPattern := func(a *account) string {
		a.Inject(simulator.Fault{Probability: 0.5, Action: simulator.FaultStatusBefore, Status: 599})
		out := ""
		for range 40 {
			out += strconv.Itoa(a.read("x").status)[:1]
		}
		return out
	}
	pattern := func(seed int64) string { return callPattern(newAccount(t, simulator.Options{Seed: seed})) }
	first := pattern(1)
	wantEqual(t, "same seed", pattern(1), first)
	if affected := strings.Count(first, "5"); affected < 8 || affected > 32 {
		t.Fatalf("about half of 40 calls should have the fault, not %d", affected)
	}
	if pattern(2) == first {
		t.Fatal("another seed should choose other calls")
	}
	late := newAccount(t, simulator.Options{Seed: 2})
	late.Reseed(1)
	wantEqual(t, "seed that was set later", callPattern(late), first)
}

// The delays of several faults add up.
func TestFault_LatencyAdds(t *testing.T) {
	t.Parallel()
	a := newAccount(t, simulator.Options{})
	a.Inject(simulator.Fault{Action: simulator.FaultLatency, Delay: 30 * time.Millisecond})
	a.Inject(simulator.Fault{Action: simulator.FaultEdgeHTML, Delay: 30 * time.Millisecond})
	began := time.Now()
	wantEqual(t, "status", a.read("x").status, 403)
	if took := time.Since(began); took < 60*time.Millisecond {
		t.Fatalf("two delays of 30ms ended after %v", took)
	}
}

// A reset works under servers of httptest, with and without TLS.
func TestFault_HTTPTestServer(t *testing.T) {
	t.Parallel()
	sim := simulator.New(simulator.Options{})
	for name, server := range map[string]*httptest.Server{
		"plain": httptest.NewServer(sim), "TLS": httptest.NewTLSServer(sim),
	} {
		defer server.Close()
		sim.Inject(simulator.Fault{Action: simulator.FaultResetBefore, Times: 1})
		resp, err := server.Client().Post(server.URL+"/payout/beneficiary", "application/json", strings.NewReader("{}"))
		if err == nil {
			resp.Body.Close()
			t.Errorf("%s: the connection should have been reset", name)
		}
	}
}

// A fault survives JSON, and invalid ones are refused with the rule and the value.
func TestFault_JSON(t *testing.T) {
	t.Parallel()
	whole := simulator.Fault{
		Method: "GET", Path: "/payout/beneficiary", BeneficiaryID: "v", Skip: 1, Times: 2, Probability: 0.5,
		Action: simulator.FaultRedirect, Status: 302, Body: "b", ContentType: "c", Location: "l",
		Delay: 250 * time.Millisecond, RetryAfter: 3,
	}
	data, err := json.Marshal(whole)
	if err != nil {
		t.Fatal(err)
	}
	wantEqual(t, "JSON", string(data), `{"method":"GET","path":"/payout/beneficiary","beneficiary_id":"v","skip":1,"times":2,`+
		`"probability":0.5,"action":"redirect","status":302,"body":"b","content_type":"c","location":"l","retry_after":3,"delay":"250ms"}`)
	back, err := simulator.ParseFaults(data)
	if err != nil {
		t.Fatal(err)
	}
	wantEqual(t, "back", back[0], whole)

	for text, want := range map[string]string{
		`{"action":"explode"}`: `faults[0]: action must be latency, reset_before, reset_after, status_before, status_after, cut_body, hang, ` +
			`edge_html, throttle, redirect or body, got "explode"`,
		`{"action":"hang","delya":"1s"}`:           "unknown field",
		`{"action":"hang","delay":"soon"}`:         `delay must be a duration such as 250ms, got "soon"`,
		`{"action":"hang","delay":"-1s"}`:          "faults[0]: delay must be 0 or greater, got -1s",
		`{"action":"hang","probability":2}`:        "probability must be from 0 to 1, got 2",
		`{"action":"redirect"}`:                    "location is required if action is redirect",
		`{"action":"status_before","status":100}`:  "status must be from 200 to 999, got 100",
		`[{"action":"hang"},{"action":"explode"}]`: "faults[1]: action must be",
		`{"action":"hang"} x`:                      "unexpected data after the JSON value",
	} {
		if _, err := simulator.ParseFaults([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", text, err, want)
		}
	}
}
