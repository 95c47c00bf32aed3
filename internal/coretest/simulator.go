package coretest

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// The credentials that the simulator accepts.
const (
	ClientID     = "CF_TEST_CLIENT"
	ClientSecret = "cfsk_test_0123456789abcdef"
)

// SimulatorOptions returns options with these credentials. A test may change them.
func SimulatorOptions() simulator.Options {
	return simulator.Options{ClientID: ClientID, ClientSecret: ClientSecret}
}

// StartSimulator starts a simulator for one test, over real HTTP, and returns its base URL.
func StartSimulator(t testing.TB, options simulator.Options) (*simulator.Simulator, string) {
	t.Helper()
	sim := simulator.New(options)
	server, err := sim.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatalf("starting the simulator: %v", err)
	}
	t.Cleanup(func() { _ = server.Close() })
	return sim, server.BaseURL()
}

// ProviderBlock returns a provider block for a simulator, with the changes of the test.
func ProviderBlock(base string, changes Object) Object {
	block := Object{"client_id": ClientID, "client_secret": ClientSecret, "base_url": base}
	maps.Copy(block, changes)
	return block
}

// Header is the first line of the CSV documents of tests.
const Header = "beneficiary_id,name,bank_account_number,bank_ifsc,vpa\n"

// Vendors returns a CSV document of n payees with the ids v000, v001 and so on. The changes are pairs of texts, the
// second of which replaces the first.
func Vendors(n int, changes ...string) string {
	var document strings.Builder
	document.WriteString(Header)
	for i := range n {
		fmt.Fprintf(&document, "v%03d,Asha Rao,000110200%05d,HDFC0000001,\n", i, i)
	}
	return strings.NewReplacer(changes...).Replace(document.String())
}

// Kinds returns the kinds of the changes that a simulator has made, in order.
func Kinds(sim *simulator.Simulator) []string {
	var kinds []string
	for _, event := range sim.Journal() {
		kinds = append(kinds, event.Kind)
	}
	return kinds
}
