package payouts

import (
	"crypto/x509"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// Over HTTP/2 all answers share one connection. Long answers that wait for memory keep no other answer from arriving.
func TestTransport_HTTP2_LongAnswersTogether(t *testing.T) {
	t.Parallel()
	const batches = 8
	var arrived sync.WaitGroup
	arrived.Add(batches)
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ProtoMajor != 2 {
			t.Errorf("the request came over %s", r.Proto)
		}
		if !strings.HasSuffix(r.URL.Path, "/beneficiary") {
			arrived.Done()
			arrived.Wait() // every batch is sent at the same time
			_, _ = io.WriteString(w, padded(2<<20))
			return
		}
		arrived.Wait()
		_, _ = io.WriteString(w, padded(300))
	}))
	server.EnableHTTP2 = true
	server.StartTLS()
	t.Cleanup(server.Close)
	transport := newTransport(2*batches, time.Minute, nil, dialer{})
	transport.TLSClientConfig.RootCAs = x509.NewCertPool()
	transport.TLSClientConfig.RootCAs.AddCert(server.Certificate())
	client, err := New(Config{
		ClientID: "id", ClientSecret: "secret", BaseURL: server.URL + "/payout", MaxConcurrentRequests: 2 * batches,
		RequestTimeout: time.Minute, Transport: transport,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.CloseIdleConnections)

	var calls sync.WaitGroup
	failures := make([]error, 2*batches)
	for i := range batches {
		calls.Go(func() { _, failures[i] = client.Batch(t.Context(), TransferKey{ID: "b1"}) })
		calls.Go(func() { _, failures[batches+i] = client.Beneficiary(t.Context(), "vendor_0042") })
	}
	calls.Wait()
	if err := errors.Join(failures...); err != nil {
		t.Error(err)
	}
}
