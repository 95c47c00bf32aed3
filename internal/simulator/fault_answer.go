package simulator

import (
	"net"
	"net/http"
	"strings"
	"time"
)

// A nil *Fault is a call without a fault.

func (f *Fault) acts() bool {
	if f == nil {
		return true
	}
	switch f.Action {
	case FaultLatency, FaultResetAfter, FaultStatusAfter, FaultCutBody, FaultBody:
		return true
	}
	return false
}

// sends reports whether an answer is sent.
func (f *Fault) sends() bool {
	if f == nil {
		return true
	}
	return f.Action != FaultResetBefore && f.Action != FaultResetAfter && f.Action != FaultHang
}

func (f *Fault) name(latency time.Duration) FaultAction {
	if f != nil {
		return f.Action
	}
	if latency > 0 {
		return FaultLatency
	}
	return ""
}

// reshape returns the answer to send in place of the original one. What the call did is still logged.
func (f *Fault) reshape(original answer, c *call) answer {
	if f == nil {
		return original
	}
	out := original
	switch f.Action {
	case FaultStatusBefore, FaultStatusAfter:
		out = f.customAnswer(c, http.StatusInternalServerError)
	case FaultBody:
		out = f.customAnswer(c, original.status)
	case FaultEdgeHTML:
		out = edgeRefusal()
	case FaultThrottle:
		out = c.throttled(allowance{wait: time.Duration(f.RetryAfter) * time.Second})
	case FaultRedirect:
		out = f.customAnswer(c, http.StatusTemporaryRedirect).with(map[string]string{"Location": f.Location})
	}
	out.acted, out.beneficiaryID = original.acted, original.beneficiaryID
	return out
}

// customAnswer returns the answer that the fault describes.
func (f *Fault) customAnswer(c *call, status int) answer {
	if f.Status != 0 {
		status = f.Status
	}
	out := answer{status: status, contentType: f.ContentType, body: []byte(f.Body)}
	switch {
	case f.Body == "" && strings.HasPrefix(f.ContentType, "application/json"):
		out.body = serverError(c).body
	case f.Body == "" && strings.HasPrefix(f.ContentType, "text/html"):
		out.body = []byte(htmlPage(http.StatusText(status)))
	case f.ContentType == "" && strings.HasPrefix(f.Body, "<"):
		out.contentType = "text/html"
	case f.ContentType == "" && f.Body != "":
		out.contentType = "application/json"
	}
	return out
}

// serverError returns the documented text of a failure at Cashfree.
func serverError(c *call) answer {
	if c.v1() {
		return v1Answer(520, "Unknown error occurred", nil)
	}
	return v2Error(http.StatusInternalServerError, typeAPI, "internal_server_error", "Error at cashfree's server")
}

// edgeRefusal returns the answer that a caller from Europe got in place of JSON (observed in public code, 2026).
func edgeRefusal() answer {
	return answer{
		status:      http.StatusForbidden,
		contentType: "text/html",
		body:        []byte(htmlPage("403 Forbidden")),
		header:      map[string]string{"Server": "awselb/2.0"},
	}
}

func htmlPage(title string) string {
	return "<html>\r\n<head><title>" + title + "</title></head>\r\n<body>\r\n<center><h1>" + title +
		"</h1></center>\r\n</body>\r\n</html>\r\n"
}

func (f *Fault) send(w http.ResponseWriter, r *http.Request, a answer) {
	if f == nil {
		a.write(w)
		return
	}
	switch f.Action {
	case FaultHang:
		<-r.Context().Done()
	case FaultResetBefore, FaultResetAfter:
		resetConnection(w)
	case FaultCutBody:
		sendHalf(w, a)
	default:
		a.write(w)
	}
}

// resetConnection ends the connection without an answer, with a TCP reset where it can, as a crashed server or a
// dropped route does.
func resetConnection(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	raw := conn
	if wrapped, ok := conn.(interface{ NetConn() net.Conn }); ok {
		raw = wrapped.NetConn()
	}
	if tcp, ok := raw.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // best effort: without it the connection ends normally
	}
	_ = raw.Close()
}

// sendHalf announces the whole body and sends half of it. The abort makes net/http close the connection without logging
// it.
func sendHalf(w http.ResponseWriter, a answer) {
	half := a.body[:len(a.body)/2]
	a.writeHeader(w, len(a.body)+1)
	_, _ = w.Write(half)
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}
