package simulator

import (
	"net/http"
	"strconv"
	"time"
)

// The window slides, by account and by API.
// https://www.cashfree.com/docs/api-reference/payouts/v2/payouts-rate-limiting.md
const throttleWindow = time.Minute

// throttleKey is one caller at one endpoint. The path is that of the route, so that a path with an id in it is one
// endpoint for all ids.
type throttleKey struct{ clientID, method, path string }

type throttle struct {
	passed map[throttleKey][]time.Time
}

func newThrottle() *throttle {
	return &throttle{passed: map[throttleKey][]time.Time{}}
}

// allowance is the decision of the throttle about one call. A limit of zero means that nothing is throttled. wait is
// zero if the call may pass.
type allowance struct {
	limit, remaining int
	wait             time.Duration
}

// take counts the call unless it is refused, so that a caller that keeps asking does not extend its own wait.
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

// headers returns the three that the OpenAPI document lists for transfers. x-ratelimit-retry is 0 within the limit and
// 1 to 59 beyond it.
// https://github.com/cashfree/cashfree-mcp/blob/main/src/openapi/openapi-PO.json
func (a allowance) headers() map[string]string {
	return map[string]string{
		"x-ratelimit-limit":     strconv.Itoa(a.limit),
		"x-ratelimit-remaining": strconv.Itoa(a.remaining),
		"x-ratelimit-retry":     strconv.Itoa(min(wholeSeconds(a.wait), 59)),
	}
}

// wholeSeconds rounds up, so that a caller does not come back too early.
func wholeSeconds(d time.Duration) int {
	return int((d + time.Second - 1) / time.Second)
}

// throttled returns the documented answer of v1, whose pages list no header for the time to wait. The answer of v2 is
// that of Cashfree's product Secure ID (https://www.cashfree.com/docs/api-reference/vrs/v2/), with the headers of
// transfers.
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
	headers["Retry-After"] = strconv.Itoa(wholeSeconds(a.wait))
	return out.with(headers)
}
