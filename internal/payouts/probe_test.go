package payouts_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

// A probe returns what refuses the call, with and without a signature, under each second factor.
func TestProbe_Failure(t *testing.T) {
	t.Parallel()
	for name, story := range map[string]probeStory{
		"no second factor, unsigned": {factor: simulator.SecondFactorNone},
		"no second factor, signed":   {factor: simulator.SecondFactorNone, signed: true},
		"signatures, signed":         {factor: simulator.SecondFactorSignature, signed: true},
		"signatures, unsigned":       {factor: simulator.SecondFactorSignature, want: payouts.ErrSignatureRefused},
		"signatures, another key": {
			factor: simulator.SecondFactorSignature, signed: true, want: payouts.ErrSignatureRefused,
			setUp: func(s *simulator.Simulator) { s.RotateKey() },
		},
		"whitelist, on it": {
			factor: simulator.SecondFactorIP,
			setUp: func(s *simulator.Simulator) {
				s.SetCallerIP("198.51.100.7")
				s.SetWhitelist([]string{"198.51.100.7"})
			},
		},
		"whitelist, not on it": {
			factor: simulator.SecondFactorIP, want: payouts.ErrIPRefused,
			setUp: func(s *simulator.Simulator) { s.SetCallerIP("198.51.100.7") },
		},
		"wrong credentials": {
			want:  payouts.ErrUnauthenticated,
			setUp: func(s *simulator.Simulator) { s.SetCredentials("other", "secret") },
		},
		"not enabled": {
			want:  payouts.ErrNotEnabled,
			setUp: func(s *simulator.Simulator) { s.SetBehaviour(func(b *simulator.Behaviour) { b.APIsNotEnabled = true }) },
		},
		"edge": {
			want:  payouts.ErrEdgeRefused,
			setUp: func(s *simulator.Simulator) { s.Inject(simulator.Fault{Action: simulator.FaultEdgeHTML}) },
		},
		"throttled": {
			want: payouts.ErrThrottled,
			setUp: func(s *simulator.Simulator) {
				s.Inject(simulator.Fault{Action: simulator.FaultThrottle, RetryAfter: 1})
			},
		},
		"unreachable": {
			want:  payouts.ErrUnavailable,
			setUp: func(s *simulator.Simulator) { s.Inject(simulator.Fault{Action: simulator.FaultResetBefore}) },
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			story.test(t)
		})
	}
}

// probeStory is a probe under a second factor.
type probeStory struct {
	factor simulator.SecondFactor
	setUp  func(*simulator.Simulator)
	signed bool
	want   error // nil: it passes
}

func (s probeStory) test(t *testing.T) {
	t.Helper()
	a := newAccount(t, simulator.Options{SecondFactor: s.factor, PrivateKey: signingKey()}, signed)
	if s.setUp != nil {
		s.setUp(a.sim)
	}
	probe := a.Probe(t.Context(), s.signed)
	if s.want == nil && probe.Failure != nil || s.want != nil && !errors.Is(errorOf(probe), s.want) {
		t.Errorf("the failure is %v", probe.Failure)
	}
	if calls := len(a.sim.Requests()); calls != 1 {
		t.Errorf("%d calls were made: a probe never retries", calls)
	}
	if last := a.sim.Requests()[0]; last.Signed != s.signed || last.Method != http.MethodGet {
		t.Errorf("the call was %+v", last)
	}
}

func errorOf(probe payouts.Probe) error {
	if probe.Failure == nil {
		return nil
	}
	return probe.Failure
}

// A probe measures the clock skew.
func TestProbe_ClockSkew(t *testing.T) {
	t.Parallel()
	clock := newClock()
	for behind, want := range map[time.Duration]time.Duration{0: 0, -time.Hour: -time.Hour, 11 * time.Minute: 11 * time.Minute} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Date", clock.Now().Add(-behind).UTC().Format(http.TimeFormat))
			w.WriteHeader(http.StatusForbidden) // a refused call has a date, too
		}))
		defer server.Close()
		probe := newClient(t, server.URL, clock).Probe(t.Context(), false)
		if off := probe.Skew - want; !probe.Dated || off < -time.Second || off > time.Second {
			t.Errorf("a clock that is %v ahead gives %v, %v", behind, probe.Skew, probe.Dated)
		}
	}
	silent := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["Date"] = nil
	}))
	defer silent.Close()
	if probe := newClient(t, silent.URL, clock).Probe(t.Context(), false); probe.Dated {
		t.Errorf("without a date the skew is %v", probe.Skew)
	}
}

// The fingerprint is what openssl prints for the same key, so that people can compare the two.
func TestKeyFingerprint(t *testing.T) {
	t.Parallel()
	key, err := payouts.ParsePublicKey(knownKey)
	if err != nil {
		t.Fatal(err)
	}
	got, err := payouts.KeyFingerprint(key)
	if err != nil || got != knownFingerprint {
		t.Errorf("it is %s, %v", got, err)
	}
}

const knownKey = `-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA1xoH/gTsbkizxK8eLmuP
p6MpeKF+dOhAzryLHHts2KAFoYVAq2yPlzEitGD3Gfc/npZNAm4tYJiVG5Lfb/CH
xLOqovJkHu5lVLhKPlo5r570xewY4w9P+x5SiFoKbxjfICQ2ZsjqPsQikQyLLzL7
f7phcp590sxbgW4Cui69p7BvnWfzK1HfZnBQhb9yuoTOCMu5jDrsy8hnMjD2gDtx
z+41irKq1JVvhSdspYGrfM/pIHoetaqHx6tDDDMbtS95+aMTM42p8Ta///JgPW9Z
+GbaG7kGNX04IXKFe3rEp3WrGWCI/+pAF3DemOLprP8VvckxpE+uqYW42ZLQ8f7U
iwIDAQAB
-----END PUBLIC KEY-----
`

const knownFingerprint = "9a93997e2b298319abec880926b0d3cb6ecb981a7d5ff4c6a42bf386a7d12dc8"
