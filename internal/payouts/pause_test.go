package payouts

import (
	"net/http"
	"strconv"
	"testing"
	"time"
)

// The dates of an answer are read against the answer's own date, unless that is missing or absurd.
func TestRetryAfter_ServerClock(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 10, 20, 30, 0, time.UTC)
	for name, story := range map[string]struct {
		date string // of the answer
		end  time.Time
		want time.Duration
	}{
		"same clock":          {now.Format(http.TimeFormat), now.Add(3 * time.Second), 3 * time.Second},
		"an hour ahead":       {now.Add(time.Hour).Format(http.TimeFormat), now.Add(time.Hour + 3*time.Second), 3 * time.Second},
		"an hour behind":      {now.Add(-time.Hour).Format(http.TimeFormat), now.Add(-time.Hour + 3*time.Second), 3 * time.Second},
		"over already":        {now.Add(-time.Hour).Format(http.TimeFormat), now.Add(-2 * time.Hour), 0},
		"no date":             {"", now.Add(3 * time.Second), 3 * time.Second},
		"rubbish for a date":  {"yesterday", now.Add(3 * time.Second), 3 * time.Second},
		"a date of years ago": {"Mon, 02 Jan 2006 15:04:05 GMT", now.Add(3 * time.Second), 3 * time.Second},
	} {
		for form, value := range map[string]string{
			"Retry-After": story.end.Format(http.TimeFormat), "X-Ratelimit-Reset": strconv.FormatInt(story.end.Unix(), 10),
		} {
			header := http.Header{"Date": {story.date}, form: {value}}
			if got := retryAfter(http.StatusTooManyRequests, header, serverTime(header, now)); got != story.want {
				t.Errorf("%s, %s: %v, want %v", name, form, got, story.want)
			}
		}
	}
}

// A pause that is too long is named in words, without a number that helps nobody.
func TestPauseError_Words(t *testing.T) {
	t.Parallel()
	for pause, want := range map[time.Duration]string{
		121 * time.Second:           "2m1s",
		10 * time.Minute:            "10m0s",
		2 * time.Hour:               "2h0m0s",
		5*time.Hour + time.Minute:   "more than 5 hours",
		24 * time.Hour:              "more than 23 hours",
		25 * time.Hour:              "more than a day",
		1253145 * time.Hour:         "more than a day",
		200 * 365 * 24 * time.Hour:  "more than a day",
		2*time.Hour + 1*time.Second: "more than 2 hours",
	} {
		if got := roundPause(pause); got != want {
			t.Errorf("%v is %q, want %q", pause, got, want)
		}
	}
}
