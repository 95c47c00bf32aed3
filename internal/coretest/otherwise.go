package coretest

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// StartOtherwise starts a simulator on which each new payee passes through a function before its answer is sent, as if
// Cashfree kept other content than it was sent. It returns the base URL as well.
func StartOtherwise(t testing.TB, change func(*simulator.Beneficiary)) (*simulator.Simulator, string) {
	t.Helper()
	sim := simulator.New(SimulatorOptions())
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var sent struct {
			ID string `json:"beneficiary_id"`
		}
		body, _ := io.ReadAll(r.Body)
		_ = json.Unmarshal(body, &sent)
		r.Body = io.NopCloser(bytes.NewReader(body))
		answer := httptest.NewRecorder()
		sim.ServeHTTP(answer, r)
		if answer.Code == http.StatusCreated {
			sim.Update(sent.ID, change)
			look := r.Clone(r.Context())
			look.Method, look.Body, look.ContentLength = http.MethodGet, http.NoBody, 0
			look.URL.RawQuery = "beneficiary_id=" + url.QueryEscape(sent.ID)
			answer = httptest.NewRecorder()
			sim.ServeHTTP(answer, look)
		}
		maps.Copy(w.Header(), answer.Header())
		w.WriteHeader(answer.Code)
		_, _ = w.Write(answer.Body.Bytes())
	}))
	t.Cleanup(server.Close)
	return sim, server.URL + "/payout"
}
