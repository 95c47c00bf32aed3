package provider

import "time"

// The pauses between two reads of something that Cashfree is still working on. They begin short, because the work
// usually ends at once, and grow.
const (
	minPollPause = time.Second
	maxPollPause = 15 * time.Second
)
