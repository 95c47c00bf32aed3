package coretest

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// StartOtherwise starts a simulator on which each new payee passes through a function before its answer is sent, as if
// Cashfree kept other content than it was sent. It returns the base URL as well.
func StartOtherwise(t testing.TB, change func(*simulator.Beneficiary)) (*simulator.Simulator, string) {
	t.Helper()
	sim := simulator.New(SimulatorOptions())
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := httptest.NewRecorder()
		before := ids(sim)
		sim.ServeHTTP(answer, r)
		for id := range ids(sim) {
			if r.Method == http.MethodPost && !before[id] {
				sim.Update(id, change)
				look := r.Clone(r.Context())
				look.Method, look.Body, look.ContentLength = http.MethodGet, http.NoBody, 0
				look.URL.RawQuery = "beneficiary_id=" + id
				answer = httptest.NewRecorder()
				sim.ServeHTTP(answer, look)
			}
		}
		maps.Copy(w.Header(), answer.Header())
		w.WriteHeader(answer.Code)
		_, _ = w.Write(answer.Body.Bytes())
	}))
	t.Cleanup(server.Close)
	return sim, server.URL + "/payout"
}

func ids(sim *simulator.Simulator) map[string]bool {
	all := make(map[string]bool)
	for _, b := range sim.All() {
		all[b.ID] = true
	}
	return all
}
