package provider

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// A probe that its caller called off says nothing to the others.
func TestACalledOffProbeIsMadeAgain(t *testing.T) {
	t.Parallel()
	_, base := behindWhitelist(t)
	c := newCore(t, providerFor(base, object{"environment": "production", "egress_ip": ourAddress})).of(whitelistedIPType)
	known := c.create(record(ourAddress))
	c = newCore(t, providerFor(base, object{"environment": "production", "egress_ip": ourAddress})).of(whitelistedIPType)
	stopped, cancel := context.WithCancel(t.Context())
	cancel()
	_, _ = c.refreshWith(stopped, known)
	again, diags := c.refresh(known)
	wantNoErrors(t, diags)
	if again.read("verification") != "accepted" {
		t.Errorf("it is %v: %v", again.read("verification"), again.read("verification_reason"))
	}
}

// A signature that is let in where the address alone is not: Cashfree's pages say "if IP is not whitelisted" of it.
func TestASignatureStandsInForTheAddress(t *testing.T) {
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
	sim := simulator.New(testOptions())
	key := newCore(t, providerFor(server.URL, object{"public_key_pem": sim.PublicKeyPEM()})).of(signingKeyType).create(object{})
	if key.read("verification") != "accepted" {
		t.Errorf("it is %v: %v", key.read("verification"), key.read("verification_reason"))
	}
}

// refusingSignatures answers every call as Cashfree answers a signature that it does not take, to a machine whose clock is
// ahead by so much.
func refusingSignatures(t *testing.T, ahead time.Duration) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Date", time.Now().Add(-ahead).UTC().Format(http.TimeFormat))
		w.WriteHeader(http.StatusUnauthorized)
		fmt.Fprint(w, `{"type":"authentication_error","code":"authentication_failed","message":"Signature mismatch"}`)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// A key that was replaced reaches the scheduled plan from a machine whose clock is a little off as well. One that is far off
// may be all that is wrong, and both say so.
func TestAWrongClockIsNamedAndExcusesNoKeyUntilItIsFarOff(t *testing.T) {
	t.Parallel()
	for ahead, want := range map[time.Duration]struct{ verification, says string }{
		0:                 {"refused", ""},
		2 * time.Minute:   {"refused", "clock is more than a minute ahead of Cashfree's, which may be why"},
		-9 * time.Minute:  {"refused", "clock is more than a minute behind Cashfree's, which may be why"},
		11 * time.Minute:  {"unverified", "clock is more than ten minutes ahead of Cashfree's, which may be why"},
		-11 * time.Minute: {"unverified", "clock is more than ten minutes behind Cashfree's, which may be why"},
	} {
		_, base, file := signedAccount(t)
		config := object{"public_key_path": file}
		created := newCore(t, providerFor(base, config)).of(signingKeyType).create(config)
		c := newCore(t, providerFor(refusingSignatures(t, ahead), config)).of(signingKeyType)
		refreshed, diags := c.refresh(created)
		wantNoErrors(t, diags)
		reason, _ := refreshed.read("verification_reason").(string)
		if refreshed.read("verification") != want.verification || !strings.Contains(reason, want.says) {
			t.Errorf("a clock %v ahead: it is %v: %s", ahead, refreshed.read("verification"), reason)
		}
		if want.says == "" && strings.Contains(reason, "clock") {
			t.Errorf("a clock that is right is blamed: %s", reason)
		}
		p := c.plan(refreshed, config)
		if planned := map[string]string{"refused": "update", "unverified": "none"}[want.verification]; p.action != planned {
			t.Errorf("a clock %v ahead: the plan is %q", ahead, p.action)
		}
		if want.verification == "refused" {
			_, diags = c.apply(p)
			wantError(t, diags, "public_key_path", "Cashfree does not take signatures", want.says)
		}
	}
}

// Somebody drops the address, and the next run goes out elsewhere. It cannot tell, so it forgives nothing.
func TestARefusedAddressStaysRefusedUntilARunCanTell(t *testing.T) {
	t.Parallel()
	const elsewhere = "198.51.100.8"
	for name, test := range map[string]struct {
		block object
		signs bool
		why   string
	}{
		"from another address":     {block: object{"environment": "production", "egress_ip": elsewhere}, why: "This run calls from " + elsewhere},
		"elsewhere in the sandbox": {block: object{"egress_ip": elsewhere}, why: "The sandbox takes"},
		"with signatures":          {block: object{"environment": "production", "egress_ip": ourAddress}, signs: true, why: "signs its calls"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, base := behindWhitelist(t)
			run := func(block object) *core { return newCore(t, providerFor(base, block)).of(whitelistedIPType) }
			fromHere := object{"environment": "production", "egress_ip": ourAddress}
			created := run(fromHere).create(record(ourAddress))
			sim.SetWhitelist([]string{elsewhere})
			dropped, _ := run(fromHere).refresh(created)

			sim.SetCallerIP(elsewhere)
			if test.signs {
				test.block["public_key_pem"] = sim.PublicKeyPEM()
			}
			for range 2 { // and what a refresh says is no news to the next
				c := run(test.block)
				refreshed, diags := c.refresh(dropped)
				wantNoErrors(t, diags)
				reason, _ := refreshed.read("verification_reason").(string)
				if refreshed.read("verification") != "refused" || !strings.HasPrefix(reason, refusedBefore) || !strings.Contains(reason, test.why) {
					t.Fatalf("it is %v: %s", refreshed.read("verification"), reason)
				}
				if strings.Count(reason, "before") != 1 {
					t.Errorf("the reason grows: %s", reason)
				}
				p := c.plan(refreshed, record(ourAddress))
				if p.action != "update" {
					t.Fatalf("the plan is %q", p.action)
				}
				kept, diags := run(test.block).apply(p)
				wantError(t, diags, "ip_address", "Cannot tell whether address "+ourAddress, test.why, "remove the record")
				if kept == nil || kept.read("verification") != "refused" {
					t.Fatal("the refusal was forgotten")
				}
				dropped = kept
			}

			sim.SetCallerIP(ourAddress)
			sim.SetWhitelist([]string{ourAddress})
			c := run(fromHere)
			mended, diags := c.refresh(dropped)
			wantNoErrors(t, diags)
			if p := c.plan(mended, record(ourAddress)); mended.read("verification") != "accepted" || p.action != "none" {
				t.Errorf("it is %v, and the plan is %q", mended.read("verification"), p.action)
			}
		})
	}
}

// A user without egress_ip puts a dropped address back. A refresh forgives nothing, since it may come from elsewhere; an
// apply, which somebody has asked for, is let in and says what it cannot tell.
func TestWithoutAnEgressAnApplyIsTakenForMended(t *testing.T) {
	t.Parallel()
	for _, environment := range []string{"production", "sandbox"} {
		t.Run(environment, func(t *testing.T) {
			t.Parallel()
			sim, base := behindWhitelist(t)
			run := func() *core {
				return newCore(t, providerFor(base, object{"environment": environment})).of(whitelistedIPType)
			}
			created := run().create(record(ourAddress))
			sim.SetWhitelist(nil)
			dropped, _ := run().refresh(created)
			c := run()
			kept, diags := c.apply(c.plan(dropped, record(ourAddress)))
			wantError(t, diags, "ip_address", "is not on Cashfree's whitelist")

			sim.SetWhitelist([]string{ourAddress})
			c = run()
			refreshed, _ := c.refresh(kept)
			if refreshed.read("verification") != "refused" {
				t.Fatalf("a refresh from nobody knows where made it %v", refreshed.read("verification"))
			}
			mended, diags := c.apply(c.plan(refreshed, record(ourAddress)))
			wantNoErrors(t, diags)
			wantWarning(t, diags, "Cannot tell whether address "+ourAddress, "egress_ip")
			c = run()
			again, diags := c.refresh(mended)
			wantNoErrors(t, diags)
			if p := c.plan(again, record(ourAddress)); again.read("verification") != "unverified" || p.action != "none" {
				t.Errorf("it is %v, and the plan is %q", again.read("verification"), p.action)
			}
		})
	}
}

// The sandbox never proves that an address is on the whitelist, but it can show that a refusal is over.
func TestASandboxThatLetsAnAddressInAgainTakesTheRefusalBack(t *testing.T) {
	t.Parallel()
	sim, base := behindWhitelist(t)
	run := func() *core {
		return newCore(t, providerFor(base, object{"egress_ip": ourAddress})).of(whitelistedIPType)
	}
	created := run().create(record(ourAddress))
	sim.SetWhitelist(nil)
	dropped, _ := run().refresh(created)
	if dropped.read("verification") != "refused" {
		t.Fatalf("it is %v", dropped.read("verification"))
	}
	sim.SetWhitelist([]string{ourAddress})
	c := run()
	mended, diags := c.refresh(dropped)
	wantNoErrors(t, diags)
	if p := c.plan(mended, record(ourAddress)); mended.read("verification") != "unverified" || p.action != "none" {
		t.Errorf("it is %v, and the plan is %q", mended.read("verification"), p.action)
	}
}

func TestARefusedKeyStaysRefusedUntilARunCanTell(t *testing.T) {
	t.Parallel()
	other := simulator.New(simulator.Options{PrivateKey: otherKey(t)}).PublicKeyPEM()
	for name, test := range map[string]struct {
		key    any // what the provider signs with; nil is nothing, and the empty text the recorded key
		factor simulator.SecondFactor
		ahead  time.Duration
		why    string
	}{
		"signing with another key":     {key: other, factor: simulator.SecondFactorNone, why: "signs with another key"},
		"signing nothing":              {factor: simulator.SecondFactorNone, why: "signs no calls"},
		"where nobody looks":           {key: "", factor: simulator.SecondFactorNone, why: "does not look at signatures"},
		"by a clock that is far off":   {key: "", ahead: 11 * time.Minute, why: "clock is more than ten minutes ahead"},
		"with an answer of some other": {key: "", ahead: -1, why: "did not get far enough"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, base, file := signedAccount(t)
			config := object{"public_key_path": file}
			created := newCore(t, providerFor(base, config)).of(signingKeyType).create(config)
			former := sim.PublicKeyPEM()
			sim.RotateKey()
			rotated, _ := newCore(t, providerFor(base, config)).of(signingKeyType).refresh(created)

			switch {
			case test.ahead > 0:
				base = refusingSignatures(t, test.ahead)
			case test.ahead < 0:
				sim.Inject(simulator.Fault{Action: simulator.FaultEdgeHTML})
			default:
				sim.SetSecondFactor(test.factor)
			}
			if test.key == "" {
				test.key = former
			}
			c := newCore(t, providerFor(base, object{"public_key_pem": test.key})).of(signingKeyType)
			refreshed, diags := c.refresh(rotated)
			wantNoErrors(t, diags)
			if reason, _ := refreshed.read("verification_reason").(string); refreshed.read("verification") != "refused" || !strings.Contains(reason, test.why) {
				t.Fatalf("it is %v: %s", refreshed.read("verification"), reason)
			}
			p := c.plan(refreshed, config)
			if p.action != "update" {
				t.Fatalf("the plan is %q", p.action)
			}
			kept, diags := c.apply(p)
			wantError(t, diags, "public_key_path", "Cannot tell whether Cashfree takes signatures of this key again", test.why)
			if kept == nil || kept.read("verification") != "refused" {
				t.Error("the refusal was forgotten")
			}
		})
	}
}

// The record moves on to a key that this run does not sign with. That the former one was refused says nothing of it.
func TestAnotherKeyIsNotHeldToTheRefusalOfTheFormer(t *testing.T) {
	t.Parallel()
	sim, base, file := signedAccount(t)
	config := object{"public_key_path": file}
	block := providerFor(base, object{"public_key_pem": sim.PublicKeyPEM()})
	created := newCore(t, block).of(signingKeyType).create(config)
	sim.RotateKey()
	rotated, _ := newCore(t, block).of(signingKeyType).refresh(created)
	writeKey(t, file, sim.PublicKeyPEM())
	c := newCore(t, block).of(signingKeyType)
	moved, diags := c.apply(c.plan(rotated, config))
	wantNoErrors(t, diags)
	if moved.read("verification") != "unverified" {
		t.Errorf("it is %v", moved.read("verification"))
	}
}

// A call that did not get through accepts no address, in production and from the very address as little as elsewhere.
func TestAFailedLookAcceptsNoAddress(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]simulator.Fault{
		"edge":        {Action: simulator.FaultEdgeHTML},
		"throttled":   {Action: simulator.FaultThrottle, RetryAfter: 1},
		"unreachable": {Action: simulator.FaultResetBefore},
	} {
		sim, base := behindWhitelist(t)
		sim.Inject(fault)
		created := newCore(t, providerFor(base, object{"environment": "production", "egress_ip": ourAddress})).
			of(whitelistedIPType).create(record(ourAddress))
		if created.read("verification") != "unverified" {
			t.Errorf("%s: it is %v", name, created.read("verification"))
		}
	}
}

func TestClockIsOff(t *testing.T) {
	t.Parallel()
	for skew, want := range map[time.Duration]bool{
		0: false, 2 * time.Minute: false, 10 * time.Minute: false, 601 * time.Second: true, -10 * time.Minute: false, -601 * time.Second: true,
	} {
		if got := clockIsOff(payouts.Probe{Skew: skew, Dated: true}); got != want {
			t.Errorf("%v ahead: %v", skew, got)
		}
	}
	if clockIsOff(payouts.Probe{Skew: time.Hour}) {
		t.Error("without a date nothing is known of the clock")
	}
}

// A run that is stopped leaves no "Cashfree answered 0 ." in the state.
func TestAStoppedProbeIsNotCalledAnAnswer(t *testing.T) {
	t.Parallel()
	_, base := behindWhitelist(t)
	block := providerFor(base, object{"environment": "production", "egress_ip": ourAddress})
	known := newCore(t, block).of(whitelistedIPType).create(record(ourAddress))
	stopped, cancel := context.WithCancel(t.Context())
	cancel()
	c := newCore(t, block).of(whitelistedIPType)
	left, _ := c.refreshWith(stopped, known)
	if reason, _ := left.read("verification_reason").(string); strings.Contains(reason, "answered 0") {
		t.Errorf("the reason is %q", reason)
	}
	again, diags := c.refresh(known) // and nobody else is told of it
	wantNoErrors(t, diags)
	if again.read("verification") != "accepted" {
		t.Errorf("it is %v: %v", again.read("verification"), again.read("verification_reason"))
	}
}

// A refused address is mended when Cashfree lets it in, and not when the look at it failed.
func TestARefusedAddressIsNotMendedByAnOutage(t *testing.T) {
	t.Parallel()
	sim, base := behindWhitelist(t)
	block := providerFor(base, object{"environment": "production", "egress_ip": ourAddress})
	run := func() *core { return newCore(t, block).of(whitelistedIPType) }
	created := run().create(record(ourAddress))
	sim.SetWhitelist(nil)
	c := run()
	dropped, _ := c.refresh(created)
	p := c.plan(dropped, record(ourAddress))
	sim.Inject(simulator.Fault{Action: simulator.FaultEdgeHTML})
	kept, diags := run().apply(p)
	if kept == nil || kept.read("verification") != "refused" {
		t.Error("the refusal was forgotten")
	}
	if !hasErrors(diags) {
		t.Error("the apply succeeded though the address is refused still")
	}
}

// A run that does not know its provider arguments keeps what is in the state (design, section 4).
func TestAnUnknownArgumentKeepsTheState(t *testing.T) {
	t.Parallel()
	_, base := behindWhitelist(t)
	known := newCore(t, providerFor(base, object{"environment": "production", "egress_ip": ourAddress})).
		of(whitelistedIPType).create(record(ourAddress))
	c := newCore(t, providerFor(base, object{"environment": "production", "egress_ip": ourAddress, "client_secret": notKnownYet{}}))
	kept, diags := c.of(whitelistedIPType).refresh(known)
	wantNoErrors(t, diags)
	if !kept.state.Equal(known.state) {
		t.Errorf("whitelisted_ip was %v, and is %v: %v", known.read("verification"), kept.read("verification"), kept.read("verification_reason"))
	}
	if len(diags) == 0 {
		t.Error("no warning")
	}

	_, base, file := signedAccount(t)
	key := newCore(t, providerFor(base, object{"public_key_path": file})).of(signingKeyType).create(object{"public_key_path": file})
	c = newCore(t, providerFor(base, object{"public_key_path": file, "client_secret": notKnownYet{}}))
	kept, diags = c.of(signingKeyType).refresh(key)
	wantNoErrors(t, diags)
	if !kept.state.Equal(key.state) {
		t.Errorf("signing_key was %v, and is %v", key.read("verification"), kept.read("verification"))
	}
	// Imported meanwhile: something has to be said.
	imported, diags := newCore(t, providerFor(base, object{"client_secret": notKnownYet{}})).of(whitelistedIPType).importByID(ourAddress)
	wantNoErrors(t, diags)
	if imported.read("verification") != "unverified" {
		t.Errorf("the imported record is %v", imported.read("verification"))
	}
}
