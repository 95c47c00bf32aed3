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
const (
	firstBackoff = 500 * time.Millisecond
	mostBackoff  = time.Minute
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
	if failed.told > longestPause {
		failed.Cause = because(failed.Cause, pauseError{failed.told}.Error())
		return 0, false
	}
	if failed.told > 0 {
		return failed.told, true
	}
	return c.backoff(attempt), true
}

func (c *Client) backoff(attempt int) time.Duration {
	ceiling := mostBackoff
	if doublings := attempt - 1; doublings < 7 {
		ceiling = min(mostBackoff, firstBackoff<<doublings)
	}
	var draw [8]byte
	c.randomLock.Lock()
	_, err := io.ReadFull(c.random, draw[:])
	c.randomLock.Unlock()
	if err != nil {
		return ceiling // without randomness, be polite rather than fast
	}
	share := float64(binary.BigEndian.Uint64(draw[:])>>11) / (1 << 53)
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
