package provider

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/coretest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// A probe whose caller was canceled is made again for the next caller.
func TestPreflight_CanceledProbe(t *testing.T) {
	t.Parallel()
	_, base := whitelistedAccount(t)
	c := newCore(t, coretest.ProviderBlock(base, object{"environment": "production", "egress_ip": ourAddress})).Of(whitelistedIPType)
	known := c.Create(recordConfig(ourAddress))
	c = newCore(t, coretest.ProviderBlock(base, object{"environment": "production", "egress_ip": ourAddress})).Of(whitelistedIPType)
	stopped, cancel := context.WithCancel(t.Context())
	cancel()
	_, _ = c.RefreshWith(stopped, known)
	again, diags := c.Refresh(known)
	coretest.WantNoErrors(t, diags)
	if again.Get("verification") != "accepted" {
		t.Errorf("verification is %v: %v", again.Get("verification"), again.Get("verification_reason"))
	}
}

// A key is accepted if signed calls are accepted and unsigned ones are refused for their address: Cashfree's pages say
// of the signature "if IP is not whitelisted".
func TestPreflight_SignatureReplacesAddress(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Cf-Signature") == "" {
			w.WriteHeader(http.StatusForbidden)
			fmt.Fprint(w, `{"type":"authentication_error","code":"ip_validation_failed","message":"IP not whitelisted your current ip is 198.51.100.7"}`)
			return
		}
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprint(w, `{"type":"invalid_request_error","code":"beneficiary_not_found","message":"Beneficiary not found"}`)
	}))
	t.Cleanup(server.Close)
	sim := simulator.New(coretest.SimulatorOptions())
	key := newCore(t, coretest.ProviderBlock(server.URL, object{"public_key_pem": sim.PublicKeyPEM()})).Of(signingKeyType).Create(object{})
	if key.Get("verification") != "accepted" {
		t.Errorf("verification is %v: %v", key.Get("verification"), key.Get("verification_reason"))
	}
}

// signatureRefusingServer starts a server that answers every call as Cashfree answers a refused signature. The clock of
// this machine is ahead of the server's.
func signatureRefusingServer(t *testing.T, ahead time.Duration) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Date", time.Now().Add(-ahead).UTC().Format(http.TimeFormat))
		w.WriteHeader(http.StatusUnauthorized)
		fmt.Fprint(w, `{"type":"authentication_error","code":"authentication_failed","message":"Signature mismatch"}`)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// A refused signature is a refused key even if the clock is a little behind. If the clock is ahead or far behind, it
// may be the only cause, and the key stays unverified. All reasons name the clock.
func TestPreflight_ClockSkew(t *testing.T) {
	t.Parallel()
	for ahead, want := range map[time.Duration]struct{ verification, says string }{
		0:                 {"refused", ""},
		2 * time.Minute:   {"unverified", "clock is more than a minute ahead of Cashfree's, which may be the cause"},
		-9 * time.Minute:  {"refused", "clock is more than a minute behind Cashfree's, which may be the cause"},
		11 * time.Minute:  {"unverified", "clock is more than ten minutes ahead of Cashfree's, which may be the cause"},
		-11 * time.Minute: {"unverified", "clock is more than ten minutes behind Cashfree's, which may be the cause"},
	} {
		_, base, file := signedAccount(t)
		config := object{"public_key_path": file}
		created := newCore(t, coretest.ProviderBlock(base, config)).Of(signingKeyType).Create(config)
		c := newCore(t, coretest.ProviderBlock(signatureRefusingServer(t, ahead), config)).Of(signingKeyType)
		refreshed, diags := c.Refresh(created)
		coretest.WantNoErrors(t, diags)
		reason, _ := refreshed.Get("verification_reason").(string)
		if refreshed.Get("verification") != want.verification || !strings.Contains(reason, want.says) {
			t.Errorf("a clock %v ahead: verification is %v: %s", ahead, refreshed.Get("verification"), reason)
		}
		if want.says == "" && strings.Contains(reason, "clock") {
			t.Errorf("the reason names a clock that is right: %s", reason)
		}
		p := c.Plan(refreshed, config)
		if planned := map[string]string{"refused": "update", "unverified": "none"}[want.verification]; p.Action != planned {
			t.Errorf("a clock %v ahead: the plan has the action %q", ahead, p.Action)
		}
		if want.verification == "refused" {
			_, diags = c.Apply(p)
			coretest.WantError(t, diags, "public_key_path", "Cashfree refuses signatures", want.says)
		}
	}
}

// A call that fails proves nothing about an address, even in production and from the very address.
func TestPreflight_FailedProbe(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]simulator.Fault{
		"edge":        {Action: simulator.FaultEdgeHTML},
		"throttled":   {Action: simulator.FaultThrottle, RetryAfter: 1},
		"unreachable": {Action: simulator.FaultResetBefore},
	} {
		sim, base := whitelistedAccount(t)
		sim.Inject(fault)
		created := newCore(t, coretest.ProviderBlock(base, object{"environment": "production", "egress_ip": ourAddress})).
			Of(whitelistedIPType).Create(recordConfig(ourAddress))
		if created.Get("verification") != "unverified" {
			t.Errorf("%s: verification is %v", name, created.Get("verification"))
		}
	}
}

// The state does not describe a run that was stopped as an answer with status 0.
func TestPreflight_StoppedProbe(t *testing.T) {
	t.Parallel()
	_, base := whitelistedAccount(t)
	block := coretest.ProviderBlock(base, object{"environment": "production", "egress_ip": ourAddress})
	known := newCore(t, block).Of(whitelistedIPType).Create(recordConfig(ourAddress))
	stopped, cancel := context.WithCancel(t.Context())
	cancel()
	c := newCore(t, block).Of(whitelistedIPType)
	left, _ := c.RefreshWith(stopped, known)
	if reason, _ := left.Get("verification_reason").(string); strings.Contains(reason, "answered 0") {
		t.Errorf("the reason is %q", reason)
	}
	again, diags := c.Refresh(known) // the stopped probe is not shared
	coretest.WantNoErrors(t, diags)
	if again.Get("verification") != "accepted" {
		t.Errorf("verification is %v: %v", again.Get("verification"), again.Get("verification_reason"))
	}
}

// Records keep their state, with a warning, in a run that does not know all arguments of the provider.
func TestRecords_UnknownProviderArgument(t *testing.T) {
	t.Parallel()
	_, base := whitelistedAccount(t)
	known := newCore(t, coretest.ProviderBlock(base, object{"environment": "production", "egress_ip": ourAddress})).
		Of(whitelistedIPType).Create(recordConfig(ourAddress))
	c := newCore(t, coretest.ProviderBlock(base, object{"environment": "production", "egress_ip": ourAddress, "client_secret": coretest.Unknown{}}))
	kept, diags := c.Of(whitelistedIPType).Refresh(known)
	coretest.WantNoErrors(t, diags)
	if !kept.State.Equal(known.State) {
		t.Errorf("whitelisted_ip was %v, and is %v: %v", known.Get("verification"), kept.Get("verification"), kept.Get("verification_reason"))
	}
	if len(diags) == 0 {
		t.Error("no warning")
	}

	_, base, file := signedAccount(t)
	key := newCore(t, coretest.ProviderBlock(base, object{"public_key_path": file})).Of(signingKeyType).Create(object{"public_key_path": file})
	c = newCore(t, coretest.ProviderBlock(base, object{"public_key_path": file, "client_secret": coretest.Unknown{}}))
	kept, diags = c.Of(signingKeyType).Refresh(key)
	coretest.WantNoErrors(t, diags)
	if !kept.State.Equal(key.State) {
		t.Errorf("signing_key was %v, and is %v", key.Get("verification"), kept.Get("verification"))
	}
	// Imported meanwhile: something has to be said.
	imported, diags := newCore(t, coretest.ProviderBlock(base, object{"client_secret": coretest.Unknown{}})).Of(whitelistedIPType).Import(ourAddress)
	coretest.WantNoErrors(t, diags)
	if imported.Get("verification") != "unverified" {
		t.Errorf("the verification of the imported record is %v", imported.Get("verification"))
	}
}
