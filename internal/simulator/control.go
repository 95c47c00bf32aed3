package simulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"time"
)

// maxControlBody is ample for a seed of many thousands of records.
const maxControlBody = 64 << 20

// controls is the simulator's own API. Nothing of it exists at Cashfree.
func (s *Simulator) controls() http.Handler {
	mux := http.NewServeMux()

	mux.HandleFunc("GET /_sim/health", show(func() any { return map[string]string{"status": "ok"} }))
	mux.HandleFunc("POST /_sim/reset", do(s.Reset))

	mux.HandleFunc("GET /_sim/counters", show(func() any { return s.Counters() }))
	mux.HandleFunc("GET /_sim/requests", show(func() any { return s.Requests() }))
	mux.HandleFunc("DELETE /_sim/requests", do(s.ResetRequests))
	mux.HandleFunc("GET /_sim/journal", show(func() any { return orEmpty(s.Journal()) }))

	mux.HandleFunc("GET /_sim/behaviour", show(func() any { return s.Behaviour() }))
	mux.HandleFunc("PATCH /_sim/behaviour", s.patchBehaviour)
	mux.HandleFunc("GET /_sim/faults", show(func() any { return s.Faults() }))
	mux.HandleFunc("POST /_sim/faults", s.postFaults)
	mux.HandleFunc("DELETE /_sim/faults", do(s.ClearFaults))

	mux.HandleFunc("GET /_sim/second-factor", show(func() any { return secondFactorBody{s.SecondFactor()} }))
	mux.HandleFunc("PUT /_sim/second-factor", accept(s.putSecondFactor))
	mux.HandleFunc("GET /_sim/whitelist", show(func() any { return whitelistBody{s.Whitelist()} }))
	mux.HandleFunc("PUT /_sim/whitelist", accept(s.putWhitelist))
	mux.HandleFunc("PUT /_sim/caller-ip", accept(s.putCallerIP))
	mux.HandleFunc("PUT /_sim/limits", accept(s.putLimits))
	mux.HandleFunc("GET /_sim/public-key", sendKey(s.PublicKeyPEM))
	mux.HandleFunc("POST /_sim/public-key", sendKey(s.RotateKey))
	mux.HandleFunc("DELETE /_sim/tokens", do(s.RevokeTokens))

	mux.HandleFunc("GET /_sim/balance", show(s.showBalance))
	mux.HandleFunc("PUT /_sim/balance", accept(s.putBalance))
	mux.HandleFunc("GET /_sim/transfers", show(func() any { return s.Transfers() }))
	mux.HandleFunc("PUT /_sim/transfers", accept(s.putTransfers))

	mux.HandleFunc("GET /_sim/beneficiaries", show(func() any { return s.All() }))
	mux.HandleFunc("PUT /_sim/beneficiaries", accept(s.putBeneficiaries))
	mux.HandleFunc("DELETE /_sim/beneficiaries", do(s.RemoveAll))
	mux.HandleFunc("GET /_sim/beneficiaries/{id}", s.showBeneficiary)
	mux.HandleFunc("PUT /_sim/beneficiaries/{id}", s.putBeneficiary)
	mux.HandleFunc("PATCH /_sim/beneficiaries/{id}", s.patchBeneficiary)
	mux.HandleFunc("DELETE /_sim/beneficiaries/{id}", s.dropBeneficiary)
	return mux
}

func show(value func() any) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { reply(w, http.StatusOK, value()) }
}

func do(action func()) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		action()
		w.WriteHeader(http.StatusNoContent)
	}
}

// accept reads a body strictly and hands it to the action, whose error is the
// caller's.
func accept[T any](action func(T) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var body T
		data, err := readControl(w, r)
		if err == nil {
			err = decodeStrictly(data, &body)
		}
		if err == nil {
			err = action(body)
		}
		if err != nil {
			complain(w, http.StatusBadRequest, err)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	}
}

func readControl(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	return io.ReadAll(http.MaxBytesReader(w, r.Body, maxControlBody))
}

func reply(w http.ResponseWriter, status int, value any) {
	data, err := json.Marshal(value)
	if err != nil {
		complain(w, http.StatusInternalServerError, err)
		return
	}
	answer{status: status, contentType: "application/json", body: data}.write(w)
}

func complain(w http.ResponseWriter, status int, err error) {
	reply(w, status, map[string]string{"error": err.Error()})
}

// orEmpty makes an empty list of a nil one, which JSON would call null.
func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func (s *Simulator) patchBehaviour(w http.ResponseWriter, r *http.Request) {
	data, err := readControl(w, r)
	if err == nil {
		err = s.MergeBehaviour(data)
	}
	if err != nil {
		complain(w, http.StatusBadRequest, err)
		return
	}
	reply(w, http.StatusOK, s.Behaviour())
}

// MergeBehaviour reads a JSON object over the switches in force, by the rules
// of [Behaviour.Merge].
func (s *Simulator) MergeBehaviour(object []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.settings.behaviour.Merge(object)
}

// postFaults takes one fault or a list of them.
func (s *Simulator) postFaults(w http.ResponseWriter, r *http.Request) {
	data, err := readControl(w, r)
	var faults []Fault
	if err == nil {
		faults, err = ParseFaults(data)
	}
	if err != nil {
		complain(w, http.StatusBadRequest, err)
		return
	}
	for _, f := range faults {
		s.Inject(f)
	}
	reply(w, http.StatusCreated, s.Faults())
}

// ParseFaults reads a fault, or a list of faults, and refuses what it does
// not know.
func ParseFaults(data []byte) ([]Fault, error) {
	faults := make([]Fault, 1)
	var into any = &faults[0]
	if bytes.HasPrefix(bytes.TrimSpace(data), []byte("[")) {
		into = &faults
	}
	if err := decodeStrictly(data, into); err != nil {
		return nil, err
	}
	for i, f := range faults {
		if err := f.Validate(); err != nil {
			return nil, fmt.Errorf("fault %d: %w", i, err)
		}
	}
	return faults, nil
}

type secondFactorBody struct {
	SecondFactor SecondFactor `json:"second_factor"`
}

func (s *Simulator) putSecondFactor(body secondFactorBody) error {
	if !body.SecondFactor.valid() {
		return errors.New("second_factor must be none, ip or signature")
	}
	s.SetSecondFactor(body.SecondFactor)
	return nil
}

type whitelistBody struct {
	Addresses []string `json:"addresses"`
}

func (s *Simulator) putWhitelist(body whitelistBody) error {
	for _, address := range body.Addresses {
		if _, err := netip.ParseAddr(address); err != nil {
			return err
		}
	}
	s.SetWhitelist(body.Addresses)
	return nil
}

type callerIPBody struct {
	CallerIP string `json:"caller_ip"`
}

func (s *Simulator) putCallerIP(body callerIPBody) error {
	if body.CallerIP != "" {
		if _, err := netip.ParseAddr(body.CallerIP); err != nil {
			return err
		}
	}
	s.SetCallerIP(body.CallerIP)
	return nil
}

type limitsBody struct {
	RequestsPerMinute *int    `json:"requests_per_minute"`
	Latency           *string `json:"latency"`
}

func (s *Simulator) putLimits(body limitsBody) error {
	if body.Latency != nil {
		latency, err := time.ParseDuration(*body.Latency)
		if err != nil {
			return err
		}
		s.SetLatency(latency)
	}
	if body.RequestsPerMinute != nil {
		s.SetRequestsPerMinute(*body.RequestsPerMinute)
	}
	return nil
}

func sendKey(pem func() string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		answer{status: http.StatusOK, contentType: "application/x-pem-file", body: []byte(pem())}.write(w)
	}
}
