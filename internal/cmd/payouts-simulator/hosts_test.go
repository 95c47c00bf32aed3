package main

import (
	"net/http"
	"strings"
	"testing"
)

// The flag allows other hosts than those of this machine, for the API and for the controls.
func TestAllowedHosts_Flag(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		args   []string
		host   string
		status int
	}{
		"without the flag":  {nil, "payouts-simulator:8080", 403},
		"the service":       {[]string{"-allowed-hosts", "payouts-simulator"}, "payouts-simulator:8080", 200},
		"one of two":        {[]string{"-allowed-hosts", "sim.example, 192.0.2.7"}, "192.0.2.7", 200},
		"given twice":       {[]string{"-allowed-hosts", "sim.example", "-allowed-hosts", "192.0.2.7"}, "SIM.example", 200},
		"another":           {[]string{"-allowed-hosts", "sim.example"}, "evil.example", 403},
		"localhost as well": {[]string{"-allowed-hosts", "sim.example"}, "localhost", 200},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := startProgram(t, tc.args...)
			defer p.stop()
			for _, path := range []string{"/_sim/health", "/payout/v1/authorize"} {
				if status := p.callAs(tc.host, path); status != tc.status {
					t.Errorf("%s: got %d, want %d", path, status, tc.status)
				}
			}
		})
	}
}

// callAs calls the program by another name, and returns the status.
func (p *program) callAs(host, path string) int {
	p.t.Helper()
	method := http.MethodGet
	if strings.HasPrefix(path, "/payout/") {
		method = http.MethodPost
	}
	req, err := http.NewRequestWithContext(p.t.Context(), method, strings.TrimSuffix(p.base, "/payout")+path, nil)
	if err != nil {
		p.t.Fatal(err)
	}
	req.Host = host
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		p.t.Fatal(err)
	}
	resp.Body.Close()
	return resp.StatusCode
}
