package simulator_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// calls are a call of the API and calls of the controls, with the status of each where it is let in.
var calls = []struct {
	method, path string
	status       int
}{
	{"GET", "/payout/beneficiary?beneficiary_id=vendor_0042", 200},
	{"DELETE", "/payout/beneficiary?beneficiary_id=nobody", 404},
	{"POST", "/payout/v1/authorize", 200},
	{"GET", "/_sim/beneficiaries", 200},
	{"GET", "/_sim/public-key", 200},
	{"POST", "/_sim/faults", 201},
	{"POST", "/_sim/reset", 204},
}

// answerTo is the answer to a call with a Host header and others.
func answerTo(t *testing.T, sim *simulator.Simulator, method, path, host string, headers http.Header) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, "http://placeholder"+path, strings.NewReader(`{"action":"hang","path":"/x"}`))
	r.Host = host
	r.Header = headers.Clone()
	if r.Header == nil {
		r.Header = http.Header{}
	}
	r.Header.Set("X-Client-Id", simulator.DefaultClientID)
	r.Header.Set("X-Client-Secret", simulator.DefaultClientSecret)
	r.Header.Set("X-Api-Version", "2024-01-01")
	answer := httptest.NewRecorder()
	sim.ServeHTTP(answer, r)
	return answer
}

// wantLetIn checks each call of a host, on a simulator that allows two more hosts.
func wantLetIn(t *testing.T, letIn bool, host string, headers http.Header) {
	t.Helper()
	sim := simulator.New(simulator.Options{AllowedHosts: []string{"Payouts_Sim", "192.0.2.7", "[2001:DB8:0::7]", "sim.example:80", ""}})
	for _, c := range calls {
		sim.Put(simulator.Beneficiary{ID: "vendor_0042", Name: "Asha Rao", VPA: "asha@examplebank"})
		before := sim.Counters()
		got := answerTo(t, sim, c.method, c.path, host, headers)
		if letIn {
			if got.Code != c.status {
				t.Errorf("%s %s: got %d, want %d\n%s", c.method, c.path, got.Code, c.status, got.Body)
			}
			continue
		}
		var body struct{ Type, Code, Message string }
		if err := json.Unmarshal(got.Body.Bytes(), &body); err != nil {
			t.Fatalf("%s %s: %v\n%s", c.method, c.path, err, got.Body)
		}
		if got.Code != 403 || got.Header().Get("Content-Type") != "application/json" || body.Type != "simulator_error" ||
			!strings.HasSuffix(body.Code, "_not_allowed") || !strings.Contains(body.Message, "-allowed-hosts") {
			t.Errorf("%s %s: got %d %s", c.method, c.path, got.Code, got.Body)
		}
		if after := sim.Counters(); after.Total != before.Total || len(sim.Faults()) > 0 || len(sim.All()) != 1 {
			t.Errorf("%s %s: the refused call did something", c.method, c.path)
		}
	}
}

// The API and the controls answer only to names of this machine, and to allowed ones.
func TestHosts_Host(t *testing.T) {
	t.Parallel()
	for host, letIn := range map[string]bool{
		"localhost": true, "localhost:8650": true, "LocalHost:1": true, "127.0.0.1": true, "127.0.0.1:8650": true, "127.255.0.9:80": true,
		"[::1]": true, "[::1]:8650": true, "[0:0:0:0:0:0:0:1]:1": true, "[::ffff:127.0.0.1]:1": true,

		"payouts_sim": true, "PAYOUTS_SIM:8080": true, "192.0.2.7:8080": true, "[2001:db8::7]:8080": true, "[2001:db8::7]": true,

		"": false, ":8650": false, "evil.example": false, "evil.example:8650": false, "localhost.evil.example": false, "evil-localhost": false,
		"127.0.0.1.evil.example": false, "127.0.0.1.evil.example:8650": false, "localhost@evil.example": false, "0.0.0.0": false, "0.0.0.0:8650": false,
		"128.0.0.1": false, "10.0.0.1": false, "[::]": false, "[::2]:1": false, "[2001:db8::8]": false, "[localhost]": false, "192.0.2.8": false,
		"payouts_sim.evil.example": false, "sim.example": false, "sim.example:80": false, "placeholder": false,
	} {
		t.Run(host, func(t *testing.T) {
			t.Parallel()
			wantLetIn(t, letIn, host, nil)
		})
	}
}

// A web page of another host is refused, also where it calls the simulator by a name of this machine.
func TestHosts_Origin(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		letIn   bool
		headers http.Header
	}{
		"no browser":               {true, nil},
		"localhost":                {true, http.Header{"Origin": {"http://localhost:3000"}}},
		"a loopback address":       {true, http.Header{"Origin": {"https://127.0.0.1"}}},
		"loopback of IPv6":         {true, http.Header{"Origin": {"http://[::1]:8650"}}},
		"an allowed host":          {true, http.Header{"Origin": {"https://payouts_sim"}}},
		"an allowed address":       {true, http.Header{"Origin": {"http://192.0.2.7:1"}}},
		"from the same page":       {true, http.Header{"Origin": {"http://localhost:8650"}, "Sec-Fetch-Site": {"same-origin"}}},
		"an address that is typed": {true, http.Header{"Sec-Fetch-Site": {"none"}}},

		"another site":            {false, http.Header{"Origin": {"https://evil.example"}}},
		"another site by form":    {false, http.Header{"Origin": {"https://evil.example"}, "Content-Type": {"text/plain"}}},
		"a hidden origin":         {false, http.Header{"Origin": {"null"}}},
		"an empty origin":         {false, http.Header{"Origin": {""}}},
		"a name that begins well": {false, http.Header{"Origin": {"http://localhost.evil.example"}}},
		"a user named localhost":  {false, http.Header{"Origin": {"http://localhost@evil.example"}}},
		"no scheme":               {false, http.Header{"Origin": {"localhost"}}},
		"another scheme":          {false, http.Header{"Origin": {"app://localhost"}}},
		"no URL":                  {false, http.Header{"Origin": {"http://[::1"}}},
		"two origins":             {false, http.Header{"Origin": {"http://localhost", "https://evil.example"}}},
		"an image":                {false, http.Header{"Sec-Fetch-Site": {"cross-site"}}},
		"cross-site from here":    {false, http.Header{"Origin": {"http://localhost:3000"}, "Sec-Fetch-Site": {"cross-site"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantLetIn(t, tc.letIn, "127.0.0.1:8650", tc.headers)
			wantLetIn(t, false, "evil.example", tc.headers)
		})
	}
}

// A simulator works as it is behind a server of net/http/httptest.
func TestHosts_TestServer(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(simulator.New(simulator.Options{}))
	t.Cleanup(server.Close)
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		req, err := http.NewRequestWithContext(t.Context(), method, server.URL+"/_sim/health", nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := server.Client().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		wantEqual(t, "status", resp.StatusCode, 200)
	}
}

// A refusal is in the log of the program, with the host that was refused.
func TestHosts_Logged(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	sim := simulator.New(simulator.Options{Logger: textLogger(&log)})
	answerTo(t, sim, "GET", "/_sim/health", "evil.example", nil)
	if line := log.String(); !strings.Contains(line, "refused") || !strings.Contains(line, "host=evil.example") || strings.Count(line, "\n") != 1 {
		t.Errorf("got %q", line)
	}
}

// A host to allow is a name or an address without a port.
func TestCheckHost(t *testing.T) {
	t.Parallel()
	for host, valid := range map[string]bool{
		"payouts-simulator": true, "payouts_sim": true, "Sim.Example": true, "192.0.2.7": true, "2001:db8::7": true, "[2001:db8::7]": true,
		"": false, "*": false, "sim:8080": false, "http://sim": false, "sim/": false, "a b": false, "192.0.2.7:80": false, "[2001:db8::7]:80": false,
	} {
		if err := simulator.CheckHost(host); (err == nil) != valid {
			t.Errorf("%q: %v", host, err)
		}
	}
}
