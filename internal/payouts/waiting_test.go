package payouts

import (
	"context"
	"errors"
	"io"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

type tripFunc func(*http.Request) (*http.Response, error)

func (f tripFunc) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// In these tests a call must wait before the next thing happens. The bubble of synctest shows when it does.

// When the caller that asks for the token is cancelled, one that waited asks next.
func TestToken_Cancelled_NextCallerAsks(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		client, err := New(Config{
			ClientID: "id", ClientSecret: "secret", BaseURL: "https://sandbox.cashfree.com/payout",
			Transport: tripFunc(func(r *http.Request) (*http.Response, error) {
				if asked++; asked == 1 {
					return neverAnswer(r)
				}
				body := `{"status":"SUCCESS","subCode":"200","data":{"token":"t0ken","expiry":"1900000000"}}`
				return alwaysAnswers{status: http.StatusOK, body: body}.RoundTrip(r)
			}),
		})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		first, second := make(chan error, 1), make(chan Token, 1)
		go func() { _, err := client.Token(ctx); first <- err }()
		synctest.Wait()
		go func() { token, _ := client.Token(t.Context()); second <- token }()
		synctest.Wait()
		cancel()
		if err := <-first; !errors.Is(err, context.Canceled) {
			t.Errorf("the one that was cancelled: %v", err)
		}
		if token := <-second; token.Value != "t0ken" {
			t.Errorf("the one that waited: %q", token.Value)
		}
		if asked != 2 {
			t.Errorf("asked %d times, want 2", asked)
		}
	})
}

// A gate that closes while somebody waits for a slot holds them, too.
func TestThrottle_Enter_GateClosesMeanwhile(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		throttle := newThrottle(1, 0, time.Now, Wait)
		start := time.Now()
		if err := throttle.enter(t.Context(), gate{}); err != nil {
			t.Fatal(err)
		}
		entered := make(chan time.Duration, 1)
		go func() {
			if err := throttle.enter(t.Context(), gate{}); err != nil {
				t.Error(err)
			}
			entered <- time.Since(start)
			throttle.leave()
		}()
		synctest.Wait()
		throttle.close(gate{}, 30*time.Second)
		throttle.leave()
		if waited := <-entered; waited != 30*time.Second {
			t.Errorf("it was sent after %v, want 30s", waited)
		}
	})
}

// A cancelled create waits for its answer for half a second at most, and its look-up takes as long.
func TestCreateBeneficiary_Cancelled_LookupLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		client, err := New(Config{
			ClientID: "id", ClientSecret: "secret", BaseURL: "https://sandbox.cashfree.com/payout", MaxRetries: 4,
			Transport: tripFunc(func(r *http.Request) (*http.Response, error) {
				if r.Method == http.MethodPost {
					_, _ = io.ReadAll(r.Body)
					cancel()
				}
				<-r.Context().Done()
				return nil, r.Context().Err()
			}),
		})
		if err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		_, err = client.CreateBeneficiary(ctx, Beneficiary{ID: "a", Name: "A"})
		if !errors.Is(err, ErrOutcomeUnknown) || !errors.Is(err, context.Canceled) {
			t.Errorf("error = %v", err)
		}
		if took := time.Since(start); took != time.Second {
			t.Errorf("it took %v, want 1s", took)
		}
	})
}

// The answer to a creation or a removal counts if it comes soon after the end of the context. A read ends at once.
func TestClient_Cancelled_LateAnswer(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		call  func(context.Context, *Client) error
		after time.Duration
		err   error
	}{
		"a creation": {after: maxAnswerTime - time.Millisecond, call: func(ctx context.Context, c *Client) error {
			_, err := c.CreateBeneficiary(ctx, Beneficiary{ID: "vendor_0042", Name: "Asha Rao"})
			return err
		}},
		"a removal": {after: maxAnswerTime - time.Millisecond, call: func(ctx context.Context, c *Client) error {
			return c.RemoveBeneficiary(ctx, "vendor_0042")
		}},
		"a removal, too late": {after: maxAnswerTime + time.Millisecond, err: context.Canceled, call: func(ctx context.Context, c *Client) error {
			return c.RemoveBeneficiary(ctx, "vendor_0042")
		}},
		"a read": {after: time.Millisecond, err: context.Canceled, call: func(ctx context.Context, c *Client) error {
			_, err := c.Beneficiary(ctx, "vendor_0042")
			return err
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				requests := 0
				client, err := New(Config{
					ClientID: "id", ClientSecret: "secret", BaseURL: "https://sandbox.cashfree.com/payout", MaxRetries: 4,
					Transport: tripFunc(func(r *http.Request) (*http.Response, error) {
						requests++
						if r.Body != nil {
							_, _ = io.ReadAll(r.Body)
						}
						cancel()
						if err := Wait(r.Context(), test.after); err != nil {
							return nil, err
						}
						return alwaysAnswers{status: http.StatusOK, body: `{"beneficiary_id":"vendor_0042","beneficiary_name":"Asha Rao","beneficiary_status":"VERIFIED"}`}.RoundTrip(r)
					}),
				})
				if err != nil {
					t.Fatal(err)
				}
				if err := test.call(ctx, client); !errors.Is(err, test.err) || requests != 1 {
					t.Errorf("error = %v after %d requests, want %v after one", err, requests, test.err)
				}
			})
		})
	}
}
