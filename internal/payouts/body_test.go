package payouts

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
)

// heldBody is a body that waits after its first part until the test opens it.
type heldBody struct {
	io.Reader
	read    int
	reading *atomic.Int64 // how many of them are read beyond what a short answer has
	open    chan struct{}
}

func (b *heldBody) Read(p []byte) (int, error) {
	if b.read > maxShortAnswer && b.reading != nil {
		b.reading.Add(1)
		<-b.open
		b.reading = nil
	}
	n, err := b.Reader.Read(p)
	b.read += n
	return n, err
}

func (*heldBody) Close() error { return nil }

// padded is an answer about vendor_0042 of the given length in bytes, and about the batch b1 as well.
func padded(length int) string {
	begin, end := `{"beneficiary_id":"vendor_0042","beneficiary_name":"A","beneficiary_instrument_details":{"vpa":"asha@bank"},`+
		`"batch_transfer_id":"b1","status":"PENDING","x":"`, `"}`
	return begin + strings.Repeat("x", length-len(begin)-len(end)) + end
}

// newHeldClient returns a client of a server whose long answers wait in the middle, and how many are being read.
func newHeldClient(t *testing.T, concurrency int, length func(*http.Request) int) (client *Client, reading *atomic.Int64, open chan struct{}) {
	t.Helper()
	reading, open = new(atomic.Int64), make(chan struct{})
	client, err := New(Config{
		ClientID: "id", ClientSecret: "secret", BaseURL: "https://sandbox.cashfree.com/payout", MaxConcurrentRequests: concurrency,
		Transport: tripFunc(func(r *http.Request) (*http.Response, error) {
			body := &heldBody{Reader: strings.NewReader(padded(length(r))), reading: reading, open: open}
			return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: body}, nil
		}),
	})
	if err != nil {
		t.Fatal(err)
	}
	return client, reading, open
}

// However many calls are under way, no more long answers are read at a time than the memory for them allows. Short ones
// do not wait for it.
func TestReadBody_LongAnswers_WithinMemory(t *testing.T) {
	t.Parallel()
	beneficiary := func(ctx context.Context, c *Client) error { _, err := c.Beneficiary(ctx, "vendor_0042"); return err }
	batch := func(ctx context.Context, c *Client) error { _, err := c.Batch(ctx, TransferKey{ID: "b1"}); return err }
	for name, story := range map[string]memoryStory{
		"beneficiaries": {beneficiary, maxAnswerMemory / maxAnswer},
		"batches":       {batch, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, story.test)
		})
	}
}

// memoryStory is a kind of call, and how many of them read a long answer at a time.
type memoryStory struct {
	call func(context.Context, *Client) error
	want int64
}

func (s memoryStory) test(t *testing.T) {
	t.Helper()
	const calls = 40
	length := maxAnswer
	client, reading, open := newHeldClient(t, calls+1, func(*http.Request) int { return length })
	ended := make(chan error, calls)
	for range calls {
		go func() { ended <- s.call(t.Context(), client) }()
	}
	synctest.Wait()
	if got := reading.Load(); got != s.want {
		t.Errorf("%d long answers are read at a time, want %d", got, s.want)
	}
	length = maxShortAnswer
	if err := s.call(t.Context(), client); err != nil {
		t.Errorf("a short answer: %v", err)
	}
	close(open)
	for range calls {
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
}

// A call that waits for memory ends with its context, and returns nothing that it does not hold.
func TestReadBody_Cancelled_WhileWaiting(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, _, open := newHeldClient(t, 2, func(*http.Request) int { return maxAnswer })
		first := make(chan error, 1)
		go func() { _, err := client.Batch(t.Context(), TransferKey{ID: "b1"}); first <- err }()
		synctest.Wait()
		ctx, cancel := context.WithCancel(t.Context())
		second := make(chan error, 1)
		go func() { _, err := client.Batch(ctx, TransferKey{ID: "b1"}); second <- err }()
		synctest.Wait()
		cancel()
		if err := <-second; !errors.Is(err, context.Canceled) {
			t.Errorf("error = %v, want the cancellation", err)
		}
		close(open)
		if err := <-first; err != nil {
			t.Error(err)
		}
		if _, err := client.Batch(t.Context(), TransferKey{ID: "b1"}); err != nil {
			t.Error(err)
		}
		if !client.answerMemory.TryAcquire(maxAnswerMemory) {
			t.Error("some memory was not returned")
		}
	})
}

// What a call returns, a result or an error, keeps nothing of a long body in memory.
func TestReadBody_ResultsKeepNoBody(t *testing.T) { //nolint:paralleltest // it measures what the whole process holds
	blanks := strings.Repeat(" ", maxAnswer-1000)
	for name, answer := range map[string]alwaysAnswers{
		"a beneficiary": {status: 200, body: padded(maxAnswer)},
		"a message":     {status: 400, body: `{"code":"x` + blanks[:500_000] + `","message":"no` + blanks[:500_000] + `"}`},
		"a page":        {status: 403, body: "<title>no</title>" + blanks},
		"a text":        {status: 403, body: "no" + blanks, header: http.Header{"Content-Type": {"text/plain"}}},
	} {
		client, err := New(Config{
			ClientID: "id", ClientSecret: "secret", BaseURL: "https://sandbox.cashfree.com/payout", Transport: answer,
		})
		if err != nil {
			t.Fatal(err)
		}
		kept := make([]any, 0, 24)
		before := heapInUse()
		for range cap(kept) {
			found, err := client.Beneficiary(t.Context(), "vendor_0042")
			kept = append(kept, found, err)
		}
		if grown := int64(heapInUse()) - int64(before); grown > 4<<20 {
			t.Errorf("%s: %d results keep %d MiB", name, cap(kept), grown>>20)
		}
		if text := fmt.Sprint(kept[1]); len(text) > 200 {
			t.Errorf("%s: %.300s", name, text)
		}
		runtime.KeepAlive(kept)
	}
}

func heapInUse() uint64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}
