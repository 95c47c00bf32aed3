package payouts_test

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// newRawServer serves every connection with bytes of a test's own, which net/http would not send, and returns the base
// URL.
func newRawServer(t testing.TB, answer func(conn net.Conn)) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	gone := make(chan struct{})
	t.Cleanup(func() { _ = listener.Close(); <-gone })
	go func() {
		defer close(gone)
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				_, _ = conn.Read(make([]byte, 16<<10)) // the request, which is smaller
				answer(conn)
			}()
		}
	}()
	return "http://" + listener.Addr().String()
}

// sendText sends one text and closes.
func sendText(text string) func(net.Conn) {
	return func(conn net.Conn) { _, _ = io.WriteString(conn, text) }
}

// sendForever begins with a text and goes on with another until the caller goes away.
func sendForever(begin, more string) func(net.Conn) {
	return func(conn net.Conn) {
		_, err := io.WriteString(conn, begin)
		for chunk := []byte(strings.Repeat(more, 1+16<<10/len(more))); err == nil; {
			_, err = conn.Write(chunk)
		}
	}
}

// sendSlowly is sendForever with a pause after each byte, too short for a timeout between bytes.
func sendSlowly(begin, more string) func(net.Conn) {
	return func(conn net.Conn) {
		_, err := io.WriteString(conn, begin)
		for i := 0; err == nil; i++ {
			<-time.After(time.Millisecond)
			_, err = conn.Write([]byte{more[i%len(more)]})
		}
	}
}

func gzipped(content string) string {
	var buffer bytes.Buffer
	writer := gzip.NewWriter(&buffer)
	_, _ = io.WriteString(writer, content)
	_ = writer.Close()
	return buffer.String()
}

// bomb is small, and unpacks to 64 MiB of blanks between two texts.
func bomb(before, after string) string {
	var buffer bytes.Buffer
	writer := gzip.NewWriter(&buffer)
	_, _ = io.WriteString(writer, before)
	for blanks := bytes.Repeat([]byte{' '}, 1<<20); buffer.Len() < 64<<10; {
		_, _ = writer.Write(blanks)
	}
	_, _ = io.WriteString(writer, after)
	_ = writer.Close()
	return buffer.String()
}

func deflated(content string) string {
	var buffer bytes.Buffer
	writer, _ := flate.NewWriter(&buffer, flate.BestSpeed)
	_, _ = io.WriteString(writer, content)
	_ = writer.Close()
	return buffer.String()
}

const okLine = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"

// withLength is an answer with its length.
func withLength(head, body string) string {
	return fmt.Sprintf("%sContent-Length: %d\r\n\r\n%s", head, len(body), body)
}

// brokenAnswers are the ways in which HTTP itself can go wrong. None may be accepted as an answer of the API.
func brokenAnswers() map[string]func(net.Conn) {
	return map[string]func(net.Conn){
		"a connection that closes at once": sendText(""),
		"HTTP/0.9":                         sendText(ashaBody),
		"another protocol":                 sendText("220 mail.example ESMTP\r\n"),
		"a status that is no number":       sendText("HTTP/1.1 2OO OK\r\n\r\n" + ashaBody),
		"a TLS alert":                      sendText("\x15\x03\x01\x00\x02\x02\x46"),
		"binary rubbish":                   sendText(strings.Repeat("\x00\xff\x80\x01", 500)),
		"a header without a colon":         sendText("HTTP/1.1 200 OK\r\nnonsense\r\n\r\n" + ashaBody),
		"204 with nothing":                 sendText("HTTP/1.1 204 No Content\r\n\r\n"),
		"204 with a body":                  sendText(withLength("HTTP/1.1 204 No Content\r\n", ashaBody)),
		"304 with nothing":                 sendText("HTTP/1.1 304 Not Modified\r\n\r\n"),
		"205 with a body of somebody":      sendText(withLength("HTTP/1.1 205 Reset Content\r\n", `{"beneficiary_id":"vendor_0043"}`)),
		"a body shorter than promised":     sendText(fmt.Sprintf("%sContent-Length: %d\r\n\r\n%s", okLine, len(ashaBody)+1, ashaBody)),
		"a body longer than promised":      sendText(fmt.Sprintf("%sContent-Length: %d\r\n\r\n%s", okLine, len(ashaBody)-1, ashaBody)),
		"two different lengths":            sendText(okLine + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}\n"),
		"a negative length":                sendText(okLine + "Content-Length: -1\r\n\r\n" + ashaBody),
		"chunks without an end":            sendText(okLine + "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"ben\r\n"),
		"chunks of no size":                sendText(okLine + "Transfer-Encoding: chunked\r\n\r\nzz\r\n" + ashaBody),
		"a chunk of an absurd size":        sendText(okLine + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n" + ashaBody),
		"an unknown transfer encoding":     sendText(okLine + "Transfer-Encoding: rot13\r\n\r\n" + ashaBody),
		"a switch of protocols":            sendText("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n" + ashaBody),
		"a switch of protocols that goes on": func(conn net.Conn) {
			sendText("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n")(conn)
			_, _ = io.Copy(io.Discard, conn)
		},
		"hints without an answer":                sendText("HTTP/1.1 103 Early Hints\r\n\r\n"),
		"hints without end":                      sendForever("", "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"),
		"hints with headers without end":         sendForever("HTTP/1.1 103 Early Hints\r\n", "X-Padding: xxxxxxxxxxxxxxxx\r\n"),
		"headers without end":                    sendForever(okLine, "X-Padding: xxxxxxxxxxxxxxxx\r\n"),
		"one header without end":                 sendForever(okLine+"X-Padding: ", "x"),
		"a status line without end":              sendForever("HTTP/1.1 200 ", "O"),
		"trailers without end":                   sendForever(okLine+"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n", "X-Padding: xxxxxxxxxxxxxxxx\r\n"),
		"chunk extensions without end":           sendForever(okLine+"Transfer-Encoding: chunked\r\n\r\n2;", "x=y;"),
		"a body without end":                     sendForever(okLine+"\r\n{\"beneficiary_id\":\"", "x"),
		"a body without end, in chunks":          sendForever(okLine+"Transfer-Encoding: chunked\r\n\r\n", "4\r\n    \r\n"),
		"white space without end":                sendForever(okLine+"\r\n", " "),
		"a failure without end":                  sendForever("HTTP/1.1 404 Not Found\r\n\r\n"+notFoundBody, " "),
		"a page without end":                     sendForever("HTTP/1.1 403 Forbidden\r\nContent-Type: text/html\r\n\r\n<title>", "x"),
		"a bomb":                                 sendText(withLength(okLine+"Content-Encoding: gzip\r\n", bomb("", ashaBody))),
		"a bomb in a bomb":                       sendText(withLength(okLine+"Content-Encoding: gzip, gzip\r\n", gzipped(bomb("", ashaBody)))),
		"a bomb of a failure":                    sendText(withLength("HTTP/1.1 404 Not Found\r\nContent-Encoding: gzip\r\n", bomb(notFoundBody, ""))),
		"compression that was not asked for":     sendText(withLength(okLine+"Content-Encoding: deflate\r\n", deflated(ashaBody))),
		"compression that nobody knows":          sendText(withLength(okLine+"Content-Encoding: br\r\n", "\x0b\x02\x80{}\x03")),
		"compression that is cut":                sendText(withLength(okLine+"Content-Encoding: gzip\r\n", gzipped(ashaBody)[:100])),
		"compression with a wrong sum":           sendText(withLength(okLine+"Content-Encoding: gzip\r\n", gzipped(ashaBody)[:len(gzipped(ashaBody))-8]+"\x00\x00\x00\x00\x00\x00\x00\x00")),
		"a file without end behind a packed one": sendForever(okLine+"Content-Encoding: gzip\r\n\r\n", gzipped(strings.Repeat(" ", 1000))),
	}
}

// Each broken answer ends in an error of one kind, within the request's time limit.
func TestClient_BrokenServer(t *testing.T) {
	t.Parallel()
	for name, answer := range brokenAnswers() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			// Whatever ends it, it is not the time limit.
			patient := func(c *payouts.Config) { c.RequestTimeout = time.Minute }
			client := newClient(t, newRawServer(t, answer), newClock(), noRetries, patient)
			began := time.Now()
			_, err := client.Beneficiary(t.Context(), "vendor_0042")
			want := payouts.ErrUnavailable
			if name == "304 with nothing" {
				want = payouts.ErrNotAPI
			}
			failed := wantKind(t, err, want)
			if took := time.Since(began); took > 50*time.Second {
				t.Errorf("it took %v", took)
			}
			if failed.Cause == nil || len(failed.Error()) > 1000 {
				t.Errorf("the error is %.1100q", failed)
			}
			if text := failed.Error(); strings.Contains(text, "00011020001772") || strings.ContainsAny(text, "\r\n\x00") {
				t.Errorf("the error quotes the answer: %q", text)
			}
		})
	}
}

// A server that sends a byte now and then ends with the time limit of the request.
func TestClient_SlowAnswer(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]func(net.Conn){
		"in the status line": sendSlowly("HTTP/1.1 200 ", "OK"),
		"in the headers":     sendSlowly(okLine+"X-Padding: ", "xy"),
		"in hints":           sendSlowly("", "HTTP/1.1 103 Early Hints\r\n\r\n"),
		"in the body":        sendSlowly(okLine+"\r\n{\"beneficiary_id\":\"", "x"),
		"in chunks":          sendSlowly(okLine+"Transfer-Encoding: chunked\r\n\r\n", "1\r\n \r\n"),
		"in packed content":  sendSlowly(okLine+"Content-Encoding: gzip\r\n\r\n", gzipped(" ")),
		"by saying nothing":  func(conn net.Conn) { _, _ = io.Copy(io.Discard, conn) },
		"after half an answer": func(conn net.Conn) {
			sendText(okLine + "Content-Length: 500\r\n\r\n{")(conn)
			_, _ = io.Copy(io.Discard, conn)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := newClient(t, newRawServer(t, answer), newClock(), noRetries, func(c *payouts.Config) { c.RequestTimeout = 300 * time.Millisecond })
			// The outer limit ends a client that has lost its own, so that the test fails and does not hang.
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			_, err := client.Beneficiary(ctx, "vendor_0042")
			failed := wantKind(t, err, payouts.ErrUnavailable)
			if !strings.Contains(failed.Error(), "within 300ms") || errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("error = %v, want the end of the request's own time", err)
			}
		})
	}
}

// What costs a server little does not cost a client much, even with the most expensive bodies of their length.
func TestClient_AnswerMemory(t *testing.T) { //nolint:paralleltest // it measures what the whole process allocates
	const room = 1<<20 - 100
	for name, body := range map[string]string{
		"small objects": `{"x":[` + strings.Repeat(`{"a":1},`, room/8) + `{}]}`,
		"empty objects": `{"x":[` + strings.Repeat(`{},`, room/3) + `{}]}`,
		"numbers":       `{"x":[` + strings.Repeat(`0,`, room/2) + `0]}`,
		"towers":        `{"x":[` + strings.Repeat(`[[[[[[0]]]]]],`, room/14) + `0]}`,
		"members":       `{` + members(room/12) + `"x":0}`,
		"a bomb":        "",
	} {
		sent := gzipped(body)
		if body == "" {
			sent = bomb("", ashaBody)
		}
		client := newScript(t, respond(200, sent, "Content-Encoding", "gzip")).client(t, noRetries)
		_, _ = client.Beneficiary(t.Context(), "warm_up")
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := client.Beneficiary(t.Context(), "vendor_0042")
		runtime.ReadMemStats(&after)
		wantKind(t, err, payouts.ErrUnavailable)
		if cost := (after.TotalAlloc - before.TotalAlloc) >> 20; cost > 3 {
			t.Errorf("%s: %d MiB for an answer of 1 MiB", name, cost)
		}
	}
}

func members(count int) string {
	var text strings.Builder
	for i := range count {
		fmt.Fprintf(&text, `"%07d":0,`, i)
	}
	return text.String()
}

// Answers that look odd and are correct are accepted.
func TestClient_UnusualAnswer(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]func(net.Conn){
		"a few hints before it":       sendText(strings.Repeat("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n", 3) + withLength(okLine, ashaBody)),
		"packed":                      sendText(withLength(okLine+"Content-Encoding: gzip\r\n", gzipped(ashaBody))),
		"packed twice over, in parts": sendText(withLength(okLine+"Content-Encoding: gzip\r\n", gzipped(ashaBody[:50])+gzipped(ashaBody[50:]))),
		"in chunks":                   sendText(fmt.Sprintf("%sTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\nX-Trailer: x\r\n\r\n", okLine, len(ashaBody), ashaBody)),
		"until the end of it":         sendText(okLine + "\r\n" + ashaBody),
		"HTTP/1.0":                    sendText("HTTP/1.0 200 OK\r\n\r\n" + ashaBody),
		"called a picture":            sendText(withLength("HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n", ashaBody)),
		"of no type":                  sendText(withLength("HTTP/1.1 200 OK\r\n", ashaBody)),
		"of a type that is nonsense":  sendText(withLength("HTTP/1.1 200 OK\r\nContent-Type: ;;;=\r\n", ashaBody)),
		"of another character set":    sendText(withLength("HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-16\r\n", ashaBody)),
		"with another good status":    sendText(withLength("HTTP/1.1 299 Fine\r\n", ashaBody)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found, err := newClient(t, newRawServer(t, answer), newClock(), noRetries).Beneficiary(t.Context(), "vendor_0042")
			if err != nil || found.BankAccountNumber != "00011020001772" {
				t.Errorf("found %+v, %v", found, err)
			}
		})
	}
}

// Every operation has the limits of answers.
func TestClient_EndlessAnswer_EveryOperation(t *testing.T) {
	t.Parallel()
	var sent atomic.Int64
	base := newRawServer(t, func(conn net.Conn) {
		// What waits to be sent counts as well, and some machines keep many megabytes of it by default.
		err := conn.(*net.TCPConn).SetWriteBuffer(64 << 10)
		if err == nil {
			_, err = io.WriteString(conn, okLine+"\r\n{\"x\":\"")
		}
		for chunk := make([]byte, 64<<10); err == nil; sent.Add(int64(len(chunk))) {
			_, err = conn.Write(chunk)
		}
	})
	limits := func(c *payouts.Config) { c.RequestTimeout = time.Minute }
	client := newClient(t, base, newClock(), noRetries, limits)
	for name, call := range everyCall(t, client) {
		var err error
		switch result := call().(type) {
		case payouts.Probe:
			err = errorOf(result)
		case error:
			err = result
		default:
			continue // it makes no call
		}
		if errors.Is(err, payouts.ErrNoPublicKey) {
			continue
		}
		failed := asError(t, err)
		if want := []error{payouts.ErrUnavailable, payouts.ErrOutcomeUnknown}; failed.Kind != want[0] && failed.Kind != want[1] { //nolint:errorlint // the very kinds
			t.Errorf("%s: %v", name, err)
		}
		if !strings.Contains(failed.Error(), "is longer than 1") {
			t.Errorf("%s: %v, want the length named", name, err)
		}
	}
	if total := sent.Load() >> 20; total > 100 {
		t.Errorf("%d MiB were taken from the server", total)
	}
}

// An answer that was sent before its request is not used.
func TestClient_AnswerBeforeRequest(t *testing.T) {
	t.Parallel()
	server := newScript(t, func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		// The second answer lies ready on the connection before anybody asks the second question.
		_, _ = io.WriteString(conn, withLength(okLine, strings.ReplaceAll(ashaBody, "vendor_0042", "first"))+withLength(okLine, ashaBody))
		_, _ = io.Copy(io.Discard, conn)
	}, respond(404, notFoundBody))
	client := server.client(t, noRetries)
	if _, err := client.Beneficiary(t.Context(), "first"); err != nil {
		t.Fatal(err)
	}
	_, err := client.Beneficiary(t.Context(), "vendor_0042")
	wantKind(t, err, payouts.ErrNotFound)
}
