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

// impostor is the story's Cashfree until somebody takes its place, at the same address.
type impostor struct {
	honest http.Handler
	evil   atomic.Pointer[http.HandlerFunc]
}

func (i *impostor) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if evil := i.evil.Load(); evil != nil {
		(*evil)(w, r)
		return
	}
	i.honest.ServeHTTP(w, r)
}

func (i *impostor) become(evil http.HandlerFunc) { i.evil.Store(&evil) }

// behind puts an impostor before the story's Cashfree.
func (s *story) behind() *impostor {
	s.Helper()
	i := &impostor{honest: s.sim}
	s.base = s.serve(i) + "/payout"
	return i
}

// serve listens for a story, with TLS where there are certificates.
func (s *story) serve(handler http.Handler, certificates ...tls.Certificate) string {
	s.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	if len(certificates) == 0 {
		server.Start()
	} else {
		server.TLS = &tls.Config{Certificates: certificates}
		server.StartTLS()
	}
	s.Cleanup(server.Close)
	return server.URL
}

func answer(status int, body string, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// bomb is a quarter of a megabyte that unpacks to a thousand times as much.
func bomb() string {
	var packed bytes.Buffer
	writer := gzip.NewWriter(&packed)
	for blanks := make([]byte, 1<<20); packed.Len() < 1<<18; {
		_, _ = writer.Write(blanks)
	}
	_ = writer.Close()
	return packed.String()
}

// endless sends a piece again and again until the caller goes away.
func endless(piece string, pause time.Duration) http.HandlerFunc {
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

const mallory = `{"beneficiary_id":"vendor_0666","beneficiary_name":"Mallory","beneficiary_status":"VERIFIED",
	"beneficiary_instrument_details":{"bank_account_number":"66611020009999","bank_ifsc":"SBIN0000001"}}`

// Somebody answers in Cashfree's place. No run succeeds, and the state stays as it was.
func TestWhoeverAnswersInCashfreesPlaceChangesNoState(t *testing.T) {
	t.Parallel()
	for name, evil := range map[string]struct {
		answers http.HandlerFunc
		says    string
	}{
		"another's record":       {answer(200, mallory), "about another beneficiary than the one asked for"},
		"our id and another's":   {answer(200, strings.Replace(mallory, "{", `{"beneficiary_id":"vendor_0042",`, 1)), "two members of one name"},
		"a hotel's page":         {answer(200, "<html><title>Welcome to the hotel</title></html>"), "Welcome to the hotel"},
		"a bomb":                 {answer(200, bomb(), "Content-Encoding", "gzip"), "longer than 1024 KiB"},
		"a body without end":     {endless(strings.Repeat("x", 64<<10), 0), "longer than 1024 KiB"},
		"a body that drips":      {endless("x", 10*time.Millisecond), "no complete answer came within 3s"},
		"a million small things": {answer(200, `{"x":[`+strings.Repeat(`{"a":1},`, 120_000)+`{}]}`), "more values than any answer"},
	} {
		t.Run(name, func(t *testing.T) {
			s := begin(t)
			impostor := s.behind()
			w := s.workspace()
			limits := "max_retries = 1"
			if name == "a body that drips" {
				limits += "\n  request_timeout = \"3s\""
			}
			w.write("provider.tf", "provider \"cashfree\" {\n  "+limits+"\n}\n")
			w.write("main.tf", requiredProviders+asha())
			w.ends(0, "apply", "-auto-approve", "-input=false")
			before, _ := w.run("show", "-json")
			impostor.become(evil.answers)
			for _, command := range []string{"plan", "apply -auto-approve", "destroy -auto-approve -refresh=false"} {
				output := w.ends(1, append(strings.Fields(command), "-input=false")...)
				w.lacks(output, "66611020009999", clientSecret)
				if !strings.HasPrefix(command, "destroy") {
					says(t, output, evil.says, `Cannot read beneficiary "vendor_0042"`)
				}
			}
			if after, _ := w.run("show", "-json"); after != before {
				t.Errorf("the state was\n%s\nand is\n%s", before, after)
			}
			impostor.evil.Store(nil)
			w.ends(0, "plan", "-detailed-exitcode", "-input=false")
		})
	}
}

// The gateway sends the run to another host by each code there is. That host hears nothing, over http as over https.
func TestNoRedirectTakesTheCredentialsAlong(t *testing.T) {
	t.Parallel()
	for _, secure := range []bool{false, true} {
		t.Run(fmt.Sprintf("secure %v", secure), func(t *testing.T) {
			s := begin(t)
			impostor := s.behind()
			ca := authority.New(t)
			var certificates []tls.Certificate
			if secure {
				certificates = append(certificates, ca.Issue(func(*x509.Certificate) {}))
			}
			var lock sync.Mutex
			var heard []string
			elsewhere := s.serve(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				lock.Lock()
				defer lock.Unlock()
				heard = append(heard, fmt.Sprint(r.Method, r.URL, r.Header))
				s.sim.ServeHTTP(w, r)
			}), certificates...)
			w := s.workspace()
			w.env["SSL_CERT_FILE"] = ca.File()
			w.write("main.tf", requiredProviders+asha())
			w.ends(0, "apply", "-auto-approve", "-input=false")
			for _, status := range []int{301, 302, 303, 307, 308} {
				impostor.become(func(a http.ResponseWriter, r *http.Request) {
					a.Header().Set("Location", elsewhere+r.URL.RequestURI())
					a.WriteHeader(status)
				})
				says(t, w.ends(1, "plan", "-input=false"), `redirect to the host "127.0.0.1"`, "not followed")
			}
			says(t, w.ends(1, "destroy", "-auto-approve", "-refresh=false", "-input=false"), "not followed")
			if len(heard) > 0 {
				t.Errorf("the other host heard %q", heard)
			}
			if err := w.holdsAsha(); err != nil {
				t.Error(err)
			}
		})
	}
}

// Over TLS the provider talks to whom it can trust, and to nobody else: a server that cannot prove who it is hears nothing.
func TestOnlyAServerThatCanProveWhoItIsHearsTheCredentials(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("skipped: elsewhere than on Linux a program cannot be told of an authority by a variable")
	}
	for name, server := range map[string]struct {
		change func(*x509.Certificate)
		other  bool // of an authority that nobody trusts
		says   string
	}{
		"a good one":              {change: func(*x509.Certificate) {}},
		"of an unknown authority": {change: func(*x509.Certificate) {}, other: true, says: "certificate signed by unknown authority"},
		"of another name":         {change: func(c *x509.Certificate) { c.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 2)} }, says: "certificate is valid for 127.0.0.2, not 127.0.0.1"},
		"expired":                 {change: func(c *x509.Certificate) { c.NotAfter = time.Now().Add(-time.Minute) }, says: "certificate has expired"},
	} {
		t.Run(name, func(t *testing.T) {
			s := begin(t)
			ca := authority.New(t)
			signer := ca
			if server.other {
				signer = authority.New(t)
			}
			var heard atomic.Int64
			s.base = s.serve(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				heard.Add(1)
				s.sim.ServeHTTP(w, r)
			}), signer.Issue(server.change)) + "/payout"
			w := s.workspace()
			w.env["SSL_CERT_FILE"] = ca.File()
			w.write("main.tf", requiredProviders+asha())
			if server.says == "" {
				w.ends(0, "apply", "-auto-approve", "-input=false")
				return
			}
			says(t, w.ends(1, "apply", "-auto-approve", "-input=false"), server.says)
			if heard.Load() > 0 || len(s.sim.All()) > 0 {
				t.Errorf("it heard %d requests", heard.Load())
			}
		})
	}
}

// A broken gateway sends an answer twice. What nobody asked for is in no log, at no level.
func TestWhatFollowsAnAnswerIsInNoLog(t *testing.T) {
	s := begin(t)
	impostor := s.behind()
	w := s.workspace()
	w.write("main.tf", writeOnlyAsha())
	w.env["TF_VAR_number"] = accountNumber
	w.ends(0, "apply", "-auto-approve", "-input=false")
	impostor.become(func(a http.ResponseWriter, r *http.Request) {
		recorded := httptest.NewRecorder()
		impostor.honest.ServeHTTP(recorded, r)
		conn, _, err := http.NewResponseController(a).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		body := recorded.Body.String()
		_, _ = fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s%s", len(body), body, body)
		_, _ = io.Copy(io.Discard, conn)
	})
	w.env["TF_LOG"], w.env["TF_LOG_PATH"] = "TRACE", filepath.Join(w.folder, "trace.log")
	w.ends(0, "plan", "-refresh-only", "-input=false")
	for line := range strings.Lines(w.read("trace.log")) {
		if strings.Contains(line, "provider.terraform-provider-cashfree") {
			w.lacks(line, accountNumber)
		}
	}
}
