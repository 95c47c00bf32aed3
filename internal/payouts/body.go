package payouts

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
)

// Limits of what a server can make a client hold. They are far above what Cashfree sends: a beneficiary takes about
// 1 KiB and thirty values.
//
// Size alone does not bound what an answer costs, since a list of small objects takes up to fifty times its length once
// it is parsed. So the number of values has a limit, too.
const (
	maxAnswer = 1 << 20 // bytes of a body, for most operations
	maxValues = 2_000   // values in it

	// A batch has 5,000 transfers at most
	// (https://github.com/cashfree/cashfree-mcp/blob/main/src/openapi/openapi-PO.json).
	maxBatchAnswer = 16 << 20
	maxBatchValues = 5_000 * 50

	// A short answer is read as it comes. Whatever is longer is read within maxAnswerMemory, all calls of a client
	// together.
	maxShortAnswer  = 16 << 10
	maxAnswerMemory = maxBatchAnswer
)

// readBody reads a whole body into memory that is counted. The caller calls release once nothing of it is needed any
// more.
//
// What a server can make a client hold at a time is bounded by these rules, and not by how soon the garbage collector
// runs:
//
//   - The first 16 KiB of each answer are read without asking. There are never more of them than concurrent requests.
//   - Before more of an answer is read, it takes its whole length from a budget of 16 MiB that all calls share, or
//     where that is unknown its limit, 1 MiB or 16 MiB for a batch. It returns that after its content has been decoded.
//     It takes all at once, since answers that each held a part and waited for the rest would wait for each other. The
//     wait is within the request's time limit. Meanwhile the rest of the answer stays with the network, and over HTTP/2
//     up to 256 KiB of it here.
//   - Parsing copies nothing: a parsed answer refers to its body. Decoding copies the few texts that a call asks for,
//     each of at most maxTextLength bytes, so that no result keeps a body alive. The texts of an error are copies, too.
//
// The collector lets the heap grow to about twice what is held before it runs. So a client at its default of ten
// requests adds 10 MiB of bodies, and at most about as much again, to what the program needs otherwise. The worst is a
// batch of nothing but the smallest objects, which takes about 40 MiB once it is parsed. A soft limit of the collector
// (debug.SetMemoryLimit) is not set: it would not bound what is held, and it would slow down a program that needs more
// memory for a large set.
func (c *Client) readBody(ctx context.Context, response *http.Response, limit int64) (body []byte, release func(), err error) {
	release = func() {}
	tooLong := fmt.Errorf("the answer is longer than %d KiB", limit>>10) // in bytes, a masker would hide the digits
	if response.ContentLength > limit {
		return nil, release, tooLong
	}

	// The limit holds for what comes out of decompression, which is the transport's work. Reading to the end is what
	// lets the connection be used again.
	var buffer bytes.Buffer
	if err := readUpTo(&buffer, response.Body, maxShortAnswer+1); err != nil {
		return nil, release, err
	}
	if buffer.Len() <= maxShortAnswer {
		return buffer.Bytes(), release, nil
	}

	// The size is that of one allocation, since a buffer that grows is there twice.
	held, size := limit, min(limit, maxAnswer)
	if response.ContentLength > 0 {
		held, size = response.ContentLength, response.ContentLength
	}
	if err := c.answerMemory.Acquire(ctx, held); err != nil {
		return nil, release, err
	}
	release = func() { c.answerMemory.Release(held) }
	buffer.Grow(max(0, int(size)+1+bytes.MinRead-buffer.Len()))
	// One byte more than the limit distinguishes a body of exactly the limit from one that goes on.
	if err := readUpTo(&buffer, response.Body, limit+1-int64(buffer.Len())); err != nil {
		return nil, release, err
	}
	if int64(buffer.Len()) > limit {
		return nil, release, tooLong
	}
	return buffer.Bytes(), release, nil
}

func readUpTo(buffer *bytes.Buffer, body io.Reader, maxBytes int64) error {
	if _, err := buffer.ReadFrom(io.LimitReader(body, maxBytes)); err != nil {
		return fmt.Errorf("the answer was cut off: %w", err)
	}
	return nil
}
