package provider

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

const (
	accessType = "cashfree_payout_access"
	ourAddress = "198.51.100.7"
)

// Each cause of a refusal has its own outcome, and none of them is an error.
func TestAccess_Outcomes(t *testing.T) {
	t.Parallel()
	answer := func(status int, body string) func(*simulator.Simulator) {
		return func(s *simulator.Simulator) {
			s.Inject(simulator.Fault{Action: simulator.FaultStatusBefore, Status: status, Body: body, ContentType: "application/json"})
		}
	}
	for name, test := range map[string]struct {
		factor simulator.SecondFactor
		setUp  func(*simulator.Simulator)
		block  object // with the key where calls are to be signed
		signs  bool
		want   map[string]any
		calls  int
	}{
		"passes, sandbox": {
			want: map[string]any{"outcome": "passes", "credentials_accepted": true, "api_enabled": true, "second_factor": nil,
				"address_accepted": nil, "seen_ip": nil},
		},
		"passes from a whitelisted address": {
			factor: simulator.SecondFactorIP, block: object{"environment": "production"},
			setUp: func(s *simulator.Simulator) { s.SetCallerIP(ourAddress); s.SetWhitelist([]string{ourAddress}) },
			want:  map[string]any{"outcome": "passes", "second_factor": "ip_whitelist", "address_accepted": true},
		},
		"passes with a signature": {
			factor: simulator.SecondFactorSignature, signs: true, calls: 2,
			want: map[string]any{"outcome": "passes", "second_factor": "public_key", "signature_accepted": true},
		},
		"passes, without a check of signatures": {
			signs: true, calls: 2,
			want: map[string]any{"outcome": "passes", "second_factor": nil, "signature_accepted": nil, "address_accepted": nil},
		},
		"wrong credentials": {
			setUp: func(s *simulator.Simulator) { s.SetCredentials("other", "secret") },
			want:  map[string]any{"outcome": "credentials_refused", "credentials_accepted": false, "api_enabled": nil},
		},
		"not enabled": {
			setUp: func(s *simulator.Simulator) { s.SetBehaviour(func(b *simulator.Behaviour) { b.APIsNotEnabled = true }) },
			want:  map[string]any{"outcome": "api_not_enabled", "credentials_accepted": nil, "api_enabled": false},
		},
		"address refused": {
			factor: simulator.SecondFactorIP,
			setUp:  func(s *simulator.Simulator) { s.SetCallerIP(ourAddress) },
			want: map[string]any{"outcome": "address_refused", "second_factor": "ip_whitelist", "address_accepted": false,
				"seen_ip": ourAddress, "credentials_accepted": nil},
		},
		"address refused, unnamed": {
			factor: simulator.SecondFactorIP,
			setUp: func(s *simulator.Simulator) {
				s.SetBehaviour(func(b *simulator.Behaviour) { b.IPRefusal = "without_address" })
			},
			want: map[string]any{"outcome": "address_refused", "seen_ip": nil},
		},
		"signature missing": {
			factor: simulator.SecondFactorSignature,
			want:   map[string]any{"outcome": "signature_missing", "credentials_accepted": nil, "second_factor": "public_key", "signature_accepted": nil},
		},
		"signature missing, with the other status": {
			factor: simulator.SecondFactorSignature,
			setUp: func(s *simulator.Simulator) {
				s.SetBehaviour(func(b *simulator.Behaviour) { b.SignatureMissingStatus = 401 })
			},
			want: map[string]any{"outcome": "signature_missing"},
		},
		"signature mismatched": {
			factor: simulator.SecondFactorSignature, signs: true,
			setUp: func(s *simulator.Simulator) { s.RotateKey() },
			want:  map[string]any{"outcome": "signature_mismatched", "credentials_accepted": nil, "second_factor": "public_key", "signature_accepted": false},
		},
		"refused at the edge": {
			setUp: func(s *simulator.Simulator) { s.Inject(simulator.Fault{Action: simulator.FaultEdgeHTML}) },
			want:  map[string]any{"outcome": "edge_refused", "credentials_accepted": nil, "second_factor": nil},
		},
		"unreachable": {
			setUp: func(s *simulator.Simulator) { s.Inject(simulator.Fault{Action: simulator.FaultResetBefore}) },
			want:  map[string]any{"outcome": "unreachable", "clock_skew_seconds": nil},
		},
		"unavailable": {
			setUp: answer(503, `{"type":"api_error","code":"internal_server_error","message":"Error at cashfree's server"}`),
			want:  map[string]any{"outcome": "unavailable", "credentials_accepted": nil},
		},
		"throttled": {
			setUp: func(s *simulator.Simulator) {
				s.Inject(simulator.Fault{Action: simulator.FaultThrottle, RetryAfter: 1})
			},
			want: map[string]any{"outcome": "throttled", "credentials_accepted": nil},
		},
		"an unknown error": {
			setUp: answer(418, `{"type":"api_error","code":"teapot","message":"no"}`),
			want:  map[string]any{"outcome": "unexpected"},
		},
		"not checked": {
			block: object{"client_id": coretest.Unknown{}},
			want:  map[string]any{"outcome": "not_checked", "checked": false, "passes": false, "credentials_accepted": nil},
			calls: -1,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			options := coretest.SimulatorOptions()
			options.SecondFactor = test.factor
			sim, base := coretest.StartSimulator(t, options)
			block := coretest.ProviderBlock(base, test.block)
			if test.signs {
				block["public_key_pem"] = sim.PublicKeyPEM()
			}
			if test.setUp != nil {
				test.setUp(sim)
			}
			state, diags := readData(t, block, accessType, object{})
			coretest.WantNoErrors(t, diags)
			wantAttributes(t, state, test.want)
			if passes := test.want["outcome"] == "passes"; isTrue(t, coretest.At(state, "passes")) != passes {
				t.Errorf("passes is %v", !passes)
			}
			if skew := coretest.At(state, "clock_skew_seconds"); !skew.IsNull() && len(decimalText(t, skew)) > 2 {
				t.Errorf("the skew of one clock with itself is %s seconds", decimalText(t, skew))
			}
			calls := test.calls
			if calls == 0 {
				calls = 1
			}
			if got := len(sim.Requests()); got != max(0, calls) {
				t.Errorf("%d calls were made, want %d", got, max(0, calls))
			}
		})
	}
}

// An expired signature may be refused like a wrong one. A clock that is ahead or far behind tells the two apart, and a
// clock that is somewhat behind is mentioned.
func TestAccess_SignatureExpired(t *testing.T) {
	t.Parallel()
	for skew, want := range map[time.Duration]struct{ outcome, says string }{
		-11 * time.Minute: {outcomeSignatureExpired, "more than ten minutes behind Cashfree's, which may be the cause"},
		11 * time.Minute:  {outcomeSignatureExpired, "more than ten minutes ahead of Cashfree's, which may be the cause"},
		2 * time.Minute:   {outcomeSignatureExpired, "more than a minute ahead of Cashfree's, which may be the cause"},
		-5 * time.Minute:  {outcomeSignatureMismatched, "more than a minute behind Cashfree's, which may be the cause"},
		0:                 {outcomeSignatureMismatched, "Check that public_key_pem"},
	} {
		sim := simulator.New(coretest.SimulatorOptions())
		block := coretest.ProviderBlock(signatureRefusingServer(t, skew), object{"public_key_pem": sim.PublicKeyPEM()})
		state, diags := readData(t, block, accessType, object{})
		coretest.WantNoErrors(t, diags)
		wantAttributes(t, state, map[string]any{"outcome": want.outcome})
		detail, _ := coretest.Plain(coretest.At(state, "detail")).(string)
		if !strings.Contains(detail, want.says) || (skew == 0) == strings.Contains(detail, "may be the cause") {
			t.Errorf("a clock %v ahead: %s", skew, detail)
		}
	}
}

func wantAttributes(t *testing.T, state tftypes.Value, want map[string]any) {
	t.Helper()
	for attribute, value := range want {
		got := coretest.Plain(coretest.At(state, attribute))
		switch expected := value.(type) {
		case bool:
			if got == nil || isTrue(t, coretest.At(state, attribute)) != expected {
				t.Errorf("%s is %v, want %v", attribute, got, value)
			}
		default:
			if number, ok := got.(tftypes.Value); ok {
				got = decimalText(t, number)
			}
			if got != value {
				t.Errorf("%s is %v, want %v", attribute, got, value)
			}
		}
	}
}

// In production, a signed call that is accepted proves nothing about the address. An unsigned call that is accepted
// does.
func TestAccess_Signed_InProduction(t *testing.T) {
	t.Parallel()
	for factor, want := range map[simulator.SecondFactor]map[string]any{
		simulator.SecondFactorSignature: {"address_accepted": nil, "second_factor": "public_key", "signature_accepted": true},
		simulator.SecondFactorNone:      {"address_accepted": true, "second_factor": "ip_whitelist", "signature_accepted": nil},
	} {
		options := coretest.SimulatorOptions()
		options.SecondFactor = factor
		sim, base := coretest.StartSimulator(t, options)
		state, diags := readData(t, coretest.ProviderBlock(base, object{"environment": "production", "public_key_pem": sim.PublicKeyPEM()}), accessType, object{})
		coretest.WantNoErrors(t, diags)
		wantAttributes(t, state, want)
	}
}

// The result has the id of a refused call, and of unknown provider arguments it has the names.
func TestAccess_RequestID(t *testing.T) {
	t.Parallel()
	_, base, _ := signedAccount(t)
	state, diags := readData(t, coretest.ProviderBlock(base, nil), accessType, object{})
	coretest.WantNoErrors(t, diags)
	if id := coretest.Plain(coretest.At(state, "request_id")); id == nil {
		t.Error("there is no request id")
	}
	state, diags = readData(t, coretest.ProviderBlock(base, object{"client_id": coretest.Unknown{}}), accessType, object{})
	coretest.WantNoErrors(t, diags)
	if detail, _ := coretest.Plain(coretest.At(state, "detail")).(string); !coretest.ContainsAll(detail, []string{"client_id"}) {
		t.Errorf("the detail is %q", detail)
	}
}

// Cashfree's own pages say of x-cf-signature "if IP is not whitelisted": a signed call is accepted, and an unsigned one
// is refused for its address. A record of the key is accepted then, so the data source must show the same.
func TestAccess_SignatureReplacesAddress(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if r.Header.Get("X-Cf-Signature") == "" {
			w.WriteHeader(http.StatusForbidden)
			_, _ = w.Write([]byte(`{"type":"authentication_error","code":"ip_validation_failed","message":"IP not whitelisted your current ip is ` + ourAddress + `"}`))
			return
		}
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write([]byte(`{"type":"invalid_request_error","code":"beneficiary_not_found","message":"Beneficiary not found"}`))
	}))
	t.Cleanup(server.Close)
	sim := simulator.New(coretest.SimulatorOptions())
	block := coretest.ProviderBlock(server.URL, object{"environment": "production", "public_key_pem": sim.PublicKeyPEM()})
	if key := newCore(t, block).Of(signingKeyType).Create(object{}); key.Get("verification") != "accepted" {
		t.Errorf("the verification of the key is %v", key.Get("verification"))
	}
	state, diags := readData(t, block, accessType, object{})
	coretest.WantNoErrors(t, diags)
	wantAttributes(t, state, map[string]any{"passes": true, "signature_accepted": true, "address_accepted": false, "seen_ip": ourAddress})
}

// Without a key, the advice is to set one and not to compare it with another.
func TestAccess_SignatureMissing_Advice(t *testing.T) {
	t.Parallel()
	_, base, _ := signedAccount(t)
	state, diags := readData(t, coretest.ProviderBlock(base, nil), accessType, object{})
	coretest.WantNoErrors(t, diags)
	detail, _ := coretest.Plain(coretest.At(state, "detail")).(string)
	if !strings.Contains(detail, "set public_key_path or public_key_pem") || strings.Contains(detail, "this machine's clock") {
		t.Errorf("the detail is %q", detail)
	}
}
