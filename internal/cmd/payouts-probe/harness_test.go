package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

const (
	clientID     = "CF_PROBE_CANARY_7781"
	clientSecret = "cfsk_probe_canary_40993c"
)

// world is an account of the simulator, and the environment of a probe that asks it.
type world struct {
	*testing.T
	sim       *simulator.Simulator
	env       map[string]string
	transport http.RoundTripper
	wait      func(context.Context, time.Duration) error
}

func newWorld(t *testing.T, options simulator.Options) *world {
	t.Helper()
	options.ClientID, options.ClientSecret = clientID, clientSecret
	sim := simulator.New(options)
	server, err := sim.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	w := &world{T: t, sim: sim, transport: newTransport(), env: map[string]string{
		variablePrefix + "CLIENT_ID": clientID, variablePrefix + "CLIENT_SECRET": clientSecret, variablePrefix + "BASE_URL": server.BaseURL(),
	}}
	if options.SecondFactor == simulator.SecondFactorSignature {
		w.env[variablePrefix+"PUBLIC_KEY"] = sim.PublicKeyPEM()
	}
	w.wait = func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
	return w
}

// ended is what a run printed.
type ended struct {
	status         int
	stdout, stderr string
	report         report
	behaviour      string // the file
}

// probe runs the program with -json and flags.
func (w *world) probe(ctx context.Context, flags ...string) ended {
	w.Helper()
	file := filepath.Join(w.TempDir(), "behaviour.json")
	var stdout, stderr bytes.Buffer
	around := surroundings{func(name string) string { return w.env[name] }, w.transport, time.Now, w.wait}
	status := run(ctx, append([]string{"-json", "-behaviour", file}, flags...), &stdout, &stderr, around)
	got := ended{status: status, stdout: stdout.String(), stderr: stderr.String(), behaviour: file}
	if strings.HasPrefix(got.stdout, "{") {
		if err := json.Unmarshal(stdout.Bytes(), &got.report); err != nil {
			w.Fatal(err)
		}
	}
	return got
}

// wantEnd checks that a run came to its end, left nothing, and was short.
func (w *world) wantEnd(got ended) {
	w.Helper()
	if got.status != 0 || got.report.Stopped != "" || len(got.report.Left) > 0 {
		w.Errorf("the probe ended with %d: %s%s, left %v", got.status, got.stderr, got.report.Stopped, got.report.Left)
	}
	if left := w.sim.All(); len(left) > 0 {
		w.Errorf("%d payees exist", len(left))
	}
	if calls := len(w.sim.Requests()); calls > maxCalls {
		w.Errorf("%d calls were made", calls)
	}
}

// story plays what the provider does with payees, and returns the answers, without times and tokens.
func (w *world) story() []string {
	w.Helper()
	asked, err := readAccount(func(name string) string { return w.env[name] })
	if err != nil {
		w.Fatal(err)
	}
	c := &caller{account: asked, transport: newTransport(), now: time.Now, wait: w.wait}
	asha := payee{
		ID: "vendor_0042", Name: "Asha Rao", Instrument: &instrument{Number: "00011020001772", IFSC: "hdfc0000001", VPA: "asha@paytm"},
		Contact: &contact{Phone: "+919876543210"},
	}
	same, sameVPA, nothing := asha, asha, asha
	same.ID, sameVPA.ID, nothing.ID = "same", "same_vpa", "nothing"
	sameVPA.Instrument, nothing.Instrument, nothing.Contact = &instrument{VPA: "asha@paytm"}, nil, &contact{CountryCode: "in"}
	var answers []string
	tell := func(op operation, v variant) answer {
		got, err := c.call(w.Context(), op, v)
		if err != nil {
			w.Fatal(err)
		}
		text, _ := json.Marshal(got.members)
		_, hasID := got.header["X-Request-Id"]
		answers = append(answers, fmt.Sprint(got.status, hasID, times.ReplaceAllString(string(text), "0")))
		return got
	}
	created, id := tell(createPayee, variant{body: asha}), variant{query: byID(asha.ID)}
	for range 4 {
		read := tell(readPayee, id)
		answers = append(answers, fmt.Sprint(created.text("added_on") == read.text("added_on")))
	}
	for _, other := range []payee{same, sameVPA, nothing} {
		tell(createPayee, variant{body: other})
	}
	tell(removePayee, id)
	tell(readPayee, id)
	tell(createPayee, variant{body: asha})
	tell(readPayee, variant{query: id.query, unsigned: true})
	tell(readPayee, variant{query: id.query, apiVersion: new(string)})
	tell(unknownPath, variant{})
	tell(authorize, variant{secret: wrongSecret})
	token := tell(authorize, variant{}).text("data", "token")
	answers[len(answers)-1] = ""
	tell(readBalance, variant{bearer: token})
	return answers
}

// times matches what differs between two runs.
var times = regexp.MustCompile(`\d{2}:\d{2}:\d{2}`)

// value returns the value of a finding, as it is in JSON.
func (e ended) value(name string) any { return e.report.Findings.of(name).Value }

// sameValue compares a value of JSON with one of Go.
func sameValue(got, want any) bool {
	a, _ := json.Marshal(got)
	b, _ := json.Marshal(want)
	return bytes.Equal(a, b)
}
