package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// transportFunc is a transport for tests.
type transportFunc func(*http.Request) (*http.Response, error)

func (f transportFunc) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// In production the probe refuses to run, unless it only reads.
func TestRun_Production(t *testing.T) {
	t.Parallel()
	for name, env := range map[string]map[string]string{
		"by the environment":       {"ENVIRONMENT": "production"},
		"by the address":           {"BASE_URL": payouts.ProductionURL},
		"by the address, in caps":  {"BASE_URL": strings.Replace(payouts.ProductionURL, "api", "API", 1)},
		"by the address, a dot":    {"BASE_URL": strings.Replace(payouts.ProductionURL, ".com", ".com.", 1)},
		"by the v1 address":        {"V1_BASE_URL": payouts.V1ProductionURL},
		"although it says sandbox": {"ENVIRONMENT": "sandbox", "BASE_URL": payouts.ProductionURL},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, simulator.Options{})
			delete(w.env, variablePrefix+"BASE_URL")
			for variable, value := range env {
				w.env[variablePrefix+variable] = value
			}
			var sent []string
			w.transport = transportFunc(func(r *http.Request) (*http.Response, error) {
				sent = append(sent, r.Method+" "+r.URL.Path)
				body := `{"type":"invalid_request_error","code":"beneficiary_not_found","message":"Beneficiary does not exist"}`
				return &http.Response{StatusCode: http.StatusNotFound, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
			})
			if got := w.probe(t.Context()); got.status != 2 || !strings.Contains(got.stderr, "-read-only") || len(sent) > 0 {
				t.Errorf("it ended with %d, sent %v and printed %s", got.status, sent, got.stderr)
			}
			w.probe(t.Context(), "-read-only")
			for _, call := range sent {
				if !slices.Contains([]string{"GET /payout/beneficiary", "POST /payout/v1/authorize", "GET /payout/v1/getBalance"}, call) {
					t.Errorf("%s was sent", call)
				}
			}
			if len(sent) == 0 {
				t.Error("nothing was sent")
			}
		})
	}
}

// A dry run prints the calls and makes none.
func TestRun_Dry(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulator.Options{})
	got := w.probe(t.Context(), "-dry-run")
	if got.status != 0 || !strings.Contains(got.stdout, "DELETE /beneficiary") || len(w.sim.Requests()) > 0 {
		t.Errorf("it ended with %d after %d calls:\n%s", got.status, len(w.sim.Requests()), got.stdout)
	}
	if got := w.probe(t.Context(), "-dry-run", "-read-only"); strings.Contains(got.stdout, "DELETE") {
		t.Errorf("a run that only reads has:\n%s", got.stdout)
	}
}

// Mistakes in the use of the program are reported, without a value.
func TestRun_Mistakes(t *testing.T) {
	t.Parallel()
	for name, env := range map[string]map[string]string{
		"no secret":         {"CLIENT_SECRET": ""},
		"no address":        {"BASE_URL": "ftp://" + clientSecret},
		"other environment": {"ENVIRONMENT": clientSecret},
		"no key":            {"PUBLIC_KEY": clientSecret},
		"no key file":       {"PUBLIC_KEY_PATH": "/does/not/exist/" + clientSecret},
		"plain HTTP":        {"BASE_URL": "http://sandbox.cashfree.com/payout"},
		"unknown address":   {"BASE_URL": "https://payouts.example.com/payout"},
	} {
		w := newWorld(t, simulator.Options{})
		for variable, value := range env {
			w.env[variablePrefix+variable] = value
		}
		got := w.probe(t.Context())
		if got.status != 2 || strings.Contains(got.stdout+got.stderr, clientSecret) || len(w.sim.Requests()) > 0 {
			t.Errorf("%s: it ended with %d and printed %s", name, got.status, got.stderr)
		}
	}
}

// existing are the documented test accounts, with payees of the user.
func existing() simulator.Seed {
	var seed simulator.Seed
	for i, number := range []string{"026291800001191", "00011020001772", "1233943142"} {
		seed.Beneficiaries = append(seed.Beneficiaries, simulator.Beneficiary{
			ID: fmt.Sprintf("vendor_%d", i), Name: "Asha Rao", BankAccountNumber: number, BankIFSC: testIFSC, Status: simulator.StatusVerified,
		})
	}
	return seed
}

// wantHarmless checks that payees of the user are as they were, that no payee of the probe is left that it does not
// list, and that no account was created, removed or taken over that is not the probe's own.
func (w *world) wantHarmless(got ended, before []simulator.Beneficiary) {
	w.Helper()
	listed := map[string]bool{}
	for _, id := range got.report.Left {
		listed[id] = true
	}
	var users []simulator.Beneficiary
	for _, one := range w.sim.All() {
		switch {
		case !strings.HasPrefix(one.ID, payeePrefix):
			users = append(users, one)
		case !listed[one.ID]:
			w.Errorf("%s is left and not listed: %v", one.ID, got.report.Left)
		}
	}
	if !slices.Equal(users, before) {
		w.Errorf("the user's payees were %v and are %v", before, users)
	}
	for _, event := range w.sim.Journal() {
		if event.By != "control" && !strings.HasPrefix(event.ID, payeePrefix) {
			w.Errorf("the probe caused %+v", event)
		}
	}
	if calls := len(w.sim.Requests()); calls > maxCalls {
		w.Errorf("%d calls were made", calls)
	}
}

// With a fifth of all calls failing in every way, nothing is left that is not listed, nothing of the user's is touched,
// and no failure is taken for an answer.
func TestProbe_Faults(t *testing.T) {
	t.Parallel()
	for seed := range int64(60) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, simulator.Options{SecondFactor: simulator.SecondFactorSignature})
			if err := w.sim.Load(existing()); err != nil {
				t.Fatal(err)
			}
			before := w.sim.All()
			w.sim.Reseed(seed)
			for _, fault := range []simulator.Fault{
				{Probability: 0.05, Action: simulator.FaultStatusBefore, Status: 500, ContentType: "application/json"},
				{Probability: 0.05, Action: simulator.FaultStatusAfter, Status: 502, ContentType: "text/html"},
				{Probability: 0.05, Action: simulator.FaultResetAfter},
				{Probability: 0.03, Action: simulator.FaultResetBefore},
				{Probability: 0.03, Action: simulator.FaultCutBody},
				{Probability: 0.01, Action: simulator.FaultEdgeHTML},
			} {
				w.sim.Inject(fault)
			}
			got := w.probe(t.Context())
			w.wantHarmless(got, before)
			for _, one := range got.report.Findings {
				if one.Value != nil && !*one.Default {
					t.Errorf("a fault was taken for %s=%v: %v", one.Switch, one.Value, one.Seen)
				}
			}
		})
	}
}

// An interrupt at every call, before it is sent or while its answer is awaited, leaves nothing behind that is not
// listed.
func TestProbe_StoppedAtEveryCall(t *testing.T) {
	t.Parallel()
	for call := 1; call <= maxCalls; call++ {
		for _, isSent := range []bool{false, true} {
			t.Run(fmt.Sprintf("call %d, sent %v", call, isSent), func(t *testing.T) {
				t.Parallel()
				w := newWorld(t, simulator.Options{SecondFactor: simulator.SecondFactorSignature})
				if err := w.sim.Load(existing()); err != nil {
					t.Fatal(err)
				}
				before := w.sim.All()
				ctx, stop := context.WithCancel(t.Context())
				original, calls := w.transport, 0
				w.transport = transportFunc(func(r *http.Request) (*http.Response, error) {
					if calls++; calls != call {
						return original.RoundTrip(r)
					}
					if !isSent {
						stop()
						return nil, context.Canceled
					}
					response, err := original.RoundTrip(r.WithContext(context.WithoutCancel(r.Context())))
					stop()
					if err == nil {
						response.Body.Close()
					}
					return nil, context.Canceled
				})
				w.wantHarmless(w.probe(ctx), before)
				if left := len(w.sim.All()) - len(before); left != 0 {
					t.Errorf("%d payees were not removed", left)
				}
			})
		}
	}
}

// The first answer to a creation that is not understood ends the probe. Whatever it created is removed.
func TestProbe_StopsAtOddCreation(t *testing.T) {
	t.Parallel()
	for name, odd := range map[string]string{
		"nothing":     `{}`,
		"another id":  `{"beneficiary_id":"vendor_0042","beneficiary_status":"VERIFIED"}`,
		"no JSON":     "created",
		"a page":      "<html></html>",
		"two answers": `{"beneficiary_id":["a","b"]}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, simulator.Options{})
			original, creations := w.transport, 0
			w.transport = transportFunc(func(r *http.Request) (*http.Response, error) {
				response, err := original.RoundTrip(r)
				if err == nil && r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/beneficiary") {
					creations++
					response.Body.Close()
					response.Body = io.NopCloser(strings.NewReader(odd))
				}
				return response, err
			})
			got := w.probe(t.Context())
			if got.status != 1 || !strings.Contains(got.report.Stopped, "not understood") || creations != 1 {
				t.Errorf("it ended with %d after %d creations: %s", got.status, creations, got.report.Stopped)
			}
			w.wantHarmless(got, nil)
			if len(w.sim.All()) > 0 {
				t.Error("the payee was not removed")
			}
		})
	}
}

// The documented test accounts are not used, also where the account has them all.
func TestProbe_TestAccountsExist(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulator.Options{})
	if err := w.sim.Load(existing()); err != nil {
		t.Fatal(err)
	}
	before := w.sim.All()
	got := w.probe(t.Context())
	w.wantHarmless(got, before)
	if got.status != 0 || len(w.sim.All()) != len(before) {
		t.Errorf("it ended with %d: %s", got.status, got.report.Stopped)
	}
}

// A wrong secret is sent once, whatever comes back.
func TestProbe_WrongOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulator.Options{SecondFactor: simulator.SecondFactorSignature})
	original, secrets, calls := w.transport, 0, 0
	w.transport = transportFunc(func(r *http.Request) (*http.Response, error) {
		calls++
		if r.Header.Get("X-Client-Secret") == wrongSecret {
			secrets++
			return nil, io.ErrUnexpectedEOF
		}
		return original.RoundTrip(r)
	})
	w.probe(t.Context())
	if secrets != 1 || calls < 30 {
		t.Errorf("the wrong secret was sent %d times in %d calls", secrets, calls)
	}
}

// A second of time lies between two calls, and there are not more than are promised.
func TestProbe_Pace(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulator.Options{SecondFactor: simulator.SecondFactorSignature})
	var waited time.Duration
	w.wait = func(_ context.Context, d time.Duration) error {
		waited += d
		return nil
	}
	w.wantEnd(w.probe(t.Context()))
	calls := len(w.sim.Requests())
	if least := time.Duration(calls-1) * pace * 9 / 10; waited < least {
		t.Errorf("it waited %s for %d calls", waited, calls)
	}
	t.Logf("%d calls", calls)
	kinds := map[string]int{}
	for _, call := range w.sim.Requests() {
		kinds[call.Method+" "+call.Path]++
	}
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		if strings.Contains(kind, "transfer") {
			t.Errorf("%s was sent", kind)
		}
	}
}
