package payouts_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// A cancelled context ends every wait between attempts.
func TestClient_Cancelled_EveryWait(t *testing.T) {
	t.Parallel()
	realWait := func(c *payouts.Config) { c.Wait, c.Now = nil, nil }
	for name, story := range map[string]struct {
		step   http.HandlerFunc
		change func(*payouts.Config)
		calls  int // before the one that is cancelled
	}{
		"a pause that the server named": {respond(429, "{}", "Retry-After", "100"), realWait, 0},
		"the back-off": {respond(500, "{}"), func(c *payouts.Config) {
			realWait(c)
			c.Random = constant(0xff)
			c.MaxRetries = 50
		}, 0},
		"the pause that another call was told": {respond(429, "{}", "Retry-After", "100"), func(c *payouts.Config) {
			realWait(c)
			c.MaxRetries = 0
		}, 1},
		"the cap of requests per minute": {respond(404, notFoundBody), func(c *payouts.Config) {
			realWait(c)
			c.RequestsPerMinute = 1
		}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := newScript(t, story.step).client(t, story.change)
			for range story.calls {
				_, _ = client.Beneficiary(t.Context(), "vendor_0042")
			}
			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			defer cancel()
			start := time.Now()
			_, err := client.Beneficiary(ctx, "vendor_0042")
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("error = %v, want the end of the context", err)
			}
			if took := time.Since(start); took > 5*time.Second {
				t.Errorf("it took %v", took)
			}
		})
	}
}

// A cancelled context ends the wait for a slot, and the request under way.
func TestClient_Cancelled_SlotAndRequest(t *testing.T) {
	t.Parallel()
	entered := make(chan struct{}, 1)
	account := newAccount(t, simulator.Options{}, func(c *payouts.Config) { c.MaxConcurrentRequests = 1 },
		throughTransport(func(base http.RoundTripper) http.RoundTripper {
			return roundTripper{base, func(r *http.Request) (*http.Response, error) {
				entered <- struct{}{}
				return base.RoundTrip(r)
			}}
		}))
	account.sim.Inject(simulator.Fault{Method: "GET", Action: simulator.FaultHang})
	ctx, cancel := context.WithCancel(t.Context())
	results := make(chan error, 2)
	for range 2 {
		go func() {
			_, err := account.Beneficiary(ctx, "vendor_0042")
			results <- err
		}()
	}
	<-entered // one holds the only slot and hangs, the other waits
	cancel()
	for range 2 {
		err := <-results
		if !errors.Is(err, context.Canceled) {
			t.Errorf("error = %v, want the cancellation", err)
		}
		if asError(t, err).Kind != nil {
			t.Errorf("kind = %v: nothing is known about the service", asError(t, err).Kind)
		}
	}
	_, err := account.Beneficiary(ctx, "vendor_0042")
	if !errors.Is(err, context.Canceled) || account.sim.Count("GET", "") > 1 {
		t.Errorf("error = %v after %d requests, want nothing sent after a cancel", err, account.sim.Count("GET", ""))
	}
}

// A failure is still reported when its retries are cancelled.
func TestClient_Cancelled_KeepsFailure(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	client := newScript(t, respond(429, apiError("too_many_requests_per_operation", "slow down"))).client(t, func(c *payouts.Config) {
		c.Wait = func(ctx context.Context, _ time.Duration) error {
			cancel()
			return ctx.Err()
		}
	})
	_, err := client.Beneficiary(ctx, "vendor_0042")
	failed := wantKind(t, err, payouts.ErrThrottled)
	if !errors.Is(err, context.Canceled) || failed.Message != "slow down" {
		t.Errorf("error = %v", err)
	}
}

// A failure is still reported when the next attempt ends before it was sent.
func TestClient_Cancelled_KeepsEarlierFailure(t *testing.T) {
	t.Parallel()
	// The second attempt never gets past the pause: the wait between the attempts is short here, that of the gate is
	// not.
	ctx, cancel := context.WithCancel(t.Context())
	waits := 0
	client := newScript(t, respond(503, apiError("internal_server_error", "down"), "Retry-After", "9")).client(t, func(c *payouts.Config) {
		c.Wait = func(ctx context.Context, _ time.Duration) error {
			if waits++; waits == 2 {
				cancel()
			}
			return ctx.Err()
		}
	})
	_, err := client.Beneficiary(ctx, "vendor_0042")
	failed := wantKind(t, err, payouts.ErrUnavailable)
	if !errors.Is(err, context.Canceled) || failed.HTTPStatus != 503 || failed.Attempts != 1 {
		t.Errorf("error = %+v, want the 503", failed)
	}
}

// The end of the caller's deadline during a request is reported as that.
func TestClient_Deadline_OfCaller(t *testing.T) {
	t.Parallel()
	account := newAccount(t, simulator.Options{})
	account.sim.Inject(simulator.Fault{Method: "GET", Action: simulator.FaultHang})
	ctx := passing{t.Context(), make(chan struct{})}
	go func() {
		for look := time.NewTicker(time.Millisecond); account.sim.Count("GET", "") == 0; {
			<-look.C
		}
		close(ctx.over)
	}()
	_, err := account.Beneficiary(ctx, "vendor_0042")
	failed := wantKind(t, err, payouts.ErrUnavailable)
	if !errors.Is(err, context.DeadlineExceeded) || failed.Attempts != 1 || account.sim.Count("GET", "") != 1 {
		t.Errorf("error = %+v", failed)
	}
}

// passing is a context whose deadline passes when a test closes a channel, however slow the machine is.
type passing struct {
	context.Context
	over chan struct{}
}

func (p passing) Done() <-chan struct{} { return p.over }

func (p passing) Err() error {
	select {
	case <-p.over:
		return context.DeadlineExceeded
	default:
		return nil
	}
}

// A failure is still reported when the next attempt is not sent, because of what another call was told meanwhile.
func TestClient_Unsent_KeepsEarlierFailure(t *testing.T) {
	t.Parallel()
	for name, story := range map[string]struct {
		other http.HandlerFunc
		kind  error
		says  string
	}{
		"a long pause":        {respond(429, "{}", "Retry-After", "300"), payouts.ErrThrottled, "Cashfree asked to wait for 5m0s"},
		"credentials refused": {respond(401, apiError("authentication_failed", "Invalid clientId or clientSecret")), payouts.ErrUnauthenticated, "an earlier call"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var client *payouts.Client
			waits := 0
			client = newScript(t, respond(503, apiError("internal_server_error", "down")), story.other).client(t, func(c *payouts.Config) {
				c.Wait = func(ctx context.Context, _ time.Duration) error {
					if waits++; waits == 1 {
						_, _ = client.Beneficiary(ctx, "vendor_0043")
					}
					return nil
				}
			})
			_, err := client.Beneficiary(t.Context(), "vendor_0042")
			failed := wantKind(t, err, story.kind)
			if failed.HTTPStatus != 503 || failed.Message != "down" || failed.Attempts != 1 || !strings.Contains(failed.Error(), story.says) {
				t.Errorf("error = %v, want the 503 and why it was not repeated", failed)
			}
		})
	}
}
