package simulator

import (
	"net/http"
	"strconv"
	"time"
)

// The window is a sliding one, by account and by API:
// https://www.cashfree.com/docs/api-reference/payouts/v2/payouts-rate-limiting.md
const throttleWindow = time.Minute

// throttleKey is one caller at one endpoint. The path is the endpoint's, so
// that a path with an id in it is one endpoint whatever the id.
type throttleKey struct{ clientID, method, path string }

type throttle struct {
	passed map[throttleKey][]time.Time
}

func newThrottle() *throttle {
	return &throttle{passed: map[throttleKey][]time.Time{}}
}

// allowance is the answer of the throttle to one call. A limit of zero means
// that nothing is throttled. wait is zero when the call may pass.
type allowance struct {
	limit, remaining int
	wait             time.Duration
}

// take counts the call unless it is refused: a caller that goes on asking
// must not push its own window ahead of itself.
func (t *throttle) take(key throttleKey, limit int, now time.Time) allowance {
	if limit <= 0 {
		return allowance{}
	}
	calls := t.passed[key]
	for len(calls) > 0 && now.Sub(calls[0]) >= throttleWindow {
		calls = calls[1:]
	}
	if len(calls) >= limit {
		t.passed[key] = calls
		oldest := calls[len(calls)-limit]
		return allowance{limit: limit, wait: oldest.Add(throttleWindow).Sub(now)}
	}
	t.passed[key] = append(calls, now)
	return allowance{limit: limit, remaining: limit - len(calls) - 1}
}

// headers are the three that the transfer pages document. Retry is 0 within
// the limit and 1 to 59 beyond it.
func (a allowance) headers() map[string]string {
	return map[string]string{
		"x-ratelimit-limit":     strconv.Itoa(a.limit),
		"x-ratelimit-remaining": strconv.Itoa(a.remaining),
		"x-ratelimit-retry":     strconv.Itoa(min(seconds(a.wait), 59)),
	}
}

// seconds rounds up: a caller that waits must not come back too early.
func seconds(d time.Duration) int {
	return int((d + time.Second - 1) / time.Second)
}

// throttled is documented for v1, whose pages list no header that says how
// long. For v2 it is the answer of Cashfree's sister product Secure ID, with
// the headers of the transfer pages.
func (c *call) throttled(a allowance) answer {
	if c.v1() {
		return v1Answer(http.StatusTooManyRequests, "Too many requests", nil)
	}
	out := v2Error(http.StatusTooManyRequests, typeRateLimit, "too_many_requests_per_operation",
		"Too many requests for this operation, rate limit reached")
	if c.settings.behaviour.ThrottleHeaders == "off" || a.wait == 0 {
		return out
	}
	headers := a.headers()
	headers["Retry-After"] = strconv.Itoa(seconds(a.wait))
	return out.with(headers)
}
