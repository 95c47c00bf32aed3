package coretest

import (
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// InProcessURL is the base URL of a provider block whose client is made by [InProcessClient].
const InProcessURL = "http://127.0.0.1:1/payout"

// InProcessClient returns a function for the client of a provider. The client reaches its simulator without a network
// and waits in real time. In a bubble of testing/synctest, whose clock moves only while everybody waits, this shows how
// long something would take.
func InProcessClient(sim *simulator.Simulator, base payouts.Config) func(payouts.Config) (*payouts.Client, error) {
	return func(configured payouts.Config) (*payouts.Client, error) {
		config := base
		config.ClientID, config.ClientSecret, config.BaseURL = configured.ClientID, configured.ClientSecret, configured.BaseURL
		config.Transport, config.RequestTimeout, config.MaxRetries = inProcess{sim}, time.Hour, 4
		return payouts.New(config)
	}
}

// inProcess carries requests to a simulator without a network: a bubble does not take a wait for a network for a wait.
type inProcess struct{ sim *simulator.Simulator }

func (i inProcess) RoundTrip(request *http.Request) (*http.Response, error) {
	answer := httptest.NewRecorder()
	i.sim.ServeHTTP(answer, request)
	if err := request.Context().Err(); err != nil {
		return nil, err
	}
	return answer.Result(), nil
}
