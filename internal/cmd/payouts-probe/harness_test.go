package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"path/filepath"
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

// value returns the value of a finding, as it is in JSON.
func (e ended) value(name string) any { return e.report.Findings.of(name).Value }

// sameValue compares a value of JSON with one of Go.
func sameValue(got, want any) bool {
	a, _ := json.Marshal(got)
	b, _ := json.Marshal(want)
	return bytes.Equal(a, b)
}
