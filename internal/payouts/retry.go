package payouts

import (
	"encoding/binary"
	"io"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// The backoff where the server names no time: the n-th pause is drawn at random from zero up to half a second doubled n
// times, and at most a minute. The whole range is used so that callers that failed together do not return together.
//
// Where the server throttles without a time, the pause must outlast a window of a minute
// (https://www.cashfree.com/docs/api-reference/payouts/v2/payouts-rate-limiting.md). How much of the window is over is
// unknown. The pause is drawn from the upper half of a range that starts at ten seconds, so the first four pauses
// together last at least 65 seconds.
const (
	firstBackoff  = 500 * time.Millisecond
	firstThrottle = 10 * time.Second
	maxBackoff    = time.Minute
)

// retryPause decides whether a failed attempt is followed by another, and after which pause.
//
//	what happened                          GET, DELETE, authorize   POST /beneficiary
//	no connection, request never begun     again                    again
//	no such host, untrusted certificate,
//	proxy that refuses (407, 403, ...)     never                    never
//	connection lost, time-out, cut body    again                    resolved by a look-up; absent: again
//	5xx                                    again                    resolved by a look-up; absent: again
//	2xx that cannot be read                again                    resolved by a look-up; absent: again
//	429                                    again                    again
//	every other answer                     never                    never
func (c *Client) retryPause(current attempt, failed *failure) (pause time.Duration, again bool) {
	if !failed.retryable || current.noRetry || current.number > c.maxRetries {
		return 0, false
	}
	if failed.pause > maxPause {
		failed.Cause = withNote(failed.Cause, pauseError{failed.pause}.Error())
		return 0, false
	}
	if failed.pause > 0 {
		return failed.pause, true
	}
	return c.jitter(backoff(firstBackoff, current.number)), true
}

// throttleBackoff returns how long to pause an operation that was throttled without a Retry-After.
func (c *Client) throttleBackoff(attempts int) time.Duration {
	half := backoff(firstThrottle, attempts) / 2
	return half + c.jitter(half)
}

// backoff returns a pause that doubles with each attempt.
func backoff(first time.Duration, attempts int) time.Duration {
	const doublings = 7 // enough for even the shortest to reach the maximum
	return min(maxBackoff, first<<min(attempts-1, doublings))
}

// jitter returns a random pause from zero up to the ceiling.
func (c *Client) jitter(ceiling time.Duration) time.Duration {
	var drawn [8]byte
	c.randomLock.Lock()
	_, err := io.ReadFull(c.random, drawn[:])
	c.randomLock.Unlock()
	if err != nil {
		return ceiling // without randomness, be polite rather than fast
	}
	share := float64(binary.BigEndian.Uint64(drawn[:])>>11) / (1 << 53)
	return time.Duration(share * float64(ceiling))
}

// maxSkew is how far two clocks may differ. If they differ more, the date of the answer counts as wrong.
const maxSkew = 24 * time.Hour

// serverTime returns the time that the dates of an answer are read against: that of the answer itself, since the clock
// of this machine may be wrong, or else now.
func serverTime(header http.Header, now time.Time) time.Time {
	date, err := http.ParseTime(header.Get("Date"))
	if err != nil || date.Sub(now).Abs() > maxSkew {
		return now
	}
	return date
}

// retryAfter returns the longest of the pauses that an answer asks for, or zero. The two rate-limit headers describe
// the window that a throttled call exceeded. On other answers they ask for nothing
// (https://github.com/cashfree/cashfree-mcp/blob/main/src/openapi/openapi-PO.json).
func retryAfter(status int, header http.Header, now time.Time) time.Duration {
	pause := parseRetryAfter(header.Get("Retry-After"), now)
	if status == http.StatusTooManyRequests {
		pause = max(pause,
			parseSeconds(header.Get("X-Ratelimit-Retry")),
			parseReset(header.Get("X-Ratelimit-Reset"), now))
	}
	return pause
}

// parseRetryAfter reads either form of the standard header: seconds, or a date.
func parseRetryAfter(text string, now time.Time) time.Duration {
	if date, err := http.ParseTime(text); err == nil {
		return max(0, date.Sub(now))
	}
	return parseSeconds(text)
}

// parseReset reads a small number as seconds, and one from some thirty years on, which no pause can have, as a Unix
// time.
func parseReset(text string, now time.Time) time.Duration {
	const unixTimes = 1_000_000_000 * time.Second
	pause := parseSeconds(text)
	if pause < unixTimes {
		return pause
	}
	return max(0, time.Unix(int64(pause/time.Second), 0).Sub(now))
}

// parseSeconds reads a number of seconds. Anything but a number above zero asks for no pause.
func parseSeconds(text string) time.Duration {
	number, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if err != nil || math.IsNaN(number) || number <= 0 {
		return 0
	}
	const maxNumber = 200 * 365 * 24 * time.Hour // far beyond every pause, and within what a Duration holds
	if number >= maxNumber.Seconds() {
		return maxNumber
	}
	return time.Duration(math.Ceil(number)) * time.Second
}
