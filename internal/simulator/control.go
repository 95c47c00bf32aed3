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

// maxControlBody is enough for a seed of many thousands of beneficiaries.
const maxControlBody = 64 << 20

// controlHandler serves the simulator's own API. None of it exists at Cashfree.
func (s *Simulator) controlHandler() http.Handler {
	mux := http.NewServeMux()

	mux.HandleFunc("GET /_sim/health", getHandler(func() any { return map[string]string{"status": "ok"} }))
	mux.HandleFunc("POST /_sim/reset", actionHandler(s.Reset))

	mux.HandleFunc("GET /_sim/counters", getHandler(func() any { return s.Counters() }))
	mux.HandleFunc("GET /_sim/requests", getHandler(func() any { return s.Requests() }))
	mux.HandleFunc("DELETE /_sim/requests", actionHandler(s.ResetRequests))
	mux.HandleFunc("GET /_sim/journal", getHandler(func() any { return orEmpty(s.Journal()) }))

	mux.HandleFunc("GET /_sim/behaviour", getHandler(func() any { return s.Behaviour() }))
	mux.HandleFunc("PATCH /_sim/behaviour", s.patchBehaviour)
	mux.HandleFunc("GET /_sim/faults", getHandler(func() any { return s.Faults() }))
	mux.HandleFunc("POST /_sim/faults", s.postFaults)
	mux.HandleFunc("DELETE /_sim/faults", actionHandler(s.ClearFaults))

	mux.HandleFunc("GET /_sim/second-factor", getHandler(func() any { return secondFactorBody{s.SecondFactor()} }))
	mux.HandleFunc("PUT /_sim/second-factor", bodyHandler(s.putSecondFactor))
	mux.HandleFunc("GET /_sim/whitelist", getHandler(func() any { return whitelistBody{s.Whitelist()} }))
	mux.HandleFunc("PUT /_sim/whitelist", bodyHandler(s.putWhitelist))
	mux.HandleFunc("PUT /_sim/caller-ip", bodyHandler(s.putCallerIP))
	mux.HandleFunc("PUT /_sim/limits", bodyHandler(s.putLimits))
	mux.HandleFunc("GET /_sim/public-key", keyHandler(s.PublicKeyPEM))
	mux.HandleFunc("POST /_sim/public-key", keyHandler(s.RotateKey))
	mux.HandleFunc("DELETE /_sim/tokens", actionHandler(s.RevokeTokens))

	mux.HandleFunc("GET /_sim/balance", getHandler(s.showBalance))
	mux.HandleFunc("PUT /_sim/balance", bodyHandler(s.putBalance))
	mux.HandleFunc("GET /_sim/transfers", getHandler(func() any { return s.Transfers() }))
	mux.HandleFunc("PUT /_sim/transfers", bodyHandler(s.putTransfers))

	mux.HandleFunc("GET /_sim/beneficiaries", getHandler(func() any { return s.All() }))
	mux.HandleFunc("PUT /_sim/beneficiaries", bodyHandler(s.putBeneficiaries))
	mux.HandleFunc("DELETE /_sim/beneficiaries", actionHandler(s.RemoveAll))
	mux.HandleFunc("GET /_sim/beneficiaries/{id}", s.showBeneficiary)
	mux.HandleFunc("PUT /_sim/beneficiaries/{id}", s.putBeneficiary)
	mux.HandleFunc("PATCH /_sim/beneficiaries/{id}", s.patchBeneficiary)
	mux.HandleFunc("DELETE /_sim/beneficiaries/{id}", s.dropBeneficiary)
	return mux
}

func getHandler(value func() any) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, http.StatusOK, value()) }
}

func actionHandler(action func()) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		action()
		w.WriteHeader(http.StatusNoContent)
	}
}

// bodyHandler decodes the body, refuses unknown fields, and calls the action. An error of the action becomes a 400.
func bodyHandler[T any](action func(T) error) http.HandlerFunc {
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
			writeError(w, http.StatusBadRequest, err)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	}
}

func readControl(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	return io.ReadAll(http.MaxBytesReader(w, r.Body, maxControlBody))
}

func writeJSON(w http.ResponseWriter, status int, value any) {
	data, err := json.Marshal(value)
	if err != nil {
		writeError(w, http.StatusInternalServerError, err)
		return
	}
	answer{status: status, contentType: "application/json", body: data}.write(w)
}

func writeError(w http.ResponseWriter, status int, err error) {
	writeJSON(w, status, map[string]string{"error": err.Error()})
}

// orEmpty returns an empty list for a nil one, which JSON would encode as null.
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
		writeError(w, http.StatusBadRequest, err)
		return
	}
	writeJSON(w, http.StatusOK, s.Behaviour())
}

// MergeBehaviour reads a JSON object over the switches in force, by the rules of [Behaviour.Merge].
func (s *Simulator) MergeBehaviour(patch []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.settings.behaviour.Merge(patch)
}

// postFaults takes one fault or a list of them.
func (s *Simulator) postFaults(w http.ResponseWriter, r *http.Request) {
	data, err := readControl(w, r)
	var faults []Fault
	if err == nil {
		faults, err = ParseFaults(data)
	}
	if err != nil {
		writeError(w, http.StatusBadRequest, err)
		return
	}
	for _, f := range faults {
		s.Inject(f)
	}
	writeJSON(w, http.StatusCreated, s.Faults())
}

// ParseFaults reads a fault or a list of faults. It refuses unknown fields and invalid faults.
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
			return nil, fmt.Errorf("faults[%d]: %w", i, err)
		}
	}
	return faults, nil
}

type secondFactorBody struct {
	SecondFactor SecondFactor `json:"second_factor"`
}

func (s *Simulator) putSecondFactor(body secondFactorBody) error {
	if !body.SecondFactor.valid() {
		return fmt.Errorf("second_factor must be none, ip or signature, got %q", body.SecondFactor)
	}
	s.SetSecondFactor(body.SecondFactor)
	return nil
}

type whitelistBody struct {
	Addresses []string `json:"addresses"`
}

func (s *Simulator) putWhitelist(body whitelistBody) error {
	var problems problemList
	if problems.addAddresses("addresses", body.Addresses); len(problems) > 0 {
		return errors.Join(problems...)
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
			return fmt.Errorf("caller_ip must be an IP address, got %q", body.CallerIP)
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
			return fmt.Errorf("latency must be a duration such as 250ms, got %q", *body.Latency)
		}
		s.SetLatency(latency)
	}
	if body.RequestsPerMinute != nil {
		s.SetRequestsPerMinute(*body.RequestsPerMinute)
	}
	return nil
}

func keyHandler(publicKey func() string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		answer{status: http.StatusOK, contentType: "application/x-pem-file", body: []byte(publicKey())}.write(w)
	}
}
