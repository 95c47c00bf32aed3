package simulator

import (
	"encoding/json"
	"maps"
	"net/http"
	"strconv"
)

// answer is a whole HTTP answer before it is sent, with what the call did. A fault can change or drop it.
type answer struct {
	status      int
	contentType string
	header      map[string]string
	body        []byte

	subCode       string
	acted         string
	beneficiaryID string
	delayMS       int
}

// The error types of v2. Only the first three are in the Payouts pages
// (https://docs.cashfree.com/reference/response-codes). The others come from integrators' test data (observed in public
// code, 2026) and from Cashfree's product Secure ID (https://www.cashfree.com/docs/api-reference/vrs/v2/).
const (
	typeInvalidRequest = "invalid_request_error"
	typeAuthentication = "authentication_error"
	typeAPI            = "api_error"
	typeConflict       = "conflict_error"
	typeValidation     = "validation_error"
	typeRateLimit      = "rate_limit_error"
)

type v2Failure struct {
	Type    string `json:"type"`
	Code    string `json:"code,omitempty"`
	Message string `json:"message"`
}

func v2Error(status int, kind, code, message string) answer {
	return jsonAnswer(status, v2Failure{kind, code, message})
}

func invalidRequest(code, message string) answer {
	return v2Error(http.StatusBadRequest, typeInvalidRequest, code, message)
}

// v1Envelope is the shape of every v1 answer. SubCode is a string.
type v1Envelope struct {
	Status  string `json:"status"`
	SubCode string `json:"subCode"`
	Message string `json:"message"`
	Data    any    `json:"data,omitempty"`
}

// v1Answer returns a v1 answer, with the status SUCCESS for sub codes below 300 and ERROR for others. Its HTTP status
// is 200 for every sub code: the older guide says so, and Cashfree's Python SDK relies on it.
// https://dev.cashfree.com/payouts-api
// https://github.com/salary-box/cashfree-sdk-python
func v1Answer(subCode int, message string, data any) answer {
	status := "ERROR"
	if subCode < 300 {
		status = "SUCCESS"
	}
	code := strconv.Itoa(subCode)
	a := jsonAnswer(http.StatusOK, v1Envelope{status, code, message, data})
	a.subCode = code
	return a
}

func jsonAnswer(status int, body any) answer {
	data, err := json.Marshal(body)
	if err != nil {
		return answer{status: http.StatusInternalServerError, contentType: "text/plain", body: []byte(err.Error())}
	}
	return answer{status: status, contentType: "application/json", body: data}
}

func (a answer) with(headers map[string]string) answer {
	merged := maps.Clone(a.header)
	if merged == nil {
		merged = map[string]string{}
	}
	maps.Copy(merged, headers)
	a.header = merged
	return a
}

// mirrored returns a v1 answer with its sub code as the HTTP status.
func (a answer) mirrored() answer {
	if n, err := strconv.Atoi(a.subCode); err == nil {
		a.status = n
	}
	return a
}

func (a answer) writeHeader(w http.ResponseWriter, length int) {
	for name, value := range a.header {
		w.Header().Set(name, value)
	}
	if a.contentType != "" {
		w.Header().Set("Content-Type", a.contentType)
	} else {
		w.Header()["Content-Type"] = nil // Keeps net/http from guessing one.
	}
	w.Header().Set("Content-Length", strconv.Itoa(length))
	w.WriteHeader(a.status)
}

func (a answer) write(w http.ResponseWriter) {
	a.writeHeader(w, len(a.body))
	_, _ = w.Write(a.body) // A caller that has gone away is not our error.
}
