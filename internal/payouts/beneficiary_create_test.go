package payouts_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// A conflict on the first attempt is reported as it is, without a look-up, for the documented code and for the one that
// integrators see (observed in public code, 2025).
func TestCreateBeneficiary_Conflict_FirstAttempt(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"conflict_with_existing_beneficiary", "beneficiary_already_exists"} {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			account := newAccount(t, simulator.Options{Behaviour: simulator.Behaviour{ConflictCode: code}})
			if _, err := account.CreateBeneficiary(t.Context(), asha()); err != nil {
				t.Fatal(err)
			}
			_, err := account.CreateBeneficiary(t.Context(), asha())
			wantKind(t, err, payouts.ErrIDExists)

			other := asha()
			other.ID = "vendor_0043"
			_, err = account.CreateBeneficiary(t.Context(), other)
			failed := wantKind(t, err, payouts.ErrInstrumentTaken)
			if failed.Code != code || failed.Attempts != 1 {
				t.Errorf("code %q after %d attempts, want %q after 1", failed.Code, failed.Attempts, code)
			}
			if reads := account.sim.Count("GET", ""); reads != 0 {
				t.Errorf("%d look-ups, want none: the answer was clear", reads)
			}
		})
	}
}

// A create whose answer is lost or cannot be read ends in exactly one beneficiary.
func TestCreateBeneficiary_Ambiguous_OneBeneficiary(t *testing.T) {
	t.Parallel()
	fault := func(action simulator.FaultAction, status, times int) simulator.Fault {
		return simulator.Fault{Method: "POST", Path: "/payout/beneficiary", Times: times, Action: action, Status: status}
	}
	for name, story := range map[string]ambiguousCreate{
		"answer lost after it was carried out":     {[]simulator.Fault{fault(simulator.FaultResetAfter, 0, 1)}, 1},
		"connection lost before":                   {[]simulator.Fault{fault(simulator.FaultResetBefore, 0, 1)}, 2},
		"502 after it was carried out":             {[]simulator.Fault{fault(simulator.FaultStatusAfter, 502, 1)}, 1},
		"502 before":                               {[]simulator.Fault{fault(simulator.FaultStatusBefore, 502, 1)}, 2},
		"answer cut":                               {[]simulator.Fault{fault(simulator.FaultCutBody, 0, 1)}, 1},
		"success in HTML after it was carried out": {[]simulator.Fault{{Method: "POST", Times: 1, Action: simulator.FaultBody, Status: 200, Body: "<html>"}}, 1},
		"success about another id": {[]simulator.Fault{{
			Method: "POST", Times: 1, Action: simulator.FaultBody,
			Body: `{"beneficiary_id":"vendor_9999"}`,
		}}, 1},
		"throttled": {[]simulator.Fault{{Method: "POST", Times: 2, Action: simulator.FaultThrottle, RetryAfter: 3}}, 3},
		"lost four times": {[]simulator.Fault{
			fault(simulator.FaultResetBefore, 0, 2),
			fault(simulator.FaultStatusBefore, 503, 2),
		}, 5},
		"the look-up needs retries, too": {[]simulator.Fault{
			fault(simulator.FaultResetAfter, 0, 1),
			{Method: "GET", Times: 3, Action: simulator.FaultStatusBefore, Status: 500},
		}, 1},
		"a look-up that comes too early finds nothing, and the second request is refused": {[]simulator.Fault{
			fault(simulator.FaultResetAfter, 0, 1),
			{Method: "GET", Times: 1, Action: simulator.FaultStatusBefore, Status: 404, Body: notFoundBody},
		}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			story.test(t)
		})
	}
}

// ambiguousCreate is a create that meets faults and takes a number of requests.
type ambiguousCreate struct {
	faults []simulator.Fault
	posts  int
}

func (s ambiguousCreate) test(t *testing.T) {
	t.Helper()
	account := newAccount(t, simulator.Options{})
	for _, fault := range s.faults {
		account.sim.Inject(fault)
	}
	got, err := account.CreateBeneficiary(t.Context(), asha())
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Differences(asha())) > 0 || got.Status != payouts.StatusVerified {
		t.Errorf("got %+v", got)
	}
	if posts := account.sim.Count("POST", ""); posts != s.posts {
		t.Errorf("%d POSTs, want %d", posts, s.posts)
	}
	if times := account.created("vendor_0042"); times != 1 || len(account.sim.All()) != 1 {
		t.Errorf("created %d times and %d beneficiaries, want 1 and 1", times, len(account.sim.All()))
	}
}

// A create that runs into the time limit of its request is looked up.
func TestCreateBeneficiary_Timeout_LookedUp(t *testing.T) {
	t.Parallel()
	for name, story := range map[string]struct {
		carriedOut bool
		posts      int
	}{"carried out": {true, 1}, "not carried out": {false, 2}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			testTimeout(t, story.carriedOut, story.posts)
		})
	}
}

func testTimeout(t *testing.T, carriedOut bool, wantPosts int) {
	t.Helper()
	posts := 0
	var account *account
	account = newAccount(t, simulator.Options{}, func(c *payouts.Config) { c.RequestTimeout = 5e9 },
		throughPosts(func(base http.RoundTripper, r *http.Request) (*http.Response, error) {
			if posts++; posts > 1 {
				return base.RoundTrip(r)
			}
			_, _ = io.ReadAll(r.Body)
			if carriedOut {
				account.sim.Put(simulator.Beneficiary{
					ID: "vendor_0042", Name: "Asha Rao", BankAccountNumber: "00011020001772", BankIFSC: "HDFC0000001",
					Email: "asha@example.com", Phone: "9876543210", City: "Pune", PostalCode: "411001", Status: "VERIFIED",
				})
			}
			return nil, errors.New("i/o timeout")
		}))
	got, err := account.CreateBeneficiary(t.Context(), asha())
	if err != nil || len(got.Differences(asha())) > 0 {
		t.Fatalf("got %+v, %v", got, err)
	}
	if posts != wantPosts || len(account.sim.All()) != 1 {
		t.Errorf("%d POSTs and %d beneficiaries, want %d and 1", posts, len(account.sim.All()), wantPosts)
	}
}

// An ambiguous create that finds other content under its id names the fields that differ.
func TestCreateBeneficiary_Ambiguous_OtherContent(t *testing.T) {
	t.Parallel()
	account := newAccount(t, simulator.Options{})
	account.sim.Inject(simulator.Fault{Method: "POST", Times: 1, Action: simulator.FaultStatusBefore, Status: 502})
	account.sim.Put(simulator.Beneficiary{
		ID: "vendor_0042", Name: "Somebody Else", BankAccountNumber: "777766663510", BankIFSC: "YESB0000001", Status: "VERIFIED",
	})
	_, err := account.CreateBeneficiary(t.Context(), asha())
	failed := wantKind(t, err, payouts.ErrIDExists)
	for _, field := range []string{"name", "bank_account_number", "bank_ifsc", "email"} {
		if !strings.Contains(failed.Error(), field) {
			t.Errorf("%q does not name %s", failed, field)
		}
	}
	if strings.Contains(failed.Error(), "777766663510") || strings.Contains(failed.Error(), "00011020001772") {
		t.Errorf("%q shows an account number", failed)
	}
}

// An ambiguous create without retries reports that nothing was created, if the look-up shows that.
func TestCreateBeneficiary_Ambiguous_Absent(t *testing.T) {
	t.Parallel()
	account := newAccount(t, simulator.Options{}, noRetries)
	account.sim.Inject(simulator.Fault{Method: "POST", Action: simulator.FaultResetBefore})
	_, err := account.CreateBeneficiary(t.Context(), asha())
	failed := wantKind(t, err, payouts.ErrUnavailable)
	if !strings.Contains(failed.Error(), "nothing was created") || failed.Attempts != 1 {
		t.Errorf("error = %v", failed)
	}
	if account.sim.Count("POST", "") != 1 {
		t.Error("sent again, though retries are off")
	}
}

// A create whose look-up fails, too, has an unknown outcome.
func TestCreateBeneficiary_Ambiguous_FailedLookup(t *testing.T) {
	t.Parallel()
	account := newAccount(t, simulator.Options{})
	account.sim.Inject(simulator.Fault{Method: "POST", Action: simulator.FaultResetAfter})
	account.sim.Inject(simulator.Fault{Method: "GET", Action: simulator.FaultEdgeHTML})
	_, err := account.CreateBeneficiary(t.Context(), asha())
	failed := wantKind(t, err, payouts.ErrOutcomeUnknown)
	if errors.Is(err, payouts.ErrEdgeRefused) || errors.Is(err, payouts.ErrUnavailable) {
		t.Error("it has a second kind")
	}
	if !strings.Contains(failed.Error(), "look-up") || !strings.Contains(failed.Error(), "403 Forbidden") {
		t.Errorf("%q does not tell about both failures", failed)
	}
	if account.sim.Count("POST", "") != 1 {
		t.Error("sent again without knowing")
	}
}

// A conflict of the account after an ambiguous create is reported as one, if the id is absent.
func TestCreateBeneficiary_Ambiguous_InstrumentTaken(t *testing.T) {
	t.Parallel()
	account := newAccount(t, simulator.Options{})
	other := asha()
	other.ID = "incumbent"
	if _, err := account.CreateBeneficiary(t.Context(), other); err != nil {
		t.Fatal(err)
	}
	account.sim.Inject(simulator.Fault{Method: "POST", Times: 1, Action: simulator.FaultResetBefore})
	_, err := account.CreateBeneficiary(t.Context(), asha())
	wantKind(t, err, payouts.ErrInstrumentTaken)
	if posts := account.sim.Count("POST", ""); posts != 3 {
		t.Errorf("%d POSTs, want 3: a clear refusal is not repeated", posts)
	}
}

// A cancelled create reports what its last look-up found.
func TestCreateBeneficiary_Cancelled(t *testing.T) {
	t.Parallel()
	cancelledCreate := func(t *testing.T, send func(http.RoundTripper, *http.Request)) (*payouts.Beneficiary, error) {
		t.Helper()
		ctx, cancel := context.WithCancel(t.Context())
		account := newAccount(t, simulator.Options{}, throughPosts(func(base http.RoundTripper, r *http.Request) (*http.Response, error) {
			send(base, r)
			cancel()
			return nil, context.Canceled
		}))
		got, err := account.CreateBeneficiary(ctx, asha())
		if reads := account.sim.Count("GET", ""); reads != 1 {
			t.Errorf("%d look-ups, want 1", reads)
		}
		return got, err
	}
	t.Run("carried out", func(t *testing.T) {
		t.Parallel()
		got, err := cancelledCreate(t, func(base http.RoundTripper, r *http.Request) {
			response, err := base.RoundTrip(r)
			if err != nil {
				t.Error(err)
				return
			}
			_ = response.Body.Close()
		})
		if err != nil || len(got.Differences(asha())) > 0 {
			t.Fatalf("got %+v, %v, want success: it exists", got, err)
		}
	})
	t.Run("not carried out", func(t *testing.T) {
		t.Parallel()
		_, err := cancelledCreate(t, func(_ http.RoundTripper, r *http.Request) { _, _ = io.ReadAll(r.Body) })
		wantKind(t, err, payouts.ErrOutcomeUnknown)
		if !errors.Is(err, context.Canceled) {
			t.Errorf("error = %v, want the cancellation inside", err)
		}
	})
}

// throughPosts lets a test send the POSTs, and the client everything else.
func throughPosts(send func(base http.RoundTripper, r *http.Request) (*http.Response, error)) func(*payouts.Config) {
	return throughTransport(func(base http.RoundTripper) http.RoundTripper {
		return roundTripper{base, func(r *http.Request) (*http.Response, error) {
			if r.Method != http.MethodPost {
				return base.RoundTrip(r)
			}
			return send(base, r)
		}}
	})
}

// A create whose connection fails before any of the body was read is sent again without a look-up, since the server
// cannot have acted.
func TestCreateBeneficiary_NotSent_Repeated(t *testing.T) {
	t.Parallel()
	failed := false
	account := newAccount(t, simulator.Options{}, throughTransport(func(base http.RoundTripper) http.RoundTripper {
		return roundTripper{base, func(r *http.Request) (*http.Response, error) {
			if !failed {
				failed = true
				return nil, errors.New("tls: handshake failure")
			}
			return base.RoundTrip(r)
		}}
	}))
	if _, err := account.CreateBeneficiary(t.Context(), asha()); err != nil {
		t.Fatal(err)
	}
	if reads := account.sim.Count("GET", ""); reads != 0 {
		t.Errorf("%d look-ups, want none", reads)
	}
}

// A cancelled create looks once, and takes only its own content for a success.
func TestCreateBeneficiary_Cancelled_OneLookup(t *testing.T) {
	t.Parallel()
	for name, look := range map[string]http.HandlerFunc{
		"somebody else's content": respond(200, strings.Replace(ashaBody, "00011020001772", "777766663510", 1)),
		"marked deleted":          respond(200, strings.Replace(ashaBody, "VERIFIED", "DELETED", 1)),
		"a failing look-up":       respond(500, ""),
		"a throttled look-up":     respond(429, "", "Retry-After", "1"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(t.Context())
			server := newScript(t, look)
			client := server.client(t, throughTransport(func(base http.RoundTripper) http.RoundTripper {
				return roundTripper{base, func(r *http.Request) (*http.Response, error) {
					if r.Method == http.MethodPost {
						_, _ = io.ReadAll(r.Body)
						cancel()
						return nil, context.Canceled
					}
					return base.RoundTrip(r)
				}}
			}))
			_, err := client.CreateBeneficiary(ctx, asha())
			wantKind(t, err, payouts.ErrOutcomeUnknown)
			if !errors.Is(err, context.Canceled) || len(server.seen()) != 1 {
				t.Errorf("error = %v after %d look-ups, want one", err, len(server.seen()))
			}
		})
	}
}

// A create that is cancelled during its look-up looks once more and reports what it found.
func TestCreateBeneficiary_Cancelled_DuringLookup(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	looks := 0
	account := newAccount(t, simulator.Options{}, throughTransport(func(base http.RoundTripper) http.RoundTripper {
		return roundTripper{base, func(r *http.Request) (*http.Response, error) {
			if r.Method == http.MethodGet {
				if looks++; looks == 1 {
					cancel()
					return nil, r.Context().Err()
				}
			}
			return base.RoundTrip(r)
		}}
	}))
	account.sim.Inject(simulator.Fault{Method: "POST", Action: simulator.FaultResetAfter})
	got, err := account.CreateBeneficiary(ctx, asha())
	if err != nil || len(got.Differences(asha())) > 0 || looks != 2 {
		t.Errorf("got %+v, %v after %d look-ups, want success after 2", got, err, looks)
	}
}
