package simulator_test

import (
	"fmt"
	"go/parser"
	"go/token"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

func textLogger(w io.Writer) *slog.Logger { return slog.New(slog.NewTextHandler(w, nil)) }

// Without a host, Listen uses the loopback interface, and Close ends it.
func TestListen_Loopback(t *testing.T) {
	t.Parallel()
	for _, addr := range []string{"", ":0", "127.0.0.1:0"} {
		server, err := simulator.New(simulator.Options{}).Listen(addr)
		if err != nil {
			t.Fatalf("%q: %v", addr, err)
		}
		root, err := url.Parse(server.URL())
		if err != nil {
			t.Fatal(err)
		}
		wantEqual(t, addr+" host", root.Hostname(), "127.0.0.1")
		wantEqual(t, addr+" base URL", server.BaseURL(), server.URL()+"/payout")
		if err := server.Close(); err != nil {
			t.Fatal(err)
		}
		if conn, err := net.Dial("tcp", root.Host); err == nil {
			conn.Close()
			t.Errorf("%q: still listening after Close", addr)
		}
	}
}

// On all interfaces, the URL has an address that can be called.
func TestListen_AllInterfaces(t *testing.T) {
	t.Parallel()
	server, err := simulator.New(simulator.Options{}).Listen("0.0.0.0:0")
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	if !strings.HasPrefix(server.URL(), "http://127.0.0.1:") {
		t.Fatalf("got %s", server.URL())
	}
}

// Listen returns an error for an address that is in use or invalid.
func TestListen_Invalid(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for _, addr := range []string{taken.Addr().String(), "nonsense", "127.0.0.1:http-not"} {
		if server, err := simulator.New(simulator.Options{}).Listen(addr); err == nil {
			server.Close()
			t.Errorf("%q: no error", addr)
		}
	}
}

// Connections are counted in total and at their peak.
func TestConnections_Count(t *testing.T) {
	t.Parallel()
	sim := simulator.New(simulator.Options{})
	server := httptest.NewUnstartedServer(sim)
	server.Config.ConnState = sim.ConnState
	server.Start()
	defer server.Close()
	for range 2 {
		client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
		resp, err := client.Get(server.URL + "/_sim/health")
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
	}
	total, peak := sim.Connections()
	if total != 2 || peak < 1 || peak > 2 {
		t.Fatalf("got %d connections, %d at once", total, peak)
	}
}

// The refusal of the load balancer is HTML, as a caller from Europe got it (observed in public code, 2026).
func TestFault_EdgeHTML(t *testing.T) {
	t.Parallel()
	a := newAccount(t, simulator.Options{})
	a.Inject(simulator.Fault{Action: simulator.FaultEdgeHTML})
	got := a.read("x")
	wantStatus(t, got, 403, "")
	wantEqual(t, "content type", got.header.Get("Content-Type"), "text/html")
	wantEqual(t, "server", got.header.Get("Server"), "awselb/2.0")
}

// Ten callers race for the same ids and accounts: each id is created once, and the money adds up.
func TestSimulator_Concurrent(t *testing.T) {
	t.Parallel()
	const callers, ids = 10, 12
	a := newAccount(t, simulator.Options{Behaviour: simulator.Behaviour{PendingReads: new(0)}})
	a.http.Transport.(*http.Transport).MaxIdleConnsPerHost = callers
	a.Put(simulator.Beneficiary{ID: "paid", BankAccountNumber: "1233943142", BankIFSC: "ICIC0000009"})

	var wg sync.WaitGroup
	for caller := range callers {
		wg.Go(func() {
			for i := range ids {
				name := strconv.Itoa(i)
				a.try("POST", "/payout/beneficiary", payee("b"+name, "1000"+name, "HDFC0000001"))
				a.try("GET", "/payout/beneficiary?beneficiary_id=b"+name, nil)
				a.try("POST", "/payout/transfers", transfer("t"+name, "paid", 1))
				a.try("GET", "/payout/transfers?transfer_id=t"+name, nil)
				if caller == 0 {
					a.SetBehaviour(func(b *simulator.Behaviour) { b.DeleteStatus, *b.PendingReads = 201, 0 })
					a.Requests()
					a.Snapshot()
					a.Counters()
				}
			}
		})
	}
	wg.Wait()

	wantEqual(t, "beneficiaries", len(a.All()), ids+1)
	wantEqual(t, "events", len(a.Journal()), ids+1)
	balance, available := a.Balance()
	wantEqual(t, "balance", balance, fmt.Sprintf("%d.00", 100000-ids))
	wantEqual(t, "available", available, balance)
	wantEqual(t, "calls", a.Count("", ""), callers*ids*4)
}

// The simulator imports only the standard library, so that it shares no mistake with the code that it tests.
func TestSimulator_Imports(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		for _, path := range importsOf(t, name) {
			if strings.Contains(path, ".") || path == `"testing"` {
				t.Errorf("%s imports %s, and may import only the standard library without testing", name, path)
			}
		}
	}
}

// importsOf returns the import paths of a file, in their quotes.
func importsOf(t *testing.T, name string) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, spec := range file.Imports {
		paths = append(paths, spec.Path.Value)
	}
	return paths
}
