package acceptance

import (
	"bytes"
	"compress/gzip"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/authority"
)

// frontServer answers in place of the simulator, at the address that the provider calls. It passes calls on until
// answerWith.
type frontServer struct {
	original http.Handler
	override atomic.Pointer[http.HandlerFunc]
}

func (f *frontServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if handler := f.override.Load(); handler != nil {
		(*handler)(w, r)
		return
	}
	f.original.ServeHTTP(w, r)
}

// answerWith sets the handler of all further calls.
func (f *frontServer) answerWith(handler http.HandlerFunc) { f.override.Store(&handler) }

// addFrontServer puts a server in front of the simulator.
func (h *harness) addFrontServer() *frontServer {
	h.Helper()
	f := &frontServer{original: h.sim}
	h.baseURL = h.serve(f) + "/payout"
	return f
}

// serve starts a server for the test and returns its address. It uses TLS if there are certificates.
func (h *harness) serve(handler http.Handler, certificates ...tls.Certificate) string {
	h.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	if len(certificates) == 0 {
		server.Start()
	} else {
		server.TLS = &tls.Config{Certificates: certificates}
		server.StartTLS()
	}
	h.Cleanup(server.Close)
	return server.URL
}

// fixedAnswer returns a handler that always sends this answer. The headers are pairs of a name and a value.
func fixedAnswer(status int, body string, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// gzipBomb returns a quarter of a megabyte that unpacks to a thousand times as much. It takes a second to make.
var gzipBomb = sync.OnceValue(func() string {
	var packed bytes.Buffer
	writer := gzip.NewWriter(&packed)
	for blanks := make([]byte, 1<<20); packed.Len() < 1<<18; {
		_, _ = writer.Write(blanks)
	}
	_ = writer.Close()
	return packed.String()
})

// endlessAnswer returns a handler that sends a piece again and again until the caller closes the connection.
func endlessAnswer(piece string, pause time.Duration) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, err := io.WriteString(w, `{"beneficiary_id":"vendor_0042","x":"`)
		for err == nil {
			<-time.After(pause)
			if _, err = io.WriteString(w, piece); err == nil && pause > 0 {
				err = http.NewResponseController(w).Flush()
			}
		}
	}
}

// otherPayee is the record of a payee that the provider did not ask for.
const otherPayee = `{"beneficiary_id":"vendor_0666","beneficiary_name":"Mallory","beneficiary_status":"VERIFIED",
	"beneficiary_instrument_details":{"bank_account_number":"66611020009999","bank_ifsc":"SBIN0000001"}}`

// TestAccHostileServer_Answers shows that no answer of a server in Cashfree's place lets a run succeed or changes the
// state.
func TestAccHostileServer_Answers(t *testing.T) {
	t.Parallel()
	needOneCLI(t)
	for name, tc := range map[string]struct {
		handler http.HandlerFunc
		want    string
	}{
		"another's record":     {fixedAnswer(200, otherPayee), "about another beneficiary than the one asked for"},
		"our id and another's": {fixedAnswer(200, strings.Replace(otherPayee, "{", `{"beneficiary_id":"vendor_0042",`, 1)), "two members with the same name"},
		"a page of HTML":       {fixedAnswer(200, "<html><title>Welcome to the hotel</title></html>"), "Welcome to the hotel"},
		"a gzip bomb":          {fixedAnswer(200, gzipBomb(), "Content-Encoding", "gzip"), "longer than 1024 KiB"},
		"a body without end":   {endlessAnswer(strings.Repeat("x", 64<<10), 0), "longer than 1024 KiB"},
		"a slow body":          {endlessAnswer("x", 10*time.Millisecond), "no complete answer came within 3s"},
		"many small objects":   {fixedAnswer(200, `{"x":[`+strings.Repeat(`{"a":1},`, 120_000)+`{}]}`), "more values than any answer"},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHarness(t)
			front := h.addFrontServer()
			w := h.newWorkspace()
			timeout := "30s"
			if name == "a slow body" {
				timeout = "3s"
			}
			w.writeFile("provider.tf", fmt.Sprintf("provider \"cashfree\" {\n  max_retries     = 1\n  request_timeout = %q\n}\n", timeout))
			w.writeConfig(ashaConfig())
			w.apply()
			before := w.run(0, "show", "-json")
			front.answerWith(tc.handler)
			for _, command := range []string{"plan", "apply -auto-approve", "destroy -auto-approve -refresh=false"} {
				output := w.run(1, append(strings.Fields(command), "-input=false")...)
				w.wantNoSecrets(output, "66611020009999", clientSecret)
				if !strings.HasPrefix(command, "destroy") {
					wantTexts(t, output, tc.want, `Cannot read beneficiary "vendor_0042"`)
				}
			}
			if after := w.run(0, "show", "-json"); after != before {
				t.Errorf("the state was\n%s\nand is\n%s", before, after)
			}
			front.override.Store(nil)
			w.wantEmptyPlan()
		})
	}
}

// TestAccHostileServer_Redirect shows that no redirect sends anything to another host, over HTTP or HTTPS.
func TestAccHostileServer_Redirect(t *testing.T) {
	t.Parallel()
	for _, secure := range []bool{false, true} {
		t.Run(fmt.Sprintf("secure %v", secure), func(t *testing.T) {
			h := newHarness(t)
			front := h.addFrontServer()
			ca := authority.New(t)
			var certificates []tls.Certificate
			if secure {
				certificates = append(certificates, ca.Issue(func(*x509.Certificate) {}))
			}
			var lock sync.Mutex
			var received []string
			elsewhere := h.serve(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				lock.Lock()
				defer lock.Unlock()
				received = append(received, fmt.Sprint(r.Method, r.URL, r.Header))
				h.sim.ServeHTTP(w, r)
			}), certificates...)
			w := h.newWorkspace()
			w.env["SSL_CERT_FILE"] = ca.File()
			w.writeConfig(ashaConfig())
			w.apply()
			for _, status := range []int{301, 302, 303, 307, 308} {
				front.answerWith(func(w http.ResponseWriter, r *http.Request) {
					w.Header().Set("Location", elsewhere+r.URL.RequestURI())
					w.WriteHeader(status)
				})
				wantTexts(t, w.wantPlanError(), `redirect to the host "127.0.0.1"`, "not followed")
			}
			wantTexts(t, w.run(1, "destroy", "-auto-approve", "-refresh=false", "-input=false"), "not followed")
			if len(received) > 0 {
				t.Errorf("the other host received %q", received)
			}
			if err := w.checkAsha(); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestAccHostileServer_Certificates shows that a server without a valid certificate receives no request.
func TestAccHostileServer_Certificates(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("skipped: only on Linux does SSL_CERT_FILE add a certificate authority")
	}
	for name, tc := range map[string]struct {
		change func(*x509.Certificate)
		other  bool // signed by an authority that the provider does not trust
		want   string
	}{
		"valid":                   {change: func(*x509.Certificate) {}},
		"of an unknown authority": {change: func(*x509.Certificate) {}, other: true, want: "certificate signed by unknown authority"},
		"of another name":         {change: func(c *x509.Certificate) { c.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 2)} }, want: "certificate is valid for 127.0.0.2, not 127.0.0.1"},
		"expired":                 {change: func(c *x509.Certificate) { c.NotAfter = time.Now().Add(-time.Minute) }, want: "certificate has expired"},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHarness(t)
			ca := authority.New(t)
			signer := ca
			if tc.other {
				signer = authority.New(t)
			}
			var received atomic.Int64
			h.baseURL = h.serve(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				received.Add(1)
				h.sim.ServeHTTP(w, r)
			}), signer.Issue(tc.change)) + "/payout"
			w := h.newWorkspace()
			w.env["SSL_CERT_FILE"] = ca.File()
			w.writeConfig(ashaConfig())
			if tc.want == "" {
				w.apply()
				return
			}
			wantTexts(t, w.wantApplyError(), tc.want)
			if received.Load() > 0 || len(h.sim.All()) > 0 {
				t.Errorf("the server received %d requests", received.Load())
			}
		})
	}
}

// TestAccHostileServer_TwoAnswers shows that what follows the first of two answers is in no log.
func TestAccHostileServer_TwoAnswers(t *testing.T) {
	h := newHarness(t)
	front := h.addFrontServer()
	w := h.newWorkspace()
	w.writeConfig(ashaWriteOnlyConfig())
	w.env["TF_VAR_number"] = ashaAccountNumber
	w.apply()
	front.answerWith(func(w http.ResponseWriter, r *http.Request) {
		recorder := httptest.NewRecorder()
		front.original.ServeHTTP(recorder, r)
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		body := recorder.Body.String()
		_, _ = fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s%s", len(body), body, body)
		_, _ = io.Copy(io.Discard, conn)
	})
	w.env["TF_LOG"], w.env["TF_LOG_PATH"] = "TRACE", filepath.Join(w.dir, "trace.log")
	w.run(0, "plan", "-refresh-only", "-input=false")
	for line := range strings.Lines(w.readFile("trace.log")) {
		if strings.Contains(line, "provider.terraform-provider-cashfree") {
			w.wantNoSecrets(line, ashaAccountNumber)
		}
	}
}
