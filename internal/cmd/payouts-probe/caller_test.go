package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// An answer that switches to another protocol is odd and has no body. What follows is the connection itself, which no
// context closes: whoever reads it waits until the server ends it.
func TestCaller_OtherProtocol(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ method, stopped string }{
		"the first read": {http.MethodGet, "the first answer is not one of the API: GET /beneficiary: 101"},
		"a creation":     {http.MethodPost, "the answer to a creation is not understood: 101"},
		"a removal":      {http.MethodDelete, "a payee cannot be removed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var hangs atomic.Bool
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
				w.Header().Set("Connection", "Upgrade")
				w.Header().Set("Upgrade", "raw")
				w.WriteHeader(http.StatusSwitchingProtocols)
				_ = http.NewResponseController(w).Flush()
				select {
				case <-r.Context().Done(): // the other side has closed the connection
				case <-time.After(time.Minute):
					hangs.Store(true)
				}
			}))
			t.Cleanup(server.Close)

			w := newWorld(t, simulator.Options{})
			original := w.transport
			w.transport = transportFunc(func(r *http.Request) (*http.Response, error) {
				if r.Method != test.method || !strings.HasSuffix(r.URL.Path, "/beneficiary") || hangs.Load() {
					return original.RoundTrip(r)
				}
				r = r.Clone(r.Context())
				r.URL.Host = strings.TrimPrefix(server.URL, "http://")
				return original.RoundTrip(r)
			})
			got := w.probe(t.Context())
			if hangs.Load() {
				t.Fatal("the probe reads the connection as a body")
			}
			if got.status != 1 || !strings.Contains(got.report.Stopped, test.stopped) {
				t.Errorf("it ended with %d: %s", got.status, got.report.Stopped)
			}
			w.wantHarmless(got, nil)
		})
	}
}

// An interrupt while the probe waits for its next call invents no payee: one whose creation was not sent is neither
// removed nor listed.
func TestProbe_StoppedInEveryWait(t *testing.T) {
	t.Parallel()
	for wait := 1; wait < maxCalls; wait++ {
		// A wait that ends at the moment of the interrupt has no error.
		for _, isOver := range []bool{false, true} {
			t.Run(fmt.Sprintf("wait %d, over %v", wait, isOver), func(t *testing.T) {
				t.Parallel()
				w := newWorld(t, simulator.Options{SecondFactor: simulator.SecondFactorSignature})
				ctx, stop := context.WithCancel(t.Context())
				defer stop()
				waits := 0
				w.wait = func(ctx context.Context, _ time.Duration) error {
					if waits++; waits == wait {
						stop()
						if isOver {
							return nil
						}
					}
					return ctx.Err()
				}
				got := w.probe(ctx)
				if waits >= wait && got.report.Stopped == "" {
					t.Error("the probe went on")
				}
				if left := w.sim.All(); len(left) > 0 || len(got.report.Left) > 0 {
					t.Errorf("%d payees exist, and %v are listed", len(left), got.report.Left)
				}
				for _, call := range w.sim.Requests() {
					if call.Method == http.MethodDelete && call.Acted != simulator.ActedRemoved {
						t.Errorf("a removal was sent of a payee that does not exist: %+v", call)
					}
				}
			})
		}
	}
}

// An interrupt before the first call sends nothing.
func TestProbe_StoppedBefore(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulator.Options{})
	ctx, stop := context.WithCancel(t.Context())
	stop()
	calls, original := 0, w.transport
	w.transport = transportFunc(func(r *http.Request) (*http.Response, error) {
		calls++
		return original.RoundTrip(r)
	})
	if got := w.probe(ctx); got.status != 1 || !strings.HasSuffix(got.report.Stopped, "interrupted") || calls > 0 {
		t.Errorf("it ended with %d after %d calls: %s", got.status, calls, got.report.Stopped)
	}
}

// A call that was not sent, for whatever reason, is no removal whose answer was lost, and is not made again as a read.
func TestProbe_NotSent(t *testing.T) {
	t.Parallel()
	w := newWorld(t, simulator.Options{})
	asked, err := readAccount(func(name string) string { return w.env[name] })
	if err != nil {
		t.Fatal(err)
	}
	waits, broken := 0, errors.New("no clock")
	p := &probe{findings: newFindings(), caller: &caller{
		account: asked, transport: w.transport, now: time.Now, made: 1,
		wait: func(context.Context, time.Duration) error { waits++; return broken },
	}}
	one := &ownPayee{id: newID(), isCertain: true}
	p.own = append(p.own, one)
	if _, isGone := p.remove(t.Context(), one); isGone || one.isRemoved || waits != 1 {
		t.Errorf("a removal counts as sent after %d waits: %+v", waits, one)
	}
	if _, err := p.read(t.Context(), readPayee, variant{query: byID(one.id)}); !errors.Is(err, broken) || waits != 2 {
		t.Errorf("a read ended with %v after %d waits", err, waits)
	}
	other := newPayee(newAccount())
	if _, _, err := p.create(t.Context(), createPayee, other.ID, other, ""); !errors.Is(err, broken) || len(p.own) != 1 {
		t.Errorf("a creation ended with %v, and %v may exist", err, p.ids())
	}
	if p.made != 1 || len(w.sim.Requests()) > 0 {
		t.Errorf("%d calls are counted, and %d were sent", p.made, len(w.sim.Requests()))
	}
}
