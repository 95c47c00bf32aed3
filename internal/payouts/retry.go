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

// Back-off where the server names no time: the n-th pause is drawn from zero up to half a second doubled n times, and
// at most a minute. The draw over the whole range keeps callers that failed together from coming back together.
//
// Where it throttles without naming a time, the pause has to outlast a window of a minute
// (https://www.cashfree.com/docs/api-reference/payouts/v2/payouts-rate-limiting.md), of which nobody knows how much is
// over. It is drawn from the upper half of a range that starts at ten seconds: the first four pauses together last 65
// seconds at least.
const (
	firstBackoff  = 500 * time.Millisecond
	firstThrottle = 10 * time.Second
	mostBackoff   = time.Minute
)

// plan decides whether a failed attempt is followed by another, and after which pause.
//
//	what happened                          GET, DELETE, authorize   POST /beneficiary
//	no connection, request never begun     again                    again
//	connection lost, time-out, cut body    again                    settled by a look-up; absent: again
//	5xx                                    again                    settled by a look-up; absent: again
//	2xx that cannot be read                again                    settled by a look-up; absent: again
//	429                                    again                    again
//	every other answer                     never                    never
func (c *Client) plan(call *call, failed *failure, attempt int) (time.Duration, bool) {
	if !failed.repeat || call.once || attempt > c.maxRetries {
		return 0, false
	}
	if failed.closed > longestPause {
		failed.Cause = because(failed.Cause, pauseError{failed.closed}.Error())
		return 0, false
	}
	if failed.closed > 0 {
		return failed.closed, true
	}
	return c.draw(grown(firstBackoff, attempt)), true
}

// untoldPause is how long to leave an operation alone that is throttled for nobody knows how long.
func (c *Client) untoldPause(attempt int) time.Duration {
	half := grown(firstThrottle, attempt) / 2
	return half + c.draw(half)
}

// grown is a pause that doubles with each attempt.
func grown(first time.Duration, attempt int) time.Duration {
	const doublings = 7 // bring even the shortest to the most
	return min(mostBackoff, first<<min(attempt-1, doublings))
}

// draw takes a pause from zero up to the ceiling.
func (c *Client) draw(ceiling time.Duration) time.Duration {
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

// toldPause is the longest of the pauses that an answer asks for, or zero. The two rate-limit headers speak of the
// window that a throttled call ran into; on other answers they ask for nothing
// (https://www.cashfree.com/docs/api-reference/rate-limits.md).
func toldPause(status int, header http.Header, now time.Time) time.Duration {
	pause := retryAfter(header.Get("Retry-After"), now)
	if status == http.StatusTooManyRequests {
		pause = max(pause,
			seconds(header.Get("X-Ratelimit-Retry")),
			untilReset(header.Get("X-Ratelimit-Reset"), now))
	}
	return pause
}

// retryAfter reads either form of the standard header: seconds, or a date.
func retryAfter(text string, now time.Time) time.Duration {
	if date, err := http.ParseTime(text); err == nil {
		return max(0, date.Sub(now))
	}
	return seconds(text)
}

// untilReset takes a small number for seconds and one that no pause can have, some thirty years, for a Unix time.
func untilReset(text string, now time.Time) time.Duration {
	const unixTimes = 1_000_000_000 * time.Second
	pause := seconds(text)
	if pause < unixTimes {
		return pause
	}
	return max(0, time.Unix(int64(pause/time.Second), 0).Sub(now))
}

// seconds reads a number of seconds. What is not a number of at least zero asks for nothing.
func seconds(text string) time.Duration {
	number, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if err != nil || math.IsNaN(number) || number <= 0 {
		return 0
	}
	const most = 200 * 365 * 24 * time.Hour // far beyond every pause, and within what a Duration holds
	if number >= most.Seconds() {
		return most
	}
	return time.Duration(math.Ceil(number)) * time.Second
}
