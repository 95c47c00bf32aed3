package simulator_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// The limit is for any sixty seconds, by endpoint and method.
func TestThrottle_Window(t *testing.T) {
	t.Parallel()
	clock := newClock()
	a := newAccount(t, simulator.Options{RequestsPerMinute: 2, Now: clock.Now})

	wantStatus(t, a.read("x"), 404, "beneficiary_not_found")
	clock.advance(20 * time.Second)
	wantStatus(t, a.read("x"), 404, "beneficiary_not_found")
	clock.advance(10 * time.Second)

	got := a.read("x")
	wantStatus(t, got, 429, "too_many_requests_per_operation")
	wantEqual(t, "type", got.at("type"), any("rate_limit_error"))
	wantEqual(t, "headers", limits(got.header), [4]string{"2", "0", "30", "30"})

	// Each endpoint and each method has its own window.
	wantStatus(t, a.remove("x"), 404, "beneficiary_not_found")

	clock.advance(29 * time.Second)
	wantStatus(t, a.read("x"), 429, "too_many_requests_per_operation")
	clock.advance(time.Second)
	wantStatus(t, a.read("x"), 404, "beneficiary_not_found")
	wantEqual(t, "wait until the second call leaves the window", limits(a.read("x").header), [4]string{"2", "0", "20", "20"})

	a.SetRequestsPerMinute(0)
	wantStatus(t, a.read("x"), 404, "beneficiary_not_found")
}

func limits(h http.Header) [4]string {
	return [4]string{h.Get("x-ratelimit-limit"), h.Get("x-ratelimit-remaining"), h.Get("x-ratelimit-retry"), h.Get("Retry-After")}
}

// A throttled call changes nothing.
func TestThrottle_NoEffect(t *testing.T) {
	t.Parallel()
	a := newAccount(t, simulator.Options{RequestsPerMinute: 1, Now: newClock().Now})
	a.create(asha())
	wantStatus(t, a.create(vpaPayee("ravi", "ravi@examplebank")), 429, "too_many_requests_per_operation")
	wantEqual(t, "beneficiaries", len(a.All()), 1)
	// The wait is a whole minute, and the header is documented as 1 to 59.
	wantEqual(t, "headers", limits(a.create(asha()).header), [4]string{"1", "0", "59", "60"})
}

// The answers of transfers have the headers of the limit even within it.
func TestThrottle_TransferHeaders(t *testing.T) {
	t.Parallel()
	a := newAccount(t, simulator.Options{RequestsPerMinute: 5, Now: newClock().Now})
	wantEqual(t, "transfers", limits(a.get("/payout/transfers", "transfer_id", "x").header), [4]string{"5", "4", "0", ""})
	wantEqual(t, "beneficiary", limits(a.read("x").header), [4]string{})
}

// A v1 path with an id in it is one endpoint, and its 429 has no header for the time to wait.
func TestThrottle_V1(t *testing.T) {
	t.Parallel()
	a := newAccount(t, simulator.Options{RequestsPerMinute: 1, Now: newClock().Now})
	token := a.withToken()
	wantSubCode(t, token.get("/payout/v1/getBeneficiary/x"), "404 Beneficiary does not exist")
	// A path with an id in it is one endpoint. No page of v1 has a header for the time to wait.
	got := token.get("/payout/v1/getBeneficiary/y")
	wantSubCode(t, got, "429 Too many requests")
	wantEqual(t, "headers", limits(got.header), [4]string{})
}
